"""A batch as it lies on a remote: changesets of one station, sealed, signed, chained to the batch before.

magic, length of the header, header, nonce, XChaCha20-Poly1305 over zstd over column-wise msgpack, Ed25519 signature
over all; the header is authenticated data. A *station* is one place where batches are made: its name is drawn with its
store of batches, so that a store that was lost or copied never gives a number twice. The header tells which changesets
are inside: what is needed to know whether a batch is wanted, without opening it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import zstandard
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from lanyan_desktop.core.changes.operations import NO_HASH, Changeset, WriterId, is_sound

FORMAT = 1
"""The format this program writes, and the newest it reads."""
_MAGIC = b"LYB1"
_SIGNATURE = 64
_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_MOST_HEADER = 1 << 20
_MOST_RAW = 256 << 20
_pack = msgspec.msgpack.Encoder().encode


class Unverified(ValueError):
    """Bytes that are no batch, or not the one they are said to be: torn, forged, tampered with, of another space."""


class NeedsUpgrade(Exception):
    """A sound batch that only a newer program can read."""


class NoKey(Exception):
    """A sound batch of a key that has not come to this device yet."""


class Header(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a batch without opening it."""

    format: int
    least: int  # the oldest reader's format
    space: bytes  # 16: those who sync with each other
    station: bytes  # 16
    seq: int  # 1, 2, 3 … of this station
    epoch: int  # of the key
    previous: bytes  # hash of the batch before, 32 zero bytes for the first
    signer: bytes  # Ed25519 public key
    ranges: tuple[tuple[bytes, int, int], ...]  # (writer, first, last): the changesets inside
    members: tuple[bytes, ...] = ()  # the newest membership records its maker knew
    claims: tuple[tuple[bytes, bytes], ...] = ()  # (writer, nonce): why the signer may speak for this writer
    void: tuple[tuple[bytes, int], ...] = ()  # (writer, seq): told void where they were first judged; an admin's word
    clock: int = 0  # of the first changeset: batches in this order are nearly in causal order


@dataclass(frozen=True, slots=True)
class Sealed:
    """A batch whose signature holds, not opened yet."""

    header: Header
    content: bytes

    @property
    def hash(self) -> bytes:
        """What the next batch of the station names as its previous one."""
        return hash_of(self.content)


_decode_header = msgspec.msgpack.Decoder(Header).decode
_unpack = msgspec.msgpack.Decoder().decode


def hash_of(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=32).digest()


def seal(
    changesets: Sequence[Changeset],
    *,
    space: bytes,
    station: bytes,
    seq: int,
    previous: bytes = NO_HASH,
    epoch: int,
    key: bytes,
    signer: SigningKey,
    members: tuple[bytes, ...] = (),
    claims: tuple[tuple[bytes, bytes], ...] = (),
    void: tuple[tuple[bytes, int], ...] = (),
) -> bytes:
    """The object of a batch; the changesets of each writer follow each other without a gap."""
    ranges: dict[bytes, tuple[int, int]] = {}
    for c in changesets:
        ranges[c.writer] = ranges.get(c.writer, (c.seq, 0))[0], c.seq
    told = tuple((writer, first, last) for writer, (first, last) in ranges.items())
    signed_by, clock = bytes(signer.verify_key), changesets[0].clock
    header = _pack(
        Header(FORMAT, FORMAT, space, station, seq, epoch, previous, signed_by, told, members, claims, void, clock)
    )
    start = _MAGIC + len(header).to_bytes(4) + header
    nonce = os.urandom(_NONCE)
    body = zstandard.ZstdCompressor(level=9).compress(_pack(_columns(changesets)))
    sealed = start + nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(body, start, nonce, key)
    return sealed + signer.sign(sealed).signature


def verify(content: bytes) -> Sealed:
    """Look at the signature and the header. Whether the signer is a member is for the caller to ask.

    One that only a newer program opens is kept and passed on all the same, as long as its header can be read.

    Raises:
        Unverified: torn, or not signed by the key in its header.
        NeedsUpgrade: of a format to come, of which nothing is known.
    """
    if content[:3] == _MAGIC[:3] and content[3:4].isdigit() and content[3:4] > _MAGIC[3:]:
        raise NeedsUpgrade
    header, _ = _header(content)
    try:
        VerifyKey(header.signer).verify(content[:-_SIGNATURE], content[-_SIGNATURE:])
    except (CryptoError, ValueError, TypeError) as error:
        raise Unverified("signature") from error
    return Sealed(header, content)


