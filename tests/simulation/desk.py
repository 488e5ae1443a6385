"""One office's machine: a ledger in memory that merges by `core.changes.merge`, its log, its writer id and its clock.

What is on its disk (log, shelf) can be backed up, restored and cloned; what is in `machine` stays with the machine.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping

from lanyan_desktop.core.changes.merge import Merged
from lanyan_desktop.core.changes.operations import GONE, Changeset, Insert, Operation, Set, Vector, WriterId
from lanyan_desktop.core.changes.resuming import Snapshot, merged_from
from lanyan_desktop.core.changes.waiting import Name, Waiting, Work
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.ids import Clock

KIND, PARENT = "activity", "parent_id"
TREES = {KIND: PARENT}
FIELDS = ("name", "note")
BEYOND = "越权"
"""The intent of changesets that everybody judges void: they stand for those outside a role."""


class Part(bytes):
    """Stands for an encoded part: the operations themselves."""

    operations: list[Operation]

    @classmethod
    def of(cls, operations: list[Operation]) -> Part:
        made = cls(b"x")
        made.operations = operations
        return made


def read(c: Changeset) -> Work:
    (part,) = c.parts
    assert isinstance(part, Part)
    return Work(c, part.operations)


class Desk:
    """A replica, as sync sees one, with a hand that edits."""

    def __init__(self, draw: random.Random, writer: WriterId, *, clock: Clock) -> None:
        self.draw = draw
        self.writer = writer
        self.clock = clock
        self.merged = Merged(TREES)
        self.log: list[Changeset] = []
        self.revoked: dict[WriterId, int] = {}  # the last accepted number of writers who were sent away
        self.is_whole = True  # False: it began from a snapshot and lacks the history behind it
        self._waiting = Waiting()
        self._is_judged = True  # False: a verdict is known that the rows do not show yet

    # ---- what sync asks (sync.exchange.Replica)

    def vector(self) -> dict[WriterId, int]:
        return self.merged.vector()

    def since(self, vector: Vector) -> Iterator[Changeset]:
        return (c for c in self.log if c.seq > vector.get(c.writer, 0))

    def receive(self, changesets: Iterable[Changeset], *, void: Mapping[Name, str] | None = None) -> None:
        for work in self._waiting.in_order(self.merged.seq_of, map(read, changesets)):
            c = work.changeset
            self.merged.take(work, void=self.judge(c))
            self.log.append(c)
            self.clock.hear(c.clock)

    def judge(self, c: Changeset) -> str:
        if c.intent == BEYOND:
            return "role"
        return "revoked" if c.seq > self.revoked.get(c.writer, c.seq) else ""

    # ---- its disk

    def replay(self) -> None:
        """Make the rows again from the log: after a verdict changed, or on another disk."""
        self.merged = Merged(TREES)
        log, self.log, self._waiting = self.log, [], Waiting()
        self.receive(log)
        self._is_judged = True

    def adopt(self, snapshot: Snapshot) -> None:
        self.merged = merged_from(snapshot, TREES)
        self.is_whole = False
        self.clock.hear(snapshot.clock)

    def backfill(self, history: Iterable[Changeset]) -> None:
        """Put the history behind the snapshot under what came after it; the rows stay as they are."""
        here = {(c.writer, c.seq) for c in self.log}
        missing: dict[Name, Changeset] = {}
        for c in history:
            name = (c.writer, c.seq)
            if name not in here and c.seq <= self.merged.seq_of(c.writer):
                missing[name] = c
        if len(missing) + len(self.log) == sum(self.vector().values()):
            self.log = [*missing.values(), *self.log]
            self.is_whole = True

    def revoke(self, writer: WriterId, last: int) -> None:
        """Hear that a writer was sent away; what it did beyond is void, also what is applied already."""
        self._is_judged &= self.revoked.get(writer) == last or self.merged.seq_of(writer) <= last
        self.revoked[writer] = last
        if self.is_whole and not self._is_judged:
            self.replay()

    # ---- a hand that edits

    def commit(self, operations: list[Operation], intent: str = "改") -> Changeset:
        """One own changeset, as the ledger makes them."""
        vector = self.vector()
        seq = vector.pop(self.writer, 0) + 1
        count = sum(len(o.ids) for o in operations)
        c = Changeset(self.writer, seq, self.clock.tick(), vector, "", "", intent, 0, count, (Part.of(operations),))
        self.receive([c])
        return c

    def edit(self, new: int) -> list[Changeset]:
        """What a clerk does: insert, set one or two fields, move, delete, restore. `new` is a value nobody else has."""
        draw, ids = self.draw, self.merged.ids(KIND)
        roll = draw.random()
        if not ids or roll < 0.14:
            return [self.commit([self._insert(ids, new)])]
        id = draw.choice(ids)
        if roll < 0.55:
            fields = FIELDS if roll < 0.2 else (draw.choice(FIELDS),)
            sets: list[Operation] = [self._set(id, field, new) for field in fields]
            return [self.commit(sets, BEYOND if roll > 0.53 else "改")]
        if roll < 0.82:
            up = draw.choice(ids) if draw.random() < 0.9 else None
            return [self.commit([self._set(id, PARENT, up)])] if up != id else []
        return [self.commit([self._set(id, GONE, 1 if roll < 0.95 else 0)])]

    def _insert(self, ids: list[Id], new: int) -> Operation:
        up = self.draw.choice(ids) if ids and self.draw.random() < 0.6 else None
        return Insert(KIND, [Id(new.to_bytes(16))], ["name", PARENT], [[new], [up]])

    def _set(self, id: Id, field: str, value: int | Id | None) -> Set:
        return Set(KIND, [id], field, [value], [self.merged.heads(KIND, id, field)[0][1]])
