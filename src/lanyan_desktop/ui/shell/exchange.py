"""Files in and out from anywhere in the window: the wizard over the page, a file asked for, the result told."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.kit.paths import documents_dir
from lanyan_desktop.services.exports import Exported, export_form, suggested_name
from lanyan_desktop.services.imports import Committed
from lanyan_desktop.services.imports.plan_file import PlanFileImported
from lanyan_desktop.services.schedule.file_names import is_plan_file
from lanyan_desktop.services.session import Reader
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.desk import Desk
from lanyan_desktop.ui.widgets.import_wizard import ImportWizard, PlanImport, ask_file

_TAB_OF_FORM = {"plan": "schedule", "budget": "cost", "attendance": "labour", "daywork": "labour"}
_FORM_OF_TAB = {"schedule": "plan", "cost": "budget", "labour": "attendance"}


class Exchange(QObject):
    """Answers `Desk.import_wanted` and `Desk.export_wanted`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.wizard: ImportWizard | PlanImport | None = None
        self._came_in = ""  # the form that was written by it
        self._came_to: Id | None = None  # and the project, where it may be another than the one in view
        desk.ledger_changed.connect(self.close_wizard)

    def take_in(self, form: str, path: Path | None) -> None:
        """Open the import wizard over the page; a file given is opened in it."""
        work = self._desk.workspace
        if work is None:
            return
        if self.wizard is not None and not form and path is None:
            self._desk.face.cover(self.wizard)  # one that was begun and left
            _focus_primary(self.wizard)
            return
        self.close_wizard()
        project_id = work.project.id if work.project is not None else None
        wizard: ImportWizard | PlanImport
        if path is not None and is_plan_file(path):
            wizard = PlanImport(work.jobs, project_id, path=path, is_read_only=work.is_read_only)
            wizard.file_wanted.connect(self._choose_other)
            wizard.dropped_in.connect(lambda other: self.take_in("", other))
        else:
            wizard = ImportWizard(work.jobs, project_id, form=form, path=path, is_read_only=work.is_read_only)
            wizard.plan_wanted.connect(lambda other: self.take_in("plan", other))
        wizard.closed.connect(self._on_closed)
        wizard.committed.connect(self._on_committed)
        self.wizard = wizard
        self._desk.face.cover(wizard)
        _focus_primary(wizard)

    def _choose_other(self) -> None:
        if (path := ask_file(self._desk.window)) is not None:
            self.take_in("", path)

    def _on_committed(self, done: Committed | PlanFileImported) -> None:
        if isinstance(done, PlanFileImported):
            self._came_in, self._came_to = "plan", done.project_id
        else:
            self._came_in, self._came_to = done.preview.form.name, None

    def _on_closed(self) -> None:
        self.close_wizard()
        if self._came_to is not None:
            self._desk.show_project(self._came_to)
        self._desk.show_tab(_TAB_OF_FORM.get(self._came_in, ""))
        self._came_in, self._came_to = "", None

    def close_wizard(self) -> None:
        """Back to the page."""
        wizard, self.wizard = self.wizard, None
        if wizard is not None:
            self._desk.face.uncover(wizard)
            wizard.deleteLater()

    def give_out(self, form: str) -> None:
        """Ask for a file and write a form of the open project into it; "": the form of the tab in view.

        A month may stand behind the form ("attendance 2025-10"), else it is the last that has anything.
        """
        work = self._desk.workspace
        if work is None or work.project is None:
            return
        form, _, written = form.partition(" ")
        month = Month.parse(written)
        form = form or _FORM_OF_TAB.get(self._desk.tabs.current_name, "budget")
        project_id = work.project.id
        name = suggested_name(work.session.reader, form=form, project_id=project_id, month=month)
        start = str(documents_dir() / name)
        kinds = "Excel (*.xlsx)" + (";;MS Project XML (*.xml)" if form == "plan" else "")
        chosen, kind = QFileDialog.getSaveFileName(self._desk.window, tr("导出"), start, kinds)
        if not chosen:
            return
        path = Path(chosen)
        if kind.endswith("(*.xml)") and path.suffix.lower() == ".xlsx":  # the name offered, another kind chosen
            path = path.with_suffix(".xml")

        def write(reader: Reader, token: JobToken) -> Exported:
            return export_form(reader, path, form=form, project_id=project_id, month=month, step=token.step)

        work.jobs.read(tr("导出 %1", path.name), write, done=lambda _done: self._tell(path), owner=self)

    def _tell(self, path: Path) -> None:
        offers = [
            (tr("打开文件"), lambda: _open(path)),
            (tr("打开文件夹"), lambda: _open(path.parent)),
        ]
        self._desk.messages.show_message("notice", tr("已导出 %1", path.name), offers)


def _focus_primary(page: QWidget) -> None:
    """Let Return do what the page is for."""
    primary = (b for b in page.findChildren(QPushButton) if b.property("kind") == "primary" and b.isVisibleTo(page))
    if (first := next(primary, None)) is not None:
        first.setFocus()


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
