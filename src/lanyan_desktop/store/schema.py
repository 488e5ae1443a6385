"""The tables of a ledger: the log, and one table for each declared kind (LEDGER.md §2)."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable

from lanyan_desktop.core.changes.operations import GONE
from lanyan_desktop.core.records import KINDS, Field, Kind
from lanyan_desktop.core.values import Value

APPLICATION_ID = 0x4C59_4C47  # "LYLG"
VERSION = 2
"""`user_version`: the number of migrations a file of this program has seen."""
HIDDEN, KEPT, RIVALS = 1, 2, 4
"""Bits of `_mark`: deleted; deleted but edited by one who did not know; several values stand."""

FIRST_TABLES = """
CREATE TABLE about(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE mine(nonce BLOB PRIMARY KEY, counter INTEGER NOT NULL, writer BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE writer(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE author(n INTEGER PRIMARY KEY, user TEXT NOT NULL, device TEXT NOT NULL, UNIQUE(user, device)) STRICT;
CREATE TABLE changeset(n INTEGER PRIMARY KEY, at INTEGER NOT NULL UNIQUE, clock INTEGER NOT NULL, vector BLOB,
  author INTEGER NOT NULL, intent TEXT NOT NULL, undoes INTEGER NOT NULL, count INTEGER NOT NULL,
  hash BLOB NOT NULL) STRICT;
CREATE INDEX changeset_vector ON changeset(at) WHERE vector IS NOT NULL;
CREATE TABLE part(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE field(f INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE(kind, name)) STRICT;
CREATE TABLE suspended(row BLOB PRIMARY KEY, kind TEXT NOT NULL, shown BLOB) STRICT, WITHOUT ROWID;
CREATE TABLE skipped(kind TEXT NOT NULL, field TEXT NOT NULL, PRIMARY KEY(kind, field)) STRICT, WITHOUT ROWID;
CREATE TABLE blob(hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
"""
SHARING_TABLES = """
CREATE TABLE void(at INTEGER PRIMARY KEY, reason TEXT NOT NULL, is_settled INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE inert(row BLOB NOT NULL, kind TEXT NOT NULL, PRIMARY KEY(row, kind)) STRICT, WITHOUT ROWID;
CREATE TABLE reinsert(row BLOB NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(row, kind, at)) STRICT, WITHOUT ROWID;
CREATE TABLE parked(writer BLOB NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY(writer, seq)) STRICT;
CREATE TABLE absent(n INTEGER PRIMARY KEY) STRICT;
CREATE TABLE forked(at INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;
CREATE TABLE claim(writer BLOB PRIMARY KEY, nonce BLOB NOT NULL, device BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""
"""`void`: changesets whose operations are not in the rows; `inert`: rows that sets were passed over for, because only
void changesets made them; `reinsert`: all inserts of a row that has several; `parked`: what came before what it knows
of; `absent`: lines whose bodies are still to come (a snapshot had none); `forked`: numbers given twice; `claim`: how an
own writer id follows from the device's key."""
LOG_TABLES = FIRST_TABLES + SHARING_TABLES


def log_tables() -> set[str]:
    """The names of the tables of the log."""
    return set(re.findall(r"CREATE TABLE (\w+)", LOG_TABLES))


def make_tables(db: sqlite3.Connection, statements: str) -> None:
    """Run these statements, one after the other: not as a script, which would end the transaction."""
    for statement in statements.split(";\n"):
        db.execute(statement)


def _literal(value: Value) -> str:
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def column(field: Field) -> str:
    """The column of a field. Its default stands for rows of a writer whose version did not have the field yet."""
    default = "" if field.default is None else f" DEFAULT {_literal(field.default)}"
    return f'"{field.name}" {field.sql_type}{default}'


def digest_of_kinds() -> str:
    """Of all that the tables are made from: a ledger that has been widened to it need not be looked at again."""
    told = [(k.name, k.indexes, [column(f) for f in k.fields]) for k in KINDS.values()]
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def is_widened(db: sqlite3.Connection) -> bool:
    """True if the tables are made from the declarations of this program."""
    row = db.execute("SELECT value FROM about WHERE key='kinds'").fetchone()
    return row is not None and bool(row[0] == digest_of_kinds())


def widen(db: sqlite3.Connection) -> None:
    """Make the tables and columns that the declarations have and the file has not; never takes any away."""
    for kind in KINDS.values():
        _widen_kind(db, kind)
    db.execute("INSERT OR REPLACE INTO about VALUES('kinds', ?)", (digest_of_kinds(),))


def _widen_kind(db: sqlite3.Connection, kind: Kind) -> None:
    columns = "".join(f", {column(field)}" for field in kind.fields)
    db.execute(
        f'CREATE TABLE IF NOT EXISTS "{kind.name}"(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, '
        "_at INTEGER NOT NULL, _gone INTEGER NOT NULL DEFAULT 0, _mark INTEGER NOT NULL DEFAULT 0, "
        f"_heads BLOB{columns}) STRICT"
    )
    have = {row[1] for row in db.execute(f'PRAGMA table_info("{kind.name}")')}
    for field in kind.fields:
        if field.name not in have:
            db.execute(f'ALTER TABLE "{kind.name}" ADD COLUMN {column(field)}')
    db.execute(f'CREATE INDEX IF NOT EXISTS "{kind.name}_gone" ON "{kind.name}"(_mark) WHERE _mark')
    make_indexes(db, kind)
    _number_fields(db, kind.name, (GONE, *(field.name for field in kind.fields)))


def make_indexes(db: sqlite3.Connection, kind: Kind) -> None:
    """The indexes the declaration asks for, where they are not there."""
    for on in kind.indexes:
        db.execute(f'CREATE INDEX IF NOT EXISTS "{index_name(kind, on)}" ON "{kind.name}"({on})')


def index_name(kind: Kind, on: str) -> str:
    """Named by its fields, not by its place: declarations may be reordered."""
    return f"{kind.name}_by_{on.replace(', ', '_')}"


def _number_fields(db: sqlite3.Connection, kind: str, names: Iterable[str]) -> None:
    db.executemany("INSERT OR IGNORE INTO field(kind, name) VALUES(?, ?)", ((kind, name) for name in names))
