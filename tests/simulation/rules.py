"""The rules of an exchange (SYNC.md), bare: a model of what `sync.exchange` does, in so few steps that about a thousand
histories a second can be simulated. It is written by hand; the engine itself is driven by `engine.py`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.core.changes.waiting import Name
from lanyan_desktop.sync.remotes.remote import Entry, RemoteError
from tests.simulation.desk import Desk
from tests.simulation.place import Place, Token

MOST = 3
"""Changesets in a batch: few, so that chains grow."""


class Batch(NamedTuple):
    station: str
    seq: int
    previous: bytes
    ranges: dict[WriterId, tuple[int, int]]
    changesets: list[Changeset]


class Head(NamedTuple):
    station: str
    seq: int
    last: bytes


def is_sound(content: bytes | None) -> bool:
    """What a signature tells."""
    return isinstance(content, Token) and content.is_whole


@dataclass
class Stack:
    """A shelf: the sound batches of all stations, each from 1 on, and the newest head of each as it came."""

    station: str
    chains: dict[str, list[Token]] = field(default_factory=dict)
    heads: dict[str, bytes] = field(default_factory=dict)
    _covered: dict[WriterId, int] | None = None

    def keep(self, station: str, content: Token) -> None:
        self.chains[station].append(content)
        self._covered = None

    def keep_head(self, station: str, content: bytes) -> None:
        self.heads[station] = content
        self._covered = None

    def rename(self, station: str) -> None:
        """Write under another name from now on."""
        self.station = station
        self._covered = None

    def copy(self) -> Stack:
        return Stack(self.station, {name: list(chain) for name, chain in self.chains.items()}, dict(self.heads))

    def batches(self) -> Iterator[Batch]:
        return (token.value for chain in self.chains.values() for token in chain)

    def changesets(self) -> Iterator[Changeset]:
        return (c for batch in self.batches() for c in batch.changesets)

    def told_of(self, station: str) -> int:
        head = self.heads.get(station)
        return head.value.seq if isinstance(head, Token) else 0

    def covered(self) -> dict[WriterId, int]:
        """How far each writer's changesets lie without a gap in batches that others hear of.

        A station given up before its head was put is found by nobody: what lies only there is packed again.
        """
        if self._covered is not None:
            return self._covered
        vector: dict[WriterId, int] = {}
        told = (b for b in self.batches() if b.station == self.station or b.seq <= self.told_of(b.station))
        for writer, first, last in sorted((w, *span) for b in told for w, span in b.ranges.items()):
            if first <= vector.get(writer, 0) + 1:
                vector[writer] = max(vector.get(writer, 0), last)
        self._covered = vector
        return vector


class Exchange:
    """Between a desk and a place; `numbers` gives each sealed object its own."""

    def __init__(self, desk: Desk, shelf: Stack, place: Place, numbers: Iterator[int], draw: random.Random) -> None:
        self.desk, self.shelf, self.place = desk, shelf, place
        self._numbers = numbers
        self._draw = draw
        self._there: dict[str, int] = {}
        self._is_news = True  # what lies on the shelf may not be applied yet
        self._read: dict[str, dict[str, str]] = {}  # station -> its heads as they were read: name, tag

    def run(self, *, audit: bool = False) -> None:
        """Fetch, apply, pack, send; with `audit` also look whether what heads tell of really lies there."""
        self.fetch()
        self.apply()
        self.pack()
        self.send()
        if audit:
            self.audit()

    # ---- fetching

    def fetch(self) -> None:
        found: dict[str, list[Entry]] = {}
        for entry in self.listed("h"):
            station, _, turn = entry.name.partition(".")
            if turn in ("0", "1"):
                found.setdefault(station, []).append(entry)
        self._there = {station: seq for station, seq in self._there.items() if station in found}
        for station, entries in found.items():
            # any difference: a head that is gone tells that the place was rolled back
            if self._read.get(station) != {entry.name: entry.tag for entry in entries}:
                self._follow(station, entries)

    def listed(self, folder: str) -> list[Entry]:
        return self.place.list(folder)

    def _follow(self, station: str, entries: list[Entry]) -> None:
        head: Any = None
        read: dict[str, str] = {}  # a head that came late or torn is asked for again, though its tag will not change
        for entry in entries:
            content = self.place.get(f"h/{entry.name}")
            if content is not None and self.believes(content):
                told = content.value  # type: ignore[attr-defined]  # a token
                read[entry.name] = entry.tag
                if head is None or told.seq > head.seq:
                    head = told
                    self.shelf.keep_head(station, content)
        if head is not None and self.is_foreign(head):
            self.shelf.rename(new_station(self._draw))
        is_whole = self._fetch_batches(station, head)
        before = self._there.get(station, 0)
        self._there[station] = self.has(station, head) if head is not None else before
        self._read[station] = read if is_whole else {}

    def has(self, station: str, head: Head) -> int:
        return head.seq

    def believes(self, content: bytes) -> bool:
        return is_sound(content)

    def is_foreign(self, head: Head) -> bool:
        """Our own station's head tells of what this shelf did not write: the shelf was restored, or copied."""
        if head.station != self.shelf.station:
            return False
        chain = self.shelf.chains.get(head.station, [])
        return head.seq > len(chain) or head.last != chain[head.seq - 1]

    def _fetch_batches(self, station: str, head: Head | None) -> bool:
        chain = self.shelf.chains.setdefault(station, [])
        while head is None or len(chain) < head.seq:  # a stale or torn head: probe the next number
            content = self.place.get(name_of(station, len(chain) + 1))
            if content is None or not self.believes(content) or not self._fits(content.value, station, chain):  # type: ignore[attr-defined]  # a token
                return False
            self.shelf.keep(station, content)  # type: ignore[arg-type]  # a token
            self._is_news = True
        return True

    @staticmethod
    def _fits(batch: Batch, station: str, chain: list[Token]) -> bool:
        previous = chain[-1] if chain else b""
        return batch.station == station and batch.seq == len(chain) + 1 and batch.previous == previous

    # ---- applying, packing

    def apply(self) -> None:
        if not self._is_news:
            return
        known = self.desk.vector()
        batches = [
            batch
            for batch in self.shelf.batches()
            if any(last > known.get(writer, 0) for writer, (_, last) in batch.ranges.items())
        ]
        self.desk.receive(c for batch in batches for c in batch.changesets)
        self._is_news = False

    def pack(self) -> None:
        """What lies in no batch goes into own ones: own changesets, and those of a lost shelf."""
        left = list(self.desk.since(self.shelf.covered()))
        for i in range(0, len(left), MOST):
            self.add(left[i : i + MOST])

    def add(self, some: list[Changeset]) -> None:
        ranges: dict[WriterId, tuple[int, int]] = {}
        for c in some:
            ranges[c.writer] = ranges.get(c.writer, (c.seq, 0))[0], c.seq
        chain = self.shelf.chains.setdefault(self.shelf.station, [])
        batch = Batch(self.shelf.station, len(chain) + 1, chain[-1] if chain else b"", ranges, some)
        self.shelf.keep(self.shelf.station, Token.of(next(self._numbers), batch))

    # ---- sending

    def send(self) -> None:
        for station, chain in self.shelf.chains.items():
            there = self._there.get(station, 0)
            if there < len(chain):
                for seq in range(there + 1, len(chain) + 1):
                    self.put(name_of(station, seq), chain[seq - 1])
                self.send_head(station, chain)

    def put(self, name: str, content: bytes) -> None:
        self.place.put(name, content)

    def send_head(self, station: str, chain: list[Token]) -> None:
        if station == self.shelf.station:
            head = Head(station, len(chain), bytes(chain[-1]))
            self.shelf.keep_head(station, Token.of(next(self._numbers), head))
        content = self.shelf.heads.get(station)
        if isinstance(content, Token):
            seq = content.value.seq
            self.put(f"h/{station}.{seq % 2}", content)
            self._there[station] = seq
            self._read.pop(station, None)  # looked at again at the next poll: the place may be rolled back by then

    def audit(self) -> None:
        """Put up again what a head tells of and what is not there, or not as it is here."""
        for station, chain in self.shelf.chains.items():
            there = {entry.name: entry.tag for entry in self.place.list(f"b/{station}")}
            for seq, content in enumerate(chain, 1):
                if there.get(str(seq)) != content.hex():
                    self.put(name_of(station, seq), content)


def name_of(station: str, seq: int) -> str:
    return f"b/{station}/{seq}"


def new_station(draw: random.Random) -> str:
    return draw.randbytes(16).hex()


def names(changesets: list[Changeset]) -> set[Name]:
    return {(c.writer, c.seq) for c in changesets}


__all__ = ["Batch", "Exchange", "Head", "RemoteError", "Stack", "is_sound", "name_of", "names", "new_station"]
