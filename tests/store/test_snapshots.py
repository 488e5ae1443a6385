"""Joining by a snapshot: at once like the others, the history filled in behind it, and nobody believed for good."""

from __future__ import annotations

import dataclasses
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import zstandard

from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store import snapshots
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.snapshots import adopt, read_header, write_snapshot
from tests.store.replicas import Count, Offices, check

SEEDS = range(2_000_000, 2_000_004)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    with (
        Ledger.create(tmp_path / "template", machine=Machine(tmp_path / "m", "")) as ledger,
        ledger.changeset("新建") as edit,
    ):
        edit.insert("project", code="P", name="工程")
    return tmp_path / "template"


@pytest.fixture
def offices(tmp_path: Path, template: Path) -> Iterator[Offices]:
    made = Offices.open(tmp_path, template, 7)
    busy(made)
    made.settle()
    yield made
    made.close()


def busy(offices: Offices, steps: int = 60) -> None:
    for _ in range(steps):
        ledger = offices.draw.choice(offices.ledgers)
        if offices.draw.random() < 0.7:
            offices.act(ledger)
        else:
            offices.gossip(offices.draw.choice(offices.ledgers), ledger)


def joined(offices: Offices, folder: Path, source: Ledger) -> Ledger:
    """One more office that comes in by a snapshot of this one."""
    n = len(offices.ledgers)
    source.write_snapshot(folder / f"{n}.n")
    adopt(folder / f"{n}.n", folder / f"join-{n}.lanyan")
    ledger = Ledger.open(
        folder / f"join-{n}.lanyan", user="新来的", machine=Machine(folder / f"j{n}", "新电脑"), synchronous="OFF"
    )
    ledger._clock._now_ms = lambda: offices.now_ms[0]
    offices.ledgers.append(ledger)
    return ledger


@pytest.mark.parametrize("seed", SEEDS)
def test_a_snapshot_and_what_follows_is_a_full_replay(tmp_path: Path, template: Path, seed: int) -> None:
    """It is taken in the middle of things; all go on; one who joined by it ends like those who heard all."""
    offices = Offices.open(tmp_path, template, seed)
    try:
        busy(offices)
        late = joined(offices, tmp_path, offices.draw.choice(offices.ledgers))
        busy(offices)
        offices.settle()
        assert digests(late._db) == digests(offices.ledgers[0]._db)
        missing = late.missing_history()
        assert missing > 0
        assert late.audit() == []
        history = list(offices.ledgers[0].since({}))
        offices.draw.shuffle(history)
        middle = len(history) // 2
        assert late.backfill(history[:middle]).left + late.backfill(history[:middle]).filled > 0
        told = late.backfill(history)
        assert (told.left, told.forged) == (0, [])
        assert late.audit() == []
        offices.draw = random.Random(0)
        check(offices, Count())
        assert check_ledger(late.path) == []
    finally:
        offices.close()


def test_a_snapshot_is_one_file_that_tells_what_it_is(offices: Offices, tmp_path: Path) -> None:
    ledger = offices.ledgers[0]
    ledger.set_space(b"s" * 16)
    write_snapshot(ledger._db, tmp_path / "s.n")
    header = read_header(tmp_path / "s.n")
    assert (header.space, header.vector) == (b"s" * 16, ledger.vector())
    assert [file.name for file in tmp_path.glob("s.n*")] == ["s.n"]
    with pytest.raises(LanyanError) as raised:
        adopt(tmp_path / "s.n", ledger.path)
    assert raised.value.code == "ledger.exists"


def test_what_is_not_here_is_not_passed_on(offices: Offices, tmp_path: Path) -> None:
    late = joined(offices, tmp_path, offices.ledgers[0])
    assert list(late.since({})) == []
    with late.changeset("自己的") as edit:
        edit.insert("party", name="甲")
    assert [c.intent for c in late.since({})] == ["自己的"]
    history = list(offices.ledgers[0].since({}))
    wanted = {(c.writer, c.seq) for c in history}
    assert late.lacks_body([*wanted, (late.writer, 1), (WriterId(b"?" * 16), 1)]) == wanted
    assert late.undo() == "自己的"


