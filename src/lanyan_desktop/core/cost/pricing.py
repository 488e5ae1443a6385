"""How a price is built and summed up: 综合单价, 表-04, 计日工, and what happens past 15 % of quantity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.money import divide_half_up, share_of
from lanyan_desktop.core.values import Fen, Permyriad, TenThousandth

DEVIATION = Permyriad(1_500)
"""GB 50500-2013 §9.6.2: within ±15 % of the quantity in the bill the price stands."""
AppliesTo = Literal["超出部分", "全部"]
"""GB/T 50500-2024 does not say whether an adjusted price is for the excess or for all: the project decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BidTotal:
    """表-04 单位工程汇总: 投标报价合计 = 1 + 2 + 3 + 4 + 5."""

    items_fen: Fen
    measures_fen: Fen
    others_fen: Fen
    fees_fen: Fen
    tax_rate: Permyriad = Permyriad(900)

    @property
    def before_tax_fen(self) -> Fen:
        return Fen(self.items_fen + self.measures_fen + self.others_fen + self.fees_fen)

    @property
    def tax_fen(self) -> Fen:
        """税金, rounded half up once.

        >>> BidTotal(items_fen=Fen(135_070_125), measures_fen=Fen(4_775_470), others_fen=Fen(28_805_600),
        ...          fees_fen=Fen(3_250_283)).tax_fen
        15471133
        """
        return share_of(self.before_tax_fen, self.tax_rate)

    @property
    def total_fen(self) -> Fen:
        return Fen(self.before_tax_fen + self.tax_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """表-09 综合单价 = 人工 + 材料 + 机械 + 管理费和利润 + 未计价材料, each in 元/10000."""

    labour: TenThousandth
    material: TenThousandth
    machine: TenThousandth
    overhead_profit: TenThousandth
    unpriced_material: TenThousandth = TenThousandth(0)

    @property
    def total(self) -> TenThousandth:
        return TenThousandth(self.labour + self.material_total + self.machine + self.overhead_profit)

    @property
    def material_total(self) -> TenThousandth:
        """材料费小计: priced and unpriced."""
        return TenThousandth(self.material + self.unpriced_material)


def day_work_bid(labour: Fen, *, overhead_profit: Permyriad) -> Fen:
    """表-12-4 计日工: labour with its overhead and profit.

    >>> day_work_bid(Fen(3_120_000), overhead_profit=Permyriad(3_800))
    4305600
    """
    return Fen(labour + share_of(labour, overhead_profit))


def adjusted_price(
    *,
    bid: TenThousandth,
    ceiling: TenThousandth,
    more: bool,
    discount: Permyriad = Permyriad(0),
    deviation: Permyriad = DEVIATION,
) -> TenThousandth:
    """The price for quantities beyond ±15 %, by the exam practice for GB 50500-2013 §9.6.2.

    `ceiling` is the price of the 招标控制价, `discount` the 报价浮动率 L. For more quantity a bid above 1.15 × ceiling
    falls to it; for less, a bid below (1 − L) × 0.85 × ceiling rises to it; else the bid stands.

    >>> adjusted_price(bid=TenThousandth(4_060_000), ceiling=TenThousandth(3_500_000), more=True)
    4025000
    """
    factor = (10_000 + deviation) * 10_000 if more else (10_000 - deviation) * (10_000 - discount)
    bound = TenThousandth(divide_half_up(ceiling * factor, 10_000 * 10_000))
    return min(bid, bound) if more else max(bid, bound)


def settle_quantity(
    *,
    bill: TenThousandth,
    done: TenThousandth,
    bid: TenThousandth,
    adjusted: TenThousandth,
    applies_to: AppliesTo = "超出部分",
    deviation: Permyriad = DEVIATION,
) -> Fen:
    """结算价 of an item whose quantity came out different: within ±15 % at the bid, beyond it at the adjusted price.

    More: 1.15 Q0 at the bid and the excess at the adjusted price; less than 0.85 Q0: all of it at the adjusted price.

    >>> settle_quantity(bill=TenThousandth(15_200_000), done=TenThousandth(18_240_000), bid=TenThousandth(4_060_000),
    ...                 adjusted=TenThousandth(4_025_000))
    74027800
    """
    upper = divide_half_up(bill * (10_000 + deviation), 10_000)
    lower = divide_half_up(bill * (10_000 - deviation), 10_000)
    if lower <= done <= upper:
        at_bid, at_adjusted = int(done), 0
    elif done < lower or applies_to == "全部":
        at_bid, at_adjusted = 0, int(done)
    else:
        at_bid, at_adjusted = upper, done - upper
    return Fen(divide_half_up(at_bid * bid + at_adjusted * adjusted, 1_000_000))
