"""A card of 总览 and of side columns: its title says the finding."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lanyan_desktop.ui.components.buttons import action_button
from lanyan_desktop.ui.components.label import elastic, label
from lanyan_desktop.ui.tokens import CAPTION, CARD_PADDING_X, CARD_PADDING_Y, CARD_TITLE, S


class Card(QWidget):
    """Title 14/600, remark 12, small actions at the right, then the body, which takes what height is left."""

    def __init__(self, title: str, body: QWidget | None = None, *, remark: str = "") -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self._title = label(title, CARD_TITLE, 600)
        self._remark = label(remark, CAPTION, tone="text2")
        self._head = QHBoxLayout()
        self._head.addWidget(elastic(self._title), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_PADDING_X, CARD_PADDING_Y, CARD_PADDING_X, CARD_PADDING_Y)
        column.setSpacing(S)
        column.addLayout(self._head)
        column.addWidget(elastic(self._remark))
        if body is not None:
            column.addWidget(body, 1)
        self.set_title(title, remark=remark)

    def set_title(self, title: str, *, remark: str = "") -> None:
        """Say another finding."""
        self._title.setText(title)
        self._title.setToolTip(title)
        self._remark.setText(remark)
        self._remark.setToolTip(remark)
        self._remark.setVisible(bool(remark))
        self.setAccessibleName(f"{title} {remark}".strip())

    def add_action(self, action: QAction) -> None:
        """Offer an action at the right of the title, as an icon."""
        made = action_button(action)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        made.setProperty("iconOnly", "true")
        made.setFixedWidth(made.height() + 2)
        self._head.addWidget(made)
