"""The risk of a project's dates: its plan run many times with the three-point estimates of its works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.risk import Risk, simulate
from lanyan_desktop.core.schedule.risk_network import Estimates, Shape
from lanyan_desktop.core.values import MINUTES_PER_DAY, Id, Instant, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.schedule.loading import LoadedPlan, load_plan
from lanyan_desktop.store.reader import Reader, Where

ASSUMED = (90, 125)
"""Where no work of a plan has estimates each is taken to last 90 % to 125 % of its duration; and that is said."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ProjectRisk:
    """What the runs came to, beside the plan they are of."""

    loaded: LoadedPlan
    risk: Risk
    runs: int
    seed: int
    estimated: int  # works with three-point estimates
    is_assumed: bool  # none had any: `ASSUMED` was taken for all
    required: Instant | None  # 要求完工

    @property
    def chance(self) -> float | None:
        """The share of runs that keep 要求完工; None where none is set."""
        return None if self.required is None else self.risk.chance_of(self.required)


def run_risk(
    reader: Reader, *, project_id: Id, runs: int, seed: int, shape: Shape = "pert", step: Step = no_step
) -> ProjectRisk:
    """Simulate a project's plan.

    Raises:
        LanyanError: plan.nothing for a plan without works; risk.runs for too many runs; as `load_plan`.
        Cancelled: by `step`.
    """
    if not 1 <= runs <= 1_000_000 or seed < 0:
        raise LanyanError("risk.runs")
    loaded = load_plan(reader, project_id)
    if not len(loaded):
        raise LanyanError("plan.nothing")
    estimates, estimated = _estimates(reader, loaded)
    risk = simulate(loaded.plan, loaded.network, estimates, runs=runs, seed=seed, shape=shape, step=step)
    return ProjectRisk(
        loaded=loaded,
        risk=risk,
        runs=runs,
        seed=seed,
        estimated=estimated,
        is_assumed=not estimated,
        required=required_finish(loaded),
    )


def required_finish(loaded: LoadedPlan) -> Instant | None:
    """要求完工 as a finish of the project's calendar."""
    day = loaded.project.required_finish_day
    return None if day is None else loaded.calendar.last_finish(Instant((day + 1) * MINUTES_PER_DAY))


def _estimates(reader: Reader, loaded: LoadedPlan) -> tuple[Estimates, int]:
    fields = ["id", "optimistic_min", "pessimistic_min"]
    rows = reader.columns("activity", fields, where=[Where("project_id", "=", loaded.project.id)])
    known = {row[0]: row[1:] for row in rows if row[1] is not None or row[2] is not None}
    likely = loaded.plan.duration
    if not known:
        low, high = ASSUMED
        wide = (likely * low // 100, likely * high // 100)
        return Estimates(optimistic=wide[0], likely=likely, pessimistic=wide[1]), 0
    found = [known.get(row_id, (None, None)) for row_id in loaded.ids]
    low_points = _points([pair[0] for pair in found], likely)
    high_points = _points([pair[1] for pair in found], likely)
    return Estimates(optimistic=low_points, likely=likely, pessimistic=high_points), len(known)


def _points(values: Sequence[Value], likely: Ints) -> Ints:
    rows = zip(values, likely.tolist(), strict=True)
    return np.array([value if isinstance(value, int) else usual for value, usual in rows], dtype=np.int64)
