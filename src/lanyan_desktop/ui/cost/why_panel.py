"""Below the accounts: why the selected one stands as it does, in words, and the records that make it so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Column, Look, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Row, RowId
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.cost.accounts import Account
from lanyan_desktop.services.cost.dynamic import DynamicAccount
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.services.cost.why import Cause, causes_of
from lanyan_desktop.services.session import Reader
from lanyan_desktop.ui.components.label import box, elastic, label, retone
from lanyan_desktop.ui.cost.words import percent, wan
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, L, S
from lanyan_desktop.ui.widgets.table import TableActions, TableView

_LOWEST = 170
_CHIPS = {"已批变更": "warn", "已签合同": "info", "估算": "mute", "待定变更": "warn", "实际成本": "ok"}


class WhyPanel(QWidget):
    """`opens` is told kind and id of the record a line stands for; `told` which is selected."""

    def __init__(
        self, context: TabContext, *, opens: Callable[[str, Id], object], told: Callable[[str, Sequence[Id]], None]
    ) -> None:
        super().__init__()
        self._context, self._opens, self._told = context, opens, told
        self._causes: dict[RowId, Cause] = {}
        self._asked: object = None
        self.title = label("", CARD_TITLE, 600)
        self.remark = label("", CAPTION, tone="text2")
        columns = cause_columns()
        self._source = ListSource([column.name for column in columns], {})
        self.table = TableView(self._source, columns, commit=None, actions=TableActions(), name=tr("原因"))
        self.table.opened.connect(self._open)
        self.table.selection_changed.connect(self._tell)
        self.setMinimumHeight(_LOWEST)
        head = box(
            elastic(self.title), elastic(self.remark), vertical=True, gap=2, margins=(L, S, L, S), name="pageHeader"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.table, 1)

    def show_account(self, view: CostView, key: RowId | None) -> None:
        """Why this account, by its id or its name, stands as it does; None: nothing is selected."""
        account = next((one for one in view.accounts if key in (one.id, one.name) and key is not None), None)
        if account is None:
            self._take([])
            self.title.setText(tr("选一个科目，看它由哪些合同、变更和单据组成"))
            self.remark.setText("")
            return
        dynamic = next((one for one in view.dynamic.accounts if one.id == account.id), None)
        self.title.setText(finding(account, dynamic))
        self.title.setToolTip(self.title.text())
        retone(self.title, "crit" if dynamic is not None and dynamic.level == "红" else "text")
        ids, project_id = below(view.accounts, account), self._context.project_id
        self._asked = asked = object()

        def work(reader: Reader, _token: JobToken) -> list[Cause]:
            return causes_of(reader, project_id=project_id, account_ids=ids)

        def take(found: list[Cause]) -> None:
            if asked is self._asked:
                self._take(found)
                self.remark.setText(largest(found))
                self.remark.setToolTip(self.remark.text())

        self._context.jobs.read("", work, done=take, owner=self)

    def _take(self, found: Sequence[Cause]) -> None:
        self._causes = {str(number): one for number, one in enumerate(found)}
        self._source.replace({key: _row(one) for key, one in self._causes.items()})
        self.table.reload()

    def _open(self, row_id: RowId) -> None:
        cause = self._causes.get(row_id)
        if cause is not None:
            self._opens(cause.kind, cause.id)

    def _tell(self) -> None:
        chosen = [self._causes[key] for key in self.table.selected_ids() if key in self._causes]
        if len({one.kind for one in chosen}) == 1 and self.table.grid.hasFocus():
            self._told(chosen[0].kind, [one.id for one in chosen])


def below(accounts: Sequence[Account], account: Account) -> list[Id | None]:
    """An account and all under it."""
    at = accounts.index(account)
    found = [account.id]
    for one in accounts[at + 1 :]:
        if one.depth <= account.depth:
            break
        found.append(one.id)
    return found


def finding(account: Account, dynamic: DynamicAccount | None) -> str:
    """Where an account stands by its bookings and by what it will cost, as one sentence."""
    parts = []
    over = account.over_fen
    if over is not None and over:
        amount, rate = wan(abs(over)), percent(account.over_rate)
        parts.append(
            tr("实际比挣值多 %1 万（%2）", amount, rate) if over > 0 else tr("实际比挣值省 %1 万（%2）", amount, rate)
        )
    if dynamic is not None and dynamic.cost.target_fen:
        saving, share = dynamic.cost.saving_fen, dynamic.cost.saving_rate
        if saving < 0:
            parts.append(tr("动态成本超目标 %1 万（%2）", wan(-saving), percent(None if share is None else -share)))
        else:
            parts.append(tr("动态成本在目标以内，余 %1 万", wan(saving)) if saving else tr("动态成本与目标相同"))
        if dynamic.level:
            parts.append(tr("到%1色预警线", dynamic.level))
    if not parts:
        parts.append(tr("已发生 %1 万", wan(account.actual_fen)))
    return f"{account.name}：{'，'.join(parts)}"


def largest(found: Sequence[Cause]) -> str:
    """The lines that weigh most, in words."""
    if not found:
        return tr("这个科目还没有合同、变更和单据")
    booked = sorted((one for one in found if one.part == "实际成本"), key=lambda one: -one.amount_fen)[:3]
    changes = [one for one in found if one.part == "已批变更"][:3]
    parts = []
    if changes:
        named = "、".join(f"{one.text} {wan(one.amount_fen, signed=True)} 万" for one in changes)
        parts.append(tr("已批变更：%1", named))
    if booked:
        parts.append(tr("最大的单据：%1", "、".join(f"{one.text} {wan(one.amount_fen)} 万" for one in booked)))
    return "；".join(parts) or tr("共 %1 项", str(len(found)))


def cause_columns() -> list[Column]:
    return [
        computed("part", tr("组成"), Shape.TEXT, look=Look.CHIP, width=84, chips=_CHIPS),
        computed("day", tr("日期"), Shape.DAY, width=92),
        computed("text", tr("说明"), Shape.TEXT, width=380),
        computed("amount_fen", tr("金额"), Shape.MONEY, unit="元", width=120),
    ]


def _row(one: Cause) -> Row:
    return Row([one.part, one.day, one.text, one.amount_fen], is_fixed=True)
