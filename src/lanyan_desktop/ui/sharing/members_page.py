"""成员: people and their devices, who asks to be let in, which invitations are open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Look, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Row, RowId
from lanyan_desktop.services.sharing.values import InviteView, MembersPage, MemberView
from lanyan_desktop.ui.companion import SharingService
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.toolbar import Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.invite_dialog import InviteDialog
from lanyan_desktop.ui.sharing.passphrase_dialog import ask_new_passphrase
from lanyan_desktop.ui.sharing.requests_card import RequestsCard
from lanyan_desktop.ui.sharing.view import SharingView
from lanyan_desktop.ui.sharing.words import at
from lanyan_desktop.ui.shell.dialog import ask
from lanyan_desktop.ui.widgets.table import TableView

_CHIPS = {"本机": "info", "成员": "ok", "已移出": "mute", "邀请未用": "warn", "邀请过期": "mute"}


class MembersTab(QWidget):
    """One table of devices and open invitations; requests stand above it until they are answered."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._page = MembersPage()
        self.actions_: list[QAction] = []
        self.toolbar = self._make_toolbar()
        self.requests = RequestsCard(host)
        columns = [
            computed("person", tr("姓名"), Shape.TEXT, width=130),
            computed("device", tr("电脑"), Shape.TEXT, width=190),
            computed("role", tr("角色"), Shape.TEXT, width=120),
            computed("state", tr("状态"), Shape.TEXT, width=104, look=Look.CHIP, chips=_CHIPS),
            computed("since", tr("加入时间"), Shape.TEXT, width=164),
            computed("seen", tr("最近有修改"), Shape.TEXT, width=130),
            computed("id", tr("编号"), Shape.TEXT, look=Look.CODE, width=110),
        ]
        self._source = ListSource([column.name for column in columns], {})
        self.table = TableView(
            self._source, columns, has_total=False, selects_rows=True, can_sort=False, name=tr("成员")
        )
        self.table.selection_changed.connect(self._settle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.toolbar, 0), (self.requests, 0), (self.table, 1)):
            column.addWidget(part, stretch)
        self._settle()

    def _make_toolbar(self) -> Toolbar:
        self.invite = self._act(tr("邀请…"), self.invite_one, icon="add")
        self.role = self._act(tr("改角色"), self._offer_roles, icon="user")
        self.revoke = self._act(tr("移出…"), self._revoke, icon="x")
        self.secret = self._act(tr("改口令…"), self._change_passphrase, icon="level")
        self.secret.setToolTip(tr("换一个办公口令；恢复码不变"))
        return Toolbar([self.invite, None, self.role, self.revoke, None, self.secret])

    def _act(self, text: str, does: Callable[[], object], *, icon: str) -> QAction:
        made = action(text, icon=icon)
        made.triggered.connect(lambda _on=False: does())
        self.actions_.append(made)
        return made

    # ---- what is shown

    def take(self, view: SharingView) -> None:
        """Show another reading."""
        self._page = view.members
        rows: dict[RowId, Row] = {member.id: _member_row(member) for member in self._page.members}
        rows |= {invite.id: _invite_row(invite) for invite in self._page.invites}
        self._source.replace(rows)
        self.table.reload()
        self.requests.take(self._page)
        self._settle()

    @property
    def current(self) -> MemberView | InviteView | None:
        """The device or invitation that is selected."""
        key = self.table.current_id
        listed: list[MemberView | InviteView] = [*self._page.members, *self._page.invites]
        return next((one for one in listed if one.id == key), None)

    def _settle(self) -> None:
        """Close what cannot be done, with the reason."""
        now = self.current
        not_mine = "" if self._page.is_admin else tr("只有项目经理能这样做")
        no_one = "" if now is not None else tr("先选一个成员")
        is_member = isinstance(now, MemberView)
        gone = tr("已移出") if isinstance(now, MemberView) and now.revoked_ms is not None else ""
        reasons = {
            self.invite: not_mine,
            self.role: not_mine or no_one or gone or ("" if is_member else tr("邀请的角色不能改；请撤回后重新邀请")),
            self.revoke: not_mine or no_one or gone,
            self.secret: not_mine,
        }
        for made, reason in reasons.items():
            made.setEnabled(not reason)
            made.setToolTip(reason or made.text())
        self.revoke.setText(tr("撤回邀请") if isinstance(now, InviteView) else tr("移出…"))

    # ---- what is done

    def invite_one(self) -> None:
        """Write an invitation and show its code once."""
        InviteDialog(self._host, self._page.roles).exec()

    def _offer_roles(self) -> None:
        member = self.current
        if not isinstance(member, MemberView):
            return
        menu = QMenu(self)
        for role, title in self._page.roles:
            entry = menu.addAction(title)
            entry.setCheckable(True)
            entry.setChecked(role == member.role)
            entry.triggered.connect(lambda _on=False, chosen=role, name=title: self.set_role(member, chosen, name))
        menu.popup(self.mapToGlobal(self.rect().topLeft()) + self.toolbar.rect().bottomLeft())

    def set_role(self, member: MemberView, role: str, title: str) -> None:
        """Give a device another role; from now on its changes are judged by it, everywhere alike."""
        if role != member.role:
            said = tr("%1 现在是%2", member.person, title)
            self._run(lambda service: service.set_role(member.id, role), said)

    def _revoke(self) -> None:
        now = self.current
        if isinstance(now, InviteView):
            self._run(lambda service: service.withdraw_invite(now.id), tr("邀请已撤回，邀请文件不能再用"))
        elif now is not None and ask(
            self._host.window(), tr("移出成员"), _what_revoking_does(now), yes=tr("移出这台电脑"), is_final=True
        ):
            self._run(lambda service: service.revoke(now.id), tr("已移出 %1 的 %2", now.person, now.device))

    def _change_passphrase(self) -> None:
        ask_new_passphrase(self._host)

    def _run(self, work: Callable[[SharingService], object], said: str) -> None:
        def ended(_result: object) -> None:
            self._host.say(said)
            self._host.reload()
            self._host.companion.sync("")

        self._host.companion.run(tr("更新成员"), lambda service, _token: work(service), done=ended, owner=self)


def _what_revoking_does(member: MemberView) -> str:
    return tr(
        "移出 %1 的“%2”？它此前的修改都保留；此后它发出的修改不再采用，也收不到新的内容（会换一把新钥匙）。"
        "它已经收到的内容收不回来。",
        member.person,
        member.device,
    )


def _member_row(member: MemberView) -> Row:
    state = tr("已移出") if member.revoked_ms is not None else tr("本机") if member.is_own else tr("成员")
    values = [member.person, member.device, member.role_title, state, at(member.since_ms), at(member.seen_ms)]
    return Row([*values, member.id[:8]], tone="text3" if member.revoked_ms is not None else "")


def _invite_row(invite: InviteView) -> Row:
    state = tr("邀请过期") if invite.is_expired else tr("邀请未用")
    who = tr("（凭邀请文件加入，要批准）") if invite.is_asking else tr("（凭邀请文件加入）")
    values = ["—", who, invite.role_title, state, tr("%1 前有效", at(invite.expires_ms)), None, invite.id[:8]]
    return Row(values, tone="text2")
