"""Baselines: what was planned when one was taken, and taking one."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.records.plan import Baseline
from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.outline import roll_up
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.values import Id, Moment
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.loading import LoadedPlan, load_plan
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TakenPlan:
    """A baseline laid beside a plan's rows: instants, `NONE` for rows it does not know."""

    id: Id | None
    name: str
    start: Ints
    finish: Ints
    budget_fen: Ints


def load_baselines(reader: Reader, project_id: Id) -> list[Baseline]:
    """All baselines of a project, the latest first."""
    return reader.load(
        Baseline, where=[Where("project_id", "=", project_id)], order=[Sort("taken_at", descending=True)]
    )


def load_taken(reader: Reader, project_id: Id, loaded: LoadedPlan, *, baseline_id: Id | None = None) -> TakenPlan:
    """A baseline by the rows of a plan; None takes the latest. Summaries span what hangs under them."""
    baselines = load_baselines(reader, project_id)
    chosen = next((b for b in baselines if baseline_id in (None, b.id)), None)
    empty = np.full(len(loaded), NONE, dtype=np.int64)
    if chosen is None:
        return TakenPlan(id=None, name="", start=empty, finish=empty, budget_fen=np.zeros_like(empty))
    rows = reader.columns(
        "baseline_activity",
        ["activity_id", "start", "finish", "budget_fen"],
        where=[Where("baseline_id", "=", chosen.id)],
    )
    at = [(loaded.place[Id(key)], *rest) for key, *rest in rows if isinstance(key, bytes) and key in loaded.place]
    table = np.array(at, dtype=np.int64).reshape(-1, 4)
    start, finish, budget = empty.copy(), empty.copy(), np.zeros_like(empty)
    start[table[:, 0]], finish[table[:, 0]], budget[table[:, 0]] = table[:, 1], table[:, 2], table[:, 3]
    return TakenPlan(
        id=chosen.id,
        name=chosen.name,
        start=_least(loaded, start),
        finish=_greatest(loaded, finish),
        budget_fen=budget,
    )


def _least(loaded: LoadedPlan, start: Ints) -> Ints:
    far = np.iinfo(np.int64).max
    least = roll_up(loaded.plan.parent, np.where(start == NONE, far, start), "least", levels=loaded.network.levels)
    return np.where(least == far, NONE, least)


def _greatest(loaded: LoadedPlan, finish: Ints) -> Ints:
    return roll_up(
        loaded.plan.parent, finish, "greatest", levels=loaded.network.levels
    )  # NONE is the least of all integers


def set_baseline(ledger: Ledger, *, project_id: Id, name: str) -> Id:
    """Keep the plan as it is computed now, under this name.

    Raises:
        LanyanError: plan.empty.
    """
    loaded = load_plan(ledger, project_id)
    if not len(loaded):
        raise LanyanError("plan.empty")
    schedule = compute_schedule(loaded.plan, loaded.network)
    works = np.flatnonzero(~schedule.is_summary).tolist()
    budgets = loaded.columns["budget_fen"]
    with ledger.changeset(f"保存基准 {name}") as edit:
        baseline_id = edit.insert(
            "baseline", project_id=project_id, name=name, taken_at=Moment(time.time_ns() // 1_000_000)
        )
        edit.insert_many(
            "baseline_activity",
            ["baseline_id", "activity_id", "start", "finish", "duration_min", "budget_fen"],
            [
                [baseline_id] * len(works),
                [loaded.ids[row] for row in works],
                schedule.start[works].tolist(),
                schedule.finish[works].tolist(),
                loaded.plan.duration[works].tolist(),
                [budgets[row] for row in works],
            ],
        )
    return baseline_id
