"""Opening a ledger: looked at first, upgraded after a copy, read-only where it must be, never overwritten."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.ids import new_ids
from lanyan_desktop.store.backup import newest_good, save_backup, save_copy
from lanyan_desktop.store.caches import Caches
from lanyan_desktop.store.connection import Synchronous, connect, connect_to_read, translate, translated
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.leftovers import COPY, clear_leftovers, remove_whole
from lanyan_desktop.store.machine import Identity, Machine
from lanyan_desktop.store.presence import Presence, elsewhere
from lanyan_desktop.store.rebuild import rebuild_skipped
from lanyan_desktop.store.schema import APPLICATION_ID, VERSION, is_widened, widen
from lanyan_desktop.store.soundness import is_newer, look_at, probe

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """A ledger file, ready. Without an identity it is read-only, for this reason (None: as asked)."""

    db: sqlite3.Connection
    file: Path  # what the connection reads: the ledger, or a copy of one that another machine has open
    presence: Presence | None
    identity: Identity | None
    reason: LanyanError | None
    path: Path  # the ledger

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self.db.close()
        if self.presence is not None:
            self.presence.leave()
        if self.file != self.path:
            self.file.unlink(missing_ok=True)


def create_file(path: Path) -> None:
    """A new, empty ledger.

    Raises:
        LanyanError: ledger.exists, ledger.cannot_open, disk.full, disk.error.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        if path.exists():
            raise FileExistsError(path)
        part.unlink(missing_ok=True)
        part.touch()
        with translated(path):
            _fill(part)
        path.open("xb").close()  # nobody took the name meanwhile
        try:
            part.replace(path)  # whole or not at all
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except FileExistsError as error:
        raise LanyanError("ledger.exists", file=path.name, path=path) from error
    except (OSError, ValueError) as error:  # ValueError: a name that is none
        raise LanyanError("ledger.cannot_open", file=path.name, path=path, detail=str(error)) from error
    finally:
        remove_whole(part)


def _fill(part: Path) -> None:
    from lanyan_desktop.store.migrations import migrate  # sqlite_utils: 0.1 s that opening need not spend

    db = connect(part)
    try:
        db.execute("PRAGMA journal_mode=DELETE")  # one file to put in place; opening sets WAL
        db.execute("BEGIN IMMEDIATE")
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        migrate(db, version=VERSION)
        widen(db)
        Caches(db, FieldNumbers.load(db)).rebuild()
        db.execute("INSERT INTO about VALUES('ledger', ?)", new_ids())
        db.execute("COMMIT")
    finally:
        db.close()


def open_file(path: Path, *, user: str, machine: Machine, synchronous: Synchronous) -> Opened:
    """Open for writing, or read-only with the reason.

    Raises:
        LanyanError: ledger.missing, ledger.cannot_open, ledger.foreign, ledger.damaged (with `backup`), ledger.busy,
            disk.full, disk.error.
    """
    try:
        if is_newer(look_at(path)):
            return read_file(path, LanyanError("ledger.newer", file=path.name, path=path))
        presence = Presence(path, machine, user=user)
        try:
            holder = presence.enter()
        except OSError as error:
            return read_file(path, LanyanError("ledger.read_only", file=path.name, path=path, detail=str(error)))
        if holder is not None:
            return _opened_copy(path, elsewhere(path, holder), lambda copy: _copy_of_others(path, copy), machine)
        try:
            return _open_to_write(path, machine, synchronous, presence)
        except BaseException:
            presence.leave()
            raise
    except LanyanError as error:
        if error.code in ("ledger.read_only", "ledger.newer"):
            return read_file(path, error)
        raise _with_backup(error, path) from error


def read_file(path: Path, reason: LanyanError | None, machine: Machine | None = None) -> Opened:
    """Open read-only. A file of an older program is read from a copy that has been brought up to date.

    Raises:
        LanyanError: as `open_file`.
    """
    try:
        look_at(path)
        with translated(path):
            db = connect_to_read(path)
            _probed(db, path)
            if is_current(db) or is_newer(_version(db)):
                return Opened(db, path, None, None, reason, path)
            db.close()
        return _opened_copy(path, reason, lambda copy: updated_copy(path, copy), machine or Machine.this())
    except LanyanError as error:
        raise _with_backup(error, path) from error


