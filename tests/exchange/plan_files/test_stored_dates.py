"""The dates that MS Project, P6 and GanttProject stored in real files, met to the minute of working time."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache

import pytest

from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan, compute_exchanged
from lanyan_desktop.core.values import Instant, instant_of
from lanyan_desktop.exchange.plan_files import read_plan_file
from tests.shared import SHARED, shared_file

FILES = sorted(path.name for path in (SHARED / "data/schedules").glob("*") if path.suffix in (".xml", ".xer", ".gan"))
FREE_FLOATS_THAT_P6_LETS_PASS_THE_TOTAL = 33
"""P6 measures the free float to the successor alone; ours is no more than the total float, which limits shorten."""


@cache
def computed_of(name: str) -> ComputedPlan:
    return compute_exchanged(read_plan_file(shared_file(f"schedules/{name}")))


def stored_of(name: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(shared_file(f"schedules/{name}.stored.json").read_text())["tasks"]
    return found


def test_the_files_are_there() -> None:
    shared_file("schedules")
    assert len(FILES) == 8


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("field", ["start", "finish"])
def test_every_stored_date_is_met(name: str, field: str) -> None:
    """No exceptions: all 336 starts and all 336 finishes of the eight files."""
    computed, stored = computed_of(name), stored_of(name)
    column = getattr(computed.schedule, field).tolist()
    place = {activity.uid: at for at, activity in enumerate(computed.source.activities)}
    assert set(place) == set(stored)
    apart = {}
    for uid, task in stored.items():
        at = place[uid]
        theirs = instant_of(datetime.fromisoformat(str(task[field])))
        minutes = computed.calendar_of(at).between(theirs, Instant(column[at]))
        if minutes:
            apart[uid] = minutes
    assert apart == {}


def test_p6_latest_dates_and_total_floats_are_met() -> None:
    computed, stored = computed_of("MDL4D.xer"), stored_of("MDL4D.xer")
    for at, activity in enumerate(computed.source.activities):
        task = stored[activity.uid]
        if task["summary"]:
            continue
        clock, schedule = computed.calendar_of(at), computed.schedule
        for field, column in (("late_start", schedule.late_start), ("late_finish", schedule.late_finish)):
            theirs = instant_of(datetime.fromisoformat(str(task[field])))
            assert clock.between(theirs, Instant(int(column[at]))) == 0
        assert int(schedule.total_float[at]) == task["total_slack_min"]


def test_p6_free_floats_are_met_or_capped_by_the_total() -> None:
    computed, stored = computed_of("MDL4D.xer"), stored_of("MDL4D.xer")
    capped = 0
    for at, activity in enumerate(computed.source.activities):
        task, ours = stored[activity.uid], int(computed.schedule.free_float[at])
        if task["summary"] or ours == task["free_slack_min"]:
            continue
        assert ours == task["total_slack_min"]
        assert ours < float(str(task["free_slack_min"]))
        capped += 1
    assert capped == FREE_FLOATS_THAT_P6_LETS_PASS_THE_TOTAL


@pytest.mark.parametrize(
    "name",
    [
        "commercial_construction.from_mpp.xml",
        "legacy_sample.mspdi.xml",
        "mspdirelations.mspdi.xml",
        "task-links-project2003-mspdi.xml",
    ],
)
def test_latest_dates_and_floats_of_works_are_those_of_ms_project(name: str) -> None:
    """Not asked of mpp14baseline (begun: ours are of what remains) nor of new_product (its maker computed none)."""
    computed = computed_of(name)
    for at, activity in enumerate(computed.source.activities):
        stored, clock = activity.stored, computed.calendar_of(at)
        if activity.nature == "summary" or stored.late_start is None or stored.late_finish is None:
            continue
        assert clock.between(stored.late_start, Instant(int(computed.schedule.late_start[at]))) == 0
        assert clock.between(stored.late_finish, Instant(int(computed.schedule.late_finish[at]))) == 0
        assert stored.total_float in (None, int(computed.schedule.total_float[at]))
