"""The view switch of a page: one of a few, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

_HEIGHT = 30


class Segmented(QWidget):
    """One choice of several; `chosen` tells the index when the user changes it. Arrow keys move the choice."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], *, name: str, current: int = 0) -> None:
        super().__init__()
        self.setObjectName("segmented")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setAccessibleName(name)
        self.setFixedHeight(_HEIGHT)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for index, text in enumerate(names):
            segment = self._segment(text, of=name)
            self._group.addButton(segment, index)
            layout.addWidget(segment)
        self.set_current(current)
        self._group.idClicked.connect(self.chosen)

    def _segment(self, text: str, *, of: str) -> QToolButton:
        segment = QToolButton()
        segment.setText(text)
        segment.setCheckable(True)
        segment.setAccessibleName(f"{of} {text}")
        segment.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # a checked segment is 600: without room for it the row would jump at each click
        wide = segment.fontMetrics().horizontalAdvance(text) * 1.06
        segment.setMinimumWidth(round(wide) + 34)
        return segment

    @property
    def current(self) -> int:
        return self._group.checkedId()

    def set_current(self, index: int) -> None:
        """Show this choice, without telling."""
        self._group.button(index).setChecked(True)

    def set_enabled(self, index: int, *, enabled: bool, reason: str = "") -> None:
        """Close one choice, with the reason as its tooltip."""
        segment = self._group.button(index)
        segment.setEnabled(enabled)
        segment.setToolTip("" if enabled else reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        target = self._group.button(self.current + step) if step else None
        if target is None:
            super().keyPressEvent(event)
            return
        target.setFocus()
        target.click()
