"""Who takes part: asking and being let in, roles that bind, removal, quarantine, passphrases."""

from __future__ import annotations

import time

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.sharing.exchanging import ledger_words
from lanyan_desktop.services.sharing.membership import role_of
from lanyan_desktop.services.sharing.values import State
from tests.services.sharing.desks import PASSPHRASE, Desk, Site


def asking(site: Site) -> Desk:
    """A desk that asked to be let in, as 劳资."""
    desk = site.desk("周")
    joined = desk.join(*site.first.invite(role="labour", is_asking=True))
    assert (joined.is_pending, joined.role) == (True, "")
    return desk


def member(desk: Desk, person: str) -> str:
    with desk.opened() as (_, sharing):
        return next(one.id for one in sharing.members().members if one.person == person)


def test_who_asks_gets_nothing_until_an_admin_lets_him_in(site: Site) -> None:
    late = asking(site)
    with late.opened() as (ledger, sharing):
        (report,) = sharing.sync_now()
        assert (report.code, sharing.status.state) == ("sharing.pending", State.PENDING)
        assert ledger.count("project") == 0
    site.first.sync()
    with site.first.opened() as (_, sharing):
        (request,) = sharing.members().requests
        assert (request.person, request.role) == ("周", "labour")
        assert sharing.refresh().requests == 1
        sharing.approve(request.id[:6])
        assert sharing.members().requests == ()
        sharing.sync_now()
    assert late.sync().received == 1
    assert late.digest() == site.first.digest()
    site.first.sync()
    assert not [name for name in site.objects() if name.endswith(".j")]


def test_who_is_denied_is_told(site: Site) -> None:
    late = asking(site)
    site.first.sync()
    with site.first.opened() as (_, sharing):
        sharing.deny(sharing.members().requests[0].id)
        sharing.sync_now()
        assert sharing.members().requests == ()
    assert late.sync().code == "sharing.denied"
    assert not [name for name in site.objects() if name.endswith(".j")]


def test_a_role_binds_at_once_on_its_own_desk(site: Site) -> None:
    labour = site.joined("周", role="labour")
    with labour.opened() as (ledger, _), pytest.raises(LanyanError) as caught, ledger.changeset("改") as edit:
        edit.set("project", ledger.ids("project")[0], name="不行")
    assert caught.value.code == "role.forbidden"


def test_what_goes_beyond_a_role_waits_for_an_admin(site: Site) -> None:
    labour = site.joined("周", role="labour")
    with labour.opened() as (ledger, sharing):
        ledger.mask = None  # a program that was tampered with
        with ledger.changeset("越权") as edit:
            edit.set("project", ledger.ids("project")[0], name="越权的")
        sharing.sync_now()
    report = site.first.sync()
    assert (report.quarantined, site.first.project_name()) == (1, "翠湖")
    assert "超出职责" in report.problems[0]
    with labour.opened() as (_, sharing):
        view = sharing.quarantined()
        assert not view or not view[0].can_release
        with pytest.raises(LanyanError) as caught:
            sharing.release("00")
        assert caught.value.code == "sharing.admin_only"
    with site.first.opened() as (_, sharing):
        (view_one,) = sharing.quarantined()
        assert view_one.can_release
        assert "超出了该成员的职责范围" in view_one.words
        sharing.release(view_one.id)
        assert sharing.quarantined() == []
        sharing.sync_now()
    labour.sync()
    assert labour.project_name() == site.first.project_name() == "越权的"
    assert labour.digest() == site.first.digest()


def test_dismissed_it_stays_without_effect(site: Site) -> None:
    labour = site.joined("周", role="reader")
    with labour.opened() as (ledger, sharing):
        ledger.mask = None
        with ledger.changeset("越权") as edit:
            edit.set("project", ledger.ids("project")[0], name="越权的")
        sharing.sync_now()
    site.first.sync()
    with site.first.opened() as (_, sharing):
        sharing.dismiss(sharing.quarantined()[0].id[:9])
        assert sharing.quarantined() == []
    assert site.first.project_name() == "翠湖"


