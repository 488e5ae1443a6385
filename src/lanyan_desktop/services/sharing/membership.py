"""Who takes part in a space: listed, invited, let in, given another role, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from lanyan_desktop.core.roles import EDITOR, ROLES
from lanyan_desktop.kit.errors import LanyanError, why
from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.kit.ids import milliseconds_of
from lanyan_desktop.services.sharing.asking import mark_of, open_requests
from lanyan_desktop.services.sharing.exchanging import now_ms
from lanyan_desktop.services.sharing.space import Space, cost
from lanyan_desktop.services.sharing.values import Invited, InviteView, MembersPage, MemberView, RequestView
from lanyan_desktop.sync.keys.code import draw_code
from lanyan_desktop.sync.keys.passphrase import lock, unlock
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.members.invitation import Invitation, Request, read_invitation
from lanyan_desktop.sync.members.invitation import write_invitation as seal_invitation
from lanyan_desktop.sync.members.state import revocations

T = TypeVar("T")
_DAY_MS = 86_400_000
CHOICES = tuple((role.name, role.title) for role in ROLES.values())
"""Roles as a choice offers them: (code, title)."""


class InviteFile(msgspec.Struct, frozen=True, array_like=True):
    """An invitation as it is handed over. `code_locked`: its code under the passphrase, for who knows that instead."""

    format: int
    sealed: bytes
    code_locked: bytes


def role_of(word: str) -> str:
    """The code of a role said in code or in Chinese, a part of its title too: 商务, 出纳.

    Raises:
        LanyanError: sharing.role_unknown.

    >>> role_of("劳资"), role_of("商务"), role_of("manager")
    ('labour', 'cost', 'manager')
    """
    text = word.strip()
    for name, title in CHOICES:
        if text.lower() == name or text == title or text in title.split("/"):
            return name
    raise LanyanError("sharing.role_unknown", role=word, roles="、".join(title for _, title in CHOICES))


def title_of(role: str) -> str:
    """A role's title; of one only a newer program knows, its code."""
    return ROLES[role].title if role in ROLES else role


def members_page(space: Space) -> MembersPage:
    """Everything about members, as far as it is known here."""
    state, now, seen = space.members.state, now_ms(), _seen(space)
    devices = [
        MemberView(
            id=public.hex(),
            person=one.person,
            device=one.name,
            role=one.role,
            role_title=title_of(one.role),
            is_admin=one.is_admin,
            is_own=public == space.device.public,
            since_ms=one.at_ms,
            revoked_ms=_out_at(space, public) if one.revoked else None,
            seen_ms=seen.get(public),
        )
        for public, one in state.devices.items()
    ]
    invites = [
        InviteView(
            id=id.hex(),
            role=one.role,
            role_title=title_of(one.role),
            expires_ms=one.expires_ms,
            is_asking=one.is_asking,
            is_expired=one.expires_ms < now,
        )
        for id, one in state.invites.items()
        if one.state == "open"
    ]
    return MembersPage(
        members=tuple(sorted(devices, key=lambda one: (one.revoked_ms is not None, one.since_ms))),
        requests=tuple(_request_view(space, one) for one in open_requests(space).values()),
        invites=tuple(invites),
        own_role=space.own_role,
        is_admin=space.is_admin,
        roles=CHOICES,
    )


def _seen(space: Space) -> dict[bytes, int]:
    """When each device made the newest batch that is here."""
    found: dict[bytes, int] = {}
    for chain in space.shelf.chains.values():
        for link in chain.links[-1:]:
            found[link.signer] = max(found.get(link.signer, 0), milliseconds_of(link.clock))
    return found


def _out_at(space: Space, public: bytes) -> int:
    """When a device was removed, by the clock of who did."""
    fold = space.members.fold
    return min(fold.line.records[place].envelope.at for place, _ in revocations(fold, public))


def _request_view(space: Space, one: Request) -> RequestView:
    invite = space.members.state.invites.get(one.invite)
    role = invite.role if invite is not None else ""
    return RequestView(
        id=one.public.hex(),
        person=one.person,
        device=one.name,
        role=role,
        role_title=title_of(role),
        at_ms=one.at_ms,
        mark=mark_of(one.public),
    )


def write_invitation(
    space: Space,
    out: Path,
    *,
    role: str = EDITOR,
    is_asking: bool = False,
    days: int = 7,
    code: str | None = None,
    passphrase: str = "",
    remotes: Sequence[tuple[str, str]],
) -> Invited:
    """Make an invitation and write its file; the record of it goes out with the next exchange.

    `remotes`: (name, address) of the places to meet. With a `passphrase` the file opens by that as well as by its code.

    Raises:
        LanyanError: sharing.role_unknown, members.not_admin, keys.code_wrong, sharing.file_not_written.
    """
    name, now = role_of(role), now_ms()
    _check_target_file(out)
    code = code or draw_code()
    expires = now + days * _DAY_MS
    content, invitation = acts.invite(
        space.members, space.device, role=name, is_asking=is_asking, expires_ms=expires, now=now
    )
    told = msgspec.structs.replace(invitation, remotes=tuple(msgspec.json.encode(pair).decode() for pair in remotes))
    sealed = seal_invitation(told, code)
    locked = lock(passphrase, code.encode(), cost()) if passphrase else b""
    try:
        write_whole(out, msgspec.msgpack.encode(InviteFile(1, sealed, locked)))
    except OSError as error:
        raise LanyanError("sharing.file_not_written", file=str(out), detail=why(error)) from error
    space.add_records([content])
    return Invited(file=out, code=code, role=name, role_title=title_of(name), is_asking=is_asking, expires_ms=expires)


