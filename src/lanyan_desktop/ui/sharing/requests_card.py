"""Devices that ask to be let in: their mark to compare, the role, 批准 and 拒绝."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from lanyan_desktop.services.sharing.values import MembersPage, RequestView
from lanyan_desktop.ui.companion import SharingService
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.words import at
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, FIGURE, L, M, S


class RequestsCard(QWidget):
    """Hidden while nobody asks; who is no admin sees the requests but cannot answer."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._shown: tuple[object, ...] = ()
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(L, M, L, M)
        self._column.setSpacing(S)
        self.hide()

    def take(self, page: MembersPage) -> None:
        """Show these requests; a choice of role half made is kept while they stay the same."""
        wanted = (tuple(page.requests), page.is_admin)
        self.setVisible(bool(page.requests))
        if wanted == self._shown:
            return
        self._shown = wanted
        while self._column.count():
            widget = self._column.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        self._column.addWidget(label(tr("%1 台电脑申请加入", len(page.requests)), CARD_TITLE, 600))
        for request in page.requests:
            self._column.addWidget(self._row(request, page.roles, can_answer=page.is_admin))

    def _row(self, request: RequestView, roles: Sequence[tuple[str, str]], *, can_answer: bool) -> QWidget:
        who = label(tr("%1 · %2", request.person, request.device), weight=600)
        when = label(at(request.at_ms), CAPTION, tone="text3")
        mark = label(request.mark, FIGURE, 600, tone="accent")
        mark.setAccessibleName(tr("核对码 %1", request.mark))
        hint = label(tr("核对码，应与对方屏幕上的一样"), CAPTION, tone="text2")
        chosen = QComboBox()
        chosen.setAccessibleName(tr("%1 的角色", request.person))
        for role, title in roles:
            chosen.addItem(title, role)
        chosen.setCurrentIndex(max(chosen.findData(request.role), 0))
        allow = button(tr("批准"), "primary")
        deny = button(tr("拒绝"))
        for part in (chosen, allow, deny):
            part.setEnabled(can_answer)
            part.setToolTip("" if can_answer else tr("只有项目经理能批准"))
        allow.clicked.connect(lambda: self._approve(request, str(chosen.currentData()), chosen.currentText()))
        deny.clicked.connect(lambda: self._run(lambda s: s.deny(request.id), tr("已拒绝 %1", request.person)))
        return box(who, when, S, mark, hint, None, chosen, allow, deny, gap=M)

    def _approve(self, request: RequestView, role: str, title: str) -> None:
        said = tr("已批准 %1 以%2加入，内容随下次同步发给他", request.person, title)
        self._run(lambda service: service.approve(request.id, role=role), said)

    def _run(self, work: Callable[[SharingService], object], said: str) -> None:
        def ended(_result: object) -> None:
            self._host.say(said)
            self._host.reload()
            self._host.companion.sync("")

        self._host.companion.run(tr("更新成员"), lambda service, _token: work(service), done=ended, owner=self)
