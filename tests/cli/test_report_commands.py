"""`lanyan report week|month|claim` on the sample."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from lanyan_desktop.services.ledgers import using
from lanyan_desktop.services.schedule.checks import load_checks, put_check
from lanyan_desktop.services.schedule.view import load_view
from tests.cli.test_commands import run


@pytest.fixture
def sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    ledger = tmp_path / "样例.lanyan"
    assert run(capsys, "new", ledger, "--sample")[0] == 0
    return ledger


def test_week_month_and_claim(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found, _ = run(capsys, "report", "week", sample, tmp_path / "周.xlsx", "--weeks", "2")
    assert (status, found["form"]) == (0, "week")
    assert load_workbook(tmp_path / "周.xlsx").sheetnames == ["周报", "周计划"]
    assert run(capsys, "report", "month", sample, tmp_path / "月.xlsx", "--month", "2026-01")[0] == 0
    assert load_workbook(tmp_path / "月.xlsx")["月计划"]["A1"].value == "2026年1月施工进度计划"
    status, said, _ = run(capsys, "report", "claim", sample, tmp_path / "申请.xlsx")
    assert (status, said["error"]) == (1, "export.no_claim")
    with using(sample) as ledger:
        project_id = ledger.ids("project")[0]
        view = load_view(ledger, project_id)
        work, day = view.loaded.ids[view.loaded.columns["wbs"].index("3.19")], view.loaded.project.data_day
        assert day is not None
        with ledger.changeset("检查") as edit:
            put_check(
                edit, load_checks(ledger, project_id), project_id=project_id, activity_id=work, day=day, cause="材料"
            )
    status, found, _ = run(capsys, "report", "claim", sample, tmp_path / "申请.xlsx", "--cause", "材料")
    assert (status, found["rows"]) == (0, 12)
    status, said, _ = run(capsys, "report", "week", sample, tmp_path / "周.doc")
    assert (status, said["error"]) == (1, "export.ending")


def test_the_program_prints_a_pdf_without_a_window(sample: Path, tmp_path: Path, qapp: object) -> None:
    from lanyan_desktop.__main__ import main

    assert qapp is not None
    assert main(["report", "month", str(sample), str(tmp_path / "月.pdf")]) == 0
    assert (tmp_path / "月.pdf").read_bytes().startswith(b"%PDF-")
