"""Whether a changeset in a batch counts: by the membership its batch names, and by what was revoked since.

A function of the standing records, the batch's header and the changeset alone: every device with the same records comes
to the same verdict, in whatever order things arrived. A record that comes later may change it (`Members.differing`).

Two refusals differ. *Void*: the signer may speak for this writer, so the changeset takes its number, but it has no
effect. *Refused*: a stranger speaks for a writer that is not his; if it took the number, anybody could silence anybody.
The same changeset in two batches counts if it is accepted in one of them, save where it was void for what it is:
outside a role, malformed, or dismissed by an admin. Others than admins tell what was void only of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.changes.coding import Malformed, names_in
from lanyan_desktop.core.changes.operations import Changeset
from lanyan_desktop.core.roles import MANAGER, Touched, outside
from lanyan_desktop.sync.batch import Header
from lanyan_desktop.sync.keys.device import WRITER_NONCE, writer_id_of
from lanyan_desktop.sync.members.fold import Fold
from lanyan_desktop.sync.members.record import Approve, Join, RoleChange, Vouch
from lanyan_desktop.sync.members.state import revocations, role_at

Kind = Literal["accepted", "not_yet", "void", "refused"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a changeset, why (a code), and what of it was outside the role."""

    kind: Kind
    reason: str = ""
    outside: tuple[Touched, ...] = ()


ACCEPTED = Verdict("accepted")


def judge(fold: Fold, header: Header, changeset: Changeset, *, recovery: bytes, understood: int) -> Verdict:
    """The verdict; `understood` leaves out what stands on records of newer programs."""
    try:
        known = fold.line.closure(header.members)
    except KeyError:
        return Verdict("not_yet", "members")
    if known & ~understood:
        return Verdict("not_yet", "newer")
    signer = header.signer
    role = MANAGER if signer == recovery else role_at(fold, signer, known & fold.standing)
    is_own = speaks_for(fold, signer, changeset.writer, changeset.seq, header.claims)
    if not is_own and role != MANAGER:
        return Verdict("refused", "writer" if is_device(fold, signer) else "stranger")
    bad = Verdict("void", "not_member") if role is None else _revoked(fold, header, known)
    if bad is None:
        return _by_role(fold, header, changeset, role or "", known)
    return bad if is_own else Verdict("refused", bad.reason)


def is_device(fold: Fold, public: bytes) -> bool:
    """True if a founding, a join or an approval names this device, whether it stands or not."""
    if public in fold.about:
        return True
    return any(isinstance(r.body, Join | Approve) and r.body.device == public for r in fold.line.records)


def speaks_for(fold: Fold, signer: bytes, writer: bytes, seq: int, claims: tuple[tuple[bytes, bytes], ...]) -> bool:
    """True if the writer id is made of the signer's own key, or an admin vouched that it may bring it."""
    if not is_device(fold, signer):
        return False
    for claimed, nonce in claims:
        if claimed == writer and len(nonce) == WRITER_NONCE and writer_id_of(signer, nonce) == writer:
            return True
    return any(
        isinstance(r.body, Vouch)
        and r.body.device == signer
        and fold.standing >> place & 1
        and any(w == writer and seq <= up_to for w, up_to in r.body.writers)
        for place, r in enumerate(fold.line.records)
    )


def _revoked(fold: Fold, header: Header, known: int) -> Verdict | None:
    """Void beyond the last accepted batch; also at or before it, if the batch itself knows of the revocation."""
    for place, last in revocations(fold, header.signer):
        if known >> place & 1 or header.seq > last.get(header.station, (0, b""))[0]:
            return Verdict("void", "revoked")
    return None


def _by_role(fold: Fold, header: Header, changeset: Changeset, role: str, known: int) -> Verdict:
    if (changeset.writer, changeset.seq) in header.void:
        return Verdict("void", "admin" if role == MANAGER else "told")
    roles = [role, *_roles_since(fold, header, known)]
    if all(r == MANAGER for r in roles):
        return ACCEPTED  # nothing to look for: the bodies stay packed
    try:
        touched = {names for part in changeset.parts for names in names_in(part)}
    except Malformed:
        return Verdict("void", "malformed")
    beyond = tuple(sorted({t for r in roles for t in outside(r, touched)}, key=lambda t: (t[0], t[1] or "")))
    return Verdict("void", "role", beyond) if beyond else ACCEPTED


def _roles_since(fold: Fold, header: Header, known: int) -> Iterator[str]:
    """Roles given to the signer by records the batch does not know, where it lies beyond what they accept."""
    for place in fold.about.get(header.signer, ()):
        body = fold.line.records[place].body
        if known >> place & 1 or not isinstance(body, RoleChange):
            continue
        if header.seq > body.last.get(header.station, (0, b""))[0]:
            yield body.role
