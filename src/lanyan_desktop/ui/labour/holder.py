"""A place for a table that is made later."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget


def holder(name: str, margin: int = 0) -> QWidget:
    """Empty, on the ground of that name."""
    made = QWidget()
    made.setObjectName(name)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
    column = QVBoxLayout(made)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(margin)
    return made


def put(into: QWidget, widget: QWidget, *, stretch: int = 0) -> None:
    """Fill it."""
    layout = into.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addWidget(widget, stretch)
