from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.cost.loading import Loading, tied


def load(*pairs: tuple[int, int, int]) -> Loading:
    line, activity, weight = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    return Loading(line, activity, weight)


def test_a_line_is_done_as_its_activities_are() -> None:
    loading = load((0, 0, 3), (0, 1, 1), (1, 1, 5))
    done = loading.done_of_lines(np.array([100, 100, 100]), np.array([10_000, 2_000]))
    assert done[:2].tolist() == [0.8, 0.2]
    assert np.isnan(done[2])  # on no activity: not known, not zero


def test_what_an_activity_earned_goes_to_its_lines_by_their_target() -> None:
    loading = load((0, 0, 1), (1, 0, 1), (1, 1, 1))
    lines = loading.to_lines(np.array([300, 200]), np.array([1000, 10]))
    assert lines.tolist() == [750, 260]


pairs = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 7), st.integers(1, 50)),
    min_size=1,
    max_size=30,
    unique_by=lambda p: p[:2],
)


@given(
    pairs,
    st.lists(st.integers(1, 10**9), min_size=6, max_size=6),
    st.lists(st.integers(0, 10**11), min_size=8, max_size=8),
)
def test_not_a_fen_is_lost_between_activities_and_lines(
    rows: list[tuple[int, int, int]], target: list[int], amounts: list[int]
) -> None:
    loading = load(*rows)
    brought = loading.to_lines(np.array(target), np.array(amounts))
    reached = {activity for _line, activity, _weight in rows}
    assert int(brought.sum()) == sum(amounts[activity] for activity in reached)


@given(st.lists(st.floats(0, 10**9), min_size=1, max_size=20))
def test_rounding_to_a_total_moves_no_part_by_a_whole(parts: list[float]) -> None:
    exact = np.array(parts)
    whole = tied(exact, round(sum(parts)))
    assert int(whole.sum()) == round(sum(parts))
    assert (np.abs(whole - exact) <= 1.0 + 1e-6).all()
