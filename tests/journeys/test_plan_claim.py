"""A delay from the site meeting to the paper that claims it: cause, evidence and a file, then 申请 as PDF."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from lanyan_desktop.core.records.files import Attachment
from lanyan_desktop.core.records.plan import ProgressCheck
from lanyan_desktop.ui.schedule.meeting_page import MeetingPage
from lanyan_desktop.ui.schedule.reports import ClaimDialog
from lanyan_desktop.ui.schedule.tab import ScheduleTab
from tests.journeys.office import Office, cell, row, stand

LATE = "机房层及屋面构架"


def test_a_delay_told_at_the_meeting_is_claimed_on_paper(
    office: Office, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.open(sample)
    tab = office.show(0)
    assert isinstance(tab, ScheduleTab)
    tab.parts.show(1)
    meeting = tab.parts.part(1)
    assert isinstance(meeting, MeetingPage)
    late = row(meeting.table, LATE)
    stand(meeting.table, late, "cause")
    office.type("业主")
    office.keys("Return")
    office.rest()
    stand(meeting.table, late, "evidence")
    office.type("设计变更单07号")
    office.keys("Return")
    office.rest()
    stand(meeting.table, late, "evidence")
    (tmp_path / "联系单.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(tmp_path / "联系单.pdf"), ""))
    office.click("附依据…")
    office.rest()
    (check,) = office.reader.load(ProgressCheck)
    assert (check.cause, check.evidence) == ("业主", "设计变更单07号")
    assert [paper.owner_id for paper in office.reader.load(Attachment)] == [check.id]
    assert cell(meeting.table, late, "papers") == "联系单.pdf"
    pdf = tmp_path / "申请.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(pdf), ""))

    def agree() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ClaimDialog)
        assert dialog.boxes["业主"].isChecked()
        dialog.accept()

    with office.in_dialog(agree):
        office.find("工期顺延申请")
    office.rest()
    office.until(pdf.exists)
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not here to read the PDF back")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    said = text.replace(" ", "")
    for word in ("15天（日历天）", "设计变更单07号", "联系单.pdf", LATE):
        assert word in said, word
