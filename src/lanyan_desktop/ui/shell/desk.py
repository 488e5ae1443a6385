"""What lies on the window: the open ledger, its projects and tabs, and what is said about them.

Joins the parts of the shell; what a tab shows and what a command does is elsewhere. Loaded after the first paint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.settings import Settings
from lanyan_desktop.services.session import Session, Touched
from lanyan_desktop.ui.components.message_bar import MessageKind
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import recolour
from lanyan_desktop.ui.jobs import Job, JobRunner
from lanyan_desktop.ui.messages import words_of
from lanyan_desktop.ui.shell.face import Face
from lanyan_desktop.ui.shell.inspector import Inspector
from lanyan_desktop.ui.shell.job_panel import JobPanel
from lanyan_desktop.ui.shell.message_area import MessageArea
from lanyan_desktop.ui.shell.options import remember_ledger, user_of
from lanyan_desktop.ui.shell.tab import TabContext, TabSpec
from lanyan_desktop.ui.shell.tab_host import TabHost
from lanyan_desktop.ui.shell.window import MainWindow
from lanyan_desktop.ui.shell.workspace import Workspace
from lanyan_desktop.ui.theme import theme

_SHARE_AFTER_MS = 1200
"""Keys and network are loaded when the first page has long been there."""
_LAST_EXCHANGE_S = 5.0
"""At leaving, with the window gone already: the longest wait for what is still to be sent."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the composition root gives the desk."""

    settings: Settings
    specs: Sequence[TabSpec]
    report_bug: Callable[[BaseException], None]
    at_once: bool = False
    """Tabs are made and jobs waited for on the spot: tests and pictures."""