def test_a_new_role_holds_on_both_sides(site: Site) -> None:
    there = site.joined("王", role="labour")
    with site.first.opened() as (_, sharing):
        sharing.set_role(next(one.id for one in sharing.members().members if one.person == "王"), "综合")
        sharing.sync_now()
    there.sync()
    there.name_project("可以了")
    there.sync()
    assert site.first.sync().quarantined == 0
    assert site.first.project_name() == "可以了"


def test_a_removed_device_gives_and_gets_nothing_more(site: Site) -> None:
    there = site.joined("王")
    there.name_project("之前")
    there.sync()
    site.first.sync()
    with site.first.opened() as (_, sharing):
        sharing.revoke(next(one.id for one in sharing.members().members if one.person == "王"))
        sharing.sync_now()
        gone = next(one for one in sharing.members().members if one.person == "王")
        assert gone.revoked_ms is not None
        assert gone.revoked_ms >= gone.since_ms
    there.name_project("之后")
    assert there.sync().code == "sharing.removed"
    with there.opened() as (_, sharing):
        (report,) = sharing.sync_now()
        assert (report.code, sharing.status.state) == ("sharing.removed", State.REMOVED)
    site.first.sync()
    assert site.first.project_name() == "之前"
    site.first.name_project("以后")
    site.first.sync()
    there.sync()
    assert there.project_name() == "之后"


def test_an_admin_does_not_remove_the_computer_he_sits_at(site: Site) -> None:
    other = site.joined("王", role="manager")
    site.first.sync()
    other.name_project("王改的")
    with other.opened() as (_, sharing):
        own = next(one.id for one in sharing.members().members if one.is_own)
        with pytest.raises(LanyanError) as caught:
            sharing.revoke(own)
        assert caught.value.code == "sharing.own_device"
    assert other.sync().sent == 1


def test_the_last_admin_stays(site: Site) -> None:
    own = member(site.first, "李")
    with site.first.opened() as (_, sharing):
        with pytest.raises(LanyanError) as caught:
            sharing.revoke(own)
        assert caught.value.code == "members.last_admin"
        with pytest.raises(LanyanError) as caught:
            sharing.set_role(own, "reader")
        assert caught.value.code == "members.last_admin"


def test_only_admins_invite(site: Site) -> None:
    there = site.joined("王")
    with pytest.raises(LanyanError) as caught:
        there.invite()
    assert caught.value.code == "members.not_admin"


def test_an_invitation_taken_back_is_worth_nothing(site: Site) -> None:
    invite = site.first.invite()
    with site.first.opened() as (_, sharing):
        (view,) = sharing.members().invites
        sharing.withdraw_invite(view.id[:8])
        assert sharing.members().invites == ()
        sharing.sync_now()
    with pytest.raises(LanyanError) as caught:
        site.desk("王").join(*invite)
    assert caught.value.code == "members.invitation_used"


