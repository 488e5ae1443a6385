"""Reading a ledger: what is in sight, by declared fields. One connection, one thread.

Views ask for columns and windows, not for objects, where there may be many rows. Deleted rows are never in sight here;
`labels` alone still names them, for references that outlive what they point to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from lanyan_desktop.core.changes.operations import Changeset, Position, Vector, WriterId
from lanyan_desktop.core.records import KINDS, kind_of
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.store.blobs import get_blob
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.cases import Finder
from lanyan_desktop.store.conflicts import Case, Choice, Conflict, told
from lanyan_desktop.store.connection import translated
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.history import differing, lacking
from lanyan_desktop.store.labels import load_labels
from lanyan_desktop.store.news import News
from lanyan_desktop.store.query import Operator, Sort, Where, expression, select
from lanyan_desktop.store.rows import Rows
from lanyan_desktop.store.search import Hit, search
from lanyan_desktop.store.snapshots import write_snapshot
from lanyan_desktop.store.story import Change, LogEntry, load_changes, load_history, load_log
from lanyan_desktop.store.touched import OwnWrites, Touched
from lanyan_desktop.store.verdicts import (
    Quarantined,
    WrongClock,
    load_quarantined,
    load_voids,
    load_wrong_clocks,
    position_of,
)

__all__ = ["Change", "Choice", "Conflict", "Hit", "LogEntry", "Operator", "Reader", "Sort", "Touched", "Where"]
R = TypeVar("R")
T = TypeVar("T")
_CHUNK = 500


class Reader:
    """Reads of one ledger file.

    Every method may raise `LanyanError`: disk.error, ledger.damaged, ledger.busy.
    """

    def __init__(
        self, db: sqlite3.Connection, path: Path, *, user: str, is_read_only: bool, own: OwnWrites | None = None
    ) -> None:
        self.path = path
        self._own = OwnWrites() if own is None else own
        self._is_closed = False
        self.user = user
        self.is_read_only = is_read_only
        self._db = db
        self._book = Book(db)
        self._news = News(db, self._own)
        self._fields = FieldNumbers.load(db)
        self._cases_of: tuple[int, int] | None = None  # the state of the log that `_found` was found in
        self._found: list[Case] = []

    def close(self) -> None:
        self._is_closed = True
        self._db.close()

    # ---- records

    def get(self, cls: type[R], id: Id) -> R | None:
        """One record; None if there is none or it has been deleted."""
        found = self.load(cls, where=[Where("id", "=", id)])
        return found[0] if found else None

    def load(self, cls: type[R], *, where: Sequence[Where] = (), order: Sequence[Sort] = ()) -> list[R]:
        """The records in sight that meet all conditions. For many thousands ask for `columns`."""
        kind = kind_of(cls)
        names = ["id", *(field.name for field in kind.fields)]
        defaults = {f.name: f.default for f in kind.fields if f.required}
        found = []
        for row in self.columns(kind.name, names, where=where, order=order):
            values = dict(zip(names, row, strict=True))
            if None in row:  # a required field can lack a value in a row of an older version
                values |= {name: default for name, default in defaults.items() if values[name] is None}
            found.append(cls(**values))
        return found

    # ---- columns

    def columns(
        self, kind: str, fields: Sequence[str], *, where: Sequence[Where] = (), order: Sequence[Sort] = ()
    ) -> list[tuple[Value, ...]]:
        """These fields of the records in sight, a tuple each; "id" is a field too. Without an order: as they came."""
        suspended = self._has_suspended(kind)
        what = [expression(KINDS[kind], name, has_suspended=suspended) for name in fields]
        return self._query(*select(kind, what, where=where, order=order, has_suspended=suspended))

    def ids(self, kind: str, *, where: Sequence[Where] = (), order: Sequence[Sort] = ()) -> list[Id]:
        """The ids of the records in sight."""
        return [id for (id,) in self.columns(kind, ["id"], where=where, order=order)]  # type: ignore[misc]  # ids

    def page(self, kind: str, ids: Sequence[Id], fields: Sequence[str]) -> dict[Id, tuple[Value, ...]]:
        """These fields of these records, in no order; those deleted meanwhile are left out."""
        found: dict[Id, tuple[Value, ...]] = {}
        for i in range(0, len(ids), _CHUNK):
            rows = self.columns(kind, ["id", *fields], where=[Where("id", "in", ids[i : i + _CHUNK])])
            found |= {row[0]: row[1:] for row in rows}  # type: ignore[misc]  # the first is the id
        return found

    def count(self, kind: str, *, where: Sequence[Where] = ()) -> int:
        """How many records are in sight."""
        return int(self._query(*select(kind, ["count(*)"], where=where, has_suspended=self._has_suspended(kind)))[0][0])

    def sums(self, kind: str, fields: Sequence[str], *, where: Sequence[Where] = ()) -> tuple[int, ...]:
        """The sum of each of these fields; a missing value counts as 0."""
        what = [f"ifnull(sum({expression(KINDS[kind], name)}), 0)" for name in fields]
        rows = self._query(*select(kind, what, where=where, has_suspended=self._has_suspended(kind)))
        return tuple(rows[0])

    def _has_suspended(self, kind: str) -> bool:
        return bool(KINDS[kind].tree and self._query("SELECT 1 FROM suspended WHERE kind=? LIMIT 1", [kind]))

    def labels(self, kind: str, ids: Collection[Id]) -> dict[Id, str]:
        """What names these records to people, deleted ones too."""
        with self._reading():
            return load_labels(self._db, kind, ids)

    def search(self, text: str, *, limit: int = 50, project_id: Id | None = None) -> list[Hit]:
        """Records that hold every word of the text in a searched field, the nearest first."""
        with self._reading():
            return search(self._db, self._fields, text, limit=limit, project_id=project_id)

    # ---- the log

    def log(self, *, limit: int = 200, before: int | None = None) -> list[LogEntry]:
        """The newest changesets, newest first; `before`: the `n` of the last one shown, to go on from there."""
        with self._reading():
            return load_log(self._db, limit=limit, before=before)

    def changes(self, n: int, *, limit: int = 500) -> list[Change]:
        """What the changeset of a log entry did, field by field, at most `limit` of them."""
        with self._reading():
            return load_changes(self._db, n, limit=limit)

    def history(self, kind: str, id: Id) -> list[Change]:
        """All that happened to one record, newest first, with old and new values as people read them."""
        with self._reading():
            return load_history(self._db, kind, id)

    # ---- other replicas

    def space(self) -> bytes | None:
        """Those this ledger is shared with, 16 bytes; None if it is not shared."""
        rows = self._query("SELECT value FROM about WHERE key='space'", [])
        return bytes(rows[0][0]) if rows else None

    def own_claims(self, device: bytes) -> list[tuple[WriterId, bytes]]:
        """The writer ids that follow from this device's key, each with the nonce it was drawn with."""
        rows = self._query("SELECT writer, nonce FROM claim WHERE device=? ORDER BY writer", [device])
        return [(WriterId(writer), nonce) for writer, nonce in rows]

    def vector(self) -> dict[WriterId, int]:
        """What has been taken in here of every writer."""
        with self._reading():
            self._book.load()
            return self._book.vector()

    def since(self, vector: Vector) -> Iterator[Changeset]:
        """The changesets that a holder of this vector does not have, in an order it can apply.

        Those whose bodies are not here, after joining by a snapshot, are left out.
        """
        with self._reading():
            self._book.load()
            yield from self._book.since(vector)

    def voids(self) -> dict[Position, str]:
        """The changesets whose operations do not count, with the reason."""
        return self._told(load_voids)

    def quarantined(self) -> list[Quarantined]:
        """The void changesets that wait for an admin, the newest first."""
        return self._told(load_quarantined)

    def wrong_clocks(self) -> list[WrongClock]:
        """Devices whose clock is more than a day ahead of this one's."""
        return self._told(load_wrong_clocks)

    def forks(self) -> list[Position]:
        """Numbers that a writer gave to two changesets: its ledger was copied past the program, or it cheats."""
        return self._told(lambda db, book: [position_of(book, at) for (at,) in db.execute("SELECT at FROM forked")])

    def parked_count(self) -> int:
        """Changesets that wait for what they know of."""
        return int(self._query("SELECT count(*) FROM parked", [])[0][0])

    # ---- snapshots

    def write_snapshot(self, file: Path, step: Step = no_step) -> None:
        """Write what is here to a file that another office can join by; long: on a connection of its own.

        Raises:
            LanyanError: disk.full, disk.error.
        """
        with self._reading():
            write_snapshot(self._db, file, step)

    def missing_history(self) -> int:
        """How many changesets are here by their line only, after joining by a snapshot."""
        return int(self._query("SELECT count(*) FROM absent", [])[0][0])

    def lacks_body(self, positions: Iterable[Position]) -> set[Position]:
        """Those of these changesets that `Ledger.backfill` waits for."""
        return self._told(lambda db, book: lacking(db, book, positions))

    def differing(self, step: Step = no_step) -> list[str]:
        """Kinds whose rows are not those of a replay of the history; long: on a connection of its own."""
        with self.snapshot(), self._reading():
            return differing(self._db, step)

    # ---- conflicts

    def conflicts(self, *, project_id: Id | None = None) -> list[Conflict]:
        """What people have to decide, of one project or of all; see `Ledger.resolve`."""
        with self._reading():
            found = told(self._db, self._book, self._finder().codes.worded(self._cases()))
        return [c for c in found if project_id is None or c.project_id == project_id]

    def conflict_count(self) -> int:
        """How many `conflicts` there are; asked again only when the log has grown."""
        with self._reading():
            return len(self._cases())

    def closing_relations(self) -> set[Id]:
        """Relations a plan leaves out: each closes a ring with others drawn apart; a "cycle" among `conflicts`."""
        return self._told(lambda _, __: self._finder().closing_relations())

    def _cases(self) -> list[Case]:
        stamp = self._query("SELECT ifnull(max(n), 0), (SELECT count(*) FROM void) FROM changeset", [])[0]
        if stamp != self._cases_of:
            self._book.load_writers()
            self._found = self._finder().find()
            self._cases_of = stamp
        return self._found

    def _finder(self) -> Finder:
        return Finder(self._db, self._book, Rows(self._db, self._book, self._fields, None))

    def _told(self, load: Callable[[sqlite3.Connection, Book], T]) -> T:
        with self._reading():
            self._book.load_writers()
            return load(self._db, self._book)

    # ---- papers

    def blob(self, name: str) -> bytes:
        """The bytes of an attachment by its hash.

        Raises:
            LanyanError: blob.missing.
        """
        with self._reading():
            return get_blob(self._db, name)

    # ---- change

    def news(self) -> Touched:
        """What others wrote to this file since the last call; costs 10 µs when there is nothing."""
        with self._reading():
            return self._news.fetch()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads inside see one moment, whatever is written meanwhile."""
        self._query("BEGIN", [])
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    # ---- the one door to SQLite, for other modules of the store

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        """All rows of a statement. For modules of `store` only: SQL is known nowhere else."""
        return self._query(sql, params)

    def _query(self, sql: str, params: Sequence[Any]) -> list[Any]:
        with self._reading():
            return self._db.execute(sql, params).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with translated(self.path):
            yield
