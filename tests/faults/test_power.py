"""A cut of power: the -wal ends anywhere, with anything behind its end. What remains is a beginning of the history."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger

SLICE, CAMPAIGN = 10, 300


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """A ledger whose last 60 changesets lie in the -wal only, as the power finds it."""
    path, torn = tmp_path / "账套.lanyan", tmp_path / "断电.lanyan"
    with Ledger.create(path) as ledger:
        ledger._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ledger._db.execute("PRAGMA wal_autocheckpoint=0")
        draw = random.Random(3)
        for n in range(60):
            with ledger.changeset(f"第{n}次") as edit:
                edit.insert_many("party", ["name"], [[f"单位{n}-{m}" for m in range(draw.choice([1, 5, 300]))]])
                if n % 3 == 0:
                    edit.set("party", ledger.ids("party")[0], note=str(n))
        for end in ("", "-wal"):
            shutil.copyfile(f"{path}{end}", f"{torn}{end}")
    return torn


@pytest.mark.timeout(3600)
def test_any_end_of_the_wal_leaves_a_whole_beginning(torn: Path, tmp_path: Path, is_long: bool) -> None:
    base, wal = torn.read_bytes(), Path(f"{torn}-wal").read_bytes()
    draw = random.Random(5)
    lengths = set()
    for cut in sorted({0, 31, len(wal), *(draw.randrange(len(wal)) for _ in range(CAMPAIGN if is_long else SLICE))}):
        path = tmp_path / f"{cut}.lanyan"
        path.write_bytes(base)
        litter = draw.choice([b"", draw.randbytes(5_000), wal[:4_096]])
        Path(f"{path}-wal").write_bytes(wal[:cut] + litter)
        with Ledger.open(path) as ledger:
            intents = [entry.intent for entry in reversed(ledger.log())]
            assert intents == [f"第{n}次" for n in range(len(intents))]
            with ledger.changeset("来电") as edit:
                edit.insert("party", name="新")
        assert check_ledger(path) == []
        lengths.add(len(intents))
    assert {0, 60} <= lengths
    assert len(lengths) > 4
