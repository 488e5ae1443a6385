"""The ledger (账套): one SQLite file whose state changes only through changesets, own or received, by one door."""

from __future__ import annotations

import gc
import platform
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK
from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.ids import Clock, new_ids
from lanyan_desktop.store.caches import Caches
from lanyan_desktop.store.connection import Synchronous, connect, translated
from lanyan_desktop.store.edit import Edit
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.reader import Reader, Touched
from lanyan_desktop.store.rows import Held, Rows
from lanyan_desktop.store.schema import APPLICATION_ID, LOG_TABLES, widen
from lanyan_desktop.store.undo import UndoStack, take_back

__all__ = ["Edit", "Ledger"]
Listener = Callable[[Touched], None]


class Ledger(Reader):
    """An open ledger that can write. Use it on one thread; `reader` gives connections for others."""

    def __init__(self, db: sqlite3.Connection, path: Path, *, user: str, is_read_only: bool, writer: WriterId) -> None:
        super().__init__(db, path, user=user, is_read_only=is_read_only)
        self.listeners: list[Listener] = []
        self.device = platform.node()
        self._clock = Clock()
        self._clock.hear(self._book.greatest_clock())
        self._rows = Rows(db, self._book, FieldNumbers.load(db), Caches(db))
        self._writer = writer
        self._stack = UndoStack()
        self._is_writing = False

    @classmethod
    def create(cls, path: Path, *, user: str = "", synchronous: Synchronous = "FULL") -> Ledger:
        """A new, empty ledger.

        Raises:
            LanyanError: ledger.exists; ledger.cannot_open, disk.full, ledger.read_only where the file cannot be made.
        """
        path = Path(path)
        try:
            path.open("xb").close()
        except FileExistsError as error:
            raise LanyanError("ledger.exists", file=path.name, path=path) from error
        except OSError as error:
            raise LanyanError("ledger.cannot_open", file=path.name, path=path, detail=str(error)) from error
        with translated(path):
            db = connect(path, synchronous=synchronous)
            db.execute("BEGIN IMMEDIATE")
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
            db.execute("PRAGMA user_version=1")
            for statement in LOG_TABLES.split(";\n"):
                db.execute(statement)
            widen(db)
            db.execute("INSERT INTO about VALUES('ledger', ?), ('writer', ?)", new_ids(2))
            db.execute("COMMIT")
            db.close()
        return cls.open(path, user=user, synchronous=synchronous)

    @classmethod
    def open(cls, path: Path, *, user: str = "", read_only: bool = False, synchronous: Synchronous = "FULL") -> Ledger:
        """Open a ledger that is there."""
        path = Path(path)
        if not path.exists():
            raise LanyanError("ledger.missing", file=path.name, path=path)
        with translated(path):
            db = connect(path, read_only=read_only, synchronous=synchronous)
            writer = WriterId(db.execute("SELECT value FROM about WHERE key='writer'").fetchone()[0])
            return cls(db, path, user=user, is_read_only=read_only, writer=writer)

    def reader(self) -> Reader:
        """A second, read-only connection, for another thread."""
        with translated(self.path):
            return Reader(connect(self.path, read_only=True), self.path, user=self.user, is_read_only=True)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- writing

    @contextmanager
    def changeset(self, intent: str) -> Iterator[Edit]:
        """``with ledger.changeset("改工期") as edit: edit.set(...)``: one transaction, one log line, one undo step.

        Without a change nothing is written. If the block raises, nothing is either.

        Raises:
            LanyanError: ledger.read_only, ledger.busy, disk.full, disk.error; and what `Edit` raises.
        """
        with self._transaction():
            me = self._book.add_writer(self._writer)
            edit = Edit(self._rows, me << SEQ_BITS | self._book.seen[me] + 1)
            yield edit
            wrote = self._log(edit, intent)
        if wrote:
            self._announce(edit.touched)

    def _log(self, edit: Edit, intent: str) -> bool:
        parts, sets = edit.finish()
        if not parts:
            return False
        book = self._book
        limit = [w << SEQ_BITS | seq for w, seq in enumerate(book.seen)]
        vector = {w: seq for w, seq in book.vector().items() if w != self._writer}
        seq = edit.at & SEQ_MASK
        c = Changeset(
            self._writer, seq, self._clock.tick(), vector, self.user, self.device, intent, edit.undoes, edit.count, parts
        )
        n = book.append(c)
        self._rows.write([Held(o, edit.at, limit, True) for o in sets], edit.touched)
        book.save_writers()
        self._news.skip(n)
        return True

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """A write transaction; whatever fails, rows and memory are as before."""
        if self.is_read_only:
            raise LanyanError("ledger.read_only", file=self.path.name, path=self.path)
        if self._is_writing:
            raise RuntimeError("a changeset inside a changeset: pass the Edit on instead")
        with translated(self.path):
            self._db.execute("BEGIN IMMEDIATE")
        collecting, self._is_writing = gc.isenabled(), True
        gc.disable()  # a fold makes millions of small tuples and no cycles
        try:
            with translated(self.path):
                self._book.load()
                yield
                self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self._book.load()
            raise
        finally:
            self._is_writing = False
            if collecting:
                gc.enable()

    def _announce(self, touched: Touched) -> None:
        for hear in self.listeners if touched else ():
            hear(touched)

    # ---- undo

    def undo(self) -> str | None:
        """Take back the latest own changeset that stands, by a new one; None if there is none.

        Raises:
            LanyanError: undo.blocked where a later change stands in the way, with the record, the field and who.
        """
        return self._turn("撤销")

    def redo(self) -> str | None:
        """Take back the latest undo. Raises as `undo`."""
        return self._turn("重做")

    def _turn(self, word: str) -> str | None:
        with self._transaction():
            me = self._book.add_writer(self._writer)
            self._stack.read(self._db, me)
            seq = self._stack.to_undo if word == "撤销" else self._stack.to_redo
            if seq is None:
                return None
            edit = Edit(self._rows, me << SEQ_BITS | self._book.seen[me] + 1)
            intent = take_back(self._rows, self._book, edit, me << SEQ_BITS | seq)
            self._log(edit, f"{word} {intent}")
        self._announce(edit.touched)
        return intent

