"""五天制+调休: a calendar made from the shipped holiday table, and the years of which not all is known yet."""

from __future__ import annotations

import json

from lanyan_desktop.core.schedule.holidays import HolidayTable, holiday_exceptions, incomplete_years
from lanyan_desktop.core.values import Day, Id, date_of
from lanyan_desktop.kit.resources import resource
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.store.ledger import Ledger

NAME = "五天制+调休"


def load_holidays() -> HolidayTable:
    """The shipped table, by year."""
    table: HolidayTable = json.loads(resource("calendars", "holidays_cn_2024_2027.json").read_text("utf-8"))["years"]
    return table


def add_holiday_calendar(ledger: Ledger, *, project_id: Id, is_own: bool = False) -> Id:
    """Add the five-day calendar with holidays and worked weekends as one step; `is_own`: the project goes by it.

    Its exceptions are records like all others: each can be changed, others added.
    """
    found = holiday_exceptions(load_holidays())
    with ledger.changeset(f"新增日历 {NAME}") as edit:
        calendar_id = edit.insert("calendar", project_id=project_id, name=NAME, saturday=None, sunday=None)
        edit.insert_many(
            "calendar_exception",
            ["calendar_id", "name", "first_day", "last_day", "hours"],
            [
                [calendar_id] * len(found),
                [one.name for one in found],
                [one.first for one in found],
                [one.last for one in found],
                [one.hours for one in found],
            ],
        )
        if is_own:
            edit.set("project", project_id, calendar_id=calendar_id)
    return calendar_id


def holiday_notice(view: PlanView) -> str:
    """What to know of a plan that goes by 调休 in years not published in full; "" where there is nothing.

    A calendar with worked weekends goes by 调休, whoever made it.
    """
    if not len(view) or not any(exception.hours for exception in view.loaded.exceptions):
        return ""
    first, last = (date_of(Day(int(day))).year for day in (view.first_day.min(), view.last_day.max()))
    table = load_holidays()
    unknown = [year for year in range(first, last + 1) if str(year) not in table or year in incomplete_years(table)]
    if not unknown:
        return ""
    return f"{'、'.join(map(str, unknown))} 年的调休安排还没有收全，这些年只按已知的节假日计算；公布后请补进日历例外。"
