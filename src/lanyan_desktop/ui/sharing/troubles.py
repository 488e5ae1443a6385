"""What needs a person, below the places: problems with what to do, and changes that were not taken over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from lanyan_desktop.services.sharing.values import QuarantineView
from lanyan_desktop.ui.companion import SharingService
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label, rule
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import pixmap
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.view import SharingView
from lanyan_desktop.ui.sharing.words import at
from lanyan_desktop.ui.theme import theme
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, L, M, S

_MOST = 6


class Troubles(QWidget):
    """Hidden while there is nothing to see to."""

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
        theme().changed.connect(self._redraw)
        self._icons: list[QLabel] = []

    def take(self, view: SharingView) -> None:
        """Show what another reading says; the same again changes nothing."""
        wanted = (tuple(view.status.problems), tuple(view.quarantined), view.members.is_admin)
        self.setVisible(bool(wanted[0] or wanted[1]))
        if wanted == self._shown:
            return
        self._shown = wanted
        self._clear()
        for problem in view.status.problems:
            self._column.addWidget(self._line(problem, []))
        if view.quarantined:
            self._column.addWidget(rule())
            self._column.addWidget(self._quarantine_head(view))
        for one in view.quarantined[:_MOST]:
            self._column.addWidget(self._line(one.words, self._offers(one), remark=at(one.at_ms)))
        if len(view.quarantined) > _MOST:
            more = tr("另有 %1 项，处理完上面的再列出", len(view.quarantined) - _MOST)
            self._column.addWidget(label(more, CAPTION, tone="text3"))

    def _quarantine_head(self, view: SharingView) -> QWidget:
        title = label(tr("没有采用的修改 %1 项", len(view.quarantined)), CARD_TITLE, 600)
        who = tr("放行：由你写入，人人可见；不采用：留在历史里，不再提示。")
        hint = who if view.members.is_admin else tr("由项目经理决定放行或不采用；内容都留着。")
        return box(title, label(hint, CAPTION, tone="text2"), None, gap=M)

    def _offers(self, one: QuarantineView) -> Sequence[QWidget]:
        if not one.can_release:
            return []
        release = button(tr("放行"))
        dismiss = button(tr("不采用"), "quiet")
        release.clicked.connect(
            lambda: self._run(lambda service: service.release(one.id), tr("已放行：%1", one.intent))
        )
        dismiss.clicked.connect(lambda: self._run(lambda service: service.dismiss(one.id), tr("不再提示这一项")))
        return [release, dismiss]

    def _run(self, work: Callable[[SharingService], object], said: str) -> None:
        def ended(_result: object) -> None:
            self._host.say(said)
            self._host.reload()

        self._host.companion.run("", lambda service, _token: work(service), done=ended, owner=self)

    def _line(self, words: str, offers: Sequence[QWidget], *, remark: str = "") -> QWidget:
        icon = QLabel()
        icon.setPixmap(pixmap("warn", "warn"))
        self._icons.append(icon)
        text = label(words, wraps=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return box(icon, text, label(remark, CAPTION, tone="text3"), *offers, roomy=1)

    def _redraw(self) -> None:
        for icon in self._icons:
            icon.setPixmap(pixmap("warn", "warn"))

    def _clear(self) -> None:
        self._icons = []
        while self._column.count():
            widget = self._column.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
