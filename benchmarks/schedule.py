"""The engine beside the way it is usually written: activities as dicts keyed by id, links as tuples.

Both compute early and late dates, floats and what is critical of the same network; both results are compared first.
Also: working-calendar mapping of 100,000 moments beside a walk by days.

    PYTHONPATH=src .venv/bin/python benchmarks/schedule.py
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.plans import plan
from lanyan_desktop.core.schedule.calendar import WorkCalendar
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.incremental import LiveSchedule
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.nodes import build_nodes
from lanyan_desktop.core.schedule.passes import build_edges, walk_forwards
from lanyan_desktop.core.schedule.plan import Plan
from lanyan_desktop.core.schedule.risk import Estimates, simulate

Dated = tuple[dict[int, int], dict[int, int]]


def by_dicts(durations: dict[int, int], links: list[tuple[int, int, int, int]]) -> Dated:
    """Early starts and total floats, as most tools write it."""
    after: dict[int, list[tuple[int, int]]] = {key: [] for key in durations}
    waiting = dict.fromkeys(durations, 0)
    for source, target, kind, lag in links:
        weight = lag + (durations[source] if kind in (0, 2) else 0) - (durations[target] if kind >= 2 else 0)
        after[source].append((target, weight))
        waiting[target] += 1
    early = dict.fromkeys(durations, 0)
    order = [key for key, number in waiting.items() if not number]
    for key in order:
        for target, weight in after[key]:
            early[target] = max(early[target], early[key] + weight)
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    end = max(early[key] + durations[key] for key in order)
    late: dict[int, int] = {}
    for key in reversed(order):
        late[key] = min([end - durations[key], *(late[target] - weight for target, weight in after[key])])
    return early, {key: late[key] - early[key] for key in order}


def walk_days(calendar: WorkCalendar, start: int, minutes: int) -> int:
    """A finish found day by day, as calendars are usually walked."""
    day, left = start // 1440, minutes
    while True:
        for a, b in ((480, 720), (780, 1020)):
            if calendar.count((day + 1) * 1440) == calendar.count(day * 1440):
                continue
            if left <= b - a:
                return day * 1440 + a + left
            left -= b - a
        day += 1


def best(work: Callable[[], object], times: int = 5) -> float:
    """The least of some runs, in ms."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return min(taken) * 1000


def measure(count: int) -> None:
    made: Plan = plan(count)
    links = made.links
    table = list(zip(*(c.tolist() for c in (links.source, links.target, links.type, links.lag)), strict=True))
    durations = dict(enumerate(made.duration.tolist()))
    network = build_network(links, made.parent)
    schedule = compute_schedule(made, network)
    early, room = by_dicts(durations, table)
    counts = made.calendars[0].count_at(schedule.start) - made.calendars[0].count(made.start)
    assert counts.tolist() == [early[n] for n in range(count)]
    assert schedule.total_float.tolist() == [room[n] for n in range(count)]
    numbering = best(lambda: build_network(links, made.parent))
    passing = best(lambda: compute_schedule(made, network))
    beside = best(lambda: by_dicts(durations, table), 3)
    whole = passing + numbering  # numbering is kept while relations stay
    print(f"{count:,} activities, {len(links):,} links: pass {passing:.1f} ms, numbering {numbering:.1f} ms;", end=" ")
    print(f"dicts {beside:.1f} ms; ratio {beside / passing:.1f}, with numbering {beside / whole:.1f}")


def measure_calendar() -> None:
    made = plan(1000)
    calendar = made.calendars[0]
    random = np.random.default_rng(1)
    starts = calendar.start_at(calendar.count(made.start) + random.integers(0, 600 * 480, 100_000))
    lengths = random.integers(1, 60 * 480, 100_000)
    fast = best(lambda: calendar.finish_at(calendar.count_at(starts) + lengths))
    some = 2_000
    slow = best(
        lambda: [walk_days(calendar, int(a), int(b)) for a, b in zip(starts[:some], lengths[:some], strict=True)], 3
    )
    slow *= len(starts) / some
    print(f"100,000 finishes on a calendar: {fast:.1f} ms; walking days {slow:,.0f} ms; ratio {slow / fast:,.0f}")


