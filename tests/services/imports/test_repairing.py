"""What the user puts right in a preview: it is read again as it was read, the file stays as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.imports import preview
from lanyan_desktop.services.imports.repairing import Repairs, repaired, suggest, suggest_for_tie
from lanyan_desktop.store.ledger import Ledger
from tests.exchange.workbooks import Made, write_book
from tests.services.imports.conftest import Look

HEADER: list[Made] = ["序号", "项目编码", "项目名称", "计量单位", "工程量", "综合单价", "合价"]
EARTH: list[Made] = [1, "010101001001", "平整场地", "m2", "约10", 6.5, 65]
SECTION: list[Made] = [None, None, "一、土方", None, None, None, None]


def test_a_cell_put_right_is_counted_and_the_summary_sheet_still_ties(tmp_path: Path) -> None:
    summary: list[list[Made]] = [["序号", "汇总内容", "金额(元)"], [1, "一、土方", 65]]
    path = write_book(tmp_path / "a.xlsx", {"清单": [HEADER, SECTION, EARTH], "汇总": summary})
    seen = preview(path, form="budget", version="投标价")
    assert [p.code for p in seen.problems] == ["cell.number"]
    again = repaired(seen, Repairs().with_cell("清单", 2, 4, "10"))
    assert (again.total, again.problems, again.settings.version) == (6_500, [], "投标价")
    assert [(tie.label, tie.holds) for tie in again.ties] == [("汇总表", True)]


def test_hours_of_the_project_month_and_unit_count_the_second_time_too(
    look: Look, ledger: Ledger, project_id: Id
) -> None:
    with ledger.changeset("九小时") as edit:
        edit.set("project", project_id, workday_min=540)
    assert ledger.load(Project)[0].workday_min == 540
    rows: list[list[Made]] = [["工号", "姓名", *range(1, 7)], ["W1", "张三", 9, 9, 4.5, "乱", 9, 9]]
    seen = look("attendance", rows, month=date(2025, 11, 1), unit="小时")
    again = repaired(seen, Repairs().with_cell("表", 1, 5, "9"))
    assert again.reading.records == 6
    assert {(mark.normal_min, mark.overtime_min) for mark in again.reading.entries.values()} == {(540, 0), (270, 0)}  # type: ignore[attr-defined]  # of attendance
    assert again.settings.month == date(2025, 11, 1)


def test_what_is_suggested_does_what_it_says(look: Look) -> None:
    seen = look(
        "budget",
        [HEADER, [*EARTH[:4], "10m2", 6.5, 65], [None, None, None, "项", 1, 5, 5], [2, None, "零星", "项", 2, 3, 7]],
    )
    number = suggest(seen, seen.problems[0])
    assert number is not None
    assert number.words == "取 10"
    assert repaired(seen, number.repairs).reading.records == 2
    tie = suggest_for_tie(next(tie for tie in seen.ties if not tie.holds))
    assert tie is not None
    assert all(tie.holds for tie in repaired(seen, tie.repairs).ties)
    unknown = suggest(seen, next(p for p in seen.problems if p.code == "row.unknown"))
    assert unknown is not None
    assert repaired(seen, unknown.repairs).sheets[0].of(RowClass.ITEM)[1].index == 2
