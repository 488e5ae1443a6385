"""Levelling written as one step and taken back; resources with calendars; a plan kept computed between readings."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.values import Id, Minutes, TenThousandth, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.levelling import (
    apply_levelling,
    clear_levelling,
    load_staffing,
    preview_levelling,
)
from lanyan_desktop.services.schedule.live import LivePlan
from lanyan_desktop.services.schedule.risk import run_risk
from lanyan_desktop.services.schedule.structure import link
from lanyan_desktop.services.schedule.view import load_view
from tests.services.schedule.conftest import Site


def with_crane(site: Site, *, calendar_id: Id | None = None) -> Id:
    """C and D need the one tower crane; both would start on the first day."""
    with site.ledger.changeset("塔吊") as edit:
        crane = edit.insert(
            "resource",
            project_id=site.project_id,
            name="塔吊",
            type="机械",
            unit="台",
            capacity=TenThousandth(10_000),
            calendar_id=calendar_id,
        )
        for name in "CD":
            edit.insert("assignment", project_id=site.project_id, activity_id=site.id_of(name), resource_id=crane)
    return crane


def held(site: Site) -> list[object]:
    return list(site.view.loaded.columns["levelled_start"])


def test_levelling_is_one_step_and_can_be_undone(site: Site) -> None:
    with_crane(site)
    preview = preview_levelling(site.ledger, project_id=site.project_id)
    assert held(site) == [None] * 4  # nothing is written by looking
    assert [preview.name_of(move.activity) for move in preview.levelled.moved] == ["D"]
    assert preview.reason_of(0) == "等塔吊（「C」占用）"
    assert apply_levelling(site.ledger, preview) == 1
    assert site.span("D") == ("03-11", "03-11")
    assert apply_levelling(site.ledger, preview_levelling(site.ledger, project_id=site.project_id)) == 1
    site.ledger.undo()
    assert held(site) == [None] * 4
    site.ledger.redo()
    assert site.span("D") == ("03-11", "03-11")
    assert clear_levelling(site.ledger, project_id=site.project_id) == 1
    assert held(site) == [None] * 4


def test_without_resources_there_is_nothing_to_level(site: Site) -> None:
    with pytest.raises(LanyanError) as caught:
        preview_levelling(site.ledger, project_id=site.project_id)
    assert caught.value.code == "level.no_resources"


def test_a_resource_is_there_only_on_the_days_of_its_calendar(site: Site) -> None:
    """The crane does not work on Monday and Tuesday: C waits for Wednesday though the site works."""
    with site.ledger.changeset("日历") as edit:
        every = edit.insert("calendar", project_id=site.project_id, name="七天制")
        edit.set("project", site.project_id, calendar_id=every)
        rest = edit.insert("calendar", project_id=site.project_id, name="塔吊", monday=None, tuesday=None)
    with_crane(site, calendar_id=rest)
    staffing = load_staffing(site.ledger, site.view.loaded)
    monday = day_of(date(2025, 3, 10))
    assert [staffing.availability[0].on(type(monday)(monday + at)) for at in range(4)] == [0, 0, 10_000, 10_000]
    apply_levelling(site.ledger, preview_levelling(site.ledger, project_id=site.project_id))
    assert (site.span("C"), site.span("D")) == (("03-12", "03-12"), ("03-13", "03-13"))


def test_risk_is_the_same_for_the_same_seed(site: Site) -> None:
    first, again = (run_risk(site.ledger, project_id=site.project_id, runs=40, seed=7) for _ in range(2))
    assert first.risk.finishes.tolist() == again.risk.finishes.tolist()
    assert first.is_assumed
    with pytest.raises(LanyanError) as caught:
        run_risk(site.ledger, project_id=site.project_id, runs=0, seed=1)
    assert caught.value.code == "risk.runs"


def test_a_plan_kept_computed_says_what_the_full_pass_says(site: Site) -> None:
    live = LivePlan()
    view = load_view(site.ledger, site.project_id, live=live)
    states: list[bool] = []
    for name, days in (("A", 3), ("B", 2), ("A", 1), ("D", 9), ("D", 9)):
        with site.ledger.changeset("工期") as edit:
            edit.set("activity", site.id_of(name), duration_min=Minutes(days * 480))
        view = load_view(site.ledger, site.project_id, before=view, live=live)
        full = compute_schedule(view.loaded.plan, view.loaded.network)
        for column in ("start", "finish", "late_start", "late_finish", "total_float", "free_float", "is_critical"):
            assert np.array_equal(getattr(view.schedule, column), getattr(full, column)), column
        states.append(live.was_full)
    assert states == [False] * 5
    link(site.ledger, project_id=site.project_id, ids=[site.id_of("C"), site.id_of("D")])
    view = load_view(site.ledger, site.project_id, before=view, live=live)
    assert live.was_full
    assert view.schedule.finish.tolist() == compute_schedule(view.loaded.plan).finish.tolist()
