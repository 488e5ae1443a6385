"""The attendance grid: 500 workers × 31 days, worked as a sheet of Excel is.

Type to mark, Enter goes down; arrows, Shift and Ctrl as in Excel; copy, paste, fill; nothing is computed here: texts go
out by `typed`, and what they make of the month comes back in the `MonthGrid`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.table.tsv import read_tsv, write_tsv
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.blocks import Typed, filled, laid, places_of
from lanyan_desktop.ui.labour.canvas import GridCanvas
from lanyan_desktop.ui.labour.geometry import ROW
from lanyan_desktop.ui.labour.keys import Deed, deed_of
from lanyan_desktop.ui.labour.paint import handle_of
from lanyan_desktop.ui.labour.pointing import Pointing
from lanyan_desktop.ui.labour.selection import Block

_WRITES = frozenset({"type", "edit", "clear", "cut", "paste", "down", "right"})


class AttendanceGrid(GridCanvas):
    """One month under the hand. While `is_read_only` keys that would write say `why_closed` instead."""

    typed = Signal(list)  # of Typed: one step
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why_closed = ""
        self.pointing = Pointing(self.selection, self.fill)
        self.entry.left.connect(self._on_entry)
        self.entry.for_all.connect(self.type_all)

    # ---- typing

    def begin(self, text: str | None = None) -> None:
        """Open the little editor on the current cell: with what was typed, or with what stands there."""
        place = self.current_place()
        if place is None or self.is_read_only or self.grid is None:
            return
        self._show_current()
        cell = self.geometry_of().cell(self.selection.row, self.selection.column)
        here = self.drafts[place][0] if place in self.drafts else self.grid.text(*place)
        self.entry.begin(cell, here if text is None else text, is_typed=text is not None)

    def _on_entry(self, text: str, rows: int, columns: int) -> None:
        place = self.current_place()
        if place is not None and self.grid is not None and text != self.grid.text(*place):
            self.typed.emit([(place, text)])
        elif place is not None and place in self.drafts:
            del self.drafts[place]
            self.strips.forget(place[0])
        if rows or columns:
            self.selection.step(rows, columns)
            self._moved()
        self.viewport().update()

    def type_all(self, text: str) -> None:
        """The same into every selected cell."""
        if self.rows:
            self._type([(place, text) for line in places_of(self.rows, self.selection.block) for place in line])

    def _type(self, cells: Sequence[Typed]) -> None:
        if cells and not self.is_read_only:
            self.typed.emit(list(cells))

    # ---- clipboard and fill

    def copy(self) -> None:
        """The selected block to the clipboard, as Excel takes it."""
        if self.grid is not None and self.rows:
            lines = places_of(self.rows, self.selection.block)
            text = write_tsv([[self.grid.text(*place) for place in line] for line in lines])
            QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """A block from the clipboard: one cell fills the selection, a block lies from its first cell on."""
        texts = read_tsv(QGuiApplication.clipboard().text())
        if not texts or not self.rows or self.grid is None:
            return
        found = laid(texts, at=self.selection.block, rows=self.rows, days=self.grid.month.days)
        self.selection.choose(found.block)
        self._type(found.cells)
        if found.lost:
            self.said.emit(tr("粘贴的内容有 %1 格落在表外，没有填入", found.lost))

    def fill(self, source: Block, target: Block) -> None:
        """Repeat a block over a larger one."""
        if self.grid is not None:
            grid = self.grid
            self._type(filled(lambda place: grid.text(*place), source=source, target=target, rows=self.rows))
            self.selection.choose(target)
            self.viewport().update()

    def fill_down(self) -> None:
        """The first selected row into those below it."""
        first, last, left, right = self.selection.block
        if last > first:
            self.fill((first, first, left, right), (first, last, left, right))

    def fill_right(self) -> None:
        """The first selected day into those after it."""
        first, last, left, right = self.selection.block
        if right > left:
            self.fill((first, last, left, left), (first, last, left, right))

    def clear_block(self) -> None:
        """Take the marks of the selected cells away."""
        self.type_all("")

    # ---- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.rows or self.grid is None:
            super().keyPressEvent(event)
            return
        deed = deed_of(event, page=max(1, self.geometry_of().body.height() // ROW - 1))
        if deed is None:
            super().keyPressEvent(event)
            return
        self._do(deed)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.rows and _is_tab(event):
            self.keyPressEvent(event)
            return True
        if isinstance(event, QInputMethodEvent):
            if event.commitString() or event.preeditString():
                self.begin("")
                QCoreApplication.sendEvent(self.entry, event)  # what is being composed goes on in the editor
            return True
        return super().event(event)

    def _do(self, deed: Deed) -> None:
        if self.is_read_only and deed.name in _WRITES:
            if self.why_closed:
                self.said.emit(self.why_closed)
            return
        does = {
            "copy": self.copy,
            "paste": self.paste,
            "down": self.fill_down,
            "right": self.fill_right,
            "clear": self.clear_block,
            "edit": self.begin,
        }
        if deed.name == "cut":
            self.copy()
            self.clear_block()
        elif deed.name == "type":
            self.begin(deed.text)
        elif deed.name == "all":
            self.selection.choose((0, len(self.rows) - 1, 0, self.selection.columns - 1))
        elif deed.name == "move":
            self.selection.step(deed.rows, deed.columns, extends=deed.extends, wraps=deed.wraps)
            self._moved()
        else:
            does[deed.name]()
        self.viewport().update()

    # ---- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rows:
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            point = event.position().toPoint()
            self.pointing.press(point, self.geometry_of(), extends=extends, can_fill=not self.is_read_only)
            self._moved()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point, at = event.position().toPoint(), self.geometry_of()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.pointing.drag(point, at)
            self.viewport().update()
        elif (row := at.row_at(point.y())) != self._hover:
            self._hover = row
            self.viewport().update()
        on_handle = bool(self.rows) and not self.is_read_only and handle_of(self.selection.block, at).contains(point)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if on_handle else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.pointing.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        places = self.geometry_of()
        at = event.position().toPoint()
        if places.row_at(at.y()) >= 0 and places.zone_at(at.x())[0] == "day":
            self.begin()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.viewport().update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def focusNextPrevChild(self, _next: bool) -> bool:
        return not self.rows and super().focusNextPrevChild(_next)


def _is_tab(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
