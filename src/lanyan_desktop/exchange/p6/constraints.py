"""The two constraints that P6 gives an activity, as limits of the earliest dates and deadlines of the latest."""

from __future__ import annotations

from dataclasses import replace

from lanyan_desktop.core.records.plan import ConstraintType
from lanyan_desktop.core.schedule.calendar import WorkCalendar
from lanyan_desktop.core.schedule.exchanged import ExchangedActivity, Notice
from lanyan_desktop.exchange.p6.tables import Row
from lanyan_desktop.exchange.p6.values import parse_date

_EARLIEST: dict[str, ConstraintType] = {
    "CS_MSO": "不得早于…开始",
    "CS_MSOA": "不得早于…开始",
    "CS_MEO": "不得早于…完成",
    "CS_MEOA": "不得早于…完成",
    "CS_MANDSTART": "必须开始于",
    "CS_MANDFIN": "必须完成于",
    "CS_ALAP": "越晚越好",
}
_LATEST = {"CS_MSO": True, "CS_MSOB": True, "CS_MEO": False, "CS_MEOB": False}
"""Limits that hold for the latest dates only, as a deadline does: True where they are of the start."""


def limited(
    activity: ExchangedActivity, row: Row, clock: WorkCalendar | None, notices: list[Notice]
) -> ExchangedActivity:
    """The constraints: P6's "start on" holds for the earliest dates and the latest, and leaves the logic alone."""
    for kind, text in (
        (row.get("cstr_type"), row.get("cstr_date")),
        (row.get("cstr_type2"), row.get("cstr_date2")),
    ):
        if not kind:
            continue
        at = parse_date(text, activity.name)
        if kind not in _EARLIEST and kind not in _LATEST:
            notices.append(Notice("constraint.unknown", activity.uid.removeprefix("T"), {"text": kind}))
            continue
        if kind in _EARLIEST:
            if activity.constraint != "越早越好":
                notices.append(Notice("constraint.second", activity.uid.removeprefix("T"), {"text": kind}))
            else:
                activity = replace(activity, constraint=_EARLIEST[kind], constraint_at=at)
        if kind in _LATEST and at is not None:
            end = at
            if _LATEST[kind] and clock is not None:
                end = clock.add(clock.next_start(at), activity.duration_min)
            activity = replace(activity, deadline_at=min(end, activity.deadline_at or end))
    return activity
