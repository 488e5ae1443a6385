"""A certificate for an office PC, made on the spot: trusted for its fingerprint, which people compare.

Ed25519, because the library that signs our batches makes such keys already: an X.509 certificate around one is a page
of DER (RFC 5280, RFC 8410), and no second cryptographic library is needed. Our clients take it; browsers do not.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nacl.signing import SigningKey

from lanyan_desktop.kit.files import write_whole

_YEARS = 30
"""It is renewed by deleting the file; nobody should be surprised by a day on which the office stops."""
_ED25519 = bytes.fromhex("300506032b6570")
_COMMON_NAME, _BASIC_CONSTRAINTS = bytes.fromhex("0603550403"), bytes.fromhex("0603551d13")
_PRIVATE_KEY_INFO = bytes.fromhex("302e020100300506032b657004220420")


def certificate_at(path: Path, *, name: str = "lanyan serve") -> str:
    """The fingerprint (SHA-256, lower-case hex) of the certificate in this file; one is made if there is no file.

    The file holds the private key as well and is readable by its owner alone, where the system knows owners.
    """
    if not path.exists():
        write_whole(path, _make(name, now=datetime.now(UTC)))  # its temporary file is made with mode 600
    text = path.read_text("ascii")
    begin = text.index("-----BEGIN CERTIFICATE")
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text[begin:])).hexdigest()


def _make(name: str, *, now: datetime) -> bytes:
    key = SigningKey(os.urandom(32))
    common_name = _sequence(_tag(0x31, _sequence(_COMMON_NAME, _tag(0x0C, name.encode()))))
    body = _sequence(
        _tag(0xA0, b"\x02\x01\x02"),  # version 3
        _tag(0x02, b"\x01" + secrets.token_bytes(15)),  # serial number, positive
        _ED25519,
        common_name,
        _sequence(_time(now - timedelta(days=1)), _time(now + timedelta(days=365 * _YEARS))),
        common_name,
        _sequence(_ED25519, _tag(0x03, b"\x00" + bytes(key.verify_key))),
        _tag(0xA3, _sequence(_sequence(_BASIC_CONSTRAINTS, b"\x01\x01\xff", _tag(0x04, _sequence())))),  # no authority
    )
    whole = _sequence(body, _ED25519, _tag(0x03, b"\x00" + key.sign(body).signature))
    return _pem("PRIVATE KEY", _PRIVATE_KEY_INFO + bytes(key)) + _pem("CERTIFICATE", whole)


def _time(at: datetime) -> bytes:
    """UTCTime up to 2049, GeneralizedTime after: RFC 5280, 4.1.2.5."""
    return _tag(0x17, at.strftime("%y%m%d%H%M%SZ").encode()) if at.year < 2050 else _generalized(at)


def _generalized(at: datetime) -> bytes:
    return _tag(0x18, at.strftime("%Y%m%d%H%M%SZ").encode())


def _sequence(*parts: bytes) -> bytes:
    return _tag(0x30, b"".join(parts))


def _tag(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _pem(label: str, content: bytes) -> bytes:
    lines = base64.encodebytes(content).replace(b"\n", b"")
    rows = b"\n".join(lines[at : at + 64] for at in range(0, len(lines), 64))
    return b"-----BEGIN %b-----\n%b\n-----END %b-----\n" % (label.encode(), rows, label.encode())
