"""Buttons: one primary a page, named by its effect; normal; quiet; and danger for what cannot be undone."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton

from lanyan_desktop.ui.icons import SIZE, set_icon
from lanyan_desktop.ui.tokens import BUTTON

ButtonKind = Literal["primary", "normal", "quiet", "danger"]
_ICON_TONE = {"primary": "onAccent", "normal": "text2", "quiet": "accent", "danger": "crit"}


def button(text: str, kind: ButtonKind = "normal", *, icon: str = "", tip: str = "") -> QPushButton:
    """A push button 28 px high. Disable it with the reason as tooltip."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setFixedHeight(BUTTON)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.setAutoDefault(kind == "primary")
    if icon:
        set_icon(made, icon, _ICON_TONE[kind], on=_ICON_TONE[kind])
        made.setIconSize(QSize(SIZE, SIZE))
    return made


def icon_button(icon: str, name: str, *, shortcut: str = "", size: int = BUTTON, draw: bool = True) -> QToolButton:
    """A small button with only an icon; `name` is read aloud and shown on hover with its shortcut."""
    made = QToolButton()
    set_icon(made, icon, draw=draw)
    made.setIconSize(QSize(SIZE, SIZE))
    made.setProperty("iconOnly", "true")
    made.setFixedSize(size + 2, size)
    made.setAccessibleName(name)
    made.setToolTip(f"{name} {shortcut}".strip())
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def action_button(action: QAction) -> QToolButton:
    """A toolbar button that does, shows and explains what its action says."""
    made = QToolButton()
    made.setDefaultAction(action)
    made.setIconSize(QSize(SIZE, SIZE))
    made.setFixedHeight(BUTTON)
    has_icon = not action.icon().isNull() or action.property("iconOf") is not None
    if not action.text() or action.priority() is QAction.Priority.LowPriority:
        made.setProperty("iconOnly", "true")
        made.setFixedWidth(BUTTON + 2)
    elif has_icon:
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    else:
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    if action.menu() is not None:
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setAccessibleName(action.text())
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def action(
    text: str, *, icon: str = "", shortcut: str = "", tip: str = "", checkable: bool = False, draw: bool = True
) -> QAction:
    """An action with its icon, shortcut and a tooltip that names the shortcut; `draw` as for `set_icon`."""
    made = QAction(text)
    if icon:
        set_icon(made, icon, draw=draw)
    if shortcut:
        made.setShortcut(QKeySequence(shortcut))
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.setToolTip(f"{tip or text} {QKeySequence(shortcut).toString() if shortcut else ''}".strip())
    made.setCheckable(checkable)
    return made
