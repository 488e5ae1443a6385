"""The column headings: title with unit, order and filter signs; what is clicked becomes a signal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from lanyan_desktop.ui.icons import pixmap
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.tokens import CAPTION, TABLE_HEADER
from lanyan_desktop.ui.widgets.table.model import ALIGN, TableModel

_PAD = 6
_SIGN = 14  # px each sign takes


class Header(QHeaderView):
    """Click sorts (Shift: adds an order), the funnel filters, dragging moves and resizes."""

    sort_wanted = Signal(int, bool)  # place, is_added
    filter_wanted = Signal(int)  # place
    menu_wanted = Signal(int, QPoint)  # place, where on the screen

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = model
        self._hover = -1
        self._pressed: QPoint | None = None
        self.can_sort = True
        self.setFixedHeight(TABLE_HEADER)
        self.setMinimumSectionSize(24)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setAccessibleName("表头")

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        if not rect.isValid():
            return
        column = self._table.columns[logicalIndex]
        painter.fillRect(rect, token("header"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, token("line2"))
        painter.fillRect(rect.right(), rect.top(), 1, rect.height() - 1, token("line"))
        room = rect.adjusted(_PAD, 0, -_PAD, -1)
        room.setRight(room.right() - self._paint_signs(painter, room, logicalIndex))
        form = metrics(CAPTION)
        text = form.elidedText(column.heading, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.setFont(font(CAPTION))
        painter.setPen(token("text2"))
        painter.drawText(room, ALIGN[column.align], text)

    def paintEvent(self, event: object) -> None:
        """The ground beyond the last column is header too."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), token("header"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, token("line2"))
        painter.end()
        super().paintEvent(event)  # type: ignore[arg-type]  # the event goes through untouched

    def _paint_signs(self, painter: QPainter, room: QRect, place: int) -> int:
        """Order and filter signs at the right; gives the width they take."""
        query, name = self._table.query, self._table.columns[place].name
        taken = 0
        is_filtered = bool(query.filter_of(name))
        if self.can_sort and (is_filtered or place == self._hover):
            sign = pixmap("filter", "accent" if is_filtered else "text3", 13)
            painter.drawPixmap(QPointF(room.right() - 12, room.center().y() - 6), sign)
            taken += _SIGN
        order = next((sort for sort in query.sort if sort.name == name), None)
        if order is not None:
            x, y = room.right() - taken - 7.0, room.center().y() + 1.0
            tip = 2.5 if order.descending else -2.5
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(token("accent"))
            painter.drawPolygon(QPolygonF([QPointF(x - 4, y - tip), QPointF(x + 4, y - tip), QPointF(x, y + tip)]))
            taken += _SIGN
        return taken

    def funnel(self, place: int) -> QRect:
        """Where a click opens the filter of a column."""
        x, width = self.sectionViewportPosition(place), self.sectionSize(place)
        return QRect(x + width - _PAD - _SIGN, 0, _SIGN + 1, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        place = self.logicalIndexAt(at)
        if event.button() == Qt.MouseButton.LeftButton and place >= 0 and self.can_sort:
            if place == self._hover and self.funnel(place).contains(at):
                self.filter_wanted.emit(place)
                return
            self._pressed = at
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        pressed, self._pressed = self._pressed, None
        is_click = pressed is not None and (at - pressed).manhattanLength() < 4
        on_edge = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        super().mouseReleaseEvent(event)
        if is_click and not on_edge and (place := self.logicalIndexAt(at)) >= 0:
            self.sort_wanted.emit(place, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.logicalIndexAt(event.position().toPoint())
        if place != self._hover:
            self._hover = place
            self.viewport().update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.viewport().update()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self.logicalIndexAt(event.pos())
        if place >= 0:
            self.menu_wanted.emit(place, event.globalPos())
