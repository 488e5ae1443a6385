"""The exchanges of one open ledger, one after the other, asked for or by themselves; and what is told of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step
from lanyan_desktop.services.sharing import counting, remotes
from lanyan_desktop.services.sharing.asking import open_requests
from lanyan_desktop.services.sharing.auto import Auto
from lanyan_desktop.services.sharing.exchanging import Line, note_of, now_ms
from lanyan_desktop.services.sharing.folder import KnownRemote
from lanyan_desktop.services.sharing.office import Office
from lanyan_desktop.services.sharing.policy import Outcome
from lanyan_desktop.services.sharing.space import Space
from lanyan_desktop.services.sharing.values import State, Status, SyncReport

Listener = Callable[[Status], None]
_TELL_S = 0.1  # progress is told ten times a second at the most


class Board:
    """The status of a ledger's sharing, and who wants to be told of another."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._listeners: list[Listener] = []
        self._is_running = False
        self.status = Status()
        self.counts: counting.Counts | None = None  # None: not counted yet
        notes = office.folder.notes() if office.is_shared else []
        self.last: dict[str, SyncReport] = {note.remote: note.report for note in notes}

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell this listener from now on; gives back how to stop."""
        self._listeners.append(listener)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    def refresh(self) -> Status:
        """Count anew."""
        self.counts = self._office.door.read(counting.count)
        status = counting.status_of(self._standing(), self.counts, now_ms=now_ms())
        if self._is_running:
            status = replace(status, state=State.RUNNING, done=self.status.done, total=self.status.total)
            status = counting.worded(status, now_ms())
        self._tell(status)
        return self.status

    def _standing(self) -> counting.Standing:
        office, part = self._office, self._office.part
        is_locked = office.is_locked
        space = office.space
        return counting.Standing(
            is_shared=office.is_shared,
            is_locked=is_locked,
            is_removed=part is not None and part.is_removed,
            has_role=part is not None and bool(part.role),
            requests=len(open_requests(space)) if space is not None and space.is_admin else 0,
            remotes=office.known(),
            last=self.last,
        )

    def _tell(self, status: Status) -> None:
        if status == self.status:
            return
        self.status = status
        for listener in tuple(self._listeners):
            listener(status)

    def begin_run(self) -> None:
        """An exchange starts."""
        self._is_running = True
        self._tell(counting.worded(replace(self.status, state=State.RUNNING, done=0, total=0), now_ms()))

    def end_run(self) -> None:
        self._is_running = False

    def watched(self, step: Step) -> Step:
        """The step, and its progress on the board."""
        told_at = 0.0

        def both(done: int, total: int) -> None:
            nonlocal told_at
            step(done, total)
            if total and time.monotonic() - told_at >= _TELL_S:
                told_at = time.monotonic()
                self._tell(counting.worded(replace(self.status, done=done, total=total), now_ms()))

        return both


class Exchanges:
    """Carries exchanges out; `auto` starts those that nobody asks for."""

    def __init__(self, office: Office, board: Board) -> None:
        self._office = office
        self._board = board
        self._one = threading.Lock()  # at a time
        self._lines: dict[str, Line] = {}
        self._is_closed = False
        self.auto = Auto(self._places, lambda one, step: self._exchange(one, step, is_asked=False))

    def _places(self) -> list[KnownRemote]:
        return [] if self._is_closed or self._office.space is None else self._office.known()

    def run(self, remote: str | None, step: Step) -> list[SyncReport]:
        """With one place, or with all that are not paused; once more with those that lack what a later one brought.

        Raises:
            LanyanError: sharing.alone, sharing.no_remote; what `Office.opened` raises.
            Cancelled: by the step.
        """
        known = self._office.opened().folder.remotes()
        if not known:
            raise LanyanError("sharing.alone", file=self._office.path.name)
        if remote is not None:
            return [self._exchange(remotes.find(known, remote), step, is_asked=True)]
        chosen = [one for one in known if not one.is_paused] or known
        reports = [self._exchange(one, step, is_asked=True) for one in chosen]
        newest = max((n for n, report in enumerate(reports) if report.received), default=0)
        for n in range(newest):
            if reports[n].is_good:
                reports[n] = _both(reports[n], self._exchange(chosen[n], step, is_asked=False))
        return reports

    def _exchange(self, one: KnownRemote, step: Step, *, is_asked: bool) -> SyncReport:
        with self._one:
            space = self._office.opened()
            line = self._line(space, one)
            line.outcome = Outcome(is_good=False)  # of one that is cancelled
            self.auto.began(one.name)
            self._board.begin_run()
            try:
                report = line.run(self._board.watched(step))
                self._board.last[one.name] = report
            finally:
                self._board.end_run()
                self.auto.ended(one.name, line.outcome)
        if is_asked or report.sent or report.received or report.problems:
            space.folder.add_note(note_of(report))
        if report.received:
            self.auto.edited(but=one.name)  # other places lack it
        self._board.refresh()
        return report

    def _line(self, space: Space, one: KnownRemote) -> Line:
        line = self._lines.get(one.name)
        if line is None or (line.known.url, line.known.user) != (one.url, one.user):
            if line is not None:
                line.close()
            line = self._lines[one.name] = Line(space, self._office.door, one)
        return line

    def drop(self, name: str | None = None) -> None:
        """Let go of the connection to one place, or to all; waits for an exchange that runs."""
        with self._one:
            for gone in [name] if name is not None else list(self._lines):
                line = self._lines.pop(gone, None)
                if line is not None:
                    line.close()

    def close(self) -> None:
        """No exchange any more."""
        self._is_closed = True
        self.auto.stop(wait_s=0.0)
        for line in self._lines.values():
            line.close()
        self._lines.clear()


def _both(first: SyncReport, second: SyncReport) -> SyncReport:
    """Two exchanges with one place as one."""
    return replace(
        second,
        sent=first.sent + second.sent,
        received=first.received + second.received,
        requests=first.requests + second.requests,
        sent_bytes=first.sent_bytes + second.sent_bytes,
        received_bytes=first.received_bytes + second.received_bytes,
        seconds=first.seconds + second.seconds,
        put_back=first.put_back + second.put_back,
        problems=tuple(dict.fromkeys([*first.problems, *second.problems])),
    )
