from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from lanyan_desktop.core.records.labour import DayWork, DayWorkLine
from lanyan_desktop.core.values import Fen, Id, Minutes, Value, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.commands import (
    Fields,
    add_slip,
    add_team,
    add_worker,
    confirm_slips,
    copy_slip,
    delete_slips,
    edit_slip,
    reopen_slip,
    set_lines,
)
from lanyan_desktop.services.labour.slips import By, load_slip, next_number
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.store.reader import Where
from tests.services.site import Site

DAY = day_of(date(2025, 11, 18))
FULL: dict[str, Value] = {"content": "清理", "bearer": "业主签证"}
LINE: dict[str, Value] = {"trade": "普工", "heads": 5, "minutes": Minutes(360), "rate_fen_per_day": Fen(33_000)}


def test_the_samples_slips_by_bearer_crew_and_trade(site: Site) -> None:
    slips = site.slips()
    bearers = {group.key: (group.slips, group.amount_fen) for group in slips.bearers()}
    assert {key: amount for key, (_, amount) in bearers.items()} == {
        "项目承担": 1_262_000, "业主签证": 855_000, "分包承担(扣款)": 407_000,
    }  # fmt: skip
    teams = {group.key: group.amount_fen for group in slips.grouped("team")}
    assert teams == {"安装班组": 990_000, "木工班组": 720_000, "砌筑抹灰班组": 594_000, "土方班组": 220_000}
    assert slips.grouped("team")[0].key == "安装班组"
    assert slips.slips[0].crew == "2×8"


@pytest.mark.parametrize("by", ["team", "trade", "bearer", "place"])
def test_every_grouping_comes_to_the_whole(site: Site, by: By) -> None:
    slips = site.slips()
    groups = slips.grouped(by)
    assert sum(group.amount_fen for group in groups) == slips.amount_fen
    assert sum(group.normal_min for group in groups) == slips.normal_min


def test_a_slip_is_numbered_counted_and_undone_as_one(site: Site) -> None:
    slip_id = add_slip(site.ledger, project_id=site.project_id, day=DAY, values=FULL, lines=[LINE, LINE | {"heads": 1}])
    slip = load_slip(site.ledger, slip_id=slip_id, rule=site.slips().rule)
    assert slip is not None
    assert (slip.record.number, slip.crew, slip.amount_fen) == ("DG-202511-025", "5×6+1×6", 123_750 + 24_750)
    assert site.slips().workdays(slip.normal_min) == "4.500"
    site.ledger.undo()
    assert (len(site.slips().slips), site.ledger.count("day_work_line")) == (24, 24)
    assert next_number(site.ledger, project_id=site.project_id, day=day_of(date(2026, 1, 5))) == "DG-202601-001"


def test_a_slip_is_copied_to_another_day_as_a_draft(site: Site) -> None:
    first = site.slips().slips[0]
    copy = load_slip(site.ledger, slip_id=copy_slip(site.ledger, slip_id=first.id, day=DAY), rule=site.slips().rule)
    assert copy is not None
    assert (copy.record.day, copy.record.state, copy.record.number) == (DAY, "草稿", "DG-202511-025")
    assert (copy.amount_fen, copy.record.content, copy.record.bearer) == (
        first.amount_fen, first.record.content, first.record.bearer,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "lines", "code"),
    [
        ({"content": "清理"}, [LINE], "daywork.bearer"),
        ({"bearer": "项目承担"}, [LINE], "daywork.content"),
        (FULL, [LINE | {"rate_fen_per_day": None}], "daywork.price"),
        (FULL, [], "daywork.lines"),
    ],
)
def test_confirming_asks_for_what_is_needed_to_settle(
    site: Site, values: Fields, lines: list[Fields], code: str
) -> None:
    slip_id = add_slip(site.ledger, project_id=site.project_id, day=DAY, values=values, lines=lines)
    with pytest.raises(LanyanError) as caught:
        confirm_slips(site.ledger, slip_ids=[slip_id])
    assert caught.value.code == code
    assert "DG-202511-025" in sentence(caught.value)
    assert _state(site, slip_id) == "草稿"


def _state(site: Site, slip_id: Id) -> str:
    slip = site.ledger.get(DayWork, slip_id)
    assert slip is not None
    return slip.state


