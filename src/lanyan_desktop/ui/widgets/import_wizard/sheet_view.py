"""The sheet as it looks, each row on the ground of what it was taken for; its class word has a column of its own."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.ui.components.chip import chip_width, draw_chip
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font, metrics, theme, token
from lanyan_desktop.ui.tokens import CAPTION, LABEL, ROW_CHIP, TABLE_HEADER
from lanyan_desktop.ui.widgets.import_wizard.sheet_model import CLASS, FIRST, NUMBER, SheetModel
from lanyan_desktop.ui.widgets.import_wizard.words import CHOICES, CLASS_LOOK, class_word, ground_of
from lanyan_desktop.ui.widgets.table.paint import draw_mark

_ROW = 21
_PAD = 6
_LEAST = 92  # px a column keeps when there is not room for all
_CENTRED = (RowClass.TITLE, RowClass.HEADER, RowClass.SUBTOTAL, RowClass.PAGE_SUBTOTAL, RowClass.CUMULATIVE)
_BOLD = (*_CENTRED, RowClass.SECTION)


class SheetView(QTableView):
    """Shows a `SheetModel`; a click on a class word offers to change it."""

    class_chosen = Signal(int, object)  # row, RowClass

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = SheetModel(self)
        self.setModel(self.sheet)
        self.setAccessibleName(tr("工作表"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(10)
        rows.setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setFixedHeight(TABLE_HEADER)
        header.setFont(font(CAPTION))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme().changed.connect(self.viewport().update)
        self.sheet.modelReset.connect(self._fit)

    def _fit(self) -> None:
        """Columns by what stands in them; what room is left goes to the widest."""
        widths = self.sheet.widths()
        room = self.viewport().width() - 36 - 88 - sum(widths)
        if widths and room > 0:
            widths[max(range(len(widths)), key=lambda n: widths[n])] += room
        elif room < 0:
            widths = _squeezed(widths, -room)
        for column, width in enumerate([36, 88, *widths]):
            self.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def go_to(self, row: int, column: int) -> None:
        """Put a cell of the sheet (from 0; -1: the row) in the middle of the view and make it current."""
        index = self.sheet.index(row, column + FIRST if column >= 0 else CLASS)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    # ---- painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = self.rowAt(event.rect().top()), self.rowAt(event.rect().bottom())
        if first < 0:
            return
        last = last if last >= 0 else self.sheet.rowCount() - 1
        columns = [n for n in range(self.sheet.columnCount()) if self._in_sight(n)]
        rows = range(max(0, first - 3), last + 1)  # a heading may reach down from above the edge
        for row in rows:
            self._ground(painter, row)
        for row in rows:  # after all grounds: a merged cell lies over several rows
            self._row(painter, row, columns)
        self._focus(painter)

    def _in_sight(self, column: int) -> bool:
        x = self.columnViewportPosition(column)
        return x + self.columnWidth(column) > -400 and x < self.viewport().width()

    def _ground(self, painter: QPainter, row: int) -> None:
        band = QRect(0, self.rowViewportPosition(row), self.viewport().width(), _ROW)
        painter.fillRect(band, token(ground_of(self.sheet.kind(row)) or "surface"))
        painter.fillRect(band.left(), band.bottom(), band.width(), 1, token("line"))

    def _row(self, painter: QPainter, row: int, columns: list[int]) -> None:
        kind = self.sheet.kind(row)
        y = self.rowViewportPosition(row)
        for column in columns:
            rect = QRect(self.columnViewportPosition(column), y, self.columnWidth(column), _ROW)
            if column == NUMBER:
                painter.fillRect(rect.adjusted(0, 0, 0, -1), token("header"))
                _draw(painter, rect, str(row + 1), right=True, px=LABEL, tone="text3")
            elif column == CLASS:
                self._class(painter, rect, row, kind)
            elif (row, column - FIRST) not in self.sheet.covered:
                self._cell(painter, rect, row, column, kind)

    def _class(self, painter: QPainter, rect: QRect, row: int, kind: RowClass) -> None:
        text, status = class_word(kind, self.sheet.form), CLASS_LOOK[kind][1]
        icon = None if status == "crit" else ""
        width = chip_width(text, status, icon=icon)
        area = QRectF(rect.left() + 5, rect.top() + (_ROW - 1 - ROW_CHIP) / 2, width, ROW_CHIP)
        draw_chip(painter, area, text, status, icon=icon)
        if (row, -1) in self.sheet.marks and kind is not RowClass.UNKNOWN:
            draw_mark(painter, rect, "crit" if self.sheet.marks[row, -1][0] == "error" else "warnFill")

    def _cell(self, painter: QPainter, rect: QRect, row: int, column: int, kind: RowClass) -> None:
        place = (row, column - FIRST)
        span = self.sheet.starts.get(place)
        if span is not None and span.area < 20_000:
            rect = self._spanned(rect, row, span.last_row, column, span.last_column + FIRST)
        mark = self.sheet.marks.get(place)
        tone = {"info": "accent", "mute": "text2"}.get(CLASS_LOOK[kind][1], "text")
        if mark is not None:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), token("critSoft" if mark[0] == "error" else "warnSoft"))
            tone = "crit" if mark[0] == "error" else "warn"
        text = self.sheet.text(row, column)
        if text:
            right = self.sheet.is_number(row, column)
            centre = self.sheet.is_day(column) or kind is RowClass.HEADER or (kind in _CENTRED and span is not None)
            right = right and not centre
            weight = 600 if kind in _BOLD or mark is not None else 400
            _draw(painter, rect, text, right=right, centre=centre, weight=weight, tone=tone)
        if mark is not None:
            draw_mark(painter, rect, "crit" if mark[0] == "error" else "warnFill")

    def _spanned(self, rect: QRect, row: int, last_row: int, column: int, last_column: int) -> QRect:
        last = min(last_column, self.sheet.columnCount() - 1)
        right = self.columnViewportPosition(last) + self.columnWidth(last)
        height = _ROW * (min(last_row, self.sheet.rowCount() - 1) - row + 1)
        return QRect(rect.left(), rect.top(), max(right - rect.left(), self.columnWidth(column)), height)

    def _focus(self, painter: QPainter) -> None:
        current = self.currentIndex()
        if current.isValid() and current.column() != NUMBER:
            painter.setPen(QPen(token("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.visualRect(current)).adjusted(1, 1, -1, -2))

    # ---- changing a class -------------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index.column() == CLASS:
            rect = self.visualRect(index)
            self.class_menu(index.row()).popup(self.viewport().mapToGlobal(rect.bottomLeft()))

    def class_menu(self, row: int) -> QMenu:
        """What a row may be said to be."""
        menu = QMenu(self)
        for kind in CHOICES:
            action = QAction(tr("认作 %1", class_word(kind, self.sheet.form)), menu)
            action.setCheckable(True)
            action.setChecked(kind is self.sheet.kind(row))
            action.triggered.connect(lambda _on=False, kind=kind: self.class_chosen.emit(row, kind))
            menu.addAction(action)
        return menu


def _squeezed(widths: list[int], excess: int) -> list[int]:
    """Wide columns give up their share of what does not fit, none below the least."""
    spare = [max(0, width - _LEAST) for width in widths]
    if not any(spare):
        return widths
    part = min(1.0, excess / sum(spare))
    return [width - round(own * part) for width, own in zip(widths, spare, strict=True)]


def _draw(
    painter: QPainter,
    rect: QRect,
    text: str,
    *,
    right: bool = False,
    centre: bool = False,
    px: int = CAPTION,
    weight: int = 400,
    tone: str = "text",
) -> None:
    form = metrics(px, weight)
    room = rect.width() - 2 * _PAD
    shown = text[:160]
    width = form.horizontalAdvance(shown)
    if width > room:
        shown = form.elidedText(shown, Qt.TextElideMode.ElideRight, max(room, 0))
        width = form.horizontalAdvance(shown)
    x = rect.left() + _PAD
    if right:
        x = int(rect.right() - _PAD + 1 - width)
    elif centre:
        x = int(rect.left() + (rect.width() - width) / 2)
    painter.setFont(font(px, weight))
    painter.setPen(token(tone))
    painter.drawText(QPointF(x, rect.top() + (rect.height() - 1 + form.ascent() - form.descent()) / 2), shown)
