"""Files of processes that were killed: named after the process that made them, cleared away once it is no more."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from lanyan_desktop.store.presence import is_running

PART = re.compile(r"\.(\d+)-\d+\.part(-wal|-shm|-journal)?$")
"""A copy that is being made, see `backup.save_copy`."""
COPY = re.compile(r"^copy-(\d+)-[0-9a-f]+\.lanyan(-wal|-shm|-journal)?$")
"""A copy to read from, see `opening`."""


def clear_leftovers(folder: Path, named: re.Pattern[str]) -> None:
    """Remove the files in this folder whose name tells a process that runs no longer."""
    for file in folder.iterdir():
        told = named.search(file.name)
        if told is not None and not is_running(int(told[1])):
            with suppress(OSError):  # a scanner looks at it: the next time
                file.unlink()


def remove_whole(file: Path) -> None:
    """Remove a SQLite file that was not finished, with what SQLite may have put beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            file.with_name(file.name + end).unlink(missing_ok=True)
