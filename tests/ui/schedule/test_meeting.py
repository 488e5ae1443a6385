"""A site meeting: the date, the quick list, the answer; asserted on the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog

from lanyan_desktop.core.records.plan import ProgressCheck
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.attachments import load_attachments
from lanyan_desktop.services.schedule.claim import make_claim
from lanyan_desktop.ui.schedule.meeting_page import MeetingPage
from lanyan_desktop.ui.theme import theme
from tests.ui.schedule.conftest import Stage


def enter(stage: Stage) -> MeetingPage:
    stage.tab.parts.show(1)
    QApplication.processEvents()
    page = stage.tab.parts.part(1)
    assert isinstance(page, MeetingPage)
    return page


def cell(page: MeetingPage, row_id: Id, name: str) -> str:
    model = page.table.model
    place = next(n for n, column in enumerate(model.columns) if column.name == name)
    return model.cell(model.row_of(row_id), place).text


def report(page: MeetingPage, row_id: Id, name: str, text: str) -> None:
    model = page.table.model
    place = next(n for n, column in enumerate(model.columns) if column.name == name)
    assert model.setData(model.index(model.row_of(row_id), place), text)
    QApplication.processEvents()


def stored(stage: Stage, wbs: str, *names: str) -> list[object]:
    return list(stage.session.reader.page("activity", [stage.id_of(wbs)], list(names))[stage.id_of(wbs)])


def test_the_list_says_what_should_be_running_and_what_lateness_does(sample: Stage) -> None:
    page = enter(sample)
    late = sample.id_of("3.19")
    assert cell(page, late, "state") == "应完成未完成"
    assert (cell(page, late, "planned"), cell(page, late, "behind")) == ("100%", "15")
    assert cell(page, late, "effect") == "使总工期推迟 15 天"
    assert "项影响总工期，预计推迟 15 天" in page.story.text()
    assert page.table.model.row_of(sample.id_of("6.4")) < 0  # months away
    assert page.table.model.rowCount() < 40


def test_progress_is_entered_as_percent_remaining_or_dates_and_the_line_answers(sample: Stage) -> None:
    page = enter(sample)
    late = sample.id_of("3.19")
    report(page, late, "done", "80")
    assert stored(sample, "3.19", "done") == [8_000]
    assert float(cell(page, late, "behind")) < 15
    report(page, late, "remaining_min", "1")
    assert stored(sample, "3.19", "done", "remaining_min") == [9_000, 480]
    before = page.story.text()
    report(page, late, "actual_finish", "2025-11-30")
    done, left = stored(sample, "3.19", "done", "remaining_min")
    assert (done, left) == (10_000, None)
    assert page.story.text() != before
    assert cell(page, late, "state") == "已完成"
    for _ in range(3):
        assert sample.session.write(lambda ledger: ledger.undo()).result() == "登记进度 2025-11-30 1 项"
    QApplication.processEvents()
    assert cell(page, late, "effect") == "使总工期推迟 15 天"


def test_causes_and_checks_are_kept_and_an_earlier_line_is_drawn(sample: Stage) -> None:
    page, late = enter(sample), sample.id_of("3.19")
    report(page, late, "cause", "天气")
    report(page, late, "evidence", "气象证明 11-20")
    page.keep.click()
    QApplication.processEvents()
    assert sample.said[-1].startswith("已保存本次检查：")
    checks = sample.session.reader.load(ProgressCheck)
    assert len(checks) == len({check.activity_id for check in checks}) > 5
    mine = next(check for check in checks if check.activity_id == late)
    assert (mine.cause, mine.evidence, mine.done, mine.late_min) == ("天气", "气象证明 11-20", 3_000, 15 * 480)
    assert sample.tab.view.earlier_fronts == []
    page.date.setDate(QDate(2025, 12, 7))
    QApplication.processEvents()
    assert str(sample.tab.view.loaded.project.data_day) == str(QDate(1970, 1, 1).daysTo(QDate(2025, 12, 7)))
    assert cell(page, late, "cause") == ""  # told of the day before
    ((day, marks),) = sample.tab.view.earlier_fronts
    row = sample.tab.view.loaded.place[late]
    assert marks[row] < day - 10
    sample.tab.parts.show(0)
    chart = sample.tab.page.chart
    chart.pan(chart.scale.x_at(day) - 300)
    image = chart.grab().toImage()
    front = QColor(theme().colours["front"])
    seen = {image.pixelColor(x, y).name() for x in range(200, 400) for y in range(chart.top, image.height(), 3)}
    assert any(front.name() != name and QColor(name).blue() - QColor(name).green() > 40 for name in seen)


def test_how_late_a_work_was_stays_with_its_cause_when_the_date_moves_on(sample: Stage) -> None:
    page, late = enter(sample), sample.id_of("3.19")
    report(page, late, "cause", "业主")
    page.date.setDate(QDate(2025, 12, 7))
    QApplication.processEvents()
    (check,) = sample.session.reader.load(ProgressCheck)
    assert (check.activity_id, check.cause, check.done, check.late_min) == (late, "业主", 3_000, 15 * 480)
    (event,) = (delay for delay in make_claim(sample.tab.view).claimed)
    assert event.own == 15 * 480
    assert sample.session.write(lambda ledger: ledger.undo()).result() == "数据日期改为 2025-12-07"


def test_a_paper_is_kept_with_the_check_of_the_work_one_stands_on(
    sample: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, late = enter(sample), sample.id_of("3.19")
    (tmp_path / "停工令.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(tmp_path / "停工令.pdf"), ""))
    assert page.table.go_to(late, "cause")
    page.paper.click()
    QApplication.processEvents()
    assert sample.failures == []
    assert cell(page, late, "papers") == "停工令.pdf"
    (check,) = sample.session.reader.load(ProgressCheck)
    (paper,) = load_attachments(sample.session.reader, owner_id=check.id)
    assert (check.activity_id, paper.name, paper.owner_kind) == (late, "停工令.pdf", "progress_check")
    page.paper.click()  # a second one goes to the same check
    QApplication.processEvents()
    assert cell(page, late, "papers") == "停工令.pdf、停工令.pdf"


def test_without_a_check_date_the_list_asks_for_one(empty: Stage) -> None:
    empty.tab.acts.add.trigger()
    QApplication.processEvents()
    page = enter(empty)
    assert "还没有检查日期" in page.story.text()
    assert not page.keep.isEnabled()
    assert page.table.model.rowCount() == 1
