"""工期顺延申请 of the sample, read back from the workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.exports.claim import claim_book, export_claim
from lanyan_desktop.services.ledgers import create, using
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.services.schedule.checks import load_checks, put_check
from lanyan_desktop.services.schedule.view import load_view
from lanyan_desktop.store.ledger import Ledger

_LATE = "机房层及屋面构架"


def _told(ledger: Ledger) -> Id:
    """The sample with a cause told of the work that moves its finish by 15 days."""
    build_sample(ledger)
    project_id = ledger.ids("project")[0]
    view = load_view(ledger, project_id)
    work, day = view.loaded.ids[view.loaded.columns["name"].index(_LATE)], view.loaded.project.data_day
    assert day is not None
    with ledger.changeset("检查") as edit:
        put_check(
            edit, load_checks(ledger, project_id), project_id=project_id, activity_id=work, day=day,
            cause="业主", evidence="设计变更单 07 号",
        )  # fmt: skip
    return project_id


def test_the_form_says_how_many_days_and_why(tmp_path: Path) -> None:
    create(tmp_path / "a.lanyan")
    with using(tmp_path / "a.lanyan") as ledger:
        project_id = _told(ledger)
        done = export_claim(ledger, tmp_path / "申请.xlsx", project_id=project_id)
        with pytest.raises(LanyanError, match=r"export\.no_claim"):
            claim_book(ledger, project_id=project_id, causes={"天气"})
    book = openpyxl.load_workbook(done.path)
    assert book.sheetnames == ["工期顺延申请", "延误事件"]
    form = {str(row[0].value): str(row[1].value) for row in book["工期顺延申请"].iter_rows()}
    assert form["申请顺延"].startswith("15 天（日历天）")
    assert "因业主原因，1 项工作受到延误" in form["申请事由"]
    assert "总监理工程师" in form["监理单位\n审查意见"]
    rows = [[cell.value for cell in row] for row in book["延误事件"].iter_rows()]
    (event,) = (row for row in rows if row[1] == _LATE)
    assert (event[2], event[4], event[6], event[7]) == ("业主", "15", "15", "设计变更单 07 号")
    assert next(row for row in rows if row[1] == "全部延误一并计算")[6] == "15"
    assert done.rows == 12
