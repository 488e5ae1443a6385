"""The import wizard: a file is looked at, what was understood is shown and put right, then one step writes it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.imports import Committed
from lanyan_desktop.services.imports.repairing import Repairs
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.services.schedule.file_names import is_plan_file
from lanyan_desktop.ui.components.label import elastic, label, rule
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.tokens import FIGURE, L, M
from lanyan_desktop.ui.widgets.import_wizard import steps
from lanyan_desktop.ui.widgets.import_wizard.choices import Choices
from lanyan_desktop.ui.widgets.import_wizard.files import ask_file, dropped
from lanyan_desktop.ui.widgets.import_wizard.footer import Footer
from lanyan_desktop.ui.widgets.import_wizard.inquiry import Inquiry, Wish
from lanyan_desktop.ui.widgets.import_wizard.pages import DonePage, FilePage
from lanyan_desktop.ui.widgets.import_wizard.verdict import promise, why_not
from lanyan_desktop.ui.widgets.import_wizard.work import WorkPage

_HEAD = 48


class ImportWizard(QWidget):
    """A page over the tab. `project_id` None: an empty ledger, the sheet names its project.

    `form`: "budget", "attendance", "daywork", "plan", or "" to recognise it.
    """

    closed = Signal()
    committed = Signal(object)  # Committed
    plan_wanted = Signal(object)  # Path of a plan file: it has a page of its own

    def __init__(
        self,
        jobs: JobRunner,
        project_id: Id | None,
        *,
        form: str = "",
        path: Path | None = None,
        is_read_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.inquiry = Inquiry(jobs, project_id, is_read_only=is_read_only, parent=self)
        self._is_read_only = is_read_only
        self.setAcceptDrops(True)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.steps, self.choices = steps.Steps(), Choices()
        self.files, self.work, self.finished = FilePage(), WorkPage(), DonePage()
        self.choices.set_form(form)
        self._file_name = label("", tone="text2")
        self.footer = Footer()
        self.back_button, self.commit_button = self.footer.back, self.footer.commit
        self._take_all = self.footer.take_all
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._settle()
        if path is not None:
            self.open(path)

    def _lay_out(self) -> None:
        head = QWidget()
        head.setObjectName("pageHeader")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        head.setFixedHeight(_HEAD)
        line = QHBoxLayout(head)
        line.setContentsMargins(L, 0, L, 0)
        line.setSpacing(M)
        line.addWidget(label(tr("从 Excel 导入"), FIGURE, 600))
        line.addWidget(elastic(self._file_name), 1)
        line.addWidget(self.choices)
        line.addWidget(self.steps)
        for page in (self.files, self.work, self.finished):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._pages, 1)
        column.addWidget(rule(is_strong=True))
        column.addWidget(self.footer)

    def _connect(self) -> None:
        inquiry, side = self.inquiry, self.work.side
        self.files.wanted.connect(self.choose_file)
        self.choices.changed.connect(self._on_choice)
        self.work.sheet_chosen.connect(lambda name: inquiry.look(self._wish(name)))
        self.work.view.class_chosen.connect(self._on_class)
        side.mapped.connect(lambda name, column: inquiry.map(self.work.sheet, name, column))
        side.repaired.connect(inquiry.repair)
        self.back_button.clicked.connect(self.go_back)
        self._take_all.clicked.connect(lambda: inquiry.repair(side.all_suggestions()))
        self.commit_button.clicked.connect(self.commit)
        self.footer.stopped.connect(self._settle)
        self.finished.closed.connect(self.closed)
        self.finished.again_wanted.connect(self.start_over)
        self.finished.undo_wanted.connect(inquiry.undo)
        inquiry.begun.connect(self.footer.watch)
        inquiry.seen_anew.connect(self._show_preview)
        inquiry.tried.connect(self._show_preview)
        inquiry.refused.connect(self._on_refused)
        inquiry.written.connect(self._on_written)
        inquiry.undone.connect(self.closed)

    # ---- the file ---------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file."""
        if (path := ask_file(self)) is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Look at another file."""
        if is_plan_file(path):
            self.plan_wanted.emit(path)
            return
        self._file_name.setText(path.name)
        self.inquiry.open(path, self._wish())

    def _wish(self, sheet: str | None = None) -> Wish:
        return Wish(self.choices.form, self.choices.unit, self.choices.month, sheet)

    def _on_choice(self) -> None:
        """Another unit or month: the same sheet; another form: whichever sheet fits it."""
        is_same = self.inquiry.wish.form in ("", self.choices.form)
        self.inquiry.look(self._wish(self.inquiry.wish.sheet if is_same else None))

    def _on_class(self, row: int, kind: RowClass) -> None:
        if (shown := self.inquiry.shown) is not None:
            self.inquiry.repair(Repairs().with_class(shown.sheets[self.work.sheet].sheet.name, row, kind))

    def commit(self) -> None:
        """Write what is shown as one step."""
        if self.commit_button.isEnabled():
            self.inquiry.write()

    def start_over(self) -> None:
        """Back to choosing a file."""
        self.inquiry.start_over()
        self._file_name.setText("")
        self.choices.set_form("")
        self.files.say("")
        self._settle()

    def go_back(self) -> None:
        """What was put right is taken back first, then the file, then the wizard closes."""
        inquiry = self.inquiry
        if inquiry.repairs:
            inquiry.mend(inquiry.repairs.without_last())
        elif inquiry.shown is not None:
            self.start_over()
        else:
            self.closed.emit()

    # ---- what was found out -----------------------------------------------------------------------------

    def _show_preview(self) -> None:
        self.footer.unwatch()
        if (shown := self.inquiry.shown) is not None:
            self.choices.set_form(shown.form.name)
            self.work.show_preview(shown, self.inquiry.outcome)
        self._settle()

    def _on_refused(self, error: LanyanError) -> None:
        self.footer.unwatch()
        self.files.say(sentence(error))
        self._settle()
        if self.inquiry.shown is not None:
            self.footer.say(sentence(error))

    def _on_written(self, done: Committed) -> None:
        self.footer.unwatch()
        self.finished.show_done(done)
        self._pages.setCurrentWidget(self.finished)
        self.finished.setFocus()
        self.steps.go(steps.DONE)
        self.footer.say("")
        for shown in (self.back_button, self._take_all, self.commit_button, self.choices):
            shown.hide()
        self.committed.emit(done)

    def _settle(self) -> None:
        """Page, step, words and buttons by what is known."""
        shown = self.inquiry.shown
        self._pages.setCurrentWidget(self.work if shown is not None else self.files)
        self.choices.show()
        self.back_button.show()
        self.back_button.setText(tr("上一步") if shown is not None else tr("返回"))
        self._take_all.setVisible(shown is not None and bool(self.work.side.suggestions))
        self.commit_button.setVisible(shown is not None)
        if shown is None:
            self.steps.go(steps.FILE)
            self.footer.say("")
            return
        self.steps.go(steps.CHECK if self.work.is_mapped else steps.COLUMNS)
        count = shown.reading.records
        self.commit_button.setText(tr("入账 %1 条", f"{count:,}"))
        self.commit_button.setAccessibleName(self.commit_button.text())
        reason = why_not(count, is_read_only=self._is_read_only)
        self.commit_button.setEnabled(not reason)
        self.commit_button.setToolTip(reason or "Ctrl+Enter")
        self.footer.say(reason or promise(shown, self.inquiry.outcome))

    # ---- dragging, keys ---------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._pages.currentWidget().setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := dropped(event.mimeData())) is not None:
            self.open(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.commit()
        elif event.key() == Qt.Key.Key_Escape and self._pages.currentWidget() is not self.work:
            self.closed.emit()  # from the sheet only by the button: what was put right is not lost by a slip
        else:
            super().keyPressEvent(event)
