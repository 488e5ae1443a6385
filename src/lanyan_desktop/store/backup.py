"""Backups: made by SQLite's backup API at every open that finds something new, and kept by age.

Of each ledger, by the path it lies at, the last 10 opens, the last of each of 30 days and of 12 months are kept in the
program's own folder, away from the ledger. A backup is a ledger of its own without a writer id: whoever opens it takes
a new one, so nothing it then writes can be mistaken for what was written before.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from lanyan_desktop.kit import logs, paths
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.connection import connect, connect_to_read, translated
from lanyan_desktop.store.leftovers import PART, clear_leftovers, remove_whole
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.presence import in_use
from lanyan_desktop.store.soundness import look_at, probe

_LOG = logs.area("store")
_STAMP = "%Y%m%d-%H%M%S-%f"
_OPENS, _DAYS, _MONTHS = 10, 30, 12


def kept(times: Iterable[datetime]) -> set[datetime]:
    """Which backups to keep: the last 10, the last of each of the newest 30 days and 12 months that have any.

    >>> made = [datetime(2025, 11, 1, hour) for hour in range(24)]
    >>> min(kept(made)).hour
    14
    """
    newest_first = sorted(times, reverse=True)
    return {
        *newest_first[:_OPENS],
        *_last_of_each(newest_first, lambda t: t.date(), _DAYS),
        *_last_of_each(newest_first, lambda t: (t.year, t.month), _MONTHS),
    }


def _last_of_each(newest_first: list[datetime], span: Callable[[datetime], Hashable], count: int) -> list[datetime]:
    last: dict[Hashable, datetime] = {}
    for time in newest_first:
        last.setdefault(span(time), time)
    return list(last.values())[:count]


# ---- where they lie


def folder_of(ledger: Path) -> Path:
    """Where the backups of the ledger at this path lie."""
    place = os.path.normcase(ledger.resolve())
    return paths.backup_dir() / f"{ledger.stem[:40]}-{hashlib.blake2b(place.encode(), digest_size=6).hexdigest()}"


def backups_of(ledger: Path) -> list[Path]:
    """The automatic backups of the ledger at this path, the newest first."""
    return [file for _, file in sorted(_dated(folder_of(ledger)), reverse=True)]


def newest_good(ledger: Path) -> Path | None:
    """The newest backup that is whole; None if there is none."""
    return next((file for file in backups_of(ledger) if is_good(file)), None)


def is_good(file: Path) -> bool:
    """True if the file is a whole ledger."""
    try:
        look_at(file)
        with translated(file), closing(connect(file, read_only=True, immutable=True)) as db:
            probe(db, file)
            return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except (LanyanError, sqlite3.Error):
        return False


def _dated(folder: Path) -> list[tuple[datetime, Path]]:
    found = []
    for file in folder.glob("*.lanyan") if folder.is_dir() else ():
        try:
            found.append((datetime.strptime(file.stem, _STAMP), file))
        except ValueError:  # not one of ours
            continue
    return found


# ---- making


def save_backup(ledger: Path, folder: Path | None = None) -> Path:
    """A backup of a ledger as it is now; `folder` None: in the ledger's own, where old ones are then cleared away.

    Raises:
        LanyanError: disk.full, disk.error, ledger.damaged, ledger.cannot_open.
    """
    if folder is None:
        made = save_copy(ledger, folder_of(ledger) / f"{datetime.now():{_STAMP}}.lanyan")
        _thin_out(made)
        return made
    return save_copy(ledger, _free(folder / f"{ledger.stem}-{datetime.now():%Y%m%d-%H%M%S}.lanyan"))


def _free(wanted: Path) -> Path:
    """This name, or the next that nothing bears."""
    names = (wanted.with_stem(f"{wanted.stem}-{n}") if n > 1 else wanted for n in itertools.count(1))
    return next(name for name in names if not name.exists())


def _thin_out(made: Path) -> None:
    """Clear away what is too old; never the one just made, though a clock set back makes it the oldest."""
    dated = dict(_dated(made.parent))
    for time in dated.keys() - kept(dated):
        if dated[time] != made:
            dated[time].unlink(missing_ok=True)
    clear_leftovers(made.parent, PART)


def save_copy(ledger: Path, target: Path) -> Path:
    """A copy through SQLite: one moment of the ledger, whoever writes meanwhile; under its name only when whole."""
    part = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
        with translated(ledger), closing(connect_to_read(ledger)) as source, closing(connect(part)) as copy:
            source.backup(copy)  # all pages in one step: writers do not make it begin anew
            copy.execute("DELETE FROM mine")
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, no -wal beside it
        part.replace(target)
    except OSError as error:
        raise LanyanError("disk.error", file=target.name, path=target, detail=str(error)) from error
    finally:
        remove_whole(part)
    return target


class BackupAtOpen:
    """Makes a backup in the background if the ledger, as it was opened, held something the newest one does not."""

    def __init__(self, ledger: Path, db: sqlite3.Connection) -> None:
        self._ledger = ledger
        self._end = _end_of_log(db)
        self._thread = threading.Thread(target=self._run, name="ledger backup", daemon=True)
        if self._end is not None:  # nothing was ever written: nothing to keep
            self._thread.start()

    def _run(self) -> None:
        try:
            if not self._is_kept():
                save_backup(self._ledger)
        except (LanyanError, sqlite3.Error, OSError) as error:  # work goes on without one; the log says so
            _LOG.warning("backup: %s", error)

    def _is_kept(self) -> bool:
        newest = next(iter(backups_of(self._ledger)), None)
        if newest is None:
            return False
        try:
            with closing(connect_to_read(newest)) as db:
                return _end_of_log(db) == self._end
        except sqlite3.Error:  # damaged: one more reason to make another
            return False

    def wait(self) -> None:
        if self._end is not None:
            self._thread.join()


def _end_of_log(db: sqlite3.Connection) -> bytes | None:
    """The hash of the last changeset; None if nothing was ever written."""
    row = db.execute("SELECT hash FROM changeset ORDER BY n DESC LIMIT 1").fetchone()
    return None if row is None else bytes(row[0])


# ---- bringing back


def restore_backup(backup: Path, ledger: Path) -> Path | None:
    """Put a backup in the place of a ledger; what lay there is kept beside it, and its new path returned.

    Raises:
        LanyanError: backup.unusable, ledger.in_use, ledger.cannot_open (a folder is there), disk.full, disk.error;
            nothing was changed then.
    """
    if not is_good(backup):
        raise LanyanError("backup.unusable", file=backup.name, path=backup)
    if ledger.is_symlink():
        ledger = ledger.resolve()  # the ledger changes, the link to it stays
    if ledger.exists():
        _must_be_free(ledger)
    new = save_copy(backup, ledger.with_name(f"{ledger.name}.{os.getpid()}.restored"))
    aside = None
    try:
        aside = _put_aside(ledger) if ledger.exists() else None
        new.replace(ledger)
    except OSError as error:
        new.unlink(missing_ok=True)
        if aside is not None:
            _move(aside, ledger)
        raise LanyanError("disk.error", file=ledger.name, path=ledger, detail=str(error)) from error
    return aside


def _must_be_free(ledger: Path) -> None:
    if not ledger.is_file():
        raise LanyanError("ledger.cannot_open", file=ledger.name, path=ledger, detail="not a file")
    try:
        holder = in_use(ledger, Machine.this())
    except OSError as error:
        raise LanyanError("disk.error", file=ledger.name, path=ledger, detail=str(error)) from error
    if holder is not None:
        raise LanyanError("ledger.in_use", file=ledger.name, path=ledger, who=holder.user or holder.device)


def _put_aside(ledger: Path) -> Path:
    """The ledger under another name, with what its -wal still holds.

    The -wal goes first: beside the file that comes in its place it would be taken for that one's.
    """
    with suppress(sqlite3.Error), closing(connect(ledger)) as db:  # a damaged one is kept as it is
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # then there is hardly a -wal to lose on the way
    aside = ledger.with_name(f"{ledger.stem}-{datetime.now():%Y%m%d-%H%M%S-%f}{ledger.suffix}")
    _move(ledger, aside)
    return aside


def _move(ledger: Path, target: Path) -> None:
    for end in ("-wal", "-shm", ""):
        file = ledger.with_name(ledger.name + end)
        if file.exists():
            file.replace(target.with_name(target.name + end))
