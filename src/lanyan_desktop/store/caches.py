"""What is derived from rows and kept for speed: told of every write in its transaction, droppable at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from lanyan_desktop.core.changes.operations import GONE, Insert
from lanyan_desktop.core.values import Id
from lanyan_desktop.store import month_index
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.month_index import MonthIndex
from lanyan_desktop.store.search_index import SearchIndex

_SUMMED = {GONE, "project_id", "worker_id", "team_id", "day", "morning_min", "afternoon_min", "overtime_min"}


class Caches:
    """The search index and the month sums of attendance."""

    def __init__(self, db: sqlite3.Connection, fields: FieldNumbers) -> None:
        self._search = SearchIndex(db, fields)
        self._months = MonthIndex(db)

    def inserted(self, operation: Insert, last_n: int) -> None:
        """Rows of a known kind were inserted; the last of them has this rowid, the others those before it."""
        self._search.inserted(operation, last_n)
        if operation.kind == month_index.KIND:
            self._months.inserted(operation)

    @contextmanager
    def setting(self, kind: str, fields: Collection[str], ids: Collection[Id]) -> Iterator[None]:
        """These fields of these rows are set inside the block."""
        documents = self._search.documents(kind, fields, ids)
        is_summed = kind == month_index.KIND and not _SUMMED.isdisjoint(fields)
        keys = self._months.keys(ids) if is_summed else set()
        yield
        if documents:
            self._search.replace(documents, self._search.documents(kind, fields, ids))
        if is_summed:
            self._months.sum_again(keys | self._months.keys(ids))

    def is_current(self) -> bool:
        """True if all are there and made the way this program makes them."""
        return self._search.is_current() and self._months.is_current()

    def are_sums_right(self) -> bool:
        """True if the sums are those of the rows."""
        return self._months.is_right()

    def is_search_right(self) -> bool:
        """True if the search index finds each row by what it holds, and by nothing else."""
        return self._search.is_right()

    def rebuild(self) -> None:
        """Make all of them again from the rows."""
        self._search.rebuild()
        self._months.rebuild()
