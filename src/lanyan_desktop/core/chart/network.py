"""The time-scaled arrow diagram (双代号时标网络图, JGJ/T 121-2015) laid out: what lies where, in chart days and lanes.

An event stands exactly on its time; a work is as long as it takes, the rest up to its end event is a wave line; a dummy
is upright, what of it is level is wave. Uprights stand on the time of their event (so many that leave one event share a
bus line, 母线法); where a foreign event or another upright is in the way they step aside by some px.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

import numpy as np

from lanyan_desktop.core.chart.network_lanes import LaneInput, Lanes, place_in_lanes
from lanyan_desktop.core.chart.timescale import Floats, chart_days
from lanyan_desktop.core.schedule.arrow_floats import ArrowFloats, arrow_floats
from lanyan_desktop.core.schedule.arrow_works import ArrowWorks
from lanyan_desktop.core.schedule.arrows import Arrows, build_arrows
from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar
from lanyan_desktop.core.schedule.network import Bools


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NetworkLayout:
    """Events and arrows, placed. Arrows are the works, then the dummies."""

    works: ArrowWorks
    arrows: Arrows
    floats: ArrowFloats
    number: Ints  # by event, from 1; i < j along every arrow
    day: Floats  # by event: its chart day
    lane: Ints  # by event, from the top
    tail: Ints
    head: Ints
    start_day: Floats
    solid_day: Floats  # where the work is done and the wave begins; of a dummy its start
    end_day: Floats
    arrow_lane: Ints
    tail_step: Ints  # 0: its upright stands on the event's time; n: n-th place beside it
    head_step: Ints
    is_dummy: Bools
    is_critical: Bools
    lane_group: Ints  # by lane: its swim lane
    kept: Mapping[tuple[int, int, int], int]  # (row, part, link) -> own lane: `before` of the next layout

    @property
    def lanes(self) -> int:
        return len(self.lane_group)


def layout_network(
    works: ArrowWorks,
    calendar: WorkCalendar,
    *,
    group: Sequence[int] | None = None,
    before: Mapping[tuple[int, int, int], int] | None = None,
    critical: Sequence[bool] | None = None,
) -> NetworkLayout:
    """Arrows, lanes and uprights of these works. `group`: the swim lane of each; `before`: what `kept` said.

    `critical`: works the engine calls so; they count beside those on a path without waves. A lead longer than its work,
    which no arrow can show, parts such a path on paper though not in the plan.
    """
    arrows = build_arrows(
        works.before, start=works.start, finish=works.finish, begin=works.begin, marks=works.milestones_before
    )
    floats = arrow_floats(works, arrows)
    if critical is not None:
        floats = replace(floats, is_critical=_with_engine(arrows, floats, critical))
    lanes = _lanes(works, arrows, floats, group or [0] * len(works), before or {})
    tail = np.array([*arrows.tail, *(a for a, _ in arrows.dummies)], dtype=np.int64)
    head = np.array([*arrows.head, *(b for _, b in arrows.dummies)], dtype=np.int64)
    day = _days(calendar, np.array(arrows.times, dtype=np.int64), works.begin)
    done = np.array([*works.finish, *(arrows.times[a] for a, _ in arrows.dummies)], dtype=np.int64)
    tail_step, head_step = _Columns(arrows, lanes, tail.tolist(), head.tolist()).stand()
    return NetworkLayout(
        works=works,
        arrows=arrows,
        floats=floats,
        number=_numbers(arrows, tail.tolist(), head.tolist(), lanes.event),
        day=day,
        lane=np.array(lanes.event, dtype=np.int64),
        tail=tail,
        head=head,
        start_day=day[tail],
        solid_day=_days(calendar, done, works.begin),
        end_day=day[head],
        arrow_lane=np.array(lanes.arrow, dtype=np.int64),
        tail_step=np.array(tail_step, dtype=np.int64),
        head_step=np.array(head_step, dtype=np.int64),
        is_dummy=np.arange(len(tail)) >= len(works),
        is_critical=np.array(floats.is_critical, dtype=np.bool_),
        lane_group=np.array(lanes.group, dtype=np.int64),
        kept={_key(works, at): lanes.own[at] for at in range(len(works))},
    )


def _with_engine(arrows: Arrows, floats: ArrowFloats, critical: Sequence[bool]) -> list[bool]:
    """Works that either calls critical, and the dummies without wave between such works."""
    works = [mine or theirs for mine, theirs in zip(floats.is_critical, critical, strict=False)]
    reached = {head for head, is_on in zip(arrows.head, works, strict=True) if is_on}
    left = {tail for tail, is_on in zip(arrows.tail, works, strict=True) if is_on}
    count = len(works)
    dummies = [
        floats.is_critical[at] or (floats.wave[at] == 0 and tail in reached and head in left)
        for at, (tail, head) in enumerate(arrows.dummies, start=count)
    ]
    return works + dummies


def _key(works: ArrowWorks, at: int) -> tuple[int, int, int]:
    return works.row[at], works.part[at], works.link[at]


def _days(calendar: WorkCalendar, counts: Ints, begin: int) -> Floats:
    """Chart days of counts, all on the finish side but the beginning."""
    days = chart_days(calendar, calendar.finish_at(counts), is_finish=True)
    first = chart_days(calendar, calendar.start_at(counts[counts == begin]))
    days[counts == begin] = first
    return days


def _lanes(
    works: ArrowWorks,
    arrows: Arrows,
    floats: ArrowFloats,
    group: Sequence[int],
    before: Mapping[tuple[int, int, int], int],
) -> Lanes:
    into = {head: group[at] for at, head in reversed(list(enumerate(arrows.head)))}
    out = {tail: group[at] for at, tail in reversed(list(enumerate(arrows.tail)))}
    of_dummies = [out.get(head, into.get(tail, 0)) for tail, head in arrows.dummies]
    return place_in_lanes(
        LaneInput(
            times=arrows.times,
            tail=[*arrows.tail, *(tail for tail, _ in arrows.dummies)],
            head=[*arrows.head, *(head for _, head in arrows.dummies)],
            is_work=[True] * len(works) + [False] * len(arrows.dummies),
            is_critical=floats.is_critical,
            group=[*group, *of_dummies],
            wanted={at: before[_key(works, at)] for at in range(len(works)) if _key(works, at) in before},
        )
    )


def _numbers(arrows: Arrows, tail: list[int], head: list[int], lane: list[int]) -> Ints:
    """Events numbered by time and then from the top, as far as the arrows let."""
    waiting = [0] * len(arrows)
    out: list[list[int]] = [[] for _ in arrows.times]
    for a, b in zip(tail, head, strict=True):
        waiting[b] += 1
        out[a].append(b)
    free = [(arrows.times[event], lane[event], event) for event, number in enumerate(waiting) if not number]
    heapify(free)
    numbers = np.zeros(len(arrows), dtype=np.int64)
    for number in range(1, len(arrows) + 1):
        event = heappop(free)[2]
        numbers[event] = number
        for other in out[event]:
            waiting[other] -= 1
            if not waiting[other]:
                heappush(free, (arrows.times[other], lane[other], other))
    return numbers


Owner = tuple[int, bool]
"""An event, and whether the upright leaves it."""


class _Columns:
    """Uprights by time and place beside it: those of one event may share one, others may not touch."""

    def __init__(self, arrows: Arrows, lanes: Lanes, tail: list[int], head: list[int]) -> None:
        self.times, self.lanes, self.tail, self.head = arrows.times, lanes, tail, head
        self.events: dict[int, dict[int, int]] = {}
        for event, lane in enumerate(lanes.event):
            self.events.setdefault(self.times[event], {})[lane] = event
        self.taken: dict[tuple[int, bool, int], list[tuple[int, int, Owner]]] = {}

    def stand(self) -> tuple[list[int], list[int]]:
        """By arrow: the step of its upright at the tail and at the head."""
        tails, heads = [0] * len(self.tail), [0] * len(self.head)
        straight = [at for at in range(len(self.tail)) if self._has_no_length(at)]
        for at in sorted(straight, key=lambda one: abs(self._lane(self.tail[one]) - self._lane(self.head[one]))):
            tails[at] = self._step(self.tail[at], self._lane(self.head[at]), is_out=True, ends={self.head[at]})
            heads[at] = tails[at]
        for at in range(len(self.tail)):
            if not self._has_no_length(at):
                tails[at] = self._step(self.tail[at], self.lanes.arrow[at], is_out=True, ends=set())
                heads[at] = self._step(self.head[at], self.lanes.arrow[at], is_out=False, ends=set())
        return tails, heads

    def _lane(self, event: int) -> int:
        return self.lanes.event[event]

    def _has_no_length(self, at: int) -> bool:
        return self.times[self.tail[at]] == self.times[self.head[at]]

    def _step(self, event: int, lane: int, *, is_out: bool, ends: set[int]) -> int:
        low, high = sorted((self._lane(event), lane))
        if low == high:
            return 0
        at, owner = self.times[event], (event, is_out)
        passed = {other for row, other in self.events[at].items() if low <= row <= high} - {event} - ends
        step = 1 if passed else 0
        while not self._is_clear(at, step, low, high, owner):
            step += 1
        side = is_out if step else True  # on the time itself both sides are one
        self.taken.setdefault((at, side, step), []).append((low, high, owner))
        return step

    def _is_clear(self, at: int, step: int, low: int, high: int, owner: Owner) -> bool:
        side = owner[1] if step else True
        return all(other == owner or high < a or b < low for a, b, other in self.taken.get((at, side, step), []))
