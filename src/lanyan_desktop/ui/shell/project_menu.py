"""The menu behind the project's name: its fellow projects, then the ledgers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Id
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import set_icon
from lanyan_desktop.ui.shell.actions import ShellActions


def fill_project_menu(
    menu: QMenu,
    actions: ShellActions,
    projects: Sequence[Project],
    current: Id | None,
    recent: Sequence[Path],
    *,
    choose_project: Callable[[Id], object],
    choose_ledger: Callable[[Path], object],
) -> None:
    """Fill the menu anew: these projects, this one checked, these ledgers opened lately."""
    for made in menu.findChildren(QMenu) + menu.findChildren(QActionGroup):
        made.deleteLater()  # `clear` leaves them
    menu.clear()
    group = QActionGroup(menu)
    for project in projects:
        entry = menu.addAction(tr("%1  %2", project.name, project.code))
        entry.setCheckable(True)
        entry.setChecked(project.id == current)
        group.addAction(entry)
        entry.triggered.connect(lambda _on=False, chosen=project.id: choose_project(chosen))
    menu.addAction(actions.new_project)
    menu.addSeparator()
    menu.addActions([actions.take_in, actions.give_out])
    menu.addSeparator()
    menu.addActions([actions.open_ledger, actions.new_ledger, actions.join])
    _add_recent(menu, recent, choose_ledger)
    menu.addAction(actions.sample)
    menu.addSeparator()
    menu.addActions([actions.sync, actions.log, actions.backup, actions.check, actions.close_ledger])


def _add_recent(menu: QMenu, recent: Sequence[Path], choose: Callable[[Path], object]) -> None:
    lately = menu.addMenu(tr("最近打开"))
    set_icon(lately.menuAction(), "clock")
    lately.setEnabled(bool(recent))
    lately.setToolTipsVisible(True)
    for path in recent:
        entry = lately.addAction(path.stem)
        entry.setToolTip(str(path))
        entry.triggered.connect(lambda _on=False, chosen=path: choose(chosen))
