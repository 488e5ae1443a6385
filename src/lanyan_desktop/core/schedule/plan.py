"""What the engine computes from: a plan as columns, one element an activity, and its relations as columns.

Codes are positions in the declared choices of `core.records.plan`, so that a record and a column never disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from lanyan_desktop.core.records.plan import ConstraintType, LagCalendar, LagUnit, ProgressRule, RelationType
from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar
from lanyan_desktop.core.values import Instant

NONE = int(np.iinfo(np.int64).min)
"""No value in a column: not started, no deadline, no limit."""

FS, SS, FF, SF = range(4)
WORKING, ELAPSED, PERCENT = range(3)
SOONEST, LATEST, START_FROM, START_UNTIL, FINISH_FROM, FINISH_UNTIL, START_ON, FINISH_ON = range(8)
LAG_BEFORE, LAG_AFTER, LAG_PROJECT, LAG_ROUND_CLOCK = range(4)
RETAINED, OVERRIDE = range(2)
RELATION_CODE: dict[str, int] = {name: code for code, name in enumerate(get_args(RelationType))}
LAG_CODE: dict[str, int] = {name: code for code, name in enumerate(get_args(LagUnit))}
CONSTRAINT_CODE: dict[str, int] = {name: code for code, name in enumerate(get_args(ConstraintType))}
LAG_CALENDAR_CODE: dict[str, int] = {name: code for code, name in enumerate(get_args(LagCalendar))}
PROGRESS_CODE: dict[str, int] = {name: code for code, name in enumerate(get_args(ProgressRule))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a project wants its plan computed; what planners set once."""

    lag_calendar: int = LAG_BEFORE  # whose working time a lag is counted in
    progress: int = RETAINED  # OVERRIDE: begun work no longer waits for its predecessors
    finish: Instant | None = None  # 倒排: everything as late as this finish lets it
    critical_float: int = 0  # critical is what has no more float (working minutes)
    by_longest_path: bool = False  # critical is what drives the finish, whatever its float


USUAL = Rules()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Links:
    """Relations as columns: positions of both activities, type, lag (minutes, or ‱ for PERCENT) and its unit."""

    source: Ints
    target: Ints
    type: Ints
    lag: Ints
    unit: Ints

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plan:
    """A plan as columns; make it with `build_plan`, which fills what is not given.

    Activities stand in preorder: a parent before what hangs under it. One that others hang under is a summary: its
    own duration, dates and progress are not looked at. Instants that are not set are `NONE`.
    """

    duration: Ints  # working minutes
    links: Links
    parent: Ints  # position of the parent, -1 at the top
    calendar: Ints  # position in `calendars`
    calendars: tuple[WorkCalendar, ...]
    start: Instant  # nothing that has not begun starts before it
    data_date: Instant | None  # nothing that is not done lies before it; none: reported progress moves nothing
    constraint: Ints
    constraint_at: Ints
    deadline_at: Ints
    manual_start: Ints  # NONE: scheduled by the engine
    manual_finish: Ints
    done: Ints  # ‱
    actual_start: Ints
    actual_finish: Ints
    remaining: Ints  # working minutes; NONE: by `done`
    not_before: Ints  # where levelling put it: it starts no earlier, and its latest dates stay
    rules: Rules

    def __len__(self) -> int:
        return len(self.duration)


def build_links(rows: Sequence[tuple[int, int, int, int, int]]) -> Links:
    """Relations given as rows of (source, target, type, lag, unit).

    >>> len(build_links([(0, 1, FS, 0, WORKING)]))
    1
    """
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    source, target, kind, lag, unit = (np.ascontiguousarray(column) for column in table.T)
    return Links(source=source, target=target, type=kind, lag=lag, unit=unit)


def build_plan(
    duration: Sequence[int] | Ints,
    links: Links,
    *,
    calendars: Sequence[WorkCalendar],
    start: Instant,
    data_date: Instant | None = None,
    rules: Rules = USUAL,
    **columns: Sequence[int] | Ints,
) -> Plan:
    """A plan with the given columns (named as the fields of `Plan`); the others say "nothing set"."""
    count = len(duration)
    filled = {name: np.full(count, value, dtype=np.int64) for name, value in _EMPTY.items()}
    for name, column in columns.items():
        if name not in _EMPTY:
            raise TypeError(f"no such column: {name}")
        filled[name] = np.asarray(column, dtype=np.int64)
    return Plan(
        duration=np.asarray(duration, dtype=np.int64),
        links=links,
        calendars=tuple(calendars),
        start=start,
        data_date=data_date,
        rules=rules,
        **filled,
    )


_EMPTY = {
    "parent": -1,
    "calendar": 0,
    "constraint": SOONEST,
    "constraint_at": NONE,
    "deadline_at": NONE,
    "manual_start": NONE,
    "manual_finish": NONE,
    "done": 0,
    "actual_start": NONE,
    "actual_finish": NONE,
    "remaining": NONE,
    "not_before": NONE,
}
