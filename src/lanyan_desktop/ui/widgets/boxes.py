"""Tick boxes that can be seen: Fusion draws their edge as a darker window colour, which a dark window swallows."""

from __future__ import annotations

from PySide6.QtGui import QPalette

from lanyan_desktop.ui.theme import token


def box_palette(palette: QPalette) -> QPalette:
    """The palette with the edge of tick boxes clear on light and dark alike."""
    clear = QPalette(palette)
    clear.setColor(QPalette.ColorRole.Window, token("text3"))
    return clear
