"""An edit in part gives what the full pass gives: on random plans and random edits, one after the other."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from lanyan_desktop.core.schedule.incremental import LiveSchedule
from lanyan_desktop.core.schedule.plan import NONE, PERCENT, Plan, build_links, build_plan
from lanyan_desktop.core.values import Instant
from tests.core.schedule.test_cpm_laws import SITE, START, plans

DAY = 480


def same(got: Schedule, expected: Schedule) -> None:
    for field in fields(Schedule):
        one, other = getattr(got, field.name), getattr(expected, field.name)
        if isinstance(one, np.ndarray):
            assert one.tolist() == other.tolist(), field.name
        else:
            assert one == other, field.name


@st.composite
def outlined(draw: st.DrawFn) -> Plan:
    """A plan on one calendar with summaries over stretches of its works, some work begun or done."""
    flat = draw(plans(calendars=(SITE,)))
    unit = np.where(flat.links.unit == PERCENT, PERCENT, 0)
    flat = replace(flat, links=replace(flat.links, unit=unit))
    if not draw(st.booleans()):
        return flat
    size = draw(st.integers(1, 4))
    count = len(flat)
    groups = [at // size for at in range(count)]
    place = [at + group + 2 for at, group in enumerate(groups)]
    total = count + groups[-1] + 2
    parent = np.full(total, 0)
    parent[0] = -1
    for at, group in enumerate(groups):
        parent[place[at]] = group * (size + 1) + 1
    duration = np.full(total, DAY)
    duration[place] = flat.duration
    links = flat.links
    moved = replace(links, source=np.array(place)[links.source], target=np.array(place)[links.target])
    actual = np.full(total, NONE)
    date = None
    if draw(st.booleans()):
        date = Instant(START + 2 * 1440)
        actual[place[0]] = START
    return build_plan(
        duration, moved, calendars=[SITE], start=START, data_date=date, parent=parent, actual_start=actual
    )  # fmt: skip


@st.composite
def edits(draw: st.DrawFn, plan: Plan) -> tuple[Plan, Ints]:
    rows = np.array(draw(st.lists(st.integers(0, len(plan) - 1), min_size=1, max_size=3, unique=True)))
    what = draw(st.sampled_from(["duration", "limit", "deadline", "levelled", "done", "manual", "actual"]))
    moment = START + draw(st.integers(-2, 30)) * 1440 + draw(st.sampled_from([0, 120, 540]))
    edited: dict[str, dict[str, int]] = {
        "duration": {"duration": draw(st.integers(0, 4000))},
        "limit": {"constraint": draw(st.integers(0, 7)), "constraint_at": moment},
        "deadline": {"deadline_at": draw(st.sampled_from([moment, NONE]))},
        "levelled": {"not_before": draw(st.sampled_from([moment, NONE]))},
        "done": {"done": draw(st.integers(0, 10_000))},
        "manual": {"manual_start": moment},
        "actual": {"actual_start": START},
    }
    changed = {}
    for name, value in edited[what].items():
        changed[name] = getattr(plan, name).copy()
        changed[name][rows] = value
    return replace(plan, **changed), rows


@settings(max_examples=150, deadline=None)
@given(outlined(), st.data())
def test_edits_one_after_the_other_give_what_the_full_pass_gives(plan: Plan, data: st.DataObject) -> None:
    live = LiveSchedule(plan)
    for _ in range(4):
        plan, rows = data.draw(edits(plan))
        same(live.update(plan, rows), compute_schedule(plan))


@settings(max_examples=30, deadline=None)
@given(plans(), st.data())
def test_over_several_calendars_too(plan: Plan, data: st.DataObject) -> None:
    live = LiveSchedule(plan)
    for _ in range(2):
        plan, rows = data.draw(edits(plan))
        same(live.update(plan, rows), compute_schedule(plan))


def chain(count: int) -> Plan:
    links = build_links([(at, at + 1, 0, 0, 0) for at in range(count - 1)])
    return build_plan([DAY] * count, links, calendars=[SITE], start=START)


def test_an_edit_near_the_end_is_done_in_part_and_one_that_moves_everything_in_full() -> None:
    plan = chain(7_000)
    live = LiveSchedule(plan)
    duration = plan.duration.copy()
    duration[6_990] = 2 * DAY
    near = replace(plan, duration=duration)
    got = live.update(near, np.array([6_990]))
    assert got.project_finish == compute_schedule(near).project_finish  # its tail is too long to walk: in full
    solo = build_plan([DAY] * 3, build_links([(0, 1, 0, 0, 0)]), calendars=[SITE], start=START)
    live = LiveSchedule(solo)
    live.update(replace(solo, duration=np.array([DAY, DAY, 5 * DAY])), np.array([2]))
    assert not live.was_full
    live.update(replace(solo, duration=np.array([DAY] * 3), data_date=Instant(START)), np.array([2]))
    assert live.was_full
