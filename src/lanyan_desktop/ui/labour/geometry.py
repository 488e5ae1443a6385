"""Where the cells of the month grid are: names at the left, days in the middle, sums at the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect

HEAD, FOOT, ROW = 34, 24, 18
NAME, TEAM = 54, 58
SUMS = (58, 50, 74, 88)
SUM_TITLES = ("出勤", "加班h", "总工日", "应发(元)")
DAY_LEAST, DAY_MOST = 20, 27
Zone = Literal["name", "team", "day", "sum", ""]


@dataclass(frozen=True, slots=True)
class Geometry:
    """Places in the widget for so many days and rows; `top` and `left` are how far it is scrolled, in px."""

    width: int
    height: int
    days: int
    rows: int
    top: int = 0
    left: int = 0

    @property
    def day_width(self) -> int:
        room = self.width - NAME - TEAM - sum(SUMS)
        return max(DAY_LEAST, min(DAY_MOST, room // max(self.days, 1)))

    @property
    def fixed_width(self) -> int:
        """Names stay while the days scroll."""
        return NAME + TEAM

    @property
    def full_width(self) -> int:
        return self.fixed_width + self.days * self.day_width + sum(SUMS)

    @property
    def widest(self) -> int:
        """As wide as it is of use."""
        return self.fixed_width + self.days * DAY_MOST + sum(SUMS)

    @property
    def body(self) -> QRect:
        """Where rows are seen."""
        return QRect(0, HEAD, self.width, max(0, self.height - HEAD - FOOT))

    @property
    def foot(self) -> int:
        """The top of the total row: below the last row, or at the bottom when there are more rows than room."""
        return HEAD + min(self.rows * ROW, self.body.height())

    def day_left(self, column: int) -> int:
        return self.fixed_width + column * self.day_width - self.left

    def sum_left(self, place: int) -> int:
        return self.day_left(self.days) + sum(SUMS[:place])

    def row_top(self, row: int) -> int:
        return HEAD + row * ROW - self.top

    def cell(self, row: int, column: int) -> QRect:
        """A day of a worker."""
        return QRect(self.day_left(column), self.row_top(row), self.day_width, ROW)

    def row_at(self, y: int) -> int:
        """The row at a height, -1 where there is none."""
        row = (y - HEAD + self.top) // ROW
        return row if HEAD <= y < self.foot and 0 <= row < self.rows else -1

    def zone_at(self, x: int) -> tuple[Zone, int]:
        """What stands at a distance from the left, and which of it."""
        if x < NAME:
            return "name", 0
        if x < self.fixed_width:
            return "team", 0
        column = (x - self.fixed_width + self.left) // self.day_width
        if column < self.days:
            return "day", column
        for place in range(len(SUMS)):
            if x < self.sum_left(place) + SUMS[place]:
                return "sum", place
        return "", 0

    def rows_seen(self) -> range:
        first = self.top // ROW
        return range(first, min(self.rows, (self.top + self.body.height()) // ROW + 1))

    def columns_seen(self) -> range:
        first = self.left // self.day_width
        last = (self.left + self.width - self.fixed_width) // self.day_width + 1
        return range(first, min(self.days, last))
