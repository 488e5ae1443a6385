"""The arrow diagram means the same plan as the precedence network, by the rules of JGJ/T 121-2015."""

from __future__ import annotations

import random

import numpy as np
import pytest

from lanyan_desktop.core.schedule.arrow_floats import arrow_floats
from lanyan_desktop.core.schedule.arrow_sets import bits, close
from lanyan_desktop.core.schedule.arrow_works import ArrowWorks, arrow_works
from lanyan_desktop.core.schedule.arrows import Arrows, build_arrows, check_arrows
from lanyan_desktop.core.schedule.calendar import build_calendar
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.exchanged_plan import compute_exchanged
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.plan import FF, FS, SS, START_FROM, WORKING, Plan, build_links, build_plan
from lanyan_desktop.exchange.plan_files import read_plan_file
from tests.core.schedule.random_plans import DAY, SEVEN, START, random_plan
from tests.shared import shared_file


def diagram(plan: Plan) -> tuple[ArrowWorks, Arrows]:
    network = build_network(plan.links, plan.parent)
    works = arrow_works(plan, network, compute_schedule(plan, network))
    made = build_arrows(
        works.before, start=works.start, finish=works.finish, begin=works.begin, marks=works.milestones_before
    )
    return works, made


def soonest(before: list[int]) -> list[int]:
    """Starts of works of one unit each."""
    start = [0] * len(before)
    for work in sorted(range(len(before)), key=lambda one: before[one].bit_count()):
        start[work] = max((start[one] + 1 for one in bits(before[work])), default=0)
    return start


@pytest.mark.parametrize(
    ("name", "works", "most"), [("commercial_construction.from_mpp.xml", 126, 29), ("MDL4D.xer", 62, 10)]
)
def test_real_plans_need_no_more_dummies_than_the_best_known(name: str, works: int, most: int) -> None:
    plan = compute_exchanged(read_plan_file(shared_file(f"schedules/{name}"))).plan
    summary = build_network(plan.links, plan.parent).is_summary
    place = {row: at for at, row in enumerate(np.flatnonzero(~summary).tolist())}
    before = [0] * len(place)
    for source, target in zip(plan.links.source.tolist(), plan.links.target.tolist(), strict=True):
        before[place[target]] |= 1 << place[source]
    before = close(before)
    start = soonest(before)
    made = build_arrows(before, start=start, finish=[at + 1 for at in start], begin=0)
    assert len(before) == works
    assert check_arrows(made, before) == []
    assert len(made.dummies) <= most


def assert_drawn_by_the_rules(works: ArrowWorks, made: Arrows) -> None:
    pairs = [*zip(made.tail, made.head, strict=True), *made.dummies]
    assert check_arrows(made, works.before) == []
    assert len(set(pairs)) == len(pairs)  # R1, R5: one arrow between two events
    assert all(tail < head for tail, head in pairs)  # R2, R3
    if pairs:
        tails, heads = {tail for tail, _ in pairs}, {head for _, head in pairs}
        assert (tails - heads, heads - tails) == ({0}, {len(made) - 1})  # R4
        assert tails | heads == set(range(len(made)))
    for work in range(len(works)):
        assert made.times[made.tail[work]] == works.start[work]  # T2, T4: from its start, as long as it takes
        assert made.times[made.head[work]] >= works.finish[work]  # T5
    for event in range(1, len(made)):
        ends = [works.finish[work] for work, head in enumerate(made.head) if head == event]
        through = [made.times[tail] for tail, head in made.dummies if head == event]
        leaves = [works.start[work] for work, tail in enumerate(made.tail) if tail == event]
        assert made.times[event] == max([*ends, *through, *leaves])  # T3, but where a work starts later
    for row, mark in zip(works.milestones, made.marks, strict=True):
        assert row >= 0 <= mark < len(made)


@pytest.mark.parametrize("part", range(8))
def test_random_plans_are_drawn_by_the_rules(part: int) -> None:
    for seed in range(part * 25, part * 25 + 25):
        assert_drawn_by_the_rules(*diagram(random_plan(seed)))


