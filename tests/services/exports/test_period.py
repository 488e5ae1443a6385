"""周报, look-ahead and 月计划 of the sample as sheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lanyan_desktop.core.values import Id, date_of
from lanyan_desktop.services.exports.period import export_month, month_book, month_days, week_book
from lanyan_desktop.services.ledgers import create, using
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.services.schedule.view import load_view
from lanyan_desktop.store.ledger import Ledger


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Id]]:
    path = tmp_path_factory.mktemp("period") / "a.lanyan"
    create(path)
    with using(path) as ledger:
        build_sample(ledger)
        yield ledger, ledger.ids("project")[0]


def test_the_week_is_told_with_its_front_line_and_two_weeks_to_come(sample: tuple[Ledger, Id]) -> None:
    ledger, project_id = sample
    report, plan = week_book(ledger, project_id=project_id, weeks=2).tables
    assert "13 项落后，其中 2 项影响总工期，预计推迟 15 天" in report.about
    late = next(row for row in report.rows if row[1] == "机房层及屋面构架")
    assert late[7:11] == ("100%", "30%", "15", "使总工期推迟 15 天")
    assert plan.title == "施工进度两周滚动计划"
    assert [column.title for column in plan.columns[7:]][:2] == ["1\n一", "2\n二"]
    assert len(plan.columns) == 7 + 14
    assert all(len(row) == len(plan.columns) for row in plan.rows)


def test_the_month_is_the_one_after_the_data_date(sample: tuple[Ledger, Id], tmp_path: Path) -> None:
    ledger, project_id = sample
    view = load_view(ledger, project_id)
    assert [date_of(day) for day in month_days(view)] == [date(2025, 12, 1), date(2025, 12, 31)]
    assert [date_of(day) for day in month_days(view, date(2026, 2, 9))] == [date(2026, 2, 1), date(2026, 2, 28)]
    done = export_month(ledger, tmp_path / "月.xlsx", project_id=project_id)
    sheet = openpyxl.load_workbook(done.path)["月计划"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "2025年12月施工进度计划"
    assert "计划期：2025-12-01 至 2025-12-31" in str(rows[1][0])
    assert len(rows[2]) == 7 + 31
    assert next(row for row in rows if row[1] == "机房层及屋面构架")[7] == "■"
    far = month_book(ledger, project_id=project_id, month=date(2030, 1, 1))
    assert [row[1] for row in far.tables[0].rows] == ["这段时间没有安排的工作"]
