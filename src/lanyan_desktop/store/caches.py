"""What is derived from rows and kept for speed: told of every write in its transaction, droppable at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from lanyan_desktop.core.changes.operations import Insert
from lanyan_desktop.core.values import Id


class Caches:
    """The search index and the month summary of attendance."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def inserted(self, operation: Insert) -> None:
        """Rows of a known kind were inserted."""

    @contextmanager
    def setting(self, kind: str, ids: Collection[Id]) -> Iterator[None]:
        """Fields of these rows are set inside the block."""
        yield
