"""试算 through the window: edits show, the ledger keeps still; 采用 is one step, 放弃 leaves nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.schedule.conftest import Stage
from tests.ui.schedule.test_tab import texts, type_into, value

CTRL = Qt.KeyboardModifier.ControlModifier


def log_length(stage: Stage) -> int:
    return len(stage.session.reader.log(limit=1000))


def test_nothing_is_written_before_it_is_kept_and_then_as_one_step(sample: Stage) -> None:
    before, was = log_length(sample), value(sample, "6.4", "duration_min")
    sample.tab.acts.trial.trigger()
    bar = sample.tab.trying.bar
    assert bar.isVisible()
    assert not sample.tab.parts.switch.isEnabled()
    type_into(sample, "6.4", "duration_min", "20")
    type_into(sample, "3.19", "predecessors", "39FS+1d")
    assert texts(sample, sample.row_of("6.4"))["duration_min"] == "20"
    assert "提前" in bar.words.text()
    assert "没有填赶工费率" in bar.words.text()
    assert value(sample, "6.4", "duration_min") == was
    assert log_length(sample) == before
    bar.keep.click()
    QApplication.processEvents()
    assert not bar.isVisible()
    assert not sample.failures
    assert value(sample, "6.4", "duration_min") == 20 * 480
    assert texts(sample, sample.row_of("3.19"))["predecessors"] == "39FS+1d"
    assert log_length(sample) == before + 1
    assert str(sample.session.write(lambda ledger: ledger.undo()).result()).startswith("采用试算")
    QApplication.processEvents()
    assert value(sample, "6.4", "duration_min") == was
    assert texts(sample, sample.row_of("3.19"))["predecessors"] == "39"


def test_what_is_dropped_leaves_nothing(sample: Stage) -> None:
    before, finish = log_length(sample), sample.tab.view.schedule.project_finish
    sample.tab.acts.trial.trigger()
    trial = sample.tab.trying._trial
    assert trial is not None
    folder = Path(trial.session.path).parent
    assert folder.is_dir()
    type_into(sample, "6.4", "duration_min", "60")
    assert sample.tab.view.schedule.project_finish > finish
    sample.tab.trying.bar.drop.click()
    QApplication.processEvents()
    assert sample.tab.view.schedule.project_finish == finish
    assert log_length(sample) == before
    assert not folder.exists()
    assert sample.tab.parts.switch.isEnabled()
    type_into(sample, "6.4", "duration_min", "21")  # writes for real again
    assert value(sample, "6.4", "duration_min") == 21 * 480


def test_undo_in_a_trial_takes_back_what_was_tried_alone(sample: Stage) -> None:
    type_into(sample, "6.4", "duration_min", "33")
    sample.tab.acts.trial.trigger()
    type_into(sample, "6.4", "duration_min", "60")
    grid = sample.tab.table.grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Z, CTRL)
    QApplication.processEvents()
    assert texts(sample, sample.row_of("6.4"))["duration_min"] == "33"
    assert value(sample, "6.4", "duration_min") == 33 * 480
    QTest.keyClick(grid, Qt.Key.Key_Z, CTRL)  # nothing more was tried
    QApplication.processEvents()
    assert value(sample, "6.4", "duration_min") == 33 * 480
    sample.tab.close()
    assert not sample.tab.trying.is_on


def test_rows_made_and_deleted_in_a_trial_come_over(sample: Stage) -> None:
    sample.tab.acts.trial.trigger()
    sample.tab.table.go_to(sample.id_of("7.5"))
    sample.tab.acts.delete.trigger()
    QApplication.processEvents()
    sample.tab.acts.add.trigger()
    QApplication.processEvents()
    count = sample.session.reader.count("activity")
    sample.tab.trying.bar.keep.click()
    QApplication.processEvents()
    assert not sample.failures
    assert sample.session.reader.count("activity") == count
    assert "新任务" in sample.tab.view.loaded.columns["name"]
    assert "屋面淋水试验" not in sample.tab.view.loaded.columns["name"]


def test_a_work_deleted_by_another_meanwhile_stops_the_keeping_whole(sample: Stage) -> None:
    from lanyan_desktop.services.schedule.structure import delete_activities

    gone = sample.id_of("6.4")
    sample.tab.acts.trial.trigger()
    type_into(sample, "6.4", "duration_min", "20")
    type_into(sample, "6.3", "duration_min", "20")
    was = value(sample, "6.3", "duration_min")
    project_id = sample.project_id
    sample.session.write(lambda ledger: delete_activities(ledger, project_id=project_id, ids=[gone])).result()
    QApplication.processEvents()
    sample.tab.trying.bar.keep.click()
    QApplication.processEvents()
    assert [str(error).split()[0] for error in sample.failures] == ["trial.gone"]
    assert value(sample, "6.3", "duration_min") == was
