"""Windows over an index give exactly what a whole list gives, deleted rows or not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store import windows
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.query import Sort, Where
from lanyan_desktop.store.reader import Reader
from lanyan_desktop.store.windows import Windows, window_order

COUNT = 3000


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setattr(windows, "_ANCHOR_EVERY", 50)
    with Ledger.create(tmp_path / "a.lanyan", synchronous="OFF") as ledger:
        with ledger.changeset("考勤") as edit:
            for code in ("P1", "P2"):
                project = edit.insert("project", code=code, name=code)
                worker = edit.insert("worker", project_id=project, number="1", name="张三")
                days: list[Value] = [n // 3 for n in range(COUNT)]
                columns: list[list[Value]] = [[project] * COUNT, [worker] * COUNT, days]
                edit.insert_many("attendance", ["project_id", "worker_id", "day"], columns)
        yield ledger


def whole(ledger: Ledger, where: list[Where]) -> list[Id]:
    """All ids in the order windows have: by day, then as they came."""
    return ledger.ids("attendance", where=where, order=[Sort("day")])


def project(ledger: Ledger) -> list[Where]:
    return [Where("project_id", "=", ledger.ids("project")[0])]


@pytest.mark.parametrize("deleted", [0, 1, 400])
def test_every_window_is_that_part_of_the_whole(ledger: Ledger, deleted: int) -> None:
    where = project(ledger)
    chance = random.Random(7)
    with ledger.changeset("删除") as edit:
        edit.delete("attendance", chance.sample(whole(ledger, where), deleted))
    expected = whole(ledger, where)
    rows = Windows(ledger, "attendance", where=where)
    assert len(rows) == len(expected) == COUNT - deleted
    for _ in range(200):
        first = chance.randrange(len(expected))
        assert rows[first : first + 64] == expected[first : first + 64]
    assert rows[0:5] == expected[:5]
    assert rows[len(expected) - 3 : len(expected) + 9] == expected[-3:]


def test_a_row_knows_its_place(ledger: Ledger) -> None:
    where = project(ledger)
    expected = whole(ledger, where)
    with ledger.changeset("删除") as edit:
        edit.delete("attendance", expected[10:20])
    rows = Windows(ledger, "attendance", where=where)
    assert rows.find(expected[0]) == 0
    assert rows.find(expected[2000]) == 1990
    assert rows.find(expected[15]) == -1


def test_backwards_is_the_other_way_round(ledger: Ledger) -> None:
    where = project(ledger)
    expected = whole(ledger, where)[::-1]
    rows = Windows(ledger, "attendance", where=where, descending=True)
    assert rows[100:164] == expected[100:164]
    assert rows.find(expected[7]) == 7


def test_rows_that_went_since_leave_a_gap_not_an_error(ledger: Ledger) -> None:
    where = project(ledger)
    rows = Windows(ledger, "attendance", where=where)
    with ledger.changeset("删除") as edit:
        edit.delete("attendance", whole(ledger, where)[-100:])
    assert rows[COUNT - 64 : COUNT] == []


def test_windows_need_an_index_whose_fields_are_never_empty() -> None:
    kind = KINDS["attendance"]
    assert window_order(kind, [Where("project_id", "=", b"x")]) == ("day",)
    assert window_order(kind, [Where("team_id", "=", b"x")]) is None
    assert window_order(kind, [Where("project_id", "!=", b"x")]) is None
    with pytest.raises(ValueError, match="no index"):
        Windows(cast(Reader, None), "attendance", where=[Where("day", "=", 1)])  # refused before it reads
