"""A WebDAV server as a remote: 坚果云, Nextcloud, a NAS, or `lanyan serve` on an office PC.

Nothing is asked of the server that servers are known to get wrong: no locks, no conditions, no moves. Folders are made
when a put finds them missing. 坚果云 cuts listings at 750 entries without a word: we take the next page where it offers
one, and else ask by name for what we have seen in that folder before.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import quote, urlsplit

from lanyan_desktop.sync.remotes.dav_listing import (
    ASKED,
    MOST_LISTING_BYTES,
    UnreadableListing,
    parse_listing,
    parse_one,
)
from lanyan_desktop.sync.remotes.http import Answer, Http
from lanyan_desktop.sync.remotes.remote import MOST_BYTES, Entry, Probe, RemoteError, check_name
from lanyan_desktop.sync.remotes.url import Credentials, Place

log = logging.getLogger("lanyan.sync.remotes")
CUT_AT = 750
_MOST_PAGES = 40
_MOST_ASKED_BY_NAME = 50
_NEXT_PAGE = re.compile(r'<([^<>]{1,2000})>\s*;\s*rel="?next"?', re.IGNORECASE)
_XML = {"Content-Type": "application/xml; charset=utf-8"}
_GONE = {404, 410}


class WebDavRemote:
    """Objects as files below a folder of a WebDAV server."""

    def __init__(self, place: Place, credentials: Credentials) -> None:
        self._http = Http(place, credentials)
        self._root = f"/{place.path}" if place.path else ""  # decoded
        self._made: set[str] = set()
        self._seen: dict[str, set[str]] = {}
        self.cut: set[str] = set()
        """Folders whose last listing was as long as a cut one and could not be completed."""

    def put(self, name: str, content: bytes) -> None:
        folder = check_name(name).rpartition("/")[0]
        answer = self._put(name, content, bears_500=folder not in self._made)
        if answer.status in {404, 409, 500}:  # the folder is missing: apache, wsgidav 409, rclone 404, nginx 500
            self._make_folders(folder)
            answer = self._put(name, content)
        if answer.status not in {200, 201, 204}:
            raise self._unwilling(answer)
        self._made.add(folder)
        self._seen.setdefault(folder, set()).add(name.rpartition("/")[2])

    def get(self, name: str, *, most: int = MOST_BYTES) -> bytes | None:
        answer = self._http.ask("GET", self._path(check_name(name)), most=most)
        if answer.status in _GONE or (answer.status == 200 and answer.body is None):
            return None
        if answer.status != 200:
            raise self._unwilling(answer)
        return answer.body

    def list(self, folder: str) -> list[Entry]:
        path = self._path(check_name(folder)) + "/"
        found: dict[str, Entry] = {}
        for _ in range(_MOST_PAGES):
            answer = self._propfind(path, depth="1", most=MOST_LISTING_BYTES)
            if answer is None:
                break
            entries, resources = self._listing(answer, folder)
            found |= {entry.name: entry for entry in entries}
            following = self._next_page(answer)
            if following is None:
                self._complete(folder, found, is_cut=resources >= CUT_AT)
                break
            path = following
        self._seen.setdefault(folder, set()).update(found)
        return list(found.values())

    def delete(self, name: str) -> None:
        answer = self._http.ask("DELETE", self._path(check_name(name)))
        if answer.status not in {200, 202, 204} | _GONE:
            raise self._unwilling(answer)
        folder, _, last = name.rpartition("/")
        self._seen.get(folder, set()).discard(last)

    def stat(self, name: str) -> Entry | None:
        answer = self._propfind(self._path(check_name(name)), depth="0", most=1 << 20)
        if answer is None:
            return None
        try:
            return parse_one(answer.body or b"", path=f"{self._root}/{name}", date=answer.headers.get("date"))
        except UnreadableListing as error:
            raise self._http.unreachable(f"PROPFIND: {error}") from error

    def probe(self) -> Probe:
        """As `Remote.probe`; also makes the folder of the address, which no other verb does."""
        name, content = f"probe-{os.urandom(6).hex()}", os.urandom(64)
        if self._propfind(f"{quote(self._root)}/", depth="0", most=1 << 20) is None:
            self._http.ask("MKCOL", f"{quote(self._root)}/")
        self.put(name, content)
        try:
            answer = self._http.ask("GET", self._path(name))
        finally:
            with suppress(RemoteError):
                self.delete(name)
        server = answer.headers.get("server", "WebDAV")[:80]
        return Probe(can_write=answer.status == 200 and answer.body == content, detail=server)

    def close(self) -> None:
        self._http.close()

    def _put(self, name: str, content: bytes, *, bears_500: bool = False) -> Answer:
        headers = {"Content-Type": "application/octet-stream"}
        return self._http.ask("PUT", self._path(name), body=content, headers=headers, bears_500=bears_500)

    def _path(self, name: str) -> str:
        return quote(f"{self._root}/{name}")

    def _make_folders(self, folder: str) -> None:
        """Each folder from the top; what the server no longer has is made again.

        A put failed, so what we remember of folders above it may be wrong: a wiped server.
        """
        parts = folder.split("/") if folder else []
        steps = tuple("/".join(parts[: count + 1]) for count in range(len(parts)))
        missing = tuple(step for step in steps if step not in self._made) or steps
        if not self._make(missing):
            self._made.difference_update(steps)
            if missing == steps or not self._make(steps):
                raise RemoteError("remote.missing", is_passing=True, place=self._http.place)

    def _make(self, folders: Sequence[str]) -> bool:
        """False if the folder above the first one is missing."""
        for folder in folders:
            answer = self._http.ask("MKCOL", self._path(folder) + "/")
            if answer.status in {404, 409}:
                return False
            if answer.status not in {200, 201, 204, 405}:  # 405: it is there already
                raise self._unwilling(answer)
            self._made.add(folder)
        return True

    def _propfind(self, path: str, *, depth: str, most: int) -> Answer | None:
        answer = self._http.ask("PROPFIND", path, body=ASKED, headers={"Depth": depth, **_XML}, most=most)
        if answer.status in _GONE:
            return None
        if answer.status != 207 or answer.body is None:
            raise self._unwilling(answer)
        return answer

    def _listing(self, answer: Answer, folder: str) -> tuple[Sequence[Entry], int]:
        try:
            return parse_listing(answer.body or b"", folder=f"{self._root}/{folder}", date=answer.headers.get("date"))
        except UnreadableListing as error:  # a cut connection or a page of a hotel's network: later it may be right
            raise self._http.unreachable(f"PROPFIND: {error}") from error

    def _next_page(self, answer: Answer) -> str | None:
        found = _NEXT_PAGE.search(answer.headers.get("link", ""))
        if found is None:
            return None
        try:
            parts = urlsplit(found[1])
        except ValueError:
            return None
        if not parts.path.startswith("/"):
            return None
        return parts.path + (f"?{parts.query}" if parts.query else "")  # always asked of our own server

    def _complete(self, folder: str, found: dict[str, Entry], *, is_cut: bool) -> None:
        if not is_cut:
            self.cut.discard(folder)
            return
        if folder not in self.cut:
            log.warning("a listing of %d entries may be cut", len(found))
        self.cut.add(folder)
        for name in sorted(self._seen.get(folder, set()) - set(found))[-_MOST_ASKED_BY_NAME:]:
            entry = self.stat(f"{folder}/{name}")
            if entry is not None:
                found[name] = entry

    def _unwilling(self, answer: Answer) -> RemoteError:
        return self._http.refused(f"HTTP {answer.status}" if answer.body is not None else "too long an answer")
