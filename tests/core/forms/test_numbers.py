"""Numbers, dates and lengths of time as cells hold them: exact, whatever the person or Excel wrote."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.forms.numbers import clock, day, instant, minutes, number
from lanyan_desktop.core.forms.sheet import Cell
from lanyan_desktop.core.records.text import Unreadable
from lanyan_desktop.core.values import date_of, datetime_of

NOVEMBER = date(2025, 11, 1)
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
money = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(money)
def test_a_number_kept_as_a_float_is_what_the_person_typed(value: Decimal) -> None:
    assert number(float(value), scale=100) == int(value * 100)


@given(money, st.sampled_from(["{}", "¥{}", " {} ", "{}元"]), st.booleans())
def test_a_number_in_text_is_the_same_however_it_is_dressed(value: Decimal, dress: str, is_wide: bool) -> None:
    text = dress.format(f"{value:,}")
    assert number(text.translate(WIDE) if is_wide else text, scale=100) == int(value * 100)


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=7))
def test_more_decimals_than_are_kept_are_rounded_half_up_once(value: Decimal) -> None:
    rounded = int((value * 10_000).to_integral_value(ROUND_HALF_UP))
    assert number(f"{value:f}", scale=10_000) == rounded
    shortest = Decimal(repr(float(value)))
    assert number(float(value), scale=10_000) == int((shortest * 10_000).to_integral_value(ROUND_HALF_UP))


@pytest.mark.parametrize(("cell", "fen"), [(0.285, 29), (1.005, 101), (2.675, 268), ("0.285", 29), (402.905, 40291)])
def test_halves_that_binary_floats_would_lose_are_rounded_up(cell: Cell, fen: int) -> None:
    assert number(cell, scale=100) == fen


def test_ten_thousands_and_shares() -> None:
    assert number("1.2万", scale=100) == 1_200_000
    assert number(530.01, scale=100, times=10_000) == 530_010_000
    assert number("9%", scale=100, is_share=True) == number(0.09, scale=100, is_share=True) == 900


@pytest.mark.parametrize("cell", ["", " ", "—", "-", "/", "－", "N/A", "无"])
def test_dashes_and_blanks_are_no_number(cell: str) -> None:
    assert number(cell, scale=100) is None
    assert minutes(cell) is None
    assert day(cell) is None


@pytest.mark.parametrize(
    "cell", ["约3", "3+2", "#REF!", "1.2.3", True, date(2025, 1, 1), float("nan"), float("inf"), "=1+1"]
)
def test_what_is_no_number_is_not_made_one(cell: Cell) -> None:
    with pytest.raises(Unreadable):
        number(cell, scale=100)


def test_a_number_too_large_for_the_ledger_is_said_to_be() -> None:
    for cell in (1e300, "9" * 30):
        with pytest.raises(Unreadable) as caught:
            number(cell, scale=100)
        assert caught.value.code == "high"


@pytest.mark.parametrize(
    "cell",
    [
        "11.20",
        "2025-11-20",
        "2025/11/20",
        "11月20日",
        "2025年11月20日 周四",
        45981.0,
        "45981",
        datetime(2025, 11, 20, 8),
        date(2025, 11, 20),
        11.25,
    ],
)
def test_dates_of_every_kind(cell: Cell) -> None:
    wanted = date(2025, 11, 25) if cell == 11.25 else date(2025, 11, 20)
    found = day(cell, month=NOVEMBER)
    assert found is not None
    assert date_of(found) == wanted


@pytest.mark.parametrize(
    ("cell", "month", "code"),
    [
        ("11.20", None, "month"),
        ("11月31日", NOVEMBER, "date"),
        (11.2, NOVEMBER, "date.ambiguous"),
        ("十一月", NOVEMBER, "date"),
        (5.0, None, "date"),
    ],
)
def test_a_date_that_is_not_certain_is_not_guessed(cell: Cell, month: date | None, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        day(cell, month=month)
    assert caught.value.code == code


def test_moments_keep_their_time_of_day() -> None:
    for cell in ("2025年3月10日 8:00", datetime(2025, 3, 10, 8)):
        found = instant(cell)
        assert found is not None
        assert datetime_of(found) == datetime(2025, 3, 10, 8)


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        (8.0, 480),
        ("8小时", 480),
        ("1.5h", 90),
        ("30分钟", 30),
        ("0 hours: 2 minutes", 2),
        ("51:21", 3081),
        (time(2, 30), 150),
        (timedelta(hours=30), 1800),
    ],
)
def test_lengths_of_time(cell: Cell, wanted: int) -> None:
    assert minutes(cell) == wanted


@given(st.integers(0, 1439))
def test_a_time_of_day_is_the_same_as_text_as_a_time_and_as_a_fraction(at: int) -> None:
    assert clock(f"{at // 60}:{at % 60:02d}") == clock(time(at // 60, at % 60)) == clock(at / 1440) == at


def test_what_is_no_time_of_day_is_refused() -> None:
    for cell in ("迟到", "25:00", 8.0):
        with pytest.raises(Unreadable):
            clock(cell)
