"""点工: the month and its figures above, one of the views below: attendance, slips, wages, sums, registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import Attendance, DayWork, DayWorkLine
from lanyan_desktop.core.values import Day, Id
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.labour.view import OF_LABOUR, LabourView, load_view
from lanyan_desktop.services.session import Reader, Touched
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.figures import FiguresBar
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.components.toolbar import Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.attendance_page import AttendancePage
from lanyan_desktop.ui.labour.month_switch import MonthSwitch
from lanyan_desktop.ui.labour.roster_page import RosterPage
from lanyan_desktop.ui.labour.slips_page import SlipsPage
from lanyan_desktop.ui.labour.summary_page import SummaryPage
from lanyan_desktop.ui.labour.wages_page import WagesPage
from lanyan_desktop.ui.labour.words import figures_of
from lanyan_desktop.ui.shell.tab import State, TabContext
from lanyan_desktop.ui.tokens import NARROW

_ATTENDANCE, _SLIPS, _WAGES, _SUMMARY, _ROSTER = range(5)
_SOON_MS = 250  # after typing: a burst of edits is read back once


class Page(Protocol):
    """One of the views."""

    name: str
    toolbar: Toolbar
    actions: Sequence[QAction]

    @property
    def widget(self) -> QWidget: ...

    def take(self, view: LabourView) -> None: ...

    def enter(self) -> None: ...

    def state(self) -> State: ...

    def restore(self, state: State) -> None: ...


def make_tab(context: TabContext) -> LabourTab:
    """The labour tab of one project."""
    return LabourTab(context)


class LabourTab(QObject):
    """Reads months beside the window's thread; what is typed shows before it is read back."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._view: LabourView | None = None
        self._month: Month | None = None  # wanted; None: the last that has anything
        self._is_reading = False
        self._is_stale = False  # something changed while reading
        self._wanted: tuple[str, Id] | None = None
        self.attendance = AttendancePage(context, self._show_figures, self._new_slip)
        self.slips = SlipsPage(context)
        self.wages = WagesPage(context)
        self.summary = SummaryPage(context, self._show_waiting)
        self.roster = RosterPage(context)
        self.pages: tuple[Page, ...] = (self.attendance, self.slips, self.wages, self.summary, self.roster)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._read)
        self.widget = QWidget()
        self._lay_out()
        self.attendance.side.slip_opened.connect(lambda slip_id: self.show_record("day_work", slip_id))
        self._read()

    def _lay_out(self) -> None:
        names = [tr("考勤"), tr("点工单"), tr("工资表"), tr("汇总"), tr("名册")]
        self.switch = Segmented(names, name=tr("视图"))
        self.switch.chosen.connect(self.show_page)
        self.header = FiguresBar(self.switch)
        self.months = MonthSwitch()
        self.months.chosen.connect(self.show_month)
        self._stack, self._toolbars = QStackedWidget(), QStackedWidget()
        for page in self.pages:
            self._stack.addWidget(page.widget)
            self._toolbars.addWidget(page.toolbar)
            page.widget.addActions(list(page.actions))  # their keys work in the tables, not only in the toolbar
        self._toolbars.setFixedHeight(self.attendance.toolbar.height())
        for bar in (self.header, *(page.toolbar for page in self.pages)):
            bar.setMinimumWidth(1)  # they drop what has no room; what they show now must not hold the window wide
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.months)
        top.addWidget(self.header, 1)
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._toolbars)
        column.addWidget(self._stack, 1)
        self.widget.installEventFilter(self)
        self._turns = [
            self._key(tr("上月"), "Alt+PgUp", lambda: self.months.go(-1)),
            self._key(tr("下月"), "Alt+PgDown", lambda: self.months.go(1)),
            *(
                self._key(tr("点工：%1", name), f"Alt+{n + 1}", partial(self._choose, n))
                for n, name in enumerate(names)
            ),
        ]

    def _key(self, text: str, shortcut: str, does: Callable[[], object]) -> QAction:
        made = action(text, shortcut=shortcut)
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.triggered.connect(lambda _checked=False: does())
        self.widget.addAction(made)
        return made

    # ---- reading

    def _read(self) -> None:
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        project_id, month = self._context.project_id, self._month

        def work(reader: Reader, _token: JobToken) -> LabourView:
            return load_view(reader, project_id=project_id, month=month)

        self._context.jobs.read("", work, done=self._take, failed=self._failed, owner=self.widget)

    def _take(self, view: LabourView) -> None:
        self._is_reading = False
        if self._is_stale:
            self._read()
            if self._view is not None:
                return  # what was read is older than what is shown
        is_first = self._view is None
        self._view, self._month = view, view.month
        self.months.show_month(view.month)
        for page in self.pages:
            page.take(view)
        self._show_figures()
        self._context.status_changed()
        if is_first and self.widget.isVisible():
            self._enter()
        if self._wanted is not None:
            self.show_record(*self._wanted)

    def _enter(self) -> None:
        """The keyboard goes to the work, not to the first button."""
        self.pages[self.switch.current].enter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget and event.type() == QEvent.Type.Show and self._view is not None:
            self._enter()
        if watched is self.widget and event.type() == QEvent.Type.Resize:
            self._show_figures()
        return super().eventFilter(watched, event)

    def _failed(self, error: BaseException) -> None:
        self._is_reading = False
        self._context.show_failure(error)

    def _show_figures(self) -> None:
        if self._view is not None:
            is_narrow = self.widget.width() <= NARROW  # then remarks say more than the last figure
            self.header.set_figures(figures_of(self._view)[: 3 if is_narrow else None])

    def _new_slip(self, day: Day) -> None:
        self._choose(_SLIPS)
        self.slips.add_slip(day)

    def _show_waiting(self, bearer: str) -> None:
        self._choose(_SLIPS)
        self.slips.show_waiting(bearer)

    def show_month(self, month: Month) -> None:
        """Open another month."""
        self._month = month
        self.months.show_month(month)
        self._soon.stop()
        self._read()

    # ---- what the shell asks

    def refresh(self, touched: Touched | None) -> None:
        """Read the month again: soon after typing, at once otherwise."""
        if touched is not None and not OF_LABOUR & touched.keys():
            return
        if self._is_reading:
            self._is_stale = True
        elif touched is not None and touched.keys() == {"attendance"}:
            self._soon.start()
        else:
            self._read()

    def actions(self) -> Sequence[QAction]:
        return [*(made for page in self.pages for made in page.actions), *self._turns]

    def status(self) -> str:
        if self._view is None:
            return ""
        return tr("%1 · %2 人", self._view.month.title, len(self._view.grid.workers))

    def show_record(self, kind: str, record_id: Id) -> bool:
        """Go to a worker, a day of attendance, a slip or the slip of a line."""
        if self._view is None:
            self._wanted = (kind, record_id)
            return True
        self._wanted = None
        if kind in ("day_work", "day_work_line"):
            return self._show_slip(kind, record_id)
        if kind == "attendance":
            record = self._context.session.reader.get(Attendance, record_id)
            return record is not None and self._show_day(record.worker_id, record.day, (kind, record_id))
        if kind == "worker" and self.attendance.go_to_worker(record_id):
            self._choose(_ATTENDANCE)
            return True
        if kind == "team" and self._show_team(record_id):
            return True
        if kind in self.roster.tables:
            self._choose(_ROSTER)
            return self.roster.go_to(kind, record_id)
        return False

    def _show_slip(self, kind: str, record_id: Id) -> bool:
        reader = self._context.session.reader
        line = reader.get(DayWorkLine, record_id) if kind == "day_work_line" else None
        slip = reader.get(DayWork, line.day_work_id if line is not None else record_id)
        if slip is None or not self._is_open(slip.day, (kind, record_id)):
            return slip is not None
        self._choose(_SLIPS)
        return self.slips.go_to(slip.id)

    def _show_day(self, worker_id: Id, day: Day, wanted: tuple[str, Id]) -> bool:
        if not self._is_open(day, wanted):
            return True
        self._choose(_ATTENDANCE)
        return self.attendance.go_to_worker(worker_id, day)

    def _is_open(self, day: Day, wanted: tuple[str, Id]) -> bool:
        """Whether the month of a day is shown; else it is opened and the jump repeated then."""
        month = Month.of(day)
        if self._view is not None and month == self._view.month:
            return True
        self._wanted = wanted
        self.show_month(month)
        return False

    def _show_team(self, team_id: Id) -> bool:
        if self._view is None:
            return False
        names = {line.team for line in self._view.grid.workers if line.team_id == team_id}
        if names:
            self._choose(_ATTENDANCE)
            self.attendance.show_teams(names)
        return bool(names)

    def _choose(self, place: int) -> None:
        self.switch.set_current(place)
        self.show_page(place)

    def show_page(self, place: int) -> None:
        """Bring one of the views to the front."""
        self._stack.setCurrentIndex(place)
        self._toolbars.setCurrentIndex(place)
        self.pages[place].enter()

    def save_state(self) -> State:
        return {
            "page": self.switch.current,
            "month": str(self._view.month) if self._view is not None else "",
            "pages": {page.name: dict(page.state()) for page in self.pages},
        }

    def restore_state(self, state: State) -> None:
        page, month, pages = state.get("page"), state.get("month"), state.get("pages")
        for one in self.pages:
            if isinstance(pages, Mapping) and isinstance(pages.get(one.name), Mapping):
                one.restore(pages[one.name])
        if isinstance(page, int) and 0 <= page < len(self.pages):
            self._choose(page)
        if isinstance(month, str) and (known := Month.parse(month)) is not None:
            self.show_month(known)

    def close(self) -> None:
        self._soon.stop()
        self._view = None
