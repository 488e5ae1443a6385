"""A plan levelled: which works wait for resources, how long, and for what.

Works that are done, begun, or fixed by hand or date stay where they are and are booked first. All others start no
earlier than relations, limits and resources let them; with `within_float` none goes beyond its latest start, and what
cannot be resolved so stays over-allocated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from lanyan_desktop.core.schedule.levelling import Task, improve, level
from lanyan_desktop.core.schedule.network import Network
from lanyan_desktop.core.schedule.nodes import Nodes, build_nodes
from lanyan_desktop.core.schedule.passes import Clock, Edges, build_edges, walk_forwards
from lanyan_desktop.core.schedule.plan import NONE, Plan
from lanyan_desktop.core.schedule.resources import Availability, Needs
from lanyan_desktop.core.schedule.supply import Need, Supply
from lanyan_desktop.core.values import Instant
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

_RANK = 2**44  # more than any count: priorities come before dates


@dataclass(frozen=True, slots=True)
class Moved:
    """A work that levelling moved."""

    activity: int
    before: Instant  # start without levelling
    after: Instant
    late_min: int  # working minutes of its calendar
    resource: int  # what it waits for; -1: it only follows a predecessor that was moved
    rivals: tuple[int, ...]  # works that hold the resource meanwhile, or the predecessor it follows


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Levelled:
    """The plan after levelling."""

    not_before: Ints  # by activity: instants, NONE where nothing need be held back
    moved: tuple[Moved, ...]
    before: Schedule
    after: Schedule


def level_plan(
    plan: Plan,
    network: Network,
    needs: Needs,
    availability: Sequence[Availability],
    *,
    priority: Ints | None = None,
    within_float: bool = False,
    passes: int = 0,
    step: Step = no_step,
) -> Levelled:
    """Level a plan; earlier levelling is forgotten. `priority` 0-1000 by activity: the highest waits least.

    `passes` variations are tried after the first plan, where all works have the same priority and one calendar.

    Raises:
        LanyanError: level.impossible, when a work needs more than there ever is (`work`: its position).
    """
    plan = replace(plan, not_before=np.full(len(plan), NONE, dtype=np.int64))
    desk = _Desk(plan, network, needs, availability, priority)
    before = compute_schedule(plan, network)
    counts = desk.best(passes, step) if desk.is_plain and not within_float else None
    if counts is None:
        counts = desk.place(within_float=within_float)
    held = desk.held_back(counts)
    after = compute_schedule(replace(plan, not_before=held), network)
    return Levelled(not_before=held, moved=desk.moves(before, after, held), before=before, after=after)


class _Desk:
    """The plan by place in the network's order, and the resources as steps over instants."""

    def __init__(
        self,
        plan: Plan,
        network: Network,
        needs: Needs,
        availability: Sequence[Availability],
        priority: Ints | None,
    ) -> None:
        self.plan, self.network, self.needs, self.availability = plan, network, needs, availability
        self.nodes: Nodes = build_nodes(plan, network)
        self.edges: Edges = build_edges(network, self.nodes, plan.links, plan.rules)
        self.early: list[int] = walk_forwards(self.nodes, self.edges, plan.calendars).tolist()
        self.length: list[int] = self.nodes.length.tolist()
        self.calendar: list[int] = self.nodes.calendar.tolist()
        self.stays: list[bool] = (self.nodes.is_fixed | self.nodes.is_begun | self.nodes.is_finished).tolist()
        self.clock = Clock(self.nodes, self.edges, plan.calendars)
        self.need = self._needs()
        schedule = compute_schedule(plan, network)
        self.late = self._by_place(schedule.late_start)
        self.rank = self._ranks(priority, schedule)
        self.has_ranks = priority is not None and len(np.unique(priority)) > 1

    @property
    def is_plain(self) -> bool:
        """One calendar, no clock on the way, all priorities the same: the quick schemes serve."""
        one = len(self.plan.calendars) == 1 and not self.edges.is_special.any() and self.edges.moves.all()
        return bool(one and not self.has_ranks)

    def _by_place(self, column: Ints) -> list[int]:
        whole = np.concatenate([column, np.full(len(self.network.hub_of), -NONE - 1, dtype=np.int64)])
        return list(whole[self.network.order].tolist())

    def _ranks(self, priority: Ints | None, schedule: Schedule) -> list[int]:
        rank = schedule.late_finish.copy()
        if priority is not None:
            rank -= priority * _RANK
        return self._by_place(rank)

    def _needs(self) -> list[Need]:
        needs: list[dict[int, int]] = [{} for _ in self.length]
        place, is_open = self.network.place, (~self.nodes.is_finished & self.nodes.is_work).tolist()
        rows = (self.needs.activity.tolist(), self.needs.resource.tolist(), self.needs.units.tolist())
        for activity, resource, units in zip(*rows, strict=True):
            at = int(place[activity])
            if is_open[at] and units:
                needs[at][resource] = needs[at].get(resource, 0) + units
        return [tuple(sorted(need.items())) for need in needs]

    def supply(self) -> Supply:
        """What there is, over instants."""
        steps = [dict(one.steps()) for one in self.availability]
        times = sorted({time for changes in steps for time in changes})
        free: list[list[int]] = []
        for one, changes in zip(self.availability, steps, strict=True):
            row = [one.usual]
            row += [changes.get(Instant(time), 0) if time in changes else NONE for time in times]
            for at in range(1, len(row)):
                row[at] = row[at - 1] if row[at] == NONE else row[at]
            free.append(row)
        return Supply(()) if not free else Supply([row[0] for row in free], times, free)

    def span(self, at: int, count: int) -> tuple[int, int]:
        calendar = self.plan.calendars[self.calendar[at]]
        return calendar.start(count), calendar.finish(count + self.length[at])

    def best(self, passes: int, step: Step) -> list[int] | None:
        """By the schemes of `levelling`, on counts of the one calendar; None where fixed works are in the way."""
        counter = self.plan.calendars[0].count
        over_time = self.supply()
        supply = _on_counts(over_time, counter)
        before: list[list[tuple[int, int]]] = [[] for _ in self.length]
        rows = (self.edges.source.tolist(), self.edges.target.tolist(), self.edges.weight.tolist())
        for source, target, weight in zip(*rows, strict=True):
            before[target].append((source, weight))
        need = self.need[:]
        for at, stays in enumerate(self.stays):
            if stays:
                supply.book(self.early[at], self.early[at] + self.length[at], need[at])
                need[at] = ()
        floor = self.nodes.floor.tolist()
        task = Task(length=self.length, before=before, need=need, supply=supply, floor=floor)
        try:
            starts: list[int] = level(task)
            return improve(task, starts, passes=passes, step=step) if passes else starts
        except LanyanError as error:
            raise self._impossible(int(str(error.params["work"]))) from error

    def _impossible(self, at: int) -> LanyanError:
        return LanyanError("level.impossible", work=int(self.network.order[at]))

    def place(self, *, within_float: bool) -> list[int]:
        """Work by work over the clock: any calendars, any lags; also within float only."""
        supply = self.supply()
        counts: list[int] = self.nodes.floor.tolist()
        for at, stays in enumerate(self.stays):
            if stays:
                counts[at] = self.early[at]
                supply.book(*self.span(at, counts[at]), self.need[at])
        out, waiting = self._edges_out()
        ready = [(self.rank[at], at) for at in range(len(counts)) if not waiting[at]]
        heapify(ready)
        moves, weight = self.edges.moves.tolist(), self.edges.weight.tolist()
        special, target = self.edges.is_special.tolist(), self.edges.target.tolist()
        while ready:
            _, at = heappop(ready)
            if not self.stays[at]:
                counts[at] = self._room(supply, at, counts[at], within_float=within_float)
                supply.book(*self.span(at, counts[at]), self.need[at])
            for edge in out[at]:
                other = target[edge]
                if moves[edge] and not self.stays[other]:
                    least = self.clock.forwards(edge, counts[at]) if special[edge] else counts[at] + weight[edge]
                    counts[other] = max(counts[other], least)
                waiting[other] -= 1
                if not waiting[other]:
                    heappush(ready, (self.rank[other], other))
        return counts

    def _edges_out(self) -> tuple[list[list[int]], list[int]]:
        out: list[list[int]] = [[] for _ in self.length]
        for edge, source in enumerate(self.edges.source.tolist()):
            out[source].append(edge)
        return out, list(np.bincount(self.edges.target, minlength=len(self.length)).tolist())

    def _room(self, supply: Supply, at: int, count: int, *, within_float: bool) -> int:
        """The first count that fits; the span grows and shrinks with the calendar, so it is looked at again."""
        need, first = self.need[at], count
        latest = self.late[at] if within_float else 2**61
        calendar = self.plan.calendars[self.calendar[at]]
        while need and self.length[at]:
            start, finish = self.span(at, count)
            room = supply.first_room(start, finish - start, need, latest=max(latest, start))
            if room is None or room > latest:
                if within_float:
                    return first  # it would take more than its float: it stays, over-allocated
                raise self._impossible(at)
            if room == start:
                break
            count = max(calendar.count(room), count + 1)
        return count

    def held_back(self, counts: Sequence[int]) -> Ints:
        """Where relations alone would start a work sooner: not before these instants."""
        floor = walk_forwards(self.nodes, self.edges, self.plan.calendars)
        placed = np.array(counts, dtype=np.int64)
        held = np.full(len(self.plan), NONE, dtype=np.int64)
        least = self.nodes.floor.tolist()
        moves, special, weight = (c.tolist() for c in (self.edges.moves, self.edges.is_special, self.edges.weight))
        rows = zip(self.edges.source.tolist(), self.edges.target.tolist(), strict=True)
        for edge, (source, target) in enumerate(rows):
            if moves[edge]:
                start = int(placed[source])
                count = self.clock.forwards(edge, start) if special[edge] else start + weight[edge]
                least[target] = max(least[target], count)
        late = (placed > np.array(least)) & (placed > floor) & self.nodes.is_work
        for at in np.flatnonzero(late).tolist():
            if not self.stays[at]:
                held[self.network.order[at]] = self.span(at, int(placed[at]))[0]
        return held

    def moves(self, before: Schedule, after: Schedule, held: Ints) -> tuple[Moved, ...]:
        """All works that start later than without levelling, in the order of the plan."""
        later = np.flatnonzero((after.start > before.start) & ~after.is_summary).tolist()
        return tuple(self._moved(row, before, after, is_held=held[row] != NONE) for row in later)

    def _moved(self, row: int, before: Schedule, after: Schedule, *, is_held: bool) -> Moved:
        calendar = self.plan.calendars[int(self.plan.calendar[row])]
        old, new = Instant(int(before.start[row])), Instant(int(after.start[row]))
        resource, rivals = self._rivals(row, after) if is_held else (-1, self._pushed_by(row, before, after))
        return Moved(row, old, new, calendar.between(old, new), resource, rivals)

    def _rivals(self, row: int, after: Schedule) -> tuple[int, tuple[int, ...]]:
        """The resource that others hold up to the new start, and who they are."""
        needs, new = self.needs, int(after.start[row])
        best: tuple[int, tuple[int, ...]] = (-1, ())
        for resource in needs.resource[needs.activity == row].tolist():
            sharing = needs.activity[needs.resource == resource]
            ends = after.finish[sharing]
            holding = sharing[(ends <= new) & (after.start[sharing] < new) & (sharing != row)]
            if len(holding):
                last = holding[after.finish[holding] == after.finish[holding].max()]
                if not best[1] or after.finish[last[0]] > after.finish[best[1][0]]:
                    best = (resource, tuple(sorted(set(last.tolist()))))
            elif best[0] < 0:
                best = (resource, ())
        return best

    def _pushed_by(self, row: int, before: Schedule, after: Schedule) -> tuple[int, ...]:
        links = self.plan.links
        mine = (links.target == row) & after.is_driving
        sources = links.source[mine]
        return tuple(sorted(set(sources[after.finish[sources] > before.finish[sources]].tolist())))


def _on_counts(supply: Supply, counter: Callable[[int], int]) -> Supply:
    """Steps over instants as steps over counts; of those that fall on one count the last holds."""
    counts = [counter(time) for time in supply.times[1:]]
    kept = [at for at, count in enumerate(counts) if at + 1 == len(counts) or counts[at + 1] != count]
    free = [[row[0], *(row[at + 1] for at in kept)] for row in supply.free]
    return Supply((), [counts[at] for at in kept], free)
