"""Dragging a bar: its body moves the work, its end stretches it; a ghost shows the new dates before it is let go."""

from __future__ import annotations

from enum import Enum, auto

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from lanyan_desktop.core.chart.gantt import BAR_HEIGHT, BAR_TOP, ROW
from lanyan_desktop.core.chart.timescale import TimeScale
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.rows import ChartRows
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.tokens import LABEL, RADIUS_BAR

_END = 5


class Grip(Enum):
    """Where a bar is taken hold of."""

    BODY = auto()
    END = auto()


def grip_at(rows: ChartRows, row: int, scale: TimeScale, x: float) -> Grip | None:
    """What of a row's bar is under a point; None where there is none or it cannot be dragged."""
    if not 0 <= row < len(rows):
        return None
    bars = rows.bars
    if bars.is_summary[row] or bars.is_finished[row]:
        return None
    start, finish = scale.x_at(float(bars.start[row])), scale.x_at(float(bars.finish[row]))
    if not bars.is_milestone[row] and abs(x - finish) <= _END and finish - start > 2 * _END:
        return Grip.END
    reach = 7 if bars.is_milestone[row] else 0
    return Grip.BODY if start - reach <= x <= finish + reach and not bars.done[row] > 0 else None


class Drag:
    """One drag under way."""

    def __init__(self, rows: ChartRows, row: int, grip: Grip, day: float) -> None:
        self.row = row
        self.grip = grip
        self._start, self._finish = float(rows.bars.start[row]), float(rows.bars.finish[row])
        self._from = day
        self._shift = 0

    @property
    def has_moved(self) -> bool:
        return self._shift != 0

    @property
    def column(self) -> str:
        """Which cell of the table letting go amounts to."""
        return "last_day" if self.grip is Grip.END else "first_day"

    @property
    def day(self) -> int:
        """The day typed into it."""
        if self.grip is Grip.END:
            return max(int(np.ceil(self._finish)) - 1 + self._shift, int(self._start))
        return int(self._start) + self._shift

    def move(self, day: float) -> None:
        self._shift = round(day - self._from)

    def paint(self, painter: QPainter, scale: TimeScale, first_row: int) -> None:
        """The ghost and its dates."""
        start = self._start + (0 if self.grip is Grip.END else self._shift)
        finish = max(self._finish + self._shift, start)
        y = (self.row - first_row) * ROW + BAR_TOP
        box = QRectF(scale.x_at(start), y, max(scale.x_at(finish) - scale.x_at(start), 2), BAR_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(token("accent"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(token("accentSoft", 160))
        painter.drawRoundedRect(box, RADIUS_BAR, RADIUS_BAR)
        self._paint_dates(painter, box, start, finish)

    def _paint_dates(self, painter: QPainter, box: QRectF, start: float, finish: float) -> None:
        first, last = (str(np.datetime64(int(day), "D"))[5:] for day in (start, max(np.ceil(finish) - 1, start)))
        text = tr("%1 → %2", first, last)
        width = metrics(LABEL, 600).horizontalAdvance(text) + 12
        plate = QRectF(box.left(), box.bottom() + 3, width, 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(token("accentFill"))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(token("onAccent"))
        painter.setFont(font(LABEL, 600))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
