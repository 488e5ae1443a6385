"""Moments, counts and states of sharing in words a clerk understands."""

from __future__ import annotations

from datetime import datetime

from lanyan_desktop.services.sharing.values import State, Status, SyncReport


def ago(ms: int, now_ms: int) -> str:
    """How long ago, as one says it.

    >>> ago(0, 30_000), ago(0, 200_000), ago(0, 7_300_000), ago(0, 200_000_000)
    ('刚刚', '3 分钟前', '2 小时前', '2 天前')
    """
    minutes = max(now_ms - ms, 0) // 60_000
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 24 * 60 else f"{minutes // (24 * 60)} 天前"


def moment(ms: int, now: datetime | None = None) -> str:
    """A moment as a list shows it: the day in words where that is shorter, in local time.

    >>> at = datetime(2026, 3, 4, 17, 39)
    >>> moment(int(at.timestamp() * 1000), datetime(2026, 3, 4, 18, 0))
    '今天 17:39'
    >>> moment(int(at.timestamp() * 1000), datetime(2026, 3, 5, 0, 1))
    '昨天 17:39'
    >>> moment(int(at.timestamp() * 1000), datetime(2026, 8, 1))
    '03-04 17:39'
    """
    try:
        at = datetime.fromtimestamp(ms / 1000)
    except (OverflowError, ValueError, OSError):  # a clock fifty thousand years off
        return "时间不明"
    now = now or datetime.now()
    days = (now.date() - at.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, f"{at:%m-%d}" if at.year == now.year else f"{at:%Y-%m-%d}")
    return f"{day} {at:%H:%M}"


def size_words(count: int) -> str:
    """A number of bytes for people.

    >>> size_words(900), size_words(20_480), size_words(5_400_000)
    ('1 KB', '20 KB', '5.1 MB')
    """
    return f"{count / 1_048_576:.1f} MB" if count >= 1_048_576 else f"{max(round(count / 1024), 1)} KB"


def report_words(report: SyncReport) -> str:
    """What an exchange did, in one line; of one that failed: its reason.

    >>> report_words(SyncReport("NAS", sent=3, received=12, conflicts=2))
    '收到 12 项修改，发出 3 项，2 处冲突待选'
    >>> report_words(SyncReport("NAS"))
    '没有新的修改'
    >>> report_words(SyncReport("U 盘", put_back=8))
    '没有新的修改，补放 8 个文件'
    """
    if not report.is_good:
        return report.problems[0] if report.problems else "没有同步"
    parts = [f"收到 {report.received} 项修改"] if report.received else []
    parts += [f"发出 {report.sent} 项" if parts else f"发出 {report.sent} 项修改"] if report.sent else []
    parts = parts or ["没有新的修改"]
    parts += [f"补放 {report.put_back} 个文件"] if report.put_back else []
    parts += [f"{report.conflicts} 处冲突待选"] if report.conflicts else []
    parts += [f"{report.quarantined} 项已隔离"] if report.quarantined else []
    return "，".join(parts)


def status_words(status: Status, now_ms: int) -> str:
    """The line of the status bar.

    >>> status_words(Status(State.FRESH, last_ms=0), 200_000)
    '已同步 3 分钟前'
    >>> status_words(Status(State.OFFLINE, waiting=4), 0)
    '离线 · 4 项待发'
    """
    words = status.state.value
    if status.state is State.FRESH and status.last_ms is not None:
        words = f"{words} {ago(status.last_ms, now_ms)}"
    elif status.state is State.RUNNING and status.total:
        words = f"{words} {status.done}/{status.total}"
    if status.waiting and status.state in {State.OFFLINE, State.PAUSED, State.WAITING, State.LOCKED}:
        words += f" · {status.waiting} 项待发"
    if status.conflicts:
        words += f" · {status.conflicts} 处冲突待选"
    return words
