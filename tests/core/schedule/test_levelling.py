"""Levelling: feasible everywhere, the marks on PSPLIB, and a plan whose works wait for a named reason."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyan_desktop.core.schedule.calendar import build_calendar
from lanyan_desktop.core.schedule.level_plan import Levelled, level_plan
from lanyan_desktop.core.schedule.levelling import Task, improve, justify, latest_finish_first, level, parallel, serial
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.plan import FF, FS, NONE, SS, WORKING, Plan, build_links, build_plan
from lanyan_desktop.core.schedule.resources import (
    Availability,
    Needs,
    build_needs,
    daily_peaks,
    load_of,
    overloads,
)
from lanyan_desktop.core.schedule.supply import Supply
from lanyan_desktop.core.values import Day, Instant, instant_of
from lanyan_desktop.exchange.psplib import read_psplib
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.levelling import psplib_task
from tests.core.schedule.test_cpm_laws import START, plans

DAY = 480
SEVEN = build_calendar()
MONDAY = Instant(int(instant_of(datetime(2025, 3, 10, 8))))
MARKS = {"j30": 2.5, "j60": 3.0, "j120": 6.6}


def feasible(task: Task, starts: list[int], capacity: list[int]) -> bool:
    for work, pairs in enumerate(task.before):
        if starts[work] < task.floor[work] or any(starts[work] < starts[other] + d for other, d in pairs):
            return False
    for moment in sorted(set(starts)):
        for resource, there in enumerate(capacity):
            running = [w for w in range(len(task)) if starts[w] <= moment < starts[w] + task.length[w]]
            if sum(units for w in running for r, units in task.need[w] if r == resource) > there:
                return False
    return True


@pytest.mark.parametrize("size", list(MARKS))
def test_the_reference_instances(size: str, shared_data: Path) -> None:
    folder = shared_data / "psplib" / size
    with (folder / "best_known.csv").open() as lines:
        best = {row["problem"]: int(row["optimum"].split("..")[-1]) for row in csv.DictReader(lines)}
    deviations = []
    for path in sorted(folder.glob("*.sm")):
        project = read_psplib(path)
        task = psplib_task(project)
        assert task.end_of(task.early) == project.mpm_time
        starts = level(task)
        assert feasible(task, starts, list(project.capacity)), path.name
        deviations.append(task.end_of(starts) / best[path.name] - 1)
        assert deviations[-1] >= 0
    assert 100 * float(np.mean(deviations)) <= MARKS[size]


def test_improving_never_lengthens_and_is_repeatable(shared_data: Path) -> None:
    project = read_psplib(shared_data / "psplib" / "j60" / "j6013_1.sm")
    task = psplib_task(project)
    first = level(task)
    better = improve(task, first, passes=20, seed=3)
    assert task.end_of(better) <= task.end_of(first)
    assert better == improve(task, first, passes=20, seed=3)
    assert feasible(task, better, list(project.capacity))


@st.composite
def tasks(draw: st.DrawFn) -> tuple[Task, list[int]]:
    count = draw(st.integers(1, 10))
    capacity = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
    before = [
        [(other, draw(st.integers(-3, 6))) for other in draw(st.lists(st.integers(0, at - 1), max_size=2, unique=True))]
        if at
        else []
        for at in range(count)
    ]
    need = [
        tuple((r, draw(st.integers(1, there))) for r, there in enumerate(capacity) if draw(st.booleans()))
        for _ in range(count)
    ]
    length = draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    floor = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    return Task(length=length, before=before, need=need, supply=Supply(capacity), floor=floor), capacity


@given(tasks())
def test_every_scheme_keeps_relations_floors_and_resources(made: tuple[Task, list[int]]) -> None:
    task, capacity = made
    order = latest_finish_first(task)
    for starts in (serial(task, order), parallel(task, order), level(task), improve(task, level(task), passes=3)):
        assert feasible(task, starts, capacity)
        assert task.end_of(justify(task, starts)) <= task.end_of(starts)


def test_what_is_needed_and_never_there_is_said() -> None:
    task = Task(length=[1], before=[[]], need=[((0, 5),)], supply=Supply([4]), floor=[0])
    with pytest.raises(LanyanError) as caught:
        level(task)
    assert (caught.value.code, caught.value.params["work"]) == ("level.impossible", 0)


def crew_plan(actual_start: Sequence[int] = (NONE,) * 3) -> tuple[Plan, Needs]:
    """Two works of one crew side by side, the second with float, then one that follows the second."""
    plan = build_plan(
        [4 * DAY, 2 * DAY, 1 * DAY],
        build_links([(1, 2, FS, 0, WORKING)]),
        calendars=[SEVEN],
        start=MONDAY,
        actual_start=actual_start,
    )
    return plan, build_needs([(0, 0, 10_000), (1, 0, 10_000)])


def run(plan: Plan, needs: Needs, there: list[Availability], *, within_float: bool = False) -> Levelled:
    return level_plan(plan, build_network(plan.links, plan.parent), needs, there, within_float=within_float)


def test_a_moved_work_says_for_whom_it_waits() -> None:
    plan, needs = crew_plan()
    got = run(plan, needs, [Availability(10_000)])
    assert not overloads(needs, [Availability(10_000)], start=got.after.start, finish=got.after.finish)
    by_activity = {move.activity: move for move in got.moved}
    first = 1 if 1 in by_activity else 0
    assert by_activity[first].rivals == (1 - first,)
    assert by_activity[first].resource == 0
    if first == 1:
        assert (by_activity[2].resource, by_activity[2].rivals) == (-1, (1,))
    assert (got.not_before != NONE).sum() == 1


def test_within_float_nothing_ends_later_and_what_is_left_is_told() -> None:
    plan, needs = crew_plan()
    got = run(plan, needs, [Availability(10_000)], within_float=True)
    assert got.after.project_finish == got.before.project_finish
    left = overloads(needs, [Availability(10_000)], start=got.after.start, finish=got.after.finish)
    assert [(o.works, o.most, o.there) for o in left] == [((0, 1), 20_000, 10_000)]
    enough = [Availability(20_000)]
    assert not overloads(needs, enough, start=got.after.start, finish=got.after.finish)


def test_a_week_without_the_crew_is_waited_out() -> None:
    plan, needs = crew_plan()
    away = Availability(20_000, ((Day(MONDAY // 1440), Day(MONDAY // 1440 + 6), 0),))
    got = run(plan, needs, [away])
    assert (got.after.start[:2] == MONDAY + 7 * 1440).all()
    load = load_of(0, needs, away, start=got.after.start, finish=got.after.finish)
    peaks = daily_peaks(load, Day(MONDAY // 1440), Day(MONDAY // 1440 + 11))
    assert peaks.tolist() == [0] * 7 + [20_000, 20_000, 10_000, 10_000, 0]


def test_the_work_of_higher_priority_goes_first() -> None:
    plan, needs = crew_plan()
    network = build_network(plan.links, plan.parent)
    got = level_plan(plan, network, needs, [Availability(10_000)], priority=np.array([100, 900, 500]))
    assert [move.activity for move in got.moved] == [0]


def test_begun_work_stays_and_others_wait_for_it() -> None:
    plan, needs = crew_plan(actual_start=[NONE, int(MONDAY), NONE])
    got = run(plan, needs, [Availability(10_000)])
    assert [move.activity for move in got.moved] == [0]


@settings(max_examples=40)
@given(plans(), st.data())
def test_any_plan_is_levelled_without_overload_and_the_engine_agrees(plan: Plan, data: st.DataObject) -> None:
    rows = [(at, 0, data.draw(st.integers(1, 3))) for at in range(len(plan)) if data.draw(st.booleans())]
    there = [Availability(3, ((Day(START // 1440 + 2), Day(START // 1440 + 3), 0),))]
    needs = build_needs(rows)
    got = run(plan, needs, there)
    long = plan.duration[needs.activity] > 0
    kept = Needs(activity=needs.activity[long], resource=needs.resource[long], units=needs.units[long])
    assert overloads(kept, there, start=got.after.start, finish=got.after.finish) == []
    assert (got.after.start >= got.before.start).all() or (plan.links.type >= SS).any()
    within = run(plan, needs, there, within_float=True)
    assert all(c.count(int(within.after.project_finish)) <= c.count(int(within.before.project_finish))
               for c in plan.calendars)  # fmt: skip


def test_relations_to_a_finish_are_kept() -> None:
    plan = build_plan([4 * DAY, DAY], build_links([(0, 1, FF, DAY, WORKING)]), calendars=[SEVEN], start=MONDAY)
    got = run(plan, build_needs([(0, 0, 1), (1, 0, 1)]), [Availability(1)])
    assert got.after.start[1] >= got.after.finish[0]
