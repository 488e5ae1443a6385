"""What the user may settle about a sheet before it is read: which form it is, its unit, its month."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from lanyan_desktop.core.forms.declared import FORMS
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import S

_UNITS = {"budget": ("元", "万元"), "attendance": ("工日", "小时"), "daywork": ("工日", "小时")}
_MONTHLY = ("attendance", "daywork")
_MONTH = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?\s*")


class Choices(QWidget):
    """Three small fields; those that mean nothing for a form are not shown."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._form, self._unit, self._month = QComboBox(), QComboBox(), QLineEdit()
        self._form.addItem(tr("自动认表"), "")
        for form in FORMS.values():
            self._form.addItem(form.title, form.name)
        self._month.setPlaceholderText(tr("月份 2025-11"))
        self._month.setFixedWidth(104)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        for field, name in ((self._form, tr("哪种表")), (self._unit, tr("单位")), (self._month, tr("月份"))):
            field.setAccessibleName(name)
            field.setToolTip(name)
            line.addWidget(field)
        self.set_form("")
        self._form.activated.connect(self._on_form)
        self._unit.activated.connect(lambda _at: self.changed.emit())
        self._month.editingFinished.connect(self._on_month)
        self._told: date | None = None

    @property
    def form(self) -> str:
        return str(self._form.currentData())

    @property
    def unit(self) -> str:
        """The chosen unit, "" to read it off the sheet."""
        return str(self._unit.currentData() or "")

    @property
    def month(self) -> date | None:
        """The first day of the month; None if none is given or it cannot be read."""
        match = _MONTH.fullmatch(self._month.text())
        if match is None or not 1 <= int(match[2]) <= 12:
            return None
        return date(int(match[1]), int(match[2]), 1)

    def set_form(self, name: str) -> None:
        """Show which form it is, and the fields it has."""
        self._form.setCurrentIndex(self._form.findData(name))
        units = _UNITS.get(name, ())
        if [self._unit.itemData(n) for n in range(1, self._unit.count())] != list(units):
            self._unit.clear()
            self._unit.addItem(tr("单位按表"), "")
            for unit in units:
                self._unit.addItem(unit, unit)
        self._unit.setVisible(bool(units))
        self._month.setVisible(name in _MONTHLY)

    def _on_form(self, _at: int) -> None:
        self.set_form(self.form)
        self.changed.emit()

    def _on_month(self) -> None:
        if self.month != self._told:
            self._told = self.month
            self.changed.emit()
