"""Moving average: money is neither made nor lost, whatever the order of receipts and issues."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.cost.stock import Stock
from lanyan_desktop.core.values import Fen, TenThousandth


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**10), st.integers(1, 10_000)), max_size=20))
def test_in_is_out_and_left(moves: list[tuple[int, int, int]]) -> None:
    stock, received, issued = Stock(), 0, 0
    for quantity, amount, share in moves:
        stock = stock.receive(TenThousandth(quantity), Fen(amount))
        received += amount
        taken = max(1, stock.quantity * share // 10_000)
        stock, cost = stock.issue(TenThousandth(taken))
        issued += cost
        assert min(stock.amount_fen, cost) >= 0
        assert received == issued + stock.amount_fen
        assert stock.quantity or not stock.amount_fen


@pytest.mark.parametrize("quantity", [0, -1, 10_001])
def test_what_is_not_there_is_not_issued(quantity: int) -> None:
    with pytest.raises(ValueError, match="quantity"):
        Stock(quantity=TenThousandth(10_000), amount_fen=Fen(5)).issue(TenThousandth(quantity))


def test_a_receipt_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="quantity"):
        Stock().receive(TenThousandth(0), Fen(1))
