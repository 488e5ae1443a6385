"""Places: added, refused, renamed, paused, gone and back again; what is remembered of them; papers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services import ledgers
from lanyan_desktop.services.sharing.counting import Counts, Standing, status_of
from lanyan_desktop.services.sharing.folder import KnownRemote
from lanyan_desktop.services.sharing.values import State, SyncReport
from tests.services.sharing.desks import PASSPHRASE, Desk, Site


def test_the_first_place_needs_a_passphrase_and_shows_a_recovery_code(alone: Desk, tmp_path: Path) -> None:
    with alone.opened() as (ledger, sharing):
        url = f"folder:{tmp_path / '共享'}"
        with pytest.raises(LanyanError) as caught:
            sharing.add_remote("共享", url, passphrase="")
        assert caught.value.code == "sharing.passphrase_needed"
        assert ledger.space() is None
        first = sharing.add_remote("共享", url, passphrase=PASSPHRASE)
        assert first.recovery_code
        assert (sharing.own_role, ledger.space() is not None) == ("manager", True)
        second = sharing.add_remote("备份", f"folder:{tmp_path / '备份'}")
        assert second.recovery_code is None
        assert [one.remote for one in sharing.sync_now()] == ["共享", "备份"]
        assert {one.remote for one in sharing.history()} == {"共享", "备份"}


@pytest.mark.parametrize(
    ("name", "url", "code"),
    [
        ("共享", "folder:/else", "sharing.name_taken"),
        (" ", "folder:/else", "sharing.name_unfit"),
        ("新", "folder:{place}", "sharing.url_taken"),
        ("新", "ftp://host/x", "remote.url_unknown"),
        ("新", "folder:{place}/没有/这里", "remote.missing"),
    ],
)
def test_a_place_that_cannot_be_added(site: Site, name: str, url: str, code: str) -> None:
    with site.first.opened() as (_, sharing):
        with pytest.raises(LanyanError) as caught:
            sharing.add_remote(name, url.format(place=site.place))
        assert caught.value.code == code
        assert len(sharing.remotes()) == 1


def test_where_others_meet_one_joins_instead_of_founding(site: Site) -> None:
    other = site.desk("王")
    other.enter()
    ledgers.create(other.ledger, user="王")
    with other.opened() as (ledger, sharing):
        with pytest.raises(LanyanError) as caught:
            sharing.add_remote("共享", f"folder:{site.place}", passphrase=PASSPHRASE)
        assert caught.value.code == "sharing.occupied"
        assert ledger.space() is None


def test_a_place_that_is_gone_is_told_and_what_waits_is_counted(site: Site) -> None:
    hidden = site.place.rename(site.place.with_name("拔掉了"))
    site.first.name_project("离线改的")
    with site.first.opened() as (_, sharing):
        (report,) = sharing.sync_now()
        assert report.code == "remote.missing"
        assert (sharing.status.state, sharing.status.waiting) == (State.OFFLINE, 1)
        assert "1 项待发" in sharing.status.words
        assert not sharing.history()[0].is_good
        assert not sharing.test_known("共享").is_good
        hidden.rename(site.place)
        assert sharing.sync_now()[0].is_good
        assert (sharing.status.state, sharing.status.waiting) == (State.FRESH, 0)


def test_renamed_paused_removed(site: Site) -> None:
    with site.first.opened() as (_, sharing):
        sharing.rename_remote("共享", "公司 NAS")
        assert [one.name for one in sharing.remotes()] == ["公司 NAS"]
        assert sharing.history()[0].remote == "公司 NAS"
        sharing.set_paused("公司 NAS", is_paused=True)
        assert sharing.refresh().state is State.PAUSED
        assert sharing.sync_now()[0].is_good
        sharing.set_paused(None, is_paused=False)
        with pytest.raises(LanyanError) as caught:
            sharing.sync_now("没有")
        assert caught.value.code == "sharing.no_remote"
        sharing.remove_remote("公司 NAS")
        assert sharing.refresh().state is State.ALONE
        assert sharing.is_shared
    assert site.objects()


def test_a_place_learns_what_a_later_one_brought(site: Site, tmp_path: Path) -> None:
    with site.first.opened() as (_, sharing):
        sharing.add_remote("二", f"folder:{tmp_path / '二'}")
        sharing.sync_now()
    there = site.joined("王")
    with there.opened() as (_, sharing):
        sharing.set_paused("共享", is_paused=True)
    there.name_project("由二而来")
    there.sync()
    with site.first.opened() as (_, sharing):
        reports = sharing.sync_now()
        assert [one.remote for one in reports] == ["共享", "二"]
        assert all(one.waiting == 0 for one in sharing.remotes())
    with there.opened() as (_, sharing):
        assert sharing.sync_now("共享")[0].is_good
    third = site.joined("赵")
    assert third.project_name() == "由二而来"


def test_papers_come_when_they_are_opened(site: Site) -> None:
    with site.first.opened() as (ledger, sharing):
        paper = ledger.put_blob("图纸会审记录".encode())
        with ledger.changeset("附件") as edit:
            project = ledger.ids("project")[0]
            edit.insert("attachment", owner_kind="project", owner_id=project, name="会审.txt", size=18, hash=paper)
        sharing.sync_now()
    there = site.joined("王")
    with there.opened() as (ledger, sharing):
        with pytest.raises(LanyanError):
            ledger.blob(paper)
        assert sharing.fetch_attachment(paper) == "图纸会审记录".encode()
        assert ledger.blob(paper) == "图纸会审记录".encode()
        with pytest.raises(LanyanError) as caught:
            sharing.fetch_attachment("00" * 32)
        assert caught.value.code == "blob.missing"


def test_what_the_status_bar_says_first() -> None:
    place = KnownRemote("NAS", "folder:/x", last_good_ms=5, holds=3)
    bad = {"NAS": SyncReport("NAS", code="remote.unreachable", problems=("连不上",))}
    shared = Standing(is_shared=True, remotes=(place,))
    cases = [
        (Standing(), 3, State.ALONE),
        (Standing(is_shared=True), 3, State.ALONE),
        (replace(shared, is_locked=True), 3, State.LOCKED),
        (replace(shared, is_removed=True), 3, State.REMOVED),
        (replace(shared, has_role=False), 3, State.PENDING),
        (replace(shared, last=bad), 3, State.OFFLINE),
        (shared, 4, State.WAITING),
        (shared, 3, State.FRESH),
    ]
    for standing, total, state in cases:
        assert status_of(standing, Counts(total), now_ms=9).state is state
