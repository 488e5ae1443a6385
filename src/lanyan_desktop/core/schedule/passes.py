"""The two walks of the critical path method over a numbered network: earliest starts forwards, latest back.

Where predecessor and successor share a calendar and the lag is working time, an edge is one addition: its *weight*
is the least distance from start to start. The others (two calendars, elapsed lags) go through the clock, edge by edge.
Both loops are plain Python over flat lists: measured faster than numpy level by level on networks as deep as sites'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar
from lanyan_desktop.core.schedule.network import Bools, Network
from lanyan_desktop.core.schedule.nodes import FAR, Nodes
from lanyan_desktop.core.schedule.plan import (
    ELAPSED,
    FF,
    FS,
    LAG_AFTER,
    LAG_PROJECT,
    LAG_ROUND_CLOCK,
    OVERRIDE,
    PERCENT,
    SF,
    SS,
    USUAL,
    WORKING,
    Links,
    Rules,
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Edges:
    """The relations that bind now, sorted by source; those into finished work and out of its past are gone."""

    source: Ints
    target: Ints
    weight: Ints  # least distance start to start in working minutes; nonsense where `is_special`
    type: Ints
    lag: Ints
    unit: Ints
    link: Ints
    is_special: Bools  # goes through the clock
    moves: Bools  # the target is not fixed: the forward walk uses it
    lag_calendar: int  # whose working time lags are counted in, where an edge goes through the clock

    @cached_property
    def lists(self) -> tuple[list[int], list[int], list[int]]:
        """Source, target and weight for the loops: made once for both walks, for making them takes half of one."""
        return self.source.tolist(), self.target.tolist(), self.weight.tolist()


def build_edges(network: Network, nodes: Nodes, links: Links, rules: Rules = USUAL) -> Edges:
    """The edges of the walks; raises the floors of what waits for a start that already happened."""
    lag, unit = np.zeros(len(network.link), dtype=np.int64), np.zeros(len(network.link), dtype=np.int64)
    real = network.link >= 0
    lag[real], unit[real] = links.lag[network.link[real]], links.unit[network.link[real]]
    source, target, kind = network.source, network.target, network.type
    share = unit == PERCENT
    if share.any():
        lag = np.where(share, (lag * nodes.whole[source] + 5_000) // 10_000, lag)
        unit = np.where(share, WORKING, unit)
    if rules.lag_calendar == LAG_ROUND_CLOCK:
        unit = np.where(lag != 0, ELAPSED, unit)
    from_start = (kind == SS) | (kind == SF)
    past = nodes.is_begun[source] & from_start
    keep = ~nodes.is_finished[target] & ~past
    if rules.progress == OVERRIDE:
        keep &= ~nodes.is_begun[target]
    if past.any():
        binding = past & ~nodes.is_fixed[target] & (nodes.calendar[source] == nodes.calendar[target])
        since = nodes.begun_at[source] + lag - np.where(kind == SF, nodes.length[target], 0)
        np.maximum.at(nodes.floor, target[binding], since[binding])  # they hold from the actual start
    weight = lag + np.where(from_start, 0, nodes.length[source]) - np.where(kind >= FF, nodes.length[target], 0)
    special = (unit == ELAPSED) | (nodes.calendar[source] != nodes.calendar[target])
    if rules.lag_calendar == LAG_PROJECT:
        special |= (lag != 0) & (nodes.calendar[source] != 0)
    columns = (source, target, weight, kind, lag, unit, network.link, special, ~nodes.is_fixed[target])
    if not keep.all():
        columns = tuple(column[keep] for column in columns)
    names = ("source", "target", "weight", "type", "lag", "unit", "link", "is_special", "moves")
    return Edges(**dict(zip(names, columns, strict=True)), lag_calendar=rules.lag_calendar)


def walk_forwards(nodes: Nodes, edges: Edges, clocks: Sequence[WorkCalendar]) -> Ints:
    """The earliest count of each node's start (of the remaining part of begun work)."""
    early: list[int] = nodes.floor.tolist()
    if not edges.is_special.any() and not (nodes.ceiling < FAR).any():
        walked = edges.lists
        if not edges.moves.all():
            moves = edges.moves
            walked = edges.source[moves].tolist(), edges.target[moves].tolist(), edges.weight[moves].tolist()
        for source, target, weight in zip(*walked, strict=True):
            count = early[source] + weight
            if count > early[target]:  # noqa: PLR1730  # max() is a call: twice the time of this loop
                early[target] = count
        return np.array(early, dtype=np.int64)
    clock = Clock(nodes, edges, clocks)
    ceiling, last = nodes.ceiling.tolist(), -1
    moving = edges.moves.tolist()
    for at, (source, target, weight, special) in enumerate(_rows(edges)):
        if source != last:
            early[source] = min(early[source], ceiling[source])
            last = source
        if moving[at]:
            count = clock.forwards(at, early[source]) if special else early[source] + weight
            early[target] = max(early[target], count)
    return np.minimum(np.array(early, dtype=np.int64), nodes.ceiling)


