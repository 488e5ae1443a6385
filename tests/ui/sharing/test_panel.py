"""协同 as a clerk uses it, on a fake of the service: conflicts, places, members, history, the first steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialog, QFileDialog, QLineEdit, QPushButton, QWidget

from lanyan_desktop.services.sharing.values import State, Status
from lanyan_desktop.services.sharing.values import Tested as Trial
from lanyan_desktop.ui.sharing.invite_dialog import InviteDialog
from lanyan_desktop.ui.sharing.panel import CONFLICTS, HISTORY, MEMBERS, PLACES
from lanyan_desktop.ui.sharing.place_dialog import PlaceDialog
from tests.ui.sharing.conftest import Desk
from tests.ui.sharing.fake import ROLES, FakeSharing, held

Open = Callable[[FakeSharing], Desk]


def press(widget: QWidget, text: str) -> None:
    """Click the visible button whose text begins so."""
    found = [b for b in widget.findChildren(QPushButton) if b.text().startswith(text) and b.isVisible()]
    assert found, f"no button {text}"
    found[0].click()
    QApplication.processEvents()


def key(desk: Desk, pressed: Qt.Key) -> None:
    QTest.keyClick(desk.panel.conflicts.table.grid, pressed)
    desk.settle()


def texts(table: object, column: int) -> list[str]:
    model = table.model  # type: ignore[attr-defined]  # any table
    return [model.cell(row, column).text for row in range(model.rowCount())]


def test_conflicts_come_first_with_both_values(open_desk: Open) -> None:
    desk = open_desk(FakeSharing())
    assert desk.panel.switch.current == CONFLICTS
    detail = desk.panel.conflicts.detail
    assert detail is not None
    said = desk.read()
    for words in ("562.18", "558.00", "我这边", "王预算", "两人同时改了同一格"):
        assert words in said or words in {chip.accessibleName() for chip in detail.findChildren(QWidget)}
    assert texts(desk.panel.conflicts.table, 0) == ["断桥铝合金窗 1 · 目标单价", "断桥铝合金窗 2 · 目标单价"]


def test_one_person_at_two_computers_is_told_apart_by_them(open_desk: Open) -> None:
    fake = FakeSharing(conflicts=1)
    here, there = fake.open[0].sides
    fake.open[0] = replace(fake.open[0], sides=(here, replace(there, person=here.person)))
    desk = open_desk(fake)
    said = desk.read()
    assert "我这边" in said
    assert "李商务 · 公司电脑" in said
    assert texts(desk.panel.conflicts.table, 2) == ["李商务 · 项目部电脑 / 李商务 · 公司电脑"]
    detail = desk.panel.conflicts.detail
    assert detail is not None
    assert "两处改了同一格" in {chip.accessibleName() for chip in detail.findChildren(QWidget)}
    press(detail, "采用李商务 · 公司电脑 558.00")
    assert ("resolve", f"{1:016x}", 2) in fake.asked


def test_enter_takes_the_marked_value_and_goes_on(open_desk: Open) -> None:
    desk = open_desk(FakeSharing())
    key(desk, Qt.Key.Key_Right)
    key(desk, Qt.Key.Key_Return)
    assert ("resolve", f"{1:016x}", 2) in desk.fake.asked
    shown = desk.panel.conflicts.detail
    assert shown is not None
    assert shown.conflict.id == f"{2:016x}"
    assert "待选 1" in desk.read()
    assert "已选 1" in desk.read()
    assert desk.said == ["“断桥铝合金窗 1 · 目标单价”已采用 558.00"]


def test_a_digit_takes_at_once_and_the_last_one_leaves_an_empty_page(open_desk: Open) -> None:
    desk = open_desk(FakeSharing(conflicts=1))
    key(desk, Qt.Key.Key_1)
    assert ("resolve", f"{1:016x}", 1) in desk.fake.asked
    assert "没有待选的冲突" in desk.read()


def test_a_click_on_the_button_takes_its_value(open_desk: Open) -> None:
    desk = open_desk(FakeSharing())
    press(desk.tab.widget, "采用王预算 558.00")
    assert ("resolve", f"{1:016x}", 2) in desk.fake.asked


def test_what_is_taken_back_is_open_again(open_desk: Open) -> None:
    desk = open_desk(FakeSharing())
    before = list(desk.fake.open)
    key(desk, Qt.Key.Key_Return)
    desk.fake.open = before  # 撤销
    desk.panel.reload()
    assert "待选 2" in desk.read()
    assert "已选" not in desk.read()


def test_all_of_one_person_at_once(open_desk: Open) -> None:
    desk = open_desk(FakeSharing(conflicts=3))
    desk.panel.conflicts.choose_all(person="王预算")
    desk.settle()
    assert ("resolve_all", "王预算", False) in desk.fake.asked
    assert "已选 3" in desk.read()


def test_the_question_to_the_other_is_copied_in_words(open_desk: Open) -> None:
    desk = open_desk(FakeSharing())
    press(desk.tab.widget, "复制说明")
    copied = QGuiApplication.clipboard().text()
    assert "断桥铝合金窗 1 · 目标单价" in copied
    assert "王预算" in copied
    assert "558.00" in copied


def test_places_with_sync_and_what_it_told(open_desk: Open) -> None:
    desk = open_desk(FakeSharing(conflicts=0))
    desk.panel.show_page(PLACES)
    assert texts(desk.panel.places.table, 0) == ["NAS", "坚果云"]
    desk.panel.places.sync.trigger()
    desk.settle()
    assert ("sync", None) in desk.fake.asked
    assert desk.said == ["已同步：收到 12 项，发出 3 项"]  # the same three to both places


def test_pausing_testing_and_removing_a_place(open_desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = open_desk(FakeSharing(conflicts=0))
    places = desk.panel.places
    desk.panel.show_page(PLACES)
    places.pause.trigger()
    desk.settle()
    assert desk.fake.places[0].is_paused
    assert places.pause.text() == "恢复"
    places.test.trigger()
    assert desk.said == ["可以读写"]
    monkeypatch.setattr("lanyan_desktop.ui.sharing.places_page.ask", lambda *_args, **_named: True)
    places.remove.trigger()
    desk.settle()
    assert texts(places.table, 0) == ["坚果云"]


def test_what_was_not_taken_over_is_told_and_can_be_let_in(open_desk: Open) -> None:
    fake = FakeSharing(conflicts=0)
    fake.held, fake.problems = [held()], ("同步位置“坚果云”已满，没有发出新的改动；请清理空间。",)
    desk = open_desk(fake)
    desk.panel.show_page(PLACES)
    said = desk.read()
    assert "没有采用的修改 1 项" in said
    assert "请清理空间" in said
    press(desk.tab.widget, "放行")
    assert ("release", "q1") in fake.asked
    assert "没有采用的修改" not in desk.read()


def test_history_in_words(open_desk: Open) -> None:
    desk = open_desk(FakeSharing())
    desk.panel.show_page(HISTORY)
    table = desk.panel.history.table
    assert texts(table, 2) == ["正常", "没连上"]
    assert texts(table, 3)[0] == "收到 12 项修改，发出 3 项，2 处冲突待选"


def test_a_request_is_approved_in_the_role_that_is_chosen(open_desk: Open) -> None:
    desk = open_desk(FakeSharing(conflicts=0))
    assert desk.panel.switch.current == MEMBERS  # somebody waits
    assert "7K2F-9QXD" in desk.read()
    chosen = desk.panel.members.requests.findChild(QComboBox)
    assert isinstance(chosen, QComboBox)
    chosen.setCurrentIndex(chosen.findData("labour"))
    press(desk.tab.widget, "批准")
    assert ("approve", "ab" * 32, "labour") in desk.fake.asked
    assert "申请加入" not in desk.read()


def test_members_roles_and_revoking(open_desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = open_desk(FakeSharing())
    desk.panel.show_page(MEMBERS)
    page = desk.panel.members
    assert texts(page.table, 0) == ["李商务", "王预算", "张生产", "—"]
    page.table.go_to(f"{60:064x}")
    member = page.current
    assert member is not None
    page.set_role(member, "labour", "劳资")  # type: ignore[arg-type]  # it is a member
    asked: list[str] = []

    def sure(_parent: QWidget, _title: str, words: str, **_named: object) -> bool:
        asked.append(words)
        return True

    monkeypatch.setattr("lanyan_desktop.ui.sharing.members_page.ask", sure)
    page.revoke.trigger()
    desk.settle()
    assert ("set_role", f"{60:064x}", "labour") in desk.fake.asked
    assert ("revoke", f"{60:064x}") in desk.fake.asked
    assert "此前的修改都保留" in asked[0]
    page.table.go_to("cd" * 16)
    assert page.revoke.text() == "撤回邀请"
    page.revoke.trigger()
    assert ("withdraw", "cd" * 16) in desk.fake.asked


def test_an_invitation_shows_its_code_once(open_desk: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    desk = open_desk(FakeSharing())
    out = tmp_path / "邀请.lyinvite"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_named: (str(out), ""))
    dialog = InviteDialog(desk.panel._host, ROLES)
    dialog.show()
    dialog.go_on()
    desk.settle()
    assert ("invite", out, "reader", False, 7, None) in desk.fake.asked
    press(dialog, "复制")
    assert QGuiApplication.clipboard().text() == "7K2F-9QXD-31AB"
    dialog.close()


def fill(dialog: QDialog, name: str, text: str) -> None:
    assert isinstance(dialog, PlaceDialog)
    forms = [dialog.place.form, dialog.secret.form]
    editor = next(form.editors[name].widget for form in forms if name in form.editors)
    assert isinstance(editor, QLineEdit)
    editor.setText(text)


def test_the_first_time_from_alone_to_shared(open_desk: Open) -> None:
    desk = open_desk(FakeSharing(is_shared=False, conflicts=0))
    assert "账套只在这台电脑上" in desk.read()
    assert desk.companion.service is None  # nothing of the network is loaded for a ledger that shares nothing
    dialog = PlaceDialog(desk.panel._host, is_first=True, person="李商务")
    dialog.show()
    dialog.go_on()
    assert ("add_remote" in {one[0] for one in desk.fake.asked}) is False  # a folder must be named first
    fill(dialog, "path", "/共享")
    press(dialog, "测试连接")
    assert ("test_remote", "folder:/共享", "", "") in desk.fake.asked
    dialog.go_on()
    fill(dialog, "first", "翠湖三号楼的口令")
    fill(dialog, "second", "翠湖三号楼的口")
    dialog.go_on()
    assert "add_remote" not in {one[0] for one in desk.fake.asked}  # not the same twice
    fill(dialog, "second", "翠湖三号楼的口令")
    dialog.go_on()
    desk.settle()
    assert ("add_remote", "共享文件夹", "folder:/共享", "", "翠湖三号楼的口令", "李商务") in desk.fake.asked
    assert not dialog.next.isEnabled()  # until the code is put away
    dialog.findChild(QCheckBox).setChecked(True)  # type: ignore[union-attr]  # the only one
    assert dialog.next.isEnabled()
    dialog.go_on()
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_a_strange_certificate_is_compared_before_it_is_trusted(open_desk: Open) -> None:
    fake = FakeSharing(conflicts=0)
    pinned = "dav+https://nas:5006/gd?pin=ab"
    fake.tested = Trial(is_good=False, words="证书没有人担保", fingerprint="AB12 CD34", pinned_url=pinned)
    desk = open_desk(fake)
    dialog = PlaceDialog(desk.panel._host, is_first=False)
    dialog.show()
    dialog.place.show_kind(1)
    for name, text in (("address", "https://nas:5006/gd"), ("user", "li"), ("password", "pw")):
        fill(dialog, name, text)
    press(dialog, "测试连接")
    assert "AB12 CD34" in {one.text() for one in dialog.findChildren(QWidget) if hasattr(one, "text")}
    fake.tested = Trial(is_good=True, words="可以读写")
    press(dialog, "指纹一致")
    assert ("test_remote", pinned, "li", "pw") in fake.asked
    assert dialog.place.url == pinned
    fill(dialog, "address", "https://other/gd")
    assert dialog.place.url == "dav+https://other/gd"  # another server is not trusted by that
    dialog.close()


def test_what_a_worker_tells_arrives_in_the_window(open_desk: Open) -> None:
    desk = open_desk(FakeSharing())
    heard: list[Status] = []
    desk.companion.changed.connect(lambda: heard.append(desk.companion.status))
    desk.fake.tell(Status(State.OFFLINE, waiting=4))
    desk.settle()
    assert heard[-1] == Status(State.OFFLINE, waiting=4)


def test_a_locked_ledger_asks_for_the_passphrase(open_desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSharing()
    fake.is_locked = True
    desk = open_desk(fake)
    assert "共享的钥匙锁着" in desk.read()
    monkeypatch.setattr("lanyan_desktop.ui.sharing.panel.ask_passphrase", lambda *_args: "口令口令")
    press(desk.tab.widget, "输入口令")
    assert ("unlock", "口令口令") in fake.asked
