"""The effects of the factors tie to the whole difference, to the 分."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.cost.factors import Factors, explain
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Permyriad, TenThousandth

FACTORS = st.builds(
    Factors,
    quantity=st.integers(0, 10**9).map(TenThousandth),
    unit_price=st.integers(0, 10**9).map(TenThousandth),
    loss=st.integers(0, 10_000).map(Permyriad),
)


@given(FACTORS, FACTORS)
def test_the_parts_are_the_whole(target: Factors, actual: Factors) -> None:
    costs = [divide_half_up(one.quantity * one.unit_price * (10_000 + one.loss), 10**10) for one in (target, actual)]
    assert explain(target=target, actual=actual).total_fen == costs[1] - costs[0]


@given(FACTORS)
def test_nothing_changed_nothing_to_explain(one: Factors) -> None:
    found = explain(target=one, actual=one)
    assert (found.by_quantity_fen, found.by_price_fen, found.by_loss_fen) == (0, 0, 0)
