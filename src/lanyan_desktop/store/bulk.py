"""Indexes put aside while a table is filled: sorting 2,000,000 keys once takes a third of placing them one by one.

Within one transaction a kind whose table was all but empty and takes very many rows has its secondary indexes dropped
and made again before anything looks for them. Rolled back, nothing of it happened.
"""

from __future__ import annotations

import sqlite3

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.store.schema import index_name, make_indexes

_MANY = 150_000
"""Rows of a kind in one transaction from which on it pays; below, the indexes still fit the cache."""
_SHARE = 4
"""It pays only where what was there before is at most a quarter of what has come."""


class Bulk:
    """Watches the inserts of a transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.reset()

    def reset(self) -> None:
        """A new transaction begins."""
        self._came: dict[str, int] = {}
        self._aside: set[str] = set()

    def inserted(self, kind: str, count: int) -> None:
        """Rows were written; the indexes may be in the way of the next."""
        came = self._came[kind] = self._came.get(kind, 0) + count
        if came < _MANY or kind in self._aside or came - count >= _MANY:  # asked once
            return
        (rows,) = self._db.execute(f'SELECT max(n) FROM "{kind}"').fetchone()
        if (rows - came) * _SHARE <= came:
            for on in KINDS[kind].indexes:
                self._db.execute(f'DROP INDEX IF EXISTS "{index_name(KINDS[kind], on)}"')
            self._aside.add(kind)

    def settle(self, kind: str | None = None) -> None:
        """Make the indexes again, of one kind or all, before they are needed."""
        for name in [kind] if kind is not None else sorted(self._aside):
            if name in self._aside:
                make_indexes(self._db, KINDS[name])
                self._aside.discard(name)
