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
    """Costs spread over time, ready to be summed up to any moment; made once, asked for every month.

    Exact, and still columns: amounts are grouped by duration, so each group is a sum of integers over one denominator.
    """

    start: Ints
    duration: Ints
    amount: Ints
    first_of_group: Ints
    group_duration: Ints
    at_once: tuple[Ints, Ints]  # moments and amounts of what has no duration

    def until(self, moment: int) -> int:
        """The amount that falls before this moment, rounded half up to 分 once.

        >>> spread_over(np.array([0]), np.array([4]), np.array([101])).until(1)
        25
        """
        whole, rests = self.parts(moment)
        return _round_sum(whole, rests, self.group_duration)

    def parts(self, moment: int) -> tuple[int, Ints]:
        """Whole 分, and for each group of one duration the numerator of its rest."""
        moments, amounts = self.at_once
        whole = int(amounts[moments <= moment].sum())
        if not len(self.start):
            return whole, np.zeros(0, dtype=np.int64)
        elapsed = np.clip(moment - self.start, 0, self.duration)
        sums = np.add.reduceat(self.amount * elapsed, self.first_of_group)
        quotients, rests = np.divmod(sums, self.group_duration)
        return whole + int(quotients.sum()), rests


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
    lasting = duration > 0
    if float(np.abs(amount).astype(np.float64) @ duration.astype(np.float64)) > _SAFE:
        raise OverflowError("amounts × durations exceed 64 bits")
    rows = np.flatnonzero(lasting)
    rows = rows[np.argsort(duration[rows], kind="stable")]
    ordered = duration[rows]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(rows) else np.zeros(0, dtype=np.int64)
    return Spread(start[rows], ordered, amount[rows], first, ordered[first], (start[~lasting], amount[~lasting]))


def series(spread: Spread, moments: Ints) -> Ints:
    """The cumulative amount at each moment."""
    return np.array([spread.until(int(moment)) for moment in moments], dtype=np.int64)


def earned_until(
    moment: int,
    *,
    data_moment: int,
    start: Ints,
    finish: Ints,
    duration: Ints,
    done: Ints,
    budget: Ints,
) -> int:
    """EV at a moment: what was finished, and the earned part of what was in progress.

    start, finish: actual, -1 where there is none yet; duration: working time the activity takes as now planned;
    done: ‱ at the data date. At the data date and after, an activity has earned what was reported. Before it, what is
    finished by then earned evenly over its actual time; what is still in progress earned at the pace of its duration,
    never more than was reported: no report of an earlier day is kept.
    """
    begun = start >= 0
    over = begun & (finish >= 0)
    going = begun & ~over
    whole, rests = (finished := spread_over(start[over], finish[over], budget[over])).parts(moment)
    if moment >= data_moment:
        part, of = done[going], np.full(int(going.sum()), 10_000, dtype=np.int64)
    else:
        part, of = _paced(moment, start[going], duration[going], done[going])
    numerators = np.r_[rests, budget[going] * part]
    return _round_sum(whole, numerators, np.r_[finished.group_duration, of])


def _paced(moment: int, start: Ints, duration: Ints, done: Ints) -> tuple[Ints, Ints]:
    """The earned part of each activity in progress, as numerator and denominator."""
    elapsed = np.maximum(moment - start, 0)
    length = np.maximum(duration, 1)
    is_capped = (elapsed > 0) & (elapsed * 10_000 >= done * length)
    return np.where(is_capped, done, elapsed), np.where(is_capped, 10_000, length)


def cumulative_by_day(days: Ints, amounts: Ints, ends: Ints) -> Ints:
    """Actual cost booked up to and including each day of `ends`; entries need no order.

    >>> cumulative_by_day(np.array([3, 1, 9]), np.array([30, 10, 90]), np.array([2, 5, 9])).tolist()
    [10, 40, 130]
    """
    order = np.argsort(days, kind="stable")
    running = np.r_[0, np.cumsum(amounts[order])]
    cumulative: Ints = running[np.searchsorted(days[order], ends, side="right")].astype(np.int64)
    return cumulative
