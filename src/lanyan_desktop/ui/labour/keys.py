"""What a key means in the month grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_FAR = 10_000
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
Name = Literal["move", "type", "edit", "clear", "copy", "cut", "paste", "all", "down", "right"]


@dataclass(frozen=True, slots=True)
class Deed:
    """What to do; for a move by how many, and whether the selection grows or stays within its block."""

    name: Name
    rows: int = 0
    columns: int = 0
    extends: bool = False
    wraps: bool = False
    text: str = ""


_STANDARD: tuple[tuple[QKeySequence.StandardKey, Name], ...] = (
    (QKeySequence.StandardKey.Copy, "copy"),
    (QKeySequence.StandardKey.Cut, "cut"),
    (QKeySequence.StandardKey.Paste, "paste"),
    (QKeySequence.StandardKey.SelectAll, "all"),
)
_CONTROL: dict[Qt.Key, Name] = {Qt.Key.Key_D: "down", Qt.Key.Key_R: "right"}


def deed_of(event: QKeyEvent, *, page: int) -> Deed | None:
    """The deed of a key press, None where the key means nothing here; `page` is how many rows are seen."""
    for standard, name in _STANDARD:
        if event.matches(standard):
            return Deed(name)
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return None
    if move := _move(key, page=page, shift=shift, control=control):
        return move
    if control:
        return Deed(_CONTROL[key]) if key in _CONTROL else None
    if key == Qt.Key.Key_F2:
        return Deed("edit")
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        return Deed("clear")
    return Deed("type", text=event.text()) if event.text().isprintable() and event.text().strip() else None


def _move(key: Qt.Key, *, page: int, shift: bool, control: bool) -> Deed | None:
    if key in _ARROWS:
        rows, columns = _ARROWS[key]
        far = _FAR if control else 1
        return Deed("move", rows * far, columns * far, extends=shift)
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return None if control else Deed("move", -1 if shift else 1, wraps=True)
    if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        back = shift or key == Qt.Key.Key_Backtab
        return None if control else Deed("move", columns=-1 if back else 1, wraps=True)
    if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        return Deed("move", page if key == Qt.Key.Key_PageDown else -page, extends=shift)
    if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        sign = 1 if key == Qt.Key.Key_End else -1
        return Deed("move", sign * _FAR if control else 0, sign * _FAR, extends=shift)
    return None
