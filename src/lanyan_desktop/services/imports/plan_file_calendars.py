"""Writes the calendars of a plan file with the days that differ, found again by name."""

from __future__ import annotations

from lanyan_desktop.core.records.plan import Calendar, CalendarException
from lanyan_desktop.core.schedule.exchanged import ROUND_THE_CLOCK, ExchangedCalendar
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.imports.plan_file_target import PlanTarget
from lanyan_desktop.store.reader import Where

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def write_calendars(to: PlanTarget) -> dict[str, Id]:
    """The calendars by the file's uid, found again by name."""
    source = to.computed.source
    wanted = list(source.calendars)
    if any(activity.calendar == ROUND_THE_CLOCK for activity in source.activities):
        whole = ("00:00-24:00",) * 7
        wanted.append(ExchangedCalendar(uid=ROUND_THE_CLOCK, name="24 小时", week=whole, day_min=1440))
    known = {record.name: record.id for record in to.reader.load(Calendar, where=to.mine)}
    found: dict[str, Id] = {}
    taken: set[str] = set()
    for calendar in wanted:
        name = calendar.name[:60] or "日历"
        if name in taken:
            name = f"{name[:40]} {calendar.uid[:19]}"
        taken.add(name)
        values: dict[str, Value] = {"name": name, "day_min": calendar.day_min}
        values |= {day: hours or None for day, hours in zip(_DAYS, calendar.week, strict=True)}
        if name in known:
            found[calendar.uid] = known[name]
            to.edit.set("calendar", known[name], **values)
        else:
            found[calendar.uid] = to.edit.insert("calendar", id=None, project_id=to.project_id, **values)
            to.outcome.added += 1
        _write_exceptions(to, found[calendar.uid], calendar)
    return found


def _write_exceptions(to: PlanTarget, id: Id, calendar: ExchangedCalendar) -> None:
    old = to.reader.load(CalendarException, where=[Where("calendar_id", "=", id)])
    there = {(one.first_day, one.last_day, one.hours or "") for one in old}
    want = {(one.first, one.last, one.hours or ""): one.name for one in calendar.exceptions}
    to.edit.delete("calendar_exception", [o.id for o in old if (o.first_day, o.last_day, o.hours or "") not in want])
    new = [(*key, name) for key, name in want.items() if key not in there]
    if new:
        columns: list[list[Value]] = [
            [id] * len(new),
            [(name or "例外")[:60] for *_, name in new],
            [first for first, *_ in new],
            [last for _, last, *_ in new],
            [hours for _, _, hours, _ in new],
        ]
        to.edit.insert_many("calendar_exception", ("calendar_id", "name", "first_day", "last_day", "hours"), columns)
        to.outcome.added += len(new)
