"""Cheap seals and a small members' register: what the engine is given in a simulation instead of keys."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.sync.access import Accepted
from lanyan_desktop.sync.batch import Header, Sealed, Unverified
from lanyan_desktop.sync.head import Head
from tests.simulation.desk import BEYOND

SPACE = bytes(range(16))


class Objects:
    """All that was ever sealed in one world: bytes that are not in here bear no seal."""

    def __init__(self) -> None:
        self.made: dict[bytes, Any] = {}

    def add(self, kind: bytes, value: Any) -> bytes:
        length = 32 if kind == b"D" else 8 + len(self.made) % 4  # a record is its own hash
        content = (kind + len(self.made).to_bytes(4)).ljust(length, b"\0")
        self.made[content] = value
        return content

    def find(self, content: bytes, kind: type) -> Any:
        value = self.made.get(content)
        if not isinstance(value, kind):
            raise Unverified("no seal")
        return value


class Seals:
    """One device's keys (`seams.Sealing`)."""

    space = SPACE
    program = "simulated"

    def __init__(self, objects: Objects, signer: bytes) -> None:
        self._objects = objects
        self.signer = signer

    def seal(
        self,
        changesets: Sequence[Changeset],
        *,
        station: bytes,
        seq: int,
        previous: bytes,
        members: tuple[bytes, ...],
        claims: tuple[tuple[bytes, bytes], ...],
        void: tuple[tuple[bytes, int], ...],
    ) -> bytes:
        spans: dict[bytes, tuple[int, int]] = {}
        for c in changesets:
            spans[c.writer] = spans.get(c.writer, (c.seq, 0))[0], c.seq
        ranges = tuple((writer, *span) for writer, span in spans.items())
        clock = changesets[0].clock
        header = Header(1, 1, SPACE, station, seq, 1, previous, self.signer, ranges, members, claims, void, clock)
        return self._objects.add(b"B", Batch(header, list(changesets)))

    def verify(self, content: bytes) -> Sealed:
        return Sealed(self._objects.find(content, Batch).header, content)

    def unseal(self, sealed: Sealed) -> list[Changeset]:
        changesets: list[Changeset] = self._objects.find(sealed.content, Batch).changesets
        return changesets

    def write_head(self, head: Head) -> bytes:
        return self._objects.add(b"H", msgspec.structs.replace(head, signer=self.signer))

    def read_head(self, content: bytes) -> Head:
        head: Head = self._objects.find(content, Head)
        return head


class Batch:
    __slots__ = ("changesets", "header")

    def __init__(self, header: Header, changesets: list[Changeset]) -> None:
        self.header, self.changesets = header, changesets


class Dismissal:
    """A record: this writer was sent away, what it did beyond `last` is void."""

    __slots__ = ("last", "writer")

    def __init__(self, writer: WriterId, last: int) -> None:
        self.writer, self.last = writer, last


class Verdict:
    __slots__ = ("kind", "reason")

    def __init__(self, kind: str, reason: str) -> None:
        self.kind, self.reason = kind, reason


ACCEPTED, ROLE, REVOKED = Accepted(), Verdict("void", "role"), Verdict("void", "revoked")
NOT_YET = Verdict("not_yet", "")


class Roll:
    """The register of members (`seams.Membership`) as one machine has it."""

    def __init__(self, objects: Objects, device: bytes, signers: set[bytes]) -> None:
        self._objects = objects
        self._signers = signers
        self.device = device
        self.tips: tuple[bytes, ...] = ()
        self._dismissed: dict[WriterId, int] = {}

    @property
    def lacking(self) -> Mapping[bytes, int]:
        return {}

    def copy(self) -> Roll:
        made = copy.copy(self)
        made._dismissed = dict(self._dismissed)
        return made

    def knows(self, tips: Iterable[bytes]) -> bool:
        return all(tip in self.tips for tip in tips)

    def told_by(self, tips: Iterable[bytes]) -> Collection[str]:
        return [name_of(tip) for tip in tips if tip in self.tips]

    def is_device(self, public: bytes) -> bool:
        return public in self._signers

    def judge(self, header: Header, changeset: Changeset) -> Accepted | Verdict:
        return self.verdict(changeset) if self.knows(header.members) else NOT_YET

    def verdict(self, c: Changeset) -> Accepted | Verdict:
        if c.intent == BEYOND:
            return ROLE
        return REVOKED if c.seq > self._dismissed.get(c.writer, c.seq) else ACCEPTED

    def doubted(self, before: tuple[bytes, ...]) -> Collection[bytes]:
        return self._signers if before != self.tips else ()

    def records(self) -> Mapping[str, bytes]:
        return {name_of(tip): tip for tip in self.tips}

    def take(self, contents: Iterable[bytes]) -> int:
        new = 0
        for content in contents:
            record = self._objects.made.get(content)
            if isinstance(record, Dismissal) and content not in self.tips:
                self.tips = tuple(sorted((*self.tips, content)))
                self._dismissed[record.writer] = record.last
                new += 1
        return new

    def may_pack(self, writer: WriterId, seq: int) -> bool:
        return True


def name_of(record: bytes) -> str:
    return f"m/00000001-{record.hex()}.m"
