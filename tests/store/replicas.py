"""Random offices on real ledgers: they edit, delete, move, undo, and pass changesets on out of order and twice.

At rest all must agree, and what stands must be what a fold from first principles says; `check` raises AssertionError
with what does not hold. One seed, one history.
"""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lanyan_desktop.core.changes.coding import decode
from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK
from lanyan_desktop.core.changes.operations import GONE, Changeset, Operation, Set, WriterId
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.ids import Clock
from lanyan_desktop.store.caches import Caches
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine

Name = tuple[WriterId, int]
"""A changeset by its writer and number."""
Cell = tuple[Id, str]
FIELDS = ("name", "duration_min", "note")


@dataclass
class Count:
    """What a history held, so that a campaign can be seen to have met what it is for."""

    scenarios: int = 0
    changesets: int = 0
    rivals: int = 0
    suspended: int = 0
    kept: int = 0
    void: int = 0
    reinserted: int = 0


@dataclass
class Offices:
    """Some ledgers with clocks that differ, and the rows they know of."""

    draw: random.Random
    ledgers: list[Ledger]
    now_ms: list[int]
    project_id: Id
    rows: list[Id] = field(default_factory=list)
    void: set[Name] = field(default_factory=set)  # what members and roles came to say, each office sooner or later
    has_verdicts: bool = False
    project_name: Name = (WriterId(b""), 0)

    @classmethod
    def open(cls, folder: Path, template: Path, seed: int) -> Offices:
        draw = random.Random(seed)
        now_ms = [10**12]
        ledgers = []
        for n, skew in enumerate(draw.choice((0, 0, 5, -5, 10**9, -(10**9))) for _ in range(draw.randint(3, 5))):
            path = folder / f"{seed}-{n}.lanyan"
            shutil.copyfile(template, path)
            ledger = Ledger.open(
                path, user=f"用户{n}", machine=Machine(folder / f"m{n}", f"电脑{n}"), synchronous="OFF"
            )
            ledger._clock = Clock(lambda skew=skew: now_ms[0] + skew)  # type: ignore[misc]  # bound now, on purpose
            ledgers.append(ledger)
        made = cls(draw, ledgers, now_ms, ledgers[0].ids("project")[0])
        (made.project_name,) = ledgers[0].vector().items()
        return made

    def close(self) -> None:
        for ledger in self.ledgers:
            ledger.close()
            ledger.path.unlink()

    def live(self, ledger: Ledger) -> list[Id]:
        here = set(ledger.ids("activity"))
        return [id for id in self.rows if id in here]

    def act(self, ledger: Ledger) -> None:
        draw, live = self.draw, self.live(ledger)
        if self.has_verdicts and draw.random() < 0.12:
            self._judge_or_release(ledger)
            return
        roll = draw.random()
        if roll < 0.15 or not live:
            self._insert(ledger, live)
        elif roll < 0.55:
            with ledger.changeset("改") as edit:
                for id in draw.sample(live, min(len(live), draw.randrange(1, 4))):
                    name = draw.choice(FIELDS)
                    edit.set(
                        "activity",
                        id,
                        **{name: draw.randrange(9) * 60 if name == "duration_min" else str(draw.random())},
                    )
        elif roll < 0.75:
            with ledger.changeset("移动") as edit:
                edit.set("activity", draw.choice(live), parent_id=draw.choice([*live, None]))
        elif roll < 0.87:
            self._delete_or_restore(ledger)
        else:
            self._undo_or_redo(ledger)

    def _insert(self, ledger: Ledger, live: list[Id]) -> None:
        parent = self.draw.choice(live) if live and self.draw.random() < 0.7 else None
        name = str(self.draw.random())
        with ledger.changeset("新增") as edit:
            made = edit.insert("activity", project_id=self.project_id, wbs="1", name=name, parent_id=parent)
        self.rows.append(made)

    def _delete_or_restore(self, ledger: Ledger) -> None:
        here = [id for (id,) in ledger.query("SELECT id FROM activity")]
        some = [id for id in self.rows if id in set(here)]
        if not some:
            return
        with ledger.changeset("删除") as edit:
            (edit.delete if self.draw.random() < 0.8 else edit.restore)("activity", [self.draw.choice(some)])

    def _undo_or_redo(self, ledger: Ledger) -> None:
        before = ledger.vector()
        try:
            ledger.undo() if self.draw.random() < 0.7 else ledger.redo()
        except LanyanError:
            assert ledger.vector() == before, "a refused undo wrote"

    def _judge_or_release(self, ledger: Ledger) -> None:
        listed = ledger.quarantined()
        if listed and self.draw.random() < 0.5:
            position = self.draw.choice(listed).position
            for admin in {ledger.path: ledger, **{x.path: x for x in self.draw.sample(self.ledgers, 2)}}.values():
                if position in [entry.position for entry in admin.quarantined()]:
                    admin.release(position)
            return
        known = [(w, seq) for w, last in ledger.vector().items() for seq in range(1, last + 1)]
        known.remove(self.project_name)
        if known:
            self.void.add(self.draw.choice(sorted(known)))
            ledger.void(self._heard_verdicts(), "role")

    def _heard_verdicts(self) -> dict[Name, str]:
        """Some have not heard of all verdicts yet."""
        return {name: "role" for name in sorted(self.void) if self.draw.random() < 0.7}

    def restart(self, n: int) -> None:
        """One office closes the program and opens it again."""
        old = self.ledgers[n]
        old.close()
        machine, now_ms = old._machine, old._clock._now_ms
        self.ledgers[n] = Ledger.open(old.path, user=old.user, machine=machine, synchronous="OFF", keep_backups=False)
        self.ledgers[n]._clock = Clock(now_ms)
        self.ledgers[n]._clock.hear(self.ledgers[n]._book.greatest_clock())

    def gossip(self, source: Ledger, target: Ledger) -> None:
        batch = list(source.since(target.vector()))
        if self.draw.random() < 0.5:
            self.draw.shuffle(batch)
        batch += self.draw.sample(batch, min(len(batch), 2))
        cut = self.draw.randrange(len(batch) + 1) if self.draw.random() < 0.3 else len(batch)
        target.receive(batch[:cut], void=self._heard_verdicts())
        target.receive(batch[cut:])

    def settle(self) -> None:
        """Everybody hears everything."""
        for _ in range(2):
            for source in self.ledgers:
                for target in self.ledgers:
                    target.receive(source.since(target.vector()))
        for ledger in self.ledgers:
            ledger.void(self.void, "role")


