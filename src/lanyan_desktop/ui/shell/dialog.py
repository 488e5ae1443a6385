"""The frame of the few dialogs there are: title, sentence, body, buttons at the lower right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import L, M, S


class Dialog(QDialog):
    """A dialog in the house's look. `buttons` stand right to left of the eye: the last is the primary one."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        *,
        sentence: str = "",
        body: QWidget | None = None,
        buttons: Sequence[QPushButton] = (),
        width: int = 480,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, L, L, M)
        column.setSpacing(M)
        if sentence:
            column.addWidget(label(sentence, wraps=True))
        if body is not None:
            column.addWidget(body, 1)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addStretch(1)
        for shown in buttons:
            row.addWidget(shown)
        column.addLayout(row)


def ask(parent: QWidget | None, title: str, sentence: str, *, yes: str, is_final: bool = False) -> bool:
    """Ask before what is hard to take back; `yes` names the effect. Escape and 返回 mean no."""
    sure = button(yes, "danger" if is_final else "primary")
    back = button(tr("返回"))
    dialog = Dialog(parent, title, sentence=sentence, buttons=(back, sure))
    sure.clicked.connect(dialog.accept)
    back.clicked.connect(dialog.reject)
    if is_final:
        back.setFocus()
    return dialog.exec() == QDialog.DialogCode.Accepted
