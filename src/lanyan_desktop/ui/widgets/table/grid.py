"""The scrolling face of the table: paints rows itself, moves and selects as in Excel, hands keys to what they do.

`QTableView` keeps scrolling, selection and accessibility; painting by delegates is left aside because one pass over the
visible rows is several times quicker than a call for each cell.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QItemSelection, QItemSelectionModel, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from lanyan_desktop.ui.theme import token
from lanyan_desktop.ui.tokens import BODY, CAPTION, COMPACT_ROW, ROW
from lanyan_desktop.ui.widgets.table.header import Header
from lanyan_desktop.ui.widgets.table.model import Index, TableModel
from lanyan_desktop.ui.widgets.table.paint import Highlights, Layout, Span, paint_rows, triangle_zone

_HANDLE = 7
Block = tuple[int, int, int, int]
"""Rows first..last, columns first..last, all inclusive; columns are places in model.columns."""


class Grid(QTableView):
    """Rows and cells. Signals say what the user wants; `TableView` does it."""

    fill_wanted = Signal(tuple, tuple)  # Block filled from, Block to fill
    opened = Signal(int)  # row: Enter or double click on a cell that is not edited

    def __init__(self, model: TableModel, *, row_height: int = ROW, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = model
        self.on_key: Callable[[QKeyEvent], bool] = lambda _event: False  # True: it has been seen to
        self.hover_row = -1
        self.peer: Grid | None = None  # the other face of a table with frozen columns
        self.frozen: frozenset[int] = frozenset()  # columns that the peer shows over this one
        self.frozen_width = 0
        self._drag_from: Block | None = None
        self._drag_to: Block | None = None
        self.setHorizontalHeader(Header(model, self))
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.set_row_height(row_height)
        for place, column in enumerate(model.columns):
            self.setColumnWidth(place, column.px)
            self.setColumnHidden(place, not column.is_shown)

    def set_row_height(self, height: int) -> None:
        """24 as a rule, 18–21 compact, 30–34 roomy."""
        self.row_height = height
        self.px = BODY if height > COMPACT_ROW + 1 else CAPTION
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(10)
        rows.setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height)

    # ---- painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dirty = event.rect()
        first = self.rowAt(dirty.top())
        if first < 0:
            return
        last = self.rowAt(dirty.bottom())
        last = last if last >= 0 else self.table.rowCount() - 1
        layout = Layout(first, last, self.rowViewportPosition(first), self.row_height, self.viewport().width(), self.px)
        paint_rows(painter, self.table, self._spans(dirty), layout, self._lights())
        self._paint_selection(painter)
        if self.peer is not None and not self.frozen:  # the face that stays: where it ends
            painter.fillRect(self.viewport().width() - 1, 0, 1, self.viewport().height(), token("line2"))

    def _spans(self, dirty: QRect) -> list[Span]:
        header = self.horizontalHeader()
        found = []
        for visual in range(header.count()):
            place = header.logicalIndex(visual)
            x, width = self.columnViewportPosition(place), self.columnWidth(place)
            if width > 0 and x <= dirty.right() and x + width > dirty.left():
                found.append(Span(place, self.table.columns[place], x, width))
        return found

    def _lights(self) -> Highlights:
        current = self.currentIndex()
        ranges = self.ranges()
        is_ranged = len(ranges) > 1 or any(t != b or l != r for t, b, l, r in ranges)
        lights = Highlights(current.row(), current.column(), self.is_in_use(), self.hover_row)
        if self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
            bottom = bottom if bottom >= 0 else self.table.rowCount() - 1
            lights.selected_rows = frozenset(
                row for t, b, _, _ in ranges for row in range(max(t, top), min(b, bottom) + 1)
            )
        elif is_ranged:
            lights.is_ranged = True
            lights.is_selected = lambda row, column: any(t <= row <= b and l <= column <= r for t, b, l, r in ranges)
        return lights

    def is_in_use(self) -> bool:
        """Whether the keyboard is here, in an editor of it, or in its other face."""
        peer = self.peer
        return self.hasFocus() or self._has_editor() or (peer is not None and (peer.hasFocus() or peer._has_editor()))

    def _has_editor(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    def _paint_selection(self, painter: QPainter) -> None:
        """The thin frame about a block, and the handle that fills from it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)  # the triangles of an outline leave theirs behind
        block = self.block()
        if block is None or self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            return
        if block[0] != block[1] or block[2] != block[3]:
            painter.setPen(QPen(token("accent"), 1))
            painter.drawRect(self.block_rect(block).adjusted(0, 0, -1, -2))
        if self._drag_to is not None:
            painter.setPen(QPen(token("accent"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(self.block_rect(self._drag_to).adjusted(0, 0, -1, -2))
        if self.is_in_use() and self.table.is_editable and self.table.can_edit(block[0], block[2]):
            painter.fillRect(self._handle(block), token("accent"))
            painter.setPen(token("surface"))
            painter.drawRect(self._handle(block).adjusted(-1, -1, 0, 0))

    # ---- blocks -----------------------------------------------------------------------------------------

    def block(self) -> Block | None:
        """The rectangle about what is selected, None when nothing is."""
        ranges = self.ranges()
        if not ranges:
            current = self.currentIndex()
            return (current.row(), current.row(), current.column(), current.column()) if current.isValid() else None
        tops, bottoms, lefts, rights = zip(*ranges, strict=True)
        return min(tops), max(bottoms), min(lefts), max(rights)

    def ranges(self) -> list[Block]:
        """The rectangles that are selected."""
        return [(r.top(), r.bottom(), r.left(), r.right()) for r in self.selectionModel().selection().toList()]

    def shown_columns(self, first: int = 0, last: int = 1_000_000) -> list[int]:
        """The visible columns as they stand, between the places of two (in either order)."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(visual) for visual in range(header.count())]
        shown = [place for place in order if not self.isColumnHidden(place)]
        return [place for place in shown if first <= place <= last]

    def block_rect(self, block: Block) -> QRect:
        model = self.table
        return self.visualRect(model.index(block[0], block[2])).united(self.visualRect(model.index(block[1], block[3])))

    def _handle(self, block: Block) -> QRect:
        rect = self.block_rect(block)
        return QRect(rect.right() - _HANDLE + 3, rect.bottom() - _HANDLE + 2, _HANDLE, _HANDLE)

    def select(self, block: Block) -> None:
        """Select a block; its first cell becomes the current one."""
        model = self.table
        first = model.index(block[0], block[2])
        chosen = QItemSelection(first, model.index(block[1], block[3]))
        self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Typing Chinese begins an editor too, and what began it belongs into it: Qt alone drops the first sign."""
        index = self.currentIndex()
        if not (event.commitString() or event.preeditString()) or not self.edit(
            index, QAbstractItemView.EditTrigger.AnyKeyPressed, event
        ):
            event.ignore()
            return
        editor = self.indexWidget(index)
        if editor is not None:
            QCoreApplication.sendEvent(editor, event)

    # ---- mouse ------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton:
            if self._fold_at(at):
                return
            block = self.block()
            if self.table.is_editable and block is not None and self._handle(block).contains(at):
                self._drag_from = block
                return
        super().mousePressEvent(event)

    def _fold_at(self, at: QPoint) -> bool:
        index = self.indexAt(at)
        outline = self.table.outline
        if outline is None or not index.isValid() or not self.table.columns[index.column()].is_outline:
            return False
        node = self.table.node_at(index.row())
        zone = triangle_zone(self.visualRect(index), int(outline.levels[node]))
        if not outline.has_children(node) or not zone.contains(at):
            return False
        self.table.fold(index.row(), is_folded=not outline.is_folded[node])
        return True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._drag_from is not None:
            self._drag_to = self._dragged(self._drag_from, at)
            self.viewport().update()
            return
        self._hover(self.rowAt(at.y()))
        block = self.block() if self.table.is_editable else None
        on_handle = block is not None and self.hasFocus() and self._handle(block).contains(at)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if on_handle else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def _dragged(self, block: Block, at: QPoint) -> Block | None:
        """Fill down or up, else right or left: the longer way wins."""
        row, place = self.rowAt(at.y()), self.columnAt(at.x())
        row = row if row >= 0 else self.table.rowCount() - 1
        down, up = row - block[1], block[0] - row
        if down > 0:
            return (block[0], row, block[2], block[3])
        if up > 0:
            return (row, block[1], block[2], block[3])
        if place > block[3]:
            return (block[0], block[1], block[2], place)
        return None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        block, target = self._drag_from, self._drag_to
        self._drag_from = self._drag_to = None
        if block is not None:
            self.viewport().update()
            if target is not None:
                self.fill_wanted.emit(block, target)
            return
        super().mouseReleaseEvent(event)

    def _hover(self, row: int) -> None:
        for face in (self, self.peer):
            if face is not None and row != face.hover_row:
                face.hover_row = row
                face.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """A frozen column is always in sight; what lies under it is scrolled out from there."""
        sideways = self.horizontalScrollBar()
        was = sideways.value()
        super().scrollTo(index, hint)
        if index.column() in self.frozen:
            sideways.setValue(was)
        elif (covered := self.frozen_width - self.visualRect(index).left()) > 0:
            sideways.setValue(sideways.value() - covered)

    # ---- keys -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.on_key(event):
            super().keyPressEvent(event)

    def step(self, *, rows: int = 0, columns: int = 0) -> None:
        """Go to another cell as Enter and Tab do: over hidden columns, to the next row at the end of one."""
        shown = self.shown_columns()
        current = self.currentIndex()
        if not shown or not self.table.rowCount():
            return
        at = shown.index(current.column()) if current.column() in shown else 0
        row, at = max(current.row(), 0) + rows, at + columns
        if at >= len(shown) and row + 1 < self.table.rowCount():
            row, at = row + 1, 0
        elif at < 0 and row > 0:
            row, at = row - 1, len(shown) - 1
        row = min(max(row, 0), self.table.rowCount() - 1)
        self.stand_on(row, shown[min(max(at, 0), len(shown) - 1)])

    def stand_on(self, row: int, place: int) -> None:
        """Make a cell the current and only selected one, and scroll to it.

        `setCurrentIndex` would extend the selection while Shift is held: Shift+Enter goes up, it selects nothing.
        """
        index = self.table.index(row, place)
        how = QItemSelectionModel.SelectionFlag.ClearAndSelect
        if self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            how |= QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, how)
        self.scrollTo(index)
