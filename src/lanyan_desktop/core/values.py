"""The values a record is made of: each an exact integer whose unit its name tells.

A ``NewType`` here does two jobs: mypy keeps 分 from being added to minutes, and the declaration of a record
(`core.records`) reads off it how the value is shown, typed in and written to a sheet.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NewType

Id = NewType("Id", bytes)
"""UUIDv7, 16 bytes, made on the device."""
Fen = NewType("Fen", int)
"""Money in 分."""
TenThousandth = NewType("TenThousandth", int)
"""Quantity or unit price in ten-thousandths: 12.5 m3 is 125000; 8.50 元 a piece is 85000."""
Permyriad = NewType("Permyriad", int)
"""A share in ten-thousandths of the whole (‱): 9 % is 900, finished is 10000."""
Minutes = NewType("Minutes", int)
"""A length of time in minutes: working minutes unless the field says otherwise."""
Day = NewType("Day", int)
"""A site date: days since 1970-01-01. Not a moment, has no time zone."""
Instant = NewType("Instant", int)
"""A moment on the site's own clock: minutes since 1970-01-01 00:00 local. What a plan is made of."""
Moment = NewType("Moment", int)
"""A moment for the log: milliseconds since 1970-01-01 00:00 UTC."""
Flag = NewType("Flag", int)
"""Yes or no as 1 or 0; never a bool, which packs to other bytes and would break the digests."""

Value = bytes | int | str | None
"""What a field can hold."""

WHOLE = Permyriad(10_000)
ONE = TenThousandth(10_000)
MINUTES_PER_DAY = 1440
_EPOCH = date(1970, 1, 1).toordinal()
_MIDNIGHT = datetime(1970, 1, 1)


def day_of(value: date) -> Day:
    """The day number of a date.

    >>> day_of(date(1970, 1, 2))
    1
    """
    return Day(value.toordinal() - _EPOCH)


def date_of(day: Day) -> date:
    """The date of a day number.

    >>> date_of(Day(20391))
    datetime.date(2025, 10, 30)
    """
    return date.fromordinal(day + _EPOCH)


def instant_of(value: datetime) -> Instant:
    """The minute number of a local date and time; seconds are cut off.

    >>> instant_of(datetime(1970, 1, 2, 8, 30))
    1950
    """
    return Instant((value - _MIDNIGHT) // timedelta(minutes=1))


def datetime_of(instant: Instant) -> datetime:
    """The local date and time of a minute number.

    >>> datetime_of(Instant(1950))
    datetime.datetime(1970, 1, 2, 8, 30)
    """
    return _MIDNIGHT + timedelta(minutes=instant)


def day_at(instant: Instant) -> Day:
    """The day a minute number falls on.

    >>> day_at(Instant(1440)), day_at(Instant(1439))
    (1, 0)
    """
    return Day(instant // MINUTES_PER_DAY)
