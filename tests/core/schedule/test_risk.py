"""Risk: every run is the plan as the engine computes it; quantiles, criticality and drivers are what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.plan import FS, WORKING, Plan, build_links, build_plan
from lanyan_desktop.core.schedule.risk import simulate
from lanyan_desktop.core.schedule.risk_network import Estimates, RiskNetwork
from lanyan_desktop.core.values import Instant
from tests.core.schedule.test_cpm_laws import SITE, START, plans

DAY = 480


def spread(plan: Plan, low: float = 0.5, high: float = 2.0) -> Estimates:
    return Estimates(
        optimistic=(plan.duration * low).astype(np.int64),
        likely=plan.duration,
        pessimistic=(plan.duration * high).astype(np.int64),
    )


def is_same(plan: Plan, one: Instant, other: Instant) -> bool:
    """No working time between them on the calendar of some work: a milestone may show the next start for a finish."""
    return any(plan.calendars[number].between(one, other) == 0 for number in set(plan.calendar.tolist()))


@settings(max_examples=40)
@given(plans(), st.integers(0, 2**31), st.booleans())
def test_every_run_is_what_the_engine_computes_of_its_durations(plan: Plan, seed: int, pert: bool) -> None:
    network = build_network(plan.links, plan.parent)
    rows = np.where(plan.links.unit == 2, 0, plan.links.unit)  # a share of the planned duration stays what it is
    plan = replace(plan, links=replace(plan.links, unit=rows))
    desk = RiskNetwork(plan, network, spread(plan), "pert" if pert else "triangular")
    finish, _, lengths, critical = desk.run(np.random.default_rng(seed), 3)
    for run in range(3):
        schedule = compute_schedule(replace(plan, duration=lengths[:, run]), network)
        assert is_same(plan, Instant(int(finish[run])), schedule.project_finish)
        assert critical[:, run].tolist() == schedule.is_critical.tolist()
    assert is_same(plan, desk.planned(), compute_schedule(plan, network).project_finish)


def two_ways() -> Plan:
    """Two works side by side, one long and uncertain, before a third."""
    links = build_links([(0, 2, FS, 0, WORKING), (1, 2, FS, 0, WORKING)])
    return build_plan([20 * DAY, 4 * DAY, 2 * DAY], links, calendars=[SITE], start=START)


def test_quantiles_are_ordered_seeded_and_the_driver_is_found() -> None:
    plan = two_ways()
    network = build_network(plan.links, plan.parent)
    found = simulate(plan, network, spread(plan), runs=400, seed=7)
    again = simulate(plan, network, spread(plan), runs=400, seed=7)
    assert found.finishes.tolist() == again.finishes.tolist()
    assert found.finishes.tolist() != simulate(plan, network, spread(plan), runs=400, seed=8).finishes.tolist()
    marks = [found.finish_at(p) for p in (10, 50, 80, 90)]
    assert marks == sorted(marks)
    assert found.chance_of(marks[2]) >= 0.8
    assert found.criticality.tolist() == [1.0, 0.0, 1.0]
    assert found.drivers()[0] == 0
    assert found.correlation[0] > 0.9
    assert abs(found.correlation[1]) < 0.2


def test_nothing_uncertain_gives_the_plan_itself() -> None:
    plan = two_ways()
    network = build_network(plan.links, plan.parent)
    found = simulate(plan, network, spread(plan, 1.0, 1.0), runs=5, seed=1)
    assert set(found.finishes.tolist()) == {found.planned_finish}
    assert found.drivers() == []


def test_the_mean_of_a_pert_work_is_the_formula() -> None:
    """(o + 4m + p) / 6."""
    plan = build_plan([600], build_links([]), calendars=[SITE], start=START)
    network = build_network(plan.links, plan.parent)
    points = Estimates(optimistic=np.array([300]), likely=np.array([600]), pessimistic=np.array([1500]))
    desk = RiskNetwork(plan, network, points, "pert")
    _, _, lengths, _ = desk.run(np.random.default_rng(1), 20_000)
    assert abs(lengths.mean() - 700) < 10


def test_begun_work_varies_by_what_is_left_and_finished_work_not_at_all() -> None:
    plan = replace(
        two_ways(), actual_start=np.array([START, START, np.iinfo(np.int64).min]), done=np.array([5_000, 10_000, 0])
    )
    plan = replace(plan, actual_finish=np.array([np.iinfo(np.int64).min, START + 600, np.iinfo(np.int64).min]))
    desk = RiskNetwork(plan, build_network(plan.links, plan.parent), spread(plan), "pert")
    _, _, lengths, _ = desk.run(np.random.default_rng(1), 200)
    assert len(np.unique(lengths[1])) == 1
    assert lengths[0].max() <= 20 * DAY
    assert len(np.unique(lengths[0])) > 50
