"""月结: the months at the left; of the selected one what it lacks, its labour to book, the button that closes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Column, Look, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Row, RowId
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.cost.closing import Closing, CostMonthRow, Gap, cost_months, load_closing
from lanyan_desktop.services.cost.gates import set_month
from lanyan_desktop.services.cost.labour_booking import Booked, LabourLine, book_labour
from lanyan_desktop.services.session import Reader, Touched
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, elastic, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.tokens import BODY, CAPTION, CARD_TITLE, L, S
from lanyan_desktop.ui.widgets.table import TableActions, TableView

_SHOWS = frozenset(
    {"cost_month", "cost_entry", "settlement", "change_order", "day_work", "day_work_line", "attendance", "team",
     "worker", "contract"}
)  # fmt: skip
_WRONG = {"labour": "看点工与工资", "entries": "看单据", "settlement": "看合同结算", "change": "看变更签证"}
_MOST = 6


class ClosingPanel(QWidget):
    """`leads` is told where a gap is put right and in which month; `opens` which booking to show."""

    def __init__(
        self, context: TabContext, *, leads: Callable[[str, Month], None], opens: Callable[[Id], None]
    ) -> None:
        super().__init__()
        self._context, self._leads, self._opens = context, leads, opens
        self._months: list[CostMonthRow] = []
        self.closing: Closing | None = None
        self.months, self._month_rows = _list_table(month_columns(), tr("月份"))
        self.labour, self._labour_rows = _list_table(labour_columns(), tr("点工与工资"))
        self.months.current_changed.connect(lambda _now: self._read())
        self.labour.opened.connect(self._open)
        self.title = label("", CARD_TITLE, 600)
        self.close_button = button(tr("结账"), "primary", icon="check")
        self.close_button.clicked.connect(self._turn_key)
        self.book_button = button(tr("入账"), icon="import")
        self.book_button.clicked.connect(self._book)
        self.labour_title = label("", CAPTION, tone="text2")
        self._gaps = QVBoxLayout()
        self._gaps.setSpacing(4)
        self._lay_out()
        context.bus.changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        gaps = QWidget()
        gaps.setLayout(self._gaps)
        self._gaps.setContentsMargins(L, 0, L, S)
        head = box(elastic(self.title), self.close_button, margins=(L, S, L, S), roomy=0)
        between = box(elastic(self.labour_title), self.book_button, margins=(L, S, L, S), name="pageHeader", roomy=0)
        right = box(head, gaps, between, self.labour, vertical=True, gap=0, roomy=3)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.months)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([440, 900])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)

    # ---- reading

    def _on_changed(self, touched: Touched, _by: object) -> None:
        if _SHOWS & touched.keys() and self.isVisible():
            self.read()

    def read(self) -> None:
        """Read the months and what the selected one lacks, beside the window's thread."""
        project_id = self._context.project_id

        def work(reader: Reader, _token: JobToken) -> list[CostMonthRow]:
            return list(cost_months(reader, project_id=project_id))

        self._context.jobs.read("", work, done=self._take_months, owner=self)

    def _take_months(self, months: list[CostMonthRow]) -> None:
        self._months = months
        self._month_rows.replace({str(one.month): _month_row(one) for one in self._months})
        self.months.reload()
        if self.month is None and self._months:
            self.months.go_to(str(self._months[0].month))
        self._read()

    @property
    def month(self) -> Month | None:
        """The selected month."""
        now = self.months.current_id
        return next((one.month for one in self._months if str(one.month) == now), None)

    def _read(self) -> None:
        month, project_id = self.month, self._context.project_id
        if month is None:
            self._show(None)
            return

        def work(reader: Reader, _token: JobToken) -> Closing:
            return load_closing(reader, project_id=project_id, month=month)

        self._context.jobs.read("", work, done=self._take, owner=self)

    def _take(self, found: Closing) -> None:
        if found.month == self.month:
            self._show(found)

    def _show(self, found: Closing | None) -> None:
        self.closing = found
        self.title.setText(title(found))
        lines = found.labour if found is not None else ()
        self._labour_rows.replace({one.piece.voucher: _labour_row(one) for one in lines})
        self.labour.reload()
        self.labour.show_totals()
        self.labour_title.setText(labour_title(found))
        self._show_gaps(found.gaps if found is not None else ())
        self._show_buttons(found)

    def _show_buttons(self, found: Closing | None) -> None:
        can_write = found is not None and not self._context.session.is_read_only
        is_closed = found is not None and found.state == "已结账"
        self.close_button.setText(tr("重新打开") if is_closed else tr("结账"))
        self.close_button.setEnabled(can_write)
        to_book = found.to_book if found is not None else 0
        self.book_button.setText(tr("入账 %1 笔", str(to_book)))
        self.book_button.setEnabled(can_write and bool(to_book) and not is_closed)
        self.book_button.setToolTip(
            tr("本月已结账")
            if is_closed
            else tr("都已入账")
            if not to_book
            else tr("把点工与工资记入实际成本，不重复入账")
        )

    def _show_gaps(self, gaps: tuple[Gap, ...]) -> None:
        while self._gaps.count():
            widget = self._gaps.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for gap in gaps[:_MOST]:
            self._gaps.addWidget(self._gap_row(gap))
        if len(gaps) > _MOST:
            self._gaps.addWidget(label(tr("还有 %1 项", str(len(gaps) - _MOST)), CAPTION, tone="text2"))

    def _gap_row(self, gap: Gap) -> QWidget:
        words = label(f"⚠ {gap.text}", BODY, tone="warn")
        if gap.where not in _WRONG or gap.where == "labour":
            return box(words, None)
        go: QPushButton = button(tr(_WRONG[gap.where]), "quiet")
        go.clicked.connect(partial(self._go, gap.where))
        return box(words, go, None, gap=L)

    def _go(self, where: str, _checked: bool = False) -> None:
        if self.month is not None:
            self._leads(where, self.month)

    def _open(self, voucher: RowId) -> None:
        lines = self.closing.labour if self.closing is not None else ()
        entry = next((one.entry_id for one in lines if one.piece.voucher == voucher), None)
        if entry is not None:
            self._opens(entry)

    # ---- what is done

    def _turn_key(self) -> None:
        found, project_id = self.closing, self._context.project_id
        if found is None:
            return
        day, is_closed = found.month.first_day, found.state != "已结账"
        self._context.jobs.write(
            lambda ledger: set_month(ledger, project_id=project_id, month=day, is_closed=is_closed), owner=self
        )

    def _book(self) -> None:
        month, project_id = self.month, self._context.project_id
        if month is not None:
            self._context.jobs.write(
                lambda ledger: book_labour(ledger, project_id=project_id, month=month), done=self._booked, owner=self
            )

    def _booked(self, made: Booked) -> None:
        words = tr("新增 %1 笔，更新 %2 笔，撤下 %3 笔", str(made.added), str(made.changed), str(made.removed))
        self._context.notify(words)
        self._read()


