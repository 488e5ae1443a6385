"""A planner before the real window: drag, link, undo; a plan of another program kept up to date and printed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.core.records.plan import Baseline, ProgressCheck
from lanyan_desktop.services import ledgers
from lanyan_desktop.services.imports.plan_file import import_plan_file
from lanyan_desktop.ui.schedule.print_dialog import PrintDialog
from lanyan_desktop.ui.schedule.tab import ScheduleTab
from tests.journeys.office import Office, cell, row, stand
from tests.shared import shared_file


def plan_tab(office: Office) -> ScheduleTab:
    tab = office.show(0)
    assert isinstance(tab, ScheduleTab)
    return tab


def test_a_bar_is_dragged_and_linked_and_all_is_taken_back(office: Office, sample: Path) -> None:
    office.open(sample)
    tab = plan_tab(office)
    table, chart = tab.table, tab.page.chart
    source, target = row(table, "外墙真石漆"), row(table, "外窗扇及玻璃安装")
    before = [(cell(table, at, "first_day"), cell(table, at, "predecessors")) for at in (source, target)]
    table.grid.verticalScrollBar().setValue((source - 3) * ROW)
    assert chart.rows is not None
    chart.pan(chart.scale.x_at(float(chart.rows.bars.start[source])) - 200)
    x = round(chart.scale.x_at(float(chart.rows.bars.start[source] + chart.rows.bars.finish[source]) / 2))

    def drag(at: int, to: QPoint) -> None:
        begin = QPoint(x, chart.top + at * ROW - chart.offset + 9)
        QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=begin)
        QTest.mouseMove(chart, QPoint((begin.x() + to.x()) // 2, to.y()))
        QTest.mouseMove(chart, to)
        QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=to)
        office.rest()

    drag(source, QPoint(x + round(10 * chart.scale.px_per_day), chart.top + source * ROW - chart.offset + 9))
    assert cell(table, source, "first_day") != before[0][0]
    assert office.intents()[0] == "修改「外墙真石漆」的开始"
    drag(source, QPoint(x + 20, chart.top + target * ROW - chart.offset + 9))
    assert office.intents()[0] == "链接「外墙真石漆」到「外窗扇及玻璃安装」"
    assert cell(table, target, "predecessors") != before[1][1]
    office.keys("Ctrl+Z", "Ctrl+Z")
    office.until(
        lambda: [(cell(table, at, "first_day"), cell(table, at, "predecessors")) for at in (source, target)] == before
    )


def test_a_plan_of_ms_project_gets_a_baseline_progress_a_front_line_and_a_print(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "商业楼.lanyan"
    ledgers.create(path)
    with ledgers.using(path) as ledger:
        import_plan_file(ledger, shared_file("schedules/commercial_construction.from_mpp.xml"))
    office.open(path)
    tab = plan_tab(office)
    works = [at for at in range(len(tab.view)) if not tab.view.schedule.is_summary[at]]
    if len(office.reader.load(Baseline)) == 0:
        with office.in_dialog(lambda: office.keys("Return")):
            tab.acts.save_base.trigger()
        office.rest()
    assert len(office.reader.load(Baseline)) >= 1
    # the site meeting, a month in
    tab.parts.show(1)
    meeting = tab.parts.part(1)
    begin = int(tab.view.schedule.project_start) // 1440
    meeting.date.setDate(QDate(1970, 1, 1).addDays(begin + 30))  # type: ignore[attr-defined]  # the meeting's page
    office.rest()
    assert "项落后" in meeting.story.text()  # type: ignore[attr-defined]  # as above
    said = meeting.story.text()  # type: ignore[attr-defined]  # as above
    table = meeting.table  # type: ignore[attr-defined]  # as above
    name = cell(table, 0, "name")
    stand(table, 0, "done")
    office.type("100")
    office.keys("Return")
    office.rest()
    assert office.intents()[0].startswith("登记进度")
    assert meeting.story.text() != said  # type: ignore[attr-defined]  # the line answers at once
    office.click("保存本次检查")
    office.rest()
    assert any(check.done == 10_000 for check in office.reader.load(ProgressCheck))
    tab.parts.show(0)
    QApplication.processEvents()
    assert tab.view.front is not None
    assert tab.view.front.is_marked.any()
    # on paper
    pdf = tmp_path / "计划.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(pdf), ""))
    monkeypatch.setattr(PrintDialog, "exec", lambda dialog: (dialog._choose("pdf"), 1)[1])
    office.keys("Ctrl+P")
    office.rest()
    assert pdf.stat().st_size > 10_000
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not here to read the PDF back")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "施工进度计划横道图" in text
    assert name[:8] in text
    assert f"{len(works)}" in text  # the last 序号
