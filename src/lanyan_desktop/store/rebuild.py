"""Rows made again from the log: after an upgrade that knows more kinds or fields than the rows were made with."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from lanyan_desktop.store.book import Book
from lanyan_desktop.store.caches import Caches
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.receiving import Folding
from lanyan_desktop.store.rows import Rows


def rebuild_skipped(db: sqlite3.Connection) -> None:
    """Make the kinds again that changesets spoke of before this program knew them or some of their fields."""
    fields = FieldNumbers.load(db)
    skipped = db.execute("SELECT kind, field FROM skipped").fetchall()
    kinds = sorted({kind for kind, field in skipped if (kind, field) in fields.of})
    if kinds:
        rebuild(db, kinds)
        db.executemany("DELETE FROM skipped WHERE kind=?", ((kind,) for kind in kinds))


def rebuild(db: sqlite3.Connection, kinds: Collection[str]) -> None:
    """Empty the tables of these kinds and fill them from all changesets; inside a write transaction."""
    fields = FieldNumbers.load(db)
    caches = Caches(db, fields)
    book = Book(db)
    for kind in kinds:
        db.execute(f'DELETE FROM "{kind}"')
        db.execute("DELETE FROM suspended WHERE kind=?", (kind,))
    caches.rebuild()
    folding = Folding(Rows(db, book, fields, caches), book, {})
    for c in book.since({}):
        folding.repeat(c, kinds)
    folding.flush()
