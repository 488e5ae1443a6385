"""赶工: which works to shorten by how much so that the finish comes back, cheapest first.

A greedy answer, never worse than it says: what shortening does is computed with the whole plan, an edit at a time, and
what does not help in the end is given back. (The cheapest of all answers is the time-cost trade-off problem; this one
explains itself.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.cpm import Schedule
from lanyan_desktop.core.schedule.incremental import LiveSchedule
from lanyan_desktop.core.schedule.network import Bools, Network
from lanyan_desktop.core.schedule.plan import NONE, Plan
from lanyan_desktop.core.values import Instant
from lanyan_desktop.kit.jobs import Step, no_step

_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Crash:
    """One work made shorter."""

    row: int
    minutes: int  # working minutes taken off
    cost_fen: int | None  # None: what it costs is not known


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Crashing:
    """A way to an earlier finish."""

    crashes: Sequence[Crash]  # cheapest first, unknown costs last
    finish: Instant
    is_enough: bool
    cost_fen: int  # of those whose cost is known
    after: Schedule


def suggest_crashes(
    plan: Plan,
    network: Network,
    *,
    target: Instant,
    least: Ints,
    fen_per_day: Ints,
    step: Step = no_step,
) -> Crashing:
    """Shorten critical works until the plan ends at `target` or nothing helps any more.

    `least`: the shortest a work can be made (working minutes; NONE: it cannot). `fen_per_day`: what a day of each costs
    (NONE: not known). Works begun are shortened in what is left of them; finished ones not at all.

    Raises:
        Cancelled: by `step`.
    """
    return _Desk(plan, network, target=target, least=least, fen_per_day=fen_per_day, step=step).work()


class _Desk:
    def __init__(
        self, plan: Plan, network: Network, *, target: Instant, least: Ints, fen_per_day: Ints, step: Step
    ) -> None:
        self.plan, self.target, self.step = plan, target, step
        self.rate, self.clock = fen_per_day, plan.calendars[0]
        self.live = LiveSchedule(plan, network)
        self.now = self.live.schedule
        self.cut = np.zeros(len(plan), dtype=np.int64)
        self.tried = self.cut  # what the live schedule stands at
        free = ~network.is_summary & ~self.now.is_finished & (least != NONE)
        left = np.where(plan.remaining != NONE, plan.remaining, plan.duration * (10_000 - plan.done) // 10_000)
        room = np.minimum(plan.duration - least, np.where(self.now.is_begun, left, plan.duration))
        self.room = np.where(free, np.maximum(room, 0), 0)

    def work(self) -> Crashing:
        for number in range(_ROUNDS):
            self.step(number, _ROUNDS)
            over = self._over(self.now)
            if over <= 0 or not (self._one(over) or self._several(over)):
                break
        self._give_back()
        order = sorted(np.flatnonzero(self.cut).tolist(), key=self._price)
        crashes = [Crash(row, int(self.cut[row]), self._cost(row)) for row in order]
        return Crashing(
            crashes=crashes,
            finish=self.now.project_finish,
            is_enough=self._over(self.now) <= 0,
            cost_fen=sum(one.cost_fen or 0 for one in crashes),
            after=self.now,
        )

    def _over(self, schedule: Schedule) -> int:
        return self.clock.count(schedule.project_finish) - self.clock.count(self.target)

    def _day(self, row: int) -> int:
        return self.plan.calendars[int(self.plan.calendar[row])].day_min

    def _cost(self, row: int) -> int | None:
        """What is taken off at the rate of a day, half a fen up."""
        rate, day = int(self.rate[row]), self._day(row)
        return None if rate == NONE else (2 * int(self.cut[row]) * rate + day) // (2 * day)

    def _price(self, row: int) -> tuple[bool, int, int]:
        rate = int(self.rate[row])
        return rate == NONE, rate, row

    def _candidates(self) -> list[int]:
        """Critical works that can be shorter, cheapest first."""
        critical = self.now.is_critical & (self.cut < self.room)
        return sorted(np.flatnonzero(critical).tolist(), key=self._price)

    def _with(self, cut: Ints) -> Schedule:
        plan = self.plan
        remaining = np.where(plan.remaining != NONE, np.maximum(plan.remaining - cut, 0), NONE)
        begun = self.now.is_begun & (plan.remaining == NONE) & (cut > 0)
        left = plan.duration - (plan.duration * plan.done + 5_000) // 10_000
        remaining = np.where(begun, np.maximum(left - cut, 0), remaining)
        shorter = replace(plan, duration=plan.duration - cut, remaining=remaining)
        rows = np.flatnonzero(cut != self.tried)
        self.tried = cut.copy()
        return self.live.update(shorter, rows)

    def _amount(self, row: int, over: int) -> int:
        """Whole days where there is room for them."""
        day, room = self._day(row), int(self.room[row] - self.cut[row])
        return min(-(-over // day) * day, room)

    def _one(self, over: int) -> bool:
        """The cheapest work that alone brings the finish forward, by as much as it does."""
        alone = on_every_longest_path(self.plan, self.live.network, self.now)
        for row in self._candidates():
            if not alone[row]:
                continue  # a path beside it ends as late
            cut = self.cut.copy()
            cut[row] += self._amount(row, over)
            after = self._with(cut)
            gained = over - self._over(after)
            if gained > 0:
                cut[row] = self.cut[row] + min(self._amount(row, gained), int(cut[row] - self.cut[row]))
                self.cut, self.now = cut, self._with(cut)
                return True
        return False

    def _several(self, over: int) -> bool:
        """Paths side by side: the cheapest of all together, a day each, as few as make the finish move."""
        rows = self._candidates()
        low, high = 0, len(rows)
        if not rows or self._over(self._with(self._shorter(rows, over))) >= over:
            return False
        while high - low > 1:  # more of them shortened never end later
            middle = (low + high) // 2
            if self._over(self._with(self._shorter(rows[:middle], over))) < over:
                high = middle
            else:
                low = middle
        self.cut = self._shorter(rows[:high], over)
        self.now = self._with(self.cut)
        return True

    def _shorter(self, rows: Sequence[int], over: int) -> Ints:
        cut = self.cut.copy()
        for row in rows:
            cut[row] += min(self._day(row), self._amount(row, over))
        return cut

    def _give_back(self) -> None:
        """What the finish does not need, the dearest first."""
        aim = max(self._over(self.now), 0)
        for row in sorted(np.flatnonzero(self.cut).tolist(), key=self._price, reverse=True):
            while self.cut[row] > 0:
                cut = self.cut.copy()
                cut[row] -= min(self._day(row), int(cut[row]))
                after = self._with(cut)
                if self._over(after) > aim:
                    break
                self.cut, self.now = cut, after


_PRIME = (1 << 61) - 1


def on_every_longest_path(plan: Plan, network: Network, schedule: Schedule) -> Bools:
    """By activity: whether it may lie on every chain of driving relations to the finish of the project.

    Shortening one that does not alone moves nothing, for a chain beside it ends as late. Chains are counted through
    each work and in all. True where chains are not told by relations alone (linked summaries).
    """
    if len(network.hub_of):
        return np.ones(len(plan), dtype=np.bool_)
    links, place = plan.links, network.place
    driving = np.flatnonzero(schedule.is_driving)
    driving = driving[np.argsort(place[links.source[driving]], kind="stable")]
    pairs = list(zip(links.source[driving].tolist(), links.target[driving].tolist(), strict=True))
    is_end = (schedule.finish == schedule.project_finish) & ~network.is_summary
    onwards: list[int] = is_end.astype(np.int64).tolist()
    for source, target in reversed(pairs):
        onwards[source] = (onwards[source] + onwards[target]) % _PRIME
    is_begin = np.ones(len(plan), dtype=np.bool_)
    is_begin[links.target[driving]] = False
    hither: list[int] = is_begin.astype(np.int64).tolist()
    for source, target in pairs:
        hither[target] = (hither[target] + hither[source]) % _PRIME
    whole = sum(onwards[row] for row in np.flatnonzero(is_begin).tolist()) % _PRIME
    through = [before * behind % _PRIME == whole for before, behind in zip(hither, onwards, strict=True)]
    return np.array(through, dtype=np.bool_)
