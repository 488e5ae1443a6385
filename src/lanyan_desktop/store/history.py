"""The history behind a snapshot: bodies filled in where they fit, and the rows held against all of it at the end."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from lanyan_desktop.core.changes.heads import SEQ_BITS
from lanyan_desktop.core.changes.operations import NO_HASH, Changeset, Position, is_sound
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.connection import connect
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.replay import play


@dataclass(frozen=True, slots=True)
class Backfilled:
    """What one `backfill` did."""

    filled: int = 0
    left: int = 0  # changesets whose bodies are still to come
    forged: list[Position] = field(default_factory=list)  # lines of the snapshot that were not true, and are now


def missing_history(db: sqlite3.Connection) -> int:
    """How many changesets have no body here."""
    return int(db.execute("SELECT count(*) FROM absent").fetchone()[0])


def lacking(db: sqlite3.Connection, book: Book, positions: Iterable[Position]) -> set[Position]:
    """Those of these changesets whose bodies are wanted."""
    sql = "SELECT 1 FROM absent JOIN changeset USING (n) WHERE at=?"
    return {
        (writer, seq)
        for writer, seq in positions
        if writer in book.number and db.execute(sql, (book.number[writer] << SEQ_BITS | seq,)).fetchone()
    }


def backfill(db: sqlite3.Connection, book: Book, changesets: Iterable[Changeset]) -> Backfilled:
    """Fill in bodies. What was signed by its writer counts more than a snapshot's line; inside a write transaction."""
    filled, forged = 0, list[Position]()
    for c in changesets:
        if not is_sound(c) or not lacking(db, book, [(c.writer, c.seq)]):
            continue
        at = book.number[c.writer] << SEQ_BITS | c.seq
        if not _is_as_told(book, c, at):
            forged.append((c.writer, c.seq))
            book.rewrite(at, c)
        book.put_parts(book.n_of(at), c.parts)
        db.execute("DELETE FROM absent WHERE n=?", (book.n_of(at),))
        filled += 1
    return Backfilled(filled, missing_history(db), forged)


def _is_as_told(book: Book, c: Changeset, at: int) -> bool:
    """True if the line of the snapshot says what the changeset says."""
    before = NO_HASH if c.seq == 1 else book.hash_of(at - 1)
    line = book.line(at)
    mine = (c.clock, dict(c.vector), c.user, c.device, c.intent, c.undoes, c.count)
    return before is not None and c.hash(before) == book.hash_of(at) and line == mine


def differing(db: sqlite3.Connection, step: Step = no_step) -> list[str]:
    """The kinds whose rows are not those of a replay; [] while history is missing. Reads one moment of the ledger."""
    if missing_history(db):
        return []
    with tempfile.TemporaryDirectory(prefix="lanyan-audit-") as folder:
        file = Path(folder) / "replay.lanyan"
        file.touch()
        with closing(connect(file, synchronous="OFF")) as again:
            play(Book(db), again, step)
            now, then = digests(db), digests(again)
    return [kind for kind in KINDS if now[kind] != then[kind]]
