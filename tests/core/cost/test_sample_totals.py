"""The control totals of sample_project.md, from the JSON through core: contract, target, earned value."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lanyan_desktop.core.cost.curve import earned, spread_over
from lanyan_desktop.core.cost.earned import EarnedValue, decimals, earned_schedule
from lanyan_desktop.core.cost.outline import Ints
from lanyan_desktop.core.cost.payments import Advance
from lanyan_desktop.core.cost.pricing import BidTotal
from lanyan_desktop.core.cost.tax import from_net
from lanyan_desktop.core.money import amount_of, share_of
from lanyan_desktop.core.values import Fen, Permyriad, TenThousandth


def fen(text: str) -> Fen:
    return Fen(int(Decimal(text) * 100))


@pytest.fixture(scope="module")
def sample(shared_data: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((shared_data / "sample_project.json").read_text(encoding="utf-8"))
    return read


class WorkDays:
    """七天制 with the winter stop, as the sample's own calendar: a day's morning counted in days from the start."""

    def __init__(self, sample: dict[str, Any]) -> None:
        self.start = date.fromisoformat(sample["start"])
        self.stop = [date.fromisoformat(text) for text in sample["shutdown"]]

    def morning(self, day: date) -> int:
        stopped = max(0, (min(day, self.stop[1] + timedelta(1)) - self.stop[0]).days)
        return (day - self.start).days - stopped

    def evening(self, text: str) -> int:
        return self.morning(date.fromisoformat(text) + timedelta(1))


def columns(rows: list[tuple[int, ...]]) -> tuple[Ints, ...]:
    return tuple(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))


def test_items_and_their_target(sample: dict[str, Any]) -> None:
    parts = [0, 0, 0, 0]
    for item in sample["items"]:
        quantity = TenThousandth(int(Decimal(item["qty"]) * 10_000))
        for amount, unit_price in ((item["amt"], item["price"]), (item["camt"], item["cprice"])):
            assert amount_of(quantity, TenThousandth(int(Decimal(unit_price) * 10_000))) == fen(amount), item["no"]
        assert sum(fen(part) for part in item["parts"]) == fen(item["camt"]), item["no"]
        parts = [total + fen(part) for total, part in zip(parts, item["parts"], strict=True)]
    assert sum(fen(item["amt"]) for item in sample["items"]) == 23_413_665_00
    assert parts == [5_300_144_58, 7_826_791_50, 1_365_711_92, 7_243_797_30]
    assert sum(parts) == 21_736_445_30
    assert sum(parts) + 711_775_42 + 760_775_59 + 379_301_37 == 23_588_297_68


def test_the_contract_price(sample: dict[str, Any]) -> None:
    totals = sample["totals"]
    bid = BidTotal(
        items_fen=Fen(sum(fen(item["amt"]) for item in sample["items"])),
        measures_fen=fen(totals["safety"]),
        others_fen=Fen(fen(totals["provisional"]) + fen(totals["daywork"])),
        fees_fen=fen(totals["guifei"]),
    )
    assert bid.before_tax_fen == 25_364_348_25
    assert bid.tax_fen == 2_282_791_34
    assert bid.total_fen == 27_647_139_59


def test_the_advance_and_where_its_recovery_starts(sample: dict[str, Any]) -> None:
    totals = sample["totals"]
    without_provisional = BidTotal(
        items_fen=fen(totals["BQ"]),
        measures_fen=fen(totals["safety"]),
        others_fen=fen(totals["daywork"]),
        fees_fen=fen(totals["guifei"]),
    )
    advance = share_of(without_provisional.total_fen, Permyriad(1_000))
    terms = Advance(price_fen=without_provisional.total_fen, advance_fen=advance, material_share=Permyriad(6_000))
    assert advance == 2_699_313_96
    assert terms.recovery_start_fen == 22_494_282_99


def test_contracts_with_their_tax(sample: dict[str, Any]) -> None:
    for contract in sample["contracts"]:
        taxed = from_net(fen(contract["net"]), Permyriad(int(Decimal(contract["rate"]) * 10_000)))
        assert (taxed.tax_fen, taxed.gross_fen) == (fen(contract["tax"]), fen(contract["gross"])), contract["no"]
    assert sum(fen(contract["net"]) for contract in sample["contracts"]) == 19_042_220_38
    assert sum(fen(contract["gross"]) for contract in sample["contracts"]) == 20_471_592_72
    assert sum(fen(contract["due"]) for contract in sample["contracts"]) == 11_330_111_27
    assert sum(fen(contract["paid"]) for contract in sample["contracts"]) == 10_587_413_24


def test_the_planned_value_of_every_month(sample: dict[str, Any]) -> None:
    days = WorkDays(sample)
    start, finish, budget = columns(
        [
            (days.morning(date.fromisoformat(a["start"])), days.evening(a["finish"]), fen(a["bud"]))
            for a in sample["activities"]
        ]
    )
    ends = np.array([days.evening(month) for month, _ in sample["pv_months"]], dtype=np.int64)
    plan = spread_over(start, finish, budget).until(ends)
    assert plan.tolist() == [fen(amount) for _, amount in sample["pv_months"]]
    assert plan[8] == 15_127_795_28
    assert plan[-1] == 23_588_297_68


def test_the_earned_value_of_every_month(sample: dict[str, Any]) -> None:
    days = WorkDays(sample)
    start, finish, duration, done, budget = columns(
        [
            (
                days.morning(date.fromisoformat(a["as"])) if a["as"] else -1,
                days.evening(a["af"]) if a["af"] else -1,
                a["dur"],
                int(a["pct"]) * 100,
                fen(a["bud"]),
            )
            for a in sample["activities"]
        ]
    )
    found = earned(
        np.array([days.evening(month) for month, _ in sample["ev_months"]], dtype=np.int64),
        data_moment=days.evening(sample["data_date"]),
        start=start,
        finish=finish,
        duration=duration,
        done=done,
        budget=budget,
    )
    assert found.tolist() == [fen(amount) for _, amount in sample["ev_months"]]
    assert found[-1] == 14_025_274_03


def test_where_the_project_stands(sample: dict[str, Any]) -> None:
    stand = EarnedValue(
        pv=fen(sample["pv_months"][8][1]),
        ev=fen(sample["ev_months"][-1][1]),
        ac=fen(sample["ac_months"][-1][1]),
        bac=fen(sample["totals"]["target"]),
    )
    assert (stand.pv, stand.ev, stand.ac) == (15_127_795_28, 14_025_274_03, 14_465_658_09)
    assert (stand.sv, stand.cv) == (-1_102_521_25, -440_384_06)
    assert (decimals(stand.spi), decimals(stand.cpi), decimals(stand.tcpi)) == ("0.927", "0.970", "1.048")
    assert (stand.eac, stand.eac_as_planned) == (24_328_954_17, 24_028_681_74)
    months = earned_schedule([fen(amount) for _, amount in sample["pv_months"]], ev=stand.ev, at=9)
    assert (decimals(months.es), decimals(months.spi)) == ("8.644", "0.960")
