"""What two offices decided apart: told alike on both, decided once, and taken back like anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.conflicts import Conflict
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine


class Pair:
    """Two offices with one project and three works."""

    def __init__(self, folder: Path) -> None:
        self.one, self.two = (
            Ledger.create(
                folder / f"{who}.lanyan", user=who, machine=Machine(folder / who, f"{who}电脑"), synchronous="OFF"
            )
            for who in ("甲", "乙")
        )
        with self.one.changeset("新建") as edit:
            self.project = edit.insert("project", code="P", name="工程")
            self.works = [
                edit.insert("activity", project_id=self.project, wbs=str(n), name=f"工作{n}") for n in range(3)
            ]
        self.meet()

    def meet(self) -> None:
        self.two.receive(self.one.since(self.two.vector()))
        self.one.receive(self.two.since(self.one.vector()))

    def conflicts(self) -> list[Conflict]:
        """Told the same on both sides."""
        here, there = (ledger.conflicts(project_id=self.project) for ledger in (self.one, self.two))
        assert here == there
        assert self.one.conflict_count() == self.two.conflict_count() == len(here)
        return here

    def resolve(self, take: int) -> None:
        """Decide the only conflict at one, and let the other hear of it."""
        (conflict,) = self.conflicts()
        assert self.one.resolve(conflict.id, take=take)
        self.meet()
        assert digests(self.one._db) == digests(self.two._db)
        assert check_ledger(self.two.path) == []


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path)
    yield made
    made.one.close()
    made.two.close()


def put(ledger: Ledger, id: Id, **values: str | bytes | int | None) -> None:
    with ledger.changeset("改") as edit:
        edit.set("activity", id, **values)


def test_nothing_stands_against_anything(pair: Pair) -> None:
    assert pair.conflicts() == []
    put(pair.one, pair.works[0], name="甲说")
    put(pair.two, pair.works[1], name="乙说")
    pair.meet()
    assert pair.conflicts() == []


@pytest.mark.parametrize("take", [1, 2])
def test_two_values_of_a_field(pair: Pair, take: int) -> None:
    put(pair.one, pair.works[0], name="甲说")
    put(pair.two, pair.works[0], name="乙说")
    pair.meet()
    (conflict,) = pair.conflicts()
    assert (conflict.what, conflict.kind_title, conflict.field_title) == ("field", "工作", "任务名称")
    assert {(c.text, c.user, c.device, c.intent) for c in conflict.choices} == {
        ("甲说", "甲", "甲电脑", "改"),
        ("乙说", "乙", "乙电脑", "改"),
    }
    assert [c.is_shown for c in conflict.choices] == [True, False]
    pair.resolve(take)
    assert pair.conflicts() == []
    assert pair.two.columns("activity", ["name"])[0] == (conflict.choices[take - 1].text,)
    assert pair.one.undo() == "处理冲突 1 处"
    pair.meet()
    assert pair.conflicts() == []  # who takes it back has seen both


def test_a_conflict_that_has_changed_is_another_one(pair: Pair) -> None:
    put(pair.one, pair.works[0], name="甲说")
    put(pair.two, pair.works[0], name="乙说")
    pair.meet()
    (conflict,) = pair.conflicts()
    for take in (0, 3):
        with pytest.raises(LanyanError) as raised:
            pair.one.resolve(conflict.id, take=take)
        assert raised.value.code == "conflict.choice"
    put(pair.one, pair.works[0], name="另说")
    with pytest.raises(LanyanError) as raised:
        pair.one.resolve(conflict.id, take=1)
    assert raised.value.code == "conflict.gone"


def test_the_same_value_from_two_is_no_conflict(pair: Pair) -> None:
    for ledger in (pair.one, pair.two):
        put(ledger, pair.works[0], name="都这么说")
    pair.meet()
    assert pair.conflicts() == []


@pytest.mark.parametrize(("take", "left"), [(1, 3), (2, 2)])
def test_deleted_by_one_and_edited_by_another(pair: Pair, take: int, left: int) -> None:
    with pair.one.changeset("删除") as edit:
        edit.delete("activity", [pair.works[0]])
    put(pair.two, pair.works[0], name="乙说")
    pair.meet()
    (conflict,) = pair.conflicts()
    assert conflict.what == "deleted"
    assert [(c.text, c.user) for c in conflict.choices] == [("保留（新修改：任务名称）", "乙"), ("删除", "甲")]
    pair.resolve(take)
    assert pair.conflicts() == []
    assert pair.two.count("activity") == left


@pytest.mark.parametrize("take", [1, 2])
def test_moves_that_close_a_ring(pair: Pair, take: int) -> None:
    a, b, _ = pair.works
    put(pair.one, a, parent_id=b)
    put(pair.two, b, parent_id=a)
    pair.meet()
    (conflict,) = pair.conflicts()
    assert conflict.what == "move"
    other = b if conflict.row == a else a
    assert [c.value for c in conflict.choices] == [None, other]
    pair.resolve(take)
    assert pair.conflicts() == []
    parents = {id: up for id, up in pair.two.columns("activity", ["id", "parent_id"]) if id in (a, b)}
    assert parents == ({conflict.row: None, other: conflict.row} if take == 1 else {conflict.row: other, other: None})


@pytest.mark.parametrize("take", [1, 2])
def test_relations_that_close_a_ring(pair: Pair, take: int) -> None:
    a, b, _ = pair.works
    for ledger, start, end in ((pair.one, a, b), (pair.two, b, a)):
        with ledger.changeset("连线") as edit:
            edit.insert("relation", project_id=pair.project, predecessor_id=start, successor_id=end)
    pair.meet()
    (conflict,) = pair.conflicts()
    assert conflict.what == "cycle"
    assert {c.text for c in conflict.choices} == {"工作0 → 工作1", "工作1 → 工作0"}
    pair.resolve(take)
    assert pair.conflicts() == []
    (left,) = pair.two.ids("relation")
    assert (left == conflict.row) == (take == 2)


@pytest.mark.parametrize("take", [1, 2])
def test_a_code_given_twice(pair: Pair, take: int) -> None:
    for ledger, name in ((pair.one, "张三"), (pair.two, "李四")):
        with ledger.changeset("登记") as edit:
            edit.insert("worker", project_id=pair.project, number="7", name=name)
    with pair.one.changeset("自己重复，是有意的") as edit:
        for name in ("王五", "赵六"):
            edit.insert("worker", project_id=pair.project, number="8", name=name)
    pair.meet()
    (conflict,) = pair.conflicts()
    assert (conflict.what, conflict.field_title) == ("code", "工号")
    assert conflict.choices[0].leads_to == f"给“{conflict.label}”改号为“7-2”"
    pair.resolve(take)
    assert pair.conflicts() == []
    assert sorted(str(n) for (n,) in pair.two.columns("worker", ["number"])) == ["7", "7-2", "8", "8"]


def test_many_at_once_are_one_step(pair: Pair) -> None:
    for ledger, word in ((pair.one, "甲说"), (pair.two, "乙说")):
        for id in pair.works:
            put(ledger, id, name=word)
    pair.meet()
    mine = {c.id: next(i for i, h in enumerate(c.choices, 1) if h.user == "甲") for c in pair.conflicts()}
    pair.one.resolve_many(mine)
    pair.meet()
    assert pair.conflicts() == []
    assert pair.two.columns("activity", ["name"]) == [("甲说",)] * 3
    assert pair.one.undo() == "处理冲突 3 处"
