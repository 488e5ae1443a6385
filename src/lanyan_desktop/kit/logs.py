"""What the program notes of its own doings: one rotating file, a column for the area, nothing about people.

An area logs with ``LOG = logs.area("store")`` and ``LOG.info("backup made in %d ms", took)``. The template is ours,
the arguments may be anybody's: Chinese text, long numbers and sums of money among them are blotted out before they
reach the file, so that a log can be sent to support as it is.
"""

from __future__ import annotations

import faulthandler
import logging
import re
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

FILE = "lanyan.log"
FAULTS_FILE = "faults.log"
_BYTES_PER_FILE = 1_000_000
_OLD_FILES = 5
_ROOT = "lanyan"
_LINE = "%(asctime)s %(levelname)-7s %(name)s %(message)s"

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_IDENTITY = re.compile(r"\d[\d -]{9,}[\dXx]")  # identity, bank and phone numbers
_MONEY = re.compile(r"(?<![\d.:])-?[\d,]+\.\d\d(?!\d)")
_ANY_NUMBER = re.compile(r"\d[\d,.]{2,}")
_faults: IO[str] | None = None


def area(name: str) -> logging.Logger:
    """The log of an area: "store", "exchange", "ui" …"""
    return logging.getLogger(f"{_ROOT}.{name}")


def start(folder: Path, level: int = logging.INFO) -> None:
    """Write logs and faults of the interpreter itself to this folder from now on; a second call moves them."""
    stop()
    handler = _SharedFileHandler(folder / FILE, maxBytes=_BYTES_PER_FILE, backupCount=_OLD_FILES, encoding="utf-8")
    handler.setFormatter(_Blotting(_LINE))
    root = logging.getLogger(_ROOT)
    root.addHandler(handler)
    root.setLevel(level)
    _catch_faults(folder / FAULTS_FILE)


def stop() -> None:
    """Close the files; what is logged afterwards goes nowhere in particular."""
    global _faults  # noqa: PLW0603  # faulthandler is one for the process, and so is the file it must find open
    root = logging.getLogger(_ROOT)
    for handler in [h for h in root.handlers if isinstance(h, _SharedFileHandler)]:
        root.removeHandler(handler)
        handler.close()
    if _faults is not None:
        faulthandler.disable()
        _faults.close()
        _faults = None


def tail(folder: Path, lines: int = 200) -> list[str]:
    """The last lines of the log, oldest first; none if there is no log."""
    try:
        with (folder / FILE).open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in deque(file, maxlen=lines)]
    except FileNotFoundError:
        return []


def blotted(text: str, *, is_foreign: bool = False) -> str:
    """Text with what may tell of a person blotted out; `is_foreign` text (an error's) loses every longer number too.

    >>> blotted("张三 110101199001011234 paid 350.00 in 12480 rows")
    '□ # paid # in 12480 rows'
    """
    home = str(Path.home())
    text = text.replace(home, "~") if home not in {"/", ""} else text
    text = _MONEY.sub("#", _IDENTITY.sub("#", _CHINESE.sub("□", text)))
    return _ANY_NUMBER.sub("#", text) if is_foreign else text


def _catch_faults(path: Path) -> None:
    global _faults  # noqa: PLW0603  # see stop
    if path.exists() and path.stat().st_size > _BYTES_PER_FILE:
        path.unlink()
    _faults = path.open("a", encoding="utf-8")
    faulthandler.enable(_faults)


class _Blotting(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        record.message = blotted(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802  # logging's name
        """Only what was raised: the whole story is in the crash report, without what it was about."""
        kind = ei[0] if isinstance(ei, tuple) else None
        return f"  {kind.__name__}" if isinstance(kind, type) else ""


class _SharedFileHandler(RotatingFileHandler):
    """Rotates if it can: on Windows a file that a second process holds open cannot be renamed, and is just longer."""

    def doRollover(self) -> None:  # noqa: N802  # logging's name
        try:
            super().doRollover()
        except PermissionError:
            if self.stream is None:  # typeshed thinks it never is; it is after a failed rename
                self.stream = self._open()
