"""What the arrow diagram of a plan is made of: works, parts of works, intervals (间歇), milestones, and their order.

The dates are the engine's and are never computed anew. All relations become order between works: FS+k, SS+k and FF+k
an arrow of its own without resources; a lead cuts a work in two; what is tied to a summary passes through it. A
relation that the dates contradict (work begun out of its order, a date set by hand) is left out and told. A lead longer
than both works leaves from what the work before was waiting for at that time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from lanyan_desktop.core.schedule.cpm import Schedule
from lanyan_desktop.core.schedule.network import Network
from lanyan_desktop.core.schedule.plan import ELAPSED, FF, FS, NONE, PERCENT, SF, SS, Plan
from lanyan_desktop.core.values import Instant


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ArrowWorks:
    """The works of a diagram, by position. Times are working-minute counts of the project's calendar."""

    row: list[int]  # the activity; of an interval the one it follows
    part: list[int]  # 0 for a whole work, else 1, 2 … of one that leads cut
    link: list[int]  # of an interval its relation, else -1
    start: list[int]
    finish: list[int]
    before: list[int]  # closed sets of works, bit w for work w
    begin: int
    milestones: list[int]  # activities without duration that happen when all before them is done
    milestones_before: list[int]
    left_out: list[
        int
    ]  # relations that the dates contradict, and leads that begin before anything they could leave from

    def __len__(self) -> int:
        return len(self.row)

    def is_lag(self, work: int) -> bool:
        return self.link[work] >= 0


def arrow_works(plan: Plan, network: Network, schedule: Schedule, *, rows: Sequence[int] | None = None) -> ArrowWorks:
    """The works of a plan in their order; `rows`: only these are drawn, order through the others is kept.

    >>> from lanyan_desktop.core.schedule.calendar import build_calendar
    >>> from lanyan_desktop.core.schedule.cpm import compute_schedule
    >>> from lanyan_desktop.core.schedule.network import build_network
    >>> from lanyan_desktop.core.schedule.plan import build_links, build_plan
    >>> plan = build_plan([480, 480], build_links([(0, 1, FS, 480, 0)]), calendars=[build_calendar()],
    ...                   start=Instant(29_000_000))
    >>> made = arrow_works(plan, build_network(plan.links, plan.parent), compute_schedule(plan))
    >>> made.row, made.before
    ([0, 0, 1], [0, 1, 3])
    """
    return _Collector(plan, network, schedule, rows).collect()


Edge = tuple[int, int, int, int, int]
"""Source, target, type, relation (-1: none), lag."""


@dataclass(slots=True)
class _Events:
    """A graph of moments; some arrows in it are works."""

    after: list[list[int]] = field(default_factory=list)
    number: list[int] = field(default_factory=list)  # how many lead here
    work: dict[tuple[int, int], tuple[int, int, int, int, int]] = field(default_factory=dict)

    def add(self) -> int:
        self.after.append([])
        self.number.append(0)
        return len(self.after) - 1

    def tie(self, tail: int, head: int) -> None:
        self.after[tail].append(head)
        self.number[head] += 1


