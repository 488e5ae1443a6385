"""Which day each column of an attendance sheet is: by its number in the month, its date, or its week day in a range."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lanyan_desktop.core.forms import numbers
from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.forms.header import DayColumn
from lanyan_desktop.core.forms.sheet import Cell
from lanyan_desktop.core.forms.taken import Cells, Taken
from lanyan_desktop.core.forms.words import is_blank, plain, text_of
from lanyan_desktop.core.records.text import Unreadable
from lanyan_desktop.core.values import Day, date_of, day_of

_YEAR_MONTH = re.compile(r"(20\d{2})[-年./](\d{1,2})(?:月|(?!\d))")
_FROM = re.compile(r"(datefrom|from|起始日期|开始日期|统计日期|起)[:]?")
_TO = re.compile(r"(dateto|to|截止日期|结束日期|止)[:]?")
_LONGEST_RANGE = 366
_SPAN = re.compile(
    r"(20\d{2})[-年./](\d{1,2})[-月./](\d{1,2})日?(?:至|到|-+|~+)(?:(20\d{2})[-年./])?(\d{1,2})[-月./](\d{1,2})日?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """The month or range of days a sheet is about; either may be unknown."""

    month: date | None = None  # its first day
    first: Day | None = None
    last: Day | None = None

    @property
    def days(self) -> int:
        """How many days the month has; 31 when it is not known."""
        return calendar.monthrange(self.month.year, self.month.month)[1] if self.month else 31


def find_period(taken: Taken, month: date | None) -> Period:
    """What the rows above the header, the sheet's name or the user say. A month given by the user counts first."""
    above = list(taken.sheet.rows[: taken.header.first_row])
    texts = [plain(text_of(cell)) for row in above for cell in row if not is_blank(cell)]
    first, last = _range(above)
    if first is None and last is None:
        first, last = next((span for text in texts if (span := _span(text))), (None, None))
    if month is None:
        month = next((found for text in (*texts, plain(taken.sheet.name)) if (found := _month(text))), None)
    if month is None and first is not None and last is not None and _same_month(first, last):
        month = date_of(first).replace(day=1)
    return Period(month, first, last)


def _same_month(first: Day, last: Day) -> bool:
    return date_of(first).replace(day=1) == date_of(last).replace(day=1)


def _month(text: str) -> date | None:
    match = _YEAR_MONTH.search(text)
    return date(int(match[1]), int(match[2]), 1) if match and 1 <= int(match[2]) <= 12 else None


def _span(text: str) -> tuple[Day, Day] | None:
    """2025年11月16日至12月15日, in plain text."""
    if (match := _SPAN.search(text)) is None:
        return None
    year = int(match[1])
    later = int(match[4] or year + (int(match[5]) < int(match[2])))
    try:
        return day_of(date(year, int(match[2]), int(match[3]))), day_of(date(later, int(match[5]), int(match[6])))
    except ValueError:
        return None


def _range(rows: Sequence[Sequence[Cell]]) -> tuple[Day | None, Day | None]:
    found: dict[str, Day | None] = {"from": None, "to": None}
    for row in rows:
        for index, cell in enumerate(row[:-1]):
            word = plain(text_of(cell))
            key = "from" if _FROM.fullmatch(word) else "to" if _TO.fullmatch(word) else ""
            if key:
                found[key] = _day(row[index + 1])
    return found["from"], found["to"]


def _day(cell: Cell) -> Day | None:
    try:
        return numbers.day(cell)
    except Unreadable:
        return None


