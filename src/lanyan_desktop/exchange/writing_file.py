"""A file that appears whole or not at all, and what the disk refuses said as the user's error."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from lanyan_desktop.kit.errors import LanyanError


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """A text file to be filled; it takes its place when all is written, what stood there before is kept until then.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable.
    """
    with as_user_error(path):
        handle, name = tempfile.mkstemp(prefix=".lanyan-", suffix=path.suffix, dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                yield file
            give_usual_rights(Path(name))
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise


@contextmanager
def as_user_error(path: Path) -> Iterator[None]:
    """What the disk refuses, as the user's error; the code says what to do."""
    try:
        yield
    except PermissionError as error:
        raise LanyanError("export.locked", file=path.name) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise LanyanError("export.folder", folder=str(path.parent)) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LanyanError("export.full", file=path.name) from error
        raise LanyanError("export.unwritable", file=path.name, reason=error.strerror or str(error)) from error


def give_usual_rights(path: Path) -> None:
    """A temporary file is the maker's alone; a form is for the office, as any new file is."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        path.chmod(0o666 & ~mask)
