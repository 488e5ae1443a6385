"""The arrow diagram as a widget: painted over the Gantt's axis, panned, zoomed, clicked."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from lanyan_desktop.core.chart.timescale import TimeScale, shades, tiers
from lanyan_desktop.services.schedule.arrow_plan import ArrowPlan
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule import painter as paint
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.schedule.network_painter import LANE, Look, paint_group_names, paint_network
from lanyan_desktop.ui.theme import font, theme, token
from lanyan_desktop.ui.tokens import LABEL

_FOOT = 24
_NEAR = 26.0


class NetworkChart(QWidget):
    """Paints the diagram; the axis is the Gantt's."""

    chosen = Signal(int)  # an activity was clicked
    moved = Signal()

    def __init__(self, axis: GanttChart) -> None:
        super().__init__()
        self.axis = axis
        self.plan: ArrowPlan | None = None
        self.look = Look()
        self.offset = 0
        self._pan: tuple[QPointF, float, int] | None = None
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("双代号时标网络图"))
        axis.scale_changed.connect(self.update)
        theme().changed.connect(self.update)

    @property
    def scale(self) -> TimeScale:
        return TimeScale(self.axis.scale.left, self.axis.scale.px_per_day, float(self.width()))

    @property
    def room(self) -> int:
        """Px between the dates above and below."""
        return max(self.height() - paint.HEADER - _FOOT, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.paint(QPainter(self), self.scale)

    def paint(self, painter: QPainter, scale: TimeScale) -> None:
        """All that is in view; a sheet of paper asks for the same."""
        painter.fillRect(QRectF(0, 0, scale.width, self.height()), token("surface"))
        both, bottom = tiers(scale), float(paint.HEADER + self.room)
        if self.plan is not None:
            painter.save()
            painter.setClipRect(QRectF(0, paint.HEADER, scale.width, self.room), Qt.ClipOperation.IntersectClip)
            self._paint_ground(painter, self.plan.view, scale)
            painter.translate(0, paint.HEADER - self.offset)
            paint_network(painter, self.plan, scale, self.look, top=self.offset, bottom=self.offset + self.room)
            paint_group_names(painter, self.plan)
            painter.restore()
        paint.paint_header(painter, both, scale.width)
        self._paint_foot(painter, scale, bottom)
        self._paint_flag(painter, scale)

    def _paint_ground(self, painter: QPainter, view: PlanView, scale: TimeScale) -> None:
        names = tuple((e.first, e.last, e.name) for e in view.loaded.exceptions if not e.hours)
        off = shades(scale, view.calendar, names)
        paint.paint_shades(painter, off, self.room, y=paint.HEADER)
        for x in tiers(scale).grid:
            painter.fillRect(QRectF(round(x), paint.HEADER, 1, self.room), token("line"))
        paint.paint_shade_names(painter, off, paint.HEADER + 4)
        if self.look.has_front and view.data_day is not None:
            x = scale.x_at(view.data_day)
            paint.paint_date(painter, x, paint.HEADER, paint.HEADER + self.room)

    def _paint_foot(self, painter: QPainter, scale: TimeScale, y: float) -> None:
        """Dates at the bottom too: a tall diagram is read from both ends."""
        painter.fillRect(QRectF(0, y, scale.width, _FOOT), token("header"))
        painter.fillRect(QRectF(0, y, scale.width, 1), token("line2"))
        painter.setFont(font(LABEL))
        for tick in tiers(scale).lower:
            painter.fillRect(QRectF(round(tick.start), y, 1, _FOOT), token("line"))
            painter.setPen(token("text3"))
            if tick.text and tick.end > 0:
                box_ = QRectF(tick.start + 1, y, tick.end - tick.start - 1, _FOOT)
                painter.drawText(box_, Qt.AlignmentFlag.AlignCenter, tick.text)

    def _paint_flag(self, painter: QPainter, scale: TimeScale) -> None:
        day = self.plan.view.data_day if self.plan is not None else None
        if day is not None and self.look.has_front and -60 < scale.x_at(day) < scale.width + 60:
            text = str(np.datetime64(int(day) - 1, "D"))[5:]
            paint.paint_flag(painter, scale.x_at(day), tr("检查日 %1", text), paint.HEADER)

    def row_at(self, at: QPointF) -> int:
        """The activity whose arrow is under a point, -1 for none."""
        if self.plan is None or not paint.HEADER <= at.y() <= paint.HEADER + self.room:
            return -1
        layout, day = self.plan.layout, self.scale.day_at(at.x())
        y = at.y() - paint.HEADER + self.offset
        for work in range(len(layout.works)):
            level = (float(layout.arrow_lane[work]) + 0.5) * LANE
            if abs(y - level) <= _NEAR and layout.start_day[work] <= day <= layout.solid_day[work]:
                return layout.works.row[work]
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(row)
            return
        self._pan = (event.position(), self.axis.scale.left, self.offset)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pan is None:
            on_work = self.row_at(event.position()) >= 0
            self.setCursor(Qt.CursorShape.PointingHandCursor if on_work else Qt.CursorShape.ArrowCursor)
            return
        begin, left, offset = self._pan
        gone = event.position() - begin
        scale = self.axis.scale
        self.axis.set_scale(TimeScale(left - gone.x() / scale.px_per_day, scale.px_per_day, 0.0))
        self.offset = max(round(offset - gone.y()), 0)
        self.moved.emit()
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pan = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.axis.zoom(1.25 ** (turn.y() / 120), event.position().x())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turn.x()) > abs(turn.y()):
            self.axis.pan(-(turn.x() or turn.y()))
        else:
            self.offset = max(self.offset - round(turn.y() / 120 * LANE), 0)
            self.moved.emit()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.plan is not None:
            row = self.row_at(QPointF(event.pos()))
            if row >= 0 and self.axis.rows is not None:
                order = self.axis.rows.order.tolist()
                tip = self.axis.rows.tip(order.index(row)) if row in order else ""
                QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)
