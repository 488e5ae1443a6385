"""A worker's days and sums as one small picture, kept until something in it changes.

A frame of 40 workers is 1,300 signs; drawn one by one they cost 13 ms, as kept strips less than one. 500 strips of a
month are some 20 MB; the least used ones beyond that go.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QPolygon

from lanyan_desktop.services.labour.days_off import kinds_of_days
from lanyan_desktop.services.labour.month import MonthGrid, Place
from lanyan_desktop.services.labour.shown import GridSums, RowSums
from lanyan_desktop.ui.labour.faces import Face, face_of
from lanyan_desktop.ui.labour.geometry import ROW, SUMS, Geometry
from lanyan_desktop.ui.theme import font, token

_CENTER = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_PAD = 6
_MOST = 600


class Shown(Protocol):
    """What a strip is painted from."""

    @property
    def grid(self) -> MonthGrid: ...

    @property
    def sums(self) -> GridSums: ...

    @property
    def drafts(self) -> Mapping[Place, tuple[str, str]]: ...


class Strips:
    """Strips by worker's row in the month; all are made for one width of a day and one screen."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, QPixmap] = OrderedDict()
        self._day_width = 0
        self.ratio = 1.0

    def forget(self, worker: int | None = None) -> None:
        """Something of a worker has changed; None: of all (colours, month, screen)."""
        if worker is None:
            self._kept.clear()
        else:
            self._kept.pop(worker, None)

    def of(self, worker: int, shown: Shown, at: Geometry) -> QPixmap:
        """The strip of a worker."""
        if at.day_width != self._day_width:
            self.forget()
            self._day_width = at.day_width
        if worker in self._kept:
            self._kept.move_to_end(worker)
        else:
            self._kept[worker] = _strip(worker, shown, at, self.ratio)
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return self._kept[worker]


def _strip(worker: int, shown: Shown, at: Geometry, ratio: float) -> QPixmap:
    day, days = at.day_width, at.days
    made = QPixmap(QSize(days * day + sum(SUMS), ROW) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(token("surface"))
    painter = QPainter(made)
    strokes, workday = _Strokes(), shown.grid.rule.workday_min
    for column, mark in enumerate(shown.grid.marks(worker)):
        rect, place = QRect(column * day, 0, day, ROW), (worker, column)
        if is_rest(shown.grid, column):
            painter.fillRect(rect, token("sunken"))
        painter.fillRect(rect.right(), 0, 1, ROW, token("line"))
        draft = shown.drafts.get(place)
        face = Face(draft[0][:3], "crit", "critSoft", 600) if draft else face_of(mark, workday)
        strokes.add(rect, face, is_wrong=draft is not None or place in shown.grid.findings)
    strokes.paint(painter)
    painter.setFont(font(12))
    paint_sums(painter, shown.sums.row(worker), days * day, 0, ROW)
    painter.end()
    return made


def is_rest(grid: MonthGrid, column: int) -> bool:
    """A weekend or a holiday, not a weekend that is worked for one."""
    return kinds_of_days(grid.month)[column] != "工作日"


def paint_sums(painter: QPainter, sums: RowSums, left: int, top: int, height: int) -> None:
    """出勤, 加班, 总工日 and 应发 in the font that is set."""
    for place, text in enumerate((sums.days, sums.overtime, sums.total, sums.wage)):
        painter.setPen(token("text3" if text in ("0", "—") else "text"))
        painter.drawText(QRect(left, top, SUMS[place] - _PAD, height), _RIGHT, text)
        left += SUMS[place]


@dataclass(slots=True)
class _Strokes:
    """Cells of a frame gathered by colour: setting a pen or a font costs more than drawing a sign."""

    grounds: dict[str, list[QRect]] = field(default_factory=lambda: defaultdict(list))
    words: dict[tuple[str, int, int], list[tuple[QRect, str]]] = field(default_factory=lambda: defaultdict(list))
    overtime: list[tuple[QRect, str]] = field(default_factory=list)
    wrong: list[QRect] = field(default_factory=list)

    def add(self, rect: QRect, face: Face, *, is_wrong: bool) -> None:
        if ground := "critSoft" if is_wrong else face.ground:
            self.grounds[ground].append(rect.adjusted(0, 0, -1, -1))
        if is_wrong:
            self.wrong.append(rect)
        if face.text:
            px = 11 if len(face.text) == 1 else 9
            room = rect.adjusted(0, 0, -5 if face.overtime else -1, 0)
            self.words[face.tone, face.weight, px].append((room, face.text))
        if face.overtime:
            self.overtime.append((rect.adjusted(0, 1, -2, -8), face.overtime))

    def paint(self, painter: QPainter) -> None:
        for name, rects in self.grounds.items():
            colour = token(name)
            for rect in rects:
                painter.fillRect(rect, colour)
        for (tone, weight, px), texts in self.words.items():
            painter.setFont(font(px, weight))
            painter.setPen(token(tone))
            for rect, text in texts:
                painter.drawText(rect, _CENTER, text)
        painter.setFont(font(9, 600))
        painter.setPen(token("accent"))
        for rect, text in self.overtime:
            painter.drawText(rect, _RIGHT, text)
        for rect in self.wrong:
            _error(painter, rect)


def _error(painter: QPainter, rect: QRect) -> None:
    """A frame of 1 px and a triangle of 7 px in the corner: not by colour alone."""
    painter.setPen(token("crit"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(0, 0, -2, -2))
    painter.setBrush(token("crit"))
    painter.setPen(Qt.PenStyle.NoPen)
    right, top = rect.right() - 1, rect.top()
    painter.drawPolygon(QPolygon([QPoint(right - 6, top), QPoint(right + 1, top), QPoint(right + 1, top + 7)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
