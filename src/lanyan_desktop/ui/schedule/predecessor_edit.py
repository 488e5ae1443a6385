"""Typing 前置任务: while a name or number is typed, the works it may mean are offered; one taken leaves its 序号."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QStyleOptionViewItem, QWidget

from lanyan_desktop.core.table.columns import Column
from lanyan_desktop.ui.widgets.table.delegate import CellDelegate, Suggest

Index = QModelIndex | QPersistentModelIndex
Offer = Callable[[str], Sequence[str]]
"""What was typed -> works as "40 机房层及屋面构架", the best first."""
_PARTS = ",，;；、"


class PlanDelegate(CellDelegate):
    """The editors of the plan's table: as everywhere, and completion for 前置."""

    def __init__(self, columns: Sequence[Column], suggest: Suggest, offer: Offer, parent: QWidget) -> None:
        super().__init__(columns, suggest, parent)
        self._names = [column.name for column in columns]
        self._offer_works = offer

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        if self._names[index.column()] == "predecessors" and isinstance(editor, QLineEdit):
            _Completion(editor, self._offer_works)
        return editor


class _Completion(QCompleter):
    """Completes the part behind the last comma; what stands before it stays."""

    def __init__(self, line: QLineEdit, offer: Offer) -> None:
        super().__init__(line)
        self._line, self._offer = line, offer
        self._words = QStringListModel(self)
        self.setModel(self._words)
        self.setWidget(line)  # not the line's own completer: that would replace the whole text
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(8)
        line.textEdited.connect(self._on_text)
        self.activated.connect(self._take)

    def _on_text(self, text: str) -> None:
        part = text[_last_part(text) :].strip()
        words = self._offer(part) if len(part) > 0 and not _is_settled(part) else []
        self._words.setStringList(list(words))
        if not words:
            self.popup().hide()
            return
        area = self._line.rect()
        area.setWidth(max(area.width(), 260))
        self.complete(area)

    def _take(self, word: str) -> None:
        text = self._line.text()
        at = _last_part(text)
        gap = " " if at and text[at - 1 : at] == "," else ""
        self._line.setText(text[:at] + gap + word.split(" ", 1)[0])
        self._line.setModified(True)
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)


def _last_part(text: str) -> int:
    """Where the part that is being typed begins."""
    return max((text.rfind(sign) for sign in _PARTS), default=-1) + 1


def _is_settled(part: str) -> bool:
    """A number is a whole answer: what follows it is type and lag, and Enter shall take it as it stands."""
    return part[:1].isdigit()
