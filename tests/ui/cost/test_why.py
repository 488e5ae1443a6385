"""From a figure to its records: why an account is over in words, its lines, their records; a month of the curve."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where
from lanyan_desktop.ui.cost.register_pages import AccountsPage
from tests.journeys.office import cell
from tests.ui.cost.test_tab import Desk

ACCOUNTS, ENTRIES, CHANGES = 1, 3, 5


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Id]:
    path = tmp_path_factory.mktemp("why") / "样例.lanyan"
    with Ledger.create(path, synchronous="OFF") as ledger:
        return path, build_sample(ledger)


@pytest.fixture
def desk(qtbot: QtBot, sample: tuple[Path, Id], tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "a.lanyan"
    path.write_bytes(sample[0].read_bytes())
    made = Desk(qtbot, path, sample[1])
    yield made
    made.close()


def page_of(desk: Desk) -> AccountsPage:
    page = desk.tab.pages[ACCOUNTS]
    assert isinstance(page, AccountsPage)
    return page


def test_an_account_says_why_and_names_its_lines(desk: Desk) -> None:
    desk.tab.show_account("2")
    desk.settle()
    why = page_of(desk).why
    assert why.title.text().startswith("材料费：实际比挣值多 33.07 万（+5.4%），")
    assert "最大的单据：" in why.remark.text()
    below = desk.session.reader.ids("cost_account", where=[Where("code", "in", ["2", "2.1", "2.2", "2.3", "2.4"])])
    booked = desk.session.reader.ids("cost_entry", where=[Where("account_id", "in", below)])
    rows = [cell(why.table, at, "part") for at in range(why.table.model.rowCount())]
    assert rows.count("实际成本") >= len(booked) > 0


def test_an_approved_change_is_named_and_leads_to_its_paper(desk: Desk) -> None:
    reader, own = desk.session.reader, desk.project_id
    (account,) = reader.ids("cost_account", where=[Where("code", "=", "4")])

    def approve(ledger: Ledger) -> None:
        with ledger.changeset("批准") as edit:
            edit.insert(
                "change_order", project_id=own, number="BG-099", content="断桥窗改三玻", account_id=account,
                claimed_fen=900_000_00, approved_fen=800_000_00, state="已批准",
            )  # fmt: skip

    desk.jobs.write(approve, owner=desk.tab.widget)
    desk.tab.show_account("4")
    desk.settle()
    why = page_of(desk).why
    assert "BG-099 断桥窗改三玻 +80.00 万" in why.remark.text()
    assert cell(why.table, 0, "text") == "BG-099 断桥窗改三玻"
    why.table.opened.emit(why.table.model.id_at(0))
    assert desk.tab.switch.current == CHANGES
    assert cell(desk.tab.pages[CHANGES].table, 0, "number") is not None
    assert desk.selected[-1][0] == "change_order"


def test_a_double_click_opens_the_bookings_of_an_account(desk: Desk) -> None:
    desk.tab.show_account("2")
    page = page_of(desk)
    page.accounts.opened.emit(page.accounts.current_id)
    assert desk.tab.switch.current == ENTRIES
    assert 0 < desk.tab.entries.entries.model.rowCount() < 103


def test_a_point_of_the_curve_opens_its_month(desk: Desk) -> None:
    october = Month(2025, 10)
    desk.tab.side.month_chosen.emit(october.last_day)
    where = [Where("day", ">=", october.first_day), Where("day", "<=", october.last_day)]
    assert desk.tab.switch.current == ENTRIES
    assert desk.tab.entries.entries.model.rowCount() == len(desk.session.reader.ids("cost_entry", where=where)) > 0
