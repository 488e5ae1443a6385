"""Calendars of an MSPDI file: weeks, exceptions, work weeks, and what a calendar takes from the one it is based on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from xml.etree.ElementTree import Element

from lanyan_desktop.core.schedule.calendar import FIRST_DAY, LAST_DAY, DayException
from lanyan_desktop.core.schedule.exchanged import ExchangedCalendar, Notice
from lanyan_desktop.core.schedule.hours import parse_hours, print_hours
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, date_of, day_of
from lanyan_desktop.exchange.guarded import MOST_EXCEPTIONS
from lanyan_desktop.exchange.msproject.values import parse_number
from lanyan_desktop.kit.errors import LanyanError

STANDARD_WEEK = ("08:00-12:00,13:00-17:00",) * 5 + ("", "")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9.]*)?")
_MONDAY_IS = 2  # DayType: 1 is Sunday, 2 Monday … 7 Saturday, 0 an exception (files before Project 2007)
_DAILY, _YEARLY, _MONTHLY, _WEEKLY = 1, 2, 4, 6
_BY_POSITION = (3, 5)  # the second Monday of May: not taken, and said so


@dataclass(slots=True)
class RawCalendar:
    """A calendar as the file has it; days of the week that it leaves to its base are None."""

    uid: str
    name: str
    base: str
    week: list[str | None] = field(default_factory=lambda: [None] * 7)
    exceptions: list[DayException] = field(default_factory=list)


def read_calendar(element: Element, notices: list[Notice]) -> RawCalendar:
    """One `Calendar`."""
    raw = RawCalendar(_text(element, "UID"), _text(element, "Name"), _text(element, "BaseCalendarUID"))
    raw.exceptions += _work_weeks(element, raw.name, notices)
    for day in _each(element, "WeekDays", "WeekDay"):
        kind = parse_number(_text(day, "DayType"))
        hours = _hours(day, raw.name, notices)
        if kind == 0:
            period = _period(day)
            raw.exceptions += [DayException(*period, hours)] if period else []
        elif 1 <= kind <= 7:
            raw.week[(kind - _MONDAY_IS) % 7] = hours
    listed = [
        found for one in _each(element, "Exceptions", "Exception") for found in _exceptions(one, raw.name, notices)
    ]
    if len(listed) > MOST_EXCEPTIONS:
        raise LanyanError("plan_file.too_many", file=raw.name, what="日历例外", limit=MOST_EXCEPTIONS)
    known = {(e.first, e.last) for e in listed}  # Project 2007 and later write each twice, the old way too
    raw.exceptions = [e for e in raw.exceptions if (e.first, e.last) not in known] + listed
    return raw


def resolve(raws: Mapping[str, RawCalendar], *, day_min: int, notices: list[Notice]) -> list[ExchangedCalendar]:
    """All calendars with what they take from their bases; those that differ in nothing from their base are it."""
    return [_resolved(raw, raws, day_min, notices) for raw in raws.values()]


def unite(calendars: Sequence[ExchangedCalendar]) -> ExchangedCalendar:
    """The calendar that works whenever any of these does; exceptional days are worked out one by one."""
    days = {day for calendar in calendars for e in calendar.exceptions for day in _within(e)}
    by_day = [{day: e.hours or "" for e in calendar.exceptions for day in _within(e)} for calendar in calendars]
    exceptions = []
    for day in sorted(days)[:MOST_EXCEPTIONS]:
        hours = [own.get(day, c.week[(day + 3) % 7]) for own, c in zip(by_day, calendars, strict=True)]
        exceptions.append(DayException(Day(day), Day(day), _either(hours)))
    return ExchangedCalendar(
        uid="+".join(calendar.uid for calendar in calendars),
        name="、".join(calendar.name for calendar in calendars)[:60],
        week=tuple(_either([calendar.week[at] for calendar in calendars]) for at in range(7)),
        exceptions=tuple(exceptions),
        day_min=calendars[0].day_min,
    )


def _within(exception: DayException) -> range:
    return range(exception.first, min(exception.last, exception.first + 366 * 5) + 1)


def _either(hours: Sequence[str]) -> str:
    """The time that any of these works.

    >>> _either(["08:00-12:00", "10:00-14:00", ""])
    '08:00-14:00'
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(shift for text in hours for shift in parse_hours(text)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return print_hours(tuple(joined))


def _resolved(
    raw: RawCalendar, raws: Mapping[str, RawCalendar], day_min: int, notices: list[Notice]
) -> ExchangedCalendar:
    line, seen = [raw], {raw.uid}
    while (base := raws.get(line[-1].base)) is not None:
        if base.uid in seen:
            notices.append(Notice("calendar.cycle", params={"text": raw.name or raw.uid}))
            break
        seen.add(base.uid)
        line.append(base)
    week = list(STANDARD_WEEK)
    exceptions: list[DayException] = []
    for one in reversed(line):
        week = [own if own is not None else taken for own, taken in zip(one.week, week, strict=True)]
        exceptions += one.exceptions
    if not any(week) and not any(e.hours for e in exceptions):
        notices.append(Notice("calendar.empty", params={"text": raw.name or raw.uid}))
        week = list(STANDARD_WEEK)
    made = ExchangedCalendar(uid=raw.uid, name=raw.name, week=tuple(week), exceptions=tuple(exceptions))
    return replace(made, day_min=day_min)


def _work_weeks(element: Element, name: str, notices: list[Notice]) -> list[DayException]:
    """Weeks that differ for a time, as exceptions on each of their days."""
    found = []
    for week in _each(element, "WorkWeeks", "WorkWeek"):
        period = _period(week)
        days = {
            (parse_number(_text(day, "DayType")) - _MONDAY_IS) % 7: _hours(day, name, notices)
            for day in _each(week, "WeekDays", "WeekDay")
        }
        if period and days:
            last = min(period[1], Day(period[0] + 366 * 20))
            found += [
                DayException(Day(day), Day(day), days[(day + 3) % 7], _text(week, "Name"))
                for day in range(period[0], last + 1)
                if (day + 3) % 7 in days
            ]
    return found


def _exceptions(element: Element, name: str, notices: list[Notice]) -> list[DayException]:
    """One `Exception`: its whole period, or the days in it that its rule picks."""
    period = _period(element)
    if period is None:
        return []
    hours, title = _hours(element, name, notices), _text(element, "Name")
    kind, every = parse_number(_text(element, "Type"), empty=_DAILY), parse_number(_text(element, "Period"), empty=1)
    days = _picked(element, kind, max(every, 1), period)
    if days is None:
        return [DayException(*period, hours, title)]
    notices.append(Notice("calendar.repeats", params={"text": name, "count": len(days)}))
    return [DayException(day, day, hours, title) for day in days]


def _picked(element: Element, kind: int, every: int, period: tuple[Day, Day]) -> list[Day] | None:
    """The days of a repeating exception; None when it is simply its period."""
    first, last = period
    days = range(first, min(last, first + 366 * 100) + 1)
    if kind == _WEEKLY:
        mask = parse_number(_text(element, "DaysOfWeek"))  # bit 0 is Sunday
        weeks = [(day - (first - (first + 4) % 7)) // 7 for day in days]
        return [
            Day(day) for day, week in zip(days, weeks, strict=True) if mask >> (day + 4) % 7 & 1 and week % every == 0
        ]
    if kind == 7 or (kind == _DAILY and every > 1):
        return [Day(day) for day in days if (day - first) % every == 0]
    if kind in (_YEARLY, _MONTHLY):
        wanted, month = parse_number(_text(element, "MonthDay")), parse_number(_text(element, "Month")) + 1
        dates = [date_of(Day(day)) for day in days]
        return [day_of(d) for d in dates if d.day == wanted and (kind == _MONTHLY or d.month == month)]
    return [] if kind in _BY_POSITION else None


def _period(element: Element) -> tuple[Day, Day] | None:
    span = _child(element, "TimePeriod")
    if span is None:
        return None
    first, last = _day(_text(span, "FromDate")), _day(_text(span, "ToDate"))
    if first is None or last is None or last < FIRST_DAY or first >= LAST_DAY or last < first:
        return None
    return Day(max(first, FIRST_DAY)), Day(min(last, LAST_DAY - 1))


def _day(text: str) -> Day | None:
    """A day, whatever the year: exceptions reach back to 1900 and on to 2149; None for what is no date."""
    try:
        return day_of(date.fromisoformat(text[:10]))
    except ValueError:
        return None


def _hours(element: Element, name: str, notices: list[Notice]) -> str:
    """The hours of a day; "" for a day off."""
    if _text(element, "DayWorking") in ("0", "false"):
        return ""
    shifts = []
    for time in _each(element, "WorkingTimes", "WorkingTime"):
        start, end = _minute(_text(time, "FromTime")), _minute(_text(time, "ToTime"))
        if start is None or end is None:
            continue
        end = end or MINUTES_PER_DAY  # 00:00 at the end is midnight
        if start < end:
            shifts.append((start, end))
    shifts.sort()
    if any(a[1] > b[0] for a, b in itertools.pairwise(shifts)):
        notices.append(Notice("calendar.hours", params={"text": name}))
        return STANDARD_WEEK[0]
    return print_hours(tuple(shifts))


def _minute(text: str) -> int | None:
    match = _TIME.fullmatch(text.rpartition("T")[2])
    if match is None:
        return None
    minute = int(match[1]) * 60 + int(match[2])
    return minute if minute <= MINUTES_PER_DAY else None


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if child.tag.rpartition("}")[2] == name), None)


def _each(element: Element, group: str, name: str) -> list[Element]:
    found = _child(element, group)
    return [] if found is None else [child for child in found if child.tag.rpartition("}")[2] == name]


def _text(element: Element, name: str) -> str:
    found = _child(element, name)
    return (found.text or "").strip() if found is not None else ""
