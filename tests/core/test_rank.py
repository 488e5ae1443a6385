"""Ranks: always room between two, in order, short."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.rank import ranks_between

ranks = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=6).filter(lambda r: not r.endswith("0"))


@given(st.none() | ranks, st.none() | ranks, st.integers(1, 200), st.booleans())
def test_they_lie_between_in_order(low: str | None, high: str | None, count: int, jitter: bool) -> None:
    if low is not None and high is not None and low >= high:
        low, high = (high, low) if low != high else (low, None)
    made = ranks_between(low, high, count, jitter=random.Random(1) if jitter else None)
    assert made == sorted(set(made))
    assert len(made) == count
    assert low is None or low < made[0]
    assert high is None or made[-1] < high
    assert not any(rank.endswith("0") for rank in made)  # or nothing would fit before it


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_any_walk_of_inserts_keeps_the_order(places: list[int]) -> None:
    made: list[str] = []
    for place in places:
        i = place % (len(made) + 1)
        made[i:i] = ranks_between(made[i - 1] if i else None, made[i] if i < len(made) else None, 1)
        assert made == sorted(set(made))


def test_rows_added_one_by_one_at_an_end_keep_short_ranks() -> None:
    last, first = None, None
    for _ in range(5_000):
        last = ranks_between(last, None, 1)[0]
        first = ranks_between(None, first, 1)[0]
    assert last is not None
    assert first is not None
    assert max(len(last), len(first)) <= 5


def test_a_large_import_has_ranks_of_few_letters() -> None:
    assert max(map(len, ranks_between(None, None, 100_000))) <= 6


@pytest.mark.parametrize(("low", "high"), [("n", "n"), ("o", "n"), ("n", "n0")])
def test_no_room_is_an_error_not_an_endless_search(low: str, high: str) -> None:
    with pytest.raises(ValueError):
        ranks_between(low, high, 1)
