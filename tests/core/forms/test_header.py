"""The header is found by its words, wherever it is, in one to three rows, merged or not."""

from __future__ import annotations

import pytest

from lanyan_desktop.core.forms.declare import of_record
from lanyan_desktop.core.forms.declared import ATTENDANCE, BUDGET, FORMS, PLAN
from lanyan_desktop.core.forms.header import match_header
from lanyan_desktop.core.forms.sheet import Cell, Sheet, Span, column_letters, column_number, place_name
from lanyan_desktop.core.records import KINDS

THREE_ROWS: list[list[Cell]] = [
    ["序号", "项目编码", "项目名称", "计量\n单位", "工 程 量", "金额（元）", "", ""],
    ["", "", "", "", "", "综合\n单价", "合  价", "其中"],
    ["", "", "", "", "", "", "", "暂估价"],
    ["1", "010101001001", "平整场地", "m2", "10", "6.5", "65", ""],
]
TITLE: list[list[Cell]] = [["清单"]]
MERGED = (*(Span(0, column, 2, column) for column in range(5)), Span(0, 5, 0, 7), Span(1, 5, 2, 5), Span(1, 6, 2, 6))
WANTED = {
    "serial": 0,
    "code": 1,
    "name": 2,
    "unit": 3,
    "quantity": 4,
    "unit_price": 5,
    "amount_fen": 6,
    "provisional_fen": 7,
}


@pytest.mark.parametrize("spans", [MERGED, ()])
@pytest.mark.parametrize("above", [0, 1, 5, 12])
def test_three_header_rows_are_joined_merged_or_not_wherever_they_start(spans: tuple[Span, ...], above: int) -> None:
    moved = tuple(Span(s.first_row + above, s.first_column, s.last_row + above, s.last_column) for s in spans)
    rows = TITLE * above + THREE_ROWS
    header = match_header(Sheet("表", rows, moved), BUDGET)
    assert header is not None
    assert (header.first_row, header.last_row, header.columns) == (above, above + 2, WANTED)
    assert header.paths[7] == "金额(元)/其中/暂估价"


def test_a_header_below_the_first_fifteen_rows_is_not_looked_for() -> None:
    rows = TITLE * 15 + THREE_ROWS
    assert match_header(Sheet("表", rows), BUDGET) is None


def test_columns_may_stand_in_any_order_under_any_alias() -> None:
    row: list[Cell] = ["Amount", "Rate", "Qty", "Unit", "Item Description", "Item Code"]
    header = match_header(Sheet("表", [row]), BUDGET)
    assert header is not None
    assert header.columns == {"amount_fen": 0, "unit_price": 1, "quantity": 2, "unit": 3, "name": 4, "code": 5}


def test_the_path_of_a_heading_decides_where_its_last_word_is_the_same() -> None:
    rows: list[list[Cell]] = [["名称", "目标成本", "", "合同收入", ""], ["", "单价", "合价", "单价", "合价"]]
    header = match_header(Sheet("表", rows, (Span(0, 1, 0, 2), Span(0, 3, 0, 4))), BUDGET)
    assert header is not None
    assert header.columns == {"name": 0, "target_unit_price": 1, "target_fen": 2, "unit_price": 3, "amount_fen": 4}


def test_what_the_user_says_of_a_column_counts_and_a_column_is_taken_once() -> None:
    row: list[Cell] = ["项目名称", "工程量", "单价", "含税单价", "合价"]
    sheet = Sheet("表", [row])
    header = match_header(sheet, BUDGET, mapping={"unit_price": 3, "amount_fen": -1})
    assert header is not None
    assert header.columns == {"name": 0, "quantity": 1, "unit_price": 3}
    assert header.unmapped == ((2, "单价"), (4, "合价"))


def test_a_header_no_alias_fits_can_be_mapped_by_hand() -> None:
    row: list[Cell] = ["啥", "几个", "多少钱"]
    sheet = Sheet("表", [["标题"], row, ["砖", 3.0, 2.0]])
    assert match_header(sheet, BUDGET) is None
    header = match_header(sheet, BUDGET, mapping={"name": 0, "quantity": 1, "unit_price": 2})
    assert header is not None
    assert (header.first_row, dict(header.columns)) == (1, {"name": 0, "quantity": 1, "unit_price": 2})


def test_the_signature_is_of_the_words_not_of_the_days_of_the_month() -> None:
    def month(days: int) -> Sheet:
        row: list[Cell] = ["姓名", *(float(n) for n in range(1, days + 1)), "签字"]
        return Sheet("表", [row])

    june, july = match_header(month(30), ATTENDANCE), match_header(month(31), ATTENDANCE)
    other = match_header(Sheet("表", [["工号", *(float(n) for n in range(1, 31)), "签字"]]), ATTENDANCE)
    assert june is not None
    assert july is not None
    assert other is not None
    assert june.signature == july.signature != other.signature
    assert (len(june.days), len(july.days)) == (30, 31)


@pytest.mark.parametrize(
    "days",
    [
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        ["1日", "2日", "3日", "4日", "5日", "6日"],
        ["1/一", "2/二", "3/三", "4/四", "5/五", "6/六"],
        ["2025-11-01", "2025-11-02", "2025-11-03", "2025-11-04", "2025-11-05", "2025-11-06"],
        ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
    ],
)
def test_days_are_read_off_numbers_dates_and_week_days(days: list[Cell]) -> None:
    header = match_header(Sheet("表", [["姓名", *days, "出勤工日"]]), ATTENDANCE)
    assert header is not None
    assert [day.column for day in header.days] == [1, 2, 3, 4, 5, 6]
    assert header.columns == {"name": 0, "days": 7}


def test_small_numbers_in_a_row_of_data_are_not_days() -> None:
    row: list[Cell] = ["姓名", 1.0, 1.0, 0.0, 1.0, 1.0, 3.0]
    assert match_header(Sheet("表", [row]), ATTENDANCE) is None


def test_every_column_of_a_record_brings_its_title_and_aliases() -> None:
    for form in FORMS.values():
        for column in form.columns:
            assert column.plain_aliases(), (form.name, column.name)
    name = KINDS["activity"].field("name")
    assert set(of_record("activity", "name").aliases) == set(name.about.excel)
    assert set(name.about.excel) <= set(PLAN.column("name").aliases)


def test_cells_are_named_as_people_name_them() -> None:
    assert [place_name(0, 0), place_name(1_048_575, 16_383)] == ["A1", "XFD1048576"]
    assert all(column_number(column_letters(at)) == at for at in range(0, 16_384, 7))
