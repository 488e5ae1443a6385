"""Is this file a ledger, whole, and of a version this program writes? Asked before anything is opened for writing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from lanyan_desktop.core.changes.heads import SEQ_BITS
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.schema import APPLICATION_ID, VERSION

_MAGIC = b"SQLite format 3\0"
_HEADER = 100


def look_at(path: Path) -> int:
    """The version of a ledger file, from its first 100 bytes.

    Raises:
        LanyanError: ledger.missing, ledger.cannot_open, ledger.foreign (not a ledger), ledger.damaged (cut short).
    """
    header = _header(path)
    if header[:16] != _MAGIC:
        raise LanyanError("ledger.foreign", file=path.name, path=path)
    if _number(header, 68) != APPLICATION_ID:
        raise LanyanError("ledger.foreign", file=path.name, path=path)
    if _is_cut(path, header):
        raise LanyanError("ledger.damaged", file=path.name, path=path, detail="cut short")
    return _number(header, 60)


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER)
    except FileNotFoundError as error:
        raise LanyanError("ledger.missing", file=path.name, path=path) from error
    except OSError as error:
        raise LanyanError("ledger.cannot_open", file=path.name, path=path, detail=str(error)) from error


def _number(header: bytes, offset: int) -> int:
    return int.from_bytes(header[offset : offset + 4])


def _is_cut(path: Path, header: bytes) -> bool:
    """True if pages are missing at the end. With a WAL beside it the file may rightly be shorter than it says."""
    wal = path.with_name(path.name + "-wal")
    if len(header) < _HEADER or (wal.exists() and wal.stat().st_size):
        return len(header) < _HEADER
    page = int.from_bytes(header[16:18])
    size = 65_536 if page == 1 else page
    return path.stat().st_size < size * _number(header, 28)


def probe(db: sqlite3.Connection, path: Path) -> None:
    """A cheap look inside: the log's end hangs together. 1 ms, whatever the size; `check` does the whole.

    Raises:
        LanyanError: ledger.damaged.
    """
    for n, seq, digest in db.execute("SELECT n, seq, hash FROM writer WHERE seq > 0").fetchall():
        row = db.execute("SELECT n, hash FROM changeset WHERE at=?", (n << SEQ_BITS | seq,)).fetchone()
        if row is None or row[1] != digest:
            raise LanyanError("ledger.damaged", file=path.name, path=path, detail="the log ends before its writers")
        if db.execute("SELECT 1 FROM part WHERE id >= ? LIMIT 1", (row[0] << 16,)).fetchone() is None:
            raise LanyanError("ledger.damaged", file=path.name, path=path, detail="the last changeset has no body")


def is_newer(version: int) -> bool:
    return version > VERSION
