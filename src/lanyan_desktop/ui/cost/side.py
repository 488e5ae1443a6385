"""The side column of the cost tab: S-curve and account variances, each under the sentence it proves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from lanyan_desktop.services.cost.accounts import worst_account
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.card import Card
from lanyan_desktop.ui.cost.variance_bars import VarianceBars
from lanyan_desktop.ui.cost.words import accounts_title, curve_remark, curve_title
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import CARD_GAP

if TYPE_CHECKING:  # pyqtgraph costs 0.2 s: not before the first curve
    from lanyan_desktop.ui.cost.curve_chart import CurveChart

_WIDTH, _NARROWEST = 520, 380


class Side(QScrollArea):
    """Charts of one project; scrolls when the window is low."""

    account_chosen = Signal(str)  # code
    month_chosen = Signal(object)  # Day at the end of the month of a point of the curve

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setWidgetResizable(True)
        self.setMinimumWidth(_NARROWEST)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.chart: CurveChart | None = None
        self._frame = QWidget()
        self._frame.setObjectName("side")
        self._chart_place = QVBoxLayout()
        self.curve = Card("", self._place())
        self.bars = VarianceBars()
        self.bars.chosen.connect(self.account_chosen)
        self.variances = Card("", self.bars)
        self.variances.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(CARD_GAP)
        column.addWidget(self.curve, 1)
        column.addWidget(self.variances)
        self.setWidget(self._frame)
        self._offer_copies()

    def _place(self) -> QWidget:
        made = QWidget()
        made.setLayout(self._chart_place)
        self._chart_place.setContentsMargins(0, 0, 0, 0)
        return made

    def show_view(self, view: CostView) -> None:
        """Show what a project's cost says."""
        if self.chart is None:
            from lanyan_desktop.ui.cost.curve_chart import CurveChart

            self.chart = CurveChart()
            self.chart.picked.connect(self.month_chosen)
            self._chart_place.addWidget(self.chart)
        value = view.standing.value
        self.curve.set_title(curve_title(value), remark=curve_remark(value))
        self.chart.set_standing(view.standing)
        self.variances.set_title(
            accounts_title(worst_account(view.accounts)), remark=tr("科目偏差 AC − EV，万元；右列为占该科目挣值")
        )
        self.bars.set_accounts(view.accounts)
        self.variances.setVisible(value is not None and bool(self.bars.rows))

    def _offer_copies(self) -> None:
        copy = action(tr("复制曲线"), icon="export", tip=tr("复制为图片或表格"))
        menu = QMenu(self)
        menu.addAction(tr("复制为图片")).triggered.connect(self._copy_picture)
        menu.addAction(tr("复制为表格")).triggered.connect(self._copy_table)
        copy.setMenu(menu)
        copy.setParent(self)
        self.curve.add_action(copy)

    def _copy_picture(self) -> None:
        if self.chart is not None:
            self.chart.copy_picture()

    def _copy_table(self) -> None:
        if self.chart is not None:
            self.chart.copy_table()
