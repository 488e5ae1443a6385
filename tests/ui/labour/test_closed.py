"""A month whose wages are agreed takes no marks and says why; holidays are shaded beside weekends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Day, Minutes, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.days_off import kinds_of_days
from lanyan_desktop.services.labour.marking import put_marks
from lanyan_desktop.services.labour.typed import DayMark
from lanyan_desktop.ui.labour.paint import day_sign
from tests.ui.labour.desk import Desk


def test_typing_into_a_closed_month_changes_nothing_and_says_why(desk: Desk) -> None:
    desk.tab.wages.agree()
    desk.settle()
    desk.grid.go_to((0, 22))
    before, log = desk.text(0, 22), desk.log()
    desk.type("1")
    assert not desk.grid.entry.isVisible()
    desk.press(Qt.Key.Key_Delete)
    assert (desk.text(0, 22), desk.log()) == (before, log)
    assert desk.said[-1] == "2025年11月的工资表已审定，考勤只读；更正请在以后的月份补发或扣回"
    desk.press(Qt.Key.Key_Down)
    assert desk.grid.current_place() == (1, 22)
    desk.tab.wages.reopen()
    desk.settle()
    assert not desk.grid.is_read_only
    assert "√ 全天" in desk.tab.attendance._legend.text()


def test_no_way_round_the_window_marks_a_closed_month(desk: Desk) -> None:
    desk.tab.wages.agree()
    desk.settle()
    assert desk.grid.grid is not None
    mark = DayMark(desk.grid.grid.workers[0].id, desk.grid.grid.day(0), Mark(overtime_min=Minutes(60)))
    refused: list[BaseException] = []
    desk.jobs.write(lambda ledger: put_marks(ledger, project_id=desk.project_id, marks=[mark]), failed=refused.append)
    assert isinstance(refused[0], LanyanError)
    assert refused[0].code == "payroll.closed"
    december = DayMark(mark.worker_id, Day(day_of(Month(2025, 12).first_date)), mark.mark)
    desk.jobs.write(
        lambda ledger: put_marks(ledger, project_id=desk.project_id, marks=[december]), failed=refused.append
    )
    assert len(refused) == 1


@pytest.mark.parametrize(
    ("month", "rests", "signs"),
    [
        (Month(2025, 11), {1, 2, 8, 9, 15, 16, 22, 23, 29, 30}, {}),
        (Month(2025, 10), {*range(1, 9), 12, 18, 19, 25, 26}, {1: "节", 2: "节", 11: "班"}),
        (Month(2031, 1), {4, 5, 11, 12, 18, 19, 25, 26}, {1: "三"}),  # a year nobody has published
    ],
)
def test_days_of_rest(month: Month, rests: set[int], signs: dict[int, str]) -> None:
    kinds = kinds_of_days(month)
    assert {column + 1 for column, kind in enumerate(kinds) if kind != "工作日"} == rests
    assert {day: day_sign(month, day - 1) for day in signs} == signs
