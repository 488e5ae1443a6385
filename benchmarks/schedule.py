"""The engine beside the way it is usually written: activities as dicts keyed by id, links as tuples.

Both compute early and late dates, floats and what is critical of the same network; both results are compared first.
Also: MPXJ's MicrosoftScheduler (where `LANYAN_MPXJ` names an environment of `tests/oracles/make_mpxj.py`) and C beside
it, and working-calendar mapping of 100,000 moments beside a walk by days.

    PYTHONPATH=src .venv/bin/python benchmarks/schedule.py
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.plans import START_DAY, network, plan
from lanyan_desktop.core.records.plan import RelationType
from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.exchanged import ExchangedActivity, ExchangedCalendar, ExchangedLink, ExchangedPlan
from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan, compute_exchanged
from lanyan_desktop.core.schedule.incremental import LiveSchedule
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.nodes import build_nodes
from lanyan_desktop.core.schedule.passes import build_edges, walk_forwards
from lanyan_desktop.core.schedule.plan import Plan
from lanyan_desktop.core.schedule.risk import simulate
from lanyan_desktop.core.schedule.risk_network import Estimates
from lanyan_desktop.core.values import Instant, datetime_of
from lanyan_desktop.exchange.msproject.writer import write_mspdi

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


def measure_c(count: int) -> None:
    """Beside C on one calendar and without dates: the bare two walks, and all from unsorted relations to floats."""
    compiler = shutil.which("cc")
    if compiler is None:
        print("C: no compiler here")
        return
    made = plan(count)
    links, network = made.links, build_network(made.links, made.parent)
    nodes = build_nodes(made, network)
    edges = build_edges(network, nodes, links)
    weight = links.lag + np.where(links.type % 2 == 0, made.duration[links.source], 0)
    weight -= np.where(links.type >= 2, made.duration[links.target], 0)
    weight = weight.astype(np.int64)
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(__file__).with_name("cpm.c"), Path(folder) / "cpm.so"
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
        c = ctypes.CDLL(str(library))
        walks, early = _run(c.walks, (edges.source, edges.target, edges.weight, nodes.length))
        whole, begin = _run(c.whole, (links.source, links.target, weight, made.duration))
    walked = walk_forwards(nodes, edges, made.calendars)
    base = made.calendars[0].count(made.start)
    assert (walked - base).tolist() == early.tolist()
    assert (walked[network.place[:count]] - base).tolist() == begin.tolist()
    here = best(lambda: walk_forwards(nodes, edges, made.calendars)) * 2
    numbering = best(lambda: build_network(links, made.parent))
    full = best(lambda: compute_schedule(made, network))
    anew = full + numbering
    print(f"{count:,} activities: two bare walks in C {walks:.1f} ms, here {here:.1f} ms ({here / walks:.0f}×)")
    print(
        f"  numbering, walks and floats in C {whole:.1f} ms; here with dates {full:.1f} ms ({full / whole:.1f}×),",
        end=" ",
    )
    print(f"numbered anew {anew:.1f} ms ({anew / whole:.1f}×)")


def _run(routine: Callable[..., None], columns: tuple[Ints, ...]) -> tuple[float, Ints]:
    """The time of a routine over relations (source, target, weight) and durations, and its first column."""
    count = len(columns[3])
    found, more = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    held = [np.ascontiguousarray(column, dtype=np.int64) for column in (*columns, found, more)]
    pointers = [column.ctypes.data_as(ctypes.c_void_p) for column in held]
    taken = best(lambda: routine(ctypes.c_int64(count), ctypes.c_int64(len(columns[0])), *pointers))
    return taken, held[4]


MPXJ = Path(__file__).resolve().parents[1] / "tests" / "oracles" / "mpxj_dump.py"
_SHIFT = "08:00-12:00,13:00-17:00"
_TYPES: tuple[RelationType, ...] = ("FS", "SS", "FF", "FS")


def as_file(count: int) -> ExchangedPlan:
    """The same kind of plan as a file of MS Project: without leads and SF, of which MPXJ thinks otherwise."""
    durations, links = network(count)
    table = zip(links.source.tolist(), links.target.tolist(), links.type.tolist(), links.lag.tolist(), strict=True)
    return ExchangedPlan(
        format="MSPDI",
        lag_calendar="紧后工作日历",
        name=f"{count:,} 项任务",
        start=Instant(START_DAY * 1440 + 480),
        calendar="1",
        calendars=[ExchangedCalendar(uid="1", name="七天制", week=(_SHIFT,) * 7)],
        activities=[
            ExchangedActivity(uid=str(n + 1), name=f"工作{n}", duration_min=d) for n, d in enumerate(durations.tolist())
        ],
        links=[ExchangedLink(before=a, after=b, type=_TYPES[kind], lag=max(lag, 0)) for a, b, kind, lag in table],
    )


def measure_mpxj(count: int) -> None:
    """MicrosoftScheduler over the same file, in a warm JVM, and both ends of the project."""
    python = os.environ.get("LANYAN_MPXJ", "")
    if not python or shutil.which("java") is None:
        print("MPXJ: name its python in LANYAN_MPXJ (tests/oracles/make_mpxj.py makes the environment)")
        return
    computed: ComputedPlan = compute_exchanged(as_file(count))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xml"
        write_mspdi(path, computed, saved_at=datetime(2025, 1, 1))
        ran = subprocess.run([python, str(MPXJ), "--time", str(path)], capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout.splitlines()[-1])
    ours = datetime_of(Instant(computed.schedule.project_finish)).isoformat(timespec="minutes")
    assert told["finish"] == ours, (told["finish"], ours)
    made = computed.plan
    own_network = build_network(made.links, made.parent)
    here = best(lambda: compute_schedule(made, own_network))
    there = min(told["seconds"]) * 1000
    print(f"{count:,} activities: pass {here:.1f} ms; MPXJ {told['seconds'][0] * 1000:,.0f} ms cold,", end=" ")
    print(f"{there:,.0f} ms warm; ratio {there / here:.1f}; both end {ours}")


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
    for size in (1_000, 10_000, 100_000):
        measure_mpxj(size)
    measure_c(100_000)
    measure_memory(100_000)
    measure_calendar()
    measure_edit(100_000)
    measure_risk(1_000, 1_000)
