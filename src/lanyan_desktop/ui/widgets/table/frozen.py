"""Columns that stay at the left: a second face of the same model, laid over the first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractItemView

from lanyan_desktop.ui.widgets.table.grid import Grid


class FrozenColumns(QObject):
    """Shows the frozen columns of a grid over its left edge; both scroll, select and edit as one."""

    def __init__(self, grid: Grid, places: list[int]) -> None:
        super().__init__(grid)
        self._under = grid
        self.places = places
        self.over = Grid(grid.table, row_height=grid.row_height, parent=grid)
        self.over.peer, grid.peer = grid, self.over
        self.over.setAccessibleName(grid.accessibleName())
        self.over.setSelectionModel(grid.selectionModel())
        self.over.setSelectionBehavior(grid.selectionBehavior())
        self.over.setItemDelegate(grid.itemDelegate())
        self.over.on_key = grid.on_key
        self.over.fill_wanted.connect(grid.fill_wanted)
        self.over.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.over.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.over.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        grid.verticalScrollBar().valueChanged.connect(self.over.verticalScrollBar().setValue)
        self.over.verticalScrollBar().valueChanged.connect(grid.verticalScrollBar().setValue)
        grid.horizontalHeader().sectionResized.connect(self._on_resized)
        self.over.horizontalHeader().sectionResized.connect(self._on_resized_over)
        grid.installEventFilter(self)
        self.freeze(places)

    def freeze(self, places: list[int]) -> None:
        """These columns stay, and stand first; none: the overlay goes."""
        header = self._under.horizontalHeader()
        for position, place in enumerate(places):
            header.moveSection(header.visualIndex(place), position)
            self.over.horizontalHeader().moveSection(self.over.horizontalHeader().visualIndex(place), position)
        for place in range(header.count()):
            self.over.setColumnHidden(place, place not in places or self._under.isColumnHidden(place))
            self.over.setColumnWidth(place, self._under.columnWidth(place))
        self.places = places
        self.place()

    def place(self) -> None:
        """Fit the overlay to its columns."""
        width = sum(self._under.columnWidth(place) for place in self.places if not self._under.isColumnHidden(place))
        self._under.frozen, self._under.frozen_width = frozenset(self.places), width
        self.over.setVisible(width > 0)
        head = self._under.horizontalHeader().height()
        self.over.setGeometry(0, 0, width, head + self._under.viewport().height())
        self.over.verticalScrollBar().setValue(self._under.verticalScrollBar().value())
        self.over.raise_()

    def _on_resized(self, place: int, _was: int, width: int) -> None:
        if place in self.places and self.over.columnWidth(place) != width:
            self.over.setColumnWidth(place, width)
        self.place()

    def _on_resized_over(self, place: int, _was: int, width: int) -> None:
        if place in self.places and self._under.columnWidth(place) != width:
            self._under.setColumnWidth(place, width)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.place()
        if isinstance(event, QWheelEvent) and watched is self.over:
            self._under.wheelEvent(event)
            return True
        return False
