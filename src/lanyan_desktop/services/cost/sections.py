"""Contract, target, earned and actual cost by section (单位工程, 分部) of the budget.

A booking is on an activity; it lies on the lines that activity carries out, in proportion to the target cost they put
on it, as earned value does. What is booked on no activity, or on one that carries no line, is on no section; as long as
there is any, no section is judged: it would look cheaper than it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.values import Fen, Id, Value
from lanyan_desktop.services.cost.budget import Budget
from lanyan_desktop.store.reader import Reader, Where

UNPLACED = "未归分部"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSection:
    """A section with all below it. `id` None: what lies in none."""

    id: Id | None
    name: str
    depth: int
    contract_fen: Fen
    target_fen: Fen
    earned_fen: Fen | None  # None where no line is loaded on activities
    actual_fen: Fen
    is_compared: bool = True  # whether every booking lies in some section

    @property
    def over_fen(self) -> Fen | None:
        """Actual − earned; None while bookings lie in no section, or nothing is loaded on activities."""
        if self.earned_fen is None or not self.is_compared:
            return None
        return Fen(self.actual_fen - self.earned_fen)


def by_section(reader: Reader, *, project_id: Id, budget: Budget) -> list[OfSection]:
    """The sections in the order of the bill; last what lies in none. The roots together are the whole project."""
    booked = _booked(reader, project_id)
    loaded = budget.loaded
    own = np.zeros(len(budget), dtype=np.int64)
    if loaded is not None:
        amounts = np.array([booked.get(key, 0) for key in loaded.activity_ids], dtype=np.int64)
        own = loaded.loading.to_lines(budget.sums["target_fen"].own, amounts)
    actual = budget.tree.totals(own)
    places = np.flatnonzero(budget.is_section).tolist()
    rows = reader.columns("budget_line", ["id", "name"], where=[Where("version_id", "=", budget.version_id)])
    names = {key: str(name) for key, name in rows}
    is_compared = int(own.sum()) == sum(booked.values())
    earned = budget.earned
    found = [
        OfSection(
            id=budget.ids[place],
            name=names.get(budget.ids[place], ""),
            depth=int(budget.tree.depth[place]),
            contract_fen=Fen(int(budget.sums["amount_fen"].totals[place])),
            target_fen=Fen(int(budget.sums["target_fen"].totals[place])),
            earned_fen=None if earned is None else Fen(int(earned.totals[place])),
            actual_fen=Fen(int(actual[place])),
            is_compared=is_compared,
        )
        for place in places
    ]
    rest = _rest(found, budget, sum(booked.values()))
    return [*found, rest] if any((rest.contract_fen, rest.target_fen, rest.earned_fen, rest.actual_fen)) else found


def _rest(found: list[OfSection], budget: Budget, booked: int) -> OfSection:
    """What the roots leave over: lines outside any section, bookings on no line."""
    roots = [one for one in found if one.depth == 0]
    earned = budget.earned
    return OfSection(
        id=None,
        name=UNPLACED,
        depth=0,
        contract_fen=Fen(budget.total("amount_fen") - sum(one.contract_fen for one in roots)),
        target_fen=Fen(budget.total("target_fen") - sum(one.target_fen for one in roots)),
        earned_fen=None if earned is None else Fen(int(earned.own.sum()) - sum(one.earned_fen or 0 for one in roots)),
        actual_fen=Fen(booked - sum(one.actual_fen for one in roots)),
        is_compared=False,
    )


def _booked(reader: Reader, project_id: Id) -> Counter[Value]:
    """Actual cost by activity; under None what is on none."""
    found: Counter[Value] = Counter()
    where = [Where("project_id", "=", project_id)]
    for activity, amount in reader.columns("cost_entry", ["activity_id", "amount_fen"], where=where):
        found[activity] += amount if isinstance(amount, int) else 0
    return found
