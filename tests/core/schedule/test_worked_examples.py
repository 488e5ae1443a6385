"""Published and recomputed examples, and PSPLIB: the length of the critical path is known for every instance."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lanyan_desktop.core.schedule.calendar import build_calendar
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.plan import FINISH_UNTIL, FS, NONE, WORKING, build_links, build_plan
from lanyan_desktop.core.values import Instant, instant_of

ROUND = build_calendar(("00:00-24:00",) * 7)
"""A calendar of every minute: counts and instants differ by a constant, so days of an example are minutes here."""
START = instant_of(datetime(2025, 1, 1))


def examples(shared_data: Path) -> dict[str, Any]:
    return {row["id"]: row for row in json.loads((shared_data / "worked_examples.json").read_text("utf-8"))}


def test_cpm_1_float_of_a_work_behind_two(shared_data: Path) -> None:
    case = examples(shared_data)["CPM-1"]
    first, second = case["inputs"]["pred_EF"]
    links = build_links([(0, 2, FS, 0, WORKING), (1, 2, FS, 0, WORKING)])
    plan = build_plan(
        [first, second, case["inputs"]["D"]],
        links,
        calendars=[ROUND],
        start=START,
        constraint=[0, 0, FINISH_UNTIL],
        constraint_at=[NONE, NONE, START + case["inputs"]["LF"]],
    )
    schedule = compute_schedule(plan)
    got = schedule.start[2] - START, schedule.late_start[2] - START
    assert got == (case["expected"]["ES"], case["expected"]["ES"] + 0)  # nothing later: the project ends with it
    deadline = build_plan(
        [first, second, 6, 25], links, calendars=[ROUND], start=START, deadline_at=[NONE, NONE, START + 25, NONE]
    )
    schedule = compute_schedule(deadline)
    assert schedule.late_start[2] - START == case["expected"]["LS"]
    assert schedule.total_float[2] == case["expected"]["TF"]


def test_cpm_2_six_times_of_eight_works(shared_data: Path) -> None:
    case = examples(shared_data)["CPM-2"]
    net, expected = case["inputs"]["net"], case["expected"]
    names = list(net)
    rows = [(names.index(p), at, FS, 0, WORKING) for at, name in enumerate(names) for p in net[name][1]]
    plan = build_plan([net[name][0] for name in names], build_links(rows), calendars=[ROUND], start=START)
    schedule = compute_schedule(plan)
    assert schedule.project_finish - START == expected["T"]
    assert dict(zip(names, (schedule.start - START).tolist(), strict=True)) == expected["ES"]
    assert dict(zip(names, (schedule.late_finish - START).tolist(), strict=True)) == expected["LF"]
    assert dict(zip(names, schedule.total_float.tolist(), strict=True)) == expected["TF"]
    assert [name for name, is_critical in zip(names, schedule.is_critical, strict=True) if is_critical] == expected[
        "critical"
    ]


@pytest.mark.parametrize("folder", ["j30", "j60", "j120"])
def test_the_length_of_every_psplib_instance_is_its_mpm_time(shared_data: Path, folder: str) -> None:
    files = sorted((shared_data / "psplib" / folder).glob("*.sm"))
    assert len(files) >= 40
    for path in files:
        duration, rows, mpm_time = read_psplib(path)
        plan = build_plan(duration, build_links(rows), calendars=[ROUND], start=START)
        schedule = compute_schedule(plan, build_network(plan.links, plan.parent))
        assert schedule.project_finish - START == mpm_time, path.name
        assert (schedule.free_float <= schedule.total_float).all()


def read_psplib(path: Path) -> tuple[list[int], list[tuple[int, int, int, int, int]], int]:
    lines = path.read_text().splitlines()

    def table(title: str, skip: int) -> list[list[int]]:
        first = next(at for at, line in enumerate(lines) if line.startswith(title)) + skip
        found = []
        for line in lines[first:]:
            if not re.match(r"\s*\d", line):
                break
            found.append([int(word) for word in line.split()])
        return found

    rows = [(row[0] - 1, after - 1, FS, 0, WORKING) for row in table("jobnr.", 1) for after in row[3:]]
    return [row[2] for row in table("REQUESTS", 3)], rows, table("pronr.", 1)[0][-1]


def test_the_start_is_an_instant() -> None:
    assert Instant(START) == ROUND.start(ROUND.count(START))
