"""Two offices in real processes on one folder, killed in the middle of it again and again: nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from nacl.signing import SigningKey

from lanyan_desktop.services.ledgers import check
from lanyan_desktop.services.sync import digest
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.sync.access import Access, NoRegister
from lanyan_desktop.sync.exchange import Exchange
from lanyan_desktop.sync.remotes.folder import FolderRemote
from lanyan_desktop.sync.shelf import Shelf

ROOT = Path(__file__).resolve().parents[2]


def words(folder: Path, n: int) -> list[str]:
    places = [folder / f"{n}.lanyan", folder / f"machine{n}", folder / f"shelf{n}", folder / "share"]
    program = [sys.executable, "-m", "tests.sync.exchanging_process"]
    return [*program, *map(str, places), bytes([n + 1] * 32).hex()]


def exchange(folder: Path, n: int) -> int:
    """One exchange in this process; how many projects there are then."""
    access = Access(bytes(16), 1, {1: bytes(32)}, SigningKey(bytes([n + 1] * 32)))
    with Ledger.open(folder / f"{n}.lanyan", machine=Machine(folder / f"machine{n}", "电脑")) as ledger:
        Exchange(ledger, Shelf(folder / f"shelf{n}"), FolderRemote(folder / "share"), access, NoRegister()).run()
        return ledger.count("project")


def test_killed_offices_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    for n in range(2):
        Ledger.create(tmp_path / f"{n}.lanyan").close()
    most = [0, 0]
    for turn in range(3):
        offices = [subprocess.Popen(words(tmp_path, n), cwd=ROOT, stdout=subprocess.PIPE, text=True) for n in range(2)]
        for office in offices:
            assert office.stdout is not None
            assert office.stdout.readline()  # it has begun
        time.sleep(0.1 + turn * 0.13)
        for n, office in enumerate(offices):
            office.kill()
            told = office.communicate()[0].split()
            most[n] = max(most[n], *(int(number) for number in told), 0)
    for n in (0, 1, 0):
        exchange(tmp_path, n)
    counts = [exchange(tmp_path, n) for n in (1, 0)]
    assert counts[0] == counts[1] >= max(most) > 2
    assert digest(tmp_path / "0.lanyan") == digest(tmp_path / "1.lanyan")
    assert check(tmp_path / "0.lanyan") == []
