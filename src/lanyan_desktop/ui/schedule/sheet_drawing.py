"""Sheets of text for paper: words broken into lines, rows over pages, the header again on each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from lanyan_desktop.core.chart.paging import FOOT, TITLE, Setup
from lanyan_desktop.core.schedule.printed import SheetBook, SheetTable, break_lines
from lanyan_desktop.ui.schedule.paper import Swatch, TitleBlock, write_pdf
from lanyan_desktop.ui.theme import font, metrics, token

_PAD, _LINE, _TEXT, _SMALL = 4.0, 15.0, 11, 9
_NARROW = 5
"""Half-width signs below which a column, of days, is set smaller."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class _Page:
    """Rows first to last (exclusive) of one table, `tail` where its notes stand on it."""

    table: SheetTable
    first: int
    last: int
    tail: bool


class SheetDrawing:
    """A book of tables; each begins on a page of its own."""

    def __init__(self, book: SheetBook) -> None:
        self.name = book.name
        self._book = book
        self._pages: list[_Page] = []
        self._room = 0.0

    def title_of(self, page: int) -> str:
        """What stands over a page."""
        return self._pages[page].table.title

    def lay(self, setup: Setup) -> int:
        _, _, width, height = setup.frame
        self._room = height - TITLE - FOOT
        self._pages = [page for table in self._book.tables for page in _cut(_Set(table, width), self._room)]
        return len(self._pages)

    def paint(self, painter: QPainter, page: int, width: float, _height: float) -> None:
        shown = self._pages[page]
        made, table, y = _Set(shown.table, width), shown.table, 0.0
        if shown.first == 0 and table.about:
            y += _paint_line(painter, made.line(table.about), y)
        if table.has_header:
            _paint_row(painter, made, made.head, y, made.head_height, is_head=True)
            y += made.head_height
        for at in range(shown.first, shown.last):
            cells = made.row(at)
            height = min(_height_of(cells), self._room - y)
            _paint_row(painter, made, cells, y, height)
            y += height
        for text in made.tail if shown.tail else ():
            y += _paint_line(painter, made.line(text), y)

    def legend(self) -> Sequence[tuple[str, Swatch]]:
        return ()


def print_book(path: Path, book: SheetBook, *, remark: str = "", drawn: str = "") -> int:
    """Sheets as a PDF of A4, lying where a table of them lies; how many pages it has.

    Raises:
        LanyanError: export.unwritable.
    """
    block = TitleBlock(project=book.project, remark=remark, drawn=drawn, date=date.today().isoformat())
    setup = Setup(paper="A4", is_landscape=all(table.is_landscape for table in book.tables))
    return write_pdf(path, SheetDrawing(book), setup, block)


class _Set:
    """A table set in lines for a width of paper."""

    def __init__(self, table: SheetTable, width: float) -> None:
        self.table, self.width = table, width
        unit = width / sum(column.width for column in table.columns)
        self.widths = [column.width * unit for column in table.columns]
        self.sizes = [_SMALL if column.width < _NARROW else _TEXT for column in table.columns]
        self.head = self._cells([column.title for column in table.columns])
        self.head_height = _height_of(self.head) if table.has_header else 0.0
        self.tail = table.notes  # who signs stands in the title block of every page

    def row(self, at: int) -> list[list[str]]:
        return self._cells(self.table.rows[at])

    def _cells(self, texts: Sequence[str]) -> list[list[str]]:
        return [
            break_lines(text, width - (_PAD if size == _TEXT else 0), metrics(size).horizontalAdvance)
            for text, width, size in zip(texts, self.widths, self.sizes, strict=True)
        ]

    def line(self, text: str) -> list[str]:
        """A text across the table."""
        return break_lines(text, self.width - 2 * _PAD, metrics(_TEXT).horizontalAdvance)

    @property
    def tail_height(self) -> float:
        return sum(_height_of([self.line(text)]) for text in self.tail)


def _height_of(cells: Sequence[Sequence[str]]) -> float:
    return max(len(lines) for lines in cells) * _LINE + 2 * _PAD


def _cut(made: _Set, room: float) -> Iterator[_Page]:
    """The pages of a table: as many rows as there is room for, at least one."""
    table, first = made.table, 0
    y = made.head_height + (_height_of([made.line(table.about)]) if table.about else 0.0)
    for at in range(len(table.rows)):
        height = _height_of(made.row(at))
        if at > first and y + height > room:
            yield _Page(table, first, at, tail=False)
            first, y = at, made.head_height
        y += height
    fits = y + made.tail_height <= room
    yield _Page(table, first, len(table.rows), tail=fits)
    if not fits:
        yield _Page(table, len(table.rows), len(table.rows), tail=True)


def _paint_line(painter: QPainter, lines: Sequence[str], y: float) -> float:
    """A text without a frame; how high it stands."""
    painter.setPen(token("text"))
    painter.setFont(font(_TEXT))
    for at, text in enumerate(lines):
        painter.drawText(QRectF(_PAD, y + _PAD + at * _LINE, 4_000, _LINE), _LEFT, text)
    return _height_of([lines])


def _paint_row(
    painter: QPainter, made: _Set, cells: Sequence[Sequence[str]], y: float, height: float, *, is_head: bool = False
) -> None:
    left = 0.0
    for lines, column, width, size in zip(cells, made.table.columns, made.widths, made.sizes, strict=True):
        box = QRectF(left, y, width, height)
        if is_head:
            painter.fillRect(box, token("header"))
        painter.setPen(QPen(token("line2"), 1))
        painter.drawRect(box)
        painter.setPen(token("text"))
        painter.setFont(font(size, 500 if is_head else 400))
        _paint_lines(painter, lines, box, is_left=column.is_left and not is_head)
        left += width


def _paint_lines(painter: QPainter, lines: Sequence[str], box: QRectF, *, is_left: bool) -> None:
    top = box.top() + (box.height() - len(lines) * _LINE) / 2
    inset = _PAD if is_left else 0.0
    for at, text in enumerate(lines):
        line = QRectF(box.left() + inset, top + at * _LINE, box.width() - inset, _LINE)
        painter.drawText(line, _LEFT if is_left else _CENTRE, text)
