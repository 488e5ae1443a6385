"""What lies around a ledger: folders and links in the way, damaged backups, remains of processes that were killed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.session import Session
from lanyan_desktop.store import backup as backup_module
from lanyan_desktop.store import machine as machine_module
from lanyan_desktop.store import opening
from lanyan_desktop.store.backup import backups_of, folder_of, is_good, restore_backup, save_backup
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "一号楼.lanyan"
    Ledger.create(made).close()
    write(made, "甲")
    return made


def write(path: Path, name: str) -> None:
    with Ledger.open(path) as ledger, ledger.changeset(name) as edit:
        edit.insert("party", name=name)


def names(path: Path) -> list[str]:
    with Ledger.open(path, read_only=True) as ledger:
        return [str(name) for (name,) in ledger.columns("party", ["name"])]


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


# ---- restoring


def test_a_folder_is_not_put_aside_for_a_ledger(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "图纸"
    folder.mkdir()
    with pytest.raises(LanyanError) as raised:
        restore_backup(path, folder)
    assert raised.value.code == "ledger.cannot_open"
    assert folder.is_dir()
    assert [file.name for file in tmp_path.glob("图纸*")] == ["图纸"]


def test_what_was_there_comes_back_if_the_restored_one_cannot_take_its_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = save_backup(path)
    write(path, "乙")
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if self.name.endswith(".restored"):
            raise PermissionError(13, "virus scanner")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(LanyanError) as raised:
        restore_backup(made, path)
    assert raised.value.code == "disk.error"
    assert names(path) == ["甲", "乙"]
    assert [file.name for file in path.parent.glob("*.lanyan*") if file.suffix == ".lanyan"] == [path.name]


def test_where_no_copy_can_lie_is_said(path: Path) -> None:
    with pytest.raises(LanyanError) as raised:
        save_backup(path, path)
    assert raised.value.code == "disk.error"
    with pytest.raises(LanyanError) as raised:
        restore_backup(path, path / "新.lanyan")
    assert raised.value.code == "disk.error"


def test_a_folder_that_takes_no_sign_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = save_backup(path)

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "read-only")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(LanyanError) as raised:
        restore_backup(made, path)
    assert raised.value.code == "disk.error"


# ---- backups


def test_a_damaged_newest_backup_does_not_end_all_backups(path: Path) -> None:
    Ledger.open(path).close()
    (newest,) = backups_of(path)
    newest.write_bytes(newest.read_bytes()[:100] + b"\xff" * 20_000)
    write(path, "乙")
    Ledger.open(path).close()
    assert is_good(backups_of(path)[0])


def test_a_backup_just_made_stays_though_the_clock_went_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(path)
    folder.mkdir(parents=True)
    for month in range(1, 13):
        for day in range(1, 29):
            (folder / f"{datetime(2031, month, day):%Y%m%d-%H%M%S-%f}.lanyan").touch()

    class Back(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Back:
            return cls(2001, 1, 1)

    monkeypatch.setattr(backup_module, "datetime", Back)
    assert save_backup(path).exists()


def test_halves_of_backups_of_killed_processes_are_cleared_away(path: Path) -> None:
    folder = folder_of(path)
    folder.mkdir(parents=True, exist_ok=True)
    dead, living = (folder / f"20250101-000000-000000.{pid}-1.part" for pid in (dead_pid(), os.getppid()))
    for file in (dead, dead.with_name(dead.name + "-wal"), living):
        file.touch()
    save_backup(path)
    assert [file.name for file in folder.glob("*.part*")] == [living.name]


def test_copies_that_killed_readers_left_are_cleared_away(path: Path) -> None:
    folder = Machine.this().folder
    left = folder / f"copy-{dead_pid()}-00.lanyan"
    left.touch()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM about WHERE key='search'")  # as an older program left it: read from a copy
        db.commit()
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.count("party") == 1
    assert list(folder.glob("copy-*")) == []


# ---- making and opening


def test_a_new_ledger_has_its_name_only_when_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, fill = tmp_path / "新.lanyan", opening._fill

    def filling(part: Path) -> None:
        assert not path.exists()  # killed here, nothing is in the way of the next try
        fill(part)

    monkeypatch.setattr(opening, "_fill", filling)
    Ledger.create(path).close()
    assert names(path) == []


def test_a_ledger_taken_by_another_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, fill = tmp_path / "新.lanyan", opening._fill

    def filling(part: Path) -> None:
        fill(part)
        path.write_bytes(b"another's")

    monkeypatch.setattr(opening, "_fill", filling)
    with pytest.raises(LanyanError) as raised:
        Ledger.create(path)
    assert raised.value.code == "ledger.exists"
    assert path.read_bytes() == b"another's"
    assert list(tmp_path.glob("*.part*")) == []


def test_a_new_ledger_that_cannot_be_opened_leaves_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "machine"
    blocked.write_bytes(b"a file where a folder should be")
    with pytest.raises(LanyanError):
        Ledger.create(tmp_path / "新.lanyan", machine=Machine(blocked, ""))
    assert [file.name for file in tmp_path.iterdir()] == ["machine"]


def test_a_session_that_cannot_read_leaves_no_sign(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Ledger) -> None:
        raise LanyanError("disk.error", file="", path="", detail="")

    monkeypatch.setattr(Ledger, "reader", fail)
    with pytest.raises(LanyanError):
        Session(path)
    assert list(path.parent.glob("~$*")) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only there may names be bytes of no encoding")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb9\xa4.lanyan"))  # 工 in GBK
    Ledger.create(path).close()
    write(path, "甲")
    assert names(path) == ["甲"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_is_its_ledger(path: Path, tmp_path: Path) -> None:
    (tmp_path / "桌面").mkdir()
    link = tmp_path / "桌面" / "链接.lanyan"
    link.symlink_to(path)
    made = save_backup(path)
    with Ledger.open(path), pytest.raises(LanyanError) as raised:
        restore_backup(made, link)
    assert raised.value.code == "ledger.in_use"
    write(link, "乙")
    restore_backup(made, link)
    assert link.is_symlink()
    assert names(path) == ["甲"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_to_a_ledger_whose_end_lies_in_its_wal(path: Path, tmp_path: Path) -> None:
    """Killed while the -wal was taken over: the first page says more than the file holds yet."""
    killed = tmp_path / "断电.lanyan"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("INSERT INTO blob VALUES('00', zeroblob(100000))")
        for end in ("", "-wal"):
            shutil.copyfile(f"{path}{end}", f"{killed}{end}")
    with killed.open("r+b") as file:
        file.seek(28)
        pages = int.from_bytes(file.read(4))
        file.seek(28)
        file.write((pages + 20).to_bytes(4))
    link = tmp_path / "链接.lanyan"
    link.symlink_to(killed)
    assert names(killed) == ["甲"]
    assert names(link) == ["甲"]


def test_closing_notes_the_writer_while_nobody_else_claims_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs share the file of writers: one that opens between reading and writing it would be forgotten."""
    load, seen = machine_module._load, []

    def loading(file: Path) -> dict[str, machine_module._Mark]:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
                seen.append("free")
            except sqlite3.OperationalError:
                seen.append("held")
        return load(file)

    ledger = Ledger.open(path)
    monkeypatch.setattr(machine_module, "_load", loading)
    ledger.close()
    assert seen == ["held"]
