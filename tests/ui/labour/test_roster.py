"""名册: papers checked in place, masked for those who do not keep them, rates from a day on."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.ui.companion import Companion
from lanyan_desktop.ui.labour.roster_page import RosterPage
from tests.ui.labour.desk import Desk

_PAGE = 4
GOOD, OTHER, WRONG = "999999196802020018", "99999919890615014X", "999999196802020019"


@pytest.fixture
def roster(desk: Desk) -> Desk:
    desk.tab._choose(_PAGE)
    return desk


def type_cell(desk: Desk, row: int, name: str, text: str) -> None:
    table = desk.tab.roster.table
    place = [column.name for column in table.model.columns].index(name)
    table.commands.tell(table.editor.type([(row, place, text)]))
    desk.settle()


def reason(desk: Desk, row: int, name: str) -> str:
    table = desk.tab.roster.table
    place = [column.name for column in table.model.columns].index(name)
    mark = table.model.cell(row, place).mark
    return mark.reason if mark is not None else ""


def text(desk: Desk, row: int, name: str) -> str:
    table = desk.tab.roster.table
    return table.model.cell(row, [column.name for column in table.model.columns].index(name)).text


def test_a_wrong_identity_number_is_marked_in_its_cell_and_kept_as_typed(roster: Desk) -> None:
    type_cell(roster, 0, "id_number", WRONG)
    assert (text(roster, 0, "id_number"), text(roster, 0, "real_name")) == (WRONG, "有误")
    assert "校验位" in reason(roster, 0, "id_number")
    type_cell(roster, 0, "id_number", WRONG[:17])
    assert reason(roster, 0, "id_number") == "身份证号应为 18 位，现在是 17 位"
    type_cell(roster, 0, "id_number", GOOD)
    assert (reason(roster, 0, "id_number"), text(roster, 0, "real_name")) == ("", "已实名")


def test_one_person_registered_twice_is_marked_in_both_rows(roster: Desk) -> None:
    for row in (0, 1):
        type_cell(roster, row, "id_number", OTHER)
    roster.tab.roster.table.refresh(None)
    assert ["登记了两次" in reason(roster, row, "id_number") for row in (0, 1, 2)] == [True, True, False]


def test_a_card_that_fails_its_check_is_only_warned_of(roster: Desk) -> None:
    type_cell(roster, 0, "card_number", "6222020000000000019")
    assert "银行卡" in reason(roster, 0, "card_number")
    type_cell(roster, 1, "leave_day", "2020-01-01")
    type_cell(roster, 1, "enter_day", "2020-02-01")
    assert reason(roster, 1, "leave_day") == "退场早于进场"


@pytest.mark.parametrize(("role", "is_seen"), [("labour", True), ("cashier", True), ("planner", False)])
def test_papers_are_masked_unless_the_role_keeps_them(roster: Desk, role: str, *, is_seen: bool) -> None:
    type_cell(roster, 0, "id_number", GOOD)
    changed = SimpleNamespace(connect=lambda _slot: None)
    sharing = SimpleNamespace(is_shared=True, service=SimpleNamespace(own_role=role), changed=changed)
    context = roster.tab._context
    page = RosterPage(replace(context, sharing=cast("Companion", sharing)))
    table = page.tables["worker"]
    place = [column.name for column in table.model.columns].index("id_number")
    assert table.model.edit_text(0, place) == (GOOD if is_seen else "9999**********0018")
    assert table.model.can_edit(0, place) is is_seen
    page.widget.deleteLater()


def test_a_rate_from_the_month_on_changes_the_wages(roster: Desk) -> None:
    page = roster.tab.roster
    name = text(roster, 0, "name")
    before = roster.tab.wages._payroll
    assert before is not None
    page.raise_rate()
    roster.settle()
    assert page.shown == "pay_rate"
    type_cell(roster, 0, "rate_fen_per_day", "400")
    after = roster.tab.wages._payroll
    assert after is not None
    paid = [p.pay.rate_fen_per_day for p in after.payees if p.worker.name == name]
    assert paid == [40_000]
    assert after.gross_fen > before.gross_fen


def test_a_rate_of_nobody_says_what_it_lacks(roster: Desk) -> None:
    roster.tab.roster.show_kind("pay_rate")
    roster.tab.roster.add()
    roster.settle()
    assert "填工人、班组或工种" in reason(roster, 0, "rate_fen_per_day")


def test_a_new_worker_comes_into_the_crew_one_stands_on(roster: Desk) -> None:
    page = roster.tab.roster
    page.table.go_to(cast("Id", page.table.model.id_at(3)))
    team = text(roster, 3, "team_id")
    page.add()
    roster.settle()
    row = page.table.model.row_of(cast("Id", page.table.current_id))
    assert (text(roster, row, "name"), text(roster, row, "team_id")) == ("新工人", team)
    page.delete()
    roster.settle()
    assert page.table.model.rowCount() == 40
    page.show_kind("team")
    page.add()
    assert roster.log() == "新增班组 新班组1"


def test_jumps_to_a_rate_and_state_are_remembered(roster: Desk) -> None:
    page = roster.tab.roster
    page.raise_rate()
    roster.settle()
    rate = Id(cast("bytes", page.table.current_id))
    page.show_kind("worker")
    assert roster.tab.show_record("pay_rate", rate)
    assert page.table.current_id == rate
    state = page.state()
    page.show_kind("team")
    page.restore(state)
    assert page.shown == "pay_rate"
