"""Real workbooks, read in place: every row accounted for, every total to the 分, and again without a change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.values import Day, Id, date_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.imports import Preview, as_json, commit, preview
from lanyan_desktop.services.imports.attendance_reading import AttendanceReading
from lanyan_desktop.services.imports.daywork import DayWorkReading
from lanyan_desktop.services.imports.plan import PlanReading
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Sort
from tests.shared import shared_file


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger.create(tmp_path / "a.lanyan", user="测试")
    yield made
    made.close()


@pytest.fixture
def project_id(ledger: Ledger) -> Id:
    return create_project(ledger, name="试导入")


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shared_file("sample_project.json").read_text(encoding="utf-8"))
    return found


BUDGETS = [
    # file, sheet, (items, sections), total, other classes that must be there
    ("xlsx/01", None, (289, 15), "1361402.82", {"page-subtotal": 23, "cumulative": 23, "title": 23, "header": 69}),
    ("xlsx/08", None, (337, 2), "277137238.00", {"blank": 2, "header": 1}),
    ("xlsx/09", None, (151, 0), "23006056.00", {"cumulative": 1, "header": 1}),
    ("xlsx/12", None, (118, 19), "233691.54", {"subtotal": 16, "cumulative": 4, "header": 8, "blank": 12, "title": 1}),
    ("forms/F4", None, (63, 9), "23413665.00", {"subtotal": 9, "cumulative": 1, "signature": 1, "meta": 1}),
    ("forms/F4", "汇总(万元)", (4, 0), "21736400.00", {"title": 1, "header": 1}),
]
Case = tuple[str, str | None, tuple[int, int], str, dict[str, int]]


@pytest.mark.parametrize("case", BUDGETS, ids=lambda case: f"{case[0]} {case[1] or ''}")
def test_a_budget_is_taken_whole_and_again_without_a_change(ledger: Ledger, project_id: Id, case: Case) -> None:
    file, sheet, (items, sections), total, others = case
    path = shared_file(file)
    seen = preview(path, form="budget", sheet=sheet)
    data = as_json(seen)
    assert (data["items"], data["sections"], data["unclassified"], data["total"]) == (items, sections, 0, total)
    rows = seen.rows
    assert {name: rows[name] for name in others} == others
    assert sum(rows.values()) == len(seen.sheets[0].sheet.rows)
    done = commit(ledger, seen, project_id=project_id)
    assert done.outcome.added == items + sections == ledger.count("budget_line")
    assert ledger.sums("budget_line", ["amount_fen"]) == (int(Decimal(total) * 100),)
    again = commit(
        ledger, preview(path, form="budget", sheet=sheet, reader=ledger, project_id=project_id), project_id=project_id
    )
    assert (again.outcome.added, again.outcome.changed, again.outcome.unchanged) == (0, 0, items + sections)
    assert again.intent == ""
    ledger.undo()
    assert ledger.count("budget_line") == ledger.count("budget_version") == ledger.count("import_batch") == 0


def test_table_08_ties_page_by_page_and_item_by_item() -> None:
    seen = preview(shared_file("xlsx/01"), form="budget")
    labels = [tie.label for tie in seen.ties]
    assert (labels.count("本页小计"), labels.count("合计")) == (23, 23)
    assert labels.count("汇总表") == 14  # the sections as 表-04 of the same workbook states them
    assert len(labels) == 60  # and no 合价 differs from 工程量 × 综合单价
    assert all(tie.difference == 0 for tie in seen.ties)
    assert [problem for problem in seen.problems if problem.severity != "info"] == []
    assert seen.sheets[0].sheet.name.endswith("(表-08)")
    assert "综合单价分析表(表-09)" in seen.others


def test_table_08_comes_in_cell_by_cell(ledger: Ledger, project_id: Id) -> None:
    path = shared_file("xlsx/01")
    commit(ledger, preview(path, form="budget"), project_id=project_id)
    fields = ["serial", "code", "name", "feature", "unit", "quantity", "unit_price", "amount_fen"]
    rows = {row[0]: row for row in ledger.columns("budget_line", fields) if row[1]}
    book = openpyxl.load_workbook(path, read_only=True)
    rows_there = list(book.worksheets[1].iter_rows(values_only=True))
    book.close()
    items = [cells for cells in rows_there if cells[0] and cells[1] and cells[0] != "序号"]
    assert len(items) == len(rows) == 289
    for cells in items:
        numbers = [int(Decimal(str(cells[at])) * scale) for at, scale in ((5, 10_000), (6, 10_000), (7, 100))]
        assert rows[cells[0]] == (*cells[:5], *numbers)


def test_table_08_keeps_the_sections_in_their_order(ledger: Ledger, project_id: Id) -> None:
    commit(ledger, preview(shared_file("xlsx/01"), form="budget"), project_id=project_id)
    rows = ledger.columns("budget_line", ["id", "parent_id", "type", "name", "amount_fen"], order=[Sort("rank")])
    sections = [(row[0], row[3]) for row in rows if row[2] == "分部"]
    assert [name for _, name in sections][:4] == ["强电", "照明插座", "应急照明", "综合布线"]
    assert sections[-1][1] == "措施项目"
    sums = {name: sum(int(r[4] or 0) for r in rows if r[1] == key) for key, name in sections}
    assert sums["强电"] == 69_468_950  # 表-04 of the same workbook
    assert sums["措施项目"] == 1_070_157
    assert {row[2] for row in rows if row[1] == sections[-1][0]} == {"措施项"}


def test_a_target_cost_sheet_brings_both_prices_though_nothing_was_computed(ledger: Ledger, project_id: Id) -> None:
    seen = preview(shared_file("forms/F4"), form="budget")
    commit(ledger, seen, project_id=project_id)
    parts = ("target_fen", "labour_fen", "material_fen", "machine_fen", "subcontract_fen")
    target, *others = ledger.sums("budget_line", parts)
    assert target == 2_173_644_530  # sample_project.md: 目标直接费 21,736,445.30
    assert others == [530_014_458, 782_679_150, 136_571_192, 724_379_730]
    assert ledger.columns("budget_version", ["type"]) == [("目标成本",)]
    (note, *_) = [problem for problem in seen.problems if problem.code == "formula.uncached"]
    assert (note.cell, note.severity) == ("G6", "info")


def test_two_price_columns_of_one_heading_add_up() -> None:
    seen = preview(shared_file("xlsx/12"), form="budget")
    assert seen.sheets[0].header.added == {"unit_price": (6,)}
    book = openpyxl.load_workbook(shared_file("xlsx/12"), data_only=True).worksheets[0]
    items = [row.index + 1 for row in seen.sheets[0].of(RowClass.ITEM)]
    stated = sum(Decimal(repr(float(book.cell(row, 9).value or 0))) for row in items)
    lines = {line.row + 1: line.values for line in seen.reading.lines}  # type: ignore[attr-defined]  # a BudgetReading
    assert abs(Decimal(seen.total or 0) / 100 - stated - 98) < 1  # row 168 states no total: 1 × 98
    assert lines[15]["unit_price"] == (2080 + 750) * 10_000


# ---- attendance


def reading_of(seen: Preview) -> AttendanceReading:
    assert isinstance(seen.reading, AttendanceReading)
    return seen.reading


def test_two_rows_of_symbols_say_what_the_sample_says(sample: dict[str, Any]) -> None:
    seen = preview(shared_file("forms/F1"), form="attendance")
    reading = reading_of(seen)
    assert (seen.items, seen.sections, seen.unclassified, len(reading.entries)) == (20, 3, 0, 600)
    by_name = {worker["name"]: worker for worker in sample["workers"]}
    for (key, day), mark in reading.entries.items():
        worker = by_name[reading.workers[key].name]
        assert mark.normal_min == Decimal(worker["grid"][date_of(day).day - 1]) * 480
        assert date_of(day).replace(day=1) == date(2025, 11, 1)
    for key, worker in reading.workers.items():
        assert (worker.team, worker.trade) == (by_name[worker.name]["team"], by_name[worker.name]["trade"])
        extra = sum(mark.overtime_min for (who, _), mark in reading.entries.items() if who == key)
        assert extra == int(by_name[worker.name]["ot"]) * 60
    assert (reading.normal_min, reading.overtime_min) == (551 * 480, 118 * 60)


def test_three_rows_a_worker_are_morning_afternoon_and_overtime() -> None:
    path = shared_file("xlsx/04")
    reading = reading_of(preview(path, form="attendance", month=date(2024, 12, 1)))
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True))
    for at in (0, 3, 6):
        for day in range(1, 32):
            mark = reading.entries[("number", str(rows[at][0])), Day(date(2024, 12, day).toordinal() - 719163)]
            halves = [240 if rows[at + part][day] == "✓" else 0 for part in (0, 1)]
            assert [mark.morning_min, mark.afternoon_min] == halves
            assert mark.overtime_min == Decimal(str(rows[at + 2][day] or 0)) * 60
            assert (mark.reason is None) == any([*halves, mark.overtime_min])


def test_days_without_a_month_are_not_guessed(ledger: Ledger, project_id: Id) -> None:
    seen = preview(shared_file("xlsx/04"), form="attendance")
    assert [problem.code for problem in seen.problems if problem.severity == "error"] == ["month.unknown"]
    with pytest.raises(LanyanError) as caught:
        commit(ledger, seen, project_id=project_id)
    assert caught.value.code == "import.month"
    tried = commit(ledger, seen, project_id=project_id, dry_run=True)
    assert (tried.outcome.added, tried.intent) == (0, "")
    assert ledger.count("worker") == 0


def test_data_on_later_sheets_is_found_and_what_is_not_certain_is_said(ledger: Ledger, project_id: Id) -> None:
    seen = preview(shared_file("xlsx/14"), form="attendance")
    assert [taken.sheet.name for taken in seen.sheets] == [
        "January Week 4",
        "February Week 1",
        "March Week 3",
        "February Week 4",
    ]
    assert (seen.items, seen.unclassified) == (18, 0)
    said = [(problem.sheet, problem.cell, problem.code) for problem in seen.problems if problem.severity == "error"]
    assert said == [
        ("January Week 4", "J3", "day.weekday"),  # 31 January and 7 February are both Fridays
        ("March Week 3", "E4", "visit.long"),
        ("March Week 3", "E6", "visit.open"),
        ("March Week 3", "E10", "visit.open"),
        ("February Week 4", "E4", "visit.long"),
        ("February Week 4", "E6", "visit.open"),
        ("February Week 4", "E10", "visit.open"),
    ]
    reading = reading_of(seen)
    worked = {(key[1], date_of(day).isoformat()): mark.normal_min for (key, day), mark in reading.entries.items()}
    assert {place: minutes for place, minutes in worked.items() if minutes} == {
        ("emp100", "2025-02-07"): 480,
        ("emp102", "2025-02-07"): 480,
        ("emp102", "2025-03-23"): 3,  # once, though two sheets have the visit
        ("emp101", "2025-03-25"): 3,
        ("emp100", "2025-03-26"): 262,  # 12:55 to 17:22, lunch to 13:00 left out
        ("KON00265", "2025-03-26"): 193,
    }
    commit(ledger, seen, project_id=project_id)
    assert ledger.count("worker") == 4


# ---- day work and plan


def test_slips_with_text_dates_are_those_of_the_sample(ledger: Ledger, project_id: Id, sample: dict[str, Any]) -> None:
    seen = preview(shared_file("forms/F2"), form="daywork")
    assert isinstance(seen.reading, DayWorkReading)
    assert (seen.items, seen.unclassified, seen.total, seen.reading.worked_min) == (24, 0, 25_240_00, 78 * 480)
    commit(ledger, seen, project_id=project_id)
    teams = {row[0]: row[1] for row in ledger.columns("team", ["id", "name"])}
    of_line = ["day_work_id", "trade", "heads", "minutes", "rate_fen_per_day"]
    lines = {row[0]: row[1:] for row in ledger.columns("day_work_line", of_line)}
    fields = ["id", "number", "day", "team_id", "content", "bearer", "state"]
    rows = {row[1]: row for row in ledger.columns("day_work", fields)}
    for slip in sample["slips"]:
        id, _, day, team_id, content, bearer, state = rows[slip["no"]]
        assert isinstance(day, int)
        assert date_of(Day(day)).isoformat() == slip["date"]
        assert (teams[team_id], content, bearer, state) == (slip["team"], slip["work"], slip["charge"], "已确认")
        assert lines[id] == (slip["trade"], slip["n"], int(slip["hrs"]) * 60, int(slip["rate"]) * 100)


def test_a_plan_comes_with_its_tree_its_relations_and_its_own_dates(
    ledger: Ledger, project_id: Id, sample: dict[str, Any]
) -> None:
    seen = preview(shared_file("forms/F3"), form="plan")
    assert isinstance(seen.reading, PlanReading)
    assert (seen.items, seen.unclassified, len(seen.reading.links), list(seen.problems)) == (134, 0, 177, [])
    commit(ledger, seen, project_id=project_id)
    fields = ["id", "wbs", "name", "parent_id", "duration_min", "done", "source_start", "source_finish"]
    rows = {row[1]: row for row in ledger.columns("activity", fields)}
    assert len(rows) == 134
    for activity in sample["activities"]:
        row = rows[activity["wbs"]]
        assert (row[2], row[4]) == (activity["name"], activity["dur"] * 480)
        assert row[3] == rows[activity["wbs"].split(".")[0]][0]
        days = [date_of(Day(int(at or 0) // 1440)).isoformat() for at in row[6:]]
        assert days == [activity["start"], activity["finish"]]
    wbs = {row[0]: row[1] for row in rows.values()}
    number = {activity["id"]: activity["wbs"] for activity in sample["activities"]}
    wanted = {(text, activity["wbs"]) for activity in sample["activities"] for text in activity["preds"]}
    relations = ledger.columns("relation", ["predecessor_id", "successor_id", "type", "lag_min", "lag_unit"])
    assert len(relations) == len(wanted)
    for before, after, type_, lag, unit in relations:
        assert unit == "工作时间"
        source = next(key for key, value in number.items() if value == wbs[before])
        lag_days = int(lag or 0) // 480
        with_type = [f"{source}{type_!s}{lag_days:+d}d"] if lag_days else [f"{source}{type_!s}"]
        spellings = [*with_type, *([str(source)] if type_ == "FS" and not lag_days else [])]
        assert any((spelling, wbs[after]) in wanted for spelling in spellings), (source, type_, lag)
    assert ledger.columns("project", ["start_day"]) == [(date(2025, 3, 10).toordinal() - 719163,)]


def test_the_wrong_form_is_refused_with_what_was_there_instead() -> None:
    for file, form in (("forms/F5", "budget"), ("forms/F2", "budget"), ("xlsx/01", "attendance"), ("xlsx/04", "plan")):
        with pytest.raises(LanyanError) as caught:
            preview(shared_file(file), form=form)
        assert caught.value.code == "excel.no_form"
        assert "工作表“" in str(caught.value.params["sheets"])
