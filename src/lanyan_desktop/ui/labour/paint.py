"""Paints the month grid: heading, rows that are seen, total row, and what is selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen

from lanyan_desktop.core.labour.period import WEEKDAYS, Month
from lanyan_desktop.services.labour.days_off import kinds_of_days
from lanyan_desktop.services.labour.month import MonthGrid, Place
from lanyan_desktop.services.labour.shown import GridSums
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.geometry import FOOT, HEAD, NAME, ROW, SUM_TITLES, SUMS, TEAM, Geometry
from lanyan_desktop.ui.labour.selection import Block
from lanyan_desktop.ui.labour.strips import Strips, is_rest, paint_sums
from lanyan_desktop.ui.theme import font, metrics, token

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_PAD = 6
_SATURDAY = 5
_FITS = 3  # signs of a day total within a day's width


@dataclass(slots=True)
class Picture:
    """All a frame needs. `rows`: the worker in each shown row; `drafts`: refused texts by place in the month."""

    grid: MonthGrid
    sums: GridSums
    strips: Strips
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
    _names(painter, picture, at)
    _lines(painter, picture, at)
    _selection(painter, picture, at)
    painter.restore()
    _head(painter, picture, at)
    _foot(painter, picture, at)


def _days(painter: QPainter, picture: Picture, at: Geometry) -> None:
    """Days and sums of the rows that are seen, each from its strip."""
    left = at.day_left(0)
    for row in at.rows_seen():
        worker, top = picture.rows[row], at.row_top(row)
        painter.drawPixmap(left, top, picture.strips.of(worker, picture, at))
        if row == picture.hover:
            painter.fillRect(at.fixed_width, top, at.full_width, ROW - 1, token("accent", 14))


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


def _lines(painter: QPainter, picture: Picture, at: Geometry) -> None:
    """Row rules, a stronger one where another crew begins."""
    right = min(at.width, at.sum_left(len(SUMS) - 1) + SUMS[-1])
    painter.setPen(token("line"))
    bottom = min(at.foot, at.row_top(at.rows)) - 1
    painter.drawLine(at.fixed_width - 1, HEAD, at.fixed_width - 1, bottom)
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
        left, rest = at.day_left(column), is_rest(picture.grid, column)
        if rest:
            painter.fillRect(left, 0, at.day_width, HEAD, token("sunken"))
        if column == picture.today:
            painter.fillRect(left, 0, at.day_width - 1, 2, token("front"))
        painter.setFont(font(11, 500))
        painter.setPen(token("front" if column == picture.today else "text"))
        painter.drawText(QRect(left, 2, at.day_width, 16), _CENTER, str(column + 1))
        painter.setFont(font(10))
        painter.setPen(token("warn" if rest else "text3"))
        painter.drawText(QRect(left, 16, at.day_width, 15), _CENTER, day_sign(picture.grid.month, column))
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


def day_sign(month: Month, column: int) -> str:
    """The letter under a day: its weekday, 节 on a statutory holiday, 班 on a weekend that is worked.

    >>> [day_sign(Month(2025, 10), column) for column in (0, 4, 10, 12)]
    ['节', '日', '班', '一']
    """
    kind = kinds_of_days(month)[column]
    if kind == "法定节假日":
        return "节"
    return "班" if kind == "工作日" and month.weekday(column) >= _SATURDAY else WEEKDAYS[month.weekday(column)]


def _foot(painter: QPainter, picture: Picture, at: Geometry) -> None:
    top = at.foot
    width = min(at.width, at.sum_left(len(SUMS) - 1) + SUMS[-1])
    painter.fillRect(0, top, width, FOOT, token("sunken"))
    painter.fillRect(0, top, width, 1, token("line2"))
    painter.save()
    painter.setClipRect(QRect(at.fixed_width, top, at.width, FOOT))
    painter.setPen(token("text"))
    texts = {column: picture.sums.day(column) for column in at.columns_seen()}
    is_tight = max((len(text) for text in texts.values()), default=0) > _FITS
    for column, text in texts.items():
        painter.setFont(font(10 if len(text) < 3 else 9, 600 if len(text) < 3 else 500))
        rect = QRect(at.day_left(column), top, at.day_width, FOOT)
        if is_tight:  # every other one a line lower: three digits and a half are wider than a day
            rect = QRect(
                rect.left() - at.day_width, top + (FOOT // 2 if column % 2 else 1), 3 * at.day_width, FOOT // 2
            )
        painter.drawText(rect, _CENTER, text)
    painter.setFont(font(12, 600))
    paint_sums(painter, picture.sums.total(), at.sum_left(0), top, FOOT)
    painter.restore()
    painter.setFont(font(12, 600))
    painter.setPen(token("text"))
    painter.drawText(QRect(_PAD, top, NAME, FOOT), _LEFT, tr("合计"))
    painter.setFont(font(11))
    painter.setPen(token("text2"))
    painter.drawText(QRect(NAME, top, TEAM, FOOT), _LEFT, tr("%1 人", len(picture.grid.workers)))
