"""What is written in a cell of an attendance sheet: √, △, 0.5, 假, √+2, 8 … and what it says.

A mark says how much of the morning, the afternoon and the evening was worked, and if nothing, why. Numbers are 工日 on
one sheet and hours on the next; `unit_of` decides for the whole sheet, never for a single cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from lanyan_desktop.core.values import Minutes

Reason = Literal["旷工", "事假", "病假", "休息", "停工", "其他"]
NumberUnit = Literal["工日", "小时", "不明"]
FULL = frozenset("√✓✔V1全勤●")  # after NFKC and upper case: v and Ｖ are V
HALF = frozenset({"△", "▲", "1/2", "1⁄2", "0.5", ".5", "半"})
_HALVES = {"上": (1, 0), "上午": (1, 0), "下": (0, 1), "下午": (0, 1)}
_ABSENT: dict[str, Reason] = {
    **dict.fromkeys("×✗✘X旷", "旷工"),
    **dict.fromkeys(("0", "○", "〇", "O", "空"), "其他"),
    **dict.fromkeys(("事", "事假", "假", "请假"), "事假"),
    **dict.fromkeys(("病", "病假"), "病假"),
    **dict.fromkeys(("休", "休息"), "休息"),
    **dict.fromkeys(("雨", "停", "停工", "雨停"), "停工"),
}
_WORDS = {"全天": "全", "全勤": "全", "出勤": "全", "半天": "半", "缺勤": "旷", "旷工": "旷"}
_OVERTIME = re.compile(r"(.*?)\+(\d+(?:\.\d+)?|\.\d+)(H|小时|时)?")
_NUMBER = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(H|小时|时|工|工日|天)?")
_LARGEST_DAYS = Decimal(3)  # DOMAIN 2b: every value ≤ 3 means 工日, any value ≥ 4 means hours
_SMALLEST_HOURS = Decimal(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one worker did on one day, in minutes; `reason` only where nothing was worked."""

    morning_min: Minutes = Minutes(0)
    afternoon_min: Minutes = Minutes(0)
    overtime_min: Minutes = Minutes(0)
    reason: Reason | None = None

    @property
    def normal_min(self) -> Minutes:
        return Minutes(self.morning_min + self.afternoon_min)


class UnreadableMark(ValueError):
    """A cell that is no mark; `code` says why: mark (not known), high (more than a day has)."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


def plain(text: str) -> str:
    """A cell without spaces, full-width letters and case, as all of this module compares it.

    >>> plain(" ｖ+2Ｈ ")
    'V+2H'
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split()).upper().replace("－", "-")
    return _WORDS.get(folded, folded)


def parse_mark(text: str, *, workday_min: int = 480, unit: NumberUnit = "工日") -> Mark | None:
    """What a cell says, None if it is blank: 未填, which is not the same as absent.

    `unit` is what numbers on this sheet count (`unit_of`); a number with its own unit, 8小时 or 1工, says so itself.

    Raises:
        UnreadableMark: no mark of the trade (code mark), or more than 24 hours (code high).

    >>> parse_mark("√+2").normal_min, parse_mark("√+2").overtime_min, parse_mark("病").reason
    (480, 120, '病假')
    """
    cell = plain(text)
    if cell in ("", "-", "—", "/"):
        return None
    overtime = 0
    if match := _OVERTIME.fullmatch(cell):
        cell, overtime = match[1], _minutes(match[2], 60, text)
    if reason := _ABSENT.get(cell):
        return _checked(Mark(reason=None if overtime else reason, overtime_min=Minutes(overtime)), text)
    morning, afternoon, extra = _worked(cell, workday_min, unit, text)
    mark = Mark(morning_min=Minutes(morning), afternoon_min=Minutes(afternoon), overtime_min=Minutes(overtime + extra))
    return _checked(mark, text)


def _checked(mark: Mark, text: str) -> Mark:
    if mark.normal_min + mark.overtime_min > 1440:
        raise UnreadableMark("high", text)
    return mark


def _worked(cell: str, workday_min: int, unit: NumberUnit, text: str) -> tuple[int, int, int]:
    """Minutes of morning, afternoon and beyond the day."""
    morning = workday_min // 2
    if cell == "" or cell in _HALVES:
        first, second = _HALVES.get(cell, (0, 0))
        return morning * first, (workday_min - morning) * second, 0
    if cell in FULL and not (cell == "1" and unit == "小时"):
        return morning, workday_min - morning, 0
    if cell in HALF and not (cell in ("0.5", ".5") and unit == "小时"):
        return morning, 0, 0
    match = _NUMBER.fullmatch(cell)
    if match is None:
        raise UnreadableMark("mark", text)
    is_hours = match[2] in ("H", "小时", "时") if match[2] else unit == "小时"
    worked = _minutes(match[1], 60 if is_hours else workday_min, text)
    normal = min(worked, workday_min)
    return min(normal, morning), max(normal - morning, 0), worked - normal


def _minutes(number: str, per: int, text: str) -> int:
    try:
        minutes = Decimal(number) * per
    except InvalidOperation as error:
        raise UnreadableMark("mark", text) from error
    if minutes > 1440:
        raise UnreadableMark("high", text)
    return int(minutes.to_integral_value())


def unit_of(cells: Iterable[str]) -> NumberUnit:
    """What the bare numbers of a sheet count: 工日 if all are at most 3, hours if some reach 4; 不明 when mixed.

    Mixed is a sheet with halves and quarters of a day beside values of 4 and more: ask the user. Whole small numbers
    beside large ones are hours (a short day).

    >>> unit_of(["1", "0.5", "√"]), unit_of(["8", "4", "10"]), unit_of(["8", "0.25"])
    ('工日', '小时', '不明')
    """
    numbers = [value for cell in cells if (value := _bare_number(cell)) is not None]
    if not any(value >= _SMALLEST_HOURS for value in numbers):
        return "不明" if any(value > _LARGEST_DAYS for value in numbers) else "工日"
    return "不明" if any(0 < value < 1 for value in numbers) else "小时"


def _bare_number(cell: str) -> Decimal | None:
    text = plain(cell).partition("+")[0]
    return Decimal(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def show_mark(mark: Mark | None, *, workday_min: int = 480) -> str:
    """The mark as the month grid writes it; `parse_mark` reads it back.

    >>> show_mark(Mark(morning_min=240, afternoon_min=240, overtime_min=90)), show_mark(Mark(reason="病假"))
    ('√+1.5', '病')
    """
    if mark is None:
        return ""
    extra = f"+{_short(Decimal(mark.overtime_min) / 60)}" if mark.overtime_min else ""
    return _show_normal(mark, workday_min) + extra


def _show_normal(mark: Mark, workday_min: int) -> str:
    if mark.normal_min == 0:
        if mark.overtime_min:
            return ""
        return {"旷工": "×", "事假": "事", "病假": "病", "休息": "休", "停工": "停"}.get(mark.reason or "旷工", "○")
    half = workday_min // 2
    match mark.morning_min, mark.afternoon_min:
        case (m, a) if m == half and a == workday_min - half:
            return "√"
        case (m, 0) if m == half:
            return "△"
        case (0, a) if a == workday_min - half:
            return "下"
        case _:
            return f"{_short(Decimal(mark.normal_min) / 60)}h"


def _short(number: Decimal) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")
