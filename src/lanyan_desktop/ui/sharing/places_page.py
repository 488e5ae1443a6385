"""位置: the places the ledger is exchanged through, how each stands, and what was not taken over and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Look, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row, RowId
from lanyan_desktop.services.sharing.values import RemoteView, SyncReport, Tested
from lanyan_desktop.ui.companion import SharingService
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.toolbar import Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.place_dialog import ask_credentials, ask_name, ask_place
from lanyan_desktop.ui.sharing.troubles import Troubles
from lanyan_desktop.ui.sharing.view import SharingView
from lanyan_desktop.ui.sharing.words import at
from lanyan_desktop.ui.shell.dialog import ask
from lanyan_desktop.ui.widgets.table import TableView

_CHIPS = {"可用": "ok", "已暂停": "mute", "没连上": "warn", "未同步过": "mute"}


class PlacesPage(QWidget):
    """A table of places; what can be done with the one selected stands in the toolbar."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._remotes: dict[str, RemoteView] = {}
        self.actions_: list[QAction] = []
        self.toolbar = self._make_toolbar()
        columns = [
            computed("name", tr("名称"), Shape.TEXT, width=170),
            computed("kind", tr("类型"), Shape.TEXT, width=84),
            computed("state", tr("状态"), Shape.TEXT, width=96, look=Look.CHIP, chips=_CHIPS),
            computed("good", tr("上次同步"), Shape.TEXT, width=126),
            computed("waiting", tr("待发"), Shape.NUMBER, unit="项", width=86),
            computed("words", tr("最近一次"), Shape.TEXT, width=330),
            computed("url", tr("地址"), Shape.TEXT, width=380),
        ]
        self._source = ListSource([column.name for column in columns], {})
        self.table = TableView(
            self._source, columns, has_total=False, selects_rows=True, can_sort=False, name=tr("同步位置")
        )
        self.table.selection_changed.connect(self._settle)
        self.troubles = Troubles(host)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.toolbar, 0), (self.table, 1), (self.troubles, 0)):
            column.addWidget(part, stretch)
        self._settle()

    def _make_toolbar(self) -> Toolbar:
        self.sync = self._act(tr("立即同步"), self.sync_now, icon="sync", tip=tr("立即同步 F5"))
        self.add = self._act(
            tr("添加位置…"), self.add_place, icon="add", tip=tr("再加一个同步位置：云盘、NAS 或移动盘")
        )
        self.test = self._act(tr("测试连接"), self._test, icon="link")
        self.pause = self._act(tr("暂停"), self._pause, icon="clock", tip=tr("暂停或恢复这个位置"))
        self.rename = self._act(tr("改名…"), self._rename, icon="level")
        self.secrets = self._act(tr("用户和密码…"), self._credentials, icon="user")
        self.remove = self._act(tr("移除…"), self._remove, icon="x")
        of_one: list[QAction | None] = [self.test, self.pause, self.rename, self.secrets, self.remove]
        return Toolbar([self.sync, self.add, None, *of_one])

    def _act(self, text: str, does: Callable[[], object], *, icon: str, shortcut: str = "", tip: str = "") -> QAction:
        made = action(text, icon=icon, shortcut=shortcut, tip=tip)
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.triggered.connect(lambda _on=False: does())
        self.actions_.append(made)
        return made

    # ---- what is shown

    def take(self, view: SharingView) -> None:
        """Show another reading."""
        self._remotes = {remote.name: remote for remote in view.remotes}
        rows: dict[RowId, Row] = {name: _row(remote) for name, remote in self._remotes.items()}
        self._source.replace(rows)
        self.table.reload()
        if self._remotes and self.current is None:
            self.table.go_to(next(iter(self._remotes)))
        self.troubles.take(view)
        self._settle()

    @property
    def current(self) -> RemoteView | None:
        """The place that is selected."""
        key = self.table.current_id
        return self._remotes.get(key) if isinstance(key, str) else None

    def _settle(self) -> None:
        remote = self.current
        reason = "" if remote is not None else tr("先选一个同步位置")
        for made in (self.test, self.pause, self.rename, self.secrets, self.remove):
            made.setEnabled(not reason)
            made.setToolTip(reason or made.text())
        if remote is not None:
            self.pause.setText(tr("恢复") if remote.is_paused else tr("暂停"))
            self.secrets.setEnabled(remote.kind != "文件夹")

    # ---- what is done

    def sync_now(self) -> None:
        """Exchange with every place; progress and cancel are in the status bar."""
        self._host.companion.sync(tr("同步"), done=self._told)

    def _told(self, reports: list[SyncReport]) -> None:
        bad = [report for report in reports if not report.is_good]
        if bad and len(bad) == len(reports):
            first = bad[0]
            self._host.say(first.problems[0] if first.problems else tr("没有连上 %1；本机的改动都在", first.remote))
            return
        received, sent = max((r.received for r in reports), default=0), max((r.sent for r in reports), default=0)
        self._host.say(tr("已同步：收到 %1 项，发出 %2 项", f"{received:,}", f"{sent:,}"))

    def add_place(self) -> None:
        """Another place for the same space."""
        ask_place(self._host)

    def _test(self) -> None:
        if (remote := self.current) is not None:
            name = remote.name
            self._run(tr("测试连接"), lambda service: service.test_known(name), self._tested)

    def _tested(self, tested: Tested) -> None:
        if tested.is_good:
            self._host.say(tested.words)
        else:
            self._host.caution(tested.words)

    def _pause(self) -> None:
        if (remote := self.current) is not None:
            name, is_paused = remote.name, not remote.is_paused
            self._run("", lambda service: service.set_paused(name, is_paused))

    def _rename(self) -> None:
        remote = self.current
        new = ask_name(self._host.window(), remote.name) if remote is not None else None
        if remote is not None and new is not None and new != remote.name:
            name = remote.name
            self._run("", lambda service: service.rename_remote(name, new))

    def _credentials(self) -> None:
        remote = self.current
        given = ask_credentials(self._host.window(), remote) if remote is not None else None
        if remote is not None and given is not None:
            name, (user, password) = remote.name, given
            self._run("", lambda service: service.set_credentials(name, user=user, password=password))

    def _remove(self) -> None:
        remote = self.current
        if remote is None:
            return
        sentence = tr(
            "不再与“%1”同步？那里的内容和本机的账套都不动，之后可以再添加；%2",
            remote.name,
            tr("还有 %1 项没有发到那里。", remote.waiting) if remote.waiting else tr("该发的都已发出。"),
        )
        if ask(self._host.window(), tr("移除同步位置"), sentence, yes=tr("移除"), is_final=True):
            name = remote.name
            self._run("", lambda service: service.remove_remote(name))

    def _run(
        self,
        label: str,
        work: Callable[[SharingService], object],
        done: Callable[[Tested], object] | None = None,
    ) -> None:
        def ended(result: object) -> None:
            if done is not None and isinstance(result, Tested):
                done(result)
            self._host.reload()

        self._host.companion.run(label, lambda service, _token: work(service), done=ended, owner=self)


def _row(remote: RemoteView) -> Row:
    last = remote.last
    if remote.is_paused:
        state = tr("已暂停")
    elif last is not None:
        state = tr("可用") if last.is_good else tr("没连上")
    else:  # an exchange by itself that had nothing to tell leaves no note
        state = tr("未同步过") if remote.last_good_ms is None else tr("可用")
    words = tr("%1 %2", at(last.at_ms), last.words) if last is not None else None
    values = [remote.name, remote.kind, state, at(remote.last_good_ms), remote.waiting or None, words, remote.url]
    return Row(values, {"url": Dress(tone="text3")})
