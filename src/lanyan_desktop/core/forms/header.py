"""Finds the header of a sheet and says which column is what: one matcher for every form.

The header is looked for in the first rows; up to three rows are joined through merged ranges into paths such as
``金额(元)/其中/暂估价`` and compared with the aliases of the form's columns.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lanyan_desktop.core.forms.declare import Column, Form, Series
from lanyan_desktop.core.forms.sheet import Cell, Place, Sheet
from lanyan_desktop.core.forms.words import is_blank, plain, text_of, without_unit

DEEPEST = 15
"""A header starts in one of the first rows: titles and notes above it are few."""
TALLEST = 3
_WIDEST = 400
_WEEKDAYS = {
    **{
        name: number
        for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    },
    **{f"星期{sign}": number for number, sign in enumerate("一二三四五六日")},
    **{f"周{sign}": number for number, sign in enumerate("一二三四五六日")},
    "星期天": 6,
}
_DAY = re.compile(r"(\d{1,2})[日号]?(?:[(/]?(?:星期|周)?[一二三四五六日天]\)?)?")
_FULL_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
_EXACT, _SUFFIX, _LAST, _NO_UNIT, _FIRST, _PREFIX = 100, 95, 80, 78, 60, 50


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A column of one day: its number in the month, a full date, or a week day (0 Monday); `part` below it, if any.

    `month` where the heading has one: 11.16.
    """

    column: int
    number: int = 0
    month: int = 0
    date: date | None = None
    weekday: int = -1
    part: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised header: rows from 0, end included; which column each of the form's columns is."""

    first_row: int
    last_row: int
    columns: Mapping[str, int]
    added: Mapping[str, tuple[int, ...]]  # further columns whose numbers add to the first
    days: tuple[DayColumn, ...]
    paths: tuple[str, ...]  # the joined heading of each column of the sheet
    score: int
    signature: str

    @property
    def unmapped(self) -> tuple[tuple[int, str], ...]:
        """Columns with a heading that were taken for nothing."""
        taken = {*self.columns.values(), *(day.column for day in self.days)}
        taken.update(column for more in self.added.values() for column in more)
        return tuple((index, path) for index, path in enumerate(self.paths) if path and index not in taken)


def match_header(sheet: Sheet, form: Form, *, mapping: Mapping[str, int] | None = None) -> Header | None:
    """The best header of this form in the sheet, None if there is none.

    `mapping` (column name to column from 0) overrules what was recognised; a column of -1 is taken for nothing. With
    a mapping the header row may be one that no alias fits: then it is the fullest of the first rows.
    """
    origins = sheet.origins()
    best: Header | None = None
    for first in range(min(DEEPEST, len(sheet.rows))):
        if sum(not is_blank(cell) for cell in sheet.rows[first]) < 2:
            continue  # a title, which a header must not take in
        for last in range(first, min(first + TALLEST, len(sheet.rows))):
            found = _read(sheet, form, origins, (first, last), mapping)
            if _fits(found, form) and found.score > (0 if best is None else best.score):
                best = found
    if best is not None and (lowest := _lowest(sheet, best)) > best.last_row:
        best = _read(sheet, form, origins, (best.first_row, lowest), mapping)
    if best is None and mapping:
        fullest = max(range(min(DEEPEST, len(sheet.rows))), key=lambda row: _filled(sheet.rows[row]), default=0)
        best = _read(sheet, form, origins, (fullest, fullest), mapping)
    return best


def _lowest(sheet: Sheet, header: Header) -> int:
    """The row to which merges that begin in the header reach: headings below them that fit no alias belong to it."""
    ends = [span.last_row for span in sheet.spans if header.first_row <= span.first_row <= header.last_row]
    reach = [end for end in ends if end < header.first_row + TALLEST and end < len(sheet.rows)]
    return max([header.last_row, *reach])


def _filled(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row if isinstance(cell, str) and not is_blank(cell))


