"""What the cells of a worker's rows say of a day: whole marks, halves of a day, overtime, or times of day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time

from lanyan_desktop.core.forms import numbers
from lanyan_desktop.core.forms.sheet import Cell
from lanyan_desktop.core.forms.taken import Cells
from lanyan_desktop.core.forms.words import is_blank, plain, text_of
from lanyan_desktop.core.labour.marks import Mark, NumberUnit, Reason, UnreadableMark, parse_mark
from lanyan_desktop.core.records.text import Unreadable
from lanyan_desktop.core.values import Minutes

NOON, AFTER_LUNCH = 12 * 60, 13 * 60
_TIMES = re.compile(r"(\d{1,2}):(\d{2})")
PARTS = {
    **dict.fromkeys(("上午", "上", "早", "am", "上午班"), "morning"),
    **dict.fromkeys(("下午", "下", "pm", "下午班"), "afternoon"),
    **dict.fromkeys(("加班", "晚上", "晚", "夜", "夜间", "ot", "加班(h)", "加班小时"), "overtime"),
    **dict.fromkeys(("全天", "出勤", "考勤", "天", "白天", "日"), "day"),
}
"""The words of a 时段 column."""


def part_of(label: str) -> str | None:
    """morning, afternoon, overtime or day; None for a word that is not known.

    >>> part_of("上 午"), part_of("夜宵")
    ('morning', None)
    """
    return PARTS.get(plain(label))


def mark_text(cell: Cell) -> str:
    """A cell as the marks are written; a ticked box is √."""
    if isinstance(cell, bool):
        return "√" if cell else "×"
    return text_of(cell)


def read_whole(cells: Cells, row: int, column: int, *, workday_min: int, unit: NumberUnit) -> Mark | None:
    """A cell that says all of a day: √, 0.5, 8, √+2, 病, or times of day; None when blank or noted as unreadable."""
    if not cells.heed(row, column):
        return None
    cell = cells.taken.sheet.cell(row, column)
    if (times := _times(cell)) is not None:
        if len(times) < 2:
            cells.note("clock.half", row, column)
            return None
        return presence(times[0], times[-1], workday_min=workday_min)
    try:
        return parse_mark(mark_text(cell), workday_min=workday_min, unit=unit)
    except UnreadableMark as error:
        cells.note("cell.mark.high" if error.code == "high" else "cell.mark", row, column, text=error.text[:40])
        return None


def _times(cell: Cell) -> list[int] | None:
    """Times of day in a cell, None if it holds none: some machines put all of a day's into one cell."""
    if isinstance(cell, (time, datetime)):
        return [cell.hour * 60 + cell.minute]
    found = _TIMES.findall(cell) if isinstance(cell, str) and ":" in cell else []
    return [int(hours) * 60 + int(minutes) for hours, minutes in found] or None


def presence(start: int, end: int, *, workday_min: int) -> Mark:
    """Minutes of morning and afternoon between two times of day, lunch (12 to 13) left out, at most one 工日.

    >>> presence(8 * 60, 17 * 60, workday_min=480)
    Mark(morning_min=240, afternoon_min=240, overtime_min=0, reason=None)
    """
    if end < start:
        end += 1440  # over midnight
    morning = min(max(min(end, NOON) - start, 0), workday_min)
    afternoon = min(max(end - max(start, AFTER_LUNCH), 0), workday_min - morning)
    return Mark(morning_min=Minutes(morning), afternoon_min=Minutes(afternoon))


def read_half(cells: Cells, row: int, column: int, *, half_min: int, unit: NumberUnit) -> Mark | None:
    """A cell of a row that is only the morning or only the afternoon, as minutes in `morning_min`.

    A tick or a number up to 1 工日 is the whole half; △ is half of it; hours count as they are.
    """
    cell = cells.taken.sheet.cell(row, column)
    text = mark_text(cell)
    mark = read_whole(cells, row, column, workday_min=half_min * 2, unit=unit)
    if mark is None or mark.normal_min == 0:
        return mark
    is_number = re.fullmatch(r"[\d.]+", plain(text)) is not None
    worked = int(mark.normal_min) if is_number and unit == "小时" else half_min if is_number else mark.normal_min // 2
    return Mark(morning_min=Minutes(min(worked, half_min)), overtime_min=mark.overtime_min)


def read_overtime(cells: Cells, row: int, column: int) -> int:
    """The minutes of a cell of an overtime row: a bare number is hours; blank, a cross and a dash are none."""
    cell = cells.taken.sheet.cell(row, column)
    if not cells.heed(row, column) or is_blank(cell) or plain(mark_text(cell)) in ("×", "✗", "✘", "x", "-", "/", "无"):
        return 0
    try:
        found = numbers.minutes(cell) or 0
    except Unreadable:
        found = -1
    if not 0 <= found <= 960:
        cells.note("cell.mark", row, column, text=text_of(cell)[:40])
        return 0
    return found


def read_overtime_total(cells: Cells, row: int, column: int) -> int:
    """As `read_overtime` for a total at the right, which may be large; 0 for a formula that was never computed."""
    cell = cells.taken.sheet.cell(row, column)
    if is_blank(cell) or (row, column) in cells.taken.sheet.uncached:
        return 0
    try:
        return numbers.minutes(cell) or 0
    except Unreadable:
        cells.note("cell.number", row, column, severity="warning", text=text_of(cell)[:40])
        return 0


def joined(morning: Mark | None, afternoon: Mark | None, overtime_min: int) -> Mark | None:
    """The day of a worker whose halves stand in rows of their own; None if nothing was filled in."""
    if morning is None and afternoon is None and not overtime_min:
        return None
    halves = [half for half in (morning, afternoon) if half is not None]
    extra = overtime_min + sum(half.overtime_min for half in halves)
    worked = [Minutes(half.morning_min if half is not None else 0) for half in (morning, afternoon)]
    reason: Reason | None = None
    if not any(worked) and not extra:
        reason = next((half.reason for half in halves if half.reason is not None), "其他")
    return Mark(morning_min=worked[0], afternoon_min=worked[1], overtime_min=Minutes(extra), reason=reason)


def bare_numbers(cells: Cells, rows: Iterable[int], columns: Iterable[int]) -> list[str]:
    """The texts of cells that hold nothing but a number: what `unit_of` decides by."""
    wanted = list(columns)
    texts = (text_of(cells.taken.sheet.cell(row, column)).strip() for row in rows for column in wanted)
    return [text for text in texts if text and text[0] in "0123456789.０１２３４５６７８９"]
