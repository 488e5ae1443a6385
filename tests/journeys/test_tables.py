"""Working in the tables of the three modules, by key: what is typed stands in the ledger, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from lanyan_desktop.core.values import Day, Id
from lanyan_desktop.services.session import Where
from tests.journeys.office import Office, cell, place, row, stand, total


def test_the_sample_shows_its_control_totals(office: Office) -> None:
    office.click("打开样例工程")
    office.until(lambda: office.desk.tabs.current is not None)
    office.until(lambda: "2026-06-02" in office.read())
    said = office.read()
    assert "417 天" in said
    assert "15 天" in said
    lines = office.show(1).lines.lines
    office.until(lambda: total(lines, "amount_fen") == "27,647,139.59")
    assert total(lines, "target_fen") == "23,588,297.68"
    office.show(2)
    office.until(lambda: "385,181.25" in office.read())
    said = office.read()
    assert "1,131.250" in said
    assert "25,240.00" in said


def test_a_plan_from_nothing_by_keyboard_alone(office: Office, tmp_path: Path) -> None:
    assert office.desk.open_ledger(tmp_path / "小楼.lanyan", create=True)

    def name_it() -> None:
        office.type("小楼")
        office.keys("Return")

    with office.in_dialog(name_it):
        office.find("新建工程")
    office.until(lambda: office.work.project is not None and office.desk.tabs.current is not None)
    assert office.read().count("还没有进度计划") == 1
    office.find("任务")  # the palette offers what the tab can do
    tab = office.desk.tabs.current
    assert tab is not None
    table = tab.table  # type: ignore[attr-defined]  # the schedule tab
    office.until(lambda: len(office.reader.ids("activity")) == 1)
    office.rest()
    for number, (name, duration) in enumerate((("基础", ""), ("挖土", "5"), ("垫层", "2"), ("钢筋", "3d")), 1):
        if number > 1:
            office.keys("Insert")
            office.until(lambda count=number: table.model.rowCount() == count)  # type: ignore[misc]  # see ui.shell
            office.rest()
        office.type(name)
        office.keys("Tab")
        office.rest()
        if duration:
            office.type(duration)
            office.keys("Return")
            office.rest()
    assert [cell(table, n, "name") for n in range(4)] == ["基础", "挖土", "垫层", "钢筋"]
    stand(table, 1, "name")
    office.keys("Shift+Down", "Shift+Down", "Alt+Right")
    office.rest()
    for at, text in ((2, "1"), (3, "2FS+2d")):
        stand(table, at, "predecessors")
        office.type(text)
        office.keys("Return")
        office.rest()
    dates = {cell(table, n, "name"): (cell(table, n, "first_day"), cell(table, n, "last_day")) for n in range(4)}
    first = Day(tab.view.first_day[1])  # type: ignore[attr-defined]  # as above
    start = _days(first)
    assert dates["挖土"] == (start[0], start[4])
    assert dates["垫层"] == (start[5], start[6])
    assert dates["钢筋"] == (start[9], start[11])
    assert dates["基础"] == (start[0], start[11])
    assert office.reader.count("relation") == 2


def _days(first: Day) -> list[str]:
    from lanyan_desktop.core.values import date_of

    return [date_of(Day(first + n)).isoformat() for n in range(20)]


def test_a_clerk_marks_a_month(office: Office, sample: Path) -> None:
    office.open(sample, 2)
    tab = office.desk.tabs.current
    assert tab is not None
    grid = tab.attendance.grid  # type: ignore[attr-defined]  # the labour tab
    office.until(lambda: bool(grid.rows))
    worker = grid.grid.workers[grid.rows[0]].id
    steps = len(office.reader.log(limit=100))

    def minutes(day: int) -> tuple[object, ...]:
        where = [Where("worker_id", "=", worker), Where("day", "=", int(grid.grid.month.first_day) + day - 1)]
        (found,) = office.reader.columns("attendance", ["morning_min", "afternoon_min", "overtime_min"], where=where)
        return found

    grid.setFocus()
    office.keys("Ctrl+Home")
    for sign in ("△", "x", "√+2"):
        office.type(sign)
        office.keys("Tab")
    office.rest()
    assert [sum(minutes(1)[:2]), sum(minutes(2)[:2]), minutes(3)] == [240, 0, (240, 240, 120)]  # type: ignore[arg-type]  # numbers
    assert len(office.reader.log(limit=100)) == steps + 3

    office.keys("Ctrl+Home")
    office.copy([["△", "√"], ["√", "△"]])
    office.keys("Ctrl+V")
    office.rest()
    assert [sum(minutes(1)[:2]), sum(minutes(2)[:2])] == [240, 480]  # type: ignore[arg-type]  # numbers
    office.keys("Ctrl+Home", "Shift+Right", "Shift+Right", "Ctrl+R")
    office.rest()
    assert sum(minutes(3)[:2]) == 240  # type: ignore[arg-type]  # as above
    office.keys("Ctrl+Z")
    office.rest()
    assert minutes(3) == (240, 240, 120)
    office.keys("Ctrl+Z")
    office.rest()
    assert sum(minutes(2)[:2]) == 0  # type: ignore[arg-type]  # as above


def test_a_slip_from_draft_to_the_sums_of_the_month(office: Office, sample: Path) -> None:
    office.open(sample, 2)
    tab = office.desk.tabs.current
    assert tab is not None
    tab.switch.set_current(1)  # type: ignore[attr-defined]  # the labour tab
    tab.show_page(1)  # type: ignore[attr-defined]  # as above
    slips = tab.slips  # type: ignore[attr-defined]  # as above
    office.until(lambda: slips.table is not None and slips.table.model.rowCount() == 24)
    office.keys("Ctrl+N")
    office.until(lambda: office.reader.count("day_work") == 25)
    office.rest()
    office.until(lambda: slips.table.model.rowCount() == 25)
    slip = office.reader.ids("day_work", where=[Where("state", "=", "草稿")])[0]
    assert slips.table.current_id == slip
    office.type("清理楼层垃圾")
    office.keys("Return")
    office.rest()
    assert office.value("day_work", slip, "content") == "清理楼层垃圾"
    stand(slips.table, slips.table.model.row_of(slip), "bearer")
    office.type("业主签证")
    office.keys("Return")
    office.rest()
    assert office.value("day_work", slip, "bearer") == "业主签证"
    slips.table.go_to(slip)
    office.rest()
    for column, text in (("heads", "3"), ("rate_fen_per_day", "220")):
        stand(slips.lines, 0, column)
        office.type(text)
        office.keys("Return")
        office.rest()
    slips.table.go_to(slip)
    office.find("确认")
    office.until(lambda: office.value("day_work", slip, "state") == "已确认")
    office.until(lambda: "25,900.00" in office.read())  # 25,240 + 3 × 220
    office.keys("Ctrl+Z")
    office.until(lambda: office.value("day_work", slip, "state") == "草稿")


def test_a_price_moves_the_roll_up_and_one_bad_cell_loses_nothing(office: Office, sample: Path) -> None:
    office.open(sample, 1)
    tab = office.desk.tabs.current
    assert tab is not None
    table = tab.lines.lines  # type: ignore[attr-defined]  # the cost tab
    office.until(lambda: table.model.rowCount() > 0)
    assert total(table, "amount_fen") == "27,647,139.59"
    at = row(table, "平整场地")  # 1,150 m² at 6.50
    section = row(table, "一、土石方与地基")
    line = table.model.id_at(at)
    assert isinstance(line, bytes)
    stand(table, at, "unit_price")
    office.type("7.5")
    office.keys("Return")
    office.until(lambda: total(table, "amount_fen") == "27,648,289.59")
    assert cell(table, section, "amount_fen") == "1,517,725.00"
    assert office.value("budget_line", Id(line), "amount_fen") == 862_500

    stand(table, at, "quantity")
    office.copy([["1200"], ["六千八"], ["5000"]])
    office.keys("Ctrl+V")
    office.rest()
    second = table.model.cell(at + 1, place(table, "quantity"))
    assert second.text == "六千八"
    assert second.mark is not None
    quantities = [office.value("budget_line", Id(bytes(table.model.id_at(at + n))), "quantity") for n in range(3)]
    assert quantities == [12_000_000, 68_000_000, 50_000_000]
    assert any("1 格有误" in bar for bar in office.bars())
    office.keys("Ctrl+Z")
    office.rest()
    assert office.value("budget_line", Id(line), "quantity") == 11_500_000
    office.keys("Ctrl+Z")
    office.until(lambda: total(table, "amount_fen") == "27,647,139.59")


def test_a_block_copied_here_is_pasted_elsewhere(office: Office, sample: Path) -> None:
    office.open(sample, 1)
    tab = office.desk.tabs.current
    assert tab is not None
    table = tab.lines.lines  # type: ignore[attr-defined]  # the cost tab
    office.until(lambda: table.model.rowCount() > 0)
    stand(table, row(table, "平整场地"), "unit")
    office.keys("Shift+Down", "Shift+Right", "Ctrl+C")
    assert QGuiApplication.clipboard().text().rstrip("\n").replace("\r", "") == "m²\t1150\nm³\t6800"


def test_the_window_comes_back_as_it_was_left(enter: Callable[[], Office], sample: Path) -> None:
    first = enter()
    first.open(sample, 1)
    tab = first.desk.tabs.current
    assert tab is not None
    table = tab.lines.lines  # type: ignore[attr-defined]  # the cost tab
    first.until(lambda: table.model.rowCount() > 0)
    at = row(table, "平整场地")
    line = table.model.id_at(at)
    assert isinstance(line, bytes)
    stand(table, at, "unit_price")
    first.type("9.9")
    first.keys("Return")
    first.until(lambda: first.value("budget_line", Id(line), "unit_price") == 99_000)
    table.grid.setColumnWidth(place(table, "unit"), 131)
    first.show(0)
    first.keys("Alt+=")
    zoom = first.window.status.of_tab.text
    first.show(1)
    first.window.close()

    second = enter()
    second.desk.open_ledger(sample)
    second.until(lambda: second.desk.tabs.current is not None)
    assert second.desk.tabs.current_name == "cost"
    tab = second.desk.tabs.current
    assert tab is not None
    table = tab.lines.lines  # type: ignore[attr-defined]  # as above
    second.until(lambda: table.model.rowCount() > 0)
    assert table.grid.columnWidth(place(table, "unit")) == 131
    second.until(lambda: second.enabled(second.window.actions_.undo))
    second.keys("Ctrl+Z")
    second.until(lambda: second.value("budget_line", Id(line), "unit_price") == 65_000)
    second.until(lambda: second.enabled(second.window.actions_.redo))
    second.keys("Ctrl+Y")
    second.until(lambda: second.value("budget_line", Id(line), "unit_price") == 99_000)
    second.show(0)
    second.until(lambda: second.window.status.of_tab.text == zoom)
