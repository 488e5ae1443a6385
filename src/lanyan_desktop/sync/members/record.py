"""A membership record as it lies on a remote: signed, naming the records known to its maker, sealed from the server.

Object: magic, length of the lock, lock, nonce, XChaCha20-Poly1305 under the space's *roster* key over the signed record
and its signature. The record's hash is over what was signed, and the nonce follows from it: who seals a record again
gets the same bytes, so nobody can make two objects of one record. The lock is what opens a space from outside (roster
key under the office passphrase, and sealed to the recovery code); the record carries its hash.

The founding record's hash *is* the name of the space. Nobody can found over it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_NPUBBYTES as NONCE
from nacl.secret import Aead

from lanyan_desktop.kit.ids import LATEST_MS
from lanyan_desktop.sync.keys.device import PUBLIC, SIGNATURE, DeviceKey, is_key, is_signed
from lanyan_desktop.sync.keys.epochs import unbox

FORMAT = 1
_MAGIC = b"LYM1"
_MOST = 1 << 20
_MOST_AFTER = 256
_MOST_DEPTH = 99_999_999
_MOST_TEXT = 200
HASH = 32
_pack = msgspec.msgpack.Encoder().encode

Lasts = dict[bytes, tuple[int, bytes]]
"""Station -> (its last accepted batch, that batch's hash)."""


class Junk(ValueError):
    """Bytes that are no record of this space, or a forged one."""


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """What every record says, whatever its kind; what a record of a newer program says as well."""

    format: int
    least: int  # the oldest reader's format
    space: bytes  # 16; zeros in the founding record
    kind: str
    after: tuple[bytes, ...]  # hashes of the records its maker knew, but for those these stand on; sorted
    depth: int  # 1 for the founding record, else one more than the deepest it stands on
    at: int  # ms since 1970 by its maker's clock, never before what it stands on
    signer: bytes
    lock: bytes  # hash of the lock, b"" for none
    body: msgspec.Raw


class Found(msgspec.Struct, frozen=True, array_like=True):
    """The first record: its signer is the first admin."""

    kind = "found"
    person: str
    name: str  # of the device
    recovery: bytes  # public key that the recovery code stands for: an admin for ever
    office: bytes  # public key whose secret the office passphrase opens: it reads, it decides nothing
    writers: tuple[tuple[bytes, int], ...]  # who wrote before there was a space, and up to which number
    epoch: int
    given: dict[bytes, bytes]  # public key -> the epoch's key, sealed


class Epoch(msgspec.Struct, frozen=True, array_like=True):
    """A new key for what is written from now on."""

    kind = "epoch"
    epoch: int
    given: dict[bytes, bytes]  # public key -> the key, sealed
    past: bytes  # the keys before it, boxed under it


class Give(msgspec.Struct, frozen=True, array_like=True):
    """Keys for devices that joined while they were being drawn."""

    kind = "give"
    given: dict[bytes, dict[int, bytes]]  # public key -> epoch -> sealed


class Invite(msgspec.Struct, frozen=True, array_like=True):
    """A right to join, for who holds the secret of this key: one device, once."""

    kind = "invite"
    key: bytes
    role: str
    expires: int  # ms since 1970
    is_asking: bool  # an admin still approves the device by hand


class Join(msgspec.Struct, frozen=True, array_like=True):
    """Signed by the key of an invite; the proof is the new device's own signature."""

    kind = "join"
    invite: bytes  # hash
    device: bytes
    person: str
    name: str
    proof: bytes
    given: dict[int, bytes]  # epoch -> the key, sealed to the device by itself


class Approve(msgspec.Struct, frozen=True, array_like=True):
    """An admin takes a device in."""

    kind = "approve"
    device: bytes
    person: str
    name: str
    role: str
    invite: bytes  # hash of the one it asked with, b"" for none
    given: dict[int, bytes]


class RoleChange(msgspec.Struct, frozen=True, array_like=True):
    """Another role. Work beyond `last` that does not know of this must be within both roles."""

    kind = "role"
    device: bytes
    role: str
    last: Lasts


class Revoke(msgspec.Struct, frozen=True, array_like=True):
    """A device is out for good; what it made beyond `last` is void."""

    kind = "revoke"
    device: bytes
    last: Lasts


class Withdraw(msgspec.Struct, frozen=True, array_like=True):
    """An invite is no longer good."""

    kind = "withdraw"
    invite: bytes


class Vouch(msgspec.Struct, frozen=True, array_like=True):
    """A device may bring the changesets of these writers up to these numbers: its ledger came from another PC."""

    kind = "vouch"
    device: bytes
    writers: tuple[tuple[bytes, int], ...]


class Relock(msgspec.Struct, frozen=True, array_like=True):
    """A new office passphrase; its lock lies beside the record."""

    kind = "lock"
    office: bytes
    given: dict[int, bytes]  # epoch -> the key, sealed to the office key


Body = Found | Epoch | Give | Invite | Join | Approve | RoleChange | Revoke | Withdraw | Vouch | Relock
Grant = Found | Join | Approve | RoleChange
_BODIES: Mapping[str, type[Body]] = {
    body.kind: body for body in (Found, Epoch, Give, Invite, Join, Approve, RoleChange, Revoke, Withdraw, Vouch, Relock)
}


class Lock(msgspec.Struct, frozen=True, array_like=True):
    """What opens a space from outside. In the clear: whoever can open it must find it."""

    passphrase: bytes  # keys.passphrase.lock over roster key and seed of the office key
    recovery: bytes  # the roster key, sealed to the recovery key


@dataclass(frozen=True, slots=True)
class Record:
    """A record whose signature holds. What it means, and whether it stands, is for the fold to say."""

    hash: bytes
    envelope: Envelope
    body: Body | None  # None: of a newer program
    lock: bytes
    content: bytes  # the object

    @property
    def name(self) -> str:
        """Where it lies below its space."""
        return f"m/{self.envelope.depth:08}-{self.hash.hex()}.m"

    @property
    def order(self) -> tuple[int, bytes]:
        """The same on every device; what a record stands on comes before it."""
        return self.envelope.depth, self.hash

    @property
    def signer(self) -> bytes:
        return self.envelope.signer

    @property
    def space(self) -> bytes:
        """Its space; the founding record's is made of its hash."""
        return self.hash[:16] if self.envelope.kind == Found.kind else self.envelope.space


def make_record(
    body: Body,
    *,
    space: bytes,
    roster: bytes,
    known: list[Record],
    at: int,
    signer: DeviceKey,
    lock: bytes = b"",
) -> Record:
    """A new record that stands on the known ones; its clock is never before theirs."""
    depth = 1 + max((r.envelope.depth for r in known), default=0)
    at = max(at, *(r.envelope.at for r in known)) if known else at
    after = tuple(sorted(r.hash for r in known))
    locked = _hash(lock) if lock else b""
    packed = msgspec.Raw(_pack(body))
    envelope = Envelope(FORMAT, FORMAT, space, body.kind, after, depth, at, signer.public, locked, packed)
    signed = _pack(envelope)
    return _read(_sealed(signed + signer.sign(_MAGIC + signed), roster, lock), roster)


def read_record(content: bytes, *, space: bytes, roster: bytes) -> Record:
    """A record of this space whose signature holds.

    Raises:
        Junk: torn, forged, sealed with another key, of another space, or not well made.
    """
    record = _read(content, roster)
    if record.space != space:
        raise Junk("another space")
    return record


def lock_of(content: bytes) -> Lock | None:
    """The lock that lies beside a record, None if there is none. Needs no key, proves nothing."""
    try:
        lock, _ = _parts(content)
        return msgspec.msgpack.decode(lock, type=Lock) if lock else None
    except (Junk, msgspec.DecodeError):
        return None


def _hash(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=HASH).digest()


def _nonce(signed: bytes, roster: bytes) -> bytes:
    return hashlib.blake2b(signed, digest_size=NONCE, key=roster).digest()


def _sealed(signed: bytes, roster: bytes, lock: bytes) -> bytes:
    start = _MAGIC + len(lock).to_bytes(4) + lock
    return start + bytes(Aead(roster).encrypt(signed, start, _nonce(signed, roster)))


def _parts(content: bytes) -> tuple[bytes, int]:
    end = 8 + int.from_bytes(content[4:8])
    if content[:4] != _MAGIC or len(content) > _MOST or end + NONCE > len(content):
        raise Junk("cut short")
    return content[8:end], end


def _read(content: bytes, roster: bytes) -> Record:
    lock, end = _parts(content)
    signed = unbox(roster, content[end:], content[:end])
    if signed is None or content[end : end + NONCE] != _nonce(signed, roster):
        raise Junk("sealed otherwise")
    packed, signature = signed[:-SIGNATURE], signed[-SIGNATURE:]
    try:
        envelope = msgspec.msgpack.decode(packed, type=Envelope)
    except msgspec.DecodeError as error:
        raise Junk("envelope") from error
    if not is_signed(envelope.signer, _MAGIC + packed, signature):
        raise Junk("signature")
    if envelope.lock != (_hash(lock) if lock else b"") or not _is_well_made(envelope):
        raise Junk("envelope")
    return Record(_hash(signed), envelope, _body(envelope), lock, content)


def _is_well_made(e: Envelope) -> bool:
    return (
        len(e.space) == 16
        and len(e.signer) == PUBLIC
        and 1 <= e.depth <= _MOST_DEPTH
        and 0 <= e.at <= LATEST_MS
        and len(e.after) <= _MOST_AFTER
        and list(e.after) == sorted(set(e.after))
        and all(len(h) == HASH for h in e.after)
        and (e.kind == Found.kind) == (e.depth == 1) == (not e.after) == (e.space == bytes(16))
    )


def _body(envelope: Envelope) -> Body | None:
    """The body, checked; None for one that only a newer program understands."""
    made = _BODIES.get(envelope.kind)
    if envelope.least > FORMAT or made is None:
        return None
    try:
        body = msgspec.msgpack.decode(envelope.body, type=made)
    except msgspec.DecodeError as error:
        raise Junk("body") from error
    if not _is_sound(body):
        raise Junk("body")
    return body


def _is_sound(body: Body) -> bool:
    match body:
        case Found():
            keys = [body.recovery, body.office, *body.given]
            return _are_texts(body.person, body.name) and _are_keys(keys) and _are_writers(body.writers)
        case Epoch() | Give():
            return _are_keys(body.given)
        case Invite():
            return _are_keys([body.key]) and _are_texts(body.role)
        case Join() | Approve():
            return _are_keys([body.device]) and _are_texts(body.person, body.name)
        case RoleChange() | Revoke():
            return _are_keys([body.device]) and all(len(s) == 16 and n >= 0 for s, (n, _) in body.last.items())
        case Vouch():
            return _are_keys([body.device]) and _are_writers(body.writers)
        case Relock():
            return _are_keys([body.office])
        case Withdraw():
            return len(body.invite) == HASH


def _are_keys(keys: list[bytes] | dict[bytes, bytes] | dict[bytes, dict[int, bytes]]) -> bool:
    return all(map(is_key, keys))


def _are_texts(*texts: str) -> bool:
    return all(len(text) <= _MOST_TEXT and text.isprintable() for text in texts)


def _are_writers(writers: tuple[tuple[bytes, int], ...]) -> bool:
    return all(len(writer) == 16 and seq >= 0 for writer, seq in writers)
