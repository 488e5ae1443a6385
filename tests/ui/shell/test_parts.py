"""The parts of the shell: palette, inspector, log, settings, help, jobs, crash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.records.plan import Activity
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.kit.resources import resource
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.ui.jobs import Job
from lanyan_desktop.ui.shell import help_window
from lanyan_desktop.ui.shell.crash_dialog import CrashDialog
from lanyan_desktop.ui.shell.finding import matches
from lanyan_desktop.ui.shell.help_window import HelpWindow, manual_pages, manual_sections
from lanyan_desktop.ui.shell.log_window import LogWindow
from lanyan_desktop.ui.shell.options import SCALE, THEME, USER, recent_ledgers, remember_ledger
from lanyan_desktop.ui.shell.program import Program
from lanyan_desktop.ui.shell.project_dialog import ProjectDialog
from lanyan_desktop.ui.shell.settings_dialog import SettingsDialog
from lanyan_desktop.ui.shell.status_bar import progress_words
from lanyan_desktop.ui.theme import theme
from tests.ui.shell.conftest import FakeTab


def enter(field: QLineEdit, text: str) -> None:
    """Type as an input method does: key clicks know ASCII only."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    field.setFocus()
    QApplication.sendEvent(field, event)


def type_into(program: Program, text: str) -> None:
    enter(program.window.top.search, text)
    program.palette.look_up()


# ---- palette


