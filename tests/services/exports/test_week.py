"""周报 and 周计划 of the sample, read back from the workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lanyan_desktop.core.values import Day, Id, date_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.exports.week import export_week, week_sheets
from lanyan_desktop.services.ledgers import create, using
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.services.schedule.structure import insert_activity
from lanyan_desktop.services.schedule.view import load_view
from lanyan_desktop.store.ledger import Ledger


def test_the_sheets_say_what_lagged_and_what_comes(tmp_path: Path) -> None:
    create(tmp_path / "a.lanyan")
    with using(tmp_path / "a.lanyan") as ledger:
        build_sample(ledger)
        project_id = ledger.ids("project")[0]
        view = load_view(ledger, project_id)
        sheets = week_sheets(view)
        assert sheets.ahead == (Day(sheets.week[1] + 1), Day(sheets.week[1] + 7))
        late = next(row for row in sheets.report if row.name == "机房层及屋面构架")
        assert (late.planned, late.done, late.late_days) == (10_000, 3_000, "15")
        assert late.effect == "使总工期推迟 15 天"
        assert (date_of(late.began or Day(0)).isoformat(), late.ended) == ("2025-11-28", None)
        done_row = next(row for row in sheets.report if row.name == "18层结构(钢筋/模板/混凝土)")
        assert [date_of(day or Day(0)).isoformat() for day in (done_row.began, done_row.ended)] == [
            "2025-11-21", "2025-11-27",
        ]  # fmt: skip
        coming = next(row for row in sheets.plan if row.name == "机房层及屋面构架")
        assert coming.works_on == [True] * 7
        assert coming.target == 10_000
        names = {str(view.loaded.columns["name"][row]) for row in range(len(view)) if view.lies_in(*sheets.ahead)[row]}
        assert {row.name for row in sheets.plan} <= names
        path = tmp_path / "周报.xlsx"
        done = export_week(ledger, path, project_id=project_id, weeks=4)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["周报", "周计划"]
    report = [[cell.value for cell in row] for row in book["周报"].iter_rows()]
    assert report[0][0] == "施工进度周报"
    assert "检查日 2025-11-30：13 项落后，其中 2 项影响总工期" in str(report[1][0])
    row = next(row for row in report if row[1] == "机房层及屋面构架")
    assert row[7:11] == [1, 0.3, "15", "使总工期推迟 15 天"]
    plan = [[cell.value for cell in row] for row in book["周计划"].iter_rows()]
    assert str(plan[2][7]).startswith("12/1\n")
    assert len(plan[2]) == 7 + 28
    assert next(row for row in plan if row[1] == "机房层及屋面构架")[7:15] == ["■"] * 7 + [None]
    assert done.rows == len(report) + len(plan) - 8


def test_without_a_check_date_nothing_is_written(tmp_path: Path) -> None:
    create(tmp_path / "b.lanyan")
    with using(tmp_path / "b.lanyan") as ledger:
        project_id = _plan_without_date(ledger)
        with pytest.raises(LanyanError, match=r"export\.no_data_date"):
            export_week(ledger, tmp_path / "x.xlsx", project_id=project_id)
    assert not (tmp_path / "x.xlsx").exists()


def _plan_without_date(ledger: Ledger) -> Id:
    project_id = create_project(ledger, name="小楼")
    insert_activity(ledger, project_id=project_id, name="挖土")
    return project_id
