"""What other processes wrote to the file: asked for by a timer, so nearly free when there is nothing."""

from __future__ import annotations

import sqlite3

from lanyan_desktop.core.changes.coding import rows_in
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.store.book import PARTS_BITS
from lanyan_desktop.store.touched import OwnWrites, Touched, touch


class News:
    """Remembers how far the log was heard on one connection.

    `own` are the changesets this program wrote through any of its connections: their writer announced them.
    """

    def __init__(self, db: sqlite3.Connection, own: OwnWrites) -> None:
        self._db = db
        self._own = own
        self._version = -1
        self._heard = self._last_n()

    def _last_n(self) -> int:
        return int(self._db.execute("SELECT ifnull(max(n), 0) FROM changeset").fetchone()[0])

    def fetch(self) -> Touched:
        """What others wrote since the last call."""
        version = int(self._db.execute("PRAGMA data_version").fetchone()[0])
        touched: Touched = {}
        if version != self._version:
            last = self._last_n()
            for n in range(self._heard + 1, last + 1):
                if n not in self._own:
                    self._touch(touched, n)
            self._heard = last
        self._version = version
        return touched

    def _touch(self, touched: Touched, n: int) -> None:
        sql = "SELECT body FROM part WHERE id BETWEEN ? AND ? ORDER BY id"
        for (body,) in self._db.execute(sql, (n << PARTS_BITS, (n + 1 << PARTS_BITS) - 1)):
            for kind, ids in rows_in(body):
                if kind in KINDS:  # a newer program may have written others
                    touch(touched, kind, ids)
