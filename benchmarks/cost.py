"""Cost: roll-up of a tree of 100,000 nodes beside a recursive CTE; earned value of 36 months beside plain Python.

    PYTHONPATH=src python benchmarks/cost.py [LINES]

The tree is made as budgets are: sections in sections, items beneath, siblings in mixed order. Both ways give the sum of
every branch, and the sums are compared. The earned value of both ways is compared to the 分.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import numpy as np

from lanyan_desktop.core.cost.curve import earned, spread_over
from lanyan_desktop.core.cost.outline import Ints, outline_of

T = TypeVar("T")
MONTHS = 36
DAY_MIN = 480


def best(work: Callable[[], T], times: int = 5) -> tuple[float, T]:
    """Milliseconds of the fastest run, and its result."""
    fastest, result = float("inf"), work()
    for _ in range(times):
        begin = time.perf_counter()
        result = work()
        fastest = min(fastest, time.perf_counter() - begin)
    return fastest * 1000, result


def tree(count: int) -> tuple[list[int], list[int]]:
    """Parents (-1 for a root) and own amounts: sections down to the fourth level, items at the leaves."""
    chance = random.Random(1)
    parents, sections = [-1] * 20, list(range(20))
    for place in range(20, count):
        parents.append(chance.choice(sections))
        if chance.random() < 0.05:
            sections.append(place)
    amounts = [chance.randrange(1, 10**9) for _ in range(count)]
    has_children = set(parents)
    return parents, [0 if place in has_children else amount for place, amount in enumerate(amounts)]


CTE = """
WITH RECURSIVE below(top, id) AS (
  SELECT id, id FROM node UNION ALL SELECT below.top, node.id FROM node JOIN below ON node.parent = below.id
) SELECT top, sum(amount) FROM below JOIN node USING (id) GROUP BY top ORDER BY top
"""


def by_cte(folder: Path, parents: list[int], amounts: list[int]) -> tuple[float, list[int]]:
    db = sqlite3.connect(folder / "tree.db")
    db.execute("CREATE TABLE node(id INTEGER PRIMARY KEY, parent INTEGER, amount INTEGER)")
    db.executemany("INSERT INTO node VALUES(?,?,?)", zip(range(len(parents)), parents, amounts, strict=True))
    db.execute("CREATE INDEX node_parent ON node(parent)")
    db.commit()
    took, rows = best(lambda: db.execute(CTE).fetchall(), 2)
    return took, [total for _, total in rows]


def roll_up(count: int) -> None:
    parents, amounts = tree(count)
    laying, outline = best(lambda: outline_of(parents))
    own = outline.own(np.array(amounts, dtype=np.int64))
    summing, totals = best(lambda: outline.totals(own), 50)
    place = int(np.flatnonzero(outline.is_leaf & (outline.depth == outline.depth.max()))[0])
    editing, _ = best(lambda: outline.apply(totals, place, 1), 200)
    totals = outline.totals(own)
    with tempfile.TemporaryDirectory() as folder:
        cte, expected = by_cte(Path(folder), parents, amounts)
    found = np.empty(count, dtype=np.int64)
    found[outline.order] = totals
    assert found.tolist() == expected, "the two ways disagree"
    print(f"roll-up of {count:,} nodes, {int(outline.depth.max()) + 1} levels")
    print(f"  sums of all branches   {summing:10.3f} ms      recursive CTE {cte:10.1f} ms   {cte / summing:8,.0f} ×")
    ratio = summing / editing
    print(f"  one edit, in place     {editing:10.4f} ms      all anew      {summing:10.3f} ms   {ratio:8,.0f} ×")
    print(f"  laying the tree flat   {laying:10.1f} ms      (once, when the lines are read)")


Work = tuple[Ints, Ints, Ints, Ints, Ints, Ints, Ints]


def activities(count: int) -> Work:
    """Planned start and finish, actual start and finish, duration, ‱ done and budget of lines, in working minutes."""
    chance = np.random.default_rng(2)
    start = chance.integers(0, 1000, count) * DAY_MIN
    duration = chance.integers(1, 90, count) * DAY_MIN
    begun = start < 500 * DAY_MIN
    over = begun & (start + duration < 480 * DAY_MIN)
    actual_start = np.where(begun, start + chance.integers(0, 9, count) * DAY_MIN, -1)
    actual_finish = np.where(over, actual_start + duration + DAY_MIN, -1)
    done = np.where(over, 10_000, np.where(begun, chance.integers(0, 9_900, count), 0))
    return start, start + duration, actual_start, actual_finish, duration, done, chance.integers(1, 10**8, count)


def by_numpy(work: Work, moments: list[int], data_moment: int) -> tuple[list[int], list[int]]:
    start, finish, actual_start, actual_finish, duration, done, budget = work
    ends = np.array(moments, dtype=np.int64)
    plan = spread_over(start, finish, budget).until(ends)
    value = earned(
        ends,
        data_moment=data_moment,
        start=actual_start,
        finish=actual_finish,
        duration=duration,
        done=done,
        budget=budget,
    )
    return plan.tolist(), value.tolist()


def by_python(work: Work, moments: list[int], data_moment: int) -> tuple[list[int], list[int]]:
    """Exact too: whole 分 and remainders by denominator, one Fraction a denominator at the end."""
    rows = list(zip(*(column.tolist() for column in work), strict=True))
    plan, value = [], []
    for moment in moments:
        pv: dict[int, int] = {}
        ev: dict[int, int] = {}
        for start, finish, begun, over, duration, done, budget in rows:
            length = finish - start
            passed = min(max(moment - start, 0), length)
            pv[length] = pv.get(length, 0) + budget * passed
            if begun < 0:
                continue
            if over >= 0:
                length = over - begun
                ev[length] = ev.get(length, 0) + budget * min(max(moment - begun, 0), length)
            elif moment >= data_moment or max(moment - begun, 0) * 10_000 >= done * duration > 0:
                ev[10_000] = ev.get(10_000, 0) + budget * done
            else:
                ev[duration] = ev.get(duration, 0) + budget * max(moment - begun, 0)
        plan.append(_rounded(pv))
        value.append(_rounded(ev))
    return plan, value


def _rounded(sums: dict[int, int]) -> int:
    exact = sum((Fraction(part, of) for of, part in sums.items()), Fraction(0))
    return int((exact + Fraction(1, 2)) // 1)


def earned_value(count: int) -> None:
    work = activities(count)
    moments = [30 * DAY_MIN * (month + 1) for month in range(MONTHS)]
    data_moment = moments[16]
    ours, found = best(lambda: by_numpy(work, moments, data_moment), 3)
    plain, expected = best(lambda: by_python(work, moments, data_moment), 1)
    assert found == expected, "the two ways disagree"
    print(f"PV and EV at the ends of {MONTHS} months over {count:,} lines, to the 分")
    print(f"  columns                {ours:10.1f} ms      plain Python  {plain:10.1f} ms   {plain / ours:8,.1f} ×")


if __name__ == "__main__":
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    roll_up(lines)
    earned_value(lines)
