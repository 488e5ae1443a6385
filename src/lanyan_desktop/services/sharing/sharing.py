"""The sharing of one open ledger, as window and commands use it. Which calls may take long is said at each.

[job]: network, key store or the ledger's thread; for a free thread, never for the window's nor the ledger's own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lanyan_desktop.core.roles import EDITOR
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.session import Session
from lanyan_desktop.services.sharing import conflicts, counting, membership, remotes
from lanyan_desktop.services.sharing.door import Door, LedgerDoor, SessionDoor
from lanyan_desktop.services.sharing.exchanges import Board, Exchanges, Listener
from lanyan_desktop.services.sharing.finding_papers import fetch_paper
from lanyan_desktop.services.sharing.office import Office
from lanyan_desktop.services.sharing.passphrases import change_passphrase
from lanyan_desktop.services.sharing.space import Space
from lanyan_desktop.services.sharing.values import (
    Added,
    ConflictView,
    ExchangeNote,
    Invited,
    MembersPage,
    QuarantineView,
    RemoteView,
    Status,
    SyncReport,
    Tested,
)
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.sync.remotes.url import Credentials, passphrase_of_environment

T = TypeVar("T")


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
        made._begin(LedgerDoor(ledger), ledger.path, space)
        return made

    def _begin(self, door: Door, path: Path, space: Space | None = None) -> None:
        self._door = door
        self._office = Office(door, path, space=space)
        self._board = Board(self._office)
        self._exchanges = Exchanges(self._office, self._board)
        self._is_closed = False

    # ---- status

    @property
    def status(self) -> Status:
        """As last counted."""
        return self._board.status

    def on_status(self, listener: Listener) -> Callable[[], None]:
        """Be told of every other status, on whatever thread it came about; gives back how to stop."""
        return self._board.listen(listener)

    def refresh(self) -> Status:
        """Count anew. [job]"""
        return self._board.refresh()

    @property
    def is_shared(self) -> bool:
        return self._office.is_shared

    @property
    def is_locked(self) -> bool:
        """True while a passphrase is needed and nobody gave the right one. The first call tries the keys. [job]"""
        return self._office.is_locked

    @property
    def own_role(self) -> str:
        """A code; "" for a ledger that is not shared, and as long as nobody has let this device in."""
        part = self._office.part
        return part.role if part is not None else ""

    def unlock(self, passphrase: str) -> None:
        """Open the keys. [job]

        Raises:
            LanyanError: keys.passphrase_wrong, sharing.alone.
        """
        self._office.unlock(passphrase)
        self._exchanges.drop()
        self._mended()

    def _mended(self) -> None:
        """A person put something right: try again now."""
        self._exchanges.auto.mended()
        self.refresh()

    # ---- places

    def remotes(self) -> list[RemoteView]:
        """The places in the order they were added."""
        known = self._office.known()
        notes = self._office.folder.notes() if known else []
        counts = self._board.counts or self._door.read(counting.count)
        return [remotes.view(one, notes, waiting=counting.waiting_at(one, counts.total)) for one in known]

    def test_remote(self, url: str, *, user: str = "", password: str = "") -> Tested:
        """Try an address; what is wrong with it is said, not raised. [job]"""
        return remotes.test_url(url, Credentials(user, password))

    def test_known(self, name: str) -> Tested:
        """Try a place that was added. [job]"""
        space = self._office.opened()
        known = remotes.find(self._office.known(), name)
        return remotes.try_place(remotes.place_of(known.url), remotes.credentials_of(known, space.store, space.id))

    def add_remote(
        self,
        name: str,
        url: str,
        *,
        user: str = "",
        password: str = "",
        passphrase: str = "",
        person: str = "",
        is_new: bool = True,
    ) -> Added:
        """Add a place that answers; the first one founds the space, under a passphrase. [job]

        Without `is_new` a further place is one where others exchange this ledger already: a slip of the keyboard does
        not begin an empty one.

        Raises:
            LanyanError: sharing.passphrase_needed, sharing.name_taken, sharing.name_unfit, sharing.url_taken,
                sharing.occupied, sharing.not_there, remote.url_unknown, remote.url_secret, remote.url_option;
                RemoteError.
        """
        credentials = Credentials(user, password)
        code = self._office.add(name, url, credentials, passphrase=passphrase, person=person, is_new=is_new)
        self._mended()
        return Added(next(one for one in self.remotes() if one.name == name), code)

    def rename_remote(self, name: str, new_name: str) -> None:
        """Another name for a place; its history goes along."""
        remotes.rename(self._office.folder, name, new_name)
        if name in self._board.last:
            self._board.last[new_name] = self._board.last.pop(name)
        self._exchanges.drop(name)
        self._mended()

    def remove_remote(self, name: str) -> None:
        """Exchange with this place no more; what lies there stays. [job]"""
        space, folder = self._office.opened(), self._office.folder
        known = remotes.find(folder.remotes(), name)
        folder.remove_remote(name)
        self._board.last.pop(name, None)
        self._exchanges.drop(name)
        remotes.keep_password(space.store, space.id, url=known.url, password="")
        self.refresh()

    def set_paused(self, name: str | None, is_paused: bool) -> None:
        """Leave out a place, or all (None), when nobody asks for it."""
        folder = self._office.folder
        chosen = [remotes.find(folder.remotes(), name)] if name is not None else folder.remotes()
        for one in chosen:
            folder.change_remote(one.name, is_paused=is_paused)
        self._mended()

    def set_credentials(self, name: str, *, user: str, password: str) -> None:
        """As whom a place is entered from now on. [job]"""
        space, folder = self._office.opened(), self._office.folder
        known = remotes.find(folder.remotes(), name)
        remotes.keep_password(space.store, space.id, url=known.url, password=password)
        folder.change_remote(name, user=user)
        self._exchanges.drop(name)
        self._mended()

    # ---- exchange

    def sync_now(self, remote: str | None = None, *, step: Step = no_step) -> list[SyncReport]:
        """Exchange with one place, or with all that are not paused; one report each. [job]

        Raises:
            LanyanError: sharing.alone, sharing.no_remote; keys.locked, keys.passphrase_wrong, sharing.keys_lost.
        """
        return self._exchanges.run(remote, step)

    def history(self, *, limit: int = 200) -> list[ExchangeNote]:
        """The exchanges that brought or sent something, failed, or were asked for; newest first."""
        notes = self._office.folder.notes() if self.is_shared else []
        return notes[::-1][:limit]

    def _hear(self) -> None:
        """On the ledger's thread: something was written."""
        if not self._is_closed and not self._door.is_foreign:
            self._exchanges.auto.edited()

    def start_auto(self) -> None:
        """Exchange by itself from now on."""
        self._exchanges.auto.start()

    def stop_auto(self, *, wait_s: float = 5.0) -> None:
        """No more, after one last exchange of at most that long where something waits."""
        self._exchanges.auto.stop(wait_s=wait_s)

    def close(self) -> None:
        """Let go of places and ledger; safe to call twice."""
        if not self._is_closed:
            self._is_closed = True
            self._exchanges.close()
            self._door.close()

    # ---- members

    def members(self) -> MembersPage:
        """Members, requests and invitations; empty for a ledger that is not shared. [job, short]"""
        return membership.members_page(self._office.opened()) if self.is_shared else MembersPage()

    def invite(
        self, out: Path, *, role: str = EDITOR, is_asking: bool = False, days: int = 7, code: str | None = None
    ) -> Invited:
        """Write an invitation file: for one device, once. Under LANYAN_PASSPHRASE it opens by that too. [job]"""
        space = self._office.opened()
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
        membership.approve(self._office.opened(), request_id, role=role)
        self._acted()

    def deny(self, request_id: str) -> None:
        """Do not let a device in. [job]"""
        membership.deny(self._office.opened(), request_id)
        self._acted()

    def set_role(self, member_id: str, role: str) -> None:
        """Another role from now on. [job]"""
        self._acted(is_own=membership.set_role(self._office.opened(), member_id, role))

    def revoke(self, member_id: str) -> None:
        """A device out, for good. [job]"""
        self._acted(is_own=membership.revoke(self._office.opened(), member_id))

    def withdraw_invite(self, invite_id: str) -> None:
        """An invitation is no longer good. [job]"""
        membership.withdraw(self._office.opened(), invite_id)
        self._acted()

    def change_passphrase(self, old: str, new: str) -> None:
        """Another passphrase; an admin's changes the office's as well. [job]

        Raises:
            LanyanError: keys.passphrase_wrong, keys.passphrase_empty.
        """
        change_passphrase(self._office.opened(), old, new)
        self._office.unlock(new)  # its key store remembers the old one
        self._exchanges.drop()
        self._acted()

    def _acted(self, *, is_own: bool = False) -> None:
        """Members are others now: everybody is to hear of it soon. `is_own`: the own part is another one."""
        if is_own:
            self._office.take_part()
        self._exchanges.auto.asked()
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
        is_admin = not self.is_locked and self._office.space is not None and self._office.space.is_admin
        return self._door.read(lambda reader: conflicts.load_quarantined(reader, is_admin=is_admin))

    def release(self, id: str) -> None:
        """放行: do it as an own change. [job]

        Raises:
            LanyanError: sharing.admin_only, quarantine.gone, quarantine.several; what `Ledger.release` raises.
        """
        if not self._office.opened().is_admin:
            raise LanyanError("sharing.admin_only")
        self._changed(lambda ledger: ledger.release(conflicts.find_quarantined(ledger, id).position))

    def dismiss(self, id: str) -> None:
        """Do not list it any more. [job]"""
        self._changed(lambda ledger: ledger.dismiss([conflicts.find_quarantined(ledger, id).position]))

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
        return fetch_paper(self._office, name, step)
