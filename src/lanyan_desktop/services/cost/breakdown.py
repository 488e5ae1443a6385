"""目标, 动态 and 实际 by something else than accounts: by contract, by month, by activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.money import share_of
from lanyan_desktop.core.values import Day, Fen, Id, Permyriad
from lanyan_desktop.services.cost.standing import Curve
from lanyan_desktop.store.reader import Reader, Sort, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMonth:
    """What one month was to cost, earned and cost; None after the data date. `end` is the month's last day."""

    end: Day
    planned_fen: Fen
    earned_fen: Fen | None
    actual_fen: Fen | None

    @property
    def over_fen(self) -> Fen | None:
        """Actual − earned."""
        return None if self.actual_fen is None or self.earned_fen is None else Fen(self.actual_fen - self.earned_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfActivity:
    """An activity's target cost, what of it is earned, and what is booked on it. `id` None: booked on none."""

    id: Id | None
    name: str
    target_fen: Fen
    earned_fen: Fen
    actual_fen: Fen

    @property
    def over_fen(self) -> Fen:
        """Actual − earned."""
        return Fen(self.actual_fen - self.earned_fen)


def by_month(curve: Curve) -> list[OfMonth]:
    """The cumulative curve as what each month added; the month of the data date is the last that has actuals.

    >>> import numpy as np
    >>> curve = Curve((Day(30), Day(60)), np.array([5, 9]), (Day(30),), np.array([4]), np.array([6]))
    >>> [(one.planned_fen, one.earned_fen, one.over_fen) for one in by_month(curve)]
    [(5, 4, 2), (4, None, None)]
    """
    planned = _steps(curve.plan.tolist())
    earned, actual = _steps(curve.earned.tolist()), _steps(curve.actual.tolist())
    found = []
    for place, end in enumerate(curve.plan_days):
        has = place < len(earned)
        found.append(
            OfMonth(
                end=end,
                planned_fen=planned[place],
                earned_fen=earned[place] if has else None,
                actual_fen=actual[place] if has else None,
            )
        )
    return found


def _steps(sums: Sequence[int]) -> list[Fen]:
    return [Fen(now - before) for before, now in zip([0, *sums], sums, strict=False)]


def by_activity(reader: Reader, *, project_id: Id) -> list[OfActivity]:
    """The activities with a target or a booking, in plan order; last what is booked on none."""
    own = [Where("project_id", "=", project_id)]
    booked: dict[object, int] = {}
    for activity, amount in reader.columns("cost_entry", ["activity_id", "amount_fen"], where=own):
        if isinstance(amount, int):
            booked[activity] = booked.get(activity, 0) + amount
    rows = reader.columns("activity", ["id", "name", "budget_fen", "done"], where=own, order=[Sort("rank")])
    found = [
        OfActivity(
            id=Id(key),
            name=str(name),
            target_fen=Fen(_int(budget)),
            earned_fen=share_of(Fen(_int(budget)), Permyriad(_int(done))),
            actual_fen=Fen(booked.get(key, 0)),
        )
        for key, name, budget, done in rows
        if isinstance(key, bytes) and (budget or key in booked)
    ]
    rest = booked.get(None, 0)
    none = OfActivity(id=None, name="未挂工作", target_fen=Fen(0), earned_fen=Fen(0), actual_fen=Fen(rest))
    return [*found, none] if rest else found


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