def _fits(header: Header, form: Form) -> bool:
    have = {*header.columns, *({form.series.name} if form.series and header.days else set())}
    return len(have) >= form.least and all(any(name in have for name in group) for group in form.needs)


def _read(
    sheet: Sheet, form: Form, origins: Mapping[Place, Place], rows: tuple[int, int], mapping: Mapping[str, int] | None
) -> Header:
    first, last = rows
    parts = _parts(sheet, origins, first, last)
    days = _days(sheet, form.series, parts, rows) if form.series else ()
    paths = tuple("/".join(part) for part in parts)
    taken = {day.column for day in days}
    columns, added, score = _assign(form, parts, taken)
    if mapping:
        added = {name: more for name, more in added.items() if mapping.get(name, columns[name]) == columns[name]}
        columns = {name: at for name, at in columns.items() if name not in mapping and at not in mapping.values()}
        columns.update({name: at for name, at in mapping.items() if at >= 0})
    score += 6 * min(len(days), form.series.least) if form.series else 0
    return Header(first, last, columns, added, days, paths, score, _signature(form, paths, taken))


def _signature(form: Form, paths: Sequence[str], days: set[int]) -> str:
    """Of the headings in their order; day columns count as one, so that months of 30 and 31 days have the same."""
    words = ["*" if at in days else path for at, path in enumerate(paths)]
    kept = [word for at, word in enumerate(words) if word and not (word == "*" and "*" in words[:at])]
    return hashlib.blake2b("\n".join([form.name, *kept]).encode(), digest_size=16).hexdigest()


def _parts(sheet: Sheet, origins: Mapping[Place, Place], first: int, last: int) -> list[tuple[str, ...]]:
    """For each column the plain words of its heading from top to bottom, merges followed, repeats left out."""
    width = min(max((len(sheet.rows[row]) for row in range(first, last + 1)), default=0), _WIDEST)
    grid = [[_word(sheet, origins, (row, column), first) for column in range(width)] for row in range(first, last + 1)]
    for above, below in itertools.pairwise(grid):  # headings over several columns that nobody merged
        for column in range(1, width):
            if not above[column] and below[column] and above[column - 1] and below[column - 1]:
                above[column] = above[column - 1]
    return [tuple(dict.fromkeys(line[column] for line in grid if line[column])) for column in range(width)]


def _word(sheet: Sheet, origins: Mapping[Place, Place], place: Place, first: int) -> str:
    """The plain text of a heading cell; of a merge only if it begins in the header, not in a row above it."""
    at = origins.get(place, place)
    return plain(text_of(sheet.cell(*at)))[:120] if at[0] >= first else ""


def _assign(
    form: Form, parts: Sequence[tuple[str, ...]], taken: set[int]
) -> tuple[dict[str, int], dict[str, tuple[int, ...]], int]:
    """The best pairs of form column and sheet column, best first; each is used once."""
    pairs = []
    for order, column in enumerate(form.columns):
        aliases = column.plain_aliases()
        for at, words in enumerate(parts):
            if words and at not in taken and (quality := _quality(aliases, words)):
                pairs.append((-quality, order, at, column))
    pairs.sort(key=lambda pair: pair[:3])
    return _take(pairs, parts)


def _take(
    pairs: Sequence[tuple[int, int, int, Column]], parts: Sequence[tuple[str, ...]]
) -> tuple[dict[str, int], dict[str, tuple[int, ...]], int]:
    """Columns that add up have headings of their own (材料/单价, 人工/单价): the same again is another table."""
    columns: dict[str, int] = {}
    added: dict[str, tuple[int, ...]] = {}
    used: set[int] = set()
    score = 0
    for negative, _, at, column in pairs:
        if at in used:
            continue
        if column.name not in columns:
            columns[column.name] = at
            score += -negative * column.weight
        elif column.sums and -negative >= _LAST and parts[at] != parts[columns[column.name]]:
            added[column.name] = (*added.get(column.name, ()), at)
        else:
            continue
        used.add(at)
    return columns, added, score


