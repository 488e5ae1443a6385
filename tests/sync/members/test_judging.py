"""What becomes of a changeset: by role, by writer, by what was revoked since."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from lanyan_desktop.core.changes.operations import WriterId
from lanyan_desktop.sync.keys.device import DeviceKey
from lanyan_desktop.sync.members import acts, record
from tests.sync.members.offices import NOW, Space, changeset, header, station


def verdict(space: Space, *given: object) -> tuple[str, str]:
    found = space.members.judge(*given)  # type: ignore[arg-type]  # a header and a changeset
    return found.kind, found.reason


def test_within_the_role_is_accepted_beyond_it_is_void() -> None:
    space = Space()
    clerk = space.join("labour")
    told = header(clerk, space.members)
    assert verdict(space, told, changeset(clerk)) == ("accepted", "")
    found = space.members.judge(told, changeset(clerk, "budget_line", "unit_price"))
    assert (found.kind, found.reason, found.outside) == ("void", "role", (("budget_line", "unit_price"),))
    assert verdict(space, told, replace(changeset(clerk), parts=(b"\0\xc1",))) == ("void", "malformed")


def test_a_stranger_and_a_writer_that_is_anothers_are_refused() -> None:
    space = Space()
    clerk, stranger = space.join("labour"), DeviceKey.draw()
    assert verdict(space, header(stranger, space.members), changeset(stranger)) == ("refused", "stranger")
    assert verdict(space, header(clerk, space.members), changeset(space.boss)) == ("refused", "writer")
    stolen = header(clerk, space.members, claims=((changeset(space.boss).writer, bytes(8)),))
    assert verdict(space, stolen, changeset(space.boss)) == ("refused", "writer")
    assert verdict(space, header(space.boss, space.members), changeset(clerk)) == ("accepted", "")


def test_a_batch_that_names_an_unknown_record_waits() -> None:
    space = Space()
    told = msgspec.structs.replace(header(space.boss, space.members), members=(bytes(32),))
    assert verdict(space, told, changeset(space.boss)) == ("not_yet", "members")


def test_after_a_revocation_only_what_was_accepted_counts() -> None:
    space = Space()
    clerk = space.join("labour")
    before = space.members
    last = {station(clerk): (2, bytes(32))}
    space.take(*acts.revoke(before, space.boss, target=clerk.public, last=last, now=NOW))
    assert verdict(space, header(clerk, before, seq=2), changeset(clerk)) == ("accepted", "")
    assert verdict(space, header(clerk, before, seq=3), changeset(clerk)) == ("void", "revoked")
    assert verdict(space, header(clerk, space.members, seq=2), changeset(clerk)) == ("void", "revoked")
    other = header(clerk, before, at=bytes(16))
    assert verdict(space, other, changeset(clerk)) == ("void", "revoked")
    assert clerk.public in space.members.differing(before)
    assert space.members.ends == last


def test_after_another_role_what_does_not_know_it_must_be_within_both() -> None:
    space = Space()
    clerk = space.join("planner")
    before = space.members
    last = {station(clerk): (1, bytes(32))}
    space.take(acts.set_role(before, space.boss, target=clerk.public, role="labour", last=last, now=NOW))
    plan, day = changeset(clerk, "activity", "name"), changeset(clerk)
    assert verdict(space, header(clerk, before, seq=1), plan) == ("accepted", "")
    assert verdict(space, header(clerk, before, seq=2), plan) == ("void", "role")
    assert verdict(space, header(clerk, before, seq=2), day) == ("void", "role")
    assert verdict(space, header(clerk, space.members, seq=2), day) == ("accepted", "")
    team = changeset(clerk, "team", "name")
    assert verdict(space, header(clerk, before, seq=2), team) == ("accepted", "")


def test_an_admin_vouches_for_a_ledger_from_another_computer() -> None:
    space = Space()
    clerk = space.join("labour")
    old = replace(changeset(clerk), writer=WriterId(bytes(16)), seq=4)
    assert verdict(space, header(clerk, space.members), old) == ("refused", "writer")
    space.take(acts.vouch(space.members, space.boss, target=clerk.public, writers={bytes(16): 4}, now=NOW))
    assert verdict(space, header(clerk, space.members), old) == ("accepted", "")
    assert verdict(space, header(clerk, space.members), replace(old, seq=5)) == ("refused", "writer")


def test_a_record_of_a_newer_program_is_handed_on_and_holds_nobody_up() -> None:
    space = Space()
    clerk = space.join("labour")
    before = space.members
    known = before.newest_records()
    envelope = msgspec.structs.replace(
        known[0].envelope, format=2, least=2, after=before.tips, depth=known[0].envelope.depth + 1, lock=b"",
        signer=space.boss.public, kind="to come",
    )  # fmt: skip
    signed = msgspec.msgpack.encode(envelope)
    newer = record._sealed(signed + space.boss.sign(b"LYM1" + signed), before.roster, b"")
    space.take(newer)
    assert newer in space.members.records.values()
    assert space.members.needs_upgrade
    assert space.members.tips == before.tips != space.members.known_tips
    assert verdict(space, header(clerk, space.members), changeset(clerk)) == ("accepted", "")
    told = msgspec.structs.replace(header(clerk, before), members=space.members.known_tips)
    assert verdict(space, told, changeset(clerk)) == ("not_yet", "newer")
