"""Who is a member, in which role, and which invites are open: read off the standing records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.roles import MANAGER
from lanyan_desktop.sync.members.fold import Fold, role_given
from lanyan_desktop.sync.members.record import Approve, Found, Invite, Join, Lasts, Revoke, RoleChange, Withdraw

InviteState = Literal["open", "used", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Device:
    """A device that is or was a member; a person is all devices that bear their name."""

    public: bytes
    person: str
    name: str
    role: str
    at_ms: int  # when it was taken in, by the clock of who did
    is_admin: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class InviteView:
    """An invite; whether it has expired is for the reader's own clock to say."""

    id: bytes
    role: str
    expires_ms: int
    is_asking: bool
    by: bytes
    state: InviteState


@dataclass(frozen=True, slots=True)
class State:
    """What the records say, at some tips or now."""

    devices: Mapping[bytes, Device]
    invites: Mapping[bytes, InviteView]

    @property
    def admins(self) -> list[bytes]:
        return [d.public for d in self.devices.values() if d.is_admin]

    def role_of(self, public: bytes) -> str | None:
        """The role of a device; None for one that is no member, or no longer."""
        found = self.devices.get(public)
        return None if found is None or found.revoked else found.role


def state_of(fold: Fold, among: int) -> State:
    """The state where only these records are known, out of those that stand now."""
    known = fold.standing & among
    devices = {d.public: d for public in fold.about if (d := _device(fold, public, known)) is not None}
    return State(devices, _invites(fold, known))


def role_at(fold: Fold, public: bytes, among: int) -> str | None:
    """The role of a device by these records: the newest grant's; of several that did not know of each other the
    one that is no admin's, then the last in order. None: no member.
    """
    grants = [p for p in fold.about.get(public, ()) if among >> p & 1]
    newest = [p for p in grants if not any(fold.line.before[other] >> p & 1 for other in grants)]
    if not newest:
        return None
    return role_given(fold.line, min(newest, key=lambda p: (role_given(fold.line, p) == MANAGER, -p)))


def revocations(fold: Fold, public: bytes) -> list[tuple[int, Lasts]]:
    """The standing revocations of a device: (place, last accepted batch by station)."""
    found = []
    for place in sorted(fold.cuts):
        body = fold.line.records[place].body
        if isinstance(body, Revoke) and body.device == public:
            found.append((place, body.last))
    return found


def _device(fold: Fold, public: bytes, known: int) -> Device | None:
    role = role_at(fold, public, known)
    if role is None:
        return None
    first = next(p for p in fold.about[public] if known >> p & 1)
    person = name = ""
    for place in fold.about[public]:
        body = fold.line.records[place].body
        if known >> place & 1 and isinstance(body, Found | Join | Approve):
            person, name = body.person, body.name
    is_out = any(known >> place & 1 for place, _ in revocations(fold, public))
    at = fold.line.records[first].envelope.at
    return Device(public, person, name, role, at, is_admin=role == MANAGER and not is_out, revoked=is_out)


def _invites(fold: Fold, known: int) -> dict[bytes, InviteView]:
    found: dict[bytes, InviteView] = {}
    ends: dict[bytes, InviteState] = {}
    for place, record in enumerate(fold.line.records):
        if not known >> place & 1:
            continue
        match record.body:
            case Invite() as b:
                found[record.hash] = InviteView(record.hash, b.role, b.expires, b.is_asking, record.signer, "open")
            case Join() | Approve() as b if b.invite:
                ends[b.invite] = "used"
            case Withdraw() as b:
                ends.setdefault(b.invite, "withdrawn")
            case _:
                pass
    for id, view in found.items():
        state = ends.get(id, "withdrawn" if _is_cut_off(fold, view, known) else "open")
        found[id] = InviteView(view.id, view.role, view.expires_ms, view.is_asking, view.by, state)
    return found


def _is_cut_off(fold: Fold, view: InviteView, known: int) -> bool:
    """True if its maker was revoked or demoted after making it."""
    place = fold.line.places[view.id]
    for cut in fold.cuts:
        body = fold.line.records[cut].body
        is_theirs = isinstance(body, Revoke | RoleChange) and body.device == view.by
        if is_theirs and known >> cut & 1 and not fold.line.before[place] >> cut & 1:
            return True
    return False
