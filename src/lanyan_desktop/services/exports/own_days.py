"""A worker's month in the columns of the user's own 考勤表: one row, 上午 and 下午, or 加班 below them too."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lanyan_desktop.core.forms.frame import Frame
from lanyan_desktop.core.forms.header import DayColumn
from lanyan_desktop.core.forms.sheet import Cell
from lanyan_desktop.core.forms.taken import Taken
from lanyan_desktop.core.forms.words import text_of
from lanyan_desktop.core.labour.marks import Mark, show_mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Minutes
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.imports.attendance_marks import part_of

_USUAL = {1: ("day",), 2: ("morning", "afternoon"), 3: ("morning", "afternoon", "overtime")}
_WEEKDAY = re.compile(r"(星期|周|)([一二三四五六日天])")


@dataclass(frozen=True, slots=True)
class DayForm:
    """How a form says a day: the column of each day of the month, the part of the day each row is, and its signs."""

    columns: tuple[int, ...]
    parts: tuple[str, ...]
    tick: str
    cross: str
    workday_min: int

    def rows(self, marks: list[Mark | None]) -> list[dict[int, Cell]]:
        """The cells of a worker, row by row."""
        pairs = list(zip(self.columns, marks, strict=True))
        return [
            {column: said for column, mark in pairs if (said := self._said(part, mark)) != ""} for part in self.parts
        ]

    def _said(self, part: str, mark: Mark | None) -> Cell:
        if mark is None:
            return ""
        half = self.workday_min // 2
        if part == "overtime":
            return hours(mark.overtime_min) if mark.overtime_min else ""
        if part == "morning":
            return self._half(mark, mark.morning_min, half)
        if part == "afternoon":
            return self._half(mark, mark.afternoon_min, self.workday_min - half)
        is_below = "overtime" in self.parts
        kept = Minutes(0) if is_below else mark.overtime_min
        if is_below and not mark.normal_min and mark.overtime_min:
            return ""
        whole = Mark(
            morning_min=mark.morning_min, afternoon_min=mark.afternoon_min, overtime_min=kept, reason=mark.reason
        )
        shown = show_mark(whole, workday_min=self.workday_min)
        shown = f"0{shown}" if shown.startswith("+") else shown
        return shown.replace("√", self.tick).replace("×", self.cross)

    def _half(self, mark: Mark, minutes: int, whole: int) -> Cell:
        if minutes == whole:
            return self.tick
        if minutes:
            return "△" if minutes * 2 == whole else f"{hours(minutes)}h"
        if mark.normal_min or mark.reason is None:
            return self.cross
        return show_mark(Mark(reason=mark.reason)).replace("×", self.cross)


def hours(minutes: int) -> int | float:
    """Hours as a cell holds them.

    >>> hours(90), hours(120)
    (1.5, 2)
    """
    whole, rest = divmod(minutes, 60)
    return whole if not rest else float(Decimal(minutes) / 60)


def day_form(taken: Taken, frame: Frame, month: Month, workday_min: int, *, file: str) -> DayForm:
    """How this form says the days of a month.

    Raises:
        LanyanError: export.template_days where it is by week, by clock, or lacks a day.
    """
    days = taken.header.days
    why = _unfit(days, month.days)
    if why:
        raise LanyanError("export.template_days", file=file, sheet=taken.sheet.name, why=why, days=month.days)
    columns = tuple(day.column for day in days[: month.days])
    seen = Counter(
        text_of(taken.sheet.cell(row, column)).strip()
        for row in range(frame.first, frame.last + 1) for column in columns
    )  # fmt: skip
    tick = max("√✓✔", key=lambda sign: (seen[sign], sign == "√"))
    cross = max("×✗✘", key=lambda sign: (seen[sign], sign == "×"))
    return DayForm(columns, _parts(taken, frame), tick, cross, workday_min)


def _unfit(days: tuple[DayColumn, ...], count: int) -> str:
    if not days:
        return "没有每天的列"
    if any(day.weekday >= 0 for day in days):
        return "按星期列的周表"
    if any(day.part for day in days):
        return "一天分成几列"
    numbers = [day.date.day if day.date is not None else day.number for day in days]
    if numbers[0] != 1 or numbers != sorted(numbers):
        return "不是从 1 日开始"
    return f"只到 {numbers[-1]} 日" if numbers[:count] != list(range(1, count + 1)) else ""


def _parts(taken: Taken, frame: Frame) -> tuple[str, ...]:
    usual = _USUAL.get(frame.height, ("morning", "afternoon", "overtime", ""))
    at = taken.header.columns.get("part", -1)
    if at < 0:
        return usual
    first = frame.items[0]
    said = tuple(part_of(text_of(taken.sheet.cell(first + n, at))) for n in range(frame.height))
    return tuple(part or "" for part in said) if all(said) else usual


def day_heads(taken: Taken, month: Month) -> dict[tuple[int, int], Cell]:
    """Headings that name another month's days: dates and week days, those of this month; blank after its last."""
    found: dict[tuple[int, int], Cell] = {}
    for at, day in enumerate(taken.header.days):
        own = date(month.year, month.month, at + 1) if at < month.days else None
        for row in range(taken.header.first_row, taken.header.last_row + 1):
            cell = taken.sheet.cell(row, day.column)
            if isinstance(cell, date):
                found[row, day.column] = own or ""
            elif isinstance(cell, str) and (match := _WEEKDAY.fullmatch(cell.strip())):
                found[row, day.column] = f"{match[1]}{'一二三四五六日'[own.weekday()]}" if own else ""
    return found
