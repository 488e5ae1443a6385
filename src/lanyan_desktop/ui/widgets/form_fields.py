"""The editors of a form's fields, one for each shape, all answering the same few questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSignalBlocker, QStringListModel, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from lanyan_desktop.core.records.declare import Field, Shape
from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.table.columns import NUMERIC
from lanyan_desktop.core.table.entry import FindChoices
from lanyan_desktop.core.values import Value
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.widgets.boxes import box_palette

_LINES_HEIGHT = 72


class FieldEditor(Protocol):
    """What a form asks of an editor."""

    widget: QWidget
    is_touched: bool  # by the user, since the record was shown
    label: str  # of the reference that was shown

    def show(self, value: Value, *, label: str) -> None: ...

    def text(self) -> str:
        """What stands in it, to be read as a value."""
        ...

    def value(self) -> tuple[Value] | None:
        """The value itself where no reading is needed, else None."""
        ...

    def on_change(self, told: Callable[[], None]) -> None: ...

    def mark(self, *, is_wrong: bool) -> None: ...


def editor_for(field: Field, choices: FindChoices | None, *, day_min: int) -> FieldEditor:
    """The editor of a field by its shape."""
    if field.shape is Shape.FLAG:
        return _Check()
    if field.shape is Shape.CHOICE:
        return _Chooser(field)
    if field.shape is Shape.LINES:
        return _Lines()
    return _Line(field, choices, day_min)


class _Line:
    """One line, read by the declaration; of a reference with the records that match as suggestions."""

    def __init__(self, field: Field, choices: FindChoices | None, day_min: int) -> None:
        self.widget: QWidget
        self._line = self.widget = QLineEdit()
        self.is_touched = False
        self.label = ""
        self._field, self._choices, self._day_min = field, choices, day_min
        if field.shape in NUMERIC:
            self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        if field.shape in (Shape.DAY, Shape.INSTANT):
            self._line.setPlaceholderText(tr("年-月-日"))
        if field.shape is Shape.REFERENCE and choices is not None:
            self._line.setPlaceholderText(tr("输入几个字查找"))
            self._offer()

    def _offer(self) -> None:
        words = QStringListModel(self._line)
        completer = QCompleter(words, self._line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(12)
        self._line.setCompleter(completer)
        self._line.textEdited.connect(lambda text: words.setStringList(self._found(text)))

    def _found(self, text: str) -> list[str]:
        return [choice.text for choice in self._choices(self._field.name, text)] if self._choices is not None else []

    def show(self, value: Value, *, label: str) -> None:
        self.is_touched = False
        self.label = label
        if self._field.shape is Shape.REFERENCE:
            text = label
        else:
            text = show(self._field, value, day_min=self._day_min, grouped=not self._line.isEnabled())
        with QSignalBlocker(self._line):
            self._line.setText(text)
            self._line.setCursorPosition(0)

    def text(self) -> str:
        return self._line.text()

    def value(self) -> tuple[Value] | None:
        return None

    def on_change(self, told: Callable[[], None]) -> None:
        def touched(_text: str) -> None:
            self.is_touched = True
            told()

        self._line.textChanged.connect(touched)
        self._line.editingFinished.connect(told)

    def mark(self, *, is_wrong: bool) -> None:
        _mark(self._line, is_wrong=is_wrong)


class _Lines:
    """Text of several lines."""

    def __init__(self) -> None:
        self.widget: QWidget
        self._box = self.widget = QPlainTextEdit()
        self.is_touched = False
        self.label = ""
        self._box.setTabChangesFocus(True)
        self._box.setFixedHeight(_LINES_HEIGHT)

    def show(self, value: Value, *, label: str) -> None:
        self.is_touched = False
        self.label = label
        with QSignalBlocker(self._box):
            self._box.setPlainText(str(value) if value is not None else "")

    def text(self) -> str:
        return self._box.toPlainText()

    def value(self) -> tuple[Value] | None:
        return None

    def on_change(self, told: Callable[[], None]) -> None:
        def touched() -> None:
            self.is_touched = True
            told()

        self._box.textChanged.connect(touched)

    def mark(self, *, is_wrong: bool) -> None:
        _mark(self._box, is_wrong=is_wrong)


class _Chooser:
    """One of the declared choices; nothing too where nothing is allowed."""

    def __init__(self, field: Field) -> None:
        self.widget: QWidget
        self._box = self.widget = QComboBox()
        self.is_touched = False
        self.label = ""
        self._values: list[Value] = [*([] if field.required else [None]), *field.choices]
        self._box.addItems([str(value) if value is not None else "—" for value in self._values])

    def show(self, value: Value, *, label: str) -> None:
        self.is_touched = False
        self.label = label
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def text(self) -> str:
        return self._box.currentText()

    def value(self) -> tuple[Value] | None:
        at = self._box.currentIndex()
        return (self._values[at],) if at >= 0 else None

    def on_change(self, told: Callable[[], None]) -> None:
        def touched(_at: int) -> None:
            self.is_touched = True
            told()

        self._box.currentIndexChanged.connect(touched)

    def mark(self, *, is_wrong: bool) -> None:
        _mark(self._box, is_wrong=is_wrong)


class _Check:
    """Yes or no."""

    def __init__(self) -> None:
        self.widget: QWidget
        self._box = self.widget = QCheckBox()
        self._box.setPalette(box_palette(self._box.palette()))
        self.is_touched = False
        self.label = ""

    def show(self, value: Value, *, label: str) -> None:
        self.is_touched = False
        self.label = label
        with QSignalBlocker(self._box):
            self._box.setChecked(bool(value))

    def text(self) -> str:
        return tr("是") if self._box.isChecked() else tr("否")

    def value(self) -> tuple[Value] | None:
        return (int(self._box.isChecked()),)

    def on_change(self, told: Callable[[], None]) -> None:
        def touched(_state: bool) -> None:
            self.is_touched = True
            told()

        self._box.toggled.connect(touched)

    def mark(self, *, is_wrong: bool) -> None:
        _mark(self._box, is_wrong=is_wrong)


def _mark(widget: QWidget, *, is_wrong: bool) -> None:
    """Dress an editor by the style sheet as wrong or not."""
    if bool(widget.property("wrong")) != is_wrong:
        widget.setProperty("wrong", is_wrong)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
