"""What the finish may come to: the plan computed many times with durations drawn from three-point estimates.

All runs go through the network together, one column of runs an activity, so that a thousand runs cost little more than
a few. Constraints, progress and calendars hold in every run as in the plan itself. The same seed draws the same runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.network import Network
from lanyan_desktop.core.schedule.plan import Plan
from lanyan_desktop.core.schedule.risk_network import Estimates, RiskNetwork, Shape
from lanyan_desktop.core.values import Instant
from lanyan_desktop.kit.jobs import Step, no_step

Floats = NDArray[np.float64]
_CELLS = 4_000_000  # activities × runs held at once: some 100 MB
_SPREAD = 2.5631  # standard deviations between P10 and P90


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Risk:
    """What the runs came to."""

    finishes: Ints  # instants, ascending, one a run
    planned_finish: Instant  # as the plan computes it
    criticality: Floats  # by activity: share of runs in which it is critical
    correlation: Floats  # by activity: of its duration with the finish; 0 where nothing varies
    swing: Ints  # by activity: working minutes the finish moves between its P10 and P90, by regression

    def finish_at(self, percent: int) -> Instant:
        """The finish that so many percent of the runs reach (P80: 80).

        >>> zeros = np.zeros(1)
        >>> Risk(finishes=np.arange(1, 11), planned_finish=Instant(1), criticality=zeros, correlation=zeros,
        ...      swing=np.zeros(1, dtype=np.int64)).finish_at(80)
        8
        """
        at = -(-len(self.finishes) * percent // 100) - 1
        return Instant(int(self.finishes[min(max(at, 0), len(self.finishes) - 1)]))

    def chance_of(self, finish: Instant) -> float:
        """The share of runs that end by then."""
        return float(np.searchsorted(self.finishes, finish, side="right")) / len(self.finishes)

    def drivers(self, count: int = 10) -> list[int]:
        """The activities that move the finish most, most first: the bars of the tornado."""
        order = np.argsort(-np.abs(self.swing), kind="stable")[:count]
        return [int(row) for row in order if self.swing[row]]


def simulate(
    plan: Plan,
    network: Network,
    estimates: Estimates,
    *,
    runs: int,
    seed: int,
    shape: Shape = "pert",
    step: Step = no_step,
) -> Risk:
    """Compute the plan `runs` times.

    Raises:
        LanyanError: calendar.range when dates leave what calendars reach.
        Cancelled: by `step`, told after each batch.
    """
    desk = RiskNetwork(plan, network, estimates, shape)
    random = np.random.default_rng(seed)
    batch = max(1, min(runs, _CELLS // max(len(network.order), 1)))
    sums = _Sums(len(plan))
    for begun in range(0, runs, batch):
        step(begun, runs)
        count = min(batch, runs - begun)
        sums.take(*desk.run(random, count))
    return sums.risk(plan, desk.planned())


class _Sums:
    """What is kept of batches of runs: finishes, and the sums that correlations need."""

    def __init__(self, activities: int) -> None:
        self.finishes: list[Ints] = []
        self.scores: list[Floats] = []
        self.critical = np.zeros(activities)
        self.total = np.zeros(activities)
        self.squares = np.zeros(activities)
        self.cross = np.zeros(activities)

    def take(self, finish: Ints, score: Ints, lengths: Ints, critical: NDArray[np.bool_]) -> None:
        """Of a batch: finish instants, finish counts of the project's calendar, lengths and what was critical."""
        self.finishes.append(finish)
        centred = score.astype(np.float64)
        self.scores.append(centred)
        drawn = lengths.astype(np.float64)
        self.critical += critical.sum(axis=1)
        self.total += drawn.sum(axis=1)
        self.squares += (drawn**2).sum(axis=1)
        self.cross += drawn @ centred

    def risk(self, plan: Plan, planned: Instant) -> Risk:
        score = np.concatenate(self.scores)
        runs = len(score)
        spread = float(score.std())
        mean = self.total / runs
        variance = np.maximum(self.squares / runs - mean**2, 0)
        together = self.cross / runs - mean * score.mean()
        varies = (variance > 1e-6 * np.maximum(mean, 1) ** 2) & (spread > 0) & (self.critical > 0)  # else it is chance
        correlation = np.zeros(len(plan))
        correlation[varies] = together[varies] / (np.sqrt(variance[varies]) * spread)
        correlation = np.clip(correlation, -1, 1)
        return Risk(
            finishes=np.sort(np.concatenate(self.finishes)),
            planned_finish=planned,
            criticality=self.critical / runs,
            correlation=correlation,
            swing=np.rint(correlation * spread * _SPREAD).astype(np.int64),
        )
