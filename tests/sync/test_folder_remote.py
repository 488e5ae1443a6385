from __future__ import annotations

import errno
from pathlib import Path

import pytest

from lanyan_desktop.sync.remotes import folder as module
from lanyan_desktop.sync.remotes.folder import FolderRemote
from lanyan_desktop.sync.remotes.memory import MemoryRemote
from lanyan_desktop.sync.remotes.remote import Counted, Remote, RemoteError, check_name


@pytest.fixture(params=["folder", "memory"])
def remote(request: pytest.FixtureRequest, tmp_path: Path) -> Remote:
    return Counted(FolderRemote(tmp_path) if request.param == "folder" else MemoryRemote())


def test_what_was_put_is_there(remote: Remote) -> None:
    remote.put("p/a/h/one.0", b"1")
    remote.put("p/a/h/two.0", b"22")
    assert remote.get("p/a/h/one.0") == b"1"
    assert {(entry.name, entry.size) for entry in remote.list("p/a/h")} == {("one.0", 1), ("two.0", 2)}
    before = remote.stat("p/a/h/one.0")
    remote.put("p/a/h/one.0", b"3")
    assert remote.get("p/a/h/one.0") == b"3"
    assert before is not None
    assert remote.stat("p/a/h/one.0") != before
    remote.delete("p/a/h/one.0")
    remote.delete("p/a/h/one.0")
    assert remote.get("p/a/h/one.0") is None
    assert remote.stat("p/a/h/one.0") is None
    assert remote.list("p/none") == []
    assert remote.get("p/a/h/two.0", most=1) is None
    assert remote.probe().can_write


@pytest.mark.parametrize("name", ["", "../x", "a//b", "/a", "A", "a/.hidden", "a\\b", "con:", "a ", "x" * 201])
def test_names_that_some_place_would_bend_are_refused(name: str, remote: Remote) -> None:
    with pytest.raises(ValueError, match="no name"):
        check_name(name)
    with pytest.raises(ValueError, match="no name"):
        remote.put(name, b"")


def test_litter_is_not_seen(tmp_path: Path) -> None:
    for name in ("1.b", "1 (冲突副本).b", "1.sync-conflict-20260101-1.b", "~$1.b", "2.b.part", ".1.b.x"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "p" / "sub").mkdir(parents=True)
    (tmp_path / "1.b").rename(tmp_path / "p" / "1.b")
    assert [entry.name for entry in FolderRemote(tmp_path).list("p")] == ["1.b"]
    assert FolderRemote(tmp_path).get("p/sub") is None


def test_an_unplugged_stick_is_not_an_empty_one(tmp_path: Path) -> None:
    gone = FolderRemote(tmp_path / "E")
    for ask in (lambda: gone.list("p"), lambda: gone.get("p/x"), lambda: gone.put("p/x", b"")):
        with pytest.raises(RemoteError, match=r"remote\.missing") as told:
            ask()
        assert told.value.is_passing
    assert not (tmp_path / "E").exists()


def test_a_file_held_for_a_moment_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def held(path: Path, content: bytes) -> None:
        tries.append(path)
        if len(tries) < 3:
            error = PermissionError(errno.EACCES, "held")
            error.winerror = 32  # type: ignore[attr-defined,unused-ignore]  # only Windows has it
            raise error
        path.write_bytes(content)

    monkeypatch.setattr(module, "write_whole", held)
    monkeypatch.setattr(module, "_PAUSES_S", (0.0, 0.0))
    FolderRemote(tmp_path).put("p/x", b"1")
    assert (tmp_path / "p" / "x").read_bytes() == b"1"
    assert len(tries) == 3


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "remote.full"), (errno.EROFS, "remote.denied"), (errno.EIO, "remote.unreachable")],
)
def test_errors_of_the_disk_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    def fail(path: Path, content: bytes) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(module, "write_whole", fail)
    with pytest.raises(RemoteError) as told:
        FolderRemote(tmp_path).put("p/x", b"1")
    assert told.value.code == code
