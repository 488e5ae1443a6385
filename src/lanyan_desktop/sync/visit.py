"""One exchange under way: the parts it works with, what it has seen, what it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lanyan_desktop.core.changes.operations import Changeset, Vector, WriterId
from lanyan_desktop.kit.jobs import Step
from lanyan_desktop.sync.batch import Unverified
from lanyan_desktop.sync.chains import batch_name
from lanyan_desktop.sync.deciding import SHOWN_AFTER_MS, after_failure, is_due, newest
from lanyan_desktop.sync.head import Head, station_of
from lanyan_desktop.sync.remotes.remote import Remote
from lanyan_desktop.sync.seams import Membership, Position, Replica, Sealing, Shelf, Wait, WaitReason


@dataclass
class Report:
    """What an exchange did, and what it waits for: lists name objects below the space.

    `missing`: looked for in vain for more than a day, others are asked for them; `refused`: not believed; `newer`: for
    a newer program, kept and applied after the upgrade; `keyless`: of a key, or a member, that is not known here yet.
    """

    sent: int = 0  # changesets packed
    received: int = 0  # changesets applied that were not here
    uploaded: int = 0  # batches put on the remote, those put back for others too
    healed: int = 0  # objects that were gone or damaged there, put again
    requests: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0
    quarantined: list[str] = field(default_factory=list)  # "writer-seq reason" of those made void now
    refused: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    keyless: list[str] = field(default_factory=list)
    new_station: bool = False  # another one wrote under our name: the ledger's folder was copied or restored


_MOST_READ = 5000
Seen = dict[str, tuple[str, bytes]]
"""Name of a head, with its folder -> (tag, its bytes; b"" for one that is none)."""


class _NoReplica:
    """Stands where there is no ledger yet."""

    def vector(self) -> dict[WriterId, int]:
        return {}

    def since(self, vector: Vector) -> Iterator[Changeset]:
        raise NotImplementedError

    def receive(self, changesets: Iterable[Changeset], *, void: Mapping[Position, str] | None = None) -> object:
        raise NotImplementedError

    def void(self, positions: Iterable[Position], reason: str) -> object:
        raise NotImplementedError

    def readmit(self, positions: Iterable[Position]) -> object:
        raise NotImplementedError

    def voids(self) -> Mapping[Position, str]:
        return {}

    def missing_history(self) -> int:
        return 0

    def backfill(self, changesets: Iterable[Changeset]) -> object:
        raise NotImplementedError


_NO_REPLICA = _NoReplica()


@dataclass
class Visit:
    """Everything the steps of an exchange share."""

    replica: Replica
    shelf: Shelf
    remote: Remote
    sealing: Sealing
    members: Membership
    claims: Callable[[], Mapping[WriterId, bytes]]
    step: Step
    now: int  # ms since 1970
    seen: Seen
    waits: dict[str, Wait]
    read: dict[bytes, Head | None] = field(default_factory=dict)  # heads whose signature was looked at
    report: Report = field(default_factory=Report)
    station_heads: dict[bytes, list[Head]] = field(default_factory=dict)
    torn: set[bytes] = field(default_factory=set)  # stations with something under their name that is no head

    @classmethod
    def looking(cls, remote: Remote, sealing: Sealing, members: Membership, shelf: Shelf, step: Step) -> Visit:
        """A visit of one who has no ledger yet: to look at heads, records and snapshots."""
        return cls(
            replica=_NO_REPLICA,
            shelf=shelf,
            remote=remote,
            sealing=sealing,
            members=members,
            claims=dict,
            step=step,
            now=0,
            seen={},
            waits={},
        )

    @property
    def root(self) -> str:
        return f"p/{self.sealing.space.hex()}"

    def get(self, name: str, *, most: int | None = None) -> bytes | None:
        """An object below the space."""
        full = f"{self.root}/{name}"
        return self.remote.get(full) if most is None else self.remote.get(full, most=most)

    def put(self, name: str, content: bytes) -> None:
        self.remote.put(f"{self.root}/{name}", content)

    # ---- what is waited for

    def is_due(self, name: str) -> bool:
        """True if this object was not looked for in vain a moment ago."""
        return is_due(self.waits.get(name), self.now)

    def wait_for(self, name: str, reason: WaitReason) -> None:
        self.waits[name] = after_failure(self.waits.get(name), reason, self.now)

    def tell_waits(self) -> None:
        """Put what is waited for into the report."""
        lists = {"damaged": "refused", "refused": "refused", "newer": "newer", "members": "keyless", "key": "keyless"}
        for name, wait in sorted(self.waits.items()):
            if wait.reason in lists:
                told: list[str] = getattr(self.report, lists[wait.reason])
                if name not in told:
                    told.append(name)
            if wait.reason in {"missing", "damaged"} and self.now - wait.since >= SHOWN_AFTER_MS:
                self.report.missing.append(name)

    # ---- heads

    def read_heads(self) -> None:
        """Look at the heads that were seen on this remote; who signed them is asked when they are used."""
        self.station_heads.clear()
        self.torn.clear()
        for name, (_, content) in self.seen.items():
            station = station_of(name.rpartition("/")[2])
            if station is None:
                continue
            head = self.sound_head(content, station)
            if head is None:
                self.torn.add(station)
            else:
                self.station_heads.setdefault(station, []).append(head)

    def sound_head(self, content: bytes | None, station: bytes) -> Head | None:
        """A head of this station and space, None for anything else."""
        if not content:
            return None
        if content not in self.read:
            if len(self.read) > _MOST_READ:
                self.read.clear()
            try:
                self.read[content] = self.sealing.read_head(content)
            except Unverified:
                self.read[content] = None
        head = self.read[content]
        return head if head is not None and (head.station, head.space) == (station, self.sealing.space) else None

    def head(self, station: bytes) -> Head | None:
        """The newest head on this remote that the station's own device signed, or any member where it is not known."""
        return newest(h for h in self.station_heads.get(station, ()) if self.is_by_its_own(h))

    def is_by_its_own(self, head: Head) -> bool:
        """True if who signed this head may speak for its station: who signed its batches, as far as they are here."""
        chain = self.shelf.chains.get(head.station)
        if chain is not None and chain.last and chain.signer:
            return head.signer == chain.signer
        if head.station == self.shelf.station and self.members.device:
            return head.signer == self.members.device
        return self.members.is_device(head.signer)

    def there(self, station: bytes) -> int:
        """The last batch the remote's head tells of."""
        head = self.head(station)
        return head.seq if head is not None else 0

    def heads(self) -> Iterator[Head]:
        """The newest head of each station."""
        for station in list(self.station_heads):
            if (head := self.head(station)) is not None:
                yield head

    def kept_head(self, station: bytes) -> Head | None:
        """The newest head seen anywhere."""
        head = self.sound_head(self.shelf.head(station), station)
        return head if head is not None and self.is_by_its_own(head) else None

    # ---- what is lost here

    def read_batch(self, station: bytes, seq: int) -> bytes | None:
        """The bytes of a batch on the shelf; one that is lost or spoilt on this disk is looked for again."""
        content = self.shelf.read(station, seq)
        name = batch_name(station, seq)
        if content is None and name not in self.waits:
            self.wait_for(name, "missing")
        return content
