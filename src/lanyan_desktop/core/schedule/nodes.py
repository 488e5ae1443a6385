"""From a plan to what the passes walk over: every node with its earliest count, its length, and what may not move it.

Counts are working minutes of the node's own calendar. What a node is *now* decides: finished work lies where it was
done; begun work is its remaining part, which starts no earlier than the data date (retained logic: it still waits for
its predecessors); work to come starts no earlier than the data date either.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar
from lanyan_desktop.core.schedule.network import Bools, Network
from lanyan_desktop.core.schedule.plan import (
    FINISH_FROM,
    FINISH_ON,
    FINISH_UNTIL,
    NONE,
    START_FROM,
    START_ON,
    START_UNTIL,
    Plan,
)

FAR = 2**60
"""Later than any count."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Nodes:
    """Columns by place in the network's order, hubs included."""

    calendar: Ints
    length: Ints  # working minutes still to be done; of finished work: all of it
    whole: Ints  # working minutes of the whole work: what a percent lag is taken of
    floor: Ints  # earliest count of the start (of the remaining part)
    ceiling: Ints  # latest count the start may be planned at (不得晚于); FAR: none
    late_ceiling: Ints  # latest finish by limits and deadline; FAR: none
    begun_at: Ints  # count of the actual start, of begun and finished work; NONE otherwise
    is_fixed: Bools  # predecessors do not move it: finished, manual, 必须开始于
    is_finished: Bools
    is_begun: Bools  # begun and not finished
    is_work: Bools  # neither hub nor summary


def build_nodes(plan: Plan, network: Network) -> Nodes:
    """The nodes of a plan at its data date."""
    return _Columns(plan).nodes(network)


def node_columns(plan: Plan, rows: Ints) -> dict[str, Ints | Bools]:
    """What some activities of a plan are as nodes, by field of `Nodes`, in the order of `rows`."""
    names = [field.name for field in fields(plan) if isinstance(getattr(plan, field.name), np.ndarray)]
    part = replace(plan, **{name: getattr(plan, name)[rows] for name in names})
    return _Columns(part).columns()


