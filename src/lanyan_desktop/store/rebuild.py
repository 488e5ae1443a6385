"""Rows made again from the log: after an upgrade that knows more kinds or fields, and when a verdict has changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from lanyan_desktop.store.book import Book
from lanyan_desktop.store.caches import Caches
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.receiving import Folding
from lanyan_desktop.store.rows import Rows

_STALE = "stale"


def rebuild_skipped(db: sqlite3.Connection) -> None:
    """Make the kinds again that changesets spoke of before this program knew them or some of their fields."""
    fields = FieldNumbers.load(db)
    skipped = db.execute("SELECT kind, field FROM skipped").fetchall()
    kinds = sorted({kind for kind, field in skipped if (kind, field) in fields.of})
    if kinds:
        make_again(db, kinds)
        db.executemany("DELETE FROM skipped WHERE kind=?", ((kind,) for kind in kinds))


def make_again(db: sqlite3.Connection, kinds: Collection[str]) -> None:
    """Rebuild these kinds; where the history is not whole yet, as soon as it is. Inside a write transaction."""
    wanted = {*kinds, *_stale(db)}
    if not wanted:
        return
    if db.execute("SELECT 1 FROM absent LIMIT 1").fetchone():
        db.execute("INSERT OR REPLACE INTO about VALUES(?, ?)", (_STALE, " ".join(sorted(wanted))))
        return
    db.execute("DELETE FROM about WHERE key=?", (_STALE,))
    rebuild(db, wanted)


def _stale(db: sqlite3.Connection) -> list[str]:
    row = db.execute("SELECT value FROM about WHERE key=?", (_STALE,)).fetchone()
    return [] if row is None else str(row[0]).split()


def rebuild(db: sqlite3.Connection, kinds: Collection[str]) -> None:
    """Empty the tables of these kinds and fill them from all changesets; inside a write transaction.

    A program that knows more kinds may see that a changeset cannot be true: then its other kinds are made again too.
    """
    stale = set(kinds)
    while stale:
        stale = _rebuild_once(db, stale)


def _rebuild_once(db: sqlite3.Connection, kinds: Collection[str]) -> set[str]:
    fields = FieldNumbers.load(db)
    known = [kind for kind in sorted(kinds) if kind in fields.gone]
    caches = Caches(db, fields)
    book = Book(db)
    for kind in known:
        db.execute(f'DELETE FROM "{kind}"')
        for table in ("suspended", "inert", "reinsert"):
            db.execute(f"DELETE FROM {table} WHERE kind=?", (kind,))
    caches.rebuild()
    folding = Folding(Rows(db, book, fields, caches), book, {})
    for sets in (False, True):  # rows first: sets of them may lie before the insert that counts
        for c in book.since({}):
            folding.repeat(c, known, sets=sets)
    folding.finish()
    return folding.stale
