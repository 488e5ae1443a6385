"""One seed, one history of some offices at bad places, and all that must hold once it is quiet.

What is drawn: clocks off by up to fifty years, edits, exchanges that fail anywhere, budgets, cut listings, places wiped
and rolled back, a second place, changesets handed on out of order and twice, backups restored, disks cloned, joins from
a snapshot, a writer sent away, changesets beyond a role, machines that forget what they had in memory.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

from lanyan_desktop.core.changes.merge import Merged
from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.core.changes.resuming import snapshot_of
from lanyan_desktop.core.changes.waiting import Name
from lanyan_desktop.kit.ids import Clock
from lanyan_desktop.sync.remotes.remote import RemoteError
from tests.simulation import rules
from tests.simulation.desk import BEYOND, KIND, Desk
from tests.simulation.machine import Backup, Count, Machine
from tests.simulation.place import Place
from tests.simulation.reference import knew, reference

YEARS = 365 * 86_400_000
SKEWS = (0, 0, 0, 5, -5, 3_600_000, -86_400_000, 50 * YEARS, -50 * YEARS)
ROUNDS = 12
"""After so many rounds without faults all must be quiet."""


class World:
    """The offices of one seed. `trace` tells what happens when it is asked for (a list)."""

    happenings: tuple[tuple[float, str], ...]

    def __init__(self, seed: int, *, trace: list[str] | None = None) -> None:
        self.draw = random.Random(seed)
        self.trace = trace
        self.now_ms = 1_700_000_000_000
        self.numbers = itertools.count(1)
        self.places = [Place(self.draw) for _ in range(1 if self.draw.random() < 0.75 else 2)]
        self.made: list[Changeset] = []
        self.excused: set[Name] = set()
        self.verdicts: dict[WriterId, int] = {}  # revoked writers and their last accepted number
        self.machines: list[Machine] = []
        for _ in range(self.draw.choice((2, 3, 3, 4))):
            self.add(self._new_desk(), self._new_shelf())

    def _new_shelf(self) -> Any:
        return rules.Stack(self.new_station())

    def _new_desk(self) -> Any:
        skew = self.draw.choice(SKEWS)
        return Desk(self.draw, self.new_writer(), clock=Clock(lambda: self.now_ms + skew))

    def new_writer(self) -> WriterId:
        return WriterId(self.draw.randbytes(16))

    def new_station(self) -> str:
        return rules.new_station(self.draw)

    def add(self, desk: Any, shelf: Any) -> None:
        machine = Machine(desk, shelf)
        self.machines.append(machine)
        self.connect(machine)

    def connect(self, machine: Machine) -> None:
        """What an exchange remembers between polls is gone with its process."""
        machine.exchanges = [
            rules.Exchange(machine.desk, machine.shelf, place, self.numbers, self.draw) for place in self.places
        ]

    # ---- what happens

    def step(self) -> None:
        self.now_ms += self.draw.randrange(3)
        machine = self.draw.choice(self.machines)
        roll = self.draw.random()
        for chance, happening in self.happenings:
            if roll < chance:
                if self.trace is not None:
                    self.trace.append(f"{self.now_ms} {self.machines.index(machine)} {happening}")
                getattr(self, happening)(machine)
                return

    def edits(self, machine: Machine) -> None:
        self.made += machine.desk.edit(next(self.numbers))

    def exchanges(self, machine: Machine) -> None:
        exchange = self.draw.choice(machine.exchanges)
        place, roll = exchange.place, self.draw.random()
        place.is_cutting = roll < 0.1
        if roll > 0.8:
            place.left = self.draw.randrange(12)
        try:
            exchange.run(audit=self.draw.random() < 0.05)
        except RemoteError as error:
            if self.trace is not None:
                self.trace.append(f"  {error.params}")
            if self.draw.random() < 0.4:  # the process died of it
                self.connect(machine)
        finally:
            place.left = 1 << 30

    def hands_on(self, machine: Machine) -> None:
        """A stick with changesets in any order, some twice, some missing."""
        other = self.draw.choice(self.machines).desk
        some = list(other.since(machine.desk.vector() if self.draw.random() < 0.7 else {}))
        self.draw.shuffle(some)
        some += some[:2]
        machine.desk.receive(some[: self.draw.randrange(len(some) + 1)])

    def backs_up(self, machine: Machine) -> None:
        if machine.desk.is_whole:
            machine.backup = Backup(list(machine.desk.log), machine.shelf.copy(), machine.desk.clock.last)

    def restores(self, machine: Machine) -> None:
        """An old backup is put back: what only this disk held since is gone, and its numbers were used already."""
        backup, desk = machine.backup, machine.desk
        if backup is None:
            return
        elsewhere = {name for m in self.machines if m is not machine for name in rules.names(m.desk.log)}
        self.excused |= rules.names(desk.log) - rules.names(backup.log) - elsewhere
        self._put_back(desk, backup, list(backup.log))
        if self.draw.random() < 0.5:
            machine.shelf = backup.shelf.copy()
            self.renew_station(machine.shelf)
        self.renew_writer(desk)
        machine.backup = None
        self.connect(machine)

    def clones(self, machine: Machine) -> None:
        if len(self.machines) > 5 or not machine.desk.is_whole:
            return
        desk, shelf = self._new_desk(), machine.shelf.copy()
        desk.revoked = dict(machine.desk.revoked)
        desk.writer = machine.desk.writer
        self._put_back(desk, Backup([], shelf, machine.desk.clock.last), list(machine.desk.log))
        self.renew_writer(desk)
        self.renew_station(shelf)
        self.add(desk, shelf)

    @staticmethod
    def _put_back(desk: Any, backup: Backup, log: list[Changeset]) -> None:
        desk.log, desk.is_whole = log, True
        desk.replay()
        desk.clock.last = backup.last

    def renew_writer(self, desk: Any) -> None:
        """The file outside the ledger does not match it: copied or restored."""
        desk.writer = self.new_writer()

    def renew_station(self, shelf: Any) -> None:
        shelf.rename(self.new_station())

    def joins(self, machine: Machine) -> None:
        """A new office begins with a snapshot of another one's rows; the history behind it is read later.

        A snapshot is published after the batches behind it; the joiner has them, so that no later loss takes them away.
        """
        if len(self.machines) > 5 or not machine.desk.is_whole:
            return
        desk = self._new_desk()
        desk.revoked = dict(machine.desk.revoked)
        desk.adopt(snapshot_of(machine.desk.merged))
        machine.exchanges[0].pack()
        shelf = machine.shelf.copy()
        shelf.rename(self.new_station())
        self.add(desk, shelf)

    def reads_history(self, machine: Machine) -> None:
        if not machine.desk.is_whole:
            machine.desk.backfill(machine.shelf.changesets())
            self.hears(machine)

    def revokes(self, machine: Machine) -> None:
        """Somebody is sent away; the others hear of it sooner or later."""
        other = self.draw.choice(self.machines).desk
        if not self.verdicts and other is not machine.desk:
            last = self.draw.randrange(machine.desk.merged.seq_of(other.writer) + 1)
            self.verdicts[other.writer] = last
            machine.desk.revoke(other.writer, last)

    def hears(self, machine: Machine) -> None:
        for writer, last in self.verdicts.items():
            machine.desk.revoke(writer, last)

    def wipes(self, machine: Machine) -> None:
        self.draw.choice(self.places).wipe()

    def remembers(self, machine: Machine) -> None:
        self.draw.choice(self.places).remember()

    def rolls_back(self, machine: Machine) -> None:
        self.draw.choice(self.places).roll_back()

    def clock_jumps(self, machine: Machine) -> None:
        skew = self.draw.choice(SKEWS)
        last = machine.desk.clock.last
        machine.desk.clock = Clock(lambda: self.now_ms + skew)
        machine.desk.clock.last = last

    # ---- at rest

    def settle(self) -> None:
        """No more faults; everybody exchanges until nothing moves."""
        for place in self.places:
            place.heal()
        for machine in self.machines:
            self.reads_history(machine)
        before: list[object] = []
        for turn in range(ROUNDS):
            for machine in self.machines:
                self.hears(machine)
                for exchange in machine.exchanges:
                    exchange.run(audit=turn == 0)
            now: list[object] = [machine.desk.vector() for machine in self.machines]
            if now == before and turn > 1:
                break
            before = now

    def check(self) -> Count:
        """Raises AssertionError with what does not hold."""
        desks = [machine.desk for machine in self.machines]
        first = desks[0]
        picture = first.merged.picture()
        for desk in desks:
            assert desk.is_whole, "history is missing behind a snapshot"
            assert desk.vector() == first.vector(), "somebody did not hear of something"
            assert desk.merged.picture() == picture, "replicas differ"
            assert self.verdicts_of(desk) == self.verdicts_of(first), "verdicts differ"
            assert self._is_excused(desk), "something waits for ever"
        self._check_nothing_lost(desks)
        assert reference(first.log, self._verdicts(first.log)) == picture, "not what the reference says"
        again = list(first.log)
        self.draw.shuffle(again)
        desk = Desk(self.draw, first.writer, clock=Clock(lambda: 0))
        desk.revoked = self.verdicts
        desk.receive(again)
        assert desk.merged.picture() == picture, "a replay in another order gives other rows"
        return self._count(first.merged)

    @staticmethod
    def verdicts_of(desk: Any) -> object:
        """What must be the same everywhere."""
        return desk.merged.void

    def _is_excused(self, desk: Desk) -> bool:
        """True if all that waits here waits for what was lost with somebody's disk."""
        parked = desk._waiting._parked
        return all(self.excused & {*w.changeset.vector.items(), (n[0], n[1] - 1)} - {n} for n, w in parked.items())

    def _check_nothing_lost(self, desks: list[Desk]) -> None:
        by = {(c.writer, c.seq): c for c in desks[0].log}
        assert len(by) == len(desks[0].log), "a changeset was applied twice"
        for c in self.made:
            there = by.get((c.writer, c.seq))
            if there is None and (c.writer, c.seq) in self.excused:
                continue
            assert there is c, "a changeset is lost"
        for c in desks[0].log:
            follows = [*c.vector.items(), *([(c.writer, c.seq - 1)] if c.seq > 1 else [])]
            assert all(knew(c, by[name]) and by[name].clock < c.clock for name in follows), "a clock did not advance"

    def _verdicts(self, log: list[Changeset]) -> dict[Name, str]:
        return {
            (c.writer, c.seq): "void" for c in log if c.intent == BEYOND or c.seq > self.verdicts.get(c.writer, c.seq)
        }

    def _count(self, merged: Merged) -> Count:
        marks = [merged.mark(KIND, id) for id in merged.ids(KIND)]
        return Count(
            1,
            len(self.made),
            sum(bool(mark & 4) for mark in marks),
            sum(bool(mark & 2) for mark in marks),
            len(merged.suspended(KIND)),
            len(merged.void),
            len(self.machines),
            sum(sum(place.harm.values()) for place in self.places),
        )


World.happenings = (
    (0.52, "edits"),
    (0.78, "exchanges"),
    (0.83, "hands_on"),
    (0.87, "backs_up"),
    (0.90, "restores"),
    (0.92, "clones"),
    (0.935, "joins"),
    (0.94, "reads_history"),
    (0.947, "revokes"),
    (0.955, "hears"),
    (0.965, "wipes"),
    (0.975, "remembers"),
    (0.985, "rolls_back"),
    (1.0, "clock_jumps"),
)
"""What happens in a step: by a draw below this bound."""


def run(seed: int, *, steps: int = 0, trace: list[str] | None = None, make: Callable[..., World] = World) -> Count:
    """One history of one seed; raises on what does not hold at its end."""
    world = make(seed, trace=trace)
    try:
        for _ in range(steps or world.draw.randrange(10, 25)):
            world.step()
        world.settle()
        return world.check()
    finally:
        world.machines.clear()  # each knows the world: nothing is left to the cyclic collector
