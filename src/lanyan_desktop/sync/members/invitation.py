"""What travels outside the records: the invitation file, and the request of a device that asks to be let in."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.sync.keys.code import key_of
from lanyan_desktop.sync.keys.device import SIGNATURE, DeviceKey, is_key, is_signed
from lanyan_desktop.sync.keys.epochs import box, unbox
from lanyan_desktop.sync.members.record import HASH, Junk

_FILE, _REQUEST = b"LYI1", b"LYR1"
_PURPOSE = b"lanyan-invite"
_MOST = 64 << 20
_MOST_TEXT = 200
_pack = msgspec.msgpack.Encoder().encode


class Invitation(msgspec.Struct, frozen=True, array_like=True):
    """All a new device needs. A secret: whoever has the file and its code may join."""

    space: bytes
    roster: bytes
    invite: bytes  # hash of the record
    seed: bytes  # of the invite's key
    role: str
    expires_ms: int
    is_asking: bool
    keys: tuple[bytes, ...]  # of all epochs; none where an admin still approves
    remotes: tuple[str, ...]  # addresses without user names and passwords
    records: tuple[bytes, ...]  # the membership as it was then: joining works before the first exchange

    def __repr__(self) -> str:
        return f"Invitation({self.space.hex()[:8]}…, {self.role})"


@dataclass(frozen=True, slots=True)
class Request:
    """A device asks to be let in."""

    public: bytes
    person: str
    name: str  # of the device
    invite: bytes  # hash of the record
    at_ms: int


class _Asked(msgspec.Struct, frozen=True, array_like=True):
    space: bytes
    public: bytes
    person: str
    name: str
    invite: bytes
    at: int


def write_invitation(invitation: Invitation, code: str) -> bytes:
    """The file; the code opens it and goes another way.

    Raises:
        LanyanError: keys.code_wrong.
    """
    return _FILE + box(key_of(code, _PURPOSE), _pack(invitation), _FILE)


def read_invitation(content: bytes, code: str) -> Invitation:
    """What an invitation file holds.

    Raises:
        LanyanError: keys.code_wrong; members.invitation_damaged (no invitation file, or the code of another one).
    """
    key = key_of(code, _PURPOSE)
    packed = unbox(key, content[4:], _FILE) if content[:4] == _FILE and len(content) <= _MOST else None
    try:
        found = msgspec.msgpack.decode(packed or b"", type=Invitation)
    except msgspec.DecodeError as error:
        raise LanyanError("members.invitation_damaged") from error
    lengths = [len(found.space), len(found.roster), len(found.invite), len(found.seed)]
    if lengths != [16, 32, HASH, 32]:
        raise LanyanError("members.invitation_damaged")
    return found


def make_request(invitation: Invitation, device: DeviceKey, *, person: str, name: str, now: int) -> bytes:
    """The object of a request: signed by the device and by the invite's key, sealed from the server."""
    asked = _Asked(invitation.space, device.public, person[:_MOST_TEXT], name[:_MOST_TEXT], invitation.invite, now)
    packed = _REQUEST + _pack(asked)
    signed = packed + device.sign(packed) + DeviceKey(invitation.seed).sign(packed)
    return _REQUEST + box(invitation.roster, signed, _REQUEST + invitation.space)


def request_name(public: bytes) -> str:
    """Where a device's request lies below its space: found by the same listing as the heads."""
    return f"h/{public.hex()}.j"


def read_request(content: bytes, *, space: bytes, roster: bytes, invite_key: bytes | None = None) -> Request:
    """A request whose signature holds; with `invite_key` also that of the invite it names.

    Raises:
        Junk: torn, forged, of another space.
    """
    signed = unbox(roster, content[4:], _REQUEST + space) if content[:4] == _REQUEST else None
    if signed is None or len(signed) < 2 * SIGNATURE:
        raise Junk("sealed otherwise")
    packed, own, invites = signed[: -2 * SIGNATURE], signed[-2 * SIGNATURE : -SIGNATURE], signed[-SIGNATURE:]
    try:
        asked = msgspec.msgpack.decode(packed[4:], type=_Asked)
    except msgspec.DecodeError as error:
        raise Junk("request") from error
    is_true = packed[:4] == _REQUEST and is_key(asked.public) and is_signed(asked.public, packed, own)
    if not is_true or asked.space != space or max(len(asked.person), len(asked.name)) > _MOST_TEXT:
        raise Junk("request")
    if invite_key is not None and not is_signed(invite_key, packed, invites):
        raise Junk("invite")
    return Request(asked.public, asked.person, asked.name, asked.invite, asked.at)
