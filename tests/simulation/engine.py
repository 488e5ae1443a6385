"""The engine itself through the histories of `scenario`: `sync.exchange.Exchange` with all its decisions.

Only what is slow is replaced: shelves are in memory; seals are looked up in a dict, where torn or flipped bytes are not
to be found; the ledger is `core.changes.merge`; the members' register knows one kind of record, that a writer was sent
away, which travels as an object. Blocks are of three batches, so that segments occur.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any

from lanyan_desktop.core.changes.resuming import snapshot_of
from lanyan_desktop.kit.ids import Clock
from lanyan_desktop.sync import audit, deciding, segments
from lanyan_desktop.sync.exchange import Exchange, Report
from tests.simulation.engine_desk import EngineDesk, EngineShelf, shelf_vector
from tests.simulation.machine import Machine
from tests.simulation.place import Place, torn
from tests.simulation.rules import names
from tests.simulation.scenario import SKEWS, World
from tests.simulation.seals import Dismissal, Objects, Roll, Seals

ROUNDS = 14
PAUSES_MS = (0, 0, 1, 1_000, 20_000, 11 * 60_000, 2 * 3_600_000, 86_400_000)
"""Between two happenings: back-off, audits and wishes go by the clock."""


class Visits:
    """The exchanges of a machine with one place."""

    def __init__(self, world: EngineWorld, machine: Machine, place: Place, *, name: str = "") -> None:
        desk: EngineDesk = machine.desk
        self.place = place
        self._exchange = Exchange(
            desk,
            machine.shelf,
            place,
            Seals(world.objects, desk.roll.device),
            desk.roll,
            place=name or f"place{world.places.index(place)}",
            clock=desk.clock._now_ms,
            claims=lambda: desk.writers,
        )

    def run(self, *, audit: bool = False) -> Report:
        if audit:
            self._exchange._audited = -(1 << 60)
        return self._exchange.run()


class EngineWorld(World):
    """The same offices and the same bad places, with the real exchange between them."""

    happenings = (
        (0.49, "edits"),
        (0.76, "exchanges"),
        (0.81, "hands_on"),
        (0.84, "backs_up"),
        (0.87, "restores"),
        (0.89, "clones"),
        (0.91, "joins"),
        (0.93, "retires"),
        (0.94, "revokes"),
        (0.945, "hears"),
        (0.965, "wipes"),
        (0.975, "remembers"),
        (0.985, "rolls_back"),
        (1.0, "clock_jumps"),
    )

    def __init__(self, seed: int, *, trace: list[str] | None = None) -> None:
        random.seed(seed)  # the audit draws its lots there
        self.objects = Objects()
        self.signers: set[bytes] = set()
        self.dismissal = b""
        self.loses_disks = self.waits_for_quiet = True
        super().__init__(seed, trace=trace)
        self.loses_disks = self.draw.random() < 0.7
        self.waits_for_quiet = self.draw.random() < 0.2

    def _new_desk(self) -> EngineDesk:
        skew = self.draw.choice(SKEWS)
        desk = EngineDesk(self.draw, self.new_writer(), clock=Clock(lambda: self.now_ms + skew))
        device = self.draw.randbytes(32)
        self.signers.add(device)
        desk.roll = Roll(self.objects, device, self.signers)
        return desk

    def _new_shelf(self) -> EngineShelf:
        shelf = EngineShelf(lambda: self.draw.randbytes(16))
        shelf.objects = self.objects
        return shelf

    def connect(self, machine: Machine) -> None:
        machine.exchanges = [Visits(self, machine, place) for place in self.places]

    def step(self) -> None:
        self.now_ms += self.draw.choice(PAUSES_MS)
        super().step()

    # ---- what happens

    def hands_on(self, machine: Machine) -> None:
        """Somebody copies files of one place to another, or old ones back: some of them, whatever lies there by now."""
        source, target = self.draw.choice(self.places), self.draw.choice(self.places)
        old = source._older if source is target else source.folders
        for folder, objects in list(old.items()):
            for name, content in objects.items():
                if self.draw.random() < 0.4:
                    target.folders.setdefault(folder, {})[name] = content

    def wipes(self, machine: Machine) -> None:
        """All is gone, or one object is gone or spoilt behind sound heads."""
        place = self.draw.choice(self.places)
        if self.draw.random() < 0.4:
            place.wipe()
            return
        full = [objects for objects in place.folders.values() if objects]
        for _ in range(3 if full else 0):
            objects = self.draw.choice(full)
            if objects:
                name = self.draw.choice(list(objects))
                content = objects.pop(name)
                if self.draw.random() < 0.5 and content:
                    objects[name] = torn(content)

    def restores(self, machine: Machine) -> None:
        if self.loses_disks and machine.backup is not None:
            super().restores(machine)
            machine.desk.told_void = dict(machine.desk.void_then)  # as the file of the ledger had it
            machine.desk.replay()

    def backs_up(self, machine: Machine) -> None:
        super().backs_up(machine)
        if machine.backup is not None:
            machine.desk.void_then = dict(machine.desk.told_void)

    def renew_writer(self, desk: Any) -> None:
        desk.writer = self.new_writer()
        desk.writers = {**desk.writers, desk.writer: b""}

    def renew_station(self, shelf: Any) -> None:
        shelf.take_new_station()

    def clones(self, machine: Machine) -> None:
        count = len(self.machines)
        super().clones(machine)
        if len(self.machines) > count:
            self._as_copied(self.machines[-1], machine)

    def _as_copied(self, made: Machine, machine: Machine) -> None:
        """What a copied disk holds beside the rows."""
        made.desk.told_void = dict(machine.desk.told_void)
        roll = machine.desk.roll.copy()
        roll.device = made.desk.roll.device
        made.desk.roll = roll
        made.desk.replay()
        self.connect(made)

    def joins(self, machine: Machine) -> None:
        """A new office begins with a snapshot; the history behind it is fetched by and by, or is on a copied shelf."""
        if len(self.machines) > 5 or not machine.desk.is_whole:
            return
        with contextlib.suppress(LookupError):
            desk = self._new_desk()
            desk.roll.take(machine.desk.roll.tips)
            if self.loses_disks:
                shelf = machine.shelf.copy()
                shelf.take_new_station()
                vector = shelf_vector(shelf)
                if any(seq > vector.get(w, 0) for w, seq in machine.desk.vector().items()):
                    return  # a snapshot is published after the batches behind it
            else:
                shelf = self._new_shelf()
                chains = machine.shelf.chains
                vector = shelf_vector(machine.shelf)
                if machine.shelf.history or any(seq > vector.get(w, 0) for w, seq in machine.desk.vector().items()):
                    return
                shelf.start_at({s: (c.last, c.hash, c.signer) for s, c in chains.items()}, machine.desk.vector())
            desk.adopt(snapshot_of(machine.desk.merged))
            self.add(desk, shelf)

    def retires(self, machine: Machine) -> None:
        """An office is closed: all it knew is known to others, and only they can put it back from now on."""
        others = [m for m in self.machines if m is not machine]
        if len(others) < 2 or not all(m.desk.is_whole for m in self.machines):
            return
        known = {name for m in others for name in names(m.desk.log)}
        if names(machine.desk.log) <= known and any(m.desk.roll.knows(machine.desk.roll.tips) for m in others):
            self.machines.remove(machine)

    def revokes(self, machine: Machine) -> None:
        other = self.draw.choice(self.machines).desk
        if not self.verdicts and other is not machine.desk:
            last = self.draw.randrange(machine.desk.merged.seq_of(other.writer) + 1)
            self.verdicts[other.writer] = last
            self.dismissal = self.objects.add(b"D", Dismissal(other.writer, last))
            machine.desk.roll.take([self.dismissal])

    def hears(self, machine: Machine) -> None:
        if self.dismissal:
            machine.desk.roll.take([self.dismissal])

    def clock_jumps(self, machine: Machine) -> None:
        super().clock_jumps(machine)
        self.connect(machine)

    # ---- at rest

    def settle(self) -> None:
        for place in self.places:
            place.heal()
        has_newcomer = self.draw.random() < 0.25
        for _ in range(ROUNDS):
            self.now_ms += 2 * 3_600_000
            is_quiet = True
            for machine in self.machines:
                for exchange in machine.exchanges:
                    report = exchange.run()
                    is_quiet &= not (report.sent or report.received or report.uploaded or report.healed)
            if (is_quiet or not self.waits_for_quiet) and self._is_settled():
                if not has_newcomer:
                    break
                has_newcomer = False
                self.add(self._new_desk(), self._new_shelf())  # and has it all from the place

    @staticmethod
    def verdicts_of(desk: Any) -> object:
        """That one was void before anybody said so (malformed) is told by some and not by others."""
        return desk.merged.void.keys()

    def _is_settled(self) -> bool:
        vector, tips = self.machines[0].desk.vector(), (self.dismissal,) if self.dismissal else ()
        return all(
            m.desk.vector() == vector and m.desk.is_whole and m.shelf.judged_at()[1:] == m.desk.roll.tips == tips
            for m in self.machines
        )


@contextlib.contextmanager
def small_blocks(size: int = 3) -> Iterator[None]:
    """Segments of so few batches that histories have some."""
    modules: tuple[Any, ...] = (segments, deciding, audit)
    before = segments.BATCHES
    for module in modules:
        module.BATCHES = size
    try:
        yield
    finally:
        for module in modules:
            module.BATCHES = before
