"""The geometry of the time-scaled arrow diagram: what may not overlap, and what lies on its time."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from lanyan_desktop.core.chart.network import NetworkLayout, layout_network
from lanyan_desktop.core.chart.network_scene import RADIUS, build_network_scene, network_front, route
from lanyan_desktop.core.chart.timescale import TimeScale
from lanyan_desktop.core.schedule.arrow_works import arrow_works
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.exchanged_plan import compute_exchanged
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.plan import Plan
from lanyan_desktop.exchange.plan_files import read_plan_file
from tests.core.schedule.random_plans import random_plan
from tests.core.schedule.sample import load_sample
from tests.shared import shared_file

LANE = 40.0


def layout_of(plan: Plan, *, groups: int = 0) -> NetworkLayout:
    network = build_network(plan.links, plan.parent)
    works = arrow_works(plan, network, compute_schedule(plan, network))
    group = [row * groups // len(plan) for row in works.row] if groups else None
    return layout_network(works, plan.calendars[0], group=group)


def scale_of(layout: NetworkLayout) -> TimeScale:
    return TimeScale(float(layout.day.min()), 60.0, 1000.0)


def is_flat(layout: NetworkLayout, at: int) -> bool:
    return layout.arrows.times[int(layout.tail[at])] == layout.arrows.times[int(layout.head[at])]


def assert_sound(layout: NetworkLayout) -> None:
    times = layout.arrows.times
    spots = {(times[event], int(layout.lane[event])): event for event in range(len(times))}
    assert len(spots) == len(times)  # no event on another
    assert_levels_apart(layout, spots)
    assert_uprights_apart(layout, spots)
    assert sorted(layout.number.tolist()) == list(range(1, len(times) + 1))
    assert (layout.number[layout.tail] < layout.number[layout.head]).all()  # R2


def assert_levels_apart(layout: NetworkLayout, spots: dict[tuple[int, int], int]) -> None:
    times, lines = layout.arrows.times, dict[int, list[tuple[int, int]]]()
    for at in range(len(layout.tail)):
        if not is_flat(layout, at):
            ends = (times[int(layout.tail[at])], times[int(layout.head[at])])
            lines.setdefault(int(layout.arrow_lane[at]), []).append(ends)
    for lane, its in lines.items():
        for (_, end), (begin, _) in pairwise(sorted(its)):
            assert end <= begin  # no two horizontals overlap in a lane
        for a, b in its:
            assert not [spot for spot in spots if spot[1] == lane and a < spot[0] < b]  # nor run through an event


def assert_uprights_apart(layout: NetworkLayout, spots: dict[tuple[int, int], int]) -> None:
    times = layout.arrows.times
    columns: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
    for at, ends in enumerate(zip(layout.tail.tolist(), layout.head.tolist(), strict=True)):
        flat = is_flat(layout, at)
        steps = ((ends[0], int(layout.tail_step[at]), "out"), (ends[1], int(layout.head_step[at]), "in"))
        for event, step, side in steps[:1] if flat else steps:
            other = int(layout.lane[ends[1]] if flat else layout.arrow_lane[at])
            low, high = sorted((int(layout.lane[event]), other))
            if step == 0:
                passed = [spots[times[event], row] for row in range(low, high + 1) if (times[event], row) in spots]
                assert set(passed) <= set(ends)  # no vertical passes through a foreign event
            if low < high:
                columns.setdefault((times[event], f"{side}{step}" if step else ""), []).append((low, high, event))
    for its in columns.values():
        for (a, b, first), (c, d, second) in combinations(its, 2):
            assert first == second or b < c or d < a  # uprights of two events never lie on each other


def assert_drawn(layout: NetworkLayout) -> None:
    scale = scale_of(layout)
    scene = build_network_scene(layout, scale, lane_height=LANE)
    assert scene.node[:, 0].tolist() == scale.x(layout.day).tolist()  # T3: on its tick
    for at in range(len(layout.tail)):
        points = route(layout, scale, at, lane_height=LANE)
        assert points[0] == pytest.approx(tuple(scene.node[int(layout.tail[at])]))
        assert points[-1] == pytest.approx(tuple(scene.node[int(layout.head[at])]))
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))  # R7
    assert len(scene.tip) == len(layout.tail)
    assert (np.abs(scene.tip[:, 2]) + np.abs(scene.tip[:, 3]) == 1).all()  # R3: one head each
    assert (scene.wave[:, 1] > scene.wave[:, 0]).all()
    waves = (layout.end_day - layout.solid_day).sum() * scale.px_per_day
    assert (scene.wave[:, 1] - scene.wave[:, 0]).sum() == pytest.approx(waves, abs=1)  # T5, T7
    upright = scene.dashed[scene.dashed[:, 0] == scene.dashed[:, 2]]
    level = scene.dashed[scene.dashed[:, 0] != scene.dashed[:, 2]]
    assert (np.abs(level[:, 2] - level[:, 0]) < 12 * RADIUS).all()  # T6: a dummy is upright but where it steps aside
    assert len(upright) + len(level) == len(scene.dashed)
    assert scene.height == layout.lanes * LANE


@pytest.mark.parametrize("part", range(8))
def test_random_plans(part: int) -> None:
    for seed in range(part * 25, part * 25 + 25):
        layout = layout_of(random_plan(seed), groups=seed % 4)
        assert_sound(layout)
        assert_drawn(layout)


def test_the_sample(shared_data: Path) -> None:
    layout = layout_of(load_sample(shared_data).plan(with_progress=False))
    assert_sound(layout)
    assert_drawn(layout)


def test_the_sample_at_its_data_date(shared_data: Path) -> None:
    layout = layout_of(load_sample(shared_data).plan(with_progress=True))
    assert_sound(layout)
    assert_drawn(layout)


def test_commercial_construction() -> None:
    plan = compute_exchanged(read_plan_file(shared_file("schedules/commercial_construction.from_mpp.xml"))).plan
    layout = layout_of(plan)
    assert_sound(layout)
    assert_drawn(layout)
    critical = layout.is_critical & ~layout.is_dummy
    lanes, sizes = np.unique(layout.arrow_lane[critical], return_counts=True)
    main = int(lanes[sizes.argmax()])
    assert layout.lanes / 4 <= main <= 3 * layout.lanes / 4  # R7: the critical path in the middle


def test_swim_lanes_lie_together() -> None:
    plan = random_plan(7)
    layout = layout_of(plan, groups=3)
    groups = layout.lane_group.tolist()
    assert groups == sorted(groups)
    own = {row: groups[int(layout.arrow_lane[work])] for work, row in enumerate(layout.works.row)}
    assert own == {row: row * 3 // len(plan) for row in own}


def test_a_small_edit_moves_few_lanes() -> None:
    plan = random_plan(11)
    network = build_network(plan.links, plan.parent)
    first = layout_of(plan)
    longer = plan.duration.copy()
    longer[3] += 480
    edited = replace(plan, duration=longer)
    works = arrow_works(edited, network, compute_schedule(edited, network))
    second = layout_network(works, plan.calendars[0], before=first.kept)
    same = sum(second.kept[key] == lane for key, lane in first.kept.items() if key in second.kept)
    assert same >= 0.7 * len(first.kept)


def test_the_front_line_runs_from_top_to_bottom_through_what_is_in_progress(shared_data: Path) -> None:
    sample = load_sample(shared_data)
    layout = layout_of(sample.plan(with_progress=False))
    scale, position = scale_of(layout), np.full(len(sample.rows), np.nan)
    work = next(at for at in range(len(layout.works)) if layout.solid_day[at] > layout.start_day[at] + 2)
    row = layout.works.row[work]
    position[row] = layout.start_day[work] + 1
    at = float(layout.start_day[work]) + 2
    corners, marks = network_front(layout, scale, at, position, lane_height=LANE)
    assert corners[0] == (scale.x_at(at), 0.0)
    assert corners[-1] == (scale.x_at(at), layout.lanes * LANE)
    assert [mark[2] for mark in marks] == [row]
    assert marks[0][0] == pytest.approx(scale.x_at(at - 1))