def _header(content: bytes) -> tuple[Header, int]:
    end = 8 + int.from_bytes(content[4:8])
    if content[:4] != _MAGIC or end > _MOST_HEADER or len(content) < end + _NONCE + 16 + _SIGNATURE:
        raise Unverified("cut short")
    try:
        header = _decode_header(content[8:end])
    except msgspec.DecodeError as error:
        raise Unverified("header") from error
    lengths = (len(header.space), len(header.station), len(header.previous), len(header.signer))
    if lengths != (16, 16, 32, 32) or header.seq < 1 or any(last < first for _, first, last in header.ranges):
        raise Unverified("header")
    return header, end


def unseal(sealed: Sealed, keys: Mapping[int, bytes]) -> list[Changeset]:
    """The changesets of a batch, in the order they can be applied.

    Raises:
        Unverified: the key of its epoch does not open it, or it holds other changesets than its header says.
        NeedsUpgrade: only a newer program can read it.
        NoKey: the key of its epoch is not known here.
    """
    content, header = sealed.content, sealed.header
    end = 8 + int.from_bytes(content[4:8])
    if header.least > FORMAT:
        raise NeedsUpgrade
    key = keys.get(header.epoch)
    if key is None:
        raise NoKey
    nonce, body = content[end : end + _NONCE], content[end + _NONCE : -_SIGNATURE]
    try:
        packed = crypto_aead_xchacha20poly1305_ietf_decrypt(body, content[:end], nonce, key)
        if not 0 <= zstandard.frame_content_size(packed) <= _MOST_RAW:
            raise Unverified("too large")
        raw = zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MOST_RAW)
        changesets = _changesets(_unpack(raw))
    except (CryptoError, zstandard.ZstdError, msgspec.DecodeError, ValueError, TypeError, LookupError) as error:
        raise Unverified(str(error)) from error
    _compare(header, changesets)
    return changesets


def _compare(header: Header, changesets: Sequence[Changeset]) -> None:
    told = {writer: iter(range(first, last + 1)) for writer, first, last in header.ranges}
    for c in changesets:
        if not is_sound(c) or c.writer not in told or next(told[c.writer], 0) != c.seq:
            raise Unverified("other changesets than the header says")
    if any(next(rest, 0) for rest in told.values()):
        raise Unverified("fewer changesets than the header says")


def _columns(changesets: Sequence[Changeset]) -> list[Any]:
    """Column by column: what repeats (names, vectors, intents) is written once, clocks as steps."""
    vectors: dict[tuple[tuple[bytes, int], ...], int] = {}
    authors: dict[tuple[bytes, str, str], int] = {}
    intents: dict[str, int] = {}
    places, who, what, clocks = [], [], [], []
    clock = 0
    for c in changesets:
        places.append(vectors.setdefault(tuple(sorted(c.vector.items())), len(vectors)))
        who.append(authors.setdefault((c.writer, c.user, c.device), len(authors)))
        what.append(intents.setdefault(c.intent, len(intents)))
        clocks.append(c.clock - clock)
        clock = c.clock
    return [
        list(vectors),
        list(authors),
        list(intents),
        places,
        who,
        what,
        clocks,
        [c.seq for c in changesets],
        [c.undoes for c in changesets],
        [c.count for c in changesets],
        [list(c.parts) for c in changesets],
    ]


def _changesets(columns: Any) -> list[Changeset]:
    vectors, authors, intents, *rest = columns
    found = []
    clock = 0
    for place, author, intent, step, seq, undoes, count, parts in zip(*rest, strict=True):
        clock += step
        writer, user, device = authors[author]
        vector = {WriterId(w): n for w, n in vectors[place]}
        found.append(
            Changeset(WriterId(writer), seq, clock, vector, user, device, intents[intent], undoes, count, parts)
        )
    return found
