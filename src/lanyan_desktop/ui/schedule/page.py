"""The work surface of the 进度 tab: table and Gantt over one scroll, counts and the bird's view beneath."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QSplitter, QVBoxLayout, QWidget

from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.core.chart.timescale import TimeScale
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.schedule.finding import Finding
from lanyan_desktop.services.schedule.table import PlanSource
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.chart import GanttChart
from lanyan_desktop.ui.schedule.rows import ChartRows, order_of
from lanyan_desktop.ui.schedule.strip import BirdsEye, Legend
from lanyan_desktop.ui.tokens import GANTT_HEADER, NARROW
from lanyan_desktop.ui.widgets.table import TableView

NARROW_HIDES = ("predecessors", "total_float", "done")
"""What the table drops at 1366 px and below."""
_STEPS = 1000
_ABOVE = 6  # rows of what is finished, to see where one is


class PlanPage(QWidget):
    """Table, chart and strips, kept together."""

    def __init__(self, table: TableView, source: PlanSource) -> None:
        super().__init__()
        self.table = table
        self.source = source
        self.chart = GanttChart()
        self.bird = BirdsEye(self.chart)
        self.legend = Legend()
        self._down = QScrollBar(Qt.Orientation.Vertical)
        self._across = QScrollBar(Qt.Orientation.Horizontal)
        self._is_narrow = False
        self._keeps_sizes = False
        self._low, self._per_step = 0.0, 1.0
        self._lay_out()
        self._join()
        self.chart.before_first_paint = self._place_first
        self.show_view(source.view)

    def _lay_out(self) -> None:
        grid = self.table.grid
        grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.header.setFixedHeight(GANTT_HEADER)
        self._own_across = QScrollBar(Qt.Orientation.Horizontal)
        left = _column(self.table, self._own_across, self.legend)
        chart = QWidget()
        row = QHBoxLayout(chart)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.chart, 1)
        row.addWidget(self._down)
        right = _column(chart, self._across, self.bird)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)

    def _join(self) -> None:
        grid, chart = self.table.grid, self.chart
        _same(grid.verticalScrollBar(), self._down)
        _same(grid.horizontalScrollBar(), self._own_across)
        grid.verticalScrollBar().valueChanged.connect(self._follow)
        grid.selectionModel().selectionChanged.connect(self._on_selection)
        grid.selectionModel().currentRowChanged.connect(lambda now, _before: chart.reveal(now.row()))
        model = self.table.model
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(self._on_order)
        chart.row_clicked.connect(self._click)
        chart.row_wanted.connect(self._stand)
        chart.left.connect(grid.setFocus)
        grid.selectionModel().currentRowChanged.connect(lambda now, _before: self._note_current(now.row()))
        chart.scrolled.connect(lambda px: self._down.setValue(self._down.value() + px))
        chart.scale_changed.connect(self._on_scale)
        self._across.valueChanged.connect(self._look)
        self.bird.moved.connect(lambda day: chart.set_scale(TimeScale(day, chart.scale.px_per_day, 0.0)))

    # ---- the plan

    def show_view(self, view: PlanView) -> None:
        """Show a plan computed anew; where one looks and what is selected stay."""
        self.source.take(view)
        self.table.model.day_min = view.loaded.day_min
        self.table.refresh()  # the reset it brings lays the chart's rows anew
        self.bird.forget()

    def _place_first(self) -> None:
        self.chart.go_to_date()
        self._go_to_work()

    def _go_to_work(self) -> None:
        """Begin where work is going on: what is finished lies above."""
        rows = self.chart.rows
        if rows is None:
            return
        bars = rows.bars
        going = (~bars.is_finished & ~bars.is_summary).nonzero()[0]
        if len(going) and bars.done.any():
            self.table.grid.verticalScrollBar().setValue(max(int(going[0]) - _ABOVE, 0) * ROW)

    def place(self, scale: TimeScale) -> None:
        """Look there, as remembered, rather than at the data date."""
        self.chart.before_first_paint = self._go_to_work
        self.chart.set_scale(scale)

    def remember_sizes(self, sizes: list[int]) -> None:
        """How wide table and chart were."""
        self._keeps_sizes = True
        self.splitter.setSizes(sizes)

    def show_finding(self, finding: Finding) -> None:
        self.legend.show_finding(finding)

    def _on_order(self) -> None:
        """The table shows other rows, or the same in another order."""
        model, view = self.table.model, self.source.view
        if model.outline is not None and model.outline.ids is view.loaded.ids:
            order = model.outline.visible.astype(np.int64)  # the whole plan: nodes are its rows
        else:
            order = order_of(view, model.ids_at(0, model.rowCount()), self.source.groups)
        self.chart.show_rows(ChartRows(view, order, self.source.groups))
        self._note_current(self.table.grid.currentIndex().row())
        self._on_selection()
        self._follow()

    # ---- one scroll, one selection

    def _follow(self) -> None:
        viewport = self.table.grid.viewport()
        self.chart.top = viewport.mapTo(self, QPoint(0, 0)).y() - self.chart.mapTo(self, QPoint(0, 0)).y()
        self.chart.offset = self.table.grid.verticalScrollBar().value()
        self.chart.update()

    def _on_selection(self) -> None:
        rows = {
            row for top, bottom, _, _ in self.table.grid.ranges() for row in range(top, min(bottom, top + 5000) + 1)
        }
        if not rows and self.table.grid.currentIndex().isValid():
            rows = {self.table.grid.currentIndex().row()}
        self.chart.selected = frozenset(rows)
        self.chart.update()

    def _click(self, row: int, is_added: bool) -> None:
        grid = self.table.grid
        index = grid.table.index(row, max(grid.currentIndex().column(), grid.shown_columns()[0]))
        flag = QItemSelectionModel.SelectionFlag
        grid.selectionModel().setCurrentIndex(index, flag.Select if is_added else flag.ClearAndSelect)
        grid.setFocus()

    def _stand(self, row: int) -> None:
        """The arrow keys of the chart go through the rows of the table."""
        grid = self.table.grid
        index = grid.table.index(row, max(grid.currentIndex().column(), grid.shown_columns()[0]))
        grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _note_current(self, row: int) -> None:
        self.chart.current = row

    def choose(self, ids: tuple[Id, ...]) -> None:
        """Select these works, the last of them in view."""
        if not self.table.go_to(ids[-1]):
            return
        grid, flag = self.table.grid, QItemSelectionModel.SelectionFlag
        rows = [row for row in (self.table.model.row_of(one) for one in ids) if row >= 0]
        for row in rows:
            grid.selectionModel().select(grid.table.index(row, 0), flag.Select | flag.Rows)

    # ---- where the chart looks

    def _on_scale(self) -> None:
        """Tell the scroll bar beneath the chart."""
        scale = self.chart.scale
        first, last = self.chart.span
        low, high = min(first - 30, scale.left), max(last + 30, scale.right)
        per_step = max((high - low) / _STEPS, 1e-9)
        blocked = QSignalBlocker(self._across)
        self._across.setRange(0, max(int((high - low - (scale.right - scale.left)) / per_step), 0))
        self._across.setPageStep(max(int((scale.right - scale.left) / per_step), 1))
        self._across.setSingleStep(max(self._across.pageStep() // 10, 1))
        self._across.setValue(int((scale.left - low) / per_step))
        blocked.unblock()
        self._low, self._per_step = low, per_step
        self._across.update()

    def _look(self, value: int) -> None:
        scale = self.chart.scale
        self.chart.set_scale(TimeScale(self._low + value * self._per_step, scale.px_per_day, scale.width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() <= NARROW
        if is_narrow != self._is_narrow or event.oldSize().width() < 0:
            self._is_narrow = is_narrow
            self._drop_columns()
        self._follow()

    def _drop_columns(self) -> None:
        """At 1366 the table keeps what names and dates a work."""
        self.table.headings.give_way(NARROW_HIDES, is_narrow=self._is_narrow)
        if self._keeps_sizes:
            return
        width = sum(self.table.grid.columnWidth(place) for place in self.table.grid.shown_columns())
        self.splitter.setSizes([width, max(self.width() - width, 300)])


def _column(*widgets: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for number, widget in enumerate(widgets):
        column.addWidget(widget, 0 if number else 1)
    return made


def _same(inner: QScrollBar, shown: QScrollBar) -> None:
    """A bar that stands elsewhere in place of a view's own."""
    shown.setAccessibleName(tr("滚动"))

    def take_range() -> None:
        shown.setRange(inner.minimum(), inner.maximum())
        shown.setPageStep(inner.pageStep())
        shown.setSingleStep(inner.singleStep())

    inner.rangeChanged.connect(lambda *_: take_range())
    inner.valueChanged.connect(shown.setValue)
    shown.valueChanged.connect(inner.setValue)
    take_range()
