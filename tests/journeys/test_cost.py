"""A cost engineer before the real window: from a tender to the papers of an account that is red."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanyan_desktop.core.values import Day, Id
from lanyan_desktop.services import attachments
from lanyan_desktop.services.session import Ledger
from lanyan_desktop.store.reader import Where
from lanyan_desktop.ui.cost.register_pages import AccountsPage, ContractsPage
from lanyan_desktop.ui.cost.tab import CostTab
from lanyan_desktop.ui.shell.inspector import Inspector
from lanyan_desktop.ui.shell.record_view import RecordView
from lanyan_desktop.ui.widgets.table import TableView
from tests.journeys.office import Office, cell, place
from tests.journeys.test_doors import take_in
from tests.shared import shared_file

COST = 1
LINES, ACCOUNTS, CONTRACTS, ENTRIES, DYNAMIC, CHANGES = range(6)
SIGNED = Day(20_400)


def cost_tab(office: Office) -> CostTab:
    tab = office.show(COST)
    assert isinstance(tab, CostTab)
    return tab


def turn(office: Office, tab: CostTab, page: int) -> TableView:
    tab.switch.set_current(page)
    tab.show_page(page)
    office.rest()
    return tab.pages[page].table


def act(office: Office, tab: CostTab, text: str) -> None:
    next(one for one in tab.pages[tab.switch.current].actions if one.text() == text).trigger()
    office.rest()


def fill(office: Office, table: TableView, at: int, **values: str) -> None:
    """Type into the cells of a row as a paste does."""
    table.editor.type([(at, place(table, name), text) for name, text in values.items()])
    office.rest()


def now_at(table: TableView) -> int:
    return table.model.row_of(table.current_id or "")


def test_from_a_tender_to_the_papers_of_a_red_account(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    take_in(office, monkeypatch, shared_file("xlsx/01"))
    tab = cost_tab(office)
    office.until(lambda: tab.lines.lines.model.rowCount() > 50)

    # the target budget
    with office.in_dialog(lambda: office.keys("Return")):
        act(office, tab, "生成目标成本")
    office.until(lambda: office.reader.count("budget_version") == 2)
    office.rest()
    assert office.intents()[0].startswith("生成 ")
    tab.lines.show_compare(is_on=True)
    office.rest()
    assert tab.lines.compare.title.text().startswith("相差 −")
    tab.lines.show_compare(is_on=False)

    # an account, and a line on it
    turn(office, tab, ACCOUNTS)
    act(office, tab, "科目")
    accounts = turn(office, tab, ACCOUNTS)
    fill(office, accounts, 0, name="材料费")
    (account,) = office.reader.ids("cost_account")
    lines = turn(office, tab, LINES)
    priced = next(at for at in range(lines.model.rowCount()) if cell(lines, at, "unit_price") not in ("", "—"))
    fill(office, lines, priced, quantity="-1")
    assert any("工程量不能小于 0" in said for said in office.bars())
    fill(office, lines, priced, account_id="材料费")
    (line,) = office.reader.ids("budget_line", where=[Where("account_id", "=", account)])
    target = office.value("budget_line", line, "target_fen")
    assert isinstance(target, int)
    assert target > 0

    # a contract, its part of the account
    turn(office, tab, CONTRACTS)
    act(office, tab, "合同")
    contracts = turn(office, tab, CONTRACTS)
    fill(
        office,
        contracts,
        now_at(contracts),
        name="管材采购",
        net_fen="100000",
        gross_fen="109000",
        sign_day="2025-11-03",
    )
    page = tab.pages[CONTRACTS]
    assert isinstance(page, ContractsPage)
    page.detail._turn(1)
    page.detail.add.click()
    office.rest()
    parts = page.detail.tables["contract_part"]
    fill(office, parts, now_at(parts), net_fen="200000")
    assert any("超过了合同不含税金额" in said for said in office.bars())
    fill(office, parts, now_at(parts), net_fen="100000")
    assert [row[0] for row in office.reader.columns("contract_part", ["net_fen"])] == [100_000_00]

    # a change, approved, with its paper
    turn(office, tab, CHANGES)
    act(office, tab, "变更签证")
    changes = turn(office, tab, CHANGES)
    fill(
        office, changes, now_at(changes), number="QZ-001", content="管道改线", claimed_fen="9000", approved_fen="8000",
        state="已批准", account_id="材料费",
    )  # fmt: skip
    (change,) = office.reader.ids("change_order")
    paper = tmp_path / "QZ-001签证单.pdf"
    paper.write_bytes(b"%PDF-1.4 signed")
    office.work.jobs.write(
        lambda ledger: attachments.attach_file(ledger, owner_kind="change_order", owner_id=change, path=paper),
        owner=tab.widget,
    )
    office.rest()

    # what was spent: without any day of the project it is said, with one it is booked
    turn(office, tab, ENTRIES)
    act(office, tab, "登记实际")
    assert any("还没有数据日期" in said for said in office.bars())
    date_the_project(office, tab)
    turn(office, tab, ENTRIES)
    act(office, tab, "登记实际")
    entries = turn(office, tab, ENTRIES)
    fill(office, entries, now_at(entries), content="管材入库", amount_fen="30000", account_id="材料费", voucher="记-7")
    assert cell(entries, 0, "amount_fen") == "30,000.00"

    # why the account is red, and the papers behind it
    tab.show_account("1")
    office.rest()
    accounts_page = tab.pages[ACCOUNTS]
    assert isinstance(accounts_page, AccountsPage)
    why = accounts_page.why
    office.until(lambda: "QZ-001 管道改线" in why.remark.text())
    assert "动态成本超目标" in why.title.text()
    assert "到红色预警线" in why.title.text()
    assert "管材入库 3.00 万" in why.remark.text()
    at = next(n for n in range(why.table.model.rowCount()) if "QZ-001" in cell(why.table, n, "text"))
    why.table.opened.emit(why.table.model.id_at(at))
    office.rest()
    assert tab.switch.current == CHANGES
    assert tab.pages[CHANGES].table.current_id == change
    inspector = office.window.findChildren(Inspector)[0]
    if not inspector.isVisible():
        office.keys("F4")
    office.until(lambda: bool(inspector.findChildren(RecordView)))
    inspector.findChildren(RecordView)[-1].show_view(2)
    office.until(lambda: "QZ-001签证单.pdf" in office.read())


def date_the_project(office: Office, tab: CostTab) -> None:
    """The data date, as 工程 sets it."""
    (project,) = office.reader.ids("project")

    def write(ledger: Ledger, project: Id = project) -> None:
        with ledger.changeset("数据日期") as edit:
            edit.set("project", project, data_day=SIGNED)

    office.work.jobs.write(write, owner=tab.widget)
    office.rest()
