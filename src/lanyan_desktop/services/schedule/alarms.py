"""延误预警: what is late, against what, why, and along which chain; and which works to shorten to come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.crashing import Crashing, suggest_crashes
from lanyan_desktop.core.schedule.driving import DrivingPaths
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.values import Instant
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.schedule.effects import days_text
from lanyan_desktop.services.schedule.risk import required_finish
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.store.reader import Reader, Where

AlarmKind = Literal["required", "deadline", "negative_float", "float_used", "baseline"]
TITLES: dict[AlarmKind, str] = {
    "required": "预测完工超过要求完工",
    "deadline": "超过期限",
    "negative_float": "总时差为负",
    "float_used": "总时差用尽",
    "baseline": "晚于基准",
}
_ORDER: tuple[AlarmKind, ...] = ("required", "deadline", "negative_float", "float_used", "baseline")


@dataclass(frozen=True, slots=True)
class PlanAlarm:
    """One work in trouble: by how many working minutes."""

    kind: AlarmKind
    row: int
    minutes: int


class Alarms:
    """The alarms of a plan, worst kind first; each explained when asked."""

    def __init__(self, view: PlanView) -> None:
        self.view = view
        self._open = ~view.schedule.is_finished & ~view.schedule.is_summary

    @cached_property
    def found(self) -> Sequence[PlanAlarm]:
        """All of them."""
        schedule, view = self.view.schedule, self.view
        used = (view.as_planned.total_float > 0) & (schedule.total_float <= 0) & (schedule.total_float >= 0)
        columns: dict[AlarmKind, Ints] = {
            "required": self._beyond_required(),
            "deadline": self._beyond(view.loaded.plan.deadline_at),
            "negative_float": np.maximum(-schedule.total_float, 0),
            "float_used": np.where(used, view.as_planned.total_float, 0),
            "baseline": np.maximum(view.late, 0),
        }
        return [
            PlanAlarm(kind, row, int(columns[kind][row]))
            for kind in _ORDER
            for row in sorted(
                np.flatnonzero(self._open & (columns[kind] > 0)).tolist(), key=lambda one: -int(columns[kind][one])
            )
        ]

    def _beyond(self, limit: Ints) -> Ints:
        late, known = np.zeros(len(self.view), dtype=np.int64), limit != NONE
        count = self.view.calendar.count_at
        late[known] = count(self.view.schedule.finish[known]) - count(limit[known])
        return late

    def _beyond_required(self) -> Ints:
        """Only what ends the project: the rest follows from it."""
        required, schedule = required_finish(self.view.loaded), self.view.schedule
        if required is None:
            return np.zeros(len(self.view), dtype=np.int64)
        last = schedule.finish == schedule.project_finish
        last[self.view.loaded.plan.links.source] = False
        return np.where(last, self._beyond(np.full(len(self.view), required)), 0)

    @cached_property
    def _paths(self) -> DrivingPaths:
        return DrivingPaths(self.view.loaded.plan, self.view.schedule)

    def path_of(self, alarm: PlanAlarm) -> list[int]:
        """The works that drive the one in trouble, first to last."""
        return self._paths.path_to(alarm.row)

    def cause_of(self, alarm: PlanAlarm) -> str:
        """Why, in words: what on its driving path lags, is limited, or comes first."""
        path, view = self.path_of(alarm), self.view
        for row in path:
            if view.behind[row] > 0:
                told = self._told(row)
                return f"「{self.name_of(row)}」落后 {days_text(int(view.behind[row]), view.loaded.day_min)} 天{told}"
        limits = view.loaded.columns["constraint_type"]
        for row in reversed(path):
            if str(limits[row]) != "越早越好":
                return f"「{self.name_of(row)}」受限制：{limits[row]!s}"
        late = [row for row in path if view.late[row] > 0]
        if late:
            return (
                f"从「{self.name_of(late[0])}」起晚于基准 {days_text(int(view.late[late[0]]), view.loaded.day_min)} 天"
            )
        return f"从「{self.name_of(path[0])}」起的逻辑关系和工期"

    def _told(self, row: int) -> str:
        """What was said of it at the last check."""
        key = self.view.loaded.ids[row]
        found = [check for (_, work), check in sorted(self.view.checks.records.items()) if work == key and check.cause]
        return f"（{found[-1].cause}）" if found else ""

    def name_of(self, row: int) -> str:
        return str(self.view.loaded.columns["name"][row])


def suggest(reader: Reader, view: PlanView, *, target: Instant | None = None, step: Step = no_step) -> Crashing | None:
    """Which works to shorten to reach `target`, else 要求完工, else the baseline's finish; None where there is none.

    Only works with 最短可压缩至 can be shortened.

    Raises:
        Cancelled: by `step`.
    """
    known = view.taken.finish[view.taken.finish != NONE]
    planned = Instant(int(known.max())) if len(known) else None
    aim = target or required_finish(view.loaded) or planned
    if aim is None:
        return None
    rows = {
        row[0]: row[1:]
        for row in reader.columns(
            "activity",
            ["id", "crash_min", "crash_fen_per_day"],
            where=[Where("project_id", "=", view.loaded.project.id)],
        )
    }
    least, rate = (
        np.array([_int(rows.get(key, (None, None))[at]) for key in view.loaded.ids], dtype=np.int64) for at in (0, 1)
    )
    return suggest_crashes(view.loaded.plan, view.loaded.network, target=aim, least=least, fen_per_day=rate, step=step)


def _int(value: object) -> int:
    return value if isinstance(value, int) else NONE
