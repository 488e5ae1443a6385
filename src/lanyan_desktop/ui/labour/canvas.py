"""The attendance grid as it is seen: rows, scrolling, painting, where one stands, why a cell is odd."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.labour.month import MonthGrid, Place
from lanyan_desktop.services.labour.shown import GridSums, finding_text
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.entry import Entry
from lanyan_desktop.ui.labour.geometry import FOOT, HEAD, ROW, Geometry
from lanyan_desktop.ui.labour.paint import Picture, paint_grid
from lanyan_desktop.ui.labour.selection import Selection
from lanyan_desktop.ui.labour.strips import Strips
from lanyan_desktop.ui.theme import theme

_SLACK = 4  # a splitter rounds its shares


class GridCanvas(QAbstractScrollArea):
    """Shows one month. `rows` of it may be hidden (`show_teams`); places in signals are always those of the month."""

    moved = Signal(int, int)  # the current place in the month

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
        self.entry = Entry(self.viewport())
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

    # ---- reasons

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
