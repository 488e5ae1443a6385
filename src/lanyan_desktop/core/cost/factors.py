"""因素分析 in 分: what quantity, price and loss each did to a cost, put in one after another in that order."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lanyan_desktop.core.cost.analysis import substitute
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen, Permyriad, TenThousandth

_UNIT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What a cost is the product of: 产量, 单价 (元) and 损耗率."""

    quantity: TenThousandth
    unit_price: TenThousandth
    loss: Permyriad = Permyriad(0)

    def exact(self) -> list[Fraction]:
        """产量, 单价 in 分, 1 + 损耗率."""
        return [
            Fraction(self.quantity, _UNIT), Fraction(self.unit_price * 100, _UNIT), Fraction(_UNIT + self.loss, _UNIT),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorEffect:
    """What each factor added; the three together are the whole difference, to the 分."""

    by_quantity_fen: Fen
    by_price_fen: Fen
    by_loss_fen: Fen

    @property
    def total_fen(self) -> Fen:
        return Fen(self.by_quantity_fen + self.by_price_fen + self.by_loss_fen)


def explain(*, target: Factors, actual: Factors) -> FactorEffect:
    """连环替代 产量 → 单价 → 损耗. Rounded on the running cost, never part by part, so that the parts tie.

    >>> explain(target=Factors(quantity=TenThousandth(5_000_000), unit_price=TenThousandth(8_000_000),
    ...                        loss=Permyriad(500)),
    ...         actual=Factors(quantity=TenThousandth(6_000_000), unit_price=TenThousandth(8_200_000),
    ...                        loss=Permyriad(400)))
    FactorEffect(by_quantity_fen=8400000, by_price_fen=1260000, by_loss_fen=-492000)
    """
    first, second, third = target.exact()
    running = first * second * third
    before, parts = _rounded(running), []
    for part in substitute(target.exact(), actual.exact()):
        running += part
        now = _rounded(running)
        parts.append(Fen(now - before))
        before = now
    return FactorEffect(by_quantity_fen=parts[0], by_price_fen=parts[1], by_loss_fen=parts[2])


def _rounded(value: Fraction) -> int:
    return divide_half_up(value.numerator, value.denominator)
