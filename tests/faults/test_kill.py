"""Processes that die at any moment, disks that fill up, two that write at once: nothing committed is lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger

SCRIPT = Path(__file__).with_name("writing_process.py")
SLICE = 12
CAMPAIGN = int(os.environ.get("LANYAN_KILLS", "200"))
NO_END = 10**9


def start(path: Path, seed: int, count: int = NO_END, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), str(path), str(seed), str(count), *more]
    source = str(Path(__file__).resolve().parents[2] / "src")
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": source})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "账套.lanyan"
    Ledger.create(made).close()
    return made


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
@pytest.mark.timeout(3600)
def test_killed_at_any_moment_a_ledger_keeps_all_it_committed(path: Path, is_long: bool) -> None:
    kills = CAMPAIGN if is_long else SLICE
    draw = random.Random(20251103)
    committed = 0
    for seed in range(kills):
        reported = killed(path, seed, draw.choice([0, 0.002, draw.random() * 0.1, draw.random() * 0.6]))
        committed += len(reported)
        with Ledger.open(path) as ledger:
            known = ledger.vector().values()
            assert max(known, default=0) >= max(reported, default=0)
        if seed % 10 == 0 or seed == kills - 1:
            assert check_ledger(path) == []
    print(f"{kills} kills, {committed} changesets reported committed, none lost")
    assert committed > kills


def killed(path: Path, seed: int, after_seconds: float) -> list[int]:
    """What a writing process reported before it was killed."""
    process = start(path, seed)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(after_seconds)  # the moment is the test
    process.kill()
    text = process.communicate()[0]
    return [int(line) for line in text.split("\n")[:-1] if line.isdigit()]  # the last line may be half


def test_two_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    processes = [start(path, seed, 40) for seed in (1, 2)]
    texts = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    last = max(int(line) for text in texts for line in text.split()[1:])
    with Ledger.open(path, read_only=True) as ledger:
        assert list(ledger.vector().values()) == [last]  # one machine, one writer, no number twice
        assert {entry.user for entry in ledger.log()} == {"进程1", "进程2"}
    assert check_ledger(path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are POSIX")
def test_a_full_disk_is_said_and_leaves_the_ledger_whole(path: Path) -> None:
    process = start(path, 5, NO_END, str(path.stat().st_size + 1_500_000))
    lines = process.communicate(timeout=60)[0].split()
    assert lines[-1] in ("disk.full", "disk.error")
    with Ledger.open(path) as ledger:
        assert max(ledger.vector().values()) >= int(lines[-2])
        with ledger.changeset("有地方了") as edit:
            edit.insert("party", name="甲")
    assert check_ledger(path) == []


def test_no_more_pages_rolls_one_changeset_back(path: Path) -> None:
    with Ledger.open(path) as ledger:
        (pages,) = ledger.query("PRAGMA page_count")[0]
        ledger.query(f"PRAGMA max_page_count={pages + 40}")
        with pytest.raises(LanyanError) as raised, ledger.changeset("导入") as edit:
            edit.insert_many("party", ["name"], [[f"单位{n}" for n in range(20_000)]])
        assert raised.value.code == "disk.full"
        assert ledger.count("party") == 0
        ledger.query("PRAGMA max_page_count=1073741823")
        with ledger.changeset("再导入") as edit:
            edit.insert_many("party", ["name"], [[f"单位{n}" for n in range(20_000)]])
        assert ledger.undo() == "再导入"
    assert check_ledger(path) == []


def test_a_writer_that_will_not_end_is_waited_for_and_then_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(path, user="甲") as first, Ledger.open(path, user="乙") as second:
        second.query("PRAGMA busy_timeout=50")
        with first.changeset("长") as edit:
            edit.insert("party", name="甲")
            with pytest.raises(LanyanError) as raised:
                second.changeset("短").__enter__()
            assert raised.value.code == "ledger.busy"
            assert second.count("party") == 0  # reading goes on meanwhile
        with second.changeset("短") as edit:
            edit.insert("party", name="乙")
        assert first.count("party") == 2