def test_random_orders_keep_their_meaning() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        count = chance.randrange(2, 25)
        before = close([sum(1 << one for one in range(work) if chance.random() < 0.2) for work in range(count)])
        start = soonest(before)
        made = build_arrows(before, start=start, finish=[at + chance.randrange(1, 2) for at in start], begin=0)
        assert check_arrows(made, before) == []


def test_the_check_sees_a_missing_and_a_false_order() -> None:
    before = [0, 0, 0b01, 0b11]
    made = build_arrows(before, start=[0, 0, 2, 3], finish=[2, 3, 4, 5], begin=0)
    assert check_arrows(made, [0, 0, 0b01, 0b10]) == [(0, 3)]
    assert check_arrows(made, [0, 0, 0b11, 0b11]) == [(1, 2)]


@pytest.mark.parametrize("seed", range(40))
def test_floats_read_off_the_diagram_are_those_of_the_engine(seed: int) -> None:
    plan = random_plan(seed, is_plain=True)
    schedule = compute_schedule(plan)
    works, made = diagram(plan)
    read = arrow_floats(works, made)
    for work, row in enumerate(works.row):
        if not works.is_lag(work):
            assert read.total[work] == schedule.total_float[row]  # T9
            assert read.is_critical[work] == schedule.is_critical[row]  # T8
            if not works.milestones and not any(works.is_lag(one) for one in range(len(works))):
                assert read.free[work] == schedule.free_float[row]  # T7


def plain(rows: list[tuple[int, int, int, int, int]], count: int = 2) -> Plan:
    return build_plan([4 * DAY] * count, build_links(rows), calendars=[SEVEN], start=START)


def test_a_lag_is_an_arrow_of_its_own() -> None:
    for kind, lag, spans in ((FS, 2, (4, 6)), (SS, 2, (0, 2)), (FF, 2, (4, 6))):
        works, _ = diagram(plain([(0, 1, kind, lag * DAY, WORKING)]))
        (at,) = [one for one in range(len(works)) if works.is_lag(one)]
        assert tuple((count - works.begin) // DAY for count in (works.start[at], works.finish[at])) == spans


def test_a_lead_cuts_the_work_in_two() -> None:
    works, made = diagram(plain([(0, 1, FS, -DAY, WORKING)]))
    assert [(row, part) for row, part in zip(works.row, works.part, strict=True)] == [(0, 1), (0, 2), (1, 0)]
    assert made.tail[2] == made.head[0]
    assert works.finish[0] - works.start[0] == 3 * DAY


def test_a_lead_longer_than_the_work_cuts_the_one_behind() -> None:
    """B may begin six days before A of four days ends: two days of B are free of A, the rest waits for A's start."""
    plan = plain([(2, 0, FS, 0, WORKING), (0, 1, FS, -6 * DAY, WORKING)], 3)
    works, made = diagram(plan)
    assert works.left_out == []
    second = next(at for at in range(len(works)) if (works.row[at], works.part[at]) == (1, 2))
    assert works.before[second] >> works.row.index(2) & 1
    assert check_arrows(made, works.before) == []


def test_a_work_held_back_starts_at_an_event_of_its_own() -> None:
    plan = build_plan(
        [DAY, DAY, DAY],
        build_links([(0, 1, FS, 0, WORKING), (0, 2, FS, 0, WORKING)]),
        calendars=[SEVEN],
        start=START,
        constraint=[0, START_FROM, 0],
        constraint_at=[0, START + 5 * 1440, 0],
    )
    works, made = diagram(plan)
    held = works.row.index(1)
    assert made.tail[held] != made.tail[works.row.index(2)]
    assert (made.head[works.row.index(0)], made.tail[held]) in made.dummies


def test_what_the_dates_contradict_is_left_out_and_told() -> None:
    plan = build_plan(
        [4 * DAY, DAY],
        build_links([(0, 1, FS, 0, WORKING)]),
        calendars=[build_calendar()],
        start=START,
        manual_start=[np.iinfo(np.int64).min, START],
        manual_finish=[np.iinfo(np.int64).min, START + 540],
    )
    works, made = diagram(plan)
    assert works.left_out == [0]
    assert works.before == [0, 0]
    assert check_arrows(made, works.before) == []
