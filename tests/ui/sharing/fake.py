"""A sharing service on a few values, for pages and pictures: remembers what it was asked, answers at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.sharing.values import (
    Added,
    ConflictView,
    ExchangeNote,
    Invited,
    InviteView,
    MembersPage,
    MemberView,
    QuarantineView,
    RemoteView,
    RequestView,
    Side,
    State,
    Status,
    SyncReport,
)
from lanyan_desktop.services.sharing.values import (
    Tested as Trial,
)

DAY_MS = 86_400_000
NOW_MS = 1_764_495_600_000  # 2025-11-30 17:40 in China
ROLES = (("manager", "项目经理"), ("cost", "商务"), ("labour", "劳资"), ("reader", "只读"))


def side(n: int, text: str, person: str, *, minutes: int = 0, is_own: bool = False, is_shown: bool = False) -> Side:
    """A value set `minutes` before now."""
    return Side(
        n=n,
        text=text,
        person=person,
        device="项目部电脑" if is_own else "公司电脑",
        at_ms=NOW_MS - minutes * 60_000,
        intent="修改目标单价",
        is_shown=is_shown,
        is_own=is_own,
        leads_to=f"目标单价按 {text} 计算",
    )


def conflict(
    id: str, row: str = "断桥铝合金窗", *, sort: str = "field", row_id: bytes = b"r" * 16, minutes: int = 0
) -> ConflictView:
    """Two people set the same cell."""
    return ConflictView(
        id=id,
        sort=sort,  # type: ignore[arg-type]  # one of the five words
        kind="budget_line",
        kind_title="清单项",
        row_id=row_id,
        row=row,
        field="target_price",
        field_title="目标单价",
        words="李商务、王预算 互相没有看到，都改了“断桥铝合金窗”的目标单价；暂按 562.18 计算。",
        sides=(
            side(1, "562.18", "李商务", minutes=minutes + 1, is_own=True, is_shown=True),
            side(2, "558.00", "王预算", minutes=minutes + 28),
        ),
    )


class FakeSharing:
    """As `services.sharing.sharing.Sharing` answers; `asked` lists what was done."""

    def __init__(self, *, is_shared: bool = True, conflicts: int = 2) -> None:
        self.is_shared, self.is_locked, self.own_role = is_shared, False, "manager" if is_shared else ""
        self.asked: list[tuple[object, ...]] = []
        self.open = [conflict(f"{n:016x}", f"断桥铝合金窗 {n}", minutes=n) for n in range(1, conflicts + 1)]
        self.places = [_place("NAS", waiting=3), _place("坚果云", kind="WebDAV")] if is_shared else []
        self.waiting_requests = [RequestView("ab" * 32, "赵安全", "笔记本", "reader", "只读", NOW_MS, "7K2F-9QXD")]
        self.held: list[QuarantineView] = []
        self.problems: tuple[str, ...] = ()
        self.state = State.FRESH if is_shared else State.ALONE
        self.tested = Trial(is_good=True, words="可以读写", detail="WsgiDAV 4.3", seconds=0.1)
        self._listeners: list[Callable[[Status], None]] = []

    @property
    def status(self) -> Status:
        if not self.is_shared:
            return Status()
        waiting = sum(place.waiting for place in self.places)
        return Status(
            self.state,
            last_ms=NOW_MS,
            waiting=waiting,
            conflicts=len(self.open),
            quarantined=len(self.held),
            requests=len(self.waiting_requests),
            problems=self.problems,
        )

    def on_status(self, listener: Callable[[Status], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, status: Status) -> None:
        for listener in self._listeners:
            listener(status)

    def refresh(self) -> Status:
        return self.status

    def unlock(self, passphrase: str) -> None:
        self.asked.append(("unlock", passphrase))
        self.is_locked = False

    def remotes(self) -> list[RemoteView]:
        return self.places

    def test_remote(self, url: str, *, user: str = "", password: str = "") -> Trial:
        self.asked.append(("test_remote", url, user, password))
        return self.tested

    def test_known(self, name: str) -> Trial:
        self.asked.append(("test_known", name))
        return self.tested

    def add_remote(
        self, name: str, url: str, *, user: str = "", password: str = "", passphrase: str = "", person: str = ""
    ) -> Added:
        self.asked.append(("add_remote", name, url, user, passphrase, person))
        is_first = not self.is_shared
        self.is_shared, self.state = True, State.FRESH
        self.places.append(replace(_place(name), url=url))
        return Added(self.places[-1], recovery_code="K3M7Q-WX2PA-9TRFD-H6VNE-C4BYJ" if is_first else None)

    def rename_remote(self, name: str, new_name: str) -> None:
        self.asked.append(("rename", name, new_name))

    def remove_remote(self, name: str) -> None:
        self.places = [place for place in self.places if place.name != name]

    def set_paused(self, name: str | None, is_paused: bool) -> None:
        self.places = [replace(p, is_paused=is_paused) if p.name == name else p for p in self.places]

    def set_credentials(self, name: str, *, user: str, password: str) -> None:
        self.asked.append(("credentials", name, user, password))

    def sync_now(self, remote: str | None = None, *, step: Step = no_step) -> list[SyncReport]:
        self.asked.append(("sync", remote))
        step(1, 2)
        self.places = [replace(place, waiting=0) for place in self.places]
        return [SyncReport(place.name, sent=3, received=12) for place in self.places]

    def history(self, *, limit: int = 200) -> list[ExchangeNote]:
        return _notes()[:limit] if self.is_shared else []

    def members(self) -> MembersPage:
        return MembersPage(_members(), self.waiting_requests, _invites(), self.own_role, is_admin=True, roles=ROLES)

    def invite(
        self, out: Path, *, role: str = "reader", is_asking: bool = False, days: int = 7, code: str | None = None
    ) -> Invited:
        self.asked.append(("invite", out, role, is_asking, days, code))
        return Invited(out, "7K2F-9QXD-31AB", role, dict(ROLES)[role], is_asking, NOW_MS + days * DAY_MS)

    def approve(self, request_id: str, *, role: str | None = None) -> None:
        self.asked.append(("approve", request_id, role))
        self.waiting_requests = []

    def deny(self, request_id: str) -> None:
        self.asked.append(("deny", request_id))
        self.waiting_requests = []

    def set_role(self, member_id: str, role: str) -> None:
        self.asked.append(("set_role", member_id, role))

    def revoke(self, member_id: str) -> None:
        self.asked.append(("revoke", member_id))

    def withdraw_invite(self, invite_id: str) -> None:
        self.asked.append(("withdraw", invite_id))

    def change_passphrase(self, old: str, new: str) -> None:
        self.asked.append(("passphrase", old, new))

    def conflicts(self, *, project_id: Id | None = None) -> list[ConflictView]:
        del project_id
        return list(self.open)

    def resolve(self, id: str, *, take: int) -> str:
        self.asked.append(("resolve", id, take))
        self.open = [one for one in self.open if one.id != id]
        return "采用"

    def resolve_all(self, *, person: str | None = None, newest: bool = False) -> int:
        self.asked.append(("resolve_all", person, newest))
        count, self.open = len(self.open), []
        return count

    def quarantined(self) -> list[QuarantineView]:
        return list(self.held)

    def release(self, id: str) -> None:
        self.asked.append(("release", id))
        self.held = []

    def dismiss(self, id: str) -> None:
        self.asked.append(("dismiss", id))
        self.held = []

    def start_auto(self) -> None:
        self.asked.append(("start_auto",))

    def stop_auto(self, *, wait_s: float = 5.0) -> None:
        self.asked.append(("stop_auto", wait_s))

    def close(self) -> None:
        self.asked.append(("close",))


def held(id: str = "q1") -> QuarantineView:
    """A changeset beyond its maker's role."""
    words = "赵安全 的“修改目标单价”（清单项 3 项）超出了该成员的职责范围，没有采用。"
    return QuarantineView(id, "赵安全", "笔记本", "修改目标单价", NOW_MS, "role", words, can_release=True)


