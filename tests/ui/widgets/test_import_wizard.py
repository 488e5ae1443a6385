"""The wizard as a user meets it: a real budget, a spoilt one, a file that is no workbook, a second import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.imports import Committed
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.session import Session
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.widgets.import_wizard import ImportWizard, steps

HEAD = ["序号", "项目编码", "项目名称", "计量单位", "工程量", "综合单价", "合价"]
ROWS = [
    [None, None, "土石方", None, None, None, None],
    [1, "010101001001", "平整场地", "m2", 10, 2.5, 25],
    [2, "010101002001", "挖一般土方", "m3", "4 方", 3, 12],
    [3, "010101003001", "挖沟槽", "m3", 2, 4, 9],
    ["补1", None, None, None, None, None, "见图"],
    ["合计", None, None, None, None, None, 46],
]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session(tmp_path / "a.lanyan", create=True) as session:
        yield session


@pytest.fixture
def project_id(session: Session) -> Id:
    return session.write(lambda ledger: create_project(ledger, name="三号楼")).result()


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["分部分项工程清单与计价表"])
    sheet.append(HEAD)
    for row in ROWS:
        sheet.append(row)
    path = tmp_path / "清单.xlsx"
    book.save(path)
    return path


def wizard(qtbot: QtBot, session: Session, project_id: Id | None, path: Path | None = None) -> ImportWizard:
    jobs = JobRunner(session, at_once=True)
    made = ImportWizard(jobs, project_id, path=path)
    jobs.setParent(made)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    return made


def words(page: ImportWizard) -> str:
    return "\n".join(found.text() for found in page.findChildren(QLabel) if found.isVisible())


def test_a_sheet_is_shown_with_what_each_row_was_taken_for(
    qtbot: QtBot, session: Session, project_id: Id, budget: Path, qtmodeltester: ModelTester
) -> None:
    page = wizard(qtbot, session, project_id, budget)
    model = page.work.view.sheet
    classes = [model.text(row, 1) for row in range(model.rowCount())]
    assert classes == ["标题", "表头", "分部", "清单项", "清单项", "清单项", "不认识", "合计"]
    assert page.steps.now == steps.CHECK
    assert model.marks[4, 4][0] == "error"
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no annotation here


def test_suggestions_put_rows_and_cells_right(qtbot: QtBot, session: Session, project_id: Id, budget: Path) -> None:
    page = wizard(qtbot, session, project_id, budget)
    assert page.inquiry.shown is not None
    before = page.inquiry.shown.reading.records
    page.inquiry.repair(page.work.side.all_suggestions())
    model = page.work.view.sheet
    assert (4, 4) not in model.marks
    assert page.inquiry.shown.reading.records == before + 1
    assert "“4 方”不是数字" not in words(page)


def test_the_way_back_takes_back_what_was_put_right_first(
    qtbot: QtBot, session: Session, project_id: Id, budget: Path
) -> None:
    page = wizard(qtbot, session, project_id, budget)
    page.work.view.class_chosen.emit(6, RowClass.NOTE)
    assert page.work.view.sheet.text(6, 1) == "注"
    page.go_back()
    assert page.work.view.sheet.text(6, 1) == "不认识"
    page.go_back()
    assert page.steps.now == steps.FILE


def test_a_row_may_be_called_a_section(qtbot: QtBot, session: Session, project_id: Id, budget: Path) -> None:
    page = wizard(qtbot, session, project_id, budget)
    assert page.inquiry.shown is not None
    sections = page.inquiry.shown.sections
    page.work.view.class_chosen.emit(6, RowClass.SECTION)
    assert page.inquiry.shown.sections == sections + 1


def test_committing_is_one_step_that_undo_takes_back(
    qtbot: QtBot, session: Session, project_id: Id, budget: Path
) -> None:
    page = wizard(qtbot, session, project_id, budget)
    log = len(session.reader.log())
    with qtbot.waitSignal(page.committed) as committed:
        page.commit()
    done = committed.args[0] if committed.args else None
    assert isinstance(done, Committed)
    assert len(session.reader.log()) == log + 1
    assert session.reader.count("budget_line") == done.outcome.added == 3
    assert page.steps.now == steps.DONE
    page.inquiry.undo()
    assert session.reader.count("budget_line") == 0


def test_importing_again_says_that_nothing_changes(
    qtbot: QtBot, session: Session, project_id: Id, budget: Path
) -> None:
    wizard(qtbot, session, project_id, budget).commit()
    again = wizard(qtbot, session, project_id, budget)
    assert "和账上完全一样" in words(again)


def test_a_column_may_be_given_to_another_field(qtbot: QtBot, session: Session, project_id: Id, budget: Path) -> None:
    page = wizard(qtbot, session, project_id, budget)
    page.work.side.mapped.emit("note", 0)
    assert page.inquiry.shown is not None
    assert page.inquiry.shown.sheets[0].header.columns["note"] == 0
    assert "serial" not in page.inquiry.shown.sheets[0].header.columns
    titles = [action.text() for action in page.work.side.column_menu("note").actions()]
    assert titles[:2] == ["（不导入）", "A 序号"]


def test_a_problem_jumps_to_its_cell(qtbot: QtBot, session: Session, project_id: Id, budget: Path) -> None:
    page = wizard(qtbot, session, project_id, budget)
    page.work.side.jumped.emit(4, 4)
    index = page.work.view.currentIndex()
    assert (index.row(), index.column() - 2) == (4, 4)


def test_a_file_that_is_no_workbook_is_refused_in_words(
    qtbot: QtBot, session: Session, project_id: Id, tmp_path: Path
) -> None:
    path = tmp_path / "假.xlsx"
    path.write_text("不是表格", "utf-8")
    page = wizard(qtbot, session, project_id, path)
    assert page.steps.now == steps.FILE
    assert "什么也没有写入" in words(page)
    assert not page.commit_button.isVisible()


def test_a_workbook_of_no_known_form_is_refused_in_words(
    qtbot: QtBot, session: Session, project_id: Id, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["天气", "心情"])
    path = tmp_path / "日记.xlsx"
    book.save(path)
    assert "没有认出任何一种表" in words(wizard(qtbot, session, project_id, path))


def test_a_dropped_file_is_opened(qtbot: QtBot, session: Session, project_id: Id, budget: Path) -> None:
    page = wizard(qtbot, session, project_id)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(budget))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(event)
    assert page.inquiry.path == budget
    assert page.inquiry.shown is not None


def test_an_empty_ledger_gets_its_project_from_the_sheet(qtbot: QtBot, session: Session, budget: Path) -> None:
    wizard(qtbot, session, None, budget).commit()
    assert [name for (name,) in session.reader.columns("project", ["name"])] == ["清单"]


def test_a_real_budget_comes_in_to_the_fen(
    qtbot: QtBot, session: Session, project_id: Id, shared_data: Path
) -> None:
    (path,) = (shared_data / "xlsx").glob("01_*")
    page = wizard(qtbot, session, project_id, path)
    assert page.commit_button.text() == "入账 304 条"
    assert "46 处合计与表中一致" in words(page)
    page.commit()
    assert session.reader.sums("budget_line", ["amount_fen"]) == (136_140_282,)


def test_reading_runs_off_the_windows_thread(
    qtbot: QtBot, session: Session, project_id: Id, budget: Path
) -> None:
    jobs = JobRunner(session)
    page = ImportWizard(jobs, project_id, path=budget)
    qtbot.addWidget(page)
    page.show()
    assert page.steps.now == steps.FILE
    qtbot.waitUntil(lambda: page.inquiry.outcome is not None)
    assert page.steps.now == steps.CHECK
    with qtbot.waitSignal(page.committed):
        page.commit()
    assert session.reader.count("budget_line") == 3
    jobs.close()
