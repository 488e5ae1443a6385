"""Laws that hold for every network, checked on random ones: relations are kept, dates are tight, both walks mirror."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.schedule.calendar import DayException, WorkCalendar, build_calendar
from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from lanyan_desktop.core.schedule.plan import (
    ELAPSED,
    FF,
    FS,
    PERCENT,
    SF,
    SS,
    WORKING,
    Links,
    Plan,
    build_links,
    build_plan,
)
from lanyan_desktop.core.values import Day, Instant, instant_of

SITE = build_calendar(exceptions=[DayException(Day(20_160), Day(20_170))])
SIX = build_calendar(("07:00-11:30,13:00-18:00",) * 6 + ("",), day_min=600)
ROUND = build_calendar(("00:00-24:00",) * 7)
START = instant_of(datetime(2025, 3, 10, 8))


@st.composite
def plans(draw: st.DrawFn, *, calendars: tuple[WorkCalendar, ...] = (SITE, SIX, ROUND), lags: bool = True) -> Plan:
    count = draw(st.integers(1, 12))
    duration = draw(st.lists(st.integers(0, 2000), min_size=count, max_size=count))
    shuffled = draw(st.permutations(range(count)))
    rows = []
    for at in range(1, count):
        for before in draw(st.lists(st.integers(0, at - 1), max_size=3, unique=True)):
            lag, unit = (
                (draw(st.integers(-600, 2000)), draw(st.sampled_from([WORKING, ELAPSED, PERCENT]))) if lags else (0, 0)
            )
            rows.append((shuffled[before], shuffled[at], draw(st.integers(0, 3)), lag, unit))
    which = draw(st.lists(st.integers(0, len(calendars) - 1), min_size=count, max_size=count))
    return build_plan(duration, build_links(rows), calendars=calendars, start=START, calendar=which)


def bound(plan: Plan, schedule: Schedule, link: int) -> int:
    """The earliest working count of the successor's tied end, by the words of the relation alone."""
    links = plan.links
    a, b, kind = int(links.source[link]), int(links.target[link]), int(links.type[link])
    here, there = plan.calendars[int(plan.calendar[a])], plan.calendars[int(plan.calendar[b])]
    lag = int(links.lag[link])
    from_finish = kind in (FS, FF)
    count = here.count(int(schedule.start[a])) + (int(plan.duration[a]) if from_finish else 0)
    if links.unit[link] == PERCENT:
        lag = (lag * int(plan.duration[a]) + 5_000) // 10_000
    if links.unit[link] != ELAPSED:
        count += lag
    is_first_milestone = not plan.duration[a] and a not in links.target  # stands in the morning
    if is_first_milestone and (links.unit[link] == ELAPSED or not lag):
        from_finish = False
    moment = here.finish(count) if from_finish else here.start(count)
    moment = Instant(moment + (lag if links.unit[link] == ELAPSED else 0))
    return there.count(moment)


@given(plans())
def test_every_relation_is_kept_and_every_start_has_its_reason(plan: Plan) -> None:
    schedule = compute_schedule(plan)
    reasons = [plan.calendars[number].count(START) for number in plan.calendar]
    for link in range(len(plan.links)):
        after = int(plan.links.target[link])
        to_finish = plan.links.type[link] in (FF, SF)
        needed = bound(plan, schedule, link) - (int(plan.duration[after]) if to_finish else 0)
        reasons[after] = max(reasons[after], needed)
    got = [plan.calendars[c].count(int(at)) for c, at in zip(plan.calendar, schedule.start, strict=True)]
    assert got == reasons