class _Columns:
    """The columns by activity, before they are put in order."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.begin = self._counts(np.full(len(plan), plan.start))
        self.now = self.begin
        if plan.data_date is not None:
            self.now = np.maximum(self.begin, self._counts(np.full(len(plan), plan.data_date)))
        self._read_progress()

    def _counts(self, instants: Ints) -> Ints:
        """Each on the calendar of its activity; `NONE` stays."""
        counts = np.full(len(self.plan), NONE, dtype=np.int64)
        for number, calendar in enumerate(self.plan.calendars):
            mine = (self.plan.calendar == number) & (instants != NONE)
            counts[mine] = calendar.count_at(instants[mine])
        return counts

    def _read_progress(self) -> None:
        plan = self.plan
        reported = np.full(len(plan), plan.data_date is not None)
        self.is_finished = (plan.actual_finish != NONE) | (reported & (plan.done >= 10_000))
        self.is_begun = ~self.is_finished & ((plan.actual_start != NONE) | (reported & (plan.done > 0)))
        left = plan.duration - (plan.duration * np.clip(plan.done, 0, 10_000) + 5_000) // 10_000
        self.left = np.where(self.is_begun, np.where(plan.remaining != NONE, plan.remaining, left), plan.duration)
        done = np.maximum(plan.duration - self.left, 0)
        end = np.where(plan.actual_finish != NONE, self._counts(plan.actual_finish), self.now)
        guess = np.maximum(np.where(self.is_finished, end - plan.duration, self.now - done), 0)
        self.begun_at = np.where(plan.actual_start != NONE, self._counts(plan.actual_start), guess)
        self.spent = np.maximum(end - self.begun_at, 0)

    def columns(self) -> dict[str, Ints | Bools]:
        """By activity, named as the fields of `Nodes`; summaries not told apart yet."""
        plan, is_busy = self.plan, self.is_finished | self.is_begun
        length = np.where(self.is_finished, self.spent, self.left)
        floor, is_fixed = np.where(self.is_finished, self.begun_at, self.now), self.is_finished.copy()
        if plan.data_date is None:
            floor = np.where(self.is_begun, self.begun_at + np.maximum(plan.duration - self.left, 0), floor)
        floor = np.where(self.is_begun, np.maximum(floor, self.begun_at), floor)
        ceiling, late = np.full(len(plan), FAR), np.full(len(plan), FAR)
        self._limit(~is_busy, length, floor=floor, ceiling=ceiling, late=late, is_fixed=is_fixed)
        self._place_by_hand(~is_busy, length, floor, is_fixed)
        levelled = ~is_busy & ~is_fixed & (plan.not_before != NONE)
        if levelled.any():
            floor = np.where(levelled, np.maximum(floor, self._counts(plan.not_before)), floor)
        late = np.where(plan.deadline_at != NONE, np.minimum(late, self._counts(plan.deadline_at)), late)
        return {
            "calendar": plan.calendar,
            "length": length,
            "whole": plan.duration,
            "floor": floor,
            "ceiling": ceiling,
            "late_ceiling": late,
            "begun_at": np.where(is_busy, self.begun_at, NONE),
            "is_fixed": is_fixed,
            "is_finished": self.is_finished,
            "is_begun": self.is_begun,
        }

    def nodes(self, network: Network) -> Nodes:
        columns, order, hubs = self.columns(), network.order, np.zeros(len(network.hub_of), dtype=np.int64)

        def put(column: Ints | Bools, of_hub: Ints = hubs) -> Ints:
            return np.concatenate([column, of_hub])[order]

        is_work = put(~network.is_summary).astype(np.bool_)
        start = put(self.begin, self.begin[network.hub_of])
        nothing = np.zeros(len(order), dtype=np.int64)

        def number(name: str, otherwise: Ints) -> Ints:
            return np.where(is_work, put(columns[name]), otherwise)

        def flag(name: str) -> Bools:
            return np.asarray(is_work & put(columns[name]).astype(np.bool_), dtype=np.bool_)

        return Nodes(
            calendar=put(columns["calendar"], self.plan.calendar[network.hub_of]),
            length=number("length", nothing),
            whole=number("whole", nothing),
            floor=number("floor", start),
            ceiling=number("ceiling", nothing + FAR),
            late_ceiling=number("late_ceiling", nothing + FAR),
            begun_at=number("begun_at", nothing + NONE),
            is_fixed=flag("is_fixed"),
            is_finished=flag("is_finished"),
            is_begun=flag("is_begun"),
            is_work=is_work,
        )

    def _limit(self, free: Bools, length: Ints, *, floor: Ints, ceiling: Ints, late: Ints, is_fixed: Bools) -> None:
        """The limits (限制) of work that has not begun, as MS Project honours them: dates go before relations."""
        plan = self.plan
        if not plan.constraint.any():
            return
        at, kind = self._counts(plan.constraint_at), plan.constraint
        free = free & (plan.constraint_at != NONE)
        early = np.where(np.isin(kind, (FINISH_FROM, FINISH_ON, FINISH_UNTIL)), at - length, at)
        up = free & np.isin(kind, (START_FROM, FINISH_FROM))
        floor[up] = np.maximum(floor, early)[up]
        fixed = free & np.isin(kind, (START_ON, FINISH_ON))
        floor[fixed] = early[fixed]
        is_fixed |= fixed
        down = free & np.isin(kind, (START_UNTIL, FINISH_UNTIL))
        ceiling[down] = early[down]
        late[down | fixed] = (early + length)[down | fixed]

    def _place_by_hand(self, free: Bools, length: Ints, floor: Ints, is_fixed: Bools) -> None:
        plan = self.plan
        by_hand = free & (plan.manual_start != NONE)
        if not by_hand.any():
            return
        start, finish = self._counts(plan.manual_start), self._counts(plan.manual_finish)
        floor[by_hand] = start[by_hand]
        length[by_hand] = np.where(plan.manual_finish != NONE, np.maximum(finish - start, 0), length)[by_hand]
        is_fixed |= by_hand


def instants_of(nodes: Nodes, calendars: tuple[WorkCalendar, ...], counts: Ints, *, is_finish: bool) -> Ints:
    """Counts, each of its node's calendar, as moments: the start or the finish side."""
    if len(calendars) == 1:
        return calendars[0].finish_at(counts) if is_finish else calendars[0].start_at(counts)
    instants = np.empty(len(counts), dtype=np.int64)
    for number, calendar in enumerate(calendars):
        mine = nodes.calendar == number
        instants[mine] = calendar.finish_at(counts[mine]) if is_finish else calendar.start_at(counts[mine])
    return instants
