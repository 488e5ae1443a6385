"""Calendars with their hours and exceptions as MS Project's XML."""

from __future__ import annotations

from lanyan_desktop.core.schedule.exchanged import (
    ExchangedCalendar,
    ExchangedResource,
)
from lanyan_desktop.core.schedule.hours import parse_hours
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Instant, datetime_of
from lanyan_desktop.exchange.msproject.elements import elements, text_of
from lanyan_desktop.exchange.msproject.numbering import Numbers


def calendar_element(calendar: ExchangedCalendar, numbers: Numbers) -> str:
    """A base calendar: its week, then the days that differ."""
    parts = [
        f"  <Calendar>\n   <UID>{numbers.calendar[calendar.uid]}</UID>\n   <Name>{text_of(calendar.name)}</Name>\n"
    ]
    parts.append("   <IsBaseCalendar>1</IsBaseCalendar>\n   <BaseCalendarUID>-1</BaseCalendarUID>\n   <WeekDays>\n")
    for kind in range(1, 8):
        hours = calendar.week[(kind - 2) % 7]
        parts.append(f"    <WeekDay><DayType>{kind}</DayType>{_hours(hours)}</WeekDay>\n")
    parts.append("   </WeekDays>\n")
    if calendar.exceptions:
        parts.append("   <Exceptions>\n")
        for first, last, hours, name in _apart(calendar):
            period = f"<FromDate>{_day(first)}T00:00:00</FromDate><ToDate>{_day(last)}T23:59:00</ToDate>"
            parts.append(
                "    <Exception><EnteredByOccurrences>0</EnteredByOccurrences>"
                f"<TimePeriod>{period}</TimePeriod><Occurrences>{last - first + 1}</Occurrences>"
                f"<Name>{text_of(name or '例外')}</Name><Type>1</Type>{_hours(hours)}</Exception>\n"
            )
        parts.append("   </Exceptions>\n")
    parts.append("  </Calendar>\n")
    return "".join(parts)


def own_calendar_element(resource: ExchangedResource, numbers: Numbers) -> str:
    """The calendar of a resource whose hours differ, based on another; "" where they do not."""
    uid = numbers.resource_calendar.get(resource.uid)
    if uid is None:
        return ""
    pairs = [
        ("UID", str(uid)),
        ("Name", resource.name),
        ("IsBaseCalendar", "0"),
        ("BaseCalendarUID", str(numbers.calendar[resource.calendar])),
    ]
    return "  <Calendar>\n" + elements(pairs, 3) + "  </Calendar>\n"


def _apart(calendar: ExchangedCalendar) -> list[tuple[int, int, str, str]]:
    """Exceptions that do not lie over each other: MS Project refuses those; here the later wins."""
    by_day: dict[int, tuple[str, str]] = {}
    for exception in calendar.exceptions:
        for day in range(exception.first, exception.last + 1):
            by_day[day] = (exception.hours or "", exception.name)
    spans: list[tuple[int, int, str, str]] = []
    for day in sorted(by_day):
        if spans and spans[-1][1] == day - 1 and spans[-1][2:] == by_day[day]:
            spans[-1] = (spans[-1][0], day, *by_day[day])
        else:
            spans.append((day, day, *by_day[day]))
    return spans


def _hours(hours: str) -> str:
    shifts = parse_hours(hours)
    if not shifts:
        return "<DayWorking>0</DayWorking>"
    times = "".join(
        f"<WorkingTime><FromTime>{_clock(a)}</FromTime><ToTime>{_clock(b)}</ToTime></WorkingTime>" for a, b in shifts
    )
    return f"<DayWorking>1</DayWorking><WorkingTimes>{times}</WorkingTimes>"


def _clock(minute: int) -> str:
    minute %= MINUTES_PER_DAY
    return f"{minute // 60:02d}:{minute % 60:02d}:00"


def _day(day: int) -> str:
    return f"{datetime_of(Instant(Day(day) * MINUTES_PER_DAY)):%Y-%m-%d}"
