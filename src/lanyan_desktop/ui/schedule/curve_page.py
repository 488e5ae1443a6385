"""S 曲线: how much of the plan should be done, was done and is to come, over the Gantt's time axis."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QStackedLayout, QToolTip, QWidget

from lanyan_desktop.core.chart.timescale import TimeScale, tiers
from lanyan_desktop.core.values import Day, date_of
from lanyan_desktop.services.schedule.progress_curve import Floats, ProgressCurve, progress_curve
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule import painter as paint
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.theme import font, metrics, theme, token
from lanyan_desktop.ui.tokens import LABEL

GUTTER, _PAD, _LEGEND = 64, 24, 34
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_DOT, _LINE = 4.0, 20


class CurveCanvas(QWidget):
    """Paints the curves."""

    def __init__(self, axis: GanttChart) -> None:
        super().__init__()
        self.axis = axis
        self.curve: ProgressCurve | None = None
        self.data_day: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("S 曲线"))
        axis.scale_changed.connect(self.update)
        theme().changed.connect(self.update)

    @property
    def scale(self) -> TimeScale:
        return TimeScale(self.axis.scale.left, self.axis.scale.px_per_day, float(max(self.width() - GUTTER, 1)))

    def _y(self, share: float) -> float:
        top, bottom = paint.HEADER + _PAD, self.height() - _LEGEND - _PAD
        return bottom - share * (bottom - top)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), token("surface"))
        both = tiers(self.scale)
        floor = self.height() - _LEGEND
        for x in both.grid:
            painter.fillRect(QRectF(GUTTER + round(x), paint.HEADER, 1, floor - paint.HEADER), token("line"))
        self._paint_levels(painter)
        painter.translate(GUTTER, 0)
        painter.save()
        painter.setClipRect(QRectF(0, 0, self.width() - GUTTER, floor))
        paint.paint_header(painter, both, self.scale.width)
        if self.data_day is not None:
            paint.paint_date(painter, self.scale.x_at(self.data_day), paint.HEADER, floor)
        if self.curve is not None:
            self._paint_curves(painter, self.curve)
        painter.restore()
        painter.fillRect(QRectF(-GUTTER, 0, GUTTER, paint.HEADER), token("header"))
        painter.fillRect(QRectF(-GUTTER, paint.HEADER - 1, GUTTER, 1), token("line2"))
        self._paint_legend(painter, floor)

    def _paint_levels(self, painter: QPainter) -> None:
        painter.setFont(font(LABEL))
        for percent in range(0, 101, 20):
            y = round(self._y(percent / 100))
            painter.fillRect(QRectF(GUTTER, y, self.width(), 1), token("line2" if percent in (0, 100) else "line"))
            painter.setPen(token("text3"))
            painter.drawText(QRectF(0, y - 10, GUTTER - 8, 20), _RIGHT, f"{percent}%")

    def _paint_curves(self, painter: QPainter, curve: ProgressCurve) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for values, pen in self._lines(curve):
            painter.setPen(pen)
            painter.drawPolyline(self._points(curve.first, values))
        if self.data_day is None or (now := curve.at(Day(int(self.data_day)))) is None:
            return
        x, gap = (
            self.scale.x_at(self.data_day),
            round(now[0] * 100, 1) - round(now[1] * 100, 1),
        )  # as the eye subtracts them
        marks = [
            (now[0], "text2", tr("应完成 %1%", f"{now[0] * 100:.1f}")),
            (now[1], "accent", self._done(now[1], gap)),
        ]
        for share, tone, words in marks:
            painter.setPen(QPen(token("surface"), 1.5))
            painter.setBrush(token(tone))
            painter.drawEllipse(QPointF(x, self._y(share)), _DOT, _DOT)
            is_upper = share == max(now[0], now[1]) and tone == "text2"
            wide = metrics(LABEL, 600).horizontalAdvance(words) + 8
            left = x - wide - 8 if is_upper else x + 8
            box = QRectF(left, self._y(share) + (-22 if is_upper else 4), wide, 18)
            painter.fillRect(box, token("surface", 220))
            painter.setFont(font(LABEL, 600))
            painter.setPen(token(tone))
            painter.drawText(box, _LEFT if not is_upper else _RIGHT, words)

    def _done(self, share: float, gap: float) -> str:
        if abs(gap) < 0.05:
            return tr("已完成 %1%，与计划一致", f"{share * 100:.1f}")
        done, apart = f"{share * 100:.1f}", f"{abs(gap):.1f}"
        if gap > 0:
            return tr("已完成 %1%，落后 %2%", done, apart)
        return tr("已完成 %1%，超前 %2%", done, apart)

    def _lines(self, curve: ProgressCurve) -> list[tuple[Floats, QPen]]:
        plan, come = QPen(token("text3"), 1.8), QPen(token("barDone"), 2)
        plan.setDashPattern([5, 3])
        come.setDashPattern([1, 2.4])
        come.setCapStyle(Qt.PenCapStyle.RoundCap)
        return [(curve.planned, plan), (curve.to_come, come), (curve.done, QPen(token("barDone"), 2.4))]

    def _points(self, first: Day, values: Floats) -> QPolygonF:
        known = np.flatnonzero(~np.isnan(values))
        xs = self.scale.x((first + known).astype(np.float64))
        return QPolygonF([QPointF(x, self._y(y)) for x, y in zip(xs.tolist(), values[known].tolist(), strict=True)])

    def _paint_legend(self, painter: QPainter, top: float) -> None:
        painter.fillRect(QRectF(-GUTTER, top, self.width(), _LEGEND), token("sunken"))
        painter.fillRect(QRectF(-GUTTER, top, self.width(), 1), token("line2"))
        if self.curve is None:
            return
        painter.setFont(font(LABEL))
        x, middle = 12.0 - GUTTER, top + _LEGEND / 2
        plan = tr("计划（基准）") if self.curve.has_baseline else tr("计划")
        for (_, pen), words in zip(self._lines(self.curve), (plan, tr("预计"), tr("实际")), strict=True):
            painter.setPen(pen)
            painter.drawLine(QPointF(x, middle), QPointF(x + _LINE, middle))
            wide = metrics(LABEL).horizontalAdvance(words)
            painter.setPen(token("text2"))
            painter.drawText(QRectF(x + _LINE + 6, top, wide + 4, _LEGEND), _LEFT, words)
            x += _LINE + wide + 28

    # ---- the mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.axis.zoom(1.25 ** (turn.y() / 120), event.position().x() - GUTTER)
        else:
            self.axis.pan(-(turn.x() or turn.y()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip(event.pos().x()), self)
            return True
        return super().event(event)

    def tip(self, x: float) -> str:
        """The shares of a day."""
        day = Day(int(np.floor(self.scale.day_at(x - GUTTER))))
        found = self.curve.at(Day(day + 1)) if self.curve is not None else None  # at the end of the day
        if found is None:
            return ""
        due, done, to_come = (f"{share * 100:.1f}" for share in found)
        words = (tr("应完成 %1%", due), tr("实际 %1%", done), tr("预计 %1%", to_come))
        told = [one for one, share in zip(words, found, strict=True) if not np.isnan(share)]
        return "\n".join([date_of(day).isoformat(), *told])


class CurvePage(QWidget):
    """The curves, or why there are none."""

    def __init__(self, axis: GanttChart, view: PlanView) -> None:
        super().__init__()
        self.chart = CurveCanvas(axis)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.chart)
        self._pages.addWidget(EmptyState(tr("还没有曲线"), tr("计划里有了带工期的工作，这里就有 S 曲线。")))
        self.show_view(view)

    def show_view(self, view: PlanView) -> None:
        self.chart.curve, self.chart.data_day = progress_curve(view) if len(view) else None, view.data_day
        self._pages.setCurrentIndex(0 if self.chart.curve is not None else 1)
        self.chart.update()

    def enter(self) -> None:
        """Nothing to fetch."""
