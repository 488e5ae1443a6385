"""动态: the accounts with what they will cost as known today, the steps it is made of; estimates and alarm bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import Column, Look, column_of, columns_of, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row, RowId, Tone
from lanyan_desktop.core.values import Day, Id, Value
from lanyan_desktop.services.cost.breakdown import by_month
from lanyan_desktop.services.cost.dynamic import Dynamic, DynamicAccount
from lanyan_desktop.services.cost.registers import alarm_source, estimate_source
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.services.registers import RegisterSource
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.card import Card
from lanyan_desktop.ui.cost.breakdown import ByActivity, ByContract, ByMonth, BySection
from lanyan_desktop.ui.cost.month_columns import MonthColumns, finding
from lanyan_desktop.ui.cost.page import Page
from lanyan_desktop.ui.cost.waterfall import Waterfall
from lanyan_desktop.ui.cost.words import percent, wan
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.widgets.table import TableActions, TableView
from lanyan_desktop.ui.widgets.table.register import register_table

_MONEY = 112
_PARTS = ("target_fen", "signed_fen", "approved_changes_fen", "uncontracted_fen", "to_come_fen")
_TONES: dict[str, Tone] = {"": "text2", "黄": "warn", "橙": "warn", "红": "crit"}
_WHOLE = 10_000
_KINDS = {
    "动态": "cost_account", "分部": "", "合同": "contract", "月份": "", "工作": "activity",
    "估算": "cost_estimate", "预警": "cost_alarm",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leads:
    """Where rows lead: to a section of the bill, to a contract, to the bookings of a month, to those of an activity."""

    section: Callable[[Id], object]
    contract: Callable[[Id], object]
    month: Callable[[Day], object]
    activity: Callable[[Id | None], object]


def dynamic_columns() -> list[Column]:
    kind = KINDS["cost_account"]
    titles = ("目标成本", "已签合同", "已批变更", "无合同费用", "待发生")
    return [
        column_of(kind, "name", editable=False, is_outline=True, width=176),
        column_of(kind, "code", editable=False, look=Look.CODE, width=60),
        *(
            computed(name, title, Shape.MONEY, unit="元", width=_MONEY, is_total=True)
            for name, title in zip(_PARTS, titles, strict=True)
        ),
        computed("dynamic_fen", "动态成本", Shape.MONEY, unit="元", width=_MONEY, is_total=True),
        computed("over_fen", "超目标", Shape.MONEY, unit="元", look=Look.DEVIATION, width=120, is_total=True),
        computed("over_rate", "超目标率", Shape.SHARE, look=Look.DEVIATION, width=72, is_total=True),
        computed(
            "level", "预警", Shape.TEXT, look=Look.CHIP, width=52, chips={"黄": "warn", "橙": "warn", "红": "crit"}
        ),
        computed("actual_fen", "实际成本", Shape.MONEY, unit="元", width=_MONEY, is_total=True),
        computed("pending_fen", "待定变更", Shape.MONEY, unit="元", width=96, is_total=True),
        computed("basis", "待发生依据", Shape.TEXT, width=84),
    ]


class DynamicTable(TableView):
    """The accounts; `set_dynamic` shows another reading."""

    def __init__(self) -> None:
        columns = dynamic_columns()
        self._list = ListSource([column.name for column in columns], {}, levels=[])
        super().__init__(self._list, columns, commit=None, actions=TableActions(), can_sort=False, can_group=False)

    def set_dynamic(self, found: Dynamic) -> None:
        accounts = found.accounts
        below = [after.depth > one.depth for one, after in pairwise([*accounts, *accounts[:1]])]
        rows = {_key(one): _row(one, is_summary=has) for one, has in zip(accounts, below, strict=True)}
        self._list.replace(rows, levels=[one.depth for one in accounts], totals=_totals(found))
        self.refresh()


def _key(account: DynamicAccount) -> RowId:
    return account.id if account.id is not None else account.name


def _row(account: DynamicAccount, *, is_summary: bool) -> Row:
    cost = account.cost
    parts: list[Value] = [getattr(cost, name) for name in _PARTS]
    is_judged = account.depth == 0 or cost.target_fen > 0
    over: Value = -cost.saving_fen if is_judged else None
    if not is_judged:
        parts[0] = None  # its target stands on the account above
    tone: Tone = _TONES[account.level] if account.level else ("ok" if cost.saving_fen > 0 else "text2")
    basis = account.basis if account.depth == 0 else None
    values = [account.name, account.code, *parts, cost.total_fen, over, _rate(account) if is_judged else None]
    dress = {name: Dress(tone=tone) for name in ("over_fen", "over_rate", "level")}
    rest: list[Value] = [account.level or None, account.actual_fen, account.pending_fen or None, basis]
    return Row([*values, *rest], dress, is_summary=is_summary, is_fixed=True)


def _rate(account: DynamicAccount) -> Value:
    rate = account.cost.saving_rate
    return None if rate is None else divide_half_up(-rate.numerator * _WHOLE, rate.denominator)


def _totals(found: Dynamic) -> dict[str, Value]:
    cost = found.total
    rate = cost.saving_rate
    totals: dict[str, Value] = {name: getattr(cost, name) for name in _PARTS}
    return totals | {
        "dynamic_fen": cost.total_fen,
        "over_fen": -cost.saving_fen,
        "over_rate": None if rate is None else divide_half_up(-rate.numerator * _WHOLE, rate.denominator),
        "actual_fen": found.actual_fen,
        "pending_fen": found.pending_fen,
    }


class DynamicPage(Page):
    """动态成本, and behind two buttons the estimates it counts with and the bounds it is judged by."""

    name = "dynamic"
    kind = "cost_account"
    has_side = False

    def __init__(self, context: TabContext, show: Callable[[str, Id | None], None], leads: Leads) -> None:
        super().__init__(context)
        self._show = show
        self.by_contract, self.by_month = ByContract(leads.contract), ByMonth(leads.month)
        self.by_activity, self.by_section = ByActivity(leads.activity), BySection(leads.section)
        self.columns = MonthColumns()
        self.columns.chosen.connect(leads.month)
        self.month_card = Card("", self.columns)
        self.dynamic = DynamicTable()
        self.dynamic.opened.connect(self._open)
        self.waterfall = Waterfall()
        self.waterfall.chosen.connect(self._leads)
        self.card = Card("", self.waterfall)
        own = context.project_id
        self._tables: dict[str, TableView] = {
            "动态": self.dynamic,
            "分部": self.by_section,
            "合同": self.by_contract,
            "月份": self.by_month,
            "工作": self.by_activity,
            "估算": self._register(estimate_source(context.session.reader, project_id=own)),
            "预警": self._register(alarm_source(context.session.reader, project_id=own)),
        }
        self._switches = self._make_switches()
        papers = self.act(tr("科目单据"), self._papers, icon="search", tip=tr("看所选科目的实际成本单据"))
        self.build(self.dynamic, [papers, None, *self._switches.values()])
        self._lay_out()

    def _make_switches(self) -> dict[str, QAction]:
        group = QActionGroup(self.dynamic)
        words = {
            "动态": (tr("按科目"), tr("各科目的动态成本")),
            "分部": (tr("按分部"), tr("各分部的合同收入、目标、挣值与实际；双击到清单")),
            "合同": (tr("按合同"), tr("各合同的签约、变更与实际；双击到合同")),
            "月份": (tr("按月份"), tr("各月的计划、挣值与实际；双击到这个月的单据")),
            "工作": (tr("按工作"), tr("各项工作的目标、挣值与实际；双击到它的单据")),
            "估算": (tr("待发生估算"), tr("无合同费用和待发生的估算；没有估算的科目按目标余额")),
            "预警": (tr("预警线"), tr("超目标多少变黄、橙、红；不填科目的一行管其余科目")),
        }
        made = {}
        for name, (text, tip) in words.items():
            made[name] = action(text, tip=tip, checkable=True)
            made[name].toggled.connect(lambda is_on, name=name: self.show_part(name) if is_on else None)
            group.addAction(made[name])
            self.actions.append(made[name])
        return made

    def _register(self, source: RegisterSource) -> TableView:
        context = self.context
        table = register_table(
            source,
            columns_of(source.kind, [field.name for field in source.kind.shown]),
            runner=context.jobs,
            bus=context.bus,
            new_values={"project_id": context.project_id},
            is_read_only=not self.can_write,
        )
        table.selection_changed.connect(self.tell_selection)
        table.said.connect(context.notify)
        return table

    def _lay_out(self) -> None:
        below = {"动态": self.card, "月份": self.month_card}
        self._stack = QStackedWidget()
        for name, table in self._tables.items():
            self._stack.addWidget(_above(table, below[name]) if name in below else table)
        self.widget = self._stack
        self._switches["动态"].setChecked(True)

    def show_part(self, name: str) -> None:
        """The accounts (动态), 分部, 合同, 月份, 工作, the estimates (估算) or the bounds (预警)."""
        self.table = self._tables[name]
        self.kind = _KINDS[name]
        self._stack.setCurrentIndex(list(self._tables).index(name))
        self._switches[name].setChecked(True)
        self.tell_selection()

    def take(self, view: CostView) -> None:
        found = view.dynamic
        self.dynamic.set_dynamic(found)
        self.waterfall.set_dynamic(found)
        self.card.set_title(title(found), remark=remark(found))
        self.by_contract.set_contracts(found.contracts)
        months = by_month(view.standing.curve)
        self.by_month.set_months(months)
        self.columns.set_months(months)
        self.month_card.set_title(finding(months), remark=tr("单位 万元 · 点一个月看它的单据"))
        self.by_activity.set_activities(view.activities)
        self.by_section.set_sections(view.sections)

    def tell_selection(self) -> None:
        if self.kind:
            super().tell_selection()

    def go_to(self, record_id: Id) -> bool:
        self.show_part("动态")
        return self.dynamic.go_to(record_id)

    def _open(self, row_id: RowId) -> None:
        if isinstance(row_id, bytes):
            self._show("actual", Id(row_id))

    def _papers(self) -> None:
        now = self.dynamic.current_id
        if isinstance(now, bytes):
            self._show("actual", Id(now))

    def _leads(self, key: str) -> None:
        if key == "to_come":
            self.show_part("估算")
        else:
            self._show(key, None)


def _above(table: QWidget, card: QWidget) -> QWidget:
    """A table and its chart under it."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(table, 1)
    column.addWidget(card)
    return made


def title(found: Dynamic) -> str:
    """What the cost comes to, as a sentence."""
    over = -found.total.saving_fen
    if not found.total.target_fen:
        return tr("动态成本 %1 万元", wan(found.total.total_fen, 1))
    if over > 0:
        return tr("动态成本超目标 %1 万元（%2）", wan(over, 1), percent(-(found.total.saving_rate or Fraction(0))))
    return tr("动态成本在目标以内，余 %1 万元", wan(-over, 1))


def remark(found: Dynamic) -> str:
    """What is not decided yet, and which accounts call for a look."""
    called = [f"{one.name} {one.level}" for one in found.accounts if one.level]
    income = tr("收入变更已批 %1、待定 %2", wan(found.income_approved_fen), wan(found.income_pending_fen))
    parts = [tr("单位 万元"), income, *([tr("预警：%1", "、".join(called))] if called else [])]
    rest = [one.name for one in found.accounts if one.depth == 0 and one.basis == "目标余额" and one.cost.to_come_fen]
    if rest:
        parts.append(tr("%1 个科目的待发生按目标余额", str(len(rest))))
    return " · ".join(parts)
