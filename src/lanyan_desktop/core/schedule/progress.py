"""Where the work stands at a check date: planned share, the front line (前锋线) and what being late means.

Positions and check dates are working-minute counts of one calendar (`WorkCalendar.count_at`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.network import Bools

_FINE = 10**9


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FrontLine:
    """One check date against the plan, by activity."""

    at: int
    position: Ints  # how far the work has come, as a count: on the plan's own bar
    late: Ints  # working minutes behind the check date; negative is ahead
    is_marked: Bools  # the line bends here: due or begun, not finished, no milestone

    def __len__(self) -> int:
        return len(self.position)


def front_line(
    start: Ints, finish: Ints, *, done: Ints, is_finished: Bools, at: int, remaining: Ints | None = None
) -> FrontLine:
    """The front line at a check date against planned starts and finishes (counts).

    A work in progress stands at start + share × duration, or, where `remaining` (minutes, negative: not known) is
    given, at finish − remaining; one due but not begun at its start; one not due, finished or without duration lies
    on the line. `done` in ‱.

    >>> line = front_line(np.array([0]), np.array([100]), done=np.array([3_000]), is_finished=np.array([False]), at=80)
    >>> line.position.tolist(), line.late.tolist()
    ([30], [50])
    """
    length = finish - start
    position = start + (np.clip(done, 0, 10_000) * length + 5_000) // 10_000
    if remaining is not None:
        position = np.where(remaining >= 0, finish - remaining, position)
    is_marked = ~is_finished & (length > 0) & ((done > 0) | (start < at))
    position = np.where(is_marked, position, at)
    return FrontLine(at=at, position=position, late=at - position, is_marked=is_marked)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a lateness does: how long successors wait, how long the project does (working minutes)."""

    successors: int
    project: int


def effect_of(late: int, *, total_float: int, free_float: int) -> Effect:
    """Of a lateness d: d ≤ FF none; FF < d: successors wait d − FF; d > TF: the project waits d − TF.

    >>> effect_of(3, total_float=2, free_float=1)
    Effect(successors=2, project=1)
    """
    return Effect(max(late - max(free_float, 0), 0), max(late - total_float, 0))


def project_delay(late: Ints, total_float: Ints) -> int:
    """How late the project gets: the greatest d − TF of all works, not their sum; 0 when none exceeds its float.

    >>> project_delay(np.array([2, 1]), np.array([0, 0]))
    2
    """
    return int(np.maximum(late - total_float, 0).max(initial=0))


def planned_share(start: Ints, finish: Ints, at: int) -> Ints:
    """How much of each work should be done at the check date, in ‱, evenly over its working time.

    A milestone is done or not.

    >>> planned_share(np.array([0, 0, 90]), np.array([100, 50, 90]), 60).tolist()
    [6000, 10000, 0]
    """
    length = finish - start
    gone = np.clip(at - start, 0, length)
    share = (gone * 10_000 + np.maximum(length, 1) // 2) // np.maximum(length, 1)
    return np.where(length > 0, share, np.where(finish <= at, 10_000, 0))


def value_due(weight: Ints, start: Ints, finish: Ints, at: int) -> int:
    """Σ weight × planned share, exact and rounded half up once at the end: PV in 分 when the weights are budgets.

    >>> value_due(np.array([100, 100]), np.array([0, 0]), np.array([3, 6]), 1)
    50
    """
    length = np.maximum(finish - start, 1)
    gone = np.where(finish > start, np.clip(at - start, 0, finish - start), (finish <= at).astype(np.int64))
    whole, rest = np.divmod(weight * gone, length)
    parts = int((rest * _FINE // length).sum()) + len(length)  # each lost less than one part in 10⁹: given back
    return int(whole.sum()) + (2 * parts + _FINE) // (2 * _FINE)
