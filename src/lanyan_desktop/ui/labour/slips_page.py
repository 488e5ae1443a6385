"""点工单: the slips of the month in the shared table, the lines of the chosen one beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter

from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.table.query import Condition, Query
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Day, Id, date_of
from lanyan_desktop.services.labour import commands
from lanyan_desktop.services.labour.recovery import settle_slips
from lanyan_desktop.services.labour.slip_table import (
    edit_line_cells,
    edit_slip_cells,
    line_source,
    of_month,
    of_slip,
    slip_source,
)
from lanyan_desktop.services.labour.slips import Slip, Slips
from lanyan_desktop.services.labour.view import LabourView
from lanyan_desktop.services.registers import RegisterSource
from lanyan_desktop.services.session import Ledger
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.card import Card
from lanyan_desktop.ui.components.label import box
from lanyan_desktop.ui.components.toolbar import Alarm, Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.bearer_bar import BearerBar
from lanyan_desktop.ui.labour.holder import holder, put
from lanyan_desktop.ui.labour.papers import export_month
from lanyan_desktop.ui.labour.slip_columns import line_columns, slip_columns
from lanyan_desktop.ui.labour.words import bearer_remark, bearer_title
from lanyan_desktop.ui.shell.tab import State, TabContext
from lanyan_desktop.ui.tokens import CARD_GAP
from lanyan_desktop.ui.widgets.table import TableActions, TableView
from lanyan_desktop.ui.widgets.table.headings import ColumnState
from lanyan_desktop.ui.widgets.table.register import register_table

_MARGINS = (CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)


class SlipsPage(QObject):
    """Both tables are made with the first month; another month or slip gives their registers another condition."""

    name = "slips"

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._view: LabourView | None = None
        self._shown: Id | None = None
        self._columns: ColumnState | None = None
        self.table: TableView | None = None
        self.lines: TableView | None = None
        self._slip_source: RegisterSource
        self._line_source: RegisterSource
        self.widget = QSplitter(Qt.Orientation.Vertical)
        self._place = holder("surface")
        self.bar = BearerBar()
        self.bearers = Card("", self.bar)
        self.bearers.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._lines_place = holder("surface")
        self.details = Card("", self._lines_place)
        below = box(self.details, box(self.bearers, None, vertical=True), margins=_MARGINS, gap=CARD_GAP, name="win")
        layout = below.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.setStretch(0, 3)
        layout.setStretch(1, 2)
        self.widget.addWidget(self._place)
        self.widget.addWidget(below)
        self.widget.setStretchFactor(0, 1)
        self.widget.setChildrenCollapsible(False)
        self.widget.setSizes([560, 230])
        self._make_actions()

    def _make_actions(self) -> None:
        add = action(tr("点工单"), icon="add", shortcut="Ctrl+N", tip=tr("新开一张点工单（草稿）"))
        copy = action(tr("复制一张"), icon="file", tip=tr("照选中的再开一张，日期为次日"))
        confirm = action(tr("确认"), icon="check", tip=tr("选中的草稿转为已确认：要有费用承担、内容、单价"))
        settle = action(tr("结清"), icon="save", tip=tr("选中的已确认点工单：签证已批、扣款已扣或已付清，从此锁定"))
        reopen = action(tr("退回草稿"), icon="undo", tip=tr("已确认的退回草稿"))
        taking = action(tr("从 Excel 导入"), icon="import", tip=tr("导入点工汇总表"))
        giving = action(tr("导出汇总表"), icon="export", tip=tr("导出本月点工汇总表"))
        add.triggered.connect(lambda _checked=False: self.add_slip())
        copy.triggered.connect(self.copy_slip)
        confirm.triggered.connect(self.confirm)
        settle.triggered.connect(self.settle)
        reopen.triggered.connect(self.reopen)
        taking.triggered.connect(lambda: self._context.import_excel("daywork"))
        giving.triggered.connect(lambda: export_month(self._context, "daywork", self._view))
        self.actions: Sequence[QAction] = (add, copy, confirm, settle, reopen, taking, giving)
        self.toolbar = Toolbar([add, copy, None, confirm, settle, reopen], [taking, giving])
        for one in (add, copy, confirm, settle, reopen, taking):
            one.setEnabled(not self._context.session.is_read_only)

    # ---- showing

    def _slips(self) -> Slips:
        assert self._view is not None
        return self._view.slips

    def take(self, view: LabourView) -> None:
        """Show a month that was read."""
        self._view = view
        if self.table is None:
            self._make_table(view)
        else:
            self._slip_source.where = of_month(self._context.project_id, view.month)
            self.table.reload()
        self.bearers.set_title(bearer_title(view.slips), remark=bearer_remark(view.slips))
        self.bar.show_groups(view.slips.bearers())
        if self.table is not None and self.table.current_id is None and view.slips.slips:
            self.table.go_to(view.slips.slips[0].id, "content")
        self._show_lines(self._current(), is_again=True)
        self._say_drafts(view.slips)

    def _make_table(self, view: LabourView) -> None:
        context = self._context
        source = slip_source(context.session.reader, project_id=view.project_id, slips=self._slips)
        self._slip_source = source
        self.table = register_table(
            source,
            slip_columns(),
            runner=context.jobs,
            bus=context.bus,
            edit=edit_slip_cells,
            actions=TableActions(add=lambda _after: self.add_slip(), delete=self.delete),
            also_shows=("day_work_line",),
            is_read_only=context.session.is_read_only,
        )
        if self._columns is not None:
            self.table.restore(self._columns)
        self.table.current_changed.connect(self._on_current)
        self.table.said.connect(context.notify)
        put(self._place, self.table)

    def _say_drafts(self, slips: Slips) -> None:
        drafts = [slip for slip in slips.slips if slip.record.state == commands.DRAFT]
        alarms = []
        if drafts:
            first = drafts[0].id
            alarms.append(Alarm(tr("%1 张草稿未确认", len(drafts)), "warn", lambda: self._go_and_focus(first)))
        self.toolbar.set_alarms(alarms)

    def _go_and_focus(self, slip_id: Id) -> None:
        if self.go_to(slip_id) and self.table is not None:
            self.table.setFocus()

    def _current(self) -> Slip | None:
        row_id = self.table.current_id if self.table is not None else None
        return next((slip for slip in self._slips().slips if slip.id == row_id), None) if self._view else None

    def _on_current(self, row_id: RowId | None) -> None:
        if isinstance(row_id, bytes):
            self._context.inspect("day_work", [Id(row_id)])
        self._show_lines(self._current())

    def _show_lines(self, slip: Slip | None, *, is_again: bool = False) -> None:
        """The lines of a slip; the table stays while the slip does."""
        self.details.setVisible(slip is not None)
        if slip is None:
            return
        when = date_of(slip.record.day)
        title = tr("%1 用工明细：%2 工日", slip.record.number, self._slips().workdays(slip.normal_min))
        remark = tr("%1月%2日 %3，合计 %4 元", when.month, when.day, slip.team, fixed(slip.amount_fen, 2))
        self.details.set_title(title, remark=remark)
        if self.lines is None:
            self._make_lines(slip)
        elif self._shown != slip.id or is_again:
            self._line_source.where = of_slip(slip.id)
            self.lines.reload()
        self._shown = slip.id

    def _make_lines(self, slip: Slip) -> None:
        context = self._context
        reader, project_id = context.session.reader, context.project_id
        source = line_source(reader, project_id=project_id, slip_id=slip.id, slips=self._slips)
        self._line_source = source
        self.lines = register_table(
            source,
            line_columns(),
            runner=context.jobs,
            bus=context.bus,
            new_values={},
            edit=self._edit_lines,
            actions=TableActions(add=lambda _after: self.add_line()),
            is_read_only=context.session.is_read_only,
        )
        self.lines.said.connect(context.notify)
        put(self._lines_place, self.lines)

    def _edit_lines(self, ledger: Ledger, edits: Sequence[CellEdit]) -> dict[RowId, Id]:
        assert self._shown is not None  # the lines of a slip are shown while they are edited
        return edit_line_cells(ledger, edits, slip_id=self._shown)

    def add_line(self) -> None:
        """One more line on the slip that is shown."""
        if self._shown is not None:
            slip_id = self._shown
            self._context.jobs.write(lambda ledger: commands.add_line(ledger, slip_id=slip_id), owner=self.widget)

    def enter(self) -> None:
        if self.table is not None:
            self.table.setFocus()

    def go_to(self, slip_id: Id) -> bool:
        """Stand on a slip of the month."""
        return self.table is not None and self.table.go_to(slip_id)

    # ---- doing

    def _chosen(self) -> list[Id]:
        ids = self.table.selected_ids() if self.table is not None else []
        return [Id(row_id) for row_id in ids if isinstance(row_id, bytes)]

    def add_slip(self, day: Day | None = None) -> None:
        """A new draft; without a day on that of the current slip, else on the first of the month."""
        if self._view is None:
            return
        current, project_id = self._current(), self._context.project_id
        if day is None:
            day = current.record.day if current is not None else self._view.month.first_day
        when = day
        team_id = current.record.team_id if current is not None else None

        def write(ledger: Ledger) -> Id:
            line = {"trade": "普工"}
            return commands.add_slip(ledger, project_id=project_id, day=when, values={"team_id": team_id}, lines=[line])

        self._context.jobs.write(write, done=self._show_new, owner=self.widget)

    def copy_slip(self) -> None:
        """The current slip again, the day after."""
        current = self._current()
        if current is None or self._view is None:
            return
        slip_id, day = current.id, Day(min(current.record.day + 1, self._view.month.last_day))
        self._context.jobs.write(
            lambda ledger: commands.copy_slip(ledger, slip_id=slip_id, day=day), done=self._show_new, owner=self.widget
        )

    def _show_new(self, slip_id: Id) -> None:
        if self.table is not None:
            self.table.refresh(None)
            self.table.go_to(slip_id, "content")
            self.table.setFocus()

    def confirm(self) -> None:
        """The chosen drafts become confirmed."""
        chosen = self._chosen()
        self._context.jobs.write(
            lambda ledger: commands.confirm_slips(ledger, slip_ids=chosen),
            done=lambda count: self._context.notify(tr("已确认 %1 张点工单", count)),
            owner=self.widget,
        )

    def settle(self) -> None:
        """The chosen confirmed slips are settled and locked."""
        chosen = self._chosen()
        self._context.jobs.write(
            lambda ledger: settle_slips(ledger, slip_ids=chosen),
            done=lambda count: self._context.notify(tr("已结清 %1 张点工单", count)),
            owner=self.widget,
        )

    def show_waiting(self, bearer: str) -> None:
        """Only the confirmed slips of one bearer, to be settled; the filter stands in the heading."""
        if self.table is not None:
            self.table.set_query(Query((Condition("bearer", "=", bearer), Condition("state", "=", commands.CONFIRMED))))
            self.table.setFocus()

    def reopen(self) -> None:
        """The current slip becomes a draft again."""
        current = self._current()
        if current is not None:
            slip_id = current.id
            self._context.jobs.write(lambda ledger: commands.reopen_slip(ledger, slip_id=slip_id), owner=self.widget)

    def delete(self, ids: Sequence[RowId]) -> None:
        """Take slips away with their lines; 撤销 brings them back."""
        chosen = [Id(row_id) for row_id in ids if isinstance(row_id, bytes)]
        self._context.jobs.write(lambda ledger: commands.delete_slips(ledger, slip_ids=chosen), owner=self.widget)

    # ---- remembering

    def state(self) -> State:
        columns = self.table.state() if self.table is not None else self._columns
        return {"splitter": self.widget.sizes(), "columns": dict(columns or {})}

    def restore(self, state: State) -> None:
        sizes, columns = state.get("splitter"), state.get("columns")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):
            self.widget.setSizes(sizes)
        if isinstance(columns, Mapping) and columns:
            self._columns = cast("ColumnState", columns)  # the headings ignore what does not fit
            if self.table is not None:
                self.table.restore(self._columns)
