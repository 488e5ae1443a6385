"""协同 as the shell drives it: the panel in a tab, its keys, what it remembers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.session import Touched
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.panel import SharingPanel
from lanyan_desktop.ui.shell.tab import State, TabContext


def make_tab(context: TabContext) -> SharingTab:
    """The sharing tab; it shows the whole ledger, whatever project is open."""
    return SharingTab(context)


class SharingTab(QObject):
    """Without a companion (a window that shares nothing) only a sentence."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.panel: SharingPanel | None = None
        self.widget: QWidget
        if context.sharing is None:
            self.widget = EmptyState(tr("这个窗口不同步"), tr("账套只在这台电脑上。"))
            return
        self.panel = SharingPanel(self._host, person=context.user)
        self.widget = self.panel
        self._begin = action(tr("和其他电脑同步…"), icon="sync")
        self._begin.triggered.connect(self.panel.begin_sharing)
        self.panel.shown.connect(context.status_changed)

    def _host(self, panel: SharingPanel) -> Host:
        context = self._context
        assert context.sharing is not None
        return Host(
            companion=context.sharing,
            session=context.session,
            jobs=context.jobs,
            reload=panel.reload,
            notify=context.notify,
            say=context.say,
            caution=context.caution,
            show_failure=context.show_failure,
            open_record=context.open_record,
            window=panel.window,
        )

    # ---- what the shell asks

    def refresh(self, _touched: Touched | None) -> None:
        """Any change may settle a conflict or add to what waits."""
        if self.panel is not None:
            self.panel.reload_soon()

    def actions(self) -> Sequence[QAction]:
        if self.panel is None:
            return []
        if not self.panel.view.is_shared:
            return [self._begin]
        return [*self.panel.places.actions_[:2], *self.panel.members.actions_[:1]]

    def status(self) -> str:
        return ""

    def show_record(self, _kind: str, _record_id: Id) -> bool:
        return False

    def save_state(self) -> State:
        return {"page": self.panel.switch.current} if self.panel is not None else {}

    def restore_state(self, _state: State) -> None:
        """The view that was open is not brought back: what waits for a person comes first."""

    def close(self) -> None:
        if self.panel is not None:
            self.panel.stop()
        self.panel = None
