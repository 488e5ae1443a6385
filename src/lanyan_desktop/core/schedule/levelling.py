"""Levelling (资源调平): works started no earlier than their resources are free, the whole as short as can be found.

The resource-constrained project scheduling problem on one time axis. A first plan comes from the parallel scheduling
scheme with the latest finish first (LFT) and the serial one, each followed by double justification (Valls, Ballestín,
Quintanilla 2005); `improve` goes on from there for as long as it is let. Works are numbered so that every distance
leads forwards.
"""

from __future__ import annotations

import random
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush

from lanyan_desktop.core.schedule.supply import Need, Supply
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

_MANY = 2_000
Distances = list[list[tuple[int, int]]]
"""By work: (other work, least distance from the start of the earlier to the start of the later)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Task:
    """What is to be levelled. Times and lengths are counts of one axis."""

    length: list[int]
    before: Distances
    need: list[Need]
    supply: Supply  # nothing booked yet but what is fixed
    floor: list[int]  # earliest starts for other reasons than predecessors

    def __post_init__(self) -> None:
        for work, pairs in enumerate(self.before):
            if any(other >= work for other, _ in pairs):
                raise ValueError("works are not numbered in order")

    def __len__(self) -> int:
        return len(self.length)

    @cached_property
    def after(self) -> Distances:
        after: Distances = [[] for _ in self.length]
        for work, pairs in enumerate(self.before):
            for other, distance in pairs:
                after[other].append((work, distance))
        return after

    @cached_property
    def early(self) -> list[int]:
        """Earliest starts as if there were enough of everything."""
        early: list[int] = []
        for work, pairs in enumerate(self.before):
            early.append(max([self.floor[work], *(early[other] + distance for other, distance in pairs)]))
        return early

    @cached_property
    def late(self) -> list[int]:
        """Latest starts for the finish that follows from `early`."""
        late = [self.end_of(self.early) - length for length in self.length]
        for work in range(len(self) - 1, -1, -1):
            for other, distance in self.before[work]:
                late[other] = min(late[other], late[work] - distance)
        return late

    def end_of(self, starts: Sequence[int]) -> int:
        """When all is done."""
        return max((start + length for start, length in zip(starts, self.length, strict=True)), default=0)

    def turned(self, end: int) -> Task:
        """The same plan run backwards from `end`; works are numbered from the last."""
        last = len(self) - 1
        before: Distances = [[] for _ in self.length]
        for work, pairs in enumerate(self.before):
            for other, distance in pairs:
                turned = distance + self.length[work] - self.length[other]
                before[last - other].append((last - work, turned))
        return Task(
            length=self.length[::-1],
            before=before,
            need=self.need[::-1],
            supply=self.supply.turned(end),
            floor=[0] * len(self),
        )


def level(task: Task) -> list[int]:
    """Starts of a feasible plan: the best of the schemes after justification.

    >>> task = Task(length=[2, 2], before=[[], []], need=[((0, 1),), ((0, 1),)], supply=Supply([1]), floor=[0, 0])
    >>> sorted(level(task))
    [0, 2]

    Raises:
        LanyanError: level.impossible, when a work needs more than there ever is (`work`: its number).
    """
    first = [serial(task, latest_finish_first(task)), *_in_parallel(task)]
    plans = first + [justify(task, plan) for plan in first]
    return min(plans, key=task.end_of)


def improve(task: Task, starts: list[int], *, passes: int, seed: int = 1, step: Step = no_step) -> list[int]:
    """A plan no longer than the given one, after trying so many variations of it; the same for the same seed.

    `step` is told of every pass and may stop it by `Cancelled`; who wants what was found until then takes it from
    `improvements`.
    """
    best = starts
    for number, found in enumerate(improvements(task, starts, passes=passes, seed=seed)):
        step(number, passes)
        best = found
    return best


def improvements(task: Task, starts: list[int], *, passes: int, seed: int = 1) -> Improvements:
    """The best plan known after each pass."""
    return Improvements(task, starts, passes, seed)


class Improvements:
    """Iterates over the best plan so far; ends early where the plan is as short as the critical path."""

    def __init__(self, task: Task, starts: list[int], passes: int, seed: int) -> None:
        self.task, self.best, self.left = task, starts, passes
        self._random = random.Random(seed)
        self._current = starts
        self._least = task.end_of(task.early)

    def __iter__(self) -> Improvements:
        return self

    def __next__(self) -> list[int]:
        if self.left <= 0 or self.task.end_of(self.best) <= self._least:
            raise StopIteration
        self.left -= 1
        found = justify(self.task, serial(self.task, self._varied()))
        if self.task.end_of(found) <= self.task.end_of(self._current):
            self._current = found
        if self.task.end_of(found) < self.task.end_of(self.best):
            self.best = found
        return self.best

    def _varied(self) -> list[float]:
        """The order of the current plan, shaken: a little mostly, more now and then."""
        span = max(self.task.end_of(self._current) - min(self._current, default=0), 1)
        width = span * self._random.choice((0.03, 0.08, 0.15, 0.3))
        return [start + self._random.uniform(-width, width) for start in self._current]


def latest_finish_first(task: Task) -> list[int]:
    """Priorities: the work that must be done first goes first (LFT)."""
    return [start + length for start, length in zip(task.late, task.length, strict=True)]


def serial(task: Task, priority: Sequence[float]) -> list[int]:
    """Work by work, the one of least `priority` among those whose predecessors are placed, each as early as it fits.

    Raises:
        LanyanError: level.impossible.
    """
    supply, starts = task.supply.copy(), [0] * len(task)
    waiting = [len(pairs) for pairs in task.before]
    ready = [(priority[work], work) for work in range(len(task)) if not waiting[work]]
    heapify(ready)
    while ready:
        _, work = heappop(ready)
        earliest = task.floor[work]
        for other, distance in task.before[work]:
            earliest = max(earliest, starts[other] + distance)
        length, need = task.length[work], task.need[work]
        start = supply.first_room(earliest, length, need)
        if start is None:
            raise LanyanError("level.impossible", work=work)
        starts[work] = start
        supply.book(start, start + length, need)
        for other, _ in task.after[work]:
            waiting[other] -= 1
            if not waiting[other]:
                heappush(ready, (priority[other], other))
    return starts


def justify(task: Task, starts: Sequence[int]) -> list[int]:
    """Everything pushed right as far as it goes, the latest finish first, then back left: never longer, often shorter.

    Where fixed bookings or floors make it longer, the plan as given comes back.
    """
    end = task.end_of(starts)
    turned = task.turned(end)
    last = len(task) - 1
    try:
        mirrored = serial(turned, [end - starts[last - at] - task.length[last - at] for at in range(len(task))])
        pushed = [end - mirrored[last - at] - task.length[at] for at in range(len(task))]
        found = serial(task, pushed)
    except LanyanError:  # what fits forwards need not fit backwards beside what is fixed
        return list(starts)
    return found if task.end_of(found) <= end else list(starts)


def _in_parallel(task: Task) -> list[list[int]]:
    if len(task.supply.times) > 1 or len(task) > _MANY:
        return []  # the parallel scheme knows one level of supply, and looks at all that waits at every moment
    last, turned = len(task) - 1, task.turned(task.end_of(task.early))
    backwards = parallel(turned, latest_finish_first(turned))
    return [
        parallel(task, latest_finish_first(task)),
        serial(task, [-backwards[last - work] - task.length[work] for work in range(len(task))]),
    ]


def parallel(task: Task, priority: Sequence[float]) -> list[int]:
    """Moment by moment: of all that could start now, as much as fits, the least `priority` first.

    Only for a constant supply.

    Raises:
        LanyanError: level.impossible.
    """
    return _Parallel(task, priority).run()


class _Parallel:
    """What is running, what could start, and what will be able to later."""

    def __init__(self, task: Task, priority: Sequence[float]) -> None:
        self.task, self.priority = task, priority
        self.left = [row[0] for row in task.supply.free]
        self.starts, self.earliest = [0] * len(task), task.floor[:]
        self.waiting = [len(pairs) for pairs in task.before]
        self.coming = [(self.earliest[work], work) for work in range(len(task)) if not self.waiting[work]]
        heapify(self.coming)
        self.ready: list[tuple[float, int]] = []
        self.running: list[tuple[int, int]] = []

    def run(self) -> list[int]:
        while self.coming or self.ready:
            moments = [heap[0][0] for heap in (self.coming, self.running) if heap]
            if not moments:
                raise LanyanError("level.impossible", work=self.ready[0][1])
            now = min(moments)
            self._free(now)
            while self.coming and self.coming[0][0] <= now:
                work = heappop(self.coming)[1]
                insort(self.ready, (self.priority[work], work))
            self.ready = [entry for entry in self.ready if not self._begins(entry[1], now)]
        return self.starts

    def _free(self, now: int) -> None:
        running, left = self.running, self.left
        while running and running[0][0] <= now:
            for resource, units in self.task.need[heappop(running)[1]]:
                left[resource] += units

    def _begins(self, work: int, now: int) -> bool:
        length, need, left = self.task.length[work], self.task.need[work], self.left
        if length:
            for resource, units in need:
                if left[resource] < units:
                    return False
            for resource, units in need:
                left[resource] -= units
            heappush(self.running, (now + length, work))
        self.starts[work] = now
        for other, distance in self.task.after[work]:
            self.earliest[other] = max(self.earliest[other], now + distance)
            self.waiting[other] -= 1
            if not self.waiting[other]:
                heappush(self.coming, (max(self.earliest[other], now), other))
        return True
