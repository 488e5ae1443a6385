"""The calendars of a project as its users keep them: made from the usual weeks, their hours and days off edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from lanyan_desktop.core.records.plan import DAY_HOURS, Calendar
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.schedule.hours import parse_hours, print_hours
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Day, Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.registers import edit_cells
from lanyan_desktop.services.schedule.holidays import add_holiday_calendar
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Where

Preset = Literal["七天制", "六天制", "五天制", "五天制+调休"]
WEEK_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OFF: dict[Preset, tuple[str, ...]] = {"七天制": (), "六天制": ("sunday",), "五天制": ("saturday", "sunday")}


def add_calendar(ledger: Ledger, *, project_id: Id, preset: Preset) -> Id:
    """A calendar with the usual week, as one step; the project goes by it if it had none."""
    project = ledger.get(Project, project_id)
    is_own = project is not None and project.calendar_id is None
    if preset not in _OFF:
        return add_holiday_calendar(ledger, project_id=project_id, is_own=is_own)
    hours: dict[str, Value] = {day: None if day in _OFF[preset] else DAY_HOURS for day in WEEK_DAYS}
    with ledger.changeset(f"新增日历 {preset}") as edit:
        made = edit.insert("calendar", project_id=project_id, name=preset, **hours)  # type: ignore[arg-type]  # no id
        if is_own:
            edit.set("project", project_id, calendar_id=made)
    return made


def go_by(ledger: Ledger, *, project_id: Id, calendar_id: Id) -> None:
    """The project goes by this calendar from now on."""
    with ledger.changeset("换工程日历") as edit:
        edit.set("project", project_id, calendar_id=calendar_id)


def add_day_off(ledger: Ledger, *, calendar_id: Id, day: Day) -> Id:
    """A day without work, to be given its name and its last day."""
    with ledger.changeset("新增停工") as edit:
        return edit.insert("calendar_exception", calendar_id=calendar_id, name="停工", first_day=day, last_day=day)


def own_calendar(reader: Reader, project_id: Id) -> str:
    """The name of the calendar the project goes by; "" where it goes by the usual seven days."""
    project = reader.get(Project, project_id)
    records = reader.load(Calendar, where=[Where("project_id", "=", project_id)])
    if project is None or not records:
        return ""
    records.sort(key=lambda record: (record.id != project.calendar_id, record.id))
    return records[0].name


def edit_calendars(ledger: Ledger, edits: Sequence[CellEdit]) -> dict[RowId, Id]:
    """Write cells of calendars; hours are kept as they are printed.

    Raises:
        LanyanError: calendar.hours, calendar.empty; nothing is written.
    """
    for row_id in {edit.id for edit in edits if isinstance(edit.id, bytes)}:
        stored = ledger.page("calendar", [Id(row_id)], WEEK_DAYS).get(Id(row_id))
        week = dict(zip(WEEK_DAYS, stored or (), strict=False))
        week |= {edit.name: edit.value for edit in edits if edit.id == row_id and edit.name in WEEK_DAYS}
        if stored is not None and not any(week.values()):
            raise LanyanError("calendar.empty")
    return edit_cells(ledger, "calendar", [_printed(edit, WEEK_DAYS) for edit in edits])


def edit_exceptions(ledger: Ledger, edits: Sequence[CellEdit], *, new_values: Mapping[str, Value]) -> dict[RowId, Id]:
    """Write cells of days that differ; a day that is given alone stands for first and last.

    Raises:
        LanyanError: calendar.hours; calendar.days when the last day lies before the first. Nothing is written.
    """
    done = [_printed(edit, ("hours",)) for edit in edits]
    for row_id in dict.fromkeys(edit.id for edit in edits):
        typed = {edit.name: edit.value for edit in edits if edit.id == row_id}
        stored = _days_of(ledger, row_id)
        first, last = typed.get("first_day", stored[0]), typed.get("last_day", stored[1])
        if stored == (None, None):
            done += [CellEdit(row_id, name, value) for name, value in _missing(typed, first, last).items()]
        if isinstance(first, int) and isinstance(last, int) and last < first:
            raise LanyanError("calendar.days")
    return edit_cells(ledger, "calendar_exception", done, new_values=new_values)


def _days_of(ledger: Ledger, row_id: RowId) -> tuple[Value, Value]:
    """First and last day of a record; nothing of a row to be made."""
    if not isinstance(row_id, bytes):
        return None, None
    found = ledger.page("calendar_exception", [Id(row_id)], ["first_day", "last_day"]).get(Id(row_id))
    return (found[0], found[1]) if found is not None else (None, None)


def _missing(typed: Mapping[str, Value], first: Value, last: Value) -> dict[str, Value]:
    """What a new row lacks: the other day, a name."""
    given = first if first is not None else last
    wanted: dict[str, Value] = {"name": "停工", "first_day": given, "last_day": given}
    return {name: value for name, value in wanted.items() if typed.get(name) is None and value is not None}


def _printed(edit: CellEdit, names: Sequence[str]) -> CellEdit:
    if edit.name not in names or edit.value is None:
        return edit
    return replace(edit, value=print_hours(parse_hours(str(edit.value))) or None)
