"""A head: how far a station came, signed, written to two names in turn. A hint where to look, never the truth."""

from __future__ import annotations

import msgspec
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from lanyan_desktop.sync.batch import Unverified

_MAGIC = b"LYH1"
_SIGNATURE = 64
MOST_BYTES = 1 << 20
"""No head is larger: what claims to be is not read."""
_pack = msgspec.msgpack.Encoder().encode


class Head(msgspec.Struct, frozen=True, array_like=True):
    """The last batch of a station, and what it had seen of all. `turn` counts its heads: the greatest is the newest."""

    format: int
    program: str
    space: bytes
    station: bytes
    seq: int  # its last batch, 0 for none
    hash: bytes  # of that batch
    signer: bytes
    vector: dict[bytes, int]  # writer -> last changeset applied there
    turn: int = 0
    members: tuple[bytes, ...] = ()  # the newest membership records it knew and put there
    snapshots: tuple[tuple[str, int], ...] = ()  # its own that lie there, newest last: (name, batches inside)
    wants: tuple[str, ...] = ()  # objects it looked for in vain: whoever has one puts it again


_decode = msgspec.msgpack.Decoder(Head).decode


def head_name(station: bytes, turn: int, folder: str = "h") -> str:
    """Where a head lies below its space: two names in turn, so that a torn one leaves the other.

    >>> head_name(bytes(1), 3)
    'h/00.1'
    """
    return f"{folder}/{station.hex()}.{turn % 2}"


def station_of(name: str) -> bytes | None:
    """The station of a head's name, None for any other name.

    >>> station_of("00" * 16 + ".1") == bytes(16), station_of("00.j")
    (True, None)
    """
    stem, _, turn = name.partition(".")
    try:
        station = bytes.fromhex(stem)
    except ValueError:
        return None
    return station if len(station) == 16 and turn in {"0", "1"} else None


def write_head(head: Head, signer: SigningKey) -> bytes:
    """The object of a head."""
    body = _MAGIC + _pack(head)
    return body + signer.sign(body).signature


def read_head(content: bytes) -> Head:
    """A head whose signature holds.

    Raises:
        Unverified: torn or forged.
    """
    body = content[:-_SIGNATURE]
    if body[:4] != _MAGIC or len(content) > MOST_BYTES:
        raise Unverified("cut short")
    try:
        head = _decode(body[4:])
        VerifyKey(head.signer).verify(body, content[-_SIGNATURE:])
    except (msgspec.DecodeError, CryptoError, ValueError, TypeError) as error:
        raise Unverified("head") from error
    if (len(head.space), len(head.station), len(head.hash)) != (16, 16, 32) or min(head.seq, head.turn) < 0:
        raise Unverified("head")
    return head
