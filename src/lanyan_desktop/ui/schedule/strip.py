"""Under the plan: counts and legend at the left, the whole plan from above at the right."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.chart.overview import CRITICAL, PLAIN, bird_view
from lanyan_desktop.core.chart.timescale import TimeScale, shades
from lanyan_desktop.core.values import Day, date_of
from lanyan_desktop.services.schedule.finding import Finding
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.theme import font, metrics, theme, token
from lanyan_desktop.ui.tokens import CAPTION, LABEL

HEIGHT = 54
_MARGIN = 8


class BirdsEye(QWidget):
    """The whole plan; the frame is what the chart shows. Dragging it, or clicking beside it, moves the chart."""

    moved = Signal(float)  # the chart day that should be at the left

    def __init__(self, chart: GanttChart) -> None:
        super().__init__()
        self._chart = chart
        self._picture: QPixmap | None = None
        self._held: float | None = None
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("全程鸟瞰"))
        self.setToolTip(tr("拖动蓝框查看其他时段"))
        chart.scale_changed.connect(self.update)
        theme().changed.connect(self.forget)

    def forget(self) -> None:
        """The plan or the colours are others now."""
        self._picture = None
        self.update()

    def _scale(self) -> TimeScale:
        first, last = self._chart.span
        room = max(self.width() - 2 * _MARGIN, 10)
        px = room / max(last - first + 14, 1)
        return TimeScale(first - 7 - _MARGIN / px, px, float(self.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None or self._picture.size() != self.size():
            self._picture = self._drawn()
        painter.drawPixmap(0, 0, self._picture)
        rows = self._chart.rows
        if rows is None or not len(rows.view):
            return
        scale, shown = self._scale(), self._chart.scale
        if rows.view.data_day is not None:
            painter.fillRect(QRectF(scale.x_at(rows.view.data_day), 1, 1.5, HEIGHT), token("front"))
        left, right = max(scale.x_at(shown.left), 1), min(scale.x_at(shown.right), self.width() - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(token("accent"), 1.5))
        painter.setBrush(token("accent", 22))
        painter.drawRoundedRect(QRectF(left, 2, max(right - left, 6), HEIGHT - 4), 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(token("accent"))
        for x in (left, max(right, left + 6)):
            painter.drawRoundedRect(QRectF(x - 2, HEIGHT / 2 - 8, 4, 16), 2, 2)

    def _drawn(self) -> QPixmap:
        """All that stays while the chart is moved, kept as one picture."""
        made = QPixmap(self.size())
        made.fill(token("sunken"))
        painter = QPainter(made)
        painter.fillRect(0, 0, self.width(), 1, token("line2"))
        rows = self._chart.rows
        if rows is not None and len(rows.view):
            scale = self._scale()
            names = tuple((e.first, e.last, e.name) for e in rows.view.loaded.exceptions if not e.hours)
            for shade in shades(scale, rows.view.calendar, names):
                if shade.name:
                    painter.fillRect(QRectF(shade.start, 1, shade.end - shade.start, HEIGHT), token("hatch", 120))
            _quarters(painter, scale)
            painter.drawImage(0, 4, self._bars(scale))
        painter.end()
        return made

    def _bars(self, scale: TimeScale) -> QImage:
        assert self._chart.rows is not None
        bars = self._chart.rows.view.bars
        works = np.flatnonzero(~bars.is_summary)
        width, height = max(self.width(), 1), HEIGHT - 20
        marks = bird_view(
            bars.start[works],
            np.maximum(bars.finish[works], bars.start[works] + 1.5 / scale.px_per_day),
            bars.is_critical[works] & ~bars.is_finished[works],
            first=scale.left,
            last=scale.right,
            width=width,
            height=height,
        )
        colours = np.zeros(3, dtype=np.uint32)
        colours[PLAIN], colours[CRITICAL] = token("barDone", 200).rgba(), token("critBar").rgba()
        pixels = np.ascontiguousarray(colours[marks])
        return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32).copy()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        scale, shown = self._scale(), self._chart.scale
        day = scale.day_at(event.position().x())
        inside = shown.left <= day <= shown.right
        self._held = day - shown.left if inside else (shown.right - shown.left) / 2
        self.moved.emit(day - self._held)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self.moved.emit(self._scale().day_at(event.position().x()) - self._held)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = None


def _quarters(painter: QPainter, scale: TimeScale) -> None:
    """Light lines at months, words at quarters; years alone where a plan is very long."""
    painter.setFont(font(10))
    at = date_of(Day(int(max(scale.left, 0)))).replace(day=1)
    step = 1 if scale.px_per_day > 0.25 else 12
    while (x := scale.x_at(float((at - date_of(Day(0))).days))) < scale.width and at.year < 2119:
        painter.fillRect(QRectF(x, 1, 1, HEIGHT), token("line"))
        if (step == 1 and at.month % 3 == 1) or (step > 1 and at.month == 1):
            painter.setPen(token("text3"))
            painter.drawText(QPointF(x + 3, HEIGHT - 4), f"{at.year % 100:02d}-{at.month:02d}")
        month = at.year * 12 + at.month - 1 + step
        at = at.replace(year=month // 12, month=month % 12 + 1)


_SIGNS = (
    ("完成", "done"),
    ("剩余", "bar"),
    ("关键", "critical"),
    ("基准", "base"),
    ("总时差", "tail"),
    ("里程碑", "milestone"),
    ("前锋线", "front"),
)


class Legend(QWidget):
    """One line of counts, one of signs."""

    def __init__(self) -> None:
        super().__init__()
        self._finding: Finding | None = None
        self.setFixedHeight(HEIGHT)
        theme().changed.connect(self.update)

    def show_finding(self, finding: Finding) -> None:
        self._finding = finding
        self.setAccessibleName(self._counts())
        self.update()

    def _counts(self) -> str:
        found = self._finding
        if found is None:
            return ""
        waiting = found.works - found.finished - found.begun
        numbers = (f"{number:,}" for number in (found.works, found.finished, found.begun, waiting))
        text = tr("%1 项任务 · 已完成 %2 · 进行中 %3 · 未开始 %4", *numbers)
        if self.width() > 500:
            text += tr(" · 里程碑 %1 · 剩余关键 %2", found.milestones, found.critical)
        return text

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), token("sunken"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), token("line2"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(CAPTION))
        painter.setPen(token("text2"))
        painter.drawText(QRectF(12, 5, self.width() - 20, 20), Qt.AlignmentFlag.AlignVCenter, self._counts())
        x, form = 12.0, metrics(LABEL)
        for text, sign in _SIGNS:
            words = tr(text)
            width = 25 + form.horizontalAdvance(words)
            if x + width > self.width() - 8:
                break
            _sign(painter, x, 28, sign)
            painter.setFont(font(LABEL))
            painter.setPen(token("text2"))
            painter.drawText(QRectF(x + 25, 28, width, 19), Qt.AlignmentFlag.AlignVCenter, words)
            x += width + 14


def _sign(painter: QPainter, x: float, y: float, sign: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    fills = {"done": "barDone", "bar": "bar", "critical": "critBar"}
    if sign in fills:
        painter.setBrush(token(fills[sign]))
        painter.drawRoundedRect(QRectF(x, y + 5, 20, 9), 2, 2)
    elif sign == "base":
        painter.fillRect(QRectF(x, y + 8, 20, 3), token("base"))
    elif sign == "tail":
        painter.setPen(QPen(token("tail"), 1.5))
        painter.drawLine(QPointF(x, y + 9.5), QPointF(x + 20, y + 9.5))
        painter.drawLine(QPointF(x + 20, y + 6), QPointF(x + 20, y + 13))
    elif sign == "milestone":
        painter.setBrush(token("summ"))
        corners = ((3.0, 9.5), (9.0, 3.5), (15.0, 9.5), (9.0, 15.5))
        painter.drawPolygon(QPolygonF([QPointF(x + a, y + b) for a, b in corners]))
    else:
        painter.setPen(QPen(token("front"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(x + a, y + b) for a, b in ((13.0, 3.0), (4.0, 9.5), (13.0, 16.0))]))
