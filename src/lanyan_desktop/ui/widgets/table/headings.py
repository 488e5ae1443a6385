"""What a table's headings offer: filter, sort, group, freeze, hide and choose columns; and remembering all that."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypedDict

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from lanyan_desktop.core.records.declare import Shape
from lanyan_desktop.core.table.query import Query, SortBy
from lanyan_desktop.core.table.rows import HasChoices
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import metrics
from lanyan_desktop.ui.tokens import BODY, CAPTION
from lanyan_desktop.ui.widgets.table.filter_popup import FilterPopup
from lanyan_desktop.ui.widgets.table.frozen import FrozenColumns
from lanyan_desktop.ui.widgets.table.grid import Grid
from lanyan_desktop.ui.widgets.table.model import TableModel

_WIDEST = 480
_GROUPED = (Shape.CHOICE, Shape.REFERENCE, Shape.TEXT, Shape.DAY, Shape.FLAG)


class ColumnState(TypedDict, total=False):
    """What is remembered of a table's columns; plain values, fit for settings."""

    order: list[str]
    widths: dict[str, int]
    hidden: list[str]
    frozen: list[str]
    sort: list[tuple[str, bool]]
    group: str


class Headings:
    """Works the headings of one table. `set_query` is the table's own."""

    def __init__(
        self, owner: QWidget, grid: Grid, *, set_query: Callable[[Query], None], can_group: bool = True
    ) -> None:
        self._owner = owner
        self._grid = grid
        self.set_query = set_query
        self._can_group = can_group
        self._gave_way = set[int]()  # hidden for want of room, not by the user
        self.frozen: FrozenColumns | None = None
        self.popup: FilterPopup | None = None
        frozen = [place for place, column in enumerate(grid.table.columns) if column.is_frozen]
        if frozen:
            self.freeze(frozen)

    @property
    def _model(self) -> TableModel:
        return self._grid.table

    # ---- filter, sort, group ----------------------------------------------------------------------------

    def open_filter(self, place: int) -> None:
        """The filter of a column under its heading."""
        column, source = self._model.columns[place], self._model.source
        if not column.is_stored and not isinstance(source, HasChoices):
            return
        choices = source.distinct(column.name, self._model.query) if isinstance(source, HasChoices) else ()
        now = self._model.query.filter_of(column.name)
        self.popup = FilterPopup(
            column,
            choices,
            now,
            done=lambda conditions: self.set_query(self._model.query.with_filter(column.name, conditions)),
            day_min=self._model.day_min,
            parent=self._owner,
        )
        header = self._grid.horizontalHeader()
        self.popup.open_at(header.mapToGlobal(QPoint(header.sectionViewportPosition(place), header.height())))

    def sort(self, place: int, *, is_added: bool) -> None:
        """Once up, twice down, three times as it was."""
        name, query = self._model.columns[place].name, self._model.query
        now = next((sort for sort in query.sort if sort.name == name), None)
        if now is None or not now.descending:
            self.set_query(query.sorted_by(name, descending=now is not None, is_added=is_added))
            return
        kept = tuple(sort for sort in query.sort if sort.name != name) if is_added else tuple[SortBy, ...]()
        self.set_query(replace(query, sort=kept))

    def group(self, name: str) -> None:
        """Group by a column, with subtotals; "" no more."""
        self.set_query(replace(self._model.query, group=name))

    # ---- columns ----------------------------------------------------------------------------------------

    def freeze(self, places: list[int]) -> None:
        """These columns stay at the left; none: all scroll."""
        if self.frozen is None:
            self.frozen = FrozenColumns(self._grid, places)
        else:
            self.frozen.freeze(places)

    def fit(self, place: int) -> None:
        """As wide as what is seen of a column needs, with its heading."""
        first, last = self._grid.rowAt(0), self._grid.rowAt(self._grid.viewport().height() - 1)
        last = last if last >= 0 else self._model.rowCount() - 1
        texts = [self._model.cell(row, place).text for row in range(max(first, 0), last + 1)]
        widths = [metrics(BODY, 600).horizontalAdvance(text[:80]) for text in texts]
        heading = metrics(CAPTION).horizontalAdvance(self._model.columns[place].heading) + 14
        self._grid.setColumnWidth(place, min(round(max([heading, *widths])) + 16, _WIDEST))

    def show_column(self, place: int, *, is_shown: bool) -> None:
        """Show or hide a column; the last one shown stays."""
        if not is_shown and len(self._grid.shown_columns()) <= 1:
            return
        self._gave_way.discard(place)
        self._hide(place, is_hidden=not is_shown)

    def give_way(self, names: Collection[str], *, is_narrow: bool) -> None:
        """Hide these columns while there is no room, and bring them back; nothing of it is remembered as chosen."""
        for place, column in enumerate(self._model.columns):
            if column.name not in names:
                continue
            if is_narrow and not self._grid.isColumnHidden(place):
                self._gave_way.add(place)
                self._hide(place, is_hidden=True)
            elif not is_narrow and place in self._gave_way:
                self._gave_way.discard(place)
                self._hide(place, is_hidden=False)

    def _hide(self, place: int, *, is_hidden: bool) -> None:
        self._grid.setColumnHidden(place, is_hidden)
        if not is_hidden and self._grid.columnWidth(place) == 0:
            self._grid.setColumnWidth(place, self._model.columns[place].px)
        if self.frozen is not None:
            self.frozen.freeze(self.frozen.places)

    def choose_menu(self, parent: QWidget) -> QMenu:
        """The column chooser: all columns, the shown ones ticked."""
        menu = QMenu(tr("列"), parent)
        for place, column in enumerate(self._model.columns):
            action = QAction(column.heading, menu)
            action.setCheckable(True)
            action.setChecked(not self._grid.isColumnHidden(place))
            action.toggled.connect(lambda is_on, place=place: self.show_column(place, is_shown=is_on))
            menu.addAction(action)
        return menu

    def menu(self, place: int) -> QMenu:
        """The context menu of a heading."""
        column = self._model.columns[place]
        menu = QMenu(self._owner)
        query = self._model.query
        self._entry(menu, tr("升序"), lambda: self.set_query(query.sorted_by(column.name)))
        self._entry(menu, tr("降序"), lambda: self.set_query(query.sorted_by(column.name, descending=True)))
        self._entry(menu, tr("恢复原来的次序"), lambda: self.set_query(replace(query, sort=())), is_on=bool(query.sort))
        menu.addSeparator()
        self._entry(menu, tr("筛选…"), lambda: self.open_filter(place))
        is_filtered = bool(query.conditions)
        self._entry(menu, tr("取消全部筛选"), lambda: self.set_query(replace(query, conditions=())), is_on=is_filtered)
        if self._can_group:
            can = column.is_stored and column.shape in _GROUPED and not query.group
            self._entry(menu, tr("按此列分组小计"), lambda: self.group(column.name), is_on=can)
            self._entry(menu, tr("取消分组"), lambda: self.group(""), is_on=bool(query.group))
        menu.addSeparator()
        upto = self._grid.shown_columns()[: self._grid.shown_columns().index(place) + 1]
        self._entry(menu, tr("冻结到此列"), lambda: self.freeze(upto))
        is_frozen = self.frozen is not None and bool(self.frozen.places)
        self._entry(menu, tr("取消冻结"), lambda: self.freeze([]), is_on=is_frozen)
        self._entry(menu, tr("隐藏此列"), lambda: self.show_column(place, is_shown=False))
        menu.addMenu(self.choose_menu(menu))
        return menu

    def _entry(self, menu: QMenu, text: str, act: Callable[[], None], *, is_on: bool = True) -> None:
        action = QAction(text, menu)
        action.setEnabled(is_on)
        action.triggered.connect(lambda _checked=False: act())
        menu.addAction(action)

    # ---- remembering ------------------------------------------------------------------------------------

    def state(self) -> ColumnState:
        """Order, widths, hidden and frozen columns, sort and group."""
        header, columns = self._grid.horizontalHeader(), self._model.columns
        frozen = self.frozen.places if self.frozen is not None else []
        return ColumnState(
            order=[columns[header.logicalIndex(visual)].name for visual in range(header.count())],
            widths={c.name: self._grid.columnWidth(n) for n, c in enumerate(columns) if self._grid.columnWidth(n)},
            hidden=[
                column.name
                for place, column in enumerate(columns)
                if self._grid.isColumnHidden(place) and place not in self._gave_way
            ],
            frozen=[columns[place].name for place in frozen],
            sort=[(sort.name, sort.descending) for sort in self._model.query.sort],
            group=self._model.query.group,
        )

    def restore(self, state: ColumnState) -> None:
        """As it was remembered; columns that are no longer there are passed over."""
        places = {column.name: place for place, column in enumerate(self._model.columns)}
        header = self._grid.horizontalHeader()
        for position, name in enumerate(name for name in state.get("order", []) if name in places):
            header.moveSection(header.visualIndex(places[name]), position)
        for name, width in state.get("widths", {}).items():
            if name in places:
                self._grid.setColumnWidth(places[name], int(width))
        hidden = state.get("hidden")
        if hidden is not None:
            for name, place in places.items():
                if name in hidden:
                    self._gave_way.discard(place)
                self._grid.setColumnHidden(place, name in hidden or place in self._gave_way)
        if frozen := [places[name] for name in state.get("frozen", []) if name in places]:
            self.freeze(frozen)
        sort = tuple(SortBy(name, bool(down)) for name, down in state.get("sort", []) if name in places)
        group = state.get("group", "")
        if sort or group in places:
            self.set_query(replace(self._model.query, sort=sort, group=group if group in places else ""))
