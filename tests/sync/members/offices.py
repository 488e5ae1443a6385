"""A space in memory for tests: who wrote which record, knowing what, and batches by its devices."""

from __future__ import annotations

from dataclasses import dataclass, field

from lanyan_desktop.core.changes.coding import encode
from lanyan_desktop.core.changes.operations import Changeset, Set, WriterId
from lanyan_desktop.core.values import Id
from lanyan_desktop.sync.batch import FORMAT, Header
from lanyan_desktop.sync.keys.device import DeviceKey, writer_id_of
from lanyan_desktop.sync.keys.passphrase import LOW
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.members.members import Members

NOW = 1_800_000_000_000
DAY = 86_400_000
NONCE = bytes(8)
PASSPHRASE = "三号楼 2026"


@dataclass
class Space:
    """A founder, and what it knows; other devices join through it."""

    boss: DeviceKey = field(default_factory=DeviceKey.draw)

    def __post_init__(self) -> None:
        self.founded = acts.found(self.boss, person="王工", name="项目部", passphrase=PASSPHRASE, now=NOW, cost=LOW)
        self.members = Members.of(self.founded.space, self.founded.roster, [self.founded.content])

    def take(self, *contents: bytes) -> None:
        self.members = self.members.adding(contents)

    def join(self, role: str = "labour") -> DeviceKey:
        content, invitation = acts.invite(self.members, self.boss, role=role, expires_ms=NOW + DAY, now=NOW)
        self.take(content)
        device = DeviceKey.draw()
        self.take(acts.join(self.members, invitation, device, person="李姐", name="劳资", now=NOW))
        return device


def header(
    device: DeviceKey,
    members: Members,
    *,
    seq: int = 1,
    at: bytes = b"",
    claims: tuple[tuple[bytes, bytes], ...] | None = None,
) -> Header:
    """Of a batch of this device that knows these members; `at`: another station than its usual one."""
    writer = writer_id_of(device.public, NONCE)
    told = ((writer, NONCE),) if claims is None else claims
    place, ranges = at or station(device), ((writer, seq, seq),)
    return Header(
        FORMAT, FORMAT, members.space, place, seq, members.epoch, bytes(32), device.public, ranges, members.tips, told
    )


def station(device: DeviceKey) -> bytes:
    return device.public[:16]


def changeset(device: DeviceKey, kind: str = "attendance", name: str = "morning_min", seq: int = 1) -> Changeset:
    part = encode([Set(kind, [Id(bytes(16))], name, [1], [2])])
    return Changeset(WriterId(writer_id_of(device.public, NONCE)), seq, 1, {}, "u", "d", "改", 0, 1, (part,))
