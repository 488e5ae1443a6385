"""Rows as they are stored, with their heads: what a fold, an undo and a list of conflicts ask them for."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

import msgspec

from lanyan_desktop.core.changes.coding import Malformed, decode
from lanyan_desktop.core.changes.heads import IN_ROW, SEQ_BITS, Cell, Head, Heads, Stored, heads_of
from lanyan_desktop.core.changes.operations import Insert, Operation, Set
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.labels import load_labels

_FEW = 100  # below this rows are fetched one by one: a temporary table costs more

unpack_heads = msgspec.msgpack.Decoder(dict[int, Stored]).decode


class Held(NamedTuple):
    """A set operation waiting for the fold."""

    operation: Set
    at: int
    limit: list[int]  # by local writer number: the greatest `at` its writer had seen
    knows_all: bool  # its writer had seen all that was here before


def heads_in(packed: bytes | None) -> Heads:
    """The heads of a row as `_heads` holds them."""
    return cast(Heads, unpack_heads(packed)) if packed else {}


def readable(part: bytes) -> list[Operation]:
    """The operations of a part of a void changeset; none where it is malformed."""
    try:
        return decode(part)
    except Malformed:
        return []


class StoredRows:
    """Reads rows of all kinds, deleted ones too, inside a transaction or outside."""

    def __init__(self, db: sqlite3.Connection, book: Book, fields: FieldNumbers) -> None:
        self._db = db
        self._book = book
        self.fields = fields
        self._of_kind: dict[str, list[int]] = {}
        self._of_void: dict[int, list[tuple[str, set[Id]]]] = {}

    def fetch(self, kind: str, columns: str, ids: Collection[Id]) -> dict[Id, tuple[Any, ...]]:
        """Columns (as SQL) of these rows, deleted ones too; rows that are not here are left out."""
        if len(ids) < _FEW:
            sql = f'SELECT id, {columns} FROM "{kind}" WHERE id=?'
            found: Iterable[Any] = (row for id in ids if (row := self._db.execute(sql, (id,)).fetchone()))
        else:
            self._fill_wanted(ids)
            # CROSS JOIN keeps the order of the loops: SQLite once scanned the temporary table for every row
            sql = f'SELECT k.id, {columns} FROM wanted CROSS JOIN "{kind}" k ON k.id = _row ORDER BY _place'
            found = self._db.execute(sql)
        return {row[0]: row[1:] for row in found}

    def _fill_wanted(self, ids: Collection[Id]) -> None:
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted(_place INTEGER PRIMARY KEY, _row BLOB)")
        self._db.execute("DELETE FROM wanted")
        self._db.executemany("INSERT INTO wanted(_row) VALUES(?)", zip(sorted(ids), strict=True))

    def _stored_heads(self, kind: str, ids: Collection[Id]) -> dict[Id, Heads]:
        return {id: heads_in(row[0]) for id, row in self.fetch(kind, "_heads", ids).items()}

    def heads(self, kind: str, ids: Collection[Id]) -> dict[Id, dict[str, list[Head]]]:
        """All heads of these rows by field name, the shown one first."""
        place = {f: i for i, f in enumerate(self._numbers(kind), 1)}
        columns = ", ".join(["_heads", *(f'"{self.fields.name[f]}"' for f in place)])
        return {
            id: {
                self.fields.name[f]: self._ranked(cell, row[place[f]])
                for f, cell in heads_in(row[0]).items()
                if f in place
            }
            for id, row in self.fetch(kind, columns, ids).items()
        }

    def _numbers(self, kind: str) -> list[int]:
        """The fields of a kind; the values of all are fetched with its heads, not one by one."""
        if kind not in self._of_kind:
            self._of_kind[kind] = [f for (k, _), f in self.fields.of.items() if k == kind]
        return self._of_kind[kind]

    def _ranked(self, cell: Cell, shown: Value) -> list[Head]:
        """Heads from the shown one down; `shown` is the value in the row, that of an unchanged winner."""
        if isinstance(cell, int):  # mostly
            return [(cell, shown)]
        heads = [(at, shown if value is IN_ROW else value) for at, value in heads_of(cell)]
        return sorted(heads, key=lambda head: self._book.order(head[0]), reverse=True) if len(heads) > 1 else heads

    def labels(self, kind: str, ids: Collection[Id]) -> dict[Id, str]:
        """What names these records to people, deleted ones too."""
        return load_labels(self._db, kind, ids)

    def _made_at(self, kind: str, field: str, ids: Collection[Id]) -> dict[Id, int]:
        """Which changeset gave these rows the shown value of the field: a set, else their insert."""
        made = {id: int(row[0]) for id, row in self.fetch(kind, "_at", ids).items()}
        return made | {id: heads[field][0][0] for id, heads in self.heads(kind, ids).items() if field in heads}

    # ---- what a set may speak of

    def _inserts(self, kind: str, id: Id) -> list[int]:
        sql = "SELECT at FROM reinsert WHERE row=? AND kind=? ORDER BY at"
        return [at for (at,) in self._db.execute(sql, (id, kind))]

    def impossible(self, kind: str, held: Sequence[Held], rows: Mapping[Id, tuple[Any, ...]]) -> set[int]:
        """The changesets that set a row of which they knew no insert.

        Whether that insert is void is not asked: what is known is the same everywhere, what is void may come to be
        known later. A row made by void changesets alone is not here: sets of it are passed over, and remembered.
        """
        tops: dict[int, int] = {}
        for row in rows.values():
            if row[1] > tops.get(row[1] >> SEQ_BITS, 0):
                tops[row[1] >> SEQ_BITS] = row[1]
        found = set[int]()
        for h in held:
            ids = h.operation.ids
            if all(top <= h.limit[w] for w, top in tops.items()) and all(map(rows.__contains__, ids)):
                continue  # the usual case, without a look at each cell
            for id in ids:
                made = rows[id][1] if id in rows else 0
                if made and (made <= h.limit[made >> SEQ_BITS] or made == h.at):
                    continue
                if not self._knew_insert(kind, id, h):
                    found.add(h.at)
                    break
                if not made:
                    self._db.execute("INSERT OR IGNORE INTO inert VALUES(?, ?)", (id, kind))
        return found

    def _knew_insert(self, kind: str, id: Id, h: Held) -> bool:
        ats = [*self._inserts(kind, id), *self._void_inserts(kind, id)]
        return any(at <= h.limit[at >> SEQ_BITS] or at == h.at for at in ats)

    def _void_inserts(self, kind: str, id: Id) -> list[int]:
        """The void changesets that made this row."""
        return [
            at
            for at in sorted(self._book.void_ats())
            if any(k == kind and id in ids for k, ids in self._inserts_of(at))
        ]

    def _inserts_of(self, at: int) -> list[tuple[str, set[Id]]]:
        if at not in self._of_void:
            parts = self._book.parts(self._book.n_of(at))
            made = [o for part in parts for o in readable(part) if isinstance(o, Insert)]
            self._of_void[at] = [(o.kind, set(o.ids)) for o in made]
        return self._of_void[at]
