"""A code that is shown once: large, in groups, to be copied or printed; it is kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import CAPTION, FIGURE, M, S


class CodeBox(QWidget):
    """The code with 复制 and, if it is to be kept on paper, 打印."""

    def __init__(self, title: str, code: str, *, paper: str = "") -> None:
        super().__init__()
        self._code, self._paper = code, paper
        shown = label(code, FIGURE, 600, wraps=True)
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        shown.setAccessibleName(tr("%1 %2", title, code))
        self._copy = button(tr("复制"), icon="file")
        self._copy.clicked.connect(self.copy)
        buttons: list[QWidget] = [self._copy]
        if paper:
            printing = button(tr("打印…"), icon="print")
            printing.clicked.connect(self.print_)
            buttons.append(printing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(label(title, CAPTION, tone="text2"))
        column.addWidget(box(shown, vertical=True, margins=(M, M, M, M), name="differing"))
        column.addWidget(box(*buttons, None))

    def copy(self) -> None:
        """Put the code on the clipboard."""
        QGuiApplication.clipboard().setText(self._code)
        self._copy.setText(tr("已复制"))

    def print_(self) -> None:
        """On paper, with the words that say what it is for."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            page = QTextDocument()
            page.setPlainText(f"{self._paper}\n\n{self._code}\n")
            page.print_(printer)
