"""Paints the rows of a table by the rules of the look: rules, bands, bars, chips, marks. All colours are tokens.

One call paints all visible rows; nothing here asks a source, adds up or decides: cells come ready (`cells`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from lanyan_desktop.core.table.columns import Column, Look
from lanyan_desktop.ui.components.chip import ChipKind, chip_width, draw_chip
from lanyan_desktop.ui.icons import pixmap
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.tokens import BODY, CAPTION, ROW_CHIP
from lanyan_desktop.ui.widgets.table.cells import Cell, RowCells
from lanyan_desktop.ui.widgets.table.model import TableModel

PAD = 6
INDENT = 14
TRIANGLE = 8
_BAR_WIDTH, _BAR_HEIGHT = 44, 6
_SIDE = 26  # px of one side of a deviation bar
_ICON = 14


@dataclass(slots=True)
class Highlights:
    """What is picked out in this frame."""

    current_row: int = -1
    current_column: int = -1
    has_focus: bool = False
    hover_row: int = -1
    is_selected: Callable[[int, int], bool] = field(default=lambda _row, _column: False)
    selected_rows: frozenset[int] = frozenset()  # rows shown as a whole band
    is_ranged: bool = False  # more than one cell is selected: cells are filled too


@dataclass(frozen=True, slots=True)
class Span:
    """A column where it stands on the screen."""

    place: int  # in model.columns
    column: Column
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where rows stand: `first` at `top`, each `height` px, as far as `last`; `width` of the ground."""

    first: int
    last: int
    top: int
    height: int
    width: int
    px: int = BODY


def paint_rows(painter: QPainter, model: TableModel, spans: list[Span], layout: Layout, lights: Highlights) -> None:
    """All visible rows: first the grounds, then the cells."""
    y = layout.top
    for row in range(layout.first, layout.last + 1):
        cells = model.row_cells(row)
        band = QRect(0, y, layout.width, layout.height)
        _ground(painter, band, cells, row, lights)
        for span in spans:
            rect = QRect(span.x, y, span.width, layout.height)
            if lights.is_ranged and lights.is_selected(row, span.place):
                painter.fillRect(rect.adjusted(0, 0, 0, -1), token("accentSoft"))
            _cell(painter, rect, span, cells, model=model, row=row, px=layout.px)
        if row == lights.current_row or row in lights.selected_rows:
            painter.fillRect(0, y, 3, layout.height - 1, token("accent"))
        y += layout.height
    _focus(painter, spans, layout, lights)


def _ground(painter: QPainter, band: QRect, cells: RowCells, row: int, lights: Highlights) -> None:
    if row in lights.selected_rows or (row == lights.current_row and not lights.is_ranged):
        painter.fillRect(band, token("accentSoft"))
    elif row == lights.hover_row:
        painter.fillRect(band, token("hover"))
    elif cells.is_summary:
        painter.fillRect(band, token("header"))
    painter.fillRect(band.left(), band.bottom(), band.width(), 1, token("line"))


def _cell(painter: QPainter, rect: QRect, span: Span, cells: RowCells, *, model: TableModel, row: int, px: int) -> None:
    cell = cells.cells[span.place]
    left = rect.left() + PAD
    if cell.mark is not None and cell.mark.kind != "warning":
        painter.fillRect(rect.adjusted(0, 0, 0, -1), token("critSoft" if cell.mark.kind == "error" else "accentSoft"))
    if span.column.is_outline and model.outline is not None:
        left = _outline(painter, rect, left, model, row)
    if span.column.look in (Look.BAR, Look.DEVIATION):
        _bar(painter, rect, span.column, cell)
    icon = "user" if cell.mark is not None and cell.mark.kind == "changed" else cell.icon
    if icon:
        shade = cell.tone or ("accent" if icon == "user" else "text2")
        painter.drawPixmap(QPointF(left, rect.center().y() - _ICON / 2), pixmap(icon, shade, _ICON))
        left += _ICON + 5
    if cell.text:
        if cell.chip:
            _chip(painter, left - 1, rect, cell.text, cell.chip)
        else:
            _text(painter, rect, span, cells, left=left, px=px)
    if cell.mark is not None and cell.mark.kind != "changed":
        draw_mark(painter, rect, "crit" if cell.mark.kind == "error" else "warnFill")


def _chip(painter: QPainter, left: int, rect: QRect, text: str, kind: ChipKind) -> None:
    """A status word; in rows only what needs a look has its icon."""
    icon = None if kind in ("crit", "warn") else ""
    width = min(chip_width(text, kind, icon=icon), rect.right() - left - 1)
    draw_chip(painter, QRectF(left, rect.center().y() - ROW_CHIP / 2, width, ROW_CHIP), text, kind, icon=icon)


