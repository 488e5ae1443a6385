"""A record's form: editors by declaration, messages in place, one save of what changed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.table.rows import Choice
from lanyan_desktop.core.values import Value
from lanyan_desktop.ui.widgets.form import RecordForm

WORKER = KINDS["worker"]
TEAMS = [Choice(b"1" * 16, "木工班"), Choice(b"2" * 16, "钢筋班")]


class Desk:
    def __init__(self, qtbot: QtBot) -> None:
        self.saved: list[dict[str, Value]] = []
        self.form = RecordForm(
            WORKER.shown,
            save=self._save,
            choices=lambda _name, text: [team for team in TEAMS if text in team.text],
            has_history=True,
        )
        qtbot.addWidget(self.form)
        self.form.show_record(
            {"number": "A01", "name": "张三", "team_id": TEAMS[0].value, "rate_fen_per_day": 32_000},
            labels={"team_id": "木工班"},
        )
        self.form.show()

    def _save(self, values: Mapping[str, Value]) -> None:
        self.saved.append(dict(values))

    def line(self, name: str) -> QLineEdit:
        widget = self.form.editors[name].widget
        assert isinstance(widget, QLineEdit)
        return widget


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_editors_come_from_shapes(desk: Desk) -> None:
    editors = {name: type(editor.widget) for name, editor in desk.form.editors.items()}
    assert editors["name"] is QLineEdit
    assert editors["is_leader"] is QCheckBox
    assert editors["note"] is QPlainTextEdit
    chooser = RecordForm(KINDS["contract"].shown, save=lambda _values: None)
    assert isinstance(chooser.editors["type"].widget, QComboBox)


def test_inner_fields_are_not_offered(desk: Desk) -> None:
    assert "project_id" not in desk.form.editors


def test_what_is_shown_is_no_change(desk: Desk) -> None:
    assert not desk.form.is_changed
    assert desk.form.problems() == {}
    assert desk.line("rate_fen_per_day").text() == "320.00"
    assert desk.line("team_id").text() == "木工班"


def test_only_what_changed_is_saved_at_once(desk: Desk) -> None:
    desk.line("rate_fen_per_day").setText("350")
    desk.line("team_id").setText("钢筋班")
    assert desk.form.save()
    assert desk.saved == [{"rate_fen_per_day": 35_000, "team_id": b"2" * 16}]


def test_a_wrong_field_says_why_and_nothing_is_saved(desk: Desk) -> None:
    desk.line("rate_fen_per_day").setText("很多")
    desk.line("number").setText("")
    assert not desk.form.save()
    assert desk.saved == []
    assert desk.form.problems() == {"rate_fen_per_day": "日工资应为数字", "number": "工号不能为空"}
    assert desk.line("number").property("wrong") is True


def test_a_message_goes_as_soon_as_the_value_is_right(desk: Desk) -> None:
    desk.line("rate_fen_per_day").setText("x")
    desk.form.save()
    desk.line("rate_fen_per_day").setText("300")
    assert desk.line("rate_fen_per_day").property("wrong") is False


def test_dropping_shows_the_record_again(desk: Desk) -> None:
    desk.line("name").setText("李四")
    desk.line("team_id").setText("钢")
    assert desk.form.is_changed
    desk.form.drop()
    assert desk.line("name").text() == "张三"
    assert desk.line("team_id").text() == "木工班"
    assert not desk.form.is_changed


def test_a_reference_is_found_by_part_of_its_name(desk: Desk) -> None:
    desk.line("team_id").setFocus()
    desk.line("team_id").selectAll()
    QTest.keyClicks(desk.line("team_id"), "x")
    assert desk.form.problems() == {"team_id": "班组指向的记录不存在"}
    desk.line("team_id").setText("钢")
    assert desk.form.changes() == {"team_id": b"2" * 16}


def test_a_new_record_begins_with_its_defaults(qtbot: QtBot) -> None:
    form = RecordForm(KINDS["contract"].shown, save=lambda _values: None)
    qtbot.addWidget(form)
    assert form.values()["tax_rate"] == 900
    assert form.problems().keys() == {"number", "name"}


def test_the_ledgers_refusal_is_shown_in_place(desk: Desk) -> None:
    desk.form.show_problems({"phone": "联系电话最多 40 个字"})
    assert desk.line("phone").property("wrong") is True


def test_without_save_it_is_read_only(qtbot: QtBot) -> None:
    form = RecordForm(WORKER.shown)
    qtbot.addWidget(form)
    assert not any(editor.widget.isEnabled() for editor in form.editors.values())


def test_every_field_can_be_read_out_and_reached_by_keyboard(desk: Desk) -> None:
    for field in WORKER.shown:
        widget = desk.form.editors[field.name].widget
        assert widget.accessibleName().startswith(field.heading)
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
