"""Words, rules and boxes with the theme's type and colours; what every other component is laid out of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from lanyan_desktop.ui.fonts import font
from lanyan_desktop.ui.tokens import BODY, S

Tone = Literal["text", "text2", "text3", "crit", "warn", "ok", "front", "accent"]
Margins = tuple[int, int, int, int]


def label(text: str = "", px: int = BODY, weight: int = 400, tone: Tone = "text", *, wraps: bool = False) -> QLabel:
    """Words in one size, weight and tone; plain text always, so that a record's text is never taken for markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(px, weight))
    made.setProperty("tone", tone)
    made.setWordWrap(wraps)
    return made


def retone(target: QLabel, tone: Tone) -> None:
    """Give a label another tone."""
    if target.property("tone") != tone:
        target.setProperty("tone", tone)
        target.style().unpolish(target)
        target.style().polish(target)


def rule(*, is_strong: bool = False) -> QFrame:
    """A horizontal line of 1 px: a row rule, or a header rule when strong."""
    made = QFrame()
    made.setObjectName("rule2" if is_strong else "rule")
    made.setFixedHeight(1)
    return made


def divider(height: int = 18) -> QFrame:
    """A short vertical line between groups of a bar."""
    made = QFrame()
    made.setObjectName("rule2")
    made.setFixedSize(1, height)
    return made


def box(
    *items: QWidget | int | None,
    vertical: bool = False,
    margins: Margins = (0, 0, 0, 0),
    gap: int = S,
    name: str = "",
    roomy: int | None = None,
) -> QWidget:
    """Widgets beside (or under) one another; a number is extra space in px, None takes all that is left.

    `name` is the object name the style sheet knows: header, toolbar, card, side, surface … `roomy` is the place of the
    item that takes the room which is left, such as a wrapped text.
    """
    made = QWidget()
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
    made.setObjectName(name)
    layout: QBoxLayout = QVBoxLayout(made) if vertical else QHBoxLayout(made)
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    fill(layout, items)
    if roomy is not None:
        layout.setStretch(roomy, 1)
    return made


def fill(layout: QBoxLayout, items: Sequence[QWidget | int | None]) -> None:
    """Put items into a layout as `box` does."""
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        else:
            layout.addWidget(item)


def elastic(widget: QWidget) -> QWidget:
    """Let a widget shrink below its text instead of widening the window."""
    widget.setSizePolicy(QSizePolicy.Policy.Ignored, widget.sizePolicy().verticalPolicy())
    return widget
