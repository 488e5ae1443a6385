"""Stock of a material at moving average cost (移动加权平均): receipts change the average, issues are taken at it."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen, TenThousandth


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """结存: quantity and what it cost, net of VAT."""

    quantity: TenThousandth = TenThousandth(0)
    amount_fen: Fen = Fen(0)

    def receive(self, quantity: TenThousandth, amount: Fen) -> Stock:
        """入库: the stock after a receipt.

        Raises:
            ValueError: the quantity is not above zero.

        >>> Stock(quantity=TenThousandth(100_000), amount_fen=Fen(1_000)).receive(TenThousandth(200_000), Fen(2_600))
        Stock(quantity=300000, amount_fen=3600)
        """
        if quantity <= 0:
            raise ValueError("a receipt has a quantity above zero")
        return Stock(quantity=TenThousandth(self.quantity + quantity), amount_fen=Fen(self.amount_fen + amount))

    def issue(self, quantity: TenThousandth) -> tuple[Stock, Fen]:
        """出库: the stock left, and what went out cost; the last issue takes all that is left, so no 分 stays behind.

        Raises:
            ValueError: the quantity is not above zero, or more than there is.

        >>> Stock(quantity=TenThousandth(30_000), amount_fen=Fen(1_000)).issue(TenThousandth(10_000))
        (Stock(quantity=20000, amount_fen=667), 333)
        """
        if not 0 < quantity <= self.quantity:
            raise ValueError("an issue has a quantity above zero and not above the stock")
        cost = Fen(divide_half_up(self.amount_fen * quantity, self.quantity))
        left = Stock(quantity=TenThousandth(self.quantity - quantity), amount_fen=Fen(self.amount_fen - cost))
        return left, cost
