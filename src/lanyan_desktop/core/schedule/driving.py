"""What drives a work: back over the relations that set its dates, to where the chain begins."""

from __future__ import annotations

import numpy as np

from lanyan_desktop.core.schedule.cpm import Schedule
from lanyan_desktop.core.schedule.plan import Plan


class DrivingPaths:
    """Asks a computed plan for driving paths; made once for many questions.

    >>> from lanyan_desktop.core.schedule.calendar import build_calendar
    >>> from lanyan_desktop.core.schedule.cpm import compute_schedule
    >>> from lanyan_desktop.core.schedule.plan import build_links, build_plan
    >>> from lanyan_desktop.core.values import Instant
    >>> plan = build_plan([480, 480, 480], build_links([(0, 1, 0, 0, 0), (1, 2, 0, 0, 0)]),
    ...                   calendars=[build_calendar()], start=Instant(29_000_160))
    >>> DrivingPaths(plan, compute_schedule(plan)).path_to(2)
    [0, 1, 2]
    """

    def __init__(self, plan: Plan, schedule: Schedule) -> None:
        self._parent = plan.parent.tolist()
        self._finish, self._done = schedule.finish.tolist(), schedule.is_finished.tolist()
        self._is_summary = schedule.is_summary.tolist()
        self._into: dict[int, list[int]] = {}
        driving = np.flatnonzero(schedule.is_driving)
        for source, target in zip(
            plan.links.source[driving].tolist(), plan.links.target[driving].tolist(), strict=True
        ):
            self._into.setdefault(target, []).append(source)
        self._below: dict[int, list[int]] = {}
        for row, above in enumerate(self._parent):
            self._below.setdefault(above, []).append(row)

    def path_to(self, row: int) -> list[int]:
        """Works from the first that drives to this one, both included; finished work ends the chain."""
        path, seen = [row], {row}
        while True:
            driver = self._driver(path[-1])
            if driver is None or driver in seen:
                return path[::-1]
            path.append(driver)
            seen.add(driver)
            if self._done[driver]:
                return path[::-1]

    def _driver(self, row: int) -> int | None:
        """The latest of what drives a work or a summary above it."""
        found: list[int] = []
        at = row
        while at >= 0:
            found += [self._last_below(source) for source in self._into.get(at, ())]
            at = self._parent[at]
        return max(found, key=lambda one: (self._finish[one], -one), default=None)

    def _last_below(self, row: int) -> int:
        while self._is_summary[row]:
            row = max(self._below[row], key=lambda one: (self._finish[one], -one))
        return row