def test_the_palette_finds_records_actions_and_help(program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    type_into(program, "钢筋")
    kinds = {option.remark for option in program.palette.options if option.kind == "record"}
    assert {"清单项", "工作", "班组"} <= kinds
    program.window.top.search.clear()
    type_into(program, "日志")
    assert [(o.kind, o.title) for o in program.palette.options if o.kind != "record"] == [
        ("action", "操作日志"),
        ("help", "账套、日志和备份"),
        ("help", "操作日志"),
    ]


def test_keys_alone_jump_to_a_record(qtbot: QtBot, program: Program, sample: Path, made_tabs: list[FakeTab]) -> None:
    program.desk.open_ledger(sample)
    program.window.actions_.search.trigger()
    field = program.window.top.search
    enter(field, "机房层及屋面构架")
    QTest.keyClick(field, Qt.Key.Key_Return)
    ((kind, record_id),) = made_tabs[0].shown
    assert kind == "activity"
    assert program.desk.workspace is not None
    shown = program.desk.workspace.session.reader.get(Activity, record_id)
    assert shown is not None
    assert shown.name == "机房层及屋面构架"
    assert program.palette.isHidden()
    assert field.text() == ""


def test_arrows_go_round_and_escape_leaves(qtbot: QtBot, program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    program.window.actions_.search.trigger()
    field, count = program.window.top.search, len(program.palette.options)
    assert count > 5
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert program.palette._list.currentIndex().row() == count - 1
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert program.palette._list.currentIndex().row() == 0
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert program.palette.isHidden()


def test_what_is_not_found_is_said_and_enter_does_nothing(qtbot: QtBot, program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    type_into(program, "没有这种东西zzz")
    assert program.palette._model.item(0).text() == "没有找到“没有这种东西zzz”"
    QTest.keyClick(program.window.top.search, Qt.Key.Key_Return)


@pytest.mark.parametrize("text", ["", "'", '"', "%", "*", "AND", "钢 筋", "(", "a" * 500])
def test_nothing_that_can_be_typed_is_an_error(program: Program, sample: Path, text: str) -> None:
    program.desk.open_ledger(sample)
    type_into(program, text)


def test_the_palette_offers_only_what_can_be_done(program: Program) -> None:
    program.palette.open_palette()
    titles = [option.title for option in program.palette.options]
    assert "打开账套…" in titles
    assert "操作日志" not in titles


def test_parts_of_a_query_match_in_any_order() -> None:
    assert matches("导入 excel", "从 Excel 导入…")
    assert not matches("导入 word", "从 Excel 导入…")


# ---- inspector


def test_a_field_changed_in_the_inspector_is_one_named_step(program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    work = program.desk.workspace
    assert work is not None
    activity = work.session.reader.load(Activity)[10]
    program.window.actions_.inspector.setChecked(True)
    program.desk.inspector.show_records("activity", [activity.id])
    record = program.desk.inspector.record
    assert record is not None
    editor = record.form.editors["name"].widget
    assert isinstance(editor, QLineEdit)
    editor.setText("改过的名字")
    editor.textEdited.emit("改过的名字")
    assert record.form.save()
    QApplication.processEvents()
    after = work.session.reader.get(Activity, activity.id)
    assert after is not None
    assert after.name == "改过的名字"
    assert work.session.reader.log(limit=1)[0].intent == f"修改工作「{activity.name}」的任务名称"
    shown = program.desk.inspector.record
    assert shown is not None
    shown.show_view(1)
    QApplication.processEvents()
    told = [widget.text() for widget in shown.findChildren(QLabel)]
    assert f"任务名称 {activity.name} → 改过的名字" in told


def test_several_are_counted_and_a_deleted_one_is_said(program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    work = program.desk.workspace
    assert work is not None
    ids = work.session.reader.ids("day_work")
    inspector = program.desk.inspector
    program.window.actions_.inspector.setChecked(True)
    inspector.show_records("day_work", ids)
    assert inspector._head.text() == f"选中 {len(ids)} 条"
    inspector.show_records("day_work", ids[:1])

    def delete(ledger: object) -> None:
        with ledger.changeset("删") as edit:  # type: ignore[attr-defined]  # a ledger
            edit.delete("day_work", ids[:1])

    work.jobs.write(delete)
    QApplication.processEvents()
    assert inspector._remark.text() == "这条点工单已被删除"


def test_papers_come_go_and_come_back(
    program: Program, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, saved = tmp_path / "签证.pdf", tmp_path / "另存.pdf"
    paper.write_bytes(b"%PDF-1.7 x")
    chooser = "lanyan_desktop.ui.shell.record_view.QFileDialog"
    monkeypatch.setattr(f"{chooser}.getOpenFileName", lambda *_a: (str(paper), ""))
    monkeypatch.setattr(f"{chooser}.getSaveFileName", lambda *_a: (str(saved), ""))
    monkeypatch.setattr("lanyan_desktop.ui.shell.record_view.QDesktopServices.openUrl", lambda _url: True)
    program.desk.open_ledger(sample)
    work = program.desk.workspace
    assert work is not None
    program.window.actions_.inspector.setChecked(True)
    program.desk.inspector.show_records("day_work", work.session.reader.ids("day_work")[:1])
    record = program.desk.inspector.record
    assert record is not None
    record.show_view(2)
    _press(record, "添加文件…")
    _press(record, "签证.pdf")
    assert saved.read_bytes() == b"%PDF-1.7 x"
    _press(record, "移除")
    assert work.session.reader.count("attachment") == 0
    program.window.actions_.undo.trigger()
    assert work.session.reader.count("attachment") == 1


def _press(inside: object, text: str) -> None:
    QApplication.processEvents()
    buttons = inside.findChildren(QPushButton)  # type: ignore[attr-defined]  # a widget
    next(b for b in buttons if b.text() == text and not b.isHidden()).click()


def test_f4_opens_beside_when_wide_and_over_when_narrow(program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    program.window.actions_.inspector.setChecked(True)
    for width, taken in ((1366, 0), (1600, 276)):
        program.window.resize(width, 800)
        QApplication.processEvents()
        assert program.window.body.width() - program.window.pages.width() == taken
        assert program.desk.inspector.geometry().right() == width - 1


# ---- log


def test_the_log_lists_every_step_and_what_it_changed(qtbot: QtBot, program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    work = program.desk.workspace
    assert work is not None
    jumps: list[tuple[str, bytes]] = []
    window = LogWindow(work, lambda kind, record: jumps.append((kind, record)))
    qtbot.addWidget(window)
    before = window.table.model.rowCount()
    assert before == len(work.session.reader.log(limit=1000)) > 3
    work.jobs.write(lambda ledger: create_project(ledger, name="二期"))
    QApplication.processEvents()
    assert window.table.model.rowCount() == before + 1
    assert window.details.model.rowCount() > 1
    window._jump(0)
    assert jumps
    window.close()


# ---- settings, project


def test_a_setting_holds_at_once(qtbot: QtBot, program: Program) -> None:
    dialog = SettingsDialog(program.window, program.desk.settings, program.commands._change)
    qtbot.addWidget(dialog)
    labels = {widget.text() for widget in dialog.findChildren(QLabel)}
    assert {"外观", "姓名（记入操作日志）", "“立即备份”放到"} <= labels
    themes, _scale = dialog.findChildren(QComboBox)
    themes.setCurrentIndex(2)
    assert program.desk.settings.get(THEME) == "深色"
    assert theme().is_dark
    themes.setCurrentIndex(1)
    assert not theme().is_dark
    name = next(w for w in dialog.findChildren(QLineEdit) if w.accessibleName() == "姓名（记入操作日志）")
    name.setText("李商务")
    name.editingFinished.emit()
    assert program.desk.settings.get(USER) == "李商务"
    assert program.desk.settings.get(SCALE) == 100
    assert program.desk.user == "李商务"


def test_who_works_here_is_in_the_log(program: Program, tmp_path: Path) -> None:
    program.desk.settings.set(USER, "李商务")
    program.desk.open_ledger(tmp_path / "a.lanyan", create=True)
    assert program.desk.workspace is not None
    program.desk.workspace.jobs.write(lambda ledger: create_project(ledger, name="甲"))
    assert program.desk.workspace.session.reader.log(limit=1)[0].user == "李商务"


def test_a_new_project_needs_a_name(qtbot: QtBot) -> None:
    dialog = ProjectDialog(None)
    qtbot.addWidget(dialog)
    assert not dialog._make.isEnabled()
    enter(dialog.name, " 翠湖花园 ")
    assert dialog._make.isEnabled()
    QTest.keyClicks(dialog.code, "x" * 41)
    assert not dialog._make.isEnabled()
    assert dialog._problem.text()
    dialog.code.clear()
    assert (dialog.given.name, dialog.given.code) == ("翠湖花园", None)


def test_recent_ledgers_the_last_first_without_those_gone(program: Program, tmp_path: Path) -> None:
    settings = program.desk.settings
    for name in ("a", "b", "a", "c"):
        (tmp_path / f"{name}.lanyan").touch()
        remember_ledger(settings, tmp_path / f"{name}.lanyan")
    (tmp_path / "b.lanyan").unlink()
    assert [path.stem for path in recent_ledgers(settings)] == ["c", "a"]


# ---- sample, import, export


def test_the_sample_is_made_once_and_stays_the_users(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program.window.actions_.sample.trigger()
    QApplication.processEvents()
    work = program.desk.workspace
    assert work is not None
    assert work.project is not None
    assert work.project.name == "翠湖花园3#住宅楼"
    work.jobs.write(lambda ledger: create_project(ledger, name="我的"))
    program.desk.close_ledger()
    program.window.actions_.sample.trigger()
    QApplication.processEvents()
    assert program.desk.workspace is not None
    assert "我的" in {project.name for project in program.desk.workspace.projects}


def test_export_asks_for_a_file_and_says_what_was_written(
    program: Program, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, asked = tmp_path / "清单.xlsx", list[str]()

    def choose(_parent: object, _title: str, start: str, _filter: str) -> tuple[str, str]:
        asked.append(Path(start).name)
        return str(target), ""

    monkeypatch.setattr("lanyan_desktop.ui.shell.exchange.QFileDialog.getSaveFileName", choose)
    program.desk.open_ledger(sample)
    program.window.top.set_current(1)
    program.window.actions_.give_out.trigger()
    QApplication.processEvents()
    assert target.stat().st_size > 5000
    assert asked[0].endswith("清单计价表.xlsx")
    assert program.desk.messages.bars[0].text == "已导出 清单.xlsx"


def test_the_wizard_lies_over_the_page_and_a_tab_is_still_a_click_away(program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    program.window.actions_.take_in.trigger()
    wizard = program.exchange.wizard
    assert program.window.pages.currentWidget() is wizard
    program.window.top.set_current(1)
    assert program.window.pages.currentWidget() is program.desk.tabs
    program.window.actions_.take_in.trigger()
    assert program.window.pages.currentWidget() is wizard
    program.desk.close_ledger()
    assert program.exchange.wizard is None


def test_importing_without_a_ledger_begins_the_users_own(program: Program) -> None:
    program.window.actions_.take_in.trigger()
    assert program.desk.workspace is not None
    assert program.desk.workspace.path.name == "我的账套.lanyan"
    assert program.exchange.wizard is not None


# ---- backup, check


def test_back_up_and_check_say_what_came_of_it(program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    program.window.actions_.backup.trigger()
    program.window.actions_.check.trigger()
    QApplication.processEvents()
    checked, backed_up = (bar.text for bar in program.desk.messages.bars)
    assert checked.startswith("账套完好")
    assert Path(backed_up.removeprefix("已备份到 ")).is_file()


# ---- help


def test_the_manual_is_there_and_its_sections_are_found(qtbot: QtBot) -> None:
    assert len(manual_pages()) >= 8
    assert all(page.parent == resource("manual") for page in manual_pages())
    window = HelpWindow()
    qtbot.addWidget(window)
    section = next(section for section in manual_sections() if section.title == "备份")
    window.open_section(section)
    assert "备份" in window._browser.toPlainText()
    qtbot.waitUntil(lambda: window._browser.verticalScrollBar().value() > 0)


def test_every_key_the_manual_names_for_the_window_is_bound(program: Program) -> None:
    page = (resource("manual") / "08_keys.md").read_text("utf-8")
    bound = {a.shortcut().toString() for a in program.window.actions_.offered} | {"Ctrl+K", "Ctrl+1", "Ctrl+3"}
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    keys = {key for row in rows[1:] for key in row.replace(" … ", "、").split("、")}
    assert len(keys) > 10
    assert keys - bound == set()


def test_without_a_manual_the_window_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(help_window, "manual_pages", lambda: ())
    window = HelpWindow()
    qtbot.addWidget(window)
    window.open_section(None)
    window._show(0)
    assert "重新安装" in window._browser.toPlainText()


# ---- jobs, crash


def test_the_job_panel_lists_what_ran_with_its_end(program: Program) -> None:
    program.desk.free.run("导出清单", lambda _token: None)
    program.window.actions_.jobs.trigger()
    QApplication.processEvents()
    said = [widget.text() for widget in program.desk._job_panel.findChildren(QLabel) if widget.isVisible()]
    assert "导出清单" in said
    assert any(text.startswith("已完成 · ") for text in said)


def test_a_running_job_is_shown_only_after_a_moment(qtbot: QtBot, program: Program) -> None:
    job = Job("导入预算", is_listed=True)
    running = program.window.status.running
    running.follow([job])
    assert running.isHidden()
    job._began -= 1
    job.token.step(6200, 10_000, "写入")
    running.follow([job])
    assert running._words.text() == "导入预算 · 写入 6,200 / 10,000"
    (bar,) = running.findChildren(QProgressBar)
    assert bar.value() == 620
    running._cross.click()
    assert job.token.is_cancelled
    job.end("cancelled")
    running.follow([job])
    assert running.isHidden()
    assert progress_words(Job("检查", is_listed=True)) == "检查"


def test_the_crash_dialog_shows_where_and_exports(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, target = tmp_path / "crash.txt", tmp_path / "out.zip"
    report.write_text("lanyan_desktop/ui/x.py:3 f\nKeyError", "utf-8")
    chooser = "lanyan_desktop.ui.shell.crash_dialog.QFileDialog.getSaveFileName"
    monkeypatch.setattr(chooser, lambda *_a: (str(target), ""))
    dialog = CrashDialog(None, KeyError("x"), report)
    qtbot.addWidget(dialog)
    assert "x.py:3" in dialog._text.toPlainText()
    dialog._export()
    assert target.is_file()
    assert "已导出" in dialog._text.toPlainText()


def test_a_bug_in_a_job_reaches_the_reporter(
    start: Callable[..., Program], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program = start()
    reported: list[BaseException] = []
    object.__setattr__(program.desk.parts, "report_bug", reported.append)
    program.desk.free.run("", lambda _token: 1 // 0)
    assert [type(error) for error in reported] == [ZeroDivisionError]


def test_project_fields_are_in_the_status_bar(program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample)
    work = program.desk.workspace
    assert work is not None
    assert program.window.status.data_date.text == "数据日期 2025-11-30"
    project = work.session.reader.load(Project)[0]

    def move(ledger: object) -> None:
        with ledger.changeset("改数据日期") as edit:  # type: ignore[attr-defined]  # a ledger
            edit.set("project", project.id, data_day=project.data_day + 1)  # type: ignore[operator]  # it has one

    work.jobs.write(move)
    QApplication.processEvents()
    assert program.window.status.data_date.text == "数据日期 2025-12-01"