def _check_target_file(out: Path) -> None:
    """Only another invitation is replaced: a slip of the keyboard must not cost a ledger."""
    if not out.exists():
        return
    try:
        msgspec.msgpack.decode(out.read_bytes(), type=InviteFile)
    except (OSError, msgspec.DecodeError) as error:
        raise LanyanError("sharing.file_not_written", file=str(out), detail="已有同名的别的文件") from error


def unlock_invitation(content: bytes, secret: str) -> tuple[Invitation, tuple[tuple[str, str], ...]]:
    """What an invitation file holds, and the (name, address) of the places to meet.

    `secret`: its code, or the passphrase of who made it, where that was given.

    Raises:
        LanyanError: keys.code_wrong, members.invitation_damaged.
    """
    try:
        file = msgspec.msgpack.decode(content, type=InviteFile)
    except msgspec.DecodeError as error:
        raise LanyanError("members.invitation_damaged") from error
    try:
        invitation = read_invitation(file.sealed, secret)
    except LanyanError:
        if not file.code_locked:
            raise
        invitation = read_invitation(file.sealed, _code_under(secret, file.code_locked))
    return invitation, tuple(_place(text) for text in invitation.remotes)


def _code_under(passphrase: str, locked: bytes) -> str:
    try:
        return unlock(passphrase, locked).decode("utf-8", "replace")
    except LanyanError as error:
        raise LanyanError("keys.code_wrong") from error


def _place(text: str) -> tuple[str, str]:
    try:
        return msgspec.json.decode(text, type=tuple[str, str])
    except msgspec.DecodeError as error:
        raise LanyanError("members.invitation_damaged") from error


def pick(ids: Mapping[str, T], beginning: str) -> T:
    """The one whose hex begins so.

    Raises:
        LanyanError: sharing.no_member, sharing.several_members.
    """
    text = beginning.strip().lower()
    found = [value for id, value in ids.items() if text and id.startswith(text)]
    if not found:
        raise LanyanError("sharing.no_member", id=beginning)
    if len(found) > 1:
        raise LanyanError("sharing.several_members", id=beginning)
    return found[0]


def approve(space: Space, request_id: str, *, role: str | None) -> None:
    """Let a device in.

    Raises:
        LanyanError: members.not_admin, sharing.role_unknown, sharing.no_member, sharing.several_members.
    """
    request = pick(open_requests(space), request_id)
    name = None if role is None else role_of(role)
    space.add_records([acts.approve(space.members, space.device, request, role=name, now=now_ms())])


def deny(space: Space, request_id: str) -> None:
    """Do not let a device in: its invite is taken back. Raises as `approve`."""
    request = pick(open_requests(space), request_id)
    space.add_records([acts.withdraw(space.members, space.device, invite=request.invite, now=now_ms())])


def withdraw(space: Space, invite_id: str) -> None:
    """Take an invitation back that nobody has used yet. Raises as `approve`."""
    invites = {id.hex(): id for id, one in space.members.state.invites.items() if one.state == "open"}
    invite = pick(invites, invite_id)
    space.add_records([acts.withdraw(space.members, space.device, invite=invite, now=now_ms())])


def set_role(space: Space, member: str, role: str) -> bool:
    """Give a device another role; what it did until now stays. True if it is this device's own.

    Raises:
        LanyanError: members.not_admin, members.last_admin, sharing.role_unknown, sharing.no_member.
    """
    target, name = _target(space, member), role_of(role)
    last = _last(space, target)
    return space.add_records(
        [acts.set_role(space.members, space.device, target=target, role=name, last=last, now=now_ms())]
    )


def revoke(space: Space, member: str) -> bool:
    """Remove a device: what it makes from now on is not applied, and a new key keeps later work from it.

    Raises:
        LanyanError: members.not_admin, members.last_admin, sharing.no_member; sharing.own_device: who removed himself
            could not send what he did last, his own removal least of all.
    """
    target = _target(space, member)
    admins = space.members.state.admins
    if target == space.device.public and target in admins and len(admins) > 1:
        raise LanyanError("sharing.own_device")
    last = _last(space, target)
    return space.add_records(acts.revoke(space.members, space.device, target=target, last=last, now=now_ms()))


def _target(space: Space, member: str) -> bytes:
    devices = space.members.state.devices
    return pick({public.hex(): public for public, one in devices.items() if not one.revoked}, member)


def _last(space: Space, target: bytes) -> dict[bytes, tuple[int, bytes]]:
    """How far each station of a device came, as far as it is known here."""
    chains = space.shelf.chains.items()
    return {station: (chain.last, chain.hash) for station, chain in chains if chain.signer == target}
