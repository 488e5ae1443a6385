"""What a machine remembers of a space, with a window and commands at it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lanyan_desktop.kit.files import only_one
from lanyan_desktop.services.sharing.folder import KnownRemote, SpaceFolder
from lanyan_desktop.services.sharing.values import ExchangeNote, SyncReport

HANDS, TIMES = 4, 8


def test_nothing_is_lost_where_several_write_at_once(tmp_path: Path) -> None:
    SpaceFolder(tmp_path).add_remote(KnownRemote("共享", "folder:/x"))

    def work(hand: int) -> None:
        folder = SpaceFolder(tmp_path)
        for n in range(TIMES):
            name = f"{hand}-{n}"
            folder.add_remote(KnownRemote(name, f"folder:/{name}"))
            folder.change_remote("共享", holds=n)
            folder.add_note(ExchangeNote(n, name, is_good=True, words=name, report=SyncReport(name)))
            if n % 2:
                folder.remove_remote(name)

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(work, range(HANDS)))
    folder = SpaceFolder(tmp_path)
    kept = {f"{hand}-{n}" for hand in range(HANDS) for n in range(0, TIMES, 2)}
    assert {one.name for one in folder.remotes()} == {"共享", *kept}
    assert folder.remotes()[0].holds == TIMES - 1
    assert len({note.remote for note in folder.notes()}) == len(folder.notes()) == HANDS * TIMES


def test_one_waits_for_the_other_but_not_for_ever(tmp_path: Path) -> None:
    with only_one(tmp_path / "lock"), pytest.raises(TimeoutError), only_one(tmp_path / "lock", wait_s=0.05):
        pytest.fail("it was held")
    with only_one(tmp_path / "lock", wait_s=0.05):
        assert (tmp_path / "lock").exists()
