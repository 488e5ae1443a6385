"""Who is a member, whatever the order of arrival; and what forgers, latecomers and quarrelling admins get."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.sync.keys.device import DeviceKey
from lanyan_desktop.sync.keys.passphrase import LOW
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.members.invitation import make_request, read_invitation, write_invitation
from lanyan_desktop.sync.members.members import Members
from lanyan_desktop.sync.members.record import RoleChange, make_record
from lanyan_desktop.sync.members.recovery import open_by_code, open_by_passphrase
from tests.sync.members.offices import DAY, NOW, PASSPHRASE, Space, changeset, header, station

END = bytes(32)


def role(space: Space, device: DeviceKey) -> str | None:
    return space.members.state.role_of(device.public)


def test_who_founds_is_admin_and_who_joins_has_the_role_and_all_keys() -> None:
    space = Space()
    clerk = space.join("labour")
    assert (role(space, space.boss), role(space, clerk)) == ("manager", "labour")
    assert space.members.keys(clerk) == space.members.keys(space.boss) != {}
    assert not space.members.missing_keys


def test_nobody_founds_over_a_space() -> None:
    space, other = Space(), Space()
    assert space.members.adding([other.founded.content]) is space.members
    other_roster = acts.found(DeviceKey.draw(), person="", name="", passphrase="x", now=NOW, cost=LOW)
    assert not Members.of(space.members.space, other_roster.roster, [other_roster.content]).state.devices


@given(st.data())
def test_a_record_cut_short_or_changed_is_refused(data: st.DataObject) -> None:
    space = SPACE
    content = next(iter(space.members.records.values()))
    empty = Members.of(space.members.space, space.members.roster)
    cut = data.draw(st.integers(0, len(content) - 1))
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    changed = bytes(b ^ (1 << bit if i == at else 0) for i, b in enumerate(content))
    assert empty.adding([content[:cut], changed]) is empty


SPACE = Space()


def quarrel() -> tuple[Space, list[DeviceKey], list[bytes]]:
    """Two admins revoke each other, one promotes meanwhile, a clerk is demoted: none knowing of the others."""
    space = Space()
    second, clerk = space.join("manager"), space.join("planner")
    known = space.members
    records = [
        *acts.revoke(known, space.boss, target=second.public, last={station(second): (3, END)}, now=NOW),
        *acts.revoke(known, second, target=space.boss.public, last={}, now=NOW - DAY),
        acts.set_role(known, second, target=clerk.public, role="manager", last={}, now=NOW),
        acts.set_role(known, space.boss, target=clerk.public, role="cost", last={}, now=NOW),
    ]
    return space, [space.boss, second, clerk], records


def test_of_two_admins_who_revoke_each_other_the_senior_stays() -> None:
    space, (boss, second, clerk), records = quarrel()
    space.take(*records)
    assert role(space, boss) == "manager"
    assert role(space, second) is None
    assert role(space, clerk) == "cost"  # the promotion came from who was revoked without knowing it


QUARREL = quarrel()


@given(st.permutations(range(10)), st.integers(1, 4))
def test_any_order_of_arrival_gives_the_same_state_and_verdicts(order: list[int], step: int) -> None:
    space, devices, records = QUARREL
    whole = space.members.adding(records)
    contents = list(whole.records.values())
    arrived = [contents[i] for i in order if i < len(contents)] + contents[10:]
    members = Members.of(whole.space, whole.roster)
    for i in range(0, len(arrived), step):
        members = members.adding(arrived[i : i + step])
    assert members.state == whole.state
    assert members.tips == whole.tips
    assert members.epoch == whole.epoch
    for device in devices:
        for seq in (1, 3, 4):
            told = header(device, space.members, seq=seq)
            assert members.judge(told, changeset(device)) == whole.judge(told, changeset(device))


def test_one_invite_lets_in_one_device_the_same_everywhere() -> None:
    space = Space()
    content, invitation = acts.invite(space.members, space.boss, role="reader", expires_ms=NOW + DAY, now=NOW)
    space.take(content)
    devices = [DeviceKey.draw() for _ in range(3)]
    joins = [acts.join(space.members, invitation, d, person="甲", name="乙", now=NOW) for d in devices]
    states = [space.members.adding(order).state for order in permutations(joins)]
    assert all(state == states[0] for state in states)
    assert sum(states[0].role_of(d.public) is not None for d in devices) == 1
    space.take(*joins)
    with pytest.raises(LanyanError, match=r"members\.invitation_used"):
        acts.join(space.members, invitation, DeviceKey.draw(), person="", name="", now=NOW)


def test_an_invite_ends_by_its_time_by_withdrawal_and_with_its_maker() -> None:
    space = Space()
    second = space.join("manager")
    content, invitation = acts.invite(space.members, second, role="reader", expires_ms=NOW + DAY, now=NOW)
    space.take(content)
    with pytest.raises(LanyanError, match=r"members\.invitation_expired"):
        acts.join(space.members, invitation, DeviceKey.draw(), person="", name="", now=NOW + DAY + 1)
    device = DeviceKey.draw()
    late = acts.join(space.members, invitation, device, person="", name="", now=NOW)
    withdrawn = acts.withdraw(space.members, space.boss, invite=invitation.invite, now=NOW)
    revoked = acts.revoke(space.members, space.boss, target=second.public, last={}, now=NOW)
    assert space.members.adding([late]).state.role_of(device.public) == "reader"
    for end in ([withdrawn], revoked):
        assert space.members.adding([late, *end]).state.role_of(device.public) is None


def test_a_revoked_admin_gains_nothing_by_dating_back() -> None:
    space = Space()
    second = space.join("manager")
    before = space.members
    accomplice = DeviceKey.draw()
    space.take(*acts.revoke(before, space.boss, target=second.public, last={}, now=NOW))
    back = acts.admit(before, second, target=accomplice.public, person="", name="", now=NOW - DAY)
    space.take(back, *acts.revoke(before, second, target=space.boss.public, last={}, now=0))
    assert role(space, accomplice) is None
    assert role(space, space.boss) == "manager"


def test_the_last_admin_stays_though_two_step_down_at_once() -> None:
    space = Space()
    with pytest.raises(LanyanError, match=r"members\.last_admin"):
        acts.revoke(space.members, space.boss, target=space.boss.public, last={}, now=NOW)
    second = space.join("manager")
    known = space.members
    for device in (space.boss, second):
        space.take(acts.set_role(known, device, target=device.public, role="reader", last={}, now=NOW))
    assert len(space.members.state.admins) == 1


def test_a_clerk_writes_no_record_of_an_admin() -> None:
    space = Space()
    clerk = space.join("labour")
    with pytest.raises(LanyanError, match=r"members\.not_admin"):
        acts.set_role(space.members, clerk, target=clerk.public, role="manager", last={}, now=NOW)
    forged = make_record(
        RoleChange(clerk.public, "manager", {}),
        space=space.members.space,
        roster=space.members.roster,
        known=space.members.newest_records(),
        at=NOW,
        signer=clerk,
    )
    assert space.members.adding([forged.content]) is space.members


def test_withheld_records_are_missed_by_name() -> None:
    space = Space()
    space.join()
    whole = list(space.members.records.values())
    members = Members.of(space.members.space, space.members.roster, [c for c in whole if c != whole[1]])
    assert members.lacking
    assert not members.knows(space.members.tips)
    assert members.adding(whole).state == space.members.state


def test_a_device_away_for_three_epochs_catches_up_and_a_revoked_one_does_not() -> None:
    space = Space()
    away = space.join("reader")
    for _ in range(3):
        out = space.join("labour")
        space.take(*acts.revoke(space.members, space.boss, target=out.public, last={}, now=NOW))
    assert space.members.keys(away) == space.members.keys(space.boss)
    assert len(space.members.keys(away)) == 4
    assert space.members.epoch not in space.members.keys(out)
    assert not space.members.needs_epoch


def test_who_joins_while_a_key_is_drawn_is_given_it() -> None:
    space = Space()
    content, invitation = acts.invite(space.members, space.boss, role="reader", expires_ms=NOW + DAY, now=NOW)
    space.take(content)
    device, known = DeviceKey.draw(), space.members
    space.take(acts.new_epoch(known, space.boss, now=NOW))
    space.take(acts.join(known, invitation, device, person="", name="", now=NOW))
    assert set(space.members.missing_keys) == {device.public}
    gift = acts.give(space.members, space.boss, now=NOW)
    assert gift is not None
    space.take(gift)
    assert space.members.epoch in space.members.keys(device)
    assert acts.give(space.members, space.boss, now=NOW) is None


def test_an_asking_device_is_let_in_by_an_admin() -> None:
    space = Space()
    content, made = acts.invite(space.members, space.boss, role="cost", is_asking=True, expires_ms=NOW + DAY, now=NOW)
    space.take(content)
    code = space.founded.recovery_code  # any code will do
    invitation = read_invitation(write_invitation(made, code), code.lower())
    assert not invitation.keys
    device = DeviceKey.draw()
    asked = space.members.request(make_request(invitation, device, person="赵", name="笔记本", now=NOW))
    assert asked is not None
    space.take(acts.approve(space.members, space.boss, asked, now=NOW))
    assert role(space, device) == "cost"
    assert space.members.keys(device) == space.members.keys(space.boss)
    with pytest.raises(LanyanError, match=r"members\.invitation_used"):
        acts.approve(space.members, space.boss, asked, now=NOW)


def test_a_space_is_opened_again_by_code_and_by_passphrase() -> None:
    space = Space()
    out = space.join()
    space.take(*acts.revoke(space.members, space.boss, target=out.public, last={}, now=NOW))
    contents = list(space.members.records.values())
    found = open_by_code(space.members.space, contents, space.founded.recovery_code)
    new = DeviceKey.draw()
    space.take(acts.admit(found.members, found.key, target=new.public, person="王工", name="新电脑", now=NOW))
    assert role(space, new) == "manager"
    assert space.members.keys(new) == space.members.keys(space.boss)
    read = open_by_passphrase(space.members.space, contents, PASSPHRASE)
    assert read.members.keys(read.key) == space.members.keys(space.boss)
    with pytest.raises(LanyanError, match=r"keys\.passphrase_wrong"):
        open_by_passphrase(space.members.space, contents, "错")
