"""What the pages of 协同 say: figures of the header, moments, counts, chips. Pure: values in, words out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lanyan_desktop.services.sharing.values import ConflictView, MembersPage, RemoteView, Side, State, Status
from lanyan_desktop.services.sharing.wording import moment
from lanyan_desktop.ui.components.figures import Figure
from lanyan_desktop.ui.i18n import tr

_NAMED = 3  # people or places named in a figure's remark

SORTS = {
    "field": "两人同时改了同一格",
    "deleted": "一人删除，另一人又改",
    "move": "移动后上下级成圈",
    "cycle": "逻辑关系连成一圈",
    "code": "编码重复",
}
"""What kind of conflict it is, as its chip says."""


def at(ms: int | None) -> str:
    """A moment, or a dash.

    >>> at(None)
    '—'
    """
    return moment(ms) if ms is not None else "—"


def subject(conflict: ConflictView) -> str:
    """What a conflict is about: record and field."""
    return tr("%1 · %2", conflict.row, conflict.field_title) if conflict.field_title else conflict.row


def people(conflict: ConflictView) -> str:
    """Who set the values, each once, in the order of the sides."""
    return " / ".join(dict.fromkeys(who(side, conflict.sides) for side in conflict.sides))


def name_of(side: Side) -> str:
    """Who set a value: the person, else the device."""
    return side.person or side.device or tr("不知是谁")


def who(side: Side, sides: Sequence[Side]) -> str:
    """Who set a value beside others; with the computer where one person did so on two."""
    name = name_of(side)
    if side.device and any(name_of(one) == name and one.device != side.device for one in sides):
        return tr("%1 · %2", name, side.device)
    return name


def sort_of(conflict: ConflictView) -> str:
    """What kind of conflict it is, as its chip says; one person at two computers is not two."""
    if conflict.sort == "field" and len({name_of(side) for side in conflict.sides}) == 1:
        return tr("两处改了同一格")
    return SORTS[conflict.sort]


def latest(conflict: ConflictView) -> int:
    """When the newest of the values was set, UTC ms."""
    return max((side.at_ms for side in conflict.sides), default=0)


def tally(conflicts: Sequence[ConflictView]) -> list[tuple[str, int]]:
    """How many conflicts each person has a value in, the most first."""
    found = Counter(person for one in conflicts for person in {side.person for side in one.sides if side.person})
    return found.most_common()


def figures(status: Status, remotes: Sequence[RemoteView], page: MembersPage) -> list[Figure]:
    """The header: what waits for a choice, what waits to be sent, who is there, which places."""
    return [_choices(status), _sending(status), *_members(page), *_places(remotes)]


def _choices(status: Status) -> Figure:
    if status.conflicts:
        return Figure(tr("待选冲突"), tr("%1 处", status.conflicts), "warn", tr("不选也不妨碍工作"))
    return Figure(tr("待选冲突"), tr("没有"), "text", tr("两边的修改都合在一起了"))


def _sending(status: Status) -> Figure:
    last = tr("上次同步 %1", at(status.last_ms)) if status.last_ms is not None else ""
    if status.state is State.RUNNING:
        return Figure(tr("本机"), tr("正在同步"), "accent", last)
    if status.waiting:
        return Figure(tr("本机"), tr("%1 项待发", f"{status.waiting:,}"), "text", last)
    return Figure(tr("本机"), tr("已全部发出") if status.last_ms is not None else tr("还没有同步过"), "text", last)


def _members(page: MembersPage) -> list[Figure]:
    there = [member for member in page.members if member.revoked_ms is None]
    if not there:
        return []
    names = list(dict.fromkeys(tr("你") if member.is_own else member.person for member in there))
    shown = " · ".join(names[:_NAMED]) + (tr(" 等") if len(names) > _NAMED else "")
    count = tr("%1 人 %2 台", len({member.person for member in there}), len(there))
    asking = tr("%1 台等待批准", len(page.requests)) if page.requests else shown
    return [Figure(tr("成员"), count, "text", asking, "warn" if page.requests else "text3", tip=" · ".join(names))]


def _places(remotes: Sequence[RemoteView]) -> list[Figure]:
    if not remotes:
        return []
    names = " · ".join(remote.name for remote in remotes[:_NAMED])
    bad = [remote.name for remote in remotes if remote.last is not None and not remote.last.is_good]
    remark = tr("%1 这次没有连上", "、".join(bad)) if bad else tr("均可用")
    return [Figure(tr("同步位置"), names, "text", remark, tip="\n".join(remote.url for remote in remotes))]
