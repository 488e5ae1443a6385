"""The one door by which rows change: a changeset is a transaction, a line of the log, and a step to undo."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK
from lanyan_desktop.core.changes.operations import Changeset, WriterId, as_text, in_pieces
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.ids import Clock
from lanyan_desktop.store.blobs import put_blob
from lanyan_desktop.store.caches import Caches
from lanyan_desktop.store.connection import translated
from lanyan_desktop.store.edit import Edit, Mask
from lanyan_desktop.store.machine import Identity, Machine
from lanyan_desktop.store.opening import Opened
from lanyan_desktop.store.parking import Parking
from lanyan_desktop.store.reader import Reader, Touched
from lanyan_desktop.store.rebuild import make_again
from lanyan_desktop.store.receiving import FLUSH
from lanyan_desktop.store.rows import Rows
from lanyan_desktop.store.stored import Held
from lanyan_desktop.store.undo import UndoStack, take_back

Listener = Callable[[Touched], None]


class WritingLedger(Reader):
    """What a `Ledger` does by itself: own changesets, undo and redo.

    `read_only_reason` says why a ledger that was to be written is read-only: ledger.newer, ledger.elsewhere,
    ledger.read_only; None if it is not, or was asked for so.
    """

    def __init__(self, opened: Opened, path: Path, *, user: str, machine: Machine) -> None:
        super().__init__(opened.db, path, user=user, is_read_only=opened.identity is None)
        self.read_only_reason = opened.reason
        self.listeners: list[Listener] = []
        self.mask: Mask | None = None
        """What the own role may do, asked by every `Edit`; None: everything."""
        self._machine = machine
        self._opened = opened
        self._clock = Clock()
        self._rows = Rows(self._db, self._book, self._fields, Caches(self._db, self._fields))
        self._stack = UndoStack()
        self._parking = Parking(self._db)
        self._is_writing = False

    @property
    def writer(self) -> WriterId:
        """The id that own changesets bear now.

        Raises:
            LanyanError: ledger.read_only, ledger.newer, ledger.elsewhere: there is none.
        """
        return self._identity().writer

    @contextmanager
    def changeset(self, intent: str) -> Iterator[Edit]:
        """``with ledger.changeset("改工期") as edit: edit.set(...)``: one transaction, one log line, one undo step.

        Without a change nothing is written. If the block raises, nothing is either.

        Raises:
            LanyanError: ledger.read_only, ledger.elsewhere, ledger.busy, disk.full, disk.error; what `Edit` raises.
        """
        with self._transaction() as writer:
            edit = self._edit(writer)
            yield edit
            self._log(edit, intent)
        self._announce(edit.touched)

    def _edit(self, writer: WriterId) -> Edit:
        me = self._book.add_writer(writer)
        return Edit(self._rows, me << SEQ_BITS | self._book.seen[me] + 1, self.mask)

    def _log(self, edit: Edit, intent: str) -> None:
        """Append what the edit gathered and lay its sets over the rows."""
        parts, sets = edit.finish()
        if not parts:
            return
        book = self._book
        writer = book.writer_id[edit.at >> SEQ_BITS]
        limit = [w << SEQ_BITS | seq for w, seq in enumerate(book.seen)]
        vector = {w: seq for w, seq in book.vector().items() if w != writer}
        book.append(
            Changeset(
                writer=writer,
                seq=edit.at & SEQ_MASK,
                clock=self._clock.tick(),
                vector=vector,
                user=as_text(self.user),
                device=as_text(self._machine.device),
                intent=as_text(intent),
                undoes=edit.undoes,
                count=edit.count,
                parts=parts,
            )
        )
        for some in in_pieces(sets, FLUSH):
            self._rows.write([Held(o, edit.at, limit, knows_all=True) for o in some], edit.touched)

    def _identity(self) -> Identity:
        if self._opened.identity is None:
            raise self.read_only_reason or LanyanError("ledger.read_only", file=self.path.name, path=self.path)
        return self._opened.identity

    @contextmanager
    def _transaction(self) -> Iterator[WriterId]:
        """A write transaction by this ledger's writer; whatever fails, rows and memory are as before."""
        identity, presence = self._identity(), self._opened.presence
        if self._is_writing:
            raise RuntimeError("a changeset inside a changeset: pass the Edit on instead")
        if presence is not None:
            presence.confirm()
        with translated(self.path):
            self._db.execute("BEGIN IMMEDIATE")
        collecting, self._is_writing = gc.isenabled(), True
        gc.disable()  # a fold makes millions of small tuples and no cycles
        try:
            with translated(self.path):
                self._book.load()
                self._rows.begin()
                self._clock.hear(self._book.last_clock())  # another process of this machine may have written
                yield identity.writer
                self._rows.bulk.settle()
                self._book.save_writers()
                if wrote := self._book.appended:
                    self._own.add(wrote[0], wrote[-1])  # before the commit: a reader may look right after it
                self._db.execute("COMMIT")
        except BaseException:
            if self._book.appended:
                self._own.take_back(self._book.appended[0])
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self._book.load()
            self._parking.reset()
            raise
        finally:
            self._is_writing = False
            if collecting:
                gc.enable()

    def _announce(self, touched: Touched) -> None:
        for hear in tuple(self.listeners) if touched else ():
            hear(touched)

    def put_blob(self, content: bytes) -> str:
        """Keep the bytes of an attachment; return the hash its record holds. Also inside a changeset.

        Raises:
            LanyanError: blob.too_large; and what `changeset` raises.
        """
        if self._is_writing:
            return put_blob(self._db, content)
        with self._transaction():
            return put_blob(self._db, content)

    def _make_again(self, kinds: set[str], touched: Touched) -> None:
        self._book.save_writers()  # the rows are made by another book
        self._rows.bulk.settle()
        make_again(self._db, kinds)
        touched.update(dict.fromkeys(kinds & KINDS.keys()))

    # ---- undo

    def undo(self) -> str | None:
        """Take back the latest own changeset that stands, by a new one; its intent, None if there is none.

        Raises:
            LanyanError: undo.blocked where a later change stands in the way (intent, kind, record, field, who, count);
                and what `changeset` raises.
        """
        return self._turn("撤销", lambda stack: stack.to_undo)

    def redo(self) -> str | None:
        """Take back the latest undo. Raises as `undo`."""
        return self._turn("重做", lambda stack: stack.to_redo)

    def upcoming(self) -> tuple[str | None, str | None]:
        """The intents that undo and redo would turn now, for their buttons; None where there is nothing."""
        identity = self._opened.identity
        self._book.load()
        me = self._book.number.get(identity.writer) if identity is not None else None
        if me is None:  # read-only, or nothing written yet
            return None, None
        self._stack.read(self._db, me)
        return self._stack.intents(self._db, me)

    def _turn(self, word: str, top: Callable[[UndoStack], int | None]) -> str | None:
        with self._transaction() as writer:
            edit = self._edit(writer)
            me = self._book.number[writer]
            self._stack.read(self._db, me)
            seq = top(self._stack)
            if seq is None:
                return None
            intent = take_back(self._rows, self._book, edit, me << SEQ_BITS | seq)
            self._log(edit, f"{word} {intent}")
        self._announce(edit.touched)
        return intent
