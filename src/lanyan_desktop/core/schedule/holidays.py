"""Statutory holidays and 调休 as exceptions of a five-day calendar. The table is data (resources/calendars)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict

from lanyan_desktop.core.records.plan import DAY_HOURS
from lanyan_desktop.core.schedule.calendar import DayException
from lanyan_desktop.core.values import Day, day_of

FIVE_DAYS = (DAY_HOURS,) * 5 + ("", "")


class HolidayYear(TypedDict):
    weekday_off: list[str]
    weekend_work: list[str]
    statutory_3x: list[str]
    complete: bool


HolidayTable = Mapping[str, HolidayYear]
"""By year in digits, the value of "years" in the shipped file; days as 2025-01-01."""


def holiday_exceptions(table: HolidayTable) -> list[DayException]:
    """Weekdays off (法定节假日) and weekends worked (调休上班), days in a row as one exception, by date.

    >>> table: dict[str, HolidayYear] = {"2024": {"weekday_off": ["2024-05-01", "2024-05-02"],
    ...     "weekend_work": ["2024-04-28"], "statutory_3x": [], "complete": True}}
    >>> [(e.name, e.last - e.first + 1) for e in holiday_exceptions(table)]
    [('调休上班', 1), ('法定节假日', 2)]
    """
    found: list[DayException] = []
    for year in table.values():
        found += _runs(year["weekday_off"], None, "法定节假日")
        found += _runs(year["weekend_work"], DAY_HOURS, "调休上班")
    return sorted(found, key=lambda exception: exception.first)


def incomplete_years(table: HolidayTable) -> list[int]:
    """Years whose 调休 the State Council had not published when the table was made."""
    return sorted(int(year) for year, days in table.items() if not days["complete"])


def _runs(texts: Sequence[str], hours: str | None, name: str) -> list[DayException]:
    runs: list[list[Day]] = []
    for day in sorted(day_of(date.fromisoformat(text)) for text in texts):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [DayException(run[0], run[-1], hours, name) for run in runs]
