"""The examples of worked_examples.json that concern price, payment, tax and cost, answered by public functions.

Earned value, wages and networks have theirs beside their own modules; `test_every_example_is_somebodys` knows where.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lanyan_desktop.core.cost.analysis import DynamicCost, recognise, substitute
from lanyan_desktop.core.cost.earned import decimals
from lanyan_desktop.core.cost.payments import Advance, equal_parts, retention_of, rolling_cash
from lanyan_desktop.core.cost.pricing import BidTotal, UnitPrice, adjusted_price, day_work_bid, settle_quantity
from lanyan_desktop.core.cost.tax import from_gross, prepaid_elsewhere
from lanyan_desktop.core.money import amount_of
from lanyan_desktop.core.values import Fen, Permyriad, TenThousandth

HERE = {
    "FA-1",
    "PP-1",
    "PP-3",
    "PP-5",
    "QD-1",
    "TX-1",
    "TX-2",
    "TX-4",
    "BQ-1",
    "BQ-3",
    "BQ-4",
    "BQ-5",
    "DC-1",
    "DC-2",
    "CF-1",
}
ELSEWHERE = {
    "EV-1", "EV-3", "ES-1",  # test_earned.py
    "WG-1", "WG-2", "WG-4",  # labour/test_pay.py
    "BQ-2",  # the import of the printed budget
    "CPM-1", "CPM-2", "PT-1", "MC-1",  # the schedule
}  # fmt: skip


@pytest.fixture(scope="module")
def examples(shared_data: Path) -> dict[str, Any]:
    read = json.loads((shared_data / "worked_examples.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return {example["id"]: example for example in read}


def fen(value: Any, unit: int = 1) -> Fen:
    """元 (or unit 元) as 分."""
    return Fen(int(Decimal(str(value)) * 100 * unit))


def price(value: Any) -> TenThousandth:
    return TenThousandth(int(Decimal(str(value)) * 10_000))


def share(value: Any) -> Permyriad:
    return Permyriad(int(Decimal(str(value)) * 10_000))


def test_every_example_is_somebodys(examples: dict[str, Any]) -> None:
    assert set(examples) == HERE | ELSEWHERE


def test_factor_analysis(examples: dict[str, Any]) -> None:
    inputs, expected = examples["FA-1"]["inputs"], examples["FA-1"]["expected"]
    target, actual = (
        [Fraction(str(a)), Fraction(str(b)), 1 + Fraction(str(c))] for a, b, c in (inputs["target"], inputs["actual"])
    )
    assert substitute(target, actual) == [expected["产量"], expected["单价"], expected["损耗率"]]
    assert sum(substitute(target, actual)) == expected["total"]


@pytest.mark.parametrize(
    ("name", "terms", "start"),
    [("PP-1", (300, 45, "0.6"), 225), ("PP-3", (265, "31.8", "0.6"), 212), ("PP-5", (600, 150, "0.625"), 360)],
)
def test_recovery_of_the_advance(
    examples: dict[str, Any], name: str, terms: tuple[object, object, str], start: int
) -> None:
    contract, paid, material = terms
    advance = Advance(price_fen=fen(contract, 10_000), advance_fen=fen(paid, 10_000), material_share=share(material))
    assert examples[name]["expected"]["T"] == start
    assert advance.recovery_start_fen == fen(start, 10_000)
    assert advance.recovered(advance.recovery_start_fen) == 0
    assert advance.recovered(advance.price_fen) == advance.advance_fen


def test_retention(examples: dict[str, Any]) -> None:
    inputs, expected = examples["PP-5"]["inputs"], examples["PP-5"]["expected"]
    assert retention_of(fen(inputs["P"], 10_000), share(inputs["retention"])) == fen(expected["retention"], 10_000)


def test_quantity_beyond_fifteen_percent(examples: dict[str, Any]) -> None:
    inputs, expected = examples["QD-1"]["inputs"], examples["QD-1"]["expected"]
    bid = price(inputs["P0_投标"])
    adjusted = adjusted_price(bid=bid, ceiling=price(inputs["P2_控制价"]), more=True)
    assert adjusted == price(expected["P1"])
    settled = settle_quantity(bill=price(inputs["Q0"]), done=price(inputs["Q1"]), bid=bid, adjusted=adjusted)
    assert settled == fen(expected["S"])


def test_quantity_within_fifteen_percent_stays_at_the_bid() -> None:
    def settle(done: int, **more: Any) -> Fen:
        return settle_quantity(bill=price(100), done=price(done), bid=price(10), adjusted=price(9), **more)

    assert (settle(115), settle(85), settle(84)) == (1150_00, 850_00, 756_00)
    assert (settle(120), settle(120, applies_to="全部")) == (1150_00 + 45_00, 1080_00)


def test_a_cheap_bid_rises_when_less_is_done() -> None:
    low = adjusted_price(bid=price(80), ceiling=price(100), more=False)
    assert low == price(85)
    assert adjusted_price(bid=price(80), ceiling=price(100), more=False, discount=Permyriad(1_000)) == price(80)


@pytest.mark.parametrize("name", ["TX-1", "TX-2"])
def test_tax_in_a_gross_price(examples: dict[str, Any], name: str) -> None:
    inputs, expected = examples[name]["inputs"], examples[name]["expected"]
    parts = from_gross(fen(inputs["gross"]), share(inputs["rate"]))
    assert (parts.net_fen, parts.tax_fen) == (fen(expected["net"]), fen(expected["tax"]))


def test_tax_prepaid_elsewhere(examples: dict[str, Any]) -> None:
    inputs, expected = examples["TX-4"]["inputs"], examples["TX-4"]["expected"]
    assert prepaid_elsewhere(fen(inputs["gross"]), subcontracted=fen(inputs["sub"])) == fen(expected["prepay"])


def test_sum_of_a_bid(examples: dict[str, Any]) -> None:
    inputs, expected = examples["BQ-1"]["inputs"], examples["BQ-1"]["expected"]
    total = BidTotal(
        items_fen=fen(inputs["分部分项"]),
        measures_fen=fen(inputs["措施"]),
        others_fen=fen(inputs["其他"]),
        fees_fen=fen(inputs["规费"]),
        tax_rate=share(inputs["rate"]),
    )
    assert (total.tax_fen, total.total_fen) == (fen(expected["税金"]), fen(expected["合计"]))


def test_payment_in_five_parts(examples: dict[str, Any]) -> None:
    inputs, expected = examples["BQ-3"]["inputs"], examples["BQ-3"]["expected"]
    parts = [equal_parts(fen(total), inputs["n"]) for total in inputs["total"]]
    assert parts == [[fen(part) for part in row] for row in expected["parts"]]


def test_day_work_in_a_bid(examples: dict[str, Any]) -> None:
    inputs, expected = examples["BQ-4"]["inputs"], examples["BQ-4"]["expected"]
    labour = amount_of(price(inputs["qty"]), price(inputs["price"]))
    assert labour == fen(expected["人工"])
    assert day_work_bid(labour, overhead_profit=share(inputs["管理费和利润率"])) == fen(expected["total"])


def test_build_up_of_a_unit_price(examples: dict[str, Any]) -> None:
    inputs, expected = examples["BQ-5"]["inputs"], examples["BQ-5"]["expected"]
    built = UnitPrice(
        labour=price(inputs["人"]),
        material=price(inputs["材"]),
        machine=price(inputs["机"]),
        overhead_profit=price(inputs["管利"]),
        unpriced_material=price(inputs["未计价"]),
    )
    assert (built.total, built.material_total) == (price(expected["综合单价"]), price(expected["材料费小计"]))


def test_dynamic_cost(examples: dict[str, Any]) -> None:
    inputs, expected = examples["DC-1"]["inputs"], examples["DC-1"]["expected"]
    cost = DynamicCost(
        target_fen=fen(inputs["目标"]),
        signed_fen=fen(inputs["合同"]),
        approved_changes_fen=fen(inputs["变更签证"]),
        to_come_fen=fen(inputs["待发生"]),
    )
    assert (cost.total_fen, cost.saving_fen) == (fen(expected["动态成本"]), fen(expected["余量"]))
    assert decimals(cost.saving_rate) == str(expected["偏差率"])


def test_percentage_of_completion(examples: dict[str, Any]) -> None:
    inputs, expected = examples["DC-2"]["inputs"], examples["DC-2"]["expected"]
    now = recognise(
        price=fen(inputs["收入"]),
        total_cost=fen(inputs["总成本"]),
        cost_to_date=fen(inputs["累计成本"]),
        revenue_before=fen(inputs["上期累计收入"]),
        margin_before=fen(inputs["上期累计毛利"]),
    )
    assert (now.revenue_fen, now.margin_fen, now.expense_fen) == (
        fen(expected["本期收入"]), fen(expected["本期毛利"]), fen(expected["本期费用"]),
    )  # fmt: skip


def test_rolling_cash(examples: dict[str, Any]) -> None:
    inputs, expected = examples["CF-1"]["inputs"], examples["CF-1"]["expected"]
    cash = rolling_cash(
        fen(inputs["opening"]),
        receipts=[fen(value) for value in inputs["receipts"]],
        payments=[fen(value) for value in inputs["payments"]],
    )
    assert list(cash.closing) == [fen(value) for value in expected["closing"]]
    assert (cash.lowest_fen, cash.lowest_period + 1) == (fen(expected["min"]), expected["max_gap_month"])
