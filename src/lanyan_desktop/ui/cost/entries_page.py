"""实际: the bookings of actual cost, and 月结 in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QStackedWidget

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.table.columns import Column, column_of
from lanyan_desktop.core.table.query import Condition, Query
from lanyan_desktop.core.table.rows import RowId
from lanyan_desktop.core.values import Day, Id
from lanyan_desktop.services.cost.commands import book_cost
from lanyan_desktop.services.cost.gates import delete_entries, edit_entries
from lanyan_desktop.services.cost.registers import entry_source
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.cost.closing_panel import ClosingPanel
from lanyan_desktop.ui.cost.page import Page
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.widgets.table import TableActions
from lanyan_desktop.ui.widgets.table.register import register_table

_MONEY_WIDTH = 112


class EntriesPage(Page):
    """The bookings of actual cost, and behind a button the months that are closed; `show` leads to other views."""

    name = "entries"
    kind = "cost_entry"
    has_side = False

    def __init__(self, context: TabContext, show: Callable[[str], None]) -> None:
        super().__init__(context)
        self._show = show
        self._day: Day | None = None
        table = register_table(
            entry_source(context.session.reader, project_id=context.project_id),
            entry_columns(),
            runner=context.jobs,
            bus=context.bus,
            new_values={"project_id": context.project_id},
            edit=lambda ledger, cells: edit_entries(ledger, cells, project_id=context.project_id),
            actions=TableActions(add=self._add, delete=self.delete_selected),
            is_read_only=not self.can_write,
        )
        self.entries = table
        add = self.writing(self.act(tr("登记实际"), self._add, icon="check", tip=tr("在数据日期登记一笔实际成本")))
        delete = self.writing(self.act(tr("删除"), self.delete_selected, icon="x", tip=tr("删除所选记录")))
        self._closing_on = action(tr("月结"), icon="cal", tip=tr("点工与工资入账，结账与重新打开"), checkable=True)
        self._closing_on.toggled.connect(lambda is_on: self.show_closing(is_on=is_on))
        self.actions.append(self._closing_on)
        self._writes = (add, delete)
        self.build(table, [add, delete, None, self._closing_on])
        self.closing = ClosingPanel(context, leads=self._lead, opens=self._open)
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._stack.addWidget(self.closing)
        self.widget = self._stack

    def show_closing(self, *, is_on: bool) -> None:
        """月结 in place of the bookings, or the bookings again."""
        self._closing_on.setChecked(is_on)
        self._stack.setCurrentIndex(int(is_on))
        self.table = self.closing.months if is_on else self.entries
        for one in self._writes:
            one.setEnabled(self.can_write and not is_on)
        if is_on:
            self.closing.read()
        self.table.setFocus()

    def tell_selection(self) -> None:
        if self.table is self.entries:
            super().tell_selection()

    def go_to(self, record_id: Id) -> bool:
        self.show_closing(is_on=False)
        return super().go_to(record_id)

    def _lead(self, where: str, month: Month) -> None:
        """To what a month lacks: its bookings here, contracts and changes in their views."""
        if where == "entries":
            self.show_only([Condition("day", ">=", month.first_day), Condition("day", "<=", month.last_day)])
        else:
            self._show(where)

    def _open(self, entry_id: Id) -> None:
        self.entries.set_query(Query())
        self.go_to(entry_id)

    def delete_selected(self, ids: Sequence[RowId] | None = None) -> None:
        own = self.context.project_id
        records = [Id(key) for key in (self.entries.selected_ids() if ids is None else ids) if isinstance(key, bytes)]
        if records:
            self.context.jobs.write(lambda ledger: delete_entries(ledger, records, project_id=own), owner=self.entries)

    def show_only(self, conditions: Sequence[Condition]) -> None:
        """Filter the bookings; the filter stands in the heading, where it is lifted."""
        self.show_closing(is_on=False)
        self.entries.set_query(Query(tuple(conditions)))

    def take(self, view: CostView) -> None:
        self._day = view.standing.data_day or view.project.start_day

    def _add(self, _after: RowId | None = None) -> None:
        day, project_id = self._day, self.context.project_id
        self.context.jobs.write(
            lambda ledger: book_cost(ledger, project_id=project_id, day=day), done=self._show_new, owner=self.entries
        )

    def _show_new(self, entry_id: Id) -> None:
        self.entries.refresh({entry_id})
        self.entries.go_to(entry_id, "content")


def entry_columns() -> list[Column]:
    kind = KINDS["cost_entry"]
    return [
        column_of(kind, "day", width=92),
        column_of(kind, "content", width=220),
        column_of(kind, "amount_fen", width=_MONEY_WIDTH, is_total=True),
        column_of(kind, "account_id", width=170),
        column_of(kind, "contract_id", width=210),
        column_of(kind, "activity_id", width=150),
        column_of(kind, "voucher", width=84),
        column_of(kind, "note", width=160, is_shown=False),
    ]
