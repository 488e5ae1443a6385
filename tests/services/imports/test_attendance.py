"""Attendance in every layout the trade has; what is not certain is asked, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.values import Id, date_of
from lanyan_desktop.services.imports import Preview, commit
from lanyan_desktop.services.imports.attendance_marks import presence
from lanyan_desktop.services.imports.attendance_reading import AttendanceReading
from lanyan_desktop.store.ledger import Ledger
from tests.exchange.workbooks import Made
from tests.services.imports.conftest import Look

NOVEMBER = date(2025, 11, 1)
TITLE: list[Made] = ["某项目 2025年11月考勤表"]
DAYS: list[Made] = [1, 2, 3, 4, 5, 6]
FULL, HALF, NONE = (240, 240, 0), (240, 0, 0), (0, 0, 0)


def marks_of(seen: Preview) -> dict[tuple[str, int], Mark]:
    """By the worker's number or name, and the day of the month."""
    assert isinstance(seen.reading, AttendanceReading)
    return {(key[1], date_of(day).day): mark for (key, day), mark in seen.reading.entries.items()}


def minutes(mark: Mark) -> tuple[int, int, int]:
    return mark.morning_min, mark.afternoon_min, mark.overtime_min


def codes(seen: Preview, *severities: str) -> list[tuple[str, str]]:
    return [(p.code, p.cell) for p in seen.problems if p.severity in (severities or ("error", "warning"))]


def one_row(look: Look, cells: Sequence[Made], **more: object) -> Preview:
    rows = [TITLE, ["工号", "姓名", *DAYS[: len(cells)]], ["W1", "张三", *cells]]
    return look("attendance", rows, **more)


def test_every_symbol_of_the_trade(look: Look) -> None:
    found = marks_of(one_row(look, ["√", "△", "×", "病", "√+2", None]))
    assert [minutes(found["W1", day]) for day in (1, 2, 3, 4, 5)] == [FULL, HALF, NONE, NONE, (240, 240, 120)]
    assert [found["W1", day].reason for day in (2, 3, 4)] == [None, "旷工", "病假"]
    assert ("W1", 6) not in found  # blank is 未填, not absent


def test_days_and_hours_are_told_apart_by_their_size(look: Look) -> None:
    days = marks_of(one_row(look, [1, 0.5, 1.5, 0, 1, 1]))
    assert [minutes(days["W1", day]) for day in (1, 2, 3, 4)] == [FULL, HALF, (240, 240, 240), NONE]
    hours = marks_of(one_row(look, [8, 4, 10, 0, 8, 8]))
    assert [minutes(hours["W1", day]) for day in (1, 2, 3, 4)] == [FULL, HALF, (240, 240, 120), NONE]


def test_where_days_and_hours_are_mixed_the_user_is_asked(look: Look) -> None:
    seen = one_row(look, [8, 0.5, 1, 8, 8, 8])
    assert codes(seen) == [("unit.mixed", "2")]
    assert seen.reading.records == 0
    assert minutes(marks_of(one_row(look, [8, 0.5, 1, 8, 8, 8], unit="小时"))["W1", 2]) == (30, 0, 0)
    told = look("attendance", [["2025年11月  单位：小时"], ["工号", *DAYS], ["W1", 8, 0.5, 1, 8, 8, 8]])
    assert minutes(marks_of(told)["W1", 2]) == (30, 0, 0)


def test_two_rows_without_a_label_are_morning_and_afternoon(look: Look) -> None:
    rows: list[list[Made]] = [TITLE, ["工号", *DAYS]]
    rows += [["W1", *["√"] * 6], [None, "√", "×", "病", None, "△", "√"], ["W2", *["×"] * 6], [None, *["√"] * 6]]
    found = marks_of(look("attendance", rows))
    assert [minutes(found["W1", day]) for day in (1, 2, 3, 4, 5)] == [FULL, HALF, HALF, HALF, (240, 120, 0)]
    assert minutes(found["W2", 1]) == (0, 240, 0)
    assert found["W2", 1].reason is None


