"""The operations of a changeset, column-wise: what one user action inserted and set."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NewType

import msgspec

from lanyan_desktop.core.values import Id, Value

WriterId = NewType("WriterId", bytes)
"""16 bytes: one copy of a ledger on one machine; never two at once (SYNC.md, "new writer id")."""
Vector = Mapping[WriterId, int]
"""The last sequence number known of each writer."""

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
