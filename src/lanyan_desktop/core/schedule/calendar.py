"""Working time: a moment on the site's clock as a count of working minutes, and back, for one value or 100,000.

Said once, for the whole program: a **finish is exclusive inside** (the minute after the last one worked) and **shown
inclusive** (the day that last minute lies on), as site people write it. So work of one day on an 08:00-17:00 calendar
starts at 08:00, finishes at 17:00, and both show that day; work that ends at midnight shows the day before it.

A count of working minutes has two moments: the end of one shift and the start of the next. `start_at` gives the later
one, `finish_at` the earlier one. Counts of one calendar compare and subtract; counts of two calendars do not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.records.plan import DAY_HOURS
from lanyan_desktop.core.schedule.hours import Shift, parse_hours
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Instant, day_of
from lanyan_desktop.kit.errors import LanyanError

Ints = NDArray[np.int64]

FIRST_DAY = day_of(date(1970, 1, 1))
LAST_DAY = day_of(date(2120, 1, 1))
"""What a calendar reaches: wide enough for any site, small enough to lay out as a table (1.8 MB)."""
WEEK_HOURS = (DAY_HOURS,) * 7
_FEW = 1_000
"""Of so few moments a binary search costs less than the table it spares."""
_MONDAY = 3  # 1970-01-01, day 0, was a Thursday


@dataclass(frozen=True, slots=True)
class DayException:
    """Days, first to last inclusive, that differ from the week: other hours, or none."""

    first: Day
    last: Day
    hours: str | None = None
    name: str = ""


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """The shifts of every day from 1970 to 2120, as arrays; make it with `build_calendar`."""

    starts: Ints
    """When each shift starts (instants), ascending."""
    before: Ints
    """Working minutes before each shift; one more element than shifts: the last is all of them."""
    day_min: int
    """What a working day counts: 7 d is 7 × day_min working minutes."""
    is_whole: bool = field(default=False)
    """Every minute is working time."""

    def count_at(self, instants: Ints) -> Ints:
        """Working minutes before each moment.

        Raises:
            LanyanError: calendar.range, when a moment lies outside of what calendars reach.
        """
        if instants.size and (instants.min() < FIRST_DAY * 1440 or instants.max() > LAST_DAY * 1440):
            raise LanyanError("calendar.range")
        shift = np.maximum(np.searchsorted(self.starts, instants, side="right") - 1, 0)
        inside = np.clip(instants - self.starts[shift], 0, self.before[shift + 1] - self.before[shift])
        return np.asarray(self.before[shift] + inside, dtype=np.int64)

    def start_at(self, counts: Ints) -> Ints:
        """The moment from which the next minute after each count is worked."""
        shift = self._shift_of(counts, "right")
        return np.asarray(self.starts[shift] + counts - self.before[shift], dtype=np.int64)

    def finish_at(self, counts: Ints) -> Ints:
        """The moment at which each count is reached (exclusive finish)."""
        shift = self._shift_of(counts, "left")
        return np.asarray(self.starts[shift] + counts - self.before[shift], dtype=np.int64)

    def _shift_of(self, counts: Ints, side: str) -> Ints:
        if counts.size and (counts.min() < 0 or counts.max() >= self.before[-1]):
            raise LanyanError("calendar.range")
        if counts.size < _FEW:
            at = np.searchsorted(self.before, counts, side="right" if side == "right" else "left")
            return np.asarray(np.clip(at - 1, 0, len(self.starts) - 1), dtype=np.int64)
        least, shift_at = self._by_least
        here = counts if side == "right" else np.maximum(counts - 1, 0)  # a finish lies in the shift of its last minute
        shift = shift_at[here // least]
        shift += here >= self.before[shift + 1]
        return np.asarray(shift, dtype=np.int64)

    def count(self, instant: int) -> int:
        """As `count_at`, of one moment: no arrays, for the loops of the engine."""
        starts, before = self._lists
        shift = bisect_right(starts, instant) - 1
        if shift < 0:
            return self._outside(instant)
        return min(before[shift] + instant - starts[shift], before[shift + 1])

    def start(self, count: int) -> Instant:
        """As `start_at`, of one count."""
        return self._moment(count, bisect_right(self._lists[1], count) - 1)

    def finish(self, count: int) -> Instant:
        """As `finish_at`, of one count."""
        return self._moment(count, bisect_left(self._lists[1], count) - 1)

    def add(self, instant: Instant, minutes: int) -> Instant:
        """The finish of so many working minutes from here; backwards (a start) when negative."""
        count = self.count(instant) + minutes
        return self.start(count) if minutes < 0 else self.finish(count) if minutes else instant

    def between(self, start: Instant, finish: Instant) -> int:
        """Working minutes between two moments; zero when they are the same in working time."""
        return self.count(finish) - self.count(start)

    def next_start(self, instant: Instant) -> Instant:
        """This moment if work goes on at it, else the start of the next shift."""
        return self.start(self.count(instant))

    def last_finish(self, instant: Instant) -> Instant:
        """This moment if work goes on up to it, else the end of the last shift before it."""
        return self.finish(self.count(instant))

    def works_on(self, days: Ints) -> NDArray[np.bool_]:
        """Which of the days have any working time."""
        midnights = self.midnights
        return np.asarray(midnights[days + 1] > midnights[days], dtype=np.bool_)

    @cached_property
    def midnights(self) -> Ints:
        """The count at the beginning of each day, by day number: quicker than `count_at` for whole days."""
        return self.count_at(np.arange(FIRST_DAY, LAST_DAY + 1, dtype=np.int64) * MINUTES_PER_DAY)

    @cached_property
    def _by_least(self) -> tuple[int, Ints]:
        """The length of the shortest shift, and in which shift each multiple of it lies: at most one before the sought.

        Two look-ups for many counts take half the time of a binary search for each.
        """
        least = int(np.diff(self.before).min())
        multiples = np.arange(0, int(self.before[-1]), least, dtype=np.int64)
        return least, np.searchsorted(self.before, multiples, side="right") - 1

    @cached_property
    def _lists(self) -> tuple[list[int], list[int]]:
        return self.starts.tolist(), self.before.tolist()

    def _moment(self, count: int, shift: int) -> Instant:
        starts, before = self._lists
        if not 0 <= count < before[-1]:
            raise LanyanError("calendar.range")
        at = max(shift, 0)
        return Instant(starts[at] + count - before[at])

    def _outside(self, instant: int) -> int:
        if instant < FIRST_DAY * MINUTES_PER_DAY:
            raise LanyanError("calendar.range")
        return 0


def build_calendar(
    week: Sequence[str | None] = WEEK_HOURS, exceptions: Sequence[DayException] = (), *, day_min: int = 480
) -> WorkCalendar:
    """A calendar from the hours of Monday to Sunday and the days that differ; later exceptions win.

    >>> from datetime import datetime
    >>> from lanyan_desktop.core.values import datetime_of, instant_of
    >>> site = build_calendar()
    >>> str(datetime_of(site.add(instant_of(datetime(2025, 3, 10, 8)), 15 * 480)))
    '2025-03-24 17:00:00'

    Raises:
        LanyanError: calendar.hours for unreadable hours, calendar.empty when no day is worked.
    """
    kinds, kind_of_day = _kinds(week, exceptions)
    number = np.array([len(shifts) for shifts in kinds])
    widest = max(int(number.max()), 1)
    table = np.zeros((len(kinds), widest, 2), dtype=np.int64)
    for at, shifts in enumerate(kinds):
        table[at, : len(shifts)] = np.array(shifts, dtype=np.int64).reshape(-1, 2)
    used = (np.arange(widest) < number[:, None])[kind_of_day]
    if not used.any():
        raise LanyanError("calendar.empty")
    midnights = np.arange(FIRST_DAY, LAST_DAY, dtype=np.int64)[:, None] * MINUTES_PER_DAY
    starts = (table[kind_of_day, :, 0] + midnights)[used]
    ends = (table[kind_of_day, :, 1] + midnights)[used]
    before = np.concatenate([[0], np.cumsum(ends - starts)])
    is_whole = bool(before[-1] == (LAST_DAY - FIRST_DAY) * MINUTES_PER_DAY)
    return WorkCalendar(starts, before, day_min, is_whole)


def _kinds(week: Sequence[str | None], exceptions: Sequence[DayException]) -> tuple[list[tuple[Shift, ...]], Ints]:
    """The different days there are, and which of them each day of the table is."""
    kinds = [parse_hours(hours) for hours in week]
    of_day = (np.arange(FIRST_DAY, LAST_DAY, dtype=np.int64) + _MONDAY) % 7
    for exception in exceptions:
        first, last = max(exception.first, FIRST_DAY), min(exception.last, LAST_DAY - 1)
        if first <= last:
            of_day[first - FIRST_DAY : last - FIRST_DAY + 1] = len(kinds)
            kinds.append(parse_hours(exception.hours))
    return kinds, of_day


def shown_day(finish: Instant) -> Day:
    """The day a finish shows: that of the last minute before it.

    >>> shown_day(Instant(1440)), shown_day(Instant(1020))
    (0, 0)
    """
    return Day((finish - 1) // MINUTES_PER_DAY)


def shown_days(finishes: Ints) -> Ints:
    """As `shown_day`, of many."""
    return np.asarray((finishes - 1) // MINUTES_PER_DAY, dtype=np.int64)
