"""The Gantt beside the table: paints just the rows in view, shares their scroll, zooms about the pointer, is dragged.

The table decides which row stands where; the chart asks it for the top of its rows in each frame, so that both never
part. It holds no sums: everything comes from the view and the scene.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.core.chart.timescale import TimeScale, fitted, tiers
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule import painter as paint
from lanyan_desktop.ui.schedule.chart_keys import ChartKeys
from lanyan_desktop.ui.schedule.chart_rows_paint import RowsPaint
from lanyan_desktop.ui.schedule.drag import Drag, Grip, grip_at
from lanyan_desktop.ui.schedule.rows import ChartRows
from lanyan_desktop.ui.theme import theme, token

_STEP = 1.25
START_PX = 3.75
"""Px a day to begin with: weeks under months, as planners like them."""


class GanttChart(QWidget):
    """The right half of the 进度 tab. `shows_*` switch what is drawn; the owner calls `update` after."""

    scale_changed = Signal()
    row_clicked = Signal(int, bool)  # row of the chart, whether it is added to the selection
    scrolled = Signal(int)  # px the rows should go down
    dragged = Signal(int, str, int)  # row, "first_day", "last_day" or "done", day or ‱ it was dropped on
    linked = Signal(int, int, int)  # from row, to row, type of relation
    opened = Signal(int)  # double click on a row
    row_wanted = Signal(int)  # by arrow keys
    left = Signal()  # by Esc: back to the table

    def __init__(self) -> None:
        super().__init__()
        self.rows: ChartRows | None = None
        self.scale = TimeScale(20_000.0, START_PX, 600.0)
        self.offset = 0  # px of the rows above the view
        self.top = paint.HEADER  # where rows begin
        self.selected: frozenset[int] = frozenset()
        self.shows_base = self.shows_front = self.shows_critical = True
        self.can_drag = False
        self.hover = -1
        self.drag: Drag | None = None
        self.current = -1  # the row keys act on
        self._keys = ChartKeys(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._rows_paint = RowsPaint(self)
        self._pan: tuple[float, float] | None = None
        self.before_first_paint: Callable[[], None] | None = None  # when its width is known
        self.setMouseTracking(True)
        self.setMinimumWidth(160)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("横道图"))
        theme().changed.connect(self.update)

    # ---- what owners set

    def show_rows(self, rows: ChartRows) -> None:
        self.rows = rows
        self.drag = None
        self.update()

    def set_scale(self, scale: TimeScale) -> None:
        self.scale = TimeScale(scale.left, scale.px_per_day, float(self.width()))
        self.scale_changed.emit()
        self.update()

    def fit(self) -> None:
        """Show the whole plan."""
        if self.rows is not None and len(self.rows):
            first, last = self.span
            self.set_scale(fitted(first, last, self.width(), margin=40))

    def go_to_date(self) -> None:
        """Bring the data date, else the start, into the left third."""
        if self.rows is not None and len(self.rows):
            day = self.rows.view.data_day or self.span[0] + 20
            self.set_scale(TimeScale(day - self.width() * 0.3 / self.scale.px_per_day, self.scale.px_per_day, 0.0))

    @property
    def span(self) -> tuple[float, float]:
        """The chart days of the whole plan, baseline included."""
        if self.rows is None or not len(self.rows.view):
            return 20_000.0, 20_100.0
        bars = self.rows.view.bars
        starts = np.fmin(bars.start, bars.base_start)
        finishes = np.fmax(bars.finish, bars.base_finish)
        return float(np.nanmin(starts)), float(np.nanmax(finishes))

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Closer or farther, about a point (None: the data date if in view, else the middle)."""
        if x is None:
            day = self.rows.view.data_day if self.rows is not None else None
            at = self.scale.x_at(day) if day is not None else -1.0
            x = at if 0 <= at <= self.width() else self.width() / 2
        self.set_scale(self.scale.zoomed(factor, x))

    def pan(self, px: float) -> None:
        """Look px further to the right."""
        self.set_scale(TimeScale(self.scale.left + px / self.scale.px_per_day, self.scale.px_per_day, 0.0))

    def reveal(self, row: int) -> None:
        """Bring the bar of a row into view if it is outside."""
        if self.rows is None or not 0 <= row < len(self.rows):
            return
        bars = self.rows.bars
        start, finish = self.scale.x_at(float(bars.start[row])), self.scale.x_at(float(bars.finish[row]))
        if finish < 10 or start > self.width() - 10:
            self.pan(start - self.width() * 0.3)

    # ---- rows

    def row_at(self, y: float) -> int:
        """The row under a point, -1 if there is none."""
        row = int((y - self.top + self.offset) // ROW)
        return row if y >= self.top and self.rows is not None and 0 <= row < len(self.rows) else -1

    def rows_in_view(self) -> tuple[int, int]:
        """The first and the last row in view."""
        count = len(self.rows) if self.rows is not None else 0
        first = max(self.offset // ROW, 0)
        return first, min(count - 1, (self.offset + max(self.height() - self.top, 0)) // ROW)

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.before_first_paint is not None and self.rows is not None and len(self.rows):
            place, self.before_first_paint = self.before_first_paint, None
            place()
        self.paint(QPainter(self))

    def paint(self, painter: QPainter) -> None:
        """All that is in view; a sheet of paper asks for the same."""
        painter.fillRect(self.rect(), token("surface"))
        both = tiers(self.scale)
        if self.rows is not None and len(self.rows):
            painter.save()
            painter.setClipRect(QRectF(0, self.top, self.width(), self.height() - self.top))
            self._rows_paint.rows(painter, self.rows)
            painter.restore()
        painter.translate(0, self.top - paint.HEADER)
        paint.paint_header(painter, both, self.width())
        self._rows_paint.flag(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(token("accent"), 2))
            painter.drawRect(QRectF(1, 1 - self.top + paint.HEADER, self.width() - 2, self.height() - 2))

    # ---- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scale = TimeScale(self.scale.left, self.scale.px_per_day, float(self.width()))
        self.scale_changed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP ** (turn.y() / 120), event.position().x())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turn.x()) > abs(turn.y()):
            self.pan(-(turn.x() or turn.y()))
        else:
            self.scrolled.emit(round(-turn.y() / 120 * 3 * ROW))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        row = self.row_at(at.y())
        if event.button() == Qt.MouseButton.MiddleButton or (event.button() == Qt.MouseButton.LeftButton and row < 0):
            self._pan = (at.x(), self.scale.left)
            return
        if event.button() != Qt.MouseButton.LeftButton or self.rows is None:
            return
        self.row_clicked.emit(row, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        grip = grip_at(self.rows, row, self.scale, at.x()) if self.can_drag else None
        if grip is not None:
            self.drag = Drag(self.rows, row, grip, self.scale.day_at(at.x()), self.scale)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pan is not None:
            begin, left = self._pan
            self.set_scale(TimeScale(left - (at.x() - begin) / self.scale.px_per_day, self.scale.px_per_day, 0.0))
            return
        if self.drag is not None:
            first, _ = self.rows_in_view()
            self.drag.move(
                self.scale.day_at(at.x()), self.row_at(at.y()), at.y() - self.top + self.offset - first * ROW
            )
            self.update()
            return
        self._point_at(at)

    def _point_at(self, at: QPointF) -> None:
        row = self.row_at(at.y())
        if row != self.hover:
            self.hover = row
            self.update()
        grip = grip_at(self.rows, row, self.scale, at.x()) if self.rows is not None and self.can_drag else None
        shapes = {
            Grip.BODY: Qt.CursorShape.SizeAllCursor,
            Grip.END: Qt.CursorShape.SplitHCursor,
            Grip.PROGRESS: Qt.CursorShape.SizeHorCursor,
            Grip.LINK: Qt.CursorShape.CrossCursor,
        }
        self.setCursor(shapes[grip] if grip is not None else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pan = None
        self.let_go()

    def let_go(self) -> None:
        """What the ghost shows is done."""
        drag, self.drag = self.drag, None
        if drag is not None:
            self.update()
            if drag.target >= 0:
                self.linked.emit(drag.row, drag.target, drag.relation)
            elif drag.has_moved:
                self.dragged.emit(drag.row, drag.column, drag.day)

    # ---- by keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.can_drag or not self._keys.press(event):
            super().keyPressEvent(event)

    def want_row(self, row: int) -> None:
        """Go to a row by key."""
        self.row_wanted.emit(row)

    def leave(self) -> None:
        """Back to the table."""
        self.left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.drag = None
        self.update()
        super().focusOutEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if (row := self.row_at(event.position().y())) >= 0:
            self.opened.emit(row)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover = -1
        self.update()
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _tell(self, at: QPoint, on_screen: QPoint) -> None:
        row = self.row_at(at.y())
        if self.rows is None or row < 0:
            QToolTip.hideText()
            return
        bars = self.rows.bars
        start, finish = self.scale.x_at(float(bars.start[row])), self.scale.x_at(float(bars.finish[row]))
        if start - 8 <= at.x() <= finish + 8:
            QToolTip.showText(on_screen, self.rows.tip(row), self)
        else:
            QToolTip.hideText()
