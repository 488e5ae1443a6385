"""A connection to a ledger file, and SQLite's errors as words the user can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec

from lanyan_desktop.core.changes.coding import Malformed
from lanyan_desktop.kit.errors import LanyanError

Synchronous = Literal["FULL", "NORMAL", "OFF"]
BUSY_MS = 10_000
"""How long a write waits for another process's transaction before it gives up: longer than a large import's commit."""
_UNREADABLE = "unreadable"
_WORDS_OF_DAMAGE = (_UNREADABLE, "Could not decode to UTF-8", "unsupported file format", "malformed")
"""How errors begin that say the file is damaged and come without a number of their own, or with SQLITE_ERROR."""
_WAL_LIMIT = 64 << 20  # a bulk write lets the WAL grow to hundreds of MB; it is cut back to this

_CODES: tuple[tuple[int, str], ...] = (
    (sqlite3.SQLITE_BUSY, "ledger.busy"),
    (sqlite3.SQLITE_LOCKED, "ledger.busy"),
    (sqlite3.SQLITE_FULL, "disk.full"),
    (sqlite3.SQLITE_READONLY, "ledger.read_only"),
    (sqlite3.SQLITE_CANTOPEN, "ledger.cannot_open"),
    (sqlite3.SQLITE_PERM, "ledger.cannot_open"),
    (sqlite3.SQLITE_IOERR, "disk.error"),
    (sqlite3.SQLITE_CORRUPT, "ledger.damaged"),
    (sqlite3.SQLITE_NOTADB, "ledger.damaged"),
)


def connect(
    path: Path, *, read_only: bool = False, synchronous: Synchronous = "FULL", immutable: bool = False
) -> sqlite3.Connection:
    """Open a file that is there; transactions are begun by hand.

    `immutable` reads a file that nothing writes to, without the locks and the -shm file of WAL.
    """
    mode = "ro" if read_only else "rw"
    db = sqlite3.connect(
        f"file:{_quoted(path)}?mode={mode}{'&immutable=1' if immutable else ''}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_MS / 1000,
        cached_statements=512,
        check_same_thread=False,  # made on one thread, used on another; never on two at once
    )
    try:
        _set_up(db, read_only, synchronous)
    except UnicodeDecodeError as error:  # from the middle of SQLite's words about a damaged schema
        db.close()
        raise sqlite3.DatabaseError(_UNREADABLE) from error
    except BaseException:
        db.close()
        raise
    return db


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A read-only connection; to a file without a WAL in a folder that cannot be written, as it lies."""
    try:
        return connect(path, read_only=True)
    except sqlite3.OperationalError:
        return connect(path, read_only=True, immutable=True)


def _quoted(path: Path) -> str:
    text = str(path.absolute()).replace("\\", "/")
    for plain in "%?#":  # % first
        text = text.replace(plain, f"%{ord(plain):02X}")
    return text if text.startswith("/") else f"/{text}"


def _set_up(db: sqlite3.Connection, read_only: bool, synchronous: Synchronous) -> None:
    if not read_only:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute(f"PRAGMA synchronous={synchronous}")
        db.execute(f"PRAGMA journal_size_limit={_WAL_LIMIT}")
    db.execute("PRAGMA cache_size=-65536")
    db.execute("PRAGMA temp_store=MEMORY")
    db.execute("PRAGMA trusted_schema=OFF")  # a file from elsewhere runs nothing of its own
    db.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def translate(error: sqlite3.Error, path: Path) -> LanyanError | None:
    """The error as a code and its particulars, None if it is a bug of ours rather than a trouble of the user's."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    for number, code in _CODES:
        if primary == number:
            return LanyanError(code, file=path.name, path=path, detail=str(error))
    return _damaged(error, path) if str(error).startswith(_WORDS_OF_DAMAGE) else None


def _damaged(error: Exception, path: Path) -> LanyanError:
    return LanyanError("ledger.damaged", file=path.name, path=path, detail=str(error))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors, and bytes in the file that mean nothing, into `LanyanError` for whatever runs inside."""
    try:
        yield
    except sqlite3.Error as error:
        if told := translate(error, path):
            raise told from error
        raise
    except (Malformed, msgspec.DecodeError) as error:
        raise _damaged(error, path) from error
