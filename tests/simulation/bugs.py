"""Bugs planted on purpose: each is a way other programs lost somebody's work, and the simulator must see each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

import pytest

from lanyan_desktop.core.changes import heads, merge, tree, waiting
from lanyan_desktop.core.changes.merge import Merged
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.ids import Clock
from lanyan_desktop.sync.remotes.remote import Entry, RemoteError
from tests.simulation import rules
from tests.simulation.desk import Desk, read
from tests.simulation.place import Place, Token
from tests.simulation.rules import Exchange, Stack
from tests.simulation.scenario import World

Plant = Callable[[pytest.MonkeyPatch], None]


def no_causal_order(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(waiting, "first_missing", lambda seq_of, c: None)


def moves_in_arrival_order(patch: pytest.MonkeyPatch) -> None:
    draw = random.Random(0)

    def place(ring: dict[Id, heads.Order], parent: tree.Parent, before: tree.Parent) -> dict[Id, Id | None]:
        return tree.place({id: (draw.getrandbits(20), b"") for id in ring}, parent, before)

    patch.setattr(merge, "place", place)


def plain_last_writer_wins(patch: pytest.MonkeyPatch) -> None:
    def fold(rows, field, ids, values, *, at, limit, knows_all):  # type: ignore[no-untyped-def]  # as the true one
        heads.fold(rows, field, ids, values, at=at, limit=limit, knows_all=True)

    patch.setattr(merge, "fold", fold)


def local_numbers_as_order(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Merged, "order", lambda self, at: (at, b""))


def clock_does_not_advance(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Clock, "hear", lambda self, other: None)


def delete_always_hides(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merge, "is_hidden", lambda deletes, others, saw: bool(deletes))


def moves_not_suspended(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merge, "place", lambda ring, parent, before: {})


def void_is_applied(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Desk, "judge", lambda self, c: "")


def verdict_does_not_reach_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Desk, "revoke", lambda self, writer, last: self.revoked.update({writer: last}))


def torn_accepted(patch: pytest.MonkeyPatch) -> None:
    """A torn batch is read as far as it goes."""

    def believes(self: Exchange, content: bytes) -> bool:
        if isinstance(content, Token) and not content.is_whole and isinstance(content.value, rules.Batch):
            batch = content.value
            content.value = batch._replace(changesets=batch.changesets[: len(batch.changesets) // 2])
        return isinstance(content, Token)

    patch.setattr(Exchange, "believes", believes)


def unsent_dropped_on_error(patch: pytest.MonkeyPatch) -> None:
    put = Exchange.put

    def careless(self: Exchange, name: str, content: bytes) -> None:
        try:
            put(self, name, content)
        except RemoteError:
            if name.startswith("b/"):
                station, seq = name.split("/")[1:]
                del self.shelf.chains[station][int(seq) - 1 :]
            raise

    patch.setattr(Exchange, "put", careless)


def head_trusted(patch: pytest.MonkeyPatch) -> None:
    """What a head tells of is taken for fetched."""

    def fetch(self: Exchange, station: str, head: rules.Head | None) -> bool:
        chain = self.shelf.chains.setdefault(station, [])
        if head is not None and len(chain) < head.seq:
            content = self.place.get(rules.name_of(station, head.seq))
            if content is not None and self.believes(content):
                self.shelf.keep(station, content)  # type: ignore[arg-type]  # a token
        return True

    patch.setattr(Exchange, "_fetch_batches", fetch)


def missing_object_deletes(patch: pytest.MonkeyPatch) -> None:
    """A station that is not listed any more is taken off the shelf."""
    fetch = Exchange.fetch

    def obedient(self: Exchange) -> None:
        fetch(self)
        for station in set(self.shelf.chains) - set(self._there) - {self.shelf.station}:
            chain = self.shelf.chains.pop(station)
            gone = {(c.writer, c.seq) for token in chain for c in token.value.changesets}
            self.desk.log = [c for c in self.desk.log if (c.writer, c.seq) not in gone]
            self.desk.replay()

    patch.setattr(Exchange, "fetch", obedient)


def clone_keeps_writer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(World, "renew_writer", lambda self, desk: None)


def restore_keeps_station(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(World, "renew_station", lambda self, shelf: None)
    patch.setattr(Exchange, "is_foreign", lambda self, head: False)


def applied_twice(patch: pytest.MonkeyPatch) -> None:
    def receive(self: Desk, changesets: Iterable[object], void: object = None) -> None:
        for work in map(read, changesets):  # type: ignore[arg-type]  # changesets
            c = work.changeset
            if c.seq <= self.merged.seq_of(c.writer) + 1:
                self.merged.take(work, void=self.judge(c))
                self.log.append(c)
                self.clock.hear(c.clock)

    patch.setattr(Desk, "receive", receive)


def budget_as_empty_listing(patch: pytest.MonkeyPatch) -> None:
    """503 is read as: nothing is there, so all is up to date and what we have was taken away."""

    def listed(self: Exchange, folder: str) -> list[Entry]:
        try:
            return self.place.list(folder)
        except RemoteError:
            for chain in self.shelf.chains.values():
                chain.clear()
            return []

    patch.setattr(Exchange, "listed", listed)


def head_read_once(patch: pytest.MonkeyPatch) -> None:
    """The tags of heads that came late or torn are remembered as read (found in the engine by seed 14)."""
    follow = Exchange._follow

    def forgetful(self: Exchange, station: str, entries: list[Entry]) -> None:
        follow(self, station, entries)
        if self._read.get(station):
            self._read[station] = {entry.name: entry.tag for entry in entries}

    patch.setattr(Exchange, "_follow", forgetful)


def given_up_station_counts(patch: pytest.MonkeyPatch) -> None:
    """What lies under a station without a head is taken for sent (found in the engine by seed 3128)."""
    patch.setattr(Stack, "told_of", lambda self, station: 1 << 30)


def snapshot_without_clock(patch: pytest.MonkeyPatch) -> None:
    adopt = Desk.adopt
    patch.setattr(Desk, "adopt", lambda self, snapshot: adopt(self, snapshot._replace(clock=0)))


def wiped_place_not_refilled(patch: pytest.MonkeyPatch) -> None:
    fetch = Exchange.fetch

    def stubborn(self: Exchange) -> None:
        before = dict(self._there)
        fetch(self)
        for station, seq in before.items():
            self._there[station] = max(seq, self._there.get(station, 0))

    patch.setattr(Exchange, "fetch", stubborn)
    patch.setattr(Exchange, "audit", lambda self: None)


def litter_believed(patch: pytest.MonkeyPatch) -> None:
    """A listing is believed to be whole: heads that a place does not show are written anew, as the first."""
    put = Place.put

    def acknowledging(self: Place, name: str, content: bytes) -> None:
        try:
            put(self, name, content)
        except RemoteError:
            if name.startswith("h/"):
                return  # taken for done
            raise

    patch.setattr(Place, "put", acknowledging)
    patch.setattr(Exchange, "fetch", lambda self: None if self._there else _first_fetch(self))


_first_fetch = Exchange.fetch

BUGS: dict[str, tuple[Plant, int]] = {
    "no causal order": (no_causal_order, 100),
    "moves in arrival order": (moves_in_arrival_order, 600),
    "plain last writer wins": (plain_last_writer_wins, 100),
    "local numbers as order": (local_numbers_as_order, 100),
    "clock not advanced": (clock_does_not_advance, 100),
    "a delete always hides": (delete_always_hides, 100),
    "moves not suspended": (moves_not_suspended, 400),
    "what is void is applied": (void_is_applied, 100),
    "a verdict does not reach back": (verdict_does_not_reach_back, 400),
    "torn files accepted": (torn_accepted, 400),
    "unsent dropped on error": (unsent_dropped_on_error, 400),
    "a head is the truth": (head_trusted, 100),
    "a missing object deletes": (missing_object_deletes, 100),
    "a clone keeps its writer": (clone_keeps_writer, 200),
    "a restore keeps its station": (restore_keeps_station, 400),
    "applied twice": (applied_twice, 100),
    "a spent budget is an empty place": (budget_as_empty_listing, 400),
    "a head that came late is not read again": (head_read_once, 1500),
    "a station given up counts as sent": (given_up_station_counts, 3000),
    "a snapshot forgets the clock": (snapshot_without_clock, 1500),
    "a wiped place is not refilled": (wiped_place_not_refilled, 400),
    "asked once, and writes taken for done": (litter_believed, 100),
}
"""What is planted, and within how many seeds it must be seen."""