def walk_back(nodes: Nodes, edges: Edges, clocks: Sequence[WorkCalendar], latest_finish: Ints) -> Ints:
    """The latest count of each node's start, given the latest finish of a node that nothing waits for."""
    late: list[int] = (np.minimum(latest_finish, nodes.late_ceiling) - nodes.length).tolist()
    if not edges.is_special.any():
        for source, target, weight in zip(*map(reversed, edges.lists), strict=True):
            count = late[target] - weight
            if count < late[source]:  # noqa: PLR1730  # min() is a call: twice the time of this loop
                late[source] = count
        return np.array(late, dtype=np.int64)
    clock = Clock(nodes, edges, clocks)
    rows = list(_rows(edges))
    for at in range(len(rows) - 1, -1, -1):
        source, target, weight, special = rows[at]
        count = clock.back(at, late[target]) if special else late[target] - weight
        late[source] = min(late[source], count)
    return np.array(late, dtype=np.int64)


def slack_of(nodes: Nodes, edges: Edges, clocks: Sequence[WorkCalendar], early: Ints) -> Ints:
    """By edge: how much later its source could start without moving its target (working minutes of the source)."""
    slack = early[edges.target] - early[edges.source] - edges.weight
    if edges.is_special.any():
        clock = Clock(nodes, edges, clocks)
        for at in np.flatnonzero(edges.is_special).tolist():
            source, target = int(edges.source[at]), int(edges.target[at])
            slack[at] = clock.back(at, int(early[target])) - int(early[source])
    return slack


def _rows(edges: Edges) -> zip[tuple[int, int, int, bool]]:
    return zip(*edges.lists, edges.is_special.tolist(), strict=True)


class Clock:
    """Carries a count over an edge through the clock: off the source's calendar, onto the target's, and back."""

    def __init__(self, nodes: Nodes, edges: Edges, clocks: Sequence[WorkCalendar]) -> None:
        self.nodes, self.edges, self.clocks = nodes, edges, clocks
        self._ends = {FS: (True, False), SS: (False, False), FF: (True, True), SF: (False, True)}
        self._opens: list[bool] = leave_in_the_morning(nodes, edges).tolist()

    def _edge(self, at: int) -> tuple[WorkCalendar, WorkCalendar, int, int, int, bool]:
        edges, nodes = self.edges, self.nodes
        source, target = int(edges.source[at]), int(edges.target[at])
        from_finish, to_finish = self._ends[int(edges.type[at])]
        out = int(nodes.length[source]) if from_finish else 0
        into = int(nodes.length[target]) if to_finish else 0
        clocks = self.clocks[int(nodes.calendar[source])], self.clocks[int(nodes.calendar[target])]
        return (*clocks, int(edges.lag[at]), out, into, from_finish and not self._opens[at])

    def forwards(self, at: int, count: int) -> int:
        """The earliest start of the target for this start of the source."""
        here, there, lag, out, into, from_finish = self._edge(at)
        if self.edges.unit[at] == ELAPSED:
            return there.count(_moment(here, count + out, from_finish) + lag) - into
        if self.edges.lag_calendar == LAG_AFTER:
            return there.count(_moment(here, count + out, from_finish)) + lag - into
        if self.edges.lag_calendar == LAG_PROJECT and lag:
            moment = _moment(here, count + out, from_finish)
            return there.count(_moment(self.clocks[0], self.clocks[0].count(moment) + lag, from_finish)) - into
        return there.count(_moment(here, count + out + lag, from_finish)) - into

    def back(self, at: int, count: int) -> int:
        """The latest start of the source for this start of the target: the greatest that `forwards` lets be."""
        here, there, lag, out, into, from_finish = self._edge(at)
        if self.edges.unit[at] == ELAPSED:
            return _latest(here, there.start(count + into) - lag, from_finish) - out
        if self.edges.lag_calendar == LAG_AFTER:
            return _latest(here, there.start(count + into - lag), from_finish) - out
        if self.edges.lag_calendar == LAG_PROJECT and lag:
            begun = _latest(self.clocks[0], there.start(count + into), from_finish) - lag
            return _latest(here, self.clocks[0].start(begun), from_finish) - out
        return _latest(here, there.start(count + into), from_finish) - lag - out


def leave_in_the_morning(nodes: Nodes, edges: Edges) -> Bools:
    """By edge: it leaves a milestone nothing leads to, which stands where a shift begins.

    So an elapsed lag counts from 08:00, not from 17:00 of the day before. A lag of working time ends where it ends.
    """
    is_led_to = np.zeros(len(nodes.length), dtype=np.bool_)
    is_led_to[edges.target] = True
    opens = (nodes.length == 0) & ~is_led_to
    return np.asarray(opens[edges.source] & ((edges.unit == ELAPSED) | (edges.lag == 0)), dtype=np.bool_)


def _moment(clock: WorkCalendar, count: int, is_finish: bool) -> int:
    return clock.finish(count) if is_finish else clock.start(count)


def _latest(clock: WorkCalendar, moment: int, is_finish: bool) -> int:
    """The greatest count whose moment does not lie behind this one."""
    latest = clock.count(moment)
    if not is_finish and clock.start(latest) > moment:
        return latest - 1  # the next minute worked lies behind the moment: it was missed
    return latest
