"""The month grid over 2,000,000 attendance entries: opening, frames, one typed mark, beside the plain ways.

    QT_QPA_PLATFORM=offscreen python benchmarks/labour.py [months]

A site of 500 workers over 131 months is 2,000,000 entries. Beside: the month as records and as items
of a `QStandardItemModel` in a `QTableView`, which is how such a grid is usually begun.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView

from lanyan_desktop.core.labour.marks import Mark, show_mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import Attendance
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.labour.marking import put_marks
from lanyan_desktop.services.labour.typed import take_cells
from lanyan_desktop.services.labour.view import load_view
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Where
from lanyan_desktop.ui.labour.grid import AttendanceGrid
from lanyan_desktop.ui.theme import theme

WORKERS, CREWS, MONTHS = 500, 20, 131
LAST = Month(2025, 12)


def build(path: Path, months: int) -> tuple[Id, int]:
    """A ledger with so many months; the project and how many entries there are."""
    chance, entries, month = random.Random(3), 0, LAST
    ledger = Ledger.create(path, user="bench")
    project_id = create_project(ledger, name="大工地")
    with ledger.changeset("班组和工人") as edit:
        teams = edit.insert_many(
            "team", ["project_id", "name"], [[project_id] * CREWS, [f"{n}班组" for n in range(CREWS)]]
        )
        columns: list[list[Value]] = [
            [project_id] * WORKERS,
            [f"W{n:04}" for n in range(WORKERS)],
            [f"工人{n}" for n in range(WORKERS)],
            [teams[n * CREWS // WORKERS] for n in range(WORKERS)],
            [30_000 + chance.randrange(9) * 1000 for _ in range(WORKERS)],
        ]
        workers = edit.insert_many("worker", ["project_id", "number", "name", "team_id", "rate_fen_per_day"], columns)
    fields = ["project_id", "worker_id", "team_id", "day", "morning_min", "afternoon_min", "overtime_min", "reason"]
    for _ in range(months):
        rows = [
            (project_id, worker, columns[3][n], month.first_day + day, *_mark(chance))
            for n, worker in enumerate(workers)
            for day in range(month.days)
        ]
        with ledger.changeset(f"考勤 {month}") as edit:
            edit.insert_many("attendance", fields, list(zip(*rows, strict=True)))
        entries, month = entries + len(rows), month.previous
    ledger.close()
    return project_id, entries


def _mark(chance: random.Random) -> tuple[int, int, int, str | None]:
    luck = chance.random()
    if luck < 0.06:
        return 0, 0, 0, chance.choice(("旷工", "事假", "病假", "休息"))
    return 240, 0 if luck < 0.11 else 240, chance.choice((60, 120, 180)) if luck > 0.8 else 0, None


def median(work: Callable[[], object], times: int = 9) -> float:
    """Milliseconds of the median run."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2] * 1000


def frames(scroll: Callable[[int], None], repaint: Callable[[], None]) -> tuple[float, float]:
    """Median and 95th percentile of 60 frames while scrolling, in ms."""
    taken = []
    for number in range(60):
        scroll(number)
        start = time.perf_counter()
        repaint()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)[30], sorted(taken)[56]


def items_of(reader: Reader, project_id: Id) -> QStandardItemModel:
    """The month the plain way: records, then an item for each cell."""
    days = [Where("day", ">=", LAST.first_day), Where("day", "<=", LAST.last_day)]
    records = reader.load(Attendance, where=[Where("project_id", "=", project_id), *days])
    rows = {worker: row for row, worker in enumerate(dict.fromkeys(record.worker_id for record in records))}
    model = QStandardItemModel(len(rows), LAST.days)
    for record in records:
        mark = Mark(
            morning_min=record.morning_min, afternoon_min=record.afternoon_min, overtime_min=record.overtime_min,
            reason=record.reason,
        )  # fmt: skip
        model.setItem(rows[record.worker_id], record.day - LAST.first_day, QStandardItem(show_mark(mark)))
    return model


def main() -> None:
    months = int(sys.argv[1]) if len(sys.argv) > 1 else MONTHS
    app = QApplication(sys.argv[:1])
    theme().install(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.lanyan"
        start = time.perf_counter()
        project_id, entries = build(path, months)
        print(f"{entries:,} entries written in {time.perf_counter() - start:.1f} s, {path.stat().st_size / 1e6:.0f} MB")
        ledger = Ledger.open(path, user="bench")
        _measure(app, ledger, project_id)
        ledger.close()
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _measure(app: QApplication, ledger: Ledger, project_id: Id) -> None:
    reader = ledger.reader()
    opened = median(lambda: load_view(reader, project_id=project_id, month=LAST))
    latest = median(lambda: load_view(reader, project_id=project_id))
    plain = median(lambda: items_of(reader, project_id), 3)
    print(f"open a month: {opened:.0f} ms (mark 100); finding the last one too: {latest:.0f} ms")
    print(f"  as records and items: {plain:.0f} ms, {plain / opened:.1f} times as long")
    view = load_view(reader, project_id=project_id, month=LAST)
    figures = median(view.figures)
    grid = AttendanceGrid()
    grid.resize(1100, 900)
    grid.show_grid(view.grid)
    grid.show()
    app.processEvents()
    bar = grid.verticalScrollBar()
    ours = frames(lambda n: bar.setValue(n * 137), grid.viewport().repaint)
    table = QTableView()
    table.setModel(items_of(reader, project_id))
    table.verticalHeader().setDefaultSectionSize(18)
    table.horizontalHeader().setDefaultSectionSize(22)
    table.resize(1100, 900)
    table.show()
    app.processEvents()
    theirs = frames(lambda n: table.verticalScrollBar().setValue(n * 8), table.viewport().repaint)
    print(f"frame of 500 × 31 while scrolling: median {ours[0]:.1f}, p95 {ours[1]:.1f} ms")
    print(f"  QTableView without its sums and colours: median {theirs[0]:.1f}, p95 {theirs[1]:.1f} ms")
    shown = median(lambda: take_cells(view.grid, [((7, 7), "√+2"), ((7, 8), "△")]))
    texts = iter(("√", "△", "×", "√+1", "√+2", "事", "病", "√", "△"))

    def write() -> None:
        taken = take_cells(view.grid, [((9, 9), next(texts))])
        put_marks(ledger, project_id=project_id, marks=taken.marks)

    written = median(write)
    print(f"figures {figures:.1f} ms; a typed mark shows in {shown:.2f} ms and is on disk in {written:.1f} ms")
    reader.close()


if __name__ == "__main__":
    main()
