"""Other objects than batches, sealed: pieces of a file under the key of the space, and small signed notes.

A piece names itself in its authenticated data, so that a server cannot give one for another. A note is signed as well:
it is believed for its signer's sake; a piece for the sake of a hash in a note or in a changeset.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import msgspec
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from lanyan_desktop.sync.access import Access
from lanyan_desktop.sync.batch import NoKey, Unverified

_PIECE, _NOTE = b"LYP1", b"LYN1"
_SIGNATURE = 64
_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_MOST_START = 1 << 10
_pack = msgspec.msgpack.Encoder().encode


class _Start(msgspec.Struct, frozen=True, array_like=True):
    space: bytes
    epoch: int
    name: str
    signer: bytes


_start = msgspec.msgpack.Decoder(_Start).decode


def seal_piece(access: Access, name: str, content: bytes) -> bytes:
    """The object of a piece that will lie under this name.

    >>> from nacl.signing import SigningKey
    >>> access = Access(bytes(16), 7, {7: bytes(32)}, SigningKey(bytes(32)))
    >>> open_piece(access, "a/00/x", seal_piece(access, "a/00/x", b"1"))
    b'1'
    """
    return _seal(access, _PIECE, name, content)


def seal_note(access: Access, name: str, content: bytes) -> bytes:
    """The object of a note, signed by this device."""
    sealed = _seal(access, _NOTE, name, content)
    return sealed + access.signer.sign(sealed).signature


def open_piece(access: Access, name: str, content: bytes) -> bytes:
    """What a piece holds.

    Raises:
        Unverified: torn, or another one.
        NoKey: of a key that is not here.
    """
    return _open(access.space, access.keys, _PIECE, name, content)[1]


def open_note(access: Access, name: str, content: bytes) -> tuple[bytes, bytes]:
    """The signer of a note, for the caller to judge, and what it holds. Raises as `open_piece`."""
    body, signature = content[:-_SIGNATURE], content[-_SIGNATURE:]
    signer, found = _open(access.space, access.keys, _NOTE, name, body)
    try:
        VerifyKey(signer).verify(body, signature)
    except (CryptoError, ValueError, TypeError) as error:
        raise Unverified("signature") from error
    return signer, found


def _seal(access: Access, magic: bytes, name: str, content: bytes) -> bytes:
    start = _pack(_Start(access.space, access.epoch, name, bytes(access.signer.verify_key)))
    head = magic + len(start).to_bytes(4) + start
    nonce = os.urandom(_NONCE)
    body = crypto_aead_xchacha20poly1305_ietf_encrypt(content, head, nonce, access.keys[access.epoch])
    return head + nonce + body


def _open(space: bytes, keys: Mapping[int, bytes], magic: bytes, name: str, content: bytes) -> tuple[bytes, bytes]:
    end = 8 + int.from_bytes(content[4:8])
    if content[:4] != magic or end > _MOST_START or len(content) < end + _NONCE + 16:
        raise Unverified("cut short")
    try:
        start = _start(content[8:end])
    except msgspec.DecodeError as error:
        raise Unverified("start") from error
    if (start.space, start.name) != (space, name):
        raise Unverified("another object")
    if start.epoch not in keys:
        raise NoKey
    nonce, body = content[end : end + _NONCE], content[end + _NONCE :]
    try:
        return start.signer, crypto_aead_xchacha20poly1305_ietf_decrypt(body, content[:end], nonce, keys[start.epoch])
    except (CryptoError, ValueError, TypeError) as error:
        raise Unverified("sealed") from error
