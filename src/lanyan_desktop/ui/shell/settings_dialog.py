"""The settings page: one row for each declared setting that has a label; a change holds at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from lanyan_desktop.kit.paths import backup_dir
from lanyan_desktop.kit.settings import SETTINGS, Setting, Settings
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.dialog import Dialog
from lanyan_desktop.ui.shell.options import BACKUPS
from lanyan_desktop.ui.tokens import BUTTON, L, S

Change = Callable[[Setting[Any], Any], None]


class SettingsDialog(Dialog):
    """Shows what may be chosen and tells `changed` (setting, value); the caller keeps and applies it."""

    def __init__(self, parent: QWidget | None, settings: Settings, changed: Change) -> None:
        body = QWidget()
        form = QFormLayout(body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(L)
        form.setVerticalSpacing(S)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for setting in SETTINGS.values():
            if setting.label:
                field = _field(setting, settings.get(setting), changed)
                _name(field, tr(setting.label))
                form.addRow(label(tr(setting.label), tone="text2"), field)
        close = button(tr("关闭"), "primary")
        super().__init__(parent, tr("设置"), body=body, buttons=(close,), width=560)
        close.clicked.connect(self.accept)


def _name(field: QWidget, words: str) -> None:
    for part in (field, *field.findChildren(QWidget)):
        if not part.accessibleName():
            part.setAccessibleName(words)


def _field(setting: Setting[Any], value: Any, changed: Change) -> QWidget:
    if setting is BACKUPS:
        return _folder(setting, value, changed)
    if setting.choices:
        return _choice(setting, value, changed)
    if setting.type is bool:
        check = QCheckBox()
        check.setChecked(value)
        check.toggled.connect(lambda on: changed(setting, on))
        return check
    if setting.type is int:
        return _number(setting, value, changed)
    line = QLineEdit(value)
    line.editingFinished.connect(lambda: changed(setting, line.text().strip()))
    return line


def _choice(setting: Setting[Any], value: Any, changed: Change) -> QComboBox:
    combo = QComboBox()
    for choice in setting.choices:
        combo.addItem(tr(str(choice)), choice)
    combo.setCurrentIndex(setting.choices.index(value))
    combo.currentIndexChanged.connect(lambda index: changed(setting, setting.choices[index]))
    return combo


def _number(setting: Setting[Any], value: int, changed: Change) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(setting.low or 0, setting.high if setting.high is not None else 1_000_000)
    spin.setValue(value)
    spin.setFixedHeight(BUTTON)
    spin.editingFinished.connect(lambda: changed(setting, spin.value()))
    return spin


def _folder(setting: Setting[Any], value: str, changed: Change) -> QWidget:
    line = QLineEdit(value)
    line.setPlaceholderText(str(backup_dir()))
    line.editingFinished.connect(lambda: changed(setting, line.text().strip()))
    pick = button(tr("选择…"))

    def choose() -> None:
        chosen = QFileDialog.getExistingDirectory(line, tr("备份文件夹"), line.text() or str(backup_dir()))
        if chosen:
            line.setText(chosen)
            changed(setting, chosen)

    pick.clicked.connect(choose)
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(line, 1)
    row.addWidget(pick)
    return made
