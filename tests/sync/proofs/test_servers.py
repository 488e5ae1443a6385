"""Real processes edit the sample through a slow line that is cut, on real servers, and are killed at times."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lanyan_desktop.app import make_sample
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.sync.remotes.url import parse_place
from lanyan_desktop.sync.remotes.webdav import WebDavRemote
from tests.journeys.sites import object_store
from tests.sync.proofs.office_process import MARK, exchange_of, open_ledger, remote_at
from tests.sync.remotes.samba import shared_by_samba
from tests.sync.remotes.servers import Proxy
from tests.sync.remotes.test_contract import KINDS

ROOT = Path(__file__).resolve().parents[3]
SHORT, LONG = ["serve"], ["rclone", "nutstore", "apache", "nginx", "s3", "samba"]
OFTEN = (None, None, 200, 1_500, 6_000, 40_000)
"""Bytes after which a connection is cut; None: it is let be."""
CUTS = {"samba": (8_000, 30_000, 100_000)}  # one connection of the mount carries everything of every office


def place_of(kind: str, root: Path, stack: ExitStack) -> tuple[int, str]:
    """Start a server over this folder: its port, and the address of a place on it with `{port}` for that."""
    if kind == "s3":
        address = stack.enter_context(object_store("proof"))
        port = urlsplit(parse_place(address).options["endpoint"]).port
        assert port is not None
        return port, address.replace(f":{port}", ":{port}")
    if kind == "samba":
        port, mounted = stack.enter_context(shared_by_samba(root))
        return port, f"folder:{mounted(port)}".replace(f":{port}/", ":{port}/")
    remote = KINDS[kind](root, stack)
    assert isinstance(remote, WebDavRemote)
    stack.callback(remote.close)
    port = urlsplit(remote._http.place).port
    assert port is not None
    return port, "dav+http://127.0.0.1:{port}"


def kill_again_and_again(folder: Path, url: str, offices: int, rounds: int, draw: random.Random) -> set[str]:
    """Every value that an office said it had committed."""
    told: set[str] = set()
    for turn in range(rounds):
        words = [sys.executable, "-m", "tests.sync.proofs.office_process", str(folder)]
        running = [
            subprocess.Popen([*words, str(n), url, str(turn)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            for n in range(offices)
        ]
        for office in running:
            assert office.stdout is not None
            assert office.stdout.readline() == "begun\n"
        time.sleep(draw.uniform(0.5, 1.2))
        for office in running:
            office.kill()
            told |= {line for line in office.communicate()[0].split("\n")[:-1] if line.startswith(MARK)}
    return told


def found_in(ledger: Ledger) -> set[str]:
    """What is shown, and what stands beside it as a conflict."""
    shown = {value for row in ledger.query("SELECT name, note FROM activity") for value in row}
    beside = {choice.value for conflict in ledger.conflicts() for choice in conflict.choices}
    return {value for value in shown | beside if isinstance(value, str)}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", SHORT + LONG)
def test_offices_on_a_bad_line_agree_and_find_every_value(tmp_path: Path, kind: str, is_long: bool) -> None:
    if kind in LONG and not is_long:
        pytest.skip("a server of the long run")
    offices, rounds = (6, 8) if is_long else (3, 3)
    draw = random.Random(7)
    make_sample(tmp_path / "0.lanyan")
    for n in range(1, offices):
        shutil.copyfile(tmp_path / "0.lanyan", tmp_path / f"{n}.lanyan")
    root = tmp_path / "server" / "root"
    root.mkdir(parents=True)
    with ExitStack() as stack:
        port, address = place_of(kind, root, stack)
        proxy = Proxy(port, cuts=[draw.choice(CUTS.get(kind, OFTEN)) for _ in range(100_000)], pause_s=0.002)
        stack.callback(proxy.close)
        told = kill_again_and_again(tmp_path, address.format(port=proxy.port), offices, rounds, draw)
        ledgers = [stack.enter_context(open_ledger(tmp_path, n)) for n in range(offices)]
        straight = remote_at(address.format(port=port))
        stack.callback(straight.close)
        exchanges = [exchange_of(ledger, tmp_path, n, straight) for n, ledger in enumerate(ledgers)]
        for _ in range(3):
            for exchange in exchanges:
                exchange.run()
        first = digests(ledgers[0]._db)
        assert all(digests(ledger._db) == first for ledger in ledgers)
        assert told - found_in(ledgers[0]) == set()
        assert proxy.links > offices
    assert len(told) > 2 * offices
    assert all(check_ledger(tmp_path / f"{n}.lanyan") == [] for n in range(offices))
