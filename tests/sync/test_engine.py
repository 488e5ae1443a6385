"""The engine beyond a plain exchange: segments, wishes, audit, back-off, snapshots, papers, other stations' lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.snapshots import adopt
from lanyan_desktop.sync.access import Access, NoRegister
from lanyan_desktop.sync.attachments import PIECE_BYTES, Attachments, hash_of_paper
from lanyan_desktop.sync.exchange import Exchange
from lanyan_desktop.sync.remotes.memory import MemoryRemote
from lanyan_desktop.sync.remotes.remote import Entry, RemoteError
from lanyan_desktop.sync.shelf import Shelf
from lanyan_desktop.sync.snapshots import Snapshots, fetch_snapshot

SPACE, KEY = bytes(range(16)), bytes(range(32))
MINUTE = 60_000


class Office:
    def __init__(self, folder: Path, n: int, remote: MemoryRemote, *, every: int | None = None) -> None:
        machine = Machine(folder / f"machine{n}", f"电脑{n}")
        path = folder / f"{n}.lanyan"
        self.ledger = Ledger.open(path, machine=machine) if path.exists() else Ledger.create(path, machine=machine)
        self.shelf = Shelf(folder / f"shelf{n}")
        self.access = Access(SPACE, 1, {1: KEY}, SigningKey.generate())
        self.now = 1_000_000_000
        snapshots = Snapshots(self.access, self.ledger.write_snapshot, every=every) if every is not None else None
        self.exchange = Exchange(
            self.ledger,
            self.shelf,
            remote,
            self.access,
            NoRegister(),
            clock=lambda: self.now,
            snapshots=snapshots,
        )

    def work(self, times: int = 1) -> None:
        """So many batches: each is closed by its size."""
        for n in range(times):
            with self.ledger.changeset("新增") as edit:
                columns = [[f"{os.urandom(4).hex()}-{n}-{i}" for i in range(400)], ["楼"] * 400]
                edit.insert_many("project", ["code", "name"], columns)

    def digest(self) -> dict[str, str]:
        return digests(self.ledger._db)


@pytest.fixture
def remote() -> MemoryRemote:
    return MemoryRemote()


def names(remote: MemoryRemote, letter: str) -> list[str]:
    return sorted(name for name in remote.objects if name.split("/")[2] == letter)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("segments", "deciding", "audit"):
        monkeypatch.setattr(f"lanyan_desktop.sync.{module}.BATCHES", 4)


@pytest.mark.usefixtures("small_blocks")
def test_closed_batches_travel_folded_and_one_lost_both_ways_comes_back(tmp_path: Path, remote: MemoryRemote) -> None:
    a, b = Office(tmp_path, 0, remote), Office(tmp_path, 1, remote)
    a.work(6)
    a.exchange.run()
    assert (len(names(remote, "s")), len(names(remote, "b"))) == (1, 2)
    a.work(2)
    a.exchange.run()
    assert (len(names(remote, "s")), len(names(remote, "b"))) == (2, 4)  # the second block is closed now
    del remote.objects[names(remote, "b")[0]]
    assert b.exchange.run().received == 8  # the segment has it
    assert a.digest() == b.digest()


def test_what_one_misses_is_asked_for_and_put_again_by_who_has_it(tmp_path: Path, remote: MemoryRemote) -> None:
    a, b, c = (Office(tmp_path, n, remote) for n in range(3))
    a.work(2)
    a.exchange.run()
    c.exchange.run()
    lost = names(remote, "b")[0]
    del remote.objects[lost]
    b.exchange.run()
    asked = 0
    for _ in range(20):
        b.now += MINUTE
        b.exchange.run()
        asked += 1
    assert asked == 20
    assert b.shelf.waits()
    assert c.exchange.run().healed == 1  # c has no batch of its own, and a is away
    b.now += 120 * MINUTE
    assert b.exchange.run().received == 2
    assert b.shelf.waits() == {}
    assert b.digest() == a.digest()


def test_who_asks_for_one_gets_the_spoilt_ones_behind_it_too(tmp_path: Path, remote: MemoryRemote) -> None:
    a, b, c = (Office(tmp_path, n, remote) for n in range(3))
    for _ in range(3):
        a.work(1)
        a.exchange.run()
    c.exchange.run()
    for name in names(remote, "b"):
        remote.objects[name] = remote.objects[name][:-1] + bytes([remote.objects[name][-1] ^ 1])
    for _ in range(12):
        b.now += MINUTE
        b.exchange.run()
    assert c.exchange.run().healed == 3
    b.now += 120 * MINUTE
    assert b.exchange.run().received == 3
    assert b.digest() == a.digest()


def test_not_yet_is_looked_for_less_and_less_and_told_after_a_day(tmp_path: Path, remote: MemoryRemote) -> None:
    a, b = Office(tmp_path, 0, remote), Office(tmp_path, 1, remote)
    a.work()
    a.exchange.run()
    sound = dict(remote.objects)
    del remote.objects[names(remote, "b")[0]]
    b.exchange.run()
    tries = 0
    for _ in range(60):
        b.now += MINUTE // 6
        tries += b.exchange.run().requests > 1
    assert 0 < tries < 12
    assert b.exchange.run().missing == []
    b.now += 25 * 60 * MINUTE
    assert b.exchange.run().missing
    remote.objects.update(sound)
    b.now += 61 * MINUTE
    assert b.exchange.run().received == 1


def test_refused_objects_are_not_fetched_at_each_poll_nor_by_the_next_process(
    tmp_path: Path, remote: MemoryRemote
) -> None:
    a, b = Office(tmp_path, 0, remote), Office(tmp_path, 1, remote)
    a.work(2)
    a.exchange.run()
    first, second = names(remote, "b")
    remote.objects[first], remote.objects[second] = remote.objects[second], remote.objects[first]
    for _ in range(3):
        assert b.exchange.run().refused == [first.split("/", 2)[2]]
    again = Exchange(b.ledger, Shelf(tmp_path / "shelf1"), remote, b.access, NoRegister(), clock=lambda: b.now)
    asked = again.run()
    assert asked.refused
    assert again.run().requests == 1


def test_the_audit_puts_back_what_nobody_missed(tmp_path: Path, remote: MemoryRemote) -> None:
    a = Office(tmp_path, 0, remote)
    a.work(3)
    a.exchange.run()
    whole = {name: remote.objects[name] for name in names(remote, "b")}
    gone, spoilt, _ = whole
    del remote.objects[gone]
    remote.objects[spoilt] = whole[spoilt][:-1]
    assert a.exchange.run().healed == 0
    a.now += 11 * MINUTE
    assert a.exchange.run().healed == 2
    assert {name: remote.objects[name] for name in whole} == whole


class Failing(MemoryRemote):
    """Fails at one call of those that reach it, in one of three ways; then works."""

    def __init__(self, inner: MemoryRemote, at: int, how: str) -> None:
        super().__init__()
        self.objects, self.left, self.how = inner.objects, at, how

    def _fails(self) -> bool:
        self.left -= 1
        return self.left == 0

    def _fail(self) -> None:
        if self.how == "cancel":
            raise Cancelled
        raise RemoteError("remote.unreachable", is_passing=True, place="", detail="")

    def put(self, name: str, content: bytes) -> None:
        if self._fails():
            if self.how == "lost answer":
                super().put(name, content)
            if self.how == "torn":
                super().put(name, content[: len(content) // 2])
            self._fail()
        super().put(name, content)

    def get(self, name: str, *, most: int = 1 << 30) -> bytes | None:
        if self._fails():
            if self.how == "torn":
                return (super().get(name) or b"")[:40]
            self._fail()
        return super().get(name, most=most)

    def list(self, folder: str) -> list[Entry]:
        if self._fails():
            if self.how == "torn":
                return []
            self._fail()
        return super().list(folder)


@pytest.mark.parametrize("how", ["cut", "lost answer", "torn", "cancel"])
@pytest.mark.parametrize("at", range(1, 10))
def test_an_exchange_that_ends_at_any_call_leaves_all_sound(
    tmp_path: Path, remote: MemoryRemote, at: int, how: str
) -> None:
    a = Office(tmp_path, 0, remote)
    a.work()
    a.exchange.run()
    a.work()
    failing = Failing(remote, at, how)
    b = Office(tmp_path, 1, failing)
    b.work()
    for office, through in ((b, failing), (a, Failing(remote, at, how))):
        once = Exchange(office.ledger, office.shelf, through, office.access, NoRegister())
        try:
            once.run()
        except (RemoteError, Cancelled):
            once.run()  # the same one goes on
    for _ in range(3):
        for office in (a, b):
            office.now += 70 * MINUTE
            Exchange(office.ledger, office.shelf, remote, office.access, NoRegister(), clock=lambda: 1 << 45).run()
    assert a.digest() == b.digest()
    assert a.ledger.count("project") == 1200


def test_a_newcomer_works_from_a_snapshot_and_the_history_follows(tmp_path: Path, remote: MemoryRemote) -> None:
    a = Office(tmp_path, 0, remote, every=3)
    a.work(4)
    a.exchange.run()
    assert len([name for name in names(remote, "n") if name.endswith(".n")]) == 1
    a.work()
    a.exchange.run()
    access = Access(SPACE, 1, {1: KEY}, SigningKey.generate())
    manifest = fetch_snapshot(remote, access, NoRegister(), tmp_path / "snapshot")
    assert manifest is not None
    adopt(tmp_path / "snapshot", tmp_path / "1.lanyan")
    Shelf(tmp_path / "shelf1").start_at(manifest.stations, manifest.vector)
    b = Office(tmp_path, 1, remote)
    assert b.ledger.count("project") == 1600
    assert b.exchange.run().received == 1  # the one after the snapshot
    assert b.digest() == a.digest()
    b.exchange.run()
    assert b.ledger.missing_history() == 0
    assert dict(b.shelf.history) == {}
    assert b.ledger.audit() == []
    b.work()
    b.exchange.run()
    assert a.exchange.run().received == 1
    assert a.digest() == b.digest()


def test_two_snapshots_are_kept_and_a_spoilt_one_gives_way_to_the_one_before(
    tmp_path: Path, remote: MemoryRemote
) -> None:
    a = Office(tmp_path, 0, remote, every=1)
    for _ in range(4):
        a.now += MINUTE
        a.work()
        a.exchange.run()
    manifests = [name for name in names(remote, "n") if name.endswith(".n")]
    assert len(manifests) == 2
    piece = manifests[1].replace(".n", ".0")
    remote.objects[piece] = remote.objects[piece][:-1]
    access = Access(SPACE, 1, {1: KEY}, SigningKey.generate())
    manifest = fetch_snapshot(remote, access, NoRegister(), tmp_path / "snapshot")
    assert manifest is not None
    assert sum(seq for seq, _, _ in manifest.stations.values()) == 3
    remote.objects.clear()
    assert fetch_snapshot(remote, access, NoRegister(), tmp_path / "none") is None


def test_papers_are_fetched_whole_or_not_at_all(remote: MemoryRemote) -> None:
    papers = Attachments(remote, Access(SPACE, 1, {1: KEY}, SigningKey.generate()), bytes(32))
    content = os.urandom(PIECE_BYTES + 5)
    told = hash_of_paper(content)
    assert papers.put(content)
    assert not papers.put(content)
    assert papers.fetch(told) == content
    assert told not in "".join(remote.objects)
    assert len(remote.objects) == 2
    del remote.objects[max(remote.objects, key=len)]
    assert papers.fetch(told) is None
    assert papers.put(b"")
    assert papers.fetch(hash_of_paper(b"")) == b""


def test_a_space_of_a_newer_program_is_left_alone(tmp_path: Path, remote: MemoryRemote) -> None:
    remote.objects[f"p/{SPACE.hex()}/fmt"] = b"LYF2" + SPACE
    a = Office(tmp_path, 0, remote)
    a.work()
    with pytest.raises(LanyanError, match=r"sync\.newer"):
        a.exchange.run()
    assert len(remote.objects) == 1


def test_a_stick_carries_between_two_places(tmp_path: Path, remote: MemoryRemote) -> None:
    a, stick, cloud = Office(tmp_path, 0, remote), MemoryRemote(), MemoryRemote()
    a.work(2)
    a.exchange.run()
    b = Office(tmp_path, 1, remote)
    b.exchange.run()
    for place in (stick, cloud):
        Exchange(b.ledger, b.shelf, place, b.access, NoRegister()).run()
    assert stick.objects.keys() == cloud.objects.keys() == remote.objects.keys()
    c = Office(tmp_path, 2, stick)
    assert c.exchange.run().received == 2
    assert c.digest() == a.digest()
