"""Writes marks into the attendance of a project: typed, pasted, filled or copied; one changeset, one undo step each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import cast

from lanyan_desktop.core.labour.marks import Mark, show_mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Day, Id, Minutes, Value, date_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.month import MonthGrid, load_month
from lanyan_desktop.services.labour.paying import check_open
from lanyan_desktop.services.labour.typed import DayMark
from lanyan_desktop.store.ledger import Edit, Ledger
from lanyan_desktop.store.reader import Reader, Where

_FIELDS = ("morning_min", "afternoon_min", "overtime_min", "reason")
_SLICE = 5_000
Known = dict[tuple[Id, Day], list[tuple[Id, tuple[Value, ...]]]]
"""Records by worker and day: id and values of _FIELDS; more than one where a day was entered twice."""


def put_marks(ledger: Ledger, *, project_id: Id, marks: Sequence[DayMark], intent: str = "") -> int:
    """Write marks; how many cells really changed. A day that has two records keeps one, with the new mark.

    Raises:
        LanyanError: record.invalid; payroll.closed where the wages of a month are agreed (nothing is written).
    """
    for month in sorted({Month.of(mark.day) for mark in marks}):
        check_open(ledger, project_id=project_id, month=month)
    marks = list({(mark.worker_id, mark.day): mark for mark in marks}.values())
    known = _known(ledger, marks)
    changed = [mark for mark in marks if _differs(mark.mark, known.get((mark.worker_id, mark.day), []))]
    if not changed:
        return 0
    with ledger.changeset(intent or _intent(ledger, changed)) as edit:
        _change(edit, changed, known)
        _insert(ledger, edit, project_id, changed, known)
    return len(changed)


def _known(reader: Reader, marks: Sequence[DayMark]) -> Known:
    if not marks:
        return {}
    workers = list({mark.worker_id for mark in marks})
    first, last = min(mark.day for mark in marks), max(mark.day for mark in marks)
    days = [Where("day", ">=", first), Where("day", "<=", last)]
    found: Known = {}
    for start in range(0, len(workers), _SLICE):
        where = [Where("worker_id", "in", workers[start : start + _SLICE]), *days]
        for id, worker_id, day, *values in reader.columns(
            "attendance", ["id", "worker_id", "day", *_FIELDS], where=where
        ):
            key = (cast("Id", worker_id), cast("Day", day))
            found.setdefault(key, []).append((cast("Id", id), tuple(values)))
    return found


def _values(mark: Mark) -> tuple[Value, ...]:
    return (mark.morning_min, mark.afternoon_min, mark.overtime_min, mark.reason)


def _differs(mark: Mark | None, records: Sequence[tuple[Id, tuple[Value, ...]]]) -> bool:
    if mark is None:
        return bool(records)
    return len(records) != 1 or records[0][1] != _values(mark)


def _change(edit: Edit, marks: Sequence[DayMark], known: Known) -> None:
    """Set what is there, take away what is cleared and what was entered twice."""
    gone: list[Id] = []
    columns: dict[str, dict[Id, Value]] = {name: {} for name in _FIELDS}
    for mark in marks:
        records = known.get((mark.worker_id, mark.day), [])
        kept = records[-1:] if mark.mark is not None else []
        gone += [id for id, _ in records[: len(records) - len(kept)]]
        for id, before in kept:
            for name, old, new in zip(_FIELDS, before, _values(cast("Mark", mark.mark)), strict=True):
                if old != new:
                    columns[name][id] = new
    for name, cells in columns.items():
        if cells:
            edit.set_many("attendance", name, list(cells), list(cells.values()))
    if gone:
        edit.delete("attendance", gone)


def _insert(reader: Reader, edit: Edit, project_id: Id, marks: Sequence[DayMark], known: Known) -> None:
    new = [(mark, mark.mark) for mark in marks if mark.mark is not None and (mark.worker_id, mark.day) not in known]
    if not new:
        return
    teams = reader.page("worker", list({mark.worker_id for mark, _ in new}), ["team_id"])
    fields = ["project_id", "worker_id", "team_id", "day", *_FIELDS]
    rows = [
        (project_id, mark.worker_id, teams.get(mark.worker_id, (None,))[0], mark.day, *_values(said))
        for mark, said in new
    ]
    edit.insert_many("attendance", fields, list(zip(*rows, strict=True)))


def _intent(reader: Reader, marks: Sequence[DayMark]) -> str:
    """What the log and the undo button call the step."""
    workers = {mark.worker_id for mark in marks}
    if len(marks) > 1:
        return f"填写考勤 {len(workers)} 人 {len(marks)} 格"
    mark = marks[0]
    name = reader.labels("worker", [mark.worker_id]).get(mark.worker_id, "")
    when = date_of(mark.day)
    return f"考勤 {name} {when.month}月{when.day}日 {show_mark(mark.mark) or '清空'}"


# ---- filling and copying: only days that are still blank, within each worker's stay


def fill_rows(
    ledger: Ledger, *, project_id: Id, month: Month, worker_ids: Collection[Id], until: Day | None = None
) -> int:
    """整行出勤: a whole day for each blank day of these workers, up to `until`; how many days were filled.

    Raises:
        LanyanError: attendance.nothing_blank when there is none.
    """
    grid = load_month(ledger, project_id=project_id, month=month)
    full = _full_day(grid)
    marks = _blank_days(grid, worker_ids, lambda _row, day: full if until is None or day <= until else None)
    if not marks:
        raise LanyanError("attendance.nothing_blank")
    intent = f"整行出勤 {len({mark.worker_id for mark in marks})} 人 {len(marks)} 天"
    return put_marks(ledger, project_id=project_id, marks=marks, intent=intent)


def copy_days(
    ledger: Ledger, *, project_id: Id, month: Month, worker_ids: Collection[Id], columns: range, back: int, what: str
) -> int:
    """Copy marks of `back` days before into the blank days of these columns; how many were filled.

    `what` names it to people: 上周.

    Raises:
        LanyanError: attendance.nothing_to_copy when there is nothing or no blank day.
    """
    grid = load_month(ledger, project_id=project_id, month=month)
    source = {month: grid, month.previous: load_month(ledger, project_id=project_id, month=month.previous)}
    days = {grid.day(column) for column in columns}
    marks = _blank_days(
        grid, worker_ids, lambda id, day: _mark_on(source, id, Day(day - back)) if day in days else None
    )
    return _copied(ledger, project_id, marks, what)


def copy_month(ledger: Ledger, *, project_id: Id, month: Month, worker_ids: Collection[Id]) -> int:
    """复制上月: the mark of the same day of the month before into each blank day; how many were filled.

    Raises:
        LanyanError: attendance.nothing_to_copy.
    """
    grid = load_month(ledger, project_id=project_id, month=month)
    before = load_month(ledger, project_id=project_id, month=month.previous)
    shift = month.first_day - month.previous.first_day
    last = month.previous.last_day

    def same_day(worker_id: Id, day: Day) -> Mark | None:
        return _mark_on({month.previous: before}, worker_id, Day(day - shift)) if day - shift <= last else None

    return _copied(ledger, project_id, _blank_days(grid, worker_ids, same_day), "上月")


def _copied(ledger: Ledger, project_id: Id, marks: Sequence[DayMark], what: str) -> int:
    if not marks:
        raise LanyanError("attendance.nothing_to_copy", what=what)
    intent = f"复制{what}考勤 {len({mark.worker_id for mark in marks})} 人 {len(marks)} 天"
    return put_marks(ledger, project_id=project_id, marks=marks, intent=intent)


def _mark_on(grids: dict[Month, MonthGrid], worker_id: Id, day: Day) -> Mark | None:
    grid = grids.get(Month.of(day))
    row = grid.row_of(worker_id) if grid is not None else -1
    return grid.mark(row, day - grid.month.first_day) if grid is not None and row >= 0 else None


def _blank_days(
    grid: MonthGrid, worker_ids: Collection[Id], mark_of: Callable[[Id, Day], Mark | None]
) -> list[DayMark]:
    found = []
    for worker_id in worker_ids:
        row = grid.row_of(worker_id)
        if row < 0:
            continue
        worker = grid.workers[row]
        for column in range(grid.month.days):
            day = grid.day(column)
            if not grid.filled[row, column] and worker.is_here(day, day) and (mark := mark_of(worker_id, day)):
                found.append(DayMark(worker_id, day, mark))
    return found


def _full_day(grid: MonthGrid) -> Mark:
    morning = grid.rule.workday_min // 2
    return Mark(morning_min=Minutes(morning), afternoon_min=Minutes(grid.rule.workday_min - morning))
