"""The address of a remote as people write it and as the ledger keeps it: never with a secret in it.

``folder:PATH``, ``dav+https://host/path``, ``dav+http://host/path`` (plain http must be written out),
``s3://bucket/prefix?endpoint=https://…``. Options follow as a query:

=============  =====================================================================
``ca``         file of certificates (PEM) to trust beside those of the system
``pin``        SHA-256 fingerprint of the server's certificate: this one and no other
``budget``     requests and seconds, ``600/1800``
``endpoint``   s3: address of the server
``region``     s3: its region
``style``      s3: ``path`` or ``virtual`` (bucket in the host's name)
=============  =====================================================================
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from lanyan_desktop.kit.errors import LanyanError

Scheme = Literal["folder", "dav+https", "dav+http", "s3"]
_OPTIONS: dict[str, set[str]] = {
    "dav+https": {"ca", "pin", "budget"},
    "dav+http": {"budget"},
    "s3": {"endpoint", "region", "style", "ca"},
}
_BUDGET = re.compile(r"([1-9]\d{0,6})/([1-9]\d{0,6})")
_BUDGETS = {"dav.jianguoyun.com": (600, 1800)}
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password (S3: key id and secret) of a remote; the password is in no repr and in no log."""

    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart."""

    scheme: Scheme
    host: str  # with its port; S3: the bucket; folder: empty
    path: str  # decoded, without a slash at its ends; folder: as written
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The address in its one spelling, fit to be kept and shown."""
        if self.scheme == "folder":
            return f"folder:{self.path}"
        query = urlencode(sorted(self.options.items()), safe="/:")
        path = quote(self.path)
        return f"{self.scheme}://{self.host}" + (f"/{path}" if path else "") + (f"?{query}" if query else "")

    @property
    def needs_credentials(self) -> bool:
        return self.scheme != "folder"

    @property
    def budget(self) -> tuple[int, int] | None:
        """Requests and seconds; None: no limit that we know of."""
        found = _BUDGET.fullmatch(self.options.get("budget", ""))
        return (int(found[1]), int(found[2])) if found else _BUDGETS.get(self.host)


def parse_place(text: str) -> Place:
    """Take an address apart.

    Raises:
        LanyanError: remote.url_unknown (none of the four kinds, or a part is missing or wrong), remote.url_secret
            (a user or password stands in it), remote.url_option (an option that this kind does not have).

    >>> parse_place("dav+https://Dav.jianguoyun.com/dav/%E5%B7%A5%E5%9C%B0/").text
    'dav+https://dav.jianguoyun.com/dav/%E5%B7%A5%E5%9C%B0'
    >>> parse_place("folder:D:/同步").path
    'D:/同步'
    """
    text = text.strip()
    if text.startswith("folder:"):
        if not text.removeprefix("folder:"):
            raise LanyanError("remote.url_unknown", url=text)
        return Place("folder", "", text.removeprefix("folder:"))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise LanyanError("remote.url_unknown", url="—") from error  # it may hold anything, so it is not repeated
    if "@" in parts.netloc:
        raise LanyanError("remote.url_secret")
    if parts.scheme not in _OPTIONS or not parts.hostname or parts.fragment:
        raise LanyanError("remote.url_unknown", url=text)
    options = _options(parts)
    if parts.scheme == "s3" and (port or not _BUCKET.fullmatch(parts.hostname)):
        raise LanyanError("remote.url_unknown", url=text)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = unquote(parts.path).strip("/")
    if any(part in {".", ".."} for part in path.split("/")):
        raise LanyanError("remote.url_unknown", url=text)
    return Place(cast("Scheme", parts.scheme), f"{host}:{port}" if port else host, path, options)


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name, value in options.items():
        if name not in _OPTIONS[parts.scheme] or not _is_fit(name, value):
            raise LanyanError("remote.url_option", option=name)
    if parts.scheme == "s3" and "endpoint" not in options:
        raise LanyanError("remote.url_option", option="endpoint")
    return options


def _is_fit(name: str, value: str) -> bool:
    if name == "budget":
        return _BUDGET.fullmatch(value) is not None
    if name == "pin":
        return re.fullmatch(r"[0-9a-f]{64}", value.replace(":", "").lower()) is not None
    if name == "style":
        return value in {"path", "virtual"}
    if name == "endpoint":
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return bool(value)


def credentials_of_environment() -> Credentials | None:
    """`LANYAN_REMOTE_USER` and `LANYAN_REMOTE_PASSWORD`; None unless both are set."""
    user, password = os.environ.get("LANYAN_REMOTE_USER"), os.environ.get("LANYAN_REMOTE_PASSWORD")
    return Credentials(user, password) if user and password else None


def passphrase_of_environment() -> str | None:
    """`LANYAN_PASSPHRASE`; None if it is not set or empty."""
    return os.environ.get("LANYAN_PASSPHRASE") or None
