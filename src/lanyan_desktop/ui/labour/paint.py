"""Paints the month grid: visible cells only, grouped by colour, so that a frame of 1,300 cells stays within 8 ms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygon

from lanyan_desktop.core.labour.period import WEEKDAYS
from lanyan_desktop.services.labour.month import MonthGrid, Place
from lanyan_desktop.services.labour.shown import GridSums, RowSums
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.faces import Face, face_of
from lanyan_desktop.ui.labour.geometry import FOOT, HEAD, NAME, ROW, SUM_TITLES, SUMS, TEAM, Geometry
from lanyan_desktop.ui.labour.selection import Block
from lanyan_desktop.ui.theme import font, metrics, token

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_PAD = 6


@dataclass(slots=True)
class Picture:
    """All a frame needs. `rows`: the worker in each shown row; `drafts`: refused texts by place in the month."""

    grid: MonthGrid
    sums: GridSums
    rows: Sequence[int]
    drafts: Mapping[Place, tuple[str, str]]
    block: Block | None
    current: Place | None  # shown row, column
    has_focus: bool
    hover: int
    today: int  # column, -1 when not in this month


def paint_grid(painter: QPainter, picture: Picture, at: Geometry) -> None:
    """The whole widget."""
    painter.fillRect(0, 0, at.width, at.height, token("surface"))
    painter.save()
    painter.setClipRect(QRect(0, HEAD, at.width, at.foot - HEAD))
    _days(painter, picture, at)
    _sums(painter, picture, at)
    _names(painter, picture, at)
    _lines(painter, picture, at)
    _selection(painter, picture, at)
    painter.restore()
    _head(painter, picture, at)
    _foot(painter, picture, at)


def _weekend(picture: Picture, column: int) -> bool:
    return picture.grid.month.weekday(column) >= 5


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


def _days(painter: QPainter, picture: Picture, at: Geometry) -> None:
    columns = at.columns_seen()
    for column in columns:
        if _weekend(picture, column):
            painter.fillRect(at.day_left(column), HEAD, at.day_width, at.foot - HEAD, token("sunken"))
    strokes = _Strokes()
    for row in at.rows_seen():
        if row == picture.hover:
            painter.fillRect(at.fixed_width, at.row_top(row), at.width, ROW, token("hover"))
        for column in columns:
            place = (picture.rows[row], column)
            is_wrong = place in picture.drafts or place in picture.grid.findings
            strokes.add(at.cell(row, column), _face(picture, place), is_wrong=is_wrong)
    strokes.paint(painter)


def _face(picture: Picture, place: Place) -> Face:
    if place in picture.drafts:
        return Face(picture.drafts[place][0][:3], "crit", "critSoft", 600)
    return face_of(picture.grid.mark(*place), picture.grid.rule.workday_min)


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


def _names(painter: QPainter, picture: Picture, at: Geometry) -> None:
    painter.fillRect(0, HEAD, at.fixed_width, at.foot - HEAD, token("surface"))
    first, last = (picture.block[0], picture.block[1]) if picture.block else (-1, -1)
    for row in at.rows_seen():
        worker, top = picture.grid.workers[picture.rows[row]], at.row_top(row)
        if first <= row <= last:
            painter.fillRect(0, top, at.fixed_width, ROW - 1, token("accentSoft"))
            painter.fillRect(0, top, 3, ROW - 1, token("accent"))
        elif row == picture.hover:
            painter.fillRect(0, top, at.fixed_width, ROW, token("hover"))
        painter.setFont(font(12))
        painter.setPen(token("text"))
        painter.drawText(QRect(_PAD, top, NAME - _PAD, ROW), _LEFT, _fit(worker.name, NAME - _PAD - 2, 12))
        painter.setFont(font(11))
        painter.setPen(token("text2"))
        painter.drawText(QRect(NAME, top, TEAM - 4, ROW), _LEFT, _fit(short_team(worker.team), TEAM - 6, 11))


def short_team(team: str) -> str:
    """A crew's name without the word crew.

    >>> short_team("砌筑抹灰班组"), short_team("班组")
    ('砌筑抹灰', '班组')
    """
    return team.removesuffix("班组") or team


def _fit(text: str, room: int, px: int) -> str:
    found = metrics(px)
    return text if found.horizontalAdvance(text) <= room else found.elidedText(text, Qt.TextElideMode.ElideRight, room)


def _sums(painter: QPainter, picture: Picture, at: Geometry) -> None:
    painter.setFont(font(12))
    for row in at.rows_seen():
        _sum_cells(painter, picture.sums.row(picture.rows[row]), at, at.row_top(row), ROW)


def _sum_cells(painter: QPainter, sums: RowSums, at: Geometry, top: int, height: int) -> None:
    for place, text in enumerate((sums.days, sums.overtime, sums.total, sums.wage)):
        painter.setPen(token("text3" if text in ("0", "—") else "text"))
        left = at.sum_left(place)
        painter.drawText(QRect(left, top, SUMS[place] - _PAD, height), _RIGHT, text)


def _lines(painter: QPainter, picture: Picture, at: Geometry) -> None:
    """Row rules, thin lines between the days, a stronger one where another crew begins."""
    right = min(at.width, at.sum_left(len(SUMS) - 1) + SUMS[-1])
    painter.setPen(token("line"))
    top, bottom = HEAD, min(at.foot, at.row_top(at.rows)) - 1
    for column in at.columns_seen():
        x = at.day_left(column) + at.day_width - 1
        if x >= at.fixed_width:
            painter.drawLine(x, top, x, bottom)
    painter.drawLine(at.fixed_width - 1, top, at.fixed_width - 1, bottom)
    for row in at.rows_seen():
        y = at.row_top(row) + ROW - 1
        here = picture.grid.workers[picture.rows[row]].team
        is_last = row + 1 == at.rows or picture.grid.workers[picture.rows[row + 1]].team != here
        painter.setPen(token("line2" if is_last else "line"))
        painter.drawLine(0, y, right, y)


def _selection(painter: QPainter, picture: Picture, at: Geometry) -> None:
    if picture.block is None or picture.current is None:
        return
    painter.save()
    painter.setClipRect(QRect(at.fixed_width, HEAD, at.width, at.foot - HEAD))
    first, last, left, right = picture.block
    rect = at.cell(first, left).united(at.cell(last, right)).adjusted(0, 0, -1, -1)
    if (first, left) != (last, right):
        painter.fillRect(rect, token("accent", 34))
        painter.setPen(token("accent"))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
    if picture.has_focus:
        painter.setPen(QPen(token("accent"), 2))
        painter.drawRect(at.cell(*picture.current).adjusted(1, 1, -2, -2))
    else:
        painter.setPen(token("ctrl"))
        painter.drawRect(at.cell(*picture.current).adjusted(0, 0, -2, -2))
    painter.fillRect(QRect(rect.right() - 4, rect.bottom() - 4, 6, 6), token("accent"))
    painter.restore()


def handle_of(block: Block, at: Geometry) -> QRect:
    """The fill handle at the corner of a block."""
    rect = at.cell(block[1], block[3])
    return QRect(rect.right() - 6, rect.bottom() - 6, 9, 9)


def _head(painter: QPainter, picture: Picture, at: Geometry) -> None:
    painter.fillRect(0, 0, at.width, HEAD, token("header"))
    painter.save()
    painter.setClipRect(QRect(at.fixed_width, 0, at.width, HEAD))
    for column in at.columns_seen():
        left, weekend = at.day_left(column), _weekend(picture, column)
        if weekend:
            painter.fillRect(left, 0, at.day_width, HEAD, token("sunken"))
        if column == picture.today:
            painter.fillRect(left, 0, at.day_width - 1, 2, token("front"))
        painter.setFont(font(11, 500))
        painter.setPen(token("front" if column == picture.today else "text"))
        painter.drawText(QRect(left, 2, at.day_width, 16), _CENTER, str(column + 1))
        painter.setFont(font(10))
        painter.setPen(token("warn" if weekend else "text3"))
        painter.drawText(QRect(left, 16, at.day_width, 15), _CENTER, WEEKDAYS[picture.grid.month.weekday(column)])
        painter.fillRect(left + at.day_width - 1, 0, 1, HEAD, token("line"))
    painter.setFont(font(12))
    painter.setPen(token("text2"))
    for place, title in enumerate(SUM_TITLES):
        painter.drawText(QRect(at.sum_left(place), 0, SUMS[place] - _PAD, HEAD), _RIGHT, title)
    painter.restore()
    painter.setFont(font(12))
    painter.setPen(token("text2"))
    painter.drawText(QRect(_PAD, 0, NAME, HEAD), _LEFT, tr("姓名"))
    painter.drawText(QRect(NAME, 0, TEAM, HEAD), _LEFT, tr("班组"))
    painter.fillRect(at.fixed_width - 1, 0, 1, HEAD, token("line"))
    painter.fillRect(0, HEAD - 1, at.width, 1, token("line2"))


def _foot(painter: QPainter, picture: Picture, at: Geometry) -> None:
    top = at.foot
    width = min(at.width, at.sum_left(len(SUMS) - 1) + SUMS[-1])
    painter.fillRect(0, top, width, FOOT, token("sunken"))
    painter.fillRect(0, top, width, 1, token("line2"))
    painter.save()
    painter.setClipRect(QRect(at.fixed_width, top, at.width, FOOT))
    painter.setPen(token("text"))
    for column in at.columns_seen():
        text = picture.sums.day(column)
        painter.setFont(font(10 if len(text) < 4 else 9, 600))
        painter.drawText(QRect(at.day_left(column), top, at.day_width, FOOT), _CENTER, text)
    painter.setFont(font(12, 600))
    _sum_cells(painter, picture.sums.total(), at, top, FOOT)
    painter.restore()
    painter.setFont(font(12, 600))
    painter.setPen(token("text"))
    painter.drawText(QRect(_PAD, top, NAME, FOOT), _LEFT, tr("合计"))
    painter.setFont(font(11))
    painter.setPen(token("text2"))
    painter.drawText(QRect(NAME, top, TEAM, FOOT), _LEFT, tr("%1 人", len(picture.grid.workers)))
