"""成本: figures above, one of four views at the left, the curve and the accounts at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.table.query import Condition
from lanyan_desktop.core.values import Day, Id
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.cost.view import OF_BUDGET, OF_STANDING, CostView, load_cost, reload_standing
from lanyan_desktop.services.session import Reader, Touched
from lanyan_desktop.ui.components.figures import FiguresBar
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.components.toolbar import Alarm
from lanyan_desktop.ui.cost.dynamic_page import DynamicPage, Leads
from lanyan_desktop.ui.cost.entries_page import EntriesPage
from lanyan_desktop.ui.cost.lines_page import LinesPage
from lanyan_desktop.ui.cost.page import Page
from lanyan_desktop.ui.cost.register_pages import AccountsPage, ChangesPage, ContractsPage
from lanyan_desktop.ui.cost.side import Side
from lanyan_desktop.ui.cost.words import alarms, figures
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import State, TabContext

_ACCOUNTS, _ENTRIES = 1, 3  # their places among the views
_PAPERS = {
    "target": 0,
    "signed": 2,
    "uncontracted": 3,
    "actual": 3,
    "dynamic": 4,
    "changes": 5,
    "settlement": 2,
    "change": 5,
}  # where figures lead
_AT_ONCE = 50  # edited lines that are followed on the window's thread


def make_tab(context: TabContext) -> CostTab:
    """The cost tab of one project."""
    return CostTab(context)


class CostTab(QObject):
    """Reads all it shows beside the window's thread, and follows single edits in place."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._view: CostView | None = None
        self._version: Id | None = None
        self._is_reading = False
        self._again = ""  # what to read once more when the reading under way has ended: "", "standing", "all"
        self._wanted: tuple[str, Id] | None = None  # a record to show when it has been read
        self.widget = QWidget()
        self.header = FiguresBar(self._make_switch())
        self.header.setSizePolicy(QSizePolicy.Policy.Ignored, self.header.sizePolicy().verticalPolicy())  # it folds
        self.side = Side()
        self.lines = LinesPage(context, self._on_version, self._show_side)
        leads = Leads(
            section=partial(self.show_record, "budget_line"),
            contract=partial(self.show_record, "contract"),
            month=self.show_month,
            activity=self.show_activity,
        )
        self.dynamic = DynamicPage(context, self.show_papers, leads)
        self.entries = EntriesPage(context, lambda where: self.show_papers(where, None))
        self.pages: tuple[Page, ...] = (
            self.lines, AccountsPage(context, self.show_papers, self._open), ContractsPage(context), self.entries,
            self.dynamic, ChangesPage(context),
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._toolbars = QStackedWidget()
        self._toolbars.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # they shorten themselves
        self._lay_out()
        self.side.account_chosen.connect(self.show_account)
        self.side.month_chosen.connect(self.show_month)
        self._read("all")

    def _make_switch(self) -> Segmented:
        self.switch = Segmented(
            [tr("清单"), tr("科目"), tr("合同"), tr("实际"), tr("动态"), tr("变更")], name=tr("视图")
        )
        self.switch.chosen.connect(self.show_page)
        return self.switch

    def _lay_out(self) -> None:
        for page in self.pages:
            self._stack.addWidget(page.widget)
            self._toolbars.addWidget(page.toolbar)
            page.widget.addActions(page.actions)  # their keys work in the table, not only in the toolbar
        self._toolbars.setFixedHeight(self.pages[0].toolbar.height())
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self._stack)
        self._splitter.addWidget(self.side)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([936, 464])
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self._toolbars):
            column.addWidget(part)
        column.addWidget(self._splitter, 1)

    # ---- reading

    def _read(self, what: str) -> None:
        """Read all, or only the figures; once more afterwards if something changed meanwhile."""
        if self._is_reading:
            self._again = "all" if "all" in (what, self._again) else what
            return
        self._is_reading = True
        project_id, version, view = self._context.project_id, self._version, self._view

        def work(reader: Reader, _token: JobToken) -> CostView:
            if what == "standing" and view is not None:
                return reload_standing(reader, view)
            return load_cost(reader, project_id=project_id, version_id=version)

        label = tr("读取成本") if what == "all" else ""
        self._context.jobs.read(label, work, done=self._take, failed=self._failed, owner=self.widget)

    def _take(self, view: CostView) -> None:
        self._is_reading = False
        again, self._again = self._again, ""
        is_first = self._view is None
        self._view = view
        self.header.set_figures(figures(view))
        for page in self.pages:
            page.take(view)
            page.toolbar.set_alarms(self._alarms(view))
        if view.standing.curve.plan_days:
            self.side.show_view(view)
        self._show_side()
        self._context.status_changed()
        if is_first and self.widget.isVisible() and not isinstance(QApplication.focusWidget(), QLineEdit):
            self.pages[self.switch.current].enter()  # the keyboard goes to the work
        if again:
            self._read(again)
        elif self._wanted is not None:
            self.show_record(*self._wanted)

    def _failed(self, error: BaseException) -> None:
        self._is_reading = False
        self._context.show_failure(error)

    def _alarms(self, view: CostView) -> list[Alarm]:
        return [Alarm(text, kind, partial(self.show_account, code)) for text, kind, code in alarms(view)]

    def _on_version(self, version_id: Id) -> None:
        self._version = version_id
        self._read("all")

    # ---- what the shell asks

    def refresh(self, touched: Touched | None) -> None:
        """Follow a change: single lines in place, figures and curve beside the window."""
        if touched is None or self._view is None:
            self._read("all")
            return
        if OF_BUDGET & touched.keys():
            lines = touched.get("budget_line")
            followed = touched.keys() & OF_BUDGET == {"budget_line"} and lines is not None and self._follow(lines)
            self._read("standing" if followed else "all")
        elif OF_STANDING & touched.keys():
            self._read("standing")

    def _follow(self, lines: set[Id]) -> bool:
        budget = self._view.budget if self._view is not None else None
        changed = (
            budget.update(self._context.session.reader, lines)
            if budget is not None and len(lines) <= _AT_ONCE
            else None
        )
        if changed is None:
            return False
        self.lines.lines.refresh(changed)
        return True

    def actions(self) -> Sequence[QAction]:
        return [action for page in self.pages for action in page.actions]

    def status(self) -> str:
        return ""  # the data date, all there would be to say, stands there already

    def show_record(self, kind: str, record_id: Id) -> bool:
        """Go to a record in the view that has it."""
        place = next((n for n, page in enumerate(self.pages) if page.kind == kind), -1)
        if place < 0:
            return False
        if self._view is None:
            self._wanted = (kind, record_id)
            return True
        self._wanted = None
        self.switch.set_current(place)
        self.show_page(place)
        return self.pages[place].go_to(record_id)

    def _open(self, kind: str, record_id: Id) -> None:
        """A record in the view that has it, else wherever the shell shows it."""
        if not self.show_record(kind, record_id):
            self._context.open_record(kind, record_id)

    def show_month(self, end: Day) -> None:
        """The bookings of the month that a point of the curve ends."""
        month = Month.of(end)
        self._show_entries([Condition("day", ">=", month.first_day), Condition("day", "<=", month.last_day)])

    def show_activity(self, activity_id: Id | None) -> None:
        """The bookings of an activity, or those on none."""
        none = Condition("activity_id", "null")
        self._show_entries([none if activity_id is None else Condition("activity_id", "in", (activity_id,))])

    def _show_entries(self, conditions: Sequence[Condition]) -> None:
        self.entries.show_only(conditions)
        self.switch.set_current(_ENTRIES)
        self.show_page(_ENTRIES)

    def show_page(self, place: int) -> None:
        """Bring one of the views to the front."""
        self._stack.setCurrentIndex(place)
        self._toolbars.setCurrentIndex(place)
        self._show_side()
        self.pages[place].enter()

    def _show_side(self) -> None:
        """Curve and variances, beside the views they belong to and only when there is something to see."""
        has_curve = self._view is not None and bool(self._view.standing.curve.plan_days)
        self.side.setVisible(has_curve and self.pages[self.switch.current].has_side)

    def show_account(self, code: str) -> None:
        """The accounts, on the one with this code."""
        self.switch.set_current(_ACCOUNTS)
        self.show_page(_ACCOUNTS)
        accounts = self.pages[_ACCOUNTS]
        if isinstance(accounts, AccountsPage):
            accounts.accounts.go_to_code(code)

    def show_papers(self, what: str, account_id: Id | None) -> None:
        """The records behind a figure of 动态成本; of one account, or of those without a contract, only theirs."""
        place = _PAPERS[what]
        page = self.pages[place]
        if isinstance(page, EntriesPage):
            free = [Condition("contract_id", "null")] if what == "uncontracted" else []
            of_account = [Condition("account_id", "in", self._below(account_id))] if account_id is not None else []
            page.show_only([*free, *of_account])
        self.switch.set_current(place)
        self.show_page(place)

    def _below(self, account_id: Id) -> tuple[Id, ...]:
        """An account and all under it."""
        accounts = list(self._view.dynamic.accounts) if self._view is not None else []
        at = next((place for place, one in enumerate(accounts) if one.id == account_id), -1)
        if at < 0:
            return (account_id,)
        found = [account_id]
        for one in accounts[at + 1 :]:
            if one.depth <= accounts[at].depth:
                break
            if one.id is not None:
                found.append(one.id)
        return tuple(found)

    def save_state(self) -> State:
        return {
            "page": self.switch.current,
            "splitter": self._splitter.sizes(),
            "columns": {page.name: dict(page.column_state()) for page in self.pages},
        }

    def restore_state(self, state: State) -> None:
        sizes, page, columns = state.get("splitter"), state.get("page"), state.get("columns")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):
            self._splitter.setSizes(sizes)
        if isinstance(page, int) and 0 <= page < len(self.pages):
            self.switch.set_current(page)
            self.show_page(page)
        for one in self.pages:
            if isinstance(columns, Mapping) and isinstance(columns.get(one.name), Mapping):
                one.restore_columns(columns[one.name])

    def close(self) -> None:
        self._view = None
