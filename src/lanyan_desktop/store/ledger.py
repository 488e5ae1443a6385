"""The ledger (账套): one SQLite file whose state changes only through changesets, own or received, by one door.

Who did it: a changeset carries the user's and the device's name in its header (they are hashed and travel with it)
beside the writer id, which names a copy of the ledger on a machine. In the file the two names are one row of `author`.
A register of members, keys and roles can therefore come later without a new meaning for what is already written.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK
from lanyan_desktop.core.changes.operations import Changeset, Position, WriterId, as_text, in_pieces
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.ids import Clock
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.store.backup import BackupAtOpen
from lanyan_desktop.store.blobs import put_blob
from lanyan_desktop.store.caches import Caches
from lanyan_desktop.store.conflicts import chosen, id_of
from lanyan_desktop.store.connection import Synchronous, connect, connect_to_read, translated
from lanyan_desktop.store.edit import Edit, Mask
from lanyan_desktop.store.history import Backfilled, backfill
from lanyan_desktop.store.leftovers import remove_whole
from lanyan_desktop.store.machine import Identity, Machine
from lanyan_desktop.store.opening import Opened, create_file, open_file, read_file
from lanyan_desktop.store.parking import Parking
from lanyan_desktop.store.quarantine import readmit, release, settle, void_afterwards
from lanyan_desktop.store.reader import Reader, Touched
from lanyan_desktop.store.rebuild import make_again
from lanyan_desktop.store.receiving import FLUSH, Folding
from lanyan_desktop.store.rows import Rows
from lanyan_desktop.store.soundness import chain_faults
from lanyan_desktop.store.stored import Held
from lanyan_desktop.store.undo import UndoStack, take_back
from lanyan_desktop.store.verdicts import Received, position_of

__all__ = ["Edit", "Ledger", "Reader", "Received", "Touched"]
Listener = Callable[[Touched], None]


class Ledger(Reader):
    """An open ledger. Use it on one thread; `reader` gives connections for others.

    `read_only_reason` says why a ledger that was to be written is read-only: ledger.newer, ledger.elsewhere,
    ledger.read_only; None if it is not, or was asked for so.
    """

    def __init__(self, opened: Opened, path: Path, *, user: str, machine: Machine) -> None:
        super().__init__(opened.db, path, user=user, is_read_only=opened.identity is None)
        self.read_only_reason = opened.reason
        self.listeners: list[Listener] = []
        self._machine = machine
        self._opened = opened
        self._clock = Clock()
        self._rows = Rows(self._db, self._book, self._fields, Caches(self._db, self._fields))
        self._stack = UndoStack()
        self._parking = Parking(self._db)
        self.mask: Mask | None = None
        """What the own role may do, asked by every `Edit`; None: everything."""
        self._is_writing = False
        self._backup: BackupAtOpen | None = None

    @classmethod
    def create(
        cls, path: Path, *, user: str = "", machine: Machine | None = None, synchronous: Synchronous = "FULL"
    ) -> Ledger:
        """A new, empty ledger, open.

        `synchronous` NORMAL is for bulk into a new file: a cut of power may lose the last changesets.

        Raises:
            LanyanError: ledger.exists, ledger.cannot_open, disk.full, disk.error.
        """
        create_file(Path(path))
        try:
            return cls.open(path, user=user, machine=machine, synchronous=synchronous)
        except BaseException:
            remove_whole(Path(path))  # made just now: it holds nothing, and is in the way of the next try
            raise

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        user: str = "",
        read_only: bool = False,
        machine: Machine | None = None,
        synchronous: Synchronous = "FULL",
        keep_backups: bool = True,
    ) -> Ledger:
        """Open a ledger that is there; it may turn out read-only, see `read_only_reason`.

        `keep_backups` False: none is made at opening, for a copy that will be thrown away.

        Raises:
            LanyanError: ledger.missing, ledger.cannot_open, ledger.foreign, ledger.damaged (with the newest good
                `backup` if there is one), ledger.busy, disk.full, disk.error.
        """
        path = Path(path)
        here = machine or Machine.this()
        if read_only:
            opened = read_file(path, None, here)
        else:
            opened = open_file(path, user=user, machine=here, synchronous=synchronous)
        try:
            with translated(path):
                ledger = cls(opened, path, user=user, machine=here)
        except BaseException:
            opened.close()
            raise
        if not ledger.is_read_only:
            ledger._clock.hear(ledger._book.greatest_clock())
            ledger._backup = BackupAtOpen(path, ledger._db) if keep_backups else None
        return ledger

    def reader(self) -> Reader:
        """A second, read-only connection, for another thread."""
        file = self._opened.file
        with translated(self.path):
            db = connect_to_read(file) if file == self.path else connect(file, read_only=True, immutable=True)
            return Reader(db, self.path, user=self.user, is_read_only=True, own=self._own)

    def close(self) -> None:
        """Finish what runs in the background and let go of the file; safe to call twice."""
        if self._backup is not None:
            self._backup.wait()
        if not self._is_closed:
            self._note_writer()
        super().close()
        self._opened.close()

    def _note_writer(self) -> None:
        """Remember how far the writer came, while no other process claims one: they share the file of it.

        A second safety only, the counter was kept at opening: whoever finds the ledger busy goes without.
        """
        identity = self._opened.identity
        if identity is None:
            return
        with suppress(LanyanError), translated(self.path):
            self._db.execute("PRAGMA busy_timeout=500")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._book.load()
                identity.note(self._book.seq_of(identity.writer))
            finally:
                self._db.execute("ROLLBACK")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- writing

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

    # ---- other replicas

    @property
    def writer(self) -> WriterId:
        """The id that own changesets bear now.

        Raises:
            LanyanError: ledger.read_only, ledger.newer, ledger.elsewhere: there is none.
        """
        return self._identity().writer

    def set_space(self, space: bytes) -> None:
        """Say with whom this ledger is shared: 16 bytes, for good.

        Raises:
            LanyanError: space.other: it is shared with others already; and what `changeset` raises.
        """
        if len(space) != 16:
            raise ValueError("a space is named by 16 bytes")
        with self._transaction():
            if (self.space() or space) != space:
                raise LanyanError("space.other", file=self.path.name, path=self.path)
            self._db.execute("INSERT OR REPLACE INTO about VALUES('space', ?)", (space,))

    def certify(self, device: bytes) -> None:
        """Let the own writer id follow from this device's Ed25519 public key. Call it after opening a shared ledger.

        Raises:
            LanyanError: folder.not_writable; and what `changeset` raises.
        """
        with self._transaction():
            self._identity().certify(self._db, device)
        self._stack = UndoStack()

    def receive(self, changesets: Iterable[Changeset], *, void: Mapping[Position, str] | None = None) -> Received:
        """Take in what others did, each changeset whole and after what it knows of; what comes too early waits.

        `void` names those whose operations do not count, with the reason. One that cannot be what it says is void by
        itself ("malformed"); the others are applied.

        Raises:
            LanyanError: what `changeset` raises.
        """
        told = Received()
        with self._transaction():
            self._parking.load(self._book)
            folding = Folding(self._rows, self._book, told.touched)
            for c, reason in self._parking.in_order(self._book, changesets, void or {}):
                folding.take(c, void=reason)
                self._clock.hear(c.clock)
            folding.finish()
            if folding.stale:
                self._make_again(folding.stale, told.touched)
            self._parking.save()
            told = replace(
                told,
                applied=len(self._book.appended),
                parked=len(self._parking),
                void=[position_of(self._book, at) for at in folding.void],
                refused=self._parking.refused,
                forks=self._parking.forks,
            )
        self._announce(told.touched)
        return told

    def void(self, positions: Iterable[Position], reason: str) -> Touched:
        """Take what these changesets did out of the rows again; those that are not here are passed over.

        Raises:
            LanyanError: what `changeset` raises.
        """
        return self._judge(lambda: void_afterwards(self._book, positions, reason))

    def readmit(self, positions: Iterable[Position]) -> Touched:
        """Let these void changesets count after all; malformed ones stay void. Raises as `void`."""
        return self._judge(lambda: readmit(self._db, self._book, positions))

    def _judge(self, change: Callable[[], set[str]]) -> Touched:
        touched: Touched = {}
        with self._transaction():
            self._make_again(change(), touched)
        self._stack.forget()
        self._announce(touched)
        return touched

    def _make_again(self, kinds: set[str], touched: Touched) -> None:
        self._book.save_writers()  # the rows are made by another book
        self._rows.bulk.settle()
        make_again(self._db, kinds)
        touched.update(dict.fromkeys(kinds & KINDS.keys()))

    def release(self, position: Position) -> Touched:
        """放行: do what a void changeset says as an own one, and take it off the list of `quarantined`.

        Raises:
            LanyanError: quarantine.gone, quarantine.malformed, role.forbidden; and what `changeset` raises.
        """
        with self._transaction() as writer:
            edit = self._edit(writer)
            intent = release(self._book, self._rows, edit, position)
            self._log(edit, f"放行 {intent}")
            settle(self._db, self._book, [position])
            if self._rows.stale:
                self._make_again(self._rows.stale, edit.touched)
        self._announce(edit.touched)
        return edit.touched

    def dismiss(self, positions: Iterable[Position]) -> None:
        """Leave these void changesets void and take them off the list. Raises as `void`."""
        with self._transaction():
            settle(self._db, self._book, positions)

    def backfill(self, changesets: Iterable[Changeset]) -> Backfilled:
        """Fill in the history behind a snapshot; in any order, what is not wanted is passed over.

        Raises:
            LanyanError: what `changeset` raises.
        """
        touched: Touched = {}
        with self._transaction():
            told = backfill(self._db, self._book, changesets)
            if told.filled and not told.left:
                self._make_again(set(), touched)  # what had to wait for the history
        self._announce(touched)
        return told

    def audit(self, step: Step = no_step) -> list[LanyanError]:
        """Hold the rows against a replay of the whole history, and make those again that are not as it says.

        Returns what was wrong (check.chain, check.rows) and is right now; nothing while history is missing.

        Raises:
            LanyanError: what `changeset` raises.
        """
        if self.missing_history():
            return []
        with self._reading():
            broken = list(chain_faults(self._db))
        wrong = self.differing(step)
        touched: Touched = {}
        if broken or wrong:
            with self._transaction():
                if broken:
                    self._book.rechain()
                    self._book.load()
                self._make_again(set(wrong), touched)
        self._announce(touched)
        return [*broken, *(LanyanError("check.rows", kind=KINDS[kind].title) for kind in wrong)]

    def resolve(self, id: str, *, take: int) -> Touched:
        """Decide a conflict for its choice number `take`, from 1 as listed, by one who knows all. Raises as
        `resolve_many`.
        """
        return self.resolve_many({id: take})

    def resolve_many(self, choices: Mapping[str, int]) -> Touched:
        """Decide several conflicts: one changeset, one undo step.

        Raises:
            LanyanError: conflict.gone: one is not there any more; conflict.choice (take): it has no such choice;
                role.forbidden; and what `changeset` raises.
        """
        with self.changeset(f"处理冲突 {len(choices)} 处") as edit:
            cases = {id_of(self._book, case): case for case in self._cases()}
            for id, take in choices.items():
                for deed in chosen(cases.get(id), take).deeds:
                    edit.choose(deed.kind, deed.field, deed.id, deed.value)
        return edit.touched
