"""Who is needed where: assignments as columns, how much of each resource a schedule uses, and where it is too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Instant


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Needs:
    """Assignments: an activity and a resource by position, and units (ten-thousandths) while the work is done."""

    activity: Ints
    resource: Ints
    units: Ints

    def __len__(self) -> int:
        return len(self.activity)


@dataclass(frozen=True, slots=True)
class Availability:
    """How much there is of a resource: usually, and on stretches of days that differ (later ones win)."""

    usual: int
    periods: tuple[tuple[Day, Day, int], ...] = ()
    """First day, last day (inclusive), units."""

    def steps(self) -> list[tuple[Instant, int]]:
        """When it changes, and to what; before the first it is `usual`.

        >>> Availability(3, ((Day(1), Day(1), 0),)).steps()
        [(1440, 0), (2880, 3)]
        """
        edges = sorted({day for first, last, _ in self.periods for day in (first, last + 1) if first <= last})
        found: list[tuple[Instant, int]] = []
        now = self.usual
        for day in edges:
            units = self.on(Day(day))
            if units != now:
                found.append((Instant(day * MINUTES_PER_DAY), units))
                now = units
        return found

    def on(self, day: Day) -> int:
        units = self.usual
        for first, last, other in self.periods:
            if first <= day <= last:
                units = other
        return units


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Load:
    """What a resource is needed for, as steps: from each time to the next so many units, of so many there are."""

    times: Ints  # instants, ascending; the last step ends the use
    used: Ints
    there: Ints

    @property
    def is_over(self) -> bool:
        return bool((self.used > self.there).any())


def build_needs(rows: Sequence[tuple[int, int, int]]) -> Needs:
    """Assignments given as rows of (activity, resource, units)."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Needs(activity=table[:, 0].copy(), resource=table[:, 1].copy(), units=table[:, 2].copy())


def load_of(resource: int, needs: Needs, availability: Availability, *, start: Ints, finish: Ints) -> Load:
    """The use of one resource by works lying at `start` to `finish` (instants, by activity).

    >>> load = load_of(0, build_needs([(0, 0, 2), (1, 0, 1)]), Availability(2),
    ...                start=np.array([0, 5]), finish=np.array([10, 20]))
    >>> load.times.tolist(), load.used.tolist(), load.is_over
    ([0, 5, 10, 20], [2, 3, 1, 0], True)
    """
    mine = needs.resource == resource
    works, units = needs.activity[mine], needs.units[mine]
    changes = availability.steps()
    times = np.unique(np.concatenate([start[works], finish[works], [at for at, _ in changes]]).astype(np.int64))
    used = np.zeros(len(times), dtype=np.int64)
    np.add.at(used, np.searchsorted(times, start[works]), units)
    np.subtract.at(used, np.searchsorted(times, finish[works]), units)
    there = np.full(len(times), availability.usual, dtype=np.int64)
    for at, amount in changes:
        there[times >= at] = amount
    return Load(times=times, used=np.cumsum(used), there=there)


@dataclass(frozen=True, slots=True)
class Overload:
    """A stretch on which more is needed than there is; `works` are those at it when it is worst."""

    resource: int
    start: Instant
    finish: Instant
    most: int
    there: int
    works: tuple[int, ...]


def overloads(needs: Needs, availability: Sequence[Availability], *, start: Ints, finish: Ints) -> list[Overload]:
    """All stretches of over-allocation, by resource and time. Stretches that touch are one."""
    found: list[Overload] = []
    for resource, there in enumerate(availability):
        load = load_of(resource, needs, there, start=start, finish=finish)
        over = np.flatnonzero(load.used > load.there)
        for run in np.split(over, np.flatnonzero(np.diff(over) > 1) + 1):
            found += [_overload(resource, run, load, needs, start=start, finish=finish)] if len(run) else []
    return found


def _overload(resource: int, run: Ints, load: Load, needs: Needs, *, start: Ints, finish: Ints) -> Overload:
    worst = int(run[np.argmax(load.used[run] - load.there[run])])
    at = int(load.times[worst])
    mine = needs.activity[needs.resource == resource]
    works = mine[(start[mine] <= at) & (finish[mine] > at)]
    end = load.times[min(int(run[-1]) + 1, len(load.times) - 1)]
    return Overload(
        resource,
        Instant(int(load.times[run[0]])),
        Instant(int(end)),
        int(load.used[worst]),
        int(load.there[worst]),
        tuple(sorted(set(works.tolist()))),
    )


def daily_peaks(load: Load, first: Day, last: Day) -> Ints:
    """The most that is used at any moment of each day, first to last inclusive: the bars of the histogram."""
    days = np.arange(first, last + 2, dtype=np.int64) * MINUTES_PER_DAY
    times = np.unique(np.concatenate([days, load.times]))
    at = np.searchsorted(load.times, times, side="right") - 1
    used = np.where(at >= 0, load.used[np.maximum(at, 0)], 0) if len(load.used) else np.zeros(len(times), np.int64)
    within = (times >= days[0]) & (times < days[-1])
    return np.asarray(np.maximum.reduceat(used[within], np.searchsorted(times[within], days[:-1])), dtype=np.int64)
