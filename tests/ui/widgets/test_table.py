"""The shared table as a user works with it: keys, blocks, errors kept in place, undo, trees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import Column, Look, column_of, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.query import Condition, Query, SortBy
from lanyan_desktop.core.table.rows import CellEdit, Choice, Dress, Mark, Row, RowId, RowIds
from lanyan_desktop.ui.widgets.table import TableActions, TableView

KIND = KINDS["budget_line"]
NAMES = ["name", "unit", "quantity", "target_fen", "account_id", "done"]
COLUMNS: list[Column] = [
    column_of(KIND, "name", is_outline=True),
    column_of(KIND, "unit"),
    column_of(KIND, "quantity"),
    column_of(KIND, "target_fen", is_total=True),
    column_of(KIND, "account_id"),
    computed("done", "完成", Shape.SHARE, unit="%", look=Look.BAR),
]
_NONE = Qt.KeyboardModifier.NoModifier
ACCOUNTS = [Choice(b"a" * 16, "人工费"), Choice(b"b" * 16, "材料费")]


class Desk:
    """A table over rows in memory, with what it committed, one entry for each action."""

    def __init__(self, qtbot: QtBot, *, levels: Sequence[int] | None = None, is_read_only: bool = False) -> None:
        rows: dict[RowId, Row] = {
            n: Row([f"项{n}", "t", n * 10_000, n * 100, ACCOUNTS[0].value, 5000], {"account_id": Dress(text="人工费")})
            for n in range(1, 7)
        }
        self.source = ListSource(NAMES, rows, levels=levels, choices={"account_id": ACCOUNTS})
        self.commits: list[list[CellEdit]] = []
        self.undone = 0
        actions = TableActions(undo=self._undo)
        self.table = TableView(
            self.source, COLUMNS, commit=None if is_read_only else self._commit, actions=actions, can_group=True
        )
        qtbot.addWidget(self.table)
        self.table.resize(900, 400)
        with qtbot.waitActive(self.table):
            self.table.show()
            self.table.activateWindow()
        self.table.grid.setFocus()
        self.at(0, 0)

    def _commit(self, edits: Sequence[CellEdit]) -> None:
        self.commits.append(list(edits))
        self.source.edit(edits)
        self.table.refresh({cell.id for cell in edits})

    def _undo(self) -> None:
        self.undone += 1

    def at(self, row: int, place: int) -> None:
        self.table.grid.stand_on(row, place)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        QTest.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        for sign in text:  # QTest.keyClicks knows no Chinese
            QApplication.sendEvent(self.focus, QKeyEvent(QEvent.Type.KeyPress, 0, _NONE, sign))

    def text(self, row: int, place: int) -> str:
        return self.table.model.cell(row, place).text

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    @property
    def here(self) -> tuple[int, int]:
        index = self.table.grid.currentIndex()
        return index.row(), index.column()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


@pytest.mark.parametrize("levels", [None, [0, 1, 1, 0, 1, 2]])
def test_the_model_keeps_qts_rules(qtbot: QtBot, qtmodeltester: ModelTester, levels: list[int] | None) -> None:
    desk = Desk(qtbot, levels=levels)
    qtmodeltester.check(desk.table.model)  # type: ignore[no-untyped-call]  # pytest-qt has no annotation here
    desk.table.model.fold(0, is_folded=True)
    qtmodeltester.check(desk.table.model)  # type: ignore[no-untyped-call]  # pytest-qt has no annotation here


def test_typing_enters_a_value_and_enter_goes_down(desk: Desk) -> None:
    desk.at(1, 2)
    desk.type("12.5")
    desk.key(Qt.Key.Key_Return)
    assert desk.commits == [[CellEdit(2, "quantity", 125_000)]]
    assert desk.text(1, 2) == "12.5"
    assert desk.here == (2, 2)


def test_tab_goes_right_over_hidden_columns_and_to_the_next_row(desk: Desk) -> None:
    desk.table.grid.setColumnHidden(1, True)
    desk.key(Qt.Key.Key_Tab)
    assert desk.here == (0, 2)
    desk.at(0, 5)
    desk.key(Qt.Key.Key_Tab)
    assert desk.here == (1, 0)
    desk.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.here == (0, 5)


def test_esc_leaves_the_cell_as_it_was(desk: Desk) -> None:
    desk.at(0, 1)
    desk.type("m3")
    desk.key(Qt.Key.Key_Escape)
    assert desk.commits == []
    assert desk.text(0, 1) == "t"


def test_shift_enter_goes_up_and_selects_nothing(desk: Desk) -> None:
    desk.at(2, 1)
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert desk.here == (1, 1)
    assert desk.table.grid.block() == (1, 1, 1, 1)


def test_f2_edits_what_is_there(desk: Desk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_End)
    desk.type("甲")
    desk.key(Qt.Key.Key_Tab)
    assert desk.commits == [[CellEdit(1, "name", "项1甲")]]
    assert desk.here == (0, 1)


def test_a_wrong_text_stays_marked_until_esc(desk: Desk) -> None:
    desk.at(0, 2)
    desk.type("1 台")
    desk.key(Qt.Key.Key_Return)
    cell = desk.table.model.cell(0, 2)
    assert desk.commits == []
    assert (cell.text, cell.mark) == ("1 台", Mark("error", "工程量应为数字"))
    assert desk.table.model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole) == "工程量应为数字"
    desk.at(0, 2)
    desk.key(Qt.Key.Key_Escape)
    assert desk.text(0, 2) == "1"


def test_a_pasted_block_is_one_step_and_its_errors_stay_in_place(desk: Desk) -> None:
    desk.at(1, 1)
    desk.paste("m3\t7\t1,234.50\r\n\"樘\"\t七\t2万\r\n")
    assert len(desk.commits) == 1
    assert set(desk.commits[0]) == {
        CellEdit(2, "unit", "m3"),
        CellEdit(2, "quantity", 70_000),
        CellEdit(2, "target_fen", 123_450),
        CellEdit(3, "unit", "樘"),
        CellEdit(3, "target_fen", 2_000_000),
    }
    assert desk.text(2, 2) == "七"
    assert desk.table.model.cell(2, 2).mark == Mark("error", "工程量应为数字")
    assert desk.text(2, 3) == "20,000.00"


def test_undo_after_a_paste_with_errors_forgets_them_and_takes_the_step_back(desk: Desk) -> None:
    desk.at(0, 2)
    desk.paste("九\r\n8\r\n")
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.undone == 1
    assert desk.table.model.drafts == {}
    assert desk.text(0, 2) == "1"


def test_undo_of_errors_alone_leaves_the_ledger_be(desk: Desk) -> None:
    desk.at(0, 2)
    desk.paste("九\r\n十\r\n")
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.undone == 0
    assert desk.table.model.drafts == {}


def test_one_pasted_cell_fills_what_is_selected(desk: Desk) -> None:
    desk.table.grid.select((0, 2, 1, 1))
    desk.paste("m2")
    assert [desk.text(row, 1) for row in range(4)] == ["m2", "m2", "m2", "t"]
    assert len(desk.commits) == 1


def test_what_reaches_below_the_last_row_is_said_not_lost_silently(desk: Desk, qtbot: QtBot) -> None:
    desk.at(5, 1)
    with qtbot.waitSignal(desk.table.said) as said:
        desk.paste("kg\r\ng\r\n")
    assert said.args == ["1 格不可修改，未动"]
    assert desk.text(5, 1) == "kg"


def test_pasting_below_the_last_row_makes_rows_where_that_is_allowed(qtbot: QtBot) -> None:
    got: list[list[CellEdit]] = []
    source = ListSource(NAMES, {1: Row(["项1", "t", 1, 1, None, 0])})
    table = TableView(source, COLUMNS, commit=lambda e: got.append(list(e)), actions=TableActions(can_append=True))
    qtbot.addWidget(table)
    table.grid.select((0, 0, 0, 0))
    QGuiApplication.clipboard().setText("甲\tkg\r\n乙\tg\r\n\tt\r\n")
    table.commands.paste()
    assert [(cell.id, cell.name, cell.value) for cell in got[0]] == [
        (1, "name", "甲"),
        (1, "unit", "kg"),
        ("new:0", "name", "乙"),
        ("new:0", "unit", "g"),
    ]
    assert table.model.pending.keys() == {(1, "name"), (1, "unit")}


def test_a_large_paste_lets_the_window_live_and_is_one_step(qtbot: QtBot) -> None:
    rows: dict[RowId, Row] = {n: Row([f"项{n}", None, None, None, None, None]) for n in range(3000)}
    source = ListSource(NAMES, rows)
    got: list[list[CellEdit]] = []
    table = TableView(source, COLUMNS, commit=lambda edits: got.append(list(edits)))
    qtbot.addWidget(table)
    table.grid.select((0, 0, 1, 1))
    QGuiApplication.clipboard().setText("".join(f"m{n}\t{n}\r\n" for n in range(3000)))
    table.commands.paste()
    assert not table.grid.isEnabled()
    assert got == []
    qtbot.waitUntil(table.grid.isEnabled)
    assert len(got) == 1
    assert len(got[0]) == 6000
    assert table.model.cell(2999, 2).text == "2,999"


def test_references_are_pasted_by_their_labels(desk: Desk) -> None:
    desk.at(0, 4)
    desk.paste("材料费\r\n机械费\r\n")
    assert desk.commits == [[CellEdit(1, "account_id", b"b" * 16)]]
    assert desk.table.model.cell(1, 4).mark == Mark("error", "成本科目指向的记录不存在")


def test_a_computed_column_takes_nothing(desk: Desk) -> None:
    desk.at(0, 5)
    desk.paste("99")
    desk.type("1")
    assert desk.commits == []
    assert desk.text(0, 5) == "50"


def test_delete_clears_and_marks_what_may_not_be_empty(desk: Desk) -> None:
    desk.table.grid.select((0, 0, 0, 1))
    desk.key(Qt.Key.Key_Delete)
    assert desk.commits == [[CellEdit(1, "unit", None)]]
    assert desk.table.model.cell(0, 0).mark == Mark("error", "项目名称不能为空")


def test_copy_gives_back_what_paste_takes(desk: Desk) -> None:
    desk.table.grid.select((0, 1, 0, 3))
    desk.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == ["项1\tt\t1\t1.00", "项2\tt\t2\t2.00"]
    desk.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text().splitlines()[0] == "项目名称\t计量单位\t工程量\t目标成本(元)"


def test_fill_down_repeats_the_first_row(desk: Desk) -> None:
    desk.table.grid.select((0, 2, 2, 3))
    desk.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [desk.text(row, 2) for row in range(4)] == ["1", "1", "1", "4"]
    assert len(desk.commits) == 1


def test_dragging_the_handle_continues_a_series(desk: Desk) -> None:
    grid = desk.table.grid
    grid.select((0, 1, 2, 2))
    handle = grid.block_rect((0, 1, 2, 2)).bottomRight() - QPoint(1, 3)
    target = grid.visualRect(desk.table.model.index(4, 2)).center()
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=handle)
    QTest.mouseMove(grid.viewport(), target)
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert [desk.text(row, 2) for row in range(6)] == ["1", "2", "3", "4", "5", "6"]
    assert desk.commits == []  # the series is what stood there
    grid.select((1, 2, 3, 3))
    desk.table.commands.fill((1, 1, 3, 3), (0, 1, 3, 3))
    assert desk.text(0, 3) == "2.00"


def test_ctrl_enter_writes_into_every_selected_cell(desk: Desk) -> None:
    desk.table.grid.select((1, 3, 1, 1))
    desk.type("樘")
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [desk.text(row, 1) for row in range(5)] == ["t", "樘", "樘", "樘", "t"]
    assert len(desk.commits) == 1


def test_a_read_only_table_opens_rows_instead(qtbot: QtBot) -> None:
    desk = Desk(qtbot, is_read_only=True)
    with qtbot.waitSignal(desk.table.opened) as opened:
        desk.key(Qt.Key.Key_Return)
    assert opened.args == [1]
    desk.paste("改")
    assert desk.text(0, 0) == "项1"


def test_sort_and_filter_keep_the_current_row(desk: Desk) -> None:
    desk.at(1, 0)
    desk.table.set_query(Query(sort=(SortBy("quantity", descending=True),)))
    assert [desk.text(row, 0) for row in (0, 5)] == ["项6", "项1"]
    assert desk.table.current_id == 2
    desk.table.set_query(Query((Condition("quantity", "<=", 30_000),)))
    assert desk.table.model.rowCount() == 3
    assert desk.table.current_id == 2


def test_totals_follow_the_filter(desk: Desk) -> None:
    assert "目标成本(元) 21.00" in desk.table.total.accessibleDescription()
    desk.table.set_query(Query((Condition("name", "contains", "6"),)))
    assert "目标成本(元) 6.00" in desk.table.total.accessibleDescription()


def test_a_click_on_a_heading_sorts_up_down_and_not(desk: Desk) -> None:
    for expected in ("项1", "项6", "项1"):
        desk.table.header.sort_wanted.emit(3, False)
        assert desk.text(0, 0) == expected
    assert desk.table.model.query.sort == ()


def test_the_status_line_counts_sums_and_averages(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.table.status_changed, timeout=1000) as status:
        desk.table.grid.select((0, 2, 3, 3))
    assert status.args == ["计数 3　求和 6.00　平均 2.00"]


def test_folding_hides_what_is_beneath(qtbot: QtBot) -> None:
    desk = Desk(qtbot, levels=[0, 1, 1, 0, 1, 2])
    desk.table.model.fold(0, is_folded=True)
    assert [desk.text(row, 0) for row in range(4)] == ["项1", "项4", "项5", "项6"]
    assert desk.table.go_to(3)
    assert desk.table.current_id == 3
    assert desk.table.model.rowCount() == 6


def test_alt_shift_left_folds_the_current_node(qtbot: QtBot) -> None:
    desk = Desk(qtbot, levels=[0, 1, 1, 0, 1, 2])
    both = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    desk.key(Qt.Key.Key_Left, both)
    assert desk.table.model.rowCount() == 4
    desk.key(Qt.Key.Key_Right, both)
    assert desk.table.model.rowCount() == 6


def test_a_click_on_the_triangle_folds(qtbot: QtBot) -> None:
    desk = Desk(qtbot, levels=[0, 1, 1, 0, 1, 2])
    grid = desk.table.grid
    rect = grid.visualRect(desk.table.model.index(3, 0))
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 8, rect.center().y()))
    assert desk.table.model.rowCount() == 4


def test_rows_that_go_leave_the_cursor_at_their_place(desk: Desk) -> None:
    desk.at(2, 1)
    rows: dict[RowId, Row] = {n: Row([f"项{n}", "t", 1, 1, None, 0]) for n in (1, 2, 4, 5, 6)}
    desk.source.replace(rows)
    desk.table.refresh({3})
    assert desk.table.current_id == 4
    assert desk.here == (2, 1)


def test_a_changed_row_is_read_anew_in_place(desk: Desk, qtbot: QtBot) -> None:
    desk.source.edit([CellEdit(4, "name", "别人改的")])
    resets: list[int] = []
    desk.table.model.modelReset.connect(lambda: resets.append(1))
    with qtbot.waitSignal(desk.table.model.dataChanged):
        desk.table.refresh({4})
    assert desk.text(3, 0) == "别人改的"
    assert resets == []


def test_a_refused_edit_shows_the_ledgers_value_and_keeps_what_was_typed(qtbot: QtBot) -> None:
    source = ListSource(NAMES, {1: Row(["项1", "t", 10_000, 1, None, 0])})
    table = TableView(source, COLUMNS, commit=lambda _edits: None)
    qtbot.addWidget(table)
    table.editor.type([(0, 2, "5"), (0, 1, "kg")])
    assert table.model.cell(0, 2).text == "5"  # shown ahead
    table.editor.refuse({(1, "quantity"): "工程量不能大于 3"})
    assert table.model.cell(0, 2).mark == Mark("error", "工程量不能大于 3")
    assert table.model.cell(0, 2).text == "5"
    assert table.model.cell(0, 1).text == "t"


def test_find_goes_round_and_replaces_all_in_one_step(desk: Desk) -> None:
    desk.table.look_for(is_replace=True)
    finder = desk.table.finder
    assert finder is not None
    finder.text.setText("项")
    finder.look_now()
    assert len(finder.hits) == 6
    finder.go(1)
    assert desk.here == (1, 0)
    finder.go(-1)
    finder.go(-1)
    assert desk.here == (5, 0)
    finder.other.setText("第")
    finder.replace_all()
    assert [desk.text(row, 0) for row in (0, 5)] == ["第1", "第6"]
    assert len(desk.commits) == 1


def test_columns_are_hidden_frozen_and_remembered(desk: Desk, qtbot: QtBot) -> None:
    desk.table.headings.show_column(1, is_shown=False)
    desk.table.headings.freeze([0])
    desk.table.grid.setColumnWidth(2, 150)
    frozen = desk.table.headings.frozen
    assert frozen is not None
    assert frozen.over.isVisible()
    assert frozen.over.width() == desk.table.grid.columnWidth(0)
    state = desk.table.state()
    other = Desk(qtbot).table
    other.restore(state)
    assert other.grid.isColumnHidden(1)
    assert other.grid.columnWidth(2) == 150
    assert other.state()["frozen"] == ["name"]


def test_columns_that_give_way_on_a_narrow_window_come_back_on_a_wide_one(desk: Desk, qtbot: QtBot) -> None:
    names = [column.name for column in desk.table.model.columns]
    desk.table.headings.show_column(1, is_shown=False)
    desk.table.headings.give_way(names[1:3], is_narrow=True)
    assert [desk.table.grid.isColumnHidden(place) for place in (1, 2)] == [True, True]
    other = Desk(qtbot).table  # opened wide, with what was remembered on the narrow window
    other.restore(desk.table.state())
    assert [other.grid.isColumnHidden(place) for place in (1, 2)] == [True, False]
    desk.table.headings.give_way(names[1:3], is_narrow=False)
    assert [desk.table.grid.isColumnHidden(place) for place in (1, 2)] == [True, False]


def test_a_frozen_column_stays_while_others_scroll(desk: Desk) -> None:
    desk.table.resize(300, 300)
    desk.table.headings.freeze([0])
    desk.at(0, 5)
    moved = desk.table.grid.horizontalScrollBar().value()
    assert moved > 0
    desk.at(0, 0)
    assert desk.table.grid.horizontalScrollBar().value() == moved


@pytest.mark.parametrize(
    ("place", "fill", "expected"),
    [
        (2, lambda popup: (popup.low.setText("2"), popup.high.setText("3")), ["项2", "项3"]),
        (0, lambda popup: popup.text.setText("5"), ["项5"]),
        (0, lambda popup: popup.values.item(3).setCheckState(Qt.CheckState.Checked), ["项4"]),
    ],
)
def test_a_filter_is_opened_from_its_heading(
    desk: Desk, place: int, fill: Callable[[object], object], expected: list[str]
) -> None:
    desk.table.headings.open_filter(place)
    popup = desk.table.headings.popup
    assert popup is not None
    fill(popup)
    popup.apply()
    assert [desk.text(row, 0) for row in range(desk.table.model.rowCount())] == expected
    desk.table.set_query(Query())
    assert desk.table.model.rowCount() == 6


def test_blanks_and_some_values_can_be_ticked_together(qtbot: QtBot) -> None:
    units = [None, "t", "m3", None, "kg"]
    source = ListSource(NAMES, {n: Row([f"项{n}", unit, None, None, None, None]) for n, unit in enumerate(units)})
    table = TableView(source, COLUMNS)
    qtbot.addWidget(table)
    for _ in range(2):  # opened again it shows the same ticks
        table.headings.open_filter(1)
        popup = table.headings.popup
        assert popup is not None
        popup.values.item(0).setCheckState(Qt.CheckState.Checked)
        popup.values.item(1).setCheckState(Qt.CheckState.Checked)
        assert popup.ticked() == [None, "t"]
        popup.apply()
        assert [table.model.cell(row, 0).text for row in range(table.model.rowCount())] == ["项0", "项1", "项3"]


def test_a_range_that_is_no_number_is_said_and_changes_nothing(desk: Desk) -> None:
    desk.table.headings.open_filter(2)
    popup = desk.table.headings.popup
    assert popup is not None
    popup.low.setText("很多")
    popup.apply()
    assert popup.isVisible()
    assert desk.table.model.rowCount() == 6


def test_every_cell_can_be_read_out(desk: Desk) -> None:
    index = desk.table.model.index(0, 3)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "目标成本(元) 1.00"
    assert desk.table.grid.accessibleName()


def test_money_below_zero_is_red_and_missing_is_said(qtbot: QtBot) -> None:
    source = ListSource(NAMES, {1: Row(["项1", None, None, -5, None, None])})
    table = TableView(source, COLUMNS)
    qtbot.addWidget(table)
    cells = table.model.row_cells(0).cells
    assert [(cell.text, cell.tone) for cell in cells[1:4]] == [("", ""), ("—", "text3"), ("−0.05", "crit")]


class Endless:
    """Two million rows that are made when they are asked for."""

    def __init__(self) -> None:
        self.read: list[int] = []

    def ids(self, _query: Query) -> RowIds:
        return range(2_000_000)

    def page(self, ids: Sequence[RowId], names: Sequence[str]) -> Mapping[RowId, Row]:
        self.read.append(len(ids))
        return {row_id: Row([str(row_id) if name == "name" else None for name in names]) for row_id in ids}


def test_two_million_rows_are_read_by_the_page(qtbot: QtBot) -> None:
    source = Endless()
    table = TableView(source, COLUMNS)
    qtbot.addWidget(table)
    table.resize(900, 600)
    table.show()
    assert table.model.rowCount() == 2_000_000
    bar = table.grid.verticalScrollBar()
    for part in range(200):
        bar.setValue(bar.maximum() * part // 199)
        table.grid.viewport().repaint()
    assert table.model.id_at(1_999_999) == 1_999_999
    assert table.grid.indexAt(QPoint(5, table.grid.viewport().height() - 3)).row() == 1_999_999
    assert sum(source.read) < 200 * 3 * 64
    assert len(table.model._pages) <= 64


def test_a_hundred_thousand_nodes_fold_at_once(qtbot: QtBot) -> None:
    count = 100_000
    levels = [n % 10 and 1 for n in range(count)]
    source = ListSource(NAMES, {n: Row(["项", None, None, n, None, None]) for n in range(count)}, levels=levels)
    table = TableView(source, COLUMNS, has_total=False)
    qtbot.addWidget(table)
    table.model.fold_from(0)
    assert table.model.rowCount() == count // 10
    table.model.fold(5, is_folded=False)
    assert table.model.rowCount() == count // 10 + 9
    assert table.model.id_at(6) == 51
    table.model.fold_from(9)
    assert table.model.rowCount() == count
