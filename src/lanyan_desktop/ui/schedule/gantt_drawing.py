"""The Gantt for paper: the table's columns as they stand on screen, the chart beside them, on every page again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.core.chart.paging import HEADER, Page, Pages, Setup, paginate
from lanyan_desktop.core.chart.timescale import TimeScale
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.schedule.paper import Swatch
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.widgets.table import TableView

_INDENT = 14
_ELIDE = Qt.TextElideMode.ElideRight
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class GanttDrawing:
    """What is on screen, folded and filtered as it is there."""

    def __init__(self, table: TableView, chart: GanttChart) -> None:
        self.name = tr("施工进度计划横道图")
        self._table, self._screen = table, chart
        self._chart = _copy(chart)
        shown = table.grid.shown_columns()
        self._columns = [(place, float(table.grid.columnWidth(place))) for place in shown]
        self._pages: Pages | None = None

    @property
    def _table_width(self) -> float:
        return sum(width for _, width in self._columns)

    def lay(self, setup: Setup) -> int:
        first, last = self._screen.span
        self._pages = paginate(
            setup,
            rows=len(self._screen.rows) if self._screen.rows is not None else 0,
            first_day=first - 3,
            last_day=last + 3,
            table_width=self._table_width,
            px_per_day=self._screen.scale.px_per_day,
        )
        return len(self._pages)

    def paint(self, painter: QPainter, page: int, _width: float, height: float) -> None:
        pages = self._pages
        assert pages is not None  # `lay` comes first
        painter.scale(pages.shrink, pages.shrink)
        sheet, tall = pages.pages[page], height / pages.shrink
        self._paint_table(painter, sheet)
        painter.translate(self._table_width, 0)
        painter.setClipRect(QRectF(0, 0, pages.chart_width, tall))
        rows = HEADER + (sheet.last - sheet.first) * ROW
        chart = self._chart
        chart.resize(round(pages.chart_width), rows)
        chart.scale = TimeScale(sheet.left, pages.px_per_day, pages.chart_width)
        chart.offset = sheet.first * ROW
        chart.top = HEADER
        chart.paint(painter)

    def _paint_table(self, painter: QPainter, sheet: Page) -> None:
        painter.fillRect(QRectF(0, 0, self._table_width, HEADER), token("header"))
        painter.fillRect(QRectF(0, HEADER - 1, self._table_width, 1), token("line2"))
        x, model = 0.0, self._table.model
        for place, width in self._columns:
            column = model.columns[place]
            painter.setFont(font(12, 500))
            painter.setPen(token("text2"))
            box = QRectF(x + 6, 0, width - 12, HEADER)
            text = metrics(12, 500).elidedText(column.heading, _ELIDE, box.width())
            painter.drawText(box, _RIGHT if column.is_numeric else _LEFT, text)
            x += width
            painter.fillRect(QRectF(x - 1, 0, 1, HEADER), token("line"))
        for row in range(sheet.first, sheet.last):
            self._paint_row(painter, row, HEADER + (row - sheet.first) * ROW)
        painter.fillRect(QRectF(x - 1, 0, 1, HEADER + (sheet.last - sheet.first) * ROW), token("line2"))

    def _paint_row(self, painter: QPainter, row: int, y: float) -> None:
        model = self._table.model
        cells = model.row_cells(row)
        weight, x = 600 if cells.is_summary else 400, 0.0
        if cells.is_summary:
            painter.fillRect(QRectF(0, y, self._table_width, ROW), token("header"))
        painter.fillRect(QRectF(0, y + ROW - 1, self._table_width, 1), token("line"))
        painter.setFont(font(12, weight))
        for place, width in self._columns:
            column, cell = model.columns[place], cells.cells[place]
            inset = _INDENT * self._level(row) if column.is_outline else 0
            box = QRectF(x + 6 + inset, y, width - 12 - inset, ROW)
            painter.setPen(token(cell.tone or "text"))
            text = metrics(12, weight).elidedText(cell.text, _ELIDE, box.width())
            painter.drawText(box, _RIGHT if column.is_numeric else _LEFT, text)
            x += width

    def _level(self, row: int) -> int:
        model = self._table.model
        node = model.node_at(row)
        return int(model.outline.levels[node]) if model.outline is not None and node >= 0 else 0

    def title_of(self, _page: int) -> str:
        return self.name

    def legend(self) -> Sequence[tuple[str, Swatch]]:
        return (
            (tr("完成"), _bar("barDone", "barDone")), (tr("剩余"), _bar("bar", "barEdge")),
            (tr("关键"), _bar("critFill", "critEdge")), (tr("基准"), _line("base", 3)),
            (tr("总时差"), _line("tail", 1.5)), (tr("里程碑"), _diamond), (tr("前锋线"), _line("front", 2)),
            *([(tr("以前的前锋线"), _line("front", 1))] if self._has_earlier() else []),
        )  # fmt: skip

    def _has_earlier(self) -> bool:
        rows = self._screen.rows
        return rows is not None and self._screen.shows_front and bool(rows.view.earlier_fronts)


def _copy(chart: GanttChart) -> GanttChart:
    """A chart that is never shown: what is selected and under the pointer stays on screen."""
    made = GanttChart()
    if chart.rows is not None:
        made.show_rows(chart.rows)
    made.shows_base, made.shows_front, made.shows_critical = chart.shows_base, chart.shows_front, chart.shows_critical
    return made


def _bar(fill: str, edge: str) -> Swatch:
    def paint(painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(token(edge), 1))
        painter.setBrush(token(fill))
        painter.drawRoundedRect(box, 2, 2)

    return paint


def _line(colour: str, width: float) -> Swatch:
    def paint(painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(token(colour), width))
        painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))

    return paint


def _diamond(painter: QPainter, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(token("summ"))
    x, y = box.center().x(), box.center().y()
    painter.drawPolygon(QPolygonF([QPointF(x - 6, y), QPointF(x, y - 6), QPointF(x + 6, y), QPointF(x, y + 6)]))
