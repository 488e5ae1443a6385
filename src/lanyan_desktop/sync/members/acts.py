"""What admins and joining devices write: each function makes the record, nothing is kept or sent here.

All take the membership as it is known now and the writer's key; `now` is ms since 1970. They raise:
    LanyanError: members.not_admin, where the key is no admin's; and what each says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import msgspec

from lanyan_desktop.core.roles import MANAGER, ROLES
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.sync.keys.code import draw_code, key_of
from lanyan_desktop.sync.keys.device import DeviceKey, seal_to
from lanyan_desktop.sync.keys.epochs import box_keys, draw_key, epoch_id
from lanyan_desktop.sync.keys.passphrase import INTERACTIVE, Cost, lock
from lanyan_desktop.sync.members.fold import proof_of
from lanyan_desktop.sync.members.invitation import Invitation, Request
from lanyan_desktop.sync.members.members import Members
from lanyan_desktop.sync.members.record import (
    Approve,
    Body,
    Epoch,
    Found,
    Give,
    Invite,
    Join,
    Lasts,
    Lock,
    Relock,
    Revoke,
    RoleChange,
    Vouch,
    Withdraw,
    make_record,
)

RECOVERY = b"lanyan-recovery"


@dataclass(frozen=True, slots=True)
class Founded:
    """A new space. The recovery code is shown once and kept nowhere."""

    space: bytes
    roster: bytes = field(repr=False)
    content: bytes = field(repr=False)
    recovery_code: str = field(repr=False)


def found(
    device: DeviceKey,
    *,
    person: str,
    name: str,
    passphrase: str,
    writers: Iterable[tuple[bytes, int]] = (),
    now: int,
    cost: Cost = INTERACTIVE,
) -> Founded:
    """A space with this device as its first admin; `writers` wrote in the ledger before there was one.

    Raises:
        LanyanError: keys.passphrase_empty.
    """
    code, roster, office, key = draw_code(), os.urandom(32), DeviceKey.draw(), draw_key()
    recovery = DeviceKey(key_of(code, RECOVERY)).public
    given = {public: seal_to(public, key) for public in (device.public, recovery, office.public)}
    body = Found(_text(person), _text(name), recovery, office.public, tuple(writers), epoch_id(key), given)
    locked = _lock(passphrase, roster, office, recovery, cost)
    record = make_record(body, space=bytes(16), roster=roster, known=[], at=now, signer=device, lock=locked)
    return Founded(record.space, roster, record.content, code)


def invite(
    members: Members, device: DeviceKey, *, role: str, is_asking: bool = False, expires_ms: int, now: int
) -> tuple[bytes, Invitation]:
    """An invite and what goes into its file; the places to meet are for the caller to add.

    Raises:
        LanyanError: members.role_unknown.
    """
    if role not in ROLES:
        raise LanyanError("members.role_unknown", role=role)
    key = DeviceKey.draw()
    record = _admin(members, device, Invite(key.public, role, expires_ms, is_asking), now)
    keys = {} if is_asking else members.keys(device)
    grown = members.adding([record])
    contents = tuple(grown.records.values())
    id = next(r.hash for r in grown.newest_records() if r.content == record)
    return record, Invitation(
        space=members.space,
        roster=members.roster,
        invite=id,
        seed=key.seed,
        role=role,
        expires_ms=expires_ms,
        is_asking=is_asking,
        keys=tuple(keys.values()),
        remotes=(),
        records=contents,
    )


def join(members: Members, invitation: Invitation, device: DeviceKey, *, person: str, name: str, now: int) -> bytes:
    """The record by which a device takes itself in.

    Whether time is up is judged by the joiner's clock, which cannot run behind the newest record it knows; a clock
    set back offline deceives until an admin withdraws the invite.

    Raises:
        LanyanError: members.invitation_expired, members.invitation_used, members.invitation_asks.
    """
    _check_open(members, invitation, now)
    if invitation.is_asking:
        raise LanyanError("members.invitation_asks")
    given = {epoch_id(key): seal_to(device.public, key) for key in invitation.keys}
    proof = device.sign(proof_of(members.space, invitation.invite))
    body = Join(invitation.invite, device.public, _text(person), _text(name), proof, given)
    return _record(members, DeviceKey(invitation.seed), body, now)


def approve(members: Members, device: DeviceKey, request: Request, *, role: str | None = None, now: int) -> bytes:
    """Take in a device that asked, in the role of its invite or another.

    Raises:
        LanyanError: members.invitation_used, members.role_unknown.
    """
    found = members.state.invites.get(request.invite)
    if found is None or found.state != "open":
        raise LanyanError("members.invitation_used")
    named = replace(request, person=_text(request.person), name=_text(request.name))
    return _approve(members, device, named, role=role or found.role, now=now)


def admit(
    members: Members, device: DeviceKey, *, target: bytes, person: str, name: str, role: str = MANAGER, now: int
) -> bytes:
    """Take in a device without an invite: after recovering, the new device of the office.

    Raises:
        LanyanError: members.role_unknown.
    """
    request = Request(target, _text(person), _text(name), b"", now)
    return _approve(members, device, request, role=role, now=now)


def set_role(members: Members, device: DeviceKey, *, target: bytes, role: str, last: Lasts, now: int) -> bytes:
    """Another role; `last`: the last batch of the target's stations accepted under the old one.

    Raises:
        LanyanError: members.role_unknown, members.device_unknown, members.last_admin.
    """
    if role not in ROLES:
        raise LanyanError("members.role_unknown", role=role)
    _check_target(members, target, keeps_admin=role == MANAGER)
    return _admin(members, device, RoleChange(target, role, last), now)


def revoke(members: Members, device: DeviceKey, *, target: bytes, last: Lasts, now: int) -> list[bytes]:
    """A device out for good, and a new key that it is not given.

    Raises:
        LanyanError: members.device_unknown, members.last_admin.
    """
    _check_target(members, target, keeps_admin=False)
    out = _admin(members, device, Revoke(target, last), now)
    after = members.adding([out])
    return [out, new_epoch(after, device, now=now)] if after.is_admin(device.public) else [out]


def new_epoch(members: Members, device: DeviceKey, *, now: int) -> bytes:
    """A new key for what is written from now on, sealed to every member of now."""
    key = draw_key()
    wanted = {d.public for d in members.state.devices.values() if not d.revoked} | {members.recovery, members.office}
    given = {public: seal_to(public, key) for public in sorted(wanted)}
    past = box_keys(key, members.keys(device))
    return _admin(members, device, Epoch(epoch_id(key), given, past), now)


def give(members: Members, device: DeviceKey, *, now: int) -> bytes | None:
    """The keys that some members lack, as far as this device has them; None if none does."""
    keys = members.keys(device)
    given = {
        public: {epoch: seal_to(public, keys[epoch]) for epoch in sorted(epochs & set(keys))}
        for public, epochs in members.missing_keys.items()
    }
    given = {public: sealed for public, sealed in given.items() if sealed}
    return _admin(members, device, Give(given), now) if given else None


def withdraw(members: Members, device: DeviceKey, *, invite: bytes, now: int) -> bytes:
    """An invite is no longer good: changed minds, or its time is up."""
    return _admin(members, device, Withdraw(invite), now)


def vouch(members: Members, device: DeviceKey, *, target: bytes, writers: Mapping[bytes, int], now: int) -> bytes:
    """Let a device bring the changesets of writers that are not its own: its ledger came from another PC."""
    return _admin(members, device, Vouch(target, tuple(sorted(writers.items()))), now)


def relock(members: Members, device: DeviceKey, *, passphrase: str, now: int, cost: Cost = INTERACTIVE) -> bytes:
    """A new office passphrase. Whoever knew the old one keeps what it opened until then.

    Raises:
        LanyanError: keys.passphrase_empty.
    """
    office = DeviceKey.draw()
    given = {epoch: seal_to(office.public, key) for epoch, key in members.keys(device).items()}
    locked = _lock(passphrase, members.roster, office, members.recovery, cost)
    return _admin(members, device, Relock(office.public, given), now, lock=locked)


def _approve(members: Members, device: DeviceKey, request: Request, *, role: str, now: int) -> bytes:
    if role not in ROLES:
        raise LanyanError("members.role_unknown", role=role)
    given = {epoch: seal_to(request.public, key) for epoch, key in members.keys(device).items()}
    body = Approve(request.public, request.person, request.name, role, request.invite, given)
    return _admin(members, device, body, now)


def _admin(members: Members, device: DeviceKey, body: Body, now: int, *, lock: bytes = b"") -> bytes:
    if not members.is_admin(device.public):
        raise LanyanError("members.not_admin")
    return _record(members, device, body, now, lock=lock)


def _record(members: Members, device: DeviceKey, body: Body, now: int, *, lock: bytes = b"") -> bytes:
    known = members.newest_records()
    record = make_record(
        body, space=members.space, roster=members.roster, known=known, at=now, signer=device, lock=lock
    )
    return record.content


def _check_open(members: Members, invitation: Invitation, now: int) -> None:
    found = members.state.invites.get(invitation.invite)
    latest = max((r.envelope.at for r in members.newest_records()), default=0)
    if found is None or found.state != "open":
        raise LanyanError("members.invitation_used")
    if max(now, latest) > found.expires_ms:
        raise LanyanError("members.invitation_expired")


def _check_target(members: Members, target: bytes, *, keeps_admin: bool) -> None:
    state = members.state
    if state.role_of(target) is None:
        raise LanyanError("members.device_unknown")
    if not keeps_admin and state.admins == [target]:
        raise LanyanError("members.last_admin")


def _lock(passphrase: str, roster: bytes, office: DeviceKey, recovery: bytes, cost: Cost) -> bytes:
    inner = lock(passphrase, roster + office.seed, cost)
    return msgspec.msgpack.encode(Lock(inner, seal_to(recovery, roster)))


def _text(text: str) -> str:
    """As a record may hold it: one printable line of at most 200 characters."""
    return "".join(c if c.isprintable() else " " for c in text)[:200]
