"""Which days of a month are days of rest: weekends and holidays by the shipped table, worked weekends taken out."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.wages import LawDay
from lanyan_desktop.kit.resources import resource

if TYPE_CHECKING:
    from lanyan_desktop.core.schedule.holidays import HolidayTable

_SATURDAY = 5


@lru_cache(maxsize=64)
def kinds_of_days(month: Month) -> tuple[LawDay, ...]:
    """What each day of a month is to 劳动法 art. 44. Years the table does not know have weekends only.

    >>> kinds = kinds_of_days(Month(2025, 10))
    >>> kinds[0], kinds[4], kinds[10], kinds[12]  # 国庆, its weekend, a Saturday worked for it, a Monday
    ('法定节假日', '休息日', '工作日', '工作日')
    """
    year = _table().get(str(month.year))
    found: list[LawDay] = []
    for column in range(month.days):
        day = (month.first_date + timedelta(days=column)).isoformat()
        if year is not None and day in year["statutory_3x"]:
            found.append("法定节假日")
        elif year is not None and day in year["weekend_work"]:
            found.append("工作日")
        elif month.weekday(column) >= _SATURDAY or (year is not None and day in year["weekday_off"]):
            found.append("休息日")
        else:
            found.append("工作日")
    return tuple(found)


@lru_cache(maxsize=1)
def _table() -> HolidayTable:
    table: HolidayTable = json.loads(resource("calendars", "holidays_cn_2024_2027.json").read_text("utf-8"))["years"]
    return table
