"""The membership of a space as one value: its records, what they say, and the verdicts that follow.

What is no record of this space, or was never anybody's right to write, is thrown away; what stands on a record that is
not here yet waits; what only a newer program understands is kept and handed on. A server that withholds records can
delay, not deceive: batches name the records they stand on, and `lacking` says what to ask for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from lanyan_desktop.core.changes.operations import Changeset
from lanyan_desktop.sync.batch import Header
from lanyan_desktop.sync.keys.device import DeviceKey, NotSealedToThis
from lanyan_desktop.sync.keys.epochs import epoch_id, unbox_keys
from lanyan_desktop.sync.members.fold import Fold, Line, ever_entitled, fold, line_up
from lanyan_desktop.sync.members.invitation import Request, read_request
from lanyan_desktop.sync.members.judging import Verdict, is_device, judge, speaks_for
from lanyan_desktop.sync.members.record import (
    Approve,
    Epoch,
    Found,
    Give,
    Invite,
    Join,
    Junk,
    Record,
    Relock,
    Vouch,
    read_record,
)
from lanyan_desktop.sync.members.state import State, revocations, state_of

Claims = tuple[tuple[bytes, bytes], ...]
"""(writer, nonce) pairs: why a device may speak for a writer."""


class Members:
    """What is known of a space's membership; never changed, `adding` gives the next."""

    def __init__(self, space: bytes, roster: bytes, records: Mapping[bytes, Record], refused: int) -> None:
        self.space = space
        self.roster = roster
        self.refused = refused  # objects that were no records of this space
        whole = line_up(records.values())
        entitled = ever_entitled(whole)
        junk = {r.hash for place, r in enumerate(whole.records) if not entitled >> place & 1}
        self._all = {h: r for h, r in records.items() if h not in junk}
        self._line: Line = line_up(self._all.values()) if junk else whole

    @classmethod
    def of(cls, space: bytes, roster: bytes, contents: Iterable[bytes] = ()) -> Members:
        """The membership told by these objects, in any order, among whatever else."""
        return cls(space, roster, {}, 0).adding(contents)

    def knowing(self, tips: Iterable[bytes]) -> Members:
        """As it was where only these records, and what they stand on, were known; of others nothing is said."""
        known = self._line.closure(tip for tip in tips if tip in self._line.places)
        records = {r.hash: r for place, r in enumerate(self._line.records) if known >> place & 1}
        return Members(self.space, self.roster, records, 0)

    def __repr__(self) -> str:
        return f"Members({self.space.hex()[:8]}…, {len(self._all)} records)"

    def adding(self, contents: Iterable[bytes]) -> Members:
        """With these objects as well; itself if they bring nothing."""
        records, refused = dict(self._all), 0
        held = {r.content for r in records.values()}
        for content in contents:
            if content in held:
                continue
            try:
                record = read_record(content, space=self.space, roster=self.roster)
            except Junk:
                refused += 1
                continue
            records[record.hash] = record
        if len(records) == len(self._all):
            return self
        made = Members(self.space, self.roster, records, self.refused + refused)
        return made if len(made._all) > len(self._all) else self

    # ---- what is here

    @property
    def records(self) -> dict[str, bytes]:
        """Object name -> bytes of all that is worth keeping and handing on."""
        return {r.name: r.content for r in self._all.values()}

    @cached_property
    def lacking(self) -> frozenset[bytes]:
        """Hashes of records that others stand on and that are not here."""
        return frozenset(h for r in self._all.values() for h in r.envelope.after if h not in self._all)

    @cached_property
    def lacking_depths(self) -> dict[bytes, int]:
        """The same, each with the greatest depth it can have: less than that of all who stand on it."""
        found: dict[bytes, int] = {}
        for r in self._all.values():
            for h in r.envelope.after:
                if h not in self._all:
                    found[h] = min(found.get(h, r.envelope.depth), r.envelope.depth - 1)
        return found

    @cached_property
    def known_tips(self) -> tuple[bytes, ...]:
        """The records no other names, those of newer programs too: what a head tells."""
        return self._newest(self._line.records)

    @cached_property
    def tips(self) -> tuple[bytes, ...]:
        """The same without what this program does not understand: what its batches and records stand on."""
        return self._newest([r for place, r in enumerate(self._line.records) if self._understood >> place & 1])

    def _newest(self, records: Iterable[Record]) -> tuple[bytes, ...]:
        kept = list(records)
        named = {h for r in kept for h in r.envelope.after}
        return tuple(sorted(r.hash for r in kept if r.hash not in named))

    @cached_property
    def _understood(self) -> int:
        """Bits of the records that neither are nor stand on one of a newer program."""
        newer = sum(1 << place for place, r in enumerate(self._line.records) if r.body is None)
        bits = 0
        for place, before in enumerate(self._line.before):
            if not (before | 1 << place) & newer:
                bits |= 1 << place
        return bits

    @property
    def needs_upgrade(self) -> bool:
        """True if a newer program wrote records here that this one does not understand."""
        return any(r.body is None for r in self._line.records)

    def knows(self, tips: Iterable[bytes]) -> bool:
        """True if these records, and all they stand on, are here."""
        return all(tip in self._line.places for tip in tips)

    def told_by(self, tips: Iterable[bytes]) -> Collection[str]:
        """The names of these records and of all they stand on, as far as they are here."""
        known = self._line.closure(tip for tip in tips if tip in self._line.places)
        return {r.name for place, r in enumerate(self._line.records) if known >> place & 1}

    def newest_records(self) -> list[Record]:
        """The records a new one stands on."""
        return [self._all[tip] for tip in self.tips]

    # ---- what it says

    @cached_property
    def fold(self) -> Fold:
        return fold(self._line)

    @cached_property
    def state(self) -> State:
        """As of now."""
        return state_of(self.fold, -1)

    def at(self, tips: Iterable[bytes]) -> State:
        """As known to who knew these records, out of those that stand now.

        Raises:
            KeyError: one is not here.
        """
        return state_of(self.fold, self._line.closure(tips))

    @cached_property
    def founding(self) -> Found | None:
        """The founding record, None as long as it is not here."""
        first = next((r.body for r in self._line.records if isinstance(r.body, Found)), None)
        return first if isinstance(first, Found) else None

    @property
    def recovery(self) -> bytes:
        """The public key of the recovery code, b"" as long as the founding is not here."""
        return self.founding.recovery if self.founding else b""

    @cached_property
    def office(self) -> bytes:
        """The public key behind the office passphrase of now."""
        newest = self.founding.office if self.founding else b""
        for place, r in enumerate(self._line.records):
            if isinstance(r.body, Relock) and self.fold.standing >> place & 1:
                newest = r.body.office
        return newest

    def is_device(self, public: bytes) -> bool:
        """True for a device that is, or ever was, a member, and for the recovery key."""
        return bool(public) and (public == self.recovery or is_device(self.fold, public))

    def is_admin(self, public: bytes) -> bool:
        """True if this key may write what admins write, now."""
        found = self.state.devices.get(public)
        return (bool(public) and public == self.recovery) or (found is not None and found.is_admin)

    def judge(self, header: Header, changeset: Changeset) -> Verdict:
        """What becomes of a changeset in a batch (`judging.judge`)."""
        return judge(self.fold, header, changeset, recovery=self.recovery, understood=self._understood)

    def may_pack(self, public: bytes, writer: bytes, seq: int, claims: Claims) -> bool:
        """True if others will believe this changeset in a batch of this device, signed now."""
        return self.is_admin(public) or speaks_for(self.fold, public, writer, seq, claims)

    def request(self, content: bytes) -> Request | None:
        """A device's wish to be let in, None for none of ours: forged, or with an invite that is not open."""
        try:
            asked = read_request(content, space=self.space, roster=self.roster)
            found = self._all.get(asked.invite)
            if found is None or not isinstance(found.body, Invite):
                return None
            asked = read_request(content, space=self.space, roster=self.roster, invite_key=found.body.key)
        except Junk:
            return None
        view = self.state.invites.get(asked.invite)
        return asked if view is not None and view.state == "open" and view.is_asking else None

    @property
    def ends(self) -> dict[bytes, tuple[int, bytes]]:
        """Station of a revoked device -> (its last accepted batch, that batch's hash)."""
        found: dict[bytes, tuple[int, bytes]] = {}
        for public in self.fold.about:
            for _, last in revocations(self.fold, public):
                for station, end in last.items():
                    found[station] = min(found.get(station, end), end)
        return found

    def differing(self, older: Members) -> frozenset[bytes]:
        """The devices of whom more, or other, is known: their batches are to be judged anew."""
        ours, theirs = self._standings(), older._standings()
        return frozenset(d for d in {*ours, *theirs} if ours.get(d) != theirs.get(d))

    def _standings(self) -> dict[bytes, frozenset[bytes]]:
        """Device -> hashes of all that bears on its batches."""
        found: dict[bytes, set[bytes]] = {}
        for public, places in self.fold.about.items():
            found[public] = {self._line.records[place].hash for place in places}
            found[public] |= {self._line.records[place].hash for place, _ in revocations(self.fold, public)}
        for place, r in enumerate(self._line.records):
            if isinstance(r.body, Vouch) and self.fold.standing >> place & 1:
                found.setdefault(r.body.device, set()).add(r.hash)
            elif isinstance(r.body, Join | Approve):
                found.setdefault(r.body.device, set()).add(b"named")
        return {public: frozenset(hashes) for public, hashes in found.items()}

    # ---- keys

    def keys(self, device: DeviceKey) -> dict[int, bytes]:
        """All keys this device can open: sealed to it, and those boxed under them."""
        found: dict[int, bytes] = {}
        for r in self._line.records:
            for epoch, sealed in _given(r, device.public).items():
                try:
                    key = device.open(sealed)
                except NotSealedToThis:
                    continue
                if epoch_id(key) == epoch:  # else somebody gave a key that is another than he says
                    found[epoch] = key
        for r in reversed(self._line.records):
            if isinstance(r.body, Epoch) and r.body.epoch in found:
                found = unbox_keys(found[r.body.epoch], r.body.past) | found
        return found

    @cached_property
    def epochs(self) -> tuple[int, ...]:
        """The standing epochs, the first drawn first."""
        bodies = (r.body for place, r in enumerate(self._line.records) if self.fold.standing >> place & 1)
        return tuple(body.epoch for body in bodies if isinstance(body, Found | Epoch))

    @property
    def epoch(self) -> int:
        """What new batches are sealed with; 0 as long as the founding is not here."""
        return self.epochs[-1] if self.epochs else 0

    @property
    def needs_epoch(self) -> bool:
        """True if a revoked device may hold the newest key: an admin's program draws another."""
        out = {d.public for d in self.state.devices.values() if d.revoked}
        return any(self.epoch in epochs for public, epochs in self.given.items() if public in out)

    @cached_property
    def given(self) -> dict[bytes, set[int]]:
        """Public key -> the epochs whose keys were sealed to it."""
        found: dict[bytes, set[int]] = {}
        for place, r in enumerate(self._line.records):
            if self.fold.standing >> place & 1:
                for public in _receivers(r):
                    found.setdefault(public, set()).update(_given(r, public))
        return found

    @property
    def missing_keys(self) -> dict[bytes, set[int]]:
        """Who lacks the key of which epoch: members, the recovery key, the office key."""
        wanted = [d.public for d in self.state.devices.values() if not d.revoked]
        wanted += [key for key in (self.recovery, self.office) if key]
        lacks = {public: set(self.epochs) - self.given.get(public, set()) for public in wanted}
        return {public: epochs for public, epochs in lacks.items() if epochs}


def _receivers(record: Record) -> list[bytes]:
    match record.body:
        case Found() | Epoch() | Give() as body:
            return list(body.given)
        case Join() | Approve() as body:
            return [body.device]
        case Relock() as body:
            return [body.office]
    return []


def _given(record: Record, public: bytes) -> dict[int, bytes]:
    """Epoch -> sealed key, of those a record has for this key."""
    match record.body:
        case Found() | Epoch() as body:
            return {body.epoch: body.given[public]} if public in body.given else {}
        case Give() as body:
            return body.given.get(public, {})
        case Join() | Approve() as body:
            return body.given if body.device == public else {}
        case Relock() as body:
            return body.given if body.office == public else {}
    return {}