class _Collector:
    def __init__(self, plan: Plan, network: Network, schedule: Schedule, rows: Sequence[int] | None) -> None:
        self.plan, self.network, self.schedule = plan, network, schedule
        clock = plan.calendars[0]
        self.start, self.finish = clock.count_at(schedule.start).tolist(), clock.count_at(schedule.finish).tolist()
        self.begin = int(clock.count(schedule.project_start))
        shown = np.ones(len(plan), dtype=np.bool_)
        if rows is not None:
            shown[:] = False
            shown[np.asarray(rows, dtype=np.int64)] = True
        self.shown: list[bool] = (shown & ~network.is_summary).tolist()
        self.events, self.left_out = _Events(), list[int]()
        self.lags = self._lags()
        self.drives: list[bool] = schedule.is_driving.tolist()
        self.leads: dict[int, tuple[int, int]] = {}  # by relation: what it cuts (-1 - relation: an interval), and when
        self.intervals: dict[int, list[tuple[int, int]]] = {}  # by relation: (time, event) along it

    def _lags(self) -> list[int]:
        """By edge: its lag in minutes."""
        links, lags, sources = self.plan.links, [], self.network.order[self.network.source].tolist()
        for source, link in zip(sources, self.network.link.tolist(), strict=True):
            lag = 0 if link < 0 else int(links.lag[link])
            if link >= 0 and links.unit[link] == PERCENT:
                lag = (lag * int(self.plan.duration[source]) + 5_000) // 10_000 if source < len(self.plan) else 0
            lags.append(lag)
        return lags

    def collect(self) -> ArrowWorks:
        edges = list(
            zip(
                self.network.order[self.network.source].tolist(),
                self.network.order[self.network.target].tolist(),
                self.network.type.tolist(),
                self.network.link.tolist(),
                self.lags,
                strict=True,
            )
        )
        self.cuts = self._cuts(edges)
        self._lay(self.cuts)
        for edge in sorted(edges, key=lambda one: one[4] < 0):  # leads may leave from intervals: those first
            self._relate(*edge)
        return self._walk()

    # ---- works and their parts

    def _cuts(self, edges: Sequence[Edge]) -> dict[int, set[int]]:
        """Where leads cut works, and intervals (by -1 - relation): counts inside of them."""
        cuts: dict[int, set[int]] = {}
        into: dict[int, list[Edge]] = {}
        for edge in edges:
            into.setdefault(edge[1], []).append(edge)
        for source, target, kind, link, lag in edges:
            if lag >= 0 or max(source, target) >= len(self.plan):
                continue
            self.leads[link] = self._cut(source, target, kind, lag, into)
            where, at = self.leads[link]
            cuts.setdefault(where, set()).add(at)
        return cuts

    def _cut(self, source: int, target: int, kind: int, lag: int, into: dict[int, list[Edge]]) -> tuple[int, int]:
        """What a lead cuts, and where: the source, else the target, else what the source waited for at that time."""
        at = (self.finish if kind in (FS, FF) else self.start)[source] + lag
        if at >= self.start[source]:
            return source, at
        within = self.start[target] + self.start[source] - at
        if kind in (FS, SS) and within < self.finish[target]:
            return target, within
        while at < self.start[source]:
            edge = next((one for one in into.get(source, []) if one[3] >= 0 and self.drives[one[3]]), None)
            if edge is None or edge[0] >= len(self.plan):
                return source, NONE
            begin = (self.finish if edge[2] in (FS, FF) else self.start)[edge[0]]
            if edge[4] > 0 and at > begin:
                return -1 - edge[3], at
            source = edge[0]
        return (source, at) if at <= self.finish[source] else (source, NONE)

    def _lay(self, cuts: dict[int, set[int]]) -> None:
        """Events along every work: its start, where it is cut, its finish."""
        count = len(self.plan)
        self.along: list[list[tuple[int, int]]] = []  # by node: (time, event)
        for node in range(count + len(self.network.hub_of)):
            if node >= count or self.network.is_summary[node]:
                event = self.events.add()
                self.along.append([(self.begin, event)])
                continue
            first, last = self.start[node], max(self.finish[node], self.start[node])
            moments = [first, *sorted(at for at in cuts.get(node, ()) if self.shown[node] and first < at < last), last]
            events = [(at, self.events.add()) for at in moments]
            self.along.append(events)
            for part, ((a, tail), (b, head)) in enumerate(pairwise(events), start=1):
                self.events.tie(tail, head)
                if self.shown[node]:
                    self.events.work[tail, head] = (node, 0 if len(events) == 2 else part, -1, a, b)

    # ---- relations

    def _relate(self, source: int, target: int, kind: int, link: int, lag: int) -> None:
        """A relation as an order of events, with an interval between where it has a lag."""
        is_hub = max(source, target) >= len(self.plan)
        tail = self.along[source][0 if kind in (SS, SF) else -1]
        head = self.along[target][0 if kind in (FS, SS) else -1]
        if lag < 0 and not is_hub:
            self._lead(source, target, kind, link)
        elif is_hub:
            if not self._is_late(source, target, tail[0], head[0]):
                self.events.tie(tail[1], head[1])
            elif link >= 0:
                self.left_out.append(link)
        else:
            end = self._later(source, tail[0], lag, link, is_finish=kind in (FS, FF))
            if end > head[0]:
                self.left_out.append(link)
            elif end == tail[0]:
                self.events.tie(tail[1], head[1])
            else:
                self._interval(source, link, tail, (end, head[1]))

    def _interval(self, source: int, link: int, tail: tuple[int, int], head: tuple[int, int]) -> None:
        """An arrow without resources, in parts where leads leave from it."""
        inner = sorted(at for at in self.cuts.get(-1 - link, ()) if tail[0] < at < head[0])
        events = [(at, self.events.add()) for at in (tail[0], *inner, head[0])]
        self.intervals[link] = events
        self.events.tie(tail[1], events[0][1])
        self.events.tie(events[-1][1], head[1])
        for part, ((a, first), (b, last)) in enumerate(pairwise(events), start=1):
            self.events.tie(first, last)
            self.events.work[first, last] = (source, part if inner else 0, link, a, b)

    def _is_late(self, source: int, target: int, tail: int, head: int) -> bool:
        return max(source, target) < len(self.plan) and tail > head

    def _lead(self, source: int, target: int, kind: int, link: int) -> None:
        """The target waits for a part of the source, or a part of the target for the source."""
        where, at = self.leads[link]
        along = self.along[where] if where >= 0 else self.intervals.get(-1 - where, [])
        cut = next(((time, event) for time, event in along if time == at), (NONE, -1))
        tail, head = cut, self.along[target][0 if kind in (FS, SS) else -1]
        if where == target:
            tail, head = self.along[source][0], cut
        if NONE in (tail[0], head[0]) or tail[0] > head[0]:
            self.left_out.append(link)
        else:
            self.events.tie(tail[1], head[1])

    def _later(self, source: int, at: int, lag: int, link: int, *, is_finish: bool) -> int:
        """The count a lag ends at, from an event of the source."""
        if not lag:
            return at
        plan, clock = self.plan, self.plan.calendars[0]
        moment = Instant(int((self.schedule.finish if is_finish else self.schedule.start)[source]))
        if plan.links.unit[link] == ELAPSED:
            return int(clock.count(moment + lag))
        own = plan.calendars[int(plan.calendar[source])]
        return at + lag if own is clock else int(clock.count(own.finish(own.count(moment) + lag)))

    # ---- order

    def _walk(self) -> ArrowWorks:
        events = self.events
        made = ArrowWorks(
            row=[], part=[], link=[], start=[], finish=[], before=[], begin=self.begin,
            milestones=[], milestones_before=[], left_out=sorted(set(self.left_out)),
        )  # fmt: skip
        reach, waiting = [0] * len(events.after), events.number.copy()
        done = [self.begin] * len(events.after)  # when all before an event is finished
        order = [event for event, number in enumerate(waiting) if not number]
        for event in order:  # grows while it is walked
            for head in events.after[event]:
                found, end = reach[event], done[event]
                work = events.work.get((event, head))
                if work is not None:
                    found, end = self._take(made, work, found, end)
                reach[head] |= found
                done[head] = max(done[head], end)
                waiting[head] -= 1
                if not waiting[head]:
                    order.append(head)
        return made

    @staticmethod
    def _take(made: ArrowWorks, work: tuple[int, int, int, int, int], before: int, done: int) -> tuple[int, int]:
        """One more work, or a milestone; what is before the event behind it, and when that is done."""
        row, part, link, start, finish = work
        if start == finish and link < 0 and start == done:
            made.milestones.append(row)
            made.milestones_before.append(before)
            return before, done
        made.row.append(row)
        made.part.append(part)
        made.link.append(link)
        made.start.append(start)
        made.finish.append(finish)
        made.before.append(before)
        return before | 1 << len(made.row) - 1, max(done, finish)
