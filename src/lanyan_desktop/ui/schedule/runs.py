"""Each action of the 进度 tab beside what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QAction

from lanyan_desktop.services.schedule import structure
from lanyan_desktop.ui.schedule.actions import PlanActions
from lanyan_desktop.ui.schedule.advising import Advising
from lanyan_desktop.ui.schedule.calendar_dialog import CalendarDialog
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.schedule.doing import Doing
from lanyan_desktop.ui.schedule.printing import Printing
from lanyan_desktop.ui.schedule.reports import Reports
from lanyan_desktop.ui.schedule.trying import Trying
from lanyan_desktop.ui.widgets.table import TableView


class _Tab(Protocol):
    """The parts of the tab that do what its actions say."""

    acts: PlanActions
    advising: Advising
    trying: Trying
    doing: Doing
    table: TableView
    printing: Printing
    reports: Reports

    @property
    def chart(self) -> GanttChart: ...

    def switch(self) -> None: ...

    def take_in(self) -> None: ...

    def give_out(self) -> None: ...

    def copy_picture(self) -> None: ...


def runs_of(tab: _Tab) -> dict[QAction, Callable[[], object]]:
    """What each action of the tab does."""
    acts, chart, on_rows = tab.acts, tab.chart, tab.doing.on_rows
    return {
        acts.add: lambda: tab.doing.add_after(tab.table.current_id),
        acts.indent: lambda: on_rows(structure.indent),
        acts.outdent: lambda: on_rows(structure.outdent),
        acts.up: lambda: on_rows(lambda ledger, **k: structure.move(ledger, **k, down=False)),
        acts.down: lambda: on_rows(lambda ledger, **k: structure.move(ledger, **k, down=True)),
        acts.link: lambda: on_rows(structure.link),
        acts.delete: lambda: tab.doing.delete(tab.table.selected_ids()),
        acts.save_base: tab.doing.save_base,
        acts.base: tab.switch,
        acts.front: tab.switch,
        acts.critical: tab.switch,
        acts.print_now: tab.printing.ask,
        acts.png: tab.printing.export_png,
        acts.svg: tab.printing.export_svg,
        acts.week: lambda: tab.reports.week(1),
        acts.two_weeks: lambda: tab.reports.week(2),
        acts.four_weeks: lambda: tab.reports.week(4),
        acts.month: tab.reports.month,
        acts.claim: tab.reports.claim,
        acts.copy_picture: tab.copy_picture,
        acts.to_chart: chart.setFocus,
        acts.calendars: lambda: CalendarDialog(tab.doing.context, tab.table.window()).exec(),
        acts.alarms: tab.advising.alarms,
        acts.trial: tab.trying.begin,
        acts.level: tab.advising.level,
        acts.risk: tab.advising.risk,
        acts.forecast: tab.advising.forecast,
        acts.zoom_in: lambda: chart.zoom(1.25),
        acts.zoom_out: lambda: chart.zoom(0.8),
        acts.fit: chart.fit,
        acts.today: chart.go_to_date,
        acts.take_in: tab.take_in,
        acts.give_out: tab.give_out,
    }
