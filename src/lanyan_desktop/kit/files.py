"""Writing a small file so that a cut of power leaves the old one or the new one, never half of either."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PAUSE_S = 0.02


def write_whole(path: Path, content: bytes) -> None:
    """Put content in place of what the file holds, in one step; its folder must exist.

    Raises:
        OSError: the folder cannot be written or is full; the old content stays.
    """
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # else the rename may reach the disk before the content
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


@contextmanager
def only_one(path: Path, *, wait_s: float = 10.0) -> Iterator[None]:
    """Hold the lock file at this path: no other process or thread does meanwhile; freed by the system if we die.

    Raises:
        OSError: it cannot be made.
        TimeoutError: others held it all the time.
    """
    until = time.monotonic() + wait_s
    with path.open("a+b") as file:
        while not try_lock(file.fileno()):
            if time.monotonic() > until:
                raise TimeoutError(f"{path} is held")
            time.sleep(_PAUSE_S)
        yield


def try_lock(number: int) -> bool:
    """Lock an open file by its number until it is closed; False if another one holds it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # only Windows has it
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