def _text(painter: QPainter, rect: QRect, span: Span, cells: RowCells, *, left: int, px: int) -> None:
    cell = cells.cells[span.place]
    # dates of a summary row stay light: two bold dates a row would shout
    is_bold = cells.is_summary and (span.column.is_numeric or _is_name(span.column))
    is_small = span.column.look is Look.CODE
    size, weight = (CAPTION if is_small else px), (600 if is_bold else 400)
    room = rect.right() - PAD + 1 - left
    if cell.fitted_to != room:
        _fit(cell, room, size, weight)
    painter.setFont(font(size, weight))
    error = cell.mark is not None and cell.mark.kind == "error"
    painter.setPen(token("crit" if error else cell.tone or "text"))
    match span.column.align:
        case "right":
            x = rect.right() - PAD + 1 - cell.advance
        case "centre":
            x = rect.left() + (rect.width() - cell.advance) / 2
        case _:
            x = float(left)
    form = metrics(size, weight)
    painter.drawText(QPointF(x, rect.top() + (rect.height() - 1 + form.ascent() - form.descent()) / 2), cell.fitted)


def _is_name(column: Column) -> bool:
    return column.field.base is str


def _fit(cell: Cell, room: int, size: int, weight: int) -> None:
    form = metrics(size, weight)
    text = cell.text if len(cell.text) < 200 else cell.text[:200]
    text = text.replace("\n", " ").replace("\r", "")
    advance = form.horizontalAdvance(text)
    if advance > room:
        text = form.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))
        advance = form.horizontalAdvance(text)
    cell.fitted, cell.fitted_to, cell.advance = text, room, advance


def _outline(painter: QPainter, rect: QRect, left: int, model: TableModel, row: int) -> int:
    """The indent and triangle of a tree; gives where the text begins."""
    outline = model.outline
    assert outline is not None
    node = model.node_at(row)
    x = left + int(outline.levels[node]) * INDENT
    if outline.has_children(node):
        draw_triangle(painter, x, rect.center().y(), is_open=not outline.is_folded[node])
    return x + TRIANGLE + 5


def triangle_zone(rect: QRect, level: int) -> QRect:
    """Where a click folds and unfolds."""
    return QRect(rect.left() + PAD + level * INDENT - 4, rect.top(), TRIANGLE + 8, rect.height())


def draw_triangle(painter: QPainter, x: float, y: float, *, is_open: bool) -> None:
    """The 8 px triangle of a tree."""
    if is_open:
        points = [QPointF(x, y - 2.5), QPointF(x + 8, y - 2.5), QPointF(x + 4, y + 2.5)]
    else:
        points = [QPointF(x + 1.5, y - 4), QPointF(x + 6.5, y), QPointF(x + 1.5, y + 4)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(token("text2"))
    painter.drawPolygon(QPolygonF(points))


def _bar(painter: QPainter, rect: QRect, column: Column, cell: Cell) -> None:
    if cell.bar is None:
        return
    if column.look is Look.DEVIATION:
        _deviation(painter, rect, cell)
        return
    middle = rect.top() + (rect.height() - 1) / 2
    ground = QRectF(rect.left() + PAD, middle - _BAR_HEIGHT / 2, _BAR_WIDTH, _BAR_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(token("line"))
    painter.drawRoundedRect(ground, 2, 2)
    if cell.bar > 0:
        painter.setBrush(token({"crit": "critBar", "warn": "warnFill", "ok": "okFill"}.get(cell.tone, "barDone")))
        width = max(2.0, _BAR_WIDTH * min(cell.bar, 10_000) / 10_000)
        painter.drawRoundedRect(QRectF(ground.left(), ground.top(), width, _BAR_HEIGHT), 2, 2)


def _deviation(painter: QPainter, rect: QRect, cell: Cell) -> None:
    axis = rect.left() + 8 + _SIDE
    size = _SIDE * max(-10_000, min(cell.bar or 0, 10_000)) / 10_000
    shade = {"crit": "critBar", "warn": "warnFill", "ok": "okFill"}.get(cell.tone, "ctrl")
    middle = rect.top() + (rect.height() - 1) / 2
    painter.fillRect(QRectF(min(axis, axis + size), middle - 4, abs(size), 8), token(shade))
    painter.fillRect(QRectF(axis - 0.5, rect.top() + 3, 1, rect.height() - 7), token("ctrl"))


def draw_mark(painter: QPainter, rect: QRect, shade: str) -> None:
    """The frame and corner of a wrong cell (crit) or of one to look at (warnFill)."""
    colour = token(shade)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -1.5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    right, top = rect.right() + 1, rect.top()
    painter.drawPolygon(QPolygonF([QPointF(right - 7, top), QPointF(right, top), QPointF(right, top + 7)]))


def _focus(painter: QPainter, spans: list[Span], layout: Layout, lights: Highlights) -> None:
    """The 2 px frame inside the current cell."""
    if not lights.has_focus or not layout.first <= lights.current_row <= layout.last:
        return
    span = next((span for span in spans if span.place == lights.current_column), None)
    if span is None:
        return
    y = layout.top + (lights.current_row - layout.first) * layout.height
    frame = QRectF(span.x, y, span.width, layout.height - 1).adjusted(1, 1, -1, -1)
    painter.setPen(QPen(token("accent"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)


def paint_total(painter: QPainter, spans: list[Span], cells: RowCells, band: QRect, px: int) -> None:
    """The cells of the total row, in the same columns."""
    for span in spans:
        cell = cells.cells[span.place]
        rect = QRect(span.x, band.top(), span.width, band.height())
        if span.column.look in (Look.BAR, Look.DEVIATION):
            _bar(painter, rect, span.column, cell)
        if cell.text:
            _text(painter, rect, span, cells, left=rect.left() + PAD, px=px)
