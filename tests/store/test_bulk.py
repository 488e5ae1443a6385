"""Very many rows at once: indexes are put aside and come back, whatever happens."""

from __future__ import annotations

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.store import bulk
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.reader import Where
from tests.store.conftest import Opener


@pytest.fixture(autouse=True)
def little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_MANY", 100)


def indexes(ledger: Ledger) -> set[str]:
    return {name for (name,) in ledger.query("SELECT name FROM sqlite_schema WHERE type='index' AND tbl_name='worker'")}


def fill(ledger: Ledger, project_id: Id, *, fail: bool = False) -> list[Id]:
    with ledger.changeset("导入") as edit:
        ids: list[Id] = []
        for piece in range(5):
            names = [f"{piece}-{n}" for n in range(60)]
            ids += edit.insert_many("worker", ["project_id", "number", "name"], [[project_id] * 60, names, names])
        assert not any("by_" in name for name in indexes(ledger))
        if fail:
            raise ZeroDivisionError
        edit.set_many("worker", "trade", ids[:50], ["木工"] * 50)
    return ids


def test_indexes_are_there_again_after_an_import(ledger: Ledger, project_id: Id) -> None:
    before = indexes(ledger)
    ids = fill(ledger, project_id)
    assert indexes(ledger) == before
    assert ledger.ids("worker", where=[Where("project_id", "=", project_id), Where("number", "=", "3-7")]) == [ids[187]]
    assert ledger.undo() == "导入"
    assert ledger.redo() == "导入"
    assert check_ledger(ledger.path) == []


def test_an_import_that_fails_leaves_them(ledger: Ledger, project_id: Id) -> None:
    before = indexes(ledger)
    with pytest.raises(ZeroDivisionError):
        fill(ledger, project_id, fail=True)
    assert indexes(ledger) == before
    fill(ledger, project_id)
    assert indexes(ledger) == before


def test_a_table_that_holds_more_already_keeps_its_indexes(ledger: Ledger, project_id: Id) -> None:
    fill(ledger, project_id)
    with ledger.changeset("再导入") as edit:
        names = [f"再{n}" for n in range(101)]
        edit.insert_many("worker", ["project_id", "number", "name"], [[project_id] * 101, names, names])
        assert any("by_" in name for name in indexes(ledger))


def test_a_join_of_another_office_brings_them_too(
    opened: Opener, ledger: Ledger, project_id: Id, machine: Machine
) -> None:
    fill(ledger, project_id)
    other = opened("分部", on=Machine(machine.folder.with_name("other"), "分部电脑"))
    other.receive(ledger.since({}))
    assert indexes(other) == indexes(ledger)
    assert check_ledger(other.path) == []
