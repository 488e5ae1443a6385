"""A head: how far a station came, signed, written to two names in turn. A hint where to look, never the truth."""

from __future__ import annotations

import msgspec
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from lanyan_desktop.sync.batch import FORMAT, Unverified

_MAGIC = b"LYH1"
_SIGNATURE = 64
_pack = msgspec.msgpack.Encoder().encode


class Head(msgspec.Struct, frozen=True, array_like=True):
    """The last batch of a station, and what it had seen of all."""

    format: int
    program: str
    space: bytes
    station: bytes
    seq: int  # its last batch
    hash: bytes  # of that batch
    signer: bytes
    vector: dict[bytes, int]  # writer -> last changeset applied there


_decode = msgspec.msgpack.Decoder(Head).decode


def write_head(
    *, program: str, space: bytes, station: bytes, seq: int, last: bytes, vector: dict[bytes, int], signer: SigningKey
) -> bytes:
    """The object of a head."""
    head = Head(FORMAT, program, space, station, seq, last, bytes(signer.verify_key), vector)
    body = _MAGIC + _pack(head)
    return body + signer.sign(body).signature


def read_head(content: bytes) -> Head:
    """A head whose signature holds.

    Raises:
        Unverified: torn or forged.
    """
    body = content[:-_SIGNATURE]
    if body[:4] != _MAGIC:
        raise Unverified("cut short")
    try:
        head = _decode(body[4:])
        VerifyKey(head.signer).verify(body, content[-_SIGNATURE:])
    except (msgspec.DecodeError, CryptoError, ValueError, TypeError) as error:
        raise Unverified("head") from error
    return head
