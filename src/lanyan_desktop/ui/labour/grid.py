"""The attendance grid: 500 workers × 31 days, painted by itself, worked as a sheet of Excel is.

Type to mark, Enter goes down; arrows, Shift and Ctrl as in Excel; copy, paste, fill; nothing is computed here: texts go
out by `typed`, and what they make of the month comes back in the `MonthGrid`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from lanyan_desktop.core.table.tsv import read_tsv, write_tsv
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.labour.month import MonthGrid, Place
from lanyan_desktop.services.labour.shown import GridSums, finding_text
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.blocks import Typed, filled, laid, places_of
from lanyan_desktop.ui.labour.entry import Entry
from lanyan_desktop.ui.labour.geometry import FOOT, HEAD, ROW, Geometry
from lanyan_desktop.ui.labour.keys import Deed, deed_of
from lanyan_desktop.ui.labour.paint import Picture, handle_of, paint_grid
from lanyan_desktop.ui.labour.pointing import Pointing
from lanyan_desktop.ui.labour.selection import Block, Selection
from lanyan_desktop.ui.labour.strips import Strips
from lanyan_desktop.ui.theme import theme

_SLACK = 4  # a splitter rounds its shares


class AttendanceGrid(QAbstractScrollArea):
    """Shows one month. `rows` of it may be hidden (`show_teams`); places in signals are always those of the month."""

    typed = Signal(list)  # of Typed: one step
    moved = Signal(int, int)  # the current place in the month
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setAccessibleName(tr("考勤表"))
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.grid: MonthGrid | None = None
        self.sums: GridSums | None = None
        self.rows: list[int] = []
        self.drafts: dict[Place, tuple[str, str]] = {}  # refused text and why, by place in the month
        self.today = -1
        self.is_read_only = False
        self.selection = Selection()
        self._hover = -1
        self.strips = Strips()
        self.pointing = Pointing(self.selection, self.fill)
        self.entry = Entry(self.viewport())
        self.entry.left.connect(self._on_entry)
        self.entry.for_all.connect(self.type_all)
        self.verticalScrollBar().setSingleStep(ROW)
        theme().changed.connect(self._repaint_all)

    # ---- what is shown

    def show_grid(self, grid: MonthGrid, *, today: int = -1, teams: Collection[str] | None = None) -> None:
        """Another month, or the same read anew: what is selected stays, and stays on its worker."""
        before = self.current_worker()
        self.grid, self.sums, self.today = grid, GridSums(grid), today
        self.drafts.clear()
        self.strips.forget()
        self._show(before, teams)

    def show_teams(self, teams: Collection[str] | None) -> None:
        """Only the workers of these crews; None: all."""
        if self.grid is not None:
            self._show(self.current_worker(), teams)

    def _show(self, current: Id | None, teams: Collection[str] | None) -> None:
        assert self.grid is not None
        self.rows = [row for row, line in enumerate(self.grid.workers) if teams is None or line.team in teams]
        self.selection.resize(len(self.rows), self.grid.month.days)
        row = self.grid.row_of(current) if current is not None else -1
        if row in self.rows and self.rows.index(row) != self.selection.row:
            self.selection.stand(self.rows.index(row), self.selection.column)
        self._settle()

    def cell_changed(self, place: Place) -> None:
        """A mark was put into the grid."""
        if self.sums is not None:
            self.sums.forget(place)
        self.drafts.pop(place, None)
        self.strips.forget(place[0])
        self.viewport().update()

    def keep_drafts(self, drafts: Mapping[Place, tuple[str, str]]) -> None:
        """Refused texts stay where they were typed when the month is read again."""
        self.drafts.update(drafts)
        for worker, _ in drafts:
            self.strips.forget(worker)

    def refuse(self, place: Place, text: str, reason: str) -> None:
        """Keep a text that could not be read, marked, with its reason on hover."""
        self.drafts[place] = (text, reason)
        self.strips.forget(place[0])
        self.viewport().update()

    def _repaint_all(self) -> None:
        self.strips.forget()
        self.viewport().update()

    def geometry_of(self) -> Geometry:
        """Where everything is now."""
        size = self.viewport().size()
        days = self.grid.month.days if self.grid is not None else 0
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        return Geometry(size.width(), size.height(), days, len(self.rows), top, left)

    # ---- where one stands

    def current_worker(self) -> Id | None:
        """The worker of the current row."""
        if self.grid is None or not 0 <= self.selection.row < len(self.rows):
            return None
        return self.grid.workers[self.rows[self.selection.row]].id

    def selected_workers(self) -> list[Id]:
        """The workers whose rows are selected, in order."""
        if self.grid is None or not self.rows:
            return []
        first, last, _, _ = self.selection.block
        return [self.grid.workers[self.rows[row]].id for row in range(first, last + 1)]

    def current_place(self) -> Place | None:
        """The current cell in the month."""
        if not self.rows or self.grid is None:
            return None
        return self.rows[self.selection.row], self.selection.column

    def go_to(self, place: Place) -> bool:
        """Stand on a cell of the month; False if its worker is hidden."""
        if place[0] not in self.rows:
            return False
        self.selection.stand(self.rows.index(place[0]), place[1])
        self._moved()
        return True

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.grid is None or self.sums is None:
            return
        picture = Picture(
            grid=self.grid,
            sums=self.sums,
            strips=self.strips,
            rows=self.rows,
            drafts=self.drafts,
            block=self.selection.block if self.rows else None,
            current=(self.selection.row, self.selection.column) if self.rows else None,
            has_focus=self.hasFocus() or self.entry.isVisible(),
            hover=self._hover,
            today=self.today,
        )
        if (ratio := self.devicePixelRatioF()) != self.strips.ratio:
            self.strips.forget()
            self.strips.ratio = ratio
        painter = QPainter(self.viewport())
        paint_grid(painter, picture, self.geometry_of())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def scrollContentsBy(self, _x: int, _y: int) -> None:
        if self.entry.isVisible():
            self.viewport().setFocus()
        self.viewport().update()

    def _settle(self) -> None:
        at = self.geometry_of()
        self.verticalScrollBar().setRange(0, max(0, at.rows * ROW - at.body.height()))
        self.verticalScrollBar().setPageStep(at.body.height())
        self.horizontalScrollBar().setRange(0, max(0, at.full_width - at.width))
        self.horizontalScrollBar().setPageStep(at.width)
        self.viewport().update()

    def width_range(self) -> tuple[int, int]:
        """As narrow as it can be without scrolling sideways, and as wide as it is of use."""
        bare = Geometry(0, 0, self.grid.month.days if self.grid is not None else 31, 0)
        bar = self.verticalScrollBar().sizeHint().width() + _SLACK
        return bare.full_width + bar, bare.widest + bar

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

    def _moved(self) -> None:
        self._show_current()
        place = self.current_place()
        if place is not None and self.grid is not None:
            worker = self.grid.workers[place[0]]
            said = tr("%1 %2日 %3", worker.name, place[1] + 1, self.grid.text(*place) or tr("未填"))
            self.setAccessibleDescription(said)
            self.moved.emit(*place)
        self.viewport().update()

    def _show_current(self) -> None:
        at = self.geometry_of()
        cell = at.cell(self.selection.row, self.selection.column)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        if cell.top() < HEAD:
            down.setValue(down.value() - (HEAD - cell.top()))
        elif cell.bottom() > at.height - FOOT:
            down.setValue(down.value() + cell.bottom() - (at.height - FOOT) + 1)
        if cell.left() < at.fixed_width:
            across.setValue(across.value() - (at.fixed_width - cell.left()))
        elif cell.right() > at.width:
            across.setValue(across.value() + cell.right() - at.width + 1)

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

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.reason_at(event.pos()), self.viewport(), QRect())
            return True
        return super().viewportEvent(event)

    def reason_at(self, at: QPoint) -> str:
        """Why the cell under a point is marked, "" if it is not."""
        places = self.geometry_of()
        row, (zone, column) = places.row_at(at.y()), places.zone_at(at.x())
        if row < 0 or zone != "day" or self.grid is None:
            return ""
        place = (self.rows[row], column)
        if place in self.drafts:
            return self.drafts[place][1]
        return "\n".join(finding_text(self.grid, place, found) for found in self.grid.findings.get(place, []))


def _is_tab(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