def test_drafts_are_confirmed_together_and_can_go_back(site: Site) -> None:
    made = [add_slip(site.ledger, project_id=site.project_id, day=DAY, values=FULL, lines=[LINE]) for _ in range(2)]
    confirmed = [slip.id for slip in site.slips().slips[:1]]
    assert confirm_slips(site.ledger, slip_ids=[*made, *confirmed]) == 2
    assert site.ledger.log(limit=1)[0].intent == "确认点工单 2 张"
    reopen_slip(site.ledger, slip_id=made[0])
    assert [_state(site, key) for key in made] == ["草稿", "已确认"]
    assert confirm_slips(site.ledger, slip_ids=confirmed) == 0


def test_a_settled_slip_is_locked(site: Site) -> None:
    slip_id = site.slips().slips[0].id
    with site.ledger.changeset("结清") as edit:
        edit.set("day_work", slip_id, state="已结清")
    attempts: list[Callable[[], None]] = [
        lambda: edit_slip(site.ledger, slip_id=slip_id, values={"content": "改"}),
        lambda: set_lines(site.ledger, slip_id=slip_id, lines=[LINE]),
        lambda: delete_slips(site.ledger, slip_ids=[slip_id]),
        lambda: reopen_slip(site.ledger, slip_id=slip_id),
    ]
    for attempt in attempts:
        with pytest.raises(LanyanError, match=r"daywork\.settled"):
            attempt()


def test_a_slip_is_edited_but_a_confirmed_one_keeps_its_bearer_and_numbers_stay_single(site: Site) -> None:
    first, second = site.slips().slips[:2]
    edit_slip(site.ledger, slip_id=first.id, values={"content": "改过", "place": "3层"})
    assert (site.slips().slips[0].record.content, site.slips().slips[0].record.place) == ("改过", "3层")
    with pytest.raises(LanyanError, match=r"daywork\.bearer"):
        edit_slip(site.ledger, slip_id=first.id, values={"bearer": None})
    with pytest.raises(LanyanError, match=r"daywork\.number"):
        edit_slip(site.ledger, slip_id=first.id, values={"number": second.record.number})


def test_lines_are_changed_added_and_taken_away_in_one_step(site: Site) -> None:
    slip_id = add_slip(site.ledger, project_id=site.project_id, day=DAY, values=FULL, lines=[LINE, LINE | {"heads": 9}])
    first, _ = site.ledger.load(DayWorkLine, where=[Where("day_work_id", "=", slip_id)])
    set_lines(site.ledger, slip_id=slip_id, lines=[{"id": first.id, "heads": 2}, LINE | {"heads": 7}])
    lines = site.ledger.load(DayWorkLine, where=[Where("day_work_id", "=", slip_id)])
    assert sorted(line.heads for line in lines) == [2, 7]
    assert first.id in {line.id for line in lines}
    site.ledger.undo()
    assert sorted(x.heads for x in site.ledger.load(DayWorkLine, where=[Where("day_work_id", "=", slip_id)])) == [5, 9]
    with pytest.raises(LanyanError, match=r"daywork\.lines"):
        set_lines(site.ledger, slip_id=slip_id, lines=[])


def test_a_deleted_slip_takes_its_lines_along_and_comes_back_whole(site: Site) -> None:
    slip = site.slips().slips[3]
    delete_slips(site.ledger, slip_ids=[slip.id])
    assert (len(site.slips().slips), site.ledger.count("day_work_line")) == (23, 23)
    site.ledger.undo()
    assert site.slips().slips[3] == slip


def test_crews_and_workers_keep_their_names_and_numbers_apart(site: Site) -> None:
    add_team(site.ledger, project_id=site.project_id, name="油漆班组")
    with pytest.raises(LanyanError, match=r"team\.repeated"):
        add_team(site.ledger, project_id=site.project_id, name="油漆班组")
    add_worker(site.ledger, project_id=site.project_id, name="张三")
    assert "W041" in {number for (number,) in site.ledger.columns("worker", ["number"])}
    with pytest.raises(LanyanError, match=r"worker\.repeated"):
        add_worker(site.ledger, project_id=site.project_id, name="李四", values={"number": "W001"})