def test_a_verdict_waits_for_the_history(offices: Offices, tmp_path: Path) -> None:
    source = offices.ledgers[0]
    late = joined(offices, tmp_path, source)
    history = list(source.since({}))
    victim = next(c for c in history if c.intent == "新增")
    for ledger in (source, late):
        ledger.void([(victim.writer, victim.seq)], "role")
    assert digests(late._db) != digests(source._db)
    late.backfill(history)
    assert digests(late._db) == digests(source._db)
    assert check_ledger(late.path) == []


def test_void_bodies_travel_with_it(offices: Offices, tmp_path: Path) -> None:
    source = offices.ledgers[0]
    victim = next(c for c in source.since({}) if c.intent == "新增")
    source.void([(victim.writer, victim.seq)], "role")
    late = joined(offices, tmp_path, source)
    assert late.quarantined()[0].kinds == ("工作",)
    late.release((victim.writer, victim.seq))
    assert (victim.writer, victim.seq) not in late.lacks_body([(victim.writer, victim.seq)])


# ---- snapshots that lie


def plant_row(db: sqlite3.Connection) -> None:
    db.execute("UPDATE activity SET name='假' WHERE n = (SELECT min(n) FROM activity)")


def plant_clock(db: sqlite3.Connection) -> None:
    db.execute("UPDATE changeset SET clock = clock + 1, intent='假' WHERE n=2")


def plant_hash(db: sqlite3.Connection) -> None:
    db.execute("UPDATE changeset SET hash = zeroblob(32) WHERE n=2")


def plant_mark(db: sqlite3.Connection) -> None:
    db.execute("UPDATE activity SET _mark = 1 WHERE n = (SELECT max(n) FROM activity)")


@pytest.mark.parametrize("plant", [plant_row, plant_clock, plant_hash, plant_mark])
def test_a_snapshot_that_lies_is_found_out_and_put_right(
    offices: Offices, tmp_path: Path, plant: Callable[[sqlite3.Connection], None]
) -> None:
    source = offices.ledgers[0]
    late = joined(offices, tmp_path, source)
    plant(late._db)
    told = late.backfill(source.since({}))
    assert told.left == 0
    assert bool(told.forged) == (plant in (plant_clock, plant_hash))
    assert late.audit() or told.forged
    assert late.audit() == []
    assert digests(late._db) == digests(source._db)
    assert [finding.code for finding in check_ledger(late.path)] == []


def test_a_forged_body_is_not_taken_for_the_line(offices: Offices, tmp_path: Path) -> None:
    late = joined(offices, tmp_path, offices.ledgers[0])
    first = next(offices.ledgers[0].since({}))
    unsound: list[Changeset] = [
        dataclasses.replace(first, parts=[]),
        dataclasses.replace(first, writer=WriterId(b"x" * 16)),
    ]
    assert late.backfill(unsound).filled == 0


def repacked(path: Path, change: Callable[[sqlite3.Connection], object], **header: object) -> Path:
    """A snapshot made again with something in it that ours would never have."""
    raw = path.read_bytes()
    length = int.from_bytes(raw[4:8])
    told = snapshots._read_header(raw[16 : 16 + length])
    file = path.with_suffix(".db")
    file.write_bytes(zstandard.ZstdDecompressor().decompress(raw[16 + length :], max_output_size=1 << 28))
    with closing(sqlite3.connect(file)) as db:
        change(db)
        db.commit()
    content = file.read_bytes()
    told = msgspec.structs.replace(told, **{"size": len(content), **header})
    head = msgspec.msgpack.encode(told)
    packed = zstandard.compress(content)
    path.write_bytes(b"LYN1" + len(head).to_bytes(4) + len(packed).to_bytes(8) + head + packed)
    return path


