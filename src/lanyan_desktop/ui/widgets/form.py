"""A form of a record, read off its declaration: for the inspector, for 新增, for settings of a project.

Editors come from shapes, marks from what is required, messages from the one place that words problems, and saving
hands over what changed in one go: one changeset. The form knows no ledger::

    form = RecordForm(KINDS["team"].shown, choices=source.choices, save=lambda values: …)
    form.show_record({"name": "木工班"}, labels={"party_id": "鲁班劳务"})
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from lanyan_desktop.core.records.declare import Field
from lanyan_desktop.core.table.entry import FindChoices, take
from lanyan_desktop.core.values import Value
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import BUTTON, CAPTION, XS, S
from lanyan_desktop.ui.widgets.form_fields import FieldEditor, editor_for

Save = Callable[[Mapping[str, Value]], None]
_LABEL_WIDTH = 84


class RecordForm(QWidget):
    """The fields of one record. `save` gets only what changed; without it the form is read-only.

    A dialog with buttons of its own says `has_buttons` False and calls `save`. `secrets` name fields typed unseen.
    """

    changed = Signal()  # something differs from the record, or no longer does
    history_wanted = Signal(str)  # the name of the field whose history is asked for

    def __init__(
        self,
        fields: Sequence[Field],
        *,
        save: Save | None = None,
        choices: FindChoices | None = None,
        day_min: int = 480,
        save_text: str = "",
        has_history: bool = False,
        has_buttons: bool = True,
        secrets: Collection[str] = (),
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.fields = list(fields)
        self._save, self._choices, self._day_min, self._today = save, choices, day_min, today
        self._has_history, self._has_buttons, self._secrets = has_history, has_buttons, secrets
        self._record: dict[str, Value] = {}
        self.editors: dict[str, FieldEditor] = {}
        self._messages: dict[str, QLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(S)
        self._grid.setVerticalSpacing(XS)
        column.addLayout(self._grid)
        for field in self.fields:
            self._add(field)
        self._save_button = button(save_text or tr("保存"), "primary")
        self._drop_button = button(tr("放弃修改"))
        column.addLayout(self._buttons())
        column.addStretch(1)
        self.show_record({})

    def _add(self, field: Field) -> None:
        row = 2 * len(self.editors)
        editor = editor_for(field, self._choices, day_min=self._day_min)
        editor.widget.setEnabled(self._save is not None)
        editor.widget.setAccessibleName(field.heading + (tr("，必填") if field.required else ""))
        editor.on_change(lambda: self._look_at(field))
        if field.name in self._secrets and isinstance(editor.widget, QLineEdit):
            editor.widget.setEchoMode(QLineEdit.EchoMode.Password)
        name = label(field.title, CAPTION, tone="text2", wraps=True)
        name.setFixedWidth(_LABEL_WIDTH)
        name.setMinimumHeight(BUTTON)  # on the line of its editor
        name.setBuddy(editor.widget)
        name.installEventFilter(self)
        name.setProperty("field", field.name)
        message = label("", CAPTION, tone="crit", wraps=True)
        message.hide()
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(self._with_remark(field, editor), row, 1)
        self._grid.addWidget(message, row + 1, 1)
        self.editors[field.name], self._messages[field.name] = editor, message

    def _with_remark(self, field: Field, editor: FieldEditor) -> QHBoxLayout:
        """The editor, then its unit, and a star where it must be filled."""
        line = QHBoxLayout()
        line.setSpacing(XS)
        line.addWidget(editor.widget, 1)
        if field.about.unit:
            line.addWidget(label(field.about.unit, CAPTION, tone="text3"))
        is_asked = field.required and field.default is None  # else it is never empty
        star = label("*" if is_asked else "", tone="crit")
        star.setFixedWidth(7)
        star.setToolTip(tr("必填") if is_asked else "")
        line.addWidget(star)
        return line

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._drop_button)
        line.addWidget(self._save_button)
        self._save_button.clicked.connect(self.save)
        self._drop_button.clicked.connect(self.drop)
        for shown in (self._save_button, self._drop_button):
            shown.setVisible(self._save is not None and self._has_buttons)
        return line

    # ---- the record -------------------------------------------------------------------------------------

    def show_record(self, values: Mapping[str, Value], *, labels: Mapping[str, str] | None = None) -> None:
        """Show these values, declared defaults where one is not given; `labels` name what references point to."""
        self._record = {field.name: values.get(field.name, field.default) for field in self.fields}
        named = labels or {}
        for field in self.fields:
            self.editors[field.name].show(self._record[field.name], label=named.get(field.name, ""))
            self._say(field.name, "")
        self._settle()

    def values(self) -> dict[str, Value]:
        """What is entered and can be taken; fields with a problem are left out."""
        taken = {field.name: self._taken(field) for field in self.fields}
        return {name: value for name, (value, reason) in taken.items() if not reason}

    def changes(self) -> dict[str, Value]:
        """What is entered and differs from the record."""
        return {name: value for name, value in self.values().items() if value != self._record[name]}

    def problems(self) -> dict[str, str]:
        """The fields that cannot be taken, with reasons."""
        reasons = {field.name: self._taken(field)[1] for field in self.fields}
        return {name: reason for name, reason in reasons.items() if reason}

    @property
    def is_changed(self) -> bool:
        return bool(self.changes()) or any(self.editors[name].is_touched for name in self.problems())

    def _taken(self, field: Field) -> tuple[Value, str]:
        editor = self.editors[field.name]
        if not editor.is_touched:
            reason = field.problem(self._record[field.name])
            return (self._record[field.name], "") if not reason else self._read(field, editor)
        return self._read(field, editor)

    def _read(self, field: Field, editor: FieldEditor) -> tuple[Value, str]:
        found = editor.value()
        if found is not None:
            return found[0], ""
        taken = take(field, editor.text(), day_min=self._day_min, today=self._today(), choices=self._choices)
        return taken.value, taken.reason

    def _look_at(self, field: Field) -> None:
        """While typing a message goes as soon as it is no longer true; a new one waits for the field to be left."""
        reason = self._taken(field)[1]
        if not reason or not self.editors[field.name].widget.hasFocus():
            self._say(field.name, reason)
        self._settle()

    def show_problems(self, reasons: Mapping[str, str]) -> None:
        """Mark fields, such as those the ledger refused, and go to the first."""
        for field in self.fields:
            self._say(field.name, reasons.get(field.name, ""))
        first = next((field.name for field in self.fields if field.name in reasons), None)
        if first is not None:
            self.editors[first].widget.setFocus()

    def _say(self, name: str, reason: str) -> None:
        message = self._messages[name]
        message.setText(reason)
        message.setVisible(bool(reason))
        self.editors[name].mark(is_wrong=bool(reason))

    def _settle(self) -> None:
        is_changed = self.is_changed
        self._save_button.setEnabled(is_changed)
        self._save_button.setToolTip("" if is_changed else tr("还没有修改"))
        self._drop_button.setEnabled(is_changed)
        self.changed.emit()

    def save(self) -> bool:
        """Hand over what changed; False if something cannot be taken: it is marked and nothing is saved."""
        reasons = self.problems()
        if reasons or self._save is None:
            self.show_problems(reasons)
            return False
        if changes := self.changes():
            self._save(changes)
        return True

    def drop(self) -> None:
        """Forget what was entered."""
        labels = {name: editor.label for name, editor in self.editors.items()}
        self.show_record(self._record, labels=labels)

    # ---- history ----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._has_history and isinstance(event, QContextMenuEvent):
            menu = QMenu(self)
            ask = QAction(tr("这一项的历史…"), menu)
            ask.triggered.connect(lambda: self.history_wanted.emit(watched.property("field")))
            menu.addAction(ask)
            menu.popup(event.globalPos())
            return True
        return super().eventFilter(watched, event)

    def show_history(self, name: str, lines: Sequence[str]) -> None:
        """Show who set a field to what, newest first, beside it."""
        menu = QMenu(self)
        for line in lines or [tr("没有改过")]:
            entry = QAction(line, menu)
            entry.setEnabled(False)
            menu.addAction(entry)
        editor = self.editors[name].widget
        menu.popup(editor.mapToGlobal(editor.rect().bottomLeft()))
