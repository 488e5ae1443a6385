"""The fixed row beneath the table: sums over all rows the query finds. It paints what the source gives."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.table.rows import Dress, Row
from lanyan_desktop.core.values import Value
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font, token
from lanyan_desktop.ui.widgets.table.cells import RowCells, printed_row
from lanyan_desktop.ui.widgets.table.grid import Grid
from lanyan_desktop.ui.widgets.table.paint import PAD, Span, paint_total

HEIGHT = 26


class TotalRow(QWidget):
    """Follows the grid's columns and scrolling."""

    def __init__(self, grid: Grid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._cells: RowCells | None = None
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("合计"))
        header = grid.horizontalHeader()
        header.sectionResized.connect(self.update)
        header.sectionMoved.connect(self.update)
        grid.horizontalScrollBar().valueChanged.connect(self.update)

    def show_totals(
        self, totals: Mapping[str, Value], *, dress: Mapping[str, Dress] | None = None, label: str = ""
    ) -> None:
        """Show these sums; `label` stands in the first column: 合计 if none is given."""
        columns = self._grid.table.columns
        row = Row([totals.get(column.name) for column in columns], dress or {}, is_summary=True)
        self._cells = printed_row(columns, row, day_min=self._grid.table.day_min)
        for column, cell in zip(columns, self._cells.cells, strict=True):
            if column.name not in totals:
                cell.text = ""
        self._label = label or tr("合计")
        said = zip(columns, self._cells.cells, strict=True)
        self.setAccessibleDescription("，".join(f"{c.heading} {cell.text}" for c, cell in said if cell.text))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), token("sunken"))
        painter.fillRect(0, 0, self.width(), 1, token("line2"))
        if self._cells is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spans, frozen = self._spans(), self._frozen_spans()
        band = QRect(0, 1, self.width(), self.height())
        paint_total(painter, spans, self._cells, band, self._grid.px)
        if frozen:
            painter.fillRect(0, 1, self._grid.frozen_width, self.height(), token("sunken"))
            painter.fillRect(self._grid.frozen_width - 1, 1, 1, self.height(), token("line2"))
            paint_total(painter, frozen, self._cells, band, self._grid.px)
        first = next((span for span in frozen or spans if not self._cells.cells[span.place].text), None)
        if first is not None:
            room = QRect(first.x + PAD, 1, max(first.width - PAD, 60), HEIGHT)
            self._paint_label(painter, room)

    def _paint_label(self, painter: QPainter, room: QRect) -> None:
        painter.setFont(font(self._grid.px, 600))
        painter.setPen(token("text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._label)

    def _frozen_spans(self) -> list[Span]:
        """The frozen columns where they stay."""
        face, columns = self._grid.peer, self._grid.table.columns
        if face is None or not self._grid.frozen:
            return []
        return [
            Span(place, columns[place], face.columnViewportPosition(place), face.columnWidth(place))
            for place in face.shown_columns()
        ]

    def _spans(self) -> list[Span]:
        grid, columns = self._grid, self._grid.table.columns
        return [
            Span(place, columns[place], grid.columnViewportPosition(place), grid.columnWidth(place))
            for place in grid.shown_columns()
        ]
