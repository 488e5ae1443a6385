"""Which lane every arrow and event of a time-scaled arrow diagram (双代号时标网络图) lies in; x is fixed by time.

The critical path takes the middle lane; the rest is cut into chains, longest first, each packed into the free lane
nearest to its ends; then neighbouring lanes change places where that saves crossings. Lanes of a swim lane (泳道) stay
together. An edit moves few lanes: works keep the lane they had where it is free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

BAND = 100_000
"""Lanes of the n-th swim lane are numbered about n × BAND."""
_REACH = 2_000
_WORK, _DUMMY = 4, 1
_SWEEPS = 6
_EFFORT = 100_000_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LaneInput:
    """Arrows by position. Times are whole numbers; an arrow leads forwards in event numbers."""

    times: Sequence[int]  # by event
    tail: Sequence[int]
    head: Sequence[int]
    is_work: Sequence[bool]
    is_critical: Sequence[bool]
    group: Sequence[int]  # swim lane by arrow, 0 …
    wanted: Mapping[int, int]  # lane an arrow had before, counted from the middle of its swim lane


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Lanes:
    """Lanes from the top, 0 …; an arrow without length has that of its head."""

    event: list[int]
    arrow: list[int]
    own: list[int]  # by arrow: counted from the middle of its swim lane; what `wanted` takes
    group: list[int]  # by lane: its swim lane


def place_in_lanes(given: LaneInput) -> Lanes:
    """Lanes for all arrows and events: no two horizontals overlap, no horizontal runs through a foreign event."""
    packer = _Packer(given)
    packer.pack()
    return packer.lanes()


@dataclass(slots=True)
class _Lane:
    lines: list[tuple[int, int, int, int]] = field(default_factory=list)  # from, to (times), tail, head
    events: dict[int, int] = field(default_factory=dict)  # time -> event

    def takes(self, times: Sequence[int], chain: Sequence[int]) -> bool:
        """Whether a line through these events finds room."""
        first, last = times[chain[0]], times[chain[-1]]
        own = set(chain)
        for x, event in self.events.items():
            if first <= x <= last and event not in own:
                return False
        return not any(
            (a < last and first < b) or (b == first and head != chain[0]) or (a == last and tail != chain[-1])
            for a, b, tail, head in self.lines
        )


class _Packer:
    def __init__(self, given: LaneInput) -> None:
        self.given, self.count = given, len(given.tail)
        self.long = [given.times[h] > given.times[t] for t, h in zip(given.tail, given.head, strict=True)]
        self.event: list[int | None] = [None] * len(given.times)
        self.arrow: list[int | None] = [None] * self.count
        self.rows: dict[int, _Lane] = {}
        self.out: list[list[int]] = [[] for _ in given.times]
        for at, tail in enumerate(given.tail):
            self.out[tail].append(at)

    def pack(self) -> None:
        left = {at for at in range(self.count) if self.long[at]}
        for only_critical in (True, False):
            groups = sorted({self.given.group[at] for at in left})
            for group in groups:
                mine = {at for at in left if self.given.group[at] == group}
                mine = {at for at in mine if self.given.is_critical[at]} if only_critical else mine
                while chain := self._longest(mine):
                    self._put(chain, group)
                    mine -= set(chain)
                    left -= set(chain)
        for at in range(self.count):
            for event in (self.given.tail[at], self.given.head[at]):
                if self.event[event] is None:
                    self._put_event(event, self.given.group[at])

    def _longest(self, left: set[int]) -> list[int]:
        """The chain of arrows that spans most time, works counting more; inner events are not placed yet."""
        given, best, via = self.given, dict[int, int](), dict[int, int]()
        for at in sorted(left, key=lambda one: (given.tail[one], one), reverse=True):
            tail, head = given.tail[at], given.head[at]
            span = (given.times[head] - given.times[tail]) * (_WORK if given.is_work[at] else _DUMMY)
            value = span + (best.get(head, 0) if self.event[head] is None else 0)
            if value > best.get(tail, 0):
                best[tail], via[tail] = value, at
        if not best:
            return []
        event = max(best, key=lambda one: (best[one], -one))
        chain = [via[event]]
        while (head := given.head[chain[-1]]) in via and self.event[head] is None:
            chain.append(via[head])
        return chain

    def _put(self, chain: list[int], group: int) -> None:
        given = self.given
        events = [given.tail[chain[0]], *(given.head[at] for at in chain)]
        lane = self._nearest(self._target(chain, events, group), events, group)
        row = self.rows.setdefault(lane, _Lane())
        for at in chain:
            self.arrow[at] = lane
            row.lines.append((given.times[given.tail[at]], given.times[given.head[at]], given.tail[at], given.head[at]))
        for event in events:
            if self.event[event] is None:
                self.event[event] = lane
                row.events[given.times[event]] = event

    def _target(self, chain: list[int], events: list[int], group: int) -> float:
        """Where a chain would like to lie."""
        kept = sorted(self.given.wanted[at] for at in chain if at in self.given.wanted)
        if kept:
            return group * BAND + kept[len(kept) // 2]
        if any(self.given.is_critical[at] for at in chain):
            return group * BAND
        low, high = group * BAND - _REACH, group * BAND + _REACH
        ends = [lane for lane in (self.event[events[0]], self.event[events[-1]]) if lane is not None]
        return sum(min(max(lane, low), high) for lane in ends) / len(ends) if ends else group * BAND + 0.4

    def _nearest(self, target: float, events: list[int], group: int) -> int:
        middle = round(target)
        for step in range(4 * _REACH):
            near = sorted({middle + step, middle - step}, key=lambda lane: (abs(lane - target), lane))
            for lane in near:
                if abs(lane - group * BAND) > 2 * _REACH:
                    continue
                if self.rows.setdefault(lane, _Lane()).takes(self.given.times, events):
                    return lane
        raise AssertionError("a lane that nobody uses always takes a chain")

    def _put_event(self, event: int, group: int) -> None:
        """An event that only dummies without length touch."""
        near = [
            lane
            for at in range(self.count)
            if event in (self.given.tail[at], self.given.head[at])
            and (lane := self.event[self.given.head[at] if self.given.tail[at] == event else self.given.tail[at]])
            is not None
        ]
        target = sum(near) / len(near) if near else group * BAND
        own = group if abs(target - group * BAND) <= _REACH else round(target / BAND)
        lane = self._nearest(target, [event], own)
        self.event[event] = lane
        self.rows[lane].events[self.given.times[event]] = event

    # ---- from the top

    def lanes(self) -> Lanes:
        events = [lane or 0 for lane in self.event]
        own = [events[head] if lane is None else lane for lane, head in zip(self.arrow, self.given.head, strict=True)]
        used = sorted({*events, *own})
        ranks = {lane: at for at, lane in enumerate(used)}
        order = _Sweeper(self.given, [ranks[lane] for lane in events], [ranks[lane] for lane in own]).sweep(
            [round(lane / BAND) for lane in used], {ranks[lane] for lane in used if lane % BAND == 0}
        )
        return Lanes(
            event=[order[ranks[lane]] for lane in events],
            arrow=[order[ranks[lane]] for lane in own],
            own=[lane - round(lane / BAND) * BAND for lane in own],
            group=[round(lane / BAND) for lane in used],
        )


class _Sweeper:
    """Changes neighbouring lanes where that makes fewer crossings and shorter verticals."""

    def __init__(self, given: LaneInput, events: list[int], arrows: list[int]) -> None:
        times = np.array(given.times, dtype=np.int64)
        tail, head = np.array(given.tail, dtype=np.int64), np.array(given.head, dtype=np.int64)
        event, arrow = np.array(events, dtype=np.int64), np.array(arrows, dtype=np.int64)
        self.a = np.concatenate([event[tail], event[head]])
        self.b = np.concatenate([arrow, arrow])
        x = np.concatenate([times[tail], times[head]])
        upright = self.a != self.b
        self.a, self.b, x = self.a[upright], self.b[upright], x[upright]
        level = times[head] > times[tail]
        self.lane = arrow[level]
        self.over = (times[tail][level] < x[:, None]) & (x[:, None] < times[head][level])

    def sweep(self, group: Sequence[int], pinned: set[int]) -> list[int]:
        """The new place of each lane; lanes change places only within their swim lane."""
        order = np.arange(len(group), dtype=np.int64)
        effort = max(self.over.size, 1) * max(len(group), 1)
        is_first = self.lane.size == 0
        for _ in range(0 if is_first else min(_SWEEPS, _EFFORT // effort)):
            cost, has_changed = self._cost(order), False
            for place in range(len(group) - 1):
                at = np.argsort(order)
                first, second = int(at[place]), int(at[place + 1])
                if group[first] != group[second] or {first, second} & pinned:
                    continue
                order[first], order[second] = order[second], order[first]
                new = self._cost(order)
                if new < cost:
                    cost, has_changed = new, True
                else:
                    order[first], order[second] = order[second], order[first]
            if not has_changed:
                break
        return [int(value) for value in order]

    def _cost(self, order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
        a, b, lane = order[self.a], order[self.b], order[self.lane]
        low, high = np.minimum(a, b)[:, None], np.maximum(a, b)[:, None]
        crossings = int((self.over & (low < lane) & (lane < high)).sum())
        return 5 * crossings + int(np.abs(a - b).sum())
