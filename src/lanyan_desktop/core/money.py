"""Rounding of money: half up, once, where the form on paper rounds."""

from __future__ import annotations

from collections.abc import Sequence

from lanyan_desktop.core.values import Fen, Permyriad, TenThousandth

_PER_FEN = 1_000_000  # quantity × price is in 1e-8 元; 1 分 is 1e6 of those


def divide_half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded half away from zero, as paper forms round.

    >>> divide_half_up(5, 2), divide_half_up(-5, 2), divide_half_up(4, 3)
    (3, -3, 1)
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


def amount_of(quantity: TenThousandth, unit_price: TenThousandth) -> Fen:
    """合价 = 工程量 × 综合单价, rounded half up to 分 (GB 50500-2013 表-08).

    >>> amount_of(TenThousandth(290_000), TenThousandth(3_861_800))  # 29 台 × 386.18 元
    1119922
    """
    return Fen(divide_half_up(quantity * unit_price, _PER_FEN))


def share_of(amount: Fen, share: Permyriad) -> Fen:
    """A share of an amount, rounded half up to 分.

    >>> share_of(Fen(2_536_434_825), Permyriad(900))  # 9 % VAT on 25,364,348.25
    228279134
    """
    return Fen(divide_half_up(amount * share, 10_000))


def split(amount: Fen, weights: Sequence[int]) -> list[Fen]:
    """Parts in proportion to the weights, each rounded half up; the last takes the remainder (表-16 practice).

    >>> split(Fen(100), [1, 1, 1])
    [33, 33, 34]
    """
    total = sum(weights)
    if not weights or total == 0:
        raise ValueError("weights must not sum to zero")
    parts = [Fen(divide_half_up(amount * weight, total)) for weight in weights[:-1]]
    return [*parts, Fen(amount - sum(parts))]
