"""The window and what lies on it: ledgers, projects, tabs, messages, memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.session import Session
from lanyan_desktop.ui.shell.program import Program
from lanyan_desktop.ui.shell.tab import TabSpec
from tests.ui.shell.conftest import FakeTab


def words(program: Program) -> str:
    """Everything that can be read in the window now."""
    QApplication.processEvents()
    shown = program.window.findChildren(QLabel) + program.window.findChildren(QPushButton)
    return "\n".join(widget.text() for widget in shown if widget.isVisible())


def test_without_a_ledger_there_are_ways_on_and_no_tabs(program: Program) -> None:
    said = words(program)
    assert all(way in said for way in ("从 Excel 导入", "打开样例工程", "打开账套…", "新建账套…"))
    assert not program.window.actions_.log.isEnabled()
    assert "还没有打开账套" in program.window.actions_.log.toolTip()
    assert program.window.status.saved.text == ""


def test_an_empty_ledger_shows_two_ways_on(program: Program, tmp_path: Path) -> None:
    assert program.desk.open_ledger(tmp_path / "a.lanyan", create=True)
    assert "还没有账本内容" in words(program)
    assert program.window.actions_.log.isEnabled()
    assert not program.window.actions_.give_out.isEnabled()


def test_a_new_project_brings_its_tabs(program: Program, tmp_path: Path, made_tabs: list[FakeTab]) -> None:
    program.desk.open_ledger(tmp_path / "a.lanyan", create=True)
    work = program.desk.workspace
    assert work is not None
    work.jobs.write(lambda ledger: create_project(ledger, name="翠湖花园"))
    QApplication.processEvents()
    assert [tab.name for tab in made_tabs] == ["进度"]  # the other is made when it is first shown
    assert "翠湖花园" in program.window.top._project.text()
    assert program.window.status.of_tab.text == "进度 · 100%"


def test_a_tab_is_made_once_and_hears_what_it_missed(program: Program, sample: Path, made_tabs: list[FakeTab]) -> None:
    program.desk.open_ledger(sample)
    program.window.top.set_current(1)
    schedule, cost = made_tabs
    work = program.desk.workspace
    assert work is not None
    for name in ("甲", "乙"):
        work.jobs.write(lambda ledger, n=name: create_project(ledger, name=n))  # type: ignore[misc]  # see test_jobs
        QApplication.processEvents()
    assert len(cost.heard) == 2
    assert schedule.heard == []
    program.window.top.set_current(0)
    assert len(schedule.heard) == 1
    assert schedule.heard[0] is not None
    assert len(schedule.heard[0]["project"] or ()) == 2
    assert len(made_tabs) == 2


def test_switching_the_project_closes_its_tabs_and_makes_new_ones(
    program: Program, sample: Path, made_tabs: list[FakeTab]
) -> None:
    program.desk.open_ledger(sample)
    work = program.desk.workspace
    assert work is not None
    work.jobs.write(lambda ledger: create_project(ledger, name="二期"), done=program.desk.show_project)
    QApplication.processEvents()
    second = next(project for project in work.projects if project.name == "二期")
    program.desk.show_project(second.id)
    assert made_tabs[0].is_closed
    assert made_tabs[-1].context.project_id == second.id
    assert "二期" in program.window.top._project.text()
    names = [entry.text() for entry in program.window.project_menu.actions() if entry.isChecked()]
    assert names == [f"二期  {second.code}"]


def test_a_record_is_shown_by_the_tab_of_its_kind_else_by_the_inspector(
    program: Program, sample: Path, made_tabs: list[FakeTab]
) -> None:
    program.desk.open_ledger(sample)
    work = program.desk.workspace
    assert work is not None
    line = work.session.reader.ids("budget_line")[0]
    program.desk.open_record("budget_line", line)
    assert made_tabs[-1].name == "成本"
    assert made_tabs[-1].shown == [("budget_line", line)]
    program.desk.open_record("team", work.session.reader.ids("team")[0])
    assert program.window.body.is_side_shown
    assert program.desk.inspector.record is not None


def test_a_tab_that_cannot_start_does_not_take_the_window_with_it(
    start: Callable[..., Program], sample: Path, fake_specs: tuple[TabSpec, ...]
) -> None:
    attempts: list[int] = []

    def make(_context: object) -> None:
        attempts.append(1)
        raise LanyanError("project.none")

    program = start((TabSpec("broken", "坏的", lambda: make), *fake_specs))  # type: ignore[arg-type, return-value]  # a fake
    program.desk.open_ledger(sample)
    assert "“坏的”没有打开" in words(program)
    assert len(program.desk.messages.bars) == 1
    again = next(b for b in program.window.findChildren(QPushButton) if b.text() == "再试一次")
    again.click()
    assert len(attempts) == 2
    program.window.top.set_current(1)
    assert program.desk.tabs.current is not None


def test_what_is_remembered_comes_back(
    start: Callable[..., Program], fake_specs: tuple[TabSpec, ...], sample: Path, made_tabs: list[FakeTab], qtbot: QtBot
) -> None:
    first = start(fake_specs, at_once=False)
    first.desk.open_ledger(sample)
    qtbot.waitUntil(lambda: len(made_tabs) == 1)
    first.window.top.set_current(1)
    qtbot.waitUntil(lambda: len(made_tabs) == 2)
    made_tabs[1].state = {"zoom": 3}
    first.window.close()
    second = start(fake_specs, at_once=False)
    second.desk.open_ledger(sample)
    qtbot.waitUntil(lambda: len(made_tabs) == 3)
    assert made_tabs[2].name == "成本"
    assert made_tabs[2].state == {"zoom": 3}


def test_a_damaged_memory_is_no_memory(program: Program, sample: Path) -> None:
    from lanyan_desktop.ui.shell.memory import Memory

    memory = Memory(sample)
    memory.save({"tab": "cost"})
    assert memory.load() == {"tab": "cost"}
    memory._file.write_bytes(b"\xff{")
    assert memory.load() == {}
    memory._file.write_bytes(json.dumps([1]).encode())
    assert memory.load() == {}
    assert program.desk.open_ledger(sample)


def test_opening_what_is_not_there_says_so_and_keeps_what_is_open(
    program: Program, sample: Path, tmp_path: Path
) -> None:
    program.desk.open_ledger(sample)
    assert not program.desk.open_ledger(tmp_path / "没有.lanyan")
    assert "找不到账套" in program.desk.messages.bars[0].text
    assert program.desk.workspace is not None
    assert program.desk.workspace.path == sample


def test_opening_the_open_ledger_again_changes_nothing(
    program: Program, sample: Path, made_tabs: list[FakeTab]
) -> None:
    program.desk.open_ledger(sample)
    assert program.desk.open_ledger(sample)
    assert len(made_tabs) == 1


def test_a_damaged_ledger_offers_its_backup_and_restoring_brings_it_back(
    program: Program, sample: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program.desk.open_ledger(sample)
    program.desk.close_ledger()  # by now the backup of opening is there
    sample.write_bytes(sample.read_bytes()[:4096] + b"\x00" * 8192)
    assert not program.desk.open_ledger(sample)
    (bar,) = program.desk.messages.bars
    assert "已损坏" in bar.text
    offer = next(b for b in bar.findChildren(QPushButton) if b.text() == "从备份恢复…")
    monkeypatch.setattr("lanyan_desktop.ui.shell.dialog.ask", lambda *_args, **_named: True)
    offer.click()
    assert program.desk.workspace is not None
    assert program.desk.workspace.project is not None
    assert [path for path in sample.parent.iterdir() if path != sample and "lanyan" in path.name]


def test_a_read_only_ledger_says_so_and_closes_what_writes(program: Program, sample: Path) -> None:
    program.desk.open_ledger(sample, read_only=True)
    assert "只读" in program.window.status.read_only.text
    assert not program.window.actions_.undo.isEnabled()
    assert not program.window.actions_.new_project.isEnabled()


def test_undo_and_redo_say_what_they_would_turn(program: Program, tmp_path: Path) -> None:
    program.desk.open_ledger(tmp_path / "a.lanyan", create=True)
    actions = program.window.actions_
    assert not actions.undo.isEnabled()
    work = program.desk.workspace
    assert work is not None
    work.jobs.write(lambda ledger: create_project(ledger, name="翠湖花园"))
    QApplication.processEvents()
    assert actions.undo.toolTip() == "撤销 新建工程 翠湖花园（Ctrl+Z）"
    assert not actions.redo.isEnabled()
    actions.undo.trigger()
    QApplication.processEvents()
    assert program.window.status.said.text == "已撤销：新建工程 翠湖花园"
    assert "还没有账本内容" in words(program)
    assert actions.redo.toolTip() == "重做 新建工程 翠湖花园（Ctrl+Y）"
    actions.redo.trigger()
    QApplication.processEvents()
    assert "翠湖花园" in program.window.top._project.text()
    assert actions.undo.toolTip() == "撤销 新建工程 翠湖花园（Ctrl+Z）"


def test_messages_three_at_most_and_no_sentence_twice(program: Program) -> None:
    for text in ("一", "二", "三", "二", "四"):
        program.desk.messages.show_message("failure", text)
    assert [bar.text for bar in program.desk.messages.bars] == ["四", "二", "三"]
    for bar in program.desk.messages.bars:
        bar.leave()
    QApplication.processEvents()
    assert not program.desk.messages.isVisible()


def test_what_another_window_writes_is_seen_here(
    start: Callable[..., Program], fake_specs: tuple[TabSpec, ...], sample: Path, made_tabs: list[FakeTab], qtbot: QtBot
) -> None:
    program = start(fake_specs, at_once=False)
    program.desk.open_ledger(sample)
    qtbot.waitUntil(lambda: len(made_tabs) == 1)
    with Session(sample) as other:
        other.write(lambda ledger: create_project(ledger, name="别处新建")).result()
        qtbot.waitUntil(lambda: bool(made_tabs[0].heard), timeout=10_000)
    names = [entry.text() for entry in program.window.project_menu.actions()]
    assert any("别处新建" in name for name in names)


def test_no_key_means_two_things(start: Callable[..., Program], sample: Path) -> None:
    program = start()
    program.desk.open_ledger(sample)
    own = [a.shortcut().toString() for a in program.window.actions_.offered if not a.shortcut().isEmpty()]
    own += [f"Ctrl+{n + 1}" for n in range(len(program.desk.tabs.specs))]
    for index, _ in enumerate(program.desk.tabs.specs):
        program.window.top.set_current(index)
        of_tab = [a.shortcut().toString() for a in program.desk.tabs.actions_in_view() if not a.shortcut().isEmpty()]
        keys = own + of_tab
        assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_every_control_of_every_tab_has_a_name(start: Callable[..., Program], sample: Path) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTabBar

    program = start()
    program.desk.open_ledger(sample)
    for index, spec in enumerate(program.desk.tabs.specs):
        program.window.top.set_current(index)
        QApplication.processEvents()
        controls = [
            widget
            for kind in (QAbstractButton, QComboBox, QLineEdit, QTabBar)
            for widget in program.window.findChildren(kind)
            if widget.isVisible() and not widget.accessibleName() and not getattr(widget, "text", str)()
        ]
        assert controls == [], spec.title
