"""A firm of devices with a real register, real ledgers and keys, that meet on remotes in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from lanyan_desktop.core.changes.coding import encode
from lanyan_desktop.core.changes.operations import Changeset, Set
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.sync.access import Access
from lanyan_desktop.sync.batch import Header, Sealed
from lanyan_desktop.sync.exchange import Exchange, Report
from lanyan_desktop.sync.head import Head
from lanyan_desktop.sync.keys.device import DeviceKey
from lanyan_desktop.sync.keys.passphrase import LOW
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.members.members import Members
from lanyan_desktop.sync.members.register import Register
from lanyan_desktop.sync.memory_shelf import MemoryShelf
from lanyan_desktop.sync.remotes.memory import MemoryRemote
from lanyan_desktop.sync.remotes.remote import Remote
from lanyan_desktop.sync.seams import Chain
from lanyan_desktop.sync.snapshots import Snapshots

NOW = 1_800_000_000_000
DAY, MINUTE = 86_400_000, 60_000


class Keys:
    """A device's keys as its register tells them now."""

    program = "1"

    def __init__(self, device: DeviceKey, register: Register) -> None:
        self._device, self._register = device, register

    @property
    def space(self) -> bytes:
        return self._register.members.space

    @property
    def access(self) -> Access:
        members = self._register.members
        return Access(members.space, members.epoch, members.keys(self._device), self._device.signer)

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
        return self.access.seal(
            changesets, station=station, seq=seq, previous=previous, members=members, claims=claims, void=void
        )

    def verify(self, content: bytes) -> Sealed:
        return self.access.verify(content)

    def unseal(self, sealed: Sealed) -> list[Changeset]:
        return self.access.unseal(sealed)

    def write_head(self, head: Head) -> bytes:
        return self.access.write_head(head)

    def read_head(self, content: bytes) -> Head:
        return self.access.read_head(content)


class Office:
    """One device with its ledger; `now` is its clock."""

    def __init__(self, folder: Path, name: str, device: DeviceKey, members: Members, ledger: Ledger) -> None:
        self.folder, self.name, self.device, self.ledger = folder, name, device, ledger
        ledger.set_space(members.space)
        ledger.certify(device.public)
        self.register = Register(members, device.public, lambda: ledger.own_claims(device.public))
        self.keys = Keys(device, self.register)
        self.shelf = MemoryShelf()
        self.now = NOW
        self.every = 200  # batches from one snapshot to the next
        self._exchanges: dict[int, Exchange] = {}

    @property
    def members(self) -> Members:
        return self.register.members

    def exchange(self, remote: Remote, step: Step = no_step) -> Report:
        """The same `Exchange` goes on with each remote."""
        made = self._exchanges.get(id(remote))
        if made is None:
            made = self._exchanges[id(remote)] = Exchange(
                self.ledger,
                self.shelf,
                remote,
                self.keys,
                self.register,
                clock=lambda: self.now,
                claims=lambda: dict(self.ledger.own_claims(self.device.public)),
                snapshots=Snapshots(lambda: self.keys.access, self.ledger.write_snapshot, every=self.every),
            )
        return made.run(step)

    def publish_every(self, batches: int) -> None:
        """Snapshots, so many batches apart."""
        self.every = batches
        self._exchanges.clear()

    def lose_shelf(self) -> None:
        self.shelf = MemoryShelf()
        self._exchanges.clear()

    def write(self, kind: str, id: Id, **fields: str) -> Changeset:
        """One edit, as the log has it."""
        with self.ledger.changeset("改") as edit:
            edit.set(kind, id, **fields)
        writer, vector = self.ledger.writer, self.ledger.vector()
        return list(self.ledger.since({**vector, writer: vector[writer] - 1}))[-1]

    def value(self, kind: str, id: Id, field: str) -> object:
        return self.ledger.page(kind, [id], [field])[id][0]

    def digest(self) -> dict[str, str]:
        return digests(self.ledger._db)

    def own(self) -> Chain:
        return self.shelf.chains[self.shelf.station]

    def seal(
        self, some: Sequence[Changeset], *, holds: tuple[tuple[bytes, int, int], ...] = (), **other: object
    ) -> None:
        """Hang a batch of whatever behind the own station, as a program that was tampered with would."""
        chain = self.shelf.chains.get(self.shelf.station, Chain())
        told: dict[str, object] = {
            "station": self.shelf.station,
            "seq": chain.last + 1,
            "previous": chain.hash,
            "members": self.members.tips,
            "claims": tuple(self.ledger.own_claims(self.device.public)),
            "void": (),
        }
        content = self.keys.seal(some, **(told | other))  # type: ignore[arg-type]  # by name
        if holds:
            content = retold(content, self.device, ranges=holds)
        self.shelf.add(self.keys.verify(content))


