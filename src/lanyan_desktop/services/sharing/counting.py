"""What the status bar says of a shared ledger, decided from a few counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lanyan_desktop.services.sharing.folder import KnownRemote
from lanyan_desktop.services.sharing.values import State, Status, SyncReport
from lanyan_desktop.services.sharing.wording import status_words
from lanyan_desktop.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Counts:
    """What a look at the ledger told."""

    total: int = 0  # changesets here
    conflicts: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the sharing besides: the keys, the members, the places, and how the last exchanges went."""

    is_shared: bool = False
    is_locked: bool = False
    is_removed: bool = False
    has_role: bool = True
    requests: int = 0
    remotes: Sequence[KnownRemote] = ()
    last: Mapping[str, SyncReport] = field(default_factory=dict)  # by the place's name


def count(reader: Reader) -> Counts:
    """Look at the ledger; cheap where nothing was written since the last time."""
    return Counts(sum(reader.vector().values()), reader.conflict_count(), len(reader.quarantined()))


def waiting_at(remote: KnownRemote, total: int) -> int:
    """The changesets a place does not hold, as far as is known here.

    >>> waiting_at(KnownRemote("NAS", "folder:/x", holds=7), 9)
    2
    """
    return max(total - remote.holds, 0)


def status_of(standing: Standing, counts: Counts, *, now_ms: int) -> Status:
    """The status while no exchange runs.

    >>> status_of(Standing(), Counts(), now_ms=0).state
    <State.ALONE: '未共享'>
    """
    remotes = standing.remotes
    active = [one for one in remotes if not one.is_paused]
    waiting = min((waiting_at(one, counts.total) for one in active or remotes), default=0)
    good = [one.last_good_ms for one in remotes if one.last_good_ms is not None]
    last = [standing.last[one.name] for one in active if one.name in standing.last]
    status = Status(
        state=_state(standing, waiting=waiting, has_synced=bool(good), last=last),
        last_ms=max(good, default=None),
        waiting=waiting,
        conflicts=counts.conflicts,
        quarantined=counts.quarantined,
        requests=standing.requests,
        problems=tuple(words for report in last for words in report.problems),
    )
    return worded(status, now_ms)


def worded(status: Status, now_ms: int) -> Status:
    """With its line for the status bar."""
    return replace(status, words=status_words(status, now_ms))


def _state(standing: Standing, *, waiting: int, has_synced: bool, last: Sequence[SyncReport]) -> State:
    if not standing.is_shared or not standing.remotes:
        return State.ALONE
    if standing.is_locked:
        return State.LOCKED
    if standing.is_removed:
        return State.REMOVED
    if not standing.has_role:
        return State.PENDING
    if all(one.is_paused for one in standing.remotes):
        return State.PAUSED
    if last and not any(report.is_good for report in last):
        return State.OFFLINE
    return State.FRESH if has_synced and not waiting else State.WAITING
