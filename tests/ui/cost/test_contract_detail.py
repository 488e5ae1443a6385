"""Below the contracts: what was measured and paid, the parts, the changes of the one that is selected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where
from lanyan_desktop.ui.cost.contract_detail import ContractDetail
from lanyan_desktop.ui.cost.register_pages import ContractsPage
from tests.journeys.office import cell, place, row, total
from tests.ui.cost.test_tab import Desk

CONTRACTS = 2


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Id]:
    path = tmp_path_factory.mktemp("contract") / "样例.lanyan"
    with Ledger.create(path, synchronous="OFF") as ledger:
        return path, build_sample(ledger)


@pytest.fixture
def desk(qtbot: QtBot, sample: tuple[Path, Id], tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "a.lanyan"
    path.write_bytes(sample[0].read_bytes())
    made = Desk(qtbot, path, sample[1])
    made.choose(CONTRACTS)
    yield made
    made.close()


def detail_of(desk: Desk, number: str) -> ContractDetail:
    page = desk.tab.pages[CONTRACTS]
    assert isinstance(page, ContractsPage)
    (contract,) = desk.session.reader.ids("contract", where=[Where("number", "=", number)])
    assert page.go_to(contract)
    desk.settle()
    return page.detail


def test_the_periods_of_the_selected_contract_with_what_is_due(desk: Desk) -> None:
    detail = detail_of(desk, "HT-ZB-01")
    table = detail.tables["settlement"]
    assert table.model.rowCount() == 9
    sums = [total(table, name) for name in ("done_fen", "due_fen", "paid_fen")]
    assert sums == ["15,969,211.05", "12,775,368.84", "9,752,226.89"]
    assert [cell(table, 1, name) for name in ("number", "to_date_fen", "due_fen", "owed_fen")] == [
        "第2期", "1,128,877.10", "566,801.38", "0.00",
    ]  # fmt: skip
    assert detail.title.text() == "HT-ZB-01　9 期累计完成 1,596.92 万，应付未付 302.31 万，质保金 47.91 万"
    assert "预付款 269.93 万，起扣点 2,249.43 万" in detail.remark.text()


def test_a_period_is_added_and_typed(desk: Desk) -> None:
    detail = detail_of(desk, "HT-FB-04")
    table = detail.tables["settlement"]
    before = table.model.rowCount()
    detail.add.click()
    desk.settle()
    assert table.model.rowCount() == before + 1
    at = table.model.row_of(table.current_id or "")
    table.editor.type([(at, place(table, "done_fen"), "10万")])
    desk.settle()
    assert cell(table, at, "done_fen") == "100,000.00"
    assert cell(table, at, "due_fen") not in ("", "—")


def test_parts_stay_within_the_price(desk: Desk) -> None:
    detail = detail_of(desk, "HT-FB-04")
    detail._turn(1)
    table = detail.tables["contract_part"]
    before = table.model.rowCount()
    detail.add.click()
    desk.settle()
    assert table.model.rowCount() == before + 1
    at = table.model.row_of(table.current_id or "")
    table.editor.type([(at, place(table, "net_fen"), "9亿")])
    desk.settle()
    assert [error.code for error in desk.failures if isinstance(error, LanyanError)] == ["cost.parts_over"]
    stored = desk.session.reader.page("contract_part", [Id(table.current_id)], ["net_fen"])  # type: ignore[arg-type]  # a record's row
    assert list(stored.values()) == [(0,)]


def test_another_contract_another_detail(desk: Desk) -> None:
    first = detail_of(desk, "HT-FB-04").title.text()
    assert detail_of(desk, "HT-LW-01").title.text() != first
    table = detail_of(desk, "HT-LW-01").tables["change_order"]
    reader = desk.session.reader
    (contract,) = reader.ids("contract", where=[Where("number", "=", "HT-LW-01")])
    assert table.model.rowCount() == len(reader.ids("change_order", where=[Where("contract_id", "=", contract)]))
    assert row(desk.tab.pages[CONTRACTS].table, "HT-LW-01", "number") >= 0
