"""A ledger and a shelf as the engine sees them, in memory, that are copied cheaply."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator, Mapping

from lanyan_desktop.core.changes.operations import Changeset, Operation, WriterId
from lanyan_desktop.core.changes.resuming import Snapshot
from lanyan_desktop.core.changes.waiting import Name
from lanyan_desktop.kit.ids import Clock
from lanyan_desktop.sync.chains import Chains
from lanyan_desktop.sync.memory_shelf import MemoryShelf
from lanyan_desktop.sync.seams import Chain
from tests.simulation.desk import Desk, read
from tests.simulation.seals import Objects, Roll


class EngineShelf(MemoryShelf):
    """A shelf whose copies are cheap."""

    objects: Objects

    def copy(self) -> EngineShelf:
        made = copy.copy(self)
        made._linked = linked = Chains()
        for mine, other in ((self._linked.chains, linked.chains), (self._linked.history, linked.history)):
            other.update({s: Chain(c.base, c.hash, c.signer, list(c.links)) for s, c in mine.items()})
        linked._told = dict(self._linked._told)
        for name in ("_contents", "_heads", "_waits", "_base"):
            setattr(made, name, dict(getattr(self, name)))
        made._places = {place: dict(seen) for place, seen in self._places.items()}
        return made

    def changesets(self) -> Iterator[Changeset]:
        return (c for content in self._contents.values() for c in self.objects.made[content].changesets)


class EngineDesk(Desk):
    """A ledger that is told what is void, as the real one (`seams.Replica`)."""

    roll: Roll

    def __init__(self, draw: random.Random, writer: WriterId, *, clock: Clock) -> None:
        super().__init__(draw, writer, clock=clock)
        self.told_void: dict[Name, str] = {}
        self.void_then: dict[Name, str] = {}  # in its backup
        self.writers = {writer: b""}
        self._older: dict[Name, Changeset] = {}

    def receive(self, changesets: Iterable[Changeset], *, void: Mapping[Name, str] | None = None) -> None:
        self.told_void.update(void or {})
        for work in self._waiting.in_order(self.merged.seq_of, map(read, changesets)):
            c = work.changeset
            self.merged.take(work, void=self.told_void.get((c.writer, c.seq), ""))
            self.log.append(c)
            self.clock.hear(c.clock)

    def commit(self, operations: list[Operation], intent: str = "改") -> Changeset:
        c = super().commit(operations, intent)
        verdict = self.roll.verdict(c)
        if verdict.kind == "void":
            self.void([(c.writer, c.seq)], verdict.reason)
        return c

    def void(self, positions: Iterable[Name], reason: str) -> None:
        self.told_void.update(dict.fromkeys(positions, reason))
        self._made_again()

    def readmit(self, positions: Iterable[Name]) -> None:
        for position in positions:
            self.told_void.pop(position, None)
        self._made_again()

    def _made_again(self) -> None:
        self._is_judged = False
        if self.is_whole:
            self.replay()

    def voids(self) -> Mapping[Name, str]:
        return self.merged.void

    def missing_history(self) -> int:
        return 0 if self.is_whole else sum(self.vector().values()) - len(self.log)

    def adopt(self, snapshot: Snapshot) -> None:
        super().adopt(snapshot)
        self.is_whole = not snapshot.vector
        self.told_void = {name: reason for name, reason in snapshot.void.items() if reason != "malformed"}

    def backfill(self, history: Iterable[Changeset]) -> None:
        here = {(c.writer, c.seq) for c in self.log}
        for c in history:
            if (c.writer, c.seq) not in here and c.seq <= self.merged.seq_of(c.writer):
                self._older[c.writer, c.seq] = c
        if not self.is_whole and len(self._older) + len(self.log) == sum(self.vector().values()):
            self.log = [*self._older.values(), *self.log]
            self.is_whole = True
            if not self._is_judged:
                self.replay()


def shelf_vector(shelf: EngineShelf) -> dict[bytes, int]:
    """How far the changesets in batches reach, all before them as well."""
    vector: dict[bytes, int] = dict(shelf.base())
    spans = sorted(r for chain in shelf.chains.values() for link in chain.links for r in link.ranges)
    for writer, first, last in spans:
        if first <= vector.get(writer, 0) + 1:
            vector[writer] = max(vector.get(writer, 0), last)
    return vector
