"""The laws of merging, on values alone."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.changes.heads import SEQ_BITS, Heads, fold, heads_of, is_hidden
from lanyan_desktop.core.changes.operations import Set, in_pieces
from lanyan_desktop.core.changes.tree import nodes_on_rings, place
from lanyan_desktop.core.values import Id

ROW = Id(bytes(16))
FIELD = 1


def at(writer: int, seq: int) -> int:
    return writer << SEQ_BITS | seq


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, list[int]]]:
    """Sets of one cell by three writers: (at, what its writer had seen by writer), in an order that respects it."""
    seen = [[0, 0, 0, 0] for _ in range(4)]
    made: list[tuple[int, list[int]]] = []
    for writer in draw(st.lists(st.integers(1, 3), max_size=12)):
        other = draw(st.integers(1, 3))
        seen[writer] = [max(a, b) for a, b in zip(seen[writer], seen[other], strict=True)]  # heard of another first
        limit = [at(w, s) for w, s in enumerate(seen[writer])]
        seen[writer][writer] += 1
        made.append((at(writer, seen[writer][writer]), limit))
    return made


@given(histories())
def test_heads_are_the_sets_no_other_set_knew(history: list[tuple[int, list[int]]]) -> None:
    rows: dict[Id, Heads] = {ROW: {}}
    for n, (when, limit) in enumerate(history):
        fold(rows, FIELD, [ROW], [n], at=when, limit=limit, knows_all=False)
    found = {a for a, _ in heads_of(rows[ROW][FIELD])} if history else set()
    assert found == {a for a, _ in history if not any(limit[a >> SEQ_BITS] >= a for _, limit in history)}


def test_a_writer_who_knew_all_replaces_all() -> None:
    rows: dict[Id, Heads] = {ROW: {FIELD: [at(1, 1), [at(2, 1), "乙"]]}}
    fold(rows, FIELD, [ROW, Id(b"x" * 16)], ["丙", "丁"], at=at(3, 1), limit=[], knows_all=True)
    assert rows == {ROW: {FIELD: (at(3, 1), "丙")}}  # and a row that is not here stays away


def test_a_delete_hides_only_what_it_knew() -> None:
    def knew(later: int, earlier: int) -> bool:
        return earlier < later

    assert not is_hidden([], [1], knew)
    assert is_hidden([5], [], knew)
    assert is_hidden([5], [4], knew)
    assert not is_hidden([5], [4, 6], knew)
    assert is_hidden([5, 7], [4, 6], knew)


nodes = st.integers(0, 7).map(lambda n: Id(bytes([n])))
trees = st.dictionaries(nodes, st.none() | nodes, min_size=1)


@given(trees, trees, st.data())
def test_placed_nodes_form_no_ring_whatever_they_wished(
    wish: dict[Id, Id | None], before: dict[Id, Id | None], data: st.DataObject
) -> None:
    ring = nodes_on_rings(wish, wish.get)
    orders = {node: (data.draw(st.integers(0, 3)), bytes([n])) for n, node in enumerate(sorted(ring))}
    shown = place(orders, wish.get, before.get)
    up = {**wish, **shown}
    for node in up:
        path, here = set[Id](), node
        while (above := up.get(here)) is not None:
            assert above not in path
            path.add(above)
            here = above
    assert shown.keys() <= ring


@given(trees)
def test_rings_are_found_from_any_start(wish: dict[Id, Id | None]) -> None:
    def is_on_ring(node: Id) -> bool:
        here: Id | None = wish.get(node)
        for _ in range(len(wish) + 1):
            if here is None or here == node:
                break
            here = wish.get(here)
        return here == node

    assert nodes_on_rings(wish, wish.get) == {node for node in wish if is_on_ring(node)}


def test_where_nodes_are_placed_does_not_hang_on_who_is_asked_first() -> None:
    a, b, c = (Id(bytes([n])) for n in range(3))
    wish: dict[Id, Id | None] = {a: b, b: c, c: a}
    orders = {a: (3, b"x"), b: (1, b"y"), c: (2, b"z")}
    results = [place({n: orders[n] for n in turn}, wish.get, lambda _: None) for turn in permutations(orders)]
    assert all(result == {a: None} for result in results)  # the last move closes the ring, and is not shown


@given(st.lists(st.sets(st.integers(0, 60), min_size=1), min_size=1, max_size=4), st.integers(1, 80))
def test_pieces_hold_each_cell_once_and_a_row_in_one_piece_only(lists: list[set[int]], most: int) -> None:
    def name(n: int) -> Id:
        return Id(n.to_bytes(16))

    sets = [Set("k", [name(n) for n in sorted(ns)], f"f{i}", sorted(ns), sorted(ns)) for i, ns in enumerate(lists)]
    pieces = list(in_pieces(sets, most))
    cells = [(o.field, id, new) for piece in pieces for o in piece for id, new in zip(o.ids, o.new, strict=True)]
    assert sorted(cells) == sorted((o.field, id, new) for o in sets for id, new in zip(o.ids, o.new, strict=True))
    rows = [{id for o in piece for id in o.ids} for piece in pieces]
    assert sum(map(len, rows)) == len(set().union(*rows))
