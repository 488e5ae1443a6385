"""The import wizard: a file is looked at, what was understood is shown and put right, then one step writes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services import projects
from lanyan_desktop.services.imports import Committed, Preview, commit, preview
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.services.imports.recognising import recognise
from lanyan_desktop.services.imports.repairing import Repairs, joined, repaired
from lanyan_desktop.services.imports.taking import project_name
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.services.session import Ledger, Reader
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import elastic, label, rule
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.jobs import Job, JobRunner
from lanyan_desktop.ui.tokens import FIGURE, L, M, S
from lanyan_desktop.ui.widgets.import_wizard import steps
from lanyan_desktop.ui.widgets.import_wizard.choices import Choices
from lanyan_desktop.ui.widgets.import_wizard.pages import DonePage, FilePage
from lanyan_desktop.ui.widgets.import_wizard.words import class_word
from lanyan_desktop.ui.widgets.import_wizard.work import WorkPage

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
_HEAD, _FOOT = 48, 50


class ImportWizard(QWidget):
    """A page over the tab. `project_id` None: an empty ledger, the sheet names its project.

    `form`: "budget", "attendance", "daywork", "plan", or "" to recognise it.
    """

    closed = Signal()
    committed = Signal(object)  # Committed

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
        self._jobs, self._project_id, self._is_read_only = jobs, project_id, is_read_only
        self.path: Path | None = None
        self.sheet: str | None = None
        self.mapping: dict[str, int] = {}
        self.repairs = Repairs()
        self.seen: Preview | None = None  # the file as it is
        self.shown: Preview | None = None  # with what was put right
        self.outcome: Outcome | None = None  # what committing would do
        self._job: Job | None = None
        self._asked = 0
        self.setAcceptDrops(True)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.steps, self.choices = steps.Steps(), Choices()
        self.files, self.work, self.finished = FilePage(), WorkPage(), DonePage()
        self.choices.set_form(form)
        self._file_name = label("", tone="text2")
        self._said = label("", tone="text2")
        self._progress = QProgressBar()
        self._stop = button(tr("停止"), "quiet")
        self._back = button(tr("返回"))
        self._take_all = button(tr("全部按建议处理"))
        self.commit_button = button("", "primary", icon="check")
        self._pages = QStackedWidget()
        self._timer = QTimer(self)
        self._timer.setInterval(100)
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
        column.addWidget(self._footer())

    def _footer(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(_FOOT)
        line = QHBoxLayout(foot)
        line.setContentsMargins(L, 0, L, 0)
        line.setSpacing(S)
        line.addWidget(elastic(self._said), 1)
        self._progress.setFixedWidth(140)
        self._progress.setTextVisible(False)
        for shown in (self._progress, self._stop, self._back, self._take_all, self.commit_button):
            line.addWidget(shown)
        return foot

    def _connect(self) -> None:
        self.files.wanted.connect(self.choose_file)
        self.choices.changed.connect(self._on_choice)
        self.work.sheet_chosen.connect(self._on_sheet)
        self.work.view.class_chosen.connect(self._on_class)
        self.work.side.mapped.connect(self._on_mapped)
        self.work.side.repaired.connect(self.repair)
        self._back.clicked.connect(self._go_back)
        self._take_all.clicked.connect(lambda: self.repair(self.work.side.all_suggestions()))
        self.commit_button.clicked.connect(self.commit)
        self._stop.clicked.connect(self._cancel)
        self._timer.timeout.connect(self._show_progress)
        self.finished.closed.connect(self.closed)
        self.finished.again_wanted.connect(self.start_over)
        self.finished.undo_wanted.connect(self._undo)

    # ---- the file ---------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file."""
        masks = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(self, tr("从 Excel 导入"), "", f"Excel ({masks})")
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Look at another file."""
        self.path, self.sheet, self.mapping, self.repairs = path, None, {}, Repairs()
        self._file_name.setText(path.name)
        self._look()

    def _look(self) -> None:
        """Read the file, off the window's thread; an answer that is no longer wanted is dropped."""
        path = self.path
        if path is None:
            return
        form, unit, month = self.choices.form, self.choices.unit, self.choices.month
        sheet, mapping = self.sheet, dict(self.mapping) or None
        self._asked += 1
        asked = self._asked

        def work(reader: Reader, token: JobToken) -> Preview:
            def step(done: int, total: int) -> None:
                token.step(done, total)

            token.step(0, 0, tr("读取 %1", path.name))
            return preview(
                path,
                form=form or recognise(path, step=step),
                sheet=sheet,
                mapping=mapping,
                month=month,
                unit=unit,
                reader=reader,
                project_id=self._project_id,
                step=step,
            )

        self._run(
            self._jobs.read(
                tr("读取 %1", path.name),
                work,
                done=lambda seen: self._on_seen(seen) if asked == self._asked else None,
                failed=self._on_refused,
                owner=self,
            )
        )

    def _on_seen(self, seen: Preview) -> None:
        self.seen = seen
        self.choices.set_form(seen.form.name)
        self._mend()

    def _on_refused(self, error: BaseException) -> None:
        self._end_run()
        if not isinstance(error, LanyanError):
            self._jobs.on_error(error)
            return
        if self.shown is not None and self.mapping:  # a mapping that leaves no form: take it back, keep the rest
            self.mapping = {}
            self._said.setText(sentence(error))
            return
        self.seen = self.shown = None
        self.files.say(sentence(error))
        self._settle()

    # ---- putting right ----------------------------------------------------------------------------------

    def repair(self, more: Repairs) -> None:
        """Put rows and cells right and read the sheet again with that."""
        self.repairs = joined(self.repairs, more)
        self._mend()

    def _mend(self) -> None:
        seen = self.seen
        if seen is None:
            return
        repairs, unit, month = self.repairs, self.choices.unit, self.choices.month
        self._run(
            self._jobs.read(
                "",
                lambda _reader, _token: repaired(seen, repairs, month=month, unit=unit) if repairs else seen,
                done=self._on_mended,
                failed=self._on_refused,
                owner=self,
            )
        )

    def _on_mended(self, shown: Preview) -> None:
        self._end_run()
        self.shown, self.outcome = shown, None
        self.work.show_preview(shown, None)
        self._settle()
        self._try_out(shown)

    def _try_out(self, shown: Preview) -> None:
        """Ask the ledger what would change; its words then say so."""
        project_id = self._project_id
        if project_id is None or self._is_read_only or not shown.reading.records:
            return

        def done(tried: Committed) -> None:
            if self.shown is shown:
                self.outcome = tried.outcome
                self.work.show_preview(shown, tried.outcome)
                self._settle()

        self._jobs.write(
            lambda ledger: commit(ledger, shown, project_id=project_id, dry_run=True), done=done, owner=self
        )

    def _on_class(self, row: int, kind: RowClass) -> None:
        if self.shown is not None:
            self.repair(Repairs().with_class(self.shown.sheets[self.work.sheet].sheet.name, row, kind))

    def _on_mapped(self, name: str, column: int) -> None:
        if self.shown is not None:
            now = {**self.shown.sheets[self.work.sheet].header.columns, **self.mapping}
            # a column is one thing: who had it loses it
            self.mapping = {other: -1 if at == column else at for other, at in now.items()} | {name: column}
            self.steps.go(steps.COLUMNS)
            self._look()

    def _on_sheet(self, name: str) -> None:
        self.sheet, self.mapping = name, {}
        self._look()

    def _on_choice(self) -> None:
        self.mapping = {}
        self._look()

    # ---- writing ----------------------------------------------------------------------------------------

    def commit(self) -> None:
        """Write what is shown as one step."""
        shown = self.shown
        if shown is None or not self.commit_button.isEnabled():
            return
        project_id = self._project_id

        def work(ledger: Ledger, token: JobToken) -> Committed:
            token.step(0, 0, tr("入账"))
            target = project_id or projects.create_project(ledger, name=project_name(shown))
            return commit(ledger, shown, project_id=target)

        title = tr("导入 %1", shown.path.name)
        self._run(self._jobs.job(title, work, done=self._on_done, failed=self._on_failed, owner=self))

    def _on_done(self, done: Committed) -> None:
        self._end_run()
        self.finished.show_done(done)
        self._pages.setCurrentWidget(self.finished)
        self.steps.go(steps.DONE)
        self._said.setText("")
        for shown in (self._back, self._take_all, self.commit_button, self.choices):
            shown.hide()
        self.committed.emit(done)

    def _on_failed(self, error: BaseException) -> None:
        self._end_run()
        self._settle()
        self._jobs.on_error(error)

    def _undo(self) -> None:
        self._jobs.write(lambda ledger: ledger.undo(), done=lambda _intent: self.closed.emit(), owner=self)

    # ---- the frame --------------------------------------------------------------------------------------

    def start_over(self) -> None:
        """Back to choosing a file."""
        self.path, self.seen, self.shown, self.outcome, self.sheet = None, None, None, None, None
        self.mapping, self.repairs = {}, Repairs()
        self._file_name.setText("")
        self.choices.set_form("")
        self.files.say("")
        self._settle()

    def _go_back(self) -> None:
        """What was put right is taken back first, then the file, then the wizard closes."""
        if self.repairs:
            self.repairs = self.repairs.without_last()
            self._mend()
        elif self.shown is not None:
            self.start_over()
        else:
            self.closed.emit()

    def _settle(self) -> None:
        """Page, step, words and buttons by what is known."""
        shown = self.shown
        self._pages.setCurrentWidget(self.work if shown is not None else self.files)
        self.choices.show()
        self._back.show()
        self._back.setText(tr("上一步") if shown is not None else tr("返回"))
        self._take_all.setVisible(shown is not None and bool(self.work.side.suggestions))
        self.commit_button.setVisible(shown is not None)
        if shown is None:
            self.steps.go(steps.FILE)
            self._said.setText("")
            return
        self.steps.go(steps.CHECK if self.work.is_mapped else steps.COLUMNS)
        count = shown.reading.records
        self.commit_button.setText(tr("入账 %1 条", f"{count:,}"))
        self.commit_button.setAccessibleName(self.commit_button.text())
        reason = self._why_not(count)
        self.commit_button.setEnabled(not reason)
        self.commit_button.setToolTip(reason or "Ctrl+Enter")
        self._said.setText(reason or self._promise(shown))

    def _why_not(self, count: int) -> str:
        if self._is_read_only:
            return tr("账套是只读的，不能入账")
        return "" if count else tr("没有可以入账的行，请看右边的问题")

    def _promise(self, shown: Preview) -> str:
        """What committing will do, in one sentence."""
        if self.outcome is not None:
            if not self.outcome.added and not self.outcome.changed:
                return tr("和账上完全一样，入账不会有改动。")
            parts = [tr("将新增 %1 条", f"{self.outcome.added:,}")]
            if self.outcome.changed:
                parts.append(tr("更新 %1 条", f"{self.outcome.changed:,}"))
            if self.outcome.unchanged:
                parts.append(tr("%1 条不变", f"{self.outcome.unchanged:,}"))
            along = self.outcome.added + self.outcome.changed + self.outcome.unchanged > shown.reading.records
            also = tr("（含一并建立的记录）") if along else ""
            return "、".join(parts) + also + tr("；入账后可一步撤销。")
        word = class_word(RowClass.ITEM, shown.form.name)
        return tr("将新增 %1 %2、%3 个分组；入账后可一步撤销。", f"{shown.items:,}", word, shown.sections)

    def _run(self, job: Job) -> None:
        if job.state != "running":  # a runner for tests has already answered
            return
        self._job = job
        self._timer.start()
        self.commit_button.setEnabled(False)
        self._show_progress()

    def _end_run(self) -> None:
        self._job = None
        self._timer.stop()
        self._show_progress()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_progress(self) -> None:
        job = self._job
        if job is not None and job.state != "running":
            self._job = job = None
            self._timer.stop()
            self._settle()
        is_shown = job is not None and job.is_worth_showing
        self._progress.setVisible(is_shown)
        self._stop.setVisible(is_shown)
        if job is not None and is_shown:
            progress = job.progress
            self._progress.setRange(0, progress.total)
            self._progress.setValue(progress.done)
            self._said.setText(progress.label)

    # ---- dragging, keys ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped([url.toLocalFile() for url in event.mimeData().urls()]) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped([url.toLocalFile() for url in event.mimeData().urls()])
        if path is not None:
            self.open(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.commit()
        else:
            super().keyPressEvent(event)


def _dropped(names: Sequence[str]) -> Path | None:
    """The workbook that is dragged, if it is one and only one."""
    path = Path(names[0]) if len(names) == 1 and names[0] else None
    return path if path is not None and path.suffix.lower() in SUFFIXES else None
