"""Places added to a ledger; with the first one the space is founded: keys, the first record, the recovery code."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.own_part import take_part
from lanyan_desktop.services.sharing import remotes
from lanyan_desktop.services.sharing.door import Door
from lanyan_desktop.services.sharing.exchanging import now_ms
from lanyan_desktop.services.sharing.folder import KnownRemote, SpaceFolder
from lanyan_desktop.services.sharing.space import Space, cost, key_store
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.sync.keys.device import DeviceKey
from lanyan_desktop.sync.keys.keystore import SpaceKeys
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.remotes.opening import open_remote
from lanyan_desktop.sync.remotes.remote import Remote, RemoteError, is_ours
from lanyan_desktop.sync.remotes.url import Credentials, Place

LEAST_PASSPHRASE = 4
_MOST_RECORDS, _MOST_RECORD = 2000, 256 << 10
KNOWN = "p/known"
"""Where spaces lay their names, for who comes with a recovery code and an address alone."""


def reach(place: Place, credentials: Credentials, *, space: bytes | None, is_new: bool = True) -> None:
    """Look whether a place can be used; its folder is made if what it lies in is there.

    `space`: of the ledger, None if it is not shared yet; without `is_new` that is to be there already.

    Raises:
        RemoteError; LanyanError: sharing.occupied, where another ledger's space is there already;
            sharing.not_there: nothing of this ledger is there.
    """
    is_known_only = space is not None and not is_new
    if (
        is_known_only
        and place.scheme == "folder"
        and not Path(place.path).exists()
        and Path(place.path).parent.is_dir()
    ):
        raise LanyanError("sharing.not_there", url=place.text)
    remotes.make_folder(place)
    with closing(open_remote(place, credentials)) as remote:
        if not remote.probe().can_write:
            raise RemoteError("remote.denied", is_passing=False, place=place.text, detail="不能写入")
        if space is None and remote.list(KNOWN):
            raise LanyanError("sharing.occupied", url=place.text)
        if is_known_only and space not in spaces_at(remote):
            raise LanyanError("sharing.not_there", url=place.text)


def found(door: Door, *, person: str, passphrase: str) -> tuple[Space, str]:
    """Make a space of a ledger that is not shared; the recovery code is kept nowhere.

    Raises:
        LanyanError: sharing.passphrase_needed, ledger.read_only, ledger.elsewhere; keys.store, folder.not_writable.
    """
    if len(passphrase.strip()) < LEAST_PASSPHRASE:
        raise LanyanError("sharing.passphrase_needed", least=LEAST_PASSPHRASE)
    door.write(lambda ledger: ledger.writer)  # one that cannot be written is told so before anything is made
    device = DeviceKey.draw()
    founded = acts.found(
        device,
        person=person,
        name=Machine.this().device,
        passphrase=passphrase,
        writers=[(bytes(writer), seq) for writer, seq in door.read(lambda reader: reader.vector()).items()],
        now=now_ms(),
        cost=cost(),
    )
    folder = SpaceFolder.of(founded.space)
    store = key_store(folder, lambda: passphrase)
    space = Space.begin(founded.space, folder, store, SpaceKeys(device.seed, founded.roster))
    space.add_records([founded.content])

    def share(ledger: Ledger) -> None:
        ledger.set_space(founded.space)
        take_part(ledger, folder.path)

    door.write(share)
    return space, founded.recovery_code


def keep_remote(space: Space, name: str, place: Place, credentials: Credentials) -> KnownRemote:
    """Remember a place and its password.

    Raises:
        LanyanError: keys.store, folder.not_writable.
    """
    known = KnownRemote(name, place.text, credentials.user)
    if place.needs_credentials:
        remotes.keep_password(space.store, space.id, url=known.url, password=credentials.password)
    space.folder.add_remote(known)
    return known


def spaces_at(remote: Remote) -> list[bytes]:
    """The spaces that laid their names on a place."""
    found = []
    for entry in remote.list(KNOWN):
        try:
            space = bytes.fromhex(entry.name)
        except ValueError:
            continue
        if len(space) == 16:
            found.append(space)
    return found


def records_at(remote: Remote, space: bytes) -> list[bytes]:
    """All membership records of a space on a place."""
    folder = f"p/{space.hex()}/m"
    names = [entry.name for entry in remote.list(folder)[:_MOST_RECORDS] if is_ours(entry.name)]
    contents = (remote.get(f"{folder}/{name}", most=_MOST_RECORD) for name in names)
    return [content for content in contents if content is not None]


def check_free(ledger: Path) -> None:
    """Whether a new ledger may be made under this name.

    Raises:
        LanyanError: ledger.exists, ledger.cannot_open.
    """
    if ledger.exists():
        raise LanyanError("ledger.exists", file=ledger.name, path=ledger)
    if not ledger.parent.is_dir():
        detail = f"没有文件夹 {ledger.parent}"
        raise LanyanError("ledger.cannot_open", file=ledger.name, path=ledger, detail=detail)
