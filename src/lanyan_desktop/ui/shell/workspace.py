"""All that lives as long as one ledger is open in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.projects import load_projects
from lanyan_desktop.services.session import Session
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.companion import Companion
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.shell.memory import Memory


class Workspace(QObject):
    """The session with its bus, its jobs, its projects, and what the window remembers of the ledger."""

    def __init__(
        self, session: Session, *, on_error: Callable[[BaseException], None], at_once: bool, parent: QObject | None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.bus = ChangeBus(session, self)
        self.jobs = JobRunner(session, self.bus, on_error=on_error, at_once=at_once, parent=self)
        self.companion = Companion(session, self.jobs, parent=self)
        self.memory = Memory(session.path)
        self.remembered = self.memory.load()
        self.projects: list[Project] = []
        self.project: Project | None = None
        self.reload()

    @property
    def path(self) -> Path:
        return self.session.path

    @property
    def is_read_only(self) -> bool:
        return self.session.is_read_only

    def reload(self) -> None:
        """Read the projects again; the open one stays open if it is still there."""
        self.projects = load_projects(self.session.reader)
        wanted = self.project.id if self.project is not None else self._remembered_id()
        self.project = next((p for p in self.projects if p.id == wanted), self.projects[0] if self.projects else None)

    def _remembered_id(self) -> Id | None:
        text = self.remembered.get("project")
        try:
            return Id(bytes.fromhex(text)) if isinstance(text, str) else None
        except ValueError:
            return None

    def choose(self, project_id: Id) -> bool:
        """Make another project the open one; False if it is that already, or is gone."""
        if self.project is not None and self.project.id == project_id:
            return False
        if all(project.id != project_id for project in self.projects):
            self.reload()  # made just now
        found = next((project for project in self.projects if project.id == project_id), None)
        self.project = found or self.project
        return found is not None

    def close(self, *, wait_s: float = 0.0) -> None:
        """Let running work stop, write what is queued, close the file; `wait_s` for one last exchange."""
        self.companion.stop(wait_s=wait_s)
        self.bus.close()
        self.jobs.close()
        self.companion.close()
        self.session.close()
        self.deleteLater()
