"""One edit of a large plan without computing all of it again: only what it can reach is walked.

`LiveSchedule` keeps both walks of a plan. Told which activities now differ, it goes through the places they can move,
forwards and back, and gives the same `Schedule` the full pass would. Where an edit changes more than dates (work begun
or finished, relations, another calendar), or reaches too far, it computes in full; so the result never differs.

Latest dates are kept as two parts: the *tail* behind a work, which holds however late the project ends, and the latest
start that limits and deadlines leave. So an edit that moves the finish of the project moves no walk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from heapq import heapify, heappop, heappush

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from lanyan_desktop.core.schedule.live_report import LiveReport, Walks
from lanyan_desktop.core.schedule.network import Network, build_network
from lanyan_desktop.core.schedule.nodes import FAR, build_nodes, node_columns
from lanyan_desktop.core.schedule.passes import build_edges, walk_back, walk_forwards
from lanyan_desktop.core.schedule.plan import FF, LATEST, PERCENT, SF, SS, Plan

REACH = 6_000
"""Places an edit may touch before the full pass is quicker."""
_STATE = ("is_fixed", "is_finished", "is_begun", "calendar")


class LiveSchedule:
    """A plan kept computed. `schedule` is always that of the plan last given."""

    def __init__(self, plan: Plan, network: Network | None = None) -> None:
        self.network = network or build_network(plan.links, plan.parent)
        self.plan = plan
        self.schedule: Schedule
        self.was_full = True
        """The last update computed everything."""
        self._compute_all()

    def update(self, plan: Plan, rows: Ints) -> Schedule:
        """Take a plan that differs from the last one in these activities only; gives its schedule.

        >>> from lanyan_desktop.core.schedule.calendar import build_calendar
        >>> from lanyan_desktop.core.schedule.plan import build_links, build_plan
        >>> from lanyan_desktop.core.values import Instant
        >>> plan = build_plan([480, 480], build_links([(0, 1, 0, 0, 0)]), calendars=[build_calendar()],
        ...                   start=Instant(29_000_000))
        >>> live = LiveSchedule(plan)
        >>> longer = replace(plan, duration=np.array([960, 480]))
        >>> live.update(longer, np.array([0])).finish.tolist() == compute_schedule(longer).finish.tolist()
        True
        """
        before, self.plan = self.plan, plan
        can = self._is_kept and _can_keep(plan) and _alike(before, plan)
        if not can or not self._take(np.asarray(rows, dtype=np.int64)):
            self._compute_all()
        return self.schedule

    # ---- everything

    def _compute_all(self) -> None:
        self.was_full = True
        plan, network = self.plan, self.network
        self.schedule = compute_schedule(plan, network)
        nodes = build_nodes(plan, network)
        floor = nodes.floor.copy()
        edges = build_edges(network, nodes, plan.links, plan.rules)
        self._is_kept = _can_keep(plan) and not edges.is_special.any() and not (network.order >= network.count).any()
        if not self._is_kept:
            return
        self._raised = nodes.floor != floor
        places = len(nodes.floor)
        early = walk_forwards(nodes, edges, plan.calendars)
        free = replace(nodes, late_ceiling=np.full(places, FAR))
        tail = -walk_back(free, edges, plan.calendars, np.zeros(places, dtype=np.int64))
        limited = walk_back(nodes, edges, plan.calendars, np.full(places, FAR))
        self._limits = bool((nodes.late_ceiling < FAR).any())
        self._walks = Walks(network=network, nodes=nodes, edges=edges, early=early, tail=tail, limited=limited)
        self._share = np.zeros(len(edges.link), dtype=np.bool_)
        real = edges.link >= 0
        self._share[real] = plan.links.unit[edges.link[real]] == PERCENT
        self._report = LiveReport(plan, self._walks)
        self._make_lists()

    def _make_lists(self) -> None:
        """The walks as lists: what the loops read, quicker than arrays one by one."""
        walks, edges = self._walks, self._walks.edges
        self._early, self._tail, self._limited = (c.tolist() for c in (walks.early, walks.tail, walks.limited))
        self._length, self._floor = walks.nodes.length.tolist(), walks.nodes.floor.tolist()
        self._ceiling, self._late = walks.nodes.ceiling.tolist(), walks.nodes.late_ceiling.tolist()
        self._source, self._target, self._weight = (c.tolist() for c in (edges.source, edges.target, edges.weight))
        self._moves = edges.moves.tolist()
        places = np.arange(len(walks.early) + 1)
        self._out = np.searchsorted(edges.source, places).tolist()
        self._by_target: list[int] = walks.by_target.tolist()
        self._into: list[int] = walks.into.tolist()

    # ---- a part

    def _take(self, rows: Ints) -> bool:
        """False: it cannot be done in part; what was begun here is made good by the full pass."""
        rows = rows[~self.network.is_summary[rows]]
        places = self.network.place[rows]
        columns = node_columns(self.plan, rows)
        nodes = self._walks.nodes
        if self._raised[places].any() or any((columns[name] != getattr(nodes, name)[places]).any() for name in _STATE):
            return False
        if columns["is_finished"].any() or columns["is_begun"].any():
            return False
        for name in ("length", "whole", "floor", "ceiling", "late_ceiling", "begun_at"):
            getattr(nodes, name)[places] = columns[name]
        dirty = places.tolist()
        for at, length, floor, ceiling, late in zip(
            dirty, *(columns[n].tolist() for n in ("length", "floor", "ceiling", "late_ceiling")), strict=True
        ):
            self._length[at], self._floor[at], self._ceiling[at], self._late[at] = length, floor, ceiling, late
        self._limits = self._limits or bool((columns["late_ceiling"] < FAR).any())
        touched = self._reweigh(dirty)
        moved = self._forwards(dirty, touched)
        turned = self._backwards(dirty, touched)
        if moved is None or turned is None:
            return False
        self.was_full = False
        self.schedule = self._report.take(
            self.plan, self.schedule, rows=rows, moved=moved, turned=turned, reweighed=touched
        )
        return True

    def _edges_of(self, at: int) -> list[int]:
        """Out of it, then into it."""
        into = self._by_target[self._into[at] : self._into[at + 1]]
        return [*range(self._out[at], self._out[at + 1]), *into]

    def _reweigh(self, dirty: list[int]) -> list[int]:
        """Distances that depend on the lengths of what changed; gives the edges that have another one now."""
        edges, nodes, links = self._walks.edges, self._walks.nodes, self.plan.links
        changed = []
        for edge in {edge for at in dirty for edge in self._edges_of(at)}:
            source, target, kind = self._source[edge], self._target[edge], int(edges.type[edge])
            if self._share[edge]:
                share = int(links.lag[edges.link[edge]])
                edges.lag[edge] = (share * int(nodes.whole[source]) + 5_000) // 10_000
            weight = int(edges.lag[edge]) + (0 if kind in (SS, SF) else self._length[source])
            weight -= self._length[target] if kind >= FF else 0
            if weight != self._weight[edge]:
                self._weight[edge] = weight
                edges.weight[edge] = weight
                changed.append(edge)
        return changed

    def _forwards(self, dirty: list[int], touched: list[int]) -> list[int] | None:
        """The places whose earliest start is another one now; None: too many to go on."""
        begin = {*dirty, *(self._target[edge] for edge in touched)}
        early, out, target = self._early, self._out, self._target

        def push_on(at: int) -> range:
            return range(out[at], out[at + 1])

        moved = self._walk(begin, sign=1, value_of=self._earliest, values=early, push_on=push_on, other_end=target)
        if moved is not None:
            self._walks.early[moved] = [early[at] for at in moved]
        return moved

    def _backwards(self, dirty: list[int], touched: list[int]) -> list[int] | None:
        begin = {*dirty, *(self._source[edge] for edge in touched)}
        into, by_target, source = self._into, self._by_target, self._source

        def push_on(at: int) -> list[int]:
            return by_target[into[at] : into[at + 1]]

        turned = self._walk(
            begin, sign=-1, value_of=self._longest_tail, values=self._tail, push_on=push_on, other_end=source
        )
        if turned is None:
            return None
        self._walks.tail[turned] = [self._tail[at] for at in turned]
        if self._limits:
            held = self._walk(
                begin, sign=-1, value_of=self._least_limit, values=self._limited, push_on=push_on, other_end=source
            )
            if held is None:
                return None
            self._walks.limited[held] = [self._limited[at] for at in held]
            turned = [*turned, *held]
        return turned

    def _walk(
        self,
        begin: set[int],
        *,
        sign: int,
        value_of: Callable[[int], int],
        values: list[int],
        push_on: Callable[[int], range | list[int]],
        other_end: list[int],
    ) -> list[int] | None:
        """From place to place in the order of the network (`sign` −1: against it) as long as values change."""
        heap = [sign * at for at in begin]
        heapify(heap)
        seen, changed = set(heap), []
        while heap:
            if len(seen) > REACH:
                return None
            at = sign * heappop(heap)
            value = value_of(at)
            if value == values[at]:
                continue
            values[at] = value
            changed.append(at)
            for edge in push_on(at):
                other = sign * other_end[edge]
                if other not in seen:
                    seen.add(other)
                    heappush(heap, other)
        return changed

    def _earliest(self, at: int) -> int:
        count: int = self._floor[at]
        for edge in self._by_target[self._into[at] : self._into[at + 1]]:
            if self._moves[edge]:
                count = max(count, self._early[self._source[edge]] + self._weight[edge])
        ceiling: int = self._ceiling[at]
        return min(count, ceiling)

    def _longest_tail(self, at: int) -> int:
        tail: int = self._length[at]
        for edge in range(self._out[at], self._out[at + 1]):
            tail = max(tail, self._tail[self._target[edge]] + self._weight[edge])
        return tail

    def _least_limit(self, at: int) -> int:
        limit: int = min(self._late[at], FAR) - self._length[at]
        for edge in range(self._out[at], self._out[at + 1]):
            limit = min(limit, self._limited[self._target[edge]] - self._weight[edge])
        return limit


def _can_keep(plan: Plan) -> bool:
    """One calendar, from the start, nothing as late as possible: what the two parts of latest dates stand for."""
    one = len(plan.calendars) == 1 and plan.rules.finish is None and not plan.rules.by_longest_path
    return bool(one and len(plan) and not (plan.constraint == LATEST).any())


def _alike(before: Plan, after: Plan) -> bool:
    """The same plan but for what its activities say."""
    return (
        before.links is after.links
        and before.calendars == after.calendars
        and (before.start, before.data_date, before.rules) == (after.start, after.data_date, after.rules)
        and len(before) == len(after)
        and (before.parent is after.parent or np.array_equal(before.parent, after.parent))
    )
