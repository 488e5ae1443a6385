"""Millions of rows in the order of an index, a window at a time: nothing is loaded but what is looked at.

A position is reached from the nearest one known so far (an anchor) by stepping along the index alone, forward or
backward, so that the farthest jump in 2,000,000 rows costs 30 ms and each next one less; a window itself is read by
key. Deleted rows stay in the index until they are purged: their keys are few and held here, so that they are stepped
over without looking into the table.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence

from lanyan_desktop.core.records import KINDS, Kind
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.query import Where, select
from lanyan_desktop.store.reader import Reader

MOST_HIDDEN = 100_000
"""With more deleted rows than this in sight of the index, ask for `Reader.ids` instead."""
_ANCHOR_EVERY = 512
_ENDS = ("min", "max")
Key = tuple[Value, ...]


def window_order(kind: Kind, where: Sequence[Where]) -> tuple[str, ...] | None:
    """The order in which rows meeting these conditions can be had by windows; None if no index serves.

    An index serves when the conditions are equalities on its first fields and the rest of it can never be empty.

    >>> window_order(KINDS["attendance"], [Where("worker_id", "=", b"x")])
    ('day',)
    """
    fixed = {condition.field for condition in where}
    if any(condition.op != "=" or condition.value is None for condition in where):
        return None
    for index in kind.indexes:
        fields = [name.strip() for name in index.split(",")]
        head, rest = fields[: len(fixed)], fields[len(fixed) :]
        if set(head) == fixed and rest and all(kind.field(name).required for name in rest):
            return tuple(rest)
    return None


def has_more_than(reader: Reader, kind: str, count: int, *, where: Sequence[Where] = ()) -> bool:
    """Whether more records than `count` are in sight; looks at no more than that, where counting looks at all."""
    sql, params = select(kind, ["1"], where=where)
    return bool(reader._query(f"{sql} LIMIT 1 OFFSET {count}", params))


class Windows:
    """The ids of all rows that meet equalities, in `window_order`; `descending` turns the order about.

    It is a moment's view of how many rows there are; make a new one after rows came or went.

    Raises:
        ValueError: no index serves, or too many rows are deleted.
    """

    def __init__(self, reader: Reader, kind: str, *, where: Sequence[Where] = (), descending: bool = False) -> None:
        order = window_order(KINDS[kind], where)
        if order is None:
            raise ValueError(f"{kind}: no index serves these windows")
        self._reader = reader
        self._kind = kind
        self._descending = descending
        self._fixed = " AND ".join(f'"{condition.field}" = ?' for condition in where) or "1"
        self._params = [condition.value for condition in where]
        self._key = ", ".join([*(f'"{name}"' for name in order), "n"])
        self._marks = ", ".join("?" * (len(order) + 1))
        self._hidden = self._hidden_keys()
        self._count = self._count_rows(where) - len(self._hidden)
        self._places: list[int] = []
        self._anchors: dict[int, Key] = {}

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, rows: slice) -> list[Id]:
        first, last, _ = rows.indices(self._count)
        if first >= last:
            return []
        if self._descending:
            found = self._window(self._count - last, last - first)
            return found[::-1]
        return self._window(first, last - first)

    def find(self, row_id: Id) -> int:
        """The position of a row, -1 if it is not among them."""
        sql = f'SELECT {self._key} FROM "{self._kind}" WHERE {self._fixed} AND id = ? AND _mark & 1 = 0'
        found = self._ask(sql, [row_id])
        if not found:
            return -1
        before = f'SELECT count(*) FROM "{self._kind}" WHERE {self._fixed} AND ({self._key}) < ({self._marks})'
        place = self._number(before, list(found[0])) - bisect_left(self._hidden, found[0])
        return self._count - 1 - place if self._descending else place

    def _ask(self, sql: str, params: Sequence[Value]) -> list[tuple[Value, ...]]:
        # the reader's one door to SQLite: this module is a room of the store
        return self._reader._query(sql, [*self._params, *params])

    def _count_rows(self, where: Sequence[Where]) -> int:
        """Rows in the index; all of the table, which SQLite counts four times faster, if nothing else is in it."""
        if len(where) == 1:
            name = where[0].field
            # asked apart: SQLite finds one end of an index at once, both only by reading all of it
            ends = [self._reader._query(f'SELECT {end}("{name}") FROM "{self._kind}"', [])[0][0] for end in _ENDS]
            if ends == [where[0].value] * 2:
                return int(self._reader._query(f'SELECT count(*) FROM "{self._kind}"', [])[0][0])
        return self._number(f'SELECT count(*) FROM "{self._kind}" WHERE {self._fixed}', [])

    def _number(self, sql: str, params: Sequence[Value]) -> int:
        found = self._ask(sql, params)[0][0]
        assert isinstance(found, int)
        return found

    def _hidden_keys(self) -> list[Key]:
        """The keys of deleted rows, found by the small index over marked rows."""
        index = f"{self._kind}_gone"
        sql = f'SELECT {self._key} FROM "{self._kind}" INDEXED BY "{index}" WHERE {self._fixed} AND _mark AND _mark & 1'
        found = self._ask(f"{sql} LIMIT {MOST_HIDDEN + 1}", [])
        if len(found) > MOST_HIDDEN:
            raise ValueError(f"{self._kind}: too many deleted rows for windows")
        return sorted(found)

    def _window(self, place: int, count: int) -> list[Id]:
        bound, params = "", list[Value]()
        if place:
            key = self._key_at(place)
            if key is None:
                return []
            bound, params = f" AND ({self._key}) >= ({self._marks})", list(key)
        sql = (
            f'SELECT id, {self._key} FROM "{self._kind}" WHERE {self._fixed}{bound} AND _mark & 1 = 0 '
            f"ORDER BY {self._key} LIMIT {count}"
        )
        rows = self._ask(sql, params)
        if rows:
            self._keep(place + len(rows) - 1, rows[-1][1:])
        return [Id(row[0]) for row in rows if isinstance(row[0], bytes)]

    def _key_at(self, place: int) -> Key | None:
        """The key of the row in a position, by the shorter way; None if the rows have become fewer."""
        known = self._places
        at = bisect_right(known, place)
        below, above = (known[at - 1] if at else 0), (known[at] if at < len(known) else self._count - 1)
        if place - below <= above - place:
            key = self._step(self._anchors.get(below), place - below, forward=True)
        else:
            key = self._step(self._anchors.get(above), above - place, forward=False)
        if key is not None:
            self._keep(place, key)
        return key

    def _keep(self, place: int, key: Key) -> None:
        at = bisect_left(self._places, place)
        near = self._places[max(0, at - 1) : at + 1]
        if all(abs(known - place) >= _ANCHOR_EVERY for known in near):
            insort(self._places, place)
            self._anchors[place] = key

    def _step(self, key: Key | None, count: int, *, forward: bool) -> Key | None:
        """The key `count` live rows on from a key (None: from the end), itself a live row's."""
        here = key
        passed = 0  # hidden rows stepped over so far
        while True:
            there = self._skip(key, count + passed, forward=forward)
            if there is None:
                return None
            hidden = self._hidden_between(here, there, forward=forward)
            if hidden == passed:
                return there
            passed = hidden

    def _skip(self, key: Key | None, count: int, *, forward: bool) -> Key | None:
        compare, turn = (">=", "") if forward else ("<=", " DESC")
        bound = f" AND ({self._key}) {compare} ({self._marks})" if key is not None else ""
        by = ", ".join(f"{part}{turn}" for part in self._key.split(", "))
        sql = f'SELECT {self._key} FROM "{self._kind}" WHERE {self._fixed}{bound} ORDER BY {by} LIMIT 1 OFFSET {count}'
        found = self._ask(sql, list(key) if key is not None else [])
        return found[0] if found else None

    def _hidden_between(self, here: Key | None, there: Key, *, forward: bool) -> int:
        """Hidden rows from one key (None: the end) through another."""
        hidden = self._hidden
        if forward:
            first = bisect_left(hidden, here) if here is not None else 0
            return bisect_right(hidden, there) - first
        last = bisect_right(hidden, here) if here is not None else len(hidden)
        return last - bisect_left(hidden, there)
