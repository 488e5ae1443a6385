"""The time axis of plan charts: a position is a *chart day*, days since 1970-01-01 with a fraction of the working time.

On paper and on screen a day's work fills its day: work from 08:00 to 17:00 is drawn from midnight to midnight, half of
it to noon. So bars tie with the dates beside them, whatever the shifts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.schedule.calendar import FIRST_DAY, LAST_DAY, Ints, WorkCalendar
from lanyan_desktop.core.values import Day, date_of, day_of

Floats = NDArray[np.float64]
Unit = Literal["day", "week", "month", "quarter", "year"]
UNIT_TITLES: dict[Unit, str] = {"day": "日", "week": "周", "month": "月", "quarter": "季", "year": "年"}
LEAST_PX, MOST_PX = 0.05, 64.0
"""How far a day can be zoomed: px a day."""
_UNIT_FROM: tuple[tuple[float, Unit], ...] = (
    (14, "day"),
    (2.2, "week"),
    (0.7, "month"),
    (0.16, "quarter"),
    (0, "year"),
)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Where the chart looks: the chart day at its left edge, px a day, px wide."""

    left: float
    px_per_day: float
    width: float

    def x(self, day: Floats) -> Floats:
        return (day - self.left) * self.px_per_day

    def x_at(self, day: float) -> float:
        return (day - self.left) * self.px_per_day

    def day_at(self, x: float) -> float:
        return self.left + x / self.px_per_day

    @property
    def right(self) -> float:
        return self.left + self.width / self.px_per_day

    @property
    def unit(self) -> Unit:
        """What the lower tier counts."""
        return next(unit for least, unit in _UNIT_FROM if self.px_per_day >= least)

    def zoomed(self, factor: float, x: float) -> TimeScale:
        """Closer (factor > 1) or farther, the day under x staying where it is.

        >>> TimeScale(0, 4, 100).zoomed(2, 40)
        TimeScale(left=5.0, px_per_day=8, width=100)
        """
        px = min(max(self.px_per_day * factor, LEAST_PX), MOST_PX)
        return TimeScale(self.day_at(x) - x / px, px, self.width)


def fitted(first: float, last: float, width: float, *, margin: float = 24) -> TimeScale:
    """The scale that shows these days with some px of margin at both sides."""
    px = min(max((width - 2 * margin) / max(last - first, 1), LEAST_PX), MOST_PX)
    return TimeScale(first - margin / px, px, width)


