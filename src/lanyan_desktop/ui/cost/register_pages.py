"""科目, 合同 and 变更: the accounts with what they cost, the contracts, the changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QStackedWidget

from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import Column, Look, column_of, columns_of, computed
from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.cost.change_states import Decision, decide_changes
from lanyan_desktop.services.cost.commands import add_account
from lanyan_desktop.services.cost.gates import edit_accounts
from lanyan_desktop.services.cost.registers import TO_DATE, ContractSource, Side, change_source
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.cost.accounts_table import AccountsTable
from lanyan_desktop.ui.cost.contract_detail import ContractDetail
from lanyan_desktop.ui.cost.page import Page, below_one_another
from lanyan_desktop.ui.cost.why_panel import WhyPanel
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.widgets.table import TableActions, TableView
from lanyan_desktop.ui.widgets.table.register import register_table

_MONEY_WIDTH = 112
_OPENING = ("settled_fen", "due_fen", "paid_fen")  # 期初


class AccountsPage(Page):
    """The accounts with target, earned and actual cost; below, why the selected one stands as it does.

    `show` leads to the bookings of an account, `opens` to one record.
    """

    name = "accounts"
    kind = "cost_account"

    def __init__(
        self, context: TabContext, show: Callable[[str, Id | None], None], opens: Callable[[str, Id], object]
    ) -> None:
        super().__init__(context)
        self._show = show
        actions = TableActions(
            add=lambda _after: self._add(), delete=self.delete_selected, undo=self.undo, redo=self.redo
        )
        self.accounts = AccountsTable(
            commit=self._commit if self.can_write else None, actions=actions if self.can_write else TableActions()
        )
        root = self.writing(self.act(tr("科目"), self._add, icon="add", tip=tr("新增一级科目")))
        child = self.writing(self.act(tr("下级科目"), self._add_child, icon="indent", tip=tr("在所选科目下新增")))
        delete = self.writing(self.act(tr("删除"), self.delete_selected, icon="x", tip=tr("删除所选科目")))
        papers = self.act(tr("科目单据"), self._papers, icon="search", tip=tr("看所选科目的实际成本单据"))
        self.build(self.accounts, [root, child, None, delete, None, papers])
        self.why = WhyPanel(context, opens=opens, told=context.inspect)
        self._view: CostView | None = None
        self.accounts.current_changed.connect(lambda _now: self._explain())
        self.accounts.opened.connect(lambda _now: self._papers())
        self.widget = below_one_another(self.accounts, self.why)

    def take(self, view: CostView) -> None:
        self._view = view
        self.accounts.set_accounts(view.accounts)
        self._explain()

    def _explain(self) -> None:
        if self._view is not None:
            self.why.show_account(self._view, self.accounts.current_id)

    def _papers(self) -> None:
        now = self.accounts.current_account
        if now is not None:
            self._show("actual", now)

    def _commit(self, edits: Sequence[CellEdit]) -> None:
        own = self.context.project_id
        self.write_cells(lambda ledger, cells: edit_accounts(ledger, cells, project_id=own), edits)

    def _add(self) -> None:
        self._insert(None)

    def _add_child(self) -> None:
        self._insert(self.accounts.current_account)

    def _insert(self, parent: Id | None) -> None:
        project_id = self.context.project_id
        self.context.jobs.write(
            lambda ledger: add_account(ledger, project_id=project_id, parent=parent), owner=self.accounts
        )


class ContractsPage(Page):
    """支出合同, or 收入合同: two registers, so that a total row never mixes what comes in with what goes out."""

    name = "contracts"
    kind = "contract"
    has_side = False

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._tables = {side: self._register(side) for side in ("支出", "收入")}
        self._shown: Side = "支出"
        add = self.writing(self.act(tr("合同"), self._add, icon="add", tip=tr("新增合同")))
        delete = self.writing(self.act(tr("删除"), self.delete_selected, icon="x", tip=tr("删除所选合同")))
        self._income = action(tr("收入合同"), icon="fork", tip=tr("在支出合同与收入合同之间切换"), checkable=True)
        self._income.toggled.connect(lambda is_on: self.show_side("收入" if is_on else "支出"))
        self.actions.append(self._income)
        self.build(self._tables["支出"], [add, delete, None, self._income])
        income = self._tables["收入"]
        income.selection_changed.connect(self.tell_selection)
        income.said.connect(context.notify)
        self._stack = QStackedWidget()
        for table in self._tables.values():
            self._stack.addWidget(table)
            table.current_changed.connect(lambda _now: self._show_detail())
        self.detail = ContractDetail(context, context.inspect)
        self.widget = below_one_another(self._stack, self.detail)

    def _show_detail(self) -> None:
        now = self.table.current_id
        self.detail.show_contract(Id(now) if isinstance(now, bytes) else None)

    def _add(self) -> None:
        """A new contract on the side that is shown."""
        self.table.commands.add()

    def _register(self, side: Side) -> TableView:
        context = self.context
        return register_table(
            ContractSource(context.session.reader, project_id=context.project_id, side=side),
            contract_columns(),
            runner=context.jobs,
            bus=context.bus,
            new_values={"project_id": context.project_id, "type": "收入" if side == "收入" else "其他"},
            also_shows=("settlement",),
            is_read_only=not self.can_write,
        )

    def show_side(self, side: Side) -> None:
        """Bring the contracts of one side to the front."""
        self._shown = side
        self.table = self._tables[side]
        self._stack.setCurrentWidget(self.table)
        self.tell_selection()
        self._show_detail()

    def go_to(self, record_id: Id) -> bool:
        for side in ("支出", "收入"):
            if self._tables[side].go_to(record_id):
                self._income.setChecked(side == "收入")
                return True
        return False


def contract_columns() -> list[Column]:
    kind = KINDS["contract"]
    titles = zip(TO_DATE, ("累计结算", "累计应付", "累计已付", "应付未付"), strict=True)
    to_date = [
        computed(name, title, Shape.MONEY, unit="元", width=_MONEY_WIDTH, is_total=True) for name, title in titles
    ]
    first = [
        column_of(kind, "number", width=96),
        column_of(kind, "name", width=190),
        column_of(kind, "type", width=78),
        column_of(kind, "party_id", width=160),
    ]
    money = columns_of(kind, ["gross_fen"])
    last = columns_of(
        kind,
        ["net_fen", "tax_rate", "tax_fen", "sign_day", "terms", "state", *_OPENING, "note"],
        hidden=["net_fen", "tax_fen", "note"],
    )
    return [*first, *money, *to_date, *last]


class ChangesPage(Page):
    """变更签证: what was claimed, what was approved; on an income contract it is income, else cost."""

    name = "changes"
    kind = "change_order"
    has_side = False

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        table = register_table(
            change_source(context.session.reader, project_id=context.project_id),
            change_columns(),
            runner=context.jobs,
            bus=context.bus,
            new_values={"project_id": context.project_id},
            is_read_only=not self.can_write,
        )
        add = self.writing(self.act(tr("变更签证"), self._add, icon="add", tip=tr("登记一项变更、签证或索赔")))
        delete = self.writing(self.act(tr("删除"), self.delete_selected, icon="x", tip=tr("删除所选变更签证")))
        decisions: tuple[tuple[str, str, Decision, str], ...] = (
            (tr("申报"), "export", "已申报", tr("所选变更签证报出去")),
            (tr("批准"), "check", "已批准", tr("所选变更签证批准；没填审定金额的按申报金额")),
            (tr("驳回"), "undo", "已驳回", tr("所选变更签证驳回，不计入动态成本")),
        )
        states = [
            self.writing(self.act(text, partial(self._decide, decision), icon=icon, tip=tip))
            for text, icon, decision, tip in decisions
        ]
        self.build(table, [add, delete, None, *states])

    def _decide(self, decision: Decision) -> None:
        records = [Id(key) for key in self.table.selected_ids() if isinstance(key, bytes)]
        if records:
            self.context.jobs.write(lambda ledger: decide_changes(ledger, records, decision), owner=self.table)

    def _add(self) -> None:
        self.table.commands.add()


def change_columns() -> list[Column]:
    kind = KINDS["change_order"]
    chips = {"已批准": "ok", "审批中": "warn", "已申报": "warn", "已驳回": "crit"}
    return [
        column_of(kind, "number", width=84),
        column_of(kind, "day", width=92),
        column_of(kind, "type", width=78),
        column_of(kind, "content", width=240),
        column_of(kind, "trade", width=66),
        column_of(kind, "claimed_fen", width=_MONEY_WIDTH, is_total=True),
        column_of(kind, "approved_fen", width=_MONEY_WIDTH, is_total=True),
        column_of(kind, "claimed_days", width=84),
        column_of(kind, "approved_days", width=84),
        column_of(kind, "state", look=Look.CHIP, width=78, chips=chips),
        column_of(kind, "contract_id", width=190),
        column_of(kind, "account_id", width=130),
        column_of(kind, "responsible", width=90, is_shown=False),
        column_of(kind, "note", width=160, is_shown=False),
    ]
