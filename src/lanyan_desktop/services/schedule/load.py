"""What the plan needs day by day (资源直方图): of each resource its peak, what there is, and where it is too much.

A plan without resources is looked at by teams: how many works each has going at once, which says nothing of too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints, shown_day
from lanyan_desktop.core.schedule.network import Bools
from lanyan_desktop.core.schedule.resources import Availability, Needs, build_needs, daily_peaks, load_of, overloads
from lanyan_desktop.core.values import Day
from lanyan_desktop.services.schedule.levelling import WHOLE, load_staffing
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.store.reader import Reader

_PLENTY = 2**60


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ResourceLoad:
    """One resource over the days of the plan, in ten-thousandths of its unit."""

    name: str
    unit: str
    first: Day
    used: Ints  # by day: the most at any moment of it
    there: Ints  # by day; what is used where nobody said how much there is
    is_limited: bool
    over: Sequence[tuple[Day, Day, int, tuple[str, ...]]]  # first and last day, the most, the works then

    @property
    def is_over(self) -> Bools:
        return np.asarray(self.used > self.there, dtype=np.bool_)

    @property
    def peak(self) -> int:
        return int(self.used.max(initial=0))


def load_resources(reader: Reader, view: PlanView) -> list[ResourceLoad]:
    """The load of every resource that is needed, those with too much first; of teams where there are no resources."""
    if not len(view):
        return []
    staffing = load_staffing(reader, view.loaded)
    if len(staffing.needs):
        names = [(one.name, one.unit) for one in staffing.resources]
        return _loads(view, names, staffing.availability, staffing.needs)
    teams = {team: at for at, team in enumerate(view.teams)}
    rows = [
        (row, teams[team], WHOLE)  # type: ignore[index]  # an id
        for row, team in enumerate(view.loaded.columns["team_id"])
        if team in teams and not view.schedule.is_summary[row] and not view.is_milestone[row]
    ]
    names = [(name, "项工作") for name in view.teams.values()]
    return _loads(view, names, None, build_needs(rows))


def _loads(
    view: PlanView, names: Sequence[tuple[str, str]], limits: Sequence[Availability] | None, needs: Needs
) -> list[ResourceLoad]:
    schedule = view.schedule
    first, last = Day(int(schedule.project_start) // 1440), shown_day(schedule.project_finish)
    works = view.loaded.columns["name"]
    availability = limits or [Availability(_PLENTY)] * len(names)
    found = overloads(needs, availability, start=schedule.start, finish=schedule.finish)
    made = []
    for at, (name, unit) in enumerate(names):
        load = load_of(at, needs, availability[at], start=schedule.start, finish=schedule.finish)
        if not load.used.any():
            continue
        off = ~view.calendar.works_on(np.arange(first, last + 1))
        used = np.where(off, 0, daily_peaks(load, first, last))
        over = [
            (Day(one.start // 1440), shown_day(one.finish), one.most, tuple(str(works[row]) for row in one.works))
            for one in found
            if one.resource == at
        ]
        there = np.array([availability[at].on(Day(int(day))) for day in range(first, last + 1)], dtype=np.int64)
        there = there if limits is not None else np.full(len(used), used.max(initial=1), dtype=np.int64)
        made.append(
            ResourceLoad(
                name=name, unit=unit, first=first, used=used, there=there, is_limited=limits is not None, over=over
            )
        )
    return sorted(made, key=lambda one: (not one.over, one.name))
