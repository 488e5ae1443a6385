"""A shelf in memory: what a simulator exchanges with, and what it copies and loses at will."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from lanyan_desktop.sync.batch import Sealed
from lanyan_desktop.sync.chains import Chains
from lanyan_desktop.sync.seams import Chain, Wait


class MemoryShelf:
    """As `sync.shelf.Shelf`, in dicts. `draw` gives names for stations: 16 bytes, never the same twice."""

    def __init__(self, draw: Callable[[], bytes] = lambda: os.urandom(16)) -> None:
        self._draw = draw
        self._linked = Chains()
        self._contents: dict[tuple[bytes, int], bytes] = {}
        self._heads: dict[bytes, bytes] = {}
        self._waits: dict[str, Wait] = {}
        self._places: dict[str, dict[str, tuple[str, bytes]]] = {}
        self._judged_at: tuple[bytes, ...] = ()
        self._base: dict[bytes, int] = {}
        self.station = draw()

    def copy(self) -> MemoryShelf:
        """Another one that holds the same, as a copied folder would."""
        made = copy.copy(self)
        for name in ("_linked", "_contents", "_heads", "_waits", "_places"):
            setattr(made, name, copy.deepcopy(getattr(self, name)))
        return made

    @property
    def chains(self) -> Mapping[bytes, Chain]:
        return self._linked.chains

    @property
    def history(self) -> Mapping[bytes, Chain]:
        return self._linked.history

    def take_new_station(self) -> bytes:
        self.station = self._draw()
        return self.station

    @contextmanager
    def held(self) -> Iterator[None]:
        yield

    def fits(self, sealed: Sealed) -> bool:
        return self._linked.place_for(sealed.header) is not None

    def add(self, sealed: Sealed) -> None:
        self._linked.link(sealed.header, digest=sealed.hash, size=len(sealed.content))
        self._contents[sealed.header.station, sealed.header.seq] = sealed.content

    def replace(self, sealed: Sealed) -> None:
        self._contents[sealed.header.station, sealed.header.seq] = sealed.content

    def start_at(self, stations: Mapping[bytes, tuple[int, bytes, bytes]], vector: Mapping[bytes, int]) -> None:
        self._base = dict(vector)
        for station, (seq, digest, signer) in stations.items():
            self._linked.start_at(station, seq=seq, digest=digest, signer=signer)

    def read(self, station: bytes, seq: int) -> bytes | None:
        return self._contents.get((station, seq))

    def keep_head(self, station: bytes, content: bytes) -> None:
        self._heads[station] = content

    def head(self, station: bytes) -> bytes | None:
        return self._heads.get(station)

    def waits(self) -> dict[str, Wait]:
        return dict(self._waits)

    def keep_waits(self, waits: Mapping[str, Wait]) -> None:
        self._waits = dict(waits)

    def place(self, place: str) -> dict[str, tuple[str, bytes]]:
        return dict(self._places.get(place, {}))

    def keep_place(self, place: str, seen: Mapping[str, tuple[str, bytes]]) -> None:
        self._places[place] = dict(seen)

    def judged_at(self) -> tuple[bytes, ...]:
        return self._judged_at

    def keep_judged_at(self, tips: tuple[bytes, ...]) -> None:
        self._judged_at = tips

    def base(self) -> Mapping[bytes, int]:
        return self._base