def run(folder: Path, template: Path, seed: int, count: Count, *, steps: int = 40, has_verdicts: bool = False) -> None:
    """One history and all that must hold at its end."""
    offices = Offices.open(folder, template, seed)
    offices.has_verdicts = has_verdicts
    draw = offices.draw
    try:
        for _ in range(steps):
            offices.now_ms[0] += draw.randrange(3)
            if has_verdicts and draw.random() < 0.02:
                offices.restart(draw.randrange(len(offices.ledgers)))
            ledger = draw.choice(offices.ledgers)
            if draw.random() < 0.7:
                offices.act(ledger)
            else:
                offices.gossip(draw.choice(offices.ledgers), ledger)
        offices.settle()
        check(offices, count)
    finally:
        offices.close()


def check(offices: Offices, count: Count) -> None:
    first = digests(offices.ledgers[0]._db)
    for ledger in offices.ledgers:
        assert digests(ledger._db) == first, "replicas differ"
        assert len(ledger._parking) == 0, "something waits for ever"
        caches = Caches(ledger._db, FieldNumbers.load(ledger._db))
        assert caches.are_sums_right(), "sums"
        assert caches.is_search_right(), "search"
    ledger = offices.draw.choice(offices.ledgers)
    everything = list(ledger.since({}))
    _check_clocks(everything)
    history = [c for c in everything if (c.writer, c.seq) not in offices.void]
    assert ledger.voids() == dict.fromkeys(offices.void, "role"), "void"
    heads = _check_heads(ledger, history)
    _check_tree(ledger)
    _check_hidden(ledger, history, heads)
    count.scenarios += 1
    count.changesets += len(history)
    for name, sql in (
        ("rivals", "SELECT count(*) FROM activity WHERE _mark & 4"),
        ("kept", "SELECT count(*) FROM activity WHERE _mark & 2"),
        ("suspended", "SELECT count(*) FROM suspended"),
        ("void", "SELECT count(*) FROM void"),
        ("reinserted", "SELECT count(DISTINCT row) FROM reinsert"),
    ):
        setattr(count, name, getattr(count, name) + ledger.query(sql)[0][0])


def operations(history: list[Changeset]) -> Iterator[tuple[Changeset, Operation]]:
    return ((c, o) for c in history for part in c.parts for o in decode(part))


def knew(later: Changeset, earlier: Name) -> bool:
    writer, seq = earlier
    return later.seq > seq if later.writer == writer else later.vector.get(writer, 0) >= seq


