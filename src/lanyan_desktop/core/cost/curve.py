"""The S-curve: planned, earned and actual cost, cumulative at the end of each period. All sums exact, rounded once.

Time is a position on the working calendar, an integer of any unit (working minutes, working days): `start` and `finish`
of an activity and the ends of periods must all count the same way from the same moment. A cost is spread evenly over
the working time from start to finish; one without duration falls due at its start.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lanyan_desktop.core.cost.outline import Ints

_NEAR_HALF = 1e-6  # a float sum this close to .5 分 is not trusted to round the right way
_SAFE = 2.0**62


@dataclass(frozen=True, slots=True)
class Spread:
    """Costs spread over time, ready to be summed up to any moment; made once, asked for all months together.

    Exact, and still columns: rows are sorted by duration, then start, so that those of one duration, which share a
    denominator, are a run; within it, who has begun and who has finished by a moment are two places, and what they cost
    two differences of running sums. (Running sums may leave 64 bits and wrap; their differences are right again.)
    """

    origin: int  # what starts are counted from
    keys: Ints  # place of the run × span + start: ascending over all rows
    span: int
    first: Ints  # of each run
    duration: Ints  # of each run
    amounts: Ints  # running sum of amounts, one longer than the rows
    weighted: Ints  # running sum of amount × start
    at_once: tuple[Ints, Ints]  # moments, ascending, and the running sum of what has no duration

    def until(self, moments: Ints) -> Ints:
        """The amounts that fall before each moment, rounded half up to 分 once.

        >>> spread_over(np.array([0]), np.array([4]), np.array([101])).until(np.array([1, 4])).tolist()
        [25, 101]
        """
        whole, rests = self.parts(moments)
        pairs = zip(whole.tolist(), rests.T, strict=True)
        return np.array([_round_sum(one, column, self.duration) for one, column in pairs], dtype=np.int64)

    def parts(self, moments: Ints) -> tuple[Ints, Ints]:
        """For each moment the whole 分, and for each run (rows) and moment (columns) the numerator of its rest."""
        due, sums = self.at_once
        whole = sums[np.searchsorted(due, moments, side="right")]
        if not len(self.first):
            return whole, np.zeros((0, len(moments)), dtype=np.int64)
        passed = moments - self.origin
        lengths = self.duration[:, None]
        begun, over = self._places(passed[None, :]), self._places(passed[None, :] - lengths)
        finished = self.amounts[over] - self.amounts[self.first][:, None]
        going = (self.amounts[begun] - self.amounts[over]) * passed - (self.weighted[begun] - self.weighted[over])
        quotients, rests = np.divmod(going, lengths)
        return whole + (finished + quotients).sum(axis=0), rests

    def _places(self, passed: Ints) -> Ints:
        """How many rows, counted from the very first, lie in or before each run and start by then."""
        runs = np.arange(len(self.first), dtype=np.int64)[:, None] * self.span
        places: Ints = np.searchsorted(self.keys, runs + np.clip(passed, -1, self.span - 2), side="right")
        return places


def _round_sum(whole: int, numerators: Ints, denominators: Ints) -> int:
    """The sum of a whole and quotients, rounded half up once: by float where that is surely right, else exactly."""
    near = float((numerators / denominators).sum()) if len(numerators) else 0.0
    if abs(near % 1.0 - 0.5) > _NEAR_HALF:
        return whole + int(np.floor(near + 0.5))
    pairs = zip(numerators.tolist(), denominators.tolist(), strict=True)
    exact = sum((Fraction(part, of) for part, of in pairs), Fraction(0))
    return whole + int((exact + Fraction(1, 2)) // 1)


def spread_over(start: Ints, finish: Ints, amount: Ints) -> Spread:
    """Spread each amount evenly from its start to its finish.

    Raises:
        OverflowError: amounts so large that their sum over time would leave 64 bits.
    """
    duration = np.maximum(finish - start, 0)
    if float(np.abs(amount).astype(np.float64) @ duration.astype(np.float64)) > _SAFE:
        raise OverflowError("amounts × durations exceed 64 bits")
    rows = np.flatnonzero(duration > 0)
    rows = rows[np.lexsort((start[rows], duration[rows]))]
    ordered = duration[rows]
    origin = int(start[rows].min()) if len(rows) else 0
    begin = start[rows] - origin
    span = int(begin.max()) + 2 if len(rows) else 2
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(rows) else np.zeros(0, dtype=np.int64)
    runs = np.repeat(np.arange(len(first)), np.diff(np.r_[first, len(rows)]))
    return Spread(
        origin=origin,
        keys=runs * span + begin,
        span=span,
        first=first,
        duration=ordered[first],
        amounts=_running(amount[rows]),
        weighted=_running(amount[rows] * begin),
        at_once=_at_once(start, amount, duration),
    )


def _at_once(start: Ints, amount: Ints, duration: Ints) -> tuple[Ints, Ints]:
    rows = np.flatnonzero(duration == 0)
    rows = rows[np.argsort(start[rows], kind="stable")]
    return start[rows], _running(amount[rows])


def _running(values: Ints) -> Ints:
    """Running sums with a zero before the first."""
    sums = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def earned(
    moments: Ints,
    *,
    data_moment: int,
    start: Ints,
    finish: Ints,
    duration: Ints,
    done: Ints,
    budget: Ints,
) -> Ints:
    """EV at each moment: what was finished, and the earned part of what was in progress.

    start, finish: actual, -1 where there is none yet; duration: working time the activity takes as now planned;
    done: ‱ at the data date. At the data date and after, an activity has earned what was reported. Before it, what is
    finished by then earned evenly over its actual time; what is still in progress earned at the pace of its duration,
    never more than was reported: no report of an earlier day is kept.
    """
    begun = start >= 0
    over = begun & (finish >= 0)
    going = np.flatnonzero(begun & ~over)
    finished = spread_over(start[over], finish[over], budget[over])
    whole, rests = finished.parts(moments)
    sums = []
    for moment, sure, rest in zip(moments.tolist(), whole.tolist(), rests.T, strict=True):
        part, of = _paced(moment, data_moment, start[going], np.maximum(duration[going], 1), done[going])
        quotients, left = np.divmod(budget[going] * part, of)
        sums.append(_round_sum(sure + int(quotients.sum()), np.r_[rest, left], np.r_[finished.duration, of]))
    return np.array(sums, dtype=np.int64)


def _paced(moment: int, data_moment: int, start: Ints, duration: Ints, done: Ints) -> tuple[Ints, Ints]:
    """The earned part of each activity in progress, as numerator and denominator."""
    elapsed = np.maximum(moment - start, 0)
    is_reported = (moment >= data_moment) | ((elapsed > 0) & (elapsed * 10_000 >= done * duration))
    return np.where(is_reported, done, elapsed), np.where(is_reported, 10_000, duration)


def cumulative_by_day(days: Ints, amounts: Ints, ends: Ints) -> Ints:
    """Actual cost booked up to and including each day of `ends`; entries need no order.

    >>> cumulative_by_day(np.array([3, 1, 9]), np.array([30, 10, 90]), np.array([2, 5, 9])).tolist()
    [10, 40, 130]
    """
    order = np.argsort(days, kind="stable")
    running = np.r_[0, np.cumsum(amounts[order])]
    cumulative: Ints = running[np.searchsorted(days[order], ends, side="right")].astype(np.int64)
    return cumulative
