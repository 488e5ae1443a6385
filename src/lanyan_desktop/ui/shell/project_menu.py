"""The menu behind the project's name: its fellow projects, then the ledgers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Id
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import set_icon
from lanyan_desktop.ui.shell.actions import ShellActions


class ProjectMenu(QMenu):
    """Filled anew each time the projects or the recent ledgers change."""

    def __init__(
        self,
        parent: QWidget,
        actions: ShellActions,
        *,
        choose_project: Callable[[Id], None],
        choose_ledger: Callable[[Path], object],
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._choose_project = choose_project
        self._choose_ledger = choose_ledger

    def fill(self, projects: Sequence[Project], current: Id | None, recent: Sequence[Path]) -> None:
        """Show these."""
        self.clear()
        group = QActionGroup(self)
        for project in projects:
            entry = self.addAction(tr("%1  %2", project.name, project.code))
            entry.setCheckable(True)
            entry.setChecked(project.id == current)
            group.addAction(entry)
            entry.triggered.connect(lambda _on=False, chosen=project.id: self._choose_project(chosen))
        actions = self._actions
        self.addAction(actions.new_project)
        self.addSeparator()
        self.addActions([actions.take_in, actions.give_out])
        self.addSeparator()
        self.addActions([actions.open_ledger, actions.new_ledger])
        self._add_recent(recent)
        self.addAction(actions.sample)
        self.addSeparator()
        self.addActions([actions.log, actions.backup, actions.check, actions.close_ledger])

    def _add_recent(self, recent: Sequence[Path]) -> None:
        menu = self.addMenu(tr("最近打开"))
        set_icon(menu.menuAction(), "clock")
        menu.setEnabled(bool(recent))
        for path in recent:
            entry = menu.addAction(path.stem)
            entry.setToolTip(str(path))
            entry.triggered.connect(lambda _on=False, chosen=path: self._choose_ledger(chosen))
        menu.setToolTipsVisible(True)
