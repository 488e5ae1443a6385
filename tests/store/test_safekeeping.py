"""Backups, who writes, who has it open: nothing committed is lost, no number is given twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store import presence
from lanyan_desktop.store.backup import backups_of, is_good, kept, restore_backup, save_backup
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from tests.store.conftest import Opener


def rename(ledger: Ledger, name: str) -> None:
    with ledger.changeset(f"改名为{name}") as edit:
        edit.set("project", ledger.ids("project")[0], name=name)


def writers(ledger: Ledger) -> int:
    return len(ledger.vector())


# ---- which backups are kept


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)), unique=True, max_size=80))
def test_kept_are_the_last_opens_days_and_months(made: list[datetime]) -> None:
    keep = kept(made)
    newest = sorted(made, reverse=True)
    assert set(newest[:10]) <= keep <= set(made)
    assert len(keep) <= 10 + 30 + 12
    days = {t.date() for t in made}
    assert {t.date() for t in keep} >= set(sorted(days, reverse=True)[:30])
    months = {(t.year, t.month) for t in made}
    assert {(t.year, t.month) for t in keep} >= set(sorted(months, reverse=True)[:12])


@given(st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1)), unique=True, max_size=60))
def test_thinning_out_at_each_backup_keeps_what_thinning_out_once_would(made: list[datetime]) -> None:
    at_each: set[datetime] = set()
    for moment in sorted(made):
        at_each = kept({*at_each, moment})
    assert at_each == kept(made)


def test_a_year_of_daily_work_takes_few_files() -> None:
    start = datetime(2025, 1, 1, 8)
    made = [start + timedelta(days=day, hours=hour) for day in range(365) for hour in range(3)]
    assert len(kept(made)) == 10 + 26 + 11  # the opens are of 4 days, which are 4 of 30, and all of December


# ---- backups


def test_an_open_that_finds_something_new_makes_one(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    ledger.close()
    opened().close()
    opened().close()  # nothing new
    assert len(backups_of(ledger.path)) == 1
    again = opened()
    rename(again, "二号楼")
    again.close()
    opened().close()
    assert len(backups_of(ledger.path)) == 2
    assert all(is_good(file) for file in backups_of(ledger.path))


def test_a_backup_is_a_whole_ledger_of_its_moment(
    opened: Opener, ledger: Ledger, project_id: Id, tmp_path: Path
) -> None:
    rename(ledger, "二号楼")
    made = save_backup(ledger.path, tmp_path / "U盘")
    again = save_backup(ledger.path, tmp_path / "U盘")
    assert made != again
    assert made.name.startswith("一号楼-")
    rename(ledger, "三号楼")
    assert check_ledger(made) == []
    with Ledger.open(made, machine=Machine(tmp_path / "m2", "")) as copy:
        assert copy.columns("project", ["name"]) == [("二号楼",)]


def test_a_restored_ledger_keeps_the_other_aside_and_writes_under_a_new_name(
    opened: Opener, ledger: Ledger, project_id: Id
) -> None:
    made = save_backup(ledger.path)
    rename(ledger, "二号楼")
    with pytest.raises(LanyanError) as raised:
        restore_backup(made, ledger.path)
    assert raised.value.code == "ledger.in_use"
    ledger.close()
    aside = restore_backup(made, ledger.path)
    assert aside is not None
    with Ledger.open(aside, read_only=True) as old:
        assert old.columns("project", ["name"]) == [("二号楼",)]
    again = opened()
    assert again.columns("project", ["name"]) == [("一号楼",)]
    assert again.undo() is None  # what this writer did before is not this one's to take back
    rename(again, "四号楼")
    assert writers(again) == 2
    assert check_ledger(again.path) == []


def test_a_bad_backup_changes_nothing(ledger: Ledger, project_id: Id, tmp_path: Path) -> None:
    ledger.close()
    bad = tmp_path / "坏.lanyan"
    bad.write_bytes(ledger.path.read_bytes()[:9000])
    before = ledger.path.read_bytes()
    with pytest.raises(LanyanError) as raised:
        restore_backup(bad, ledger.path)
    assert raised.value.code == "backup.unusable"
    assert ledger.path.read_bytes() == before


def test_restoring_where_nothing_is(ledger: Ledger, project_id: Id, tmp_path: Path) -> None:
    made = save_backup(ledger.path)
    new = tmp_path / "新.lanyan"
    assert restore_backup(made, new) is None
    assert check_ledger(new) == []


# ---- who writes


def test_one_copy_on_one_machine_keeps_its_writer(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    for n in range(3):
        ledger.close()
        ledger = opened()
        rename(ledger, f"{n}号楼")
    assert writers(ledger) == 1


def test_a_copy_takes_a_new_writer_and_so_does_the_original_after_it(
    opened: Opener, ledger: Ledger, project_id: Id, tmp_path: Path
) -> None:
    ledger.close()
    shutil.copyfile(ledger.path, tmp_path / "副本.lanyan")
    for name in ("副本", "一号楼", "副本", "一号楼"):
        one = opened(name)
        rename(one, f"{name}改")
        one.close()
    first, second = opened("一号楼"), opened("副本")
    second.receive(first.since(second.vector()))
    first.receive(second.since(first.vector()))
    assert first.vector() == second.vector()
    assert (
        writers(first) == 3 - 1
    )  # the copy went on as the first writer, the original took a new one; then both kept theirs


def test_a_file_put_back_by_hand_takes_a_new_writer(
    opened: Opener, ledger: Ledger, project_id: Id, tmp_path: Path
) -> None:
    """Copied while open, put back after closing: the counter alone would not see it."""
    ledger._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(ledger.path, tmp_path / "留底")
    rename(ledger, "二号楼")
    sent = list(ledger.since({}))
    ledger.close()
    shutil.copyfile(tmp_path / "留底", ledger.path)
    for end in ("-wal", "-shm"):
        ledger.path.with_name(ledger.path.name + end).unlink(missing_ok=True)
    again = opened()
    rename(again, "三号楼")
    again.receive(sent)  # what was rolled back comes home from a colleague, and both stand
    assert writers(again) == 2
    assert check_ledger(again.path) == []


def test_another_machine_takes_its_own_writer(opened: Opener, ledger: Ledger, project_id: Id, tmp_path: Path) -> None:
    office = Machine(tmp_path / "office", "办公室电脑")
    for on in (office, Machine(tmp_path / "machine", "现场电脑"), office):
        ledger.close()
        ledger = opened(on=on)
        rename(ledger, f"改于{on.device}")
    assert writers(ledger) == 2
    assert [entry.device for entry in ledger.log(limit=3)] == ["办公室电脑", "现场电脑", "办公室电脑"]


def test_a_lost_machine_file_is_a_new_writer_not_an_error(
    opened: Opener, ledger: Ledger, project_id: Id, machine: Machine
) -> None:
    ledger.close()
    for file in machine.folder.glob("*.json"):
        file.write_bytes(b"\xff{")
    ledger = opened()
    rename(ledger, "二号楼")
    assert writers(ledger) == 2


# ---- who has it open


def sign(ledger: Ledger, *, machine: str, pid: int, age: float = 0.0) -> Path:
    file = ledger.path.with_name(f"~${ledger.path.stem}.{machine}-{pid}-1.open")
    file.write_text(
        json.dumps({"machine": machine, "device": "办公室电脑", "user": "李工", "pid": pid}), encoding="utf-8"
    )
    now = file.stat().st_mtime
    os.utime(file, (now - age, now - age))
    return file


def test_a_ledger_open_on_another_machine_is_read_only_with_who_has_it(
    opened: Opener, ledger: Ledger, project_id: Id, machine: Machine
) -> None:
    ledger.close()
    sign(ledger, machine="other", pid=1)
    again = opened()
    assert again.is_read_only
    reason = again.read_only_reason
    assert reason is not None
    assert (reason.code, reason.params["who"], reason.params["device"]) == ("ledger.elsewhere", "李工", "办公室电脑")
    assert again.columns("project", ["name"]) == [("一号楼",)]
    reader = again.reader()
    assert reader.count("project") == 1
    reader.close()
    again.close()
    assert list(machine.folder.glob("copy-*")) == []  # read from a copy, cleared away


def test_signs_of_the_dead_are_cleared_away(opened: Opener, ledger: Ledger, project_id: Id, machine: Machine) -> None:
    ledger.close()
    stale = sign(ledger, machine="other", pid=1, age=presence.STALE_SECONDS + 5)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    crashed = sign(ledger, machine=machine.name(), pid=ended.pid)
    litter = ledger.path.with_name(f"~${ledger.path.stem}.x.open")
    litter.write_text("{", encoding="utf-8")
    again = opened()
    assert not again.is_read_only
    assert not stale.exists()
    assert not crashed.exists()


def test_several_processes_of_one_machine_share_a_ledger(opened: Opener, ledger: Ledger) -> None:
    assert not opened().is_read_only
    assert len(presence.holders(ledger.path)) == 2


def wake_after(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + hours * 3600)


def test_who_slept_looks_before_writing(ledger: Ledger, project_id: Id, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = sign(ledger, machine="other", pid=1)
    rename(ledger, "二号楼")  # beats were not missed: nobody can have taken it
    wake_after(8, monkeypatch)
    for _ in range(2):  # also when the other has gone: what SQLite has in memory may be of yesterday
        with pytest.raises(LanyanError) as raised:
            rename(ledger, "三号楼")
        assert raised.value.code == "ledger.elsewhere"
        taken.unlink(missing_ok=True)
    assert ledger.columns("project", ["name"]) == [("二号楼",)]


def test_who_slept_alone_goes_on(ledger: Ledger, project_id: Id, monkeypatch: pytest.MonkeyPatch) -> None:
    wake_after(8, monkeypatch)
    rename(ledger, "三号楼")
    assert ledger.columns("project", ["name"]) == [("三号楼",)]


def test_who_slept_and_lost_the_sign_opens_anew(
    opened: Opener, ledger: Ledger, project_id: Id, monkeypatch: pytest.MonkeyPatch
) -> None:
    for holder in presence.holders(ledger.path):
        holder.file.unlink()  # by another machine, which then worked and went
    wake_after(8, monkeypatch)
    with pytest.raises(LanyanError) as raised:
        rename(ledger, "三号楼")
    assert raised.value.code == "ledger.slept"
    ledger.close()
    rename(opened(), "三号楼")


def test_a_ledger_with_a_very_long_name(tmp_path: Path, machine: Machine) -> None:
    path = tmp_path / f"{'某某工程施工总承包' * 7}.lanyan"
    Ledger.create(path, machine=machine).close()
    with Ledger.open(path, machine=machine) as ledger, ledger.changeset("新增") as edit:
        assert not ledger.is_read_only
        edit.insert("party", name="甲")
    Ledger.open(path, machine=machine).close()
    assert len(backups_of(path)) == 1


def test_signs_of_another_ledger_do_not_count(opened: Opener, ledger: Ledger) -> None:
    other = opened("一号楼.二期")
    sign(other, machine="other", pid=1)
    ledger.close()
    assert not opened().is_read_only


def test_nothing_is_left_behind(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    rename(ledger, "二号楼")
    ledger.close()
    ledger.close()
    assert sorted(file.name for file in ledger.path.parent.iterdir() if file.is_file()) == ["一号楼.lanyan"]
