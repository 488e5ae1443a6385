from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.core.values import Id, day_of
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.services.schedule.structure import insert_activity, link
from lanyan_desktop.services.schedule.view import PlanView, load_view
from lanyan_desktop.store.ledger import Ledger


class Site:
    """A ledger with one project, spoken to by names of rows."""

    def __init__(self, ledger: Ledger, project_id: Id) -> None:
        self.ledger, self.project_id = ledger, project_id

    @property
    def view(self) -> PlanView:
        return load_view(self.ledger, self.project_id)

    def id_of(self, name: str) -> Id:
        view = self.view
        return view.loaded.ids[view.loaded.columns["name"].index(name)]

    def outline(self) -> list[str]:
        """Rows as "··name wbs" with a dot a level."""
        loaded = self.view.loaded
        columns = zip(loaded.levels, loaded.columns["name"], loaded.columns["wbs"], strict=True)
        return [f"{'·' * level}{name!s} {wbs!s}" for level, name, wbs in columns]

    def span(self, name: str) -> tuple[str, str]:
        from lanyan_desktop.core.values import Day, date_of

        view, row = self.view, self.view.loaded.place[self.id_of(name)]
        return tuple(f"{date_of(Day(int(days[row]))):%m-%d}" for days in (view.first_day, view.last_day))  # type: ignore[return-value]  # two of them


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Four works A B C D of a day each, A → B, from Monday 2025-03-10."""
    from datetime import date

    with Ledger.create(tmp_path / "plan.lanyan", user="张工", synchronous="NORMAL") as ledger:
        project_id = create_project(ledger, name="小楼")
        with ledger.changeset("开工") as edit:
            edit.set("project", project_id, start_day=day_of(date(2025, 3, 10)))
        made = [insert_activity(ledger, project_id=project_id, name=name) for name in "ABCD"]
        link(ledger, project_id=project_id, ids=made[:2])
        yield Site(ledger, project_id)


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample project; not to be written to."""
    with Ledger.create(tmp_path_factory.mktemp("sample") / "s.lanyan", synchronous="NORMAL") as ledger:
        yield Site(ledger, build_sample(ledger))