LOOP = """
#include <stdint.h>
void both(int64_t n, int64_t m, const int64_t *s, const int64_t *t, const int64_t *w, const int64_t *d,
          int64_t *early, int64_t *tail) {
    for (int64_t i = 0; i < n; i++) { early[i] = 0; tail[i] = d[i]; }
    for (int64_t e = 0; e < m; e++) { int64_t c = early[s[e]] + w[e]; if (c > early[t[e]]) early[t[e]] = c; }
    for (int64_t e = m; e-- > 0;) { int64_t c = tail[t[e]] + w[e]; if (c > tail[s[e]]) tail[s[e]] = c; }
}
"""


def measure_c(count: int) -> None:
    """The bare two walks in C over the same sorted edges; the engine beside it also gives dates and floats."""
    compiler = shutil.which("cc")
    if compiler is None:
        print("C loop: no compiler here")
        return
    made = plan(count)
    network = build_network(made.links, made.parent)
    nodes = build_nodes(made, network)
    edges = build_edges(network, nodes, made.links)
    early, tail = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder) / "loop.c", Path(folder) / "loop.so"
        source.write_text(LOOP, encoding="ascii")
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
        both = ctypes.CDLL(str(library)).both
        columns = (edges.source, edges.target, edges.weight, nodes.length, early, tail)
        pointers = [column.ctypes.data_as(ctypes.c_void_p) for column in columns]
        there = best(lambda: both(ctypes.c_int64(count), ctypes.c_int64(len(edges.source)), *pointers))
    walked = walk_forwards(nodes, edges, made.calendars)
    assert (walked - made.calendars[0].count(made.start)).tolist() == early.tolist()
    here = best(lambda: walk_forwards(nodes, edges, made.calendars)) * 2
    whole = best(lambda: compute_schedule(made, network))
    print(f"{count:,} activities: C loop {there:.1f} ms, both walks {here:.1f} ms ({here / there:.1f}×);", end=" ")
    print(f"with dates and floats {whole:.1f} ms ({whole / there:.1f}×)")


def measure_memory(count: int) -> None:
    """What a pass takes at its most beside the plan itself."""
    made = plan(count)
    network = build_network(made.links, made.parent)
    tracemalloc.start()
    compute_schedule(made, network)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{count:,} activities: a full pass takes at most {most / 1e6:.0f} MB")


def measure_edit(count: int) -> None:
    """One changed duration, in part, beside the full pass; both give the same."""
    made = plan(count)
    live, random, taken = LiveSchedule(made), np.random.default_rng(3), []
    full = best(lambda: compute_schedule(made, live.network), 3)
    for _ in range(40):
        duration, row = made.duration.copy(), int(random.integers(0, count))
        duration[row] = int(random.integers(1, 16)) * 480
        made = replace(made, duration=duration)
        begin = time.perf_counter()
        live.update(made, np.array([row]))
        taken.append((time.perf_counter() - begin) * 1000)
    assert live.schedule.finish.tolist() == compute_schedule(made, live.network).finish.tolist()
    middle, most = np.percentile(taken, [50, 90])
    print(f"one edit of {count:,}: median {middle:.2f} ms, p90 {most:.2f} ms; full {full:.1f} ms; {full / middle:.0f}×")


def measure_risk(count: int, runs: int) -> None:
    made = plan(count)
    network = build_network(made.links, made.parent)
    likely = made.duration
    points = Estimates(optimistic=likely * 8 // 10, likely=likely, pessimistic=likely * 3 // 2)
    taken = best(lambda: simulate(made, network, points, runs=runs, seed=1), 3)
    print(f"risk, {runs:,} runs of {count:,} activities: {taken:.0f} ms")


if __name__ == "__main__":
    for size in (1_000, 10_000, 100_000):
        measure(size)
    measure_c(100_000)
    measure_memory(100_000)
    measure_calendar()
    measure_edit(100_000)
    measure_risk(1_000, 1_000)
