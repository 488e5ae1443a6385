"""Frames of the Gantt at 100,000 rows with links and text, beside the same rows as items of a QGraphicsScene.

The real chart widget in the real page, painted by real paint events into the offscreen screen: scrolling by three rows,
jumping, zooming. The scene holds a rectangle, a label and the links of each work, as a chart is usually made with Qt.

    QT_QPA_PLATFORM=offscreen PYTHONPATH=src .venv/bin/python benchmarks/gantt.py [COUNT]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPen
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView

from benchmarks.plans import plan
from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.schedule.baselines import TakenPlan
from lanyan_desktop.services.schedule.loading import FIELDS, LoadedPlan
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.schedule.rows import ChartRows
from lanyan_desktop.ui.schedule.strip import BirdsEye
from lanyan_desktop.ui.theme import font, theme, token

SIZE = (1280, 960)


def resident_mb() -> float:
    """What the process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def view_of(count: int) -> PlanView:
    """A computed plan without a ledger under it; its own dates as baseline."""
    made = plan(count, is_shuffled=False)
    network = build_network(made.links, made.parent)
    schedule = compute_schedule(made, network)
    ids = [Id(n.to_bytes(16)) for n in range(count)]
    columns: dict[str, list[object]] = {name: [None] * count for name in FIELDS}
    columns["name"] = [f"{n % 40 + 1}层混凝土浇筑 {n}" for n in range(count)]
    columns["team_id"] = [ids[n % 5] for n in range(count)]
    loaded = LoadedPlan(
        project=Project(id=Id(bytes(16)), code="1", name="大计划"),
        ids=ids,
        place={key: n for n, key in enumerate(ids)},
        levels=[0] * count,
        columns=columns,  # type: ignore[arg-type]  # lists of values
        relation_ids=[],
        plan=made,
        network=network,
        exceptions=(),
    )
    taken = TakenPlan(
        id=None, name="", start=schedule.start, finish=schedule.finish, budget_fen=np.full(count, NONE, dtype=np.int64)
    )
    teams = {ids[n]: name for n, name in enumerate(["钢筋班组", "木工班组", "混凝土班组", "砌筑班组", "安装班组"])}
    return PlanView(loaded=loaded, schedule=schedule, taken=taken, teams=teams)


def frames(step: Callable[[int], None], paint: Callable[[], None], number: int = 120) -> str:
    """Median and p95 of painted frames, in ms."""
    taken = []
    for at in range(number):
        step(at)
        begin = time.perf_counter()
        paint()
        taken.append((time.perf_counter() - begin) * 1000)
    return f"median {np.median(taken):5.1f} ms, p95 {np.percentile(taken, 95):5.1f} ms"


def measure_chart(view: PlanView) -> float:
    count = len(view)
    before = resident_mb()
    begin = time.perf_counter()
    chart = GanttChart()
    chart.resize(*SIZE)
    chart.show_rows(ChartRows(view, np.arange(count)))
    chart.show()
    QApplication.processEvents()
    _ = view.bars, chart.rows and chart.rows.links
    ready = (time.perf_counter() - begin) * 1000
    print(f"chart of {count:,} rows: ready in {ready:.0f} ms, +{resident_mb() - before:.0f} MB")
    chart.go_to_date()

    def look(row: int) -> None:
        chart.offset = row * ROW
        chart.scale = type(chart.scale)(float(view.bars.start[row]) - 40, 3.75, SIZE[0])

    def glide(at: int) -> None:
        chart.offset += 3 * ROW

    look(count // 2)
    chart.repaint()
    print("  scroll:", frames(glide, chart.repaint))
    print("  jump:  ", frames(lambda at: look(at * 797 % max(count - 50, 1)), chart.repaint))
    look(count // 2)
    print("  zoom:  ", frames(lambda at: chart.zoom(1.1 if at % 60 < 30 else 1 / 1.1, 600), chart.repaint))
    chart.fit()
    begin = time.perf_counter()
    chart.repaint()
    print(f"  all in view: {(time.perf_counter() - begin) * 1000:.1f} ms")
    return resident_mb() - before


def measure_scene(view: PlanView) -> float:
    before = resident_mb()
    begin = time.perf_counter()
    scene = QGraphicsScene()
    bars, px = view.bars, 3.75
    origin = float(bars.start.min())
    x, width = (bars.start - origin) * px, np.maximum((bars.finish - bars.start) * px, 2)
    fill, pen = QBrush(token("bar")), QPen(token("barEdge"))
    names = view.loaded.columns["name"]
    for row, (left, size) in enumerate(zip(x.tolist(), width.tolist(), strict=True)):
        scene.addRect(QRectF(left, row * ROW + 4, size, 11), pen, fill)
        label = scene.addSimpleText(str(names[row]), font(11))
        label.setPos(left + size + 7, row * ROW + 2)
    line, links = QPen(token("link")), view.loaded.plan.links
    for a, b in zip(links.source.tolist(), links.target.tolist(), strict=True):
        end, top = x[a] + width[a], a * ROW + 9.5
        scene.addLine(end, top, end + 5, top, line)
        scene.addLine(end + 5, top, end + 5, b * ROW + 9.5, line)
    window = QGraphicsView(scene)
    window.resize(*SIZE)
    window.show()
    QApplication.processEvents()
    print(f"QGraphicsScene: ready in {(time.perf_counter() - begin) * 1000:.0f} ms, +{resident_mb() - before:.0f} MB")

    def look(row: int) -> None:
        window.centerOn(x[row] + 400, row * ROW + SIZE[1] / 2)

    count = len(view)
    look(count // 2)
    window.viewport().repaint()
    glide = frames(lambda at: look(count // 2 + at * 3), window.viewport().repaint, 40)
    print("  scroll:", glide)
    print("  jump:  ", frames(lambda at: look(at * 797 % max(count - 50, 1)), window.viewport().repaint, 40))
    return resident_mb() - before


def measure_overview(view: PlanView) -> None:
    """All bars in one window, without words and links: the bird's view, and a scene of the bars alone fitted to it."""
    chart = GanttChart()
    chart.show_rows(ChartRows(view, np.arange(len(view))))
    bird = BirdsEye(chart)
    bird.setFixedSize(*SIZE)
    bird.show()
    QApplication.processEvents()
    anew = frames(lambda _at: bird.forget(), bird.repaint, 10)
    kept = frames(lambda _at: None, bird.repaint, 20)
    scene, bars = QGraphicsScene(), view.bars
    fill, pen = QBrush(token("bar")), QPen(Qt.PenStyle.NoPen)
    for row, (left, right) in enumerate(zip(bars.start.tolist(), bars.finish.tolist(), strict=True)):
        scene.addRect(QRectF(left, row, max(right - left, 1), 0.8), pen, fill)
    window = QGraphicsView(scene)
    window.resize(*SIZE)
    window.show()
    window.fitInView(scene.sceneRect())
    QApplication.processEvents()
    theirs = frames(lambda _at: None, window.viewport().repaint, 10)
    print(f"overview of {len(view):,} bars: drawn {anew}; again {kept}; QGraphicsScene {theirs}")


if __name__ == "__main__":
    app = QApplication([])
    theme().install(app, "light")
    big = view_of(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    ours, theirs = measure_chart(big), measure_scene(big)
    print(f"memory: {ours:.0f} MB against {theirs:.0f} MB, ratio {theirs / max(ours, 1):.1f}")
    measure_overview(big)
