"""Numbers and dates as cells hold them, as exact integers: a float never enters a sum.

Excel keeps numbers as binary floats; their shortest decimal text is what the person typed, and that is what counts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lanyan_desktop.core.forms.sheet import Cell
from lanyan_desktop.core.records.text import Unreadable, parse_day, parse_instant, scaled
from lanyan_desktop.core.values import Day, Instant, day_of, instant_of

_NONE_MARKS = frozenset({"", "-", "—", "——", "/", "－", "–", "--", "N/A", "n/a", "无"})
_LARGEST = 2**62
_HOURS = re.compile(
    r"(?:(\d+(?:\.\d+)?)\s*(?:小时|时|h|hours?|hrs?))?[:\s]*(?:(\d+(?:\.\d+)?)\s*(?:分钟|分|min|minutes?))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::\d{2})?")
_MONTH_DAY = re.compile(r"(\d{1,2})[./月-](\d{1,2})日?")
EXACT = 10**8
"""The scale in which ties are computed: four decimals of quantity times four of price."""


def number(cell: Cell, *, scale: int, times: int = 1, is_share: bool = False) -> int | None:
    """A cell as an integer of 1/scale, rounded half up; None when it is empty or a dash.

    `times` is 10,000 where the sheet counts in 万元. A share may be written 9% or, as a number, 0.09.

    >>> number(402.90930000000003, scale=10_000), number("１,234.565", scale=100), number("—", scale=100)
    (4029093, 123457, None)

    Raises:
        Unreadable: text that is no number, a date, true or false.
    """
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        if text in _NONE_MARKS:
            return None
        return scaled(text, scale * times, is_share=is_share)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise Unreadable("number", str(cell))
    return _scaled_number(cell, scale * times * (100 if is_share else 1))


def _scaled_number(value: float, scale: int) -> int:
    if not math.isfinite(value):
        raise Unreadable("number", repr(value))
    if abs(value) * scale > _LARGEST:
        raise Unreadable("high", repr(value))
    if value == int(value):
        return int(value) * scale
    return int((Decimal(repr(value)) * scale).to_integral_value(ROUND_HALF_UP))


def minutes(cell: Cell, *, unit_min: int = 60) -> int | None:
    """A length of time in minutes: 8, "8小时", "4 hours: 26 minutes", 51:21; a bare number counts `unit_min` each.

    >>> minutes(8.0), minutes("8小时"), minutes("4 hours: 26 minutes"), minutes("51:21"), minutes("N/A")
    (480, 480, 266, 3081, None)
    """
    if isinstance(cell, timedelta):
        return int(cell.total_seconds() // 60)
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        if match := _CLOCK.fullmatch(text):
            return int(match[1]) * 60 + int(match[2])
        if (match := _HOURS.fullmatch(text)) and (match[1] or match[2]):
            whole = Decimal(match[1] or 0) * 60 + Decimal(match[2] or 0)
            return int(whole.to_integral_value(ROUND_HALF_UP))
    value = number(cell, scale=10_000)
    return None if value is None else _half_up(value * unit_min, 10_000)


def _half_up(value: int, by: int) -> int:
    return (2 * value + by) // (2 * by)


def day(cell: Cell, *, month: date | None = None) -> Day | None:
    """A date: a date cell, a serial number, or text in any of the ways site people write it.

    `month` (its first day) gives the year of a date without one.

    >>> from lanyan_desktop.core.values import date_of
    >>> date_of(day("11.20", month=date(2025, 11, 1)))
    datetime.date(2025, 11, 20)

    Raises:
        Unreadable: no date; code "month" when it has no year and `month` is not given.
    """
    if isinstance(cell, datetime):
        return day_of(cell.date())
    if isinstance(cell, date):
        return day_of(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _day_of_number(cell, month)
    if not isinstance(cell, str):
        raise Unreadable("date", str(cell))
    text = unicodedata.normalize("NFKC", cell).strip()
    if text in _NONE_MARKS:
        return None
    if month is None and _MONTH_DAY.fullmatch(text):
        raise Unreadable("month", text)
    return parse_day(text, today=month)


def _day_of_number(value: float, month: date | None) -> Day:
    """A serial number; or 11.5 typed as a number for 11月5日, where 11.2 may be the 2nd or the 20th: refused."""
    if 20_000 <= value < 100_000:
        return parse_day(str(int(value)))
    text = repr(float(value))
    whole, _, rest = text.partition(".")
    if month is None or int(float(whole)) != month.month or not rest.isdigit():
        raise Unreadable("date", text)
    if len(rest) == 1 and rest in "123":
        raise Unreadable("date.ambiguous", text)
    return parse_day(f"{whole}.{rest}", today=month)


def instant(cell: Cell, *, month: date | None = None) -> Instant | None:
    """A date with or without a time of day."""
    if isinstance(cell, datetime):
        return instant_of(cell)
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        if month is None and _MONTH_DAY.fullmatch(text):
            raise Unreadable("month", text)
        return None if text in _NONE_MARKS else parse_instant(text, today=month)
    found = day(cell, month=month)
    return None if found is None else Instant(found * 1440)


def clock(cell: Cell) -> int | None:
    """A time of day in minutes since midnight: a time cell, a fraction of a day, or text like 8:02.

    >>> clock("17:33"), clock(time(8, 2)), clock(0.5), clock("")
    (1053, 482, 720, None)
    """
    if isinstance(cell, (time, datetime)):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, float) and 0 <= cell < 1:
        return _half_up(_scaled_number(cell, 10**9) * 1440, 10**9)
    text = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else repr(cell)
    if text in _NONE_MARKS:
        return None
    match = _CLOCK.fullmatch(text.split(" ")[-1])
    if match is None or int(match[1]) > 24:
        raise Unreadable("time", text)
    return int(match[1]) * 60 + int(match[2])
