"""The order of events of a conflict: a lane for each person, a dot for each value, all flowing into what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from lanyan_desktop.services.sharing.values import Side
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.words import at, name_of, who
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.tokens import CAPTION

_LANE, _TOP, _NAMES, _EDGE, _DOT = 46, 26, 112, 12, 5
_NAME = 18  # the height of a line


@dataclass(frozen=True, slots=True)
class _Point:
    side: Side
    lane: int
    share: float  # of the way from left to right


class Story(QWidget):
    """Evenly spaced in the order of the clocks, not by their distance: a minute and a week are both readable."""

    def __init__(self, sides: Sequence[Side]) -> None:
        super().__init__()
        self._lanes = list(dict.fromkeys((name_of(side), side.device) for side in sides))
        ordered = sorted(sides, key=lambda side: side.at_ms)
        step = 1 / (len(ordered) + 1)
        self._points = [
            _Point(side, self._lanes.index((name_of(side), side.device)), (n + 0.5) * step)
            for n, side in enumerate(ordered)
        ]
        self.setFixedHeight(_TOP + _LANE * len(self._lanes))
        told = [tr("%1 %2 改为 %3", at(side.at_ms), who(side, sides), side.text) for side in ordered]
        self.setAccessibleName("；".join(told))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(CAPTION))
        for n, (person, device) in enumerate(self._lanes):
            others = [name for i, (name, _) in enumerate(self._lanes) if i != n]
            self._draw_lane(painter, n, [person, device] if person in others else [person])
        end = QPointF(self._x(1 - 0.5 / (len(self._points) + 1)), self._y(0))
        for point in self._points:
            self._draw_flow(painter, point, end)
        for point in self._points:
            self._draw_point(painter, point)
        self._draw_dot(painter, end, "critBar")
        self._draw_words(painter, end, tr("同步后，%1 个值都留着", len(self._points)), is_above=True)

    def _x(self, share: float) -> float:
        return _NAMES + share * (self.width() - _NAMES - _EDGE)

    def _y(self, lane: int) -> float:
        return _TOP + _LANE * lane + 4

    def _draw_lane(self, painter: QPainter, n: int, names: Sequence[str]) -> None:
        """`names`: the person, and below it the computer where one person sat at two."""
        top = self._y(n) - _NAME * len(names) / 2
        for i, name in enumerate(names):
            painter.setPen(token("text2" if i else "text"))
            fitted = metrics(CAPTION, 400).elidedText(name, Qt.TextElideMode.ElideRight, _NAMES - 12)
            place = QRectF(0, top + i * _NAME, _NAMES - 12, _NAME)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, fitted)
        painter.setPen(QPen(token("line2"), 1.5))
        painter.drawLine(QPointF(_NAMES, self._y(n)), QPointF(self.width() - _EDGE, self._y(n)))

    def _draw_flow(self, painter: QPainter, point: _Point, end: QPointF) -> None:
        start = QPointF(self._x(point.share), self._y(point.lane))
        if start.y() == end.y():
            return
        path = QPainterPath(start)
        middle = (start.x() + end.x()) / 2
        path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(token("warnFill"), 1.5, Qt.PenStyle.DashLine))
        painter.drawPath(path)

    def _draw_point(self, painter: QPainter, point: _Point) -> None:
        place = QPointF(self._x(point.share), self._y(point.lane))
        self._draw_dot(painter, place, "barDone" if point.side.is_own else "warnFill")
        words = tr("%1 改为 %2", at(point.side.at_ms), point.side.text or tr("（空）"))
        self._draw_words(painter, place, words, is_above=point.lane == 0)

    def _draw_dot(self, painter: QPainter, place: QPointF, colour: str) -> None:
        painter.setPen(QPen(token("surface"), 2))
        painter.setBrush(token(colour))
        painter.drawEllipse(place, _DOT, _DOT)

    def _draw_words(self, painter: QPainter, place: QPointF, words: str, *, is_above: bool) -> None:
        room = (self.width() - _NAMES) / (len(self._points) + 1)
        fitted = metrics(CAPTION, 400).elidedText(words, Qt.TextElideMode.ElideRight, round(room))
        wide = metrics(CAPTION, 400).horizontalAdvance(fitted)
        left = min(max(place.x() - wide / 2, _NAMES), self.width() - _EDGE - wide)
        top = place.y() - 26 if is_above else place.y() + 8
        painter.setPen(token("text2"))
        painter.drawText(QRectF(left, top, wide + 2, 18), Qt.AlignmentFlag.AlignLeft, fitted)
