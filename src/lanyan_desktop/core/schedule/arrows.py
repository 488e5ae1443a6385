"""From precedence to arrows: works become arrows between events (双代号), with as few dummies (虚工作) as we find.

Steps: transitive reduction; one start event per distinct set of predecessors, one end event per distinct set of
successors; dummies from ends to starts, and between events whose sets are proper subsets; a dummy that another path
implies is dropped; k × m crossing dummies become one event; a dummy that is the only way into or out of its event is
contracted. The fewest possible is an NP-hard question; `check_arrows` proves that what comes out means the same plan.

Sets of works are whole numbers as in `arrow_sets`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.schedule.arrow_sets import best_crossing, bits, right_before

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Arrows:
    """Works and dummies as arrows between events, numbered from 0; one event has no entry, one has no exit."""

    tail: list[int]  # by work: the event it leaves
    head: list[int]  # by work: the event it leads to
    dummies: list[Pair]
    times: list[int]  # by event: when it happens, in the unit of the starts and finishes given
    marks: list[int]  # by milestone: the event that stands for it

    def __len__(self) -> int:
        return len(self.times)


def build_arrows(
    before: Sequence[int], *, start: Sequence[int], finish: Sequence[int], begin: int, marks: Sequence[int] = ()
) -> Arrows:
    """The arrows of a plan. `before` is closed: every work that must be done before each one.

    A work that starts later than all before it are finished gets a start event of its own behind a dummy. `marks` are
    milestones by the works before them: events of their own, no arrows.

    >>> made = build_arrows([0, 0, 0b01, 0b11], start=[0, 0, 2, 3], finish=[2, 3, 4, 5], begin=0)
    >>> len(made), len(made.dummies), check_arrows(made, [0, 0, 0b01, 0b11])
    (4, 1, [])
    """
    graph = _Graph(before, start=start, finish=finish, begin=begin, marks=marks)
    graph.part_parallels()
    graph.trim()
    graph.cross()
    graph.contract()
    return graph.arrows()


class _Graph:
    """Events and arrows while they are being reduced."""

    def __init__(
        self, before: Sequence[int], *, start: Sequence[int], finish: Sequence[int], begin: int, marks: Sequence[int]
    ) -> None:
        self.count, self.start, self.finish = len(before), start, finish
        self.begin = begin
        closed = [*before, *marks]
        direct = [right_before(one, before) for one in closed]
        after = [0] * self.count
        for one, its in enumerate(direct):
            for work in bits(its):
                after[work] |= 1 << one
        self.floor: list[int | None] = []
        self.dummies: set[Pair] = set()
        starts = {key: self._event() for key in dict.fromkeys(direct)}
        ends = {key: self._event() for key in dict.fromkeys(after)}
        self.head = [ends[key] for key in after]
        self.mark = [starts[key] for key in direct[self.count :]]
        self._tie(starts, ends, after)
        self._tie_subsets(starts, ends)
        self._tie_marks(direct, closed, starts, ends)
        self.tail = self._tails(direct, before, starts)
        self.times = self._times()

    def _event(self, floor: int | None = None) -> int:
        self.floor.append(floor)
        return len(self.floor) - 1

    def _tie(self, starts: dict[int, int], ends: dict[int, int], after: Sequence[int]) -> None:
        for key, event in starts.items():
            for work in bits(key):
                self.dummies.add((ends[after[work]], event))

    def _tie_subsets(self, starts: dict[int, int], ends: dict[int, int]) -> None:
        for events, is_start in ((starts, True), (ends, False)):
            keys = [key for key in events if key]
            for less in keys:
                for more in keys:
                    if less != more and less & more == less:
                        self.dummies.add((events[less], events[more]) if is_start else (events[more], events[less]))

    def _tie_marks(
        self, direct: Sequence[int], closed: Sequence[int], starts: dict[int, int], ends: dict[int, int]
    ) -> None:
        """A milestone leads to all that comes after the works before it, and to the end."""
        whole = {direct[one]: closed[one] for one in range(len(direct))}
        for mark, its in zip(self.mark, closed[self.count :], strict=True):
            for key, event in starts.items():
                if event != mark and whole[key] != its and its & whole[key] == its and its:
                    self.dummies.add((mark, event))
            if 0 in ends:
                self.dummies.add((mark, ends[0]))

    def _tails(self, direct: Sequence[int], before: Sequence[int], starts: dict[int, int]) -> list[int]:
        late: dict[Pair, int] = {}
        tails = []
        for work in range(self.count):
            event, at = starts[direct[work]], self.start[work]
            if at > max((self.finish[one] for one in bits(before[work])), default=self.begin):
                if (event, at) not in late:
                    late[event, at] = self._event(at)
                    self.dummies.add((event, late[event, at]))
                event = late[event, at]
            tails.append(event)
        return tails

    # ---- what leads where

    def _around(self) -> tuple[list[set[int]], list[set[int]]]:
        into, out = [set[int]() for _ in self.floor], [set[int]() for _ in self.floor]
        for tail, head in (*zip(self.tail, self.head, strict=True), *self.dummies):
            out[tail].add(head)
            into[head].add(tail)
        return into, out

    def _order(self) -> list[int]:
        into, out = self._around()
        waiting = [len(tails) for tails in into]
        order = [event for event, number in enumerate(waiting) if not number]
        for event in order:  # grows while it is walked
            for head in sorted(out[event]):
                waiting[head] -= 1
                if not waiting[head]:
                    order.append(head)
        return order

    def _times(self) -> list[int]:
        times = [self.begin if floor is None else floor for floor in self.floor]
        ending: list[list[int]] = [[] for _ in self.floor]
        for work, head in enumerate(self.head):
            ending[head].append(self.finish[work])
        follows: list[list[int]] = [[] for _ in self.floor]
        for tail, head in self.dummies:
            follows[head].append(tail)
        for event in self._order():
            times[event] = max([times[event], *ending[event], *(times[tail] for tail in follows[event])])
        return times

    # ---- reductions

    def part_parallels(self) -> None:
        """Works between the same two events: one keeps them, the one that ends last, so that a wave lies on others."""
        taken = set[Pair]()
        for work in sorted(range(self.count), key=lambda one: (-self.finish[one], one)):
            pair = (self.tail[work], self.head[work])
            if pair in taken:
                event = self._event()
                self.times.append(self.finish[work])
                self.dummies.add((event, pair[1]))
                self.head[work] = event
            taken.add((self.tail[work], self.head[work]))

    def trim(self) -> None:
        """Drop every dummy that another path implies."""
        _, out = self._around()
        real = set(zip(self.tail, self.head, strict=True))
        reach = [0] * len(self.floor)
        for event in reversed(self._order()):
            for head in out[event]:
                reach[event] |= reach[head] | 1 << head
        behind = {event: [(head, reach[head]) for head in out[event]] for event, _ in self.dummies}
        self.dummies = {
            (tail, head)
            for tail, head in self.dummies
            if (tail, head) not in real and not any(other != head and far >> head & 1 for other, far in behind[tail])
        }

    def cross(self) -> None:
        """Where k events are each tied to the same m: k + m dummies through one new event, the greatest gain first."""
        while True:
            out: dict[int, int] = {}
            for tail, head in self.dummies:
                out[tail] = out.get(tail, 0) | 1 << head
            found = best_crossing(out)
            if found is None:
                return
            tails, heads = found
            event = self._event()
            self.times.append(max(self.times[tail] for tail in tails))
            self.dummies -= {(tail, head) for tail in tails for head in bits(heads)}
            self.dummies |= {(tail, event) for tail in tails} | {(event, head) for head in bits(heads)}

    def contract(self) -> None:
        """Join the ends of a dummy that is the only entry or exit of one of them, as long as there is one."""
        while self._contract_some():
            self.trim()

    def _contract_some(self) -> bool:
        entries, exits = [0] * len(self.floor), [0] * len(self.floor)
        touching: list[set[int]] = [set() for _ in self.floor]
        for tail, head in (*zip(self.tail, self.head, strict=True), *self.dummies):
            exits[tail] += 1
            entries[head] += 1
        for work in range(self.count):
            touching[self.tail[work]].add(work)
            touching[self.head[work]].add(work)
        touched, is_any = set[int](), False
        for tail, head in sorted(self.dummies):
            if touched & {tail, head} or not self._may_join(tail, head, exits[tail] == 1, entries[head] == 1):
                continue
            if self._are_parallel(touching[tail] | touching[head], tail, head):
                continue
            touched |= {tail, head} | self._join(tail, head)
            is_any = True
        return is_any

    def _may_join(self, tail: int, head: int, is_only_exit: bool, is_only_entry: bool) -> bool:
        """A wave may move from a dummy to works; a start or a milestone may not move."""
        is_same = self.times[tail] == self.times[head]
        return (is_only_entry and is_same) or (is_only_exit and (is_same or tail not in self.mark))

    def _are_parallel(self, works: set[int], tail: int, head: int) -> bool:
        pairs = set[Pair]()
        for work in works:
            pair = tuple(tail if event == head else event for event in (self.tail[work], self.head[work]))
            if pair[0] == pair[1] or pair in pairs:
                return True
            pairs.add((pair[0], pair[1]))
        return False

    def _join(self, tail: int, head: int) -> set[int]:
        """`head` becomes `tail`; gives the events about them."""
        self.times[tail] = max(self.times[tail], self.times[head])

        def put(events: list[int]) -> list[int]:
            return [tail if event == head else event for event in events]

        about = {event for pair in self.dummies if tail in pair or head in pair for event in pair}
        for work in range(self.count):
            if {self.tail[work], self.head[work]} & {tail, head}:
                about |= {self.tail[work], self.head[work]}
        self.tail, self.head, self.mark = put(self.tail), put(self.head), put(self.mark)
        joined = {(tail if a == head else a, tail if b == head else b) for a, b in self.dummies}
        self.dummies = {(a, b) for a, b in joined if a != b}
        return about

    def arrows(self) -> Arrows:
        """Numbered anew by time, in an order that every arrow follows."""
        used = {*self.tail, *self.head, *self.mark, *(event for pair in self.dummies for event in pair)}
        rank = {event: at for at, event in enumerate(self._order())}
        order = sorted(used, key=lambda event: (self.times[event], rank[event]))
        number = {event: at for at, event in enumerate(order)}
        return Arrows(
            tail=[number[event] for event in self.tail],
            head=[number[event] for event in self.head],
            dummies=sorted((number[a], number[b]) for a, b in self.dummies),
            times=[self.times[event] for event in order],
            marks=[number[event] for event in self.mark],
        )


def check_arrows(arrows: Arrows, before: Sequence[int]) -> list[Pair]:
    """Pairs of works (a, b) for which "a precedes b" and "a path leads from the end of a to the start of b" differ.

    Empty for a right diagram. `before` is closed.
    """
    out: list[list[int]] = [[] for _ in arrows.times]
    for tail, head in (*zip(arrows.tail, arrows.head, strict=True), *arrows.dummies):
        out[tail].append(head)
    leaving = [0] * len(arrows)
    for work, tail in enumerate(arrows.tail):
        leaving[tail] |= 1 << work
    reach = list(leaving)
    for event in range(len(arrows) - 1, -1, -1):
        for head in out[event]:
            reach[event] |= reach[head]
    wrong = []
    for a, head in enumerate(arrows.head):
        wanted = sum(1 << b for b in range(len(before)) if before[b] >> a & 1)
        wrong += [(a, b) for b in bits(wanted ^ reach[head])]
    return wrong