def title(found: Closing | None) -> str:
    """Where the month stands, as a sentence."""
    if found is None:
        return tr("还没有实际成本，没有可以结账的月份")
    if found.state == "已结账":
        return tr("%1已结账：本月的单据不再变动", found.month.title)
    if found.gaps:
        return tr("%1结账前还有 %2 项要看", found.month.title, str(len(found.gaps)))
    return tr("%1可以结账", found.month.title)


def labour_title(found: Closing | None) -> str:
    """What of the month's labour is in the cost."""
    lines = found.labour if found is not None else ()
    if not lines:
        return tr("点工与工资：本月没有")
    done = sum(one.state == "已入账" for one in lines)
    out = sum(one.state == "不入账" for one in lines)
    return tr("点工与工资 %1 笔：已入账 %2，不入账 %3（各有原因）", str(len(lines)), str(done), str(out))


def _list_table(columns: list[Column], name: str) -> tuple[TableView, ListSource]:
    source = ListSource([column.name for column in columns], {})
    table = TableView(source, columns, commit=None, actions=TableActions(), can_sort=False, name=name)
    return table, source


def month_columns() -> list[Column]:
    return [
        computed("month", tr("月份"), Shape.TEXT, width=76),
        computed("state", tr("状态"), Shape.TEXT, look=Look.CHIP, width=78,
                 chips={"已结账": "ok", "未结账": "mute", "重新打开": "warn"}),
        computed("count", tr("笔数"), Shape.NUMBER, width=52, is_total=True),
        computed("amount_fen", tr("本月成本"), Shape.MONEY, unit="元", width=112, is_total=True),
        computed("to_date_fen", tr("累计成本"), Shape.MONEY, unit="元", width=116),
    ]  # fmt: skip


def _month_row(one: CostMonthRow) -> Row:
    return Row([str(one.month), one.state, one.count, one.amount_fen, one.to_date_fen], is_fixed=True)


def labour_columns() -> list[Column]:
    chips = {"已入账": "ok", "未入账": "warn", "有变动": "warn", "不入账": "mute"}
    return [
        computed("day", tr("日期"), Shape.DAY, width=92),
        computed("content", tr("摘要"), Shape.TEXT, width=280),
        computed("state", tr("状态"), Shape.TEXT, look=Look.CHIP, width=78, chips=chips),
        computed("booked_fen", tr("应入账"), Shape.MONEY, unit="元", width=112, is_total=True),
        computed("left_fen", tr("不入账"), Shape.MONEY, unit="元", width=112, is_total=True),
        computed("left_out", tr("不入账原因"), Shape.TEXT, width=180),
    ]


def _labour_row(one: LabourLine) -> Row:
    piece = one.piece
    amounts = (None, piece.amount_fen) if piece.left_out else (piece.amount_fen, None)
    return Row([piece.day, piece.content, one.state, *amounts, piece.left_out or None], is_fixed=True)
