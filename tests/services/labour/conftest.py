from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.labour.month import MonthGrid, load_month
from lanyan_desktop.services.labour.roster import load_rule
from lanyan_desktop.services.labour.slips import Slips, load_slips
from lanyan_desktop.services.sample import build_sample
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
        return load_slips(
            self.ledger, project_id=self.project_id, month=self.month, rule=load_rule(self.grid().project)
        )

    def texts(self, row: int) -> list[str]:
        grid = self.grid()
        return [grid.text(row, column) for column in range(grid.month.days)]


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.lanyan"
    ledger = Ledger.create(path, user="测试")
    build_sample(ledger)
    ledger.close()
    return path


@pytest.fixture
def site(sample_file: Path, tmp_path: Path) -> Iterator[Site]:
    path = tmp_path / "site.lanyan"
    path.write_bytes(sample_file.read_bytes())
    ledger = Ledger.open(path, user="劳资员")
    (project_id,) = ledger.ids("project")
    yield Site(ledger, project_id)
    ledger.close()
