"""Attendance by the month: the grid of one month, and sums by worker that do not look at single days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lanyan_desktop.core.values import Day, Id, Minutes
from lanyan_desktop.store.month_index import SUMS, days_of, month_of
from lanyan_desktop.store.reader import Reader

GridRow = tuple[Id, Day, Minutes, Minutes, Minutes, str | None, Id]
"""worker_id, day, morning_min, afternoon_min, overtime_min, reason, id."""

_GRID = """SELECT worker_id, day, morning_min, afternoon_min, overtime_min, reason, id FROM attendance
  WHERE project_id=? AND day BETWEEN ? AND ? AND _mark & 1 = 0"""
_OF_ROWS = f"""SELECT worker_id, ifnull(team_id, x''), {SUMS} FROM attendance
  WHERE project_id=? AND day BETWEEN ? AND ? AND _mark & 1 = 0 GROUP BY 1, 2"""
_OF_MONTHS = """SELECT worker_id, team_id, entries, days, normal_min, overtime_min FROM attendance_month
  WHERE project_id=? AND month BETWEEN ? AND ?"""
_TOGETHER = """WITH piece(worker, team, entries, days, normal, overtime) AS ({})
  SELECT worker, team, sum(entries), sum(days), sum(normal), sum(overtime) FROM piece GROUP BY 1, 2"""


@dataclass(frozen=True, slots=True)
class WorkerSum:
    """What one worker did in one team within some days."""

    worker_id: Id
    team_id: Id | None
    entries: int  # days filled in, also those of absence
    days: int  # days with any work: 出勤天数
    normal_min: Minutes  # morning and afternoon
    overtime_min: Minutes


def month_grid(reader: Reader, *, project_id: Id, first_day: Day, last_day: Day) -> list[GridRow]:
    """The entries of a project from the first to the last day, both included, in no order."""
    return reader.query(_GRID, (project_id, first_day, last_day))


def month_summary(reader: Reader, *, project_id: Id, first_day: Day, last_day: Day) -> list[WorkerSum]:
    """Sums by worker and team over these days, both included, in order of their ids.

    Whole months come from the kept sums, the days before and after them from the rows. A worker who changed the team
    has a line for each.
    """
    first_month, last_month = _whole_months(first_day, last_day)
    spans = [(first_day, last_day)]
    pieces: list[str] = []
    params: list[Any] = []
    if first_month <= last_month:
        pieces.append(_OF_MONTHS)
        params += [project_id, first_month, last_month]
        spans = [(first_day, Day(days_of(first_month)[0] - 1)), (Day(days_of(last_month)[1] + 1), last_day)]
    for first, last in spans:
        if first <= last:
            pieces.append(_OF_ROWS)
            params += [project_id, first, last]
    if not pieces:
        return []
    rows = reader.query(_TOGETHER.format(" UNION ALL ".join(pieces)), params)
    return [WorkerSum(worker, team or None, *sums) for worker, team, *sums in rows]


def _whole_months(first_day: Day, last_day: Day) -> tuple[int, int]:
    """The first and the last month that lie wholly within these days; the first is after the last if none does."""
    first, last = month_of(first_day), month_of(last_day)
    return first + (days_of(first)[0] < first_day), last - (days_of(last)[1] > last_day)
