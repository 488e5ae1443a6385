"""The line of the status bar: what needs a person first, nothing alarming while the network is merely away."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lanyan_desktop.services.sharing.values import State, Status
from lanyan_desktop.ui.shell.status_bar import StatusItem
from lanyan_desktop.ui.shell.sync_words import sync_words

NOW = datetime(2026, 3, 4, 18, 0)
AT = int(datetime(2026, 3, 4, 10, 24).timestamp() * 1000)


@pytest.mark.parametrize(
    ("status", "text", "tone"),
    [
        (Status(), "未设置同步", "text2"),
        (Status(State.FRESH, last_ms=AT), "已同步 10:24", "text2"),
        (Status(State.WAITING, last_ms=AT, waiting=3), "3 项待发", "text2"),
        (Status(State.RUNNING), "正在同步…", "text2"),
        (Status(State.RUNNING, done=3, total=12), "正在同步 3/12", "text2"),
        (Status(State.OFFLINE, waiting=1234), "离线，恢复后自动同步 · 1,234 项待发", "text2"),
        (Status(State.OFFLINE, conflicts=2), "2 处冲突待选", "warn"),
        (Status(State.FRESH, problems=("云盘满了",)), "需要处理", "warn"),
        (Status(State.FRESH, quarantined=1), "需要处理", "warn"),
        (Status(State.FRESH, requests=1, conflicts=2), "1 台电脑申请加入", "warn"),
        (Status(State.LOCKED, waiting=3), "请输入口令", "warn"),
        (Status(State.PENDING), "等待批准", "text2"),
        (Status(State.REMOVED), "已被移出共享", "warn"),
    ],
)
def test_what_the_status_bar_says(status: Status, text: str, tone: str) -> None:
    said = sync_words(status, NOW)
    assert (said.text, said.tone) == (text, tone)


def test_an_older_exchange_is_said_with_its_day() -> None:
    before = int(datetime(2026, 3, 2, 9, 5).timestamp() * 1000)
    assert sync_words(Status(State.FRESH, last_ms=before), NOW).text == "已同步 03-02 09:05"


def test_the_item_takes_click_and_key_only_where_it_is_a_button(qtbot: QtBot) -> None:
    asked: list[str] = []
    for name, is_button in (("同步", True), ("保存", False)):
        item = StatusItem(name, is_button=is_button)
        qtbot.addWidget(item)
        item.say("已同步 10:24", icon="sync")
        item.clicked.connect(lambda name=name: asked.append(name))
        QTest.mouseClick(item, Qt.MouseButton.LeftButton)
        QTest.keyClick(item, Qt.Key.Key_Return)
    assert asked == ["同步", "同步"]
