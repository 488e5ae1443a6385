"""From the kept walks of a plan to its `Schedule`, touching only the rows an edit moved; summaries by children."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar
from lanyan_desktop.core.schedule.cpm import Schedule
from lanyan_desktop.core.schedule.network import Bools, Network
from lanyan_desktop.core.schedule.nodes import FAR, Nodes
from lanyan_desktop.core.schedule.passes import Edges
from lanyan_desktop.core.schedule.plan import NONE, SF, SS, Plan
from lanyan_desktop.core.values import Instant

_DATES = ("start", "finish", "late_start", "late_finish")
_FLOATS = ("total_float", "free_float", "is_critical")
_EARLY = {"start": "early_start", "finish": "early_finish"}


@dataclass(frozen=True, eq=False, kw_only=True)
class Walks:
    """Counts by place of a plan on one calendar; changed in place by the one who keeps them."""

    network: Network
    nodes: Nodes
    edges: Edges
    early: Ints
    tail: Ints  # from the start of a work to the end of all that waits for it
    limited: Ints  # the latest start by limits and deadlines; about `FAR` where there is none

    @cached_property
    def by_target(self) -> Ints:
        """Edges by where they lead."""
        return np.argsort(self.edges.target, kind="stable")

    @cached_property
    def out(self) -> Ints:
        """Where the edges out of each place begin."""
        return np.searchsorted(self.edges.source, np.arange(len(self.early) + 1)).astype(np.int64)

    @cached_property
    def into(self) -> Ints:
        """Where the edges into each place begin in `by_target`."""
        ends = self.edges.target[self.by_target]
        return np.searchsorted(ends, np.arange(len(self.early) + 1)).astype(np.int64)


class LiveReport:
    """Columns that make a schedule, kept beside the walks."""

    def __init__(self, plan: Plan, walks: Walks) -> None:
        self.walks, self.parent = walks, plan.parent.tolist()
        edges, early = walks.edges, walks.early
        self.slack = early[edges.target] - early[edges.source] - edges.weight
        self.room = np.full(len(early), FAR, dtype=np.int64)
        np.minimum.at(self.room, edges.source, self.slack)
        nodes = walks.nodes
        self.done = np.where(nodes.is_work, early + nodes.length, 0)
        self.end = int(self.done.max(initial=0))
        driving = edges.moves & (self.slack == 0)
        self.ends_shift = np.zeros(len(early), dtype=np.bool_)
        self.ends_shift[edges.target[driving & self._from_finish]] = True
        self.ends_shift &= walks.nodes.length == 0
        self._children = self._group(plan.parent)

    @cached_property
    def _from_finish(self) -> Bools:
        kind = self.walks.edges.type
        return np.asarray((kind != SS) & (kind != SF), dtype=np.bool_)

    def _group(self, parent: Ints) -> dict[int, Ints]:
        rows = np.argsort(parent, kind="stable")
        above, first = np.unique(parent[rows], return_index=True)
        parts = np.split(rows, first[1:])
        return {int(key): part for key, part in zip(above.tolist(), parts, strict=True) if key >= 0}

    def take(
        self,
        plan: Plan,
        schedule: Schedule,
        *,
        rows: Ints,
        moved: Sequence[int],
        turned: Sequence[int],
        reweighed: Sequence[int],
    ) -> Schedule:
        """The schedule after an edit of `rows` that changed these places (earliest, latest) and these distances."""
        network, nodes = self.walks.network, self.walks.nodes
        dirty = np.unique(np.concatenate([network.place[rows], np.array(moved, dtype=np.int64)]))
        links, about = self._slacks(schedule, dirty, reweighed)
        self.done[dirty] = np.where(nodes.is_work[dirty], self.walks.early[dirty] + nodes.length[dirty], 0)
        end = int(self.done.max(initial=0))
        is_longer, self.end = end != self.end, end
        places = np.unique(np.concatenate([dirty, about, np.array(turned, dtype=np.int64)]))
        if is_longer:  # then all latest dates move, as far as no limit holds them
            places = np.arange(len(self.walks.early))
        columns = {name: getattr(schedule, name).copy() for name in (*_DATES, *_FLOATS)}
        self._put(plan, columns, places)
        self._roll_up(columns, schedule, None if is_longer else network.order[places])
        return replace(
            schedule,
            **columns,
            **{early: columns[name] for name, early in _EARLY.items()},
            is_driving=links,
            project_start=Instant(int(columns["start"].min(initial=plan.start))),
            project_finish=Instant(int(columns["finish"].max(initial=plan.start))),
        )

    def _put(self, plan: Plan, columns: dict[str, Ints], places: Ints) -> None:
        """All that a schedule says of these places."""
        nodes, rows = self.walks.nodes, self.walks.network.order[places]
        early, finished = self.walks.early[places], nodes.is_finished[places]
        late = np.minimum(self.end - self.walks.tail[places], self.walks.limited[places])
        total = np.where(finished, 0, late - early)
        free = np.minimum(np.minimum(self.end - early - nodes.length[places], self.room[places]), total)
        columns["total_float"][rows], columns["free_float"][rows] = total, np.where(finished, 0, free)
        columns["is_critical"][rows] = nodes.is_work[places] & ~finished & (total <= plan.rules.critical_float)
        self._dates(plan, columns, places, late)

    def _slacks(self, schedule: Schedule, dirty: Ints, reweighed: Sequence[int]) -> tuple[Bools, Ints]:
        """Slack of the edges about what moved; gives which relations drive, and the places whose floats may differ."""
        walks, edges = self.walks, self.walks.edges
        out = _spans(walks.out[dirty], walks.out[dirty + 1])
        into = walks.by_target[_spans(walks.into[dirty], walks.into[dirty + 1])]
        touched = np.unique(np.concatenate([out, into, np.array(reweighed, dtype=np.int64)]))
        source, target = edges.source[touched], edges.target[touched]
        self.slack[touched] = walks.early[target] - walks.early[source] - edges.weight[touched]
        for place in np.unique(source).tolist():
            self.room[place] = self.slack[walks.out[place] : walks.out[place + 1]].min(initial=FAR)
        driving = schedule.is_driving.copy()
        real = touched[edges.link[touched] >= 0]
        driving[edges.link[real]] = edges.moves[real] & (self.slack[real] == 0)
        about = np.unique(np.concatenate([target, dirty]))
        shifted = about[walks.nodes.length[about] == 0]
        self.ends_shift[about] = False
        for place in shifted.tolist():
            mine = walks.by_target[walks.into[place] : walks.into[place + 1]]
            counts = edges.moves[mine] & self._from_finish[mine]
            self.ends_shift[place] = bool(counts[self.slack[mine] == 0].any())
        return driving, np.concatenate([source, shifted])

    def _dates(self, plan: Plan, columns: dict[str, Ints], places: Ints, late: Ints) -> None:
        clock, nodes = plan.calendars[0], self.walks.nodes
        rows = self.walks.network.order[places]
        length, shift = nodes.length[places], self.ends_shift[places]
        for name, counts in (("", self.walks.early[places]), ("late_", np.maximum(late, 0))):
            columns[f"{name}start"][rows], columns[f"{name}finish"][rows] = _ends(clock, counts, length, shift)
        for name, actual in (("start", plan.actual_start), ("finish", plan.actual_finish)):
            reported = rows[actual[rows] != NONE]
            columns[name][reported] = actual[reported]
        done = rows[(plan.duration[rows] == 0) & (plan.actual_finish[rows] != NONE)]
        columns["start"][done] = columns["finish"][done]

    def _roll_up(self, columns: dict[str, Ints], schedule: Schedule, changed: Ints | None) -> None:
        """Summaries above what changed (None: all), from the deepest up."""
        summaries = np.flatnonzero(schedule.is_summary)
        if not len(summaries):
            return
        above = set(summaries.tolist()) if changed is None else self._above(changed)
        finished = schedule.is_finished
        for row in sorted(above, reverse=True):  # preorder: children behind their parents
            mine = self._children[row]
            open_ = mine[~finished[mine]]
            columns["start"][row], columns["late_start"][row] = (
                columns[name][mine].min() for name in ("start", "late_start")
            )
            columns["finish"][row], columns["late_finish"][row] = (
                columns[name][mine].max() for name in ("finish", "late_finish")
            )
            for name in ("total_float", "free_float"):
                columns[name][row] = columns[name][open_].min() if len(open_) else 0
            columns["is_critical"][row] = columns["is_critical"][mine].any()

    def _above(self, rows: Ints) -> set[int]:
        found: set[int] = set()
        for row in rows.tolist():
            above = self.parent[row]
            while above >= 0 and above not in found:
                found.add(above)
                above = self.parent[above]
        return found


def _ends(clock: WorkCalendar, counts: Ints, length: Ints, ends_shift: Bools) -> tuple[Ints, Ints]:
    start, finish = clock.start_at(counts), clock.finish_at(counts + length)
    return np.where(ends_shift, finish, start), np.where((length == 0) & ~ends_shift, start, finish)


def _spans(first: Ints, last: Ints) -> Ints:
    """All whole numbers from each first up to its last (exclusive)."""
    sizes = last - first
    begin = np.repeat(first - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    return np.asarray(begin + np.arange(int(sizes.sum())), dtype=np.int64)
