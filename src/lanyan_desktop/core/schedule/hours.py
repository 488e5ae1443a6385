"""Working hours of a day as people write them: "08:00-12:00,13:00-17:00"."""

from __future__ import annotations

import itertools
import re
import unicodedata

from lanyan_desktop.core.values import MINUTES_PER_DAY
from lanyan_desktop.kit.errors import LanyanError

Shift = tuple[int, int]
"""From and to, in minutes since midnight; the end is exclusive."""
_SHIFT = re.compile(r"(\d{1,2}):(\d{2})[-~至到—–](\d{1,2}):(\d{2})")
_SEPARATORS = re.compile(r"[,;、]")


def parse_hours(text: str | None) -> tuple[Shift, ...]:
    """The shifts of a day in order; none for a day off. Shifts that touch become one.

    A shift over midnight is written as two: 20:00-24:00 on the one day, 00:00-04:00 on the next.

    >>> parse_hours("08:00-12:00，13:00-17:00")
    ((480, 720), (780, 1020))

    Raises:
        LanyanError: calendar.hours, with the text as it was given.
    """
    plain = unicodedata.normalize("NFKC", text or "").replace(" ", "")
    shifts = sorted(_shift(part, text or "") for part in _SEPARATORS.split(plain) if part)
    for (_, end), (start, _) in itertools.pairwise(shifts):
        if start < end:
            raise LanyanError("calendar.hours", text=text)
    return _joined(shifts)


def print_hours(shifts: tuple[Shift, ...]) -> str:
    """The shifts as text that `parse_hours` reads back.

    >>> print_hours(((480, 720), (780, 1440)))
    '08:00-12:00,13:00-24:00'
    """
    return ",".join(f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}" for a, b in shifts)


def _shift(part: str, text: str) -> Shift:
    match = _SHIFT.fullmatch(part)
    if match is None:
        raise LanyanError("calendar.hours", text=text)
    hours = [int(group) for group in match.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if hours[1] > 59 or hours[3] > 59 or not 0 <= start < end <= MINUTES_PER_DAY:
        raise LanyanError("calendar.hours", text=text)
    return start, end


def _joined(shifts: list[Shift]) -> tuple[Shift, ...]:
    joined: list[Shift] = []
    for start, end in shifts:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
