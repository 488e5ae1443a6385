"""Plans to measure with: networks as sites have them, and the same as a ledger."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lanyan_desktop.core.rank import ranks_between
from lanyan_desktop.core.records.plan import RelationType
from lanyan_desktop.core.schedule.calendar import DayException, Ints, build_calendar
from lanyan_desktop.core.schedule.plan import Links, Plan, build_plan
from lanyan_desktop.core.values import Day, Id, Instant
from lanyan_desktop.kit.ids import new_ids
from lanyan_desktop.services.projects import insert_project
from lanyan_desktop.store.ledger import Ledger

START_DAY = Day(20_157)  # 2025-03-10
DAY = 480
_KINDS: tuple[RelationType, ...] = ("FS", "SS", "FF", "SF")


def network(count: int, *, seed: int = 1, is_shuffled: bool = True) -> tuple[Ints, Links]:
    """Durations and about two links an activity: chains of 20 to 50, tied across; mostly FS, some lags and leads.

    A chain that begins is tied to one a few back, so that the plan runs over years, not centuries.
    """
    random = np.random.default_rng(seed)
    sizes = random.integers(20, 51, count // 20 + 1)
    begin = np.concatenate([[0], np.cumsum(sizes)])
    begin = begin[begin < count]
    is_first = np.zeros(count, dtype=np.bool_)
    is_first[begin] = True
    chain_to = np.flatnonzero(~is_first)
    group = np.cumsum(is_first) - 1
    across_to = random.integers(1, count, count)
    # most ties lead to a work at the same place of an earlier chain: storey by storey, zone by zone
    back = random.integers(1, 60, count)
    from_group = np.maximum(group[across_to] - back, 0)
    place = np.minimum(across_to - begin[group[across_to]], sizes[from_group] - 1)
    across_from = np.minimum(begin[from_group] + np.maximum(place - 2, 0), across_to - 1)
    source = np.concatenate([chain_to - 1, across_from])
    target = np.concatenate([chain_to, across_to])
    kinds = random.choice(4, size=len(source), p=[0.86, 0.07, 0.06, 0.01])
    lag = np.where(random.random(len(source)) < 0.12, random.integers(-1, 4, len(source)) * DAY, 0)
    _, once = np.unique(source * count + target, return_index=True)
    duration = random.integers(1, 16, count) * DAY
    duration[random.random(count) < 0.03] = 0
    source, target, kinds, lag = source[once], target[once], kinds[once], lag[once]
    if is_shuffled:
        moved = random.permutation(count)
        source, target = moved[source], moved[target]
        shuffled = np.empty_like(duration)
        shuffled[moved] = duration
        duration = shuffled
    return duration, Links(source=source, target=target, type=kinds, lag=lag, unit=np.zeros_like(lag))


def plan(count: int, *, is_shuffled: bool = True) -> Plan:
    """As the engine takes it, on a calendar with a winter stop."""
    duration, links = network(count, is_shuffled=is_shuffled)
    site = build_calendar(exceptions=[DayException(Day(START_DAY + 337), Day(START_DAY + 354))])
    return build_plan(duration, links, calendars=[site], start=Instant(START_DAY * 1440))


def write_plan(path: Path, count: int, *, per_section: int = 40) -> Id:
    """A ledger with such a plan: sections of 40 works, teams, progress on the first tenth. Gives the project's id."""
    duration, links = network(count, is_shuffled=False)
    sections = -(-count // per_section)
    with Ledger.create(path, synchronous="NORMAL") as ledger, ledger.changeset("大计划") as edit:
        project_id = insert_project(ledger, edit, name=f"{count:,} 项任务")
        edit.set(
            "project", project_id, start_day=START_DAY, data_day=START_DAY + 60, required_finish_day=START_DAY + 900
        )
        teams = [
            edit.insert("team", project_id=project_id, name=f"{name}班组")
            for name in ["钢筋", "木工", "混凝土", "砌筑", "安装"]
        ]
        ranks = ranks_between(None, None, sections)
        tops = new_ids(sections)
        edit.insert_many(
            "activity",
            ["project_id", "wbs", "name", "rank", "duration_min"],
            [
                [project_id] * sections,
                [str(n + 1) for n in range(sections)],
                [f"{n + 1}区" for n in range(sections)],
                ranks,
                [0] * sections,
            ],
            ids=[Id(key) for key in tops],
        )
        rows = range(count)
        inner = ranks_between(None, None, per_section)
        ids = edit.insert_many(
            "activity",
            ["project_id", "wbs", "name", "rank", "duration_min", "parent_id", "team_id"],
            [
                [project_id] * count,
                [f"{n // per_section + 1}.{n % per_section + 1}" for n in rows],
                [f"{n % per_section + 1}层混凝土浇筑 {n}" for n in rows],
                [inner[n % per_section] for n in rows],
                duration.tolist(),
                [Id(tops[n // per_section]) for n in rows],
                [teams[n % len(teams)] for n in rows],
            ],
        )
        edit.insert_many(
            "relation",
            ["project_id", "predecessor_id", "successor_id", "type", "lag_min"],
            [
                [project_id] * len(links),
                [ids[at] for at in links.source.tolist()],
                [ids[at] for at in links.target.tolist()],
                [_KINDS[kind] for kind in links.type.tolist()],
                links.lag.tolist(),
            ],
        )
    return project_id
