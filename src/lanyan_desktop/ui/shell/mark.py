"""The mark of the program: a swallow on the accent, painted so that it is sharp at every size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QWidget

from lanyan_desktop.ui.theme import token

if TYPE_CHECKING:  # each class of Qt costs its making: only what runs before the first paint
    from PySide6.QtGui import QPaintEvent

_GRID = 24.0
_SIZES = (16, 24, 32, 48, 64, 128, 256)


def _swallow() -> QPainterPath:
    path = QPainterPath(QPointF(4.5, 8))
    path.cubicTo(9, 8, 11, 10, 12.5, 12.5)
    path.cubicTo(14, 9, 17, 7, 20, 6.5)
    path.cubicTo(17.5, 9, 16.5, 11.5, 15.5, 15)
    path.lineTo(18, 19)
    path.lineTo(13.2, 16.4)
    path.lineTo(9.5, 18.5)
    path.lineTo(11, 14.8)
    path.cubicTo(9.5, 12, 7.5, 9.8, 4.5, 8)
    return path


def paint_mark(painter: QPainter, size: float) -> None:
    """Paint the mark into a square of this size at the origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / _GRID, size / _GRID)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(token("accentFill"))
    painter.drawRoundedRect(QRectF(1, 1, 22, 22), 6, 6)
    painter.setBrush(QColor("#FFFFFF"))
    painter.drawPath(_swallow())


def window_icon() -> QIcon:
    """The mark as the icon of windows, in all usual sizes."""
    made = QIcon()
    for size in _SIZES:
        drawn = QPixmap(size, size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        paint_mark(painter, size)
        painter.end()
        made.addPixmap(drawn)
    return made


class Mark(QWidget):
    """The mark in the top bar."""

    def __init__(self, size: int = 24) -> None:
        super().__init__()
        self.setFixedSize(size, size)
        self.setAccessibleName("蓝燕")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mark(painter, self.width())
