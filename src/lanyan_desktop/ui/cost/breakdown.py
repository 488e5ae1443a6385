"""动态 by section, by contract, by month and by activity: four tables, each row leading to its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Column, Look, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row, RowId, Tone
from lanyan_desktop.core.values import Day, Fen, Id, Value, date_of
from lanyan_desktop.services.cost.breakdown import OfActivity, OfMonth
from lanyan_desktop.services.cost.dynamic import DynamicContract
from lanyan_desktop.services.cost.sections import OfSection
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.widgets.table import TableActions, TableView

_MONEY = 120


class BySection(TableView):
    """The outline of the bill: contract, target, earned and booked on each section; `leads` is told the section."""

    def __init__(self, leads: Callable[[Id], object]) -> None:
        columns = [
            computed("name", tr("分部"), Shape.TEXT, is_outline=True, width=280),
            _money("contract_fen", tr("合同收入")),
            _money("target_fen", tr("目标成本")),
            _money("earned_fen", tr("挣值")),
            _money("actual_fen", tr("实际成本")),
            _money("over_fen", tr("偏差"), Look.DEVIATION),
        ]
        self._list = ListSource([column.name for column in columns], {}, levels=[])
        super().__init__(
            self._list,
            columns,
            commit=None,
            actions=TableActions(),
            can_sort=False,
            can_group=False,
            name=tr("成本按分部"),
        )
        self.opened.connect(lambda key: leads(Id(key)) if isinstance(key, bytes) else None)

    def set_sections(self, sections: Sequence[OfSection]) -> None:
        """Show these; the totals are those of the outermost, which together are the whole."""
        rows: dict[RowId, Row] = {}
        follows = [*sections, *sections[:1]]
        for one, after in pairwise(follows):
            amounts = (one.contract_fen, one.target_fen, one.earned_fen, one.actual_fen, one.over_fen)
            tones = {"over_fen": _tone(one.over_fen)}
            rows[one.id or one.name] = Row(
                [one.name, *amounts], tones, is_summary=after.depth > one.depth, is_fixed=True
            )
        roots = [one for one in sections if one.depth == 0]
        totals: dict[str, Value] = {
            "contract_fen": sum(one.contract_fen for one in roots),
            "target_fen": sum(one.target_fen for one in roots),
            "earned_fen": sum(one.earned_fen or 0 for one in roots),
            "actual_fen": sum(one.actual_fen for one in roots),
        }
        self._list.replace(rows, levels=[one.depth for one in sections], totals=totals)
        self.refresh()


class ByContract(TableView):
    """Signed, changes and what is booked, contract by contract; `leads` is told the contract."""

    def __init__(self, leads: Callable[[Id], object]) -> None:
        columns = [
            computed("number", tr("合同编号"), Shape.TEXT, width=110),
            computed("name", tr("合同名称"), Shape.TEXT, width=260),
            _money("signed_fen", tr("不含税金额")),
            _money("approved_fen", tr("已批变更")),
            _money("dynamic_fen", tr("动态成本")),
            _money("actual_fen", tr("实际成本")),
            _money("pending_fen", tr("待定变更")),
        ]
        self._list = ListSource([column.name for column in columns], {})
        super().__init__(self._list, columns, commit=None, actions=TableActions(), name=tr("动态成本按合同"))
        self.opened.connect(lambda key: leads(Id(key)))

    def set_contracts(self, contracts: Sequence[DynamicContract]) -> None:
        """Show these."""
        rows: dict[RowId, Row] = {}
        for one in contracts:
            amounts = (one.contract.net_fen, one.approved_fen, one.dynamic_fen, one.actual_fen, one.pending_fen)
            rows[one.contract.id] = Row([one.contract.number, one.contract.name, *amounts], is_fixed=True)
        _refill(self, self._list, rows)


class ByMonth(TableView):
    """Planned, earned and spent in each month; `leads` is told the last day of the month."""

    def __init__(self, leads: Callable[[Day], object]) -> None:
        columns = [
            computed("month", tr("月份"), Shape.TEXT, width=90),
            _money("planned_fen", tr("计划成本 PV")),
            _money("earned_fen", tr("挣值 EV")),
            _money("actual_fen", tr("实际成本 AC")),
            _money("over_fen", tr("偏差 AC − EV"), Look.DEVIATION),
        ]
        self._list = ListSource([column.name for column in columns], {})
        super().__init__(self._list, columns, commit=None, actions=TableActions(), name=tr("成本按月"))
        self._ends: dict[RowId, Day] = {}
        self.opened.connect(lambda key: leads(self._ends[key]))

    def set_months(self, months: Sequence[OfMonth]) -> None:
        """Show these."""
        rows: dict[RowId, Row] = {}
        for one in months:
            name = date_of(one.end).strftime("%Y-%m")
            self._ends[name] = one.end
            values: list[Value] = [name, one.planned_fen, one.earned_fen, one.actual_fen, one.over_fen]
            rows[name] = Row(values, {"over_fen": _tone(one.over_fen)}, is_fixed=True)
        _refill(self, self._list, rows)


class ByActivity(TableView):
    """Target, earned and booked on each activity; `leads` is told the activity, None for bookings on none."""

    def __init__(self, leads: Callable[[Id | None], object]) -> None:
        columns = [
            computed("name", tr("工作"), Shape.TEXT, width=280),
            _money("target_fen", tr("目标成本")),
            _money("earned_fen", tr("挣值")),
            _money("actual_fen", tr("实际成本")),
            _money("over_fen", tr("偏差"), Look.DEVIATION),
        ]
        self._list = ListSource([column.name for column in columns], {})
        super().__init__(self._list, columns, commit=None, actions=TableActions(), name=tr("成本按工作"))
        self.opened.connect(lambda key: leads(Id(key) if isinstance(key, bytes) else None))

    def set_activities(self, activities: Sequence[OfActivity]) -> None:
        """Show these."""
        rows: dict[RowId, Row] = {}
        for one in activities:
            values: list[Value] = [one.name, one.target_fen, one.earned_fen, one.actual_fen, one.over_fen]
            rows[one.id or one.name] = Row(values, {"over_fen": _tone(one.over_fen)}, is_fixed=True)
        _refill(self, self._list, rows)


def _refill(table: TableView, source: ListSource, rows: dict[RowId, Row]) -> None:
    source.replace(rows)
    table.reload()
    table.show_totals()


def _money(name: str, title: str, look: Look = Look.PLAIN) -> Column:
    return computed(name, title, Shape.MONEY, unit="元", width=_MONEY, look=look, is_total=True)


def _tone(fen: Fen | None) -> Dress:
    tone: Tone = "text2" if not fen else "crit" if fen > 0 else "ok"
    return Dress(tone=tone)
