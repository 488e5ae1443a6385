"""Why a cost is what it is and will be: dynamic cost, factor analysis, percentage of completion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicCost:
    """动态成本 = 已签合同 + 已批变更签证 + 无合同费用 + 待发生, beside the target."""

    target_fen: Fen
    signed_fen: Fen
    approved_changes_fen: Fen = Fen(0)
    uncontracted_fen: Fen = Fen(0)
    to_come_fen: Fen = Fen(0)

    @property
    def total_fen(self) -> Fen:
        """动态成本, all parts together.

        >>> DynamicCost(target_fen=Fen(1000), signed_fen=Fen(720), approved_changes_fen=Fen(35),
        ...             to_come_fen=Fen(230)).total_fen
        985
        """
        return Fen(self.signed_fen + self.approved_changes_fen + self.uncontracted_fen + self.to_come_fen)

    @property
    def saving_fen(self) -> Fen:
        """节超 = 目标 − 动态; below zero: over."""
        return Fen(self.target_fen - self.total_fen)

    @property
    def saving_rate(self) -> Fraction | None:
        """节超 ÷ 目标, None without a target."""
        return Fraction(self.saving_fen, self.target_fen) if self.target_fen else None


def substitute(target: Sequence[Fraction], actual: Sequence[Fraction]) -> list[Fraction]:
    """因素分析法 (连环替代): what each factor of a product contributed, put in one after another in the given order.

    For 产量 × 单价 × (1 + 损耗率) give the last factor as 1 + rate. The parts add up to the whole difference.

    >>> target = [Fraction(500), Fraction(800), Fraction("1.05")]
    >>> [int(part) for part in substitute(target, [Fraction(600), Fraction(820), Fraction("1.04")])]
    [84000, 12600, -4920]
    """
    current = list(target)
    before = _product(current)
    parts = []
    for place, value in enumerate(actual):
        current[place] = value
        after = _product(current)
        parts.append(after - before)
        before = after
    return parts


def _product(factors: Sequence[Fraction]) -> Fraction:
    result = Fraction(1)
    for factor in factors:
        result *= factor
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """完工百分比法 of a construction contract: this period's revenue, margin and expense, all in 分."""

    revenue_fen: Fen
    margin_fen: Fen

    @property
    def expense_fen(self) -> Fen:
        return Fen(self.revenue_fen - self.margin_fen)


def recognise(*, price: Fen, total_cost: Fen, cost_to_date: Fen, revenue_before: Fen, margin_before: Fen) -> Completion:
    """Revenue and margin of the period: price × (cost to date ÷ total cost) − what earlier periods took.

    Raises:
        ValueError: there is no total cost to divide by.

    >>> now = recognise(price=Fen(9000), total_cost=Fen(8000), cost_to_date=Fen(3200), revenue_before=Fen(2250),
    ...                 margin_before=Fen(250))
    >>> now.revenue_fen, now.margin_fen, now.expense_fen
    (1350, 150, 1200)
    """
    if total_cost <= 0:
        raise ValueError("total cost must be above zero")
    revenue = divide_half_up(price * cost_to_date, total_cost)
    margin = divide_half_up((price - total_cost) * cost_to_date, total_cost)
    return Completion(revenue_fen=Fen(revenue - revenue_before), margin_fen=Fen(margin - margin_before))
