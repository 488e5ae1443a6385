"""Reads an MSPDI file: MS Project's XML, as Project, Project Server, ProjectLibre and others write it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree.ElementTree import Element

from lanyan_desktop.core.records.plan import ResourceType
from lanyan_desktop.core.schedule.exchanged import (
    ROUND_THE_CLOCK,
    ExchangedActivity,
    ExchangedAssignment,
    ExchangedCalendar,
    ExchangedLink,
    ExchangedPlan,
    ExchangedResource,
    Notice,
)
from lanyan_desktop.exchange.guarded import DEEPEST, MOST_ACTIVITIES, MOST_LINKS
from lanyan_desktop.exchange.msproject.calendars import RawCalendar, read_calendar, resolve, unite
from lanyan_desktop.exchange.msproject.streaming import local, records
from lanyan_desktop.exchange.msproject.tasks import RawTask, read_task
from lanyan_desktop.exchange.msproject.values import (
    RELATIONS,
    parse_duration,
    parse_instant,
    parse_number,
    parse_scaled,
)
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

_TYPES: dict[str, ResourceType] = {"0": "材料", "1": "人工", "2": "材料"}
_MACHINES = ("机械", "机械设备", "Machine", "Equipment")
_GROUPS = ("Calendars", "Tasks", "Resources", "Assignments")
_KEPT_FIELDS = (
    "Title", "Subject", "Category", "Company", "Manager", "Author", "CurrencySymbol", "CurrencyCode",
    "CurrencySymbolPosition", "CurrencyDigits", "MinutesPerWeek", "DaysPerMonth", "DefaultStartTime",
    "DefaultFinishTime", "WeekStartDay", "FYStartDate", "DefaultTaskType", "DefaultFixedCostAccrual", "WorkFormat",
    "DurationFormat", "SplitsInProgressTasks", "HonorConstraints", "NewTasksEffortDriven", "NewTasksEstimated",
)  # fmt: skip


@dataclass(slots=True)
class _File:
    """What was read so far."""

    name: str
    properties: dict[str, str] = field(default_factory=dict)
    calendars: dict[str, RawCalendar] = field(default_factory=dict)
    tasks: list[RawTask] = field(default_factory=list)
    resources: list[ExchangedResource] = field(default_factory=list)
    assignments: list[tuple[str, str, int, int | None]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    links: int = 0


def read_mspdi(path: Path, *, step: Step = no_step) -> ExchangedPlan:
    """The plan in the file, with the dates it stores.

    Raises:
        LanyanError: plan_file.*.
    """
    found = _File(path.name)
    is_project = False
    for above, element in records(path, depth=2, step=step):
        is_project |= bool(above and above[0] == "Project") or local(element.tag) == "Project"
        _take(found, above, element)
    if not is_project:
        raise LanyanError("plan_file.unknown", file=path.name)
    return _plan(found)


def _take(found: _File, above: tuple[str, ...], element: Element) -> None:
    name = local(element.tag)
    if len(above) == 1 and name not in _GROUPS:
        found.properties[name] = (element.text or "").strip()
    elif len(above) == 2:
        if above[1] == "Tasks" and name == "Task":
            found.tasks.append(read_task(element, found.notices))
            found.links += len(found.tasks[-1].links)
            _check_counts(found)
        elif above[1] == "Calendars" and name == "Calendar":
            raw = read_calendar(element, found.notices)
            found.calendars[raw.uid] = raw
        elif above[1] == "Resources" and name == "Resource":
            found.resources += _resources(element)
        elif above[1] == "Assignments" and name == "Assignment":
            found.assignments.append(_assignment(element))
    if len(found.calendars) > 5_000:
        raise LanyanError("plan_file.too_many", file=found.name, what="日历", limit=5_000)
    if max(len(found.resources), len(found.assignments)) > MOST_LINKS:
        raise LanyanError("plan_file.too_many", file=found.name, what="资源分配", limit=MOST_LINKS)


def _check_counts(found: _File) -> None:
    for count, most, what in ((len(found.tasks), MOST_ACTIVITIES, "工作"), (found.links, MOST_LINKS, "逻辑关系")):
        if count > most:
            raise LanyanError("plan_file.too_many", file=found.name, what=what, limit=most)


def _resources(element: Element) -> list[ExchangedResource]:
    fields = {local(child.tag): (child.text or "").strip() for child in element}
    uid, name = fields.get("UID", ""), fields.get("Name", "")
    if not name or fields.get("IsNull") == "1":
        return []  # the row of what nobody is assigned to
    calendar = fields.get("CalendarUID", "")
    is_machine = fields.get("Type", "1") == "1" and fields.get("Group", "") in _MACHINES
    return [
        ExchangedResource(
            uid=uid,
            name=name,
            type="机械" if is_machine else _TYPES.get(fields.get("Type", "1"), "人工"),
            unit=fields.get("MaterialLabel", "")[:20] or ("台" if is_machine else "人"),
            capacity=max(parse_scaled(fields.get("MaxUnits"), scale=10_000, at=name, empty=10_000), 0),
            calendar="" if calendar in ("", "-1") else calendar,
        )
    ]


def _assignment(element: Element) -> tuple[str, str, int, int | None]:
    fields = {local(child.tag): child.text for child in element if not len(child)}
    at = f"资源分配 {fields.get('UID')}"
    units = max(parse_scaled(fields.get("Units"), scale=10_000, at=at, empty=10_000), 0)
    work = parse_duration(fields.get("Work"), at=at)
    return (fields.get("TaskUID") or "").strip(), (fields.get("ResourceUID") or "").strip(), units, work


def _plan(found: _File) -> ExchangedPlan:
    rows = _rows(found)
    place: dict[str, int] = {}
    for at, row in enumerate(rows):
        if place.setdefault(row.activity.uid, at) != at:
            raise LanyanError("plan_file.same_uid", file=found.name, at=row.activity.uid)
    get = found.properties.get
    day_min = min(max(parse_number(get("MinutesPerDay"), empty=480), 1), 1440)
    calendars = resolve(found.calendars, day_min=day_min, notices=found.notices)
    activities = _with_calendars(found, _in_outline(found, rows), rows, place, calendars)
    used = _used(calendars, activities, found.resources, get("CalendarUID", ""))
    known = {calendar.uid for calendar in used}
    return ExchangedPlan(
        format="MSPDI",
        name=get("Title") or get("Name") or "",
        start=parse_instant(get("StartDate"), at="项目开始日期"),
        finish=parse_instant(get("FinishDate"), at="项目完成日期"),
        data_date=parse_instant(get("StatusDate"), at="状态日期"),
        is_backward=get("ScheduleFromStart", "1") in ("0", "false"),
        calendar=get("CalendarUID", ""),
        calendars=used,
        activities=activities,
        links=list(_links(found, rows, place)),
        resources=[r if r.calendar in known else replace(r, calendar="") for r in found.resources],
        assignments=_assignments(found, place),
        lag_calendar="紧后工作日历",  # MS Project counts a lag while the successor works; the file has no word for it
        critical_float_min=max(parse_number(get("CriticalSlackLimit")), 0) * day_min,
        notices=found.notices,
        extra=tuple(f"{name}={text}" for name, text in found.properties.items() if name in _KEPT_FIELDS and text),
    )


def _assignments(found: _File, place: dict[str, int]) -> list[ExchangedAssignment]:
    known = {resource.uid for resource in found.resources}
    return [
        ExchangedAssignment(activity=place[task], resource=resource, units=units, work_min=work)
        for task, resource, units, work in found.assignments
        if task in place and resource in known
    ]


def _rows(found: _File) -> list[RawTask]:
    rows = [task for task in found.tasks if not task.is_blank]
    if len(rows) < len(found.tasks):
        found.notices.append(Notice("rows.blank", params={"count": len(found.tasks) - len(rows)}))
    if not rows:
        raise LanyanError("plan_file.no_activities", file=found.name)
    return rows


def _in_outline(found: _File, rows: Sequence[RawTask]) -> list[ExchangedActivity]:
    """Parents by level: the last row above that is less deep."""
    made: list[ExchangedActivity] = []
    line: list[tuple[int, int]] = []
    for at, row in enumerate(rows):
        while line and line[-1][0] >= row.level:
            line.pop()
        if len(line) >= DEEPEST:
            raise LanyanError("plan_file.deep", file=found.name, limit=DEEPEST)
        made.append(replace(row.activity, parent=line[-1][1] if line else -1))
        line.append((row.level, at))
    parents = {activity.parent for activity in made}
    return [replace(one, nature="summary", is_manual=False) if at in parents else one for at, one in enumerate(made)]


def _links(found: _File, rows: Sequence[RawTask], place: dict[str, int]) -> Iterator[ExchangedLink]:
    seen = set()
    for after, row in enumerate(rows):
        for link in row.links:
            before = place.get(link.before)
            if before is None or link.is_cross_project or before == after:
                found.notices.append(Notice("link.unknown", row.activity.uid, {"text": link.before}))
                continue
            lag, unit = link.lag, link.unit
            if link.elapsed_percent:
                lag = (rows[before].activity.duration_min * link.elapsed_percent + 5_000) // 10_000
                unit = "日历时间"
                found.notices.append(Notice("lag.elapsed_percent", row.activity.uid, {"text": f"{lag} 分钟"}))
            key = (before, after, link.type)
            if key in seen:
                found.notices.append(Notice("link.twice", row.activity.uid, {"text": rows[before].activity.name}))
                continue
            seen.add(key)
            yield ExchangedLink(before=before, after=after, type=RELATIONS[link.type], lag=lag, unit=unit)


def _with_calendars(
    found: _File,
    activities: list[ExchangedActivity],
    rows: Sequence[RawTask],
    place: dict[str, int],
    calendars: list[ExchangedCalendar],
) -> list[ExchangedActivity]:
    """An activity without a calendar of its own runs while any of its people work; such calendars are added."""
    by_uid = {calendar.uid: calendar for calendar in calendars}
    project = by_uid.get(found.properties.get("CalendarUID", ""))
    usual = project.times if project is not None else None
    people = {r.uid: r.calendar for r in found.resources if r.type != "材料" and r.calendar in by_uid}
    own: dict[int, set[str]] = {}
    for task, resource, _, _ in found.assignments:
        if task in place and resource in people:
            own.setdefault(place[task], set()).add(people[resource])
    united: dict[tuple[str, ...], ExchangedCalendar] = {}
    made = []
    for at, activity in enumerate(activities):
        calendar = activity.calendar
        if calendar and calendar != ROUND_THE_CLOCK and calendar not in by_uid:
            found.notices.append(Notice("calendar.unknown", activity.uid, {"text": calendar}))
            calendar = ""
        if not calendar and activity.nature != "summary" and at in own and not rows[at].ignores_resource_calendar:
            different = {by_uid[uid].times: uid for uid in sorted(own[at])}
            if len(different) > 1:
                uids = tuple(sorted(different.values()))
                if uids not in united:
                    united[uids] = unite([by_uid[uid] for uid in uids])
                calendar = united[uids].uid
            elif (times := next(iter(different))) != usual:
                calendar = different[times]
        made.append(activity if calendar == activity.calendar else replace(activity, calendar=calendar))
    calendars.extend(united.values())
    return made


def _used(
    calendars: Sequence[ExchangedCalendar],
    activities: Sequence[ExchangedActivity],
    resources: Sequence[ExchangedResource],
    project: str,
) -> list[ExchangedCalendar]:
    """Without the calendars of resources that only repeat their base: a file has one for each of its people."""
    needed = {project, *(a.calendar for a in activities)}
    usual = next((c.times for c in calendars if c.uid == project), None)
    needed |= {r.calendar for r in resources}
    return [c for c in calendars if c.uid in needed and (c.uid == project or c.times != usual)]
