"""From a plan of another program to what the engine computes, and what was computed laid beside what was stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar, build_calendar
from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from lanyan_desktop.core.schedule.exchanged import (
    ROUND_THE_CLOCK,
    ExchangedActivity,
    ExchangedLink,
    ExchangedPlan,
    Notice,
)
from lanyan_desktop.core.schedule.network import Network, build_network
from lanyan_desktop.core.schedule.plan import (
    CONSTRAINT_CODE,
    LAG_CALENDAR_CODE,
    LAG_CODE,
    LATEST,
    NONE,
    PROGRESS_CODE,
    RELATION_CODE,
    SOONEST,
    Plan,
    Rules,
    build_links,
    build_plan,
)
from lanyan_desktop.core.values import Instant


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ComputedPlan:
    """A plan of another program as this one computes it. Columns are by activity."""

    source: ExchangedPlan
    plan: Plan
    network: Network
    schedule: Schedule
    links: tuple[ExchangedLink, ...]  # those that were computed with, in the order of `plan.links`
    notices: tuple[Notice, ...]

    def calendar_of(self, at: int) -> WorkCalendar:
        return self.plan.calendars[int(self.plan.calendar[at])]


def compute_exchanged(source: ExchangedPlan) -> ComputedPlan:
    """Schedule a plan as its own program would.

    Raises:
        LanyanError: calendar.hours, calendar.empty, calendar.range.
    """
    notices = list(source.notices)
    clocks, place = _clocks(source)
    links = tuple(link for link in source.links if _binds(source.activities, link, notices))
    plan = _plan(source, clocks, place, links)
    network = build_network(plan.links, plan.parent)
    schedule = compute_schedule(plan, network)
    return ComputedPlan(
        source=source, plan=plan, network=network, schedule=schedule, links=links, notices=tuple(notices)
    )


def _clocks(source: ExchangedPlan) -> tuple[list[WorkCalendar], dict[str, int]]:
    """The project's calendar first; round the clock where an elapsed duration asks for it."""
    ordered = sorted(source.calendars, key=lambda calendar: calendar.uid != source.calendar)
    made = [build_calendar(c.week, c.exceptions, day_min=c.day_min) for c in ordered] or [build_calendar()]
    place = {calendar.uid: at for at, calendar in enumerate(ordered)}
    if any(activity.calendar == ROUND_THE_CLOCK for activity in source.activities):
        place[ROUND_THE_CLOCK] = len(made)
        made.append(build_calendar(("00:00-24:00",) * 7, day_min=1440))
    return made, place


def _binds(activities: Sequence[ExchangedActivity], link: ExchangedLink, notices: list[Notice]) -> bool:
    before, after = activities[link.before], activities[link.after]
    code = ""
    if not before.is_active and after.is_active:
        code = "link.inactive"
    elif _is_within(activities, link.before, link.after) or _is_within(activities, link.after, link.before):
        code = "link.within"
    if code:
        notices.append(Notice(code, after.uid, {"text": before.name}))
    return not code


def _is_within(activities: Sequence[ExchangedActivity], at: int, above: int) -> bool:
    while at >= 0 and at != above:
        at = activities[at].parent
    return at >= 0


def _plan(
    source: ExchangedPlan, clocks: Sequence[WorkCalendar], place: dict[str, int], links: Sequence[ExchangedLink]
) -> Plan:
    rows = source.activities
    start = _start(source)
    constraint = [CONSTRAINT_CODE[row.constraint] for row in rows]
    backwards = source.is_backward and source.finish is not None
    if backwards:  # what has no limit of its own lies as late as it can: that is the plan's rule, not the row's
        constraint = [SOONEST if code == LATEST else code for code in constraint]
    table = [(link.before, link.after, RELATION_CODE[link.type], link.lag, LAG_CODE[link.unit]) for link in links]
    return build_plan(
        [row.duration_min for row in rows],
        build_links(table),
        calendars=clocks,
        start=start,
        data_date=source.data_date if source.progress_rule != "保持逻辑" or _moves_by_data_date(source) else None,
        rules=Rules(
            lag_calendar=LAG_CALENDAR_CODE[source.lag_calendar],
            progress=PROGRESS_CODE[source.progress_rule],
            finish=source.finish if backwards else None,
            critical_float=source.critical_float_min,
        ),
        parent=[row.parent for row in rows],
        calendar=[place.get(row.calendar, 0) for row in rows],
        constraint=constraint,
        constraint_at=_instants(row.constraint_at for row in rows),
        deadline_at=_instants(row.deadline_at for row in rows),
        manual_start=_instants(row.manual_start for row in rows),
        manual_finish=_instants(row.manual_finish for row in rows),
        done=[row.done for row in rows],
        actual_start=_instants(row.actual_start for row in rows),
        actual_finish=_instants(row.actual_finish for row in rows),
        remaining=_instants(row.remaining_min for row in rows),
        not_before=_instants(row.resumes_at or row.levelled_start for row in rows),
    )


def _moves_by_data_date(source: ExchangedPlan) -> bool:
    """P6 lets nothing lie before the data date; MS Project moves nothing unless asked to."""
    return source.format in ("XER", "LANYAN")


def _instants(values: Iterable[int | None]) -> Ints:
    return np.array([NONE if value is None else value for value in values], dtype=np.int64)


def _start(source: ExchangedPlan) -> Instant:
    """The plan's own, else the earliest date that it knows."""
    if source.start is not None:
        return source.start
    known = [
        at
        for row in source.activities
        for at in (row.stored.start, row.actual_start, row.manual_start, row.constraint_at)
        if at is not None
    ]
    return min(known, default=source.data_date or Instant(20_000 * 1440))


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored date beside ours: `field` as in `StoredDates`, instants or working minutes; `apart` working minutes."""

    at: int
    field: str
    stored: int
    computed: int
    apart: int


FIELDS = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float")


def compare(computed: ComputedPlan) -> tuple[dict[str, int], dict[str, int], list[Difference]]:
    """Per field: how many stored values there are, how many equal ours in working time, and the others.

    Two moments are equal when the working time between them on the activity's calendar is zero.
    """
    stored_counts, equal = dict.fromkeys(FIELDS, 0), dict.fromkeys(FIELDS, 0)
    others: list[Difference] = []
    columns = _columns(computed.schedule)
    for at, activity in enumerate(computed.source.activities):
        clock = computed.calendar_of(at)
        for field in FIELDS:
            stored = getattr(activity.stored, field)
            if stored is None:
                continue
            stored_counts[field] += 1
            ours = columns[field][at]
            is_float = field.endswith("_float")
            apart = ours - stored if is_float else clock.between(stored, Instant(ours))
            if apart == 0:
                equal[field] += 1
            else:
                others.append(Difference(at, field, stored, ours, apart))
    return stored_counts, equal, others


def _columns(schedule: Schedule) -> dict[str, list[int]]:
    start, finish = schedule.start.tolist(), schedule.finish.tolist()
    return {
        "start": start,
        "finish": finish,
        "early_start": start,
        "early_finish": finish,
        "late_start": schedule.late_start.tolist(),
        "late_finish": schedule.late_finish.tolist(),
        "total_float": schedule.total_float.tolist(),
        "free_float": schedule.free_float.tolist(),
    }
