"""Sheets as site offices really leave them: what cannot be taken for sure is said by its cell, never guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lanyan_desktop.core.values import Id, date_of, day_of
from lanyan_desktop.services.imports import Preview, as_json, commit, preview
from lanyan_desktop.services.imports.attendance_reading import AttendanceReading
from lanyan_desktop.services.imports.budget import BudgetReading
from lanyan_desktop.services.imports.daywork import DayWorkReading
from lanyan_desktop.services.imports.plan import PlanReading
from lanyan_desktop.store.ledger import Ledger
from tests.exchange.workbooks import Made, write_book
from tests.services.imports.conftest import Look

HEADER: list[Made] = ["序号", "项目编码", "项目名称", "计量单位", "工程量", "综合单价", "合价"]
EARTH: list[Made] = [1, "010101001001", "平整场地", "m2", 10, 6.5, 65]
DIG: list[Made] = [2, "010101002001", "挖土方", "m3", 20, 14.8, 296]
SLIPS: list[Made] = [
    "序号",
    "单号",
    "日期",
    "班组",
    "工种",
    "工作内容",
    "人数",
    "工时",
    "工日",
    "单价",
    "金额",
    "费用承担",
]
PLAN: list[Made] = ["标识号", "大纲数字", "任务名称", "工期", "开始时间", "完成时间", "前置任务"]


def codes(seen: Preview, *severities: str) -> list[tuple[str, str]]:
    return [(p.code, p.cell) for p in seen.problems if p.severity in (severities or ("error", "warning"))]


def slip(number: Made, day: Made = "2025-11-03") -> list[Made]:
    return [1, number, day, "木工班", "木工", "清理", 2, 8, 2, 300, 600, "项目承担"]


# ---- budget


TOTALS = [
    "总  价",
    "工程造价",
    "含税总造价",
    "投标总价",
    "清单合价",
    "合计金额（元）",
    "共计",
    "合计（大写）：叁佰陆拾壹元整",
]


@pytest.mark.parametrize("word", TOTALS)
@pytest.mark.parametrize("column", [0, 2])
def test_a_total_in_other_words_is_no_item(look: Look, word: str, column: int) -> None:
    total: list[Made] = [word if at == column else 361 if at == 6 else None for at in range(7)]
    seen = look("budget", [HEADER, EARTH, DIG, total])
    assert (seen.items, seen.total, seen.unclassified) == (2, 36_100, 0)
    assert [(tie.label, tie.holds) for tie in seen.ties] == [("合计", True)]


def test_an_item_whose_amount_is_the_sum_of_all_before_is_pointed_at(look: Look) -> None:
    seen = look("budget", [HEADER, EARTH, DIG, [None, None, "以上各项", None, None, None, 361]])
    assert codes(seen) == [("total.like", "G4")]
    assert codes(look("budget", [HEADER, EARTH, DIG, [3, None, "暂列金额", "项", 1, 361, 361]])) == []


def test_a_second_table_below_is_not_read_by_the_columns_of_the_first(look: Look) -> None:
    second: list[list[Made]] = [
        [],
        ["人工费"],
        ["序号", "名称", "单位", "数量", "单价", "金额"],
        [1, "普工", "工日", 2, 3, 6],
    ]
    seen = look("budget", [HEADER, EARTH, ["合计", *[None] * 5, 65], *second])
    assert (seen.items, seen.sections, seen.total) == (1, 0, 6_500)
    assert codes(seen) == [("row.unknown", "5"), ("table.other", "6"), ("row.unknown", "7")]


def test_the_first_table_goes_on_where_its_header_comes_again(look: Look) -> None:
    other: list[Made] = ["序号", "名称", "单位", "数量", "单价", "金额"]
    seen = look("budget", [HEADER, EARTH, other, [1, "普工", "工日", 2, 3, 6], HEADER, DIG])
    assert (seen.items, seen.total, seen.unclassified) == (2, 36_100, 2)


def test_a_table_beside_the_first_adds_nothing_to_its_prices(look: Look) -> None:
    seen = look("budget", [[*HEADER, None, *HEADER], [*EARTH, None, *DIG]])
    assert isinstance(seen.reading, BudgetReading)
    assert [line.values["unit_price"] for line in seen.reading.lines] == [65_000]
    assert [tie.holds for tie in seen.ties] == []


@pytest.mark.parametrize("above", ["单位：元", "金额单位：万元", "清单"])
def test_each_heading_says_its_own_unit(look: Look, above: str) -> None:
    header: list[Made] = ["序号", "项目编码", "项目名称", "计量单位", "工程量", "综合单价(元)", "合价(万元)"]
    total: list[Made] = ["合计", *[None] * 5, 6.5]
    seen = look("budget", [[above], header, [1, "010101001001", "平整", "m2", 10_000, 6.5, 6.5], total])
    assert (seen.total, all(tie.holds for tie in seen.ties)) == (6_500_000, True)


def test_a_comma_that_parts_no_thousands_is_no_number(look: Look) -> None:
    texts = ["12,34", "1,234", "1,234,567.8", "12,34,567", "1,2345", "1,23"]
    seen = look("budget", [HEADER, *([n, f"01010100100{n}", "a", "m2", text, 1, None] for n, text in enumerate(texts))])
    assert codes(seen) == [("cell.number", "E2"), ("cell.number", "E7")]


def test_other_sheets_that_fit_are_named(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"土建": [HEADER, EARTH], "安装": [HEADER, DIG]})
    seen = preview(path, form="budget")
    assert [(p.code, p.sheet, p.cell) for p in seen.problems] == [("sheet.other", "土建", "")]
    assert "工作表“安装”" in str(as_json(seen)["problems"])
    assert preview(path, form="budget", sheet="安装").problems == []


@pytest.mark.parametrize("form", ["daywork", "attendance"])
def test_a_number_longer_than_a_cell_keeps_is_no_number_of_anyone(look: Look, form: str) -> None:
    long = 110101199003071234
    rows: list[list[Made]] = [SLIPS, slip(long), slip("A2")]
    if form == "attendance":
        rows = [["2025年11月"], ["工号", "姓名", *range(1, 7)], [long, "张三", *"√" * 6], ["7", "李四", *"√" * 6]]
    seen = look(form, rows)
    assert [code for code, _ in codes(seen)] == ["cell.digits"]
    assert seen.reading.records == (1 if form == "daywork" else 6)


# ---- attendance


def days_of(seen: Preview) -> list[str]:
    assert isinstance(seen.reading, AttendanceReading)
    return sorted(date_of(day).isoformat() for _, day in seen.reading.entries)


SPANNING: list[Made] = [*range(16, 31), *range(1, 16)]


@pytest.mark.parametrize("title", ["2025年11月16日至2025年12月15日考勤表", "2025年12月考勤表", "2025年11月考勤表"])
def test_a_month_from_the_16th_to_the_15th(look: Look, title: str) -> None:
    seen = look("attendance", [[title], ["序号", "姓名", *SPANNING], [1, "张三", *["√"] * 30]])
    found = days_of(seen)
    assert (found[0], found[-1], len(found)) == ("2025-11-16", "2025-12-15", 30)
    assert ("month.cross.taken", "info") in [(p.code, p.severity) for p in seen.problems]


def test_which_two_months_is_asked_where_both_could_be(look: Look) -> None:
    rows: list[list[Made]] = [["2025年8月"], ["序号", "姓名", *range(16, 32), *range(1, 16)], [1, "张三", *["√"] * 31]]
    assert codes(look("attendance", rows)) == [("month.cross", "C2")]
    assert days_of(look("attendance", rows, month=date(2025, 9, 1)))[0] == "2025-08-16"
    assert days_of(look("attendance", rows, month=date(2025, 7, 1)))[0] == "2025-07-16"


def test_headings_with_month_and_day_count_as_they_say(look: Look) -> None:
    headings: list[Made] = [11.28, 11.29, 11.3, 12.1, 12.2]
    seen = look("attendance", [["2025年12月"], ["序号", "姓名", *headings], [1, "张三", *["√"] * 5]])
    assert days_of(seen) == ["2025-11-28", "2025-11-29", "2025-11-30", "2025-12-01", "2025-12-02"]
    over_new_year = [["2026年1月"], ["序号", "姓名", "12.29", "12.30", "12.31", "1.1", "1.2"], [1, "张三", *["√"] * 5]]
    assert days_of(look("attendance", over_new_year))[::4] == ["2025-12-29", "2026-01-02"]


def test_two_halves_of_a_month_below_each_other_are_not_mixed_up(look: Look) -> None:
    rows: list[list[Made]] = [["2025年11月"], ["序号", "姓名", *range(1, 16)], [1, "张三", *["√"] * 15]]
    rows += [["序号", "姓名", *range(16, 31)], [1, "张三", *["√"] * 15]]
    seen = look("attendance", rows)
    assert days_of(seen)[-1] == "2025-11-15"
    assert codes(seen) == [("table.other", "4"), ("row.unknown", "5")]


def test_one_number_for_two_people_gives_neither_the_days_of_the_other(look: Look) -> None:
    rows: list[list[Made]] = [["2025年11月"], ["工号", "姓名", *range(1, 7)]]
    rows += [[7, "张三", *["√"] * 2], [7, "李四", None, None, *["√"] * 2]]
    seen = look("attendance", rows)
    assert codes(seen) == [("worker.number", "A4")]
    assert days_of(seen) == ["2025-11-01", "2025-11-02"]


def test_one_name_twice_in_a_crew_is_pointed_at(look: Look) -> None:
    rows: list[list[Made]] = [["2025年11月"], ["序号", "姓名", "班组", *range(1, 7)]]
    rows += [[1, "张三", "木工", *["√"] * 6], [2, "张三", "木工", *["√"] * 6], [3, "张三", "钢筋", *["√"] * 6]]
    assert codes(look("attendance", rows)) == [("worker.same", "B4")]


# ---- day work


def test_a_slip_on_two_sheets_is_taken_once(tmp_path: Path, ledger: Ledger, project_id: Id) -> None:
    sheets: dict[str, list[list[Made]]] = {"11月": [SLIPS, slip("A1")], "12月": [SLIPS, slip("a 1", "2025-12-03")]}
    path = write_book(tmp_path / "a.xlsx", sheets)
    seen = preview(path, form="daywork", reader=ledger, project_id=project_id)
    assert [(p.code, p.sheet, p.cell) for p in seen.problems if p.severity == "error"] == [("slip.twice", "12月", "B2")]
    commit(ledger, seen, project_id=project_id)
    assert commit(ledger, seen, project_id=project_id).intent == ""


def test_serial_numbers_count_from_the_day_the_workbook_says(tmp_path: Path) -> None:
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (SLIPS, slip("A1", 45_964 - 1_462), slip("A2", date(2025, 11, 3))):
        book.worksheets[0].append(row)
    book.save(tmp_path / "mac.xlsx")
    seen = preview(tmp_path / "mac.xlsx", form="daywork")
    assert isinstance(seen.reading, DayWorkReading)
    assert [s.values["day"] for s in seen.reading.slips] == [day_of(date(2025, 11, 3))] * 2


# ---- plan


def test_what_a_plan_says_of_rows_that_are_not_written_is_not_lost_in_silence(look: Look) -> None:
    rows: list[list[Made]] = [PLAN, [1, "1", "挖土", "两周", None, None, None], [2, "2", "垫层", 1, None, None, "1"]]
    assert codes(look("plan", rows)) == [("cell.duration", "D2"), ("predecessor.unwritten", "G3")]


def test_a_row_number_that_comes_twice_names_no_one(look: Look) -> None:
    tasks: list[list[Made]] = [[1, "1", "a", 1, None, None, None], [1, "2", "b", 1], [3, "3", "c", 1, None, None, "1"]]
    rows = [PLAN, *tasks]
    seen = look("plan", rows)
    assert codes(seen) == [("row_id.repeated", "A2"), ("row_id.repeated", "A3")]
    assert isinstance(seen.reading, PlanReading)
    assert [(link.before, link.after) for link in seen.reading.links] == [(0, 2)]


def test_a_date_without_a_year_asks_for_the_year(look: Look) -> None:
    rows: list[list[Made]] = [PLAN, [1, "1", "挖土", 5, "3月10日", "2025-03-14", None]]
    assert codes(look("plan", rows)) == [("cell.month", "E2")]
    assert codes(look("plan", rows, month=date(2025, 1, 1))) == []


def test_a_duration_no_calendar_reaches(look: Look) -> None:
    rows: list[list[Made]] = [
        PLAN,
        [1, "1", "挖土", "9999999天", None, None, None],
        [2, "2", "垫层", 1e9, None, None, None],
    ]
    assert codes(look("plan", rows)) == [("cell.duration", "D2"), ("cell.duration", "D3")]


def test_a_crew_whose_name_takes_two_lines_keeps_its_workers(look: Look) -> None:
    rows: list[list[Made]] = [["2025年11月"], ["工号", "姓名", *range(1, 7)], ["【木工班】"], ["1", "张三", *["√"] * 6]]
    rows += [["【钢筋\n二班】"], ["2", "李四", *["√"] * 6]]
    seen = look("attendance", rows)
    assert isinstance(seen.reading, AttendanceReading)
    assert [worker.team for worker in seen.reading.workers.values()] == ["木工班", "钢筋\n二班"]
