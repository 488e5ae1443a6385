"""加入账套…: an invitation file and its code, where the ledger goes; then it opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.kit.paths import documents_dir
from lanyan_desktop.services.sharing.values import Joined
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.messages import words_of
from lanyan_desktop.ui.sharing.fields import text_field
from lanyan_desktop.ui.shell.desk import Desk
from lanyan_desktop.ui.shell.status_bar import progress_words
from lanyan_desktop.ui.tokens import CAPTION, L, M
from lanyan_desktop.ui.widgets.form import RecordForm


class JoinDialog(QDialog):
    """The steps of `services.sharing.joining.join` with words; a failed try leaves everything as typed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self.setWindowTitle(tr("加入账套"))
        self.setMinimumWidth(560)
        fields = [
            text_field("invite", tr("邀请文件")),
            text_field("code", tr("邀请码")),
            text_field("person", tr("你的姓名"), high=40),
            text_field("ledger", tr("账套存到")),
            text_field("user", tr("用户名"), required=False),
            text_field("password", tr("密码"), required=False),
            text_field("passphrase", tr("本机口令"), required=False),
        ]
        self.form = RecordForm(fields, save=lambda _values: None, has_buttons=False, secrets=("password", "passphrase"))
        self.form.show_record({"person": desk.user, "ledger": str(documents_dir() / tr("共享账套.lanyan"))})
        self._hint("code", tr("对方电话里告诉你的那一串"))
        self._hint("passphrase", tr("没有系统钥匙串的电脑才要：自己设一个，以后打开钥匙用"))
        self._hint("user", tr("云盘、NAS 才要；文件夹不用填"))
        pick, place = button(tr("选邀请文件…"), icon="file"), button(tr("存到别处…"))
        pick.clicked.connect(self._pick_invite)
        place.clicked.connect(self._pick_place)
        self._words = label("", CAPTION, tone="text2", wraps=True)
        self._problem = label("", tone="crit", wraps=True)
        self._problem.hide()
        self.join, self.back = button(tr("加入"), "primary"), button(tr("返回"))
        self.join.clicked.connect(self.go_on)
        self.back.clicked.connect(self._leave)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.join)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, L, L, M)
        column.setSpacing(M)
        column.addWidget(label(tr("凭别人给的邀请文件和邀请码，把他们的账套放到这台电脑，一起用。"), wraps=True))
        column.addWidget(box(pick, place, None))
        column.addWidget(self.form)
        column.addWidget(self._words)
        column.addWidget(self._problem)
        column.addLayout(buttons)
        desk.free.changed.connect(self._show_progress)

    def _hint(self, name: str, words: str) -> None:
        line = self.form.editors[name].widget
        if isinstance(line, QLineEdit):
            line.setPlaceholderText(words)

    def _set(self, name: str, text: str) -> None:
        line = self.form.editors[name].widget
        if isinstance(line, QLineEdit):
            line.setText(text)

    def _pick_invite(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("邀请文件"), str(documents_dir()), tr("邀请文件 (*.lyinvite);;所有文件 (*)")
        )
        if chosen:
            self._set("invite", chosen)

    def _pick_place(self) -> None:
        now = self.form.editors["ledger"].text() or str(documents_dir())
        chosen, _ = QFileDialog.getSaveFileName(self, tr("账套存到"), now, tr("蓝燕账套 (*.lanyan)"))
        if chosen:
            self._set("ledger", chosen)

    # ---- joining

    def go_on(self) -> None:
        """Fetch the ledger; the dialog stays and shows how far it is."""
        reasons = self.form.problems()
        self.form.show_problems(reasons)
        if reasons:
            return
        values = {name: str(value or "").strip() for name, value in self.form.values().items()}
        self._problem.hide()
        self.join.setEnabled(False)
        self.form.setEnabled(False)
        self._job = self._desk.free.run(
            tr("加入账套"), _joining(values), done=self._joined, failed=self._failed, owner=self
        )

    def _show_progress(self) -> None:
        job = getattr(self, "_job", None)
        if job is not None and job.state == "running":
            self._words.setText(progress_words(job))
        elif job is not None and job.state == "cancelled":
            self._again(tr("已取消，什么也没有留下；可以再试。"))

    def _joined(self, joined: Joined) -> None:
        self.accept()
        self._desk.open_ledger(joined.ledger)
        if joined.is_pending:
            self._desk.messages.show_message(
                "caution",
                tr("已提出申请，等项目经理批准；请把核对码 %1 念给他听。批准后内容会自动收到。", joined.mark),
            )
        else:
            self._desk.messages.show_message("notice", tr("已以%1加入，账套在 %2", joined.role_title, joined.ledger))

    def _failed(self, error: BaseException) -> None:
        self._again("")
        self._problem.setText(words_of(error))
        self._problem.show()

    def _again(self, words: str) -> None:
        self._words.setText(words)
        self.join.setEnabled(True)
        self.form.setEnabled(True)

    def _leave(self) -> None:
        job = getattr(self, "_job", None)
        if job is not None and job.state == "running":
            job.cancel()
        else:
            self.reject()


def _joining(values: dict[str, str]) -> Callable[[JobToken], Joined]:
    def work(token: JobToken) -> Joined:
        from importlib import import_module

        join = import_module("lanyan_desktop.services.sharing.joining").join  # brings keys and network
        ledger = Path(values["ledger"])
        joined: Joined = join(
            Path(values["invite"]),
            ledger if ledger.suffix else ledger.with_suffix(".lanyan"),
            code=values["code"],
            person=values["person"],
            user=values["user"],
            password=values["password"],
            passphrase=values["passphrase"],
            step=token.step,
        )
        return joined

    return work


def ask_join(desk: Desk) -> None:
    """Open the dialog."""
    JoinDialog(desk).exec()
