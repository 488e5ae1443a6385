"""A folder as a remote: a share, a NAS, a stick, or a folder that another program copies to and fro.

A file appears under its name only when it is whole and on the disk: it is written under a temporary name in the same
folder, synced, and renamed. Programs that hold a file for a moment (virus scanners, sync clients) make Windows refuse;
we try again for a second. What a sync client left of its own is not ours and is not looked at.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lanyan_desktop.kit.errors import why
from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.sync.remotes.remote import MOST_BYTES, Entry, Probe, RemoteError, check_name, is_ours

T = TypeVar("T")
_HELD = {5, 32, 33}
"""WinError: access denied, sharing violation, lock violation: somebody holds the file for a moment."""
_PAUSES_S = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4)
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EDQUOT}


class FolderRemote:
    """Objects as files below a folder; the folder itself must be there: an unplugged stick is not an empty one."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, content: bytes) -> None:
        path = self._path(name)

        def write() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)

        self._patiently(write)

    def get(self, name: str, *, most: int = MOST_BYTES) -> bytes | None:
        path = self._path(name)

        def read() -> bytes | None:
            try:
                with path.open("rb") as file:
                    content = file.read(most + 1)
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return None
            return content if len(content) <= most else None

        return self._patiently(read)

    def list(self, folder: str) -> list[Entry]:
        path = self._path(folder)

        def read() -> list[Entry]:
            try:
                with os.scandir(path) as found:
                    return [
                        entry
                        for one in found
                        if is_ours(one.name) and (entry := self._entry(Path(one.path))) is not None
                    ]
            except (FileNotFoundError, NotADirectoryError):
                return []

        return self._patiently(read)

    def delete(self, name: str) -> None:
        path = self._path(name)
        self._patiently(lambda: path.unlink(missing_ok=True))

    def stat(self, name: str) -> Entry | None:
        path = self._path(name)
        return self._patiently(lambda: self._entry(path))

    def probe(self) -> Probe:
        name = f"probe-{os.urandom(6).hex()}"
        self.put(name, b"lanyan")
        try:
            is_same = self.get(name) == b"lanyan"
        finally:
            with contextlib.suppress(RemoteError):
                self.delete(name)
        return Probe(can_write=is_same, detail=str(self._root))

    def close(self) -> None:
        """Nothing to let go of."""

    def _path(self, name: str) -> Path:
        return self._root / check_name(name)

    @staticmethod
    def _entry(path: Path) -> Entry | None:
        try:
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if not path.is_file():
            return None
        # the number of the file as well: two heads written within one tick of a coarse clock are two files
        return Entry(path.name, found.st_size, f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}")

    def _patiently(self, act: Callable[[], T]) -> T:
        if not self._root.is_dir():
            raise RemoteError("remote.missing", is_passing=True, place=str(self._root))
        for pause in _PAUSES_S:
            try:
                return act()
            except OSError as error:
                if getattr(error, "winerror", None) not in _HELD:
                    raise self._told(error) from error
            time.sleep(pause)
        try:
            return act()
        except OSError as error:
            raise self._told(error) from error

    def _told(self, error: OSError) -> RemoteError:
        place, detail = str(self._root), why(error)
        if error.errno in _DENIED:
            return RemoteError("remote.denied", is_passing=False, place=place, detail=detail)
        if error.errno in _FULL:
            return RemoteError("remote.full", is_passing=False, place=place, detail=detail)
        return RemoteError("remote.unreachable", is_passing=True, place=place, detail=detail)
