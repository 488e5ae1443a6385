"""Which records stand: a pure function of the records, whatever the order they came in.

*Grants* make a device a member or an admin; *cuts* take that away (revoke, withdraw an invite, another role for an
admin). A record stands if its signer was entitled by standing grants among what the record knew, and no standing cut
against the signer was made that the record's maker did not know or came after. So a revoked device that dates its
records back gains nothing: a cut that was not in their ancestry, and that does not know them, makes them void.

Cuts may contradict each other: two admins revoke each other, not knowing. They are weighed one by one, the *senior*
signer's first: the recovery code, then the founder, then by the place of the record that made one an admin, which its
holder cannot change afterwards. A cut once weighed stands; one that would leave no device an admin is void. Of several
joins (or approvals) by one invite the first in the records' order stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lanyan_desktop.core.roles import MANAGER
from lanyan_desktop.sync.keys.device import is_signed
from lanyan_desktop.sync.members.record import (
    Approve,
    Found,
    Grant,
    Invite,
    Join,
    Record,
    Revoke,
    RoleChange,
    Withdraw,
)


@dataclass(frozen=True, slots=True)
class Line:
    """Records in their order, each with the set of those it stands on as bits by place."""

    records: Sequence[Record]
    before: Sequence[int]  # itself left out
    places: Mapping[bytes, int]

    def closure(self, tips: Iterable[bytes]) -> int:
        """These records and all they stand on.

        Raises:
            KeyError: one is not here.
        """
        found = 0
        for tip in tips:
            place = self.places[tip]
            found |= self.before[place] | 1 << place
        return found


@dataclass(frozen=True, slots=True)
class Fold:
    """The standing records of a line, and the cuts among them."""

    line: Line
    standing: int  # bits by place
    cuts: frozenset[int]  # places
    about: Mapping[bytes, tuple[int, ...]]  # device -> places of its standing grants, in order


def line_up(records: Iterable[Record]) -> Line:
    """The records that are whole: all they stand on is here, and their depth and clock are what these allow."""
    ordered: list[Record] = []
    before: list[int] = []
    places: dict[bytes, int] = {}
    for record in sorted(records, key=lambda r: r.order):
        e = record.envelope
        if any(h not in places for h in e.after):
            continue
        stood_on = [places[h] for h in e.after]
        parents = [ordered[p].envelope for p in stood_on]
        if parents and (e.depth != 1 + max(p.depth for p in parents) or e.at < max(p.at for p in parents)):
            continue
        places[record.hash] = len(ordered)
        ordered.append(record)
        ancestry = 0
        for p in stood_on:
            ancestry |= before[p] | 1 << p
        before.append(ancestry)
    return Line(ordered, before, places)


def fold(line: Line) -> Fold:
    """The records that stand, all cuts weighed."""
    cuts: frozenset[int] = frozenset()
    idle: set[int] = set()  # cuts that would leave no admin
    found = _Pass(line, cuts)
    while open_cuts := [p for p in found.cuts_standing() if p not in cuts and p not in idle]:
        senior = min(open_cuts, key=found.seniority)
        tried = _Pass(line, cuts | {senior})
        if tried.has_admin():
            cuts, found = cuts | {senior}, tried
        else:
            idle.add(senior)
    return found.result(idle)


def ever_entitled(line: Line) -> int:
    """What its signer might write by what it knew, were there no cuts and no other use of an invite.

    All else can be thrown away: this depends on what a record stands on alone, so nothing to come changes it.
    """
    return _Pass(line, frozenset(), is_lenient=True).standing


def device_of(body: Grant) -> bytes | None:
    """Whom a grant is about; None for the founding one, which is about its signer."""
    return None if isinstance(body, Found) else body.device


def proof_of(space: bytes, invite: bytes) -> bytes:
    """What a joining device signs: it holds its key, and means this invite."""
    return b"LYJ1" + space + invite


class _Pass:
    """One walk over a line with the cuts weighed so far."""

    def __init__(self, line: Line, cuts: frozenset[int], *, is_lenient: bool = False) -> None:
        self.line = line
        self._is_lenient = is_lenient
        self.cuts = cuts
        self.standing = 0
        self.about: dict[bytes, list[int]] = {}
        self.recovery = b""
        self._used: set[bytes] = set()  # invites
        self._against: dict[bytes, list[int]] = {}
        for cut in cuts:
            for target in _targets(line, cut):
                self._against.setdefault(target, []).append(cut)
        for place in range(len(line.records)):
            if place in cuts or self._may_stand(place):
                self._add(place)

    def _add(self, place: int) -> None:
        self.standing |= 1 << place
        record = self.line.records[place]
        match record.body:
            case Found() as body:
                self.recovery = body.recovery
                self.about.setdefault(record.signer, []).append(place)
            case Join() | Approve() as body:
                self.about.setdefault(body.device, []).append(place)
                if body.invite and not self._is_lenient:
                    self._used.add(body.invite)
            case RoleChange() as body:
                self.about.setdefault(body.device, []).append(place)

    def _may_stand(self, place: int) -> bool:
        record, known = self.line.records[place], self.line.before[place]
        match record.body:
            case None:
                return True  # of a newer program: kept, without any effect here
            case Found():
                return True
            case Join() as body:
                return self._may_join(place, record, body)
            case Approve() as body:
                is_fresh = not body.invite or body.invite not in self._used
                return is_fresh and not self._is_revoked(body.device, place) and self.is_admin(record.signer, place)
            case RoleChange() as body:
                is_known = any(known >> p & 1 for p in self.about.get(body.device, ()))
                return is_known and self.is_admin(record.signer, place)
            case _:
                return self.is_admin(record.signer, place)

    def _may_join(self, place: int, record: Record, body: Join) -> bool:
        at = self.line.places.get(body.invite)
        known = self.line.before[place]
        if at is None or not (known & self.standing) >> at & 1 or body.invite in self._used:
            return False
        invite = self.line.records[at].body
        return (
            isinstance(invite, Invite)
            and not invite.is_asking
            and record.signer == invite.key
            and record.envelope.at <= invite.expires
            and not self._is_cut(body.invite, place)
            and (body.device not in self.about or self._is_lenient)
            and is_signed(body.device, proof_of(record.space, body.invite), body.proof)
        )

    def _is_cut(self, target: bytes, place: int) -> bool:
        """True if a weighed cut against this target does not know the record at this place."""
        return any(not self.line.before[cut] >> place & 1 for cut in self._against.get(target, ()) if cut != place)

    def _is_revoked(self, device: bytes, place: int) -> bool:
        cuts = self._against.get(device, ())
        return any(self._is_revoke(cut) and not self.line.before[cut] >> place & 1 for cut in cuts if cut != place)

    def _is_revoke(self, place: int) -> bool:
        return isinstance(self.line.records[place].body, Revoke)

    def is_admin(self, signer: bytes, place: int) -> bool:
        """True if the signer was an admin in what the record at this place knew, and no cut came between."""
        known = self.line.before[place]
        grants = self._admin_grants(signer, known)
        if signer == self.recovery and self.recovery:
            return True
        if not grants or self._is_revoked(signer, place):
            return False
        for cut in self._against.get(signer, ()):
            is_before = self.line.before[cut] >> place & 1 or cut == place
            if not is_before and not any(self.line.before[grant] >> cut & 1 for grant in grants):
                return False
        return True

    def _admin_grants(self, device: bytes, known: int) -> list[int]:
        grants = (p for p in self.about.get(device, ()) if known >> p & 1)
        return [p for p in grants if role_given(self.line, p) == MANAGER]

    def seniority(self, place: int) -> tuple[tuple[int, bytes], tuple[int, bytes]]:
        """Smaller is senior: who signed, then the record's own place."""
        record = self.line.records[place]
        if record.signer == self.recovery:
            return (0, b""), record.order
        grants = self._admin_grants(record.signer, self.line.before[place])
        return min((self.line.records[p].order for p in grants), default=(1 << 62, b"")), record.order

    def cuts_standing(self) -> list[int]:
        return [p for p in range(len(self.line.records)) if self.standing >> p & 1 and is_cut(self.line, p)]

    def has_admin(self) -> bool:
        everything = (1 << len(self.line.records)) - 1
        return any(self._is_admin_now(device, everything) for device in self.about)

    def _is_admin_now(self, device: bytes, known: int) -> bool:
        grants = self._admin_grants(device, known)
        cuts = self._against.get(device, ())
        if not grants or any(map(self._is_revoke, cuts)):
            return False
        return all(any(self.line.before[g] >> cut & 1 for g in grants) for cut in cuts)

    def result(self, idle: set[int]) -> Fold:
        standing = self.standing
        for place in idle:
            standing &= ~(1 << place)
        about = {d: tuple(p for p in places if standing >> p & 1) for d, places in self.about.items()}
        return Fold(self.line, standing, self.cuts, {d: places for d, places in about.items() if places})


def role_given(line: Line, place: int) -> str:
    """The role a grant gives."""
    match line.records[place].body:
        case Found():
            return MANAGER
        case Approve() | RoleChange() as body:
            return body.role
        case Join() as body:
            invite = line.records[line.places[body.invite]].body
            return invite.role if isinstance(invite, Invite) else ""
    return ""


def is_cut(line: Line, place: int) -> bool:
    """True for what takes rights away."""
    body = line.records[place].body
    return isinstance(body, Revoke | Withdraw) or (isinstance(body, RoleChange) and body.role != MANAGER)


def _targets(line: Line, cut: int) -> list[bytes]:
    """Whom a cut is against: a device and the invites it wrote, or one invite."""
    body = line.records[cut].body
    if isinstance(body, Withdraw):
        return [body.invite]
    if not isinstance(body, Revoke | RoleChange):
        return []
    own = [
        r.hash
        for place, r in enumerate(line.records)  # one made after, by who is an admin again, is another matter
        if r.signer == body.device and isinstance(r.body, Invite) and not line.before[place] >> cut & 1
    ]
    return [body.device, *own]
