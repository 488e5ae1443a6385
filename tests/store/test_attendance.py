"""Month sums of attendance are those of the days, however the days came about."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date

import pytest

from lanyan_desktop.core.values import Day, Id, Value, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.attendance import WorkerSum, month_grid, month_summary
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.month_index import days_of, month_of
from tests.store.conftest import Opener

FIRST = day_of(date(2025, 1, 1))


@pytest.fixture
def workers(ledger: Ledger, project_id: Id) -> list[Id]:
    with ledger.changeset("工人") as edit:
        return [edit.insert("worker", project_id=project_id, number=str(n), name=f"工人{n}") for n in range(4)]


def fill(ledger: Ledger, project_id: Id, workers: list[Id], team_id: Id, *, days: int, seed: int = 1) -> list[Id]:
    draw = random.Random(seed)
    cells = [(worker, FIRST + n) for worker in workers for n in range(days)]
    columns: list[list[Value]] = [
        [project_id] * len(cells),
        [worker for worker, _ in cells],
        [draw.choice([None, team_id]) for _ in cells],
        [day for _, day in cells],
        [draw.choice([0, 240]) for _ in cells],
        [draw.choice([0, 240]) for _ in cells],
        [draw.choice([0, 0, 90]) for _ in cells],
    ]
    fields = ["project_id", "worker_id", "team_id", "day", "morning_min", "afternoon_min", "overtime_min"]
    with ledger.changeset("导入考勤") as edit:
        return edit.insert_many("attendance", fields, columns)


def by_hand(ledger: Ledger, project_id: Id, first: Day, last: Day) -> list[WorkerSum]:
    """The sums from the rows, one by one."""
    sums: dict[tuple[bytes, bytes], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    fields = ["project_id", "worker_id", "team_id", "day", "morning_min", "afternoon_min", "overtime_min"]
    for row in ledger.columns("attendance", fields):
        project, worker, team, day, morning, afternoon, overtime = row
        assert isinstance(worker, bytes)
        assert isinstance(day, int)
        if project == project_id and first <= day <= last:
            cell = sums[worker, team if isinstance(team, bytes) else b""]
            minutes = [int(str(value)) for value in (morning, afternoon, overtime)]
            for n, more in enumerate((1, int(any(minutes)), minutes[0] + minutes[1], minutes[2])):
                cell[n] += more
    return [
        WorkerSum(Id(worker), Id(team) if team else None, *cell)  # type: ignore[arg-type]  # minutes
        for (worker, team), cell in sorted(sums.items())
    ]


SPANS = [(0, 30), (0, 58), (10, 20), (15, 80), (31, 58), (30, 31), (0, 364), (5, 4), (40, 40), (-400, 900)]


def test_any_span_of_days(ledger: Ledger, project_id: Id, workers: list[Id], team_id: Id) -> None:
    fill(ledger, project_id, workers, team_id, days=100)
    for start, end in SPANS:
        first, last = Day(FIRST + start), Day(FIRST + end)
        found = month_summary(ledger, project_id=project_id, first_day=first, last_day=last)
        assert found == by_hand(ledger, project_id, first, last), (start, end)


def test_sums_follow_every_way_of_writing(ledger: Ledger, project_id: Id, workers: list[Id], team_id: Id) -> None:
    draw = random.Random(7)
    ids = fill(ledger, project_id, workers, team_id, days=65)
    with ledger.changeset("别的工程") as edit:
        other = edit.insert("project", code="P9", name="别的")

    def agree() -> bool:
        span = Day(FIRST - 40), Day(FIRST + 400)
        return all(
            month_summary(ledger, project_id=p, first_day=span[0], last_day=span[1]) == by_hand(ledger, p, *span)
            for p in (project_id, other)
        ) and month_summary(ledger, project_id=project_id, first_day=FIRST, last_day=Day(FIRST + 30)) == by_hand(
            ledger, project_id, FIRST, Day(FIRST + 30)
        )

    for step in range(25):
        some = draw.sample(ids, draw.choice([1, 5, 150]))
        with ledger.changeset(f"第{step}步") as edit:
            match step % 5:
                case 0:
                    edit.set_many("attendance", "overtime_min", some, [draw.choice([0, 60, 120]) for _ in some])
                case 1:
                    edit.delete("attendance", some)
                case 2:
                    edit.restore("attendance", ids)
                case 3:
                    edit.set_many("attendance", "day", some, [FIRST + draw.randrange(200) for _ in some])
                    edit.set_many("attendance", "worker_id", some, [draw.choice(workers) for _ in some])
                case _:
                    edit.set_many("attendance", "project_id", some, [draw.choice([project_id, other]) for _ in some])
                    edit.set_many("attendance", "team_id", some, [draw.choice([None, team_id]) for _ in some])
                    if step > 10:
                        edit.set("attendance", some[0], morning_min=0, afternoon_min=0, overtime_min=0, reason="事假")
                    edit.insert("attendance", project_id=other, worker_id=workers[0], day=FIRST, morning_min=30)
        assert agree(), step
        if step % 5 == 1:
            with ledger.changeset("全部恢复") as edit:
                edit.restore("attendance", ids)
            ledger.undo()
            with ledger.changeset("再恢复") as edit:
                edit.restore("attendance", ids)
            assert agree(), step
    while True:
        try:
            if ledger.undo() is None:
                break
        except LanyanError:
            break
        assert agree()
    assert check_ledger(ledger.path) == []


def test_the_grid_has_the_days_of_its_project(
    opened: Opener, ledger: Ledger, project_id: Id, workers: list[Id], team_id: Id
) -> None:
    ids = fill(ledger, project_id, workers, team_id, days=40)
    with ledger.changeset("删一天") as edit:
        edit.delete("attendance", ids[:1])
    grid = month_grid(ledger.reader(), project_id=project_id, first_day=FIRST, last_day=Day(FIRST + 30))
    assert len(grid) == 4 * 31 - 1
    assert {row[6] for row in grid} <= set(ids[1:])
    assert month_grid(ledger, project_id=Id(bytes(16)), first_day=FIRST, last_day=Day(FIRST + 30)) == []


def test_a_day_no_calendar_has_is_in_no_month(ledger: Ledger, project_id: Id, workers: list[Id]) -> None:
    with ledger.changeset("错日期") as edit:
        made = edit.insert("attendance", project_id=project_id, worker_id=workers[0], day=10**9, morning_min=60)
    with ledger.changeset("再改") as edit:
        edit.set("attendance", made, morning_min=120)
    assert check_ledger(ledger.path) == []
    ledger.undo()
    ledger.undo()
    assert check_ledger(ledger.path) == []


def test_months_have_their_days() -> None:
    for month in (2024 * 12 + 1, 2025 * 12 + 1, 2025 * 12 + 11):
        first, last = days_of(month)
        assert month_of(first) == month_of(last) == month
        assert month_of(Day(first - 1)) == month - 1
        assert month_of(Day(last + 1)) == month + 1
