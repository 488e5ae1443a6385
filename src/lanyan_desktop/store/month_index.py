"""Attendance summed by project, month, worker and team: 2,000,000 entries answered from 80,000 sums.

Kept in the transaction of each write: inserts are added, changed rows have their worker's month summed again. It is
derived: drop it and it is made again from the rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from lanyan_desktop.core.changes.operations import Insert
from lanyan_desktop.core.values import Day, Id, Value, date_of, day_of

KIND = "attendance"
_COUNTED = ("project_id", "worker_id", "team_id", "day", "morning_min", "afternoon_min", "overtime_min")
_NONE = b""
_FIRST_DAY, _LAST_DAY = day_of(date.min), day_of(date(9998, 12, 31))
_KEY = "project_id, month, worker_id, team_id"
_TABLE = f"""CREATE TABLE attendance_month(project_id BLOB NOT NULL, month INTEGER NOT NULL, worker_id BLOB NOT NULL,
  team_id BLOB NOT NULL, entries INTEGER NOT NULL, days INTEGER NOT NULL, normal_min INTEGER NOT NULL,
  overtime_min INTEGER NOT NULL, PRIMARY KEY({_KEY})) STRICT, WITHOUT ROWID"""
SUMS = (
    "count(*), sum(morning_min + afternoon_min + overtime_min > 0), sum(morning_min + afternoon_min), sum(overtime_min)"
)
"""SQL: entries, days with any work, minutes of the usual day, minutes of overtime."""
_ADD = """INSERT INTO attendance_month VALUES(?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET
  entries = entries + excluded.entries, days = days + excluded.days,
  normal_min = normal_min + excluded.normal_min, overtime_min = overtime_min + excluded.overtime_min"""
_FORGET = "DELETE FROM attendance_month WHERE project_id=? AND month=? AND worker_id=?"
# +project_id: by its index SQLite would look at all workers' days
_SUM = f"""INSERT INTO attendance_month SELECT ?1, ?2, ?3, ifnull(team_id, x''), {SUMS} FROM attendance
  WHERE worker_id=?3 AND day BETWEEN ?4 AND ?5 AND +project_id=?1 AND _mark & 1 = 0 GROUP BY team_id"""

Key = tuple[bytes, int, bytes]
"""(project, month, worker)."""


@lru_cache(maxsize=8192)
def month_of(day: Day | None) -> int:
    """The number of a month: year × 12 + month − 1; 0 for no day, or one no calendar has.

    >>> month_of(day_of(date(2025, 11, 3))) == 2025 * 12 + 10
    True
    """
    if day is None or not _FIRST_DAY <= day <= _LAST_DAY:
        return 0
    when = date_of(day)
    return when.year * 12 + when.month - 1


def days_of(month: int) -> tuple[Day, Day]:
    """The first and the last day of a month."""
    first, after = (date(m // 12, m % 12 + 1, 1) for m in (month, month + 1))
    return day_of(first), Day(day_of(after) - 1)


class MonthIndex:
    """Keeps the sums in step with the rows of attendance."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def inserted(self, operation: Insert) -> None:
        """Add what these new rows hold."""
        columns = dict(zip(operation.fields, operation.columns, strict=True))
        empty: list[Value] = [None] * len(operation.ids)
        rows = zip(*(columns.get(name, empty) for name in _COUNTED), strict=True)
        self._add_rows(rows)

    def _add_rows(self, rows: Iterable[tuple[Any, ...]]) -> None:
        sums = _summed(rows).items()
        self._db.executemany(_ADD, ((p, m, w, t or _NONE, *cell) for (p, m, w, t), cell in sums))

    def keys(self, ids: Collection[Id]) -> set[Key]:
        """Whose months these rows count in now."""
        found: set[Key] = set()
        listed = list(ids)
        for i in range(0, len(listed), 500):
            some = listed[i : i + 500]
            sql = f"SELECT project_id, day, worker_id FROM attendance WHERE id IN ({','.join('?' * len(some))})"
            found |= {(p or _NONE, month_of(day), w or _NONE) for p, day, w in self._db.execute(sql, some)}
        return found

    def sum_again(self, keys: Collection[Key]) -> None:
        """Sum these workers' months from their rows."""
        for project, month, worker in keys:
            self._db.execute(_FORGET, (project, month, worker))
            if month:
                self._db.execute(_SUM, (project, month, worker, *days_of(month)))

    def rebuild(self) -> None:
        """Make the sums again from all rows."""
        self._db.execute("DROP TABLE IF EXISTS attendance_month")
        self._db.execute(_TABLE)
        cursor = self._db.execute(f"SELECT {', '.join(_COUNTED)} FROM attendance WHERE _mark & 1 = 0")
        while rows := cursor.fetchmany(50_000):
            self._add_rows(rows)

    def is_right(self) -> bool:
        """True if the kept sums are those of the rows."""
        rows = self._db.execute(f"SELECT {', '.join(_COUNTED)} FROM attendance WHERE _mark & 1 = 0")
        made = {(p, m, w, t or _NONE, *cell) for (p, m, w, t), cell in _summed(rows).items()}
        kept: set[tuple[Any, ...]] = set(self._db.execute("SELECT * FROM attendance_month"))
        return made == kept

    def is_current(self) -> bool:
        return self._db.execute("SELECT 1 FROM sqlite_schema WHERE name='attendance_month'").fetchone() is not None


def _summed(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], list[int]]:
    """(project, month, worker, team) -> entries, days, normal, overtime, of rows of `_COUNTED` fields."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    months: dict[Any, int] = {}
    for project, worker, team, day, morning, afternoon, overtime in rows:
        month = months.get(day)
        if month is None:
            month = months[day] = month_of(day)
        if not (month and project and worker):  # can only come from another's broken program; in nobody's month
            continue
        key = (project, month, worker, team)
        cell = sums.get(key)
        if cell is None:
            cell = sums[key] = [0, 0, 0, 0]
        normal, more = (morning or 0) + (afternoon or 0), overtime or 0
        cell[0] += 1
        cell[1] += normal + more > 0
        cell[2] += normal
        cell[3] += more
    return sums
