"""Laws of tables without a screen: clipboard text, outlines, fills, figures."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import columns_of, computed
from lanyan_desktop.core.table.entry import continued, take
from lanyan_desktop.core.table.figures import figures
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.outline import Outline, preorder
from lanyan_desktop.core.table.query import Condition, Query, SortBy, meets
from lanyan_desktop.core.table.rows import Choice, Row
from lanyan_desktop.core.table.tsv import read_tsv, write_tsv

CELL = st.text(st.sampled_from('a1 中\t\n"\r,='), max_size=6).filter(lambda text: not text.endswith("\r"))
BLOCKS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1))


@given(BLOCKS)
def test_what_is_copied_is_what_is_pasted(block: list[list[str]]) -> None:
    assert read_tsv(write_tsv(block)) == block


@given(st.text(st.sampled_from('a\t\n\r"'), max_size=30))
def test_any_clipboard_text_can_be_read(text: str) -> None:
    assert all(isinstance(cell, str) for row in read_tsv(text) for cell in row)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\nc", [["a", "b"], ["c"]]),
        ('3" 管\tx', [['3" 管', "x"]]),
        ('"没有结束\tx', [['"没有结束', "x"]]),
        ("\r\n", [[""]]),
        ("", []),
    ],
)
def test_what_excel_and_wps_put_on_the_clipboard(text: str, block: list[list[str]]) -> None:
    assert read_tsv(text) == block


LEVELS = st.lists(st.integers(0, 4), min_size=1, max_size=30).map(
    lambda jumps: [min(level, n) for n, level in enumerate(jumps)]
)


def _proper(levels: list[int]) -> list[int]:
    """The same with no level skipped on the way down."""
    made: list[int] = []
    for level in levels:
        made.append(min(level, made[-1] + 1 if made else 0))
    return made


@given(LEVELS.map(_proper), st.data())
def test_hidden_is_exactly_what_lies_under_a_folded_node(levels: list[int], data: st.DataObject) -> None:
    tree = Outline(list(range(len(levels))), levels)
    folded = data.draw(st.sets(st.integers(0, len(levels) - 1)))
    tree.fold_only(folded)
    expected = [node for node in range(len(levels)) if not folded & set(tree.ancestors(node))]
    assert tree.visible.tolist() == expected
    assert [tree.row_of(node) for node in expected] == list(range(len(expected)))
    assert all(tree.row_of(node) < 0 for node in set(range(len(levels))) - set(expected))


@given(LEVELS.map(_proper), st.data())
def test_folding_and_unfolding_gives_back_what_was_seen(levels: list[int], data: st.DataObject) -> None:
    tree = Outline(list(range(len(levels))), levels)
    node = data.draw(st.integers(0, len(levels) - 1))
    before = tree.visible.tolist()
    tree.fold(node)
    tree.unfold(node)
    assert tree.visible.tolist() == before


@given(st.lists(st.integers(-1, 12), max_size=12))
def test_no_row_is_lost_from_sight_whatever_its_parents_are(parents: list[int]) -> None:
    ids = list(range(len(parents)))
    order, levels = preorder(ids, [parent if parent >= 0 else None for parent in parents])
    assert sorted(order) == ids
    assert all(b <= a + 1 for a, b in pairwise(levels))


@given(st.lists(st.integers(0, 12), max_size=14), st.randoms(use_true_random=False))
def test_preorder_is_a_walk_from_each_root_with_siblings_in_order(jumps: list[int], chance: random.Random) -> None:
    parents = [n - 1 - jump if jump < n else None for n, jump in enumerate(jumps)]  # a parent comes before its child
    names = list(range(len(parents)))
    chance.shuffle(names)  # but rows are read in any order
    listed = sorted(range(len(parents)), key=lambda n: names[n])

    def walk(parent: int | None, level: int) -> list[tuple[int, int]]:
        found = []
        for node in listed:
            if parents[node] == parent:
                found += [(node, level), *walk(node, level + 1)]
        return found

    order, levels = preorder(listed, [parents[node] for node in listed])
    assert [(listed[at], level) for at, level in zip(order, levels, strict=True)] == walk(None, 0)


@given(st.integers(-1000, 1000), st.integers(-50, 50), st.integers(2, 6), st.integers(0, 20))
def test_a_series_goes_on_as_it_began(first: int, step: int, known: int, count: int) -> None:
    field = KINDS["budget_line"].field("quantity")
    series = [first + step * n for n in range(known + count)]
    assert continued(field, series[:known], count) == series[known:]
    back = [first - step * n for n in range(1, count + 1)]
    assert continued(field, series[:known], count, is_back=True) == back


def test_what_is_no_series_is_repeated() -> None:
    field = KINDS["budget_line"].field("unit")
    assert continued(field, ["t", "m"], 3) == ["t", "m", "t"]
    assert continued(KINDS["budget_line"].field("quantity"), [1, 2, 4], 2) == [1, 2]
    assert continued(KINDS["budget_line"].field("quantity"), [1, None], 1) == [1]


def test_a_reference_is_taken_by_its_whole_label_or_the_only_match() -> None:
    field = KINDS["worker"].field("team_id")
    teams = [Choice(b"1" * 16, "木工班"), Choice(b"2" * 16, "木工班二队")]

    def find(_name: str, text: str) -> list[Choice]:
        return [team for team in teams if text in team.text]

    assert take(field, "木工班", choices=find).value == b"1" * 16
    assert take(field, "二队", choices=find).value == b"2" * 16
    assert take(field, "木工", choices=find).reason == "班组指向的记录不存在"
    assert take(field, " ", choices=find).value is None


def test_sums_of_different_units_are_not_mixed() -> None:
    kind = KINDS["budget_line"]
    mixed = figures([(kind.field("amount_fen"), 100), (kind.field("quantity"), 10_000), (kind.field("name"), "甲")])
    assert (mixed.cells, mixed.numbers, mixed.total) == (3, 2, None)
    assert mixed.text() == "计数 3"


@pytest.mark.parametrize(
    ("value", "op", "wanted", "expected"),
    [
        (None, "null", None, True),
        ("", "not null", None, False),
        (5, "in", (5, 6), True),
        (5, ">=", 5, True),
        (5, ">", 5, False),
        ("混凝土", "contains", "凝", True),
        (None, "contains", "凝", False),
        (None, "<", 3, False),
    ],
)
def test_conditions_mean_in_memory_what_they_mean_in_sql(
    value: int | str | None, op: str, wanted: int | str | tuple[int, ...] | None, expected: bool
) -> None:
    assert meets(value, Condition("x", op, wanted)) is expected  # type: ignore[arg-type]  # parametrized words


def test_a_sorted_tree_is_a_flat_list() -> None:
    source = ListSource(["name"], {1: Row(["a"]), 2: Row(["c"]), 3: Row(["b"])}, levels=[0, 1, 1])
    assert isinstance(source.ids(Query()), Outline)
    assert source.ids(Query(sort=(SortBy("name", descending=True),))) == [2, 3, 1]


def test_summary_rows_are_not_added_again() -> None:
    source = ListSource(["sum"], {1: Row([30], is_summary=True), 2: Row([10]), 3: Row([20])})
    assert source.totals(Query(), ["sum"]) == {"sum": 30}


def test_columns_of_a_kind_are_its_shown_fields_in_order() -> None:
    columns = columns_of(KINDS["team"])
    assert [column.name for column in columns] == ["name", "code", "trade", "party_id", "leader", "note"]
    assert [column.refers for column in columns if column.refers] == ["party"]
    assert computed("x", "偏差", Shape.MONEY, unit="元").align == "right"
