"""Dragging a bar: its body moves the work, its end stretches it, its beginning sets progress, to another row it links.

A ghost shows what letting go would do, with the new dates, the share or the relation in words.
"""

from __future__ import annotations

from enum import Enum, auto

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from lanyan_desktop.core.chart.gantt import BAR_HEIGHT, BAR_TOP, MIDDLE, ROW
from lanyan_desktop.core.chart.timescale import TimeScale
from lanyan_desktop.core.schedule.plan import FF, FS, SF, SS
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.rows import ChartRows
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.tokens import LABEL, RADIUS_BAR

_END = 5
_WIDE = 36
"""From this width on both ends of a bar can be told apart: a relation begins and ends at the nearer third."""
_TYPES = {FS: "FS", SS: "SS", FF: "FF", SF: "SF"}


class Grip(Enum):
    """Where a bar is taken hold of."""

    BODY = auto()
    END = auto()
    PROGRESS = auto()
    LINK = auto()  # a bar that does not move: finished, begun or a summary


def grip_at(rows: ChartRows, row: int, scale: TimeScale, x: float) -> Grip | None:
    """What of a row's bar is under a point; None where there is none."""
    if not 0 <= row < len(rows):
        return None
    bars = rows.bars
    start, finish = scale.x_at(float(bars.start[row])), scale.x_at(float(bars.finish[row]))
    reach = 7 if bars.is_milestone[row] else 0
    is_on = start - reach <= x <= finish + reach
    if bars.is_summary[row] or bars.is_finished[row]:
        return Grip.LINK if is_on else None
    is_wide = finish - start > 2 * _END and not bars.is_milestone[row]
    if is_wide and abs(x - finish) <= _END:
        return Grip.END
    if is_wide and finish - start > _WIDE and 0 <= x - start <= _END:
        return Grip.PROGRESS
    if not is_on:
        return None
    return Grip.LINK if bars.done[row] > 0 else Grip.BODY


class Drag:
    """One drag under way. `target` is the row a relation would go to, -1 for none."""

    def __init__(self, rows: ChartRows, row: int, grip: Grip, day: float, scale: TimeScale) -> None:
        self.row, self.grip = row, grip
        self.target = -1
        self.fixed: int | None = None  # the type of relation, where keys chose it
        self._typed: int | None = None  # the share, likewise
        self._rows, self._scale = rows, scale
        self._start, self._finish = float(rows.bars.start[row]), float(rows.bars.finish[row])
        self._from = self._at = day
        self._shift = 0
        self._pointer = QPointF()

    @property
    def has_moved(self) -> bool:
        if self.target >= 0:
            return False
        return self._shift != 0 if self.grip in (Grip.BODY, Grip.END) else self.grip is Grip.PROGRESS and self._moved

    @property
    def _moved(self) -> bool:
        return self._typed is not None or abs(self._at - self._from) * self._scale.px_per_day > 2

    @property
    def column(self) -> str:
        """Which cell of the table letting go amounts to."""
        return {Grip.END: "last_day", Grip.PROGRESS: "done"}.get(self.grip, "first_day")

    @property
    def day(self) -> int:
        """What is typed into it: a day, or ‱ for progress (whole percents)."""
        if self.grip is Grip.PROGRESS:
            return self._share * 100
        if self.grip is Grip.END:
            return max(int(np.ceil(self._finish)) - 1 + self._shift, int(self._start))
        return int(self._start) + self._shift

    @property
    def _share(self) -> int:
        if self._typed is not None:
            return self._typed
        part = (self._at - self._start) / max(self._finish - self._start, 1e-9)
        return round(min(max(part, 0.0), 1.0) * 100)

    @property
    def relation(self) -> int:
        """FS unless the outer third of a wide bar says otherwise."""
        if self.fixed is not None:
            return self.fixed
        from_start = self._near_start(self.row, self._from)
        to_finish = self._near_finish(self.target, self._at)
        return (SF if to_finish else SS) if from_start else (FF if to_finish else FS)

    def _near_start(self, row: int, day: float) -> bool:
        start, finish = self._ends(row)
        return self._is_wide(row) and day < start + (finish - start) / 3

    def _near_finish(self, row: int, day: float) -> bool:
        start, finish = self._ends(row)
        return row >= 0 and self._is_wide(row) and finish - (finish - start) / 3 < day <= finish + 1

    def _ends(self, row: int) -> tuple[float, float]:
        return float(self._rows.bars.start[row]), float(self._rows.bars.finish[row])

    def _is_wide(self, row: int) -> bool:
        start, finish = self._ends(row)
        return (finish - start) * self._scale.px_per_day > _WIDE

    def move(self, day: float, row: int | None = None, y: float = 0.0) -> None:
        """The pointer is at a day, over a row (None or -1: none), y px below the first row in view."""
        self._at = day
        self._shift = round(day - self._from)
        self._pointer = QPointF(self._scale.x_at(day), y)
        can_link = self.grip in (Grip.BODY, Grip.LINK)
        self.target = row if can_link and row is not None and row not in (-1, self.row) else -1

    def shift_by(self, days: int) -> None:
        """So many days from where it was taken hold of."""
        self.move(self._from + days)

    def set_share(self, share: int) -> None:
        """So many percent done."""
        self._typed = share

    def paint(self, painter: QPainter, scale: TimeScale, first_row: int) -> None:
        """The ghost and its words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.row - first_row) * ROW
        if self.target >= 0:
            self._paint_relation(painter, scale, top)
        elif self.grip is Grip.PROGRESS:
            x = scale.x_at(self._start)
            width = (scale.x_at(self._finish) - x) * self._share / 100
            self._paint_box(painter, QRectF(x, top + BAR_TOP, max(width, 2), BAR_HEIGHT), tr("完成 %1%", self._share))
        elif self.grip is not Grip.LINK:
            self._paint_bar(painter, scale, top)

    def _paint_bar(self, painter: QPainter, scale: TimeScale, top: float) -> None:
        start = self._start + (0 if self.grip is Grip.END else self._shift)
        finish = max(self._finish + self._shift, start)
        box = QRectF(scale.x_at(start), top + BAR_TOP, max(scale.x_at(finish) - scale.x_at(start), 2), BAR_HEIGHT)
        first, last = (str(np.datetime64(int(day), "D"))[5:] for day in (start, max(np.ceil(finish) - 1, start)))
        self._paint_box(painter, box, tr("%1 → %2", first, last))

    def _paint_box(self, painter: QPainter, box: QRectF, text: str) -> None:
        painter.setPen(QPen(token("accent"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(token("accentSoft", 160))
        painter.drawRoundedRect(box, RADIUS_BAR, RADIUS_BAR)
        _plate(painter, QPointF(box.left(), box.bottom() + 3), text)

    def _paint_relation(self, painter: QPainter, scale: TimeScale, top: float) -> None:
        at = self._start if self.relation in (SS, SF) else self._finish
        painter.setPen(QPen(token("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(scale.x_at(at), top + MIDDLE), self._pointer)
        before, after = (self._rows.name_of(row) for row in (self.row, self.target))
        _plate(painter, self._pointer + QPointF(10, 12), tr("%1 → %2 · %3", before, after, _TYPES[self.relation]))


def _plate(painter: QPainter, at: QPointF, text: str) -> None:
    width = metrics(LABEL, 600).horizontalAdvance(text) + 12
    plate = QRectF(at.x(), at.y(), width, 17)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(token("accentFill"))
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(token("onAccent"))
    painter.setFont(font(LABEL, 600))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
