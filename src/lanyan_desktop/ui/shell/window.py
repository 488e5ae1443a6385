"""The main window: joins the parts of the shell. What a tab shows and what a command does is elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from lanyan_desktop.core.values import Id, date_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.settings import Settings
from lanyan_desktop.services.session import Session, Touched
from lanyan_desktop.ui.components.label import box
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import recolour
from lanyan_desktop.ui.jobs import Job, JobRunner
from lanyan_desktop.ui.messages import words_of
from lanyan_desktop.ui.shell.actions import ShellActions, user_menu
from lanyan_desktop.ui.shell.body import Body
from lanyan_desktop.ui.shell.inspector import Inspector
from lanyan_desktop.ui.shell.job_panel import JobPanel
from lanyan_desktop.ui.shell.mark import window_icon
from lanyan_desktop.ui.shell.message_area import MessageArea
from lanyan_desktop.ui.shell.options import recent_ledgers, remember_ledger, user_of
from lanyan_desktop.ui.shell.project_menu import ProjectMenu
from lanyan_desktop.ui.shell.project_page import ProjectPage
from lanyan_desktop.ui.shell.start_page import StartPage
from lanyan_desktop.ui.shell.status_bar import StatusBar
from lanyan_desktop.ui.shell.tab import TabContext, TabSpec
from lanyan_desktop.ui.shell.tab_host import TabHost
from lanyan_desktop.ui.shell.top_bar import TopBar
from lanyan_desktop.ui.shell.workspace import Workspace
from lanyan_desktop.ui.theme import theme

SMALLEST = (1024, 640)
_FIRST_SIZE = (1440, 880)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the composition root gives the window."""

    settings: Settings
    specs: Sequence[TabSpec]
    report_bug: Callable[[BaseException], None]
    at_once: bool = False
    """Tabs are made and jobs waited for on the spot: tests and pictures."""


