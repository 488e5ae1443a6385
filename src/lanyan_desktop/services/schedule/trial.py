"""试算: edits tried on a copy of the ledger; what they do to finish, critical path and cost; kept or dropped.

The copy is a ledger of its own in a folder that goes with it, so that every command and every view works there as
ever, and nothing can reach the real one before `adopt`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.schedule.calendar import shown_day
from lanyan_desktop.core.values import Id, Instant, Value, date_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.services.session import Session
from lanyan_desktop.store.backup import save_copy
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Where

_KINDS = ("calendar", "calendar_exception", "activity", "relation")
"""What is tried; in this order, so that what is referred to is there first."""
_NAMED = 3
Records = Mapping[str, dict[Id, tuple[Value, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialChange:
    """One record that the trial made, changed or deleted."""

    kind: str
    id: Id
    values: Mapping[str, Value]  # those that differ; of a new record all that are set
    is_new: bool = False
    is_gone: bool = False


class Trial:
    """A copy of the ledger to try things on. Make it, use it and close it on one thread.

    Raises (when made):
        LanyanError: disk.full, disk.error, ledger.cannot_open.
    """

    def __init__(self, ledger: Path, *, user: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lanyan-trial-", ignore_cleanup_errors=True)
        try:
            copy = save_copy(ledger, Path(self._folder.name) / "trial.lanyan")
            self.session = Session(copy, user=user, keep_backups=False)
        except BaseException:
            self._folder.cleanup()
            raise
        self._begin = _records(self.session.reader)

    def changes(self) -> list[TrialChange]:
        """What was tried, against the moment the trial began."""
        return _differences(self._begin, _records(self.session.reader))

    def close(self) -> None:
        """Drop it."""
        self.session.close()
        self._folder.cleanup()


def _records(reader: Reader) -> Records:
    found: dict[str, dict[Id, tuple[Value, ...]]] = {}
    for kind in _KINDS:
        rows = reader.columns(kind, ["id", *_fields(kind)])
        found[kind] = {Id(row[0]): row[1:] for row in rows if isinstance(row[0], bytes)}
    return found


def _fields(kind: str) -> list[str]:
    return [field.name for field in KINDS[kind].fields if field.name != "id"]


def _differences(before: Records, after: Records) -> list[TrialChange]:
    found = []
    for kind in _KINDS:
        old, new, names = before[kind], after[kind], _fields(kind)
        for key in new.keys() - old.keys():
            values: dict[str, Value] = {
                name: value for name, value in zip(names, new[key], strict=True) if value is not None
            }
            found.append(TrialChange(kind=kind, id=key, values=values, is_new=True))
        found += [TrialChange(kind=kind, id=key, values={}, is_gone=True) for key in old.keys() - new.keys()]
        for key in old.keys() & new.keys():
            if old[key] != new[key]:
                pairs = zip(names, old[key], new[key], strict=True)
                changed: dict[str, Value] = {name: value for name, was, value in pairs if value != was}
                found.append(TrialChange(kind=kind, id=key, values=changed))
    return found


def adopt(ledger: Ledger, changes: list[TrialChange]) -> int:
    """Write what was tried, as one step; fields that the trial left alone stay as they are. How many records.

    Raises:
        LanyanError: trial.gone when another deleted a record meanwhile that the trial changed; nothing is written.
    """
    gone = [one for one in changes if not one.is_new and not ledger.page(one.kind, [one.id], ["id"])]
    if any(not one.is_gone for one in gone):
        raise LanyanError("trial.gone")
    if not changes:
        return 0
    with ledger.changeset(f"采用试算（{len(changes)} 处）") as edit:
        for one in changes:
            if one.is_new:
                edit.insert(one.kind, id=one.id, **one.values)
            elif not one.is_gone:
                edit.set(one.kind, one.id, **one.values)
        for one in reversed(changes):
            if one.is_gone and one not in gone:
                edit.delete(one.kind, [one.id])
    return len(changes)


def effect_of(before: PlanView, after: PlanView, reader: Reader) -> str:
    """What a trial does, in words; `reader` reads the trial."""
    return "；".join((_finish_words(before, after), _critical_words(before, after), _cost_words(before, after, reader)))


def _finish_words(before: PlanView, after: PlanView) -> str:
    was, now = (_last(view.schedule.project_finish) for view in (before, after))
    days = shown_day(after.schedule.project_finish) - shown_day(before.schedule.project_finish)
    if not days:
        return f"完工 {now}，不变"
    return f"完工 {was} → {now}（{'推迟' if days > 0 else '提前'} {abs(days)} 天）"


def _critical_words(before: PlanView, after: PlanView) -> str:
    was, now = _critical(before), _critical(after)
    told = [f"关键工作 {len(was)} → {len(now)} 项" if len(was) != len(now) else f"关键工作 {len(now)} 项"]
    if new := [name for key, name in now.items() if key not in was]:
        told.append(f"新增{_listed(new)}")
    if old := [name for key, name in was.items() if key not in now]:
        told.append(f"不再是{_listed(old)}")
    return "，".join(told)


def _critical(view: PlanView) -> dict[Id, str]:
    schedule = view.schedule
    rows = np.flatnonzero(schedule.is_critical & ~schedule.is_finished & ~schedule.is_summary).tolist()
    return {view.loaded.ids[row]: str(view.loaded.columns["name"][row]) for row in rows}


def _listed(names: list[str]) -> str:
    more = f"等 {len(names)} 项" if len(names) > _NAMED else ""
    return "".join(f"「{name}」" for name in names[:_NAMED]) + more


def _cost_words(before: PlanView, after: PlanView, reader: Reader) -> str:
    """赶工费 of what became shorter, by 赶工费率 where it is filled in."""
    mine = [Where("project_id", "=", after.loaded.project.id)]
    rates = {row[0]: row[1] for row in reader.columns("activity", ["id", "crash_fen_per_day"], where=mine)}
    cost = unknown = 0
    for row, key in enumerate(after.loaded.ids):
        at = before.loaded.place.get(key)
        if at is None or after.schedule.is_summary[row] or before.schedule.is_summary[at]:
            continue
        shorter = int(before.loaded.plan.duration[at]) - int(after.loaded.plan.duration[row])
        if shorter > 0:
            rate = rates.get(key)
            cost += divide_half_up(shorter * rate, after.loaded.day_min) if isinstance(rate, int) else 0
            unknown += not isinstance(rate, int)
    told = f"赶工费增加 {cost / 100:,.2f} 元" if cost else "赶工费不变" if not unknown else "赶工费未知"
    return told + (f"（{unknown} 项没有填赶工费率）" if unknown else "")


def _last(finish: Instant) -> str:
    return date_of(shown_day(Instant(int(finish)))).isoformat()
