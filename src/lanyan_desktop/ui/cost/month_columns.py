"""Planned, earned and spent in each month as columns; a click goes to the month's bookings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lanyan_desktop.core.values import date_of
from lanyan_desktop.services.cost.breakdown import OfMonth
from lanyan_desktop.ui.cost.words import wan
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font, token
from lanyan_desktop.ui.tokens import CAPTION

_FOOT, _HEAD = 20, 18  # px below and above the columns
_HEIGHT, _WIDEST = 190, 16
_CENTER = Qt.AlignmentFlag.AlignCenter
_COLOURS = ("base", "barDone", "critBar")  # PV, EV, AC, as on the S-curve
_NAMES = ("PV", "EV", "AC")


class MonthColumns(QWidget):
    """`chosen` tells the last day of the month that was clicked."""

    chosen = Signal(object)  # Day

    def __init__(self) -> None:
        super().__init__()
        self.months: list[OfMonth] = []
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_months(self, months: Sequence[OfMonth]) -> None:
        """Show these."""
        self.months = list(months)
        self._current = min(self._current, max(len(self.months) - 1, 0))
        self.setAccessibleName(tr("各月成本：%1", "；".join(_said(one) for one in self.months)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = self.height() - _FOOT
        most = max((fen or 0 for one in self.months for fen in _values(one)), default=0) or 1
        scale = (ground - _HEAD) / most
        painter.setFont(font(CAPTION))
        for place, one in enumerate(self.months):
            left, width = place * self._width, self._width
            bar = min(width / 4, _WIDEST)
            begin = left + (width - 3 * bar) / 2
            for n, (fen, colour) in enumerate(zip(_values(one), _COLOURS, strict=True)):
                high = max((fen or 0) * scale, 0.0)
                painter.fillRect(QRectF(begin + n * bar, ground - high, bar - 1, high), token(colour))
            painter.setPen(token("text2"))
            painter.drawText(QRectF(left, ground, width, _FOOT), _CENTER, _month_name(self.months, place))
            if self.hasFocus() and place == self._current:
                painter.setPen(token("accent"))
                painter.drawRect(QRectF(left + 0.5, 0.5, width - 1, self.height() - 1))
        painter.fillRect(QRectF(0, ground, self.width(), 1), token("ctrl"))
        self._legend(painter)

    def _legend(self, painter: QPainter) -> None:
        x = 4.0
        for name, words, colour in zip(_NAMES, (tr("计划"), tr("挣值"), tr("实际")), _COLOURS, strict=True):
            text = f"{words} {name}"
            painter.fillRect(QRectF(x, 4, 10, 10), token(colour))
            painter.setPen(token("text2"))
            painter.drawText(QRectF(x + 15, 0, 80, _HEAD), Qt.AlignmentFlag.AlignVCenter, text)
            x += 80

    @property
    def _width(self) -> float:
        return self.width() / max(len(self.months), 1)

    def _at(self, x: float) -> int:
        return max(0, min(len(self.months) - 1, int(x // self._width)))

    def event(self, event: QEvent) -> bool:
        """The values of the month under the pointer."""
        if isinstance(event, QHelpEvent) and self.months:
            QToolTip.showText(event.globalPos(), _said(self.months[self._at(event.pos().x())]), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.months:
            self._choose(self._at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step and self.months:
            self._current = max(0, min(len(self.months) - 1, self._current + step))
            self.update()
        elif self.months and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        self._current = place
        self.chosen.emit(self.months[place].end)


def _values(one: OfMonth) -> tuple[int | None, ...]:
    return one.planned_fen, one.earned_fen, one.actual_fen


def _said(one: OfMonth) -> str:
    """A month in words, in 万元."""
    amounts = [f"{name} {wan(fen)}" for name, fen in zip(_NAMES, _values(one), strict=True) if fen is not None]
    return tr("%1 %2 万元", date_of(one.end).strftime("%Y-%m"), "，".join(amounts))


def _month_name(months: Sequence[OfMonth], place: int) -> str:
    """Its month, with the year where one begins."""
    day = date_of(months[place].end)
    return f"{day:%y}-{day.month}月" if place == 0 or day.month == 1 else f"{day.month}月"


def finding(months: Sequence[OfMonth]) -> str:
    """Which month was over most, as a sentence."""
    known = [one for one in months if one.over_fen is not None]
    worst = max(known, key=lambda one: one.over_fen or 0, default=None)
    if worst is None:
        return tr("还没有各月的挣值与实际")
    name = date_of(worst.end).strftime("%Y-%m")
    if (worst.over_fen or 0) <= 0:
        return tr("各月实际都在挣值以内")
    return tr("%1 超得最多：实际比挣值多 %2 万元", name, wan(worst.over_fen))
