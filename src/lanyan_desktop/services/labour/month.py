"""The attendance of a month as a grid of workers × days: columns of minutes in numpy, nothing per cell.

It answers what a cell says, what a worker and a day come to, and what is odd. Edits are put into it at once
(`MonthGrid.put`) and written by `marking`, so that typing never waits for the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.labour.checks import MOST_WORKDAYS, DayOfWork, Finding, check_month
from lanyan_desktop.core.labour.marks import Mark, Reason, show_mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.workdays import DayRule, Work, wage_of
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Day, Fen, Id, Minutes
from lanyan_desktop.services.labour.roster import WorkerLine, load_roster, load_rule
from lanyan_desktop.store.attendance import GridRow, month_grid
from lanyan_desktop.store.reader import Reader, Where

Ints = NDArray[np.int32]
REASONS: tuple[Reason, ...] = get_args(Reason)
Place = tuple[int, int]
"""Row of the worker and column of the day, both from 0."""


@dataclass(slots=True)
class MonthGrid:
    """A month of a project. Arrays are workers × days: minutes, reasons as 1 + place in REASONS, and what is filled."""

    project: Project
    month: Month
    rule: DayRule
    workers: list[WorkerLine]
    morning: Ints
    afternoon: Ints
    overtime: Ints
    reason: NDArray[np.int8]
    filled: NDArray[np.bool_]
    slips: dict[tuple[Id, Day], list[tuple[str, Work]]]  # named on slips: number and work, by worker and day
    doubled: dict[Place, int]  # how many records there are where there is more than one
    findings: dict[Place, list[Finding]] = field(default_factory=dict)
    _rows: dict[Id, int] = field(default_factory=dict)

    @property
    def rows(self) -> dict[Id, int]:
        """Where each worker stands."""
        if len(self._rows) != len(self.workers):
            self._rows = {line.id: row for row, line in enumerate(self.workers)}
        return self._rows

    def row_of(self, worker_id: Id) -> int:
        """Where a worker stands, -1 if he is not here."""
        return self.rows.get(worker_id, -1)

    def day(self, column: int) -> Day:
        return Day(self.month.first_day + column)

    def mark(self, row: int, column: int) -> Mark | None:
        """What a cell says, None where nothing is filled in."""
        if not self.filled[row, column]:
            return None
        return _mark(
            int(self.morning[row, column]),
            int(self.afternoon[row, column]),
            int(self.overtime[row, column]),
            int(self.reason[row, column]),
        )

    def marks(self, row: int) -> list[Mark | None]:
        """A worker's month, day by day."""
        parts = (self.morning, self.afternoon, self.overtime, self.reason)
        said = zip(*(part[row].tolist() for part in parts), strict=True)
        return [_mark(*cell) if filled else None for filled, cell in zip(self.filled[row].tolist(), said, strict=True)]

    def text(self, row: int, column: int) -> str:
        """A cell as it is typed and copied: √+2. Overtime alone is 0+2: "+2" would be a formula in Excel."""
        shown = show_mark(self.mark(row, column), workday_min=self.rule.workday_min)
        return f"0{shown}" if shown.startswith("+") else shown

    def put(self, row: int, column: int, mark: Mark | None) -> None:
        """Show a mark before it is written."""
        self.filled[row, column] = mark is not None
        said = mark or Mark()
        self.morning[row, column], self.afternoon[row, column] = said.morning_min, said.afternoon_min
        self.overtime[row, column] = said.overtime_min
        self.reason[row, column] = 0 if said.reason is None else 1 + REASONS.index(said.reason)
        self.doubled.pop((row, column), None)
        self._check([(row, column)])

    # ---- sums

    def work_of(self, row: int) -> Work:
        """All a worker did in the month."""
        normal = int(self.morning[row].sum() + self.afternoon[row].sum())
        return Work(normal_min=normal, overtime_min=int(self.overtime[row].sum()))

    def works(self) -> list[Work]:
        """`work_of` for every worker."""
        normal = (self.morning.sum(axis=1) + self.afternoon.sum(axis=1)).tolist()
        overtime = self.overtime.sum(axis=1).tolist()
        return [Work(normal_min=n, overtime_min=o) for n, o in zip(normal, overtime, strict=True)]

    def work_on(self, column: int) -> Work:
        """All that was done on a day."""
        normal = int(self.morning[:, column].sum() + self.afternoon[:, column].sum())
        return Work(normal_min=normal, overtime_min=int(self.overtime[:, column].sum()))

    def total(self) -> Work:
        normal = int(self.morning.sum()) + int(self.afternoon.sum())
        return Work(normal_min=normal, overtime_min=int(self.overtime.sum()))

    def wage(self, row: int, work: Work | None = None) -> Fen | None:
        """应发 of a worker, None while he has no rate."""
        rate = self.workers[row].rate_fen_per_day
        return None if rate is None else wage_of(work or self.work_of(row), rate, self.rule)

    def wages(self) -> Fen:
        """应发 of all who have a rate."""
        pairs = zip(self.workers, self.works(), strict=True)
        return Fen(sum(wage_of(w, x.rate_fen_per_day, self.rule) for x, w in pairs if x.rate_fen_per_day is not None))

    def days_present(self) -> int:
        """Days with normal work, over all workers: what 餐费 is taken for."""
        return int(((self.morning + self.afternoon) > 0).sum())

    # ---- checks

    def check(self) -> None:
        """Look the whole month over; only cells that may be odd are looked at one by one."""
        self.findings.clear()
        self._check(self._suspects())

    def _suspects(self) -> list[Place]:
        rule = self.rule
        normal = (self.morning + self.afternoon).astype(np.int64) * rule.overtime_day_min
        parts = normal + self.overtime.astype(np.int64) * rule.workday_min
        most = MOST_WORKDAYS * rule.workday_min * rule.overtime_day_min
        odd = parts > int(most)
        days = np.arange(self.month.days) + self.month.first_day
        for row, worker in enumerate(self.workers):
            if worker.enter_day is not None and worker.enter_day > self.month.first_day:
                odd[row] |= self.filled[row] & (days < worker.enter_day)
            if worker.leave_day is not None and worker.leave_day < self.month.last_day:
                odd[row] |= self.filled[row] & (days > worker.leave_day)
        found = {(int(row), int(column)) for row, column in np.argwhere(odd)} | set(self.doubled)
        named = ((self.row_of(worker_id), day - self.month.first_day) for worker_id, day in self.slips)
        return sorted(found | {(row, column) for row, column in named if row >= 0 and 0 <= column < self.month.days})

    def _check(self, places: Sequence[Place]) -> None:
        for place in places:
            self.findings.pop(place, None)
        records = [record for place in places for record in self._records(place)]
        stays = {self.workers[row].id: self.workers[row].stay for row, _ in places}
        first, last = self.month.first_day, self.month.last_day
        for finding in check_month(records, first_day=first, last_day=last, stays=stays, rule=self.rule):
            place = (self.row_of(finding.worker_id), finding.day - first)
            self.findings.setdefault(place, []).append(finding)

    def _records(self, place: Place) -> list[DayOfWork]:
        row, column = place
        worker_id, day, mark = self.workers[row].id, self.day(column), self.mark(row, column)
        named = [
            DayOfWork(worker_id=worker_id, day=day, work=work, source=f"点工单 {number}")
            for number, work in self.slips.get((worker_id, day), [])
        ]
        if mark is None:
            return named
        work = Work(normal_min=mark.normal_min, overtime_min=mark.overtime_min)
        own = DayOfWork(worker_id=worker_id, day=day, work=work)
        idle = DayOfWork(worker_id=worker_id, day=day, work=Work())
        return [own, *[idle] * (self.doubled.get(place, 1) - 1), *named]