def chart_days(calendar: WorkCalendar, instants: Ints, *, is_finish: bool = False) -> Floats:
    """Moments as chart days; a finish at the end of a day's work is the end of that day.

    >>> from lanyan_desktop.core.schedule.calendar import build_calendar
    >>> chart_days(build_calendar(), np.array([480, 720, 1020])).tolist()
    [0.0, 0.5, 1.0]
    """
    day = (instants - 1) // 1440 if is_finish else instants // 1440
    before = calendar.midnights[day]
    length = calendar.midnights[day + 1] - before
    part = (calendar.count_at(instants) - before) / np.maximum(length, 1)
    return np.asarray(day + part, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Tick:
    """A field of a tier, from x to x in px, and its words ("" when they find no room)."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Tiers:
    """Both tiers of the scale, and where the light vertical lines stand."""

    upper: tuple[Tick, ...]
    lower: tuple[Tick, ...]

    @property
    def grid(self) -> list[float]:
        return [tick.start for tick in self.upper if tick.start >= 0]


@lru_cache(maxsize=4)
def tiers(scale: TimeScale) -> Tiers:
    """The two tiers: years over months, months over weeks, months over days … Kept while rows alone are scrolled."""
    match scale.unit:
        case "day":
            return Tiers(_months(scale), _days(scale))
        case "week":
            return Tiers(_months(scale), _weeks(scale))
        case "month":
            return Tiers(_years(scale), _months(scale, is_lower=True))
        case "quarter":
            return Tiers(_years(scale), _quarters(scale))
        case _:
            return Tiers(_decades(scale), _years(scale, is_lower=True))


def _span(scale: TimeScale) -> tuple[date, date]:
    first = min(max(int(scale.left) - 1, FIRST_DAY), LAST_DAY)
    last = max(min(int(scale.right) + 1, LAST_DAY), FIRST_DAY)
    return date_of(Day(first)), date_of(Day(last))


def _ticks(scale: TimeScale, starts: list[date], texts: list[tuple[str, str]], *, px: float = 11) -> tuple[Tick, ...]:
    """Fields between these dates; the longer words where they fit, else the shorter, else none."""
    xs = [scale.x_at(float(day_of(start))) for start in starts]
    made = []
    for start, end, words in zip(xs, xs[1:], texts, strict=False):
        room = end - max(start, 0)
        fitting = (text for text in words if _width(text, px) + 6 <= room)
        made.append(Tick(start, end, next(fitting, "")))
    return tuple(made)


def _width(text: str, px: float) -> float:
    """About how wide words are at this size: Chinese signs are square, digits a little over half."""
    return sum(px if sign > "\u2e80" else px * 0.57 for sign in text)


def _month_starts(scale: TimeScale, step: int) -> list[date]:
    first, last = _span(scale)
    at, starts = first.replace(month=(first.month - 1) // step * step + 1, day=1), []
    while at <= last:
        starts.append(at)
        at = _months_later(at, step)
    return [*starts, at]


def _months_later(at: date, months: int) -> date:
    number = at.year * 12 + at.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _months(scale: TimeScale, *, is_lower: bool = False) -> tuple[Tick, ...]:
    starts = _month_starts(scale, 1)
    if is_lower:
        return _ticks(
            scale,
            starts,
            [(f"{at.month}月", str(at.month)) for at in starts],
        )
    full = {0} | {n for n, at in enumerate(starts) if at.month == 1}
    if len(starts) > 1 and scale.x_at(float(day_of(starts[1]))) < 40:
        full.add(1)  # the first is cut off at the left: say the year again
    texts = [
        (f"{at.year}年{at.month}月", f"{at.month}月") if n in full else (f"{at.month}月", str(at.month))
        for n, at in enumerate(starts)
    ]
    return _ticks(scale, starts, texts, px=12)


def _weeks(scale: TimeScale) -> tuple[Tick, ...]:
    first, last = _span(scale)
    monday = first - timedelta(days=first.weekday())
    starts = [monday + timedelta(days=7 * n) for n in range((last - monday).days // 7 + 2)]
    return _ticks(scale, starts, [(str(at.day), str(at.day)) for at in starts], px=6)


def _days(scale: TimeScale) -> tuple[Tick, ...]:
    first, last = _span(scale)
    starts = [first + timedelta(days=n) for n in range((last - first).days + 2)]
    is_wide = scale.px_per_day >= 38
    texts = [(f"{at.day} {_WEEKDAYS[at.weekday()]}" if is_wide else str(at.day), "") for at in starts]
    return _ticks(scale, starts, texts, px=11 if is_wide else 6)


def _quarters(scale: TimeScale) -> tuple[Tick, ...]:
    starts = _month_starts(scale, 3)
    texts = [(f"{(at.month + 2) // 3}季度", str((at.month + 2) // 3)) for at in starts]
    return _ticks(scale, starts, texts, px=12)


def _years(scale: TimeScale, *, is_lower: bool = False) -> tuple[Tick, ...]:
    starts = _month_starts(scale, 12)
    texts = [(f"{at.year}年", str(at.year % 100)) if not is_lower else (str(at.year), "") for at in starts]
    return _ticks(scale, starts, texts, px=12)


def _decades(scale: TimeScale) -> tuple[Tick, ...]:
    first, last = _span(scale)
    starts = [date(max(year, 1), 1, 1) for year in range(first.year // 10 * 10, last.year + 11, 10)]
    return _ticks(scale, starts, [(f"{at.year}年代", "") for at in starts], px=12)


@dataclass(frozen=True, slots=True)
class Shade:
    """Days without work, from x to x; a named one (春节停工) is hatched and says so."""

    start: float
    end: float
    name: str = ""


def shades(
    scale: TimeScale, calendar: WorkCalendar, names: tuple[tuple[Day, Day, str], ...] = (), *, named_from: int = 3
) -> list[Shade]:
    """The days in view that the calendar leaves out. Runs of a named exception of three days or more carry its name."""
    first, last = (day_of(at) for at in _span(scale))
    if first >= last or calendar.is_whole:
        return []
    days = np.arange(first, last, dtype=np.int64)
    is_off = ~calendar.works_on(days)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_off.astype(np.int8), [0]])))
    made = []
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        run = first + begin, first + end
        if (run[1] - run[0]) * scale.px_per_day < 1.5:
            continue
        is_long = run[1] - run[0] >= named_from
        name = next((n for a, b, n in names if is_long and a < run[1] and b >= run[0]), "")
        if not name and scale.px_per_day < 1.5:
            continue  # weekends would flicker as a grey haze
        made.append(Shade(scale.x_at(run[0]), scale.x_at(run[1]), name))
    return made
