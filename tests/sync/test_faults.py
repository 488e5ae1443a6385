"""An exchange that ends anywhere: at a call of the place, at a step of its own; nothing is lost, nothing is half."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from lanyan_desktop.kit.jobs import Cancelled, Step
from lanyan_desktop.store.snapshots import adopt
from lanyan_desktop.sync.head import station_of
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.remotes.memory import MemoryRemote
from lanyan_desktop.sync.remotes.remote import Entry, RemoteError
from lanyan_desktop.sync.shelf import Shelf
from lanyan_desktop.sync.snapshots import fetch_snapshot
from tests.sync.firm import MINUTE, NOW, Firm, Office

HOWS = ["cut", "answer lost", "torn", "late", "cancel"]


class Failing(MemoryRemote):
    """Fails at one call, counted over all six verbs; then works."""

    def __init__(self, inner: MemoryRemote, at: int, how: str) -> None:
        super().__init__()
        self.inner, self.left, self.how = inner, at, how
        self.called: set[str] = set()

    @contextmanager
    def _one(self, verb: str, otherwise: Callable[[], object]) -> Iterator[bool]:
        self.left -= 1
        if self.left:
            yield False
            return
        self.called.add(verb)
        if self.how == "cancel":
            raise Cancelled
        otherwise()
        if self.how == "late" and verb in {"get", "list", "stat"}:
            yield True
            return
        raise RemoteError("remote.unreachable", is_passing=True, place="", detail=verb)

    def put(self, name: str, content: bytes) -> None:
        kept = {"answer lost": content, "torn": content[: len(content) // 2]}.get(self.how)
        with self._one("put", lambda: self.inner.put(name, kept) if kept is not None else None):
            self.inner.put(name, content)

    def get(self, name: str, *, most: int = 1 << 30) -> bytes | None:
        with self._one("get", lambda: None) as is_late:
            return None if is_late else self.inner.get(name, most=most)

    def list(self, folder: str) -> list[Entry]:
        with self._one("list", lambda: None) as is_late:
            return self.inner.list(folder)[: 1 if is_late else None]

    def delete(self, name: str) -> None:
        with self._one("delete", lambda: self.inner.delete(name) if self.how == "answer lost" else None):
            self.inner.delete(name)

    def stat(self, name: str) -> Entry | None:
        with self._one("stat", lambda: None) as is_late:
            return None if is_late else self.inner.stat(name)


class NoPut(Failing):
    """Only to be read."""

    def __init__(self, inner: MemoryRemote) -> None:
        super().__init__(inner, 0, "cut")

    def put(self, name: str, content: bytes) -> None:
        raise RemoteError("remote.denied", is_passing=False, place="", detail=name)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("segments", "deciding", "audit"):
        monkeypatch.setattr(f"lanyan_desktop.sync.{module}.BATCHES", 4)


def work(firm: Firm, clerk: Office, through: MemoryRemote, step: Step | None = None) -> None:
    """Everything an exchange does, through a place that fails once: each exchange that failed is done again."""

    def exchange(office: Office) -> None:
        for _ in range(2):
            with suppress(RemoteError, Cancelled):
                office.exchange(through, *([step] if step is not None else []))
                return

    for n in range(4):
        for office in (firm.boss, clerk):
            office.write("team", firm.team, name=f"{office.name}{n}")
            office.now += 11 * MINUTE
            exchange(office)
        if n == 1:
            content, _ = acts.invite(firm.boss.members, firm.boss.device, role="reader", expires_ms=NOW, now=NOW)
            firm.boss.register.take([content])
        if n == 2:
            segments = [name for name in firm.remote.objects if "/s/" in name]
            for name in segments:
                del firm.remote.objects[name]


def is_whole(firm: Firm, tmp_path: Path) -> None:
    """All equal, and whoever joins has the same, from batches and from the snapshot."""
    firm.settle()
    by_batches = firm.newcomer("批")
    assert len({str(office.digest()) for office in firm.all}) == 1
    assert firm.boss.ledger.voids() == {}
    heads = [
        firm.boss.keys.read_head(c) for name, c in firm.remote.objects.items() if station_of(name.rpartition("/")[2])
    ]
    newest = max((h for h in heads if h.station == firm.boss.shelf.station), key=lambda h: h.turn)
    for name, _ in newest.snapshots:
        assert f"p/{firm.boss.members.space.hex()}/{name}" in firm.remote.objects
    target = tmp_path / "snapshot"
    manifest = fetch_snapshot(firm.remote, by_batches.keys.access, by_batches.register, target)
    assert manifest is not None
    adopt(target, tmp_path / "joined.lanyan")


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("part", range(4))
def test_an_end_at_any_call_of_the_place_costs_nothing(tmp_path: Path, how: str, part: int) -> None:
    """Each call of a long run of work ends once, in one of the ways."""
    random.seed(part)  # what the audit looks at
    for at in range(1 + (HOWS.index(how) + 5 * part), 200, 20):
        folder = tmp_path / str(at)
        folder.mkdir()
        firm = Firm(folder)
        firm.boss.publish_every(3)
        clerk = firm.newcomer("李姐", "labour")
        failing = Failing(firm.remote, at, how)
        work(firm, clerk, failing)
        is_whole(firm, folder)
        firm.close()
        if not failing.called:
            assert at > 80  # so many calls there were
            return


@pytest.mark.parametrize("at", [1, 2, 3, 5, 8, 13, 21, 34])
def test_a_cancel_at_any_step_costs_nothing(tmp_path: Path, at: int) -> None:
    left = at

    def step(done: int, total: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Cancelled

    firm = Firm(tmp_path)
    firm.boss.publish_every(3)
    clerk = firm.newcomer("李姐", "labour")
    work(firm, clerk, firm.remote, step)
    assert left <= 0
    is_whole(firm, tmp_path)
    firm.close()


def test_a_segment_that_is_gone_or_cut_is_put_again(tmp_path: Path) -> None:
    firm = Firm(tmp_path)
    for n in range(4):
        firm.boss.write("team", firm.team, name=f"{n}")
        firm.boss.exchange(firm.remote)
    (name,) = (name for name in firm.remote.objects if "/s/" in name)
    sound = firm.remote.objects[name]
    for content in (None, sound[:-1]):
        del firm.remote.objects[name]
        if content is not None:
            firm.remote.objects[name] = content
        for _ in range(20):
            firm.boss.now += 11 * MINUTE
            firm.boss.exchange(firm.remote)
        assert firm.remote.objects[name] == sound
    firm.close()


def test_a_batch_lost_on_the_own_disk_is_fetched_again(tmp_path: Path) -> None:
    firm = Firm(tmp_path)
    clerk = firm.newcomer("李姐", "labour")
    clerk.shelf = Shelf(tmp_path / "shelf")  # type: ignore[assignment]  # the real one
    clerk._exchanges.clear()
    firm.boss.write("team", firm.team, name="一")
    firm.settle()
    files = sorted((tmp_path / "shelf" / "b").glob("*/*/*.b"))
    lost, spoilt = files[0], files[-1]
    sound = lost.read_bytes(), spoilt.read_bytes()
    lost.unlink()
    spoilt.write_bytes(sound[1][:-1])
    other = MemoryRemote()
    clerk.exchange(other)  # an empty place: both are looked for, in vain here
    assert clerk.shelf.waits()
    names = [name for name in firm.remote.objects if "/b/" in name]
    whole = {name: firm.remote.objects[name] for name in names}
    firm.remote.objects |= {name: content[:-9] for name, content in whole.items()}
    clerk.exchange(firm.remote)
    assert not lost.exists()
    firm.remote.objects |= whole
    clerk.now += 61 * MINUTE
    clerk.exchange(firm.remote)
    assert (lost.read_bytes(), spoilt.read_bytes()) == sound
    assert not [name for name in clerk.shelf.waits() if name.startswith("b/")]
    firm.close()


def test_an_own_batch_the_disk_lost_before_it_was_sent_is_packed_again_elsewhere(tmp_path: Path) -> None:
    firm = Firm(tmp_path)
    clerk = firm.newcomer("李姐", "labour")
    clerk.shelf = Shelf(tmp_path / "shelf")  # type: ignore[assignment]  # the real one
    clerk._exchanges.clear()
    firm.settle()
    station = clerk.shelf.station
    clerk.write("team", firm.team, name="一")
    with suppress(RemoteError):
        clerk.exchange(NoPut(firm.remote))
    (lost,) = (tmp_path / "shelf" / "b" / station.hex()).glob("*/*.b")
    lost.unlink()
    clerk.write("team", firm.team, name="二")
    report = clerk.exchange(firm.remote)
    assert report.new_station
    firm.settle()
    assert firm.boss.value("team", firm.team, "name") == "二"
    assert firm.boss.digest() == clerk.digest()
    assert clerk.shelf.station != station
    firm.close()


def test_a_head_that_came_torn_once_is_read_again_though_its_tag_stays(tmp_path: Path) -> None:
    firm = Firm(tmp_path)
    clerk = firm.newcomer("李姐", "labour")
    failing = Failing(firm.remote, 0, "late")
    clerk.exchange(failing)
    content, _ = acts.invite(firm.boss.members, firm.boss.device, role="reader", expires_ms=NOW, now=NOW)
    firm.boss.register.take([content])
    firm.boss.exchange(firm.remote)
    failing.left = 2  # the listing is the first call, the changed head the second
    clerk.exchange(failing)
    assert failing.called == {"get"}
    assert not clerk.members.knows(firm.boss.members.tips)
    clerk.now += MINUTE
    clerk.exchange(failing)
    assert clerk.members.knows(firm.boss.members.tips)
    firm.close()
