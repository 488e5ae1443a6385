"""The month a labour clerk works on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from lanyan_desktop.core.values import Day, date_of, day_of

_TEXT = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:份)?")
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; days in it count from 0 here, as columns of a grid do.

    >>> Month(2025, 11).days, Month(2025, 11).title, str(Month(2025, 12).next)
    (30, '2025年11月', '2026-01')
    """

    year: int
    month: int

    @classmethod
    def of(cls, day: Day) -> Month:
        """The month a day falls in."""
        when = date_of(day)
        return cls(when.year, when.month)

    @classmethod
    def parse(cls, text: str) -> Month | None:
        """A month as people type it, None if it is none.

        >>> Month.parse("2025年11月") == Month.parse("2025-11"), Month.parse("2025-13")
        (True, None)
        """
        match = _TEXT.fullmatch(text.strip())
        if match is None or not 1 <= int(match[2]) <= 12 or not 1 <= int(match[1]) < 9999:
            return None
        return cls(int(match[1]), int(match[2]))

    @property
    def first_date(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def first_day(self) -> Day:
        return day_of(self.first_date)

    @property
    def last_day(self) -> Day:
        return Day(self.next.first_day - 1)

    @property
    def days(self) -> int:
        return self.next.first_day - self.first_day

    @property
    def next(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> Month:
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def title(self) -> str:
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    def weekday(self, column: int) -> int:
        """0 for Monday, of the day in this column."""
        return (self.first_date.weekday() + column) % 7
