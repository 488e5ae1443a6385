"""Killed at any SQL statement and at any touch of a file: what was committed is there, on both, and nothing is half."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from lanyan_desktop.store.checking import check_ledger
from tests.sync.proofs.dying import Office, work_and_die

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills a forked process by a signal")
STEP = {"sql": 23, "file": 9}
"""Every so many statements or touches in the short run; all of them in the long one."""


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["sql", "file"])
def test_a_kill_anywhere_in_an_exchange_loses_nothing(tmp_path: Path, kind: str, is_long: bool) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.sync.proofs.dying"])
    (tmp_path / "share").mkdir()
    told = tmp_path / "told"
    told.touch()
    killed, step, at = 0, 1 if is_long else STEP[kind], 1
    while True:
        with Office(tmp_path, 1) as other:  # so that the one who dies has something to take in
            other.add(f"other-{at}")
            other.exchange()
        dying = context.Process(target=work_and_die, args=(tmp_path, kind, at, told))
        dying.start()
        dying.join(60)
        assert dying.exitcode in {0, -9}, "it ended by itself"
        with Office(tmp_path, 0) as one, Office(tmp_path, 1) as other:
            for office in (one, other, one):
                office.exchange()
            assert one.digest() == other.digest(), f"{kind} {at}"
            committed = set(told.read_text().split()) | {f"other-{n}" for n in range(1, at + 1, step)}
            assert committed <= one.codes(), f"{kind} {at}"
        if dying.exitcode == 0 or at % (10 * step) == 1:
            assert check_ledger(tmp_path / "0.lanyan") == []
        if dying.exitcode == 0:
            break
        killed += 1
        at += step
    assert at > 60  # so many there were
    assert killed > 3
