"""The way to a ledger for work that runs beside it: a command goes in, its result comes out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from lanyan_desktop.kit.jobs import Cancelled
from lanyan_desktop.services.session import Session
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader

T = TypeVar("T")


class Door(Protocol):
    """Runs work on a ledger where it belongs, and waits for it."""

    is_foreign: bool
    """While others' work is written: those who listen to the ledger tell it from own edits."""

    def write(self, command: Callable[[Ledger], T]) -> T:
        """On the ledger's own thread: keep it short, edits queue behind it."""
        ...

    def read(self, work: Callable[[Reader], T]) -> T:
        """On a connection that only reads, beside what is written."""
        ...

    def close(self) -> None:
        """Let go of the ledger; safe to call twice."""
        ...


class LedgerDoor:
    """The door of a ledger that one command has open, on that command's thread."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.is_foreign = False

    def write(self, command: Callable[[Ledger], T]) -> T:
        return command(self._ledger)

    def read(self, work: Callable[[Reader], T]) -> T:
        return work(self._ledger)

    def close(self) -> None:
        """The ledger is its opener's."""


class SessionDoor:
    """The door of a ledger that a window has open; not to be used on that ledger's threads.

    It reads on a thread and a connection of its own, so that a page never waits for an exchange.

    Raises (write and read):
        Cancelled: the window is closing.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sharing")
        self._reader: Reader | None = None  # belongs to that thread
        self._is_closed = False
        self.is_foreign = False

    def write(self, command: Callable[[Ledger], T]) -> T:
        return self._submitted(lambda: self._session.write(command))

    def read(self, work: Callable[[Reader], T]) -> T:
        return self._submitted(lambda: self._pool.submit(self._with_reader, work))

    def _submitted(self, submit: Callable[[], Future[T]]) -> T:
        if self._is_closed:
            raise Cancelled
        try:
            future = submit()
        except RuntimeError as error:
            if self._is_closed:  # meanwhile
                raise Cancelled from error
            raise
        return future.result()

    def _with_reader(self, work: Callable[[Reader], T]) -> T:
        if self._reader is None:
            self._reader = self._session.new_reader()
        return work(self._reader)

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._pool.submit(self._let_go).result()
        self._pool.shutdown()

    def _let_go(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
