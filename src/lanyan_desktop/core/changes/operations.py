"""The operations of a changeset, column-wise: what one user action inserted and set."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NewType

import msgspec

from lanyan_desktop.core.values import Id, Value

WriterId = NewType("WriterId", bytes)
"""16 bytes: one copy of a ledger on one machine; never two at once (SYNC.md, "new writer id")."""
Vector = Mapping[WriterId, int]
"""The last sequence number known of each writer."""

Position = tuple[WriterId, int]
"""A changeset by its writer and number: the same on every replica."""

MOST_SEQ = (1 << 40) - 1
MOST_CLOCK = (1 << 63) - 1
"""Beyond these a number cannot be kept. A clock far in the future is kept and shown, and followed by nobody
(`kit.ids.LATEST_MS`)."""
GONE = "_gone"
"""The field that says a row is deleted (1) or not (0); set and merged like any other."""
NO_HASH = bytes(32)

_pack = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class Insert:
    """New rows of one kind; each column is as long as `ids`."""

    kind: str
    ids: Sequence[Id]
    fields: Sequence[str]
    columns: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Set:
    """New values of one field; `old` is what the writer saw: for undo, the log and suspended moves."""

    kind: str
    ids: Sequence[Id]
    field: str
    new: Sequence[Value]
    old: Sequence[Value]


Operation = Insert | Set


@dataclass(frozen=True, slots=True)
class Changeset:
    """One user action as it travels. The parts hold its operations in order, encoded (`core.changes.coding`).

    `user` and `device` are in the header, not with the writer: several people work on one site PC, and the log must
    say who did it even where the register of members is not known.
    """

    writer: WriterId
    seq: int
    clock: int  # hybrid: milliseconds << 16 | counter
    vector: Vector  # what the writer had seen of the others, itself left out
    user: str
    device: str
    intent: str
    undoes: int  # own sequence number, or 0
    count: int  # operations, rows inserted count one each
    parts: Sequence[bytes]

    def hash(self, previous: bytes) -> bytes:
        """BLAKE2b-256 over the header, the digests of the parts, and the hash of this writer's changeset before."""
        header = [
            self.writer, self.seq, self.clock, sorted(self.vector.items()), self.user, self.device, self.intent,
            self.undoes, self.count, [hashlib.blake2b(part, digest_size=32).digest() for part in self.parts],
        ]  # fmt: skip  # the order is the format
        return hashlib.blake2b(_pack([previous, *header]), digest_size=32).digest()


def certified(device: bytes, nonce: bytes) -> WriterId:
    """The writer id of a device's signing key and 8 drawn bytes: only who holds the key can have drawn it.

    >>> len(certified(bytes(32), bytes(8)))
    16
    """
    return WriterId(hashlib.blake2b(device + nonce, digest_size=16).digest())


def as_text(text: str) -> str:
    """The text with a mark for what has no bytes: names of files and users may hold halves of characters.

    >>> as_text(f"导入 表{chr(0xD83D)}.xlsx")
    '导入 表?.xlsx'
    """
    return text.encode("utf-8", "replace").decode()


def is_sound(c: Changeset) -> bool:
    """True if the header can be kept: its ids and numbers are what they must be, whatever they mean."""
    return (
        len(c.writer) == 16
        and 0 < c.seq <= MOST_SEQ
        and 0 <= c.clock <= MOST_CLOCK
        and 0 <= c.undoes < c.seq
        and c.count >= 0
        and bool(c.parts)
        and c.writer not in c.vector
        and all(len(writer) == 16 and 0 < seq <= MOST_SEQ for writer, seq in c.vector.items())
    )


def in_pieces(sets: Sequence[Set], most: int) -> Iterator[list[Set]]:
    """Sets whose ids are in rising order, cut into groups of at most so many cells, or those of one row if they are
    more; a row is in one group only.

    What one group does not need to be written need not be in memory with the next.
    """
    for kind in dict.fromkeys(o.kind for o in sets):
        mine = [o for o in sets if o.kind == kind]
        size = sum(len(o.ids) for o in mine)
        if size <= most:
            yield mine
            continue
        every = sorted(chain.from_iterable(o.ids for o in mine))  # one row as often as it has cells
        step = max(most - len(mine), 1)  # the cells of the row at the cut come on top
        bounds = [*dict.fromkeys(every[step::step]), None]
        low: Id | None = None
        for high in bounds:
            yield [piece for o in mine if (piece := _between(o, low, high)).ids]
            low = high


def _between(o: Set, low: Id | None, high: Id | None) -> Set:
    i = 0 if low is None else bisect_left(o.ids, low)
    j = len(o.ids) if high is None else bisect_left(o.ids, high)
    return Set(o.kind, o.ids[i:j], o.field, o.new[i:j], o.old[i:j])