HOSTILE: dict[str, Callable[[sqlite3.Connection], object]] = {
    "a trigger": lambda db: db.execute("CREATE TRIGGER t AFTER INSERT ON party BEGIN DELETE FROM party; END"),
    "a view": lambda db: db.execute("CREATE VIEW v AS SELECT 1"),
    "a check": lambda db: db.execute("CREATE TABLE evil(a CHECK(a > 0))"),
    "a computed column": lambda db: db.execute("CREATE TABLE evil(a, b AS (a + 1))"),
    "no table": lambda db: db.execute("DROP TABLE party"),
    "another vector": lambda db: db.execute("UPDATE writer SET id = zeroblob(16) WHERE n=1"),
    "another program's file": lambda db: db.execute("PRAGMA application_id=1"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_snapshot_is_not_adopted(offices: Offices, tmp_path: Path, what: str) -> None:
    offices.ledgers[0].write_snapshot(tmp_path / "s.n")
    with pytest.raises(LanyanError) as raised:
        adopt(repacked(tmp_path / "s.n", HOSTILE[what]), tmp_path / "neu.lanyan")
    assert raised.value.code == "snapshot.damaged"
    assert list(tmp_path.glob("neu*")) == []


def test_a_snapshot_of_a_newer_program(offices: Offices, tmp_path: Path) -> None:
    offices.ledgers[0].write_snapshot(tmp_path / "s.n")
    with pytest.raises(LanyanError) as raised:
        adopt(repacked(tmp_path / "s.n", lambda db: None, version=99), tmp_path / "neu.lanyan")
    assert raised.value.code == "snapshot.newer"


@pytest.mark.parametrize("place", [0, 3, 7, 12, 20, 200, -1])
@pytest.mark.parametrize("cut", [True, False])
def test_a_torn_snapshot_is_not_adopted(offices: Offices, tmp_path: Path, place: int, *, cut: bool) -> None:
    offices.ledgers[0].write_snapshot(tmp_path / "s.n")
    raw = bytearray((tmp_path / "s.n").read_bytes())
    if cut:
        raw = raw[:place]
    else:
        raw[place] ^= 0x55
    (tmp_path / "s.n").write_bytes(raw)
    with pytest.raises(LanyanError) as raised:
        adopt(tmp_path / "s.n", tmp_path / "neu.lanyan")
    assert raised.value.code in ("snapshot.damaged", "snapshot.newer")
    assert list(tmp_path.glob("neu*")) == []


def test_nothing_is_left_when_the_disk_is_full(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    offices.ledgers[0].write_snapshot(tmp_path / "s.n")
    monkeypatch.setattr(snapshots, "_unpack", full)
    with pytest.raises(LanyanError) as raised:
        adopt(tmp_path / "s.n", tmp_path / "neu.lanyan")
    assert raised.value.code == "ledger.cannot_open"
    assert not (tmp_path / "neu.lanyan").exists()


# ---- bugs that must be seen


def plant_no_old_parents(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(snapshots, "_parts_of_moves", lambda copy, book: ())


def plant_no_heads(patch: pytest.MonkeyPatch) -> None:
    thin = snapshots._thin

    def forget(copy: sqlite3.Connection, file: Path) -> object:
        copy.execute("UPDATE activity SET _heads=NULL")
        return thin(copy, file)

    patch.setattr(snapshots, "_thin", forget)


def plant_no_suspended(patch: pytest.MonkeyPatch) -> None:
    thin = snapshots._thin

    def forget(copy: sqlite3.Connection, file: Path) -> object:
        header = thin(copy, file)
        copy.execute("DELETE FROM suspended")
        return header

    patch.setattr(snapshots, "_thin", forget)


@pytest.mark.parametrize("plant", [plant_no_old_parents, plant_no_heads, plant_no_suspended])
def test_planted_bugs_are_caught(
    tmp_path: Path, template: Path, plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert any(is_caught(tmp_path / str(seed), template, seed) for seed in range(60))


def is_caught(folder: Path, template: Path, seed: int) -> bool:
    folder.mkdir()
    try:
        test_a_snapshot_and_what_follows_is_a_full_replay(folder, template, seed)
    except Exception:  # noqa: BLE001  # any way of failing is being caught
        return True
    return False
