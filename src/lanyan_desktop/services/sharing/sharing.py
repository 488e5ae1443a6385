"""The sharing of one open ledger, as window and commands use it. Which calls may take long is said at each.

[job]: network, key store or the ledger's thread; for a free thread, never for the window's nor the ledger's own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from lanyan_desktop.core.roles import EDITOR
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.own_part import load_own_part, take_part
from lanyan_desktop.services.session import Session
from lanyan_desktop.services.sharing import conflicts, counting, membership, remotes
from lanyan_desktop.services.sharing.asking import open_requests
from lanyan_desktop.services.sharing.auto import Auto
from lanyan_desktop.services.sharing.door import Door, LedgerDoor, SessionDoor
from lanyan_desktop.services.sharing.exchanging import Line, note_of, now_ms
from lanyan_desktop.services.sharing.folder import KnownRemote, SpaceFolder
from lanyan_desktop.services.sharing.founding import found, keep_remote, reach
from lanyan_desktop.services.sharing.papers import Papers
from lanyan_desktop.services.sharing.passphrases import change_passphrase
from lanyan_desktop.services.sharing.policy import Outcome
from lanyan_desktop.services.sharing.space import Space
from lanyan_desktop.services.sharing.values import (
    Added,
    ConflictView,
    ExchangeNote,
    Invited,
    MembersPage,
    QuarantineView,
    RemoteView,
    State,
    Status,
    SyncReport,
    Tested,
)
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.sync.remotes.url import Credentials, passphrase_of_environment

T = TypeVar("T")
Listener = Callable[[Status], None]
_TELL_S = 0.1  # progress is told ten times a second at the most


class Sharing:
    """One ledger's sharing. Every method may raise `LanyanError`; those with a step `Cancelled`."""

    def __init__(self, session: Session) -> None:
        self._begin(SessionDoor(session), session.path)
        session.on_change(lambda _touched: self._hear())
        self.refresh()  # also tries the keys

    @classmethod
    def of_ledger(cls, ledger: Ledger, *, space: Space | None = None) -> Sharing:
        """For one command, on the thread that opened the ledger; `space`: if it is open already."""
        made = cls.__new__(cls)
        made._begin(LedgerDoor(ledger), ledger.path)
        made._space = space
        return made

    def _begin(self, door: Door, path: Path) -> None:
        self._door = door
        self._path = path
        self._user: str = door.read(lambda reader: reader.user)
        self._space: Space | None = None
        self._passphrase = ""
        self._lock_code: str | None = None  # why the keys could not be opened; "": they could
        space = door.read(lambda reader: reader.space())
        self._id = space
        self._folder = SpaceFolder.of(space) if space is not None else None
        self._opening = threading.RLock()
        self._exchanging = threading.Lock()
        self._lines: dict[str, Line] = {}
        self._last: dict[str, SyncReport] = {}
        if self._folder is not None:
            self._last = {note.remote: note.report for note in self._folder.notes()}
        self._status = Status()
        self._counts: counting.Counts | None = None
        self._listeners: list[Listener] = []
        self._is_running = False
        self._is_closed = False
        self._auto = Auto(self._places_for_auto, lambda one, step: self._exchange(one, step, is_asked=False))

    # ---- status

    @property
    def status(self) -> Status:
        """As last counted."""
        return self._status

    def on_status(self, listener: Listener) -> Callable[[], None]:
        """Be told of every other status, on whatever thread it came about; gives back how to stop."""
        self._listeners.append(listener)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    def refresh(self) -> Status:
        """Count anew. [job]"""
        self._counts = self._door.read(counting.count)
        status = counting.status_of(self._standing(), self._counts, now_ms=now_ms())
        if self._is_running:
            status = replace(status, state=State.RUNNING, done=self._status.done, total=self._status.total)
        self._tell(status)
        return self._status

    def _standing(self) -> counting.Standing:
        part = load_own_part(self._folder.path) if self._folder is not None else None
        space = None if self.is_locked else self._space
        return counting.Standing(
            is_shared=self.is_shared,
            is_locked=self.is_locked,
            is_removed=part is not None and part.is_removed,
            has_role=part is not None and bool(part.role),
            requests=len(open_requests(space)) if space is not None and space.is_admin else 0,
            remotes=self._known(),
            last=self._last,
        )

    def _tell(self, status: Status) -> None:
        if status == self._status:
            return
        self._status = status
        for listener in tuple(self._listeners):
            listener(status)

    @property
    def is_shared(self) -> bool:
        return self._id is not None

    @property
    def is_locked(self) -> bool:
        """True while a passphrase is needed and nobody gave the right one. The first call tries the keys. [job]"""
        if self._id is None or self._space is not None:
            return False
        if self._lock_code is None:
            try:
                self._opened()
                self._lock_code = ""
            except LanyanError as error:
                self._lock_code = error.code
        return self._lock_code in {"keys.locked", "keys.passphrase_wrong"}

    @property
    def own_role(self) -> str:
        """A code; "" for a ledger that is not shared, and as long as nobody has let this device in."""
        part = load_own_part(self._folder.path) if self._folder is not None else None
        return part.role if part is not None else ""

    def unlock(self, passphrase: str) -> None:
        """Open the keys. [job]

        Raises:
            LanyanError: keys.passphrase_wrong.
        """
        self._passphrase = passphrase
        self._lock_code = None
        try:
            self._opened()
        except LanyanError:
            self._passphrase = ""
            raise
        self._auto.mended()
        self.refresh()

    def _opened(self) -> Space:
        """The space with its keys.

        Raises:
            LanyanError: sharing.alone; keys.locked, keys.passphrase_wrong, keys.damaged, sharing.keys_lost.
        """
        with self._opening:
            if self._space is None:
                if self._id is None or self._folder is None:
                    raise LanyanError("sharing.alone", file=self._path.name)
                ask = lambda: self._passphrase or passphrase_of_environment()  # noqa: E731  # as it is when asked
                self._space = Space.open(self._id, self._folder, ask)
            return self._space

    # ---- places

    def _known(self) -> list[KnownRemote]:
        return self._folder.remotes() if self._folder is not None else []

    def remotes(self) -> list[RemoteView]:
        """The places in the order they were added."""
        notes = self._folder.notes() if self._folder is not None else []
        counts = self._counts or self._door.read(counting.count)
        return [remotes.view(one, notes, waiting=counting.waiting_at(one, counts.total)) for one in self._known()]

    def test_remote(self, url: str, *, user: str = "", password: str = "") -> Tested:
        """Try an address; what is wrong with it is said, not raised. [job]"""
        return remotes.test_url(url, Credentials(user, password))

    def test_known(self, name: str) -> Tested:
        """Try a place that was added. [job]"""
        space = self._opened()
        known = remotes.find(self._known(), name)
        return remotes.try_place(remotes.place_of(known.url), remotes.credentials_of(known, space.store, space.id))

    def add_remote(
        self, name: str, url: str, *, user: str = "", password: str = "", passphrase: str = "", person: str = ""
    ) -> Added:
        """Add a place that answers; the first one founds the space, under a passphrase. [job]

        Raises:
            LanyanError: sharing.passphrase_needed, sharing.name_taken, sharing.name_unfit, sharing.url_taken,
                sharing.occupied, remote.url_unknown, remote.url_secret, remote.url_option; RemoteError.
        """
        place, credentials = remotes.place_of(url), Credentials(user, password)
        remotes.check_new(self._known(), name=name, place=place)
        code = None
        with self._opening:
            if self._id is not None:
                self._opened()
            reach(place, credentials, is_first=self._id is None)
            if self._id is None:
                self._space, code = found(self._door, person=person or self._user, passphrase=passphrase)
                self._id, self._folder = self._space.id, self._space.folder
            space = self._opened()
            keep_remote(space, name, place, credentials)
        self._auto.mended()
        self.refresh()
        return Added(next(one for one in self.remotes() if one.name == name), code)

    def rename_remote(self, name: str, new_name: str) -> None:
        """Another name for a place; its history goes along."""
        folder = self._shared_folder()
        remotes.rename(folder, name, new_name)
        if name in self._last:
            self._last[new_name] = self._last.pop(name)
        self._drop_line(name)

    def remove_remote(self, name: str) -> None:
        """Exchange with this place no more; what lies there stays. [job]"""
        folder = self._shared_folder()
        known = remotes.find(folder.remotes(), name)
        folder.keep_remotes([one for one in folder.remotes() if one.name != name])
        self._last.pop(name, None)
        self._drop_line(name)
        space = self._opened()
        remotes.keep_password(space.store, space.id, url=known.url, password="")
        self.refresh()

    def set_paused(self, name: str | None, is_paused: bool) -> None:
        """Leave out a place, or all (None), when nobody asks for it."""
        folder = self._shared_folder()
        chosen = [remotes.find(folder.remotes(), name)] if name is not None else folder.remotes()
        for one in chosen:
            folder.change_remote(one.name, is_paused=is_paused)
        self._auto.mended()
        self.refresh()

    def set_credentials(self, name: str, *, user: str, password: str) -> None:
        """As whom a place is entered from now on. [job]"""
        space, folder = self._opened(), self._shared_folder()
        known = remotes.find(folder.remotes(), name)
        remotes.keep_password(space.store, space.id, url=known.url, password=password)
        folder.change_remote(name, user=user)
        self._drop_line(name)
        self._auto.mended()

    def _shared_folder(self) -> SpaceFolder:
        if self._folder is None:
            raise LanyanError("sharing.alone", file=self._path.name)
        return self._folder

    def _drop_line(self, name: str) -> None:
        with self._exchanging:
            line = self._lines.pop(name, None)
            if line is not None:
                line.close()

    # ---- exchange

    def sync_now(self, remote: str | None = None, *, step: Step = no_step) -> list[SyncReport]:
        """Exchange with one place, or with all that are not paused; one report each. [job]

        Raises:
            LanyanError: sharing.alone, sharing.no_remote; keys.locked, keys.passphrase_wrong, sharing.keys_lost.
        """
        space = self._opened()
        known = space.folder.remotes()
        if not known:
            raise LanyanError("sharing.alone", file=self._path.name)
        if remote is not None:
            chosen = [remotes.find(known, remote)]
        else:
            chosen = [one for one in known if not one.is_paused] or known
        return [self._exchange(one, step, is_asked=True) for one in chosen]

    def _exchange(self, one: KnownRemote, step: Step, *, is_asked: bool) -> SyncReport:
        with self._exchanging:
            space = self._opened()
            line = self._line(space, one)
            self._auto.began(one.name)
            line.outcome = Outcome(is_good=False)  # of one that is cancelled
            try:
                self._run_state(is_running=True)
                report = line.run(self._watched(step))
                self._last[one.name] = report
            finally:
                self._auto.ended(one.name, line.outcome)
                self._run_state(is_running=False)
        if is_asked or report.sent or report.received or report.problems:
            space.folder.add_note(note_of(report))
        if report.received:
            self._auto.edited(but=one.name)  # other places lack it
        self.refresh()
        return report

    def _line(self, space: Space, one: KnownRemote) -> Line:
        line = self._lines.get(one.name)
        if line is None or (line.known.url, line.known.user) != (one.url, one.user):
            if line is not None:
                line.close()
            line = self._lines[one.name] = Line(space, self._door, one)
        return line

    def _run_state(self, *, is_running: bool) -> None:
        self._is_running = is_running
        if is_running:
            status = replace(self._status, state=State.RUNNING, done=0, total=0)
            self._tell(counting.worded(status, now_ms()))

    def _watched(self, step: Step) -> Step:
        """The step, and progress for the status bar."""
        told_at = 0.0

        def watched(done: int, total: int) -> None:
            nonlocal told_at
            step(done, total)
            if total and time.monotonic() - told_at >= _TELL_S:
                told_at = time.monotonic()
                self._tell(counting.worded(replace(self._status, done=done, total=total), now_ms()))

        return watched

    def history(self, *, limit: int = 200) -> list[ExchangeNote]:
        """The exchanges that brought or sent something, failed, or were asked for; newest first."""
        notes = self._folder.notes() if self._folder is not None else []
        return notes[::-1][:limit]

    def _places_for_auto(self) -> Sequence[KnownRemote]:
        return [] if self._is_closed or self._space is None else self._known()

    def _hear(self) -> None:
        """On the ledger's thread: something was written."""
        if not self._is_closed and not self._door.is_foreign:
            self._auto.edited()

    def start_auto(self) -> None:
        """Exchange by itself from now on."""
        self._auto.start()

    def stop_auto(self, *, wait_s: float = 5.0) -> None:
        """No more, after one last exchange of at most that long where something waits."""
        self._auto.stop(wait_s=wait_s)

    def close(self) -> None:
        """Let go of places and ledger; safe to call twice."""
        if self._is_closed:
            return
        self._auto.stop(wait_s=0.0)
        self._is_closed = True
        self._door.close()
        for line in self._lines.values():
            line.close()
        self._lines.clear()

    # ---- members

    def members(self) -> MembersPage:
        """Members, requests and invitations; empty for a ledger that is not shared. [job, short]"""
        return membership.members_page(self._opened()) if self.is_shared else MembersPage()

    def invite(
        self, out: Path, *, role: str = EDITOR, is_asking: bool = False, days: int = 7, code: str | None = None
    ) -> Invited:
        """Write an invitation file: for one device, once. Under LANYAN_PASSPHRASE it opens by that too. [job]"""
        space = self._opened()
        made = membership.write_invitation(
            space,
            out,
            role=role,
            is_asking=is_asking,
            days=days,
            code=code,
            passphrase=passphrase_of_environment() or "",
            remotes=[(one.name, one.url) for one in space.folder.remotes()],
        )
        self._acted()
        return made

    def approve(self, request_id: str, *, role: str | None = None) -> None:
        """Let a device in; ids may be their beginnings. [job]"""
        membership.approve(self._opened(), request_id, role=role)
        self._acted()

    def deny(self, request_id: str) -> None:
        """Do not let a device in. [job]"""
        membership.deny(self._opened(), request_id)
        self._acted()

    def set_role(self, member_id: str, role: str) -> None:
        """Another role from now on. [job]"""
        self._acted(is_other=membership.set_role(self._opened(), member_id, role))

    def revoke(self, member_id: str) -> None:
        """A device out, for good. [job]"""
        self._acted(is_other=membership.revoke(self._opened(), member_id))

    def withdraw_invite(self, invite_id: str) -> None:
        """An invitation is no longer good. [job]"""
        membership.withdraw(self._opened(), invite_id)
        self._acted()

    def change_passphrase(self, old: str, new: str) -> None:
        """Another passphrase; an admin's changes the office's as well. [job]

        Raises:
            LanyanError: keys.passphrase_wrong, keys.passphrase_empty.
        """
        change_passphrase(self._opened(), old, new)
        self._passphrase = new
        self._space = None  # its key store remembers the old one
        self._opened()
        self._lines.clear()
        self._acted()

    def _acted(self, *, is_other: bool = False) -> None:
        """Members are others now: everybody is to hear of it soon; `is_other`: the own part changed."""
        if is_other:
            folder = self._shared_folder().path
            self._door.write(lambda ledger: take_part(ledger, folder))
        self._auto.asked()
        self.refresh()

    # ---- conflicts

    def conflicts(self, *, project_id: Id | None = None) -> list[ConflictView]:
        """What people have to choose, the newest first. [job, short]"""
        return self._door.read(lambda reader: conflicts.load_conflicts(reader, project_id=project_id))

    def resolve(self, id: str, *, take: int) -> str:
        """Let one of the values hold, as one changeset; gives it as text. [job]"""
        return self._changed(lambda ledger: conflicts.resolve(ledger, id=id, take=take))

    def resolve_all(self, *, person: str | None = None, newest: bool = False) -> int:
        """Take what a person set, or what was set last, wherever there is a choice; gives how many. [job]"""
        if person is None and not newest:
            return 0
        pick = conflicts.of_person(person) if person is not None else conflicts.newest
        return self._changed(lambda ledger: conflicts.resolve_all(ledger, pick))

    def quarantined(self) -> list[QuarantineView]:
        """What was not applied and waits for a word. [job, short]"""
        is_admin = not self.is_locked and self._space is not None and self._space.is_admin
        return self._door.read(lambda reader: conflicts.load_quarantined(reader, is_admin=is_admin))

    def release(self, id: str) -> None:
        """放行: do it as an own change. [job]"""
        self._admin()
        self._changed(lambda ledger: ledger.release(conflicts.find_quarantined(ledger, id).position))

    def dismiss(self, id: str) -> None:
        """Do not list it any more. [job]"""
        self._changed(lambda ledger: ledger.dismiss([conflicts.find_quarantined(ledger, id).position]))

    def _admin(self) -> None:
        if not self._opened().is_admin:
            raise LanyanError("sharing.admin_only")

    def _changed(self, command: Callable[[Ledger], T]) -> T:
        done = self._door.write(command)
        self.refresh()
        return done

    # ---- papers

    def fetch_attachment(self, name: str, *, step: Step = no_step) -> bytes:
        """The bytes of a paper by their hash: those here, else from whatever place has them, kept here then. [job]

        Raises:
            LanyanError: blob.missing; the words of a place that did not answer.
        """
        try:
            return self._door.read(lambda reader: reader.blob(name))
        except LanyanError:
            if not self._known():
                raise
        space = self._opened()
        unreached: LanyanError | None = None
        for one in self._known():
            try:
                with closing(remotes.open_known(one, space.store, space.id)) as remote:
                    content = Papers(space, self._door, remote, one.url).fetch(name, step)
            except LanyanError as error:
                unreached = error
                continue
            if content is not None:
                self._door.write(lambda ledger, found=content: ledger.put_blob(found))  # type: ignore[misc]  # bound now
                return content
        raise unreached or LanyanError("blob.missing", hash=name)
