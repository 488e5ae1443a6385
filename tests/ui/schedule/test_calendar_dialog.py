"""日历: made from the usual weeks, days off typed, and the plan moves with them; what cannot be is refused in place."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.ui.schedule.calendar_dialog import CalendarDialog
from lanyan_desktop.ui.widgets.table import TableView
from tests.ui.schedule.conftest import Stage


def put(table: TableView, row: int, **values: str) -> None:
    for name, text in values.items():
        place = next(n for n, column in enumerate(table.model.columns) if column.name == name)
        table.model.setData(table.model.index(row, place), text)
        QApplication.processEvents()


def opened(qtbot: QtBot, stage: Stage) -> CalendarDialog:
    dialog = CalendarDialog(stage.tab.doing.context, None)
    qtbot.addWidget(dialog)
    return dialog


def test_days_off_typed_in_the_dialog_move_the_plan(qtbot: QtBot, sample: Stage) -> None:
    dialog = opened(qtbot, sample)
    assert dialog.calendars.model.rowCount() == 1
    assert dialog.days is not None
    before = sample.tab.view.schedule.project_finish
    held = sample.session.reader.count("calendar_exception")
    dialog.add_off.click()
    QApplication.processEvents()
    assert sample.session.reader.count("calendar_exception") == held + 1
    row_id = dialog.days.current_id
    assert row_id is not None
    put(dialog.days, dialog.days.model.row_of(row_id), last_day="2026-03-12", first_day="2026-03-02")
    assert sample.tab.view.schedule.project_finish > before
    names = [row[0] for row in sample.session.reader.columns("calendar_exception", ["name"])]
    assert "停工" in names


def test_another_week_is_added_and_taken_for_the_project(qtbot: QtBot, sample: Stage) -> None:
    dialog = opened(qtbot, sample)
    before = sample.tab.view.schedule.project_finish
    dialog.add_one("五天制+调休")
    QApplication.processEvents()
    assert dialog.calendars.model.rowCount() == 2
    assert sample.tab.view.schedule.project_finish == before
    assert dialog.days is not None
    assert dialog.days.model.rowCount() > 20
    dialog.go_by_this()
    QApplication.processEvents()
    assert sample.tab.view.schedule.project_finish > before
    assert "五天制+调休" in dialog.says.text()


def test_hours_that_cannot_be_read_and_days_the_wrong_way_round_change_nothing(qtbot: QtBot, sample: Stage) -> None:
    dialog = opened(qtbot, sample)
    finish, step = sample.tab.view.schedule.project_finish, sample.session.reader.columns("calendar", ["monday"])
    put(dialog.calendars, 0, monday="早八点到晚五点")
    assert sample.session.reader.columns("calendar", ["monday"]) == step
    assert dialog.days is not None
    put(dialog.days, 0, last_day="2020-01-01")
    days = sample.session.reader.columns("calendar_exception", ["last_day"])
    assert (day_of(date(2020, 1, 1)),) not in [tuple(row) for row in days]
    assert sample.tab.view.schedule.project_finish == finish
    codes = {error.code for error in sample.failures if isinstance(error, LanyanError)}
    assert codes == {"calendar.hours", "calendar.days"}