@given(plans(calendars=(ROUND,)))
def test_latest_dates_are_the_earliest_of_the_mirrored_plan(plan: Plan) -> None:
    """Turn time round: finish becomes start, and the walk back must be the walk forwards."""
    links = plan.links
    mirrored_kind = np.array([FS, FF, SS, SF])[links.type]
    lag = np.where(links.unit == PERCENT, (links.lag * plan.duration[links.source] + 5_000) // 10_000, links.lag)
    turned = Links(
        source=links.target, target=links.source, type=mirrored_kind, lag=lag, unit=np.zeros_like(links.unit)
    )
    forwards, mirror = compute_schedule(plan), compute_schedule(replace(plan, links=turned))
    end = int(max(forwards.project_finish, START))
    assert (end - forwards.late_finish).tolist() == (mirror.start - START).tolist()


@given(plans())
def test_floats_are_ordered_and_something_is_critical(plan: Plan) -> None:
    schedule = compute_schedule(plan)
    assert (schedule.free_float <= schedule.total_float).all()
    assert (schedule.total_float >= 0).all()
    assert (schedule.free_float >= 0).all()
    assert schedule.is_critical.any()
    critical_end = schedule.finish[schedule.is_critical].max()
    assert all(c.count(int(critical_end)) >= c.count(int(schedule.project_finish)) for c in plan.calendars)


@given(plans(calendars=(SITE,)), st.data())
def test_using_up_total_float_moves_nothing_but_using_more_moves_the_finish(plan: Plan, data: st.DataObject) -> None:
    schedule = compute_schedule(plan)
    pick = data.draw(st.integers(0, len(plan) - 1))
    room = int(schedule.total_float[pick])

    def finish_with(more: int) -> int:
        manual = np.full(len(plan), np.iinfo(np.int64).min)
        late = SITE.start(SITE.count(int(schedule.start[pick])) + room + more)
        manual[pick] = late
        limit = np.zeros(len(plan), dtype=np.int64)
        limit[pick] = 2  # 不得早于…开始
        return SITE.count(compute_schedule(replace(plan, constraint=limit, constraint_at=manual)).project_finish)

    before = SITE.count(schedule.project_finish)
    assert finish_with(0) == before
    assert finish_with(1) > before


@given(plans(calendars=(SITE,), lags=False), st.data())
def test_a_longer_work_never_ends_a_plan_of_fs_and_ss_sooner(plan: Plan, data: st.DataObject) -> None:
    kind = np.where(plan.links.type >= FF, FS, plan.links.type)
    plan = replace(plan, links=replace(plan.links, type=kind))
    pick = data.draw(st.integers(0, len(plan) - 1))
    longer = plan.duration.copy()
    longer[pick] += data.draw(st.integers(0, 3000))
    after = compute_schedule(replace(plan, duration=longer))
    assert after.project_finish >= compute_schedule(plan).project_finish


@given(plans())
def test_one_calendar_given_thrice_computes_as_one(plan: Plan) -> None:
    """The way through the clock and the fast way agree wherever both can be taken."""
    lag = np.where(plan.links.type % 2 == 0, plan.links.lag, 0)  # a lag after a start may end in a gap of the clock
    links = replace(plan.links, unit=np.where(plan.links.unit == ELAPSED, WORKING, plan.links.unit), lag=lag)
    slow = compute_schedule(replace(plan, links=links, calendars=(SITE, SITE, SITE)))
    fast = compute_schedule(replace(plan, links=links, calendars=(SITE,), calendar=np.zeros_like(plan.calendar)))
    for name in ("start", "finish", "late_start", "late_finish"):
        assert SITE.count_at(getattr(slow, name)).tolist() == SITE.count_at(getattr(fast, name)).tolist()
    assert slow.total_float.tolist() == fast.total_float.tolist()


@pytest.mark.parametrize("kind", [FS, SS, FF, SF])
@pytest.mark.parametrize("unit", [WORKING, ELAPSED])
@given(st.integers(0, 3000), st.integers(-500, 3000), st.integers(0, 900))
def test_over_the_clock_back_is_the_greatest_that_forwards_lets_be(
    kind: int, unit: int, begin: int, lag: int, length: int
) -> None:
    from lanyan_desktop.core.schedule.network import build_network
    from lanyan_desktop.core.schedule.nodes import build_nodes
    from lanyan_desktop.core.schedule.passes import Clock, build_edges

    plan = build_plan(
        [length, 700], build_links([(0, 1, kind, lag, unit)]), calendars=[SITE, SIX], start=START, calendar=[0, 1]
    )
    network = build_network(plan.links, plan.parent)
    nodes = build_nodes(plan, network)
    clock = Clock(nodes, build_edges(network, nodes, plan.links), plan.calendars)
    wanted = SIX.count(int(START)) + 5000 + begin
    latest = clock.back(0, wanted)
    assert clock.forwards(0, latest) <= wanted < clock.forwards(0, latest + 1)


def test_an_instant_type_is_kept() -> None:
    assert isinstance(
        compute_schedule(build_plan([1], build_links([]), calendars=[SITE], start=START)).project_start, int
    )
    assert Instant(START) == START
