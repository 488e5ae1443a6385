"""A panel over the window that belongs to it: no window of its own, so focus stays where it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QVBoxLayout, QWidget

from lanyan_desktop.ui.theme import token


class Popup(QWidget):
    """Closes on Escape and on a click elsewhere. `content` is laid inside; place it with `open_at`."""

    def __init__(self, window: QWidget, *, name: str) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setAccessibleName(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 6, 1, 6)
        self.column.setSpacing(2)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(18)
        shadow.setOffset(0, 4)
        shadow.setColor(token("text", 70))
        self.setGraphicsEffect(shadow)
        self.hide()

    def open_at(self, corner: QPoint) -> None:
        """Show with its top left corner here (in the window), moved to stay inside."""
        self.adjustSize()
        left = max(4, min(corner.x(), self._window.width() - self.width() - 4))
        top = max(4, min(corner.y(), self._window.height() - self.height() - 4))
        self.move(left, top)
        self.show()
        self.raise_()
        self._watch(on=True)

    def close_popup(self) -> None:
        """Go away, without being destroyed."""
        self._watch(on=False)
        self.hide()

    def _watch(self, *, on: bool) -> None:
        from PySide6.QtWidgets import QApplication

        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
            if on:
                app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.close_popup()
            return True
        is_press = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress
        if is_press and isinstance(watched, QWidget) and not self._holds(watched):
            self.close_popup()
        return super().eventFilter(watched, event)

    def _holds(self, widget: QWidget) -> bool:
        """Whether a click on this widget leaves the popup open."""
        return widget is self or self.isAncestorOf(widget)
