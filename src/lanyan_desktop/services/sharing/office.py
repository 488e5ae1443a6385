"""One ledger's part in a space, as far as it is open here: the door, the keys once they are unlocked, the places."""

from __future__ import annotations

import threading
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.own_part import OwnPart, load_own_part, take_part
from lanyan_desktop.services.sharing import remotes
from lanyan_desktop.services.sharing.door import Door
from lanyan_desktop.services.sharing.folder import KnownRemote, SpaceFolder
from lanyan_desktop.services.sharing.founding import found, keep_remote, reach
from lanyan_desktop.services.sharing.space import Space
from lanyan_desktop.sync.remotes.url import Credentials, passphrase_of_environment

_NEEDS_PASSPHRASE = {"keys.locked", "keys.passphrase_wrong"}


class Office:
    """What everything else about sharing works on. Its methods may be called from any thread."""

    def __init__(self, door: Door, path: Path, *, space: Space | None = None) -> None:
        self.door = door
        self.path = path
        self.space = space
        """With its keys; None as long as nobody needed them, or they are locked."""
        self._passphrase = ""
        self._lock_code: str | None = None  # why the keys could not be opened; "": they could; None: not tried
        self._guard = threading.RLock()
        self.user, self._id = door.read(lambda reader: (reader.user, reader.space()))
        self._folder = SpaceFolder.of(self._id) if self._id is not None else None

    @property
    def is_shared(self) -> bool:
        return self._id is not None

    @property
    def folder(self) -> SpaceFolder:
        """What this machine remembers of the space.

        Raises:
            LanyanError: sharing.alone.
        """
        if self._folder is None:
            raise LanyanError("sharing.alone", file=self.path.name)
        return self._folder

    @property
    def part(self) -> OwnPart | None:
        """What this device is in the space; None where the ledger is not shared, or came without its keys."""
        return load_own_part(self._folder.path) if self._folder is not None else None

    def known(self) -> list[KnownRemote]:
        """The places in the order they were added."""
        return self._folder.remotes() if self._folder is not None else []

    # ---- keys

    def opened(self) -> Space:
        """The space with its keys.

        Raises:
            LanyanError: sharing.alone; keys.locked, keys.passphrase_wrong, keys.damaged, sharing.keys_lost.
        """
        with self._guard:
            if self.space is None:
                if self._id is None:
                    raise LanyanError("sharing.alone", file=self.path.name)
                self.space = Space.open(self._id, self.folder, self._ask)
            return self.space

    def _ask(self) -> str | None:
        return self._passphrase or passphrase_of_environment()

    @property
    def is_locked(self) -> bool:
        """True while a passphrase is needed and nobody gave the right one. The first call tries the keys."""
        if self._id is None or self.space is not None:
            return False  # at once, also while a place is being added
        with self._guard:
            if self._lock_code is None:
                try:
                    self.opened()
                    self._lock_code = ""
                except LanyanError as error:
                    self._lock_code = error.code
            return self._lock_code in _NEEDS_PASSPHRASE

    def unlock(self, passphrase: str) -> None:
        """Open the keys, also those that are open already: after the passphrase was changed.

        Raises:
            LanyanError: keys.passphrase_wrong, sharing.alone.
        """
        with self._guard:
            before = self._passphrase, self.space
            self._passphrase, self.space, self._lock_code = passphrase, None, None
            try:
                self.opened()
            except LanyanError:
                self._passphrase, self.space = before
                raise

    # ---- places

    def add(
        self, name: str, url: str, credentials: Credentials, *, passphrase: str, person: str, is_new: bool
    ) -> str | None:
        """Add a place that answers; the recovery code where that founded the space.

        Raises:
            LanyanError: what `Sharing.add_remote` raises.
        """
        place, code = remotes.place_of(url), None
        with self._guard:
            remotes.check_new(self.known(), name=name, place=place)
            if self._id is not None:
                self.opened()
            reach(place, credentials, space=self._id, is_new=is_new)
            if self._id is None:
                self.space, code = found(self.door, person=person or self.user, passphrase=passphrase)
                self._passphrase = passphrase
                self._id, self._folder = self.space.id, self.space.folder
            keep_remote(self.opened(), name, place, credentials)
        return code

    # ---- own part

    def take_part(self) -> None:
        """Let the open ledger write by what this device may now."""
        folder = self.folder.path
        self.door.write(lambda ledger: take_part(ledger, folder))
