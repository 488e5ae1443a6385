"""A month as the 点工 tab looks at it: attendance, slips and figures, read together at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id, day_of
from lanyan_desktop.services.labour.figures import Figures, month_figures
from lanyan_desktop.services.labour.latest import latest_month
from lanyan_desktop.services.labour.month import MonthGrid, load_month
from lanyan_desktop.services.labour.payroll import Payroll, read_payroll
from lanyan_desktop.services.labour.slips import Slips, load_slips
from lanyan_desktop.store.reader import Reader

OF_LABOUR = frozenset({
    "attendance", "worker", "team", "day_work", "day_work_line", "project",
    "pay_rate", "pay_item", "pay_sheet", "pay_line",
})  # fmt: skip
"""Kinds whose change changes a month."""


@dataclass(frozen=True, slots=True)
class LabourView:
    """One month of a project. The grid is changed in place by what is typed; figures are made when asked."""

    project_id: Id
    grid: MonthGrid
    slips: Slips
    payroll: Payroll  # as it was read: typing changes the grid first

    @property
    def month(self) -> Month:
        return self.grid.month

    def figures(self) -> Figures:
        """What the month comes to now."""
        return month_figures(self.grid, self.slips)


def load_view(reader: Reader, *, project_id: Id, month: Month | None = None) -> LabourView:
    """Read a month; None: the last that has anything, else the current one.

    Raises:
        KeyError: there is no such project.
    """
    wanted = month or latest_month(reader, project_id=project_id) or _this_month()
    with reader.snapshot():
        grid = load_month(reader, project_id=project_id, month=wanted)
        slips = load_slips(reader, project_id=project_id, month=wanted, rule=grid.rule)
        return LabourView(project_id, grid, slips, read_payroll(reader, grid))


def _this_month() -> Month:
    return Month.of(day_of(date.today()))
