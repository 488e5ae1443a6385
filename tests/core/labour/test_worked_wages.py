"""The wage examples of worked_examples.json, each from its own inputs: WG-1, WG-2, WG-4."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lanyan_desktop.core.labour.wages import LawDay, day_rate_of_month, legal_pay, legal_pay_of_month, pay_of
from lanyan_desktop.core.labour.workdays import Work, wage_of, workdays
from lanyan_desktop.core.values import Fen
from tests.shared import shared_file


@pytest.fixture(scope="module")
def examples() -> dict[str, Any]:
    found = json.loads(shared_file("worked_examples.json").read_text("utf-8"))
    listed = found if isinstance(found, list) else found["examples"]
    return {one["id"]: one for one in listed if one["id"].startswith("WG-")}


def fen(yuan: float) -> int:
    return round(yuan * 100)


def test_no_wage_example_is_left_out(examples: dict[str, Any]) -> None:
    assert set(examples) == {"WG-1", "WG-2", "WG-4"}


def test_wg_1_the_law_by_the_day_rate(examples: dict[str, Any]) -> None:
    given, told = examples["WG-1"]["inputs"], examples["WG-1"]["expected"]
    rate, day_min = Fen(fen(given["day_rate"])), 60 * given["hours_per_day"]
    cases: list[tuple[str, int, LawDay]] = [("wd_ot_2h", 120, "工作日"), ("rest_8h", 480, "休息日")]
    cases.append(("statutory_8h", 480, "法定节假日"))
    for name, minutes, day in cases:
        assert legal_pay(minutes, rate_fen_per_day=rate, day=day, day_min=day_min) == fen(told[name])
    assert wage_of(Work(normal_min=60), rate) == fen(told["hour"])


def test_wg_2_the_law_by_the_monthly_wage(examples: dict[str, Any]) -> None:
    given, told = examples["WG-2"]["inputs"], examples["WG-2"]["expected"]
    month = Fen(fen(given["monthly"]))
    cases: list[tuple[str, str, LawDay]] = [("ot", "ot_wd_h", "工作日"), ("rest", "rest_h", "休息日")]
    cases.append(("stat", "stat_h", "法定节假日"))
    paid = {name: legal_pay_of_month(60 * given[hours], month_fen=month, day=day) for name, hours, day in cases}
    assert paid == {name: fen(told[name]) for name in paid}
    assert month + sum(paid.values()) == fen(told["total"])
    assert day_rate_of_month(month) == fen(told["day"])


def test_wg_4_money_is_rounded_last(examples: dict[str, Any]) -> None:
    given, told = examples["WG-4"]["inputs"], examples["WG-4"]["expected"]
    work = Work(normal_min=480 * given["full"] + 240 * given["half"], overtime_min=round(60 * given["ot_hours"]))
    rate = Fen(fen(given["day_rate"]))
    pay = pay_of(work, present_days=1, rate_fen_per_day=rate, meal_fen_per_day=Fen(fen(given["meal_deduct"])),
                 advance_fen=Fen(fen(given["advance"])))  # fmt: skip
    assert workdays(work) == round(told["gongri"] * 10_000)
    assert (pay.gross_fen, pay.net_fen) == (fen(told["gross_exact"]), fen(told["net"]))
    assert pay.gross_fen != fen(told["gross_from_rounded"])
