"""The November of the sample project: every worker to the 分, every slip, every sum of sample_project.md."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lanyan_desktop.core.labour.marks import parse_mark
from lanyan_desktop.core.labour.wages import Pay, pay_of
from lanyan_desktop.core.labour.workdays import Work, day_work_amount, day_work_of, sum_work, workdays, workdays_text
from lanyan_desktop.core.values import Fen, Minutes


def fen(text: str) -> Fen:
    return Fen(int(Decimal(text) * 100))


@pytest.fixture(scope="module")
def sample(shared_data: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((shared_data / "sample_project.json").read_text(encoding="utf-8"))
    return read


def month_of(worker: dict[str, Any]) -> tuple[Work, int]:
    marks = [parse_mark(cell) for cell in worker["grid"]]
    normal = [mark.normal_min for mark in marks if mark is not None]
    return Work(normal_min=sum(normal), overtime_min=int(worker["ot"]) * 60), sum(minutes > 0 for minutes in normal)


def pay_line(worker: dict[str, Any]) -> Pay:
    work, present = month_of(worker)
    return pay_of(
        work,
        present_days=present,
        rate_fen_per_day=fen(worker["rate"]),
        meal_fen_per_day=Fen(800),
        advance_fen=fen(worker["adv"]),
    )


def test_every_worker_to_the_fen(sample: dict[str, Any]) -> None:
    for worker in sample["workers"]:
        pay = pay_line(worker)
        assert workdays(month_of(worker)[0]) == int(Decimal(worker["gongri"]) * 10_000), worker["no"]
        assert pay.gross_fen == fen(worker["gross"]), worker["no"]
        assert pay.meal_fen == fen(worker["meal"]), worker["no"]
        assert pay.net_fen == fen(worker["net"]), worker["no"]


def test_the_month_of_forty_workers(sample: dict[str, Any]) -> None:
    workers = sample["workers"]
    pays = [pay_line(worker) for worker in workers]
    total = sum_work(month_of(worker)[0] for worker in workers)
    assert len(workers) == 40
    assert workdays_text(total) == "1,131.250"
    assert workdays_text(Work(normal_min=total.normal_min), places=1) == "1,102.0"
    assert total.overtime_min == 234 * 60
    assert sum(pay.gross_fen for pay in pays) == 385_181_25
    assert sum(pay.meal_fen for pay in pays) == 8_976_00
    assert sum(pay.advance_fen for pay in pays) == 30_000_00
    assert sum(pay.net_fen for pay in pays) == 346_205_25


def test_the_slips_of_november(sample: dict[str, Any]) -> None:
    by_bearer: Counter[str] = Counter()
    by_team: Counter[str] = Counter()
    days: dict[str, Work] = {}
    for slip in sample["slips"]:
        minutes = Minutes(int(slip["hrs"]) * 60)
        work = day_work_of(heads=slip["n"], minutes=minutes)
        amount = day_work_amount(heads=slip["n"], minutes=minutes, rate_fen_per_day=fen(slip["rate"]))
        assert workdays_text(work) == slip["gongri"]
        assert amount == fen(slip["amt"])
        by_bearer[slip["charge"]] += amount
        by_team[slip["team"]] += amount
        days[slip["team"]] = days.get(slip["team"], Work()) + work
    assert by_bearer == {"项目承担": 12_620_00, "分包承担(扣款)": 4_070_00, "业主签证": 8_550_00}
    assert by_team == {"土方班组": 2_200_00, "砌筑抹灰班组": 5_940_00, "木工班组": 7_200_00, "安装班组": 9_900_00}
    assert {team: workdays_text(work) for team, work in days.items()} == {
        "土方班组": "10.000", "砌筑抹灰班组": "18.000", "木工班组": "20.000", "安装班组": "30.000",
    }  # fmt: skip
    assert sum(by_bearer.values()) == 25_240_00
    assert workdays_text(sum_work(days.values())) == "78.000"
    assert len(sample["slips"]) == 24
