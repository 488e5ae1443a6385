"""Adding a place, and the first time: 和其他电脑同步… with its passphrase and the recovery code that is shown once."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.services.sharing.values import Added, RemoteView
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.messages import words_of
from lanyan_desktop.ui.sharing.code_box import CodeBox
from lanyan_desktop.ui.sharing.fields import NAME_MOST, text_field
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.passphrase_form import PassphraseForm
from lanyan_desktop.ui.sharing.place_form import PlaceForm
from lanyan_desktop.ui.shell.dialog import Dialog
from lanyan_desktop.ui.tokens import L, M, S
from lanyan_desktop.ui.widgets.boxes import box_palette
from lanyan_desktop.ui.widgets.form import RecordForm

_PLACE, _PASSPHRASE, _CODE = range(3)


class PlaceDialog(QDialog):
    """One to three steps: the place; the first time also a passphrase and the code to keep."""

    def __init__(self, host: Host, *, is_first: bool, person: str = "") -> None:
        super().__init__(host.window())
        self._host, self._is_first = host, is_first
        self.setWindowTitle(tr("和其他电脑同步") if is_first else tr("添加同步位置"))
        self.setMinimumWidth(560)
        self.place = PlaceForm(host.companion)
        self.secret = PassphraseForm(person)
        self._pages = QStackedWidget()
        self._pages.addWidget(
            _page(tr("把修改放到哪里，让其他电脑取到？放上去的内容都加密，存放的地方看不到。"), self.place)
        )
        self._pages.addWidget(
            _page(tr("设一个口令，保护共享的钥匙。口令不离开这台电脑，忘了可以用下一步的恢复码。"), self.secret)
        )
        self._problem = label("", tone="crit", wraps=True)
        self._problem.hide()
        self.next = button(tr("下一步") if is_first else tr("添加"), "primary")
        self.back = button(tr("返回"))
        self.next.clicked.connect(self.go_on)
        self.back.clicked.connect(self._go_back)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for shown in (self.back, self.next):
            buttons.addWidget(shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, L, L, M)
        column.setSpacing(M)
        column.addWidget(self._pages, 1)
        column.addWidget(self._problem)
        column.addLayout(buttons)

    def go_on(self) -> None:
        """The next step, or the end of the last one."""
        step = self._pages.currentIndex()
        if step == _PLACE and self.place.is_fit():
            if self._is_first:
                self._show(_PASSPHRASE, tr("开始共享"))
                self.secret.begin()
            else:
                self._add()
        elif step == _PASSPHRASE and self.secret.is_fit():
            self._add()
        elif step == _CODE:
            self.accept()

    def _show(self, step: int, words: str) -> None:
        self._pages.setCurrentIndex(step)
        self.next.setText(words)
        self._say("")

    def _go_back(self) -> None:
        if self._pages.currentIndex() == _PASSPHRASE:
            self._show(_PLACE, tr("下一步"))
        else:
            self.reject()

    def _add(self) -> None:
        place, secret = self.place, self.secret
        name, url, user, password = place.name, place.url, place.user, place.password
        passphrase, person = (secret.passphrase, secret.person) if self._is_first else ("", "")
        self._set_busy(is_busy=True)
        self._host.companion.run(
            tr("添加同步位置"),
            lambda service, _token: service.add_remote(
                name, url, user=user, password=password, passphrase=passphrase, person=person
            ),
            done=self._added,
            failed=self._failed,
            owner=self,
        )

    def _added(self, added: Added) -> None:
        self._set_busy(is_busy=False)
        self._host.reload()
        self._host.companion.sync(tr("同步"), added.remote.name)
        if added.recovery_code is None:
            self._host.say(tr("已添加“%1”，正在同步", added.remote.name))
            self.accept()
            return
        self._pages.addWidget(
            _page(tr("恢复码：口令忘了、电脑坏了，全靠它。只显示这一次。"), self._kept(added.recovery_code))
        )
        self.back.hide()
        self._show(_CODE, tr("完成"))

    def _kept(self, code: str) -> QWidget:
        """The code, and a tick that it was put away; without it 完成 stays closed."""
        paper = tr("蓝燕恢复码：凭它可以重新打开共享的账套。请放在保险柜，不要拍照外传。")
        kept = QCheckBox(tr("我已把恢复码打印或抄下，放在稳妥的地方"))
        kept.setPalette(box_palette(kept.palette()))
        kept.toggled.connect(self.next.setEnabled)
        self.next.setEnabled(False)
        self.next.setToolTip(tr("先确认恢复码已经收好"))
        return box(CodeBox(tr("恢复码"), code, paper=paper), kept, None, vertical=True, gap=M)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(is_busy=False)
        self._say(words_of(error))

    def _set_busy(self, *, is_busy: bool) -> None:
        self.next.setEnabled(not is_busy)
        self.next.setToolTip(tr("正在连接并写入…") if is_busy else "")
        self._pages.setEnabled(not is_busy)

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))


def _page(sentence: str, body: QWidget) -> QWidget:
    return box(label(sentence, wraps=True), body, None, vertical=True, gap=S)


def ask_place(host: Host, *, is_first: bool = False, person: str = "") -> bool:
    """Add a place; True if one was added."""
    return PlaceDialog(host, is_first=is_first, person=person).exec() == QDialog.DialogCode.Accepted


def ask_name(parent: QWidget, name: str) -> str | None:
    """Another name for a place, None if the person went back."""
    form = RecordForm([text_field("name", tr("名称"), high=NAME_MOST)], save=_no_save, has_buttons=False)
    form.show_record({"name": name})
    return str(form.values()["name"]) if _asked(parent, tr("同步位置改名"), form, tr("改名")) else None


def ask_credentials(parent: QWidget, remote: RemoteView) -> tuple[str, str] | None:
    """User and password for a place, None if the person went back."""
    fields = [text_field("user", tr("用户名")), text_field("password", tr("密码"))]
    form = RecordForm(fields, save=_no_save, has_buttons=False, secrets=("password",))
    form.show_record({"user": remote.user})
    sentence = tr("“%1”的用户名和密码；保存在这台电脑的系统钥匙串里，不会同步出去。", remote.name)
    if not _asked(parent, tr("用户和密码"), form, tr("保存"), sentence=sentence):
        return None
    return str(form.values()["user"]), str(form.values()["password"])


def ask_passphrase(parent: QWidget, sentence: str) -> str | None:
    """The office passphrase, None if the person went back."""
    form = RecordForm([text_field("passphrase", tr("口令"))], save=_no_save, has_buttons=False, secrets=("passphrase",))
    asked = _asked(parent, tr("输入口令"), form, tr("打开"), sentence=sentence)
    return str(form.values()["passphrase"]) if asked else None


def _no_save(_values: object) -> None:
    """The dialog reads the form itself."""


def _asked(parent: QWidget, title: str, form: RecordForm, yes: str, *, sentence: str = "") -> bool:
    sure, back = button(yes, "primary"), button(tr("返回"))
    dialog = Dialog(parent, title, sentence=sentence, body=form, buttons=(back, sure))

    def accept() -> None:
        reasons = form.problems()
        form.show_problems(reasons)
        if not reasons:
            dialog.accept()

    sure.clicked.connect(accept)
    back.clicked.connect(dialog.reject)
    first = next(iter(form.editors.values())).widget
    first.setFocus()
    if isinstance(first, QLineEdit):
        first.selectAll()
    return dialog.exec() == QDialog.DialogCode.Accepted
