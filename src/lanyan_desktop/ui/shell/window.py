"""The frame of the main window: top bar, page area, status bar. `desk` fills it once it has been seen.

Light on purpose: what is imported here is what the user waits for before the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.actions import ShellActions
from lanyan_desktop.ui.shell.body import Body
from lanyan_desktop.ui.shell.status_bar import StatusBar
from lanyan_desktop.ui.shell.top_bar import TopBar

if TYPE_CHECKING:  # each class of Qt costs its making: only what runs before the first paint
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

SMALLEST = (1024, 640)
_FIRST_SIZE = (1440, 880)
_FRAME = QSize(16, 40)  # what a title bar and its edges take
_OURS = (".lanyan", ".xlsx", ".xlsm", ".xls", ".ods", ".xml", ".xer", ".gan", ".mpp")


def _first_size() -> QSize:
    """As large as is comfortable, but within the screen, taskbar and title bar left alone."""
    screen = QGuiApplication.primaryScreen()
    return QSize(*_FIRST_SIZE).boundedTo(screen.availableSize() - _FRAME).expandedTo(QSize(*SMALLEST))


class MainWindow(QMainWindow):
    """Holds the parts that are there from the first paint on, and says what the window system does to it."""

    closing = Signal()
    file_dropped = Signal(object)  # Path of a ledger or a workbook

    def __init__(self) -> None:
        super().__init__()
        self.may_close: Callable[[], bool] = lambda: True  # asked first; the desk knows what still runs
        self.actions_ = ShellActions(self)
        self.project_menu, self.user_menu = QMenu(self), QMenu(self)
        self.top = TopBar(self.actions_.undo, self.actions_.redo, self.project_menu, self.user_menu)
        self.pages = QStackedWidget()
        self.body = Body(self.pages)
        self.status = StatusBar()
        self.setWindowTitle(tr("蓝燕"))
        self.setMinimumSize(*SMALLEST)
        self.resize(_first_size())
        self.setAcceptDrops(True)
        root = QWidget()
        self.column = QVBoxLayout(root)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.top)
        self.column.addWidget(self.body, 1)
        self.column.addWidget(self.status)
        self.setCentralWidget(root)
        self.pages.setFocus()  # else the first button of the top bar wears the focus frame at start

    def put_messages(self, area: QWidget) -> None:
        """Give the message bars their place, between top bar and page."""
        self.column.insertWidget(1, area)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            self.file_dropped.emit(path)


def _dropped(event: QDropEvent) -> Path | None:
    """The file that is dragged, if it is one of ours."""
    urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 else None
    return path if path is not None and path.suffix.lower() in _OURS else None
