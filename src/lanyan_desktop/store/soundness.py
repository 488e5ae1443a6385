"""Is this file a ledger, whole, and of a version this program writes? Asked before anything is opened for writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK
from lanyan_desktop.core.changes.operations import GONE, NO_HASH
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.book import PARTS_BITS, Book
from lanyan_desktop.store.schema import APPLICATION_ID, VERSION, is_widened, log_tables

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
    file = path.resolve() if path.is_symlink() else path  # SQLite keeps the -wal beside the file itself
    wal = file.with_name(file.name + "-wal")
    if len(header) < _HEADER or (wal.exists() and wal.stat().st_size):
        return len(header) < _HEADER
    page = int.from_bytes(header[16:18])
    size = 65_536 if page == 1 else page
    return path.stat().st_size < size * _number(header, 28)


def probe(db: sqlite3.Connection, path: Path) -> None:
    """A cheap look inside: nothing is missing and the log's end hangs together. 1 ms, whatever the size; `check` does
    the whole.

    Raises:
        LanyanError: ledger.damaged.
    """
    db.execute("BEGIN")  # one moment of it: another process may write between two looks
    try:
        fault = next(faults(db), None)
    finally:
        db.execute("ROLLBACK")
    if fault is not None:
        raise LanyanError("ledger.damaged", file=path.name, path=path, detail=fault)


def faults(db: sqlite3.Connection) -> Iterator[str]:
    """What is missing, foreign or loose, a few English words each; cheap. The caller sees to one moment of the file."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if not is_newer(version):
        yield from _foreign_parts(db)
    if version == VERSION:
        yield from _missing_parts(db)
    yield from _loose_ends(db)


def _foreign_parts(db: sqlite3.Connection) -> Iterator[str]:
    """This program makes neither triggers nor views: they would change what it writes, past the log."""
    for what, name in db.execute("SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')").fetchall():
        yield f"{what} {name}"


def _missing_parts(db: sqlite3.Connection) -> Iterator[str]:
    have = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")}
    if lost := log_tables() - have:
        yield f"no table {min(lost)}"
        return
    row = db.execute("SELECT value FROM about WHERE key='ledger'").fetchone()
    if row is None or not isinstance(row[0], bytes) or len(row[0]) != 16:
        yield "no id"
    if not is_widened(db):
        return  # of an older program: what is not there will be made
    numbered = set(db.execute("SELECT kind, name FROM field"))
    for kind in KINDS.values():
        fields = {(kind.name, name) for name in (GONE, *(field.name for field in kind.fields))}
        if kind.name not in have or not fields <= numbered:
            yield f"no table {kind.name}"


def _loose_ends(db: sqlite3.Connection) -> Iterator[str]:
    writers = db.execute("SELECT n, seq, hash FROM writer ORDER BY n").fetchall()
    if [n for n, _, _ in writers] != list(range(1, len(writers) + 1)):
        yield "writers without number"
    for n, seq, digest in writers:
        if not seq:
            continue
        row = db.execute("SELECT n, hash FROM changeset WHERE at=?", (n << SEQ_BITS | seq,)).fetchone()
        if row is None or row[1] != digest:
            yield "the log ends before its writers"
            return
        if not _has_body(db, row[0]):
            yield "the last changeset has no body"
    last = db.execute("SELECT n, at FROM changeset ORDER BY n DESC LIMIT 1").fetchone() or (0, 1 << SEQ_BITS)
    (body,) = db.execute("SELECT ifnull(max(id), 0) FROM part").fetchone()
    if body >> PARTS_BITS > last[0]:
        yield "a body after the last changeset"
    if last[0] and not 1 <= last[1] >> SEQ_BITS <= len(writers):
        yield "the last changeset has no writer"


def _has_body(db: sqlite3.Connection, n: int) -> bool:
    """True if a body is here from this line on, or is known to be still to come."""
    if db.execute("SELECT 1 FROM part WHERE id >= ? LIMIT 1", (n << PARTS_BITS,)).fetchone() is not None:
        return True
    has_absent = db.execute("SELECT 1 FROM sqlite_schema WHERE name='absent'").fetchone() is not None
    return has_absent and db.execute("SELECT 1 FROM absent WHERE n=?", (n,)).fetchone() is not None


def chain_faults(db: sqlite3.Connection) -> Iterator[LanyanError]:
    """check.chain unless each writer's changesets go from 1 on without a gap, each with the hash of the one before in
    its own; a line whose body is still to come is taken at its word.
    """
    book = Book(db)
    last: dict[int, tuple[int, bytes]] = {}
    absent = book.absent()
    for n, at, digest in db.execute("SELECT n, at, hash FROM changeset ORDER BY n").fetchall():
        w, seq = at >> SEQ_BITS, at & SEQ_MASK
        before, previous = last.get(w, (0, NO_HASH))
        if seq != before + 1 or (n not in absent and book.changeset(n).hash(previous) != digest):
            yield LanyanError("check.chain", n=n, intent=book.changeset(n).intent)
            return
        last[w] = seq, digest
    for w, seq, digest in db.execute("SELECT n, seq, hash FROM writer"):
        if (seq, digest) != last.get(w, (0, NO_HASH)):
            yield LanyanError("check.chain", n=0, intent="—")


def is_newer(version: int) -> bool:
    return version > VERSION
