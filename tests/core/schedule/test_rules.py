"""What a project may set: lag calendar, progress rule, 倒排, longest path, where levelling put a work."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.schedule.calendar import build_calendar
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.nodes import build_nodes
from lanyan_desktop.core.schedule.passes import Clock, build_edges
from lanyan_desktop.core.schedule.plan import (
    ELAPSED,
    FF,
    FS,
    LAG_AFTER,
    LAG_BEFORE,
    LAG_PROJECT,
    LAG_ROUND_CLOCK,
    NONE,
    OVERRIDE,
    SF,
    SS,
    WORKING,
    Plan,
    Rules,
    build_links,
    build_plan,
)
from lanyan_desktop.core.values import Instant, datetime_of, instant_of
from tests.core.schedule.test_cpm_laws import ROUND, SITE, SIX, START, plans

DAY = 480


def at(text: str) -> Instant:
    return instant_of(datetime.fromisoformat(text))


def shown(instant: int) -> str:
    return datetime_of(Instant(int(instant))).isoformat(" ", "minutes")


SEVEN = build_calendar()
FIVE = build_calendar((*("08:00-12:00,13:00-17:00",) * 5, "", ""))


@pytest.mark.parametrize(
    ("lag_calendar", "start"),
    [
        (LAG_BEFORE, "2025-03-18 17:00"),  # Friday 17:00 and two days of the five-day week
        (LAG_AFTER, "2025-03-15 09:00"),  # round the clock 960 minutes are 16 hours
        (LAG_PROJECT, "2025-03-16 17:00"),  # the seven-day week works on Saturday and Sunday
        (LAG_ROUND_CLOCK, "2025-03-15 09:00"),
    ],
)
def test_whose_working_time_a_lag_is_counted_in(lag_calendar: int, start: str) -> None:
    plan = build_plan(
        [5 * DAY, DAY],
        build_links([(0, 1, FS, 2 * DAY, WORKING)]),
        calendars=[SEVEN, FIVE, ROUND],
        start=at("2025-03-10 08:00"),
        calendar=[1, 2],
        rules=Rules(lag_calendar=lag_calendar),
    )
    assert shown(compute_schedule(plan).start[1]) == start


def test_an_elapsed_lag_counts_from_the_morning_a_first_milestone_stands_at() -> None:
    """Monday 08:00 and two days of 24 hours is Wednesday 08:00; it was Monday, counted from Friday's evening."""
    plan = build_plan(
        [0, DAY], build_links([(0, 1, FS, 2 * 1440, ELAPSED)]), calendars=[FIVE], start=at("2025-03-10 08:00")
    )
    assert shown(compute_schedule(plan).start[1]) == "2025-03-12 08:00"


@pytest.mark.parametrize("rule", [LAG_BEFORE, LAG_AFTER, LAG_PROJECT])
@pytest.mark.parametrize("kind", [FS, SS, FF, SF])
@given(st.integers(0, 3000), st.integers(-500, 3000), st.integers(0, 900))
def test_back_over_any_lag_calendar_is_the_greatest_that_forwards_lets_be(
    kind: int, rule: int, begin: int, lag: int, length: int
) -> None:
    plan = build_plan(
        [length, 700],
        build_links([(0, 1, kind, lag, WORKING)]),
        calendars=[FIVE, SITE, SIX],
        start=START,
        calendar=[1, 2],
    )
    network = build_network(plan.links, plan.parent)
    nodes = build_nodes(plan, network)
    clock = Clock(nodes, build_edges(network, nodes, plan.links, Rules(lag_calendar=rule)), plan.calendars)
    wanted = SIX.count(int(START)) + 5000 + begin
    latest = clock.back(0, wanted)
    assert clock.forwards(0, latest) <= wanted < clock.forwards(0, latest + 1)


