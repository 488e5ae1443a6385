"""科目偏差 as bars about an axis: who is over, who has saved, against what they earned."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lanyan_desktop.services.cost.accounts import Account
from lanyan_desktop.ui.cost.words import percent, wan
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font, token
from lanyan_desktop.ui.tokens import BODY, CAPTION, RADIUS_BAR

_ROW, _BAR = 24, 12
_NAME, _AMOUNT, _RATE, _GAP = 96, 62, 56, 10
_MUCH = Fraction(2, 100)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class VarianceBars(QWidget):
    """A row for each root account, the most over first; a click tells its code."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._accounts: list[Account] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._current = 0

    def set_accounts(self, accounts: Sequence[Account]) -> None:
        """Show the roots among these that have earned or spent anything."""
        roots = [account for account in accounts if account.depth == 0 and (account.earned_fen or account.actual_fen)]
        self._accounts = sorted(roots, key=lambda account: -(account.over_fen or 0))
        self._current = 0
        said = "，".join(f"{account.name} {wan(account.over_fen, signed=True)}" for account in self._accounts)
        self.setAccessibleName(tr("科目偏差 %1", said))
        self.setMinimumHeight(_ROW * len(self._accounts))
        self.updateGeometry()
        self.update()

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Name, 万元 and share as shown."""
        return [
            (account.name, wan(account.over_fen, signed=True), percent(account.over_rate)) for account in self._accounts
        ]

    def sizeHint(self) -> QSize:
        return QSize(360, _ROW * len(self._accounts))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self._axis()
        for row in range(len(self._accounts)):
            self._paint_row(painter, row, left)
        painter.fillRect(QRectF(left - 0.5, 0, 1, _ROW * len(self._accounts)), token("ctrl"))

    def _axis(self) -> float:
        """Where the axis stands: as far right as the greatest saving needs."""
        room = self.width() - _NAME - _AMOUNT - _RATE - _GAP
        over = [account.over_fen or 0 for account in self._accounts]
        most, least = max([*over, 0]), min([*over, 0])
        return _NAME + _GAP + (room * -least / (most - least) if most > least else 0.0)

    def _paint_row(self, painter: QPainter, row: int, left: float) -> None:
        account = self._accounts[row]
        top = row * _ROW
        over = account.over_fen or 0
        rate = account.over_rate
        fill, tone = _colours(over, rate)
        painter.setFont(font(BODY))
        painter.setPen(token("text"))
        painter.drawText(QRectF(0, top, _NAME, _ROW), _LEFT, account.name)
        width = abs(over) * self._scale(left)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(token(fill))
        bar = QRectF(left if over > 0 else left - width, top + (_ROW - _BAR) / 2, width, _BAR)
        painter.drawRoundedRect(bar, RADIUS_BAR, RADIUS_BAR)
        self._paint_figures(painter, account, top, tone)
        if self.hasFocus() and row == self._current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(token("accent"))
            painter.drawRect(QRectF(0.5, top + 0.5, self.width() - 1, _ROW - 1))

    def _paint_figures(self, painter: QPainter, account: Account, top: int, tone: str) -> None:
        painter.setPen(token(tone))
        painter.setFont(font(BODY, 500))
        right = self.width() - _RATE
        painter.drawText(QRectF(right - _AMOUNT, top, _AMOUNT, _ROW), _RIGHT, wan(account.over_fen, signed=True))
        painter.setPen(token("text2"))
        painter.setFont(font(CAPTION))
        painter.drawText(QRectF(right, top, _RATE, _ROW), _RIGHT, percent(account.over_rate))

    def _scale(self, left: float) -> float:
        """Px for one 分, so that the longest bars just fit on their sides."""
        right = self.width() - _AMOUNT - _RATE - left
        over = [account.over_fen or 0 for account in self._accounts]
        most, least = max([*over, 0]), -min([*over, 0])
        sides = [
            side for side in (right / most if most else 0, (left - _NAME - _GAP) / least if least else 0) if side > 0
        ]
        return min(sides, default=0.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._choose(int(event.position().y()) // _ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._accounts:
            self._current = max(0, min(len(self._accounts) - 1, self._current + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._accounts):
            self._current = row
            self.chosen.emit(self._accounts[row].code)


def _colours(over: int, rate: Fraction | None) -> tuple[str, str]:
    """Fill and text: red where much is over, yellow where some is, green where it was saved."""
    if over <= 0:
        return "okFill", "ok" if over else "text2"
    return ("critBar", "crit") if rate is None or rate > _MUCH else ("warnFill", "warn")
