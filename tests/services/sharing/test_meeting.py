"""Offices that meet in a folder: found, join, edit apart, see the conflict, choose, and be equal again."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled
from lanyan_desktop.services.sharing.joining import join, needs_passphrase, open_invitation, recover
from lanyan_desktop.services.sharing.values import State
from lanyan_desktop.services.sharing.wording import report_words
from lanyan_desktop.sync.snapshots import Snapshots
from tests.services.sharing.desks import PASSPHRASE, Desk, Site


def test_both_set_the_same_cell_and_choose(site: Site) -> None:
    here, there = site.first, site.joined("王")
    assert here.digest() == there.digest()
    here.name_project("翠湖 甲")
    there.name_project("翠湖 乙")
    assert here.sync().sent == 1
    report = there.sync()
    assert (report.sent, report.received, report.conflicts) == (1, 1, 1)
    here.sync()
    assert here.digest() == there.digest()
    with here.opened() as (_, sharing):
        (conflict,) = sharing.conflicts()
        assert {side.text: side.is_own for side in conflict.sides} == {"翠湖 甲": True, "翠湖 乙": False}
        take = next(side.n for side in conflict.sides if side.person == "王")
        assert sharing.resolve(conflict.id[:7], take=take) == "翠湖 乙"
        assert sharing.conflicts() == []
        sharing.sync_now()
    there.sync()
    assert here.project_name() == there.project_name() == "翠湖 乙"
    assert here.digest() == there.digest()


def test_one_person_on_two_computers_is_not_said_to_be_several(site: Site) -> None:
    invite, there = site.first.invite(), replace(site.desk("另一台"), person="李")
    there.join(*invite)
    site.first.name_project("翠湖 甲")
    there.name_project("翠湖 乙")
    site.first.sync()
    there.sync()
    with there.opened() as (_, sharing):
        assert sharing.conflicts()[0].words.startswith("李 在两处分别改了“")


def test_all_of_one_person_at_once(site: Site) -> None:
    here, there = site.first, site.joined("王")
    here.name_project("翠湖 甲")
    there.name_project("翠湖 乙")
    there.sync()
    here.sync()
    with here.opened() as (_, sharing):
        assert sharing.resolve_all(person="赵") == 0
        assert sharing.resolve_all(person="李") == 1
    assert here.project_name() == "翠湖 甲"


def test_an_idle_exchange_is_one_request_and_news_are_two_more(site: Site) -> None:
    site.first.sync()
    with site.first.opened() as (ledger, sharing):
        sharing.sync_now()
        assert sharing.sync_now()[0].requests == 1
        with ledger.changeset("改") as edit:
            edit.set("project", ledger.ids("project")[0], name="新")
        assert sharing.sync_now()[0].requests == 3
        assert sharing.status.state is State.FRESH
        assert sharing.remotes()[0].waiting == 0


def test_an_invitation_opens_by_its_code_or_the_passphrase_and_by_nothing_else(site: Site) -> None:
    file, code = site.first.invite()
    for right in (code, code.lower(), PASSPHRASE):
        assert list(open_invitation(file, code=right).remotes) == [("共享", f"folder:{site.place}")]
    for wrong in ("口令", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"):
        with pytest.raises(LanyanError) as caught:
            open_invitation(file, code=wrong)
        assert caught.value.code == "keys.code_wrong"
    file.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(LanyanError) as caught:
        open_invitation(file, code=code)
    assert caught.value.code == "members.invitation_damaged"


def test_an_invitation_replaces_no_other_file(site: Site) -> None:
    with site.first.opened() as (_, sharing):
        with pytest.raises(LanyanError) as caught:
            sharing.invite(site.first.ledger)
        assert caught.value.code == "sharing.file_not_written"
        assert sharing.members().invites == ()
        out = site.first.room / "邀请"
        first = sharing.invite(out)
        second = sharing.invite(out, role="只读")
        assert first.code != second.code
    assert site.first.project_name() == "翠湖"


def test_an_invitation_serves_one_computer_once(site: Site) -> None:
    invite = site.first.invite()
    site.desk("王").join(*invite)
    late = site.desk("赵")
    with pytest.raises(LanyanError) as caught:
        late.join(*invite)
    assert caught.value.code == "members.invitation_used"
    assert not late.ledger.exists()


def test_joining_that_fails_leaves_nothing_and_works_the_next_time(site: Site) -> None:
    invite, late = site.first.invite(), site.desk("王")
    hidden = site.place.rename(site.place.with_name("拔掉了"))
    with pytest.raises(LanyanError) as caught:
        late.join(*invite)
    assert caught.value.code == "remote.missing"
    assert not late.ledger.exists()
    hidden.rename(site.place)
    assert late.join(*invite).role == "editor"
    assert late.digest() == site.first.digest()


def test_joining_cancelled_after_the_invite_was_used_can_be_repeated(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lanyan_desktop.services.sharing import joining

    invite, late = site.first.invite(), site.desk("王")
    late.enter()

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        joining.join(invite[0], late.ledger, code=invite[1], person="王", step=stop)
    assert not late.ledger.exists()
    assert late.join(*invite).role == "editor"
    with late.opened() as (_, sharing):
        assert [one.name for one in sharing.remotes()] == ["共享"]


def test_a_ledger_in_the_way_is_kept(site: Site) -> None:
    late = site.desk("王")
    late.ledger.write_bytes(b"mine")
    with pytest.raises(LanyanError) as caught:
        late.join(*site.first.invite())
    assert caught.value.code == "ledger.exists"
    assert late.ledger.read_bytes() == b"mine"


def test_a_wiped_place_is_filled_again(site: Site) -> None:
    there = site.joined("王")
    there.sync()
    before = {name for name in site.objects() if "/h/" not in name}
    shutil.rmtree(site.place)
    site.place.mkdir()
    assert "没有新的修改，补放 " in report_words(site.first.sync())
    there.sync()
    assert before <= site.objects()
    assert report_words(site.first.sync()) == "没有新的修改"


def test_the_recovery_code_brings_everything_back(site: Site) -> None:
    shutil.rmtree(site.first.room / "data")
    late = site.desk("赵")
    late.enter()
    with pytest.raises(LanyanError) as caught:
        recover(f"folder:{site.place}", late.ledger, code="0" * 32, passphrase="新的口令", person="赵")
    assert caught.value.code == "keys.code_wrong"
    joined = recover(f"folder:{site.place}", late.ledger, code=site.recovery_code, passphrase="新的口令", person="赵")
    assert joined.role == "manager"
    assert late.digest() == site.first.digest()


def test_a_second_ledger_of_the_same_space_needs_no_second_invite(site: Site) -> None:
    invite, there = site.first.invite(), site.desk("王")
    there.join(*invite)
    there.ledger.rename(there.room / "旧的.lanyan")
    assert there.join(*invite).role == "editor"
    assert there.digest() == site.first.digest()


def test_what_a_desk_writes_bears_a_writer_the_others_believe(site: Site) -> None:
    there = site.joined("王")
    there.name_project("乙的")
    there.sync()
    report = site.first.sync()
    assert (report.received, report.quarantined, report.problems) == (1, 0, ())
    assert site.first.project_name() == "乙的"


def test_a_ledger_that_is_not_shared_says_so(alone: Desk) -> None:
    with alone.opened() as (_, sharing):
        assert (sharing.is_shared, sharing.is_locked, sharing.own_role) == (False, False, "")
        assert sharing.refresh().state is State.ALONE
        assert (sharing.remotes(), sharing.history(), sharing.members().members) == ([], [], ())
        with pytest.raises(LanyanError) as caught:
            sharing.sync_now()
        assert caught.value.code == "sharing.alone"


def test_joining_without_a_key_store_needs_a_passphrase_of_its_own(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    file, code = site.first.invite()
    late = site.desk("王")
    late.enter()
    monkeypatch.delenv("LANYAN_PASSPHRASE")
    opened = open_invitation(file, code=code)
    assert needs_passphrase(opened)
    with pytest.raises(LanyanError) as caught:
        join(opened, late.ledger, person="王")
    assert caught.value.code == "sharing.passphrase_needed_here"
    assert not late.ledger.exists()
    assert join(opened, late.ledger, person="王", passphrase="只在这台电脑").role == "editor"
    with late.opened() as (_, sharing):
        assert sharing.is_locked
        sharing.unlock("只在这台电脑")
        assert sharing.sync_now()[0].is_good
        sharing.change_passphrase("只在这台电脑", "另一个")
    with late.opened() as (_, sharing):
        sharing.unlock("另一个")
        assert sharing.sync_now()[0].is_good


def test_a_snapshot_begins_and_the_history_follows(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lanyan_desktop.sync.snapshots.EVERY_BATCHES", 1)
    monkeypatch.setattr(Snapshots.__init__, "__kwdefaults__", {"every": 1})
    site.first.name_project("有快照")
    site.first.sync()
    assert any("/n/" in name for name in site.objects())
    there = site.joined("王")
    assert there.project_name() == "有快照"
    with there.opened() as (ledger, _):
        assert ledger.missing_history() == 0
        assert [entry.intent for entry in ledger.log()] == ["改名", "新建工程"]
    there.name_project("以后的")
    there.sync()
    site.first.sync()
    assert there.digest() == site.first.digest()
