"""Writes MS Project's XML: a plan with its computed dates, so that Project opens it and moves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from lanyan_desktop.core.schedule.exchanged import (
    ROUND_THE_CLOCK,
    ExchangedActivity,
    ExchangedLink,
    ExchangedPlan,
    ExchangedResource,
)
from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan
from lanyan_desktop.core.values import Instant
from lanyan_desktop.exchange.msproject.calendar_writing import calendar_element, own_calendar_element
from lanyan_desktop.exchange.msproject.elements import Pair, decimal, elements, name_of, text_of
from lanyan_desktop.exchange.msproject.fields import PLACE
from lanyan_desktop.exchange.msproject.numbering import Numbers
from lanyan_desktop.exchange.msproject.values import (
    CONSTRAINTS,
    DAYS,
    ELAPSED_DAYS,
    PERCENT_FORMAT,
    RELATIONS,
    print_duration,
    print_instant,
)
from lanyan_desktop.exchange.writing_file import writing
from lanyan_desktop.kit.jobs import Step, no_step

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Project xmlns="http://schemas.microsoft.com/project">\n'
)
_TYPES = {"人工": 1, "机械": 1, "材料": 0}
_ROWS_A_STEP = 500


def write_mspdi(path: Path, computed: ComputedPlan, *, saved_at: datetime, step: Step = no_step) -> int:
    """Write the plan; gives how many tasks there are. The file appears whole or not at all.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable.
    """
    source = computed.source
    numbers = Numbers(source)
    with writing(path) as file:
        file.write(_HEAD)
        file.write(elements(_project(computed, numbers, saved_at), 1))
        file.write(" <Calendars>\n")
        for calendar in numbers.calendars:
            file.write(calendar_element(calendar, numbers))
        for resource in source.resources:
            file.write(own_calendar_element(resource, numbers))
        file.write(" </Calendars>\n <Tasks>\n")
        predecessors = _by_target(source)
        for at, activity in enumerate(source.activities):
            if at % _ROWS_A_STEP == 0:
                step(at, len(source.activities))
            file.write(_task(computed, at, activity, numbers, predecessors.get(at, ())))
        file.write(" </Tasks>\n <Resources>\n")
        for place, resource in enumerate(source.resources, 1):
            file.write(_resource(resource, place, numbers))
        file.write(" </Resources>\n <Assignments>\n")
        for assignment in _assignments(computed, numbers):
            file.write(assignment)
        file.write(" </Assignments>\n</Project>\n")
    return len(source.activities)


def _project(computed: ComputedPlan, numbers: Numbers, saved_at: datetime) -> list[Pair]:
    source, schedule = computed.source, computed.schedule
    kept = dict(text.split("=", 1) for text in source.extra)
    day_min = computed.plan.calendars[0].day_min
    own = {
        "SaveVersion": "14",
        "Name": source.name,
        "Title": source.name,
        "LastSaved": print_instant(_instant(saved_at)),
        "ScheduleFromStart": "0" if source.is_backward else "1",
        "StartDate": print_instant(source.start if source.start is not None else schedule.project_start),
        "FinishDate": print_instant(schedule.project_finish),
        "CriticalSlackLimit": str(source.critical_float_min // max(day_min, 1)),
        "CalendarUID": str(numbers.project_calendar),
        "DefaultStartTime": "08:00:00",
        "DefaultFinishTime": "17:00:00",
        "MinutesPerDay": str(day_min),
        "MinutesPerWeek": str(day_min * 7),
        "DaysPerMonth": "30",
        "DurationFormat": str(DAYS),
        "HonorConstraints": "1",
        "SplitsInProgressTasks": "1",
        "NewTasksAreManual": "0",
    }
    found = own | {name: text for name, text in kept.items() if name not in ("Title", "ExtendedAttributes")}
    if source.data_date is not None:
        found["StatusDate"] = print_instant(source.data_date)
    return [(name, found[name]) for name in _PROJECT_ORDER if name in found]


_PROJECT_ORDER = (
    "SaveVersion", "Name", "Title", "Subject", "Category", "Company", "Manager", "Author", "LastSaved",
    "ScheduleFromStart", "StartDate", "FinishDate", "FYStartDate", "CriticalSlackLimit", "CurrencyDigits",
    "CurrencySymbol", "CurrencyCode", "CurrencySymbolPosition", "CalendarUID", "DefaultStartTime", "DefaultFinishTime",
    "MinutesPerDay", "MinutesPerWeek", "DaysPerMonth", "DefaultTaskType", "DefaultFixedCostAccrual", "DurationFormat",
    "WorkFormat", "HonorConstraints", "NewTasksEffortDriven", "NewTasksEstimated", "SplitsInProgressTasks",
    "WeekStartDay", "StatusDate", "NewTasksAreManual",
)  # fmt: skip


def _instant(when: datetime) -> Instant:
    return Instant(int((when.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds() // 60))


def _by_target(source: ExchangedPlan) -> dict[int, list[ExchangedLink]]:
    found: dict[int, list[ExchangedLink]] = {}
    for link in source.links:
        found.setdefault(link.after, []).append(link)
    return found


def _task(
    computed: ComputedPlan, at: int, activity: ExchangedActivity, numbers: Numbers, links: Sequence[ExchangedLink]
) -> str:
    pairs = [*_identity(computed, at, activity, numbers), *_dates(computed, at, activity)]
    lines = [(PLACE.get(name, 999), f"   <{name}>{text_of(text)}</{name}>\n") for name, text in pairs]
    lines += [(PLACE["PredecessorLink"], _predecessor(link, numbers)) for link in links]
    lines += [(PLACE["Baseline"], _baseline(one)) for one in _baseline_pairs(activity)]
    lines += [(PLACE.get(name_of(text), 999), f"   {text}\n") for text in activity.extra]
    lines.sort(key=lambda line: line[0])
    return "  <Task>\n" + "".join(text for _, text in lines) + "  </Task>\n"


def _identity(computed: ComputedPlan, at: int, activity: ExchangedActivity, numbers: Numbers) -> Iterator[Pair]:
    schedule, parents = computed.schedule, computed.plan.parent
    is_summary = bool(schedule.is_summary[at])
    yield "UID", str(numbers.tasks[at])
    yield "ID", str(at if numbers.tasks[0] == 0 else at + 1)
    yield "Name", activity.name
    yield "Active", "1" if activity.is_active else "0"
    yield "Manual", "1" if activity.is_manual and not is_summary else "0"
    yield "IsNull", "0"
    if activity.responsible:
        yield "Contact", activity.responsible
    yield "WBS", activity.wbs
    level = int(computed.network.levels[at])
    yield "OutlineLevel", str(level if numbers.tasks[0] == 0 and int(parents[0]) == -1 else level + 1)
    yield "Priority", str(activity.priority)
    yield "Milestone", "1" if activity.duration_min == 0 and not is_summary else "0"
    yield "Summary", "1" if is_summary else "0"
    yield "ConstraintType", str(CONSTRAINTS.index(activity.constraint))
    if activity.constraint_at is not None and activity.constraint not in CONSTRAINTS[:2]:
        yield "ConstraintDate", print_instant(activity.constraint_at)
    if activity.deadline_at is not None:
        yield "Deadline", print_instant(activity.deadline_at)
    own = numbers.calendar.get(activity.calendar) if activity.calendar not in ("", ROUND_THE_CLOCK) else None
    yield "CalendarUID", str(own if own is not None else -1)
    if own is not None:
        yield "IgnoreResourceCalendar", "1"
    if activity.note:
        yield "Notes", activity.note


def _dates(computed: ComputedPlan, at: int, activity: ExchangedActivity) -> Iterator[Pair]:
    schedule = computed.schedule
    start, finish = int(schedule.start[at]), int(schedule.finish[at])
    is_summary = bool(schedule.is_summary[at])
    length = (
        computed.plan.calendars[0].between(Instant(start), Instant(finish)) if is_summary else activity.duration_min
    )
    yield "Start", print_instant(start)
    yield "Finish", print_instant(finish)
    yield "Duration", print_duration(length)
    yield "DurationFormat", str(ELAPSED_DAYS if activity.calendar == ROUND_THE_CLOCK else DAYS)
    if activity.is_manual and not is_summary:
        yield "ManualStart", print_instant(start)
        yield "ManualFinish", print_instant(finish)
        yield "ManualDuration", print_duration(length)
    yield "Critical", "1" if schedule.is_critical[at] else "0"
    for name, column in (("Early", (start, finish)), ("Late", (schedule.late_start[at], schedule.late_finish[at]))):
        yield f"{name}Start", print_instant(int(column[0]))
        yield f"{name}Finish", print_instant(int(column[1]))
    yield "FreeSlack", str(int(schedule.free_float[at]) * 10)
    yield "TotalSlack", str(int(schedule.total_float[at]) * 10)
    yield "PercentComplete", str(activity.done // 100)
    if is_summary:
        return
    done = length * activity.done // 10_000
    left = activity.remaining_min if activity.remaining_min is not None else length - done
    if activity.actual_finish is not None:
        left = 0
    if activity.actual_start is not None:
        yield "ActualStart", print_instant(activity.actual_start)
        yield "ActualDuration", print_duration(max(length - left, 0))
    if activity.actual_finish is not None:
        yield "ActualFinish", print_instant(activity.actual_finish)
    if activity.resumes_at is not None:
        yield "Resume", print_instant(activity.resumes_at)
    yield "RemainingDuration", print_duration(max(left, 0))
    if activity.levelling_delay_min:
        yield "LevelingDelay", str(activity.levelling_delay_min * 10)
        yield "LevelingDelayFormat", str(ELAPSED_DAYS)


def _predecessor(link: ExchangedLink, numbers: Numbers) -> str:
    lag, form = link.lag * 10, DAYS
    if link.unit == "百分比":
        lag, form = (link.lag + (50 if link.lag >= 0 else -50)) // 100, PERCENT_FORMAT
    elif link.unit == "日历时间":
        form = ELAPSED_DAYS
    pairs = (
        ("PredecessorUID", numbers.tasks[link.before]),
        ("Type", RELATIONS.index(link.type)),
        ("CrossProject", 0),
        ("LinkLag", lag),
        ("LagFormat", form),
    )
    return "   <PredecessorLink>" + "".join(f"<{name}>{text}</{name}>" for name, text in pairs) + "</PredecessorLink>\n"


def _baseline_pairs(activity: ExchangedActivity) -> Iterator[list[Pair]]:
    for one in activity.baselines:
        yield [
            ("Number", str(one.number)),
            ("Start", print_instant(one.start)),
            ("Finish", print_instant(one.finish)),
            ("Duration", print_duration(one.duration_min)),
            ("DurationFormat", str(DAYS)),
            *([("Cost", str(one.cost_fen))] if one.cost_fen else []),
        ]


def _baseline(pairs: Sequence[Pair]) -> str:
    return "   <Baseline>" + "".join(f"<{name}>{text}</{name}>" for name, text in pairs) + "</Baseline>\n"


def _resource(resource: ExchangedResource, place: int, numbers: Numbers) -> str:
    own = numbers.resource_calendar.get(resource.uid)
    pairs = [
        ("UID", str(numbers.resources[resource.uid])),
        ("ID", str(place)),
        ("Name", resource.name),
        ("Type", str(_TYPES[resource.type])),
        ("IsNull", "0"),
        *([("MaterialLabel", resource.unit)] if resource.type == "材料" and resource.unit else []),
        *([("Group", "机械")] if resource.type == "机械" else []),
        *([("MaxUnits", decimal(resource.capacity))] if resource.type != "材料" else []),
        *([("CalendarUID", str(own))] if own is not None else []),
    ]
    return "  <Resource>\n" + elements(pairs, 3) + "  </Resource>\n"


def _assignments(computed: ComputedPlan, numbers: Numbers) -> Iterator[str]:
    source, schedule = computed.source, computed.schedule
    for uid, assignment in enumerate(source.assignments, 1):
        at = assignment.activity
        work = assignment.work_min
        if work is None:
            work = (source.activities[at].duration_min * assignment.units + 5_000) // 10_000
        pairs = [
            ("UID", str(uid)),
            ("TaskUID", str(numbers.tasks[at])),
            ("ResourceUID", str(numbers.resources[assignment.resource])),
            ("Finish", print_instant(int(schedule.finish[at]))),
            ("Start", print_instant(int(schedule.start[at]))),
            ("Units", decimal(assignment.units)),
            ("Work", print_duration(work)),
        ]
        yield "  <Assignment>\n" + elements(pairs, 3) + "  </Assignment>\n"
