"""Tells every screen, on the window's thread, what a changeset touched: own, undone, from another process or office.

A screen connects ``bus.changed`` and asks itself whether that concerns it. `initiator` is whoever passed itself to
`JobRunner.write`: it may skip what it already shows. Changes that arrive in a burst come as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from lanyan_desktop.services.session import Session, Touched
from lanyan_desktop.ui.mailbox import Mailbox

POLL_MS = 1000


def merged(parts: Iterable[Touched]) -> Touched:
    """What several changesets touched together; None for a kind means all of it.

    >>> merged([{"activity": {b"a"}}, {"activity": {b"b"}, "team": None}]) == {"activity": {b"a", b"b"}, "team": None}
    True
    """
    result: Touched = {}
    for part in parts:
        for kind, ids in part.items():
            known = result.get(kind, set())
            result[kind] = None if known is None or ids is None else known | ids
    return result


class ChangeBus(QObject):
    """One per open ledger, in the window's thread."""

    changed = Signal(object, object)  # Touched, initiator (or None)
    _arrived = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._box: Mailbox[tuple[Touched, object]] = Mailbox(self._arrived.emit)
        self._initiator: object = None  # set and read on the ledger's thread alone
        self._is_asking = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        session.on_change(self._take)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    def watch_others(self) -> None:
        """From now on hear, each second, what other processes wrote."""
        self._timer.start()

    def close(self) -> None:
        self._box.close()
        self._timer.stop()

    @contextmanager
    def by(self, initiator: object) -> Iterator[None]:
        """Marks what is written within as this one's doing; on the ledger's thread."""
        self._initiator = initiator
        try:
            yield
        finally:
            self._initiator = None

    def _take(self, touched: Touched) -> None:
        self._box.put((touched, self._initiator))

    @Slot()
    def _poll(self) -> None:
        """Ask on the ledger's connection: it alone knows which changesets are its own."""
        if not self._is_asking:
            self._is_asking = True
            self._session.write(lambda ledger: ledger.news()).add_done_callback(self._heard)

    def _heard(self, asked: Future[Touched]) -> None:
        """On the ledger's thread. A file that cannot be read now is asked again; whoever reads it next will say so."""
        self._is_asking = False
        if asked.exception() is None and asked.result():
            self._take(asked.result())

    @Slot()
    def _deliver(self) -> None:
        waiting = self._box.take()
        while waiting:
            initiator = waiting[0][1]
            run = [touched for touched, by in waiting if by is initiator]
            waiting = [pair for pair in waiting if pair[1] is not initiator]
            self.changed.emit(merged(run), initiator)
