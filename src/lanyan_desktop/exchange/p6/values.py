"""Dates, hours and numbers as XER files write them."""

from __future__ import annotations

import re
from datetime import datetime

from lanyan_desktop.core.values import Instant, instant_of
from lanyan_desktop.exchange.guarded import LONGEST_MIN, check_date, check_duration
from lanyan_desktop.kit.errors import LanyanError

_DATE = re.compile(r"(\d{1,6})-(\d\d)-(\d\d)(?: (\d\d):(\d\d))?(?::\d\d)?")
_NUMBER = re.compile(r"([+-]?)(\d{0,12})(?:\.(\d{0,20}))?(?:[Ee]([+-]?\d{1,2}))?")
_NO_DATE = "1899-12-30"


def parse_date(text: str | None, at: str) -> Instant | None:
    """A moment; None where there is none.

    >>> parse_date("1970-01-02 08:30", ""), parse_date("1899-12-30 00:00", "")
    (1950, None)

    Raises:
        LanyanError: plan_file.date.
    """
    plain = (text or "").strip()
    if not plain or plain.startswith(_NO_DATE):
        return None
    match = _DATE.fullmatch(plain)
    try:
        if match is None:
            raise ValueError(plain)
        year, month, day, hour, minute = (int(group or 0) for group in match.groups())
        found = instant_of(datetime(year, month, day, hour, minute))
    except ValueError as error:
        raise LanyanError("plan_file.date", text=plain[:40], at=at) from error
    return check_date(found, text=plain, at=at)


def parse_minutes(hours: str | None, at: str, *, signed: bool = False) -> int:
    """Minutes of a number of hours; `signed` for lags and floats.

    >>> parse_minutes("7.5", ""), parse_minutes("-8", "", signed=True)
    (450, -480)

    Raises:
        LanyanError: plan_file.number, plan_file.duration, plan_file.negative.
    """
    minutes = parse_scaled(hours, 60, at=at)
    if not signed:
        return check_duration(minutes, text=f"{hours} 小时", at=at)
    if abs(minutes) > LONGEST_MIN:
        raise LanyanError("plan_file.duration", text=f"{hours} 小时"[:40], at=at)
    return minutes


def parse_scaled(text: str | None, scale: int, *, at: str) -> int:
    """A decimal number times a scale, half up; P6 writes decimals with a point or, by the machine, a comma.

    >>> parse_scaled("0,125", 1000, at=""), parse_scaled("", 60, at="")
    (125, 0)

    Raises:
        LanyanError: plan_file.number.
    """
    plain = (text or "").strip().replace(",", ".")
    match = _NUMBER.fullmatch(plain)
    if match is None or (not (match[2] or match[3]) and plain):
        raise LanyanError("plan_file.number", text=plain[:40], at=at)
    digits, power = match[3] or "", int(match[4] or 0)
    top: int = int((match[2] + digits) or 0) * scale * 10 ** max(power, 0)
    bottom: int = 10 ** (len(digits) + max(-power, 0))
    size = (2 * top + bottom) // (2 * bottom)
    return -size if match[1] == "-" else size
