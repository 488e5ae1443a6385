"""The side column of attendance: what is odd, who pays for the slips, and the slips themselves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import Column, Look, column_of, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row
from lanyan_desktop.core.values import Id, date_of
from lanyan_desktop.services.labour.slips import Slip
from lanyan_desktop.services.labour.view import LabourView
from lanyan_desktop.ui.components.card import Card
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.bearer_bar import BearerBar
from lanyan_desktop.ui.labour.problem_card import ProblemCard
from lanyan_desktop.ui.labour.words import CHIPS, SHORT, bearer_remark, bearer_title
from lanyan_desktop.ui.tokens import CARD_GAP, COMPACT_ROW
from lanyan_desktop.ui.widgets.table import TableView

NARROWEST = 330
_ROOMY = 520  # with less, only date, content, money and bearer are seen
_DROPPED = (0, 3, 4)
_CONTENT = 2
_CHIPS = {SHORT[bearer]: tone for bearer, tone in CHIPS.items()}


def _columns() -> list[Column]:
    kind = KINDS["day_work"]
    return [
        computed("number", tr("单号"), Shape.TEXT, look=Look.CODE, width=38),
        computed("day", tr("日期"), Shape.TEXT, width=50),
        column_of(kind, "content", editable=False, width=140),
        computed("team", tr("班组"), Shape.TEXT, width=66),
        computed("crew", tr("人×时"), Shape.TEXT, width=52),
        computed("amount", tr("金额"), Shape.MONEY, unit="元", width=80, is_total=True),
        computed("bearer", tr("费用承担"), Shape.TEXT, look=Look.CHIP, width=72, chips=_CHIPS),
    ]


class Side(QWidget):
    """Cards from above: the problem, the bearers, the slips."""

    slip_opened = Signal(object)  # Id

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setMinimumWidth(NARROWEST)
        self.problem = ProblemCard()
        self.bar = BearerBar()
        self.bearers = Card("", self.bar)
        columns = _columns()
        self.source = ListSource([column.name for column in columns], {})
        self.table = TableView(
            self.source, columns, row_height=COMPACT_ROW, selects_rows=True, has_total=False, name=tr("点工单")
        )
        self.table.header.setSectionResizeMode(_CONTENT, QHeaderView.ResizeMode.Stretch)
        self.table.opened.connect(self.slip_opened)
        self.slips = Card("", self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(CARD_GAP)
        column.addWidget(self.problem)
        column.addWidget(self.bearers)
        column.addWidget(self.slips, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _ROOMY
        for place in _DROPPED:
            self.table.headings.show_column(place, is_shown=not is_narrow)

    def show_view(self, view: LabourView) -> None:
        """Show the slips of a month."""
        slips = view.slips
        self.bearers.set_title(bearer_title(slips), remark=bearer_remark(slips) if slips.amount_fen else "")
        self.bar.show_groups(slips.bearers())
        self.slips.set_title(tr("点工单 %1 张", len(slips.slips)))
        self.source.replace({slip.id: _row(slip) for slip in slips.slips})
        self.table.reload()

    def go_to_slip(self, slip_id: Id) -> bool:
        return self.table.go_to(slip_id)


def _row(slip: Slip) -> Row:
    record = slip.record
    when = date_of(record.day)
    bearer = SHORT.get(record.bearer or "未填", record.bearer or "")
    values = [
        record.number.rpartition("-")[2],
        f"{when.month:02}-{when.day:02}",
        record.content,
        slip.team.removesuffix("班组"),
        slip.crew,
        slip.amount_fen if slip.is_priced else None,
        bearer,
    ]
    dress = {} if record.bearer else {"bearer": Dress(text=bearer, tone="warn")}
    return Row(values, dress)
