"""Advance, its recovery, retention, progress payments and the running balance, as contracts write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.money import divide_half_up, share_of
from lanyan_desktop.core.values import Fen, Permyriad


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """预付款: the contract price P, the advance M, and N, the share of materials in the work done (主材比例)."""

    price_fen: Fen
    advance_fen: Fen
    material_share: Permyriad

    @property
    def recovery_start_fen(self) -> Fen:
        """起扣点 T = P − M ÷ N: recovery begins when the work done reaches it.

        >>> Advance(price_fen=Fen(30_000), advance_fen=Fen(4_500), material_share=Permyriad(6_000)).recovery_start_fen
        22500
        """
        return Fen(self.price_fen - divide_half_up(self.advance_fen * 10_000, self.material_share))

    def recovered(self, done_fen: Fen) -> Fen:
        """扣回 to date: N × what was done above T, never more than M.

        >>> terms = Advance(price_fen=Fen(30_000), advance_fen=Fen(4_500), material_share=Permyriad(6_000))
        >>> terms.recovered(Fen(25_000))
        1500
        """
        above = max(0, done_fen - self.recovery_start_fen)
        return Fen(min(self.advance_fen, divide_half_up(above * self.material_share, 10_000)))


def retention_of(settlement: Fen, share: Permyriad = Permyriad(300)) -> Fen:
    """质保金 = settlement × share, at most 3 % (建质〔2017〕138号) unless the contract says otherwise.

    >>> retention_of(Fen(60_000), Permyriad(500))
    3000
    """
    return share_of(settlement, share)


def progress_payment(*, done: Fen, share: Permyriad, recovered: Fen = Fen(0), penalty: Fen = Fen(0)) -> Fen:
    """本期应付 = 本期完成 × 比例 − 扣回 − 罚款; below zero it is owed back.

    >>> progress_payment(done=Fen(42_037_537), share=Permyriad(8_000))
    33630030
    """
    return Fen(share_of(done, share) - recovered - penalty)


def equal_parts(total: Fen, count: int) -> list[Fen]:
    """表-16 总价项目进度款支付分解: equal parts rounded half up, the last takes the remainder.

    >>> equal_parts(Fen(2_499_614), 5)
    [499923, 499923, 499923, 499923, 499922]
    """
    part = Fen(divide_half_up(total, count))
    return [*[part] * (count - 1), Fen(total - part * (count - 1))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """Closing balances by period, and the deepest of them: its period (0 the first) and amount."""

    closing: tuple[Fen, ...]
    lowest_period: int

    @property
    def lowest_fen(self) -> Fen:
        return self.closing[self.lowest_period]


def rolling_cash(opening: Fen, *, receipts: Sequence[Fen], payments: Sequence[Fen]) -> Cash:
    """现金流滚动: each period's closing balance is the opening of the next.

    >>> rolling_cash(Fen(50), receipts=[Fen(0), Fen(100)], payments=[Fen(80), Fen(90)])
    Cash(closing=(-30, -20), lowest_period=0)
    """
    balance, closing = opening, []
    for received, paid in zip(receipts, payments, strict=True):
        balance = Fen(balance + received - paid)
        closing.append(balance)
    lowest = min(range(len(closing)), key=closing.__getitem__) if closing else 0
    return Cash(closing=tuple(closing), lowest_period=lowest)
