"""Where a project stands in money and time: earned value at the data date, the S-curve, every account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from lanyan_desktop.core.cost.curve import cumulative_by_day, earned, spread_over
from lanyan_desktop.core.cost.earned import EarnedSchedule, EarnedValue, earned_schedule
from lanyan_desktop.core.cost.forecast import Forecast, forecast
from lanyan_desktop.core.cost.outline import Ints
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.schedule.calendar import WorkCalendar
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Fen, date_of, day_of
from lanyan_desktop.services.cost.reading import Work, last_day, load_clock, load_entries, load_plan, load_work, span_of
from lanyan_desktop.store.reader import Reader

_MOST_MONTHS = 240


@dataclass(frozen=True, slots=True)
class Curve:
    """Cumulative cost at the ends of months, in 分. EV and AC end at the data date, which is their last day."""

    plan_days: tuple[Day, ...]
    plan: Ints
    actual_days: tuple[Day, ...]
    earned: Ints
    actual: Ints


@dataclass(frozen=True, slots=True)
class Standing:
    """The project at its data date. `value` and `time` are None where there is no plan, no budget or no data date."""

    data_day: Day | None
    curve: Curve
    value: EarnedValue | None
    time: EarnedSchedule | None  # in months
    forecast: Forecast | None = None  # how the rest of the work goes on from the data date


def load_standing(reader: Reader, project: Project, *, day: Day | None = None) -> Standing:
    """Read plan, progress and bookings of a project and say where it stands, or stood on an earlier `day`."""
    clock = load_clock(reader, project)
    work = load_work(reader, project.id)
    plan_start, plan_finish, plan_budget = load_plan(reader, project.id)
    entries = load_entries(reader, project.id)
    reported = project.data_day or last_day(work, entries)
    data_day = day or reported
    first, last = span_of(plan_start, plan_finish, work, entries, data_day)
    if first is None or last is None:
        none = np.zeros(0, dtype=np.int64)
        return Standing(data_day, Curve((), none, (), none, none), None, None)
    ends = month_ends(first, last)
    plan = spread_over(clock.count_at(plan_start), clock.count_at(plan_finish), plan_budget)
    planned = plan.until(_counts(clock, ends))
    until = [end for end in ends if data_day is not None and end < data_day] + ([data_day] if data_day else [])
    done = _earned(clock, work, until, reported)
    actual = cumulative_by_day(entries[0], entries[1], np.array(until, dtype=np.int64))
    curve = Curve(tuple(ends), planned, tuple(until), done, actual)
    if data_day is None or not plan_budget.sum():
        return Standing(data_day, curve, None, None)
    value = EarnedValue(
        pv=Fen(int(plan.until(_counts(clock, [data_day]))[0])),
        ev=Fen(int(done[-1])),
        ac=Fen(int(actual[-1])),
        bac=Fen(int(plan_budget.sum())),
    )
    time = earned_schedule(planned.tolist(), ev=value.ev, at=months_passed(ends, data_day))
    rest = forecast(ends, planned.tolist(), today=data_day, earned=value.ev)
    return Standing(data_day, curve, value, time, rest)


def month_ends(first: Day, last: Day) -> list[Day]:
    """The last days of the months from one day to another, at most twenty years of them.

    >>> [date_of(day).isoformat() for day in month_ends(day_of(date(2025, 12, 10)), day_of(date(2026, 1, 1)))]
    ['2025-12-31', '2026-01-31']
    """
    begin, end = date_of(first), date_of(last)
    count = (end.year - begin.year) * 12 + end.month - begin.month + 1
    months = [begin.year * 12 + begin.month + number for number in range(min(count, _MOST_MONTHS))]
    return [Day(day_of(date(month // 12, month % 12 + 1, 1)) - 1) for month in months]


def months_passed(ends: Sequence[Day], day: Day) -> Fraction:
    """Months from the start to the end of a day: whole ones, and the part of the one that has begun.

    >>> months_passed(month_ends(day_of(date(2025, 3, 10)), day_of(date(2026, 5, 1))), day_of(date(2025, 11, 30)))
    Fraction(9, 1)
    """
    whole = sum(1 for end in ends if end <= day)
    today = date_of(day)
    first = day_of(today.replace(day=1))
    return Fraction(whole) + (0 if day in ends else Fraction(day - first + 1, month_ends(day, day)[0] - first + 1))


def _counts(clock: WorkCalendar, ends: Sequence[Day]) -> Ints:
    """The working time before the end of each day."""
    return clock.count_at((np.array(ends, dtype=np.int64) + 1) * MINUTES_PER_DAY)


def _earned(clock: WorkCalendar, work: Work, until: Sequence[Day], reported: Day | None) -> Ints:
    """Earned by the end of each day, the progress being that of the day it was reported."""
    if not until:
        return np.zeros(0, dtype=np.int64)
    counts = _counts(clock, until)
    return earned(
        counts,
        data_moment=int(counts[-1] if reported is None else _counts(clock, [reported])[0]),
        start=_counted(clock, work.start),
        finish=_counted(clock, work.finish),
        duration=work.duration,
        done=work.done,
        budget=work.budget,
    )


def _counted(clock: WorkCalendar, instants: Ints) -> Ints:
    """Moments as working time; those that are not yet stay -1."""
    counts = np.full(len(instants), -1, dtype=np.int64)
    known = instants >= 0
    counts[known] = clock.count_at(instants[known])
    return counts
