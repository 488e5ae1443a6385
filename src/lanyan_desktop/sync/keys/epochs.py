"""Epoch keys: what batches are sealed with, a new one whenever somebody is revoked.

An epoch is named by a hash of its key: two admins who draw a new key at the same time make two epochs, not one of two
meanings, and who opens a key sees whether it is the one it was said to be.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import Aead

KEY = 32
_pack = msgspec.msgpack.Encoder().encode
_unpack_keys = msgspec.msgpack.Decoder(list[bytes]).decode


def draw_key() -> bytes:
    """A new key."""
    return os.urandom(KEY)


def epoch_id(key: bytes) -> int:
    """The number of the epoch of this key: 48 bits of its hash, never 0.

    >>> epoch_id(bytes(32)) == epoch_id(bytes(32)) > 0
    True
    """
    return int.from_bytes(hashlib.blake2b(key, digest_size=6, person=b"lanyan-epoch").digest()) or 1


def box(key: bytes, content: bytes, about: bytes = b"") -> bytes:
    """Content under a symmetric key (XChaCha20-Poly1305), bound to what it is about."""
    return bytes(Aead(key).encrypt(content, about))


def unbox(key: bytes, boxed: bytes, about: bytes = b"") -> bytes | None:
    """The content, None if this key does not open it."""
    try:
        return Aead(key).decrypt(boxed, about)
    except (CryptoError, ValueError, TypeError):
        return None


def box_keys(key: bytes, others: Mapping[int, bytes]) -> bytes:
    """Older keys under a new one: who gets the new one reads what was before."""
    return box(key, _pack(list(others.values())), b"past")


def unbox_keys(key: bytes, boxed: bytes) -> dict[int, bytes]:
    """The keys in such a box by epoch; none if it is not ours or spoilt."""
    content = unbox(key, boxed, b"past")
    try:
        found = [] if content is None else _unpack_keys(content)
    except msgspec.DecodeError:
        return {}
    return {epoch_id(one): one for one in found if len(one) == KEY}
