"""How many pages are drawn, with a way to stop: drawing needs the window's thread, so a long print would freeze it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressDialog, QWidget

from lanyan_desktop.kit.jobs import Cancelled
from lanyan_desktop.ui.i18n import tr

_SOON_MS = 400
"""A print that is done sooner shows nothing."""


class PagesDone:
    """Told of each page; shows itself when it takes long."""

    def __init__(self, owner: QWidget) -> None:
        self.dialog = QProgressDialog(owner)
        self.dialog.setWindowTitle(tr("打印与导出"))
        self.dialog.setCancelButtonText(tr("取消"))
        self.dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self.dialog.setAutoReset(False)  # it would close itself at the last page but one
        self.dialog.setMinimumDuration(_SOON_MS)

    def step(self, done: int, total: int) -> None:
        """Before page `done` + 1 of `total`.

        Raises:
            Cancelled: when the user wants no more.
        """
        self.dialog.setMaximum(total)
        self.dialog.setLabelText(tr("第 %1 页 共 %2 页", done + 1, total))
        self.dialog.setValue(done)  # modal: the button answers here
        if self.dialog.wasCanceled():
            raise Cancelled

    def close(self) -> None:
        self.dialog.reset()
        self.dialog.deleteLater()
