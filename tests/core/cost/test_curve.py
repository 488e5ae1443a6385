from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.cost.curve import cumulative_by_day, earned, spread_over
from lanyan_desktop.core.cost.outline import Ints


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


activities = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 300), st.integers(0, 10**12)), min_size=0, max_size=30
)


def half_up(value: Fraction) -> int:
    return int((value + Fraction(1, 2)) // 1)


@given(activities, st.integers(-10, 900))
def test_a_spread_is_the_exact_sum_rounded_once(rows: list[tuple[int, int, int]], moment: int) -> None:
    start, length, amount = (ints(*column) for column in (zip(*rows, strict=True) if rows else ([], [], [])))
    exact = Fraction(0)
    for begin, duration, cost in rows:
        passed = min(max(moment - begin, 0), duration)
        exact += Fraction(cost * passed, duration) if duration else (cost if begin <= moment else 0)
    assert spread_over(start, start + length, amount).until(ints(moment, moment)).tolist() == [half_up(exact)] * 2


@given(activities)
def test_all_is_spread_by_the_end(rows: list[tuple[int, int, int]]) -> None:
    start, length, amount = (ints(*column) for column in (zip(*rows, strict=True) if rows else ([], [], [])))
    plan = spread_over(start, start + length, amount).until(ints(*range(0, 900, 50)))
    assert plan[-1] == amount.sum()
    assert (np.diff(plan) >= 0).all()


def test_exact_halves_round_up() -> None:
    spread = spread_over(ints(0, 0), ints(2, 4), ints(1, 2))
    assert spread.until(ints(1)).tolist() == [1]  # 0.5 + 0.5
    assert spread_over(ints(0), ints(2), ints(1)).until(ints(1)).tolist() == [1]


def test_sums_that_would_leave_64_bits_are_refused() -> None:
    with pytest.raises(OverflowError):
        spread_over(ints(0), ints(10**10), ints(10**12))


def test_earned_value_of_work_in_progress() -> None:
    found = earned(
        ints(10, 60, 95, 100, 500),
        data_moment=100,
        start=ints(0, 40, -1),
        finish=ints(20, -1, -1),
        duration=ints(10, 100, 10),
        done=ints(10_000, 5_000, 0),
        budget=ints(1000, 2000, 500),
    )
    assert found.tolist() == [
        500,  # half of the finished one, over its actual time
        1000 + 400,  # a fifth of the other's duration has passed
        1000 + 1000,  # never more than was reported
        2000,
        2000,
    ]


def test_a_report_of_all_done_without_a_finish_counts() -> None:
    found = earned(
        ints(9),
        data_moment=9,
        start=ints(0),
        finish=ints(-1),
        duration=ints(0),
        done=ints(10_000),
        budget=ints(700),
    )
    assert found.tolist() == [700]


works = st.lists(
    st.tuples(
        st.integers(-1, 200), st.integers(-1, 300), st.integers(0, 120), st.integers(0, 10_000), st.integers(0, 10**11)
    ),
    max_size=20,
)


@given(works, st.lists(st.integers(0, 400), min_size=1, max_size=5))
def test_earned_value_is_the_exact_sum_rounded_once(
    rows: list[tuple[int, int, int, int, int]], moments: list[int]
) -> None:
    data = 250
    names = ("start", "finish", "duration", "done", "budget")
    columns = [ints(*column) for column in zip(*rows, strict=True)] if rows else [ints()] * 5
    found = earned(ints(*moments), data_moment=data, **dict(zip(names, columns, strict=True)))
    for moment, value in zip(moments, found.tolist(), strict=True):
        exact = Fraction(0)
        for start, finish, duration, done, budget in rows:
            elapsed = max(moment - start, 0)
            reported = Fraction(done, 10_000)
            if start < 0:
                continue
            if finish >= 0:
                part = (
                    Fraction(min(elapsed, finish - start), finish - start) if finish > start else int(moment >= start)
                )
            elif moment >= data:
                part = reported
            else:
                part = min(Fraction(elapsed, max(duration, 1)), reported)
            exact += budget * part
        assert value == half_up(exact)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(-1000, 1000)), max_size=40))
def test_actual_cost_counts_each_entry_once(entries: list[tuple[int, int]]) -> None:
    days, amounts = (ints(*column) for column in (zip(*entries, strict=True) if entries else ([], [])))
    ends = ints(10, 20, 60)
    wanted = [sum(amount for day, amount in entries if day <= end) for end in (10, 20, 60)]
    assert cumulative_by_day(days, amounts, ends).tolist() == wanted
