"""Asks what a new project is called."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QWidget

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.wording import problem_sentence
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.dialog import Dialog
from lanyan_desktop.ui.tokens import CAPTION


@dataclass(frozen=True, slots=True)
class NewProject:
    """What was typed."""

    name: str
    code: str | None  # None: the next free number


class ProjectDialog(Dialog):
    """Name and number, checked by their declaration while they are typed."""

    def __init__(self, parent: QWidget | None) -> None:
        body = QWidget()
        form = QFormLayout(body)
        form.setContentsMargins(0, 0, 0, 0)
        self.name, self.code = QLineEdit(), QLineEdit()
        self.code.setPlaceholderText(tr("空着就自动编号"))
        self._problem = label("", CAPTION, tone="crit", wraps=True)
        fields = KINDS["project"]
        for line, field in ((self.name, fields.field("name")), (self.code, fields.field("code"))):
            line.setAccessibleName(field.title)
            line.textChanged.connect(self._check)
            form.addRow(label(field.title, tone="text2"), line)
        form.addRow("", self._problem)
        self._make = button(tr("新建工程"), "primary")
        back = button(tr("返回"))
        super().__init__(parent, tr("新建工程"), body=body, buttons=(back, self._make))
        self._make.clicked.connect(self.accept)
        back.clicked.connect(self.reject)
        self._check()

    def _check(self) -> None:
        kind = KINDS["project"]
        name, code = self.given.name, self.given.code
        problems = [(kind.field("name"), kind.field("name").problem(name)), (kind.field("code"), "")]
        if code is not None:
            problems[1] = (kind.field("code"), kind.field("code").problem(code))
        words = [problem_sentence(field, problem) for field, problem in problems if problem]
        self._problem.setText(words[0] if words and self.name.isModified() else "")
        self._make.setEnabled(not words)
        self._make.setToolTip(words[0] if words else "")

    @property
    def given(self) -> NewProject:
        return NewProject(self.name.text().strip(), self.code.text().strip() or None)


def ask_project(parent: QWidget | None) -> NewProject | None:
    """What the new project is called, None if the user went back."""
    dialog = ProjectDialog(parent)
    return dialog.given if dialog.exec() == QDialog.DialogCode.Accepted else None
