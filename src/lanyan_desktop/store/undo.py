"""Undo and redo as new changesets, also after a restart; refused where a later change stands in the way.

The stack is read from the log: an own changeset is pushed; one that undoes the top of the undo stack moves it to the
redo stack; one that undoes the top of the redo stack (a redo) comes back. Anything else that is new clears the redo
stack, as people expect.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from lanyan_desktop.core.changes.coding import decode
from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK, Head
from lanyan_desktop.core.changes.operations import GONE, Insert, Operation, Set
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.edit import Edit
from lanyan_desktop.store.rows import Rows

_DEPTH = 1_000
"""Own changesets looked at first."""
_DEEPER = 8
"""How many times as many are looked at when those are used up."""


class UndoStack:
    """What can be taken back and brought back; follows the log.

    The end of the log is read first, and more of it only when that is used up or speaks of what lies before it.
    """

    def __init__(self) -> None:
        self._read_to = 0
        self._first = 1  # the first own number read
        self._undo: list[int] = []
        self._redo: list[int] = []

    @property
    def to_undo(self) -> int | None:
        return self._undo[-1] if self._undo else None

    @property
    def to_redo(self) -> int | None:
        return self._redo[-1] if self._redo else None

    def forget(self) -> None:
        """Verdicts have changed: read the log anew."""
        self._read_to = 0

    def read(self, db: sqlite3.Connection, me: int) -> None:
        """Take in what this writer has logged since."""
        last = db.execute("SELECT seq FROM writer WHERE n=?", (me,)).fetchone()[0]
        if not self._read_to or last < self._read_to:
            self._first = max(last - _DEPTH, 0) + 1
            self._begin()
        whole = self._read(db, me, last)
        while self._first > 1 and (not whole or not self._undo):
            self._first = max(self._first - (last - self._first + 1) * _DEEPER, 1)
            self._begin()
            whole = self._read(db, me, last)

    def _begin(self) -> None:
        self._read_to = self._first - 1
        self._undo.clear()
        self._redo.clear()

    def _read(self, db: sqlite3.Connection, me: int, last: int) -> bool:
        """Take in what was not read yet; False if it undoes what lies before all that was read."""
        rows = db.execute(
            "SELECT at, undoes FROM changeset c WHERE at BETWEEN ? AND ? "
            "AND NOT EXISTS (SELECT 1 FROM void WHERE void.at = c.at) ORDER BY at",
            (me << SEQ_BITS | self._read_to + 1, me << SEQ_BITS | last),
        )
        whole = True
        for at, undoes in rows:
            whole = whole and (not undoes or undoes >= self._first)
            self._take(at & SEQ_MASK, undoes)
        self._read_to = last
        return whole

    def intents(self, db: sqlite3.Connection, me: int) -> tuple[str | None, str | None]:
        """What undo and redo would turn now, without the word it was turned by before."""
        undo, redo = (_intent_of(db, me, seq) for seq in (self.to_undo, self.to_redo))
        return undo, redo

    def _take(self, seq: int, undoes: int) -> None:
        if undoes and undoes == self.to_undo:
            self._undo.pop()
            self._redo.append(seq)
        elif undoes and undoes == self.to_redo:
            self._redo.pop()
            self._undo.append(seq)
        elif not undoes:
            self._undo.append(seq)
            self._redo.clear()


def _intent_of(db: sqlite3.Connection, me: int, seq: int | None) -> str | None:
    if seq is None:
        return None
    (intent,) = db.execute("SELECT intent FROM changeset WHERE at=?", (me << SEQ_BITS | seq,)).fetchone()
    return bare(intent)


def bare(intent: str) -> str:
    """An intent without the word it was undone or redone by.

    >>> bare("重做 改名")
    '改名'
    """
    return intent.removeprefix("撤销 ").removeprefix("重做 ")


def take_back(rows: Rows, book: Book, edit: Edit, at: int) -> str:
    """Fill the edit with the inverse of an own changeset; return that one's intent, without the word it was undone by.

    Raises:
        LanyanError: undo.blocked (intent, kind, record, field, who, count); undo.newer: a newer program did it.
    """
    whole = book.changeset(book.n_of(at))
    intent = bare(whole.intent) if whole.undoes else whole.intent
    operations = [o for part in whole.parts for o in decode(part)]
    if any((o.kind, name) not in rows.fields.of for o in operations for name in named(o)):
        raise LanyanError("undo.newer", intent=intent)
    inserts = [o for o in operations if isinstance(o, Insert)]
    new_rows = {(o.kind, id) for o in inserts for id in o.ids}
    sets = [_without(o, new_rows) for o in operations if isinstance(o, Set)]
    blockers = _Blockers(rows, at)
    for o in inserts:
        blockers.look_at_insert(o, [s for s in operations if isinstance(s, Set) and s.kind == o.kind])
        edit.exchange(o.kind, GONE, ((id, 1, 0) for id in o.ids))
    for s in sets:
        blockers.look_at_set(s)
        edit.exchange(s.kind, s.field, zip(s.ids, s.old, s.new, strict=True))
    if blockers.found:
        raise blockers.error(book, intent)
    edit.undoes = at & SEQ_MASK
    return intent


def named(o: Operation) -> Sequence[str]:
    """The fields an operation speaks of; an insert says of each row that it is not deleted."""
    return [GONE, *o.fields] if isinstance(o, Insert) else [o.field]


def _without(o: Set, new_rows: set[tuple[str, Id]]) -> Set:
    """The set without the rows its own changeset inserted: taking back the insert is all there is to do for them."""
    if not new_rows:
        return o
    keep = [i for i, id in enumerate(o.ids) if (o.kind, id) not in new_rows]
    return Set(o.kind, [o.ids[i] for i in keep], o.field, [o.new[i] for i in keep], [o.old[i] for i in keep])


class _Blockers:
    """What a field holds now against what the changeset left in it."""

    def __init__(self, rows: Rows, at: int) -> None:
        self._rows = rows
        self._at = at
        self.found: list[tuple[str, Id, str, int]] = []  # kind, row, field, at of the later change

    def look_at_insert(self, o: Insert, sets: Sequence[Set]) -> None:
        left: dict[str, dict[Id, Value]] = {
            name: dict(zip(o.ids, c, strict=True)) for name, c in zip(o.fields, o.columns, strict=True)
        }
        for s in sets:
            left.setdefault(s.field, {}).update(zip(s.ids, s.new, strict=True))
        for id, heads in self._rows.heads(o.kind, o.ids).items():
            for name, hs in heads.items():
                self._compare(o.kind, id, name, hs, left.get(name, {}).get(id, 0 if name == GONE else None))

    def look_at_set(self, o: Set) -> None:
        heads = self._rows.heads(o.kind, o.ids)
        for id, left in zip(o.ids, o.new, strict=True):
            if id not in heads:  # only a void changeset made this row
                continue
            self._compare(o.kind, id, o.field, heads[id].get(o.field, []), left)
            if o.field != GONE:
                self._compare(o.kind, id, GONE, heads[id].get(GONE, []), 0)

    def _compare(self, kind: str, id: Id, field: str, heads: list[Head], left: Value) -> None:
        """A later own change that has been taken back itself left the value as it was: it is in nobody's way."""
        me = self._at >> SEQ_BITS
        if len(heads) == 1 and heads[0][0] >> SEQ_BITS == me and heads[0][1] == left:
            return
        self.found += [(kind, id, field, at) for at, _ in heads if at != self._at]

    def error(self, book: Book, intent: str) -> LanyanError:
        """The first of them in the user's words."""
        kind, id, field, at = self.found[0]
        user, device = book.author_of(at)
        return LanyanError(
            "undo.blocked",
            intent=intent,
            kind=KINDS[kind].title,
            record=self._rows.labels(kind, [id])[id],
            field="删除" if field == GONE else KINDS[kind].field(field).title,
            who=user or device,
            count=len({(k, row) for k, row, _, _ in self.found}),
        )
