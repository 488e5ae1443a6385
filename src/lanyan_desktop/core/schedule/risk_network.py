"""The network of a plan walked by columns of runs, each with durations drawn from three-point estimates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar
from lanyan_desktop.core.schedule.network import Network
from lanyan_desktop.core.schedule.nodes import FAR, build_nodes
from lanyan_desktop.core.schedule.passes import build_edges, leave_in_the_morning
from lanyan_desktop.core.schedule.plan import (
    ELAPSED,
    FF,
    FINISH_FROM,
    FINISH_ON,
    FINISH_UNTIL,
    LAG_AFTER,
    LAG_PROJECT,
    NONE,
    SF,
    SS,
    Plan,
)
from lanyan_desktop.core.values import Instant

Shape = Literal["pert", "triangular"]
_NOTHING = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Estimates:
    """Three points by activity, working minutes; all the same where nothing is uncertain."""

    optimistic: Ints
    likely: Ints
    pessimistic: Ints


class RiskNetwork:
    """The network by place, ready to be walked by columns of runs."""

    def __init__(self, plan: Plan, network: Network, estimates: Estimates, shape: Shape) -> None:
        self.plan, self.network, self.shape = plan, network, shape
        self.nodes = build_nodes(plan, network)
        self.edges = build_edges(network, self.nodes, plan.links, plan.rules)
        self.opens: list[bool] = leave_in_the_morning(self.nodes, self.edges).tolist()
        self.points = [self._placed(c) for c in (estimates.optimistic, estimates.likely, estimates.pessimistic)]
        whole = np.maximum(self.points[1], 1)
        self.share = np.where(self.nodes.is_begun, self.nodes.length / whole, 1.0)  # what is left of begun work
        self.follows = self._placed(np.isin(plan.constraint, (FINISH_FROM, FINISH_ON, FINISH_UNTIL)).astype(np.int64))
        self.follows *= ~(self.nodes.is_begun | self.nodes.is_finished) & (
            self._placed(plan.manual_start, NONE) == NONE
        )
        self.rows = list(
            zip(
                self.edges.source.tolist(),
                self.edges.target.tolist(),
                self.edges.type.tolist(),
                self.edges.lag.tolist(),
                self.edges.is_special.tolist(),
                self.edges.moves.tolist(),
                strict=True,
            )
        )

    def _placed(self, column: Ints, of_hub: int = 0) -> Ints:
        hubs = np.full(len(self.network.hub_of), of_hub, dtype=np.int64)
        return np.asarray(np.concatenate([column, hubs])[self.network.order], dtype=np.int64)

    def planned(self) -> Instant:
        """The finish with durations as planned."""
        start, _, finish = self._walk(self.nodes.length[:, None])
        return Instant(int(finish[0])) if start.size else self.plan.start

    def run(self, random: np.random.Generator, count: int) -> tuple[Ints, Ints, Ints, NDArray[np.bool_]]:
        """So many runs: finish instants and counts, then lengths and what is critical by activity and run."""
        lengths = self._draw(random, count)
        early, ends, finish = self._walk(lengths)
        late = self._walk_back(lengths, finish)
        open_ = (self.nodes.is_work & ~self.nodes.is_finished)[:, None]
        critical = open_ & (late - early <= self.plan.rules.critical_float)
        mine = self.network.place[: self.network.count]
        return finish, ends, lengths[mine], critical[mine]

    def _draw(self, random: np.random.Generator, count: int) -> Ints:
        low, likely, high = (points.astype(np.float64) for points in self.points)
        low, high = np.minimum(low, likely), np.maximum(high, likely)
        width = high - low
        varies = np.flatnonzero((width > 0) & ~self.nodes.is_finished & self.nodes.is_work)
        lengths: Ints = np.repeat(self.nodes.length[:, None], count, axis=1)
        for at in varies.tolist():
            if self.shape == "pert":
                a, b = (4 * (likely[at] - low[at]) / width[at] + 1, 4 * (high[at] - likely[at]) / width[at] + 1)
                drawn = low[at] + width[at] * random.beta(a, b, count)
            else:
                drawn = random.triangular(low[at], likely[at], high[at], count)
            lengths[at] = np.rint(drawn * self.share[at])
        return lengths

    def _walk(self, lengths: Ints) -> tuple[Ints, Ints, Ints]:
        """Earliest starts by place and run; of each run the finish as a count of the project's calendar and instant."""
        nodes, runs = self.nodes, lengths.shape[1]
        shift = (nodes.length[:, None] - lengths) * self.follows[:, None]  # a limit on the finish moves with the length
        early = nodes.floor[:, None] + shift
        ceiling = nodes.ceiling[:, None] + shift if (nodes.ceiling < FAR).any() else None
        last = -1
        for at, (source, target, kind, lag, special, moves) in enumerate(self.rows):
            if ceiling is not None and source != last:
                np.minimum(early[source], ceiling[source], out=early[source])
                last = source
            if moves:
                count = (
                    self._over(at, early[source], lengths)
                    if special
                    else early[source] + self._gap(kind, lag, lengths[source], lengths[target])
                )
                np.maximum(early[target], count, out=early[target])
        if ceiling is not None:
            np.minimum(early, ceiling, out=early)
        finish = self._finishes(early + lengths, runs)
        return early, self.plan.calendars[0].count_at(finish), finish

    def _finishes(self, ends: Ints, runs: int) -> Ints:
        works, finish = self.nodes.is_work, np.full(runs, self.plan.start, dtype=np.int64)
        for number, calendar in enumerate(self.plan.calendars):
            mine = works & (self.nodes.calendar == number)
            if mine.any():
                np.maximum(finish, calendar.finish_at(ends[mine].max(axis=0)), out=finish)
        return finish

    def _walk_back(self, lengths: Ints, finish: Ints) -> Ints:
        nodes = self.nodes
        end = np.stack([calendar.count_at(finish) for calendar in self.plan.calendars])[nodes.calendar]
        late = np.minimum(end, nodes.late_ceiling[:, None]) - lengths
        for at in range(len(self.rows) - 1, -1, -1):
            source, target, kind, lag, special, _ = self.rows[at]
            count = (
                self._back(at, late[target], lengths)
                if special
                else late[target] - self._gap(kind, lag, lengths[source], lengths[target])
            )
            np.minimum(late[source], count, out=late[source])
        return late

    @staticmethod
    def _gap(kind: int, lag: int, source: Ints, target: Ints) -> Ints | int:
        if kind == SS:
            return lag
        if kind == SF:
            return lag - target
        return source + lag - target if kind == FF else source + lag

    def _ends(self, at: int, lengths: Ints) -> tuple[WorkCalendar, WorkCalendar, Ints, Ints, bool]:
        source, target, kind = self.rows[at][:3]
        here = self.plan.calendars[int(self.nodes.calendar[source])]
        there = self.plan.calendars[int(self.nodes.calendar[target])]
        from_finish = kind not in (SS, SF)
        out = lengths[source] if from_finish else _NOTHING
        side = from_finish and not self.opens[at]
        return here, there, out, lengths[target] if kind in (FF, SF) else _NOTHING, side

    def _over(self, at: int, count: Ints, lengths: Ints) -> Ints:
        """As `passes.Clock.forwards`, of all runs."""
        here, there, out, into, from_finish = self._ends(at, lengths)
        lag = self.rows[at][3]
        if self.edges.unit[at] == ELAPSED:
            moments = _moments(here, count + out, from_finish) + lag
            return np.asarray(there.count_at(moments) - into, dtype=np.int64)
        if self.edges.lag_calendar == LAG_AFTER:
            moments = _moments(here, count + out, from_finish)
            return np.asarray(there.count_at(moments) + lag - into, dtype=np.int64)
        if self.edges.lag_calendar == LAG_PROJECT and lag:
            own = self.plan.calendars[0]
            counts = own.count_at(_moments(here, count + out, from_finish)) + lag
            return np.asarray(there.count_at(_moments(own, counts, from_finish)) - into, dtype=np.int64)
        moments = _moments(here, count + out + lag, from_finish)
        return np.asarray(there.count_at(moments) - into, dtype=np.int64)

    def _back(self, at: int, count: Ints, lengths: Ints) -> Ints:
        """As `passes.Clock.back`, of all runs."""
        here, there, out, into, from_finish = self._ends(at, lengths)
        lag = self.rows[at][3]
        if self.edges.unit[at] == ELAPSED:
            return _latest(here, there.start_at(count + into) - lag, from_finish) - out
        if self.edges.lag_calendar == LAG_AFTER:
            return _latest(here, there.start_at(count + into - lag), from_finish) - out
        if self.edges.lag_calendar == LAG_PROJECT and lag:
            own = self.plan.calendars[0]
            begun = _latest(own, there.start_at(count + into), from_finish) - lag
            return _latest(here, own.start_at(begun), from_finish) - out
        return np.asarray(_latest(here, there.start_at(count + into), from_finish) - lag - out, dtype=np.int64)


def _moments(clock: WorkCalendar, counts: Ints, is_finish: bool) -> Ints:
    side: Callable[[Ints], Ints] = clock.finish_at if is_finish else clock.start_at
    return side(counts)


def _latest(clock: WorkCalendar, moments: Ints, is_finish: bool) -> Ints:
    latest = clock.count_at(moments)
    return latest if is_finish else np.asarray(latest - (clock.start_at(latest) > moments), dtype=np.int64)