@lru_cache(maxsize=4096)
def _mark(morning: int, afternoon: int, overtime: int, reason: int) -> Mark:
    return Mark(
        morning_min=Minutes(morning),
        afternoon_min=Minutes(afternoon),
        overtime_min=Minutes(overtime),
        reason=REASONS[reason - 1] if reason else None,
    )


def load_month(reader: Reader, *, project_id: Id, month: Month) -> MonthGrid:
    """Read the attendance of a month: 500 workers × 31 days in some 50 ms, from a ledger of any size.

    Raises:
        KeyError: there is no such project.
    """
    project = reader.get(Project, project_id)
    if project is None:
        raise KeyError(project_id)
    rows = month_grid(reader, project_id=project_id, first_day=month.first_day, last_day=month.last_day)
    workers = load_roster(reader, project_id=project_id, month=month, marked={row[0] for row in rows})
    shape = (len(workers), month.days)
    grid = MonthGrid(
        project=project,
        month=month,
        rule=load_rule(project),
        workers=workers,
        morning=np.zeros(shape, np.int32),
        afternoon=np.zeros(shape, np.int32),
        overtime=np.zeros(shape, np.int32),
        reason=np.zeros(shape, np.int8),
        filled=np.zeros(shape, np.bool_),
        slips=_named_on_slips(reader, project_id, month),
        doubled={},
    )
    _fill(grid, rows)
    grid.check()
    return grid


def _fill(grid: MonthGrid, rows: Sequence[GridRow]) -> None:
    """Put the records into the arrays; where a day has two, the later one shows and the place is noted."""
    if not rows:
        return
    worker, days, *minutes, reasons, _ids = zip(*rows, strict=True)
    row = np.array(list(map(grid.rows.__getitem__, worker)), dtype=np.int64)
    column = np.array(days, dtype=np.int64) - grid.month.first_day
    for array, values in zip((grid.morning, grid.afternoon, grid.overtime), minutes, strict=True):
        array[row, column] = values
    code = {None: 0} | {reason: place for place, reason in enumerate(REASONS, 1)}
    grid.reason[row, column] = list(map(code.__getitem__, reasons))
    grid.filled[row, column] = True
    places, counts = np.unique(row * grid.month.days + column, return_counts=True)
    for place, count in zip(places[counts > 1].tolist(), counts[counts > 1].tolist(), strict=True):
        grid.doubled[divmod(place, grid.month.days)] = count


def _named_on_slips(reader: Reader, project_id: Id, month: Month) -> dict[tuple[Id, Day], list[tuple[str, Work]]]:
    """Workers named on the month's slips, by worker and day."""
    where = [
        Where("project_id", "=", project_id),
        Where("day", ">=", month.first_day),
        Where("day", "<=", month.last_day),
    ]
    slips = {row[0]: row[1:] for row in reader.columns("day_work", ["id", "number", "day"], where=where)}
    found: dict[tuple[Id, Day], list[tuple[str, Work]]] = {}
    ids = list(slips)
    for start in range(0, len(ids), 10_000):
        of_slips = [Where("day_work_id", "in", ids[start : start + 10_000]), Where("worker_id", "not null")]
        fields = ["day_work_id", "worker_id", "heads", "minutes"]
        for slip_id, worker_id, heads, minutes in reader.columns("day_work_line", fields, where=of_slips):
            number, day = slips[slip_id]
            work = Work(normal_min=cast("int", heads) * cast("int", minutes))
            found.setdefault((cast("Id", worker_id), cast("Day", day)), []).append((str(number), work))
    return found