class Firm:
    """A boss, those who were invited, one remote, and a project with a team that everybody has."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.remote = folder, MemoryRemote()
        self.all: list[Office] = []
        ledger = self._ledger("王工")
        with ledger.changeset("新建") as edit:
            self.project = edit.insert("project", code="P1", name="一号楼")
            self.team = edit.insert("team", project_id=self.project, name="钢筋班")
        device = DeviceKey.draw()
        founded = acts.found(
            device,
            person="王工",
            name="项目部",
            passphrase="三号楼 2026",
            writers=ledger.vector().items(),
            now=NOW,
            cost=LOW,
        )
        members = Members.of(founded.space, founded.roster, [founded.content])
        self.code = founded.recovery_code
        self.boss = self._office("王工", device, members, ledger)
        self.boss.exchange(self.remote)

    def _ledger(self, name: str) -> Ledger:
        machine = Machine(self.folder / f"machine-{name}", name)
        return Ledger.create(self.folder / f"{name}.lanyan", machine=machine, synchronous="OFF")

    def _office(self, name: str, device: DeviceKey, members: Members, ledger: Ledger) -> Office:
        self.all.append(Office(self.folder, name, device, members, ledger))
        return self.all[-1]

    def invite(self, name: str, role: str = "reader", *, by: Office | None = None) -> Office:
        """One more device, with everything the invitation brings and nothing fetched yet."""
        by = by or self.boss
        content, invitation = acts.invite(by.members, by.device, role=role, expires_ms=NOW + DAY, now=NOW)
        by.register.take([content])
        members = Members.of(invitation.space, invitation.roster, invitation.records)
        device = DeviceKey.draw()
        joined = acts.join(members, invitation, device, person=name, name="电脑", now=NOW)
        return self._office(name, device, members.adding([joined]), self._ledger(name))

    def newcomer(self, name: str, role: str = "reader") -> Office:
        office = self.invite(name, role)
        self.settle()
        return office

    def settle(self, *among: Office, remote: Remote | None = None) -> None:
        """Until everybody has everything."""
        for _ in range(3):
            for office in among or self.all:
                office.now += 11 * MINUTE
                office.exchange(remote or self.remote)

    def revoke(self, target: Office, *, last: int | None = None, by: Office | None = None) -> None:
        """Out, after the last batch known to who does it, or after the one with this number."""
        by = by or self.boss
        ends = {
            station: (seq, link.hash)
            for station, chain in by.shelf.chains.items()
            if chain.signer == target.device.public
            and (link := chain.link(seq := chain.last if last is None else last)) is not None
        }
        by.register.take(acts.revoke(by.members, by.device, target=target.device.public, last=ends, now=NOW))

    def set_role(self, target: Office, role: str) -> None:
        ends = {
            station: (chain.last, chain.hash)
            for station, chain in self.boss.shelf.chains.items()
            if chain.signer == target.device.public
        }
        made = acts.set_role(
            self.boss.members, self.boss.device, target=target.device.public, role=role, last=ends, now=NOW
        )
        self.boss.register.take([made])

    def close(self) -> None:
        for office in self.all:
            office.ledger.close()


def forged(c: Changeset, *, kind: str, id: Id, field: str, value: str) -> Changeset:
    """Another content under the number of a changeset."""
    return replace(c, parts=(encode([Set(kind, [id], field, [None], [value])]),), count=1)


def retold(content: bytes, signer: DeviceKey, **other: object) -> bytes:
    """A batch's bytes with another header, signed again: what it holds no longer opens."""

    end = 8 + int.from_bytes(content[4:8])
    header = msgspec.structs.replace(msgspec.msgpack.decode(content[8:end], type=Header), **other)
    packed = msgspec.msgpack.encode(header)
    body = content[:4] + len(packed).to_bytes(4) + packed + content[end:-64]
    return body + signer.sign(body)
