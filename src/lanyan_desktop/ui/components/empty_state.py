"""What a page shows while there is nothing: one sentence, one primary, one normal, one hint."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.tokens import CAPTION, TITLE, L, M, S


class EmptyState(QWidget):
    """Centred; no drawing. Make its buttons with `components.buttons.button` and connect them first."""

    def __init__(
        self,
        title: str,
        sentence: str,
        *,
        primary: QPushButton | None = None,
        normal: QPushButton | None = None,
        quiet: QPushButton | None = None,
        hint: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setSpacing(S)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(label(title, TITLE, 600), 0, centre)
        column.addWidget(label(sentence, tone="text2"), 0, centre)
        buttons = [made for made in (primary, normal, quiet) if made is not None]
        if buttons:
            column.addSpacing(S)
            column.addWidget(box(*buttons, gap=M), 0, centre)
        if hint:
            column.addWidget(label(hint, CAPTION, tone="text3"), 0, centre)
        column.addStretch(1)
        column.setContentsMargins(L, L, L, L)
