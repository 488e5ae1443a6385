"""Keeps what the window says of the open ledger true: pages, names, menus, tabs, status, what can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.values import Id, date_of
from lanyan_desktop.kit.settings import Settings
from lanyan_desktop.ui.components.message_bar import Offer
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.actions import fill_user_menu
from lanyan_desktop.ui.shell.message_area import MessageArea
from lanyan_desktop.ui.shell.options import recent_ledgers
from lanyan_desktop.ui.shell.project_menu import fill_project_menu
from lanyan_desktop.ui.shell.project_page import ProjectPage
from lanyan_desktop.ui.shell.start_page import StartPage
from lanyan_desktop.ui.shell.sync_words import SyncWords, sync_words
from lanyan_desktop.ui.shell.tab_host import TabHost
from lanyan_desktop.ui.shell.window import MainWindow
from lanyan_desktop.ui.shell.workspace import Workspace


class Face:
    """Shows a workspace (or none) on the window; asks nothing, changes nothing."""

    def __init__(
        self,
        window: MainWindow,
        tabs: TabHost,
        *,
        choose_project: Callable[[Id], object],
        choose_ledger: Callable[[Path], object],
    ) -> None:
        self._window, self._tabs = window, tabs
        self._page: QWidget = tabs
        self._cover: QWidget | None = None  # a page that lies over it
        self._choose_project, self._choose_ledger = choose_project, choose_ledger
        actions = window.actions_
        self._start = StartPage(actions.sample, actions.take_in, actions.open_ledger, actions.new_ledger, actions.join)
        self._empty = ProjectPage(actions.sample, actions.take_in, actions.new_project)
        for page in (self._start, self._empty, tabs):
            window.pages.addWidget(page)
        self._start.chosen.connect(choose_ledger)
        fill_user_menu(window.user_menu, actions)

    def show(self, work: Workspace | None, settings: Settings, *, user: str) -> None:
        """Show this ledger and its project; None: the start page."""
        window, project = self._window, work.project if work is not None else None
        recent = recent_ledgers(settings)
        fill_project_menu(
            window.project_menu,
            window.actions_,
            work.projects if work is not None else [],
            project.id if project is not None else None,
            recent,
            choose_project=self._choose_project,
            choose_ledger=self._choose_ledger,
        )
        is_read_only = work is not None and work.is_read_only
        window.actions_.settle(is_open=work is not None, has_project=project is not None, is_read_only=is_read_only)
        window.top.set_user(user)
        window.top.set_tabs([spec.title for spec in self._tabs.specs] if project is not None else [])
        window.top.set_current(max(0, self._tabs.currentIndex()))
        if project is None:
            window.actions_.inspector.setChecked(False)
            self._start.set_recent(recent)
        self._page = self._start if work is None else self._empty if project is None else self._tabs
        if self._cover is None or work is None:
            window.pages.setCurrentWidget(self._page)
        self._show_names(work)
        self._show_status(work)

    def _show_names(self, work: Workspace | None) -> None:
        window = self._window
        if work is None:
            window.top.set_project(tr("没有打开账套"))
            window.setWindowTitle(tr("蓝燕"))
            return
        name = work.project.name if work.project is not None else work.path.stem
        window.top.set_project(name, tip=tr("%1\n账套 %2", name, work.path))
        window.setWindowTitle(tr("%1 - 蓝燕", work.path.stem))

    def _show_status(self, work: Workspace | None) -> None:
        status = self._window.status
        if work is None:
            for item in (status.saved, status.sync, status.read_only, status.data_date, status.of_tab):
                item.say("")
        else:
            if not status.saved.text:
                self.show_saved(datetime.fromtimestamp(work.path.stat().st_mtime))
            self.show_sync(work)
            note = tr("只读：看得见，改不了") if work.is_read_only else ""
            status.read_only.say(note, icon="warn", tone="warn")
            day = work.project.data_day if work.project is not None else None
            status.data_date.say(tr("数据日期 %1", date_of(day).isoformat()) if day is not None else "")
        status.settle()

    def show_sync(self, work: Workspace) -> None:
        """Say how the exchange with other offices stands."""
        said = sync_words(work.companion.status)
        if work.is_read_only:
            said = SyncWords(tr("只读，不同步"), tip=tr("账套以只读方式打开"))
        self._window.status.sync.say(said.text, icon=said.icon, tone=said.tone, icon_tone=said.icon_tone, tip=said.tip)
        self._window.status.settle()

    def say_sharing(self, work: Workspace, messages: MessageArea, sync: Callable[[], None]) -> None:
        """The state of a ledger that has no project to show yet, such as one that waits to be let in."""
        said = sync_words(work.companion.status)
        words = tr("%1：%2", said.text, said.tip) if said.tip else said.text
        offers: list[Offer] = [(tr("立即同步"), sync)] if work.companion.is_shared else []
        messages.show_message("caution", words, offers)

    def show_saved(self, at: datetime) -> None:
        """Say when the ledger was last written."""
        words = f"{at:%H:%M}" if at.date() == datetime.now().date() else f"{at:%Y-%m-%d %H:%M}"
        self._window.status.saved.say(tr("已保存 %1", words), icon="check", icon_tone="ok")

    def show_upcoming(self, intents: tuple[str | None, str | None]) -> None:
        """Say in undo and redo what they would turn, and close them where there is nothing."""
        actions = self._window.actions_
        for action, intent in zip((actions.undo, actions.redo), intents, strict=True):
            keys = action.shortcut().toString()
            action.setEnabled(intent is not None)
            words = tr("%1 %2", action.text(), intent) if intent is not None else tr("没有可%1的操作", action.text())
            action.setToolTip(tr("%1（%2）", words, keys))

    def cover(self, page: QWidget) -> None:
        """Show a page over all others, until `uncover`; a page that lies under again is brought back."""
        if self._cover is not page:
            self._cover = page
            self._window.pages.addWidget(page)
        self._window.pages.setCurrentWidget(page)

    def look_under(self) -> None:
        """Show what lies under a covering page, which stays as it is."""
        self._window.pages.setCurrentWidget(self._page)

    def uncover(self, page: QWidget) -> None:
        """Take a covering page away."""
        self._cover = None
        self.look_under()
        self._window.pages.removeWidget(page)

    def show_tab_status(self) -> None:
        """Say what the tab in view says of itself."""
        tab = self._tabs.current
        words = tab.status() if tab is not None else ""
        self._window.status.of_tab.say("" if words == self._window.status.data_date.text else words)
        self._window.status.settle()
