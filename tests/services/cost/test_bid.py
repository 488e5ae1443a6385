"""The real bid of xlsx/01: assembled from its sheets, its 0.02 reported; and written so that the ledger comes to it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.bid import Bid, read_bid
from lanyan_desktop.services.cost.bid_writing import take_bid
from lanyan_desktop.services.cost.budget import main_version
from lanyan_desktop.services.cost.compare import compare_versions
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.store.ledger import Ledger
from tests.shared import shared_file


@pytest.fixture(scope="module")
def bid() -> Bid:
    return read_bid(shared_file("xlsx/01"))


def test_the_total_is_assembled_from_its_sheets(bid: Bid) -> None:
    total = bid.total
    assert (bid.items_fen, bid.unit_measures_fen) == (1_350_701_25, 10_701_57)
    assert (total.measures_fen, total.others_fen, total.fees_fen) == (47_754_70, 288_056_00, 32_502_83)
    assert (total.tax_rate, total.tax_fen, total.total_fen) == (900, 154_711_33, 1_873_726_11)


def test_two_printouts_that_differ_are_reported_and_nothing_else(bid: Bid) -> None:
    assert [(one.name, one.stated_fen, one.found_fen) for one in bid.differences] == [
        ("表-04 暂估价", 5_398_45, 5_398_43)
    ]
    assert {"表-04 合计", "表-04 措施项目", "表-13 税金"} <= {one.name for one in bid.checks}


def test_the_example_of_the_file(bid: Bid) -> None:
    examples = json.loads(shared_file("worked_examples.json").read_text(encoding="utf-8"), parse_float=Decimal)
    expected = next(one["expected"] for one in examples if one["id"] == "BQ-2")
    total = sum(one.amount_fen for one in bid.measures)
    found = {
        "sum_items": bid.items_fen + bid.unit_measures_fen, "分部分项": bid.items_fen,
        "单价措施": bid.unit_measures_fen, "总价措施": total, "措施合计": bid.unit_measures_fen + total,
        "last_cum": bid.items_fen + bid.unit_measures_fen,
    }  # fmt: skip
    (provisional,) = [one for one in bid.checks if one.name == "表-04 暂估价"]
    found |= {"暂估价_表04": provisional.stated_fen, "暂估价_表08": provisional.found_fen}
    assert {name: Decimal(fen) / 100 for name, fen in found.items()} == expected


def test_every_item_has_one_build_up_however_many_pages_it_takes(bid: Bid) -> None:
    assert bid.lines == 289
    assert len(bid.analyses) == 289
    assert sum(one.pages for one in bid.analyses) == 327
    assert all(one.price.total == one.stated for one in bid.analyses)
    first = bid.analyses[0]
    assert (first.code, first.stated, first.price.total) == ("030404017001", 2854_0800, 2854_0800)


def test_the_ledger_comes_to_the_bid(bid: Bid, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "a.lanyan", synchronous="OFF") as ledger:
        project_id = create_project(ledger, name="教学楼")
        with pytest.raises(LanyanError) as refused:
            take_bid(ledger, bid, project_id=project_id)
        assert refused.value.code == "cost.no_version"
        with ledger.changeset("导入清单") as edit:
            version = edit.insert("budget_version", project_id=project_id, name="投标")
            edit.insert(
                "budget_line", version_id=version, name="表-08", amount_fen=bid.items_fen + bid.unit_measures_fen
            )
        assert take_bid(ledger, bid, project_id=project_id) == 4 + 4 + 2
        assert ledger.sums("budget_line", ["amount_fen"]) == (1_873_726_11,)
        with pytest.raises(LanyanError) as again:
            take_bid(ledger, bid, project_id=project_id)
        assert again.value.code == "cost.bid_taken"
        ledger.undo()
        assert ledger.count("budget_line") == 1
        assert main_version(ledger, project_id) == version


def test_two_versions_line_by_line(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "a.lanyan", synchronous="OFF") as ledger:
        project_id = create_project(ledger, name="楼")
        with ledger.changeset("预算") as edit:
            old = edit.insert("budget_version", project_id=project_id, name="投标")
            new = edit.insert("budget_version", project_id=project_id, name="合同", type="合同")
            for version, code, quantity, price, amount in (
                (old, "A", 10_0000, 5_0000, 50_00), (new, "A", 12_0000, 6_0000, 72_00),
                (old, "B", 10_0000, 1_0000, 10_00), (new, "C", 10_0000, 2_0000, 20_00),
                (old, "D", 10_0000, 3_0000, 30_00), (new, "D", 10_0000, 3_0000, 30_00),
            ):  # fmt: skip
                edit.insert(
                    "budget_line", version_id=version, code=code, name=code, quantity=quantity, unit_price=price,
                    amount_fen=amount,
                )  # fmt: skip
        found = compare_versions(ledger, old=old, new=new)
        assert [(one.code, one.state, one.difference_fen) for one in found.pairs] == [
            ("A", "变化", 22_00), ("B", "取消", -10_00), ("D", "相同", 0), ("C", "新增", 20_00),
        ]  # fmt: skip
        assert found.pairs[0].by_quantity_fen == 10_00
        assert (found.difference_fen, found.count("变化")) == (32_00, 1)
