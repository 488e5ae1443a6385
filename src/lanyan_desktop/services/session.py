"""An open ledger as the window uses it: reads on the window's thread, writes on the ledger's own.

Everything that writes runs on one thread, one command after the other, so that a slow disk never holds up a frame and
two commands never meet. The window reads through a connection of its own; WAL lets both go on at once. This module
knows no Qt: results come back as futures, and `ui.jobs` carries them to the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.own_part import take_part
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Change, Hit, LogEntry, Reader, Sort, Touched, Where

__all__ = ["Change", "Hit", "Ledger", "Listener", "LogEntry", "Reader", "Session", "Sort", "Touched", "Where"]

T = TypeVar("T")
Listener = Callable[[Touched], None]


class Session:
    """One ledger, open. Make it, use it and close it on the same thread.

    Raises (when made):
        LanyanError: the file cannot be opened; its code says why (see `store`).
    """

    def __init__(
        self,
        path: Path,
        *,
        user: str = "",
        create: bool = False,
        read_only: bool = False,
        keep_backups: bool = True,
    ) -> None:
        self._keeps_backups = keep_backups  # a copy that will be thrown away needs none
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._reading_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")  # its thread starts on use
        self._reading: Reader | None = None  # belongs to that thread
        self._listeners: list[Listener] = []
        self._is_closed = False
        try:
            self._ledger = self._pool.submit(self._open, path, user, create, read_only).result()
            try:
                self.reader: Reader = self._ledger.reader()
            except BaseException:
                self._pool.submit(self._ledger.close).result()
                raise
        except BaseException:
            self._pool.shutdown()
            raise

    def _open(self, path: Path, user: str, create: bool, read_only: bool) -> Ledger:
        ledger = Ledger.create(path, user=user) if create else self._opened(path, user, read_only)
        try:
            take_part(ledger)
        except BaseException:
            ledger.close()
            raise
        ledger.listeners.append(self._tell)
        return ledger

    def _opened(self, path: Path, user: str, read_only: bool) -> Ledger:
        return Ledger.open(path, user=user, read_only=read_only, keep_backups=self._keeps_backups)

    @property
    def path(self) -> Path:
        return self.reader.path

    @property
    def is_read_only(self) -> bool:
        return self._ledger.is_read_only  # the reader always is

    @property
    def read_only_reason(self) -> LanyanError | None:
        """Why a ledger that was to be written is read-only: newer, open elsewhere, no right to write."""
        return self._ledger.read_only_reason

    def on_change(self, listener: Listener) -> None:
        """Hear what each changeset touched; called on the ledger's thread after it is safely written."""
        self._listeners.append(listener)

    def _tell(self, touched: Touched) -> None:
        for listener in self._listeners:
            listener(touched)

    def write(self, command: Callable[[Ledger], T]) -> Future[T]:
        """Run a command on the ledger's thread; its error, if any, is the future's."""
        return self._pool.submit(command, self._ledger)

    def job(self, work: Callable[[Ledger, JobToken], T], token: JobToken) -> Future[T]:
        """Run long work that writes, with a token that reports and cancels."""
        return self._pool.submit(work, self._ledger, token)

    def read(self, work: Callable[[Reader, JobToken], T], token: JobToken) -> Future[T]:
        """Run long reading on a thread and a connection of its own, beside what is written."""
        return self._reading_pool.submit(self._with_own_reader, work, token)

    def _with_own_reader(self, work: Callable[[Reader, JobToken], T], token: JobToken) -> T:
        if self._reading is None:
            self._reading = self._ledger.reader()
        return work(self._reading, token)

    def _close_reading(self) -> None:
        if self._reading is not None:
            self._reading.close()

    def new_reader(self) -> Reader:
        """A connection that only reads, for a thread of its own; close it before the session."""
        return self._ledger.reader()

    def hear_others(self) -> Touched:
        """What other processes wrote since the last call; cheap when nothing was."""
        return self.reader.news()

    def close(self) -> None:
        """Finish what is queued, then close; safe to call twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self._reading_pool.submit(self._close_reading).result()
        self._reading_pool.shutdown()
        self._pool.submit(self._ledger.close).result()
        self._pool.shutdown()
        self.reader.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
