"""名册: workers by their real names, crews, and day rates with the day they begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QStackedWidget

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import Column, Look, column_of, computed
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.labour import registers
from lanyan_desktop.services.labour.commands import add_team, add_worker
from lanyan_desktop.services.labour.view import LabourView
from lanyan_desktop.services.registers import RegisterSource
from lanyan_desktop.services.session import Ledger
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.toolbar import Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import State, TabContext
from lanyan_desktop.ui.widgets.table import TableActions, TableView
from lanyan_desktop.ui.widgets.table.headings import ColumnState
from lanyan_desktop.ui.widgets.table.register import register_table

_KINDS = ("worker", "team", "pay_rate")
_REAL = {"已实名": "ok", "未实名": "warn", "有误": "crit"}


class RosterPage(QObject):
    """Three registers; one is shown."""

    name = "roster"

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._month: Month | None = None
        self.widget = QStackedWidget()
        reader, project_id = context.session.reader, context.project_id
        self.tables: dict[str, TableView] = {
            "worker": self._register(
                registers.WorkerSource(reader, project_id=project_id, is_masked=self._is_masked), worker_columns()
            ),
            "team": self._register(registers.team_source(reader, project_id=project_id), team_columns()),
            "pay_rate": self._register(registers.rate_source(reader, project_id=project_id), rate_columns()),
        }
        for kind, table in self.tables.items():
            self.widget.addWidget(table)
            table.said.connect(context.notify)
            table.selection_changed.connect(lambda kind=kind: self._tell(kind))
        if context.sharing is not None:
            context.sharing.changed.connect(lambda: self.tables["worker"].refresh(None))
        self.shown = "worker"
        self._make_actions()

    def _is_masked(self) -> bool:
        """Papers are for those who keep them; until the own role is known they stay masked."""
        sharing = self._context.sharing
        if sharing is None or not sharing.is_shared:
            return False
        return sharing.service is None or not registers.sees_papers(sharing.service.own_role)

    def _register(self, source: RegisterSource, columns: Sequence[Column]) -> TableView:
        context = self._context
        return register_table(
            source,
            columns,
            runner=context.jobs,
            bus=context.bus,
            new_values={"project_id": context.project_id},
            actions=TableActions(add=lambda _after: self.add()),
            also_shows=("worker",) if source.kind.name == "team" else (),
            is_read_only=context.session.is_read_only,
        )

    def _make_actions(self) -> None:
        self._group = QActionGroup(self)
        self.views = {
            "worker": action(tr("工人"), icon="user", tip=tr("工人名册：身份证、工种、进退场、银行卡"), checkable=True),
            "team": action(tr("班组"), icon="fork", tip=tr("班组"), checkable=True),
            "pay_rate": action(tr("工价"), icon="clock", tip=tr("从哪天起多少钱一个工日"), checkable=True),
        }
        for kind, view in self.views.items():
            self._group.addAction(view)
            view.triggered.connect(lambda _checked=False, kind=kind: self.show_kind(kind))
        self.views["worker"].setChecked(True)
        adding = action(tr("新增"), icon="add", tip=tr("在当前名册里新增一条"))
        deleting = action(tr("删除"), icon="x", tip=tr("删除所选，撤销可以找回"))
        raising = action(tr("调价"), icon="base", tip=tr("给选中的工人从本月起定一个新工价"))
        adding.triggered.connect(lambda _checked=False: self.add())
        deleting.triggered.connect(lambda _checked=False: self.delete())
        raising.triggered.connect(lambda _checked=False: self.raise_rate())
        self.actions: Sequence[QAction] = (*self.views.values(), adding, raising, deleting)
        self.toolbar = Toolbar([*self.views.values(), None, adding, raising, deleting])
        for one in (adding, raising, deleting):
            one.setEnabled(not self._context.session.is_read_only)

    # ---- showing

    @property
    def table(self) -> TableView:
        return self.tables[self.shown]

    def take(self, view: LabourView) -> None:
        """New rates begin with the month that is shown."""
        self._month = view.month

    def show_kind(self, kind: str) -> None:
        """Bring one of the registers to the front."""
        self.shown = kind
        self.views[kind].setChecked(True)
        self.widget.setCurrentWidget(self.table)
        self.enter()

    def enter(self) -> None:
        self.table.setFocus()
        self._tell(self.shown)

    def _tell(self, kind: str) -> None:
        if kind == self.shown:
            self._context.inspect(kind, self._chosen())

    def _chosen(self) -> list[Id]:
        return [Id(row_id) for row_id in self.table.selected_ids() if isinstance(row_id, bytes)]

    def go_to(self, kind: str, record_id: Id) -> bool:
        """Stand on a record of one of the registers."""
        self.show_kind(kind)
        return self.table.go_to(record_id)

    # ---- doing

    def add(self) -> None:
        """One more in the register that is shown; a worker comes into the crew one stands on."""
        project_id, shown = self._context.project_id, self.shown
        current = self.table.current_id
        if shown == "pay_rate":
            self._add_rate(None)
            return

        def write(ledger: Ledger) -> Id:
            if shown == "team":
                return add_team(
                    ledger, project_id=project_id, name=registers.free_team_name(ledger, project_id=project_id)
                )
            row = ledger.page("worker", [Id(current)], ["team_id", "trade"]) if isinstance(current, bytes) else {}
            values = dict(zip(("team_id", "trade"), next(iter(row.values()), (None, None)), strict=True))
            return add_worker(ledger, project_id=project_id, name=tr("新工人"), values=values)

        self._context.jobs.write(write, done=self._show_new, owner=self.widget)

    def raise_rate(self) -> None:
        """A new rate of the selected worker, from the first of the month."""
        chosen = self._chosen() if self.shown == "worker" else []
        if not chosen:
            self._context.notify(tr("先在工人名册里选中一个工人"))
            return
        self._add_rate(chosen[0])
        self.show_kind("pay_rate")

    def _add_rate(self, worker_id: Id | None) -> None:
        if self._month is None:
            return
        project_id, day = self._context.project_id, self._month.first_day
        self._context.jobs.write(
            lambda ledger: registers.add_rate(ledger, project_id=project_id, day=day, worker_id=worker_id),
            done=lambda key: self._show_new(key, kind="pay_rate", column="rate_fen_per_day"),
            owner=self.widget,
        )

    def _show_new(self, key: Id, *, kind: str = "", column: str = "name") -> None:
        table = self.tables[kind or self.shown]
        table.refresh(None)
        table.go_to(key, column)
        table.setFocus()

    def delete(self) -> None:
        """Delete the selected rows; 撤销 brings them back."""
        self.table.commands.delete()

    # ---- remembering

    def state(self) -> State:
        return {"shown": self.shown, "columns": {kind: dict(table.state()) for kind, table in self.tables.items()}}

    def restore(self, state: State) -> None:
        shown, columns = state.get("shown"), state.get("columns")
        if isinstance(columns, Mapping):
            for kind, table in self.tables.items():
                if isinstance(columns.get(kind), Mapping) and columns[kind]:
                    table.restore(cast("ColumnState", columns[kind]))  # the headings ignore what does not fit
        if shown in _KINDS:
            self.shown = str(shown)
            self.views[self.shown].setChecked(True)
            self.widget.setCurrentWidget(self.table)


def worker_columns() -> list[Column]:
    """What is seen of a worker."""
    kind = KINDS["worker"]
    return [
        column_of(kind, "number", width=72, is_frozen=True),
        column_of(kind, "name", width=80, is_frozen=True),
        column_of(kind, "team_id", width=110),
        column_of(kind, "trade", width=80),
        column_of(kind, "rate_fen_per_day", width=116),
        column_of(kind, "id_number", width=164),
        computed("real_name", tr("实名"), Shape.TEXT, look=Look.CHIP, chips=_REAL, width=78),
        column_of(kind, "phone", width=110),
        column_of(kind, "bank", width=130),
        column_of(kind, "card_number", width=170),
        column_of(kind, "enter_day", width=92),
        column_of(kind, "leave_day", width=92),
        column_of(kind, "is_leader", width=64, is_shown=False),
        column_of(kind, "note", is_shown=False),
    ]


def team_columns() -> list[Column]:
    """What is seen of a crew."""
    kind = KINDS["team"]
    return [
        column_of(kind, "name", width=140),
        column_of(kind, "code", width=90),
        column_of(kind, "trade", width=110),
        column_of(kind, "leader", width=90),
        computed("workers", tr("人数"), Shape.NUMBER, width=64),
        column_of(kind, "party_id", width=200),
        column_of(kind, "note", width=200),
    ]


def rate_columns() -> list[Column]:
    """What is seen of a day rate."""
    kind = KINDS["pay_rate"]
    return [
        column_of(kind, "from_day", width=100),
        column_of(kind, "worker_id", width=110),
        column_of(kind, "team_id", width=130),
        column_of(kind, "trade", width=110),
        column_of(kind, "rate_fen_per_day", width=130),
        column_of(kind, "note", width=240),
    ]
