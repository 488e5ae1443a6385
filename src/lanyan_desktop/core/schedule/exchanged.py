"""A plan as other programs hand it over: their dates beside what they are computed from, none of it judged.

The readers of MS Project, P6 and GanttProject files make one, a project of the ledger gives one, the writer of MS
Project files takes one. Positions (`parent`, `before`, `after`, `activity`) are places in `ExchangedPlan.activities`,
which stand in preorder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lanyan_desktop.core.records.plan import (
    ConstraintType,
    LagCalendar,
    LagUnit,
    ProgressRule,
    RelationType,
    ResourceType,
)
from lanyan_desktop.core.schedule.calendar import DayException
from lanyan_desktop.core.schedule.hours import Shift
from lanyan_desktop.core.values import MINUTES_PER_DAY, Fen, Instant

Nature = Literal["work", "milestone", "summary", "external", "hammock"]
"""external: planned in another file, its dates are given; hammock: spans what it is tied to (P6 level of effort)."""
WHOLE_DAY: tuple[Shift, ...] = ((0, MINUTES_PER_DAY),)
ROUND_THE_CLOCK = "24h"
"""The uid of the calendar without a pause, on which elapsed durations run."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader could not take as it stood; `at` is the uid of the activity, "" for the file."""

    code: str
    at: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDates:
    """What the other program had computed: instants and working minutes, None where the file is silent."""

    start: Instant | None = None
    finish: Instant | None = None
    early_start: Instant | None = None
    early_finish: Instant | None = None
    late_start: Instant | None = None
    late_finish: Instant | None = None
    total_float: int | None = None
    free_float: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDates:
    """What a baseline holds of an activity."""

    number: int  # 0: the baseline, 1-10 the further ones
    start: Instant
    finish: Instant
    duration_min: int
    cost_fen: Fen = Fen(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedCalendar:
    """The hours of Monday to Sunday and the days that differ, as text (`core.schedule.hours`)."""

    uid: str
    name: str
    week: tuple[str, ...]
    exceptions: tuple[DayException, ...] = ()
    day_min: int = 480

    @property
    def times(self) -> tuple[tuple[str, ...], tuple[tuple[int, int, str], ...]]:
        """What makes two calendars the same to a plan: their hours, not their names."""
        return self.week, tuple((e.first, e.last, e.hours or "") for e in self.exceptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedActivity:
    """A row of the plan. `calendar` "" is the project's; durations are working minutes of it."""

    uid: str
    name: str
    wbs: str = ""
    parent: int = -1
    nature: Nature = "work"
    duration_min: int = 0
    calendar: str = ""
    constraint: ConstraintType = "越早越好"
    constraint_at: Instant | None = None
    deadline_at: Instant | None = None
    is_manual: bool = False
    is_active: bool = True
    manual_start: Instant | None = None
    manual_finish: Instant | None = None
    done: int = 0  # ‱
    actual_start: Instant | None = None
    actual_finish: Instant | None = None
    resumes_at: Instant | None = None  # begun work goes on here
    remaining_min: int | None = None
    levelling_delay_min: int = 0  # elapsed minutes
    levelled_start: Instant | None = None  # where levelling put it
    priority: int = 500
    responsible: str | None = None
    note: str | None = None
    cost_fen: Fen = Fen(0)
    is_finish_milestone: bool = False  # stands at the end of a shift
    stored: StoredDates = field(default_factory=StoredDates)
    baselines: tuple[PlannedDates, ...] = ()
    extra: tuple[str, ...] = ()  # elements of the file that nothing here knows, kept for writing


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedLink:
    """A relation; `lag` in minutes, or ‱ of the predecessor's duration for 百分比."""

    before: int
    after: int
    type: RelationType = "FS"
    lag: int = 0
    unit: LagUnit = "工作时间"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedResource:
    """Who or what works; `capacity` in ten-thousandths of a unit."""

    uid: str
    name: str
    type: ResourceType = "人工"
    unit: str = "人"
    capacity: int = 10_000
    calendar: str = ""
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedAssignment:
    """A resource on an activity; `units` in ten-thousandths, `work_min` None where the file is silent."""

    activity: int
    resource: str
    units: int = 10_000
    work_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedPlan:
    """A whole file. `calendar` is the uid of the project's calendar, "" for the usual one."""

    format: str  # MSPDI, XER, GAN, XLSX or LANYAN
    name: str
    start: Instant | None = None
    finish: Instant | None = None
    data_date: Instant | None = None
    is_backward: bool = False
    calendar: str = ""
    calendars: Sequence[ExchangedCalendar] = ()
    activities: Sequence[ExchangedActivity] = ()
    links: Sequence[ExchangedLink] = ()
    resources: Sequence[ExchangedResource] = ()
    assignments: Sequence[ExchangedAssignment] = ()
    lag_calendar: LagCalendar = "紧前工作日历"
    progress_rule: ProgressRule = "保持逻辑"
    critical_float_min: int = 0
    notices: Sequence[Notice] = ()
    extra: tuple[str, ...] = ()
