"""What other connections wrote to the file: asked for by a timer, so nearly free when there is nothing."""

from __future__ import annotations

import sqlite3

from lanyan_desktop.core.changes.coding import decode
from lanyan_desktop.store.book import PARTS_BITS
from lanyan_desktop.store.touched import Touched, touch


class News:
    """Remembers how far the log was heard."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._version = self._data_version()
        self._heard = self._last_n()

    def _data_version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def _last_n(self) -> int:
        return int(self._db.execute("SELECT ifnull(max(n), 0) FROM changeset").fetchone()[0])

    def skip(self, n: int) -> None:
        """This connection wrote changeset n itself and has announced it."""
        if n == self._heard + 1:
            self._heard = n

    def fetch(self) -> Touched:
        """What was written since the last call by others than this connection."""
        version = self._data_version()
        touched: Touched = {}
        if version != self._version:
            last = self._last_n()
            sql = "SELECT body FROM part WHERE id BETWEEN ? AND ? ORDER BY id"
            bounds = (self._heard + 1) << PARTS_BITS, (last + 1 << PARTS_BITS) - 1
            for (body,) in self._db.execute(sql, bounds):
                for o in decode(body):
                    touch(touched, o.kind, o.ids)
            self._heard = last
        self._version = version
        return touched
