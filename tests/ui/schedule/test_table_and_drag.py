"""What the plan's table and bars take by key and mouse: completion, filters, levels, baselines, links and progress."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMenu

from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.ui.schedule.predecessor_edit import _Completion
from tests.ui.schedule.conftest import Stage


def open_editor(stage: Stage, wbs: str, name: str) -> QLineEdit:
    table = stage.tab.table
    assert table.go_to(stage.id_of(wbs), name)
    table.grid.edit(table.grid.currentIndex())
    QApplication.processEvents()
    (editor,) = [one for one in table.grid.findChildren(QLineEdit, "cellEditor") if one.isVisible()]
    return editor


def cell(stage: Stage, wbs: str, name: str) -> str:
    model = stage.tab.table.model
    place = next(n for n, column in enumerate(model.columns) if column.name == name)
    return model.cell(stage.row_of(wbs), place).text


def links_of(stage: Stage, wbs: str) -> str:
    return cell(stage, wbs, "predecessors")


def menu_of(menu: object) -> dict[str, QAction]:
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return {entry.text(): entry for entry in menu.actions()}


def test_a_predecessor_is_found_by_its_name_and_what_stood_before_it_stays(sample: Stage) -> None:
    editor = open_editor(sample, "3.25", "predecessors")
    editor.clear()
    QTest.keyClicks(editor, "36, ")
    editor.setText("36, 机房层")
    editor.textEdited.emit(editor.text())
    (completion,) = editor.findChildren(_Completion)
    assert completion._words.stringList() == ["40 机房层及屋面构架"]
    completion.activated.emit("40 机房层及屋面构架")
    assert editor.text() == "36, 40"
    editor.setText("36, 4")
    editor.textEdited.emit(editor.text())
    assert completion._words.stringList() == []  # a number is an answer: Enter takes it
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QApplication.processEvents()


def test_the_plan_is_filtered_by_week_lateness_and_team(sample: Stage) -> None:
    acts, model = sample.tab.acts, sample.tab.table.model
    view = sample.tab.view

    def works() -> list[int]:
        return [
            view.loaded.place[model.id_at(row)]  # type: ignore[index]  # ids of the ledger
            for row in range(model.rowCount())
            if not model.row_cells(row).is_summary
        ]

    entries = menu_of(acts.filter.menu())
    entries["本周"].trigger()
    first, last = view.week
    assert works()
    assert all(view.first_day[row] <= last and view.last_day[row] >= first for row in works())
    entries["滞后"].trigger()
    assert works() == [row for row in range(len(view)) if view.behind[row] > 0]
    entries["全部任务"].trigger()
    crews = entries["班组"].menu()
    menu_of(crews)["木工班组"].trigger()
    assert acts.filter.text() == "筛选：木工班组"
    assert {view.teams[view.loaded.columns["team_id"][row]] for row in works()} == {"木工班组"}  # type: ignore[index]  # loaded above


def test_the_outline_unfolds_to_a_level(sample: Stage) -> None:
    entries = menu_of(sample.tab.acts.levels.menu())
    entries["一级"].trigger()
    assert sample.tab.table.model.rowCount() == sample.tab.view.loaded.levels.count(0)
    entries["全部展开"].trigger()
    assert sample.tab.table.model.rowCount() == 134


def test_one_of_several_baselines_is_compared_with(sample: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cell(sample, "3.19", "late")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_kwargs: ("第二版", True))
    sample.tab.acts.save_base.trigger()
    QApplication.processEvents()
    assert (before, cell(sample, "3.19", "late"), cell(sample, "3.19", "start_late")) == ("15", "0", "0")
    entries = menu_of(sample.tab.acts.bases.menu())
    names = [text for text in entries if "·" in text]
    assert names[0].startswith("第二版 · ")
    entries[names[1]].trigger()
    assert cell(sample, "3.19", "late") == "15"
    assert sample.tab.view.taken.name != "第二版"


def place_bar(stage: Stage, wbs: str) -> int:
    """Bring a bar into view; its row."""
    chart, row = stage.tab.page.chart, stage.row_of(wbs)
    stage.tab.table.grid.verticalScrollBar().setValue((row - 3) * ROW)
    assert chart.rows is not None
    chart.pan(chart.scale.x_at(float(chart.rows.bars.start[row])) - 200)
    return row


def point(stage: Stage, row: int, share: float) -> QPoint:
    chart = stage.tab.page.chart
    assert chart.rows is not None
    bars = chart.rows.bars
    day = float(bars.start[row] + (bars.finish[row] - bars.start[row]) * share)
    return QPoint(round(chart.scale.x_at(day)), chart.top + row * ROW - chart.offset + 9)


def drag(stage: Stage, begin: QPoint, end: QPoint) -> None:
    chart = stage.tab.page.chart
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(chart, QPoint((begin.x() + end.x()) // 2, (begin.y() + end.y()) // 2))
    QTest.mouseMove(chart, end)
    chart.grab()  # the ghost is painted
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=end)
    QApplication.processEvents()


def test_a_bar_dragged_onto_another_row_is_linked_and_undone(sample: Stage) -> None:
    chart = sample.tab.page.chart
    source, target = place_bar(sample, "6.4"), sample.row_of("6.5")
    before = links_of(sample, "6.5")
    number = sample.tab.view.texts.name_of(sample.tab.view.loaded.place[sample.id_of("6.4")])
    assert number not in before
    drag(sample, point(sample, source, 0.8), point(sample, target, 0.1))
    assert number in links_of(sample, "6.5").replace(" ", "").split(",")
    assert sample.session.write(lambda ledger: ledger.undo()).result() == "链接「外墙真石漆」到「外窗扇及玻璃安装」"
    QApplication.processEvents()
    assert links_of(sample, "6.5") == before
    drag(sample, point(sample, source, 0.1), point(sample, target, 0.1) + QPoint(0, 2))
    assert f"{number}SS" in links_of(sample, "6.5")
    assert chart.drag is None


def test_a_relation_that_would_close_a_ring_is_refused_in_words(sample: Stage) -> None:
    source, target = place_bar(sample, "3.19"), sample.row_of("3.18")
    drag(sample, point(sample, source, 0.5), point(sample, target, 0.1))
    assert [str(error).split()[0] for error in sample.failures] == ["relation.cycle"]


def test_the_beginning_of_a_bar_drags_its_progress(sample: Stage) -> None:
    row = place_bar(sample, "6.2")
    drag(sample, point(sample, row, 0) + QPoint(2, 0), point(sample, row, 0.4))
    done, actual = sample.session.reader.page("activity", [sample.id_of("6.2")], ["done", "actual_start"])[
        sample.id_of("6.2")
    ]
    assert isinstance(done, int)
    assert abs(done - 4_000) <= 200
    assert actual is not None  # begun at the data date at the latest
