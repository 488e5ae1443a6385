"""The small parts: what is shown, what leaves first, what the keyboard does."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from lanyan_desktop.ui.components.buttons import action, action_button, button, icon_button
from lanyan_desktop.ui.components.card import Card
from lanyan_desktop.ui.components.chip import Chip
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.components.figures import Figure, FiguresBar
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.components.message_bar import MessageBar
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.components.toolbar import Alarm, Toolbar
from lanyan_desktop.ui.theme import theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme().install(qapp, "light")


def show(qtbot: QtBot, widget: QWidget, width: int) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    widget.show()
    QApplication.processEvents()


def test_a_record_that_looks_like_markup_is_shown_as_it_is(qtbot: QtBot) -> None:
    assert label("<b>粗</b>").textFormat() == Qt.TextFormat.PlainText


def test_toolbar_moves_what_finds_no_room_into_more_and_brings_it_back(qtbot: QtBot) -> None:
    left = [action(f"操作{n}", icon="add") for n in range(12)]
    bar = Toolbar(left, [action("导出", icon="export")])
    show(qtbot, bar, 500)
    more = bar.findChildren(QToolButton)
    menu = next(found.menu() for found in more if found.menu() is not None)
    offered = menu.actions()
    assert offered
    assert offered == left[-len(offered) :]
    bar.resize(2000, 36)
    QApplication.processEvents()
    assert menu.actions() == []


def test_toolbar_holds_the_actions_nobody_else_holds(qtbot: QtBot) -> None:
    bar = Toolbar([action("一"), action("二")])
    qtbot.addWidget(bar)
    gc.collect()
    assert [act.text() for act in bar.actions()] == ["一", "二"]


def test_toolbar_never_drops_an_action_silently(qtbot: QtBot) -> None:
    left = [action(f"操作{n}", icon="add") for n in range(12)]
    bar = Toolbar(left)
    for width in range(200, 1600, 100):
        show(qtbot, bar, width)
        buttons = [b for b in bar.findChildren(QToolButton) if b.isVisibleTo(bar)]
        seen = [b.defaultAction() for b in buttons if b.menu() is None]
        offered = [entry for b in buttons if b.menu() is not None for entry in b.menu().actions()]
        assert set(map(id, [*seen, *offered])) == set(map(id, left))


def test_a_shortcut_works_while_its_button_is_in_more(qtbot: QtBot) -> None:
    done: list[bool] = []
    left = [action(f"操作{n}", icon="add") for n in range(12)]
    left[-1].setShortcut("Ctrl+J")
    left[-1].triggered.connect(lambda: done.append(True))
    bar = Toolbar(left)
    show(qtbot, bar, 300)
    bar.activateWindow()
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert done == [True]


@pytest.mark.parametrize(("width", "shown"), [(1300, 3), (1900, 5)])
def test_alarms_four_at_most_two_when_narrow_then_a_count(qtbot: QtBot, width: int, shown: int) -> None:
    bar = Toolbar([action("新增", icon="add")])
    show(qtbot, bar, width)
    bar.set_alarms([Alarm(f"第 {n} 条", "warn", lambda: None) for n in range(6)])
    QApplication.processEvents()
    chips = [chip.accessibleName() for chip in bar.findChildren(Chip) if chip.isVisibleTo(bar)]
    assert len(chips) == shown
    assert chips[-1] == f"+{6 - shown + 1}"


def test_alarm_chips_follow_the_width(qtbot: QtBot) -> None:
    bar = Toolbar([action("新增", icon="add")])
    bar.set_alarms([Alarm(f"第 {n} 条", "warn", lambda: None) for n in range(4)])
    for width, count in ((1900, 4), (1300, 3), (1900, 4)):
        show(qtbot, bar, width)
        qtbot.wait(1)  # the old ones leave with the event loop
        assert len(bar.findChildren(Chip)) == count


def test_an_alarm_is_taken_by_click_and_by_key(qtbot: QtBot) -> None:
    taken: list[int] = []
    bar = Toolbar([])
    bar.set_alarms([Alarm("晚 15 天", "crit", lambda: taken.append(1))])
    show(qtbot, bar, 800)
    (chip,) = bar.findChildren(Chip)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    QTest.keyClick(chip, Qt.Key.Key_Return)
    assert taken == [1, 1]


def test_figures_leave_remarks_first_then_from_the_right_the_switch_never(qtbot: QtBot) -> None:
    switch = Segmented(["清单", "科目"], name="视图")
    bar = FiguresBar(switch)
    bar.set_figures([Figure(f"数字{n}", "2,358.83 万", remark="较计划 +44.04") for n in range(6)])
    seen = []
    for width in (1600, 1000, 600):
        show(qtbot, bar, width)
        words = [w.text() for w in bar.findChildren(type(label(""))) if w.isVisibleTo(bar)]
        seen.append((words.count("2,358.83 万"), words.count("较计划 +44.04")))
        assert switch.isVisibleTo(bar)
        assert switch.geometry().right() <= width
    assert seen[0] == (6, 6)
    assert seen[1] == (6, 0)
    assert 0 < seen[2][0] < 6


def test_a_figure_that_is_missing_is_quiet_and_named(qtbot: QtBot) -> None:
    bar = FiguresBar()
    bar.set_figures([Figure("CPI", "—", tone="crit")])
    value = next(w for w in bar.findChildren(type(label(""))) if w.text() == "—")
    assert value.property("tone") == "text3"
    bar.set_figures([])
    show(qtbot, bar, 800)
    assert not value.isVisibleTo(bar)


def test_segmented_is_moved_by_arrows_and_tells(qtbot: QtBot) -> None:
    switch = Segmented(["横道图", "网络图", "前锋线"], name="视图")
    show(qtbot, switch, 400)
    with qtbot.waitSignal(switch.chosen) as heard:
        QTest.keyClick(switch, Qt.Key.Key_Right)
    assert heard.args == [1]
    QTest.keyClick(switch, Qt.Key.Key_Left)
    QTest.keyClick(switch, Qt.Key.Key_Left)
    assert switch.current == 0


def test_segmented_does_not_tell_what_was_set_from_outside(qtbot: QtBot) -> None:
    switch = Segmented(["甲", "乙"], name="视图")
    with qtbot.assertNotEmitted(switch.chosen):
        switch.set_current(1)
    assert switch.current == 1


def test_message_bar_runs_an_offer_and_goes(qtbot: QtBot) -> None:
    taken: list[str] = []
    bar = MessageBar("failure", "NAS 连不上", [("重试", lambda: taken.append("重试")), ("二", print), ("三", print)])
    show(qtbot, bar, 800)
    offers = [b for b in bar.findChildren(type(button(""))) if b.text()]
    assert [b.text() for b in offers] == ["重试", "二"]
    QTest.mouseClick(offers[0], Qt.MouseButton.LeftButton)
    assert taken == ["重试"]
    assert bar.isHidden()


def test_everything_that_can_be_pressed_has_a_name(qtbot: QtBot) -> None:
    made: list[QWidget] = [
        button("导入", "primary", icon="import"),
        icon_button("undo", "撤销", shortcut="Ctrl+Z"),
        action_button(action("筛选", icon="filter")),
        Chip("超期", "crit", is_button=True),
    ]
    assert all(widget.accessibleName() for widget in made)
    assert made[1].toolTip() == "撤销 Ctrl+Z"


def test_an_action_says_its_key(qtbot: QtBot) -> None:
    made: QAction = action("新增", icon="add", shortcut="Insert", tip="新增一行")
    assert made.toolTip() == "新增一行 Ins"


def test_card_and_empty_state_say_their_finding(qtbot: QtBot) -> None:
    card = Card("材料费占超支的一半", remark="万元")
    card.set_title("人工费占超支的一半")
    assert card.accessibleName() == "人工费占超支的一半"
    page = EmptyState("还没有账本内容", "先看样例。", primary=button("从 Excel 导入", "primary"))
    assert page.accessibleName() == "还没有账本内容"
