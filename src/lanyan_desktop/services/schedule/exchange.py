"""A project of the ledger as an exchanged plan."""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

from lanyan_desktop.core.records.plan import (
    Assignment,
    BaselineActivity,
    Calendar,
    CalendarException,
    ConstraintType,
    LagUnit,
    RelationType,
    Resource,
)
from lanyan_desktop.core.schedule.calendar import DayException
from lanyan_desktop.core.schedule.exchanged import (
    ExchangedActivity,
    ExchangedAssignment,
    ExchangedCalendar,
    ExchangedLink,
    ExchangedPlan,
    ExchangedResource,
    PlannedDates,
    StoredDates,
)
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.values import Fen, Id, Instant
from lanyan_desktop.services.schedule.baselines import load_baselines
from lanyan_desktop.services.schedule.calendars import week_of
from lanyan_desktop.services.schedule.loading import LoadedPlan, load_plan
from lanyan_desktop.store.reader import Reader, Where

_TYPES = cast("tuple[RelationType, ...]", get_args(RelationType))
_UNITS = cast("tuple[LagUnit, ...]", get_args(LagUnit))
MOST_BASELINES = 11
"""As many as MS Project has places for: the latest ones."""


def plan_of(reader: Reader, project_id: Id, *, loaded: LoadedPlan | None = None) -> ExchangedPlan:
    """A project of the ledger as it is exchanged; uids are the rows of the outline, from 1.

    Raises:
        LanyanError: as `load_plan`.
    """
    loaded = loaded or load_plan(reader, project_id)
    project = loaded.project
    calendars = _calendars(reader, loaded)
    usual = calendars[0].uid if calendars else ""
    baselines = _baselines(reader, project_id, loaded)
    uids = _uids(loaded)
    rows = [_activity(loaded, row, calendars, uids[row]) for row in range(len(loaded))]
    links = loaded.plan.links
    table = zip(*(c.tolist() for c in (links.source, links.target, links.type, links.lag, links.unit)), strict=True)
    required = project.required_finish_day
    return ExchangedPlan(
        format="LANYAN",
        name=project.name,
        start=loaded.plan.start,
        finish=None if required is None else Instant((required + 1) * 1440),
        data_date=loaded.plan.data_date,
        is_backward=project.is_backward == 1,
        calendar=usual,
        calendars=calendars,
        activities=[replace(row, baselines=tuple(baselines.get(at, ()))) for at, row in enumerate(rows)],
        links=[
            ExchangedLink(before=before, after=after, type=_TYPES[kind], lag=lag, unit=_UNITS[unit])
            for before, after, kind, lag, unit in table
        ],
        resources=(resources := _resources(reader, project_id)),
        assignments=_assignments(reader, project_id, loaded, {resource.uid for resource in resources}),
        lag_calendar=project.lag_calendar,
        progress_rule=project.progress_rule,
        critical_float_min=project.critical_float_min,
    )


def _calendars(reader: Reader, loaded: LoadedPlan) -> list[ExchangedCalendar]:
    project = loaded.project
    records = reader.load(Calendar, where=[Where("project_id", "=", project.id)])
    if project.calendar_id is not None and all(record.id != project.calendar_id for record in records):
        shared = reader.get(Calendar, project.calendar_id)
        records += [shared] if shared is not None else []
    records.sort(key=lambda record: (record.id != project.calendar_id, record.id))
    made = []
    for record in records:
        days = reader.load(CalendarException, where=[Where("calendar_id", "=", record.id)])
        days.sort(key=lambda day: day.id)
        made.append(
            ExchangedCalendar(
                uid=record.id.hex(),
                name=record.name,
                week=tuple(hours or "" for hours in week_of(record)),
                exceptions=tuple(DayException(d.first_day, d.last_day, d.hours, d.name) for d in days),
                day_min=record.day_min,
            )
        )
    if not made:
        made.append(ExchangedCalendar(uid="1", name="七天制", week=("08:00-12:00,13:00-17:00",) * 7))
    return made