def _place(name: str, *, kind: str = "文件夹", waiting: int = 0) -> RemoteView:
    url = "folder:D:/共享/翠湖3#" if kind == "文件夹" else "dav+https://dav.jianguoyun.com/dav/工地"
    return RemoteView(name, url, kind, last=_notes()[0], last_good_ms=NOW_MS, waiting=waiting, user="")


def _notes() -> list[ExchangeNote]:
    good = SyncReport("NAS", sent=3, received=12, conflicts=2, sent_bytes=4_100, received_bytes=20_400, seconds=0.8)
    away = "连不上同步位置“坚果云”，本机的改动都在；连上后会自动补发。"
    bad = SyncReport("坚果云", problems=(away,), code="remote.unreachable")
    return [
        ExchangeNote(NOW_MS, "NAS", is_good=True, words="收到 12 项修改，发出 3 项，2 处冲突待选", report=good),
        ExchangeNote(NOW_MS - 3_600_000, "坚果云", is_good=False, words=bad.problems[0], report=bad),
    ]


def _members() -> list[MemberView]:
    def member(n: int, person: str, device: str, role: str, *, is_own: bool = False) -> MemberView:
        title = dict(ROLES)[role]
        return MemberView(f"{n:064x}", person, device, role, title, role == "manager", is_own, NOW_MS - n * DAY_MS)

    return [
        member(90, "李商务", "项目部电脑", "manager", is_own=True),
        member(60, "王预算", "公司电脑", "cost"),
        member(30, "张生产", "工地笔记本", "labour"),
    ]


def _invites() -> list[InviteView]:
    return [InviteView("cd" * 16, "labour", "劳资", NOW_MS + 5 * DAY_MS, is_asking=True, is_expired=False)]
