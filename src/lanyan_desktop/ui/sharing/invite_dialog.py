"""邀请: role, whether an admin must approve, how long it holds; then a file and a code that is shown once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout

from lanyan_desktop.kit.paths import documents_dir
from lanyan_desktop.services.sharing.values import Invited
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.messages import words_of
from lanyan_desktop.ui.sharing.code_box import CodeBox
from lanyan_desktop.ui.sharing.fields import choice_field, flag_field
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.words import at
from lanyan_desktop.ui.tokens import CAPTION, L, M
from lanyan_desktop.ui.widgets.form import RecordForm

_DAYS = {"1 天": 1, "3 天": 3, "7 天": 7, "30 天": 30}


class InviteDialog(QDialog):
    """Two steps: what the invitation allows; the code to tell the other by phone, never in the same letter."""

    def __init__(self, host: Host, roles: Sequence[tuple[str, str]]) -> None:
        super().__init__(host.window())
        self._host = host
        self._roles = {title: role for role, title in roles}
        self.setWindowTitle(tr("邀请一台电脑"))
        self.setMinimumWidth(520)
        titles = tuple(self._roles)
        self.form = RecordForm(
            [
                choice_field("role", tr("角色"), titles, titles[-1] if titles else ""),
                choice_field("days", tr("有效期"), tuple(_DAYS), "7 天"),
                flag_field("asking", tr("加入时要我批准")),
            ],
            save=lambda _values: None,
            has_buttons=False,
        )
        self._pages = QStackedWidget()
        sentence = label(tr("一个邀请给一台电脑，用一次；文件和邀请码分两条路给对方。"), wraps=True)
        self._pages.addWidget(box(sentence, self.form, None, vertical=True, gap=M))
        self._problem = label("", tone="crit", wraps=True)
        self._problem.hide()
        self.next, self.back = button(tr("保存邀请文件…"), "primary"), button(tr("返回"))
        self.next.clicked.connect(self.go_on)
        self.back.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, L, L, M)
        column.setSpacing(M)
        column.addWidget(self._pages, 1)
        column.addWidget(self._problem)
        column.addLayout(buttons)

    def go_on(self) -> None:
        """Ask where the file goes and write it; on the second page: the end."""
        if self._pages.currentIndex() == 1:
            self.accept()
            return
        name = documents_dir() / tr("%1邀请.lyinvite", self._host.session.path.stem)
        chosen, _ = QFileDialog.getSaveFileName(self, tr("邀请文件存到"), str(name), tr("邀请文件 (*.lyinvite)"))
        if chosen:
            self._invite(Path(chosen))

    def _invite(self, out: Path) -> None:
        values = self.form.values()
        role, days = self._roles[str(values["role"])], _DAYS[str(values["days"])]
        is_asking = bool(values["asking"])
        self.next.setEnabled(False)
        self._host.companion.run(
            tr("邀请"),
            lambda service, _token: service.invite(out, role=role, is_asking=is_asking, days=days),
            done=self._show_code,
            failed=self._failed,
            owner=self,
        )

    def _show_code(self, invited: Invited) -> None:
        self._host.reload()
        self._host.companion.sync("")  # the other may come at once
        words = tr("把文件 %1 发给对方，再打电话把下面的邀请码告诉他。", invited.file)
        file = label(words, wraps=True)
        until = tr("角色：%1 · %2 前有效 · 只能用一次", invited.role_title, at(invited.expires_ms))
        asks = tr(" · 加入后要你批准") if invited.is_asking else ""
        how = tr("对方在蓝燕的开始页点“加入账套…”，选这个文件，填这个码。")
        page = box(
            file,
            CodeBox(tr("邀请码（只显示这一次）"), invited.code),
            label(until + asks, CAPTION, tone="text2"),
            label(how, CAPTION, tone="text2"),
            None,
            vertical=True,
            gap=M,
        )
        self._pages.addWidget(page)
        self._pages.setCurrentIndex(1)
        self.back.hide()
        self.next.setText(tr("完成"))
        self.next.setEnabled(True)

    def _failed(self, error: BaseException) -> None:
        self.next.setEnabled(True)
        self._problem.setText(words_of(error))
        self._problem.show()
