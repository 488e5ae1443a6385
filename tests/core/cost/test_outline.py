from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.cost.outline import Outline, outline_of, parent_rows

# any parent index at all: trees, forests, rings, rows hanging under what is not there
forests = st.integers(0, 40).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(-1, count), min_size=count, max_size=count),
        st.lists(st.integers(-(10**12), 10**12), min_size=count, max_size=count),
    )
)


def below(tree: Outline, place: int) -> list[int]:
    """Places of the branch, found the slow way: by following parents."""
    found = []
    for other in range(len(tree)):
        at = other
        while at not in (-1, place):
            at = int(tree.parent[at])
        if at == place:
            found.append(other)
    return found


@given(forests)
def test_every_row_has_one_place_and_every_branch_is_a_run(forest: tuple[list[int], list[int]]) -> None:
    tree = outline_of(forest[0])
    assert sorted(tree.order.tolist()) == list(range(len(forest[0])))
    for place in range(len(tree)):
        assert below(tree, place) == list(range(place, int(tree.end[place])))
        parent = int(tree.parent[place])
        assert tree.depth[place] == (0 if parent < 0 else tree.depth[parent] + 1)


@given(forests)
def test_totals_are_the_sums_of_branches(forest: tuple[list[int], list[int]]) -> None:
    tree = outline_of(forest[0])
    own = tree.own(np.array(forest[1], dtype=np.int64))
    totals = tree.totals(own)
    assert totals.tolist() == [int(own[below(tree, place)].sum()) for place in range(len(tree))]
    roots = tree.parent == -1
    assert int(totals[roots].sum()) == int(own.sum())


@given(forests, st.data())
def test_one_edit_gives_what_a_new_sum_gives(forest: tuple[list[int], list[int]], data: st.DataObject) -> None:
    tree = outline_of(forest[0])
    leaves = np.flatnonzero(tree.is_leaf).tolist()
    if not leaves:
        return
    own = tree.own(np.array(forest[1], dtype=np.int64))
    totals = tree.totals(own)
    place, delta = data.draw(st.sampled_from(leaves)), data.draw(st.integers(-(10**9), 10**9))
    own[place] += delta
    changed = tree.apply(totals, place, delta)
    assert totals.tolist() == tree.totals(own).tolist()
    assert changed[0] == place
    assert len(changed) == tree.depth[place] + 1


def test_siblings_keep_their_order() -> None:
    tree = outline_of([-1, 2, -1, 0, 0])
    assert tree.order.tolist() == [0, 3, 4, 2, 1]
    assert tree.depth.tolist() == [0, 1, 1, 0, 1]


def test_a_section_that_carries_its_own_sum_is_not_counted_twice() -> None:
    tree = outline_of([-1, 0, 0])
    assert tree.totals(tree.own(np.array([12, 5, 7]))).tolist() == [12, 5, 7]


def test_a_section_without_items_keeps_its_own_amount() -> None:
    tree = outline_of([-1, -1])
    assert tree.totals(tree.own(np.array([12, 5]))).tolist() == [12, 5]


def test_no_rows() -> None:
    tree = outline_of(parent_rows([], []))
    assert len(tree) == 0
    assert tree.totals(np.zeros(0, dtype=np.int64)).tolist() == []
