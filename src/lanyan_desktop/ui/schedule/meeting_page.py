"""登记进度: the page of a site meeting. Pick the check date, go down the list, type; line and alarms answer at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QSignalBlocker, Qt
from PySide6.QtWidgets import QDateEdit, QFileDialog, QVBoxLayout, QWidget

from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Day, Id, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.paths import documents_dir
from lanyan_desktop.services.schedule.checks import attach_evidence, record_check, set_data_day
from lanyan_desktop.services.schedule.effects import story_of
from lanyan_desktop.services.schedule.meeting import MeetingSource, meeting_columns, report_cells, standings
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.messages import words_of
from lanyan_desktop.ui.tokens import BUTTON, CAPTION, L, S
from lanyan_desktop.ui.widgets.table import TableView

if TYPE_CHECKING:
    from lanyan_desktop.ui.shell.tab import TabContext


class MeetingPage(QWidget):
    """The quick list with its date above."""

    def __init__(self, context: TabContext, view: PlanView) -> None:
        super().__init__()
        self._context = context
        self.source = MeetingSource(view)
        is_read_only = context.session.is_read_only
        self.table = TableView(
            self.source,
            meeting_columns(),
            commit=None if is_read_only else self._commit,
            has_total=False,
            name=tr("登记进度"),
        )
        self.date = QDateEdit()
        self.date.setDisplayFormat("yyyy-MM-dd")
        self.date.setCalendarPopup(True)
        self.date.setKeyboardTracking(False)
        self.date.setFixedHeight(BUTTON)
        self.date.setAccessibleName(tr("检查日期"))
        self.date.dateChanged.connect(self._set_date)
        self.keep = button(
            tr("保存本次检查"), "primary", icon="save", tip=tr("记下各项现在到哪里：以后可对比各次前锋线")
        )
        self.keep.clicked.connect(self._record)
        self.paper = button(tr("附依据…"), icon="file", tip=tr("给选中的工作附上滞后的依据：照片、气象证明、联系单"))
        self.paper.clicked.connect(self._attach)
        for made in (self.date, self.keep, self.paper):
            made.setEnabled(not is_read_only)
        self.story = label("", wraps=True)
        self.hint = label(tr("完成、剩余工期、实际日期填一项即可，其余自动推算"), CAPTION, tone="text3")
        self.table.selection_changed.connect(self._inspect)
        self.table.said.connect(context.notify)
        self._lay_out()
        self.show_view(view)

    def _lay_out(self) -> None:
        bar = box(label(tr("检查日期")), self.date, self.keep, self.paper, self.hint, None, gap=S)
        bar.setContentsMargins(L, S, L, 0)
        told = box(self.story)
        told.setContentsMargins(L, 0, L, S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(bar)
        column.addWidget(told)
        column.addWidget(self.table, 1)

    def show_view(self, view: PlanView) -> None:
        """Show a plan computed anew."""
        self.source.take(view)
        self.table.model.day_min = view.loaded.day_min
        self.table.refresh()
        blocked = QSignalBlocker(self.date)
        day = view.loaded.project.data_day
        self.date.setDate(QDate(1970, 1, 1).addDays(day) if day is not None else QDate.currentDate())
        blocked.unblock()
        self.story.setText(story_of(view) or tr("还没有检查日期：选一个日期，前锋线从那一天起算。"))
        for made in (self.keep, self.paper):
            made.setEnabled(day is not None and not self._context.session.is_read_only)

    def enter(self) -> None:
        """The keyboard into the list, on the first 完成."""
        self.table.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        if (first := self.table.model.id_at(0)) is not None and not self.table.grid.currentIndex().isValid():
            self.table.go_to(first, "done")

    def _set_date(self, date: QDate) -> None:
        left = standings(self.source.view)
        day, project_id = Day(day_of(date.toPython())), self._context.project_id  # type: ignore[arg-type]  # a date
        self._context.jobs.write(
            lambda ledger: set_data_day(ledger, project_id=project_id, day=day, left=left), owner=self, initiator=self
        )

    def _record(self) -> None:
        view, project_id = self.source.view, self._context.project_id
        day, found = view.loaded.project.data_day, standings(view)
        if day is None:
            return
        self._context.jobs.write(
            lambda ledger: record_check(ledger, project_id=project_id, day=day, found=found),
            done=lambda count: self._context.notify(tr("已保存本次检查：%1 项", count)),
            owner=self,
            initiator=self,
        )

    def _attach(self) -> None:
        """A file that shows why the work one stands on is late."""
        day, work = self.source.view.loaded.project.data_day, self.table.current_id
        if day is None or not isinstance(work, bytes):
            self._context.notify(tr("先选中一项工作，再附依据"))
            return
        chosen, _ = QFileDialog.getOpenFileName(self, tr("附依据"), str(documents_dir()))
        if not chosen:
            return
        project_id, activity_id, path = self._context.project_id, Id(work), Path(chosen)
        self._context.jobs.job(
            tr("添加附件 %1", path.name),
            lambda ledger, _token: attach_evidence(
                ledger, project_id=project_id, activity_id=activity_id, day=day, path=path
            ),
            owner=self,
        )

    def _commit(self, edits: Sequence[CellEdit]) -> None:
        project_id = self._context.project_id
        self._context.jobs.write(
            lambda ledger: report_cells(ledger, project_id=project_id, edits=edits),
            done=lambda _none: self.table.editor.named({}),
            failed=lambda error: self._refuse(edits, error),
            owner=self,
            initiator=self,
        )

    def _refuse(self, edits: Sequence[CellEdit], error: BaseException) -> None:
        is_one = isinstance(error, LanyanError) and len(edits) == 1
        self.table.editor.refuse({(e.id, e.name): words_of(error) for e in edits} if is_one else {}, edits)
        if not is_one:
            self._context.show_failure(error)

    def _inspect(self) -> None:
        ids = [Id(row_id) for row_id in self.table.selected_ids()[:1000] if isinstance(row_id, bytes)]
        self._context.inspect("activity", ids)
