"""Shortening works to bring a finish back, and the chains that drive a work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.crashing import Crash, Crashing, on_every_longest_path, suggest_crashes
from lanyan_desktop.core.schedule.driving import DrivingPaths
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.plan import FS, NONE, WORKING, Plan, build_links, build_plan
from lanyan_desktop.core.values import Instant
from tests.core.schedule.random_plans import DAY, SEVEN, START, random_plan


def chain(durations: list[int], pairs: list[tuple[int, int]]) -> Plan:
    links = build_links([(a, b, FS, 0, WORKING) for a, b in pairs])
    return build_plan([days * DAY for days in durations], links, calendars=[SEVEN], start=START)


def crash(plan: Plan, days: int, *, least: list[int], fen: list[int]) -> Crashing:
    finish = compute_schedule(plan).project_finish
    return suggest_crashes(
        plan,
        build_network(plan.links, plan.parent),
        target=Instant(finish - days * 1440),
        least=np.array([NONE if one < 0 else one * DAY for one in least]),
        fen_per_day=np.array([NONE if one < 0 else one for one in fen]),
    )


def test_the_cheapest_critical_work_first_and_only_as_much_as_needed() -> None:
    plan = chain([10, 10, 10], [(0, 1), (1, 2)])
    made = crash(plan, 5, least=[7, 8, 5], fen=[300, 100, 500])
    assert made.is_enough
    assert list(made.crashes) == [Crash(1, 2 * DAY, 200), Crash(0, 3 * DAY, 900)]
    assert made.cost_fen == 1100


def test_paths_side_by_side_are_shortened_together() -> None:
    plan = chain([10, 10, 2], [(0, 2), (1, 2)])
    made = crash(plan, 2, least=[5, 5, 2], fen=[100, 200, 1])
    assert made.is_enough
    assert {one.row: one.minutes for one in made.crashes} == {0: 2 * DAY, 1: 2 * DAY}


def test_what_is_not_enough_says_so_and_what_is_not_known_comes_last() -> None:
    plan = chain([10, 10], [(0, 1)])
    made = crash(plan, 5, least=[9, 9], fen=[-1, 100])
    assert not made.is_enough
    assert [(one.row, one.cost_fen) for one in made.crashes] == [(1, 100), (0, None)]
    assert crash(plan, 5, least=[-1, -1], fen=[1, 1]).crashes == []


@pytest.mark.parametrize("seed", range(12))
def test_what_is_suggested_does_what_it_says_and_nothing_in_vain(seed: int) -> None:
    plan = random_plan(seed, is_plain=True)
    network, before = build_network(plan.links, plan.parent), compute_schedule(plan)
    least, fen = plan.duration // 2, (np.arange(len(plan), dtype=np.int64) * 37) % 11 * 100
    target = Instant(before.project_finish - 3 * 1440)
    made = suggest_crashes(plan, network, target=target, least=least, fen_per_day=fen)
    assert made.after.project_finish == made.finish <= before.project_finish
    assert made.is_enough == (made.finish <= target)
    for one in made.crashes:
        assert 0 < one.minutes <= plan.duration[one.row] - least[one.row]


def test_the_driving_path_runs_through_what_sets_the_dates() -> None:
    plan = chain([2, 5, 3, 1], [(0, 2), (1, 2), (2, 3)])
    assert DrivingPaths(plan, compute_schedule(plan)).path_to(3) == [1, 2, 3]


@pytest.mark.parametrize("seed", range(30))
def test_a_work_beside_a_longest_path_moves_nothing_alone(seed: int) -> None:
    plan = random_plan(seed, is_plain=True)
    network = build_network(plan.links, plan.parent)
    before = compute_schedule(plan, network)
    alone = on_every_longest_path(plan, network, before)
    for row in np.flatnonzero(~alone & ~before.is_summary).tolist():
        shorter = plan.duration.copy()
        shorter[row] //= 2
        assert compute_schedule(replace(plan, duration=shorter), network).project_finish >= before.project_finish
