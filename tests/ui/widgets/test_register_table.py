"""A kind of the ledger in the shared table, wired to a real ledger: edits, undo, refusals, large ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.table.columns import columns_of
from lanyan_desktop.core.table.query import Condition, Query, SortBy
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.registers import RegisterSource
from lanyan_desktop.services.registers import source as source_module
from lanyan_desktop.services.session import Ledger, Session
from lanyan_desktop.store.reader import Where
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.widgets.table import TableView
from lanyan_desktop.ui.widgets.table.register import register_table


class Office:
    """The register of workers of a project, open in a window."""

    def __init__(self, qtbot: QtBot, session: Session, workers: int = 3) -> None:
        self.session = session
        self.project: Id = session.write(lambda ledger: create_project(ledger, name="三号楼")).result()
        session.write(lambda ledger: self._hire(ledger, workers)).result()
        self.errors: list[BaseException] = []
        self.bus = ChangeBus(session)
        self.runner = JobRunner(session, self.bus, on_error=self.errors.append)
        source = RegisterSource(session.reader, "worker", where=[Where("project_id", "=", self.project)])
        self.table: TableView = register_table(
            source,
            columns_of(KINDS["worker"], ["number", "name", "team_id", "rate_fen_per_day"]),
            runner=self.runner,
            bus=self.bus,
            new_values={"project_id": self.project},
        )
        self.qtbot = qtbot
        qtbot.addWidget(self.table)
        self.table.show()
        self.table.grid.stand_on(0, 0)

    def _hire(self, ledger: Ledger, workers: int) -> None:
        with ledger.changeset("招工") as edit:
            self.team = edit.insert("team", project_id=self.project, name="木工班")
            for n in range(workers):
                edit.insert(
                    "worker", project_id=self.project, number=f"{n:03}", name=f"工人{n}", rate_fen_per_day=30_000 + n
                )

    def settled(self) -> None:
        """Wait until what was asked is written and shown."""
        self.session.write(lambda _ledger: None).result()
        self.qtbot.waitUntil(lambda: not self.runner.running and not self.table.model.pending)

    def text(self, row: int, place: int) -> str:
        return self.table.model.cell(row, place).text

    def stored(self, row: int, field: str) -> object:
        row_id = self.table.model.id_at(row)
        assert isinstance(row_id, bytes)
        return self.session.reader.page("worker", [Id(row_id)], [field])[Id(row_id)][0]

    def close(self) -> None:
        self.bus.close()
        self.runner.close()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session(tmp_path / "a.lanyan", create=True) as session:
        yield session


@pytest.fixture
def office(qtbot: QtBot, session: Session) -> Iterator[Office]:
    made = Office(qtbot, session)
    yield made
    made.close()


def test_an_edit_is_shown_at_once_and_written(office: Office) -> None:
    office.table.editor.type([(0, 1, "张三")])
    assert office.text(0, 1) == "张三"
    office.settled()
    assert office.stored(0, "name") == "张三"
    assert office.session.reader.log()[0].intent == "修改工人「工人0」的姓名"


def test_undo_and_redo_go_through_the_table(office: Office) -> None:
    office.table.editor.type([(0, 1, "张三")])
    office.settled()
    office.table.commands.undo()
    office.qtbot.waitUntil(lambda: office.text(0, 1) == "工人0")
    office.table.commands.redo()
    office.qtbot.waitUntil(lambda: office.text(0, 1) == "张三")


def test_a_pasted_block_with_new_rows_is_one_line_in_the_log(office: Office) -> None:
    before = len(office.session.reader.log())
    QGuiApplication.clipboard().setText("7\t李四\t木工班\r\n8\t王五\t瓦工班\r\n")
    office.table.grid.select((2, 2, 0, 0))
    office.table.commands.paste()
    office.qtbot.waitUntil(lambda: office.table.model.rowCount() == 4)
    office.settled()
    assert office.stored(2, "team_id") == office.team
    assert office.stored(3, "name") == "王五"
    mark = office.table.model.cell(3, 2).mark
    assert (office.text(3, 2), mark and mark.reason) == ("瓦工班", "班组指向的记录不存在")
    assert len(office.session.reader.log()) == before + 1
    assert office.errors == []


def test_a_pasted_row_that_lacks_something_does_not_hold_up_the_others(office: Office) -> None:
    QGuiApplication.clipboard().setText("李四\r\n王五\r\n")
    office.table.grid.select((2, 2, 1, 1))
    with office.qtbot.waitSignal(office.table.said) as said:
        office.table.commands.paste()
    office.settled()
    assert said.args == ["1 行缺少工号，没有新增"]
    assert office.stored(2, "name") == "李四"
    assert office.table.model.rowCount() == 3


def test_a_colleagues_edit_arrives_by_the_bus(office: Office) -> None:
    row_id = office.table.model.id_at(1)
    assert isinstance(row_id, bytes)

    def rename(ledger: Ledger) -> None:
        with ledger.changeset("改名") as edit:
            edit.set("worker", Id(row_id), name="赵六")

    office.session.write(rename).result()
    office.qtbot.waitUntil(lambda: office.text(1, 1) == "赵六")


def test_rows_are_added_and_deleted(office: Office) -> None:
    office.table.commands.add()
    office.qtbot.waitUntil(lambda: office.table.model.rowCount() == 4)
    assert office.table.current_id == office.table.model.id_at(3)
    office.table.commands.delete()
    office.qtbot.waitUntil(lambda: office.table.model.rowCount() == 3)


def test_what_the_ledger_refuses_comes_back_marked(office: Office) -> None:
    model = office.table.model
    row_id = model.id_at(0)
    assert row_id is not None
    office.table.editor.put([(0, 3, -5)])
    office.qtbot.waitUntil(lambda: bool(model.drafts))
    assert model.drafts == {(row_id, "rate_fen_per_day"): ("-0.05", "日工资不能小于 0.00")}
    assert office.stored(0, "rate_fen_per_day") == 30_000


def test_a_large_register_is_sorted_off_the_windows_thread(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "MOST_LISTED", 5)
    office = Office(qtbot, session, workers=9)
    office.table.set_query(Query(sort=(SortBy("rate_fen_per_day", descending=True),)))
    assert office.text(0, 1) == "工人0"  # the answer is on its way
    office.qtbot.waitUntil(lambda: office.text(0, 1) == "工人8")
    office.table.set_query(Query((Condition("name", "=", "工人3"),)))
    office.table.set_query(Query((Condition("name", "=", "工人4"),)))
    office.qtbot.waitUntil(lambda: office.table.model.rowCount() == 1)
    assert office.text(0, 1) == "工人4"
    office.close()
