"""The 点工 tab as a labour clerk uses it, on the sample's November."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id, Value, date_of
from lanyan_desktop.services.labour.commands import add_slip
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.ui.theme import theme
from tests.ui.labour.desk import Desk

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_the_samples_november_stands_above_the_grid(desk: Desk) -> None:
    assert desk.tab.months.name.text() == "2025年11月"
    assert desk.figures() == {
        "考勤总工日": "1,131.250 加班 234 h",
        "应发工资": "385,181.25 实发 346,205.25",
        "点工": "25,240.00 24 张 · 78.000 工日",
        "可追回": "12,620.00 扣分包 + 业主签证",
        "点工占人工费": "6.6 % 25,240 / 385,181",
    }
    assert desk.tab.status() == "2025年11月 · 40 人"
    assert desk.chips() == []


def test_typing_marks_a_day_and_goes_down_at_once_in_the_figures(desk: Desk) -> None:
    desk.grid.go_to((0, 22))
    desk.type("√+2")
    desk.press(KEY.Key_Return)
    assert desk.grid.current_place() == (1, 22)
    assert desk.figures()["考勤总工日"] == "1,132.500 加班 236 h"
    assert desk.text(0, 22) == "√+2"
    assert desk.log() == "考勤 陈大勇 11月23日 √+2"
    desk.undo()
    assert desk.text(0, 22) == "×"
    assert desk.figures()["考勤总工日"] == "1,131.250 加班 234 h"


def test_arrows_leave_what_is_typed_and_escape_forgets_it(desk: Desk) -> None:
    desk.grid.go_to((2, 0))
    desk.type("x")
    desk.press(KEY.Key_Right)
    assert (desk.grid.current_place(), desk.text(2, 0)) == ((2, 1), "×")
    desk.type("x")
    desk.press(KEY.Key_Escape)
    assert (desk.grid.current_place(), desk.text(2, 1)) == ((2, 1), "√")
    desk.press(KEY.Key_F2)
    assert desk.grid.entry.text() == "√"
    desk.press(KEY.Key_Tab)
    assert desk.grid.current_place() == (2, 2)
    assert len(desk.session.reader.log()) == 5  # the sample's four and one cell


def test_what_cannot_be_read_stays_marked_with_its_reason_and_is_not_written(desk: Desk) -> None:
    desk.grid.go_to((0, 0))
    desk.type("哈")
    desk.press(KEY.Key_Return)
    assert desk.grid.drafts[0, 0][0] == "哈"
    assert "“哈”看不懂" in desk.grid.reason_at(desk.grid.geometry_of().cell(0, 0).center())
    assert desk.text(0, 0) == "√"
    desk.grid.go_to((0, 0))
    desk.type("△")
    desk.press(KEY.Key_Return)
    assert (desk.grid.drafts, desk.text(0, 0)) == ({}, "△")


def test_a_block_goes_to_excel_and_comes_back_as_one_step(desk: Desk) -> None:
    desk.grid.go_to((0, 9))
    desk.press(KEY.Key_Down, SHIFT)
    desk.press(KEY.Key_Right, SHIFT)
    desk.press(KEY.Key_C, CONTROL)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "√\t√\r\n√\t√\r\n"
    clipboard.setText("8\t4\r\n10\t哈\r\n\t0+1\r\n")
    desk.grid.go_to((5, 9))
    desk.press(KEY.Key_V, CONTROL)
    assert [desk.text(5, 9), desk.text(5, 10), desk.text(6, 9), desk.text(7, 9), desk.text(7, 10)] == [
        "√", "△", "√+2", "", "0+1",
    ]  # fmt: skip
    assert desk.grid.drafts[6, 10][0] == "哈"
    assert desk.said == ["1 格看不懂，已标出，其余已填入"]
    assert desk.log() == "填写考勤 3 人 4 格"
    desk.undo()
    assert desk.text(7, 10) == "√"


def test_pasting_beyond_the_edge_says_what_found_no_place(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("×\t×\r\n×\t×\r\n")
    desk.grid.go_to((39, 29))
    desk.press(KEY.Key_V, CONTROL)
    assert (desk.text(39, 29), desk.said) == ("×", ["粘贴的内容有 3 格落在表外，没有填入"])


def test_one_cell_fills_the_selection_and_delete_clears_it(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("休")
    desk.grid.go_to((0, 0))
    desk.press(KEY.Key_Down, SHIFT)
    desk.press(KEY.Key_V, CONTROL)
    assert [desk.text(0, 0), desk.text(1, 0), desk.text(2, 0)] == ["休", "休", "√"]
    desk.press(KEY.Key_Delete)
    assert [desk.text(0, 0), desk.text(1, 0)] == ["", ""]
    desk.type("1")
    desk.press(KEY.Key_Return, CONTROL)
    assert [desk.text(0, 0), desk.text(1, 0)] == ["√", "√"]


def test_fill_down_right_and_by_the_handle(desk: Desk) -> None:
    desk.grid.go_to((0, 22))
    desk.press(KEY.Key_Down, SHIFT)
    desk.press(KEY.Key_Down, SHIFT)
    desk.press(KEY.Key_D, CONTROL)
    assert [desk.text(row, 22) for row in range(3)] == ["×", "×", "×"]
    desk.grid.go_to((0, 22))
    desk.press(KEY.Key_Right, SHIFT)
    desk.press(KEY.Key_R, CONTROL)
    assert desk.text(0, 23) == "×"
    desk.grid.go_to((4, 6))
    at = desk.grid.geometry_of()
    start = at.cell(4, 6)
    desk.grid.pointing.press(start.bottomRight() - QPoint(2, 2), at, extends=False, can_fill=True)
    desk.grid.pointing.drag(at.cell(6, 6).center(), at)
    desk.grid.pointing.release()
    assert [desk.text(row, 6) for row in (4, 5, 6)] == ["×", "×", "×"]


def test_the_mouse_chooses_cells_rows_and_days(desk: Desk) -> None:
    view, at = desk.grid.viewport(), desk.grid.geometry_of()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.cell(3, 4).center())
    assert desk.grid.current_place() == (3, 4)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, SHIFT, at.cell(5, 6).center())
    assert desk.grid.selection.block == (3, 5, 4, 6)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(10, at.cell(7, 0).center().y()))
    assert desk.grid.selection.block == (7, 7, 0, 29)
    assert desk.selected[-1][0] == "worker"
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(at.cell(0, 9).center().x(), 10))
    assert desk.grid.selection.block == (0, 39, 9, 9)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at.cell(3, 4).center())
    assert desk.grid.entry.isVisible()


def test_a_day_of_too_much_is_named_and_mended_from_its_card(desk: Desk) -> None:
    assert desk.grid.grid is not None
    worker, day = desk.grid.grid.workers[12], desk.grid.grid.day(16)
    line: dict[str, Value] = {"worker_id": worker.id, "minutes": 300}
    values: dict[str, Value] = {"content": "搬运"}
    desk.jobs.write(lambda ledger: add_slip(ledger, project_id=desk.project_id, day=day, values=values, lines=[line]))
    desk.settle()
    assert desk.chips() == ["1 处重复计工"]
    card = desk.tab.attendance.side.problem
    assert card.isVisible()
    assert card.why.text() == "考勤 1.25 工 + 点工单 DG-202511-025 0.625 工 = 1.875 工，超过 1.5 工。"
    words, run = desk.tab.attendance._offers((12, 16))[0]
    assert words == "考勤改半天"
    run()
    assert desk.text(12, 16) == "△"
    assert (card.isVisible(), desk.chips()) == (False, [])


def test_months_turn_and_a_blank_one_is_filled_from_the_last(desk: Desk) -> None:
    desk.tab.months.go(1)
    assert desk.tab.months.name.text() == "2025年12月"
    assert desk.figures()["考勤总工日"].startswith("0.000")
    desk.press(KEY.Key_A, CONTROL)
    desk.tab.attendance.copy_month()
    assert desk.text(0, 0) == "√"
    assert desk.said == ["已填入 1200 天"]
    desk.grid.go_to((0, 30))
    desk.tab.attendance.fill_rows()
    assert desk.text(0, 30) == "√"
    desk.tab.attendance.fill_rows()
    assert [getattr(error, "code", "") for error in desk.failures] == ["attendance.nothing_blank"]


def test_crews_are_filtered_and_a_jump_shows_who_is_hidden(desk: Desk) -> None:
    desk.tab.attendance.show_teams({"木工班组"})
    assert len(desk.grid.rows) == 9
    desk.grid.go_to((7, 0))
    desk.type("病")
    desk.press(KEY.Key_Return)
    assert desk.text(7, 0) == "病"
    assert len(desk.grid.rows) == 9  # still filtered after it was read back
    desk.grid.go_to((9, 3))
    desk.press(KEY.Key_Down, SHIFT)
    desk.press(KEY.Key_Delete)
    assert [desk.text(9, 3), desk.text(10, 3)] == ["", ""]
    assert desk.grid.selection.block == (2, 3, 3, 3)
    assert desk.grid.grid is not None
    assert desk.tab.show_record("worker", desk.grid.grid.workers[0].id)
    assert desk.grid.current_place() == (0, 0)


def test_jumps_find_slips_attendance_lines_and_teams(desk: Desk) -> None:
    reader = desk.session.reader
    slip = reader.ids("day_work")[5]
    assert desk.tab.show_record("day_work", slip)
    assert desk.tab.slips.table is not None
    assert (desk.tab.switch.current, desk.tab.slips.table.current_id) == (1, slip)
    desk.tab.months.go(-1)
    line = reader.ids("day_work_line")[7]
    assert desk.tab.show_record("day_work_line", line)
    assert desk.tab.months.month == Month(2025, 11)
    entry = reader.ids("attendance")[31]
    assert desk.tab.show_record("attendance", entry)
    assert (desk.tab.switch.current, desk.grid.current_place()) == (0, (1, 1))
    (team,) = [key for key, name in reader.columns("team", ["id", "name"]) if name == "安装班组"]
    assert isinstance(team, bytes)
    assert desk.tab.show_record("team", Id(team))
    assert len(desk.grid.rows) == 5
    assert not desk.tab.show_record("budget_line", Id(b"0" * 16))


def test_slips_are_listed_added_edited_and_confirmed(desk: Desk) -> None:
    desk.tab._choose(1)
    slips = desk.tab.slips
    assert slips.table is not None
    assert slips.table.model.rowCount() == 24
    row = slips.table.model.cell
    names = [column.name for column in slips.table.model.columns]
    assert row(3, names.index("workdays")).text == "3.750"
    assert row(3, names.index("amount")).text == "1,237.50"
    slips.add_slip()
    desk.settle()
    new = slips.table.current_id
    assert slips.table.model.rowCount() == 25
    assert desk.chips() == ["1 张草稿未确认"]
    slips.confirm()
    assert [getattr(error, "code", "") for error in desk.failures] == ["daywork.bearer"]
    assert isinstance(new, bytes)
    at = slips.table.model.row_of(new)
    slips.table.editor.type([(at, names.index("content"), "清理"), (at, names.index("bearer"), "业主签证")])
    assert slips.lines is not None
    lines = [column.name for column in slips.lines.model.columns]
    slips.lines.editor.type([(0, lines.index("rate_fen_per_day"), "220"), (0, lines.index("heads"), "3")])
    desk.settle()
    assert slips.details._title.text() == "DG-202511-025 用工明细：3.000 工日"
    slips.confirm()
    desk.settle()
    assert (desk.said[-1], desk.chips()) == ("已确认 1 张点工单", [])
    assert desk.figures()["点工"] == "25,900.00 25 张 · 81.000 工日"
    slips.copy_slip()
    desk.settle()
    assert slips.table.model.rowCount() == 26
    slips.delete([row_id for row_id in (slips.table.current_id,) if row_id is not None])
    desk.settle()
    assert slips.table.model.rowCount() == 25


def test_a_settled_slip_refuses_edits_by_name(desk: Desk) -> None:
    slip = desk.session.reader.ids("day_work")[0]

    def settle_slip(ledger: Ledger) -> None:
        with ledger.changeset("结清") as edit:
            edit.set("day_work", slip, state="已结清")

    desk.jobs.write(settle_slip)
    desk.settle()
    assert desk.tab.show_record("day_work", slip)
    assert desk.tab.slips.table is not None
    table = desk.tab.slips.table
    names = [column.name for column in table.model.columns]
    row = table.model.row_of(slip)
    assert not table.model.can_edit(row, names.index("content"))
    table.editor.put([(row, names.index("team_id"), None)])
    assert [getattr(error, "code", "") for error in desk.failures] == ["daywork.settled"]


def test_sums_by_crew_and_by_each_grouping_come_to_the_month(desk: Desk) -> None:
    desk.tab._choose(3)
    summary = desk.tab.summary
    crews = summary.crews.model
    wages = [crews.cell(row, 5).value for row in range(crews.rowCount())]
    assert (crews.rowCount(), sum(value for value in wages if isinstance(value, int))) == (9, 38_518_125)
    for place, first in ((0, "安装班组"), (1, "电工"), (2, "项目承担"), (3, "未填")):
        summary.switch.set_current(place)
        summary._show_groups()
        groups = summary.groups.model
        amounts = [groups.cell(row, 6).value for row in range(groups.rowCount())]
        assert groups.cell(0, 0).text == first
        assert sum(value for value in amounts if isinstance(value, int)) == 2_524_000


def test_the_side_column_lists_slips_and_opens_them(desk: Desk) -> None:
    side = desk.tab.attendance.side
    assert side.bearers._title.text() == "一半点工可追回：12,620.00 元"
    assert "业主签证 33.9% 8,550.00" in side.bar.accessibleName()
    slip = desk.session.reader.ids("day_work")[2]
    side.slip_opened.emit(slip)
    assert desk.tab.slips.table is not None
    assert (desk.tab.switch.current, desk.tab.slips.table.current_id) == (1, slip)


def test_excel_in_and_out_are_asked_of_the_shell(desk: Desk) -> None:
    for page in desk.tab.pages:
        for made in page.actions:
            if "导" in made.text():
                made.trigger()
    assert desk.asked == [
        "in attendance",
        "out attendance 2025-11",
        "in daywork",
        "out daywork 2025-11",
        "out daywork 2025-11",
        "out attendance 2025-11",
    ]


def test_a_read_only_ledger_takes_no_typing(open_desk: Callable[..., Desk], sample: tuple[Path, Id]) -> None:
    desk = open_desk(sample[0], sample[1], read_only=True)
    desk.grid.go_to((0, 0))
    desk.type("×")
    assert not desk.grid.entry.isVisible()
    desk.press(KEY.Key_Delete)
    assert desk.text(0, 0) == "√"
    assert not desk.tab.attendance.actions[0].isEnabled()


def test_an_empty_project_shows_an_empty_month(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    path = tmp_path / "empty.lanyan"
    ledger = Ledger.create(path)
    project_id = create_project(ledger, name="新工程")
    ledger.close()
    desk = open_desk(path, project_id)
    assert desk.figures()["应发工资"] == "0.00 0 人"
    assert desk.tab.attendance.widget.currentIndex() == 1
    desk.type("√")
    desk.press(KEY.Key_Down)
    for place in (1, 2, 0):
        desk.tab._choose(place)
    desk.tab.attendance.add_worker()
    desk.settle()
    assert (desk.tab.attendance.widget.currentIndex(), desk.selected[-1][0]) == (0, "worker")
    desk.grid.go_to((0, 0))
    desk.type("√")
    desk.press(KEY.Key_Return)
    assert desk.text(0, 0) == "√"
    desk.tab.attendance.add_team()
    assert desk.selected[-1][0] == "team"
    assert desk.failures == []


def test_a_slip_is_begun_on_the_day_one_stands_on(desk: Desk) -> None:
    desk.grid.go_to((0, 19))
    desk.tab.attendance.add_slip()
    desk.settle()
    assert desk.tab.switch.current == 1
    assert desk.tab.slips.table is not None
    slip = desk.tab.slips._current()
    assert slip is not None
    assert (str(date_of(slip.record.day)), slip.record.state) == ("2025-11-20", "草稿")


def test_what_is_remembered_comes_back(open_desk: Callable[..., Desk], sample: tuple[Path, Id], tmp_path: Path) -> None:
    path = tmp_path / "own.lanyan"
    path.write_bytes(sample[0].read_bytes())
    first = open_desk(path, sample[1])
    first.tab.months.go(-1)
    first.tab._choose(3)
    first.tab.summary.switch.set_current(1)
    state = first.tab.save_state()
    second = open_desk(path, sample[1])
    second.tab.restore_state({"nonsense": 1})
    second.tab.restore_state(state)
    assert second.tab.months.month == Month(2025, 10)
    assert (second.tab.switch.current, second.tab.summary.switch.current) == (3, 1)


def test_another_clerks_marks_arrive_and_own_drafts_stay(desk: Desk) -> None:
    desk.grid.go_to((1, 1))
    desk.type("哈")
    desk.press(KEY.Key_Return)
    entry = desk.session.reader.ids("attendance")[0]

    def write(ledger: Ledger) -> None:
        with ledger.changeset("同事") as edit:
            edit.set("attendance", entry, overtime_min=60)

    desk.jobs.write(write)
    assert desk.text(0, 0) == "√+1"
    assert desk.grid.drafts[1, 1][0] == "哈"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_grid_is_painted_in_both_schemes(desk: Desk, scheme: str) -> None:
    was = theme().is_dark
    desk.grid.go_to((0, 0))
    desk.grid.refuse((2, 2), "?", "看不懂")
    pictures = {}
    for wish in ("light", "dark"):
        theme()._take(is_dark=wish == "dark")
        theme().changed.emit()
        pictures[wish] = desk.grid.grab().toImage()
    theme()._take(is_dark=was)
    theme().changed.emit()
    point = desk.grid.geometry_of().cell(0, 3).topLeft() + QPoint(2, 2)
    assert pictures["light"].pixelColor(point) != pictures["dark"].pixelColor(point)
