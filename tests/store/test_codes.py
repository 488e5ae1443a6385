"""Codes given twice: found as pairwise looking finds them, however many there are, without asking about each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lanyan_desktop.core.changes.heads import SEQ_BITS
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.cases import Finder
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.rows import Rows

Told = tuple[Id, Id, str]
"""The later row, the earlier row, the code of both."""


@contextmanager
def offices(folder: Path, count: int) -> Iterator[tuple[list[Ledger], Id]]:
    """Ledgers of one project with one budget version."""
    made = [
        Ledger.create(
            folder / f"{n}.lanyan", user=f"用户{n}", machine=Machine(folder / f"m{n}", "机"), synchronous="OFF"
        )
        for n in range(count)
    ]
    with made[0].changeset("新建") as edit:
        project = edit.insert("project", code="P", name="工程")
        version = edit.insert("budget_version", project_id=project, name="投标")
    for other in made[1:]:
        hear(other, made[0])
    yield made, version
    for ledger in made:
        ledger.close()


def hear(ledger: Ledger, other: Ledger) -> None:
    ledger.receive(other.since(ledger.vector()))


def lines(ledger: Ledger, version: Id, codes: list[str]) -> list[Id]:
    columns: list[list[Value]] = [[version] * len(codes), list(codes), ["土方"] * len(codes)]
    with ledger.changeset("导入") as edit:
        return edit.insert_many("budget_line", ["version_id", "code", "name"], columns)


def found(ledger: Ledger) -> set[Told]:
    """As the ledger finds them."""
    ledger.conflict_count()  # the writers are known from here on
    cases = Finder(ledger._db, ledger._book, Rows(ledger._db, ledger._book, ledger._fields, None)).find()
    return {
        (case.row, case.options[1].deeds[0].id, str(case.options[0].value)) for case in cases if case.what == "code"
    }


def pairwise(ledger: Ledger) -> set[Told]:
    """By looking at every two: each row with the first before it of which neither knew."""
    book, rows = ledger._book, Rows(ledger._db, ledger._book, ledger._fields, None)
    shown = ledger.query("SELECT id, version_id, code, _at FROM budget_line WHERE code <> '' AND _mark & 1 = 0")
    heads = rows.heads("budget_line", [id for id, *_ in shown])
    given = [
        (heads[id]["code"][0][0] if "code" in heads[id] else at, id, (version, code)) for id, version, code, at in shown
    ]
    given.sort(key=lambda one: (*book.order(one[0]), one[1]))
    told = set[Told]()
    for i, (at, id, key) in enumerate(given):
        apart = (x for x in given[:i] if x[2] == key and not book.saw(x[0], at) and not book.saw(at, x[0]))
        if first := next(apart, None):
            told.add((id, first[1], key[1]))
    return told


@pytest.mark.parametrize("seed", range(12))
def test_found_as_by_looking_at_every_two(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    with offices(tmp_path, 3) as (ledgers, version):
        for _ in range(30):
            ledger, roll = draw.choice(ledgers), draw.random()
            here = ledger.ids("budget_line")
            if roll < 0.4 or not here:
                lines(ledger, version, draw.choices("甲乙丙丁", k=draw.randint(1, 3)))
            elif roll < 0.6:
                with ledger.changeset("改号") as edit:
                    edit.set("budget_line", draw.choice(here), code=draw.choice("甲乙丙丁"))
            elif roll < 0.7:
                with ledger.changeset("删") as edit:
                    edit.delete("budget_line", [draw.choice(here)])
            else:
                hear(ledger, draw.choice(ledgers))
        for ledger in ledgers * 2:
            for other in ledgers:
                hear(ledger, other)
        told = [found(ledger) for ledger in ledgers]
        assert told[0] == told[1] == told[2] == pairwise(ledgers[0])
        assert told[0]
        assert len({tuple(conflict.id for conflict in ledger.conflicts()) for ledger in ledgers}) == 1


def statements(ledger: Ledger) -> int:
    """How many a count takes, the writers being known."""
    ran: list[str] = []
    ledger._cases_of = None
    ledger._db.set_trace_callback(ran.append)
    ledger.conflict_count()
    ledger._db.set_trace_callback(None)
    return len(ran)


@pytest.mark.parametrize("by_two", [False, True])
def test_a_count_asks_no_more_often_for_many_repeats(tmp_path: Path, by_two: bool) -> None:
    taken = []
    for count in (2, 500):
        folder = tmp_path / str(count)
        folder.mkdir()
        with offices(folder, 2) as ((one, two), version):
            codes = [f"{n:04}" for n in range(count)]
            lines(one, version, codes)
            lines(two if by_two else one, version, codes)
            lines(two, version, ["另"])
            hear(one, two)
            assert one.conflict_count() == (count if by_two else 0)
            taken.append(statements(one))
    assert taken[0] == taken[1]


def test_one_code_given_again_and_again(tmp_path: Path) -> None:
    """Each changeset is asked what it knew once, not once for every other."""
    with offices(tmp_path, 2) as ((one, two), version):
        for ledger in (one, two):
            for _ in range(40):
                lines(ledger, version, ["甲"])
        hear(one, two)
        told = found(one)
        assert told == pairwise(one)
        assert (
            40 <= len(told) < 80
        )  # all of the office whose clock is ahead, and of the other what came after its first
        assert statements(one) < 400


def test_a_number_that_is_taken_is_not_offered(tmp_path: Path) -> None:
    with offices(tmp_path, 2) as ((one, two), version):
        lines(one, version, ["甲", "甲-2", "甲-4"])
        lines(two, version, ["甲", "甲-3"])
        hear(one, two)
        (conflict,) = one.conflicts()
        assert [choice.deeds[0].value for choice in conflict.choices] == ["甲-5", "甲-5"]
        one.resolve(conflict.id, take=2)
        assert sorted(str(code) for (code,) in one.columns("budget_line", ["code"])) == [
            "甲", "甲-2", "甲-3", "甲-4", "甲-5"
        ]  # fmt: skip  # one budget
        assert one.conflicts() == []


@pytest.mark.parametrize("takes", [(1, 1), (1, 2), (2, 1), (2, 2)])
def test_several_given_another_number_at_once_get_each_its_own(tmp_path: Path, takes: tuple[int, int]) -> None:
    with offices(tmp_path, 3) as ((one, two, three), version):
        for ledger in (one, two, three):
            lines(ledger, version, ["甲"])
        lines(one, version, ["乙"])
        lines(two, version, ["乙"])
        hear(one, two)
        hear(one, three)
        several = [conflict for conflict in one.conflicts() if conflict.choices[0].value == "甲"]
        (pair,) = [conflict for conflict in one.conflicts() if conflict.choices[0].value == "乙"]
        assert [choice.deeds[0].value for choice in pair.choices] == ["乙-2", "乙-2"]
        wanted = {conflict.choices[take - 1].deeds[0] for conflict, take in zip(several, takes, strict=True)}
        one.resolve_many({conflict.id: take for conflict, take in zip(several, takes, strict=True)})
        now = dict(one.query("SELECT id, code FROM budget_line"))
        assert all(now[deed.id] == deed.value for deed in wanted)  # as it was told beforehand
        renamed = [code for code in now.values() if code not in {"甲", "乙"}]
        assert len(set(renamed)) == len(renamed) == len(wanted)


def test_the_same_code_in_two_versions_is_two_codes(tmp_path: Path) -> None:
    with offices(tmp_path, 2) as ((one, two), version):
        with two.changeset("另一版") as edit:
            other = edit.insert("budget_version", project_id=one.ids("project")[0], name="施工")
        lines(one, version, ["甲"])
        lines(two, other, ["甲"])
        hear(one, two)
        assert one.conflict_count() == 0


def test_a_code_set_afterwards_counts_by_who_set_it(tmp_path: Path) -> None:
    """The row is by the first office, its code by the second; also where another field of it has rivals."""
    with offices(tmp_path, 2) as ((one, two), version):
        (row,) = lines(one, version, ["甲"])
        hear(two, one)
        lines(one, version, ["乙"])
        with two.changeset("改号") as edit:
            edit.set("budget_line", row, code="乙")
        hear(one, two)
        ((later, earlier, code),) = found(one)
        assert (row in (later, earlier), code) == (True, "乙")
        assert {at >> SEQ_BITS for (at,) in one.query("SELECT _at FROM budget_line")} == {1}
