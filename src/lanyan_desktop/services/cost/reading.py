"""What earned value is made of, read from a ledger as columns: calendar, plan, progress, bookings.

Instants and days are as in the records, -1 where there is none yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.cost.outline import Ints
from lanyan_desktop.core.records.plan import Calendar, CalendarException
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.schedule.calendar import DayException, WorkCalendar, build_calendar
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Id, Value
from lanyan_desktop.services.projects import load_calendar
from lanyan_desktop.store.reader import Reader, Sort, Where


@dataclass(frozen=True, slots=True)
class Work:
    """The activities with a budget, as columns; instants, -1 for none."""

    start: Ints
    finish: Ints
    duration: Ints
    done: Ints
    budget: Ints


def load_clock(reader: Reader, project: Project) -> WorkCalendar:
    calendar = load_calendar(reader, project=project)
    if calendar is None:
        return build_calendar()
    found = reader.load(CalendarException, where=[Where("calendar_id", "=", calendar.id)])
    days = [DayException(one.first_day, one.last_day, one.hours) for one in found]
    return build_calendar(_week(calendar), days, day_min=calendar.day_min)


def _week(calendar: Calendar) -> list[str | None]:
    return [
        calendar.monday, calendar.tuesday, calendar.wednesday, calendar.thursday, calendar.friday, calendar.saturday,
        calendar.sunday,
    ]  # fmt: skip


def load_work(reader: Reader, project_id: Id) -> Work:
    fields = ["actual_start", "actual_finish", "duration_min", "done", "budget_fen"]
    rows = reader.columns(
        "activity", fields, where=[Where("project_id", "=", project_id), Where("budget_fen", "!=", 0)]
    )
    return Work(*_columns(rows, len(fields)))


def load_plan(reader: Reader, project_id: Id) -> tuple[Ints, Ints, Ints]:
    """Planned start, finish and budget: of the newest baseline, else the dates the plan came with."""
    baselines = reader.ids(
        "baseline", where=[Where("project_id", "=", project_id)], order=[Sort("taken_at", descending=True)]
    )
    if baselines:
        where = [Where("baseline_id", "=", baselines[0])]
        rows = reader.columns("baseline_activity", ["start", "finish", "budget_fen"], where=where)
    else:
        where = [
            Where("project_id", "=", project_id),
            Where("source_start", "not null"),
            Where("source_finish", "not null"),
        ]
        rows = reader.columns("activity", ["source_start", "source_finish", "budget_fen"], where=where)
    start, finish, budget = _columns(rows, 3)
    return start, finish, budget


def load_entries(reader: Reader, project_id: Id) -> tuple[Ints, Ints]:
    rows = reader.columns("cost_entry", ["day", "amount_fen"], where=[Where("project_id", "=", project_id)])
    day, amount = _columns(rows, 2)
    return day, amount


def _columns(rows: Sequence[Sequence[Value]], count: int) -> tuple[Ints, ...]:
    """Integer columns, -1 for a missing value."""
    if not rows:
        return tuple(np.zeros(0, dtype=np.int64) for _ in range(count))
    return tuple(
        np.array([-1 if value is None else value for value in column], dtype=np.int64)
        for column in zip(*rows, strict=True)
    )


def last_day(work: Work, entries: tuple[Ints, Ints]) -> Day | None:
    """Without a data date: the last day anything was reported."""
    moments = np.r_[work.start[work.start >= 0], work.finish[work.finish >= 0]] // MINUTES_PER_DAY
    days = np.r_[moments, entries[0]]
    return Day(int(days.max())) if len(days) else None


def span_of(
    start: Ints, finish: Ints, work: Work, entries: tuple[Ints, Ints], data_day: Day | None
) -> tuple[Day | None, Day | None]:
    """The first and the last day that has anything on it."""
    begun = work.start[work.start >= 0] // MINUTES_PER_DAY
    days = np.r_[start // MINUTES_PER_DAY, np.maximum(finish - 1, 0) // MINUTES_PER_DAY, begun, entries[0]]
    if not len(days):
        return None, None
    return Day(int(days.min())), Day(max(int(days.max()), data_day or 0))
