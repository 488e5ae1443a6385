"""A labour clerk before the real window, by keyboard: an empty month to a signed 工资表, her slips of the pen."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import Attendance, PayLine
from lanyan_desktop.services.labour.month import MonthGrid, load_month
from lanyan_desktop.ui.labour.tab import LabourTab
from tests.journeys.office import Office, cell, place, row, stand

_TAB = 2
_CREW = 7  # the steel crew's November is the pattern: some thirty days that are not just a day
_ADVANCES = ("500", "1000", "1500")


class Hands:
    """The clerk's keyboard, with a count of how often it is struck (a chord is one)."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.count = 0

    def press(self, *names: str) -> None:
        self._office.keys(*names)
        self.count += len(names)

    def type(self, text: str) -> None:
        self._office.type(text)
        self.count += len(text)


def labour_tab(office: Office, path: Path) -> LabourTab:
    office.open(path, _TAB)
    tab = office.desk.tabs.current
    assert isinstance(tab, LabourTab)
    office.until(lambda: tab._view is not None)
    return tab


def turn(office: Office, tab: LabourTab, month: Month) -> None:
    """Wait for a month that was turned to."""
    office.until(lambda: tab._view is not None and tab._view.month == month)
    office.rest()


def typed(mark: Mark | None) -> str:
    """What she types over a full day that was filled in; "" where it is right."""
    if mark is None or mark.normal_min == 0:
        return "0"
    if mark.normal_min == 240:
        return "0.5"
    return f"+{mark.overtime_min // 60}" if mark.overtime_min else ""


def in_a_sheet(text: str) -> str:
    """The same day in a plain sheet of 工日, where overtime is a fraction of one."""
    return f"{1 + int(text[1:]) / 8:g}" if text.startswith("+") else text


def walk(hands: Hands, pattern: MonthGrid) -> int:
    """Every day that is not just a day, worker by worker; how many strokes the same marks are in a plain sheet."""
    plain = 0
    for worker in range(_CREW):
        column = 0
        for day in range(pattern.month.days):
            if not (text := typed(pattern.mark(worker, day))):
                continue
            moves = ["Right"] * (day - column)
            hands.press(*moves)
            hands.type(text)
            hands.press("Right")
            plain += len(moves) + len(in_a_sheet(text)) + 1
            column = day + 1
        hands.press("Home", "Down")
        plain += 2
    return plain


def plain_frame() -> int:
    """What a plain sheet takes beside the marks: the fill, the sums of each person and of all, paid and signed.

    She is given her names, rates and headings for nothing, and formulas without a mistake; ↵ and ^ are one stroke.
    """
    fill = ["C3:AG42", "↵", "1", "^↵"]  # the name box, one day for all
    formulas = ["=SUM(C3:AG3)", "=ROUND(AH3*B3,2)", '=COUNTIF(C3:AG3,">0")*8', "=AI3-AJ3-AK3"]
    each = [part for text in formulas for part in (text, "↵", "AH3:AH42", "↵", "^D")]
    total = ["=SUM(AH3:AH42)", "↵", "AH43:AL43", "↵", "^R"]
    signed = ["AM3:AM42", "↵", "2026-1-5", "^↵", "AN3:AN42", "↵", "1", "^↵"]
    close = ["F12", "2025-12", "↵"]  # a copy that nobody edits is all there is of 审定
    return sum(1 if part[0] in "^↵F" else len(part) for part in [*fill, *each, *total, *signed, *close])


