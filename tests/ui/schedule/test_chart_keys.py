"""The Gantt by keyboard alone: moved, stretched, progress set, linked; asserted on the ledger, undone in one step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.schedule.conftest import Stage
from tests.ui.schedule.test_tab import texts, undo, value

KEY, HELD = Qt.Key, Qt.KeyboardModifier
SHIFT, CTRL = HELD.ShiftModifier, HELD.ControlModifier


def press(stage: Stage, *keys: Qt.Key, held: Qt.KeyboardModifier = HELD.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(stage.tab.page.chart, key, held)
    QApplication.processEvents()


def stand(stage: Stage, wbs: str) -> None:
    stage.tab.table.go_to(stage.id_of(wbs))
    stage.tab.acts.to_chart.trigger()
    QApplication.processEvents()
    assert stage.tab.page.chart.hasFocus()


def test_a_bar_is_moved_by_days_and_weeks(sample: Stage) -> None:
    before = texts(sample, sample.row_of("3.25"))["first_day"]
    stand(sample, "3.25")
    press(sample, KEY.Key_PageDown, KEY.Key_Right, KEY.Key_Right, KEY.Key_Left)
    assert texts(sample, sample.row_of("3.25"))["first_day"] == before  # a ghost until Enter
    assert not sample.tab.page.chart.grab().isNull()
    press(sample, KEY.Key_Return)
    assert value(sample, "3.25", "constraint_type") == "不得早于…开始"
    assert texts(sample, sample.row_of("3.25"))["first_day"] > before
    undo(sample)
    assert texts(sample, sample.row_of("3.25"))["first_day"] == before


def test_shift_stretches_and_ctrl_sets_progress(sample: Stage) -> None:
    stand(sample, "6.4")
    press(sample, *[KEY.Key_Right] * 5, held=SHIFT)
    press(sample, KEY.Key_Return)
    assert value(sample, "6.4", "duration_min") == 40 * 480
    stand(sample, "3.19")
    press(sample, KEY.Key_Right, KEY.Key_Right, held=CTRL)
    press(sample, KEY.Key_Return)
    assert value(sample, "3.19", "done") == 4_000
    undo(sample)
    assert value(sample, "3.19", "done") == 3_000


@pytest.mark.parametrize(("turns", "kind"), [(0, "FS"), (1, "SS"), (2, "FF"), (3, "SF")])
def test_works_are_linked_with_any_type(sample: Stage, turns: int, kind: str) -> None:
    stand(sample, "7.5")
    press(sample, KEY.Key_L, KEY.Key_Down, *[KEY.Key_T] * turns)
    chart = sample.tab.page.chart
    assert chart.drag is not None
    target = sample.tab.table.model.id_at(chart.drag.target)
    assert not chart.grab().isNull()
    press(sample, KEY.Key_Return)
    assert not sample.failures
    rows = sample.session.reader.columns("relation", ["predecessor_id", "successor_id", "type"])
    assert (sample.id_of("7.5"), target, kind) in rows
    undo(sample)
    assert (sample.id_of("7.5"), target, kind) not in sample.session.reader.columns(
        "relation", ["predecessor_id", "successor_id", "type"]
    )


def test_esc_takes_the_ghost_away_and_then_leads_back_to_the_table(sample: Stage) -> None:
    stand(sample, "6.4")
    press(sample, KEY.Key_Right, held=SHIFT)
    press(sample, KEY.Key_Escape)
    assert sample.tab.page.chart.drag is None
    assert value(sample, "6.4", "duration_min") == 35 * 480
    press(sample, KEY.Key_Down)
    assert sample.tab.table.current_id == sample.id_of("6.5")
    press(sample, KEY.Key_Escape)
    assert sample.tab.table.grid.hasFocus()


def test_what_is_finished_or_a_summary_stays(sample: Stage) -> None:
    for wbs in ("3.16", "3"):
        stand(sample, wbs)
        press(sample, KEY.Key_Right, KEY.Key_Return)
        press(sample, KEY.Key_Right, held=SHIFT)
        assert sample.tab.page.chart.drag is None
