"""Marks of one day added up: overtime to a day, a second visit to the first."""

from __future__ import annotations

from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.values import Minutes


def with_overtime(mark: Mark | None, overtime_min: int) -> Mark | None:
    """A day with overtime more; None stays None where there is none."""
    if not overtime_min:
        return mark
    if mark is None:
        return Mark(overtime_min=Minutes(overtime_min))
    return Mark(
        morning_min=mark.morning_min,
        afternoon_min=mark.afternoon_min,
        overtime_min=Minutes(mark.overtime_min + overtime_min),
    )


def added(before: Mark | None, mark: Mark, workday_min: int) -> Mark:
    """Two visits on a day added up, at most one 工日."""
    if before is None:
        return mark
    morning = min(before.morning_min + mark.morning_min, workday_min)
    afternoon = min(before.afternoon_min + mark.afternoon_min, workday_min - morning)
    return Mark(morning_min=Minutes(morning), afternoon_min=Minutes(afternoon))
