"""A space as this device has it open: its keys, the register of members, the shelf of batches, the places.

Opening needs the keys, so it may need the passphrase; what can be told without them is in `folder` and `own_part`.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Sequence

from lanyan_desktop import __version__
from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.own_part import OwnPart, keep_own_part
from lanyan_desktop.services.sharing.folder import SpaceFolder
from lanyan_desktop.sync.access import Access
from lanyan_desktop.sync.batch import Sealed
from lanyan_desktop.sync.head import Head
from lanyan_desktop.sync.keys.device import DeviceKey
from lanyan_desktop.sync.keys.keystore import KeyStore, SpaceKeys, load_space_keys, open_key_store, save_space_keys
from lanyan_desktop.sync.keys.passphrase import INTERACTIVE, Cost
from lanyan_desktop.sync.members.members import Claims, Members
from lanyan_desktop.sync.members.register import Register
from lanyan_desktop.sync.shelf import Shelf

Ask = Callable[[], str | None]
"""Gives the passphrase where it is needed; None: nobody can be asked."""


def key_store(folder: SpaceFolder, ask: Ask) -> KeyStore:
    """The system's key store, or the locked file of this space where there is none."""
    return open_key_store(folder.keys_folder(), ask, cost=cost())


_cost = INTERACTIVE


def cost() -> Cost:
    """How slow guessing a passphrase is made."""
    return _cost


def use_cost(cost: Cost) -> None:
    """Make guessing cheaper: for tests, which lock and unlock a hundred times."""
    global _cost  # noqa: PLW0603  # one for the process
    _cost = cost


class SharedRegister(Register):
    """A register that an exchange and a page may add to at the same time."""

    _guard = threading.Lock()

    def __init__(self, members: Members, space: Space) -> None:
        super().__init__(members, device=space.device.public, claims=lambda: space.claims)
        self._space = space

    def take(self, contents: Iterable[bytes]) -> int:
        with self._guard:
            return super().take(contents)

    def may_pack(self, writer: WriterId, seq: int) -> bool:
        """Nothing while the newest key is lacking: the records go out, whereupon an admin's program gives it."""
        return self._space.has_key and super().may_pack(writer, seq)


class Space:
    """One space, open. One exchange at a time; records may be added beside it."""

    def __init__(self, space: bytes, folder: SpaceFolder, store: KeyStore, keys: SpaceKeys) -> None:
        self.id = space
        self.store = store
        self.folder = folder
        self.device = DeviceKey(keys.seed)
        self.roster = keys.roster
        self.claims: Claims = ()
        """(writer, nonce) of the writer ids this device bears; read from the ledger before each exchange."""
        members = Members.of(space, keys.roster, folder.records().values())
        self.register = SharedRegister(members, self)
        self.sealing = SpaceSealing(self)
        self._shelf: Shelf | None = None
        self._noted: Members | None = None

    @classmethod
    def open(cls, space: bytes, folder: SpaceFolder, ask: Ask) -> Space:
        """Open what this machine has of a space.

        Raises:
            LanyanError: keys.locked, keys.passphrase_wrong, keys.damaged; sharing.keys_lost where there are none.
        """
        store = key_store(folder, ask)
        keys = load_space_keys(store, space)
        if keys is None:
            raise LanyanError("sharing.keys_lost")
        return cls(space, folder, store, keys)

    @classmethod
    def begin(cls, space: bytes, folder: SpaceFolder, store: KeyStore, keys: SpaceKeys) -> Space:
        """Keep the keys of a space that this device just founded or was let into."""
        save_space_keys(store, space, keys)
        return cls(space, folder, store, keys)

    @property
    def root(self) -> str:
        """Where the space lies on a place."""
        return f"p/{self.id.hex()}"

    @property
    def members(self) -> Members:
        return self.register.members

    @property
    def shelf(self) -> Shelf:
        """Read when it is first asked for: the pages of members and places need it not."""
        if self._shelf is None:
            self._shelf = Shelf(self.folder.shelf)
        return self._shelf

    @property
    def own_role(self) -> str:
        """A code; "" while nobody has let this device in, or after it was removed."""
        return self.members.state.role_of(self.device.public) or ""

    @property
    def is_admin(self) -> bool:
        return self.members.is_admin(self.device.public)

    @property
    def is_removed(self) -> bool:
        found = self.members.state.devices.get(self.device.public)
        return found is not None and found.revoked

    @property
    def has_key(self) -> bool:
        """Whether the key for what is written now was given to this device: one that joined during a change waits."""
        return self.members.epoch in self.sealing.access.keys

    @property
    def papers_secret(self) -> bytes:
        """What names the papers of the space on a place: all members know it, and nobody else."""
        return hashlib.blake2b(self.roster, digest_size=32, person=b"lanyan papers").digest()

    def add_records(self, contents: Sequence[bytes]) -> bool:
        """Take records; the next exchange puts them on every place. True if the own part is another one now."""
        self.register.take(contents)
        return self.note_members()

    def note_members(self) -> bool:
        """Keep what is known of the members for the next opening; True if the own part in it is another one."""
        members = self.members
        if members is self._noted:
            return False
        self.folder.keep_records(members.records)
        self._noted = members
        return keep_own_part(self.folder.path, OwnPart(self.device.public, self.own_role, is_removed=self.is_removed))


class SpaceSealing:
    """The keys of a space as they are now: an epoch that arrives with a record holds from the next batch on."""

    program = __version__

    def __init__(self, space: Space) -> None:
        self._space = space
        self._of: Members | None = None
        self._access: Access | None = None

    @property
    def space(self) -> bytes:
        return self._space.id

    @property
    def access(self) -> Access:
        """Made anew when the register has changed."""
        members = self._space.members
        if self._access is None or self._of is not members:
            device = self._space.device
            self._access = Access(self._space.id, members.epoch, members.keys(device), device.signer)
            self._of = members
        return self._access

    def seal(
        self,
        changesets: Sequence[Changeset],
        *,
        station: bytes,
        seq: int,
        previous: bytes,
        members: tuple[bytes, ...],
        claims: tuple[tuple[bytes, bytes], ...],
        void: tuple[tuple[bytes, int], ...],
    ) -> bytes:
        """With the newest key and no older one: a device that was removed may have those."""
        return self.access.seal(
            changesets, station=station, seq=seq, previous=previous, members=members, claims=claims, void=void
        )

    def verify(self, content: bytes) -> Sealed:
        return self.access.verify(content)

    def unseal(self, sealed: Sealed) -> list[Changeset]:
        return self.access.unseal(sealed)

    def write_head(self, head: Head) -> bytes:
        return self.access.write_head(head)

    def read_head(self, content: bytes) -> Head:
        return self.access.read_head(content)
