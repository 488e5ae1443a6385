"""Earned schedule and measured paces."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.schedule.forecast import FASTEST, SLOWEST, earned_schedule, paces
from lanyan_desktop.core.schedule.progress import value_due


def test_half_as_fast_ends_at_twice_the_duration() -> None:
    """Two works of 100 one after the other; at 100 half of the first is done: ES 50, SPI(t) 0.5, IEAC(t) 400."""
    made = earned_schedule(
        np.array([10, 10]), np.array([0, 100]), np.array([100, 200]), done=np.array([5_000, 0]), begin=0, at=100
    )
    assert made is not None
    assert (made.earned, made.index, made.expected) == (50, 5_000, 400)


@pytest.mark.parametrize(("done", "at"), [(0, 50), (5_000, 0)])
def test_nothing_earned_or_nothing_gone_says_nothing(done: int, at: int) -> None:
    assert earned_schedule(np.array([1]), np.array([0]), np.array([9]), done=np.array([done]), begin=0, at=at) is None


@given(st.integers(1, 5_000))
def test_a_plan_kept_to_the_minute_ends_as_planned(at: int) -> None:
    weight, start, finish = np.array([10_000]), np.array([0]), np.array([10_000])
    done = np.array([value_due(weight, start, finish, at)])
    made = earned_schedule(weight, start, finish, done=done, begin=0, at=at)
    assert made is not None
    assert (made.earned, made.expected) == (at, 10_000)


def test_the_pace_of_a_team_is_bounded() -> None:
    found = paces(
        np.array([0, 1, 2]), duration=np.array([100, 100, 100]), done=np.full(3, 10_000), spent=np.array([10, 900, 80])
    )
    assert found == {0: FASTEST, 1: SLOWEST, 2: 12_500}
