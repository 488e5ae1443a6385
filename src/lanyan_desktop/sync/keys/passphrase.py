"""A secret under a passphrase: Argon2id makes the key, XChaCha20-Poly1305 the lock. The passphrase leaves nowhere."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass

import msgspec
from nacl import pwhash

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.sync.keys.epochs import KEY, box, unbox

_MAGIC = b"LYP1"
_MOST_MEMORY = 1 << 30
_MOST_OPERATIONS = 64
"""Beyond these a lock is a trap: it would hold up whoever tries to open it."""


@dataclass(frozen=True, slots=True)
class Cost:
    """How slow guessing is made: passes, and bytes of memory."""

    operations: int
    memory: int


INTERACTIVE = Cost(3, 256 << 20)
"""About 0.5 s on a site PC: for a lock that lies where strangers can copy it."""
LOW = Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)
"""For tests."""


class _Lock(msgspec.Struct, frozen=True, array_like=True):
    salt: bytes
    operations: int
    memory: int
    boxed: bytes


def lock(passphrase: str, secret: bytes, cost: Cost = INTERACTIVE) -> bytes:
    """The secret, locked.

    Raises:
        LanyanError: keys.passphrase_empty.
    """
    if not passphrase.strip():
        raise LanyanError("keys.passphrase_empty")
    salt = os.urandom(pwhash.argon2id.SALTBYTES)
    boxed = box(_derive(passphrase, salt, cost), secret, _MAGIC)
    return _MAGIC + msgspec.msgpack.encode(_Lock(salt, cost.operations, cost.memory, boxed))


def unlock(passphrase: str, locked: bytes) -> bytes:
    """The secret.

    Raises:
        LanyanError: keys.passphrase_wrong; keys.damaged (no lock of ours, or one that asks for absurd work).
    """
    try:
        if locked[:4] != _MAGIC:
            raise LanyanError("keys.damaged")
        found = msgspec.msgpack.decode(locked[4:], type=_Lock)
    except msgspec.DecodeError as error:
        raise LanyanError("keys.damaged") from error
    is_fit = LOW.operations <= found.operations <= _MOST_OPERATIONS and LOW.memory <= found.memory <= _MOST_MEMORY
    if not is_fit or len(found.salt) != pwhash.argon2id.SALTBYTES:
        raise LanyanError("keys.damaged")
    secret = unbox(_derive(passphrase, found.salt, Cost(found.operations, found.memory)), found.boxed, _MAGIC)
    if secret is None:
        raise LanyanError("keys.passphrase_wrong")
    return secret


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # the same characters typed on two systems may come composed or not
    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return pwhash.argon2id.kdf(KEY, text, salt, opslimit=cost.operations, memlimit=cost.memory)
