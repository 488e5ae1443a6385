"""工资: the wages of the month in one table, typed into while the month is open, followed until all have signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QStackedWidget

from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Fen, Id, day_of
from lanyan_desktop.services.labour import pay_entry, pay_table, paying
from lanyan_desktop.services.labour.pay_entry import TypedItem
from lanyan_desktop.services.labour.payroll import Payee, Payroll, unpriced
from lanyan_desktop.services.labour.view import LabourView
from lanyan_desktop.services.session import Ledger
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.chip import ChipKind
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.components.label import box
from lanyan_desktop.ui.components.toolbar import Alarm, Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.papers import Papers
from lanyan_desktop.ui.labour.wage_card import WageCard
from lanyan_desktop.ui.labour.wage_columns import wage_columns
from lanyan_desktop.ui.shell.tab import State, TabContext
from lanyan_desktop.ui.tokens import CARD_GAP
from lanyan_desktop.ui.widgets.table import TableActions, TableView
from lanyan_desktop.ui.widgets.table.headings import ColumnState

_MARGINS = (CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
_SIDE = 300


class WagesPage(QObject):
    """The table is made once; each reading of the month gives it other rows."""

    name = "wages"

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._view: LabourView | None = None
        self._payroll: Payroll | None = None
        self._payees: dict[RowId, Payee] = {}
        self.source = ListSource(pay_table.NAMES, {})
        can_write = not context.session.is_read_only
        self.table = TableView(
            self.source,
            wage_columns(),
            commit=self._commit if can_write else None,
            actions=TableActions(undo=self._undo, redo=self._redo) if can_write else TableActions(),
            name=tr("工资表"),
        )
        self.table.current_changed.connect(self._on_current)
        self.table.said.connect(context.notify)
        self.card = WageCard()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.table)
        self._split.addWidget(box(self.card, None, vertical=True, margins=_MARGINS, name="win"))
        self._split.setStretchFactor(0, 1)
        self._split.setChildrenCollapsible(False)
        self._split.setSizes([1_066, _SIDE])
        self._make_actions()
        self.widget = QStackedWidget()
        self.widget.addWidget(self._split)
        self.widget.addWidget(self._make_empty())

    def _make_actions(self) -> None:
        self.agreeing = self._act(
            self.agree, tr("审定"), "check", "Ctrl+Shift+A", tr("审定本月工资表：定下来，不再随考勤变")
        )
        self.reopening = self._act(self.reopen, tr("撤回"), "undo", "", tr("撤回审定，没有发放、没有签字时可以"))
        self.paying = self._act(self.pay, tr("发放"), "save", "Ctrl+Shift+P", tr("选中的工人今天已发放实发工资"))
        self.signing = self._act(self.sign, tr("签字"), "user", "Ctrl+Shift+S", tr("选中的工人已在工资表上签字"))
        self.actions: Sequence[QAction] = (self.agreeing, self.reopening, self.paying, self.signing)
        self._hint = action(tr("奖金、罚款、餐费、水电、借支直接键入金额，Enter 向下"))
        self._hint.setEnabled(False)
        self.papers = Papers(self._context, self.table, lambda: self._payroll.month if self._payroll else None)
        self._printing = action(tr("打印和导出"), icon="print", tip=tr("工资发放表、工资条、银行代发清单"))
        self._printing.setMenu(self.papers.menu())
        left = [self.agreeing, self.reopening, None, self.paying, self.signing, None, self._hint]
        self.toolbar = Toolbar(left, [self._printing])
        self._allow()

    def _act(self, does: Callable[[], None], text: str, icon: str, shortcut: str, tip: str) -> QAction:
        made = action(text, icon=icon, shortcut=shortcut, tip=tip)
        made.triggered.connect(lambda _checked=False: does())
        return made

    def _make_empty(self) -> EmptyState:
        return EmptyState(
            tr("本月还没有工资"),
            tr("录入考勤后，这里按工日和日工资算出每个人的应发和实发。"),
            hint=tr("日工资写在名册里，变动写在工价里"),
        )

    # ---- showing

    def take(self, view: LabourView) -> None:
        """Show a month that was read."""
        payroll = view.payroll
        self._view, self._payroll = view, payroll
        is_same = list(self._payees) == [payee.worker.id for payee in payroll.payees]
        self._payees = {payee.worker.id: payee for payee in payroll.payees}
        self.source.replace(pay_table.pay_rows(payroll), totals=pay_table.pay_totals(payroll))
        if is_same:
            self.table.refresh(set(self._payees))  # what is selected stays selected: paid first, then signed
        else:
            self.table.reload()
        self.widget.setCurrentIndex(0 if payroll.payees else 1)
        if self.table.current_id is None and payroll.payees:
            self.table.go_to(payroll.payees[0].worker.id, "name")
        self._on_current(self.table.current_id)
        self._allow()
        self.toolbar.set_alarms(self._alarms(payroll))

    def _allow(self) -> None:
        """What can be done now; what cannot says why."""
        payroll = self._payroll
        is_agreed = payroll is not None and payroll.sheet is not None
        read_only = tr("账套以只读方式打开") if self._context.session.is_read_only else ""
        agreed = tr("本月工资表已审定，更正请在以后的月份补发或扣回")
        not_agreed = tr("先审定本月工资表")
        for one, is_wanted, why in (
            (self.agreeing, not is_agreed, agreed),
            (self.reopening, is_agreed, not_agreed),
            (self.paying, is_agreed, not_agreed),
            (self.signing, is_agreed, not_agreed),
        ):
            one.setEnabled(is_wanted and not read_only)
            one.setToolTip(read_only or ("" if is_wanted else why) or one.text())
        self._hint.setText(agreed if is_agreed else tr("奖金、罚款、餐费、水电、借支直接键入金额，Enter 向下"))

    def _alarms(self, payroll: Payroll) -> list[Alarm]:
        negative = [payee for payee in payroll.payees if payee.pay.net_fen < 0]
        rateless = unpriced(payroll)
        found = []
        if negative:
            found.append(self._alarm(tr("%1 人实发为负", len(negative)), "crit", negative[0], "net"))
        if rateless:
            found.append(self._alarm(tr("%1 人没有日工资", len(rateless)), "crit", rateless[0], "rate"))
        if payroll.sheet is not None:
            found += self._progress(payroll)
        return found

    def _progress(self, payroll: Payroll) -> list[Alarm]:
        signed, all_of = pay_table.count_signed(payroll), len(payroll.payees)
        if due := pay_table.due_fen(payroll):
            first = next(p for p in payroll.payees if pay_table.state_of(p) == pay_table.DUE)
            return [self._alarm(tr("欠付 %1 元", fixed(due, 2)), "warn", first, "paid")]
        if signed < all_of:
            first = next(p for p in payroll.payees if pay_table.state_of(p) != pay_table.SIGNED)
            return [self._alarm(tr("已签字 %1 / %2", signed, all_of), "warn", first, "state")]
        return [self._alarm(tr("%1 人全部签字", all_of), "ok", payroll.payees[0], "state")]

    def _alarm(self, text: str, kind: ChipKind, payee: Payee, column: str) -> Alarm:
        return Alarm(text, kind, lambda: self._stand(payee.worker.id, column), tip=tr("跳到第一处"))

    def _stand(self, worker_id: Id, column: str) -> None:
        self.table.go_to(worker_id, column)
        self.table.setFocus()

    def _on_current(self, row_id: RowId | None) -> None:
        if self._view is not None:
            self.card.show_payee(self._view, self._payees.get(row_id) if row_id is not None else None)
        if isinstance(row_id, bytes):
            self._context.inspect("worker", [Id(row_id)])

    def enter(self) -> None:
        self.table.setFocus()

    def go_to_worker(self, worker_id: Id) -> bool:
        """Stand on a worker's line."""
        return self.table.go_to(worker_id)

    # ---- doing

    def _commit(self, edits: Sequence[CellEdit]) -> None:
        payroll = self._payroll
        if payroll is None:
            return
        typed = [
            TypedItem(
                worker_id=Id(cell.id),
                type=pay_table.ITEM_NAMES[cell.name],
                total_fen=Fen(cell.value) if isinstance(cell.value, int) else None,
            )
            for cell in edits
            if isinstance(cell.id, bytes)
        ]
        self._write(
            lambda ledger: pay_entry.put_items(
                ledger, project_id=self._context.project_id, month=payroll.month, typed=typed
            ),
            failed=lambda error: self._refused(edits, error),
        )

    def _refused(self, edits: Sequence[CellEdit], error: BaseException) -> None:
        self.table.editor.refuse({}, list(edits))
        self._context.show_failure(error)

    def agree(self) -> None:
        """审定 the month."""
        self._of_month(paying.agree_payroll, lambda month: tr("%1工资表已审定", month))

    def reopen(self) -> None:
        """Take 审定 back."""
        self._of_month(paying.reopen_payroll, lambda month: tr("%1工资表已撤回", month))

    def _of_month(self, command: Callable[..., object], said: Callable[[str], str]) -> None:
        payroll = self._payroll
        if payroll is None:
            return
        month, project_id = payroll.month, self._context.project_id
        self._write(
            lambda ledger: command(ledger, project_id=project_id, month=month),
            done=lambda _result: self._context.notify(said(month.title)),
        )

    def _chosen(self) -> list[Id]:
        """The agreed lines of the selected workers."""
        payees = [self._payees.get(row_id) for row_id in self.table.selected_ids()]
        return [payee.line.id for payee in payees if payee is not None and payee.line is not None]

    def pay(self) -> None:
        """The selected workers have their money today."""
        payroll, lines = self._payroll, self._chosen()
        if payroll is None or not lines:
            return
        project_id, today = self._context.project_id, day_of(date.today())
        self._write(
            lambda ledger: paying.pay_lines(
                ledger, project_id=project_id, month=payroll.month, line_ids=lines, day=today
            ),
            done=lambda paid: self._context.notify(tr("已发放 %1 元", fixed(Fen(cast(int, paid)), 2))),
        )

    def sign(self) -> None:
        """The selected workers have signed."""
        payroll, lines = self._payroll, self._chosen()
        if payroll is None or not lines:
            return
        project_id = self._context.project_id
        self._write(
            lambda ledger: pay_entry.sign_lines(ledger, project_id=project_id, month=payroll.month, line_ids=lines),
            done=lambda count: self._context.notify(tr("已签字 %1 人", count)),
        )

    def _write(
        self,
        command: Callable[[Ledger], object],
        *,
        done: Callable[[object], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._context.jobs.write(command, done=done, failed=failed, owner=self.table)

    def _undo(self) -> None:
        self._write(lambda ledger: ledger.undo())

    def _redo(self) -> None:
        self._write(lambda ledger: ledger.redo())

    # ---- remembering

    def state(self) -> State:
        return {"splitter": self._split.sizes(), "columns": dict(self.table.state())}

    def restore(self, state: State) -> None:
        sizes, columns = state.get("splitter"), state.get("columns")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):
            self._split.setSizes(sizes)
        if isinstance(columns, Mapping) and columns:
            self.table.restore(cast("ColumnState", columns))  # the headings ignore what does not fit
