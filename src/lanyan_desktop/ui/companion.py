"""The exchange with other offices as the window drives it: made beside it, told in its thread, never waited for.

One `Companion` lives as long as a ledger is open. What it does goes through `services.sharing`; every call that may
touch the network, a key store or the ledger's thread runs on a free thread, and what is told from there arrives by a
queued signal. It knows no page: pages read `status` and ask for work through `run`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from lanyan_desktop.kit.jobs import JobToken, Step, no_step
from lanyan_desktop.services.session import Session
from lanyan_desktop.services.sharing.values import Status
from lanyan_desktop.ui.jobs import Fail, JobRunner

if TYPE_CHECKING:  # only named here
    from lanyan_desktop.core.values import Id
    from lanyan_desktop.services.sharing.values import (
        Added,
        ConflictView,
        ExchangeNote,
        Invited,
        MembersPage,
        QuarantineView,
        RemoteView,
        SyncReport,
        Tested,
    )

T = TypeVar("T")
_COUNT_AFTER_MS = 400


class SharingService(Protocol):
    """What the window needs of `services.sharing`; the pages are tested on a fake of it."""

    @property
    def status(self) -> Status: ...
    @property
    def is_shared(self) -> bool: ...
    @property
    def is_locked(self) -> bool: ...
    @property
    def own_role(self) -> str: ...
    def on_status(self, listener: Callable[[Status], None]) -> Callable[[], None]: ...
    def refresh(self) -> Status: ...
    def unlock(self, passphrase: str) -> None: ...
    def remotes(self) -> list[RemoteView]: ...
    def test_remote(self, url: str, *, user: str = "", password: str = "") -> Tested: ...
    def test_known(self, name: str) -> Tested: ...
    def add_remote(
        self, name: str, url: str, *, user: str = "", password: str = "", passphrase: str = "", person: str = ""
    ) -> Added: ...
    def rename_remote(self, name: str, new_name: str) -> None: ...
    def remove_remote(self, name: str) -> None: ...
    def set_paused(self, name: str | None, is_paused: bool) -> None: ...
    def set_credentials(self, name: str, *, user: str, password: str) -> None: ...
    def sync_now(self, remote: str | None = None, *, step: Step = no_step) -> list[SyncReport]: ...
    def history(self, *, limit: int = 200) -> list[ExchangeNote]: ...
    def members(self) -> MembersPage: ...
    def invite(
        self, out: Path, *, role: str = "reader", is_asking: bool = False, days: int = 7, code: str | None = None
    ) -> Invited: ...
    def approve(self, request_id: str, *, role: str | None = None) -> None: ...
    def deny(self, request_id: str) -> None: ...
    def set_role(self, member_id: str, role: str) -> None: ...
    def revoke(self, member_id: str) -> None: ...
    def withdraw_invite(self, invite_id: str) -> None: ...
    def change_passphrase(self, old: str, new: str) -> None: ...
    def conflicts(self, *, project_id: Id | None = None) -> list[ConflictView]: ...
    def resolve(self, id: str, *, take: int) -> str: ...
    def resolve_all(self, *, person: str | None = None, newest: bool = False) -> int: ...
    def quarantined(self) -> list[QuarantineView]: ...
    def release(self, id: str) -> None: ...
    def dismiss(self, id: str) -> None: ...
    def start_auto(self) -> None: ...
    def stop_auto(self, *, wait_s: float = 5.0) -> None: ...
    def close(self) -> None: ...


MakeSharing = Callable[[Session], SharingService]


def make_sharing(session: Session) -> SharingService:
    """The real thing; brings the network and the keys with it, so it is called on a free thread."""
    from importlib import import_module

    made: SharingService = import_module("lanyan_desktop.services.sharing.sharing").Sharing(session)
    return made


class Companion(QObject):
    """The sharing of one open ledger; a ledger that is read-only has none (`is_possible`)."""

    changed = Signal()  # the status, or whether there is one yet
    exchanged = Signal()  # an exchange that was asked for here has ended
    _rang = Signal()

    def __init__(
        self, session: Session, jobs: JobRunner, *, make: MakeSharing = make_sharing, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.status = Status()
        self.service: SharingService | None = None
        self.is_possible = not session.is_read_only
        self.error: BaseException | None = None  # why there is no service
        self._session, self._jobs, self._make = session, jobs, make
        self._is_begun = False
        self._is_open = True
        self._is_exchanging = False
        self._told: SimpleQueue[Status] = SimpleQueue()
        self._waiting: list[Callable[[SharingService], None]] = []
        self._stop_listening: Callable[[], None] = lambda: None
        self._made: SharingService | None = None  # set on the free thread, before anybody here knows of it
        self._rang.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._count = QTimer(self, singleShot=True, interval=_COUNT_AFTER_MS)
        self._count.timeout.connect(self.count)

    # ---- beginning and end

    @property
    def is_shared(self) -> bool:
        """Whether the ledger belongs to a space; while it does not, nothing of the network is loaded."""
        if self.service is not None:
            return self.service.is_shared
        return self._is_open and self._session.reader.space() is not None

    def begin(self) -> None:
        """Make the service, once; nothing waits for it."""
        if self._is_begun or not self.is_possible:
            return
        self._is_begun = True
        self._jobs.run("", lambda _token: self._make_it(), done=self._ready, failed=self._failed, owner=self)

    def _make_it(self) -> SharingService:
        self._made = self._make(self._session)
        return self._made

    def _ready(self, service: SharingService) -> None:
        self.service = service
        self._stop_listening = service.on_status(self._tell)
        self.status = service.status
        service.start_auto()
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then(service)
        self.changed.emit()
        self.count()

    def _failed(self, error: BaseException) -> None:
        self.error = error
        self._waiting.clear()
        self.changed.emit()
        self._jobs.on_error(error)

    def stop(self, *, wait_s: float) -> None:
        """Tell nothing more, exchange nothing more; with `wait_s` there is one last exchange, at most that long."""
        self._is_open = False
        self._count.stop()
        if self.service is not None:
            self._stop_listening()
            self.service.stop_auto(wait_s=wait_s)

    def close(self) -> None:
        """Let go of the ledger: after the jobs have ended, before the ledger is closed."""
        self.service = None
        if self._made is not None:
            self._made.close()
            self._made = None

    # ---- what is told

    def _tell(self, status: Status) -> None:
        """On a worker's thread: put it down and ring, no more."""
        if self._is_open:
            self._told.put(status)
            self._rang.emit()

    @Slot()
    def _hear(self) -> None:
        latest = None
        while not self._told.empty():
            latest = self._told.get_nowait()
        if latest is not None and self._is_open and latest != self.status:
            self.status = latest
            self.changed.emit()

    def count_soon(self) -> None:
        """Something was written: count what waits, once for a burst of edits."""
        if self.service is not None and self.service.is_shared:
            self._count.start()

    def count(self) -> None:
        """Count anew what waits and what is open."""
        if self.service is not None and self._is_open:
            self.run("", lambda service, _token: service.refresh(), done=self._counted, owner=self)

    def _counted(self, status: Status) -> None:
        if status != self.status:
            self.status = status
            self.changed.emit()

    def tell_error(self, error: BaseException) -> None:
        """Hand an error to whoever shows errors."""
        self._jobs.on_error(error)

    # ---- work

    def run(
        self,
        label: str,
        work: Callable[[SharingService, JobToken], T],
        *,
        done: Callable[[T], object] | None = None,
        failed: Fail | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Do something with the service on a free thread, as soon as there is one; listed if it has a label."""

        def start(service: SharingService) -> None:
            if self._is_open:
                self._jobs.run(label, lambda token: work(service, token), done=done, failed=failed, owner=owner or self)

        if self.service is not None:
            start(self.service)
        elif self.is_possible and self.error is None:
            self._waiting.append(start)
            self.begin()

    def sync(self, label: str, remote: str | None = None, *, done: Callable[[Any], object] | None = None) -> None:
        """立即同步; a second click while it runs does nothing."""
        if self._is_exchanging:
            return
        self._is_exchanging = True
        self.run(
            label,
            lambda service, token: self._exchange(service, token, remote),
            done=lambda reports: self._exchanged(reports, done),
            owner=self,
        )

    def _exchange(self, service: SharingService, token: JobToken, remote: str | None) -> Sequence[SyncReport]:
        try:
            return service.sync_now(remote, step=token.step)
        finally:
            self._is_exchanging = False  # also when it was cancelled, which calls nobody back

    def _exchanged(self, reports: Sequence[SyncReport], done: Callable[[Any], object] | None) -> None:
        self.count()
        self.exchanged.emit()
        if done is not None:
            done(reports)
