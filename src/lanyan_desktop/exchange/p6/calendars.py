"""P6's calendars: `clndr_data`, a nest of brackets with hours by weekday and exceptions by serial day."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from lanyan_desktop.core.schedule.calendar import FIRST_DAY, LAST_DAY, DayException
from lanyan_desktop.core.schedule.exchanged import ExchangedCalendar, Notice
from lanyan_desktop.core.schedule.hours import print_hours
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, day_of
from lanyan_desktop.exchange.guarded import MOST_EXCEPTIONS
from lanyan_desktop.kit.errors import LanyanError

_STANDARD_DAY = "08:00-12:00,13:00-17:00"
_FIRST_SERIAL = day_of(date(1899, 12, 30))
_TOKEN = re.compile(r"\(\s*\d*\s*\|\|([^()|]*)\(([^()]*)\)\s*\(|\)")
_TIME = re.compile(r"(\d{1,2}):(\d{2})\s*([AaPp][Mm])?")


def read_calendars(rows: Sequence[Mapping[str, str]], notices: list[Notice]) -> list[ExchangedCalendar]:
    """All calendars, each with the exceptions of those it is based on."""
    by_id = {row.get("clndr_id", ""): row for row in rows}
    parsed = {uid: _parse(row, notices) for uid, row in by_id.items()}
    made = []
    for uid, row in by_id.items():
        week, exceptions = parsed[uid]
        seen, base = {uid}, row.get("base_clndr_id", "")
        inherited: list[DayException] = []
        while base in parsed and base not in seen:
            seen.add(base)
            inherited = [*parsed[base][1], *inherited]
            week = week or parsed[base][0]
            base = by_id[base].get("base_clndr_id", "")
        if not week or (not any(week) and not any(e.hours for e in (*inherited, *exceptions))):
            notices.append(Notice("calendar.empty", params={"text": row.get("clndr_name", uid)}))
            week = (_STANDARD_DAY,) * 7
        made.append(
            ExchangedCalendar(
                uid=uid,
                name=row.get("clndr_name", "").strip() or uid,
                week=week,
                exceptions=(*inherited, *exceptions),
                day_min=_day_min(row.get("day_hr_cnt", "")),
            )
        )
    return made


def _day_min(hours: str) -> int:
    try:
        return min(max(round(float(hours) * 60), 1), MINUTES_PER_DAY)
    except (ValueError, OverflowError):
        return 480


def _parse(row: Mapping[str, str], notices: list[Notice]) -> tuple[tuple[str, ...], list[DayException]]:
    """The hours of Monday to Sunday (none when the data has no days) and the exceptions."""
    name, data = row.get("clndr_name", ""), row.get("clndr_data", "").replace("\x7f", " ")
    days: dict[int, list[tuple[int, int]]] = {}
    serials: dict[int, list[tuple[int, int]]] = {}
    mine: list[tuple[int, int]] | None = None
    for path, title, params in _nodes(data):
        if "DaysOfWeek" in path and title.isdecimal() and len(path) - path.index("DaysOfWeek") == 1:
            mine = days.setdefault(int(title), [])
        elif params.startswith("d|"):
            serial = params.split("|")[1]
            mine = serials.setdefault(int(serial), []) if serial.isdecimal() and len(serial) < 8 else None
        elif mine is not None and "s|" in params and (shift := _shift(params)) is not None:
            mine.append(shift)
    if len(serials) > MOST_EXCEPTIONS:
        raise LanyanError("plan_file.too_many", file=name, what="日历例外", limit=MOST_EXCEPTIONS)
    week = tuple(_hours(days.get(at % 7 + 1, []), name, notices) for at in range(1, 8)) if days else ()
    exceptions = [
        DayException(Day(day), Day(day), _hours(shifts, name, notices))
        for serial, shifts in serials.items()
        if FIRST_DAY <= (day := _FIRST_SERIAL + serial) < LAST_DAY
    ]
    return week, exceptions


def _nodes(data: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Every node of the nest: the names above it, its own, its parameters."""
    path: list[str] = []
    closing = 0
    for match in _TOKEN.finditer(data):
        if match[0] == ")":
            closing += 1
            if closing == 2 and path:  # one for the list of children, one for the node
                path.pop()
                closing = 0
            continue
        closing = 0
        if len(path) < 20:
            yield tuple(path), match[1].strip(), match[2].strip()
        path.append(match[1].strip())


def _shift(params: str) -> tuple[int, int] | None:
    parts = params.split("|")
    named = dict(zip(parts[::2], parts[1::2], strict=False))
    start, end = _minute(named.get("s", "")), _minute(named.get("f", ""))
    if start is None or end is None:
        return None
    end = end or MINUTES_PER_DAY  # up to midnight
    return (start, end) if start < end else None


def _minute(text: str) -> int | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    if match[3]:
        hour = hour % 12 + (12 if match[3].upper() == "PM" else 0)
    found = hour * 60 + minute
    return found if found <= MINUTES_PER_DAY and minute < 60 else None


def _hours(shifts: list[tuple[int, int]], name: str, notices: list[Notice]) -> str:
    shifts = sorted(shifts)
    if any(a[1] > b[0] for a, b in itertools.pairwise(shifts)):
        notices.append(Notice("calendar.hours", params={"text": name}))
        return _STANDARD_DAY
    return print_hours(tuple(shifts))
