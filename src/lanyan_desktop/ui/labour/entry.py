"""The little line edit over a cell: typing begins in it, Enter, Tab and arrows leave it, Esc forgets it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from lanyan_desktop.ui.fonts import font
from lanyan_desktop.ui.i18n import tr

_WIDTH = 64
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class Entry(QLineEdit):
    """One at a time. `left` says how it was left: rows and columns to go on by; `for_all` with Ctrl+Enter."""

    left = Signal(str, int, int)  # text, rows, columns
    for_all = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("cellEditor")
        self.setFont(font(12))
        self.setAccessibleName(tr("考勤"))
        self._is_typed = False
        self.hide()

    def begin(self, cell: QRect, text: str, *, is_typed: bool) -> None:
        """Open over a cell; when `is_typed` the arrows leave it, as in Excel."""
        room = self._over.width()
        self.setGeometry(QRect(min(cell.left() - 1, room - _WIDTH), cell.top() - 2, _WIDTH, cell.height() + 4))
        self._is_typed = is_typed
        self.setText(text)
        self.setCursorPosition(len(text))
        if not is_typed:
            self.selectAll()
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._leave_all()
            else:
                self._leave(-1 if shift else 1, 0)
        elif key == Qt.Key.Key_Escape:
            self._close()
            self.given_up.emit()
        elif self._is_typed and key in _STEPS:
            self._leave(*_STEPS[key])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Tab:
                self._leave(0, 1)
                return True
            if event.key() == Qt.Key.Key_Backtab:
                self._leave(0, -1)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.isVisible() and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._leave(0, 0)

    def _leave(self, rows: int, columns: int) -> None:
        text = self.text()
        self._close()
        self.left.emit(text, rows, columns)

    def _leave_all(self) -> None:
        text = self.text()
        self._close()
        self.for_all.emit(text)

    def _close(self) -> None:
        """Hidden before focus moves on: losing focus then leaves nothing twice."""
        self.hide()
        self._over.setFocus()
