"""What an exchange needs of the parts around it: real files and keys and a simulator's drive the same decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from lanyan_desktop.core.changes.operations import NO_HASH, Changeset, Vector, WriterId
from lanyan_desktop.sync.batch import Header, Sealed
from lanyan_desktop.sync.head import Head

Position = tuple[WriterId, int]
"""(writer, seq): one changeset, everywhere."""
Ranges = tuple[tuple[bytes, int, int], ...]
"""(writer, first, last): the changesets of a batch."""


class Replica(Protocol):
    """A ledger, as sync sees it."""

    def vector(self) -> dict[WriterId, int]: ...
    def since(self, vector: Vector) -> Iterator[Changeset]: ...
    def receive(self, changesets: Iterable[Changeset], *, void: Mapping[Position, str] | None = ...) -> object: ...
    def void(self, positions: Iterable[Position], reason: str) -> object: ...
    def readmit(self, positions: Iterable[Position]) -> object: ...
    def voids(self) -> Mapping[Position, str]: ...
    def missing_history(self) -> int: ...
    def backfill(self, changesets: Iterable[Changeset]) -> object: ...


class Judged(Protocol):
    """The verdict of the members' register on one changeset of one batch."""

    @property
    def kind(self) -> str:
        """What is to be done with it.

        ``accepted``; ``not_yet``: a record it stands on is unknown here; ``void``: it takes its number and is not
        applied; ``refused``: this batch may not carry it, it is as if it were not there.

        """
        ...

    @property
    def reason(self) -> str:
        """Why it is void, a code."""
        ...


class Membership(Protocol):
    """The members' register of a space: a bag of signed records that say who may do what."""

    @property
    def device(self) -> bytes:
        """This device's signing key; b"" where nobody asks for it."""
        ...

    @property
    def tips(self) -> tuple[bytes, ...]:
        """The records no other record names: with their ancestry, all that is known here."""
        ...

    def knows(self, tips: Iterable[bytes]) -> bool:
        """True if all these records are known here."""
        ...

    @property
    def lacking(self) -> Mapping[bytes, int]:
        """Hashes of records that known ones stand on and that are not here -> the greatest depth they can have."""
        ...

    def told_by(self, tips: Iterable[bytes]) -> Collection[str]:
        """The names of these records and of all they stand on."""
        ...

    def is_device(self, public: bytes) -> bool:
        """True for a signing key that is, or ever was, a member's."""
        ...

    def judge(self, header: Header, changeset: Changeset) -> Judged: ...
    def doubted(self, before: tuple[bytes, ...]) -> Collection[bytes]:
        """Signing keys whose batches may be judged otherwise now than when only these records were known."""
        ...

    def records(self) -> Mapping[str, bytes]:
        """Object name (``m/…``) -> bytes, of every record that is known here."""
        ...

    def take(self, contents: Iterable[bytes]) -> int:
        """Keep the sound ones among these records; how many were new."""
        ...

    def may_pack(self, writer: WriterId, seq: int) -> bool:
        """True if others will believe this changeset in a batch of this device."""
        ...


class Sealing(Protocol):
    """A device's keys for one space: packs, opens, signs and looks at signatures.

    `verify` and `read_head` raise `Unverified`, `verify` and `unseal` also `NeedsUpgrade`; see sync/batch.
    """

    @property
    def space(self) -> bytes: ...
    @property
    def program(self) -> str: ...
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
    ) -> bytes: ...
    def verify(self, content: bytes) -> Sealed: ...
    def unseal(self, sealed: Sealed) -> list[Changeset]: ...
    def write_head(self, head: Head) -> bytes:
        """Signs; space, program, format and signer are filled in here."""
        ...

    def read_head(self, content: bytes) -> Head: ...


@dataclass(frozen=True, slots=True)
class Link:
    """What is remembered of a batch on the shelf without opening it."""

    hash: bytes
    ranges: Ranges
    signer: bytes
    size: int  # bytes
    clock: int


@dataclass
class Chain:
    """The batches of one station that are here: all from `base` + 1 to the last.

    `base` is 0, or where a snapshot told that the station was; what lies before comes later, as `history`.
    """

    base: int = 0
    hash: bytes = NO_HASH  # of the last one here, or of the one at `base`
    signer: bytes = b""
    links: list[Link] = field(default_factory=list)  # by seq - base - 1

    @property
    def last(self) -> int:
        return self.base + len(self.links)

    def link(self, seq: int) -> Link | None:
        """What is known of this batch, None if it is not here."""
        return self.links[seq - self.base - 1] if self.base < seq <= self.last else None


WaitReason = Literal["missing", "damaged", "refused", "newer", "members", "key", "probe"]


@dataclass(frozen=True, slots=True)
class Wait:
    """An object that was looked for in vain."""

    reason: WaitReason
    since: int  # ms since 1970: first time
    tries: int
    next: int  # ms: not before


class Shelf(Protocol):
    """Every verified batch of every station on this machine, and what is remembered from one exchange to the next."""

    @property
    def station(self) -> bytes:
        """Where this device writes."""
        ...

    @property
    def history(self) -> Mapping[bytes, Chain]:
        """What is here of the batches before a snapshot: from 1 on, of stations whose chain has a base."""
        ...

    @property
    def chains(self) -> Mapping[bytes, Chain]: ...
    def take_new_station(self) -> bytes: ...
    def held(self) -> AbstractContextManager[None]: ...
    def add(self, sealed: Sealed) -> None:
        """Keep a batch that fits its chain."""
        ...

    def read(self, station: bytes, seq: int) -> bytes | None:
        """The bytes of a batch; None if they are lost or spoilt here."""
        ...

    def replace(self, sealed: Sealed) -> None:
        """Keep the bytes of a batch again that is linked here and was lost."""
        ...

    def keep_head(self, station: bytes, content: bytes) -> None: ...
    def head(self, station: bytes) -> bytes | None:
        """The newest head of a station that was seen anywhere."""
        ...

    def waits(self) -> dict[str, Wait]:
        """Object name -> what is waited for; the exchange changes it and gives it back."""
        ...

    def keep_waits(self, waits: Mapping[str, Wait]) -> None: ...
    def place(self, place: str) -> dict[str, tuple[str, bytes]]:
        """What a remote listed when last seen: name of a head -> (tag, its bytes, b"" for no sound one)."""
        ...

    def keep_place(self, place: str, seen: Mapping[str, tuple[str, bytes]]) -> None: ...
    def judged_at(self) -> tuple[bytes, ...]:
        """What verdicts stood, and the membership records known, when the batches here were last judged."""
        ...

    def keep_judged_at(self, tips: tuple[bytes, ...]) -> None: ...
    def base(self) -> Mapping[bytes, int]:
        """Writer -> the last changeset that came in a snapshot: it lies in batches of others."""
        ...
