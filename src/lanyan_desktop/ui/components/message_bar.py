"""What happened, what was kept, what to do: a bar above the page that blocks nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from lanyan_desktop.ui.components.buttons import button, icon_button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import pixmap
from lanyan_desktop.ui.theme import theme

MessageKind = Literal["failure", "notice", "caution"]
Offer = tuple[str, Callable[[], None]]
_LOOK = {"failure": ("warn", "crit"), "notice": ("check", "ok"), "caution": ("warn", "warn")}
MOST_OFFERS = 2


class MessageBar(QWidget):
    """One sentence with at most two things to do about it, and a cross."""

    left = Signal()

    def __init__(self, kind: MessageKind, text: str, offers: Sequence[Offer] = ()) -> None:
        super().__init__()
        self.setObjectName(kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setAccessibleName(text)
        self._kind = kind
        self.text = text
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 6, 5)
        self._icon = QLabel()
        self._draw_icon()
        theme().changed.connect(self._draw_icon)
        row.addWidget(self._icon)
        row.addWidget(_words(text), 1)
        for words, run in offers[:MOST_OFFERS]:
            row.addWidget(self._offer(words, run))
        cross = icon_button("x", tr("关闭这条提示"), size=22)
        cross.setIconSize(QSize(12, 12))
        cross.clicked.connect(self.leave)
        row.addWidget(cross)

    def _draw_icon(self) -> None:
        name, tone = _LOOK[self._kind]
        self._icon.setPixmap(pixmap(name, tone))

    def _offer(self, words: str, run: Callable[[], None]) -> QWidget:
        made = button(words, "quiet")
        made.clicked.connect(lambda: self._take_up(run))
        return made

    def _take_up(self, run: Callable[[], None]) -> None:
        self.leave()
        run()

    def leave(self) -> None:
        """Go away."""
        self.hide()
        self.left.emit()
        self.deleteLater()


def _words(text: str) -> QLabel:
    words = label(text, wraps=True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words
