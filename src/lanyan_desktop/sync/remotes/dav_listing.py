"""Reading what a WebDAV server answers to PROPFIND. Not trusted: no entities, bounded, only names we could use."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from lanyan_desktop.sync.remotes.remote import Entry, is_ours

MOST_LISTING_BYTES = 16 << 20
"""About 20,000 entries as wordy servers write them; our directories hold 500."""
ASKED = (
    b'<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>'
    b"<getcontentlength/><getetag/><getlastmodified/><resourcetype/></prop></propfind>"
)
_COARSE = timedelta(seconds=2)


class UnreadableListing(ValueError):
    """The answer is no listing."""


def parse_listing(body: bytes, *, folder: str, date: str | None) -> tuple[list[Entry], int]:
    """The files straight in the folder, and how many resources were named at all: the cut of some servers shows in it.

    `folder` is its path on the server, decoded, without a slash at its end; `date` the answer's ``Date``.

    Raises:
        UnreadableListing: no XML, with entities, or not a multistatus.
    """
    found: dict[str, Entry] = {}
    root = _root(body)
    for href, entry in _files(root, date=date):
        above, _, name = href.rpartition("/")
        if above == folder and is_ours(name):
            found[name] = entry
    return list(found.values()), len(root.findall("{DAV:}response"))


def parse_one(body: bytes, *, path: str, date: str | None) -> Entry | None:
    """What the answer says of the file at this path; None if it says nothing or knows a folder there.

    Raises:
        UnreadableListing: as `parse_listing`.
    """
    return next((entry for href, entry in _files(_root(body), date=date) if href == path), None)


def _files(root: Element, *, date: str | None) -> list[tuple[str, Entry]]:
    found = []
    for response in root.findall("{DAV:}response"):
        href = _path(response.findtext("{DAV:}href"))
        prop = _found_properties(response)
        if prop is not None and prop.find("{DAV:}resourcetype/{DAV:}collection") is None and not href.endswith("/"):
            found.append((href, _entry(href.rpartition("/")[2], prop, date=date)))
    return found


def _root(body: bytes) -> Element:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:  # LookupError: an unknown encoding
        raise UnreadableListing(str(error)) from error
    if root.tag != "{DAV:}multistatus":
        raise UnreadableListing(root.tag)
    return root


def _path(href: str | None) -> str:
    try:
        return unquote(urlsplit((href or "").strip()).path)  # some servers give an address, most a path
    except ValueError:
        return ""


def _found_properties(response: Element) -> Element | None:
    for part in response.findall("{DAV:}propstat"):
        if " 200" in (part.findtext("{DAV:}status") or " 200"):
            return part.find("{DAV:}prop")
    return None


def _entry(name: str, prop: Element, *, date: str | None) -> Entry:
    length = (prop.findtext("{DAV:}getcontentlength") or "").strip()
    size = int(length) if length.isdecimal() and len(length) < 16 else None
    etag = (prop.findtext("{DAV:}getetag") or "").strip()
    return Entry(name, size, _tag(etag, size, changed=prop.findtext("{DAV:}getlastmodified"), date=date))


def _tag(etag: str, size: int | None, *, changed: str | None, date: str | None) -> str:
    """What changed within the clock's tick may change again unseen: its tag equals no other, whatever the ETag says.

    WsgiDAV and nginx make ETags of size and whole seconds, so two heads written at once would look like one.
    """
    then, now = _instant(changed), _instant(date)
    is_fresh = then is not None and now is not None and now - then < _COARSE
    if is_fresh or not (etag or (then and now)):
        return f"{etag}-{secrets.token_hex(8)}"
    return etag or f"{size}-{changed}"


def _instant(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except (ValueError, IndexError):
        return None
    return found if found.tzinfo else None
