"""The one table model: row ids in order, cells by pages of 64 rows when they are looked at.

It knows no SQL and does no arithmetic of the field; rows, totals and colours come from its source. Sorting and
filtering ask the source anew. What was typed but cannot be taken stays as a draft over the cell until it is mended.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from lanyan_desktop.core.table.columns import Column
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.table.rows import CanFind, Dress, Mark, Row, RowId, RowIds, TableSource
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.ui.widgets.table.cells import Cell, RowCells, printed, printed_row, typed_text

Index = QModelIndex | QPersistentModelIndex
PAGE = 64
_KEPT_PAGES = 64
ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "centre": Qt.AlignmentFlag.AlignCenter,
}
_GONE = Row(())
_NOWHERE = QModelIndex()
_NO_DRESS = Dress()


class TableModel(QAbstractTableModel):
    """Rows of a source under columns. `typed` asks for texts to be taken as edits (see `editing.Editor`)."""

    typed = Signal(list)  # [(row, column, text), ...]
    rows_changed = Signal()  # the rows or their order are others now

    def __init__(
        self, source: TableSource, columns: Sequence[Column], *, day_min: int = 480, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.source = source
        self.columns = list(columns)
        self.day_min = day_min
        self.query = Query()
        self.is_editable = False
        self.drafts: dict[tuple[RowId, str], tuple[str, str]] = {}  # what was typed, why it cannot be taken
        self.pending: dict[tuple[RowId, str], Value] = {}  # shown before the ledger has answered
        self.outline: Outline | None = None
        self._ids: RowIds = []
        self._rows: dict[RowId, int] = {}  # where an id of a list stands; made when first asked
        self._count = 0
        self._names = [column.name for column in columns]
        self._pages: OrderedDict[int, list[RowCells]] = OrderedDict()
        self._blank = RowCells([Cell(None, "", "", _NO_DRESS) for _ in columns], is_summary=False, is_fixed=True)
        self._ask()

    # ---- rows -------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def id_at(self, row: int) -> RowId | None:
        """The id of a row, None outside the table."""
        if not 0 <= row < self._count:
            return None
        if self.outline is not None:
            return self.outline.ids[int(self.outline.visible[row])]
        if isinstance(self._ids, list):
            return self._ids[row]  # type: ignore[no-any-return]  # RowIds that is a list is one of RowId
        return self.row_cells(row).row_id  # a window's ids are read with its page

    def ids_at(self, first: int, last: int) -> Sequence[RowId]:
        """The ids of rows from `first` up to, not with, `last`."""
        if self.outline is not None:
            return [self.outline.ids[node] for node in self.outline.visible[first:last].tolist()]
        return self._ids[first:last]

    def row_of(self, row_id: RowId) -> int:
        """The row an id stands in now, -1 if it is not to be seen."""
        if self.outline is not None:
            node = self.outline.place(row_id)
            return self.outline.row_of(node) if node >= 0 else -1
        if isinstance(self._ids, list):
            if not self._rows:
                self._rows = {listed: row for row, listed in enumerate(self._ids)}
            return self._rows.get(row_id, -1)
        return next((row for row in self._seen_rows() if self.id_at(row) == row_id), -1)

    def _seen_rows(self) -> Iterable[int]:
        for page in self._pages:
            yield from range(page * PAGE, min((page + 1) * PAGE, self._count))

    def set_query(self, query: Query) -> None:
        """Other rows, or another order."""
        self.query = query
        self.reload()

    def reload(self) -> None:
        """Ask the source for its rows again; folded nodes stay folded."""
        folded = self.outline.folded_ids() if self.outline is not None else set()
        self.beginResetModel()
        self._ask()
        if self.outline is not None and folded:
            self.outline.fold_only(folded)
            self._count = len(self.outline.visible)
        self.endResetModel()
        self.rows_changed.emit()

    def take(self, query: Query, found: RowIds | Outline) -> None:
        """Show the rows of a query that was asked elsewhere."""
        self.query = query
        self.beginResetModel()
        self._show(found)
        self.endResetModel()
        self.rows_changed.emit()

    def _ask(self) -> None:
        self._show(self.source.ids(self.query))

    def _show(self, found: RowIds | Outline) -> None:
        self._pages.clear()
        self._rows = {}
        self.outline = found if isinstance(found, Outline) else None
        self._ids = [] if isinstance(found, Outline) else found
        self._count = len(found.visible) if isinstance(found, Outline) else len(found)

    def refresh(self, ids: Collection[RowId] | None = None) -> None:
        """Rows were written: read them anew; `None`: any row. Rows that came or went bring a reload."""
        if ids is None or len(ids) > 500 or self._came_or_went(ids):
            self._settle(ids)
            self.reload()
            return
        self._settle(ids)
        last = len(self.columns) - 1
        for row in sorted(row for row_id in ids if (row := self.row_of(row_id)) >= 0):
            self._pages.pop(row // PAGE, None)
            self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def _came_or_went(self, ids: Collection[RowId]) -> bool:
        live = self.source.page(list(ids), self._names)
        return any((row_id in live) != self._is_known(row_id) for row_id in ids)

    def _is_known(self, row_id: RowId) -> bool:
        return self.outline.place(row_id) >= 0 if self.outline is not None else self.row_of(row_id) >= 0

    def _settle(self, ids: Collection[RowId] | None) -> None:
        """What was shown ahead has now been answered."""
        for key in [key for key in self.pending if ids is None or key[0] in ids]:
            del self.pending[key]

    # ---- cells ------------------------------------------------------------------------------------------

    def row_cells(self, row: int) -> RowCells:
        """A row ready to paint; a blank one when it is gone."""
        page, place = divmod(row, PAGE)
        cells = self._pages.get(page)
        if cells is None:
            cells = self._read(page)
        elif page != next(reversed(self._pages)):
            self._pages.move_to_end(page)
        return cells[place] if place < len(cells) else self._blank

    def cell(self, row: int, column: int) -> Cell:
        return self.row_cells(row).cells[column]

    def _read(self, page: int) -> list[RowCells]:
        ids = self.ids_at(page * PAGE, min((page + 1) * PAGE, self._count))
        rows = self.source.page(ids, self._names)
        made = [self._print(row_id, rows[row_id]) if row_id in rows else self._blank for row_id in ids]
        self._pages[page] = made
        if len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        return made

    def _print(self, row_id: RowId, row: Row) -> RowCells:
        cells = printed_row(self.columns, row, day_min=self.day_min)
        cells.row_id = row_id
        if self.drafts or self.pending:
            for n, name in enumerate(self._names):
                self._overlay(cells, n, (row_id, name))
        return cells

    def _overlay(self, cells: RowCells, n: int, key: tuple[RowId, str]) -> None:
        if key in self.pending:
            cells.cells[n] = printed(self.columns[n], self.pending[key], _NO_DRESS, day_min=self.day_min, row=_GONE)
        if key in self.drafts:
            text, reason = self.drafts[key]
            cells.cells[n].text, cells.cells[n].mark = text, Mark("error", reason)

    def show_ahead(self, values: Mapping[tuple[RowId, str], Value]) -> None:
        """Show edits before the ledger has taken them."""
        self.pending.update(values)
        for key in values:
            self.drafts.pop(key, None)
        self._repaint({row_id for row_id, _ in values})

    def take_back(self, keys: Collection[tuple[RowId, str]]) -> None:
        """The ledger refused: show again what it holds."""
        for key in keys:
            self.pending.pop(key, None)
        self._repaint({row_id for row_id, _ in keys})

    def keep_drafts(self, drafts: Mapping[tuple[RowId, str], tuple[str, str]]) -> None:
        """Keep what was typed over these cells, with the reasons it cannot be taken."""
        self.drafts.update(drafts)
        self._repaint({row_id for row_id, _ in drafts})

    def drop_drafts(self, keys: Collection[tuple[RowId, str]]) -> None:
        """Forget what was typed over these cells."""
        for key in keys:
            self.drafts.pop(key, None)
        self._repaint({row_id for row_id, _ in keys})

    def _repaint(self, ids: Collection[RowId]) -> None:
        last = len(self.columns) - 1
        if len(ids) > PAGE:  # a signal a row would cost more than painting all that is seen
            self._pages.clear()
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, last))
            return
        for row_id in ids:
            if (row := self.row_of(row_id)) >= 0:
                self._pages.pop(row // PAGE, None)
                self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    # ---- what Qt asks -----------------------------------------------------------------------------------

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell(index.row(), index.column()).text
            case Qt.ItemDataRole.EditRole:
                return self.edit_text(index.row(), index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return ALIGN[column.align]
            case Qt.ItemDataRole.ToolTipRole:
                mark = self.cell(index.row(), index.column()).mark
                return mark.reason if mark is not None else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.heading} {self.cell(index.row(), index.column()).text}"
        return None

    def edit_text(self, row: int, column: int) -> str:
        """What an editor begins with: what was typed last, else the value without separators."""
        cell = self.cell(row, column)
        row_id = self.id_at(row)
        if row_id is not None and (draft := self.drafts.get((row_id, self._names[column]))) is not None:
            return draft[0]
        return typed_text(self.columns[column], cell, day_min=self.day_min)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.heading
        return ALIGN[column.align] if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if self.can_edit(index.row(), index.column()) else flags

    def can_edit(self, row: int, column: int) -> bool:
        """Whether a cell takes edits: the table, its column and its row all do."""
        if not self.is_editable or not self.columns[column].editable:
            return False
        cells = self.row_cells(row)
        return not cells.is_fixed and not cells.cells[column].is_fixed

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not self.can_edit(index.row(), index.column()):
            return False
        self.typed.emit([(index.row(), index.column(), str(value))])
        return True

    # ---- tree -------------------------------------------------------------------------------------------

    def node_at(self, row: int) -> int:
        """The outline's node in a row, -1 in a flat table."""
        return int(self.outline.visible[row]) if self.outline is not None and 0 <= row < self._count else -1

    def fold(self, row: int, *, is_folded: bool) -> None:
        """Fold or unfold the node in a row; the rows beneath come or go, all others stay."""
        node = self.node_at(row)
        outline = self.outline
        if outline is None or node < 0 or not outline.has_children(node) or outline.is_folded[node] == is_folded:
            return
        is_then = outline.folded_with(node, is_folded=is_folded)
        shift = len(outline.visible_when(is_then)) - len(outline.visible)
        # Qt's order: first that rows will come or go, then the change, then that they have
        if shift > 0:
            self.beginInsertRows(_NOWHERE, row + 1, row + shift)
        elif shift < 0:
            self.beginRemoveRows(_NOWHERE, row + 1, row - shift)
        outline.take(is_then)
        self._count = len(outline.visible)
        self._pages.clear()
        if shift > 0:
            self.endInsertRows()
        elif shift < 0:
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def fold_from(self, level: int) -> None:
        """Show nodes down to this level, all at once; a large level unfolds everything."""
        if self.outline is None:
            return
        self.beginResetModel()
        self.outline.fold_from(level)
        self._count = len(self.outline.visible)
        self._pages.clear()
        self.endResetModel()

    def reveal(self, row_id: RowId) -> int:
        """Unfold what hides a row; its row then, -1 if it is not in the table."""
        if self.outline is not None and (node := self.outline.place(row_id)) >= 0:
            for above in reversed(self.outline.ancestors(node)):
                if self.outline.is_folded[above]:
                    self.fold(self.outline.row_of(above), is_folded=False)
        row = self.row_of(row_id)
        if row < 0 and isinstance(row_id, bytes) and isinstance(self._ids, CanFind):
            return self._ids.find(Id(row_id))
        return row