class MainWindow(QMainWindow):
    """One window, at most one open ledger. `ledger_changed` tells that another one (or none) is open now."""

    ledger_changed = Signal()
    import_wanted = Signal(str, object)  # form ("" to recognise it), Path or None
    export_wanted = Signal(str)

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts = parts
        self.settings = parts.settings
        self.workspace: Workspace | None = None
        self.actions_ = ShellActions(self)
        self.status = StatusBar()
        self.messages = MessageArea()
        self.tabs = TabHost(parts.specs, self.show_failure)
        self.inspector = Inspector(self.show_failure, self.open_record)
        self.start = StartPage(
            self.actions_.sample, self.actions_.take_in, self.actions_.open_ledger, self.actions_.new_ledger
        )
        self.empty = ProjectPage(self.actions_.sample, self.actions_.take_in, self.actions_.new_project)
        self._menu = ProjectMenu(self, self.actions_, choose_project=self.show_project, choose_ledger=self.open_ledger)
        self.top = TopBar(self.actions_.undo, self.actions_.redo, self._menu, user_menu(self.actions_, self))
        self.job_panel = JobPanel(self)
        self.free = JobRunner(None, on_error=self.show_failure, at_once=parts.at_once, parent=self)
        self._lay_out()
        self._connect()
        self._settle()

    # -- making -------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowIcon(window_icon())
        self.setMinimumSize(*SMALLEST)
        self.resize(*_FIRST_SIZE)
        self.setAcceptDrops(True)
        self.pages = QStackedWidget()
        for page in (self.start, self.empty, self.tabs):
            self.pages.addWidget(page)
        self.body = Body(self.pages, self.inspector)
        root = box(self.top, self.messages, vertical=True, gap=0)
        layout = root.layout()
        assert layout is not None
        layout.addWidget(self.body)
        layout.addWidget(self.status)
        self.body.setSizePolicy(self.pages.sizePolicy())
        self.setCentralWidget(root)

    def _connect(self) -> None:
        self.top.tab_chosen.connect(self._on_tab_chosen)
        self.tabs.shown.connect(self._on_tab_shown)
        self.start.chosen.connect(self.open_ledger)
        self.actions_.inspector.toggled.connect(lambda on: self.body.show_side(shown=on))
        self.inspector.closed.connect(lambda: self.actions_.inspector.setChecked(False))
        self.actions_.jobs.triggered.connect(self.show_jobs)
        self.status.running.clicked.connect(self.show_jobs)
        self.free.changed.connect(self._on_jobs)
        theme().changed.connect(lambda: recolour(self))

    # -- ledgers ------------------------------------------------------------

    def open_ledger(self, path: Path, *, create: bool = False, read_only: bool = False) -> bool:
        """Open a ledger instead of the present one; False (and a failure bar) if it cannot be."""
        try:
            session = Session(path, user=self.user, create=create, read_only=read_only)
        except LanyanError as error:
            self.show_failure(error)
            return False
        self.close_ledger()
        self.enter(session)
        return True

    @property
    def user(self) -> str:
        """Who works here, for the log of the ledger."""
        return user_of(self.settings)

    def enter(self, session: Session) -> None:
        """Show an open ledger."""
        work = self.workspace = Workspace(session, on_error=self.show_failure, at_once=self.parts.at_once, parent=self)
        remember_ledger(self.settings, work.path)
        work.bus.changed.connect(self._on_changed)
        work.jobs.changed.connect(self._on_jobs)
        self.inspector.enter(work)
        self._restore_window()
        self._show_project_now()
        if not self.parts.at_once:
            work.bus.watch_others()
        self.ledger_changed.emit()

    def close_ledger(self) -> None:
        """Back to the start page; what is queued is written first."""
        work = self.workspace
        if work is None:
            return
        self._remember()
        self.tabs.leave()
        self.inspector.leave()
        self.messages.clear()
        self.workspace = None
        work.close()
        self._settle()
        self.ledger_changed.emit()

    def show_project(self, project_id: Id) -> None:
        """Switch to another project of the ledger."""
        if self.workspace is not None and self.workspace.choose(project_id):
            self._show_project_now()

    def _show_project_now(self) -> None:
        work = self.workspace
        if work is None or work.project is None:
            self.tabs.leave()
            self._settle()
            return
        states = work.remembered.get("tabs")
        self.tabs.enter(self._context(work, work.project.id), states if isinstance(states, dict) else {})
        self._settle()
        names = [spec.name for spec in self.tabs.specs]
        wanted = work.remembered.get("tab")
        index = names.index(wanted) if wanted in names else 0
        self.top.set_current(index)
        self._on_tab_chosen(index)

    def _context(self, work: Workspace, project_id: Id) -> TabContext:
        return TabContext(
            session=work.session,
            project_id=project_id,
            jobs=work.jobs,
            bus=work.bus,
            show_failure=self.show_failure,
            notify=self.notify,
            inspect=self.inspector.show_records,
            open_record=self.open_record,
            status_changed=self._show_tab_status,
            import_excel=lambda form: self.import_wanted.emit(form, None),
            export_excel=self.export_wanted.emit,
        )

    # -- what is told -------------------------------------------------------

    def show_failure(self, error: BaseException) -> None:
        """Say what went wrong: a bar for what the user can act on, the crash dialog for a bug."""
        if isinstance(error, (LanyanError, MemoryError)):
            self.messages.show_message("failure", words_of(error))
        else:
            self.parts.report_bug(error)

    def notify(self, text: str) -> None:
        """Say what was done, with the way to take it back."""
        self.messages.show_message("notice", text, [(tr("撤销"), self.actions_.undo.trigger)])

    def open_record(self, kind: str, record_id: Id) -> None:
        """Show a record in its tab, or in the inspector if no tab shows its kind."""
        if self.tabs.reveal(kind, record_id):
            self.top.set_current(self.tabs.currentIndex())
            return
        self.inspector.show_records(kind, [record_id])
        self.actions_.inspector.setChecked(True)

    def show_jobs(self) -> None:
        """Open the job panel above the status bar."""
        self.job_panel.open_for(self.jobs, self.status.mapTo(self, QPoint(8, 0)))

    @property
    def jobs(self) -> list[Job]:
        """All that runs or ran lately, the ledger's and the free ones."""
        return [*self.free.jobs, *(self.workspace.jobs.jobs if self.workspace is not None else ())]

    # -- what happens -------------------------------------------------------

    def _on_tab_chosen(self, index: int) -> None:
        if self.workspace is not None and self.workspace.project is not None and index >= 0:
            self.pages.setCurrentWidget(self.tabs)
            self.inspector.show_records("", [])
            self.tabs.show_tab(self.tabs.specs[index].name, at_once=self.parts.at_once)

    def _on_tab_shown(self, _name: str) -> None:
        self._show_tab_status()
        recolour(self.tabs)

    def _show_tab_status(self) -> None:
        tab = self.tabs.current
        self.status.of_tab.say(tab.status() if tab is not None else "")
        self.status.settle()

    def _on_changed(self, touched: Touched, _initiator: object) -> None:
        work = self.workspace
        if work is None:
            return
        self.status.saved.say(tr("已保存 %1", f"{datetime.now():%H:%M}"), icon="check", icon_tone="ok")
        if "project" in touched:
            before = work.project
            work.reload()
            if (before is None) != (work.project is None) or (before and work.project and before.id != work.project.id):
                self._show_project_now()
            self._settle()
        self.tabs.hear(touched)
        self.inspector.hear(touched)

    def _on_jobs(self) -> None:
        self.status.running.follow(self.jobs)
        self.status.settle()
        if self.job_panel.isVisible():
            self.job_panel.follow(self.jobs)

    def _settle(self) -> None:
        """Show which ledger and project are open, and what can be done with them."""
        work = self.workspace
        project = work.project if work is not None else None
        recent = recent_ledgers(self.settings)
        self._menu.fill(work.projects if work else [], project.id if project else None, recent)
        self.actions_.settle(
            is_open=work is not None,
            has_project=project is not None,
            is_read_only=work is not None and work.is_read_only,
        )
        self.top.set_user(self.user)
        if work is None:
            self.start.set_recent(recent)
            self.top.set_project(tr("没有打开账套"))
        else:
            name = project.name if project is not None else work.path.stem
            self.top.set_project(name, tip=tr("%1\n账套 %2", name, work.path))
        self.top.set_tabs([spec.title for spec in self.tabs.specs] if project is not None else [])
        self.top.set_current(max(0, self.tabs.currentIndex()))
        self.pages.setCurrentWidget(self.start if work is None else self.empty if project is None else self.tabs)
        if project is None:
            self.actions_.inspector.setChecked(False)
        self.setWindowTitle(tr("%1 - 蓝燕", work.path.stem) if work is not None else tr("蓝燕"))
        self._settle_status()

    def _settle_status(self) -> None:
        work = self.workspace
        project = work.project if work is not None else None
        status = self.status
        if work is None:
            for item in (status.saved, status.sync, status.read_only, status.data_date, status.of_tab):
                item.say("")
        else:
            if not status.saved.text:
                status.saved.say(tr("已保存"), icon="check", icon_tone="ok")
            status.sync.say(tr("未设置同步"), icon="sync", tip=tr("账套只在这台电脑上"))
            note = tr("只读：看得见，改不了") if work.is_read_only else ""
            status.read_only.say(note, icon="warn", tone="warn")
            day = project.data_day if project is not None else None
            status.data_date.say(tr("数据日期 %1", date_of(day).isoformat()) if day is not None else "")
        status.settle()

    # -- the window itself --------------------------------------------------

    def _remember(self) -> None:
        work = self.workspace
        if work is None:
            return
        work.memory.save(
            {
                "geometry": bytes(self.saveGeometry().toHex().data()).decode(),
                "project": work.project.id.hex() if work.project is not None else "",
                "tab": self.tabs.current_name,
                "inspector": self.actions_.inspector.isChecked(),
                "tabs": self.tabs.states(),
            }
        )

    def _restore_window(self) -> None:
        remembered = self.workspace.remembered if self.workspace is not None else {}
        geometry = remembered.get("geometry")
        if isinstance(geometry, str) and not self.parts.at_once:
            self.restoreGeometry(QByteArray.fromHex(QByteArray(geometry.encode())))
        self.actions_.inspector.setChecked(remembered.get("inspector") is True)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.free.close()
        self.close_ledger()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None and path.suffix.lower() == ".lanyan":
            self.open_ledger(path)
        elif path is not None:
            self.import_wanted.emit("", path)


def _dropped(event: QDropEvent) -> Path | None:
    """The file that is dragged, if it is one of ours."""
    urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 else None
    is_ours = path is not None and path.suffix.lower() in (".lanyan", ".xlsx", ".xlsm", ".xls")
    return path if is_ours else None
