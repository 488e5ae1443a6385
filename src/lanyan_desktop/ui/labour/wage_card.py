"""工资条: one worker's month beside the 工资表, each figure with how it came about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.services.labour.payroll import Payee
from lanyan_desktop.services.labour.view import LabourView
from lanyan_desktop.services.labour.wage_slip import SlipLine, legal_text, slip_lines, work_text
from lanyan_desktop.ui.components.card import Card
from lanyan_desktop.ui.components.label import Tone, label, rule
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import CAPTION, XS, S


class WageCard(Card):
    """The slip of the worker one stands on; hidden where there is none."""

    def __init__(self) -> None:
        self._body = QWidget()
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(0, 0, 0, 0)
        super().__init__("", self._body)
        self._legal = label("", CAPTION, tone="text2", wraps=True)
        self._table = QWidget()
        self._lines.addWidget(self._table)
        self._lines.addWidget(self._legal)
        self._lines.addStretch(1)
        self.shown: list[SlipLine] = []

    def show_payee(self, view: LabourView, payee: Payee | None) -> None:
        """Show another worker's slip."""
        self.setVisible(payee is not None)
        if payee is None:
            return
        payroll = view.payroll
        title = tr("%1 实发 %2 元", payee.worker.name, fixed(payee.pay.net_fen, 2))
        self.set_title(title, remark=tr("工资条 · %1", work_text(payroll, payee)))
        legal = legal_text(payroll, payee, view.grid)
        self._legal.setText(legal)
        self._legal.setVisible(bool(legal))
        self.shown = slip_lines(payroll, payee)
        made = _lines(self.shown)
        self._lines.replaceWidget(self._table, made)
        self._table.hide()
        self._table.deleteLater()
        self._table = made


def _lines(lines: list[SlipLine]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(S)
    grid.setVerticalSpacing(XS)
    grid.setColumnStretch(1, 1)
    for place, line in enumerate(lines):
        weight = 600 if line.is_sum else 400
        if line.is_sum:
            grid.addWidget(rule(is_strong=True), 2 * place, 0, 1, 3)
        amount = label(fixed(line.amount_fen, 2).replace("-", "−"), weight=weight, tone=_tone(line))
        grid.addWidget(label(line.title, weight=weight), 2 * place + 1, 0)
        grid.addWidget(label(line.how, CAPTION, tone="text2"), 2 * place + 1, 1)
        grid.addWidget(amount, 2 * place + 1, 2, Qt.AlignmentFlag.AlignRight)
    return made


def _tone(line: SlipLine) -> Tone:
    return "crit" if line.is_sum and line.amount_fen < 0 else "text"
