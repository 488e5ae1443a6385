"""Reads a .gan file. GanttProject plans in whole days: a day here is the usual shift of 8 hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from lanyan_desktop.core.records.plan import DAY_HOURS, RelationType
from lanyan_desktop.core.schedule.calendar import DayException, WorkCalendar, build_calendar
from lanyan_desktop.core.schedule.exchanged import (
    ExchangedActivity,
    ExchangedAssignment,
    ExchangedCalendar,
    ExchangedLink,
    ExchangedPlan,
    ExchangedResource,
    Notice,
    StoredDates,
)
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Instant, day_of
from lanyan_desktop.exchange.guarded import MOST_ACTIVITIES, MOST_EXCEPTIONS, MOST_LINKS, check_date, check_duration
from lanyan_desktop.exchange.msproject.streaming import local, records
from lanyan_desktop.exchange.msproject.values import parse_number, parse_scaled
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

_DAY_MIN = 480
_RELATIONS: dict[str, RelationType] = {"1": "SS", "2": "FS", "3": "FF", "4": "SF"}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MORNING = 8 * 60
_CALENDAR = "1"


@dataclass(slots=True)
class _File:
    name: str
    title: str = ""
    week: list[str] = field(default_factory=lambda: [*(DAY_HOURS,) * 5, "", ""])
    exceptions: list[DayException] = field(default_factory=list)
    rows: list[tuple[Element, int]] = field(default_factory=list)  # with the place of the parent
    resources: list[ExchangedResource] = field(default_factory=list)
    allocations: list[tuple[str, str, int]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def read_gan(path: Path, *, step: Step = no_step) -> ExchangedPlan:
    """The plan in the file, with the dates it stores.

    Raises:
        LanyanError: plan_file.*.
    """
    found = _File(path.name)
    is_project = False
    for above, element in records(path, depth=2, step=step):
        is_project |= above[:1] == ("project",)
        _take(found, above, element)
    if not is_project:
        raise LanyanError("plan_file.unknown", file=path.name)
    if not found.rows:
        raise LanyanError("plan_file.no_activities", file=path.name)
    return _plan(found)


def _take(found: _File, above: tuple[str, ...], element: Element) -> None:
    name = local(element.tag)
    if not above:
        found.title = element.get("name", "")
    elif above[1:] == ("calendars",):
        if name == "day-types":
            _week(found, element)
        elif name == "date":
            _exception(found, element)
    elif above[1:] == ("tasks",) and name == "task":
        _outline(found, element)
    elif above[1:] == ("resources",) and name == "resource":
        found.resources.append(ExchangedResource(uid=element.get("id", ""), name=element.get("name", "") or "资源"))
    elif above[1:] == ("allocations",) and name == "allocation":
        units = parse_scaled(element.get("load"), scale=100, at="资源分配", empty=10_000)
        found.allocations.append((element.get("task-id", ""), element.get("resource-id", ""), max(units, 0)))
    if max(len(found.allocations), len(found.resources)) > MOST_LINKS:
        raise LanyanError("plan_file.too_many", file=found.name, what="资源分配", limit=MOST_LINKS)


def _week(found: _File, element: Element) -> None:
    week = next((one for one in element if local(one.tag) == "default-week"), None)
    if week is not None:
        found.week = ["" if week.get(day, "0") == "1" else DAY_HOURS for day in _WEEKDAYS]
    if not any(found.week):
        found.notices.append(Notice("calendar.empty", params={"text": "default"}))
        found.week = [DAY_HOURS] * 7


def _exception(found: _File, element: Element) -> None:
    """A day off, or one that is worked; without a year it comes back every year."""
    year, at = element.get("year", ""), f"{element.get('year')}-{element.get('month')}-{element.get('date')}"
    hours = DAY_HOURS if element.get("type") == "WORKING_DAY" else ""
    month, day = parse_number(element.get("month"), at=at), parse_number(element.get("date"), at=at)
    for one in [parse_number(year, at=at)] if year else range(1970, 2119):
        try:
            number = day_of(date(one, month, day))
        except (ValueError, OverflowError) as error:
            if not year:
                continue  # 29 February
            raise LanyanError("plan_file.date", text=at[:40], at="日历") from error
        check_date(number * MINUTES_PER_DAY, text=at, at="日历")
        found.exceptions.append(DayException(number, number, hours, (element.text or "").strip()))
    if len(found.exceptions) > MOST_EXCEPTIONS:
        raise LanyanError("plan_file.too_many", file=found.name, what="日历例外", limit=MOST_EXCEPTIONS)


def _outline(found: _File, top: Element) -> None:
    stack = [(top, -1)]
    while stack:
        element, parent = stack.pop()
        here = len(found.rows)
        found.rows.append((element, parent))
        if here >= MOST_ACTIVITIES:
            raise LanyanError("plan_file.too_many", file=found.name, what="工作", limit=MOST_ACTIVITIES)
        stack += [(child, here) for child in reversed(element) if local(child.tag) == "task"]


def _plan(found: _File) -> ExchangedPlan:
    place: dict[str, int] = {}
    for at, (element, _) in enumerate(found.rows):
        uid = element.get("id", "")
        if place.setdefault(uid, at) != at:
            raise LanyanError("plan_file.same_uid", file=found.name, at=uid)
    clock = build_calendar(found.week, found.exceptions)
    parents = {parent for _, parent in found.rows}
    activities = [
        _activity(element, parent, clock, is_summary=at in parents) for at, (element, parent) in enumerate(found.rows)
    ]
    links, held = _links(found, place, activities)
    activities = [a if at in held or a.nature == "summary" else _kept(a) for at, a in enumerate(activities)]
    calendar = ExchangedCalendar(
        uid=_CALENDAR, name="default", week=tuple(found.week), exceptions=tuple(found.exceptions)
    )
    known = {resource.uid for resource in found.resources}
    return ExchangedPlan(
        format="GAN",
        name=found.title,
        start=min(a.stored.start for a in activities if a.stored.start is not None),
        calendar=_CALENDAR,
        calendars=[calendar],
        activities=activities,
        links=links,
        resources=found.resources,
        assignments=[
            ExchangedAssignment(activity=place[task], resource=resource, units=units)
            for task, resource, units in found.allocations
            if task in place and resource in known
        ],
        notices=found.notices,
    )


def _activity(element: Element, parent: int, clock: WorkCalendar, *, is_summary: bool) -> ExchangedActivity:
    uid, name = _uid(element.get("id", "")), (element.get("name") or "").strip()
    start = _date(element.get("start"), name)
    days = parse_number(element.get("duration"), at=name)
    is_milestone = element.get("meeting") == "true"
    duration = 0 if is_milestone else check_duration(days * _DAY_MIN, text=f"{days} 天", at=name)
    done = parse_number(element.get("complete"), at=name)
    if not 0 <= done <= 100:
        raise LanyanError("plan_file.number", text=f"{done}%", at=name)
    begin = clock.next_start(start)
    wanted = _date(element.get("thirdDate"), name) if element.get("thirdDate-constraint") == "1" else None
    notes = next((one.text for one in element if local(one.tag) == "notes"), None)
    return ExchangedActivity(
        uid=uid,
        name=name,
        parent=parent,
        nature="summary" if is_summary else "milestone" if duration == 0 else "work",
        duration_min=duration,
        constraint="不得早于…开始" if wanted is not None else "越早越好",
        constraint_at=wanted,
        done=done * 100,
        note=(notes or "").strip() or None,
        stored=StoredDates(start=start, finish=clock.add(begin, duration) if duration else start),
    )


def _uid(id: str) -> str:
    """GanttProject counts from 0, which is the project itself elsewhere: one more, as MPXJ does."""
    return str(int(id) + 1) if id.isdecimal() and len(id) < 12 else id


def _kept(activity: ExchangedActivity) -> ExchangedActivity:
    """What no strong dependency moves stays where it was put."""
    at = max(activity.stored.start or Instant(0), activity.constraint_at or Instant(0))
    return replace(activity, constraint="不得早于…开始", constraint_at=Instant(at))


def _date(text: str | None, at: str) -> Instant:
    try:
        day = Day(day_of(date.fromisoformat((text or "")[:10])))
    except ValueError as error:
        raise LanyanError("plan_file.date", text=(text or "")[:40], at=at) from error
    return check_date(day * MINUTES_PER_DAY, text=text or "", at=at)


def _links(
    found: _File, place: dict[str, int], activities: Sequence[ExchangedActivity]
) -> tuple[list[ExchangedLink], set[int]]:
    """The dependencies, and which activities a strong one (or one into a summary above) holds."""
    links, held, seen = list[ExchangedLink](), set[int](), set[tuple[int, int, str]]()
    for before, (element, _) in enumerate(found.rows):
        for depend in element:
            if local(depend.tag) != "depend":
                continue
            after = place.get(depend.get("id", ""))
            kind = _RELATIONS.get(depend.get("type", "2"), "FS")
            if after is None or after == before:
                found.notices.append(Notice("link.unknown", activities[before].uid, {"text": depend.get("id", "")}))
                continue
            if (before, after, kind) in seen:
                found.notices.append(Notice("link.twice", activities[after].uid, {"text": activities[before].name}))
                continue
            seen.add((before, after, kind))
            days = parse_number(depend.get("difference"), at=activities[after].name)
            check_duration(abs(days) * _DAY_MIN, text=f"{days} 天", at=activities[after].name)
            links.append(ExchangedLink(before=before, after=after, type=kind, lag=days * _DAY_MIN))
            if depend.get("hardness", "Strong") == "Strong":
                held.add(after)
            if len(links) > MOST_LINKS:
                raise LanyanError("plan_file.too_many", file=found.name, what="逻辑关系", limit=MOST_LINKS)
    return links, held
