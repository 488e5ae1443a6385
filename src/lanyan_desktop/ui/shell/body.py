"""The page and, at its right, the inspector: beside it on a wide window, over it on a narrow one (F4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from lanyan_desktop.ui.tokens import INSPECTOR, NARROW

if TYPE_CHECKING:  # each class of Qt costs its making: only what runs before the first paint
    from PySide6.QtGui import QResizeEvent


class Body(QWidget):
    """Places two children by hand: a layout cannot let one lie over the other."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self._side: QWidget | None = None
        page.setParent(self)

    def set_side(self, side: QWidget) -> None:
        """Give it the column at the right, closed."""
        self._side = side
        side.setParent(self)
        side.hide()

    @property
    def is_narrow(self) -> bool:
        return self.width() <= NARROW

    @property
    def is_side_shown(self) -> bool:
        return self._side is not None and not self._side.isHidden()

    def show_side(self, *, shown: bool) -> None:
        """Open or close the inspector."""
        if self._side is None:
            return
        self._side.setVisible(shown)
        self._place()
        if shown:
            self._side.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        taken = INSPECTOR if self.is_side_shown and not self.is_narrow else 0
        self._page.setGeometry(QRect(0, 0, width - taken, height))
        if self._side is not None:
            self._side.setGeometry(QRect(width - INSPECTOR, 0, INSPECTOR, height))
