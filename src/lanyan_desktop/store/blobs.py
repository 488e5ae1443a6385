"""The bytes of attachments, kept once each under their hash, apart from the rows and from the changesets."""

from __future__ import annotations

import hashlib
import sqlite3

from lanyan_desktop.kit.errors import LanyanError

MOST_BYTES = 500_000_000
"""SQLite holds a little less than 1 GB in one value; a paper of a site is far smaller."""


def put_blob(db: sqlite3.Connection, content: bytes) -> str:
    """Keep these bytes; return their BLAKE2b-256 in hex, the `hash` of an attachment.

    Raises:
        LanyanError: blob.too_large.
    """
    if len(content) > MOST_BYTES:
        raise LanyanError("blob.too_large", size_mb=len(content) // 1_000_000, most_mb=MOST_BYTES // 1_000_000)
    name = hashlib.blake2b(content, digest_size=32).hexdigest()
    db.execute("INSERT OR IGNORE INTO blob VALUES(?, ?)", (name, content))
    return name


def get_blob(db: sqlite3.Connection, name: str) -> bytes:
    """The bytes of this hash.

    Raises:
        LanyanError: blob.missing: their record came from another office, they did not yet.
    """
    row = db.execute("SELECT bytes FROM blob WHERE hash=?", (name,)).fetchone()
    if row is None:
        raise LanyanError("blob.missing", hash=name)
    return bytes(row[0])
