"""The 进度 tab through its own events: what is seen, typed, clicked, dragged and zoomed, asserted on the ledger."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.ui.theme import theme
from tests.ui.schedule.conftest import Stage, open_stage

KEY = Qt.Key


def texts(stage: Stage, row: int) -> dict[str, str]:
    model = stage.tab.table.model
    return {column.name: model.cell(row, place).text for place, column in enumerate(model.columns)}


def type_into(stage: Stage, wbs: str, name: str, text: str) -> None:
    model = stage.tab.table.model
    place = next(n for n, column in enumerate(model.columns) if column.name == name)
    model.setData(model.index(stage.row_of(wbs), place), text)
    QApplication.processEvents()


def undo(stage: Stage) -> str:
    """Takes back one step; its intent."""
    intent = stage.session.write(lambda ledger: ledger.undo()).result()
    QApplication.processEvents()
    return intent or ""


def value(stage: Stage, wbs: str, field: str) -> object:
    (found,) = stage.session.reader.page("activity", [stage.id_of(wbs)], [field]).values()
    return found[0]


def test_the_table_reads_as_in_the_design(sample: Stage) -> None:
    row = texts(sample, sample.row_of("3.19"))
    assert row["number"] == "40"
    assert row["name"] == "机房层及屋面构架"
    assert (row["duration_min"], row["first_day"], row["last_day"]) == ("10", "2025-11-28", "2025-12-07")
    assert (row["predecessors"], row["total_float"], row["done"]) == ("39", "0", "30%")
    assert texts(sample, sample.row_of("5"))["total_float"] == "27"
    assert sample.tab.table.model.rowCount() == 134


def test_the_header_says_what_the_control_totals_say(sample: Stage) -> None:
    shown = [cell.figure for cell in sample.tab.figures._cells if cell.figure is not None]
    assert [(figure.title, figure.value) for figure in shown] == [
        ("要求工期", "417 天"),
        ("预测完工", "2026-06-02"),
        ("超期", "15 天"),
        ("完成", "59.5 %"),
    ]
    assert shown[3].remark == "计划 64.1 %"
    assert "120 项任务 · 已完成 52 · 进行中 9 · 未开始 59" in sample.tab.page.legend.accessibleName()


def test_a_typed_duration_moves_what_follows_and_is_one_step(sample: Stage) -> None:
    assert texts(sample, sample.row_of("6.2"))["first_day"] == "2026-01-15"
    type_into(sample, "7.1", "duration_min", "12天")
    assert value(sample, "7.1", "duration_min") == 12 * 480
    before = texts(sample, sample.row_of("7.2"))["first_day"]
    type_into(sample, "7.1", "duration_min", "14")
    days = [np.datetime64(text) for text in (before, texts(sample, sample.row_of("7.2"))["first_day"])]
    assert (days[1] - days[0]).astype(int) == 2
    assert undo(sample) == "修改「屋面找坡找平」的工期"
    QApplication.processEvents()
    assert texts(sample, sample.row_of("7.1"))["duration_min"] == "12"


def test_predecessors_that_cannot_be_stay_in_the_cell_with_the_reason(sample: Stage) -> None:
    type_into(sample, "3.19", "predecessors", "45")
    model = sample.tab.table.model
    place = next(n for n, column in enumerate(model.columns) if column.name == "predecessors")
    cell = model.cell(sample.row_of("3.19"), place)
    assert cell.text == "45"
    assert cell.mark is not None
    assert "循环" in cell.mark.reason
    assert not sample.failures
    type_into(sample, "3.19", "predecessors", "39FS+1d")
    assert model.cell(sample.row_of("3.19"), place).text == "39FS+1d"


def test_a_small_plan_is_built_from_nothing_by_keyboard(empty: Stage, qtbot: QtBot) -> None:
    tab = empty.tab
    assert tab._pages.currentIndex() == 1  # the empty state
    tab.acts.add.trigger()
    QApplication.processEvents()
    assert tab._pages.currentIndex() == 0
    grid = tab.table.grid
    grid.setFocus()
    for name in ("基础", "挖土", "垫层"):
        if name != "基础":
            QTest.keyClick(grid, KEY.Key_Insert)
            QApplication.processEvents()
        type_into(empty, str(tab.view.loaded.columns["wbs"][grid.currentIndex().row()]), "name", name)
    assert tab.view.loaded.columns["name"] == ["基础", "挖土", "垫层"]
    grid.select((1, 2, 1, 1))
    QTest.keyClick(grid, KEY.Key_Right, Qt.KeyboardModifier.AltModifier)
    QApplication.processEvents()
    assert tab.view.loaded.levels == [0, 1, 1]
    assert bool(tab.view.schedule.is_summary[0])
    grid.select((1, 2, 1, 1))
    QTest.keyClick(grid, KEY.Key_L, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert texts(empty, 2)["predecessors"] == "1"
    while len(tab.view):
        assert undo(empty)
    assert tab._pages.currentIndex() == 1


def test_a_summary_is_named_but_not_dated(sample: Stage) -> None:
    model = sample.tab.table.model
    row = sample.row_of("3")
    can = {column.name: model.can_edit(row, place) for place, column in enumerate(model.columns)}
    assert can["name"]
    assert not any(can[name] for name in ("first_day", "duration_min", "done", "total_float"))


def test_the_chart_follows_the_table(sample: Stage) -> None:
    chart, grid = sample.tab.page.chart, sample.tab.table.grid
    grid.verticalScrollBar().setValue(1000)
    assert chart.offset == 1000
    y = grid.rowViewportPosition(50) + chart.top + 5
    assert chart.row_at(y) == 50
    top = grid.viewport().mapTo(sample.tab.page, QPoint(0, 0)).y()
    assert chart.mapTo(sample.tab.page, QPoint(0, chart.top)).y() == top
    sample.tab.table.model.fold(sample.row_of("3"), is_folded=True)
    assert chart.rows is not None
    assert len(chart.rows) == sample.tab.table.model.rowCount() == 134 - 25


def test_the_filters_show_a_part_with_its_sections(sample: Stage) -> None:
    menu = sample.tab.acts.filter.menu()
    assert isinstance(menu, QMenu)
    entries = {entry.text(): entry for entry in menu.actions()}
    entries["关键"].trigger()
    model = sample.tab.table.model
    assert sum(not model.row_cells(row).is_summary for row in range(model.rowCount())) == 15
    assert sample.tab.acts.filter.text() == "筛选：关键"
    assert sample.tab.page.chart.rows is not None
    assert len(sample.tab.page.chart.rows) == model.rowCount()
    entries["全部任务"].trigger()
    assert model.rowCount() == 134


def test_ctrl_wheel_zooms_about_the_pointer(sample: Stage) -> None:
    chart = sample.tab.page.chart
    day = chart.scale.day_at(300)
    before = chart.scale.px_per_day
    event = QWheelEvent(
        QPointF(300, 200), chart.mapToGlobal(QPointF(300, 200)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart, event)
    assert chart.scale.px_per_day == pytest.approx(before * 1.25)
    assert chart.scale.day_at(300) == pytest.approx(day)
    sample.tab.acts.fit.trigger()
    first, last = chart.span
    assert 0 < chart.scale.x_at(first) < chart.scale.x_at(last) < chart.width()
    assert sample.tab.status().startswith("月 · ")


def test_a_click_in_the_chart_selects_the_row_and_tells_the_inspector(sample: Stage) -> None:
    chart = sample.tab.page.chart
    row = sample.row_of("3.19")
    sample.tab.table.grid.verticalScrollBar().setValue((row - 3) * ROW)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, chart.top + 3 * ROW + 8))
    assert sample.tab.table.current_id == sample.id_of("3.19")
    assert sample.inspected == [sample.id_of("3.19")]
    assert row in chart.selected


def drag(stage: Stage, wbs: str, days: int, *, at_end: bool) -> None:
    chart = stage.tab.page.chart
    row = stage.row_of(wbs)
    stage.tab.table.grid.verticalScrollBar().setValue((row - 3) * ROW)
    assert chart.rows is not None
    chart.pan(chart.scale.x_at(float(chart.rows.bars.start[row])) - 200)
    edge = chart.rows.bars.finish[row] if at_end else chart.rows.bars.start[row] + 1
    y = chart.top + row * ROW - chart.offset + 9
    begin = QPoint(round(chart.scale.x_at(float(edge))), y)
    end = begin + QPoint(round(days * chart.scale.px_per_day), 0)
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(chart, QPoint((begin.x() + end.x()) // 2, y))
    QTest.mouseMove(chart, end)
    chart.grab()  # the ghost is painted
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=end)
    QApplication.processEvents()


def test_dragging_a_bar_moves_the_work_and_its_end_stretches_it(sample: Stage) -> None:
    before = texts(sample, sample.row_of("3.25"))
    drag(sample, "3.25", 10, at_end=False)
    moved = texts(sample, sample.row_of("3.25"))
    days = [np.datetime64(text["first_day"]) for text in (before, moved)]
    assert (days[1] - days[0]).astype(int) == 10
    assert value(sample, "3.25", "constraint_type") == "不得早于…开始"
    drag(sample, "6.4", 5, at_end=True)
    assert value(sample, "6.4", "duration_min") == 40 * 480
    assert undo(sample) == "修改「外墙真石漆」的完成"


def test_finished_bars_and_summaries_are_not_dragged(sample: Stage) -> None:
    drag(sample, "3.16", 10, at_end=False)
    drag(sample, "3", 10, at_end=False)
    assert not undo(sample).startswith("修改")


def test_the_switches_leave_lines_out(sample: Stage) -> None:
    chart = sample.tab.page.chart
    row = sample.row_of("3.19")
    sample.tab.table.grid.verticalScrollBar().setValue((row - 3) * ROW)

    def has(name: str) -> bool:
        image, colour = chart.grab().toImage(), theme().colours[name].rgb()
        body = range(chart.top + 5, image.height() - 5, 1)
        return any(image.pixel(x, y) == colour for y in body for x in range(0, image.width(), 1))

    for act, name in ((sample.tab.acts.base, "base"), (sample.tab.acts.critical, "critBar")):
        assert has(name)
        act.trigger()
        assert not has(name)


def test_a_baseline_is_saved_under_the_name_given(sample: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(*_args: object, text: str) -> tuple[str, bool]:
        asked.append(text)
        return "十二月基准", True

    monkeypatch.setattr(QInputDialog, "getText", answer)
    sample.tab.acts.save_base.trigger()
    QApplication.processEvents()
    assert asked == ["基准 2"]
    assert sample.tab.view.taken.name == "十二月基准"
    assert texts(sample, sample.row_of("3.19"))["late"] == "0"
    assert sample.said == ["已保存基准“十二月基准”"]


def test_what_is_remembered_comes_back(sample: Stage, qtbot: QtBot) -> None:
    tab = sample.tab
    tab.page.chart.zoom(2)
    tab.acts.front.trigger()
    state = tab.save_state()
    tab.acts.front.trigger()
    tab.acts.fit.trigger()
    tab.restore_state(state)
    qtbot.wait(1)
    assert tab.page.chart.scale.px_per_day == pytest.approx(7.5)
    assert not tab.page.chart.shows_front
    tab.restore_state({"columns": 3, "px_per_day": "x", "shown": [1], "splitter": "no"})  # of another program


def test_a_record_is_shown_where_it_is(sample: Stage) -> None:
    sample.tab.table.model.fold(sample.row_of("9"), is_folded=True)
    assert sample.tab.show_record("activity", sample.id_of("9.3"))
    assert sample.tab.table.current_id == sample.id_of("9.3")
    relation = sample.tab.view.loaded.relation_ids[0]
    assert sample.tab.show_record("relation", relation)
    assert not sample.tab.show_record("team", sample.id_of("9.3"))


def test_every_action_has_words_and_none_is_lost(sample: Stage) -> None:
    acts = sample.tab.actions()
    assert all(act.text() and act.toolTip() for act in acts)
    keys = [act.shortcut().toString() for act in acts if not act.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))
    sample.tab.acts.take_in.trigger()
    sample.tab.acts.give_out.trigger()
    assert sample.imports == ["plan", "plan"]


def test_deleting_asks_for_rows_and_takes_what_hangs_under_them(sample: Stage) -> None:
    sample.tab.table.go_to(sample.id_of("7"))
    sample.tab.acts.delete.trigger()
    QApplication.processEvents()
    assert "7" not in sample.tab.view.loaded.columns["wbs"]
    assert "7.1" not in sample.tab.view.loaded.columns["wbs"]
    assert undo(sample).startswith("删除任务")


def test_a_ring_is_told_in_the_toolbar(sample: Stage) -> None:
    ids = sample.id_of("3.19"), sample.id_of("3.18")

    def close_a_ring(ledger: object) -> None:
        with ledger.changeset("合并") as edit:  # type: ignore[attr-defined]  # as a merge of two offices can
            edit.insert("relation", project_id=sample.project_id, predecessor_id=ids[0], successor_id=ids[1], type="FS")

    sample.session.write(close_a_ring).result()
    QApplication.processEvents()
    assert "1 处循环" in [alarm.text for alarm in sample.tab.toolbar._alarms]
    assert len(sample.tab.view.schedule.cycles) == 1


def test_the_bird_moves_the_chart(sample: Stage) -> None:
    page = sample.tab.page
    page.bird.grab()
    QTest.mousePress(page.bird, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    QTest.mouseRelease(page.bird, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    assert page.chart.scale.left < page.chart.span[0] + 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [900, 1366, 1920])
def test_no_size_and_no_scheme_fails_to_paint(sample: Stage, scheme: str, width: int) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme().install(app, scheme)  # type: ignore[arg-type]  # one of the schemes
    sample.tab.widget.resize(width, 768)
    QApplication.processEvents()
    for act in (sample.tab.acts.fit, sample.tab.acts.zoom_in, sample.tab.acts.today):
        act.trigger()
        assert not sample.tab.widget.grab().isNull()
    shown = [sample.tab.table.model.columns[n].name for n in sample.tab.table.grid.shown_columns()]
    assert ("predecessors" in shown) == (width > 1366)
    theme().install(app, "light")


def test_a_large_plan_is_read_beside_the_window(sample: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from lanyan_desktop.ui.schedule import reading
    from lanyan_desktop.ui.schedule import tab as module

    for room in (module, reading):
        monkeypatch.setattr(room, "AT_ONCE", 10)
    again = open_stage(qtbot, sample.session, sample.project_id)
    assert again.tab._pages.currentIndex() == 0
    assert len(again.tab.view) == 134

    def spoil(ledger: object) -> None:
        with ledger.changeset("坏日历") as edit:  # type: ignore[attr-defined]  # a ledger
            edit.set("calendar", sample.session.reader.ids("calendar")[0], monday="早八")

    sample.session.write(spoil).result()
    QApplication.processEvents()
    assert [str(error).split()[0] for error in again.failures] == ["calendar.hours"]
    assert len(again.tab.view) == 134  # what was seen stays

    def mend(ledger: object) -> None:
        with ledger.changeset("日历改好") as edit:  # type: ignore[attr-defined]  # a ledger
            edit.set("calendar", sample.session.reader.ids("calendar")[0], monday="08:00-12:00,13:00-17:00")
            edit.set("activity", again.id_of("6.4"), name="改过名")

    sample.session.write(mend).result()
    QApplication.processEvents()
    assert "改过名" in again.tab.view.loaded.columns["name"]


def test_actions_are_qt_actions(sample: Stage) -> None:
    assert all(isinstance(act, QAction) for act in sample.tab.actions())