def _uids(loaded: LoadedPlan) -> list[str]:
    """What the rows were called where they came from; 1 and on where that is not known or not unique."""
    came = [str(uid) if uid else "" for uid in loaded.columns["source_uid"]]
    if len(set(came)) == len(came) and all(came):
        return came
    return [str(row + 1) for row in range(len(came))]


def _activity(loaded: LoadedPlan, row: int, calendars: list[ExchangedCalendar], uid: str) -> ExchangedActivity:
    plan, value = loaded.plan, {name: column[row] for name, column in loaded.columns.items()}
    is_summary = bool(loaded.network.is_summary[row])
    duration = int(plan.duration[row])
    own = value["calendar_id"].hex() if isinstance(value["calendar_id"], bytes) else ""
    at = int(plan.calendar[row])  # its team's where it has none of its own: other programs do not know teams' calendars
    is_begun = plan.actual_start[row] != NONE and plan.actual_finish[row] == NONE
    return ExchangedActivity(
        uid=uid,
        name=str(value["name"]),
        wbs=str(value["wbs"]),
        parent=int(plan.parent[row]),
        nature="summary" if is_summary else "work" if duration else "milestone",
        duration_min=duration,
        calendar=own if any(calendar.uid == own for calendar in calendars) else calendars[at].uid if at else "",
        constraint=cast("ConstraintType", value["constraint_type"]),
        constraint_at=_known(plan.constraint_at[row]),
        deadline_at=_known(plan.deadline_at[row]),
        is_manual=value["is_manual"] == 1,
        manual_start=_known(plan.manual_start[row]),
        manual_finish=_known(plan.manual_finish[row]),
        done=int(plan.done[row]),
        actual_start=_known(plan.actual_start[row]),
        actual_finish=_known(plan.actual_finish[row]),
        levelled_start=_known(plan.not_before[row]),
        remaining_min=_known(plan.remaining[row]) if is_begun else None,
        priority=int(value.get("priority") or 500),
        responsible=cast("str | None", value["responsible"]),
        note=cast("str | None", value["note"]),
        cost_fen=Fen(int(value["budget_fen"] or 0)),
        stored=StoredDates(
            start=cast("Instant | None", value["source_start"]), finish=cast("Instant | None", value["source_finish"])
        ),
    )


def _known(value: int) -> Instant | None:
    return None if value == NONE else Instant(int(value))


def _baselines(reader: Reader, project_id: Id, loaded: LoadedPlan) -> dict[int, list[PlannedDates]]:
    """By row; the latest is number 0, as MS Project compares with that."""
    found: dict[int, list[PlannedDates]] = {}
    for number, baseline in enumerate(load_baselines(reader, project_id)[:MOST_BASELINES]):
        for one in reader.load(BaselineActivity, where=[Where("baseline_id", "=", baseline.id)]):
            row = loaded.place.get(one.activity_id)
            if row is not None:
                found.setdefault(row, []).append(
                    PlannedDates(
                        number=number,
                        start=one.start,
                        finish=one.finish,
                        duration_min=one.duration_min,
                        cost_fen=one.budget_fen,
                    )
                )
    return found


def _resources(reader: Reader, project_id: Id) -> list[ExchangedResource]:
    records = reader.load(Resource, where=[Where("project_id", "=", project_id)])
    return [
        ExchangedResource(
            uid=record.id.hex(),
            name=record.name,
            type=record.type,
            unit=record.unit,
            capacity=record.capacity,
            calendar=record.calendar_id.hex() if record.calendar_id else "",
        )
        for record in records
    ]


def _assignments(reader: Reader, project_id: Id, loaded: LoadedPlan, known: set[str]) -> list[ExchangedAssignment]:
    records = reader.load(Assignment, where=[Where("project_id", "=", project_id)])
    return [
        ExchangedAssignment(
            activity=loaded.place[record.activity_id],
            resource=record.resource_id.hex(),
            units=record.units,
            work_min=record.work_min,
        )
        for record in records
        if record.activity_id in loaded.place and record.resource_id.hex() in known
    ]
