"""The calendars of a project as the engine takes them: the project's own first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lanyan_desktop.core.records.plan import Calendar, CalendarException
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.schedule.calendar import DayException, WorkCalendar, build_calendar
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.reader import Reader, Sort, Where


@dataclass(frozen=True, slots=True)
class Clocks:
    """Calendars as the engine counts them, where each record's is, and the exceptions of the first."""

    calendars: tuple[WorkCalendar, ...]
    place: Mapping[Id, int]
    exceptions: tuple[DayException, ...]
    of_team: Mapping[Id, int] = field(default_factory=dict)
    """Teams that keep their own days: the calendar of the resource that stands for the team."""

    def place_of(self, own: Value, team: Value) -> int:
        """Which calendar a work is counted on: its own, else its team's, else the project's (0)."""
        if isinstance(own, bytes) and (at := self.place.get(Id(own))) is not None:
            return at
        return self.of_team.get(Id(team), 0) if isinstance(team, bytes) else 0


def load_calendars(reader: Reader, project: Project) -> Clocks:
    """All calendars of the project; without any, every day from 08:00 to 17:00.

    Raises:
        LanyanError: calendar.hours, calendar.empty.
    """
    records = reader.load(Calendar, where=[Where("project_id", "=", project.id)])
    if project.calendar_id is not None and all(record.id != project.calendar_id for record in records):
        shared = reader.get(Calendar, project.calendar_id)
        records += [shared] if shared is not None else []
    records.sort(key=lambda record: (record.id != project.calendar_id, record.id))
    if not records:
        return Clocks((build_calendar(),), {}, ())
    days = {record.id: _exceptions(reader, record.id) for record in records}
    calendars = tuple(build_calendar(week_of(record), days[record.id], day_min=record.day_min) for record in records)
    place = {record.id: at for at, record in enumerate(records)}
    return Clocks(calendars, place, days[records[0].id], _of_teams(reader, project, place))


def _of_teams(reader: Reader, project: Project, place: Mapping[Id, int]) -> dict[Id, int]:
    rows = reader.columns(
        "resource", ["team_id", "calendar_id"], where=[Where("project_id", "=", project.id)], order=[Sort("id")]
    )
    found: dict[Id, int] = {}
    for team, calendar in rows:
        if isinstance(team, bytes) and isinstance(calendar, bytes) and Id(calendar) in place:
            found.setdefault(Id(team), place[Id(calendar)])
    return found


def week_of(record: Calendar) -> tuple[str | None, ...]:
    """The hours of Monday to Sunday; None or "" is a day off."""
    return (
        record.monday, record.tuesday, record.wednesday, record.thursday,
        record.friday, record.saturday, record.sunday,
    )  # fmt: skip


def _exceptions(reader: Reader, calendar_id: Id) -> tuple[DayException, ...]:
    records = reader.load(CalendarException, where=[Where("calendar_id", "=", calendar_id)])
    records.sort(key=lambda record: record.id)  # later entries win
    return tuple(DayException(record.first_day, record.last_day, record.hours, record.name) for record in records)