class Desk(QObject):
    """At most one open ledger, in one window. `ledger_changed` tells that another one (or none) is open now."""

    ledger_changed = Signal()
    open_failed = Signal(object, object)  # Path, LanyanError
    import_wanted = Signal(str, object)  # form ("" to recognise it), Path or None
    export_wanted = Signal(str)
    join_wanted = Signal()

    def __init__(self, window: MainWindow, parts: Parts) -> None:
        super().__init__(window)
        self.window, self.parts, self.settings = window, parts, parts.settings
        self.workspace: Workspace | None = None
        window.status.fill()
        window.top.search.fill()
        self.messages = MessageArea()
        self.tabs = TabHost(parts.specs, self.show_failure)
        self.inspector = Inspector()
        self.free = JobRunner(None, on_error=self.show_failure, at_once=parts.at_once, parent=self)
        self.face = Face(window, self.tabs, choose_project=self.show_project, choose_ledger=self.open_ledger)
        self._job_panel = JobPanel(window)
        window.put_messages(self.messages)
        window.body.set_side(self.inspector)
        self._connect()
        self.settle()

    def _connect(self) -> None:
        window = self.window
        window.may_close = self._may_close
        window.closing.connect(self._on_closing)
        window.file_dropped.connect(self._on_dropped)
        window.top.tab_chosen.connect(self._on_tab_chosen)
        window.status.running.clicked.connect(self.show_jobs)
        window.actions_.inspector.toggled.connect(lambda on: window.body.show_side(shown=on))
        window.actions_.jobs.triggered.connect(self.show_jobs)
        window.status.sync.clicked.connect(self.show_sharing)
        window.actions_.sync.triggered.connect(self.sync)
        window.actions_.join.triggered.connect(self.join_wanted)
        for index in range(len(self.parts.specs)):
            keys = QShortcut(QKeySequence(f"Ctrl+{index + 1}"), window)
            keys.activated.connect(partial(window.top.set_current, index))
        self.inspector.closed.connect(lambda: window.actions_.inspector.setChecked(False))
        self.tabs.shown.connect(self._on_tab_shown)
        self.free.changed.connect(self._on_jobs)
        theme().changed.connect(self._on_theme)

    # -- ledgers ------------------------------------------------------------

    @property
    def user(self) -> str:
        """Who works here, for the log of the ledger."""
        return user_of(self.settings)

    def open_ledger(self, path: Path, *, create: bool = False, read_only: bool = False) -> bool:
        """Open a ledger instead of the present one; False (and `open_failed`) if it cannot be."""
        before = self.workspace
        if before is not None and not create and path.exists() and path.samefile(before.path):
            return True
        try:
            session = Session(path, user=self.user, create=create, read_only=read_only)
        except LanyanError as error:
            self.settle()
            self.open_failed.emit(path, error)
            return False
        self.close_ledger()
        self._enter(session)
        return True

    def _enter(self, session: Session) -> None:
        work = Workspace(session, on_error=self.show_failure, at_once=self.parts.at_once, parent=self)
        self.workspace = work
        remember_ledger(self.settings, work.path)
        work.bus.changed.connect(self._on_changed)
        work.jobs.changed.connect(self._on_jobs)
        work.companion.changed.connect(self._on_sharing)
        self.inspector.enter(work)
        self._restore()
        self._show_project()
        if session.read_only_reason is not None:
            self.messages.show_message("caution", words_of(session.read_only_reason))
        self._ask_upcoming(work)
        if not self.parts.at_once:
            work.bus.watch_others()
        if work.companion.is_shared:
            QTimer.singleShot(0 if self.parts.at_once else _SHARE_AFTER_MS, work, work.companion.begin)
        self.ledger_changed.emit()

    def close_ledger(self, *, wait_s: float = 0.0) -> None:
        """Back to the start page; what is queued is written first, `wait_s` given to a last exchange."""
        work = self.workspace
        if work is None:
            return
        self._remember(work)
        self.tabs.leave()
        self.inspector.leave()
        self.messages.clear()
        self.workspace = None
        work.close(wait_s=wait_s)
        self.settle()
        self.ledger_changed.emit()

    def show_project(self, project_id: Id) -> None:
        """Switch to another project of the ledger."""
        if self.workspace is not None and self.workspace.choose(project_id):
            self._show_project()

    def _show_project(self) -> None:
        work = self.workspace
        self.tabs.leave()
        if work is not None and work.project is not None:
            states = work.remembered.get("tabs")
            self.tabs.enter(self._context(work, work.project.id), states if isinstance(states, dict) else {})
        self.settle()
        if work is None or work.project is None:
            return
        names = [spec.name for spec in self.tabs.specs]
        wanted = work.remembered.get("tab")
        index = names.index(wanted) if wanted in names else 0
        self.window.top.set_current(index)
        self._open_tab(index)

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
            status_changed=self.face.show_tab_status,
            import_excel=lambda form: self.import_wanted.emit(form, None),
            export_excel=self.export_wanted.emit,
            sharing=work.companion,
            user=self.user,
            say=lambda text: self._tell("notice", text),
            caution=lambda text: self._tell("caution", text),
        )

    # -- what is told -------------------------------------------------------

    def settle(self) -> None:
        """Show which ledger and project are open, and what can be done with them."""
        self.face.show(self.workspace, self.settings, user=self.user)

    def show_failure(self, error: BaseException) -> None:
        """Say what went wrong: a bar for what the user can act on, the crash dialog for a bug."""
        if isinstance(error, (LanyanError, MemoryError)):
            self.messages.show_message("failure", words_of(error))
        else:
            self.parts.report_bug(error)

    def notify(self, text: str) -> None:
        """Say what was done, with the way to take it back."""
        self.messages.show_message("notice", text, [(tr("撤销"), self.window.actions_.undo.trigger)])

    def _tell(self, kind: MessageKind, text: str) -> None:
        self.messages.show_message(kind, text)

    def open_record(self, kind: str, record_id: Id) -> None:
        """Show a record in its tab, or in the inspector if no tab shows its kind."""
        if self.tabs.reveal(kind, record_id):
            self.window.top.set_current(self.tabs.currentIndex())
            return
        self.inspector.show_records(kind, [record_id])
        self.window.actions_.inspector.setChecked(True)

    def show_tab(self, name: str) -> None:
        """Bring a module into view."""
        names = [spec.name for spec in self.tabs.specs]
        if name in names and self.workspace is not None and self.workspace.project is not None:
            self.window.top.set_current(names.index(name))

    def show_sharing(self) -> None:
        """What the status bar says of sharing, whole; a ledger without a project has no tabs, so it is said again."""
        work = self.workspace
        if work is None:
            return
        if work.project is None:
            self.face.say_sharing(work, self.messages, self.sync)
            return
        self.show_tab("sharing")

    def sync(self) -> None:
        """立即同步; what is not shared yet is shown where that begins."""
        work = self.workspace
        if work is not None and work.companion.is_shared:
            work.companion.sync(tr("同步"))
        else:
            self.show_sharing()

    @property
    def jobs(self) -> list[Job]:
        """All that runs or ran lately, the ledger's and the free ones."""
        return [*self.free.jobs, *(self.workspace.jobs.jobs if self.workspace is not None else ())]

    def show_jobs(self) -> None:
        """Open the job panel above the status bar."""
        self._job_panel.open_for(self.jobs, self.window.status.mapTo(self.window, QPoint(8, 0)))

    # -- what happens -------------------------------------------------------

    def _on_tab_chosen(self, index: int) -> None:
        self.face.look_under()
        self._open_tab(index)

    def _open_tab(self, index: int) -> None:
        if self.workspace is not None and self.workspace.project is not None and index >= 0:
            self.inspector.show_records("", [])
            self.tabs.show_tab(self.tabs.specs[index].name, at_once=self.parts.at_once)

    def _on_tab_shown(self, _name: str) -> None:
        self.face.show_tab_status()
        recolour(self.tabs)

    def _ask_upcoming(self, work: Workspace) -> None:
        """Let the undo and redo buttons say what they would turn."""
        if not work.is_read_only:
            work.jobs.write(lambda ledger: ledger.upcoming(), done=self.face.show_upcoming, owner=self)

    def _on_changed(self, touched: Touched, _initiator: object) -> None:
        work = self.workspace
        if work is None:
            return
        self.face.show_saved(datetime.now())
        if "project" in touched:
            before = work.project
            work.reload()
            if (before.id if before else None) != (work.project.id if work.project else None):
                self._show_project()
            else:
                self.settle()
        self._ask_upcoming(work)
        work.companion.count_soon()
        self.tabs.hear(touched)
        self.inspector.hear(touched)

    def _on_sharing(self) -> None:
        if self.workspace is not None:
            self.face.show_sync(self.workspace)

    def _on_theme(self) -> None:
        recolour(self.window)

    def _on_jobs(self) -> None:
        self.window.status.running.follow(self.jobs)
        self.window.status.settle()
        if self._job_panel.isVisible():
            self._job_panel.follow(self.jobs)

    def _on_dropped(self, path: Path) -> None:
        if path.suffix.lower() == ".lanyan":
            self.open_ledger(path)
        else:
            self.import_wanted.emit("", path)

    def _may_close(self) -> bool:
        """Ask before work that runs is stopped."""
        running = [job.label for job in self.jobs if job.is_listed and job.state == "running"]
        if not running:
            return True
        from lanyan_desktop.ui.shell.dialog import ask  # few ever see it

        sentence = tr(
            "“%1”还没有做完，关闭会停下它；已保存的内容都在，没做完的这一步不会留下一半。", "、".join(running)
        )
        return ask(self.window, tr("关闭蓝燕"), sentence, yes=tr("停下并关闭"))

    def _on_closing(self) -> None:
        self.window.hide()  # waiting for what is still written is nothing to look at
        self.free.close()
        self.close_ledger(wait_s=_LAST_EXCHANGE_S)

    # -- memory -------------------------------------------------------------

    def _remember(self, work: Workspace) -> None:
        if self.parts.at_once:
            return
        work.memory.save({
            "geometry": bytes(self.window.saveGeometry().toHex().data()).decode(),
            "project": work.project.id.hex() if work.project is not None else "",
            "tab": self.tabs.current_name,
            "inspector": self.window.actions_.inspector.isChecked(),
            "tabs": self.tabs.states(),
        })  # fmt: skip

    def _restore(self) -> None:
        remembered = self.workspace.remembered if self.workspace is not None else {}
        geometry = remembered.get("geometry")
        if isinstance(geometry, str) and not self.parts.at_once:
            self.window.restoreGeometry(QByteArray.fromHex(QByteArray(geometry.encode())))
        self.window.actions_.inspector.setChecked(remembered.get("inspector") is True)
