"""The table as tabs embed it: grid, total row, keys, clipboard, undo."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from lanyan_desktop.core.table.columns import Column
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.table.rows import HasTotals, Later, RowId, RowIds, TableSource
from lanyan_desktop.core.values import Value
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import theme
from lanyan_desktop.ui.tokens import ROW
from lanyan_desktop.ui.widgets.table import blocks
from lanyan_desktop.ui.widgets.table.commands import Commands, Outlets, TableActions
from lanyan_desktop.ui.widgets.table.delegate import CellDelegate
from lanyan_desktop.ui.widgets.table.editing import Commit, Editor
from lanyan_desktop.ui.widgets.table.find_bar import FindBar
from lanyan_desktop.ui.widgets.table.grid import Grid
from lanyan_desktop.ui.widgets.table.header import Header
from lanyan_desktop.ui.widgets.table.headings import ColumnState, Headings
from lanyan_desktop.ui.widgets.table.model import TableModel
from lanyan_desktop.ui.widgets.table.total_row import TotalRow


class TableView(QWidget):
    """One table. See the package's docstring for an example."""

    current_changed = Signal(object)  # RowId of the current row, None if there is none
    selection_changed = Signal()
    opened = Signal(object)  # RowId: Enter or double click where nothing is edited
    status_changed = Signal(str)  # count, sum, average of what is selected
    said = Signal(str)  # one sentence about what a key did: "3 格有误，已标出"
    query_changed = Signal()

    def __init__(
        self,
        source: TableSource,
        columns: Sequence[Column],
        *,
        commit: Commit | None = None,
        actions: TableActions | None = None,
        day_min: int = 480,
        row_height: int = ROW,
        has_total: bool = True,
        selects_rows: bool = False,
        can_sort: bool = True,
        can_group: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = TableModel(source, columns, day_min=day_min, parent=self)
        self.grid = Grid(self.model, row_height=row_height, parent=self)
        self.grid.setAccessibleName(name or tr("表格"))
        self.header.can_sort = can_sort
        self.editor = Editor(self.model, commit)
        self.grid.setTabKeyNavigation(commit is not None)  # read only: Tab leaves, as anywhere
        self.total = TotalRow(self.grid, self)
        self.total.setVisible(has_total and isinstance(source, HasTotals) and any(c.is_total for c in columns))
        if selects_rows:
            self.grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grid, 1)
        column.addWidget(self.total)
        self.finder: FindBar | None = None
        self.later: Later | None = None  # set by owners of large tables
        self._asked = self.model.query
        self.setFocusProxy(self.grid)
        outlets = Outlets(
            said=self.said.emit,
            opened=self.opened.emit,
            find=self.look_for,
            replace=lambda: self.look_for(is_replace=True),
            open_filter=self.open_filter,
            selected_ids=self.selected_ids,
        )
        self.commands = Commands(self.grid, self.editor, actions or TableActions(), outlets)
        self._connect()
        self.headings = Headings(self, self.grid, set_query=self.set_query, can_group=can_group)
        self.header.sectionHandleDoubleClicked.connect(self.headings.fit)
        self.show_totals()

    def _connect(self) -> None:
        commands = self.commands
        delegate = CellDelegate(self.model.columns, commands.suggest, self)
        delegate.left.connect(lambda rows, columns: self.grid.step(rows=rows, columns=columns))
        delegate.all_wanted.connect(commands.type_all)
        self.grid.setItemDelegate(delegate)
        self.grid.on_key = commands.on_key
        self.grid.fill_wanted.connect(commands.fill)
        self.grid.doubleClicked.connect(lambda index: self._open(index.row()))
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(commands.show_menu)
        self.header.sort_wanted.connect(lambda place, is_added: self.headings.sort(place, is_added=is_added))
        self.header.filter_wanted.connect(self._open_filter_of)
        self.header.menu_wanted.connect(lambda place, at: self.headings.menu(place).popup(at))
        self.model.typed.connect(lambda texts: commands.tell(self.editor.type(texts)))
        selection = self.grid.selectionModel()
        selection.currentRowChanged.connect(lambda now, _before: self.current_changed.emit(self.model.id_at(now.row())))
        selection.selectionChanged.connect(self._on_selection)
        theme().changed.connect(self.grid.viewport().update)

    # ---- what owners ask --------------------------------------------------------------------------------

    @property
    def header(self) -> Header:
        header = self.grid.horizontalHeader()
        assert isinstance(header, Header)
        return header

    @property
    def current_id(self) -> RowId | None:
        return self.model.id_at(self.grid.currentIndex().row())

    def selected_ids(self) -> list[RowId]:
        """The rows that have a selected cell, in order."""
        rows = sorted({row for top, bottom, _, _ in self.grid.ranges() for row in range(top, bottom + 1)})
        if not rows and self.current_id is not None:
            return [self.current_id]
        return [row_id for row in rows if (row_id := self.model.id_at(row)) is not None]

    def go_to(self, row_id: RowId, name: str = "") -> bool:
        """Make a row current and scroll to it, unfolding what hides it; False if it is not in the table."""
        row = self.model.reveal(row_id)
        if row < 0:
            return False
        shown = self.grid.shown_columns()
        named = [place for place in shown if self.model.columns[place].name == name]
        place = named[0] if named else max(self.grid.currentIndex().column(), shown[0] if shown else 0)
        self.grid.stand_on(row, place)
        return True

    def reload(self) -> None:
        """The source has other rows: read all anew; the current row stays current."""
        self._keeping(self.model.reload)

    def refresh(self, ids: Collection[RowId] | None = None) -> None:
        """The ledger has written these rows (None: any). Connect the change bus to this."""
        self._keeping(lambda: self.model.refresh(ids))

    def set_query(self, query: Query) -> None:
        """Filter, sort and group anew; the current row stays current if it is still there."""
        self._asked = query
        if self.later is None or not self.later.rows(query, lambda found: self._take(query, found)):
            self._keeping(lambda: self.model.set_query(query))
            self._query_shown()

    def _take(self, query: Query, found: RowIds | Outline) -> None:
        if query is self._asked:  # not overtaken by another wish
            self._keeping(lambda: self.model.take(query, found))
            self._query_shown()

    def _query_shown(self) -> None:
        self.header.viewport().update()
        self.query_changed.emit()

    def show_totals(self) -> None:
        """Ask the source for its totals again."""
        source = self.model.source
        if isinstance(source, HasTotals) and not self.total.isHidden():
            names = [column.name for column in self.model.columns if column.is_total]
            query = self.model.query
            label = tr("筛选合计") if query.conditions else tr("合计")

            def show(totals: Mapping[str, Value]) -> None:
                if query is self.model.query:
                    self.total.show_totals(totals, label=label)

            if self.later is None or not self.later.totals(query, names, show):
                show(source.totals(query, names))

    def _keeping(self, change: Callable[[], None]) -> None:
        """Do what replaces rows, and stand on the same row, column and scroll place after it."""
        index, row_id, scroll = self.grid.currentIndex(), self.current_id, self.grid.verticalScrollBar().value()
        was = index.row()
        change()
        self.show_totals()
        if row_id is None:
            return
        now = self.model.row_of(row_id)
        if now < 0 and self.model.rowCount():
            now = min(was, self.model.rowCount() - 1)
        if now >= 0 and not self.grid.currentIndex().isValid():
            self.grid.verticalScrollBar().setValue(scroll + (now - was) * self.grid.row_height)
            self.grid.stand_on(now, max(index.column(), 0))

    # ---- finding and columns ----------------------------------------------------------------------

    def look_for(self, *, is_replace: bool = False) -> None:
        """Open the find bar; with replacing if asked and the table can be edited."""
        if self.finder is None:
            self.finder = FindBar(self.grid, self.editor, self)
            self.finder.replaced.connect(lambda count: self.said.emit(tr("已替换 %1 格", count)))
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(0, self.finder)
        self.finder.begin(is_replace=is_replace)

    def _open_filter_of(self, place: int) -> None:
        self.headings.open_filter(place)

    def open_filter(self) -> None:
        """The filter of the current column."""
        shown = self.grid.shown_columns()
        place = self.grid.currentIndex().column()
        if shown:
            self.headings.open_filter(place if place in shown else shown[0])

    def state(self) -> ColumnState:
        """What to remember of the columns, as plain values; give it back to `restore`."""
        return self.headings.state()

    def restore(self, state: ColumnState) -> None:
        self.headings.restore(state)

    def _on_selection(self) -> None:
        self.selection_changed.emit()
        if (block := self.grid.block()) is not None:
            self.status_changed.emit(
                blocks.figured(self.model, block[:2], self.commands.places(block)).text(day_min=self.model.day_min)
            )

    def _open(self, row: int) -> None:
        index = self.grid.currentIndex()
        if index.isValid() and not self.model.can_edit(index.row(), index.column()):
            self.opened.emit(self.model.id_at(row))

