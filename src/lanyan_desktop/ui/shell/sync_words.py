"""What the status bar says of sharing: one short line, never alarming while the network is merely away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lanyan_desktop.services.sharing.values import State, Status
from lanyan_desktop.ui.components.label import Tone
from lanyan_desktop.ui.i18n import tr


@dataclass(frozen=True, slots=True)
class SyncWords:
    """A line of the status bar: its text, icon, colours, and what a click leads to."""

    text: str
    icon: str = "sync"
    tone: Tone = "text2"
    icon_tone: Tone = "text2"
    tip: str = ""


def sync_words(status: Status, now: datetime | None = None) -> SyncWords:
    """What to say first: what needs a person, then what runs, then how things stand.

    >>> from lanyan_desktop.services.sharing.values import State, Status
    >>> sync_words(Status(State.OFFLINE, waiting=3)).text
    '离线，恢复后自动同步 · 3 项待发'
    >>> sync_words(Status(State.FRESH, conflicts=2)).text
    '2 处冲突待选'
    """
    urgent = _needs_a_person(status)
    if urgent is not None:
        return urgent
    said = _standing(status, now or datetime.now())
    if status.conflicts:
        return SyncWords(tr("%1 处冲突待选", status.conflicts), "warn", "warn", "warn", tr("%1\n点击去选", said.text))
    if status.problems or status.quarantined:
        reasons = "\n".join(status.problems) or tr("%1 项修改没有采用", status.quarantined)
        return SyncWords(tr("需要处理"), "warn", "warn", "warn", tr("%1\n点击查看", reasons))
    return said


def _needs_a_person(status: Status) -> SyncWords | None:
    match status.state:
        case State.LOCKED:
            return SyncWords(tr("请输入口令"), "warn", "warn", "warn", tr("输入办公口令后才能同步；本机照常工作"))
        case State.REMOVED:
            return SyncWords(tr("已被移出共享"), "warn", "warn", "warn", tr("账套留在这台电脑上，不再与别人同步"))
    if status.requests and status.state is not State.RUNNING:
        return SyncWords(tr("%1 台电脑申请加入", status.requests), "user", "warn", "warn", tr("点击核对后批准"))
    return None


def _standing(status: Status, now: datetime) -> SyncWords:
    waiting = tr("%1 项待发", f"{status.waiting:,}") if status.waiting else ""
    match status.state:
        case State.ALONE:
            return SyncWords(tr("未设置同步"), tip=tr("账套只在这台电脑上；点击和其他电脑同步"))
        case State.RUNNING:
            done = tr(" %1/%2", f"{status.done:,}", f"{status.total:,}") if status.total else "…"
            return SyncWords(tr("正在同步%1", done), "sync", "text2", "accent")
        case State.OFFLINE:
            return SyncWords(_joined(tr("离线，恢复后自动同步"), waiting), tip=tr("改动都在本机，照常工作"))
        case State.PAUSED:
            return SyncWords(_joined(tr("已暂停同步"), waiting), tip=tr("点击去恢复同步"))
        case State.PENDING:
            return SyncWords(tr("等待批准"), "clock", tip=tr("管理员批准这台电脑后，内容会自动收到"))
    if waiting:
        return SyncWords(waiting, "clock", tip=tr("稍后自动发出；点击立即同步"))
    said = tr("已同步 %1", _clock(status.last_ms, now)) if status.last_ms is not None else tr("还没有同步过")
    return SyncWords(said, "sync", "text2", "ok", tr("点击查看同步"))


def _joined(words: str, more: str) -> str:
    return tr("%1 · %2", words, more) if more else words


def _clock(ms: int, now: datetime) -> str:
    at = datetime.fromtimestamp(ms / 1000)
    if at.date() == now.date():
        return f"{at:%H:%M}"
    return f"{at:%m-%d %H:%M}" if at.year == now.year else f"{at:%Y-%m-%d %H:%M}"
