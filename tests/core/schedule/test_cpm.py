"""One rule of the engine a test: limits, deadlines, progress, outline, rings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pytest

from lanyan_desktop.core.schedule.calendar import build_calendar
from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.plan import (
    FF,
    FINISH_FROM,
    FINISH_ON,
    FINISH_UNTIL,
    FS,
    LATEST,
    NONE,
    SS,
    START_FROM,
    START_ON,
    START_UNTIL,
    WORKING,
    Plan,
    build_links,
    build_plan,
)
from lanyan_desktop.core.values import Instant, datetime_of, instant_of

SITE = build_calendar()
DAY = 480
START = instant_of(datetime(2025, 3, 10, 8))


def on(day: int, hour: int = 8) -> Instant:
    return instant_of(datetime(2025, 3, day, hour))


def chain(*days: int, **columns: Any) -> Plan:
    """Works one after the other, given in days."""
    links = build_links([(at, at + 1, FS, 0, WORKING) for at in range(len(days) - 1)])
    return build_plan([day * DAY for day in days], links, calendars=[SITE], start=START, **columns)


def starts(schedule: Schedule) -> list[str]:
    return [f"{datetime_of(Instant(int(at))):%d.%H}" for at in schedule.start]


def finishes(schedule: Schedule) -> list[str]:
    return [f"{datetime_of(Instant(int(at))):%d.%H}" for at in schedule.finish]


@pytest.mark.parametrize(
    ("limit", "at", "start", "room"),
    [
        (START_FROM, on(14), "14.08", 0),
        (FINISH_FROM, on(14, 17), "13.08", 0),
        (START_ON, on(14), "14.08", 0),
        (FINISH_ON, on(14, 17), "13.08", 0),
        (START_UNTIL, on(11), "11.08", -DAY),
        (FINISH_UNTIL, on(12, 17), "11.08", -DAY),
        (START_UNTIL, on(20), "12.08", 0),
        (START_ON, on(10), "10.08", -2 * DAY),
    ],
)
def test_limits_go_before_relations(limit: int, at: int, start: str, room: int) -> None:
    schedule = compute_schedule(chain(2, 2, constraint=[0, limit], constraint_at=[NONE, at]))
    assert starts(schedule)[1] == start
    assert schedule.total_float.min() == room


def test_as_late_as_possible_takes_the_float_and_pushes_what_follows() -> None:
    links = build_links([(0, 1, FS, 0, WORKING)])
    plan = build_plan([DAY, DAY, 5 * DAY], links, calendars=[SITE], start=START, constraint=[LATEST, 0, 0])
    assert starts(compute_schedule(plan)) == ["13.08", "14.08", "10.08"]


def test_a_missed_deadline_is_negative_float_and_moves_nothing() -> None:
    schedule = compute_schedule(chain(2, 2, deadline_at=[NONE, on(11, 17)]))
    assert schedule.total_float.tolist() == [-2 * DAY, -2 * DAY]
    assert finishes(schedule) == ["11.17", "13.17"]


def test_a_milestone_stands_at_the_finish_that_drives_it() -> None:
    assert starts(compute_schedule(chain(2, 0, 1))) == ["10.08", "11.17", "12.08"]
    assert starts(compute_schedule(chain(0, 1))) == ["10.08", "10.08"]
    links = build_links([(0, 1, FS, 2 * DAY, WORKING)])
    late = compute_schedule(build_plan([DAY, 0], links, calendars=[SITE], start=START))
    assert (starts(late)[1], late.total_float.tolist()) == ("12.17", [0, 0])


def test_a_work_by_hand_stays_where_it_was_put() -> None:
    schedule = compute_schedule(
        chain(2, 2, 1, manual_start=[NONE, on(10), NONE], manual_finish=[NONE, on(14, 17), NONE])
    )
    assert starts(schedule) == ["10.08", "10.08", "15.08"]


def test_finished_work_lies_where_it_was_done_and_the_rest_starts_at_the_data_date() -> None:
    plan = chain(2, 4, 1, 1, actual_start=[on(10), on(13), NONE, NONE], actual_finish=[on(12, 17), NONE, NONE, NONE])
    reported = {"done": np.array([10_000, 2_500, 0, 0]), "data_date": Instant(on(15, 17))}
    schedule = compute_schedule(_with(plan, **reported))
    assert finishes(schedule) == ["12.17", "18.17", "19.17", "20.17"]  # three of four days are left
    assert schedule.is_critical.tolist() == [False, True, True, True]
    assert schedule.is_finished.tolist() == [True, False, False, False]


def test_retained_logic_what_is_left_waits_for_the_predecessor() -> None:
    plan = chain(4, 2, actual_start=[NONE, on(10)])
    schedule = compute_schedule(_with(plan, done=np.array([0, 5_000]), data_date=Instant(on(11, 17))))
    assert finishes(schedule) == ["15.17", "16.17"]


def test_a_start_relation_out_of_begun_work_holds_from_its_actual_start() -> None:
    links = build_links([(0, 1, SS, 5 * DAY, WORKING), (0, 1, FF, DAY, WORKING)])
    plan = build_plan([4 * DAY, DAY], links, calendars=[SITE], start=START, actual_start=[on(11), NONE])
    schedule = compute_schedule(_with(plan, done=np.array([5_000, 0]), data_date=Instant(on(12, 17))))
    assert starts(schedule) == ["11.08", "16.08"]


def test_percent_without_a_data_date_moves_nothing() -> None:
    assert starts(compute_schedule(chain(2, 2, done=[10_000, 5_000]))) == ["10.08", "12.08"]


def test_more_done_than_was_due_shortens_what_is_left() -> None:
    plan = _with(chain(10, 1), done=np.array([9_000, 0]), data_date=Instant(on(12, 17)))
    assert finishes(compute_schedule(plan)) == ["13.17", "14.17"]


def test_summaries_span_what_hangs_under_them_and_pass_their_relations_on() -> None:
    #  0 A: 1, 2   3 B: 4, 5   A -> B, and 5 waits for 4
    links = build_links([(0, 3, FS, DAY, WORKING), (4, 5, FS, 0, WORKING)])
    plan = build_plan(
        [0, 2 * DAY, 3 * DAY, 0, DAY, DAY], links, calendars=[SITE], start=START, parent=[-1, 0, 0, -1, 3, 3]
    )
    schedule = compute_schedule(plan)
    assert starts(schedule) == ["10.08", "10.08", "10.08", "14.08", "14.08", "15.08"]
    assert finishes(schedule) == ["12.17", "11.17", "12.17", "15.17", "14.17", "15.17"]
    assert schedule.total_float.tolist() == [0, DAY, 0, 0, 0, 0]
    assert schedule.free_float.tolist()[1] == DAY
    assert schedule.is_summary.tolist() == [True, False, False, True, False, False]


def test_a_relation_between_a_summary_and_its_own_work_says_nothing() -> None:
    links = build_links([(0, 1, FS, 0, WORKING)])
    plan = build_plan([0, DAY], links, calendars=[SITE], start=START, parent=[-1, 0])
    assert compute_schedule(plan).cycles == ()


def test_rings_are_named_and_the_rest_is_scheduled() -> None:
    rows = [(0, 1), (1, 2), (2, 0), (2, 3), (4, 4), (5, 6)]
    links = build_links([(a, b, FS, 0, WORKING) for a, b in rows])
    plan = build_plan([DAY] * 7, links, calendars=[SITE], start=START)
    schedule = compute_schedule(plan)
    assert schedule.cycles == ((0, 1, 2), (4,))
    assert starts(schedule) == ["10.08", "10.08", "10.08", "11.08", "10.08", "10.08", "11.08"]


def test_two_rings_apart_are_two_and_long_ones_do_not_exhaust_the_stack() -> None:
    count = 5_000
    links = build_links([(at, (at + 1) % count, FS, 0, WORKING) for at in range(count)])
    assert [len(ring) for ring in build_network(links, np.full(count, -1)).cycles] == [count]


def test_driving_relations_are_those_without_slack() -> None:
    links = build_links([(0, 2, FS, 0, WORKING), (1, 2, FS, 0, WORKING)])
    plan = build_plan([DAY, 2 * DAY, DAY], links, calendars=[SITE], start=START)
    assert compute_schedule(plan).is_driving.tolist() == [False, True]


def test_an_empty_plan_is_a_plan() -> None:
    schedule = compute_schedule(build_plan([], build_links([]), calendars=[SITE], start=START))
    assert (len(schedule.start), schedule.project_finish) == (0, START)


def _with(plan: Plan, **changes: object) -> Plan:
    from dataclasses import replace

    return replace(plan, **changes)  # type: ignore[arg-type]  # named fields of Plan
