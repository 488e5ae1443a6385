"""A ledger made again from the log of another: what its rows must be."""

from __future__ import annotations

import sqlite3

from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.rebuild import rebuild
from lanyan_desktop.store.receiving import Folding
from lanyan_desktop.store.rows import Rows
from lanyan_desktop.store.schema import LOG_TABLES, make_tables, widen
from lanyan_desktop.store.verdicts import MALFORMED

_OFTEN = 500


def play(book: Book, again: sqlite3.Connection, step: Step = no_step) -> None:
    """Fill an empty file with all the changesets of a book. What is void stays so; malformed ones must be seen anew."""
    again.execute("BEGIN")
    make_tables(again, LOG_TABLES)
    widen(again)
    replica = Book(again)
    folding = Folding(Rows(again, replica, FieldNumbers.load(again), None), replica, {})
    total = book.next_n() - 1
    for i, c in enumerate(book.since({})):
        if i % _OFTEN == 0:
            step(i, total)
        reason = book.void_reason(c)
        folding.take(c, void="" if reason == MALFORMED else reason)
    folding.finish()
    replica.save_writers()
    rebuild(again, folding.stale)
    again.execute("COMMIT")
