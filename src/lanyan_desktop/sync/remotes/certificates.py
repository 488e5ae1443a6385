"""Who is believed to be the server: the system's authorities, an office's own, or one by its fingerprint."""

from __future__ import annotations

import hashlib
import ssl
from urllib.parse import urlsplit

import certifi

from lanyan_desktop.sync.remotes.remote import RemoteError


def shown(fingerprint: str) -> str:
    """A fingerprint to be compared by eye.

    >>> shown("ab12cd34")
    'AB12 CD34'
    """
    plain = plain_fingerprint(fingerprint).upper()
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def plain_fingerprint(text: str) -> str:
    """A fingerprint as it is compared and kept: lower-case, without colons and blanks."""
    return text.replace(":", "").replace(" ", "").lower()


def fetch_certificate(host: str) -> tuple[str, str]:
    """The certificate (PEM) that a server shows, and its fingerprint; believed by nobody yet.

    Raises:
        RemoteError: remote.unreachable.
    """
    parts = urlsplit(f"//{host}")
    try:
        found = ssl.get_server_certificate((parts.hostname or "", parts.port or 443), timeout=10)
    except (OSError, ValueError) as error:
        raise RemoteError("remote.unreachable", is_passing=True, place=host, detail=str(error)) from error
    return found, hashlib.sha256(ssl.PEM_cert_to_DER_cert(found)).hexdigest()


def context_of(*, host: str, ca: str | None, pin: str | None) -> ssl.SSLContext:
    """What TLS to this host is checked against.

    A pinned certificate becomes the only one that is trusted; its name is not looked at, as an office PC's address
    changes. The check is TLS's own, so each later connection must prove the same key.

    Raises:
        RemoteError: remote.certificate (another one than pinned), remote.unreachable, remote.refused (file of
            certificates cannot be read).
    """
    if pin:
        return _pinned(host, plain_fingerprint(pin))
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())  # a bare Linux has none of its own
    if ca:
        try:
            context.load_verify_locations(ca)
        except OSError as error:  # ssl.SSLError is one
            raise RemoteError("remote.refused", is_passing=False, place=host, detail=f"{ca}: {error}") from error
    return context


def _pinned(host: str, pin: str) -> ssl.SSLContext:
    found, fingerprint = fetch_certificate(host)
    if fingerprint != pin:
        raise RemoteError("remote.certificate", is_passing=False, place=host, found=shown(fingerprint))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # it need not have signed itself
    context.load_verify_locations(cadata=found)
    return context
