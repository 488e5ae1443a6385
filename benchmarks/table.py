"""The shared table beside a list model behind a QSortFilterProxyModel: opening, scrolling, sorting, memory; and a tree.

    python benchmarks/table.py [ROWS]        100000 and 2000000 unless a number is given

The program's table reads attendance records from a ledger file; the other way holds the same rows as a list of lists.
Each runs in a process of its own, so that peak memory is its own; frames are painted offscreen at 1366×768.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView, QWidget

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
SIZES = (100_000, 2_000_000)
COLUMNS = ("worker_id", "team_id", "day", "morning_min", "afternoon_min", "overtime_min", "reason", "source")
Figures = dict[str, float]


def make_ledger(path: Path, rows: int) -> None:
    """A ledger with so many attendance records: a thousand days a worker."""
    from lanyan_desktop.core.values import Value
    from lanyan_desktop.store.ledger import Ledger

    with Ledger.create(path, synchronous="OFF") as ledger, ledger.changeset("考勤") as edit:
        project = edit.insert("project", code="P1", name="样例")
        team = edit.insert("team", project_id=project, name="木工班")
        count = rows // 1000
        numbers = [f"{n:05}" for n in range(count)]
        names: list[list[Value]] = [[project] * count, [*numbers], [f"工人{number}" for number in numbers]]
        workers = edit.insert_many("worker", ["project_id", "number", "name"], names)
        for first in range(0, rows, 50_000):
            size = min(50_000, rows - first)
            columns: list[list[Value]] = [
                [project] * size,
                [workers[(first + n) // 1000] for n in range(size)],
                [team] * size,
                [20_000 + (first + n) % 1000 for n in range(size)],
                [240] * size,
            ]
            edit.insert_many("attendance", ["project_id", "worker_id", "team_id", "day", "morning_min"], columns)


def memory_mb() -> float:
    """Memory held now: what the process has beyond files it shares."""
    _, resident, shared, *_ = Path("/proc/self/statm").read_text().split()
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE") / 1e6


def milliseconds(*acts: Callable[[], object]) -> float:
    """How long these take, one after the other."""
    start = time.perf_counter()
    for act in acts:
        act()
    return (time.perf_counter() - start) * 1000


def frames(view: QTableView, *, jumps: bool) -> list[float]:
    """Painting times in ms: of steps of three rows, or of jumps anywhere."""
    chance, bar, times = random.Random(1), view.verticalScrollBar(), []
    for _ in range(100):
        target = chance.randrange(bar.maximum()) if jumps else bar.value() + 72
        times.append(milliseconds(partial(bar.setValue, target), view.viewport().repaint))
    return times


def measure_view(view: QTableView, figures: Figures) -> None:
    for name, jumps in (("scroll", False), ("jump", True)):
        times = sorted(frames(view, jumps=jumps))
        figures[f"{name} ms"] = statistics.median(times)
        figures[f"{name} p95 ms"] = times[94]


def run_ours(path: Path) -> Figures:
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    from lanyan_desktop.core.records import KINDS
    from lanyan_desktop.core.table.columns import columns_of
    from lanyan_desktop.core.table.query import Query, SortBy
    from lanyan_desktop.services.registers import RegisterSource
    from lanyan_desktop.store.ledger import Ledger
    from lanyan_desktop.store.reader import Where
    from lanyan_desktop.ui.theme import theme
    from lanyan_desktop.ui.widgets.table import TableView

    theme().install(app, "light")
    reader = Ledger.open(path).reader()
    where = [Where("project_id", "=", reader.ids("project")[0])]
    reader.count("attendance", where=[*where, Where("day", "<", 20_010)])  # the file's pages are warm for both ways
    figures: Figures = {}
    warm = TableView(RegisterSource(reader, "worker", where=where), columns_of(KINDS["worker"]), has_total=False)
    _shown(warm)
    before = memory_mb()
    made: list[TableView] = []

    def open_table() -> None:
        source = RegisterSource(reader, "attendance", where=where)
        made.append(TableView(source, columns_of(KINDS["attendance"], COLUMNS), has_total=False))
        _shown(made[0])

    figures["open ms"] = milliseconds(open_table)
    (table,) = made
    measure_view(table.grid, figures)
    figures["memory MB"] = memory_mb() - before
    figures["sort ms"] = milliseconds(lambda: table.set_query(Query(sort=(SortBy("day", descending=True),))))
    warm.close()
    return figures


def _shown(table: QWidget) -> None:
    """Paint a table as large as a small screen, off the screen."""
    from PySide6.QtCore import Qt

    table.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    table.resize(1366, 768)
    table.show()
    table.grab()


def run_list(path: Path) -> Figures:
    from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
    from PySide6.QtWidgets import QApplication, QTableView

    app = QApplication([])
    from lanyan_desktop.core.records import KINDS
    from lanyan_desktop.core.records.text import show
    from lanyan_desktop.store.ledger import Ledger
    from lanyan_desktop.store.reader import Where
    from lanyan_desktop.ui.theme import theme

    theme().install(app, "light")
    reader = Ledger.open(path).reader()
    kind = KINDS["attendance"]
    where = [Where("project_id", "=", reader.ids("project")[0])]
    reader.count("attendance", where=[*where, Where("day", "<", 20_010)])

    class ListModel(QAbstractTableModel):
        def __init__(self, rows: list[list[object]]) -> None:
            super().__init__()
            self.rows = rows

        def rowCount(self, parent: object = None) -> int:
            return len(self.rows)

        def columnCount(self, parent: object = None) -> int:
            return len(COLUMNS)

        def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # type: ignore[override]  # narrower than Qt's
            return self.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    figures: Figures = {}
    before = memory_mb()
    held: list[object] = []

    def open_table() -> None:
        from lanyan_desktop.core.values import Id

        labels = reader.labels("worker", reader.ids("worker")) | reader.labels("team", reader.ids("team"))
        rows: list[list[object]] = []
        for row in reader.columns("attendance", COLUMNS, where=where):
            texts = [labels.get(Id(v), "") if isinstance(v, bytes) else v for v in row]
            shown = zip(COLUMNS, texts, strict=True)
            rows.append([show(kind.field(name), v) if isinstance(v, int) else v for name, v in shown])
        model, proxy, view = ListModel(rows), QSortFilterProxyModel(), QTableView()
        proxy.setSourceModel(model)
        view.setModel(proxy)
        view.verticalHeader().setDefaultSectionSize(24)
        held.extend([model, proxy, view])
        _shown(view)

    figures["open ms"] = milliseconds(open_table)
    proxy, view = held[1], held[2]
    assert isinstance(proxy, QSortFilterProxyModel)
    assert isinstance(view, QTableView)
    measure_view(view, figures)
    figures["memory MB"] = memory_mb() - before
    if len(held[0].rows) <= 100_000:  # type: ignore[attr-defined]  # minutes beyond
        figures["sort ms"] = milliseconds(lambda: proxy.sort(2, Qt.SortOrder.DescendingOrder))
    return figures


def run_tree(rows: int) -> tuple[Figures, Figures]:
    """Unfold a tree of so many nodes: our outline in the table, and QTreeView over items in memory."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QApplication, QTreeView

    app = QApplication.instance() or QApplication([])
    assert app is not None
    from lanyan_desktop.core.records import Shape
    from lanyan_desktop.core.table.columns import computed
    from lanyan_desktop.core.table.memory import ListSource
    from lanyan_desktop.core.table.rows import Row
    from lanyan_desktop.ui.widgets.table import TableView

    levels = [0 if n % 100 == 0 else 1 if n % 10 == 1 else 2 for n in range(rows)]  # hundreds, tens, ones
    source = ListSource(["name"], {n: Row([f"项 {n}"]) for n in range(rows)}, levels=levels)
    table = TableView(source, [computed("name", "名称", Shape.TEXT, is_outline=True)])
    _shown(table)
    table.model.fold_from(0)
    table.grid.viewport().repaint()
    ours = milliseconds(partial(table.model.fold_from, 9), table.grid.viewport().repaint)
    fold = milliseconds(partial(table.model.fold, 0, is_folded=True), table.grid.viewport().repaint)
    items = QStandardItemModel()
    last: dict[int, QStandardItem] = {-1: items.invisibleRootItem()}
    for n, level in enumerate(levels):
        item = QStandardItem(f"项 {n}")
        last[level - 1].appendRow(item)
        last[level] = item
    tree = QTreeView()
    tree.setUniformRowHeights(True)
    tree.setModel(items)
    _shown(tree)
    theirs = milliseconds(tree.expandAll, tree.viewport().repaint)
    one = milliseconds(partial(tree.collapse, items.index(0, 0)), tree.viewport().repaint)
    return {"unfold all ms": ours, "fold one ms": fold}, {"unfold all ms": theirs, "fold one ms": one}


def main() -> None:
    sizes = [int(sys.argv[1])] if len(sys.argv) > 1 else SIZES
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            path = Path(folder) / f"{rows}.lanyan"
            make_ledger(path, rows)
            ours, theirs = _apart("ours", path), _apart("list", path)
            report(f"{rows:,} rows", ours, theirs)
    report("tree of 100,000 nodes", *run_tree(100_000))


def _apart(name: str, path: Path) -> Figures:
    command = [sys.executable, __file__, f"--{name}", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def report(title: str, ours: Figures, theirs: Figures) -> None:
    print(f"\n{title:<24}{'table':>12}{'list+proxy':>14}{'ratio':>9}")
    for name, mine in ours.items():
        other = theirs.get(name)
        shown = f"{other:>14.1f}{other / max(mine, 0.01):>8.1f}×" if other is not None else f"{'—':>14}"
        print(f"{name:<24}{mine:>12.1f}{shown}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        print(json.dumps(run_ours(Path(sys.argv[2]))))
    elif sys.argv[1:2] == ["--list"]:
        print(json.dumps(run_list(Path(sys.argv[2]))))
    else:
        main()