def test_rows_are_what_their_label_says_in_any_order(look: Look) -> None:
    rows: list[list[Made]] = [TITLE, ["姓名", "时段", *DAYS]]
    for name in ("张三", "李四"):
        rows += [[name, "加班", 2, *[None] * 5], [None, "上午", *["√"] * 6], [None, "下午", *["×"] * 6]]
    found = marks_of(look("attendance", rows))
    assert minutes(found["李四", 1]) == (240, 0, 120)
    assert minutes(found["张三", 2]) == HALF


def test_pairs_of_clock_times_a_day(look: Look) -> None:
    head: list[Made] = ["姓名", *(cell for day in DAYS for cell in (day, None))]
    below: list[Made] = [None, *["上班", "下班"] * 6]
    row: list[Made] = [
        "张三",
        "08:00",
        "17:00",
        time(9, 30),
        time(12, 10),
        "08:00",
        None,
        None,
        None,
        "√",
        "√",
        "√",
        "×",
    ]
    merges = ["A2:A3", *(f"{a}2:{b}2" for a, b in ("BC", "DE", "FG", "HI", "JK", "LM"))]
    seen = look("attendance", [TITLE, head, below, row], merges=merges)
    found = marks_of(seen)
    assert [minutes(found["张三", day]) for day in (1, 2, 5, 6)] == [FULL, (150, 0, 0), FULL, HALF]
    assert ("张三", 4) not in found
    assert codes(seen) == [("clock.half", "F4")]


def test_all_of_a_days_punches_in_one_cell(look: Look) -> None:
    found = marks_of(one_row(look, ["07:58\n12:01\n13:00\n17:31", "√", None, None, None, None]))
    assert minutes(found["W1", 1]) == (242, 238, 0)


def test_shorthand_in_a_column(look: Look) -> None:
    rows: list[list[Made]] = [
        TITLE,
        ["姓名", "班组", "速记"],
        ["张三", "木工班", "2-13,17-29,30.1,19+1"],
        ["李四", "木工班", "31"],
    ]
    seen = look("attendance", rows)
    found = marks_of(seen)
    assert len(found) == 26
    assert [minutes(found["张三", day]) for day in (2, 19, 30)] == [FULL, (240, 240, 60), HALF]
    assert codes(seen) == [("cell.shorthand.day", "C4")]


def test_who_left_is_remembered_with_the_day_and_not_as_a_name(ledger: Ledger, project_id: Id, look: Look) -> None:
    rows: list[list[Made]] = [TITLE, ["工号", "姓名", *DAYS]]
    rows += [
        ["W1", "张三（3日离职）", *["√"] * 6],
        ["W2", "李四 11月4日退场", *["√"] * 6],
        ["W3", "王五离职", *["√"] * 6],
    ]
    commit(ledger, look("attendance", rows), project_id=project_id)
    found = ledger.columns("worker", ["name", "leave_day", "note"])
    day = date(2025, 11, 1).toordinal() - 719163
    assert sorted(found) == [("张三", day + 2, None), ("李四", day + 3, None), ("王五", None, "离职")]


def test_the_month_is_in_the_title_the_sheets_name_or_said(look: Look) -> None:
    rows: list[list[Made]] = [["工号", *DAYS], ["W1", *["√"] * 6]]
    assert look("attendance", rows, name="2025年11月").reading.records == 6
    assert look("attendance", rows, month=NOVEMBER).reading.records == 6
    assert codes(look("attendance", rows)) == [("month.unknown", "1")]


