"""Changing a verdict: what was applied becomes void, what was void counts after all, or an admin does it himself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from lanyan_desktop.core.changes.coding import Malformed, decode, rows_in
from lanyan_desktop.core.changes.operations import Insert, Operation, Position
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.edit import Edit
from lanyan_desktop.store.rows import Rows
from lanyan_desktop.store.undo import named
from lanyan_desktop.store.verdicts import MALFORMED, ats_of


def void_afterwards(book: Book, positions: Iterable[Position], reason: str) -> set[str]:
    """Note these as void; the kinds whose rows have to be made again."""
    new = [at for at in ats_of(book, positions) if book.make_void(at, reason)]
    return _kinds(book, new)


def readmit(db: sqlite3.Connection, book: Book, positions: Iterable[Position]) -> set[str]:
    """Let these count again, except malformed ones; the kinds whose rows have to be made again."""
    sql = "DELETE FROM void WHERE at=? AND reason<>?"
    freed = [at for at in ats_of(book, positions) if db.execute(sql, (at, MALFORMED)).rowcount]
    return _kinds(book, freed)


def _kinds(book: Book, ats: Iterable[int]) -> set[str]:
    """What these changesets speak of; everything, where their bodies are still to come."""
    kinds, absent = set[str](), book.absent()
    for at in ats:
        n = book.n_of(at)
        kinds |= set(KINDS) if n in absent else {kind for part in book.parts(n) for kind, _ in rows_in(part)}
    return kinds


def settle(db: sqlite3.Connection, book: Book, positions: Iterable[Position]) -> None:
    """Take these off the list of what an admin has to look at."""
    db.executemany("UPDATE void SET is_settled=1 WHERE at=?", ((at,) for at in ats_of(book, positions)))


def release(book: Book, rows: Rows, edit: Edit, position: Position) -> str:
    """Fill the edit with what a void changeset says, as far as the rows are there; its intent.

    Raises:
        LanyanError: quarantine.gone: it is not void; quarantine.malformed: it says nothing that could be done;
            quarantine.newer: a newer program did it; role.forbidden.
    """
    found = ats_of(book, [position])
    if not found or not book.is_void(found[0]):
        raise LanyanError("quarantine.gone")
    n = book.n_of(found[0])
    try:
        operations = [o for part in book.parts(n) for o in decode(part)]
    except Malformed as error:
        raise LanyanError("quarantine.malformed") from error
    whole = book.changeset(n)
    if book.void_reason(whole) == MALFORMED:
        raise LanyanError("quarantine.malformed")
    if any((o.kind, name) not in rows.fields.of for o in operations for name in named(o)):
        raise LanyanError("quarantine.newer")
    for o in operations:
        _repeat(rows, edit, o)
    return whole.intent


def _repeat(rows: Rows, edit: Edit, o: Operation) -> None:
    if isinstance(o, Insert):
        here = rows.fetch(o.kind, "_at", o.ids)
        new = [i for i, id in enumerate(o.ids) if id not in here]
        if new:
            columns = [[column[i] for i in new] for column in o.columns]
            edit.insert_many(o.kind, o.fields, columns, ids=[o.ids[i] for i in new])
        return
    now = rows.fetch(o.kind, f'"{o.field}"', o.ids)
    cells = [(id, new, now[id][0]) for id, new in zip(o.ids, o.new, strict=True) if id in now and now[id][0] != new]
    if cells:
        edit.exchange(o.kind, o.field, cells)
