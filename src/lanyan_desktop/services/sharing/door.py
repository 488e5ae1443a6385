"""The way to a ledger for work that runs beside it: a command goes in, its result comes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from lanyan_desktop.services.session import Session
from lanyan_desktop.store.ledger import Ledger

T = TypeVar("T")


class Door(Protocol):
    """Runs a command on the ledger's own thread and waits for it: keep commands short, edits queue behind them."""

    def __call__(self, command: Callable[[Ledger], T], /) -> T: ...


def door_of_ledger(ledger: Ledger) -> Door:
    """The door of a ledger that one command has open, on that command's thread."""

    def through(command: Callable[[Ledger], T], /) -> T:
        return command(ledger)

    return through


def door_of_session(session: Session) -> Door:
    """The door of a ledger that a window has open; not to be used on the ledger's thread itself."""

    def through(command: Callable[[Ledger], T], /) -> T:
        return session.write(command).result()

    return through