def test_a_month_from_empty_to_signed_by_keyboard_alone(
    office: Office, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tab = labour_tab(office, sample)
    pattern = load_month(office.reader, project_id=tab._context.project_id, month=Month(2025, 11))
    hands = Hands(office)
    hands.press("Alt+PgDown")
    turn(office, tab, Month(2025, 12))
    grid = tab.attendance.grid
    assert grid.grid is not None
    assert not grid.grid.filled.any()
    hands.press("Ctrl+A", "Ctrl+Shift+Return")
    office.until(lambda: grid.grid is not None and bool(grid.grid.filled.all()))
    office.rest()
    hands.press("Ctrl+Home")
    plain = walk(hands, pattern)
    office.until(lambda: not tab._soon.isActive())
    office.rest()
    hands.press("Alt+3")
    table = tab.wages.table
    first = tab.wages._payroll
    assert first is not None
    assert cell(table, 0, "days") == "29.500"  # 28.5 in November's pattern, and the 31st
    across = table.grid.shown_columns().index(place(table, "item_9"))
    hands.press("Home", *["Right"] * across)
    plain += across
    for amount in _ADVANCES:
        hands.type(amount)
        hands.press("Return")
        office.rest()
        plain += len(amount) + 1
    office.until(lambda: cell(table, 2, "item_9") == "1,500.00")
    hands.press("Ctrl+Shift+A")
    office.until(lambda: cell(table, 0, "state") == "未发")
    hands.press("Ctrl+A", "Ctrl+Shift+P")
    office.until(lambda: cell(table, 0, "state") == "已发")
    hands.press("Ctrl+Shift+S")
    office.until(lambda: cell(table, 0, "state") == "已签字")
    lines = office.reader.load(PayLine)
    assert len(lines) == 40
    assert all(line.is_signed and line.paid_fen == line.net_fen for line in lines)
    assert sum(line.advance_fen for line in lines) == 300_000
    plain += plain_frame()
    with capsys.disabled():
        print(f"\n一个月从空白到签字：本程序 {hands.count} 键，普通表格 {plain} 键")
    assert hands.count < plain


def test_slips_of_the_pen_are_caught_where_they_are_made(office: Office, sample: Path) -> None:
    tab = labour_tab(office, sample)
    grid = tab.attendance.grid
    # twice on a day: another device's record of the same day arrives
    entry = office.reader.get(Attendance, office.reader.ids("attendance")[0])
    assert entry is not None
    fields = {name: getattr(entry, name) for name in ("project_id", "worker_id", "team_id", "day", "morning_min")}

    def again(ledger: object) -> None:
        with ledger.changeset("另一台电脑") as edit:  # type: ignore[attr-defined]  # the ledger's own thread
            edit.insert("attendance", **fields)

    office.work.jobs.write(again)
    office.until(lambda: grid.grid is not None and len(grid.grid.findings) == 1)
    assert grid.grid is not None
    twice = next(iter(grid.grid.findings))
    assert grid.grid.findings[twice][0].code == "worker_day_twice"
    office.rest()
    assert "重复" in tab.attendance.side.problem.accessibleName() or tab.attendance.side.problem.isVisible()
    # what cannot be read stays, marked
    grid.setFocus()
    office.keys("Ctrl+Home")
    office.type("9x")
    office.keys("Return")
    assert grid.drafts[0, 0][0] == "9x"
    # a wrong identity number
    office.keys("Alt+5")
    roster = tab.roster.table
    stand(roster, 0, "id_number")
    office.type("999999196802020019")
    office.keys("Return")
    office.rest()
    mark = roster.model.cell(0, place(roster, "id_number")).mark
    assert mark is not None
    assert "校验位" in mark.reason
    # pay below zero
    office.keys("Alt+3")
    wages = tab.wages.table
    at = row(wages, "王建军")
    stand(wages, at, "item_9")
    office.type("99999")
    office.keys("Return")
    office.until(lambda: cell(wages, at, "net").startswith("-") or cell(wages, at, "net").startswith("−"))
    below = wages.model.cell(at, place(wages, "net")).mark
    assert below is not None
    assert "不能发放" in below.reason
    office.keys("Ctrl+Shift+A")
    office.rest()
    assert any("王建军" in bar and "小于零" in bar for bar in office.bars())
    stand(wages, at, "item_9")
    office.type("500")
    office.keys("Return")
    office.until(lambda: cell(wages, at, "net") == "8,838.50")
    # a closed month
    office.keys("Ctrl+Shift+A")
    office.until(lambda: cell(wages, at, "state") == "未发")
    before = office.intents()
    office.keys("Alt+1", "Right")
    office.type("1")
    office.rest()
    assert office.intents() == before
    assert any("已审定，考勤只读" in bar for bar in office.bars())
