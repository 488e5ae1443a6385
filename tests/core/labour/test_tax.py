"""个税累计预扣 by the tax office's own examples and its laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.labour.tax import tax_of_year, withholding
from lanyan_desktop.core.values import Fen


@pytest.mark.parametrize(("income", "insured", "special", "due"), [
    (30_000, 4_500, 2_000, [555, 625, 1_850]), (10_000, 1_500, 1_000, [75, 75, 75]), (4_999, 0, 0, [0, 0, 0]),
])  # fmt: skip
def test_the_months_of_the_examples(income: int, insured: int, special: int, due: list[int]) -> None:
    withheld = 0
    for months, wanted in enumerate(due, 1):
        found = withholding(
            income_fen=Fen(income * 100 * months), months=months, insured_fen=Fen(insured * 100 * months),
            special_fen=Fen(special * 100 * months), withheld_fen=Fen(withheld),
        )  # fmt: skip
        assert found == wanted * 100
        withheld += found


@pytest.mark.parametrize("high", [36_000, 144_000, 300_000, 420_000, 660_000, 960_000])
def test_the_steps_of_the_table_meet(high: int) -> None:
    """速算扣除数 makes the tax go on without a jump from one rate to the next."""
    assert 0 <= tax_of_year(high * 100 + 100) - tax_of_year(high * 100) <= 45


@given(st.lists(st.integers(0, 20_000_000), min_size=1, max_size=12))
def test_rising_income_withholds_the_year_s_tax_in_the_end(months: list[int]) -> None:
    """What is withheld in a year is the most that any month's sum asked for, never less than the year's tax."""
    withheld = income = most = 0
    for number, pay in enumerate(months, 1):
        income += pay
        withheld += withholding(income_fen=Fen(income), months=number, withheld_fen=Fen(withheld))
        most = max(most, tax_of_year(income - number * 500_000))
    assert withheld == most
