"""The printed report carries its fonts: it reads alike on a computer that has no Chinese ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.cost.paper import Paper, PaperColumn, PaperRow, PaperTable
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.ui.cost.report_pdf import write_report


def test_pages_and_fonts(qtbot: QtBot, tmp_path: Path) -> None:
    columns = [PaperColumn("科目", 20), PaperColumn("金额", 12, "money"), PaperColumn("率", 8, "share")]
    rows = [PaperRow(["人工费", 123_45, -250], level=number % 2) for number in range(60)]
    table = PaperTable(name="表", title="三算对比表", columns=columns, rows=rows, notes=["注"])
    path = tmp_path / "a.pdf"
    assert write_report(path, Paper(project="楼", period="2025年11月", tables=[table, table])) == 6
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/FontFile" in content
    assert content.count(b"/Type /Page\n") == 6


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(LanyanError) as refused:
        write_report(tmp_path / "无" / "a.pdf", Paper(project="楼", period="", tables=[]))
    assert refused.value.code == "export.folder"
