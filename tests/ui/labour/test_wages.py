"""工资 as a labour clerk uses it: amounts typed into the table, a month agreed, paid and signed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from tests.ui.labour.desk import Desk

_PAGE = 2


@pytest.fixture
def wages(desk: Desk) -> Desk:
    desk.tab._choose(_PAGE)
    return desk


def cells(desk: Desk, name: str, columns: Sequence[str]) -> list[str]:
    """What the table shows in a worker's row, by headings."""
    table = desk.tab.wages.table
    headings = [column.heading for column in table.model.columns]
    rows = range(table.model.rowCount())
    row = next(row for row in rows if table.model.cell(row, 0).text == name)
    return [table.model.cell(row, headings.index(column)).text for column in columns]


def type_amount(desk: Desk, name: str, column: str, text: str) -> None:
    """As one types it into a cell."""
    table = desk.tab.wages.table
    headings = [one.heading for one in table.model.columns]
    row = next(row for row in range(table.model.rowCount()) if table.model.cell(row, 0).text == name)
    table.commands.tell(table.editor.type([(row, headings.index(column), text)]))
    desk.settle()


def select_all(desk: Desk) -> None:
    desk.tab.wages.table.grid.selectAll()


def code_of(error: BaseException) -> str:
    assert isinstance(error, LanyanError)
    return error.code


def test_the_samples_wages_to_the_fen(wages: Desk) -> None:
    assert cells(wages, "王建军", ["总工日", "日工资", "应发", "餐费", "借支", "实发", "状态"]) == [
        "28.125", "340.00", "9,562.50", "224.00", "500.00", "8,838.50", "待审定",
    ]  # fmt: skip
    totals = wages.tab.wages.source.totals(wages.tab.wages.table.model.query, ["gross", "net", "days"])
    assert totals == {"gross": 38_518_125, "net": 34_620_525, "days": 11_312_500}


def test_a_bonus_typed_is_booked_as_an_item_and_changed_by_its_difference(wages: Desk) -> None:
    type_amount(wages, "王建军", "奖金", "200")
    assert cells(wages, "王建军", ["奖金", "应发", "实发"]) == ["200.00", "9,762.50", "9,038.50"]
    assert wages.log() == "2025年11月工资：王建军奖金"
    type_amount(wages, "王建军", "奖金", "150")
    assert cells(wages, "王建军", ["奖金", "实发"]) == ["150.00", "8,988.50"]
    amounts = wages.session.reader.columns("pay_item", ["amount_fen", "type"])
    assert {amount for amount, kind in amounts if kind == "奖金"} == {-5_000, 20_000}
    wages.undo()
    assert cells(wages, "王建军", ["奖金"]) == ["200.00"]


def test_the_slip_beside_the_table_says_how_each_figure_came_about(wages: Desk) -> None:
    page = wages.tab.wages
    page.table.go_to(next(p.worker.id for p in page._payees.values() if p.worker.name == "王建军"))
    texts = [label.text() for label in page.card.findChildren(QLabel)]
    assert "王建军 实发 8,838.50 元" in texts
    assert "28.125 工日 × 340.00" in texts
    assert "28 天 × 8.00" in texts
    law = next(text for text in texts if "第 44 条" in text)
    assert "约定 212.50 元" in law
    assert "382.50 元（休息日 3 小时 200%、工作日 2 小时 150%）" in law  # 42.50 an hour


def test_negative_pay_is_marked_in_its_cell_and_is_not_agreed(wages: Desk) -> None:
    type_amount(wages, "王建军", "借支", "20000")
    assert "1 人实发为负" in wages.chips()
    payee = next(p for p in wages.tab.wages._payees.values() if p.worker.name == "王建军")
    row = wages.tab.wages.source.page([payee.worker.id], ["net"])[payee.worker.id]
    mark = row.dress["net"].mark
    assert mark is not None
    assert "不能发放" in mark.reason
    wages.tab.wages.agree()
    assert [code_of(error) for error in wages.failures] == ["payroll.negative"]


def test_a_negative_amount_is_refused(wages: Desk) -> None:
    type_amount(wages, "王建军", "罚款", "-5")
    assert [code_of(error) for error in wages.failures] == ["payroll.amount"]


def test_a_month_is_agreed_paid_and_signed(wages: Desk) -> None:
    page = wages.tab.wages
    assert not page.paying.isEnabled()
    page.agree()
    wages.settle()
    assert wages.said[-1] == "2025年11月工资表已审定"
    assert (page.agreeing.isEnabled(), page.paying.isEnabled()) == (False, True)
    assert wages.chips() == ["欠付 346,205.25 元"]
    assert cells(wages, "王建军", ["借支", "实发", "状态"]) == ["500.00", "8,838.50", "未发"]
    select_all(wages)
    page.sign()
    assert [code_of(error) for error in wages.failures] == ["payroll.unpaid"]
    page.pay()
    wages.settle()
    assert wages.said[-1] == "已发放 346,205.25 元"
    assert wages.chips() == ["已签字 0 / 40"]
    page.sign()
    wages.settle()
    assert wages.chips() == ["40 人全部签字"]
    assert cells(wages, "王建军", ["状态"]) == ["已签字"]


def test_an_agreed_month_takes_no_amounts_and_says_why(wages: Desk) -> None:
    page = wages.tab.wages
    page.agree()
    wages.settle()
    type_amount(wages, "王建军", "奖金", "200")
    assert cells(wages, "王建军", ["奖金"]) == ["—"]
    assert "已审定" in page.agreeing.toolTip()
    page.reopen()
    wages.settle()
    type_amount(wages, "王建军", "奖金", "200")
    assert cells(wages, "王建军", ["奖金"]) == ["200.00"]


def test_going_to_a_worker_stands_on_his_line(wages: Desk) -> None:
    last: Id = next(reversed([p.worker.id for p in wages.tab.wages._payees.values()]))
    assert wages.tab.wages.go_to_worker(last)
    assert wages.tab.wages.table.current_id == last


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_the_month_in_view_is_given_out(
    wages: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    path = tmp_path / f"工资.{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    for entry in wages.tab.wages.papers.menu().actions()[:2]:
        path.unlink(missing_ok=True)
        entry.trigger()
        wages.settle()
        assert path.stat().st_size > 4_000
    wages.tab.wages.papers.menu().actions()[2].trigger()
    assert [code_of(error) for error in wages.failures] == ["payroll.card"]
