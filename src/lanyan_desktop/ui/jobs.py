"""Runs what would hold up the window elsewhere, and brings results back to the window's thread.

Three doors: `write` for a quick command, `job` for a long one that writes (both on the ledger's own thread, one after
the other), `read` for long reading (a thread with a connection of its own), `run` for work that needs no ledger
(parsing, rendering). Results, errors and progress arrive by one long-lived object and a queued signal; no Qt object is
ever owned by a worker thread. A callback is dropped when its `owner` is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from lanyan_desktop.kit.jobs import Cancelled, JobToken, Progress
from lanyan_desktop.services.session import Ledger, Reader, Session
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.mailbox import Mailbox

T = TypeVar("T")
State = Literal["running", "done", "failed", "cancelled"]
Fail = Callable[[BaseException], None]
SHOWN_AFTER_S = 0.3
_TICK_MS = 100
_KEPT = 50


class Job:
    """One piece of work as the job panel sees it."""

    def __init__(self, label: str, *, is_listed: bool) -> None:
        self.label = label
        self.token = JobToken()
        self.state: State = "running"
        self.error: BaseException | None = None
        self.is_listed = is_listed
        self._began = time.monotonic()
        self._ended = 0.0

    @property
    def progress(self) -> Progress:
        return self.token.progress

    @property
    def seconds(self) -> float:
        return (self._ended or time.monotonic()) - self._began

    @property
    def is_worth_showing(self) -> bool:
        """Running long enough that a person wonders."""
        return self.state == "running" and self.seconds >= SHOWN_AFTER_S

    def cancel(self) -> None:
        self.token.cancel()

    def end(self, state: State, error: BaseException | None = None) -> None:
        self.state, self.error, self._ended = state, error, time.monotonic()


@dataclass(frozen=True, slots=True)
class _Caller:
    """Who waits for a job: what to call with its result or its error, unless `owner` is gone by then."""

    done: Callable[[Any], object] | None
    failed: Fail | None
    owner: QObject | None

    @property
    def is_there(self) -> bool:
        return self.owner is None or shiboken6.isValid(self.owner)


class JobRunner(QObject):
    """The window's runner for one open ledger (None: free work only). `at_once` waits for each result: for tests.

    Every door takes `done` (called with the result), `failed` (called with the error; without it the error goes to
    the failure bar) and `owner` (a widget: once it is gone nothing is called).
    """

    changed = Signal()  # a job began, moved on or ended
    idle = Signal()  # the last one ended
    _arrived = Signal()

    def __init__(
        self,
        session: Session | None,
        bus: ChangeBus | None = None,
        *,
        on_error: Fail | None = None,
        at_once: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.jobs: list[Job] = []
        self.on_error: Fail = on_error or _raise
        self._session = session
        self._bus = bus
        self._at_once = at_once
        self._pool: ThreadPoolExecutor | None = None
        self._results: Mailbox[tuple[Job, Future[Any], _Caller]] = Mailbox(self._arrived.emit)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.changed)

    def write(
        self,
        command: Callable[[Ledger], T],
        *,
        done: Callable[[T], object] | None = None,
        failed: Fail | None = None,
        owner: QObject | None = None,
        initiator: object = None,
    ) -> Job:
        """A quick command; not listed in the job panel. `initiator` comes back on the change bus."""
        work = self._marked(lambda ledger, _token: command(ledger), initiator)
        job = Job("", is_listed=False)
        return self._watch(job, self._open_session().job(work, job.token), _Caller(done, failed, owner))

    def job(
        self,
        label: str,
        work: Callable[[Ledger, JobToken], T],
        *,
        done: Callable[[T], object] | None = None,
        failed: Fail | None = None,
        owner: QObject | None = None,
        initiator: object = None,
    ) -> Job:
        """Long work that writes: listed with progress and cancel."""
        job = Job(label, is_listed=True)
        future = self._open_session().job(self._marked(work, initiator), job.token)
        return self._watch(job, future, _Caller(done, failed, owner))

    def read(
        self,
        label: str,
        work: Callable[[Reader, JobToken], T],
        *,
        done: Callable[[T], object] | None = None,
        failed: Fail | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Long reading and computing, with a read-only connection of its own; listed if it has a label."""
        job = Job(label, is_listed=bool(label))
        return self._watch(job, self._open_session().read(work, job.token), _Caller(done, failed, owner))

    def run(
        self,
        label: str,
        work: Callable[[JobToken], T],
        *,
        done: Callable[[T], object] | None = None,
        failed: Fail | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Work that needs no ledger: parsing a sheet, rendering, reading a file; listed if it has a label."""
        job = Job(label, is_listed=bool(label))
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="free")
        return self._watch(job, self._pool.submit(work, job.token), _Caller(done, failed, owner))

    @property
    def running(self) -> list[Job]:
        return [job for job in self.jobs if job.state == "running"]

    def beside(self, session: Session, bus: ChangeBus) -> JobRunner:
        """A runner like this one for another ledger: a copy to try things on."""
        return JobRunner(session, bus, on_error=self.on_error, at_once=self._at_once)

    def close(self) -> None:
        """Ask all to stop and wait for the free ones; callbacks that have not run never will."""
        self._results.close()
        self._timer.stop()
        for job in self.running:
            job.cancel()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _open_session(self) -> Session:
        if self._session is None:
            raise RuntimeError("no ledger is open")
        return self._session

    def _marked(self, work: Callable[[Ledger, JobToken], T], initiator: object) -> Callable[[Ledger, JobToken], T]:
        bus = self._bus

        def marked(ledger: Ledger, token: JobToken) -> T:
            with bus.by(initiator) if bus is not None else nullcontext():
                return work(ledger, token)

        return marked

    def _watch(self, job: Job, future: Future[Any], caller: _Caller) -> Job:
        self.jobs = [*self.jobs[-_KEPT:], job]
        self._timer.start()
        results = self._results  # not this object: the last hold on it must not be a worker's
        if self._at_once:
            wait([future])
            results.put((job, future, caller))
            self._deliver()
        else:
            future.add_done_callback(lambda ended: results.put((job, ended, caller)))
        return job

    @Slot()
    def _deliver(self) -> None:
        for told in self._results.take():
            if self._results.is_open:
                self._settle(*told)
        if not self._results.is_open:
            return
        self.changed.emit()
        if not self.running:
            self._timer.stop()
            self.idle.emit()

    def _settle(self, job: Job, future: Future[Any], caller: _Caller) -> None:
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or isinstance(error, Cancelled):
            job.end("cancelled")
            return
        job.end("failed" if error else "done", error)
        if not caller.is_there:
            return
        if error is not None:
            (caller.failed or self.on_error)(error)
        elif caller.done is not None:
            caller.done(future.result())


def _raise(error: BaseException) -> None:
    raise error
