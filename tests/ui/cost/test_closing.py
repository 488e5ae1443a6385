"""月结: what a month lacks, labour booked once, the month closed and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.closing import cost_months, load_closing
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where
from lanyan_desktop.ui.cost.closing_panel import ClosingPanel
from tests.journeys.office import cell, place, row
from tests.ui.cost.test_tab import Desk

ENTRIES = 3
NOVEMBER = Month(2025, 11)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Id]:
    path = tmp_path_factory.mktemp("closing") / "样例.lanyan"
    with Ledger.create(path, synchronous="OFF") as ledger:
        return path, build_sample(ledger)


@pytest.fixture
def desk(qtbot: QtBot, sample: tuple[Path, Id], tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "a.lanyan"
    path.write_bytes(sample[0].read_bytes())
    made = Desk(qtbot, path, sample[1])
    made.choose(ENTRIES)
    made.tab.entries.show_closing(is_on=True)
    made.settle()
    yield made
    made.close()


@pytest.fixture
def panel(desk: Desk) -> ClosingPanel:
    return desk.tab.entries.closing


def test_the_months_come_to_the_whole(desk: Desk, panel: ClosingPanel) -> None:
    rows = cost_months(desk.session.reader, project_id=desk.project_id)
    assert panel.months.model.rowCount() == len(rows) == 9
    assert cell(panel.months, 0, "to_date_fen") == "14,465,658.09"
    assert sum(one.amount_fen for one in rows) == 14_465_658_09
    assert panel.month == NOVEMBER
    assert panel.title.text() == "2025年11月结账前还有 4 项要看"


def test_labour_is_booked_once_and_leads_to_its_booking(desk: Desk, panel: ClosingPanel) -> None:
    assert panel.closing is not None
    to_book = panel.closing.to_book
    assert panel.book_button.text() == f"入账 {to_book} 笔"
    before = len(desk.session.reader.ids("cost_entry"))
    panel.book_button.click()
    desk.settle()
    assert len(desk.session.reader.ids("cost_entry")) == before + to_book > before
    assert panel.closing.to_book == 0
    assert not panel.book_button.isEnabled()
    booked = next(one for one in panel.closing.labour if one.state == "已入账")
    panel.labour.opened.emit(booked.piece.voucher)
    assert desk.tab.entries.table is desk.tab.entries.entries
    assert desk.tab.entries.entries.current_id == booked.entry_id


def test_a_closed_month_takes_nothing_until_it_is_opened_again(desk: Desk, panel: ClosingPanel) -> None:
    panel.close_button.click()
    desk.settle()
    assert panel.title.text() == "2025年11月已结账：本月的单据不再变动"
    assert (panel.close_button.text(), panel.book_button.isEnabled()) == ("重新打开", False)
    assert cell(panel.months, row(panel.months, "2025-11", "month"), "state") == "已结账"
    entry = _of_november(desk)[0]
    desk.tab.entries.go_to(entry)
    table = desk.tab.entries.entries
    at = table.model.row_of(entry)
    table.editor.type([(at, place(table, "amount_fen"), "1")])
    desk.settle()
    assert [error.code for error in desk.failures if isinstance(error, LanyanError)] == ["cost.closed"]
    desk.tab.entries.show_closing(is_on=True)
    desk.settle()
    panel.close_button.click()
    desk.settle()
    assert load_closing(desk.session.reader, project_id=desk.project_id, month=NOVEMBER).state == "重新打开"


def _of_november(desk: Desk) -> list[Id]:
    where = [Where("day", ">=", NOVEMBER.first_day), Where("day", "<=", NOVEMBER.last_day)]
    return list(desk.session.reader.ids("cost_entry", where=where))


def test_what_is_lacking_leads_to_where_it_is_put_right(desk: Desk, panel: ClosingPanel) -> None:
    panel._go("entries")
    table = desk.tab.entries.entries
    assert table.model.rowCount() == len(_of_november(desk)) > 0
    desk.tab.entries.show_closing(is_on=True)
    panel._go("change")
    assert desk.tab.switch.current == 5
