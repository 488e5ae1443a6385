"""Rows and their heads: where own edits and received ones end up, by the same two functions.

`insert` writes new rows at once; `write` lays held sets over the heads of all touched rows, writes each row once, then
settles marks and trees. Runs inside the transaction of its caller and knows nothing of users or undo.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import chain, repeat
from operator import itemgetter
from typing import Any

import msgspec

from lanyan_desktop.core.changes.coding import Malformed
from lanyan_desktop.core.changes.heads import (
    IN_ROW,
    SEQ_BITS,
    Head,
    Heads,
    Stored,
    first_insert,
    fold,
    heads_of,
    is_hidden,
)
from lanyan_desktop.core.changes.operations import GONE, Insert
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.bulk import Bulk
from lanyan_desktop.store.caches import Caches
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.moves import settle_moves
from lanyan_desktop.store.schema import HIDDEN, KEPT, RIVALS
from lanyan_desktop.store.stored import Held, StoredRows, heads_in, unpack_heads
from lanyan_desktop.store.touched import Touched, touch

_pack = msgspec.msgpack.Encoder().encode
_PLACE = itemgetter(0)


def _chosen(operation: Insert, places: Sequence[int]) -> Insert:
    """The insert of some of its rows only."""
    columns = [[column[i] for i in places] for column in operation.columns]
    return Insert(operation.kind, [operation.ids[i] for i in places], operation.fields, columns)


class Rows(StoredRows):
    """The tables of all kinds, in a transaction."""

    def __init__(self, db: sqlite3.Connection, book: Book, fields: FieldNumbers, caches: Caches | None) -> None:
        super().__init__(db, book, fields)
        self._caches = caches
        self.bulk = Bulk(db)
        self.begin()

    def begin(self) -> None:
        """A new transaction begins."""
        self.bulk.reset()
        self.stale = set[str]()
        """Kinds to be made again before the end: rows came that sets had been passed over for."""
        self._of_void.clear()

    def insert(self, operation: Insert, at: int, touched: Touched) -> None:
        """New rows. An unknown kind or field is noted and passed over; its changeset keeps it for an upgrade."""
        kind = operation.kind
        unknown = [name for name in operation.fields if (kind, name) not in self.fields.of]
        if unknown or kind not in self.fields.gone:
            self._skip(kind, unknown or [GONE])
        if kind not in self.fields.gone:
            return
        try:
            self._insert_new(operation, at)
        except sqlite3.IntegrityError:
            operation = self._insert_again(operation, at)
        touch(touched, kind, operation.ids)
        self._find_inert(kind, operation.ids)

    def _insert_new(self, operation: Insert, at: int) -> None:
        """Rows of which none is here, or sqlite3.IntegrityError and nothing done."""
        kind = operation.kind
        known = [i for i, name in enumerate(operation.fields) if (kind, name) in self.fields.of]
        names = "".join(f', "{operation.fields[i]}"' for i in known)
        sql = f'INSERT INTO "{kind}"(id, _at{names}) VALUES(?, ?{", ?" * len(known)})'
        columns = (operation.columns[i] for i in known)
        self._db.execute("SAVEPOINT insertion")
        try:
            self._db.executemany(sql, zip(operation.ids, repeat(at), *columns, strict=False))  # repeat has no end
        except sqlite3.IntegrityError:
            self._db.execute("ROLLBACK TO insertion")
            self._db.execute("RELEASE insertion")
            raise
        self._db.execute("RELEASE insertion")
        self.bulk.inserted(kind, len(operation.ids))
        if self._caches is not None:
            self._caches.inserted(operation, self._db.execute(f'SELECT max(n) FROM "{kind}"').fetchone()[0])

    def _insert_again(self, operation: Insert, at: int) -> Insert:
        """Some rows are here: others made them too, as when two admins release one changeset. The earliest counts."""
        kind = operation.kind
        here = {id: int(row[0]) for id, row in self.fetch(kind, "_at", operation.ids).items()}
        if at in here.values() or any(at in self._inserts(kind, id) for id in here):
            raise Malformed("a row inserted twice")
        new = [i for i, id in enumerate(operation.ids) if id not in here]
        if new:
            self._insert_new(_chosen(operation, new), at)
        for i, id in enumerate(operation.ids):
            if id in here:
                self._add_insert(_chosen(operation, [i]), id, here[id], at)
        return operation

    def _add_insert(self, one: Insert, id: Id, base: int, at: int) -> None:
        """Another insert of a row: it stands if of all of them it is the first."""
        rows = ((id, one.kind, base), (id, one.kind, at))
        self._db.executemany("INSERT OR IGNORE INTO reinsert VALUES(?, ?, ?)", rows)
        if first_insert(self._inserts(one.kind, id), saw=self._book.saw, order=self._book.order) != at:
            return
        heads = self._stored_heads(one.kind, [id])[id]
        given: dict[str, Value] = {f.name: f.default for f in KINDS[one.kind].fields}
        given |= {name: column[0] for name, column in zip(one.fields, one.columns, strict=True) if name in given}
        free = [name for name in given if self.fields.of[one.kind, name] not in heads]
        with self._caches.setting(one.kind, free, [id]) if self._caches is not None else nullcontext():
            columns = "".join(f', "{name}"=?{i}' for i, name in enumerate(free, 3))
            params = [id, at, *(given[name] for name in free)]
            self._db.execute(f'UPDATE "{one.kind}" SET _at=?2{columns} WHERE id=?1', params)
        if KINDS[one.kind].tree:
            self._settle_tree(one.kind, {id}, {})

    def _find_inert(self, kind: str, ids: Collection[Id]) -> None:
        """Sets were passed over because these rows were not here: the kind must be made again to have them."""
        rows = {row for (row,) in self._db.execute("SELECT row FROM inert WHERE kind=?", (kind,))}
        if rows and not rows.isdisjoint(ids):
            self.stale.add(kind)

    def _skip(self, kind: str, fields: Iterable[str]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO skipped VALUES(?, ?)", zip(repeat(kind), fields, strict=False))

    def write(self, held: Sequence[Held], touched: Touched) -> set[int]:
        """Fold these sets, in order, and write each touched row once: winners, heads and mark.

        Returns the changesets that set rows which nothing they knew of had made; nothing of these sets is written.
        """
        by_kind: dict[str, list[Held]] = defaultdict(list)
        for h in held:
            o = h.operation
            if (o.kind, o.field) not in self.fields.of:
                self._skip(o.kind, [o.field])
            if o.kind in self.fields.gone:
                by_kind[o.kind].append(h)
                h.limit.extend(w << SEQ_BITS for w in range(len(h.limit), len(self._book.seen)))
        found: dict[str, dict[Id, tuple[Any, ...]]] = {}
        for kind, mine in by_kind.items():
            self.bulk.settle(kind)
            found[kind] = self.fetch(kind, "_heads, _at, n", set(chain.from_iterable(h.operation.ids for h in mine)))
        impossible = {at for kind, mine in by_kind.items() for at in self.impossible(kind, mine, found[kind])}
        for kind, mine in by_kind.items():
            sound = [h for h in mine if h.at not in impossible and (kind, h.operation.field) in self.fields.of]
            rows = found[kind]
            if len(sound) != len(mine):
                meant = {id for h in sound for id in h.operation.ids}
                rows = {id: row for id, row in rows.items() if id in meant}
            self._write_kind(kind, sound, rows, touched)
        return impossible

    def _write_kind(self, kind: str, held: list[Held], found: dict[Id, tuple[Any, ...]], touched: Touched) -> None:
        fields = {h.operation.field for h in held}
        rows = {id: heads_in(row[0]) for id, row in found.items()}
        with self._caches.setting(kind, fields, rows.keys()) if self._caches is not None else nullcontext():
            gone = self.fields.gone[kind]
            special = {
                id for id, heads in rows.items() if heads and (gone in heads or list in map(type, heads.values()))
            }
            for h in held:
                o = h.operation
                fold(rows, self.fields.of[kind, o.field], o.ids, o.new, at=h.at, limit=h.limit, knows_all=h.knows_all)
            self._update(kind, rows, {id: row[2] for id, row in found.items()}, special)
            self._settle(kind, special)
            touch(touched, kind, rows.keys())
            tree = KINDS[kind].tree
            moved = {id for h in held if h.operation.field == tree for id in h.operation.ids}
            if moved:
                self._settle_tree(kind, moved, touched)

    def _settle_tree(self, kind: str, moved: Collection[Id], touched: Touched) -> None:
        made_at = partial(self._made_at, kind, KINDS[kind].tree)
        touch(touched, kind, settle_moves(self._db, self._book, kind, moved, made_at))

    def _update(self, kind: str, rows: dict[Id, Heads], places: Mapping[Id, int], special: set[Id]) -> None:
        """Write what the fold made new, grouped by the set of fields; adds to `special` the rows to settle.

        `places` are the rowids: a row is found by its own in half the time, and in order each page is met once.
        """
        updates: dict[tuple[int, ...], list[tuple[Value, ...]]] = defaultdict(list)
        gone = self.fields.gone[kind]
        for id, heads in rows.items():
            names: list[int] = []
            values: list[Value] = []
            for f in heads if len(heads) == 1 else sorted(heads):  # rows with the same fields are written together
                cell: Any = heads[f]
                if cell.__class__ is tuple:
                    heads[f] = cell[0]
                elif cell.__class__ is list and cell[0].__class__ is tuple:
                    special.add(id)
                    cell, *losers = self._ranked(cell, self._shown(kind, id, f, cell))
                    heads[f] = [cell[0], *losers]
                else:
                    continue
                names.append(f)
                values.append(cell[1])
            if gone in heads:
                special.add(id)
            updates[tuple(names)].append((places[id], _pack(heads), *values))
        for fields, params in updates.items():
            columns = "".join(f', "{self.fields.name[f]}"=?{i}' for i, f in enumerate(fields, 3))
            params.sort(key=_PLACE)
            self._db.executemany(f'UPDATE "{kind}" SET _heads=?2{columns} WHERE n=?1', params)

    def _shown(self, kind: str, id: Id, f: int, cell: list[Head]) -> Value:
        """The value in the row, where one of the heads says it is there."""
        if all(value is not IN_ROW for _, value in cell):
            return None
        found: Value = self._db.execute(f'SELECT "{self.fields.name[f]}" FROM "{kind}" WHERE id=?', (id,)).fetchone()[0]
        return found

    def _settle(self, kind: str, ids: set[Id]) -> None:
        """The marks: hide deleted rows; one with an edit or a restore its deletes did not know of stays in sight."""
        gone = self.fields.gone[kind]
        found = self.fetch(kind, "_heads, _gone", ids).items()
        marks = [(id, self._mark(unpack_heads(packed), gone, shown)) for id, (packed, shown) in found if packed]
        self._db.executemany(f'UPDATE "{kind}" SET _mark=?2 WHERE id=?1 AND _mark<>?2', marks)

    def _mark(self, stored: dict[int, Stored], gone: int, shown: int) -> int:
        """`shown` is the value of `_gone` in the row."""
        deletes, others, mark = list[int](), list[int](), 0
        for f, cell in stored.items():
            heads = heads_of(cell)
            if len(heads) > 1:
                mark = RIVALS
            for at, value in heads:
                is_delete = f == gone and (shown if value is IN_ROW else value) == 1
                (deletes if is_delete else others).append(at)
        if deletes:
            mark |= HIDDEN if is_hidden(deletes, others, self._book.saw) else KEPT
        return mark
