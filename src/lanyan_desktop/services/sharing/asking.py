"""Requests to be let in: a device lays one beside the heads, every admin's program takes it up by the same listing."""

from __future__ import annotations

import re
from itertools import islice

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.sharing.space import Space
from lanyan_desktop.sync.members.invitation import Request, request_name
from lanyan_desktop.sync.remotes.remote import MOST_BYTES, Entry, Probe, Remote, is_ours

_MOST_RECORD = 256 << 10
_MOST_REQUEST = 4 << 10
_MOST_RECORDS = 2000
_REQUEST = re.compile(r"[0-9a-f]{64}\.j")
_MOST_REQUESTS = 200  # of strangers who can write there, but have no invitation: they are not looked at without end


class Watching:
    """A remote that remembers which requests it saw when the heads were listed: no question is asked for them alone."""

    def __init__(self, inner: Remote, root: str) -> None:
        self._inner = inner
        self._folder = f"{root}/h"
        self.requests: dict[str, str] = {}  # name below the space -> tag
        self.worthless: dict[str, str] = {}  # those that were looked at: not again until they change
        self.is_bare = False  # nobody's head was there: a new place, or one that was wiped

    def list(self, folder: str) -> list[Entry]:
        entries = [entry for entry in self._inner.list(folder) if is_ours(entry.name)]
        if folder == self._folder:
            self.is_bare = not entries
            self.requests = {f"h/{entry.name}": entry.tag for entry in entries if _REQUEST.fullmatch(entry.name)}
        return entries

    def put(self, name: str, content: bytes) -> None:
        self._inner.put(name, content)

    def get(self, name: str, *, most: int = MOST_BYTES) -> bytes | None:
        return self._inner.get(name, most=most)

    def delete(self, name: str) -> None:
        self._inner.delete(name)

    def stat(self, name: str) -> Entry | None:
        return self._inner.stat(name)

    def probe(self) -> Probe:
        return self._inner.probe()

    def close(self) -> None:
        self._inner.close()


def mark_of(public: bytes) -> str:
    """A few letters of a key, to be compared over the telephone.

    >>> mark_of(bytes.fromhex("0a1b2c3d4e"))
    '0A1B 2C3D'
    """
    text = public.hex().upper()[:8]
    return f"{text[:4]} {text[4:]}"


def take_requests(space: Space, remote: Watching) -> None:
    """For an admin: keep the requests that lie on this place, take away those that have their answer."""
    known = space.folder.requests()
    for name, tag in islice(remote.requests.items(), _MOST_REQUESTS):
        if name not in known and remote.worthless.get(name) == tag:
            continue
        content = known.get(name) or remote.get(f"{space.root}/{name}", most=_MOST_REQUEST)
        if content is None or space.members.request(content) is None:
            remote.worthless[name] = tag
            if name in known:  # it was good once: approved or denied since
                remote.delete(f"{space.root}/{name}")
                space.folder.forget_request(name)
        elif name not in known:
            space.folder.keep_request_of_other(name, content)


def open_requests(space: Space) -> dict[str, Request]:
    """Those that wait for an answer, by the hex of the device's key."""
    found = (space.members.request(content) for content in space.folder.requests().values())
    devices = space.members.state.devices
    return {one.public.hex(): one for one in found if one is not None and one.public not in devices}


def check_standing(space: Space, remote: Remote) -> None:
    """A device nobody let in yet asks again; one that was removed takes and gives nothing.

    Raises:
        LanyanError: sharing.removed, sharing.pending, sharing.denied.
    """
    if not space.is_removed and space.own_role:
        return
    fetch_records(space, remote)
    if space.is_removed:
        raise LanyanError("sharing.removed")
    if not space.own_role:
        lay_request(space, remote)
        raise LanyanError("sharing.pending", mark=mark_of(space.device.public))


def fetch_records(space: Space, remote: Remote) -> None:
    """The membership records that lie on a place and are not here yet."""
    here = space.members.records
    found = [
        content
        for entry in remote.list(f"{space.root}/m")[:_MOST_RECORDS]
        if is_ours(entry.name)
        and f"m/{entry.name}" not in here
        and (content := remote.get(f"{space.root}/m/{entry.name}", most=_MOST_RECORD)) is not None
    ]
    if found:
        space.add_records(found)


def lay_request(space: Space, remote: Remote) -> None:
    """Ask to be let in, if the own request is not on this place.

    Raises:
        LanyanError: sharing.denied: an admin took the invite back.
    """
    request = space.folder.request()
    if request is None:
        return
    if space.members.request(request) is None:
        raise LanyanError("sharing.denied")
    name = f"{space.root}/{request_name(space.device.public)}"
    if remote.stat(name) is None:
        remote.put(name, request)
