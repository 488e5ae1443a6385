"""Dates, durations and codes as MSPDI writes them, both ways."""

from __future__ import annotations

import re
from datetime import datetime

from lanyan_desktop.core.records.plan import ConstraintType, LagUnit, RelationType
from lanyan_desktop.core.values import Instant, datetime_of, instant_of
from lanyan_desktop.exchange.guarded import check_date, check_duration
from lanyan_desktop.kit.errors import LanyanError

CONSTRAINTS: tuple[ConstraintType, ...] = (
    "越早越好", "越晚越好", "必须开始于", "必须完成于",
    "不得早于…开始", "不得晚于…开始", "不得早于…完成", "不得晚于…完成",
)  # fmt: skip
"""By the number in `ConstraintType`."""
RELATIONS: tuple[RelationType, ...] = ("FF", "FS", "SF", "SS")
"""By the number in `PredecessorLink/Type`."""
ESTIMATED = 32
"""Added to a duration's format where the planner marked it with a question mark."""
WORKING_FORMATS = frozenset({3, 5, 7, 9, 11, 21})
ELAPSED_FORMATS = frozenset({4, 6, 8, 10, 12})
PERCENT_FORMAT, ELAPSED_PERCENT_FORMAT = 19, 20
DAYS, ELAPSED_DAYS = 7, 8
_DATE = re.compile(r"(-?\d{1,6})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?")
_DURATION = re.compile(r"(-)?P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?")
_NO_DATE = ("", "NA")


def parse_instant(text: str | None, *, at: str = "") -> Instant | None:
    """A moment; None where there is none.

    >>> parse_instant("1970-01-02T08:30:00"), parse_instant("NA")
    (1950, None)

    Raises:
        LanyanError: plan_file.date for what is no date, or lies where calendars do not reach.
    """
    plain = (text or "").strip()
    if plain in _NO_DATE:
        return None
    match = _DATE.fullmatch(plain)
    try:
        if match is None:
            raise ValueError(plain)
        year, month, day, hour, minute = (int(group or 0) for group in match.groups()[:5])
        found = instant_of(datetime(year, month, day, hour, minute))
    except ValueError as error:
        raise LanyanError("plan_file.date", text=plain[:40], at=at) from error
    return check_date(found, text=plain, at=at)


def print_instant(instant: int) -> str:
    """A moment as the file has it.

    >>> print_instant(1950)
    '1970-01-02T08:30:00'
    """
    return f"{datetime_of(Instant(instant)):%Y-%m-%dT%H:%M:%S}"


def parse_duration(text: str | None, *, at: str = "") -> int | None:
    """Minutes, half minutes up; None where there is none.

    >>> parse_duration("PT40H0M0S"), parse_duration("P1DT2H")
    (2400, 1560)

    Raises:
        LanyanError: plan_file.duration, plan_file.negative.
    """
    plain = (text or "").strip()
    if not plain:
        return None
    match = _DURATION.fullmatch(plain)
    if match is None or plain.endswith(("P", "T")):
        raise LanyanError("plan_file.duration", text=plain[:40], at=at)
    days, hours, minutes, seconds = (int(group or 0) for group in match.groups()[1:])
    total = days * 1440 + hours * 60 + minutes + (seconds + 30) // 60
    return check_duration(-total if match[1] else total, text=plain, at=at)


def print_duration(minutes: int) -> str:
    """Minutes as the file has them.

    >>> print_duration(2430)
    'PT40H30M0S'
    """
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def parse_number(text: str | None, *, at: str = "", empty: int = 0) -> int:
    """A whole number; decimals are rounded half up, as percents sometimes have them.

    Raises:
        LanyanError: plan_file.number.
    """
    plain = (text or "").strip()
    if not plain:
        return empty
    match = re.fullmatch(r"([+-]?)(\d{1,15})(?:\.(\d)\d*)?", plain)
    if match is None:
        raise LanyanError("plan_file.number", text=plain[:40], at=at)
    size = int(match[2]) + (1 if int(match[3] or 0) >= 5 else 0)
    return -size if match[1] == "-" else size


def parse_scaled(text: str | None, *, scale: int, at: str = "", empty: int = 0) -> int:
    """A decimal number times a power of ten, exactly; further digits are rounded half up.

    >>> parse_scaled("0.5", scale=10_000), parse_scaled("1E-1", scale=100)
    (5000, 10)

    Raises:
        LanyanError: plan_file.number.
    """
    plain = (text or "").strip()
    if not plain:
        return empty
    match = re.fullmatch(r"([+-]?)(\d{1,12})(?:\.(\d{1,30}))?(?:[Ee]([+-]?\d))?", plain)
    if match is None:
        raise LanyanError("plan_file.number", text=plain[:40], at=at)
    whole = match[2] + (match[3] or "")
    shift = int(match[4] or 0) - len(match[3] or "")
    top: int = int(whole) * scale * 10 ** max(shift, 0)
    bottom: int = 10 ** max(-shift, 0)
    size = (2 * top + bottom) // (2 * bottom)
    return -size if match[1] == "-" else size


def unit_of(lag_format: int) -> LagUnit | None:
    """What a `LagFormat` counts; None for codes that are not known."""
    plain = lag_format - ESTIMATED if lag_format >= ESTIMATED else lag_format
    if plain in WORKING_FORMATS:
        return "工作时间"
    if plain in ELAPSED_FORMATS:
        return "日历时间"
    return "百分比" if plain in (PERCENT_FORMAT, ELAPSED_PERCENT_FORMAT) else None


def is_elapsed(duration_format: int) -> bool:
    """Whether a duration of this `DurationFormat` runs around the clock."""
    plain = duration_format - ESTIMATED if duration_format >= ESTIMATED else duration_format
    return plain in ELAPSED_FORMATS or plain == ELAPSED_PERCENT_FORMAT
