"""The sheets of the 进度 tab, chosen from its menu, read back from the PDF."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from lanyan_desktop.services.schedule.checks import load_checks, put_check
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.ui.schedule.reports import ClaimDialog
from tests.ui.schedule.conftest import Stage


def words(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not here to read the PDF back")
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout.replace(" ", "")


def save_as(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str = "") -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), kind))


def tell(stage: Stage, wbs: str, cause: str) -> None:
    """A cause told of a work at the data date."""
    day, work = stage.tab.view.loaded.project.data_day, stage.id_of(wbs)
    assert day is not None

    def write(ledger: Ledger) -> None:
        known = load_checks(ledger, stage.project_id)
        with ledger.changeset("检查") as edit:
            put_check(
                edit, known, project_id=stage.project_id, activity_id=work, day=day,
                cause=cause, evidence="停工令 11-16",
            )  # fmt: skip

    stage.session.write(write).result()
    QApplication.processEvents()


def test_the_weeks_report_goes_out_as_pdf(sample: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_as(monkeypatch, tmp_path / "周报", "PDF (*.pdf)")
    sample.tab.acts.two_weeks.trigger()
    QApplication.processEvents()
    assert sample.failures == []
    said = words(tmp_path / "周报.pdf")
    for word in (
        "施工进度周报",
        "施工进度两周滚动计划",
        "使总工期推迟15天",
        "机房层及屋面构架",
        "编制",
        "13项落后",
    ):
        assert word in said, word
    assert "第1页共" in said


def test_the_months_plan_goes_out_by_its_ending(sample: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("月.xlsx", "月.pdf"):
        save_as(monkeypatch, tmp_path / name)
        sample.tab.acts.month.trigger()
        QApplication.processEvents()
    assert openpyxl.load_workbook(tmp_path / "月.xlsx").sheetnames == ["月计划"]
    assert "2025年12月施工进度计划" in words(tmp_path / "月.pdf")


def test_a_claim_names_its_causes_and_days(sample: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(sample, "3.19", "业主")
    save_as(monkeypatch, tmp_path / "申请.pdf")
    told: list[str] = []

    def choose(dialog: ClaimDialog) -> int:
        told.append(dialog.told.text())
        dialog.boxes["业主"].setChecked(False)
        told.append(dialog.told.text())
        dialog.boxes["业主"].setChecked(True)
        return 1

    monkeypatch.setattr(ClaimDialog, "exec", choose)
    sample.tab.acts.claim.trigger()
    QApplication.processEvents()
    assert sample.failures == []
    assert told == ["1 项工作受延误，可申请顺延 15 天。", "没有登记过这些原因的延误。"]
    said = words(tmp_path / "申请.pdf")
    for word in ("工期顺延申请表", "15天（日历天）", "停工令11-16", "总监理工程师", "延误事件及工期影响计算表"):
        assert word in said, word


def test_without_a_told_cause_the_claim_says_what_to_do(
    sample: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_as(monkeypatch, tmp_path / "申请.pdf")
    monkeypatch.setattr(ClaimDialog, "exec", lambda dialog: (dialog.boxes["业主"].setChecked(False), 1)[1])
    sample.tab.acts.claim.trigger()
    QApplication.processEvents()
    assert [getattr(error, "code", "") for error in sample.failures] == ["export.no_claim"]
    assert not (tmp_path / "申请.pdf").exists()


def test_every_sheet_is_in_the_palette(sample: Stage) -> None:
    offered = {act.text() for act in sample.tab.actions()}
    assert {
        "导出月计划…",
        "工期顺延申请…",
        "导出周报与周计划…",
        "导出 SVG 图片…",
        "打印与 PDF…",
        "复制为图片",
    } <= offered
