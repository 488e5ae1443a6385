"""时标网络图: the plan as an arrow diagram over the Gantt's time axis, sharing its selection."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QStackedLayout, QVBoxLayout, QWidget

from lanyan_desktop.services.schedule.arrow_plan import MOST_WORKS, ArrowPlan, LaneBy, arrow_plan
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.components.buttons import action, action_button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.schedule.network_chart import NetworkChart
from lanyan_desktop.ui.schedule.network_painter import LANE, Look
from lanyan_desktop.ui.tokens import CAPTION, L


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
        self.by_section = action(tr("按分部分道"), icon="columns", tip=tr("每个分部一条泳道"), checkable=True)
        self.front = action(tr("前锋线"), icon="front", tip=tr("检查日各项工作到了哪里"), checkable=True)
        self.times = action(tr("六时标注"), icon="clock", tip=tr("每项工作的 ES、LS、TF、EF、LF、FF"), checkable=True)
        self.open = action(tr("隐藏已完"), icon="filter", tip=tr("只画没有完成的工作"), checkable=True)
        self.again = action(tr("整理布局"), icon="sync", tip=tr("从头排列，不沿用上一次的位置"))
        self.front.setChecked(True)
        self.said = label("", CAPTION, tone="text3")
        for mine, other in ((self.by_team, self.by_section), (self.by_section, self.by_team)):
            mine.toggled.connect(lambda is_on, other=other: self._turn_lanes(other, is_on=is_on))
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
        acts = (self.by_team, self.by_section, self.front, self.times, self.open, self.again)
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

    def _turn_lanes(self, other: QAction, *, is_on: bool) -> None:
        """Lanes are by one thing at a time."""
        with QSignalBlocker(other):
            other.setChecked(other.isChecked() and not is_on)
        self._lay(keeps=False)

    def _lanes(self) -> LaneBy:
        return "team" if self.by_team.isChecked() else "section" if self.by_section.isChecked() else ""

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
        plan = arrow_plan(self._view, rows, by=self._lanes(), before=before)
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
        selected = [] if rows is None else rows.works_at(self._axis.selected)
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
