"""Where a plan may end, by what was measured: earned schedule (挣得进度) and each team's own pace.

Earned schedule (Lipke; PMI Practice Standard for Scheduling): ES is the time at which the plan should have earned what
is earned now; SPI(t) = ES / AT; IEAC(t) = planned duration / SPI(t). Times are working-minute counts of one calendar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.progress import value_due

_WHOLE = 10**9
SLOWEST, FASTEST = 5_000, 20_000
"""A measured pace counts from half to double (‱): two days of work say little of two hundred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnedSchedule:
    """Working minutes since the start of the project."""

    earned: int  # ES
    actual: int  # AT
    planned: int  # planned duration
    expected: int  # IEAC(t)

    @property
    def index(self) -> int:
        """SPI(t) in ‱."""
        return (2 * self.earned * 10_000 + self.actual) // (2 * self.actual) if self.actual else 10_000


def earned_schedule(
    weight: Ints, start: Ints, finish: Ints, *, done: Ints, begin: int, at: int
) -> EarnedSchedule | None:
    """Of works by weight (cost, else duration) at a check date; None before anything was to be earned, or was.

    `start` and `finish` as the baseline plans them, `done` in ‱.

    >>> made = earned_schedule(np.array([100]), np.array([0]), np.array([100]), done=np.array([2_500]), begin=0, at=50)
    >>> made.earned, made.index, made.expected
    (25, 5000, 200)
    """
    weight = np.rint(weight / max(int(weight.sum()), 1) * _WHOLE).astype(np.int64)  # shares: fine enough for minutes
    value = int((weight * done).sum()) // 10_000
    last = int(finish.max(initial=begin))
    if value <= 0 or at <= begin or last <= begin:
        return None
    low, high = begin, last  # the last moment at which no more than this was due
    while low < high:
        middle = (low + high + 1) // 2
        if value_due(weight, start, finish, middle) <= value:
            low = middle
        else:
            high = middle - 1
    earned, actual, planned = low - begin, at - begin, last - begin
    if earned <= 0:
        return None
    return EarnedSchedule(
        earned=earned, actual=actual, planned=planned, expected=(2 * planned * actual + earned) // (2 * earned)
    )


def paces(team: Ints, *, duration: Ints, done: Ints, spent: Ints) -> dict[int, int]:
    """By team: planned minutes done for each minute spent, in ‱, within bounds; teams that spent nothing are left out.

    >>> paces(np.array([0, 0, 1]), duration=np.array([100, 100, 100]), done=np.array([10_000, 5_000, 0]),
    ...       spent=np.array([200, 100, 0]))
    {0: 5000}
    """
    found = {}
    for number in np.unique(team).tolist():
        mine = team == number
        made, used = int((duration[mine] * done[mine]).sum()), int(spent[mine].sum())
        if used > 0:
            found[number] = min(max((2 * made + used) // (2 * used), SLOWEST), FASTEST)
    return found
