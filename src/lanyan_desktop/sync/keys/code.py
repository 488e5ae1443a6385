"""Codes people write down and type: a recovery code, the code of an invitation.

160 bits in eight groups of four letters and digits, without those that look alike, and a check so that a slip of the
pen is told from a wrong code.
"""

from __future__ import annotations

import hashlib
import os

from lanyan_desktop.kit.errors import LanyanError

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SECRET, _CHECK = 17, 3
_DIGITS = 32


def draw_code() -> str:
    """A new one: 136 drawn bits and 24 of check."""
    secret = os.urandom(_SECRET)
    number = int.from_bytes(secret + _check(secret))
    digits = "".join(_LETTERS[number >> 5 * i & 31] for i in reversed(range(_DIGITS)))
    return "-".join(digits[i : i + 4] for i in range(0, _DIGITS, 4))


def bytes_of(code: str) -> bytes:
    """What a code stands for; small letters, blanks and O for 0 are understood.

    Raises:
        LanyanError: keys.code_wrong.

    >>> len(bytes_of(draw_code().lower().replace("-", " ")))
    17
    """
    text = "".join(c for c in code.upper() if c.isalnum()).translate(_ALIKE)
    if len(text) != _DIGITS or not set(text) <= set(_LETTERS):
        raise LanyanError("keys.code_wrong")
    number = 0
    for letter in text:
        number = number << 5 | _LETTERS.index(letter)
    secret, check = (raw := number.to_bytes(_SECRET + _CHECK))[:_SECRET], raw[_SECRET:]
    if check != _check(secret):
        raise LanyanError("keys.code_wrong")
    return secret


def key_of(code: str, purpose: bytes) -> bytes:
    """32 bytes made of a code: a key, or the seed of one. A drawn code needs no slow hash.

    Raises:
        LanyanError: keys.code_wrong.
    """
    return hashlib.blake2b(bytes_of(code), digest_size=32, person=purpose).digest()


def _check(secret: bytes) -> bytes:
    return hashlib.blake2b(secret, digest_size=_CHECK, person=b"lanyan-code").digest()
