"""资源: histograms over the Gantt's time axis, one a resource; what is too much stands out and says which works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QStackedLayout, QToolTip, QVBoxLayout, QWidget

from lanyan_desktop.core.chart.timescale import TimeScale, tiers
from lanyan_desktop.core.records.text import trimmed
from lanyan_desktop.services.schedule.load import ResourceLoad, load_resources
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule import painter as paint
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.theme import font, metrics, theme, token
from lanyan_desktop.ui.tokens import LABEL

if TYPE_CHECKING:
    from lanyan_desktop.ui.shell.tab import TabContext

ROW, GUTTER, _PAD = 96, 200, 18
_DASH = Qt.PenStyle.DashLine
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LoadChart(QWidget):
    """Paints the histograms in view."""

    def __init__(self, axis: GanttChart) -> None:
        super().__init__()
        self.axis = axis
        self.loads: list[ResourceLoad] = []
        self.data_day: float | None = None
        self.offset = 0
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("资源直方图"))
        axis.scale_changed.connect(self.update)
        theme().changed.connect(self.update)

    @property
    def scale(self) -> TimeScale:
        return TimeScale(self.axis.scale.left, self.axis.scale.px_per_day, float(max(self.width() - GUTTER, 1)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), token("surface"))
        both = tiers(self.scale)
        painter.save()
        painter.setClipRect(QRectF(0, paint.HEADER, self.width(), self.height() - paint.HEADER))
        for x in both.grid:
            painter.fillRect(QRectF(GUTTER + round(x), paint.HEADER, 1, self.height()), token("line"))
        painter.translate(0, paint.HEADER - self.offset)
        first = max(self.offset // ROW, 0)
        last = min((self.offset + self.height()) // ROW, len(self.loads) - 1)
        for at in range(first, last + 1):
            self._paint_load(painter, self.loads[at], at * ROW)
        painter.restore()
        painter.translate(GUTTER, 0)
        painter.save()
        painter.setClipRect(QRectF(0, 0, self.width() - GUTTER, self.height()))
        paint.paint_header(painter, both, self.scale.width)
        if self.data_day is not None:
            x = self.scale.x_at(self.data_day)
            paint.paint_date(painter, x, paint.HEADER, self.height())
        painter.restore()
        painter.fillRect(QRectF(-GUTTER, 0, GUTTER, paint.HEADER), token("header"))
        painter.fillRect(QRectF(-GUTTER, paint.HEADER - 1, GUTTER, 1), token("line2"))

    def _paint_load(self, painter: QPainter, load: ResourceLoad, y: float) -> None:
        scale, tall = self.scale, ROW - 2 * _PAD
        top = max(load.peak, int(load.there.max(initial=1)), 1)
        base = y + ROW - _PAD
        days = load.first + np.arange(len(load.used))
        xs = scale.x(days.astype(np.float64))
        seen = np.flatnonzero((load.used > 0) & (xs > -scale.px_per_day) & (xs < scale.width))
        painter.save()
        painter.setClipRect(QRectF(GUTTER, y, self.width() - GUTTER, ROW), Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(Qt.PenStyle.NoPen)
        wide = max(scale.px_per_day - (1 if scale.px_per_day > 4 else 0), 1.0)
        within, beyond = [], []
        for at in seen.tolist():
            used, there = int(load.used[at]), int(load.there[at])
            high = tall * min(used, there) / top
            within.append(QRectF(GUTTER + xs[at], base - high, wide, high))
            if used > there:
                more = tall * (used - there) / top
                beyond.append(QRectF(GUTTER + xs[at], base - high - more, wide, more))
        painter.setBrush(token("bar"))
        painter.drawRects(within)
        painter.setBrush(token("critBar"))
        painter.drawRects(beyond)
        painter.setPen(QPen(token("text2" if load.is_limited else "surface", 255 if load.is_limited else 0), 1, _DASH))
        level = round(base - tall * int(load.there.max(initial=0)) / top)
        painter.drawLine(GUTTER, level, self.width(), level)
        painter.restore()
        painter.fillRect(QRectF(0, y + ROW - 1, self.width(), 1), token("line"))
        self._paint_words(painter, load, y)

    def _paint_words(self, painter: QPainter, load: ResourceLoad, y: float) -> None:
        painter.fillRect(QRectF(0, y, GUTTER - 1, ROW - 1), token("surface"))
        painter.setPen(token("text"))
        painter.setFont(font(13, 600))
        name = metrics(13, 600).elidedText(load.name, Qt.TextElideMode.ElideRight, GUTTER - 24)
        painter.drawText(QRectF(12, y + 14, GUTTER - 20, 20), _LEFT, name)
        painter.setFont(font(LABEL))
        painter.setPen(token("text2"))
        there = int(load.there.max(initial=0))
        peak = trimmed(load.peak, 4)
        words = tr("最多 %1 / 有 %2 %3", peak, trimmed(there, 4), load.unit)
        if not load.is_limited:
            words = tr("同时最多 %1 %2", peak, load.unit)
        painter.drawText(QRectF(12, y + 34, GUTTER - 20, 18), _LEFT, words)
        if not load.is_limited:
            return
        over = int(load.is_over.sum())
        painter.setPen(token("crit" if over else "ok"))
        painter.drawText(QRectF(12, y + 52, GUTTER - 20, 18), _LEFT, tr("⚠ 超出 %1 天", over) if over else tr("够用"))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.axis.zoom(1.25 ** (turn.y() / 120), event.position().x() - GUTTER)
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turn.x()) > abs(turn.y()):
            self.axis.pan(-(turn.x() or turn.y()))
            event.accept()
        else:
            event.ignore()  # the scroll bar's

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def tip(self, x: float, y: float) -> str:
        """What a day needs of a resource, and of which works when it is too much."""
        row = int((y - paint.HEADER + self.offset) // ROW)
        if not 0 <= row < len(self.loads) or x < GUTTER or y < paint.HEADER:
            return ""
        load, day = self.loads[row], int(np.floor(self.scale.day_at(x - GUTTER)))
        at = day - load.first
        if not 0 <= at < len(load.used):
            return ""
        date, used, there = str(np.datetime64(day, "D")), int(load.used[at]), int(load.there[at])
        lines = [tr("%1 %2", load.name, date), tr("需要 %1，有 %2 %3", trimmed(used, 4), trimmed(there, 4), load.unit)]
        for first, last, _most, works in load.over:
            if first <= day <= last and used > there:
                lines.append("、".join(works[:6]))
        return "\n".join(lines)


class LoadPage(QWidget):
    """The histograms with their scroll bar; read beside the window's thread."""

    def __init__(self, context: TabContext, axis: GanttChart, view: PlanView) -> None:
        super().__init__()
        self._context, self._wanted = context, view
        self.chart = LoadChart(axis)
        self._down = QScrollBar(Qt.Orientation.Vertical)
        self._down.setAccessibleName(tr("滚动"))
        self._down.valueChanged.connect(self._scroll)
        drawing = QWidget()
        row = QHBoxLayout(drawing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.chart, 1)
        row.addWidget(self._down)
        self._pages = QStackedLayout()
        self._pages.addWidget(drawing)
        self._pages.addWidget(
            EmptyState(tr("没有可看的资源"), tr("给工作填上班组，或登记资源并分配给工作，这里就有直方图。"))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._pages)
        self.show_view(view)

    def show_view(self, view: PlanView) -> None:
        self._wanted = view
        self._context.jobs.read(
            "",
            lambda reader, _token: load_resources(reader, view),
            done=lambda made: self._take(view, made),
            owner=self,
        )

    def _take(self, view: PlanView, loads: list[ResourceLoad]) -> None:
        if view is not self._wanted:  # overtaken by another edit
            return
        self.chart.loads, self.chart.data_day = loads, view.data_day
        self._pages.setCurrentIndex(0 if loads else 1)
        self._down.setRange(0, max(len(loads) * ROW - self.chart.height() + paint.HEADER, 0))
        self._down.setPageStep(max(self.chart.height(), 1))
        self._down.setSingleStep(ROW)
        self.chart.update()

    def enter(self) -> None:
        self._take(self._wanted, self.chart.loads)

    def _scroll(self, value: int) -> None:
        self.chart.offset = value
        self.chart.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._down.setValue(self._down.value() - event.angleDelta().y() * ROW // 120)
