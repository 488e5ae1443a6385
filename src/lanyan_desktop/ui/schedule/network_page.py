"""时标网络图: the plan as an arrow diagram over the Gantt's time axis, sharing its selection."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QStackedLayout, QToolTip, QVBoxLayout, QWidget

from lanyan_desktop.core.chart.timescale import TimeScale, shades, tiers
from lanyan_desktop.services.schedule.arrow_plan import MOST_WORKS, ArrowPlan, arrow_plan
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.components.buttons import action, action_button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule import painter as paint
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.schedule.network_painter import LANE, Look, paint_group_names, paint_network
from lanyan_desktop.ui.theme import font, theme, token
from lanyan_desktop.ui.tokens import CAPTION, LABEL, L

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


class NetworkPage(QWidget):
    """The diagram with its switches and what it says of itself."""

    def __init__(
        self,
        axis: GanttChart,
        view: PlanView,
        *,
        choose: Callable[[int], None],
        filtered: Callable[[PlanView], list[int]],
    ) -> None:
        """`filtered`: the rows the table's filter lets through."""
        super().__init__()
        self._filtered = filtered
        self._is_fresh = True
        self.chart = NetworkChart(axis)
        self._axis, self._view = axis, view
        self._down = QScrollBar(Qt.Orientation.Vertical)
        self._down.setAccessibleName(tr("滚动"))
        self.by_team = action(tr("按班组分道"), icon="columns", tip=tr("每个班组一条泳道"), checkable=True)
        self.front = action(tr("前锋线"), icon="front", tip=tr("检查日各项工作到了哪里"), checkable=True)
        self.times = action(tr("六时标注"), icon="clock", tip=tr("每项工作的 ES、LS、TF、EF、LF、FF"), checkable=True)
        self.open = action(tr("隐藏已完"), icon="filter", tip=tr("只画没有完成的工作"), checkable=True)
        self.again = action(tr("整理布局"), icon="sync", tip=tr("从头排列，不沿用上一次的位置"))
        self.front.setChecked(True)
        self.said = label("", CAPTION, tone="text3")
        self.by_team.toggled.connect(lambda _on: self._lay(keeps=False))
        self.open.toggled.connect(lambda _on: self._lay())
        self.again.triggered.connect(lambda: self._lay(keeps=False))
        self.front.toggled.connect(lambda _on: self._look())
        self.times.toggled.connect(lambda _on: self._look())
        self.chart.chosen.connect(choose)
        self.chart.moved.connect(self._follow)
        self._down.valueChanged.connect(self._scroll)
        self._lay_out()
        self._lay()

    def _lay_out(self) -> None:
        acts = (self.by_team, self.front, self.times, self.open, self.again)
        bar = box(*(action_button(act) for act in acts), self.said, None, gap=4)
        bar.setContentsMargins(L, 4, L, 4)
        drawing = QWidget()
        row = QHBoxLayout(drawing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.chart, 1)
        row.addWidget(self._down)
        too_many = EmptyState(
            tr("工作太多，画成一张网络图没有人看得清"),
            tr("请在横道图里筛选（关键、本周、班组）或折叠大纲，不超过 %1 项后再看。", MOST_WORKS),
        )
        self._pages = QStackedLayout()
        self._pages.addWidget(drawing)
        self._pages.addWidget(too_many)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addLayout(self._pages, 1)

    def show_view(self, view: PlanView) -> None:
        """Show a plan computed anew; what need not move stays in its lane."""
        self._view = view
        self._lay()

    def enter(self) -> None:
        """Shown again: the rows may have been filtered, another work selected."""
        self._lay()
        self.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rows(self) -> list[int]:
        """The works to draw; folded ones too, for what is folded is still to be done."""
        view = self._view
        is_open = ~view.schedule.is_finished if self.open.isChecked() else np.ones(len(view), dtype=np.bool_)
        return [row for row in self._filtered(view) if is_open[row] and not view.schedule.is_summary[row]]

    def _lay(self, *, keeps: bool = True) -> None:
        rows = self._rows()
        self._pages.setCurrentIndex(1 if len(rows) > MOST_WORKS else 0)
        if len(rows) > MOST_WORKS or not rows:
            self.chart.plan = None
            self.said.setText("")
            self.chart.update()
            return
        before = self.chart.plan.layout.kept if keeps and self.chart.plan is not None else None
        plan = arrow_plan(self._view, rows, by_team=self.by_team.isChecked(), before=before)
        self.chart.plan = plan
        left_out = len(plan.layout.works.left_out)
        words = [
            tr("工作 %1", len(plan.layout.works)),
            tr("事件 %1", len(plan.layout.arrows)),
            tr("虚工作 %1", plan.dummies),
        ]
        words.append(tr("%1 条逻辑与日期矛盾，没有画", left_out) if left_out else tr("图与计划逻辑一致"))
        self.said.setText(" · ".join(words))
        self._look()
        self._follow()

    def _look(self) -> None:
        rows = self._axis.rows
        selected = [int(rows.order[row]) for row in self._axis.selected if row < len(rows)] if rows is not None else []
        self.chart.look = Look(
            selected=frozenset(selected), has_front=self.front.isChecked(), has_all_times=self.times.isChecked()
        )
        self.chart.update()

    def select(self, row: int) -> None:
        """Light up one activity and bring it into view."""
        plan = self.chart.plan
        self.chart.look = Look(
            selected=frozenset({row}), has_front=self.front.isChecked(), has_all_times=self.times.isChecked()
        )
        if plan is not None and row in plan.layout.works.row:
            lane = int(plan.layout.arrow_lane[plan.layout.works.row.index(row)])
            if not self.chart.offset <= lane * LANE <= self.chart.offset + self.chart.room - LANE:
                self._down.setValue(int(lane * LANE - self.chart.room / 2))
        self.chart.update()

    def _follow(self) -> None:
        plan = self.chart.plan
        tall = int(plan.layout.lanes * LANE) if plan is not None else 0
        self._down.setRange(0, max(tall - self.chart.room, 0))
        self._down.setPageStep(max(self.chart.room, 1))
        self._down.setSingleStep(int(LANE))
        self.chart.offset = min(self.chart.offset, self._down.maximum())
        if self._is_fresh and plan is not None and self.chart.room > LANE:
            self._is_fresh = False
            self.chart.offset = self._middle(plan)  # what decides lies in the middle: begin there
        self._down.setValue(self.chart.offset)
        self.chart.update()

    def _middle(self, plan: ArrowPlan) -> int:
        """The offset that shows the critical lane in the middle."""
        layout = plan.layout
        lanes = layout.arrow_lane[layout.is_critical & ~layout.is_dummy]
        lane = int(np.bincount(lanes).argmax()) if len(lanes) else 0
        return min(max(int((lane + 0.5) * LANE - self.chart.room / 2), 0), self._down.maximum())

    def _scroll(self, value: int) -> None:
        self.chart.offset = value
        self.chart.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()
