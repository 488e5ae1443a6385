from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.ledgers import create, using
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.services.session import Session, Touched
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.schedule.tab import ScheduleTab, make_tab
from lanyan_desktop.ui.shell.tab import TabContext


@dataclass
class Stage:
    """The 进度 tab on a real ledger with the shell's doors noted down."""

    session: Session
    project_id: Id
    bus: ChangeBus
    failures: list[BaseException] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    inspected: list[Id] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    tab: ScheduleTab = field(init=False)

    def name_of(self, row_id: Id) -> str:
        (found,) = self.session.reader.page("activity", [row_id], ["name"])[row_id]
        return str(found)

    def id_of(self, wbs: str) -> Id:
        loaded = self.tab.view.loaded
        return loaded.ids[loaded.columns["wbs"].index(wbs)]

    def row_of(self, wbs: str) -> int:
        return self.tab.table.model.row_of(self.id_of(wbs))

    def inspect(self, _kind: str, ids: Sequence[Id]) -> None:
        self.inspected[:] = ids

    def hear(self, touched: Touched, _by: object) -> None:
        self.tab.refresh(touched)


def open_stage(qtbot: QtBot, session: Session, project_id: Id) -> Stage:
    bus = ChangeBus(session)
    jobs = JobRunner(session, bus, at_once=True)
    stage = Stage(session, project_id, bus)
    context = TabContext(
        session=session,
        project_id=project_id,
        jobs=jobs,
        bus=bus,
        show_failure=stage.failures.append,
        notify=stage.said.append,
        inspect=stage.inspect,
        open_record=lambda _kind, _id: None,
        status_changed=lambda: None,
        import_excel=stage.imports.append,
        export_excel=stage.imports.append,
    )
    jobs.on_error = stage.failures.append
    stage.tab = make_tab(context)
    bus.changed.connect(stage.hear)
    qtbot.addWidget(stage.tab.widget)
    stage.tab.widget.resize(1600, 900)
    with qtbot.waitActive(stage.tab.widget):
        stage.tab.widget.show()
        stage.tab.widget.activateWindow()
    qtbot.wait(1)
    return stage


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schedule") / "sample.lanyan"
    create(path)
    with using(path) as ledger:
        build_sample(ledger)
    return path


@pytest.fixture
def sample(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> Iterator[Stage]:
    """The tab on a copy of the sample project."""
    path = tmp_path / "sample.lanyan"
    path.write_bytes(sample_file.read_bytes())
    with Session(path, user="张工") as session:
        yield open_stage(qtbot, session, session.reader.ids("project")[0])


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """The tab on a project without a plan."""
    from lanyan_desktop.services.projects import create_project

    create(tmp_path / "empty.lanyan")
    with Session(tmp_path / "empty.lanyan", user="张工") as session:
        project_id = session.write(lambda ledger: create_project(ledger, name="小楼")).result()
        yield open_stage(qtbot, session, project_id)
