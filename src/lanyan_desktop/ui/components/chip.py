"""A status word on a soft ground with its icon: never colour alone."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lanyan_desktop.ui.icons import pixmap
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.tokens import CAPTION, CHIP, RADIUS, STATUS_KINDS

ChipKind = Literal["crit", "warn", "ok", "info", "front", "mute"]
_ICON, _PAD, _ICON_STEP = 13, 8, 15


def chip_width(text: str, kind: ChipKind, *, icon: str | None = None) -> float:
    """How wide a chip is; `icon` None: the one of its kind, "": none."""
    drawn = STATUS_KINDS[kind][2] if icon is None else icon
    return metrics(CAPTION, 500).horizontalAdvance(text) + 2 * _PAD + (_ICON_STEP if drawn else 0)


def draw_chip(painter: QPainter, rect: QRectF, text: str, kind: ChipKind, *, icon: str | None = None) -> None:
    """Paint a chip into `rect`: what `Chip` shows, for delegates."""
    tone, ground, own_icon = STATUS_KINDS[kind]
    drawn = own_icon if icon is None else icon
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(token(ground))
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    left = rect.left() + _PAD
    if drawn:
        painter.drawPixmap(QPointF(left - 2, rect.center().y() - _ICON / 2), pixmap(drawn, tone, _ICON))
        left += _ICON_STEP
    painter.setPen(token(tone))
    painter.setFont(font(CAPTION, 500))
    words = QRectF(left, rect.top(), rect.right() - left, rect.height())
    painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class Chip(QWidget):
    """A chip as a widget; when `is_button` it takes focus, click, Enter and Space, and emits `clicked`."""

    clicked = Signal()

    def __init__(
        self, text: str, kind: ChipKind = "info", *, icon: str | None = None, is_button: bool = False, tip: str = ""
    ) -> None:
        super().__init__()
        self._text, self._kind, self._icon, self._is_button = text, kind, icon, is_button
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tip)
        self.setAccessibleName(text)
        if is_button:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set(self, text: str, kind: ChipKind, *, icon: str | None = None) -> None:
        """Show another word."""
        self._text, self._kind, self._icon = text, kind, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(chip_width(self._text, self._kind, icon=self._icon)), CHIP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_chip(painter, QRectF(self.rect()), self._text, self._kind, icon=self._icon)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(token("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_button and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_button and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