def days_of_columns(cells: Cells, period: Period) -> dict[int, Day]:
    """The day of each day column; columns whose day is not known are left out and noted if they hold anything."""
    found: dict[int, Day] = {}
    needs_month = False
    numbered = [column for column in cells.taken.header.days if column.number]
    if period.month is not None and any(column.month for column in numbered):
        return {column.column: day for column in numbered if (day := _in_its_month(column, period.month)) is not None}
    turn = next((at for at in range(1, len(numbered)) if numbered[at].number < numbered[at - 1].number), 0)
    if period.month is not None and turn:
        return _across(cells, numbered, turn, period)
    for column in cells.taken.header.days:
        if column.date is not None:
            found[column.column] = day_of(column.date)
        elif column.weekday >= 0:
            _weekday(cells, column, period, found)
        elif period.month is None:
            needs_month = True
        elif column.number <= period.days:
            found[column.column] = day_of(period.month.replace(day=column.number))
        else:
            _beyond(cells, column, period)
    if needs_month:
        cells.note("month.unknown", cells.taken.header.last_row)
    return found


def _in_its_month(column: DayColumn, month: date) -> Day | None:
    """The day of a heading like 11.28, in the year that brings it nearest to the sheet's month."""
    apart = column.month - month.month
    year = month.year + (1 if apart < -6 else -1 if apart > 6 else 0)
    try:
        return day_of(date(year, column.month, column.number))
    except ValueError:
        return None


def _across(cells: Cells, columns: Sequence[DayColumn], turn: int, period: Period) -> dict[int, Day]:
    """The days of headings like 16…30, 1…15: which two months is said by a range, else by how long the first one is."""
    header, last = cells.taken.header.last_row, columns[turn - 1].number
    fitting = [first for first in _starts(period) if calendar.monthrange(first.year, first.month)[1] == last]
    if len(fitting) != 1:
        cells.note("month.cross", header, columns[0].column, first=columns[0].number, last=columns[-1].number)
        return {}
    start = fitting[0]
    second = (start + timedelta(days=31)).replace(day=1)
    numbers_ = [(column, start if at < turn else second) for at, column in enumerate(columns)]
    found = {column.column: day_of(first.replace(day=column.number)) for column, first in numbers_}
    words = {name: date_of(day).isoformat() for name, day in zip(("first", "last"), _ends(found), strict=True)}
    cells.note("month.cross.taken", header, columns[0].column, severity="info", **words)
    return found


def _starts(period: Period) -> list[date]:
    """The months in which days from one month into the next may begin."""
    if period.first is not None:
        return [date_of(period.first).replace(day=1)]
    return [(period.month - timedelta(days=1)).replace(day=1), period.month] if period.month is not None else []


def _ends(days: dict[int, Day]) -> tuple[Day, Day]:
    return min(days.values()), max(days.values())


def _weekday(cells: Cells, column: DayColumn, period: Period, found: dict[int, Day]) -> None:
    header = cells.taken.header.last_row
    name = text_of(cells.taken.sheet.cell(header, column.column))
    first, last = period.first, period.last
    if first is None or last is None or last - first > _LONGEST_RANGE:
        cells.note("month.unknown", header, column.column)
        return
    span = [date_of(first) + timedelta(days=n) for n in range(last - first + 1)]
    fitting = [day for day in span if day.weekday() == column.weekday]
    if len(fitting) == 1:
        found[column.column] = day_of(fitting[0])
    elif _counts(cells, column.column):
        code = "day.weekday" if fitting else "day.outside"
        cells.note(code, header, column.column, name=name, first=date_of(first), last=date_of(last))


def _counts(cells: Cells, column: int) -> bool:
    """True if the column holds anything but blanks and zeros in a worker's rows."""
    rows = cells.taken.of(RowClass.ITEM, RowClass.CONTINUATION)
    return any(text_of(cells.taken.sheet.cell(row.index, column)).strip() not in ("", "0") for row in rows)


def _beyond(cells: Cells, column: DayColumn, period: Period) -> None:
    if period.month is not None and _counts(cells, column.column):
        month = f"{period.month.year} 年 {period.month.month} 月"
        words = {"month": month, "day": column.number}
        cells.note("day.beyond", cells.taken.header.last_row, column.column, severity="warning", **words)