def updated_copy(path: Path, copy: Path) -> None:
    """A copy of a ledger with the tables and caches of this program."""
    save_copy(path, copy)
    with closing(connect(copy, synchronous="OFF")) as db:
        _upgrade(db, copy, saved=True)
        db.execute("PRAGMA journal_mode=DELETE")


def _opened_copy(path: Path, reason: LanyanError | None, make: Callable[[Path], object], machine: Machine) -> Opened:
    copy = machine.folder / f"copy-{os.getpid()}-{new_ids()[0].hex()}.lanyan"
    try:
        machine.folder.mkdir(parents=True, exist_ok=True)
        clear_leftovers(machine.folder, COPY)
        with translated(path):
            make(copy)
            db = connect(copy, read_only=True, immutable=True)
            _probed(db, path)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise LanyanError("disk.error", file=path.name, path=path, detail=str(error)) from error
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return Opened(db, copy, None, None, reason, path)


def _copy_of_others(path: Path, copy: Path) -> None:
    """A ledger that another machine writes: its WAL cannot be read over a network, so the file alone is copied."""
    for _ in range(_TRIES):
        shutil.copyfile(path, copy)
        with closing(connect(copy)) as db:
            db.execute("PRAGMA journal_mode=DELETE")
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                _upgrade(db, copy, saved=True)
                return
    raise LanyanError("ledger.busy", file=path.name, path=path)  # pages moved under each copy


def _open_to_write(path: Path, machine: Machine, synchronous: Synchronous, presence: Presence) -> Opened:
    with translated(path):
        db = connect(path, synchronous=synchronous)
        try:
            _probed(db, path)
            _upgrade(db, path)
            db.execute("BEGIN IMMEDIATE")
            identity = Identity.claim(db, machine)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            db.close()
            raise
    return Opened(db, path, presence, identity, None, path)


def _probed(db: sqlite3.Connection, path: Path) -> None:
    try:
        probe(db, path)
    except sqlite3.OperationalError as error:  # a table of the log is not there
        if told := translate(error, path):
            raise told from error
        raise LanyanError("ledger.damaged", file=path.name, path=path, detail=str(error)) from error


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def is_current(db: sqlite3.Connection) -> bool:
    """True if tables and caches are those of this program."""
    return _version(db) == VERSION and is_widened(db) and Caches(db, FieldNumbers.load(db)).is_current()


def _upgrade(db: sqlite3.Connection, path: Path, *, saved: bool = False) -> None:
    """Bring tables and caches to what this program declares; after a copy of the file if tables change.

    Raises:
        LanyanError: ledger.newer: the file's first page did not say so yet, its -wal does.
    """
    version = _version(db)
    if is_newer(version):
        raise LanyanError("ledger.newer", file=path.name, path=path)
    if is_current(db):
        return
    if not saved and (version < VERSION or not is_widened(db)):
        save_backup(path)
    db.execute("BEGIN IMMEDIATE")
    if version < VERSION:
        from lanyan_desktop.store.migrations import migrate  # see create_file

        migrate(db, version=VERSION)
    widen(db)
    caches = Caches(db, FieldNumbers.load(db))
    if not caches.is_current():
        caches.rebuild()
    rebuild_skipped(db)
    db.execute("COMMIT")


def _with_backup(error: LanyanError, path: Path) -> LanyanError:
    """A damaged file names the newest good backup; what is no ledger any more but was one is damaged."""
    if error.code not in ("ledger.damaged", "ledger.foreign"):
        return error
    backup = newest_good(path)
    if backup is None:
        return error
    return LanyanError("ledger.damaged", file=path.name, path=path, backup=backup, detail=error.params.get("detail"))
