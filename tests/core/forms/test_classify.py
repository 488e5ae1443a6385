"""Every row gets a class; none is dropped, none is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.forms.classify import Row, RowClass, classify, count
from lanyan_desktop.core.forms.declared import ATTENDANCE, BUDGET, FORMS
from lanyan_desktop.core.forms.header import match_header
from lanyan_desktop.core.forms.sheet import Cell, Sheet
from lanyan_desktop.core.forms.taken import take

HEADER: list[Cell] = ["序号", "项目编码", "项目名称", "项目特征", "单位", "工程量", "综合单价", "合价"]


def classes(*rows: list[Cell]) -> list[Row]:
    """The classes of rows that stand below a title and a header."""
    sheet = Sheet("表", [["分部分项工程清单", *[""] * 7], HEADER, *rows])
    header = match_header(sheet, BUDGET)
    assert header is not None
    return classify(sheet, BUDGET, header)[2:]


def line(at: dict[int, Cell]) -> list[Cell]:
    return [at.get(column, "") for column in range(8)]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({}, RowClass.BLANK),
        ({2: "　 "}, RowClass.BLANK),
        ({0: "分部分项工程清单"}, RowClass.TITLE),
        ({0: "工程名称：某楼", 6: "第2页 共3页"}, RowClass.META),
        (dict(enumerate(HEADER)), RowClass.HEADER),
        ({2: "强电"}, RowClass.SECTION),
        ({0: "一", 2: "土石方"}, RowClass.SECTION),
        ({0: "一、土石方工程"}, RowClass.SECTION),
        ({0: 1.0, 1: "010101001001", 2: "平整场地", 4: "m2", 5: 3.0, 6: 2.0, 7: 6.0}, RowClass.ITEM),
        ({2: "零星", 7: 500.0}, RowClass.ITEM),
        ({0: "本页小计", 7: "6.00"}, RowClass.PAGE_SUBTOTAL),
        ({2: "小    计", 7: 6.0}, RowClass.SUBTOTAL),
        ({2: "分部小计", 7: 6.0}, RowClass.SUBTOTAL),
        ({0: "合    计", 7: 6.0}, RowClass.CUMULATIVE),
        ({2: "总计", 7: 6.0}, RowClass.CUMULATIVE),
        ({7: 6.0}, RowClass.CUMULATIVE),
        ({0: "注：为计取规费等的使用，可在表中增设", 7: "表－08"}, RowClass.NOTE),
        ({0: "说明：含税"}, RowClass.NOTE),
        ({7: "表－08"}, RowClass.TABLE_NUMBER),
        ({0: "编制人：张三", 4: "审核人：李四"}, RowClass.SIGNATURE),
        ({0: "制表：      审核：      审批："}, RowClass.SIGNATURE),
        ({4: "m2", 3: "只有特征"}, RowClass.UNKNOWN),
        ({6: "看图"}, RowClass.UNKNOWN),
    ],
)
def test_rows_of_a_bill(cells: dict[int, Cell], kind: RowClass) -> None:
    assert classes(line(cells))[0].kind is kind


def test_an_item_whose_name_ends_in_a_word_for_totals_is_an_item() -> None:
    cells: dict[int, Cell] = {0: 1.0, 1: "010101001001", 2: "合计", 4: "m2", 5: 3.0, 6: 2.0, 7: 6.0}
    assert classes(line(cells))[0].kind is RowClass.ITEM


@pytest.mark.parametrize(
    ("name", "level"),
    [("一、土方", 1), ("（一）挖土", 2), ("(二) 回填", 2), ("1 土方", 1), ("1.2 挖土", 2), ("1.2.3 人工", 3)],
)
def test_how_deep_a_section_stands_is_in_its_number(name: str, level: int) -> None:
    (row,) = classes(line({2: name}))
    assert (row.kind, row.level) == (RowClass.SECTION, level)


def test_blank_rows_inside_a_workers_rows_belong_to_the_worker() -> None:
    days: list[Cell] = [float(n) for n in range(1, 6)]
    rows: list[list[Cell]] = [["工号", *days]]
    for number in ("1", "2", "3"):
        rows += [[number, *["√"] * 5], ["", *["√"] * 5], [""] * 6]
    sheet = Sheet("表", rows)
    header = match_header(sheet, ATTENDANCE)
    assert header is not None
    kinds = [row.kind.value for row in classify(sheet, ATTENDANCE, header)]
    assert kinds == ["header", *["item", "continuation", "continuation"] * 3]


cell = st.one_of(
    st.sampled_from(
        ["", "合计", "小计", "注：", "一、", "序号", "项目名称", "√", "表-08", "工程名称：a", "=1", "1.2万"]
    ),
    st.text(max_size=6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
)


@given(st.sampled_from(sorted(FORMS)), st.lists(st.lists(cell, max_size=9), max_size=12))
def test_whatever_a_sheet_holds_each_row_has_one_class(form: str, rows: list[list[Cell]]) -> None:
    heads: dict[str, list[Cell]] = {
        "budget": HEADER,
        "attendance": ["姓名", *(float(n) for n in range(1, 8))],
        "daywork": ["单号", "日期", "班组", "工种", "人数", "工时", "单价"],
        "plan": ["标识号", "任务名称", "工期", "开始时间", "前置任务"],
    }
    taken = take(Sheet("表", [heads[form], *rows]), FORMS[form])
    assert taken is not None
    assert [row.index for row in taken.rows] == list(range(len(rows) + 1))
    assert sum(count(taken.rows).values()) == len(rows) + 1
