"""Every cost, payment, tax and earned value example of worked_examples.json, held whole against public functions.

One answer a row: it takes the inputs as the file gives them and returns every expected field, in the file's units.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from lanyan_desktop.core.cost.analysis import DynamicCost, recognise, substitute
from lanyan_desktop.core.cost.earned import EarnedValue, earned_schedule
from lanyan_desktop.core.cost.payments import Advance, equal_parts, retention_of, rolling_cash
from lanyan_desktop.core.cost.pricing import BidTotal, UnitPrice, adjusted_price, day_work_bid, settle_quantity
from lanyan_desktop.core.cost.tax import from_gross, prepaid_elsewhere
from lanyan_desktop.core.money import amount_of, share_of
from lanyan_desktop.core.values import Fen, Permyriad, TenThousandth
from tests.shared import shared_file

Found = Mapping[str, Any]


def fen(value: Any) -> Fen:
    return Fen(int(Decimal(str(value)) * 100))


def price(value: Any) -> TenThousandth:
    return TenThousandth(int(Decimal(str(value)) * 10_000))


def share(value: Any) -> Permyriad:
    return Permyriad(int(Decimal(str(value)) * 10_000))


def yuan(value: int | None) -> Decimal:
    assert value is not None
    return Decimal(value) / 100


def last_number(text: Any) -> Decimal:
    """ "15% = 45" gives 45."""
    return Decimal(str(text).rpartition("=")[2].strip())


def earned_value(given: Found) -> Found:
    rows = given["rows(工作,BCWS,完成%,ACWP)"]
    now = EarnedValue(
        pv=fen(sum(row[1] for row in rows)),
        ev=Fen(sum(int(share_of(fen(row[1]), Permyriad(int(row[2]) * 100))) for row in rows)),
        ac=fen(sum(row[3] for row in rows)),
        bac=fen(sum(row[1] for row in rows)),
    )
    return {
        "BCWS": yuan(now.pv), "ACWP": yuan(now.ac), "BCWP": yuan(now.ev), "CV": yuan(now.cv), "SV": yuan(now.sv),
        "CPI": now.cpi, "SPI": now.spi,
    }  # fmt: skip


def forecasts(given: Found) -> Found:
    now = EarnedValue(pv=fen(given["PV"]), ev=fen(last_number(given["EV"])), ac=fen(given["AC"]), bac=fen(given["BAC"]))
    return {
        "SV": yuan(now.sv), "CV": yuan(now.cv), "SPI": now.spi, "CPI": now.cpi, "EAC_cpi": yuan(now.eac),
        "EAC_atypical": yuan(now.eac_as_planned), "EAC_cpi_spi": yuan(now.eac_late), "ETC": yuan(now.etc),
        "VAC": yuan(now.vac), "TCPI_bac": now.tcpi,
    }  # fmt: skip


def in_time(given: Found) -> Found:
    now = earned_schedule(given["PV_cum"], ev=given["EV"], at=given["AT"])
    return {"ES": now.es, "SVt": now.sv, "SPIt": now.spi, "IEAC_t": now.ieac}


def factors(given: Found) -> Found:
    target, actual = ([*map(Fraction, map(str, row[:2])), 1 + Fraction(str(row[2]))] for row in given.values())
    parts = substitute(target, actual)
    whole = [rows[0] * rows[1] * rows[2] for rows in (target, actual)]
    return {
        "target": whole[0], "actual": whole[1], "产量": parts[0], "单价": parts[1], "损耗率": parts[2],
        "total": sum(parts),
    }  # fmt: skip


def recovery(given: Found) -> Found:
    terms = Advance(
        price_fen=fen(last_number(given["P"])),
        advance_fen=fen(last_number(given["M"])),
        material_share=share(given["N"]),
    )
    return {"T": yuan(terms.recovery_start_fen)}


def stock_advance(given: Found) -> Found:
    whole = fen(given["P"])
    terms = Advance(
        price_fen=whole, advance_fen=share_of(whole, share(given["rate"])), material_share=share(given["N"])
    )
    kept = retention_of(whole, share(given["retention"]))
    return {"M": yuan(terms.advance_fen), "T": yuan(terms.recovery_start_fen), "retention": yuan(kept)}


def deviation(given: Found) -> Found:
    bid, ceiling = price(given["P0_投标"]), price(given["P2_控制价"])
    bill, done = price(given["Q0"]), price(given["Q1"])
    now = adjusted_price(bid=bid, ceiling=ceiling, more=done > bill)
    settled = settle_quantity(bill=bill, done=done, bid=bid, adjusted=now)
    return {"P1": Decimal(now) / 10_000, "S": yuan(settled)}


def parts_of_gross(given: Found) -> Found:
    parts = from_gross(fen(given["gross"]), share(given["rate"]))
    return {"net": yuan(parts.net_fen), "tax": yuan(parts.tax_fen)}


def prepaid(given: Found) -> Found:
    return {"prepay": yuan(prepaid_elsewhere(fen(given["gross"]), subcontracted=fen(given["sub"])))}


def bid_total(given: Found) -> Found:
    names = ("分部分项", "措施", "其他", "规费")
    items, measures, others, fees = (fen(given[name]) for name in names)
    total = BidTotal(
        items_fen=items, measures_fen=measures, others_fen=others, fees_fen=fees, tax_rate=share(given["rate"])
    )
    return {"税金": yuan(total.tax_fen), "合计": yuan(total.total_fen)}


def five_parts(given: Found) -> Found:
    return {"parts": [[yuan(part) for part in equal_parts(fen(one), given["n"])] for one in given["total"]]}


def day_work(given: Found) -> Found:
    labour = amount_of(price(given["qty"]), price(given["price"]))
    total = day_work_bid(labour, overhead_profit=share(given["管理费和利润率"]))
    return {"人工": yuan(labour), "管理利润": yuan(total - labour), "total": yuan(total)}


def unit_price(given: Found) -> Found:
    names = ("人", "材", "机", "管利", "未计价")
    labour, material, machine, overhead, unpriced = (price(given[name]) for name in names)
    built = UnitPrice(
        labour=labour, material=material, machine=machine, overhead_profit=overhead, unpriced_material=unpriced
    )
    return {"综合单价": Decimal(built.total) / 10_000, "材料费小计": Decimal(built.material_total) / 10_000}


def dynamic(given: Found) -> Found:
    names = ("目标", "合同", "变更签证", "待发生")
    target, signed, changes, to_come = (fen(given[name]) for name in names)
    cost = DynamicCost(target_fen=target, signed_fen=signed, approved_changes_fen=changes, to_come_fen=to_come)
    return {"动态成本": yuan(cost.total_fen), "余量": yuan(cost.saving_fen), "偏差率": cost.saving_rate}


def completion(given: Found) -> Found:
    names = ("收入", "总成本", "累计成本", "上期累计收入", "上期累计毛利")
    whole, total, to_date, revenue, margin = (fen(given[name]) for name in names)
    now = recognise(price=whole, total_cost=total, cost_to_date=to_date, revenue_before=revenue, margin_before=margin)
    return {
        "完工": Fraction(now.revenue_fen + revenue, whole), "本期收入": yuan(now.revenue_fen),
        "本期毛利": yuan(now.margin_fen), "本期费用": yuan(now.expense_fen),
    }  # fmt: skip


def cash(given: Found) -> Found:
    receipts, payments = ([fen(one) for one in given[name]] for name in ("receipts", "payments"))
    now = rolling_cash(fen(given["opening"]), receipts=receipts, payments=payments)
    return {
        "closing": [yuan(one) for one in now.closing], "min": yuan(now.lowest_fen),
        "max_gap_month": now.lowest_period + 1,
    }  # fmt: skip


ANSWERS: dict[str, Callable[[Found], Found]] = {
    "EV-1": earned_value, "EV-3": forecasts, "ES-1": in_time, "FA-1": factors, "PP-1": recovery, "PP-3": recovery,
    "PP-5": stock_advance, "QD-1": deviation, "TX-1": parts_of_gross, "TX-2": parts_of_gross, "TX-4": prepaid,
    "BQ-1": bid_total, "BQ-3": five_parts, "BQ-4": day_work, "BQ-5": unit_price, "DC-1": dynamic, "DC-2": completion,
    "CF-1": cash,
}  # fmt: skip
NOT_COST = {"CPM-1", "CPM-2", "PT-1", "MC-1", "WG-1", "WG-2", "WG-4"}
OF_SHEETS = {"BQ-2"}  # tests/services/cost/test_bid.py: it needs the workbook


@pytest.fixture(scope="module")
def examples() -> dict[str, Any]:
    text = shared_file("worked_examples.json").read_text(encoding="utf-8")
    return {one["id"]: one for one in json.loads(text, parse_float=Decimal)}


def agrees(found: Any, expected: Any) -> bool:
    """Equal as numbers; an index the file gives with three decimals is rounded half up to them."""
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(agrees, found, expected))
    if isinstance(found, Fraction) and found != Fraction(str(expected)):
        return (found * 1000 + Fraction(1, 2)) // 1 == Fraction(str(expected)) * 1000
    return Fraction(str(found)) == Fraction(str(expected))


@pytest.mark.parametrize("name", ANSWERS)
def test_every_expected_field(examples: dict[str, Any], name: str) -> None:
    expected = examples[name]["expected"]
    found = ANSWERS[name](examples[name]["inputs"])
    assert set(found) == set(expected)
    assert {field: found[field] for field in expected if not agrees(found[field], expected[field])} == {}


def test_none_is_left_out(examples: dict[str, Any]) -> None:
    assert set(examples) == set(ANSWERS) | NOT_COST | OF_SHEETS


@pytest.mark.parametrize("near", ["0.905", "0.907"])
def test_an_index_a_thousandth_off_does_not_agree(near: str) -> None:
    assert agrees(Fraction(3960, 4370), Decimal("0.906"))
    assert not agrees(Fraction(3960, 4370), Decimal(near))
