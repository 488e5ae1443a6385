"""What is kept when the program meets a bug: a report without people's names, and a zip for support. Sent by nobody.

A report tells where the program was (files and lines, versions, the tail of the log), not what it was working on:
local values are left out, the error's words and the log are blotted (`logs.blotted`).
"""

from __future__ import annotations

import platform
import sys
import threading
import traceback
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType

from lanyan_desktop import __version__
from lanyan_desktop.kit import logs, paths
from lanyan_desktop.kit.errors import LanyanError

_KEPT = 20
_TOLD_VERSIONS = ("PySide6-Essentials", "numpy", "sqlite-utils", "openpyxl", "python-calamine")
LOG = logs.area("crash")


def write_crash_report(error: BaseException, folder: Path | None = None) -> Path:
    """Write what a bug left behind to the log folder (or another); the oldest reports make room.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = paths.log_dir() if folder is None else folder
    path = folder / f"crash-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
    lines = [*_circumstances(), "", *_story(error), "", "log:", *logs.tail(folder)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for old in sorted(folder.glob("crash-*.txt"))[:-_KEPT]:
        old.unlink()
    return path


def export_diagnostics(target: Path, folder: Path | None = None) -> Path:
    """Put logs, faults and crash reports into one zip that the user may send to support.

    Raises:
        LanyanError: diagnostics.not_written, with the file.
    """
    folder = paths.log_dir() if folder is None else folder
    held = [path for pattern in ("*.log", "*.log.*", "crash-*.txt") for path in sorted(folder.glob(pattern))]
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.writestr("circumstances.txt", "\n".join(_circumstances()) + "\n")
            for path in held:
                pack.write(path, path.name)
    except OSError as error:
        raise LanyanError("diagnostics.not_written", file=str(target)) from error
    return target


def catch_all(tell: Callable[[BaseException, Path | None], None]) -> None:
    """Report every error nobody caught, of any thread, and tell the user; the program goes on.

    `tell` gets the error and its report (None if none could be written), on the thread that failed: it must hand over
    to the window's thread itself.
    """

    def on_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        LOG.error("uncaught %s", kind.__name__)
        sys.__excepthook__(kind, error, trace)  # for those who started it from a terminal
        try:
            report = write_crash_report(error)
        except (OSError, LanyanError):  # a full disk must not hide the bug
            report = None
        tell(error, report)

    def on_thread_error(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            on_error(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = on_error
    threading.excepthook = on_thread_error


def _circumstances() -> Iterator[str]:
    yield f"lanyan {__version__}, {datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}"
    yield f"{platform.platform()}, Python {platform.python_version()}"
    yield ", ".join(f"{name} {_version_of(name)}" for name in _TOLD_VERSIONS)


def _version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"


def _story(error: BaseException) -> Iterator[str]:
    """The error and what led to it, the cause first: where, and blotted words."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _story(cause)
        yield "then:"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
    yield f"{type(error).__name__}: {logs.blotted(str(error), is_foreign=True)}"


def _short(filename: str) -> str:
    """A source file by its package, without the folders it lies in: they may bear the user's name."""
    parts = Path(filename).parts
    roots = [place for place, part in enumerate(parts) if part in {"lanyan_desktop", "site-packages", "tests"}]
    return "/".join(parts[roots[-1] :] if roots else parts[-1:])