def test_locked_keys_wait_for_the_passphrase(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANYAN_PASSPHRASE")
    site.first.name_project("照常改")
    with site.first.opened() as (_, sharing):
        assert sharing.is_locked
        assert sharing.refresh().state is State.LOCKED
        with pytest.raises(LanyanError) as caught:
            sharing.sync_now()
        assert caught.value.code == "keys.locked"
        with pytest.raises(LanyanError) as caught:
            sharing.unlock("不对的")
        assert caught.value.code == "keys.passphrase_wrong"
        sharing.unlock(PASSPHRASE)
        assert sharing.sync_now()[0].sent == 1


def test_another_passphrase(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.first.opened() as (_, sharing):
        with pytest.raises(LanyanError) as caught:
            sharing.change_passphrase("不对的", "新的口令")
        assert caught.value.code == "keys.passphrase_wrong"
        sharing.change_passphrase(PASSPHRASE, "新的口令")
        assert sharing.sync_now()[0].is_good
    with site.first.opened() as (_, sharing):
        assert sharing.is_locked
    monkeypatch.setenv("LANYAN_PASSPHRASE", "新的口令")
    with site.first.opened() as (_, sharing):
        assert not sharing.is_locked
        assert sharing.sync_now()[0].is_good


def test_a_ledger_without_its_keys_says_what_to_do(site: Site) -> None:
    other = site.desk("王")
    other.ledger.write_bytes(site.first.ledger.read_bytes())
    with other.opened() as (_, sharing):
        assert (sharing.is_shared, sharing.is_locked) == (True, False)
        with pytest.raises(LanyanError) as caught:
            sharing.sync_now()
        assert caught.value.code == "sharing.keys_lost"


def test_ids_are_named_by_their_beginning(site: Site) -> None:
    with site.first.opened() as (_, sharing):
        for wrong in ("", "zz"):
            with pytest.raises(LanyanError) as caught:
                sharing.revoke(wrong)
            assert caught.value.code == "sharing.no_member"
    with pytest.raises(LanyanError) as caught:
        role_of("厨师")
    assert caught.value.code == "sharing.role_unknown"


def test_rubbish_beside_the_heads_is_looked_at_once(site: Site) -> None:
    heads = next(site.place.glob("p/*/h"))
    (heads / f"{'ab' * 32}.j").write_bytes(b"rubbish")
    (heads / "readme.j").write_bytes(b"rubbish")
    with site.first.opened() as (_, sharing):
        sharing.sync_now()
        sharing.sync_now()
        assert sharing.sync_now()[0].requests == 1
        assert sharing.members().requests == ()
    assert not list((site.first.room / "data").rglob("*.j"))


def test_members_are_seen_by_what_they_sent(site: Site) -> None:
    there = site.joined("王", role="reader")
    with there.opened() as (_, sharing):
        seen = {one.person: one.seen_ms for one in sharing.members().members}
    assert seen["李"]
    assert seen["王"] is None


def test_one_exchange_at_a_time_on_one_computer(site: Site) -> None:
    with site.first.opened() as (_, sharing), site.first.opened() as (_, other):
        with other._office.opened().shelf.held():
            assert sharing.sync_now()[0].code == "sync.running"
        assert sharing.sync_now()[0].is_good


def test_a_new_key_after_a_removal_reaches_who_joined_meanwhile(site: Site) -> None:
    invite, gone, late = site.first.invite(), site.joined("王"), site.desk("赵")
    with site.first.opened() as (_, sharing):
        sharing.revoke(next(one.id for one in sharing.members().members if one.person == "王"))
        sharing.sync_now()
    assert late.join(*invite).reports[0].code == "sharing.key_missing"  # the file has the keys of before
    late.name_project("赵改的")
    assert late.sync().code == "sharing.key_missing"
    assert site.first.project_name() == "翠湖"
    site.first.sync()
    late.sync()
    site.first.sync()
    assert site.first.project_name() == "赵改的"
    site.first.name_project("只给在场的")
    site.first.sync()
    assert late.sync().received == 1
    gone.sync()
    assert gone.project_name() == "翠湖"


def test_a_wrong_clock_is_told(site: Site) -> None:

    there = site.joined("王")
    real = time.time_ns
    with there.opened() as (ledger, sharing):
        there.patch.setattr(time, "time_ns", lambda: real() + 40 * 86_400 * 10**9)
        with ledger.changeset("改名") as edit:
            edit.set("project", ledger.ids("project")[0], name="来自未来")
        there.patch.setattr(time, "time_ns", real)
        sharing.sync_now()
    report = site.first.sync()
    assert any("时间不对" in words for words in report.problems)
    with site.first.opened() as (ledger, _):
        assert len(ledger_words(ledger)) == 1
