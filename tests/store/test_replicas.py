"""Offices that work apart end alike, with nothing lost; and the checks that say so see every planted bug."""

from __future__ import annotations

import dataclasses
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from lanyan_desktop.core.changes import heads, tree
from lanyan_desktop.core.changes.heads import SEQ_BITS
from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.ids import Clock
from lanyan_desktop.store import moves, parking, receiving, rows, writing
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from tests.store.replicas import Count, Offices, run

SLICE = 25
CAMPAIGN = int(os.environ.get("LANYAN_SCENARIOS", "2000"))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    with (
        Ledger.create(tmp_path / "template", machine=Machine(tmp_path / "m", "")) as ledger,
        ledger.changeset("新建") as edit,
    ):
        edit.insert("project", code="P", name="工程")
    return tmp_path / "template"


@pytest.mark.timeout(3600)
def test_replicas_agree_and_nothing_is_lost(tmp_path: Path, template: Path, is_long: bool) -> None:
    count = Count()
    for seed in range(CAMPAIGN if is_long else SLICE):
        run(tmp_path, template, seed, count)
    print(count)
    assert count.rivals
    assert count.suspended
    assert count.kept


@pytest.mark.timeout(3600)
def test_replicas_agree_on_what_is_void(tmp_path: Path, template: Path, is_long: bool) -> None:
    """Verdicts reach an office before or after what they are about; admins release the same apart; offices restart."""
    count = Count()
    for seed in range(3_000_000, 3_000_000 + (CAMPAIGN if is_long else SLICE)):
        run(tmp_path, template, seed, count, has_verdicts=True)
    print(count)
    assert count.rivals
    assert count.void
    assert count.reinserted


def test_the_log_replayed_gives_the_rows(tmp_path: Path, template: Path) -> None:
    for seed in range(1_000_000, 1_000_003):
        offices = Offices.open(tmp_path, template, seed)
        for _ in range(40):
            offices.act(offices.draw.choice(offices.ledgers))
        offices.settle()
        assert check_ledger(offices.ledgers[0].path) == []
        offices.close()


def by_arrival(book: Book, at: int) -> tuple[int, bytes]:
    return book.n_of(at), b""


def by_local_number(_: Book, at: int) -> tuple[int, bytes]:
    return at, b""


def plant_order(order: Callable[[Book, int], tuple[int, bytes]]) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(Book, "order", order)


def plant_tree_in_any_order(patch: pytest.MonkeyPatch) -> None:
    draw = random.Random(0)

    def place(ring: dict[Id, tuple[int, bytes]], parent: tree.Parent, before: tree.Parent) -> dict[Id, Id | None]:
        return tree.place({id: (draw.random(), b"") for id in ring}, parent, before)  # type: ignore[misc]  # a bug

    patch.setattr(moves, "place", place)


def plant_plain_last_writer_wins(patch: pytest.MonkeyPatch) -> None:
    def fold(held, f, ids, values, *, at, limit, knows_all):  # type: ignore[no-untyped-def]  # as the true one
        heads.fold(held, f, ids, values, at=at, limit=limit, knows_all=True)

    patch.setattr(rows, "fold", fold)


BUGS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "the last to arrive wins": plant_order(by_arrival),
    "local numbers decide": plant_order(by_local_number),
    "a delete always hides": lambda patch: patch.setattr(rows, "is_hidden", lambda deletes, others, saw: bool(deletes)),
    "a delete never hides": lambda patch: patch.setattr(rows, "is_hidden", lambda deletes, others, saw: False),
    "moves are not suspended": lambda patch: patch.setattr(rows, "settle_moves", lambda *_: set()),
    "a tree in any order": plant_tree_in_any_order,
    "plain last writer wins": plant_plain_last_writer_wins,
    "the clock does not hear": lambda patch: patch.setattr(Clock, "hear", lambda self, other: None),
    "no causal order": lambda patch: patch.setattr(parking, "_missing", lambda book, c: None),
}


def plant_void_that_counts(patch: pytest.MonkeyPatch) -> None:
    take = receiving.Folding.take

    def deaf(self: receiving.Folding, c: Changeset, *, void: str = "") -> None:
        take(self, c, void="")
        if void:
            self._make_void(self._book.number[c.writer] << SEQ_BITS | c.seq, void)

    patch.setattr(receiving.Folding, "take", deaf)


VERDICT_BUGS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "what is void counts": plant_void_that_counts,
    "a verdict afterwards changes nothing": lambda patch: patch.setattr(writing, "make_again", lambda db, kinds: None),
    "made again with what is void": lambda patch: patch.setattr(Book, "is_void", lambda self, at: False),
    "the last insert counts": lambda patch: patch.setattr(
        rows, "first_insert", lambda ats, *, saw, order: max(ats, key=order)
    ),
    "the first insert to come counts": lambda patch: patch.setattr(
        rows, "first_insert", lambda ats, *, saw, order: None
    ),
    "what was passed over is lost": lambda patch: patch.setattr(rows.Rows, "_find_inert", lambda self, kind, ids: None),
    "an unknown row is malformed though a void changeset made it": lambda patch: patch.setattr(
        rows.Rows, "_void_inserts", lambda self, kind, id: []
    ),
}


@pytest.mark.parametrize("bug", [*BUGS, *VERDICT_BUGS])
def test_planted_bugs_are_caught(tmp_path: Path, template: Path, bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (BUGS | VERDICT_BUGS)[bug](monkeypatch)
    assert caught(tmp_path, template, has_verdicts=bug in VERDICT_BUGS), f"nobody noticed: {bug}"


def caught(folder: Path, template: Path, *, has_verdicts: bool) -> bool:
    """True as soon as a history fails, by a check or by breaking down."""
    for seed in range(80):
        try:
            run(folder, template, seed, Count(), has_verdicts=has_verdicts)
        except Exception:  # noqa: BLE001  # any way of failing is being caught
            return True
    return False


def first_of(ledger: Ledger) -> Changeset:
    return next(ledger.since({}))


@pytest.mark.parametrize(
    "changed",
    [
        {"clock": -1},
        {"clock": 2**63},
        {"seq": 0},
        {"undoes": 1},
        {"writer": WriterId(b"short")},
        {"vector": {WriterId(b"x"): 1}},
        {"parts": []},
    ],
)
def test_a_header_that_cannot_be_kept_is_passed_over(
    tmp_path: Path, template: Path, changed: dict[str, object]
) -> None:
    with Ledger.create(tmp_path / "a", machine=Machine(tmp_path / "ma", "")) as ledger:
        with Ledger.open(template, machine=Machine(tmp_path / "mb", "")) as other:
            lie = dataclasses.replace(first_of(other), **changed)  # type: ignore[arg-type]  # the point
            good = list(other.since({}))
        told = ledger.receive([lie, *good])
        assert len(told.refused) == 1
        assert ledger.count("project") == 1
    assert check_ledger(tmp_path / "a") == []