def test_begun_work_waits_for_its_predecessors_unless_progress_goes_first() -> None:
    begun = at("2025-03-10 08:00")
    plan = build_plan(
        [10 * DAY, 4 * DAY],
        build_links([(0, 1, FS, 0, WORKING)]),
        calendars=[SEVEN],
        start=begun,
        data_date=at("2025-03-12 00:00"),
        actual_start=[begun, begun],
        done=[0, 5_000],
    )
    assert shown(compute_schedule(plan).finish[1]) == "2025-03-23 17:00"
    freed = replace(plan, rules=Rules(progress=OVERRIDE))
    assert shown(compute_schedule(freed).finish[1]) == "2025-03-13 17:00"


def test_backwards_everything_hangs_from_the_required_finish() -> None:
    """A and B before C; from 2025-03-31 back: A is short and hangs late, its float is what it could start sooner."""
    finish = at("2025-03-31 17:00")
    plan = build_plan(
        [2 * DAY, 5 * DAY, 3 * DAY],
        build_links([(0, 2, FS, 0, WORKING), (1, 2, FS, 0, WORKING)]),
        calendars=[SEVEN],
        start=at("2025-01-01 08:00"),
        rules=Rules(finish=finish),
    )
    schedule = compute_schedule(plan)
    assert [shown(v) for v in schedule.start] == ["2025-03-27 08:00", "2025-03-24 08:00", "2025-03-29 08:00"]
    assert [shown(v) for v in schedule.early_start] == ["2025-03-24 08:00", "2025-03-24 08:00", "2025-03-29 08:00"]
    assert schedule.total_float.tolist() == [3 * DAY, 0, 0]
    assert (shown(schedule.project_start), schedule.project_finish) == ("2025-03-24 08:00", finish)


@given(plans(calendars=(SITE,)))
def test_backwards_from_the_computed_finish_is_as_long_as_forwards(plan: Plan) -> None:
    kind = np.where(plan.links.lag < 0, FS, plan.links.type)
    lag = np.maximum(plan.links.lag, 0)
    plan = replace(plan, links=replace(plan.links, type=kind, lag=lag, unit=np.zeros_like(lag)))
    forwards = compute_schedule(plan)
    backwards = compute_schedule(replace(plan, rules=Rules(finish=forwards.project_finish)))
    assert SITE.count_at(backwards.start).tolist() == SITE.count_at(forwards.late_start).tolist()
    assert (backwards.early_start <= backwards.start).all()


def test_the_longest_path_is_critical_though_a_deadline_takes_floats_away() -> None:
    plan = build_plan(
        [2 * DAY, 5 * DAY, 3 * DAY],
        build_links([(0, 2, FS, 0, WORKING), (1, 2, FS, 0, WORKING)]),
        calendars=[SEVEN],
        start=at("2025-03-10 08:00"),
        deadline_at=[at("2025-03-11 17:00"), NONE, NONE],
    )
    assert compute_schedule(plan).is_critical.tolist() == [True, True, True]
    by_path = compute_schedule(replace(plan, rules=Rules(by_longest_path=True)))
    assert by_path.is_critical.tolist() == [False, True, True]
    assert compute_schedule(plan, critical_float=-1).is_critical.tolist() == [False, False, False]


@given(plans())
def test_the_longest_path_is_within_what_has_no_float(plan: Plan) -> None:
    usual = compute_schedule(plan)
    longest = compute_schedule(replace(plan, rules=Rules(by_longest_path=True)))
    assert longest.is_critical.any()
    if len({int(number) for number in plan.calendar}) == 1:
        assert (usual.is_critical | ~longest.is_critical).all()


def test_levelling_moves_the_start_but_not_the_latest_dates() -> None:
    plan = build_plan(
        [2 * DAY, 5 * DAY],
        build_links([]),
        calendars=[SEVEN],
        start=at("2025-03-10 08:00"),
        not_before=[at("2025-03-12 08:00"), NONE],
    )
    schedule = compute_schedule(plan)
    assert shown(schedule.start[0]) == "2025-03-12 08:00"
    assert (schedule.total_float[0], shown(schedule.late_finish[0])) == (DAY, "2025-03-14 17:00")
