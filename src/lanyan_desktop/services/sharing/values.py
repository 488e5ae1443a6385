"""What pages and commands are told about sharing: frozen values, in words where words are shown.

Nothing here opens a ledger, a key or a connection, so a page can be built and tested on a few of these values alone.
Moments are UTC milliseconds; `words` of them are made by `services.sharing.wording`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Literal


class State(Enum):
    """What the status bar says first; its value is that word."""

    ALONE = "未共享"  # no remote
    LOCKED = "请输入口令"  # the keys lie in a locked file and nobody has opened it yet
    PAUSED = "已暂停同步"
    RUNNING = "正在同步"
    OFFLINE = "离线"  # no place could be reached at the last try
    WAITING = "待同步"  # there is something to send
    PENDING = "等待批准"  # joined by asking; an admin has not answered
    REMOVED = "已被移出"  # this device is no member any more
    FRESH = "已同步"


@dataclass(frozen=True, slots=True)
class Status:
    """The sharing of one ledger at a glance; equal values look the same on screen."""

    state: State = State.ALONE
    words: str = State.ALONE.value  # the whole line: "已同步 3 分钟前", "2 处冲突待选"
    last_ms: int | None = None  # when the last good exchange ended
    waiting: int = 0  # own changesets that are on no place yet
    conflicts: int = 0
    quarantined: int = 0
    requests: int = 0  # devices that ask to be let in; 0 for who cannot answer
    problems: tuple[str, ...] = ()  # sentences, the newest of each place
    done: int = 0
    total: int = 0  # of a running exchange; 0: not known


@dataclass(frozen=True, slots=True)
class SyncReport:
    """One exchange with one place; `problems` are sentences, empty when all went."""

    remote: str
    sent: int = 0  # own changesets packed
    received: int = 0  # changesets of others applied
    conflicts: int = 0  # in the ledger afterwards
    quarantined: int = 0  # in the ledger afterwards
    requests: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0
    seconds: float = 0.0
    problems: tuple[str, ...] = ()
    code: str = ""  # of the error that ended it, "" when it ran to its end
    wait_s: float | None = None  # what the server asked us to wait
    put_back: int = 0  # objects laid there that are no news: the place lost them, or is new

    @property
    def is_good(self) -> bool:
        """It ran to its end; there may be problems to tell all the same."""
        return not self.code


@dataclass(frozen=True, slots=True)
class ExchangeNote:
    """A line of the history of exchanges."""

    at_ms: int
    remote: str
    is_good: bool
    words: str  # "收到 12 项，发出 3 项（2 处冲突）"
    report: SyncReport


@dataclass(frozen=True, slots=True)
class RemoteView:
    """A place as the list shows it."""

    name: str
    url: str  # without secrets
    kind: str  # 文件夹、WebDAV、对象存储
    is_paused: bool = False
    user: str = ""  # as whom
    last: ExchangeNote | None = None  # the last exchange, good or not
    last_good_ms: int | None = None
    waiting: int = 0  # changesets that this place does not have


@dataclass(frozen=True, slots=True)
class Tested:
    """What "测试连接" found; never raises for what a person may have typed wrong."""

    is_good: bool
    words: str  # one sentence
    detail: str = ""  # server, version
    seconds: float = 0.0
    fingerprint: str | None = None  # of a certificate nobody vouches for, in groups of four: to be compared
    pinned_url: str | None = None  # the address that trusts it, once compared


@dataclass(frozen=True, slots=True)
class Added:
    """A place was added."""

    remote: RemoteView
    recovery_code: str | None = None  # of a space just founded: show it once, it is kept nowhere


@dataclass(frozen=True, slots=True)
class MemberView:
    """One device of one person."""

    id: str  # hex of its public key
    person: str
    device: str
    role: str  # code
    role_title: str
    is_admin: bool
    is_own: bool
    since_ms: int
    revoked_ms: int | None = None
    seen_ms: int | None = None  # when its newest batch known here was made


@dataclass(frozen=True, slots=True)
class RequestView:
    """A device that asks to be let in; compare `mark` with what its screen shows."""

    id: str
    person: str
    device: str
    role: str
    role_title: str
    at_ms: int
    mark: str  # short fingerprint of its key


@dataclass(frozen=True, slots=True)
class InviteView:
    """An invitation that was made and not used yet."""

    id: str
    role: str
    role_title: str
    expires_ms: int
    is_asking: bool
    is_expired: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """All that the page of members shows."""

    members: Sequence[MemberView] = ()
    requests: Sequence[RequestView] = ()
    invites: Sequence[InviteView] = ()
    own_role: str = ""
    is_admin: bool = False
    roles: Sequence[tuple[str, str]] = ()  # (code, title), in the order of a choice


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation was written; the code is shown once and said to the other by another way than the file."""

    file: Path
    code: str
    role: str
    role_title: str
    is_asking: bool
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Joined:
    """A ledger that came from others. Pending: nothing is in it until an admin lets this device in."""

    ledger: Path
    role: str
    role_title: str
    is_pending: bool
    mark: str = ""  # of this device's key, to be compared by the admin
    reports: Sequence[SyncReport] = ()


ConflictSort = Literal["field", "deleted", "move", "cycle", "code"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values that stand against each other."""

    n: int  # what `resolve` takes, from 1
    text: str  # the value as people read it, with its unit
    person: str
    device: str
    at_ms: int
    intent: str
    is_shown: bool  # the one that is computed with now
    is_own: bool  # made on this device
    leads_to: str = ""  # what choosing it does, a sentence


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Values set by people who did not know of each other; all are kept."""

    id: str  # the same on all devices
    sort: ConflictSort
    kind: str
    kind_title: str  # 清单项
    row_id: bytes
    row: str  # what names the record
    field: str
    field_title: str  # "" where the whole record is meant
    words: str  # one sentence: what happened and what holds meanwhile
    sides: Sequence[Side]
    project_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class QuarantineView:
    """A changeset that was not applied, and why."""

    id: str
    person: str
    device: str
    intent: str
    at_ms: int
    reason: str  # code
    words: str  # one sentence
    can_release: bool  # own role may, and the contents could be applied
