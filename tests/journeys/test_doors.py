"""What comes in and goes wrong: Excel by wizard, search, another process, damaged and newer ledgers."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from lanyan_desktop.services import ledgers
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.session import Where
from tests.journeys.office import Office, total
from tests.shared import shared_file


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """The system's file dialog gives this file."""
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_args, **_named: (str(path), ""))


def take_in(office: Office, monkeypatch: pytest.MonkeyPatch, path: Path) -> str:
    """Through the five steps of the wizard by keyboard; gives what the check page said."""
    choose(monkeypatch, path)
    office.program.exchange  # noqa: B018  # loads every form, before any clock runs
    office.keys("Ctrl+I")
    wizard = office.program.exchange.wizard
    assert wizard is not None
    office.keys("Return")  # 选择 Excel 文件…
    office.until(lambda: wizard.commit_button.isVisible() and wizard.commit_button.isEnabled())
    office.rest()
    said = office.read()
    office.keys("Ctrl+Return")
    office.until(wizard.finished.isVisible)
    office.keys("Return")  # 完成
    office.until(lambda: office.program.exchange.wizard is None)
    office.rest()
    return said


def test_a_budget_through_all_five_steps_and_back(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = shared_file("xlsx/01")
    choose(monkeypatch, tmp_path / "学校.lanyan")
    office.keys("Ctrl+Shift+N")
    assert office.work.path == tmp_path / "学校.lanyan"
    said = take_in(office, monkeypatch, source)
    assert "510 行全部认出" in said
    assert "46 处合计与表中一致" in said
    office.until(lambda: office.desk.tabs.current_name == "cost" and office.desk.tabs.current is not None)
    items, sections = Where("type", "!=", "分部"), Where("type", "=", "分部")
    assert office.reader.count("budget_line", where=[items]) == 289
    assert office.reader.count("budget_line", where=[sections]) == 15
    table = office.desk.tabs.current.lines.lines  # type: ignore[union-attr]  # the cost tab
    office.until(lambda: total(table, "amount_fen") == "1,361,402.82")
    office.until(lambda: office.enabled(office.window.actions_.undo))
    office.keys("Ctrl+Z")
    office.until(lambda: office.reader.count("budget_line") == 0)
    office.rest()
    office.until(lambda: office.enabled(office.window.actions_.redo))
    office.keys("Ctrl+Y")
    office.until(lambda: office.reader.count("budget_line", where=[items]) == 289)
    office.until(lambda: office.reader.sums("budget_line", ["amount_fen"], where=[items])[0] == 136_140_282)


@pytest.mark.parametrize(
    "form", [("forms/F1", "attendance", 600), ("forms/F2", "day_work", 24), ("forms/F3", "activity", 134)]
)
def test_the_other_forms(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: tuple[str, str, int]
) -> None:
    name, kind, count = form
    source = shared_file(name)
    path = tmp_path / "新.lanyan"
    ledgers.create(path)
    with ledgers.using(path) as ledger:
        create_project(ledger, name="翠湖花园")
    office.open(path)
    take_in(office, monkeypatch, source)
    assert office.reader.count(kind) == count
    where_it_is = {"attendance": "labour", "day_work": "labour", "activity": "schedule"}[kind]
    office.until(lambda: office.desk.tabs.current_name == where_it_is)
    office.until(lambda: office.enabled(office.window.actions_.undo))
    office.keys("Ctrl+Z")
    office.until(lambda: office.reader.count(kind) == 0)


def test_a_wrong_form_is_refused_in_a_sentence(office: Office, monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    office.open(sample)
    steps = office.intents()
    wrong = sample.parent / "不是表.xlsx"
    wrong.write_bytes(b"PK\x03\x04 not a workbook at all")
    choose(monkeypatch, wrong)
    office.program.exchange  # noqa: B018  # as above
    office.keys("Ctrl+I", "Return")
    office.until(lambda: "这个文件没有导入" in office.read())
    assert "什么也没有写入" in office.read()
    assert office.intents() == steps
    office.keys("Escape")
    office.until(lambda: office.program.exchange.wizard is None)


def test_search_finds_people_actions_and_records(office: Office, sample: Path) -> None:
    office.open(sample)
    office.find("唐军")
    office.until(lambda: office.desk.tabs.current_name == "labour" and office.desk.tabs.current is not None)
    tab = office.desk.tabs.current
    grid = tab.attendance.grid  # type: ignore[union-attr]  # the labour tab
    office.until(lambda: bool(grid.rows))
    office.rest()
    place = grid.current_place()
    assert place is not None
    assert grid.grid.workers[place[0]].name == "唐军"
    office.find("砌筑抹灰劳务结算")
    office.until(lambda: office.desk.tabs.current_name == "cost" and office.desk.tabs.current is not None)
    tab = office.desk.tabs.current
    office.until(lambda: tab.switch.current == 3)  # type: ignore[union-attr]  # the bookings
    booking = tab.pages[3].table.current_id  # type: ignore[union-attr]  # as above
    assert office.value("cost_entry", booking, "content") == "砌筑抹灰劳务结算"
    office.find("操作日志")
    office.until(lambda: office.program.commands._log is not None and office.program.commands._log.isVisible())
    office.program.commands._log.close()


def test_what_another_process_writes_appears(office: Office, sample: Path) -> None:
    office.open(sample, 2)
    before = office.reader.count("attendance")
    source = shared_file("forms/F1")
    done = office.terminal("import", "attendance", str(sample), str(source), "--month", "2025-10", "--json")
    assert json.loads(done.stdout)["problems"] is not None
    office.until(lambda: office.reader.count("attendance") == before + 600)
    office.until(lambda: "考勤" in office.window.actions_.undo.toolTip() or office.bars() != [])
    office.terminal("undo", str(sample))
    office.until(lambda: office.reader.count("attendance") == before)


def test_a_damaged_ledger_offers_its_backup(office: Office, sample: Path) -> None:
    office.open(sample)
    office.desk.close_ledger()  # by now the backup of opening lies in its place
    sample.write_bytes(sample.read_bytes()[:4096] + b"\x00" * 8192)
    damaged = sample.read_bytes()
    assert not office.desk.open_ledger(sample)
    assert "已损坏" in office.bars()[0]
    assert sample.read_bytes() == damaged  # not touched before the user says so
    with office.in_dialog(lambda: office.keys("Tab", "Return")):
        office.click("从备份恢复…")
    office.until(lambda: office.desk.workspace is not None)
    office.until(lambda: "2026-06-02" in office.read())
    kept = [path for path in sample.parent.iterdir() if path != sample and path.read_bytes()[:8192] == damaged[:8192]]
    assert len(kept) == 1


def test_a_newer_ledger_is_shown_and_not_changed(office: Office, sample: Path) -> None:
    with sqlite3.connect(sample) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    office.open(sample, 1)
    assert "由更新版本的程序保存" in office.bars()[0]
    assert "只读" in office.window.status.read_only.text
    table = office.desk.tabs.current.lines.lines  # type: ignore[union-attr]  # the cost tab
    office.until(lambda: table.model.rowCount() > 0)
    before = office.reader.sums("budget_line", ["amount_fen"])
    table.grid.setFocus()
    table.grid.stand_on(1, 3)
    office.type("9")
    office.keys("Return")
    office.rest()
    assert office.reader.sums("budget_line", ["amount_fen"]) == before
    for action in (office.window.actions_.undo, office.window.actions_.new_project):
        assert not office.enabled(action)
        assert "只读" in action.toolTip()
