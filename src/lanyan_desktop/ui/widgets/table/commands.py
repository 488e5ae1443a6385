"""What keys, the context menu and a toolbar do to a table: clipboard, fill, undo, rows, moving about."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from lanyan_desktop.core.records.declare import Shape
from lanyan_desktop.core.table.columns import Column
from lanyan_desktop.core.table.rows import HasChoices, RowId
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import icon
from lanyan_desktop.ui.widgets.table import blocks
from lanyan_desktop.ui.widgets.table.editing import Applied, Editor, Work
from lanyan_desktop.ui.widgets.table.grid import Block, Grid

_KEY = Qt.Key
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
Act = Callable[[], None]
_AT_ONCE = 20  # slices of an action that are done before the window is let live
_SLICE_S = 0.012


@dataclass(frozen=True, slots=True)
class TableActions:
    """What a table's owner lets it do beyond editing cells. None: not offered."""

    add: Callable[[RowId | None], None] | None = None  # a new row after this one (None: at the end)
    delete: Callable[[Sequence[RowId]], None] | None = None
    undo: Callable[[], None] | None = None
    redo: Callable[[], None] | None = None
    menu: Callable[[QMenu, Sequence[RowId]], None] | None = None  # more entries for the context menu
    can_append: bool = False  # pasting below the last row makes rows: `commit` sees ids of `editing.new_id`


@dataclass(frozen=True, slots=True)
class Outlets:
    """What the commands ask of the table around the grid."""

    said: Callable[[str], None]
    opened: Callable[[RowId | None], None]
    find: Act
    replace: Act
    open_filter: Act
    selected_ids: Callable[[], list[RowId]]


