"""Suspended moves of a tree kind, kept in step with the standing parents."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

from lanyan_desktop.core.changes.coding import decode
from lanyan_desktop.core.changes.operations import Set
from lanyan_desktop.core.changes.tree import nodes_on_rings, place
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.book import Book

MadeAt = Callable[[Collection[Id]], dict[Id, int]]
"""The `at` of the standing parent of each of these rows."""


def settle_moves(db: sqlite3.Connection, book: Book, kind: str, moved: Collection[Id], made_at: MadeAt) -> set[Id]:
    """Suspend the moves that close a ring, let go those that no longer do; return the rows that hang elsewhere now.

    A function of the standing parents alone, so every replica suspends the same.
    """
    tree = KINDS[kind].tree
    old = dict(db.execute("SELECT row, shown FROM suspended WHERE kind=?", (kind,)).fetchall())
    known: dict[Id, Id | None] = {}

    def parent(id: Id) -> Id | None:
        if id not in known:
            row = db.execute(f'SELECT "{tree}" FROM "{kind}" WHERE id=?', (id,)).fetchone()
            known[id] = row[0] if row else None
        return known[id]

    ring = nodes_on_rings({*moved, *old}, parent)
    if not ring and not old:
        return set()
    ats = made_at(ring)
    shown = place(
        {id: book.order(at) for id, at in ats.items()}, parent, lambda id: _before(book, ats[id], kind, tree, id)
    )
    if shown == old:
        return set()
    db.execute("DELETE FROM suspended WHERE kind=?", (kind,))
    db.executemany("INSERT INTO suspended VALUES(?,?,?)", ((id, kind, up) for id, up in shown.items()))
    return {*shown, *old}


def _before(book: Book, at: int, kind: str, tree: str, id: Id) -> Id | None:
    """The parent this row had before the move that stands; none if it was inserted there."""
    for part in book.parts(book.n_of(at)):
        for o in decode(part):
            if isinstance(o, Set) and (o.kind, o.field) == (kind, tree) and id in o.ids:
                return _id(o.old[list(o.ids).index(id)])
    return None


def _id(value: Value) -> Id | None:
    return Id(value) if isinstance(value, bytes) else None
