"""Who pays for the month's slips: one bar in shares, with names, per cent and money under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.services.labour.slips import Group
from lanyan_desktop.ui.labour.words import FILLS, TONES, group_name, tenths
from lanyan_desktop.ui.theme import font, theme, token

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_HEIGHT = 62


class BearerBar(QWidget):
    """Labels stand in equal columns, so that small shares are readable too."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._groups: Sequence[Group] = ()
        theme().changed.connect(self.update)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these shares."""
        self._groups = groups
        said = [f"{group_name(group)} {tenths(group.share)}% {fixed(group.amount_fen, 2)}" for group in groups]
        self.setAccessibleName("，".join(said))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shown = [group for group in self._groups if group.amount_fen > 0]
        left, room = 0.0, self.width() - 2.0 * max(0, len(shown) - 1)
        total = sum(group.amount_fen for group in shown)
        if not total:
            painter.setBrush(token("sunken"))
            painter.drawRoundedRect(QRectF(0, 2, self.width(), 14), 2, 2)
        for group in shown:
            wide = room * group.amount_fen / total
            painter.setBrush(token(FILLS.get(group.key, "base")))
            painter.drawRoundedRect(QRectF(left, 2, wide, 14), 2, 2)
            left += wide + 2
        self._labels(painter)

    def _labels(self, painter: QPainter) -> None:
        step = self.width() / max(1, len(self._groups))
        for place, group in enumerate(self._groups):
            left = place * step
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(token(FILLS.get(group.key, "base")))
            painter.drawRoundedRect(QRectF(left, 26, 10, 10), 2, 2)
            painter.setPen(token("text2"))
            painter.setFont(font(12))
            painter.drawText(QRectF(left + 15, 22, step - 15, 18), _LEFT, f"{group_name(group)} {tenths(group.share)}%")
            painter.setPen(token(TONES.get(group.key, "text")))
            painter.setFont(font(14, 600))
            painter.drawText(QRectF(left, 41, step, 20), _LEFT, fixed(group.amount_fen, 2))
