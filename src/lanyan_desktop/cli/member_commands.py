"""Commands about who takes part: invite, join, members, recover, passphrase."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from lanyan_desktop.cli import remote_commands, secrets
from lanyan_desktop.cli.progress import stoppable
from lanyan_desktop.cli.result import Result
from lanyan_desktop.cli.sharing_commands import opened, person_of
from lanyan_desktop.services.sharing import joining, remotes
from lanyan_desktop.services.sharing.founding import check_free
from lanyan_desktop.services.sharing.sharing import Sharing
from lanyan_desktop.services.sharing.values import InviteView, Joined, MembersPage, MemberView
from lanyan_desktop.services.sharing.wording import moment

_ALONE = "这个账套还没有和别人共享，所以没有成员；要共享请先添加同步位置：lanyan remote add 账套 名称 地址。"


def invite(options: Namespace) -> Result:
    with opened(options) as sharing:
        code = secrets.given(secrets.INVITE_CODE) or None
        made = sharing.invite(options.out, role=options.role, is_asking=options.ask, days=options.days, code=code)
    lines = [
        f"邀请文件：{made.file}（{made.role_title}，一台电脑用一次，{moment(made.expires_ms)} 前有效）",
        "邀请码（请用电话或当面告诉对方，不要和文件一起发）：",
        f"  {made.code}",
    ]
    if made.is_asking:
        lines.append("对方加入后要等项目经理批准：lanyan members 账套 --approve 编号")
    data = {**asdict(made), "file": str(made.file)}
    return Result(data, lines)


def join(options: Namespace) -> Result:
    check_free(options.ledger)
    code = secrets.secret("邀请码", secrets.INVITE_CODE, secrets.PASSPHRASE)
    invitation = joining.open_invitation(options.invite, code=code)
    person = who(options)
    passphrase = secrets.given(secrets.PASSPHRASE)
    if joining.needs_passphrase(invitation):
        passphrase = secrets.secret("本机口令", secrets.PASSPHRASE, twice=True)
    user = password = ""
    asking = next((url for _, url in invitation.remotes if remotes.needs_credentials(url)), None)
    if asking is not None:
        user, password = remote_commands.credentials(asking)
    with stoppable("加入") as step:
        joined = joining.join(
            invitation,
            options.ledger,
            passphrase=passphrase,
            person=person,
            user=user,
            password=password,
            step=step,
        )
    return _joined(joined)


def who(options: Namespace) -> str:
    """By what name the others will know the person here: as told, as typed, else that of the account."""
    account = person_of(options)
    if options.name or options.user:
        return str(options.name or options.user)
    return secrets.word(f"您的姓名，别人会看到（直接回车为 {account}）") or account


def recover(options: Namespace) -> Result:
    check_free(options.ledger)
    user, password = remote_commands.credentials(options.url)
    code = secrets.secret("恢复码", secrets.RECOVERY_CODE)
    person = who(options)
    passphrase = secrets.secret("新的共享口令", secrets.PASSPHRASE, twice=True)
    with stoppable("恢复") as step:
        joined = joining.recover(
            options.url,
            options.ledger,
            code=code,
            passphrase=passphrase,
            person=person,
            user=user,
            password=password,
            step=step,
        )
    return _joined(joined)


def _joined(joined: Joined) -> Result:
    data = {**asdict(joined), "ledger": str(joined.ledger)}
    if joined.is_pending:
        lines = [
            f"已申请加入，等项目经理批准（核对码 {joined.mark}）。",
            f"批准后运行 lanyan sync {joined.ledger} 取得内容。",
        ]
    else:
        received = sum(report.received for report in joined.reports)
        lines = [f"已加入（{joined.role_title}），账套 {joined.ledger}，收到 {received} 项修改"]
        if not received:
            lines.append("那里还没有内容；请邀请您的人先同步一次，您再运行 lanyan sync。")
        lines += [words for report in joined.reports for words in report.problems]
    return Result(data, lines)


def members(options: Namespace) -> Result:
    with opened(options) as sharing:
        said = _change(options, sharing)
        page, is_shared = sharing.members(), sharing.is_shared
    data = {"ledger": str(options.ledger), "is_shared": is_shared, **asdict(page), "done": said or None}
    return Result(data, [*said, *_lines(page)] if is_shared else [_ALONE])


def _change(options: Namespace, sharing: Sharing) -> list[str]:
    """What the options ask to be changed; one sentence for each thing done."""
    if options.approve:
        sharing.approve(options.approve, role=options.role)
        return ["已批准；请同步一次，对方随后就能取得内容。"]
    if options.deny:
        sharing.deny(options.deny)
        return ["已拒绝。"]
    if options.revoke:
        sharing.revoke(options.revoke)
        return ["已移出；此后的内容那台电脑读不到，它此后的修改不被采用。"]
    if options.set_role:
        member, role = options.set_role
        sharing.set_role(member, role)
        return ["角色已改。"]
    if options.withdraw:
        sharing.withdraw_invite(options.withdraw)
        return ["邀请已作废。"]
    return []


def _lines(page: MembersPage) -> list[str]:
    lines = [_member_line(one) for one in page.members]
    lines += [f"{one.id[:8]}  {one.person}  {one.device}  申请加入（核对码 {one.mark}）" for one in page.requests]
    lines += [f"{one.id[:8]}  邀请：{one.role_title}，{_until(one)}" for one in page.invites]
    return lines


def _member_line(one: MemberView) -> str:
    state = "已移出" if one.revoked_ms is not None else "本机" if one.is_own else ""
    return f"{one.id[:8]}  {one.person}  {one.device}  {one.role_title}  {moment(one.since_ms)} 起  {state}".rstrip()


def _until(one: InviteView) -> str:
    return "已过期" if one.is_expired else f"{moment(one.expires_ms)} 前有效"


def passphrase(options: Namespace) -> Result:
    with opened(options) as sharing:
        old = secrets.secret("现在的共享口令", secrets.PASSPHRASE)
        sharing.change_passphrase(old, secrets.secret("新的共享口令", secrets.NEW_PASSPHRASE, twice=True))
    return Result({"ledger": str(options.ledger), "changed": True}, ["共享口令已改；请告诉其他项目经理。"])
