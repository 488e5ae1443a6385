"""动态 and 变更: shown, judged, and every figure leading to its records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.cost.view import load_cost
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where
from lanyan_desktop.ui.cost.dynamic_page import title
from lanyan_desktop.ui.cost.month_columns import finding
from lanyan_desktop.ui.cost.waterfall import Waterfall
from tests.journeys.office import total
from tests.ui.cost.test_tab import Desk

ENTRIES, DYNAMIC, CHANGES = 3, 4, 5


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Id]:
    path = tmp_path_factory.mktemp("dynamic") / "样例.lanyan"
    with Ledger.create(path, synchronous="OFF") as ledger:
        return path, build_sample(ledger)


@pytest.fixture
def desk(qtbot: QtBot, sample: tuple[Path, Id], tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "a.lanyan"
    path.write_bytes(sample[0].read_bytes())
    made = Desk(qtbot, path, sample[1])
    made.tab.show_page(DYNAMIC)
    yield made
    made.close()


def test_the_steps_come_to_the_whole(desk: Desk) -> None:
    steps = desk.tab.dynamic.waterfall.steps
    assert [key for key, *_ in steps] == [
        "target", "signed", "changes", "uncontracted", "to_come", "dynamic", "actual",
    ]  # fmt: skip
    ends = {key: end for key, _, _, end in steps}
    assert (ends["target"], ends["signed"], ends["actual"]) == (23_588_297_68, 19_042_220_38, 14_465_658_09)
    assert ends["to_come"] == ends["dynamic"]


def test_a_click_leads_to_the_records(desk: Desk) -> None:
    waterfall: Waterfall = desk.tab.dynamic.waterfall
    for key, place in (("signed", 2), ("changes", CHANGES), ("uncontracted", ENTRIES), ("target", 0)):
        desk.tab.show_page(DYNAMIC)
        waterfall.chosen.emit(key)
        assert desk.tab.switch.current == place, key
    entries = desk.tab.pages[ENTRIES].table
    reader = desk.session.reader
    free = reader.ids("cost_entry", where=[Where("contract_id", "null")])
    assert entries.model.rowCount() == len(free) > 0


def test_an_account_leads_to_its_bookings_and_those_below_it(desk: Desk) -> None:
    reader = desk.session.reader
    (material,) = reader.ids("cost_account", where=[Where("code", "=", "2")])
    desk.tab.dynamic.dynamic.opened.emit(material)
    assert desk.tab.switch.current == ENTRIES
    below = [material, *reader.ids("cost_account", where=[Where("parent_id", "=", material)])]
    booked = reader.ids("cost_entry", where=[Where("account_id", "in", below)])
    assert desk.tab.pages[ENTRIES].table.model.rowCount() == len(booked) > 0


def test_an_approved_change_shows_at_once(desk: Desk) -> None:
    before = {key: end for key, _, _, end in desk.tab.dynamic.waterfall.steps}
    (contract,) = desk.session.reader.ids("contract", where=[Where("number", "=", "HT-FB-04")])
    (account,) = desk.session.reader.ids("cost_account", where=[Where("code", "=", "4")])
    own = desk.project_id

    def approve(ledger: Ledger) -> None:
        with ledger.changeset("批准") as edit:
            edit.insert(
                "change_order", project_id=own, number="Z", content="加", contract_id=contract, account_id=account,
                claimed_fen=2_000_000_00, approved_fen=2_000_000_00, state="已批准",
            )  # fmt: skip

    desk.jobs.write(approve, owner=desk.tab.widget)
    desk.settle()
    after = {key: end for key, _, _, end in desk.tab.dynamic.waterfall.steps}
    assert after["changes"] - after["signed"] == 2_000_000_00
    assert after["dynamic"] > before["dynamic"]
    assert "超目标" in title(load_cost(desk.session.reader, project_id=own).dynamic)
    assert desk.tab.pages[CHANGES].table.model.rowCount() == 9


def test_estimates_and_bounds_are_behind_their_buttons(desk: Desk) -> None:
    page = desk.tab.dynamic
    desk.tab.dynamic.waterfall.chosen.emit("to_come")
    assert (page.kind, page.table.model.rowCount()) == ("cost_estimate", 0)
    page.show_part("预警")
    assert page.kind == "cost_alarm"
    page.show_part("动态")
    assert page.table is page.dynamic


def test_by_contract_month_and_activity_the_sums_are_the_same(desk: Desk) -> None:
    page = desk.tab.dynamic
    assert total(page.by_contract, "signed_fen") == "19,042,220.38"
    assert total(page.by_month, "planned_fen") == "23,588,297.68"
    assert [total(table, "actual_fen") for table in (page.by_month, page.by_activity)] == ["14,465,658.09"] * 2
    assert total(page.by_activity, "target_fen") == "23,588,297.68"


def test_sections_hold_the_whole_and_lead_to_the_bill(desk: Desk) -> None:
    page = desk.tab.dynamic
    page.show_part("分部")
    assert [total(page.by_section, name) for name in ("target_fen", "actual_fen")] == ["23,588,297.68", "14,465,658.09"]
    budget = load_cost(desk.session.reader, project_id=desk.project_id).budget
    assert budget is not None
    assert budget.earned is not None
    assert total(page.by_section, "earned_fen") == f"{int(budget.earned.own.sum()) / 100:,.2f}"  # as 清单 says it
    section = page.by_section.model.id_at(0)
    page.by_section.opened.emit(section)
    assert desk.tab.switch.current == 0
    assert desk.tab.lines.lines.current_id == section
    page.by_section.opened.emit("未归分部")  # no record: it leads nowhere


def test_rows_of_each_lead_to_their_records(desk: Desk) -> None:
    page, reader = desk.tab.dynamic, desk.session.reader
    page.show_part("合同")
    page.by_contract.opened.emit(page.by_contract.model.id_at(0))
    assert desk.tab.switch.current == 2
    desk.tab.show_page(DYNAMIC)
    page.by_month.opened.emit("2025-10")
    assert desk.tab.switch.current == ENTRIES
    october = Month(2025, 10)
    where = [Where("day", ">=", october.first_day), Where("day", "<=", october.last_day)]
    assert desk.tab.entries.entries.model.rowCount() == len(reader.ids("cost_entry", where=where))
    page.by_activity.opened.emit("未挂工作")
    none = reader.ids("cost_entry", where=[Where("activity_id", "null")])
    assert desk.tab.entries.entries.model.rowCount() == len(none)


def test_columns_say_their_finding_and_lead_to_the_month(desk: Desk) -> None:
    page = desk.tab.dynamic
    page.show_part("月份")
    desk.settle()
    assert finding(page.columns.months) == "2025-11 超得最多：实际比挣值多 12.62 万元"
    width = page.columns.width() / len(page.columns.months)
    QTest.mouseClick(page.columns, Qt.MouseButton.LeftButton, pos=QPoint(round(width * 7.5), 40))
    october = Month(2025, 10)
    where = [Where("day", ">=", october.first_day), Where("day", "<=", october.last_day)]
    assert desk.tab.switch.current == ENTRIES
    assert desk.tab.entries.entries.model.rowCount() == len(desk.session.reader.ids("cost_entry", where=where))
