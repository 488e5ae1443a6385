"""A disk that fills up at any write of an exchange, of share, shelf or ledger: it is told, and all goes on."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from lanyan_desktop.kit import files
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.sync import shelf
from lanyan_desktop.sync.remotes import folder
from tests.sync.proofs.dying import Office


class FullDisk:
    """Every write from the n-th on leaves half of a temporary file and says that there is no room."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, place: Path, at: int) -> None:
        self.place, self.left, self.is_full = place, at, True
        self.met = 0
        monkeypatch.setattr(shelf, "write_whole", self.write)
        monkeypatch.setattr(folder, "write_whole", self.write)

    def write(self, path: Path, content: bytes) -> None:
        if self.is_full and path.is_relative_to(self.place):
            self.left -= 1
            if self.left <= 0:
                self.met += 1
                (path.parent / f".{path.name}.half").write_bytes(content[: len(content) // 2])
                raise OSError(errno.ENOSPC, "No space left on device", str(path))
        files.write_whole(path, content)


@pytest.mark.parametrize("where", ["share", "shelf0"])
def test_a_full_disk_is_told_and_what_was_held_up_goes_out_later(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "share").mkdir()
    met = 0
    with Office(tmp_path, 0) as one, Office(tmp_path, 1) as other:
        for at in range(1, 8):
            other.add(f"other-{at}")
            other.exchange()
            one.add(f"one-{at}")
            with monkeypatch.context() as patch:
                disk = FullDisk(patch, tmp_path / where, at)
                try:
                    one.exchange()
                except LanyanError as error:
                    assert error.code in {"remote.full", "sync.shelf"}  # noqa: PT017  # it need not be raised
                met += disk.met
            one.add(f"meanwhile-{at}")
            for office in (one, other, one):
                office.exchange()
            assert one.digest() == other.digest()
        assert {f"{who}-{n}" for who in ("one", "other", "meanwhile") for n in range(1, 8)} == one.codes()
        assert met >= 2
    assert check_ledger(tmp_path / "0.lanyan") == []


def test_a_ledger_that_cannot_grow_says_so_and_takes_it_in_later(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    with Office(tmp_path, 0) as one, Office(tmp_path, 1) as other:
        with other.ledger.changeset("导入") as edit:
            columns = [[f"P{n}" for n in range(3000)], ["很长的名字" * 20] * 3000]
            edit.insert_many("project", ["code", "name"], columns)
        other.exchange()
        db = one.ledger._db
        (most,) = db.execute("PRAGMA max_page_count").fetchone()
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        for more in (0, 3, 40):
            db.execute(f"PRAGMA max_page_count={pages + more}")
            with pytest.raises(LanyanError) as told:
                one.exchange()
            assert told.value.code == "disk.full"
            assert one.codes() == set()
        db.execute(f"PRAGMA max_page_count={most}")
        one.add("one")
        for office in (one, other):
            office.exchange()
        assert one.digest() == other.digest()
        assert len(one.codes()) == 3001
    assert check_ledger(tmp_path / "0.lanyan") == []
