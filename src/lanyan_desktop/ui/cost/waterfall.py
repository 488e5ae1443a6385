"""What 动态成本 is made of, as steps from nothing to the whole, the target beside it; a click goes to the records."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lanyan_desktop.services.cost.dynamic import Dynamic
from lanyan_desktop.ui.cost.words import wan
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font, token
from lanyan_desktop.ui.tokens import BODY, CAPTION, RADIUS_BAR

_NAME, _AMOUNT = 20, 18  # px above and below the bars
_HEIGHT, _WIDEST = 168, 72
_CENTER = Qt.AlignmentFlag.AlignCenter


class Waterfall(QWidget):
    """Seven columns; `chosen` tells which: target, signed, changes, uncontracted, to_come, dynamic, actual."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[str, str, int, int]] = []  # key, words, from, to in 分
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_dynamic(self, found: Dynamic) -> None:
        """Show the cost of another reading."""
        cost = found.total
        parts = [
            ("signed", tr("已签合同"), cost.signed_fen),
            ("changes", tr("已批变更"), cost.approved_changes_fen),
            ("uncontracted", tr("无合同费用"), cost.uncontracted_fen),
            ("to_come", tr("待发生"), cost.to_come_fen),
        ]
        self.steps, level = [("target", tr("目标成本"), 0, cost.target_fen)], 0
        for key, words, amount in parts:
            self.steps.append((key, words, level, level + amount))
            level += amount
        self.steps.append(("dynamic", tr("动态成本"), 0, level))
        self.steps.append(("actual", tr("已发生"), 0, found.actual_fen))
        said = "，".join(f"{words} {wan(end - start)}" for _, words, start, end in self.steps)
        self.setAccessibleName(tr("动态成本构成 %1 万元", said))
        self.setToolTip(tr("点一列，看它的单据"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, _HEIGHT)

    def _column(self, place: int) -> tuple[float, float]:
        width = self.width() / max(len(self.steps), 1)
        return place * width, width

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((max(start, end) for _, _, start, end in self.steps), default=0) or 1
        least = min((min(start, end, 0) for _, _, start, end in self.steps), default=0)
        bottom = self.height() - _NAME
        scale = (bottom - _AMOUNT) / (most - least)
        ground = bottom + least * scale
        before = ground
        for place, (key, words, start, end) in enumerate(self.steps):
            left, width = self._column(place)
            bar = min(width * 0.6, _WIDEST)
            top, low = ground - max(start, end) * scale, ground - min(start, end) * scale
            at = QRectF(left + (width - bar) / 2, top, bar, max(low - top, 1.0))
            if key not in ("target", "signed", "actual"):
                self._join(painter, at.left() - (width - bar), at.left(), before)
            self._bar(painter, key, at)
            painter.setPen(token("text"))
            painter.setFont(font(BODY, 500))
            painter.drawText(QRectF(left, top - _AMOUNT, width, _AMOUNT), _CENTER, wan(end - start))
            painter.setPen(token("text2"))
            painter.setFont(font(CAPTION))
            painter.drawText(QRectF(left, bottom, width, _NAME), _CENTER, words)
            before = ground - end * scale
            if self.hasFocus() and place == self._current:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(token("accent"))
                painter.drawRect(QRectF(left + 0.5, 0.5, width - 1, self.height() - 1))
        painter.fillRect(QRectF(0, ground, self.width(), 1), token("ctrl"))

    def _bar(self, painter: QPainter, key: str, at: QRectF) -> None:
        """Grey what was meant, green or red what it comes to, blue what it is made of."""
        fill = {"target": "base", "actual": "barDone", "dynamic": "critBar" if self._is_over() else "okFill"}
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(token(fill.get(key, "bar")))
        painter.drawRoundedRect(at, RADIUS_BAR, RADIUS_BAR)

    def _is_over(self) -> bool:
        ends = {key: end for key, _, _, end in self.steps}
        return ends["dynamic"] > ends["target"]

    @staticmethod
    def _join(painter: QPainter, left: float, right: float, level: float) -> None:
        painter.setPen(token("ctrl"))
        painter.drawLine(int(left), int(level), int(right), int(level))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.steps:
            self._choose(int(event.position().x() * len(self.steps) // max(self.width(), 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step and self.steps:
            self._current = max(0, min(len(self.steps) - 1, self._current + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self.steps):
            self._current = place
            self.chosen.emit(self.steps[place][0])
