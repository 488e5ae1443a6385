"""汇总: the month by crew, and its slips by what is chosen, crossed with who bears them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter

from lanyan_desktop.core.labour.workdays import Work, workdays
from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.table.columns import Look, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row, RowId
from lanyan_desktop.core.values import Value
from lanyan_desktop.services.labour.recovery import is_high, pivot, recoveries
from lanyan_desktop.services.labour.slips import BEARERS, BY_TITLE, By
from lanyan_desktop.services.labour.summary import crew_sums
from lanyan_desktop.services.labour.view import LabourView
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.components.toolbar import Alarm, Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.bearer_bar import BearerBar
from lanyan_desktop.ui.labour.papers import export_month
from lanyan_desktop.ui.labour.words import LONG, bearer_title, group_name, tenths
from lanyan_desktop.ui.shell.tab import State, TabContext
from lanyan_desktop.ui.tokens import CARD_TITLE, L, M, S
from lanyan_desktop.ui.widgets.table import TableView

_EVEN = 10_000  # two equal shares of whatever room there is
_BY: tuple[By, ...] = ("team", "trade", "bearer", "place", "worker", "activity")


class SummaryPage(QObject):
    """Two tables: attendance by crew, slips by what is chosen."""

    name = "summary"

    def __init__(self, context: TabContext, show_waiting: Callable[[str], None]) -> None:
        super().__init__()
        self._view: LabourView | None = None
        self._show_waiting = show_waiting
        self.crews = _crew_table()
        self.groups = _group_table()
        self.switch = Segmented([BY_TITLE[by] for by in _BY], name=tr("点工汇总按"))
        self.switch.chosen.connect(lambda _place: self._show_groups())
        self.crews_title = label(px=CARD_TITLE, weight=600)
        self.groups_title = label(px=CARD_TITLE, weight=600)
        self.bar = BearerBar()
        self.widget = QSplitter(Qt.Orientation.Horizontal)
        head = box(self.crews_title, None, margins=(L, S, L, S))
        self.widget.addWidget(box(head, self.crews, vertical=True, gap=0, name="surface"))
        over = box(self.groups_title, None, self.switch, margins=(L, S, L, S))
        bar = box(self.bar, margins=(L, 0, L, M))
        self.widget.addWidget(box(over, bar, self.groups, vertical=True, gap=0, name="surface"))
        self.widget.setChildrenCollapsible(False)
        self.widget.setSizes([_EVEN, _EVEN])
        giving = action(tr("导出点工汇总表"), icon="export")
        giving.triggered.connect(lambda: export_month(context, "daywork", self._view))
        sheet = action(tr("导出考勤表"), icon="print")
        sheet.triggered.connect(lambda: export_month(context, "attendance", self._view))
        self.actions: Sequence[QAction] = (giving, sheet)
        self.toolbar = Toolbar([], [giving, sheet])

    def take(self, view: LabourView) -> None:
        """Show a month that was read."""
        self._view = view
        grid, rule = view.grid, view.grid.rule
        rows: dict[RowId, Row] = {}
        for crew in crew_sums(grid):
            normal = workdays(Work(normal_min=crew.work.normal_min), rule)
            values: list[Value] = [crew.team, crew.workers, normal, crew.work.overtime_min, workdays(crew.work, rule)]
            rows[crew.team] = Row([*values, crew.wage_fen])
        self.crews_source.replace(rows)
        self.crews.reload()
        words = tr("考勤按班组：%1 人，应发最多的是 %2", len(grid.workers), self._most(rows))
        self.crews_title.setText(words if rows else tr("本月还没有考勤"))
        self._show_groups()
        self.toolbar.set_alarms(self._alarms(view))

    def _alarms(self, view: LabourView) -> list[Alarm]:
        """What of the recoverable waits to be settled, and day work that grows too dear."""
        share = view.figures().share
        found = []
        if share is not None and is_high(share):
            text = tr("点工占人工费 %1%", tenths(share))
            found.append(Alarm(text, "crit", self._show_bearers, tip=tr("超过一成：看看是谁承担的")))
        for one in recoveries(view.slips):
            if one.waiting:
                text = tr("%1待结清 %2 元", LONG[one.bearer], fixed(one.waiting_fen, 2))
                told = tr("%1 张已确认未结清，已结清 %2 元", len(one.waiting), fixed(one.settled_fen, 2))
                found.append(Alarm(text, "warn", partial(self._show_waiting, one.bearer), tip=told))
        return found

    def _show_bearers(self) -> None:
        self.switch.set_current(_BY.index("bearer"))
        self._show_groups()

    @property
    def crews_source(self) -> ListSource:
        return _source(self.crews)

    def _most(self, rows: dict[RowId, Row]) -> RowId:
        def wage(team: RowId) -> int:
            value = rows[team].values[-1]
            return value if isinstance(value, int) else 0

        return max(rows, key=wage, default="—")

    def _show_groups(self) -> None:
        if self._view is None:
            return
        slips, by = self._view.slips, _BY[self.switch.current]
        crossed = pivot(slips, by)
        rows: dict[RowId, Row] = {
            group.key: Row(
                [
                    group_name(group),
                    group.slips,
                    workdays(Work(normal_min=group.normal_min), slips.rule),
                    *(crossed[group.key].get(bearer) for bearer in BEARERS),
                    group.amount_fen,
                    group.share,
                ],
                {"share": Dress(bar=group.share)},
            )
            for group in slips.grouped(by)
        }
        totals = {
            "slips": len(slips.slips),
            "workdays": workdays(Work(normal_min=slips.normal_min), slips.rule),
            "amount": slips.amount_fen,
            **{bearer: group.amount_fen for group in slips.bearers() if (bearer := group.key) in BEARERS},
        }
        _source(self.groups).replace(rows, totals=totals)
        self.groups.reload()
        self.groups_title.setText(bearer_title(slips))
        self.bar.show_groups(slips.bearers())

    def enter(self) -> None:
        self.crews.setFocus()

    def state(self) -> State:
        return {"by": self.switch.current, "splitter": self.widget.sizes()}

    def restore(self, state: State) -> None:
        by, sizes = state.get("by"), state.get("splitter")
        if isinstance(by, int) and 0 <= by < len(_BY):
            self.switch.set_current(by)
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):
            self.widget.setSizes(sizes)


def _source(table: TableView) -> ListSource:
    source = table.model.source
    assert isinstance(source, ListSource)
    return source


def _crew_table() -> TableView:
    columns = [
        computed("team", tr("班组"), Shape.TEXT, width=130),
        computed("workers", tr("人数"), Shape.NUMBER, width=60, is_total=True),
        computed("days", tr("出勤"), Shape.WORKDAYS, width=90, is_total=True),
        computed("overtime", tr("加班"), Shape.MINUTES, unit=tr("小时"), width=96, is_total=True),
        computed("total", tr("总工日"), Shape.WORKDAYS, width=100, is_total=True),
        computed("wage", tr("应发"), Shape.MONEY, unit=tr("元"), width=120, is_total=True),
    ]
    return TableView(ListSource([c.name for c in columns], {}), columns, selects_rows=True, name=tr("考勤按班组"))


def _group_table() -> TableView:
    columns = [
        computed("name", tr("分组"), Shape.TEXT, width=110, is_frozen=True),
        computed("slips", tr("张数"), Shape.NUMBER, width=44, is_total=True),
        computed("workdays", tr("工日"), Shape.WORKDAYS, width=70, is_total=True),
        *(computed(name, LONG[name], Shape.MONEY, width=84, is_total=True) for name in BEARERS),
        computed("amount", tr("金额"), Shape.MONEY, unit=tr("元"), width=92, is_total=True),
        computed("share", tr("占比"), Shape.SHARE, unit="%", look=Look.BAR, width=98),
    ]
    return TableView(ListSource([c.name for c in columns], {}), columns, selects_rows=True, name=tr("点工汇总"))
