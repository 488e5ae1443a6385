"""The table as tabs embed it: grid, total row, keys, clipboard, undo."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QVBoxLayout, QWidget

from lanyan_desktop.core.table.columns import Column
from lanyan_desktop.core.table.query import Query, SortBy
from lanyan_desktop.core.table.rows import HasChoices, HasTotals, RowId, TableSource
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import icon
from lanyan_desktop.ui.theme import theme
from lanyan_desktop.ui.tokens import ROW
from lanyan_desktop.ui.widgets.table import blocks
from lanyan_desktop.ui.widgets.table.delegate import CellDelegate
from lanyan_desktop.ui.widgets.table.editing import Applied, Commit, Editor
from lanyan_desktop.ui.widgets.table.grid import Block, Grid
from lanyan_desktop.ui.widgets.table.header import Header
from lanyan_desktop.ui.widgets.table.model import TableModel
from lanyan_desktop.ui.widgets.table.total_row import TotalRow

_KEY = Qt.Key
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


@dataclass(frozen=True, slots=True)
class TableActions:
    """What a table's owner lets it do beyond editing cells. None: not offered."""

    add: Callable[[RowId | None], None] | None = None  # a new row after this one (None: at the end)
    delete: Callable[[Sequence[RowId]], None] | None = None
    undo: Callable[[], None] | None = None
    redo: Callable[[], None] | None = None
    menu: Callable[[QMenu, Sequence[RowId]], None] | None = None  # more entries for the context menu
    can_append: bool = False  # pasting below the last row makes rows: `commit` sees ids of `editing.new_id`


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
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = TableModel(source, columns, day_min=day_min, parent=self)
        self.actions_of = actions or TableActions()
        self.grid = Grid(self.model, row_height=row_height, parent=self)
        self.grid.setAccessibleName(name or tr("表格"))
        self.header.can_sort = can_sort
        self.editor = Editor(self.model, commit)
        self.total = TotalRow(self.grid, self)
        self.total.setVisible(has_total and isinstance(source, HasTotals) and any(c.is_total for c in columns))
        if selects_rows:
            self.grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grid, 1)
        column.addWidget(self.total)
        self.setFocusProxy(self.grid)
        self._keys = self._bindings()
        self._connect()
        self.show_totals()

    def _connect(self) -> None:
        delegate = CellDelegate(self.model.columns, self._suggest, self)
        delegate.left.connect(lambda rows, columns: self.grid.step(rows=rows, columns=columns))
        delegate.all_wanted.connect(self.type_all)
        self.grid.setItemDelegate(delegate)
        self.grid.on_key = self._on_key
        self.grid.fill_wanted.connect(self._on_fill)
        self.grid.doubleClicked.connect(lambda index: self._open(index.row()))
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._show_menu)
        self.header.sort_wanted.connect(self._on_sort)
        self.model.typed.connect(lambda texts: self._tell(self.editor.type(texts)))
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
        index = self.model.index(row, place)
        self.grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.grid.scrollTo(index)
        return True

    def reload(self) -> None:
        """The source has other rows: read all anew; the current row stays current."""
        self._keeping(self.model.reload)

    def refresh(self, ids: Collection[RowId] | None = None) -> None:
        """The ledger has written these rows (None: any). Connect the change bus to this."""
        self._keeping(lambda: self.model.refresh(ids))

    def set_query(self, query: Query) -> None:
        """Filter, sort and group anew; the current row stays current if it is still there."""
        self._keeping(lambda: self.model.set_query(query))
        self.header.viewport().update()
        self.query_changed.emit()

    def show_totals(self) -> None:
        """Ask the source for its totals again."""
        source = self.model.source
        if isinstance(source, HasTotals) and not self.total.isHidden():
            names = [column.name for column in self.model.columns if column.is_total]
            label = tr("筛选合计") if self.model.query.conditions else tr("合计")
            self.total.show_totals(source.totals(self.model.query, names), label=label)

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
            self.grid.setCurrentIndex(self.model.index(now, max(index.column(), 0)))

    # ---- actions ----------------------------------------------------------------------------------------

    def copy(self, *, headings: bool = False) -> None:
        """Put the selected block on the clipboard as Excel reads it."""
        if (block := self.grid.block()) is not None:
            text = blocks.copied(self.model, block[:2], self._places(block), headings=headings)
            QGuiApplication.clipboard().setText(text)

    def cut(self) -> None:
        self.copy()
        self.clear()

    def paste(self) -> None:
        """Put the clipboard's block in at the selection: one step; errors stay marked in place."""
        block = self.grid.block()
        if block is None:
            return
        self._tell(
            blocks.paste(
                self.model,
                self.editor,
                QGuiApplication.clipboard().text(),
                rows=block[:2],
                places=self._places(block),
                shown=self.grid.shown_columns(),
                can_add=self.actions_of.can_append,
            )
        )

    def clear(self) -> None:
        if (block := self.grid.block()) is not None:
            self._tell(blocks.clear(self.editor, block[:2], self._places(block)))

    def fill_down(self) -> None:
        if (block := self.grid.block()) is not None:
            self._tell(blocks.fill_down(self.model, self.editor, block[:2], self._places(block)))

    def type_all(self, text: str) -> None:
        """The same text into every selected cell: one step."""
        if (block := self.grid.block()) is not None:
            places = self._places(block)
            cells = [(row, place, text) for row in range(block[0], block[1] + 1) for place in places]
            self._tell(self.editor.type([cell for cell in cells if self._is_selected(cell[0], cell[1])]))

    def undo(self) -> None:
        """Take the last step back; errors that it left are forgotten first."""
        if not self.editor.take_back_drafts() and self.actions_of.undo is not None:
            self.actions_of.undo()

    def redo(self) -> None:
        if self.actions_of.redo is not None:
            self.actions_of.redo()

    def add(self) -> None:
        if self.actions_of.add is not None:
            self.actions_of.add(self.current_id)

    def delete(self) -> None:
        model = self.model
        ids = [row_id for row_id in self.selected_ids() if not model.row_cells(model.row_of(row_id)).is_summary]
        if self.actions_of.delete is not None and ids:
            self.actions_of.delete(ids)

    def _is_selected(self, row: int, place: int) -> bool:
        return self.grid.selectionModel().isSelected(self.model.index(row, place))

    def _places(self, block: Block) -> list[int]:
        return self.grid.shown_columns(block[2], block[3])

    def _suggest(self, column: Column, text: str) -> Sequence[str]:
        if column.field.choices:
            return column.field.choices
        if not column.refers:
            return (tr("是"), tr("否"))
        source = self.model.source
        found = source.choices(column.name, text) if isinstance(source, HasChoices) else ()
        return [choice.text for choice in found]

    def _tell(self, applied: Applied) -> None:
        parts = []
        if applied.drafts:
            parts.append(tr("%1 格有误，已标出，其余已填入", len(applied.drafts)))
        if applied.refused:
            parts.append(tr("%1 格不可修改，未动", applied.refused))
        if parts:
            self.said.emit("；".join(parts))

    def _on_fill(self, source: Block, target: Block) -> None:
        if target[3] > source[3]:
            targets = self.grid.shown_columns(source[3] + 1, target[3])
            self._tell(blocks.fill_right(self.model, self.editor, source[:2], source[3], targets))
        else:
            self._tell(blocks.fill(self.model, self.editor, source[:2], target[:2], self._places(source)))
        self.grid.select(target)

    def _on_sort(self, place: int, is_added: bool) -> None:
        """Once up, twice down, three times as it was."""
        name = self.model.columns[place].name
        query = self.model.query
        now = next((sort for sort in query.sort if sort.name == name), None)
        if now is None:
            self.set_query(query.sorted_by(name, is_added=is_added))
        elif not now.descending:
            self.set_query(query.sorted_by(name, descending=True, is_added=is_added))
        else:
            kept = tuple(sort for sort in query.sort if sort.name != name) if is_added else tuple[SortBy, ...]()
            self.set_query(Query(query.conditions, kept, query.group))

    def _on_selection(self) -> None:
        self.selection_changed.emit()
        if (block := self.grid.block()) is not None:
            self.status_changed.emit(
                blocks.figured(self.model, block[:2], self._places(block)).text(day_min=self.model.day_min)
            )

    def _open(self, row: int) -> None:
        index = self.grid.currentIndex()
        if index.isValid() and not self.model.can_edit(index.row(), index.column()):
            self.opened.emit(self.model.id_at(row))

    # ---- keys and menu ----------------------------------------------------------------------------------

    def _bindings(self) -> dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], None]]:
        none = Qt.KeyboardModifier.NoModifier
        return {
            (_CONTROL, _KEY.Key_C): self.copy,
            (_CONTROL | _SHIFT, _KEY.Key_C): lambda: self.copy(headings=True),
            (_CONTROL, _KEY.Key_X): self.cut,
            (_CONTROL, _KEY.Key_V): self.paste,
            (_CONTROL, _KEY.Key_D): self.fill_down,
            (_CONTROL, _KEY.Key_Z): self.undo,
            (_CONTROL, _KEY.Key_Y): self.redo,
            (_CONTROL | _SHIFT, _KEY.Key_Z): self.redo,
            (_CONTROL, _KEY.Key_Insert): self.copy,
            (none, _KEY.Key_Insert): self.add,
            (_CONTROL, _KEY.Key_Minus): self.delete,
            (none, _KEY.Key_Delete): self.clear,
            (none, _KEY.Key_Backspace): self.clear,
            (none, _KEY.Key_Return): self._enter,
            (none, _KEY.Key_Enter): self._enter,
            (_SHIFT, _KEY.Key_Return): lambda: self.grid.step(rows=-1),
            (none, _KEY.Key_Tab): lambda: self.grid.step(columns=1),
            (_SHIFT, _KEY.Key_Backtab): lambda: self.grid.step(columns=-1),
            (none, _KEY.Key_Escape): self._forget,
            (none, _KEY.Key_Space): self._toggle,
            (_SHIFT, _KEY.Key_Space): self._select_rows,
            (_ALT | _SHIFT, _KEY.Key_Left): lambda: self._fold(is_folded=True),
            (_ALT | _SHIFT, _KEY.Key_Right): lambda: self._fold(is_folded=False),
        }

    def _on_key(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        act = self._keys.get((modifiers, Qt.Key(event.key())))
        if act is not None:
            act()
        return act is not None

    def _enter(self) -> None:
        index = self.grid.currentIndex()
        if self.model.is_editable or not index.isValid():
            self.grid.step(rows=1)
        else:
            self.opened.emit(self.model.id_at(index.row()))

    def _forget(self) -> None:
        """Esc on a cell with an error: the typed text goes, the value comes back."""
        index = self.grid.currentIndex()
        row_id = self.model.id_at(index.row())
        if row_id is not None:
            self.model.drop_drafts([(row_id, self.model.columns[index.column()].name)])

    def _toggle(self) -> None:
        from lanyan_desktop.core.records.declare import Shape

        index = self.grid.currentIndex()
        if index.isValid() and self.model.columns[index.column()].shape is Shape.FLAG:
            value = self.model.cell(index.row(), index.column()).value
            self._tell(self.editor.put([(index.row(), index.column(), 0 if value else 1)]))
        elif self.model.can_edit(index.row(), index.column()):
            self.grid.edit(index)

    def _select_rows(self) -> None:
        if (block := self.grid.block()) is not None:
            shown = self.grid.shown_columns()
            self.grid.select((block[0], block[1], min(shown), max(shown)))

    def _fold(self, *, is_folded: bool) -> None:
        self.model.fold(self.grid.currentIndex().row(), is_folded=is_folded)

    def _show_menu(self, at: QPoint) -> None:
        self.menu().popup(self.grid.viewport().mapToGlobal(at))

    def menu(self) -> QMenu:
        """The context menu for what is selected."""
        menu = QMenu(self)
        can_write = self.model.is_editable
        for text, key, name, act, is_on in (
            (tr("剪切"), "Ctrl+X", "", self.cut, can_write),
            (tr("复制"), "Ctrl+C", "", self.copy, True),
            (tr("带表头复制"), "Ctrl+Shift+C", "", lambda: self.copy(headings=True), True),
            (tr("粘贴"), "Ctrl+V", "", self.paste, can_write),
            (tr("清除内容"), "Del", "", self.clear, can_write),
            (tr("向下填充"), "Ctrl+D", "", self.fill_down, can_write),
            ("", "", "", None, True),
            (tr("插入行"), "Insert", "add", self.add, self.actions_of.add is not None),
            (tr("删除行"), "Ctrl+-", "x", self.delete, self.actions_of.delete is not None),
        ):
            if act is None:
                menu.addSeparator()
            else:
                self._entry(menu, text, key, name, act, is_on=is_on)
        if self.actions_of.menu is not None:
            menu.addSeparator()
            self.actions_of.menu(menu, self.selected_ids())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _entry(self, menu: QMenu, text: str, key: str, name: str, act: Callable[[], None], *, is_on: bool) -> None:
        action = QAction(text, menu)
        action.setShortcut(QKeySequence(key))
        if name:
            action.setIcon(icon(name))
        action.setEnabled(is_on)
        action.triggered.connect(act)
        menu.addAction(action)
