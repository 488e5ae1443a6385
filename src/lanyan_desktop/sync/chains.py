"""Chains of batches: what fits after what, what is covered, what is wanted. Pure, the same on disk and in memory."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from lanyan_desktop.sync.batch import Header, Sealed, Unverified
from lanyan_desktop.sync.seams import Chain, Link, Shelf

PER_FOLDER: Final = 500
_BATCH: Final = re.compile(r"b/([0-9a-f]{32})/[0-9]{5}/([0-9]{8})\.b")


def batch_name(station: bytes, seq: int) -> str:
    """Where a batch lies below its space.

    >>> batch_name(bytes(1), 501)
    'b/00/00001/00000501.b'
    """
    return f"b/{station.hex()}/{seq // PER_FOLDER:05}/{seq:08}.b"


def place_of(name: str) -> tuple[bytes, int] | None:
    """(station, seq) of a batch's name, None for any other name.

    >>> place_of(batch_name(bytes(16), 501)) == (bytes(16), 501), place_of("m/1.m")
    (True, None)
    """
    found = _BATCH.fullmatch(name)
    return (bytes.fromhex(found[1]), int(found[2])) if found is not None else None


def held(shelf: Shelf, station: bytes, seq: int) -> Link | None:
    """What is known of a batch that is here, before or behind a snapshot."""
    for chain in (shelf.chains.get(station), shelf.history.get(station)):
        if chain is not None and (link := chain.link(seq)) is not None:
            return link
    return None


class Chains:
    """All chains of a shelf, those before a snapshot apart until they reach it."""

    def __init__(self) -> None:
        self.chains: dict[bytes, Chain] = {}
        self.history: dict[bytes, Chain] = {}
        self._told: dict[bytes, bytes] = {}  # station -> hash of the batch a snapshot stands on

    def start_at(self, station: bytes, *, seq: int, digest: bytes, signer: bytes) -> None:
        """Go on from where a snapshot told that a station was; no effect where its chain is here already."""
        if seq and station not in self.chains:
            self.chains[station] = Chain(seq, digest, signer)
            self.history[station] = Chain()
            self._told[station] = digest

    def place_for(self, header: Header) -> Chain | None:
        """The chain whose next batch this one is, None if it fits nowhere."""
        chain = self.chains.get(header.station, Chain())
        older = self.history.get(header.station)
        return chain if follows(chain, header) else older if older is not None and follows(older, header) else None

    def link(self, header: Header, *, digest: bytes, size: int) -> None:
        """Hang a batch behind its chain.

        Raises:
            Unverified: it does not fit.
        """
        chain = self.place_for(header)
        if chain is None:
            raise Unverified("out of its chain")
        is_older = chain is self.history.get(header.station)
        if is_older and header.seq == self.chains[header.station].base and digest != self._told[header.station]:
            raise Unverified("not the batch the snapshot stands on")
        if header.station not in self.chains:
            self.chains[header.station] = chain
        chain.links.append(Link(digest, header.ranges, header.signer, size, header.clock))
        chain.hash, chain.signer = digest, header.signer
        if is_older:
            self._join(header.station)

    def _join(self, station: bytes) -> None:
        older, chain = self.history[station], self.chains[station]
        if older.last < chain.base:
            return
        del self.history[station]
        chain.base, chain.links = 0, [*older.links, *chain.links]


def follows(chain: Chain, header: Header) -> bool:
    """True for the next batch of a chain, by the same signer, naming the one before."""
    is_signer = not chain.last or header.signer == chain.signer
    return header.seq == chain.last + 1 and header.previous == chain.hash and is_signer


def belongs(sealed: Sealed, *, space: bytes, station: bytes, seq: int) -> bool:
    """True if a batch is what its name says: a server may give one for another."""
    header = sealed.header
    return (header.space, header.station, header.seq) == (space, station, seq)


def covered(
    chains: Iterable[tuple[Chain, int]], base: Mapping[bytes, int], *, own: Collection[bytes] = (), signer: bytes = b""
) -> dict[bytes, int]:
    """Writer -> the last changeset that lies in some batch, all before it as well.

    Each chain with the last batch that some head tells, or will tell of: what lies beyond in a station that was given
    up is found by nobody, and counts as not packed. For the writers that are this device's `own` only its own word
    counts: another member's batch may say that it holds what it does not, and we should never send.
    """
    vector = dict(base)
    told = sorted(
        told
        for chain, last in chains
        for link in chain.links[: max(last - chain.base, 0)]
        for told in link.ranges
        if not signer or told[0] not in own or link.signer == signer
    )
    for writer, first, last in told:
        if first <= vector.get(writer, 0) + 1:
            vector[writer] = max(vector.get(writer, 0), last)
    return vector


def carried_twice(chains: Mapping[bytes, Chain]) -> set[tuple[bytes, int]]:
    """(station, seq) of the batches that hold a changeset which another one holds as well."""
    spans: dict[bytes, list[tuple[int, int, tuple[bytes, int]]]] = {}
    for station, chain in chains.items():
        for seq, link in enumerate(chain.links, chain.base + 1):
            for writer, first, last in link.ranges:
                spans.setdefault(writer, []).append((first, last, (station, seq)))
    found: set[tuple[bytes, int]] = set()
    for some in spans.values():
        end, longest = 0, (b"", 0)
        for first, last, place in sorted(some):
            if first <= end:
                found |= {place, longest}
            if last > end:
                end, longest = last, place
    return found


def beyond(chains: Mapping[bytes, Chain], vector: Mapping[bytes, int]) -> list[tuple[bytes, int]]:
    """(station, seq) of the batches that hold what a holder of this vector lacks, as nearly in causal order as told."""

    def lacking() -> Iterator[tuple[int, int, bytes]]:
        for station, chain in chains.items():
            for seq, link in enumerate(chain.links, chain.base + 1):
                if any(last > vector.get(writer, 0) for writer, _, last in link.ranges):
                    yield link.clock, seq, station

    found: list[tuple[bytes, int]] = []
    latest: dict[bytes, int] = {}
    order = []
    for clock, seq, station in lacking():  # a chain stays in its own order, whatever clocks it tells
        latest[station] = max(latest.get(station, 0), clock)
        order.append((latest[station], seq, station))
    found.extend((station, seq) for _, seq, station in sorted(order))
    return found
