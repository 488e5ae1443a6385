"""The places of a space on this machine: found, tested, named.

Passwords go to the key store, never to the file of addresses.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError, why
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.services.sharing.folder import KnownRemote, SpaceFolder
from lanyan_desktop.services.sharing.values import ExchangeNote, RemoteView, Tested
from lanyan_desktop.sync.keys.keystore import KeyStore
from lanyan_desktop.sync.remotes.certificates import fetch_certificate, shown
from lanyan_desktop.sync.remotes.opening import open_remote
from lanyan_desktop.sync.remotes.remote import Remote, RemoteError
from lanyan_desktop.sync.remotes.url import Credentials, Place, parse_place

KINDS = {"folder": "文件夹", "dav+https": "WebDAV", "dav+http": "WebDAV（不加密）", "s3": "对象存储"}
_LONGEST_NAME = 40


def needs_credentials(url: str) -> bool:
    """Whether a place at this address asks who one is.

    Raises:
        LanyanError: remote.url_unknown, remote.url_secret, remote.url_option.
    """
    return parse_place(url).needs_credentials


def place_of(url: str) -> Place:
    """An address taken apart; a folder named from where one stands becomes a whole path.

    Raises:
        LanyanError: as `needs_credentials`.
    """
    place = parse_place(url)
    if place.scheme != "folder":
        return place
    return replace(place, path=str(Path(place.path).expanduser().absolute()))


def test_url(url: str, credentials: Credentials) -> Tested:
    """Try what somebody typed as an address."""
    try:
        place = place_of(url)
        make_folder(place)
    except LanyanError as error:
        return Tested(is_good=False, words=sentence(error))
    return try_place(place, credentials)


def try_place(place: Place, credentials: Credentials) -> Tested:
    """Connect, look at the rights, write something and take it away again; what went wrong is said, not raised."""
    begun = time.monotonic()
    try:
        with closing(open_remote(place, credentials)) as remote:
            probe = remote.probe()
    except RemoteError as error:
        seconds = time.monotonic() - begun
        fingerprint, url = _unknown_certificate(place, error)
        return Tested(is_good=False, words=sentence(error), seconds=seconds, fingerprint=fingerprint, pinned_url=url)
    seconds = time.monotonic() - begun
    if not probe.can_write:
        words = f"能连上“{place.text}”，但不能写入，还不能用来同步；请检查权限。"
        return Tested(is_good=False, words=words, detail=probe.detail, seconds=seconds)
    return Tested(is_good=True, words="连接正常，可以读写。", detail=probe.detail, seconds=seconds)


def _unknown_certificate(place: Place, error: RemoteError) -> tuple[str | None, str | None]:
    """Of a server whose certificate nobody vouches for, as an office PC's: its fingerprint and the address with it."""
    if place.scheme != "dav+https" or error.code != "remote.untrusted":
        return None, None
    try:
        _, fingerprint = fetch_certificate(place.host)
    except RemoteError:
        return None, None
    return shown(fingerprint), replace(place, options={**place.options, "pin": fingerprint}).text


def make_folder(place: Place) -> None:
    """Make the folder of a place, if what it lies in is there: a stick that is not plugged in is not made up.

    Raises:
        RemoteError: remote.refused.
    """
    path = Path(place.path)
    if place.scheme != "folder" or path.exists() or not path.parent.is_dir():
        return
    try:
        path.mkdir()
    except OSError as error:
        raise RemoteError("remote.refused", is_passing=False, place=place.text, detail=why(error)) from error


def check_new(known: Sequence[KnownRemote], *, name: str, place: Place) -> None:
    """Whether a place of this name may be added.

    Raises:
        LanyanError: sharing.name_unfit, sharing.name_taken, sharing.url_taken.
    """
    check_name(known, name)
    twin = next((one for one in known if one.url == place.text), None)
    if twin is not None:
        raise LanyanError("sharing.url_taken", name=twin.name)


def check_name(known: Sequence[KnownRemote], name: str) -> None:
    """Whether a place may bear this name.

    Raises:
        LanyanError: sharing.name_unfit, sharing.name_taken.
    """
    if not name.strip() or len(name) > _LONGEST_NAME or re.search(r"[\x00-\x1f/\\]", name):
        raise LanyanError("sharing.name_unfit", name=name)
    if any(one.name == name for one in known):
        raise LanyanError("sharing.name_taken", name=name)


def find(known: Sequence[KnownRemote], name: str) -> KnownRemote:
    """The place of this name.

    Raises:
        LanyanError: sharing.no_remote.
    """
    found = next((one for one in known if one.name == name), None)
    if found is None:
        raise LanyanError("sharing.no_remote", name=name, names="、".join(one.name for one in known) or "—")
    return found


def open_known(known: KnownRemote, store: KeyStore, space: bytes) -> Remote:
    """The remote of a place that was added.

    Raises:
        RemoteError: its pinned certificate is not the server's.
    """
    return open_remote(place_of(known.url), credentials_of(known, store, space))


def credentials_of(known: KnownRemote, store: KeyStore, space: bytes) -> Credentials:
    """As whom a place is entered."""
    password = store.get(secret_name(space, known.url))
    return Credentials(known.user, (password or b"").decode("utf-8", "replace"))


def keep_password(store: KeyStore, space: bytes, *, url: str, password: str) -> None:
    """Remember the password of a place; an empty one forgets it."""
    name = secret_name(space, url)
    if password:
        store.set(name, password.encode())
    else:
        store.delete(name)


def secret_name(space: bytes, url: str) -> str:
    """Under what the password of a place is kept: by its address, so that a new name needs no move."""
    return f"remote/{space.hex()}/{url}"


def view(known: KnownRemote, notes: Sequence[ExchangeNote], *, waiting: int) -> RemoteView:
    """A place as the list shows it. `notes` as kept, oldest first."""
    last = next((note for note in reversed(notes) if note.remote == known.name), None)
    return RemoteView(
        name=known.name,
        url=known.url,
        kind=KINDS[parse_place(known.url).scheme],
        is_paused=known.is_paused,
        user=known.user,
        last=last,
        last_good_ms=known.last_good_ms,
        waiting=waiting,
    )


def rename(folder: SpaceFolder, name: str, new_name: str) -> None:
    """Give a place another name; its history goes along.

    Raises:
        LanyanError: sharing.no_remote, sharing.name_unfit, sharing.name_taken.
    """
    known = folder.remotes()
    find(known, name)
    if new_name == name:
        return
    check_name(known, new_name)
    folder.change_remote(name, name=new_name)
    folder.rename_notes(name, new_name)


def is_plugged_in(url: str) -> bool:
    """True for a folder that is there now: a stick was plugged in, a share is connected."""
    return url.startswith("folder:") and Path(url.removeprefix("folder:")).is_dir()
