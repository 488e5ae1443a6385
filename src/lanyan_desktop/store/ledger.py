"""The ledger (账套): one SQLite file whose state changes only through changesets, own or received, by one door.

Who did it: a changeset carries the user's and the device's name in its header (they are hashed and travel with it)
beside the writer id, which names a copy of the ledger on a machine. In the file the two names are one row of `author`.
A register of members, keys and roles can therefore come later without a new meaning for what is already written.

Own changesets and undo are in `writing`, what comes from others in `sharing`; here a ledger is opened and closed.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import TracebackType

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.backup import BackupAtOpen
from lanyan_desktop.store.connection import Synchronous, connect, connect_to_read, translated
from lanyan_desktop.store.edit import Edit
from lanyan_desktop.store.leftovers import remove_whole
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.opening import Opened, create_file, open_file, read_file
from lanyan_desktop.store.reader import Reader, Touched
from lanyan_desktop.store.sharing import SharedLedger
from lanyan_desktop.store.verdicts import Received

__all__ = ["Edit", "Ledger", "Reader", "Received", "Touched"]


class Ledger(SharedLedger):
    """An open ledger. Use it on one thread; `reader` gives connections for others."""

    def __init__(self, opened: Opened, path: Path, *, user: str, machine: Machine) -> None:
        super().__init__(opened, path, user=user, machine=machine)
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
