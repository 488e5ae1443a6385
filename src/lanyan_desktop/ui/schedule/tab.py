"""The 进度 tab as the shell drives it: reads the plan, shows it, turns what the user does into commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from lanyan_desktop.core.chart.timescale import UNIT_TITLES, TimeScale
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.schedule.finding import Finding, find
from lanyan_desktop.services.schedule.loading import count_rows
from lanyan_desktop.services.schedule.table import PlanSource
from lanyan_desktop.services.schedule.view import PlanView, load_view
from lanyan_desktop.ui.components.figures import FiguresBar
from lanyan_desktop.ui.components.toolbar import Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.actions import PlanActions
from lanyan_desktop.ui.schedule.advising import Advising
from lanyan_desktop.ui.schedule.chart import START_PX, GanttChart
from lanyan_desktop.ui.schedule.curve_page import CurvePage
from lanyan_desktop.ui.schedule.doing import Doing
from lanyan_desktop.ui.schedule.empty_pages import empty_page, failed_page, reading_page
from lanyan_desktop.ui.schedule.figures import alarms_of, figures_of
from lanyan_desktop.ui.schedule.gantt_drawing import GanttDrawing
from lanyan_desktop.ui.schedule.load_page import LoadPage
from lanyan_desktop.ui.schedule.meeting_page import MeetingPage
from lanyan_desktop.ui.schedule.network_drawing import NetworkDrawing
from lanyan_desktop.ui.schedule.network_page import NetworkPage
from lanyan_desktop.ui.schedule.page import PlanPage
from lanyan_desktop.ui.schedule.paper import Drawing
from lanyan_desktop.ui.schedule.parts import Make, Parts
from lanyan_desktop.ui.schedule.picking import Picking
from lanyan_desktop.ui.schedule.plan_table import make_plan_table
from lanyan_desktop.ui.schedule.printing import Printing
from lanyan_desktop.ui.schedule.reading import AT_ONCE, Reading, Shown
from lanyan_desktop.ui.schedule.reports import Reports
from lanyan_desktop.ui.schedule.runs import runs_of
from lanyan_desktop.ui.schedule.trying import Trying

if TYPE_CHECKING:
    from lanyan_desktop.services.session import Touched
    from lanyan_desktop.ui.shell.tab import State, TabContext

_NETWORK = 2
"""Its place behind the switch; the Gantt is 0."""
_PLAN, _EMPTY, _READING, _FAILED = range(4)
"""The pages of the tab."""


def make_tab(context: TabContext) -> ScheduleTab:
    """The tab for one project of one ledger."""
    return ScheduleTab(context)


class ScheduleTab:
    """One project's plan."""

    def __init__(self, context: TabContext) -> None:
        self.context = context
        self.widget = QWidget()
        self.widget.setAccessibleName(tr("进度"))
        self.acts = PlanActions(self.widget)
        self.doing = Doing(context, self.widget, self._stand_on)
        shown = Shown(view=lambda: self.view, show=self._show, begin=self._begin, fail=self._fail)
        self.reading = Reading(context, self.widget, shown)
        reader, project_id = context.session.reader, context.project_id
        is_small = count_rows(reader, project_id) <= AT_ONCE
        self.source = PlanSource(load_view(reader, project_id, with_rows=is_small))
        self.table = make_plan_table(self.doing, self.source, self._offer_works)
        self.picking = Picking(context, self.acts, self.source, table=self.table, compare=self._compare_with)
        self.page = PlanPage(self.table, self.source)
        views: list[tuple[str, Make]] = [
            (tr("登记进度"), self._make_meeting),
            (tr("时标网络图"), self._make_network),
            (tr("资源"), self._make_load),
            (tr("S 曲线"), self._make_curve),
        ]
        self.advising = Advising(context, view=lambda: self.view, choose=self.page.choose)
        self.trying = Trying(context, view=lambda: self.view, use=self._use, refresh=self.refresh)
        for watched in (self.table.grid, self.page.chart):
            watched.installEventFilter(self.trying)
        self.parts = Parts(self._desk(), views, lambda: self.view)
        self.printing = Printing(context, self.widget, drawing=self._drawing, view=lambda: self.view)
        self.reports = Reports(context, self.widget, view=lambda: self.view)
        self.figures = FiguresBar(self.parts.switch)
        self.toolbar = Toolbar(self.acts.left, self.acts.right)
        for bar in (self.figures, self.toolbar):
            bar.setMinimumWidth(1)  # they shorten themselves: what they show now shall not hold the window wide
        self._lay_out()
        self._connect()
        if is_small:
            self._show(self.view, find(self.view))
        else:
            self.reading.read_beside(keeps_relations=False)

    @property
    def view(self) -> PlanView:
        return self.source.view

    # ---- making

    def _desk(self) -> QSplitter:
        """The Gantt, and below it what was found about the plan."""
        desk = QSplitter(Qt.Orientation.Vertical)
        desk.setHandleWidth(1)
        desk.setChildrenCollapsible(False)
        desk.addWidget(self.page)
        desk.addWidget(self.advising.panel)
        desk.setStretchFactor(0, 1)
        return desk

    def _make_meeting(self) -> MeetingPage:
        return MeetingPage(self.context, self.view)

    def _make_network(self) -> NetworkPage:
        chart, source = self.page.chart, self.source
        return NetworkPage(chart, self.view, choose=self._choose_row, filtered=source.found_rows)

    def _make_load(self) -> LoadPage:
        return LoadPage(self.context, self.page.chart, self.view)

    def _make_curve(self) -> CurvePage:
        return CurvePage(self.page.chart, self.view)

    def _choose_row(self, row: int) -> None:
        """An arrow was clicked: the table and the inspector follow."""
        self.table.go_to(self.view.loaded.ids[row])
        part = self.parts.part(_NETWORK)
        if isinstance(part, NetworkPage):
            part.select(row)

    def _drawing(self) -> Drawing:
        """What a print shows: the diagram when it is in front, else the Gantt."""
        part = self.parts.part(_NETWORK) if self.parts.current == _NETWORK else None
        if isinstance(part, NetworkPage):
            return NetworkDrawing(part.chart)
        return GanttDrawing(self.table, self.page.chart)

    def _offer_works(self, text: str) -> list[str]:
        return self.source.offer_works(text)  # the source is another one after `take`

    def _lay_out(self) -> None:
        can_write = not self.context.session.is_read_only
        self._pages = QStackedLayout()
        self._pages.addWidget(self.parts.widget)
        self._pages.addWidget(empty_page(self.acts.add, self.acts.take_in, can_write=can_write))
        self._pages.addWidget(reading_page())
        self._pages.addWidget(failed_page(lambda: self.reading.read_beside(keeps_relations=False)))
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addWidget(self.toolbar)
        column.addWidget(self.trying.bar)
        column.addLayout(self._pages, 1)

    def _connect(self) -> None:
        acts, chart, table = self.acts, self.page.chart, self.table
        self.widget.addActions(acts.all)  # their keys work wherever the focus is on the page
        for act, run in runs_of(self).items():
            act.triggered.connect(lambda _on=False, run=run: run())
        for act in acts.editing:
            act.setEnabled(not self.context.session.is_read_only)
        chart.can_drag = not self.context.session.is_read_only
        chart.scale_changed.connect(self.context.status_changed)
        chart.dragged.connect(self.doing.drop)
        chart.linked.connect(self.doing.tie)
        chart.opened.connect(lambda row: self.table.go_to(self.table.model.id_at(row) or b""))
        table.selection_changed.connect(self._inspect)
        table.current_changed.connect(lambda _row: self._inspect())
        table.said.connect(self.context.notify)

    @property
    def chart(self) -> GanttChart:
        return self.page.chart

    def take_in(self) -> None:
        self.context.import_excel("plan")

    def give_out(self) -> None:
        self.context.export_excel("plan")

    def copy_picture(self) -> None:
        self.printing.copy(self.parts.widget)

    # ---- showing

    def _show(self, view: PlanView, finding: Finding) -> None:
        self.page.show_view(view)
        self.page.show_finding(finding)
        self.parts.take()
        self.advising.take()
        self.trying.take()
        self.figures.set_figures(figures_of(finding, self.advising.alarms))
        self.toolbar.set_alarms(alarms_of(view, finding, self.picking.filter))
        self._pages.setCurrentIndex(_PLAN if len(view) else _EMPTY)
        self.context.status_changed()

    def refresh(self, touched: Touched | None) -> None:
        """Read again when what is shown was touched; in the background where the plan is large."""
        self.reading.refresh(touched)

    def _use(self, context: TabContext) -> None:
        """Read and write there: the ledger, or while 试算 is on a copy of it."""
        self.reading.context = self.doing.context = self.advising.context = context
        self.reading.forget()
        self.parts.show(0)
        self.parts.switch.setEnabled(context is self.context)
        self._inspect()

    def _begin(self) -> None:
        self.advising.pause()
        if not len(self.view):
            self._pages.setCurrentIndex(_READING)

    def _fail(self) -> None:
        if self._pages.currentIndex() == _READING:
            self._pages.setCurrentIndex(_FAILED)

    def _compare_with(self, baseline_id: Id) -> None:
        self.reading.baseline_id = baseline_id
        self.refresh(None)

    def switch(self) -> None:
        chart, acts = self.page.chart, self.acts
        chart.shows_base, chart.shows_front = acts.base.isChecked(), acts.front.isChecked()
        chart.shows_critical = self.source.marks_critical = acts.critical.isChecked()
        self.table.refresh()
        chart.update()

    def _inspect(self) -> None:
        ids = [Id(row_id) for row_id in self.table.selected_ids()[:1000] if isinstance(row_id, bytes)]
        self.context.inspect("activity", [] if self.trying.is_on else ids)

    def _stand_on(self, row_id: Id) -> None:
        """The new row, ready to be named."""
        self.refresh(None)
        if self.table.go_to(row_id, "name"):
            self.table.grid.setFocus()

    # ---- what the shell asks

    def actions(self) -> Sequence[QAction]:
        return self.acts.all

    def status(self) -> str:
        """What the scale counts and how close it is, as "周 · 100%"."""
        scale = self.page.chart.scale
        return tr("%1 · %2%", UNIT_TITLES[scale.unit], round(scale.px_per_day / START_PX * 100))

    def show_record(self, kind: str, record_id: Id) -> bool:
        """Stand on an activity; of a relation on its successor."""
        if kind == "relation":
            places = {key: at for at, key in enumerate(self.view.loaded.relation_ids)}
            at = places.get(record_id)
            if at is None:
                return False
            record_id = self.view.loaded.ids[int(self.view.loaded.plan.links.target[at])]
        return kind in ("activity", "relation") and self.table.go_to(record_id)

    def save_state(self) -> State:
        scale = self.page.chart.scale
        return {
            "columns": self.table.state(),
            "splitter": self.page.splitter.sizes(),
            "px_per_day": scale.px_per_day,
            "left": scale.left,
            "view": self.parts.current,
            "print": self.printing.state(),
            "shown": [act.isChecked() for act in (self.acts.base, self.acts.front, self.acts.critical)],
        }

    def restore_state(self, state: State) -> None:
        columns, sizes = state.get("columns"), state.get("splitter")
        if isinstance(columns, dict):
            self.table.restore(columns)  # type: ignore[arg-type]  # restore ignores what does not fit
        if isinstance(sizes, list) and all(isinstance(size, int) for size in sizes):
            self.page.remember_sizes(sizes)
        px, left = state.get("px_per_day"), state.get("left")
        if isinstance(px, (int, float)) and isinstance(left, (int, float)):
            self.page.place(TimeScale(float(left), float(px), 0.0))
        self.printing.restore(state.get("print"))
        shown = state.get("shown")
        if isinstance(shown, list) and len(shown) == 3:
            for act, is_on in zip((self.acts.base, self.acts.front, self.acts.critical), shown, strict=True):
                act.setChecked(bool(is_on))
            self.switch()

    def close(self) -> None:
        self.reading.drop()
        self.trying.close()
