"""A plan kept computed from one reading to the next: after an edit only what it can reach is computed again."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar
from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from lanyan_desktop.core.schedule.incremental import LiveSchedule
from lanyan_desktop.core.schedule.plan import NONE, Links, Plan
from lanyan_desktop.services.schedule.loading import LoadedPlan


class LivePlan:
    """Keep one beside each open plan and hand it to `load_view`: same schedules, sooner.

    The first reading is computed as ever; from the second on, if relations and outline stayed, an edit is taken in
    part. Not for two threads at once.
    """

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._live: LiveSchedule | None = None
        self._bare: LivePlan | None = None
        self.was_full = True
        """The last schedule was computed in full."""

    def take(self, loaded: LoadedPlan) -> Schedule:
        """The schedule of a plan just read."""
        before, self.was_full = self._plan, True
        self._plan = loaded.plan
        if before is None or not _is_same_network(before, loaded.plan):
            self._live = None
            return compute_schedule(loaded.plan, loaded.network)
        plan = replace(loaded.plan, links=before.links, calendars=before.calendars)
        self._plan = plan
        if self._live is None:
            self._live = LiveSchedule(before, loaded.network)
        rows = changed_rows(before, plan)
        if not len(rows) and plan.rules == before.rules and plan.data_date == before.data_date:
            self.was_full = False
            return self._live.schedule
        self._live.was_full = False
        schedule = self._live.update(plan, rows)
        self.was_full = self._live.was_full
        return schedule

    def take_bare(self, loaded: LoadedPlan) -> Schedule:
        """The schedule of the same plan without its progress, kept likewise."""
        if self._bare is None:
            self._bare = LivePlan()
        return self._bare.take(replace(loaded, plan=without_progress(loaded.plan)))


def without_progress(plan: Plan) -> Plan:
    """A plan as it was made, before anything was reported."""
    none = np.full(len(plan), NONE, dtype=np.int64)
    return replace(plan, data_date=None, actual_start=none, actual_finish=none)


def schedules_of(loaded: LoadedPlan, live: LivePlan | None) -> tuple[Schedule, Schedule | None]:
    """The schedule of a plan just read; and, where one is kept, that of the plan without its progress."""
    if live is None:
        return compute_schedule(loaded.plan, loaded.network), None
    return live.take(loaded), live.take_bare(loaded)


def changed_rows(before: Plan, after: Plan) -> Ints:
    """Activities that say something else in two plans of the same length."""
    differ = np.zeros(len(after), dtype=np.bool_)
    for field in fields(after):
        column = getattr(after, field.name)
        if isinstance(column, np.ndarray):
            differ |= column != getattr(before, field.name)
    return np.flatnonzero(differ)


def _is_same_network(before: Plan, after: Plan) -> bool:
    return (
        len(before) == len(after)
        and before.start == after.start
        and _same_links(before.links, after.links)
        and np.array_equal(before.parent, after.parent)
        and len(before.calendars) == len(after.calendars)
        and all(_same_calendar(a, b) for a, b in zip(before.calendars, after.calendars, strict=True))
    )


def _same_links(a: Links, b: Links) -> bool:
    return a is b or all(np.array_equal(getattr(a, field.name), getattr(b, field.name)) for field in fields(a))


def _same_calendar(a: WorkCalendar, b: WorkCalendar) -> bool:
    return a is b or (
        a.day_min == b.day_min and np.array_equal(a.starts, b.starts) and np.array_equal(a.before, b.before)
    )
