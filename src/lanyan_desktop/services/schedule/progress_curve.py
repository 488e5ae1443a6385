"""The S-curve of a plan's progress: what should be done day by day, what was done, what is still to come.

Weighed as the header's 完成: by target cost where there is any, else by duration. Shares are drawn, not booked: floats.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day
from lanyan_desktop.services.schedule.finding import weights_of
from lanyan_desktop.services.schedule.view import PlanView

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ProgressCurve:
    """Shares of the whole (0 to 1) at the beginning of each day from `first` on; nan where a curve has no point.

    `planned` by the baseline, without one by the plan as it was before any progress; `done` up to the data date, each
    work evenly over its actual days; `to_come` from there on, as the plan now runs.
    """

    first: Day
    planned: Floats
    done: Floats
    to_come: Floats
    has_baseline: bool

    def at(self, day: Day) -> tuple[float, float, float] | None:
        """Planned, done and to come at the beginning of a day; None outside."""
        place = day - self.first
        if not 0 <= place < len(self.planned):
            return None
        return float(self.planned[place]), float(self.done[place]), float(self.to_come[place])


def progress_curve(view: PlanView) -> ProgressCurve | None:
    """None for a plan without works."""
    plan, schedule, count = view.loaded.plan, view.schedule, view.calendar.count_at
    works = np.flatnonzero(~schedule.is_summary)
    weight = weights_of(view)[0][works]
    total = int(weight.sum())
    if not total:
        return None
    known = view.taken.finish != NONE
    base_start = np.where(known, view.taken.start, view.as_planned.start)[works]
    base_finish = np.where(known, view.taken.finish, view.as_planned.finish)[works]
    first = int(min(base_start.min(), schedule.start[works].min())) // MINUTES_PER_DAY
    last = int(max(base_finish.max(), schedule.finish[works].max()) - 1) // MINUTES_PER_DAY + 1
    days = np.arange(first, last + 1, dtype=np.int64) * MINUTES_PER_DAY
    counts = count(days)
    planned = _spread(count(base_start), count(base_finish), weight / total, counts)
    start, finish = count(schedule.start[works]), count(schedule.finish[works])
    share = plan.done[works] / 10_000
    at = plan.data_date
    if at is None:
        nothing = np.full(len(days), np.nan)
        return ProgressCurve(
            first=Day(first),
            planned=planned,
            done=nothing,
            to_come=_spread(start, finish, weight / total, counts),
            has_baseline=bool(known.any()),
        )
    now = view.calendar.count(at)
    until = np.maximum(np.minimum(finish, now), np.minimum(start, now))
    done = _spread(np.minimum(start, now), until, weight / total * share, counts)
    made = float((weight * share).sum()) / total
    rest = made + _spread(np.maximum(start, now), np.maximum(finish, now), weight / total * (1 - share), counts)
    return ProgressCurve(
        first=Day(first),
        planned=planned,
        done=np.where(days <= at, done, np.nan),
        to_come=np.where(days >= at, rest, np.nan),
        has_baseline=bool(known.any()),
    )


def _spread(start: Ints, finish: Ints, weight: Floats, at: Ints) -> Floats:
    """The sum of weights, each spread evenly from its start to its finish, at these counts.

    One walk over the days on which anything begins or ends, however many works there are.
    """
    long = finish > start
    slope = weight[long] / (finish[long] - start[long])
    corners, place = np.unique(np.concatenate([start[long], finish[long]]), return_inverse=True)
    step = np.bincount(place, weights=np.concatenate([slope, -slope]), minlength=len(corners))
    level = np.concatenate([[0.0], np.cumsum(np.cumsum(step)[:-1] * np.diff(corners))]) if len(corners) else corners
    smooth = np.interp(at, corners, level) if len(corners) else np.zeros(len(at))
    order = np.argsort(finish[~long], kind="stable")
    jumps = np.concatenate([[0.0], np.cumsum(weight[~long][order])])
    found: Floats = smooth + jumps[np.searchsorted(finish[~long][order], at, side="right")]
    return found
