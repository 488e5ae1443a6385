"""What the wizard knows of one import, and the jobs that find it out: reading, mending, trying out, writing.

Knows no page. An answer that has been overtaken by another question is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services import projects
from lanyan_desktop.services.imports import Committed, Preview, commit, preview
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.services.imports.recognising import recognise
from lanyan_desktop.services.imports.repairing import Repairs, joined, repaired
from lanyan_desktop.services.imports.taking import project_name
from lanyan_desktop.services.session import Ledger, Reader
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.jobs import Job, JobRunner


@dataclass(slots=True)
class Wish:
    """How a file is to be read; "" and None: as it says itself."""

    form: str = ""
    unit: str = ""
    month: date | None = None
    sheet: str | None = None
    mapping: dict[str, int] = field(default_factory=dict)


class Inquiry(QObject):
    """One import from file to ledger."""

    begun = Signal(object)  # Job: something is being found out
    seen_anew = Signal()  # `shown` is another
    tried = Signal()  # `outcome` is known
    refused = Signal(object)  # LanyanError: the file, or the last wish, cannot be
    written = Signal(object)  # Committed
    undone = Signal()

    def __init__(self, jobs: JobRunner, project_id: Id | None, *, is_read_only: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._project_id, self._is_read_only = jobs, project_id, is_read_only
        self._asked = 0
        self.start_over()

    def start_over(self) -> None:
        """Forget the file."""
        self._asked += 1
        self.path: Path | None = None
        self.wish = Wish()
        self.repairs = Repairs()
        self.seen: Preview | None = None  # the file as it is
        self.shown: Preview | None = None  # with what was put right
        self.outcome: Outcome | None = None  # what writing it would do

    def open(self, path: Path, wish: Wish) -> None:
        """Look at another file."""
        self.start_over()
        self.path = path
        self.look(wish)

    # ---- reading ----------------------------------------------------------------------------------------

    def look(self, wish: Wish) -> None:
        """Read the file as is wished."""
        path = self.path
        self.wish = wish
        if path is None:
            return
        self._asked += 1
        asked = self._asked

        def work(reader: Reader, token: JobToken) -> Preview:
            token.step(0, 0, tr("读取 %1", path.name))
            return preview(
                path,
                form=wish.form or recognise(path, step=token.step),
                sheet=wish.sheet,
                mapping=wish.mapping or None,
                month=wish.month,
                unit=wish.unit,
                reader=reader,
                project_id=self._project_id,
                step=token.step,
            )

        self._start(
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
        self.mend(self.repairs)

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, LanyanError):
            self._jobs.on_error(error)
            return
        if self.shown is not None and self.wish.mapping:  # a mapping that leaves no form: only that is taken back
            self.wish.mapping = {}
        else:
            self.seen = self.shown = None
        self.refused.emit(error)

    # ---- putting right ----------------------------------------------------------------------------------

    def map(self, sheet: int, name: str, column: int) -> None:
        """Give a column of the sheet to a field; -1: to none. Who had it loses it: a column is one thing."""
        if self.shown is not None:
            now = {**self.shown.sheets[sheet].header.columns, **self.wish.mapping}
            self.wish.mapping = {other: -1 if at == column else at for other, at in now.items()} | {name: column}
            self.look(self.wish)

    def repair(self, more: Repairs) -> None:
        """Put rows and cells right."""
        self.mend(joined(self.repairs, more))

    def mend(self, repairs: Repairs) -> None:
        """Read the sheet again with just these put right."""
        self.repairs = repairs
        seen = self.seen
        if seen is None:
            return

        def work(_reader: Reader, _token: JobToken) -> Preview:
            return repaired(seen, repairs) if repairs else seen

        self._start(self._jobs.read("", work, done=self._on_mended, failed=self._on_refused, owner=self))

    def _on_mended(self, shown: Preview) -> None:
        self.shown, self.outcome = shown, None
        self.seen_anew.emit()
        self._try_out(shown)

    def _try_out(self, shown: Preview) -> None:
        """Ask the ledger what would change."""
        project_id = self._project_id
        if project_id is None or self._is_read_only or not shown.reading.records:
            return

        def done(tried: Committed) -> None:
            if self.shown is shown:
                self.outcome = tried.outcome
                self.tried.emit()

        self._jobs.write(
            lambda ledger: commit(ledger, shown, project_id=project_id, dry_run=True), done=done, owner=self
        )

    # ---- writing ----------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write what is shown as one step."""
        shown, project_id = self.shown, self._project_id
        if shown is None:
            return

        def work(ledger: Ledger, token: JobToken) -> Committed:
            token.step(0, 0, tr("入账"))
            target = project_id or projects.create_project(ledger, name=project_name(shown))
            return commit(ledger, shown, project_id=target)

        title = tr("导入 %1", shown.path.name)
        self._start(self._jobs.job(title, work, done=self.written.emit, failed=self._on_failed, owner=self))

    def _on_failed(self, error: BaseException) -> None:
        self.seen_anew.emit()
        self._jobs.on_error(error)

    def undo(self) -> None:
        """Take the import back."""
        self._jobs.write(lambda ledger: ledger.undo(), done=lambda _intent: self.undone.emit(), owner=self)

    def _start(self, job: Job) -> None:
        if job.state == "running":  # a runner for tests has already answered
            self.begun.emit(job)
