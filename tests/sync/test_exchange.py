"""Real ledgers that meet on a remote: what arrives, what is refused, what is put back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.sync.access import Access, NoRegister
from lanyan_desktop.sync.exchange import Exchange, Report
from lanyan_desktop.sync.remotes.folder import FolderRemote
from lanyan_desktop.sync.remotes.memory import MemoryRemote
from lanyan_desktop.sync.remotes.remote import Remote, RemoteError
from lanyan_desktop.sync.shelf import Shelf

SPACE, KEY = bytes(range(16)), bytes(range(32))


@dataclass
class Office:
    ledger: Ledger
    shelf: Shelf
    access: Access
    members: NoRegister

    def poll(self, remote: Remote) -> Exchange:
        return Exchange(self.ledger, self.shelf, remote, self.access, self.members)

    def exchange(self, remote: Remote) -> Report:
        return self.poll(remote).run()

    def digest(self) -> dict[str, str]:
        return digests(self.ledger._db)


class Offices:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.members: set[bytes] = set()
        self.all: list[Office] = []

    def open(self, *, ledger: Path | None = None, is_member: bool = True) -> Office:
        n = len(self.all)
        path = self.folder / f"{n}.lanyan"
        if ledger is not None:
            shutil.copyfile(ledger, path)
        machine = Machine(self.folder / f"machine{n}", f"电脑{n}")
        made = Ledger.open(path, machine=machine) if ledger else Ledger.create(path, machine=machine)
        signer = SigningKey.generate()
        if is_member:
            self.members.add(bytes(signer.verify_key))
        access = Access(SPACE, 1, {1: KEY}, signer)
        register = NoRegister(lambda key: key in self.members or not is_member)
        self.all.append(Office(made, Shelf(self.folder / f"shelf{n}"), access, register))
        return self.all[-1]


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    made = Offices(tmp_path)
    yield made
    for office in made.all:
        office.ledger.close()


@pytest.fixture
def remote() -> MemoryRemote:
    return MemoryRemote()


def rename(office: Office, project_id: Id, name: str) -> None:
    with office.ledger.changeset("改名") as edit:
        edit.set("project", project_id, name=name)


def found(office: Office) -> Id:
    with office.ledger.changeset("新建工程") as edit:
        return edit.insert("project", code="P1", name="一号楼")


def settle(offices: list[Office], remote: Remote) -> None:
    for _ in range(2):
        for office in offices:
            office.exchange(remote)


def name_at(office: Office, id: Id) -> object:
    return office.ledger.page("project", [id], ["name"])[id][0]


def test_what_one_office_does_is_at_the_other(offices: Offices, tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    share = FolderRemote(tmp_path / "share")
    a, b = offices.open(), offices.open()
    id = found(a)
    assert a.exchange(share).sent == 1
    assert b.exchange(share).received == 1
    rename(b, id, "二号楼")
    settle([a, b], share)
    assert name_at(a, id) == "二号楼"
    assert a.digest() == b.digest()


def test_both_values_of_a_cell_survive(offices: Offices, remote: MemoryRemote) -> None:
    a, b = offices.open(), offices.open()
    id = found(a)
    settle([a, b], remote)
    rename(a, id, "甲")
    rename(b, id, "乙")
    settle([a, b], remote)
    assert a.digest() == b.digest()
    for office in (a, b):
        (row,) = office.ledger.query("SELECT _heads, name FROM project")
        loser = {"甲": "乙", "乙": "甲"}[row[1]]
        assert loser.encode() in row[0]


def test_an_idle_poll_is_one_request_and_news_two_more(offices: Offices, remote: MemoryRemote) -> None:
    a, b = offices.open(), offices.open()
    id = found(a)
    settle([a, b], remote)
    poll = a.poll(remote)
    poll.run()
    assert poll.run().requests == 1
    rename(a, id, "三号楼")
    assert poll.run().requests == 3  # the listing, a batch, a head


def test_a_wiped_or_rolled_back_remote_is_refilled_by_any_device(offices: Offices, remote: MemoryRemote) -> None:
    a, b, c = offices.open(), offices.open(), offices.open()
    id = found(a)
    settle([a, b], remote)
    old = dict(remote.objects)
    rename(a, id, "四号楼")
    settle([a, b], remote)
    for objects in ({}, old):
        remote.objects = dict(objects)
        b.exchange(remote)
        c.exchange(remote)
    assert b.digest() == c.digest() == a.digest()
    assert name_at(c, id) == "四号楼"


def test_a_lost_shelf_loses_nothing(offices: Offices, remote: MemoryRemote) -> None:
    a, b = offices.open(), offices.open()
    id = found(a)
    a.exchange(remote)
    rename(a, id, "五号楼")
    shutil.rmtree(a.shelf._folder)
    a.shelf = Shelf(a.shelf._folder)
    a.exchange(MemoryRemote())  # a new, empty place first: all is packed again, under another station
    settle([a, b], remote)
    assert name_at(b, id) == "五号楼"
    assert a.digest() == b.digest()


def test_a_copied_ledger_and_a_copied_shelf_are_others(offices: Offices, remote: MemoryRemote) -> None:
    a = offices.open()
    id = found(a)
    a.exchange(remote)
    a.ledger.close()
    twin = offices.open(ledger=a.ledger.path)
    shutil.rmtree(twin.shelf._folder)
    shutil.copytree(a.shelf._folder, twin.shelf._folder)
    twin.shelf = Shelf(twin.shelf._folder)
    assert twin.shelf.station == a.shelf.station
    a.ledger = Ledger.open(a.ledger.path, machine=Machine(offices.folder / "machine0", "电脑0"))
    rename(a, id, "甲")
    rename(twin, id, "乙")
    settle([a, twin], remote)
    settle([a, twin], remote)
    assert twin.shelf.station != a.shelf.station
    assert a.digest() == twin.digest()
    assert len(a.ledger.vector()) == 2


@pytest.mark.parametrize("harm", ["cut", "flip", "zero", "swap", "double"])
def test_damaged_objects_are_not_believed_and_come_later(offices: Offices, remote: MemoryRemote, harm: str) -> None:
    a, b = offices.open(), offices.open()
    id = found(a)
    a.exchange(remote)
    rename(a, id, "六号楼")
    a.exchange(remote)
    sound = dict(remote.objects)
    first, second = sorted(name for name in sound if name.endswith(".b"))
    middle = len(sound[first]) // 2
    remote.objects[first] = {
        "cut": sound[first][:middle],
        "flip": sound[first][:middle] + bytes([sound[first][middle] ^ 1]) + sound[first][middle + 1 :],
        "zero": sound[first][:middle] + bytes(len(sound[first]) - middle),
        "swap": sound[second],
        "double": sound[first] * 2,
    }[harm]
    report = b.exchange(remote)
    assert report.received == 0
    assert report.refused
    remote.objects = sound
    assert b.exchange(remote).received == 2
    assert a.digest() == b.digest()


def test_a_stranger_is_not_applied(offices: Offices, remote: MemoryRemote) -> None:
    a, stranger = offices.open(), offices.open(is_member=False)
    found(stranger)
    stranger.exchange(remote)
    report = a.exchange(remote)
    assert report.received == 0
    assert report.refused
    assert a.ledger.count("project") == 0


@pytest.mark.parametrize("at", range(1, 9))
def test_a_network_that_goes_at_any_request_costs_nothing(offices: Offices, remote: MemoryRemote, at: int) -> None:
    a, b = offices.open(), offices.open()
    id = found(a)
    a.exchange(remote)
    rename(a, id, "七号楼")
    found(b)
    for office in (a, b):
        with suppress(RemoteError):
            office.exchange(Cut(remote, at))
    settle([a, b], remote)
    assert a.digest() == b.digest()
    assert a.ledger.count("project") == 2


class Cut(MemoryRemote):
    """Serves so many requests, then the line is dead; the last one may have arrived half."""

    def __init__(self, inner: MemoryRemote, at: int) -> None:
        super().__init__()
        self.objects = inner.objects
        self._left = at

    def _one(self) -> None:
        self._left -= 1
        if self._left <= 0:
            raise RemoteError("remote.unreachable", is_passing=True, place="", detail="")

    def put(self, name: str, content: bytes) -> None:
        try:
            self._one()
        except RemoteError:
            self.objects[name] = content[: len(content) // 2]
            raise
        super().put(name, content)

    def get(self, name: str, *, most: int = 1 << 30) -> bytes | None:
        self._one()
        return super().get(name, most=most)


def test_only_one_exchanges_at_a_time(offices: Offices, remote: MemoryRemote) -> None:
    a = offices.open()
    with a.shelf.held(), pytest.raises(LanyanError, match=r"sync\.running"):
        Exchange(a.ledger, Shelf(a.shelf._folder), remote, a.access, a.members).run()


def test_a_key_that_is_not_here_is_told_and_waits(offices: Offices, remote: MemoryRemote) -> None:
    a, b = offices.open(), offices.open()
    found(a)
    a.exchange(remote)
    whole = b.access
    b.access = Access(SPACE, 2, {2: os.urandom(32)}, whole.signer)
    report = b.exchange(remote)
    assert (report.received, len(report.keyless)) == (0, 1)
    b.access = whole
    assert b.exchange(remote).received == 1
