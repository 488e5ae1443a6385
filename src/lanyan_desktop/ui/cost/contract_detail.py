"""Below the contracts: the selected one's periods and payments, its parts by account, its changes, its terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import Column, Look, column_of, computed
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.cost.contract_sheet import OfContract, SettlementSource, add_part, add_settlement
from lanyan_desktop.services.cost.gates import edit_parts
from lanyan_desktop.services.cost.payments import Statement, load_statement
from lanyan_desktop.services.registers import edit_cells
from lanyan_desktop.services.session import Ledger, Touched
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, elastic, label, retone
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.cost.words import percent_of, wan
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, L, S
from lanyan_desktop.ui.widgets.table import TableActions, TableView
from lanyan_desktop.ui.widgets.table.register import EditCells, register_table

_MONEY = 112
_KINDS = ("settlement", "contract_part", "change_order")
_SHOWS = frozenset({*_KINDS, "contract", "cost_account"})
_LOWEST = 180


class ContractDetail(QWidget):
    """`show_contract` turns to another contract; `told` hears which records are selected here."""

    def __init__(self, context: TabContext, told: Callable[[str, Sequence[Id]], None]) -> None:
        super().__init__()
        self._context, self._told = context, told
        self._contract: Id | None = None
        self.title = label("", CARD_TITLE, 600)
        self.remark = label("", CAPTION, tone="text2")
        self.switch = Segmented([tr("计量结算"), tr("科目分解"), tr("变更签证")], name=tr("合同明细"))
        self.switch.chosen.connect(self._turn)
        self.add = button(tr("新增"), icon="add")
        self.add.clicked.connect(self._add)
        self._make_tables()
        self.setMinimumHeight(_LOWEST)
        self._lay_out()
        context.bus.changed.connect(self._on_changed)
        self._turn(0)

    def _make_tables(self) -> None:
        reader, own = self._context.session.reader, self._context.project_id
        self._sources = {
            "settlement": SettlementSource(reader, project_id=own),
            "contract_part": OfContract(reader, "contract_part", project_id=own),
            "change_order": OfContract(reader, "change_order", project_id=own),
        }
        self.tables = {
            "settlement": self._table("settlement", settlement_columns(), self._edit_settlements, self._add_period),
            "contract_part": self._table("contract_part", part_columns(), self._edit_parts, self._add_part),
            "change_order": self._table("change_order", change_columns(), self._edit_changes, None),
        }

    def _table(
        self, kind: str, columns: Sequence[Column], edit: EditCells, add: Callable[[], None] | None
    ) -> TableView:
        context = self._context
        table = register_table(
            self._sources[kind],
            columns,
            runner=context.jobs,
            bus=context.bus,
            edit=edit,
            actions=TableActions(add=None if add is None else lambda _after: add()),
            also_shows=("contract",),
            is_read_only=context.session.is_read_only,
        )
        table.selection_changed.connect(lambda: self._tell(kind))
        table.said.connect(context.notify)
        return table

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for table in self.tables.values():
            self._stack.addWidget(table)
        words = box(elastic(self.title), elastic(self.remark), vertical=True, gap=2)
        head = box(words, self.switch, self.add, margins=(L, S, L, S), name="pageHeader", roomy=0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack, 1)

    @property
    def _shown(self) -> str:
        return _KINDS[self.switch.current]

    def _turn(self, place: int) -> None:
        self.switch.set_current(place)
        self._stack.setCurrentIndex(place)
        can_add = self._contract is not None and not self._context.session.is_read_only and place < 2
        self.add.setEnabled(can_add)
        self.add.setText((tr("结算期"), tr("分解"), tr("新增"))[place])
        self.add.setToolTip(tr("变更签证在“变更”视图里登记") if place == 2 else "")

    def _tell(self, kind: str) -> None:
        ids = [Id(key) for key in self.tables[kind].selected_ids() if isinstance(key, bytes)]
        if ids:
            self._told(kind, ids)

    # ---- what is shown

    def show_contract(self, contract_id: Id | None) -> None:
        """The detail of another contract; None empties it."""
        if contract_id == self._contract:
            return
        self._contract = contract_id
        for kind, table in self.tables.items():
            self._sources[kind].show(contract_id)
            table.reload()
            table.show_totals()
        self._turn(self.switch.current)
        self._say()

    def _on_changed(self, touched: Touched, _by: object) -> None:
        if self._contract is not None and _SHOWS & touched.keys():
            self._say()

    def _say(self) -> None:
        contract, reader = self._contract, self._context.session.reader
        if contract is None or contract not in reader.page("contract", [contract], ["id"]):
            self.title.setText(tr("选一份合同，看它的结算、分解和变更"))
            self.remark.setText("")
            return
        found = load_statement(reader, contract_id=contract)
        self.title.setText(finding(found))
        self.title.setToolTip(self.title.text())
        retone(self.title, "crit" if found.warnings else "text")
        self.remark.setText(terms(found))
        self.remark.setToolTip(self.remark.text())

    # ---- what is done

    def _add(self) -> None:
        self.tables[self._shown].commands.add()

    def _edit_settlements(self, ledger: Ledger, edits: Sequence[CellEdit]) -> dict[RowId, Id]:
        new = {"project_id": self._context.project_id, "contract_id": self._contract}
        return edit_cells(ledger, "settlement", edits, new_values=new)

    def _edit_parts(self, ledger: Ledger, edits: Sequence[CellEdit]) -> dict[RowId, Id]:
        assert self._contract is not None
        return edit_parts(ledger, edits, contract_id=self._contract)

    def _edit_changes(self, ledger: Ledger, edits: Sequence[CellEdit]) -> dict[RowId, Id]:
        return edit_cells(ledger, "change_order", edits)

    def _add_period(self) -> None:
        contract = self._contract
        if contract is not None:
            table = self.tables["settlement"]
            self._context.jobs.write(
                lambda ledger: add_settlement(ledger, contract_id=contract),
                done=lambda key: _stand_on(table, key, "done_fen"),
                owner=table,
            )

    def _add_part(self) -> None:
        contract = self._contract
        if contract is not None:
            table = self.tables["contract_part"]
            self._context.jobs.write(
                lambda ledger: add_part(ledger, contract_id=contract),
                done=lambda key: _stand_on(table, key, "net_fen"),
                owner=table,
            )


def _stand_on(table: TableView, key: Id, column: str) -> None:
    table.refresh({key})
    table.go_to(key, column)


def finding(found: Statement) -> str:
    """Where a contract stands, as a sentence; what does not hold comes first."""
    contract = found.contract
    if found.warnings:
        return f"{contract.number}　{found.warnings[0]}"
    if not found.periods:
        return tr("%1　还没有结算", f"{contract.number} {contract.name}")
    last = found.periods[-1][1]
    return tr(
        "%1　%2 期累计完成 %3 万，应付未付 %4 万，质保金 %5 万",
        contract.number, str(len(found.periods)), wan(found.done_fen), wan(last.owed_fen), wan(found.retention_fen),
    )  # fmt: skip


def terms(found: Statement) -> str:
    """The terms of payment in one line."""
    contract = found.contract
    parts = [
        tr("税率 %1", percent_of(contract.tax_rate)),
        tr("进度款 %1", percent_of(contract.progress_share)),
        tr("质保金 %1", percent_of(contract.retention_share)),
    ]
    if found.recovery_start_fen is not None:
        parts.append(tr("预付款 %1 万，起扣点 %2 万", wan(contract.advance_fen), wan(found.recovery_start_fen)))
    if contract.terms:
        parts.append(contract.terms)
    return " · ".join([*parts, *found.warnings[1:]])


def settlement_columns() -> list[Column]:
    """本期 typed, 累计 and 应付 computed."""
    kind = KINDS["settlement"]

    def money(name: str, title: str, *, is_total: bool = False) -> Column:
        return computed(name, title, Shape.MONEY, unit="元", width=_MONEY, is_total=is_total)

    return [
        column_of(kind, "number", width=72),
        column_of(kind, "day", width=92),
        column_of(kind, "done_fen", width=_MONEY, is_total=True),
        money("to_date_fen", "累计完成"),
        money("recovered_fen", "扣回预付款", is_total=True),
        column_of(kind, "penalty_fen", width=96, is_total=True),
        money("due_fen", "本期应付", is_total=True),
        column_of(kind, "paid_fen", width=_MONEY, is_total=True),
        money("owed_fen", "应付未付"),
        column_of(kind, "state", look=Look.CHIP, width=78, chips={"已审定": "ok", "已申报": "warn", "草稿": "mute"}),
        column_of(kind, "note", width=160),
    ]


def part_columns() -> list[Column]:
    kind = KINDS["contract_part"]
    return [column_of(kind, "account_id", width=220), column_of(kind, "net_fen", width=140, is_total=True)]


def change_columns() -> list[Column]:
    kind = KINDS["change_order"]
    chips = {"已批准": "ok", "审批中": "warn", "已申报": "warn", "已驳回": "crit"}
    return [
        column_of(kind, "number", width=84),
        column_of(kind, "day", width=92),
        column_of(kind, "content", width=260),
        column_of(kind, "claimed_fen", width=_MONEY, is_total=True),
        column_of(kind, "approved_fen", width=_MONEY, is_total=True),
        column_of(kind, "state", look=Look.CHIP, width=78, chips=chips),
        column_of(kind, "account_id", width=130),
    ]