def test_a_day_the_month_has_not_is_said_only_where_something_stands(look: Look) -> None:
    head: list[Made] = ["工号", *range(1, 32)]
    silent = look("attendance", [head, ["W1", *["√"] * 30, None]], month=NOVEMBER)
    assert (silent.reading.records, codes(silent)) == (30, [])
    said = look("attendance", [head, ["W1", *["√"] * 31]], month=NOVEMBER)
    assert (said.reading.records, codes(said)) == (30, [("day.beyond", "AF1")])


def test_totals_at_the_right_are_compared_with_the_cells(look: Look) -> None:
    rows: list[list[Made]] = [TITLE, ["姓名", *DAYS, "出勤工日", "加班(h)"]]
    rows += [["张三", *["√"] * 5, "△", 5.5, None], ["李四", *["√"] * 6, 5, 10]]
    seen = look("attendance", rows)
    assert codes(seen) == [("total.days", "H4")]
    found = marks_of(seen)
    assert [found["李四", day].overtime_min for day in (6, 5, 4, 3)] == [
        240,
        240,
        120,
        0,
    ]  # ten hours, from the last day


def test_a_mark_nobody_knows_is_told_by_its_cell_and_the_rest_comes_in(look: Look) -> None:
    seen = one_row(look, ["√", "？？", "√+99", "√", "√", "√"])
    assert codes(seen) == [("cell.mark", "D3"), ("cell.mark.high", "E3")]
    assert seen.reading.records == 4


def test_teams_and_workers_are_made_once_and_found_again(ledger: Ledger, project_id: Id, look: Look) -> None:
    rows: list[list[Made]] = [
        TITLE,
        ["姓名", "工种", *DAYS],
        ["【木工班】"],
        ["张三", "木工", *["√"] * 6],
        ["【钢筋班】"],
    ]
    rows += [["张三", "钢筋工", *["√"] * 6], ["李四", "钢筋工", *["×"] * 6]]
    done = commit(ledger, look("attendance", rows), project_id=project_id)
    assert (ledger.count("team"), ledger.count("worker"), ledger.count("attendance")) == (2, 3, 18)
    assert sorted(ledger.columns("worker", ["number", "name"])) == [
        ("W001", "张三"),
        ("W002", "张三"),
        ("W003", "李四"),
    ]
    rows[3][2] = "×"
    again = commit(ledger, look("attendance", rows), project_id=project_id)
    assert (again.outcome.added, again.outcome.changed) == (0, 1)
    changed = {(c.record, c.field) for c in again.outcome.changes}
    assert changed == {("张三 2025-11-01", field) for field in ("上午", "下午", "缺勤原因")}
    ledger.undo()
    assert ledger.undo() == done.intent
    assert (ledger.count("team"), ledger.count("worker"), ledger.count("attendance")) == (0, 0, 0)


def test_the_projects_own_hours_count(ledger: Ledger, project_id: Id, look: Look) -> None:
    with ledger.changeset("九小时") as edit:
        edit.set("project", project_id, workday_min=540)
    assert minutes(marks_of(one_row(look, ["√", "△", 1, "半", "√", "√"]))["W1", 1]) == (270, 270, 0)


@given(st.integers(0, 1439), st.integers(0, 1439), st.sampled_from([480, 540, 600]))
def test_presence_is_never_more_than_a_workday_nor_than_the_time_between(start: int, end: int, workday: int) -> None:
    mark = presence(start, end, workday_min=workday)
    between = (end - start) % 1440 if end != start else 0
    assert 0 <= mark.normal_min <= min(workday, between)
    assert mark.overtime_min == 0


@pytest.mark.parametrize(
    ("cell", "code"),
    [("是", "cell.mark"), ("#REF!", "cell.error"), ("10:3", "cell.mark"), ("=1+1", "formula.uncached")],
)
def test_an_odd_cell_is_told_and_only_its_day_is_left_out(look: Look, cell: str, code: str) -> None:
    seen = one_row(look, ["√", cell, "√", "√", "√", "√"])
    assert codes(seen) == [(code, "D3")]
    assert seen.reading.records == 5
