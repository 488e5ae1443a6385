"""What the plan-file page knows of one import, and the jobs that find it out: reading, trying out, writing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.imports.plan_file import PlanFileImported, commit_plan_file
from lanyan_desktop.services.imports.plan_file_shown import PlanFileShown, show_plan_file
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.services.session import Ledger, Reader
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.jobs import Job, JobRunner


class PlanInquiry(QObject):
    """One plan file from disk to ledger. An answer that has been overtaken by another question is dropped."""

    begun = Signal(object)  # Job
    seen_anew = Signal()  # `shown`, `target` or `outcome` is another
    refused = Signal(object)  # LanyanError
    written = Signal(object)  # PlanFileImported
    undone = Signal()

    def __init__(self, jobs: JobRunner, project_id: Id | None, *, is_read_only: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._project_id, self._is_read_only = jobs, project_id, is_read_only
        self._asked = 0
        self.shown: PlanFileShown | None = None
        self.target: Id | None = None  # None: a project of its own
        self.outcome: Outcome | None = None  # what writing it would do

    def open(self, path: Path, part: str | None = None) -> None:
        """Look at a file; `part` is one of the projects it holds."""
        self._asked += 1
        asked = self._asked
        self.shown = self.outcome = None

        def work(reader: Reader, token: JobToken) -> PlanFileShown:
            token.step(0, 0, tr("读取 %1", path.name))
            return show_plan_file(reader, path, project_id=self._project_id, code=part, step=token.step)

        job = self._jobs.read(
            tr("读取 %1", path.name),
            work,
            done=lambda shown: self._on_shown(shown) if asked == self._asked else None,
            failed=self._on_failed,
            owner=self,
        )
        self._start(job)

    def _on_shown(self, shown: PlanFileShown) -> None:
        self.shown = shown
        self.aim(shown.target)

    def aim(self, target: Id | None) -> None:
        """Choose the project it goes into, None for one of its own, and ask the ledger what would change."""
        shown = self.shown
        if shown is None:
            return
        self.target, self.outcome = target, None
        self.seen_anew.emit()
        if self._is_read_only or target is None:
            return

        def done(tried: PlanFileImported) -> None:
            if self.shown is shown and self.target == target:
                self.outcome = tried.outcome
                self.seen_anew.emit()

        def work(ledger: Ledger, token: JobToken) -> PlanFileImported:
            return commit_plan_file(ledger, shown.preview, project_id=target, dry_run=True, step=token.step)

        self._jobs.job(tr("试算 %1", shown.preview.path.name), work, done=done, failed=self._on_failed, owner=self)

    def write(self) -> None:
        """Write what is shown as one step."""
        shown, target = self.shown, self.target
        if shown is None:
            return

        def work(ledger: Ledger, token: JobToken) -> PlanFileImported:
            token.step(0, 0, tr("入账"))
            return commit_plan_file(ledger, shown.preview, project_id=target, is_new=target is None, step=token.step)

        title = tr("导入 %1", shown.preview.path.name)
        self._start(self._jobs.job(title, work, done=self.written.emit, failed=self._on_failed, owner=self))

    def undo(self) -> None:
        """Take the import back."""
        self._jobs.write(lambda ledger: ledger.undo(), done=lambda _intent: self.undone.emit(), owner=self)

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, LanyanError):
            self.refused.emit(error)
        else:
            self.seen_anew.emit()
            self._jobs.on_error(error)

    def _start(self, job: Job) -> None:
        if job.state == "running":  # a runner for tests has already answered
            self.begun.emit(job)
