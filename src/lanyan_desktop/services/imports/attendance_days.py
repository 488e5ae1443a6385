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
    first, last = _range(above)
    if month is None:
        texts = [plain(text_of(cell)) for row in above for cell in row if not is_blank(cell)]
        month = next((found for text in (*texts, plain(taken.sheet.name)) if (found := _month(text))), None)
    if month is None and first is not None and last is not None and _same_month(first, last):
        month = date_of(first).replace(day=1)
    return Period(month, first, last)


def _same_month(first: Day, last: Day) -> bool:
    return date_of(first).replace(day=1) == date_of(last).replace(day=1)


def _month(text: str) -> date | None:
    match = _YEAR_MONTH.search(text)
    return date(int(match[1]), int(match[2]), 1) if match and 1 <= int(match[2]) <= 12 else None


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
