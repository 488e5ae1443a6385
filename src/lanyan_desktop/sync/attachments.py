"""The bytes of papers: put on a remote by whoever attached them, fetched by others when they open one.

A paper lies under a keyed hash of its content's hash: equal papers lie there once, and a remote's owner who has a file
cannot tell whether the office has it too. Large ones lie in pieces. What is fetched is believed for the hash that the
record in the ledger holds.
"""

from __future__ import annotations

import hashlib

from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.sync.access import Access
from lanyan_desktop.sync.batch import NoKey, Unverified
from lanyan_desktop.sync.objects import open_piece, seal_piece
from lanyan_desktop.sync.remotes.remote import Remote

PIECE_BYTES = 8 << 20
_MOST_PIECES = 100
"""More than a paper may have: `store.blobs` keeps none above 500 MB."""


def hash_of_paper(content: bytes) -> str:
    """BLAKE2b-256 in hex, the `hash` of an attachment's record."""
    return hashlib.blake2b(content, digest_size=32).hexdigest()


class Attachments:
    """The papers of a space on one remote. `secret`: 32 bytes all members know for good, it names the objects."""

    def __init__(self, remote: Remote, access: Access, secret: bytes) -> None:
        self._remote = remote
        self._access = access
        self._secret = secret

    def name(self, hash: str) -> str:  # noqa: A002  # the record's word for it
        """Where a paper lies below its space."""
        found = hashlib.blake2b(
            bytes.fromhex(hash), digest_size=32, key=self._secret, person=b"lanyan paper"
        ).hexdigest()
        return f"a/{found[:2]}/{found}"

    def put(self, content: bytes, *, step: Step = no_step) -> bool:
        """Put a paper if it is not there; True if it was put. The first piece goes last: it says that all are there."""
        name = self.name(hash_of_paper(content))
        full = f"p/{self._access.space.hex()}/{name}"
        if self._remote.stat(full) is not None:
            return False
        count = max(-(-len(content) // PIECE_BYTES), 1)
        for k in reversed(range(count)):
            step(count - 1 - k, count)
            piece = content[k * PIECE_BYTES : (k + 1) * PIECE_BYTES]
            told = count.to_bytes(2) + piece if k == 0 else piece
            self._remote.put(_piece_name(full, k), seal_piece(self._access, _piece_name(name, k), told))
        return True

    def fetch(self, hash: str, *, step: Step = no_step) -> bytes | None:  # noqa: A002  # as above
        """The bytes of a paper; None if it is not there, or not whole, or not what its record says."""
        name = self.name(hash)
        try:
            first = self._piece(name, 0)
            count = int.from_bytes(first[:2])
            if not 0 < count <= _MOST_PIECES:
                return None
            pieces = [first[2:]]
            for k in range(1, count):
                step(k, count)
                pieces.append(self._piece(name, k))
        except (Unverified, NoKey):
            return None
        content = b"".join(pieces)
        return content if hash_of_paper(content) == hash else None

    def _piece(self, name: str, k: int) -> bytes:
        content = self._remote.get(f"p/{self._access.space.hex()}/{_piece_name(name, k)}")
        return open_piece(self._access, _piece_name(name, k), content or b"")


def _piece_name(name: str, k: int) -> str:
    return f"{name}.{k}" if k else name
