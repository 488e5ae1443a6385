"""`lanyan cost`: the sample's control totals to the 分, on its data date and on an earlier day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from lanyan_desktop.cli.main import main
from lanyan_desktop.services import ledgers
from tests.cli.test_commands import run
from tests.shared import shared_file

EVM = {
    "project", "name", "date", "pv", "ev", "ac", "sv", "cv", "spi", "cpi", "bac", "eac", "etc", "vac", "tcpi",
    "es_months", "spi_t", "months",
}  # fmt: skip


@pytest.fixture
def sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    ledger = tmp_path / "样例.lanyan"
    assert run(capsys, "new", ledger, "--sample")[0] == 0
    return ledger


def asked(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict[str, Any]:
    status, found, _ = run(capsys, "cost", *words)
    assert status == 0
    return found


def test_earned_value(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "evm", sample)
    assert set(found) == EVM
    assert [found[name] for name in ("date", "pv", "ev", "ac", "sv", "cv")] == [
        "2025-11-30", "15127795.28", "14025274.03", "14465658.09", "-1102521.25", "-440384.06",
    ]  # fmt: skip
    assert [found[name] for name in ("spi", "cpi", "tcpi", "es_months", "spi_t")] == [
        "0.927", "0.970", "1.048", "8.644", "0.960",
    ]  # fmt: skip
    assert (found["bac"], found["etc"], found["vac"]) == ("23588297.68", "9863296.08", "-740656.49")
    assert found["eac"]["cpi"] == "24328954.17"
    assert found["eac"]["atypical"] == "24028681.74"
    assert float(found["eac"]["cpi_spi"]) > 24328954.17
    assert len(found["months"]) == 15
    assert found["months"][0] == {"month": "2025-03", "pv": "435458.01", "ev": "370610.26", "ac": "370610.26"}
    assert found["months"][9]["ev"] is None
    assert asked(capsys, "evm", sample, "--date", "2025-11-30") == found


def test_earned_value_of_an_earlier_day(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now, then = asked(capsys, "evm", sample), asked(capsys, "evm", sample, "--date", "2025-10-31")
    month = next(one for one in now["months"] if one["month"] == "2025-10")
    assert (then["pv"], then["ev"], then["ac"]) == (month["pv"], month["ev"], month["ac"])
    assert then["months"][7] == month
    assert then["months"][8]["ac"] is None


def test_summary(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "summary", sample)
    assert (found["contract"], found["target"], found["actual"]) == ("27647139.59", "23588297.68", "14465658.09")
    assert found["profit"] == "996050.57"
    expense = found["expense_contracts"]
    assert (expense["count"], expense["net"], expense["gross"]) == (16, "19042220.38", "20471592.72")
    assert (expense["due"], expense["paid"]) == ("11330111.27", "10587413.24")
    income = found["income_contracts"]
    assert [income[name] for name in ("gross", "settled", "due", "paid")] == [
        "27647139.59", "15969211.05", "15474682.80", "12451540.85",
    ]  # fmt: skip
    assert [expense[name] for name in ("settled", "due", "paid")] == ["13033977.20", "11330111.27", "10587413.24"]
    roots = [one for one in found["accounts"] if one["depth"] == 0]
    assert sum(round(float(one["target"]) * 100) for one in roots) == 2358829768


def test_dynamic_cost(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "dynamic", sample)
    assert (found["signed"], found["target"]) == ("19042220.38", "23588297.68")
    assert found["income"] == {
        "contracts": "25364348.25", "approved_changes": "459950.00", "pending_changes": "54540.00",
    }  # fmt: skip
    parts = [round(float(found[name]) * 100) for name in ("signed", "approved_changes", "uncontracted", "to_come")]
    assert sum(parts) == round(float(found["dynamic"]) * 100)
    roots = [one for one in found["accounts"] if one["depth"] == 0]
    assert sum(round(float(one["dynamic"]) * 100) for one in roots) == sum(parts)
    assert sum(round(float(one["signed"]) * 100) for one in found["contracts"]) == 1904222038
    assert (len(found["contracts"]), found["accounts"][0]["code"]) == (16, "1")


def test_for_people_and_what_cannot_be_answered(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for what, words in (("summary", "27,647,139.59"), ("evm", "SPI 0.927"), ("dynamic", "459,950.00")):
        assert main(["cost", what, str(sample)]) == 0
        assert words in capsys.readouterr().out
    status, said, _ = run(capsys, "cost", "evm", sample, "--date", "冬天")
    assert (status, said["error"]) == (1, "cost.day_unreadable")
    status, said, _ = run(capsys, "cost", "evm", sample, "--project", "无此工程")
    assert (status, said["error"]) == (1, "project.unknown")


def test_a_bid_from_its_sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, book = tmp_path / "a.lanyan", shared_file("xlsx/01")
    assert run(capsys, "new", ledger)[0] == 0
    assert run(capsys, "import", "budget", ledger, book)[0] == 0
    dry = asked(capsys, "bid", ledger, book, "--dry-run")
    assert (dry["total"], dry["added"], dry["lines"], dry["analyses"]) == ("1873726.11", 0, 289, 289)
    assert [one for one in dry["checks"] if one["difference"] != "0.00"] == [
        {"name": "表-04 暂估价", "stated": "5398.45", "found": "5398.43", "difference": "0.02"}
    ]
    assert asked(capsys, "bid", ledger, book)["added"] == 10
    assert asked(capsys, "summary", ledger)["contract"] == "1873726.11"
    status, said, _ = run(capsys, "cost", "bid", ledger, book)
    assert (status, said["error"]) == (1, "cost.bid_taken")


def test_the_monthly_report(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "月报.xlsx"
    status, found, _ = run(capsys, "report", "cost", sample, "--month", "2025-11", out)
    assert (status, found["form"]) == (0, "cost")
    book = load_workbook(out)
    assert book.sheetnames == ["三算对比", "成本分析月报", "动态成本", "逐月", "变更签证"]
    total = next(row for row in book["三算对比"].iter_rows(values_only=True) if row[0] == "合计")
    assert total[2:7] == (27647139.59, 23588297.68, 14025274.03, 14465658.09, -440384.06)
    months = list(book["逐月"].iter_rows(min_row=4, max_row=18, values_only=True))
    assert months[8][:4] == ("2025-11", 15127795.28, 14025274.03, 14465658.09)
    paper = tmp_path / "月报.pdf"
    status, found, _ = run(capsys, "report", "cost", sample, "--month", "2025-11", paper)
    assert (status, found["pages"]) == (0, 5)
    content = paper.read_bytes()
    assert content.startswith(b"%PDF-1.5")
    assert "三算对比表".encode("utf-16-be").hex().encode() in content
    assert "23,588,297.68".encode("utf-16-be").hex().encode() in content
    status, said, _ = run(capsys, "report", "cost", sample, "--month", "2025-11", tmp_path / "a.doc")
    assert (status, said["error"]) == (1, "cost.report_kind")


@pytest.mark.parametrize("by", ["account", "section", "activity", "contract", "month"])
def test_dynamic_one_way(sample: Path, capsys: pytest.CaptureFixture[str], by: str) -> None:
    found = asked(capsys, "dynamic", sample, "--by", by)
    rows = [one for one in found["rows"] if not one.get("depth")]
    booked = sum(round(float(one["actual"]) * 100) for one in rows if one["actual"] is not None)
    whole = round(float(found["actual"]) * 100)
    assert found["by"] == by
    assert 0 < booked <= whole if by == "contract" else booked == whole


def test_sections_of_an_earlier_day_are_refused(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, words = run(capsys, "cost", "dynamic", sample, "--by", "section", "--date", "2025-10-31")
    assert status != 0
    assert "数据日期" in words


def test_nothing_is_counted_twice(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "check", sample)
    assert (found["ok"], found["twice"], found["findings"]) == (True, "0.00", [])
    assert found["checked"] == {"entries": 103, "settlements": 9, "slips": 24, "wages": 9}
    assert main(["cost", "check", str(sample)]) == 0
    assert "没有重复计入" in capsys.readouterr().out


def test_a_double_fails_the_check(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ledgers.using(sample) as ledger:
        (project_id,) = ledger.ids("project")
        with ledger.changeset("登记实际") as edit:
            for _ in range(2):
                edit.insert(
                    "cost_entry", project_id=project_id, day=20_000, content="水泥", amount_fen=5, voucher="记-7"
                )
    status = main(["cost", "check", str(sample), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (status, found["ok"], found["twice"]) == (1, False, "0.05")
    assert [one["name"] for one in found["findings"][0]["records"]] == ["水泥", "水泥"]


def test_factors_tie_to_the_difference(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "factors", sample)
    assert [found[name] for name in ("target", "actual", "difference")] == [
        "23588297.68", "14465658.09", "-9122639.59",
    ]  # fmt: skip
    for one in [found, *found["accounts"]]:
        quantity, price, whole = (round(float(one[name]) * 100) for name in ("quantity", "price", "difference"))
        assert quantity + price == whole
    (material,) = [one for one in found["accounts"] if one["code"] == "2"]
    assert material["price"] != "0.00"
    assert main(["cost", "factors", str(sample)]) == 0
    assert "合计\t23588297.68\t14465658.09" in capsys.readouterr().out
