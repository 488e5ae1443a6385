"""Where message bars stand: between top bar and page, newest above, three at most."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lanyan_desktop.ui.components.message_bar import MessageBar, MessageKind, Offer

MOST = 3
_NOTICE_MS = 10_000


class MessageArea(QWidget):
    """Takes no room while there is nothing to say. A notice leaves by itself, a failure stays until it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 6, 8, 6)
        self._column.setSpacing(4)
        self.hide()

    @property
    def bars(self) -> list[MessageBar]:
        """What stands here, newest first."""
        placed = (self._column.itemAt(i).widget() for i in range(self._column.count()))
        return [bar for bar in placed if isinstance(bar, MessageBar) and not bar.isHidden()]

    def show_message(self, kind: MessageKind, text: str, offers: Sequence[Offer] = ()) -> MessageBar:
        """Say something; the same sentence is not said twice."""
        for bar in self.bars:
            if bar.text == text:
                bar.leave()
        made = MessageBar(kind, text, offers)
        made.left.connect(self._settle)
        self._column.insertWidget(0, made)
        made.show()  # else it counts as hidden until the layout is next looked at
        for bar in self.bars[MOST:]:
            bar.leave()
        self.show()
        if kind == "notice":
            QTimer.singleShot(_NOTICE_MS, made, made.leave)
        return made

    def clear(self) -> None:
        """Nothing to say any more: another ledger is open."""
        for bar in self.bars:
            bar.leave()
        self.hide()

    def _settle(self) -> None:
        if not self.bars:
            self.hide()