def _check_clocks(history: list[Changeset]) -> None:
    by = {(c.writer, c.seq): c for c in history}
    for c in history:
        for name in [*c.vector.items(), (c.writer, c.seq - 1)]:
            assert name[1] == 0 or by[name].clock < c.clock, "a clock is not later than what it follows"


def _check_heads(ledger: Ledger, history: list[Changeset]) -> dict[Cell, dict[Name, Value]]:
    """The sets of a cell that no other set of it knew of stand; the greatest is shown."""
    sets: dict[Cell, list[tuple[Changeset, Value]]] = defaultdict(list)
    for c, o in operations(history):
        if isinstance(o, Set):
            for id, value in zip(o.ids, o.new, strict=True):
                sets[id, o.field].append((c, value))
    told = ledger._rows.heads("activity", [id for (id,) in ledger.query("SELECT id FROM activity")])
    standing: dict[Cell, dict[Name, Value]] = {}
    _check_inserts(ledger, history, told)
    for (id, name), written in sets.items():
        if id not in told:  # only void changesets made it
            continue
        stand = [(c, v) for c, v in written if not any(knew(other, (c.writer, c.seq)) for other, _ in written)]
        standing[id, name] = {(c.writer, c.seq): v for c, v in stand}
        found = {_name(ledger, at): v for at, v in told[id].get(name, [])}
        assert found == standing[id, name], "heads"
        best = max(stand, key=lambda s: (s[0].clock, s[0].writer))[1]
        assert ledger.query(f'SELECT "{name}" FROM activity WHERE id=?', (id,)) == [(best,)], "the shown value"
    for id, by_field in told.items():
        assert by_field.keys() <= {name for row, name in standing if row == id}, "a head nobody wrote"
    return standing


def _check_inserts(ledger: Ledger, history: list[Changeset], told: dict[Id, Any]) -> None:
    """A row is here if a changeset that counts made it; of several inserts the earliest gives the first values."""
    made: dict[Id, list[tuple[tuple[int, bytes], Changeset, Value]]] = defaultdict(list)
    for c, o in operations(history):
        if not isinstance(o, Set) and o.kind == "activity":
            for i, id in enumerate(o.ids):
                made[id].append(((c.clock, c.writer), c, o.columns[list(o.fields).index("name")][i]))
    assert made.keys() == told.keys(), "rows"
    for id, inserts in made.items():
        blind = [x for x in inserts if not any(knew(x[1], (c.writer, c.seq)) for _, c, _ in inserts if c is not x[1])]
        _, first, name = min(blind, key=lambda x: x[0])
        at = ledger.query("SELECT _at FROM activity WHERE id=?", (id,))[0][0]
        assert _name(ledger, at) == (first.writer, first.seq), "the insert that counts"
        if "name" not in told[id]:
            assert ledger.query("SELECT name FROM activity WHERE id=?", (id,)) == [(name,)], "first values"


def _name(ledger: Ledger, at: int) -> Name:
    return ledger._book.writer_id[at >> SEQ_BITS], at & SEQ_MASK


def _check_tree(ledger: Ledger) -> None:
    up = dict(ledger.query("SELECT id, parent_id FROM activity")) | dict(
        ledger.query("SELECT row, shown FROM suspended")
    )
    shown: dict[Any, Any] = dict(ledger.columns("activity", ["id", "parent_id"]))  # type: ignore[arg-type]  # pairs
    for id in up:
        node, steps = id, 0
        while node is not None:
            node, steps = up.get(node), steps + 1
            assert steps <= len(up), "the tree has a ring"
    assert all(up[id] == parent for id, parent in shown.items()), "the parent a view reads is not the one shown"


def _check_hidden(ledger: Ledger, history: list[Changeset], heads: dict[Cell, dict[Name, Value]]) -> None:
    by = {(c.writer, c.seq): c for c in history}
    for id, mark in ledger.query("SELECT id, _mark FROM activity"):
        gone = heads.get((id, GONE), {})
        deletes = [name for name, value in gone.items() if value == 1]
        others = {n for (row, name), hs in heads.items() if row == id for n, v in hs.items() if name != GONE or v == 0}
        known = all(any(n == d or knew(by[d], n) for d in deletes) for n in others)
        assert bool(mark & 1) == (bool(deletes) and known), "hidden"
        assert bool(mark & 2) == (bool(deletes) and not known), "kept"
        assert bool(mark & 4) == any(len(hs) > 1 for (row, _), hs in heads.items() if row == id), "rivals"
