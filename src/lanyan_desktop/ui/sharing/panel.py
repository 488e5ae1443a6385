"""The page of 协同: figures, four views, and before there is anything to show the one step that leads on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.services.sharing.values import State
from lanyan_desktop.ui.companion import Companion
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.components.figures import FiguresBar
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.conflicts_page import ConflictsPage
from lanyan_desktop.ui.sharing.history_page import HistoryPage
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.members_page import MembersTab
from lanyan_desktop.ui.sharing.place_dialog import ask_passphrase, ask_place
from lanyan_desktop.ui.sharing.places_page import PlacesPage
from lanyan_desktop.ui.sharing.view import SharingView, load_view
from lanyan_desktop.ui.sharing.words import figures

CONFLICTS, HISTORY, MEMBERS, PLACES = range(4)
_ALONE, _LOCKED, _PENDING, _SHARED, _WAIT = range(5)
_LATER_MS = 150


class SharingPanel(QWidget):
    """Reads beside the window and shows what it read; a burst of news is one reading."""

    shown = Signal()  # another reading is on the screen

    def __init__(self, host_for: Callable[[SharingPanel], Host], *, person: str) -> None:
        super().__init__()
        self._host = host_for(self)
        self._person = person
        self.view = SharingView()
        self._is_reading, self._again = False, False
        self._wants_first = True  # the view that opens by itself: once, then the person chooses
        self.switch = Segmented([tr("冲突"), tr("动态"), tr("成员"), tr("位置")], name=tr("视图"))
        self.switch.chosen.connect(self.show_page)
        self.header = FiguresBar(self.switch)
        self.conflicts = ConflictsPage(self._host)
        self.history = HistoryPage()
        self.members = MembersTab(self._host)
        self.places = PlacesPage(self._host)
        self._pages = QStackedWidget()
        for page in (self.conflicts, self.history, self.members, self.places):
            self._pages.addWidget(page)
        self._stack = QStackedWidget()
        for state in (self._make_alone(), self._make_locked(), self._make_pending(), self._make_shared(), QWidget()):
            self._stack.addWidget(state)
        self._stack.setCurrentIndex(_WAIT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self.reload)
        self.companion.changed.connect(self._later.start)
        self.companion.exchanged.connect(self._later.start)
        self.reload()

    @property
    def companion(self) -> Companion:
        return self._host.companion

    def _make_shared(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._pages, 1)
        return made

    def _make_alone(self) -> QWidget:
        self.begin = button(tr("和其他电脑同步…"), "primary", icon="sync")
        self.begin.clicked.connect(self.begin_sharing)
        is_closed = not self.companion.is_possible
        self.begin.setEnabled(not is_closed)
        self.begin.setToolTip(tr("账套以只读方式打开") if is_closed else "")
        return EmptyState(
            tr("账套只在这台电脑上"),
            tr("放到共享文件夹、云盘或 NAS，几台电脑各自离线工作，连上就合到一起，谁的修改都不会丢。"),
            primary=self.begin,
            hint=tr("收到了别人的邀请文件？在开始页点“加入账套…”"),
        )

    def _make_locked(self) -> QWidget:
        unlock = button(tr("输入口令…"), "primary")
        unlock.clicked.connect(self.unlock)
        return EmptyState(
            tr("共享的钥匙锁着"),
            tr("这台电脑没有系统钥匙串，钥匙锁在文件里；输入办公口令后继续同步。本机照常工作。"),
            primary=unlock,
        )

    def _make_pending(self) -> QWidget:
        again = button(tr("现在再看一次"), "primary", icon="sync")
        again.clicked.connect(lambda: self.companion.sync(tr("同步")))
        return EmptyState(
            tr("等待项目经理批准"), tr("批准以后，内容会自动收到；程序开着时每分钟看一次。"), primary=again
        )

    # ---- reading

    def reload(self) -> None:
        """Read everything beside the window; once more afterwards if asked meanwhile."""
        if not self.companion.is_possible or not self.companion.is_shared:
            self.view = SharingView()
            self._stack.setCurrentIndex(_ALONE)
            self.shown.emit()
            return
        if self._is_reading:
            self._again = True
            return
        self._is_reading = True
        self.companion.run(
            "", lambda service, _token: load_view(service), done=self.take, failed=self._failed, owner=self
        )

    def stop(self) -> None:
        """The ledger is left: ask for nothing more."""
        self._later.stop()
        self.companion.changed.disconnect(self._later.start)
        self.companion.exchanged.disconnect(self._later.start)

    def reload_soon(self) -> None:
        """Something was written."""
        self._later.start()

    def _failed(self, error: BaseException) -> None:
        self._is_reading = False
        self._host.show_failure(error)

    def take(self, view: SharingView) -> None:
        """Show a reading."""
        self._is_reading = False
        again, self._again = self._again, False
        self.view = view
        self.header.set_figures(figures(view.status, view.remotes, view.members))
        for page in (self.conflicts, self.history, self.members, self.places):
            page.take(view)
        self._stack.setCurrentIndex(_place_of(view))
        if self._wants_first and view.is_shared:
            self._open_first()
        self.shown.emit()
        if again:
            self.reload()

    def _open_first(self) -> None:
        """What waits for a person, else the places."""
        first = CONFLICTS if self.view.conflicts else MEMBERS if self.view.members.requests else PLACES
        self.switch.set_current(first)
        self.show_page(first)

    def show_page(self, place: int) -> None:
        """Bring one of the four views to the front."""
        self._wants_first = False
        self.switch.set_current(place)
        self._pages.setCurrentIndex(place)
        table = (self.conflicts, self.history, self.members, self.places)[place].table
        if self.isVisible():
            table.setFocus()

    def show_urgent(self) -> None:
        """What the status bar speaks of."""
        self._wants_first = True
        if self.view.is_shared:
            self._open_first()

    # ---- what is done

    def begin_sharing(self) -> None:
        """和其他电脑同步…: the first place."""
        ask_place(self._host, is_first=True, person=self._person)

    def unlock(self) -> None:
        """Ask for the passphrase and open the keys with it."""
        given = ask_passphrase(self._host.window(), tr("办公口令，只在这台电脑上用来打开钥匙。"))
        if given is not None:
            self.companion.run(
                tr("打开钥匙"),
                lambda service, _token: service.unlock(given),
                done=lambda _none: self.companion.sync(tr("同步")),
                owner=self,
            )


def _place_of(view: SharingView) -> int:
    if not view.is_shared:
        return _ALONE
    if view.is_locked:
        return _LOCKED
    return _PENDING if view.status.state is State.PENDING else _SHARED
