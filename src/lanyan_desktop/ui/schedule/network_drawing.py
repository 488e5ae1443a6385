"""The arrow diagram for paper: dates above and below on every page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.core.chart.paging import Pages, Setup, paginate
from lanyan_desktop.core.chart.timescale import TimeScale
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.network_chart import NetworkChart
from lanyan_desktop.ui.schedule.network_painter import LANE, legend_words
from lanyan_desktop.ui.schedule.paper import Swatch
from lanyan_desktop.ui.theme import token

_FOOT = 24


class NetworkDrawing:
    """What the diagram's page shows, with its switches as they stand."""

    def __init__(self, chart: NetworkChart) -> None:
        self.name = tr("双代号时标网络图")
        self._screen = chart
        self._chart = NetworkChart(chart.axis)
        self._chart.plan, self._chart.look = chart.plan, chart.look
        self._pages: Pages | None = None

    def lay(self, setup: Setup) -> int:
        plan = self._screen.plan
        first, last = self._screen.axis.span
        if plan is not None:
            first, last = float(plan.layout.day.min()), float(plan.layout.day.max())
        lanes = plan.layout.lanes if plan is not None else 1
        self._pages = paginate(
            setup,
            rows=round(lanes * LANE / ROW) + _FOOT // ROW,
            first_day=first - 2,
            last_day=last + 2,
            table_width=0,
            px_per_day=self._screen.axis.scale.px_per_day,
        )
        return len(self._pages)

    def paint(self, painter: QPainter, page: int, _width: float, height: float) -> None:
        pages = self._pages
        assert pages is not None  # `lay` comes first
        painter.scale(pages.shrink, pages.shrink)
        sheet = pages.pages[page]
        self._chart.resize(round(pages.chart_width), round(height / pages.shrink))
        self._chart.offset = sheet.first * ROW
        self._chart.paint(painter, TimeScale(sheet.left, pages.px_per_day, pages.chart_width))

    def title_of(self, _page: int) -> str:
        return self.name

    def legend(self) -> Sequence[tuple[str, Swatch]]:
        work, critical, dummy, wave = legend_words()
        return (
            (work, _line("barDone", 1.5)), (critical, _line("critBar", 2.6)),
            (dummy, _line("link", 1.2, Qt.PenStyle.DashLine)), (wave, _wave), (tr("前锋线"), _line("front", 2)),
            *([(tr("以前的前锋线"), _line("front", 1))] if self._has_earlier() else []),
        )  # fmt: skip

    def _has_earlier(self) -> bool:
        plan = self._screen.plan
        return plan is not None and self._screen.look.has_front and bool(plan.earlier_fronts)


def _wave(painter: QPainter, box: QRectF) -> None:
    """Two periods of what free float is drawn as."""
    path, y = QPainterPath(QPointF(box.left(), box.center().y())), box.center().y()
    for at in range(4):
        left, swing = box.left() + at * 6.0, 5.0 if at % 2 else -5.0
        path.quadTo(QPointF(left + 3, y + swing), QPointF(left + 6, y))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(token("link"), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _line(colour: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Swatch:
    def paint(painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(token(colour), width, style))
        painter.drawLine(QLineF(box.left(), box.center().y(), box.right(), box.center().y()))

    return paint
