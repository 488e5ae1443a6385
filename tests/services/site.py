"""The sample project's ledger, open for a test of labour or of a form."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.labour.month import MonthGrid, load_month
from lanyan_desktop.services.labour.roster import load_rule
from lanyan_desktop.services.labour.slips import Slips, load_slips
from lanyan_desktop.store.ledger import Ledger

NOVEMBER = Month(2025, 11)


@dataclass
class Site:
    """The sample's November, open."""

    ledger: Ledger
    project_id: Id
    month: Month = NOVEMBER

    def grid(self, month: Month | None = None) -> MonthGrid:
        return load_month(self.ledger, project_id=self.project_id, month=month or self.month)

    def slips(self) -> Slips:
        rule = load_rule(self.grid().project)
        return load_slips(self.ledger, project_id=self.project_id, month=self.month, rule=rule)

    def texts(self, row: int) -> list[str]:
        grid = self.grid()
        return [grid.text(row, column) for column in range(grid.month.days)]