class Commands:
    """The commands of one table; toolbars call them too: ``table.commands.paste()``."""

    def __init__(self, grid: Grid, editor: Editor, actions: TableActions, outlets: Outlets) -> None:
        self.grid = grid
        self.model = grid.table
        self.editor = editor
        self._actions = actions
        self._out = outlets
        self._keys = self._bindings()
        self._timer = QTimer(grid)

    def copy(self, *, headings: bool = False) -> None:
        """Put the selected block on the clipboard as Excel reads it."""
        if (block := self.grid.block()) is not None:
            done = QGuiApplication.clipboard().setText
            self.run(blocks.copy(self.model, block[:2], self.places(block), done, headings=headings))

    def cut(self) -> None:
        """Copy, then clear what was copied."""
        block = self.grid.block()
        if block is None:
            return
        rows, places, done = block[:2], self.places(block), QGuiApplication.clipboard().setText

        def work() -> Work:
            yield from blocks.copy(self.model, rows, places, done)
            return (yield from blocks.clear(self.editor, rows, places))

        self.run(work())

    def run(self, work: Work) -> None:
        """Do an action: a small one at once, a large one in slices between which the window lives."""
        for _ in range(_AT_ONCE):
            if self._step(work):
                return
        self.grid.setEnabled(False)  # rows must stay where they are until it is done
        self._timer.timeout.connect(partial(self._go_on, work))
        self._timer.start(0)

    def _step(self, work: Work) -> bool:
        """One slice; True when it was the last."""
        try:
            next(work)
        except StopIteration as end:
            self.tell(end.value)
            return True
        return False

    def _go_on(self, work: Work) -> None:
        until = time.perf_counter() + _SLICE_S
        while time.perf_counter() < until:
            if self._step(work):
                self._timer.stop()
                self._timer.timeout.disconnect()
                self.grid.setEnabled(True)
                self.grid.setFocus()
                return

    def paste(self) -> None:
        """Put the clipboard's block in at the selection: one step; errors stay marked in place."""
        block = self.grid.block()
        if block is None:
            return
        self.run(
            blocks.paste(
                self.model,
                self.editor,
                QGuiApplication.clipboard().text(),
                rows=block[:2],
                places=self.places(block),
                shown=self.grid.shown_columns(),
                can_add=self._actions.can_append,
            )
        )

    def clear(self) -> None:
        if (block := self.grid.block()) is not None:
            self.run(blocks.clear(self.editor, block[:2], self.places(block)))

    def fill_down(self) -> None:
        if (block := self.grid.block()) is not None:
            self.run(blocks.fill_down(self.model, self.editor, block[:2], self.places(block)))

    def type_all(self, text: str) -> None:
        """The same text into every selected cell: one step."""
        if (block := self.grid.block()) is not None:
            places = self.places(block)
            cells = ((row, place, text) for row in range(block[0], block[1] + 1) for place in places)
            self.run(self.editor.typing(cell for cell in cells if self._is_selected(cell[0], cell[1])))

    def undo(self) -> None:
        """Take the last step back; errors that it left are forgotten first."""
        if not self.editor.take_back_drafts() and self._actions.undo is not None:
            self._actions.undo()

    def redo(self) -> None:
        if self._actions.redo is not None:
            self._actions.redo()

    def add(self) -> None:
        if self._actions.add is not None:
            self._actions.add(self.model.id_at(self.grid.currentIndex().row()))

    def delete(self) -> None:
        model = self.model
        ids = [row_id for row_id in self._out.selected_ids() if not model.row_cells(model.row_of(row_id)).is_summary]
        if self._actions.delete is not None and ids:
            self._actions.delete(ids)

    def _is_selected(self, row: int, place: int) -> bool:
        return self.grid.selectionModel().isSelected(self.model.index(row, place))

    def places(self, block: Block) -> list[int]:
        return self.grid.shown_columns(block[2], block[3])

    def suggest(self, column: Column, text: str) -> Sequence[str]:
        if column.field.choices:
            return column.field.choices
        if not column.refers:
            return (tr("是"), tr("否"))
        source = self.model.source
        found = source.choices(column.name, text) if isinstance(source, HasChoices) else ()
        return [choice.text for choice in found]

    def tell(self, applied: Applied) -> None:
        parts = []
        if applied.drafts:
            parts.append(tr("%1 格有误，已标出，其余已填入", len(applied.drafts)))
        if applied.refused:
            parts.append(tr("%1 格不可修改，未动", applied.refused))
        if applied.lacking:
            parts.append(tr("%1 行缺少%2，没有新增", len(applied.lacking), applied.lacking[0]))
        if parts:
            self._out.said("；".join(parts))

    def fill(self, source: Block, target: Block) -> None:
        if target[3] > source[3]:
            targets = self.grid.shown_columns(source[3] + 1, target[3])
            self.run(blocks.fill_right(self.model, self.editor, source[:2], source[3], targets))
        else:
            self.run(blocks.fill(self.model, self.editor, source[:2], target[:2], self.places(source)))
        self.grid.select(target)

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
            (_CONTROL, _KEY.Key_F): self._out.find,
            (_CONTROL, _KEY.Key_H): self._out.replace,
            (_CONTROL | _SHIFT, _KEY.Key_L): self._out.open_filter,
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

    def on_key(self, event: QKeyEvent) -> bool:
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
            self._out.opened(self.model.id_at(index.row()))

    def _forget(self) -> None:
        """Esc on a cell with an error: the typed text goes, the value comes back."""
        index = self.grid.currentIndex()
        row_id = self.model.id_at(index.row())
        if row_id is not None:
            self.model.drop_drafts([(row_id, self.model.columns[index.column()].name)])

    def _toggle(self) -> None:
        index = self.grid.currentIndex()
        if index.isValid() and self.model.columns[index.column()].shape is Shape.FLAG:
            value = self.model.cell(index.row(), index.column()).value
            self.tell(self.editor.put([(index.row(), index.column(), 0 if value else 1)]))
        elif self.model.can_edit(index.row(), index.column()):
            self.grid.edit(index)

    def _select_rows(self) -> None:
        if (block := self.grid.block()) is not None:
            shown = self.grid.shown_columns()
            self.grid.select((block[0], block[1], min(shown), max(shown)))

    def _fold(self, *, is_folded: bool) -> None:
        self.model.fold(self.grid.currentIndex().row(), is_folded=is_folded)

    def show_menu(self, at: QPoint) -> None:
        self.menu().popup(self.grid.viewport().mapToGlobal(at))

    def menu(self) -> QMenu:
        """The context menu for what is selected."""
        menu = QMenu(self.grid)
        can_write = self.model.is_editable
        for text, key, name, act, is_on in (
            (tr("剪切"), "Ctrl+X", "", self.cut, can_write),
            (tr("复制"), "Ctrl+C", "", self.copy, True),
            (tr("带表头复制"), "Ctrl+Shift+C", "", lambda: self.copy(headings=True), True),
            (tr("粘贴"), "Ctrl+V", "", self.paste, can_write),
            (tr("清除内容"), "Del", "", self.clear, can_write),
            (tr("向下填充"), "Ctrl+D", "", self.fill_down, can_write),
            ("", "", "", None, True),
            (tr("插入行"), "Insert", "add", self.add, self._actions.add is not None),
            (tr("删除行"), "Ctrl+-", "x", self.delete, self._actions.delete is not None),
        ):
            if act is None:
                menu.addSeparator()
            else:
                self._entry(menu, text, key, name, act, is_on=is_on)
        if self._actions.menu is not None:
            menu.addSeparator()
            self._actions.menu(menu, self._out.selected_ids())
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