def _quality(aliases: Sequence[str], words: tuple[str, ...]) -> int:
    path, last = "/".join(words), words[-1]
    bare = "/".join(without_unit(word) for word in words)
    best = 0
    for alias in aliases:
        if alias in (path, bare):
            return _EXACT
        if "/" in alias:
            best = max(best, _SUFFIX if f"/{bare}".endswith(f"/{alias}") or f"/{path}".endswith(f"/{alias}") else 0)
        elif last == alias:
            best = max(best, _LAST)
        elif without_unit(last) == alias:
            best = max(best, _NO_UNIT)
        elif alias in words or without_unit(words[0]) == alias:
            best = max(best, _FIRST)
        elif len(alias) > 2 and last.startswith(alias):
            best = max(best, _PREFIX)
    return best


def _days(
    sheet: Sheet, series: Series, parts: Sequence[tuple[str, ...]], rows: tuple[int, int]
) -> tuple[DayColumn, ...]:
    """The day columns, read from the lowest header row that has enough of them; parts from the row below."""
    first, last = rows
    for row in range(last, first - 1, -1):
        cells = [sheet.cell(row, column) for column in range(len(parts))]
        found = _with_tens(cells, [day for column, cell in enumerate(cells) if (day := _day(cell, column))])
        if len(found) < series.least or not _is_run(found):
            continue
        if row == last or not series.parts:
            return tuple(found)
        return _with_parts(sheet, series, found, row, len(parts))
    return ()


def _with_tens(cells: Sequence[Cell], days: list[DayColumn]) -> list[DayColumn]:
    """11.10 typed as a number is kept as 11.1: after the 9th it is the 10th, likewise the 20th and 30th."""
    for at in range(1, len(days)):
        day = days[at]
        if day.month and isinstance(cells[day.column], float) and days[at - 1].number == day.number * 10 - 1:
            days[at] = replace(day, number=day.number * 10)
    return days


def _is_run(days: Sequence[DayColumn]) -> bool:
    """Numbers that rise one by one, or dates, or week days: not a row of data that happens to hold small numbers.

    After the last day of a month the 1st may follow, once: many sites count from the 16th to the 15th.
    """
    numbers = [day.number for day in days if day.number]
    if not numbers:
        return True
    turns = [a for a, b in itertools.pairwise(numbers) if b != a + 1]
    is_turned = turns == [] or (len(turns) == 1 and turns[0] >= 28 and numbers[numbers.index(turns[0]) + 1] == 1)
    return len(numbers) == len(days) and is_turned


def _with_parts(
    sheet: Sheet, series: Series, found: Sequence[DayColumn], row: int, width: int
) -> tuple[DayColumn, ...]:
    names = {plain(alias): name for name, aliases in series.parts for alias in aliases}
    ends = [*(day.column for day in found[1:]), min(width, found[-1].column + len(series.parts))]
    days: list[DayColumn] = []
    for day, end in zip(found, ends, strict=True):
        below = [
            (column, names.get(plain(text_of(sheet.cell(row + 1, column))), "")) for column in range(day.column, end)
        ]
        named = [replace(day, column=column, part=part) for column, part in below if part]
        days.extend(named or [day])
    return tuple(days)


def _day(cell: Cell, column: int) -> DayColumn | None:
    if isinstance(cell, datetime):
        return DayColumn(column, date=cell.date())
    if isinstance(cell, date):
        return DayColumn(column, date=cell)
    text = plain(text_of(cell))
    if text in _WEEKDAYS:
        return DayColumn(column, weekday=_WEEKDAYS[text])
    if match := _FULL_DATE.fullmatch(text):
        return _dated(column, int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY.fullmatch(text):
        return DayColumn(column, number=int(match[1])) if 1 <= int(match[1]) <= 31 else None
    if (match := _MONTH_DAY.fullmatch(text)) and 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31:
        return DayColumn(column, number=int(match[2]), month=int(match[1]))
    return None


def _dated(column: int, year: int, month: int, day: int) -> DayColumn | None:
    try:
        return DayColumn(column, date=date(year, month, day))
    except ValueError:
        return None
