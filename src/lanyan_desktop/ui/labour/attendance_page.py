"""考勤: the month grid with its toolbar, and the side column. What is typed shows at once and is written behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget

from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.values import Day, Id, Value, day_of
from lanyan_desktop.services.labour import commands, marking
from lanyan_desktop.services.labour.month import Place
from lanyan_desktop.services.labour.shown import finding_title
from lanyan_desktop.services.labour.typed import DayMark, take_cells
from lanyan_desktop.services.labour.view import LabourView
from lanyan_desktop.services.session import Ledger
from lanyan_desktop.ui.components.buttons import action, button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.components.toolbar import Alarm, Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.blocks import Typed
from lanyan_desktop.ui.labour.grid import AttendanceGrid
from lanyan_desktop.ui.labour.papers import export_month
from lanyan_desktop.ui.labour.side import Side
from lanyan_desktop.ui.labour.words import LEGEND
from lanyan_desktop.ui.shell.tab import State, TabContext

_WEEK = 7
_NARROWEST = 700  # with less room there is nothing to share


class AttendancePage(QObject):
    """`edited` is called after each typing, for the figures above; `new_slip` with the day a slip is wanted for."""

    name = "attendance"

    def __init__(self, context: TabContext, edited: Callable[[], None], new_slip: Callable[[Day], None]) -> None:
        super().__init__()
        self._context = context
        self._edited = edited
        self._new_slip = new_slip
        self._view: LabourView | None = None
        self._pending: dict[tuple[Id, Day], Mark | None] = {}  # shown ahead, not yet known to be read back
        self._teams: set[str] | None = None
        self._is_shared = False  # the room between grid and side column
        self.grid = AttendanceGrid()
        self.grid.is_read_only = context.session.is_read_only
        self.side = Side()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.grid)
        self._split.addWidget(self.side)
        self._split.setStretchFactor(0, 5)
        self._split.setStretchFactor(1, 3)
        self._split.setChildrenCollapsible(False)
        self.grid.setMinimumWidth(_NARROWEST // 2)
        self._split.installEventFilter(self)
        self._make_actions()
        self.widget = QStackedWidget()
        self.widget.addWidget(self._split)
        self.widget.addWidget(self._make_empty())
        self.grid.typed.connect(self.take_typed)
        self.grid.moved.connect(self._on_moved)
        self.grid.said.connect(context.notify)

    # ---- toolbar

    def _make_actions(self) -> None:
        slip = action(tr("点工单"), icon="add", tip=tr("为这一天新开一张点工单"))
        worker = action(tr("工人"), icon="user", tip=tr("新增工人，姓名、班组、日工资在检查器（F4）里填"))
        fill = action(tr("整行出勤"), icon="check", shortcut="Ctrl+Shift+Return", tip=tr("选中工人的空白日填全天"))
        week = action(tr("复制上周"), icon="file", tip=tr("把上周同日的考勤填进本周空白格（选中的工人）"))
        month = action(tr("复制上月"), icon="cal", tip=tr("把上月同日的考勤填进空白格（选中的工人）"))
        self.crews = action(tr("班组"), icon="filter", tip=tr("只看选中的班组"))
        self.crews.setMenu(QMenu())
        self._legend = legend = action(LEGEND, tip=tr("也可填 事、病、休、停，0.5，8 小时；+2 给已填的日子加班 2 小时"))
        legend.setEnabled(False)
        taking = action(tr("从 Excel 导入"), icon="import", tip=tr("导入考勤表"))
        giving = action(tr("导出签字表"), icon="print", tip=tr("导出考勤表，打印签字"))
        slip.triggered.connect(self.add_slip)
        worker.triggered.connect(self.add_worker)
        fill.triggered.connect(self.fill_rows)
        week.triggered.connect(self.copy_week)
        month.triggered.connect(self.copy_month)
        taking.triggered.connect(lambda: self._context.import_excel("attendance"))
        giving.triggered.connect(lambda: export_month(self._context, "attendance", self._view))
        self.actions: Sequence[QAction] = (slip, worker, fill, week, month, self.crews, taking, giving)
        self.toolbar = Toolbar(
            [slip, worker, None, fill, week, month, None, self.crews, None, legend], [taking, giving]
        )
        self._marking = (fill, week, month)
        for one in (slip, worker, *self._marking, taking):
            one.setEnabled(not self._context.session.is_read_only)

    def _close(self, view: LabourView) -> None:
        """A month whose wages are agreed takes no marks, and says why."""
        is_closed = view.payroll.sheet is not None
        why = tr("%1的工资表已审定，考勤只读；更正请在以后的月份补发或扣回", view.month.title) if is_closed else ""
        self.grid.is_read_only = is_closed or self._context.session.is_read_only
        self.grid.why_closed = why
        for one in self._marking:
            one.setEnabled(not self.grid.is_read_only)
        self._legend.setText(why or LEGEND)

    def _make_empty(self) -> EmptyState:
        primary, normal = button(tr("从 Excel 导入考勤表"), "primary"), button(tr("新增工人"))
        primary.clicked.connect(lambda: self._context.import_excel("attendance"))
        normal.clicked.connect(self.add_worker)
        for one in (primary, normal):
            one.setEnabled(not self._context.session.is_read_only)
        return EmptyState(
            tr("还没有工人"),
            tr("导入一张考勤表，班组、工人和每天的考勤就都有了；也可以一个一个加。"),
            primary=primary,
            normal=normal,
            hint=tr("认得上下午符号、工日、小时和速记写法"),
        )

    def _list_crews(self, view: LabourView) -> None:
        menu = self.crews.menu()
        assert isinstance(menu, QMenu)
        menu.clear()
        everyone = menu.addAction(tr("全部班组"))
        everyone.triggered.connect(lambda: self.show_teams(None))
        menu.addSeparator()
        for team in dict.fromkeys(line.team for line in view.grid.workers):
            entry = menu.addAction(team or tr("未分班组"))
            entry.setCheckable(True)
            entry.setChecked(self._teams is not None and team in self._teams)
            entry.triggered.connect(lambda checked, team=team: self._toggle(team, is_shown=checked))
        menu.addSeparator()
        menu.addAction(tr("新增班组")).triggered.connect(self.add_team)

    def _toggle(self, team: str, *, is_shown: bool) -> None:
        teams = (self._teams or set()) | {team} if is_shown else (self._teams or set()) - {team}
        self.show_teams(teams or None)

    def show_teams(self, teams: set[str] | None) -> None:
        """Only these crews; None: all."""
        self._teams = teams
        self.crews.setText(tr("班组") if teams is None else tr("班组 %1", "、".join(sorted(teams))))
        self.grid.show_teams(teams)
        if self._view is not None:
            self._list_crews(self._view)

    # ---- showing

    def take(self, view: LabourView) -> None:
        """Show a month that was read; what was typed since stays shown."""
        is_same = self._view is not None and self._view.month == view.month
        drafts = dict(self.grid.drafts) if is_same else {}
        self._view = view
        self.widget.setCurrentIndex(0 if view.grid.workers else 1)
        for (worker_id, day), mark in self._pending.items():
            row, column = view.grid.row_of(worker_id), day - view.month.first_day
            if row >= 0 and 0 <= column < view.month.days:
                view.grid.put(row, column, mark)
        self._close(view)
        today = day_of(date.today()) - view.month.first_day
        self.grid.show_grid(view.grid, today=today if 0 <= today < view.month.days else -1, teams=self._teams)
        self.grid.keep_drafts(drafts)
        self._share_room()
        self._list_crews(view)
        self.side.show_view(view)
        self._show_findings()

    def _share_room(self) -> None:
        """Five eighths for the grid at first; later what the user chose, but all its days while the side can yield."""
        least, most = self.grid.width_range()
        self.grid.setMaximumWidth(most)
        room, given = self._split.width(), self.grid.width()
        if self.grid.grid is None or room < _NARROWEST:
            return
        wide = given if self._is_shared else room * 5 // 8
        wide = min(max(wide, least), most, room - self.side.minimumWidth() - self._split.handleWidth())
        if wide != given:
            self._split.setSizes([wide, room - wide])
        self._is_shared = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._split and event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._share_room)  # after the splitter has shared it out its own way
        return super().eventFilter(watched, event)

    def enter(self) -> None:
        self.grid.setFocus()

    def _show_findings(self) -> None:
        view = self._view
        if view is None:
            return
        findings = view.grid.findings
        if not findings:
            self.side.problem.hide()
            self.toolbar.set_alarms([])
            return
        first = min(findings)
        current = self.grid.current_place()
        place = current if current in findings and current is not None else first
        self.side.problem.show_finding(view.grid, place, self._offers(place))
        kinds = {finding_title(found) for each in findings.values() for found in each}
        text = tr("%1 处%2", len(findings), kinds.pop() if len(kinds) == 1 else tr("考勤待核对"))
        self.toolbar.set_alarms([Alarm(text, "crit", lambda: self._go(first), tip=tr("跳到第一处"))])

    def _go(self, place: Place) -> None:
        if not self.grid.go_to(place):
            self.show_teams(None)
            self.grid.go_to(place)
        self.grid.setFocus()

    def _offers(self, place: Place) -> list[tuple[str, Callable[[], None]]]:
        assert self._view is not None
        code = self._view.grid.findings[place][0].code
        text = self._view.grid.text(*place)
        look = (tr("定位到这一格"), lambda: self._go(place))
        if code == "too_much":
            return [(tr("考勤改半天"), lambda: self.take_typed([(place, "△")])), look]
        if code == "worker_day_twice":
            return [(tr("只留 %1", text), lambda: self.take_typed([(place, text)])), look]
        return [(tr("清空这一格"), lambda: self.take_typed([(place, "")])), look]

    def _on_moved(self, row: int, column: int) -> None:
        if self._view is None:
            return
        self._context.inspect("worker", [self._view.grid.workers[row].id])
        if (row, column) in self._view.grid.findings:
            self._show_findings()

    # ---- writing

    def take_typed(self, cells: Sequence[Typed]) -> None:
        """Show what was typed, mark what cannot be read, write the rest as one step."""
        if self._view is None:
            return
        taken = take_cells(self._view.grid, cells)
        for place in taken.places:
            self.grid.cell_changed(place)
        for place, text, reason in taken.refused:
            self.grid.refuse(place, text, reason)
        if taken.refused and len(cells) > 1:
            self._context.notify(tr("%1 格看不懂，已标出，其余已填入", len(taken.refused)))
        if taken.marks:
            self._write(taken.marks)
        self._show_findings()
        self._edited()

    def _write(self, marks: Sequence[DayMark]) -> None:
        project_id = self._context.project_id
        ahead: dict[tuple[Id, Day], Mark | None] = {(mark.worker_id, mark.day): mark.mark for mark in marks}
        self._pending |= ahead

        def forget(_result: object = None) -> None:
            for key, mark in ahead.items():
                if key in self._pending and self._pending[key] == mark:
                    del self._pending[key]

        def failed(error: BaseException) -> None:
            forget()
            self._context.show_failure(error)
            self._context.bus.changed.emit({"attendance": None}, None)  # show what really stands there

        def write(ledger: Ledger) -> int:
            return marking.put_marks(ledger, project_id=project_id, marks=marks)

        self._context.jobs.write(write, done=forget, failed=failed, owner=self.widget)

    def add_slip(self) -> None:
        """A slip on the current day."""
        if self._view is not None:
            self._new_slip(self._view.grid.day(self.grid.selection.column))

    def add_worker(self) -> None:
        """One more worker in the current crew; his fields are filled in the inspector."""
        place, project_id = self.grid.current_place(), self._context.project_id
        line = self._view.grid.workers[place[0]] if self._view is not None and place is not None else None
        values: dict[str, Value] = {} if line is None else {"team_id": line.team_id, "trade": line.trade}

        def write(ledger: Ledger) -> Id:
            return commands.add_worker(ledger, project_id=project_id, name=tr("新工人"), values=values)

        self._context.jobs.write(write, done=lambda key: self._context.inspect("worker", [key]), owner=self.widget)

    def add_team(self) -> None:
        """One more crew, named in the inspector."""
        project_id = self._context.project_id
        known = {line.team for line in self._view.grid.workers} if self._view is not None else set()
        name = next(text for number in range(1, len(known) + 2) if (text := tr("新班组%1", number)) not in known)
        self._context.jobs.write(
            lambda ledger: commands.add_team(ledger, project_id=project_id, name=name),
            done=lambda key: self._context.inspect("team", [key]),
            owner=self.widget,
        )

    def fill_rows(self) -> None:
        """整行出勤 for the selected workers, up to today."""
        view, workers = self._view, self.grid.selected_workers()
        if view is None or not workers:
            return
        project_id, month = self._context.project_id, view.month
        until = Day(min(day_of(date.today()), month.last_day))
        last = until if until >= month.first_day else month.last_day
        self._run(
            lambda ledger: marking.fill_rows(ledger, project_id=project_id, month=month, worker_ids=workers, until=last)
        )

    def copy_week(self) -> None:
        """复制上周 into the week of the current day."""
        view, workers = self._view, self.grid.selected_workers()
        if view is None or not workers:
            return
        monday = self.grid.selection.column - view.month.weekday(self.grid.selection.column)
        week = range(max(0, monday), min(monday + _WEEK, view.month.days))
        project_id, month = self._context.project_id, view.month
        self._run(
            lambda ledger: marking.copy_days(
                ledger, project_id=project_id, month=month, worker_ids=workers, columns=week, back=_WEEK, what="上周"
            )
        )

    def copy_month(self) -> None:
        """复制上月 for the selected workers."""
        view, workers = self._view, self.grid.selected_workers()
        if view is None or not workers:
            return
        project_id, month = self._context.project_id, view.month
        self._run(lambda ledger: marking.copy_month(ledger, project_id=project_id, month=month, worker_ids=workers))

    def _run(self, command: Callable[[Ledger], int]) -> None:
        self._context.jobs.write(
            command, done=lambda count: self._context.notify(tr("已填入 %1 天", count)), owner=self.widget
        )

    # ---- remembering

    def go_to_worker(self, worker_id: Id, day: Day | None = None) -> bool:
        """Stand on a worker, on a day if given."""
        if self._view is None:
            return False
        row = self._view.grid.row_of(worker_id)
        column = 0 if day is None else day - self._view.month.first_day
        if row < 0 or not 0 <= column < self._view.month.days:
            return False
        self._go((row, column))
        return True

    def state(self) -> State:
        return {"splitter": self._split.sizes()}

    def restore(self, state: State) -> None:
        sizes = state.get("splitter")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):
            self._split.setSizes(sizes)
            self._is_shared = True
