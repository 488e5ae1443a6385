"""Editors in the cell: one line for most, with suggestions for choices and references, a box for text of many lines.

Enter goes down, Tab right, Ctrl+Enter fills all selected cells, Esc leaves the cell as it was. When typing began the
edit, the arrow keys leave it too, as in Excel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from lanyan_desktop.core.records.declare import Shape
from lanyan_desktop.core.table.columns import Column
from lanyan_desktop.ui.theme import font

Index = QModelIndex | QPersistentModelIndex
Suggest = Callable[[Column, str], Sequence[str]]
_STEPS = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class CellDelegate(QStyledItemDelegate):
    """Makes the editors and says where to go after them; painting is the grid's own."""

    left = Signal(int, int)  # rows and columns to step after an edit
    all_wanted = Signal(str)  # Ctrl+Enter: this text into every selected cell

    def __init__(self, columns: Sequence[Column], suggest: Suggest, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._suggest = suggest

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Nothing: the grid paints whole rows."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._columns[index.column()]
        editor: QWidget
        if column.shape is Shape.LINES:
            editor = QPlainTextEdit(parent)
            editor.setTabChangesFocus(True)
        else:
            editor = QLineEdit(parent)
            editor.setAlignment(Qt.AlignmentFlag.AlignRight if column.is_numeric else Qt.AlignmentFlag.AlignLeft)
            if column.shape in (Shape.CHOICE, Shape.REFERENCE, Shape.FLAG):
                self._offer(editor, column)
        editor.setObjectName("cellEditor")
        editor.setFont(font())
        editor.setAccessibleName(column.heading)
        return editor

    def _offer(self, line: QLineEdit, column: Column) -> None:
        words = QStringListModel(list(self._suggest(column, "")), line)
        completer = QCompleter(words, line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(12)
        line.setCompleter(completer)
        if column.shape is Shape.REFERENCE:
            line.textEdited.connect(lambda text: words.setStringList(list(self._suggest(column, text))))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:
        index.model().setData(index, text_in(editor), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs know no fields of style options
        if isinstance(editor, QPlainTextEdit):
            rect = QRect(rect.left(), rect.top(), max(rect.width(), 240), max(rect.height() * 4, 96))
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(editor, QWidget):
            return super().eventFilter(editor, event)
        key = Qt.Key(event.key())
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_enter and control:
            self._leave(editor, save=False)
            self.all_wanted.emit(text_in(editor))
            return True
        if is_enter and event.modifiers() & Qt.KeyboardModifier.AltModifier and isinstance(editor, QPlainTextEdit):
            editor.insertPlainText("\n")
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and (isinstance(editor, QPlainTextEdit) or _has_list(editor)):
            return super().eventFilter(editor, event)
        if key in _STEPS:
            rows, columns = _STEPS[key]
            back = -1 if is_enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._leave(editor, save=True)
            self.left.emit(rows * back, columns)
            return True
        return super().eventFilter(editor, event)

    def _leave(self, editor: QWidget, *, save: bool) -> None:
        if save:
            self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def _has_list(editor: QWidget) -> bool:
    return isinstance(editor, QLineEdit) and editor.completer() is not None


def text_in(editor: QWidget) -> str:
    """What stands in an editor now."""
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    return editor.text() if isinstance(editor, QLineEdit) else ""
