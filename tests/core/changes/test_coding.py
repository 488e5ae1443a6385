"""Operations as bytes: back as they were, small where they repeat, and refused where they are none."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.changes import coding
from lanyan_desktop.core.changes.coding import Malformed, decode, encode, rows_in
from lanyan_desktop.core.changes.operations import NO_HASH, Changeset, Insert, Operation, Set, WriterId, in_pieces
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.ids import new_ids

values = st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=20) | st.binary(max_size=16)
few = st.sampled_from([None, 0, 480, "手工", b"x"])
columns = st.shared(st.integers(1, 60), key="rows").flatmap(
    lambda n: st.lists(values, min_size=n, max_size=n) | st.lists(few, min_size=n, max_size=n)
)


@st.composite
def id_lists(draw: st.DrawFn) -> list[Id]:
    n = draw(st.shared(st.integers(1, 60), key="rows"))
    start = draw(st.integers(0, 2**128 - 1_000))
    numbers = list(range(start, start + n))
    if draw(st.booleans()):
        random.Random(draw(st.integers())).shuffle(numbers)
    return [Id(number.to_bytes(16)) for number in numbers]


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    ids = draw(id_lists())
    if draw(st.booleans()):
        fields = draw(st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=4))
        return Insert("kind", ids, fields, [draw(columns) for _ in fields])
    return Set("kind", ids, "field", draw(columns), draw(columns))


@given(st.lists(operations(), max_size=3))
def test_what_is_encoded_comes_back(given_operations: list[Operation]) -> None:
    part = encode(given_operations)
    assert decode(part) == given_operations
    assert rows_in(part) == [(o.kind, o.ids) for o in given_operations]


@given(st.binary(max_size=200))
def test_any_bytes_are_operations_or_refused(part: bytes) -> None:
    try:
        found = decode(part)
    except Malformed:
        return
    assert decode(encode(found)) == found


@given(operations(), st.integers(0, 10_000), st.integers(1, 255))
def test_a_turned_byte_is_an_operation_or_refused(o: Operation, place: int, turn: int) -> None:
    part = bytearray(encode([o]))
    part[place % len(part)] ^= turn
    try:
        found = decode(bytes(part))
    except Malformed:
        return
    for other in found:
        columns = other.columns if isinstance(other, Insert) else (other.new, other.old)
        assert all(len(column) == len(other.ids) for column in columns)


def test_an_import_of_alike_rows_is_small() -> None:
    n = 10_000
    rows: list[list[Value]] = [
        ["手工"] * n,
        [480 if i % 7 else 0 for i in range(n)],
        [20_000 + i // 300 for i in range(n)],
    ]
    insert = Insert("attendance", [Id(id) for id in new_ids(n)], ["source", "morning_min", "day"], rows)
    assert len(encode([insert])) < n // 2


@pytest.mark.parametrize(
    "operation",
    [
        [0, "kind", [1, bytes(16), 2**40], ["f"], [[1, 0]]],  # 18 bytes that claim a trillion rows
        [0, "kind", [0, b"short"], ["f"], [[1, 0]]],
        [0, "kind", [0, b""], [], []],
        [0, "kind", [0, bytes(16)], ["f", "f"], [[1, 0], [1, 1]]],
        [0, "kind", [0, bytes(16)], ["f"], [[0, [True]]]],  # True is not 1
        [0, "kind", [0, bytes(16)], ["f"], [[0, [1.5]]]],
        [0, "kind", [0, bytes(16)], ["f"], [[0, [[1]]]]],
        [0, "kind", [0, bytes(16)], ["f"], [[0, [1, 2]]]],
        [0, "kind", [0, bytes(16)], ["f"], [[2, [1], "B", b"\1"]]],  # an index beyond the values
        [0, "kind", [0, bytes(16)], ["f"], [[2, [1], "Q", bytes(8)]]],
        [0, "kind", [1, b"\xff" * 16, 2], ["f"], [[1, 0]]],  # ids beyond 16 bytes
        [2, "kind", [0, bytes(16)], "f", [1, 0], [1, 0]],
        [1, 7, [0, bytes(16)], "f", [1, 0], [1, 0]],
        {},
        7,
    ],
)
def test_what_lies_about_itself_is_refused(operation: object) -> None:
    with pytest.raises(Malformed):
        decode(b"\0" + msgspec.msgpack.encode([operation]))


def run_of(count: int, *columns: object) -> list[object]:
    return [0, "team", [1, bytes(16), count], [f"f{n}" for n in range(len(columns))], list(columns)]


@pytest.mark.parametrize("read", [decode, rows_in])
@pytest.mark.parametrize(
    "operations",
    [
        [run_of(4_000_000, [1, 0])],
        [run_of(50_000, [1, 0])] * 9,
        [run_of(400_000, *[[1, 0]] * 41)],
        [run_of(-1, [1, 0])],
    ],
)
def test_rows_that_cost_nothing_to_claim_are_refused(read: Callable[[bytes], object], operations: object) -> None:
    with pytest.raises(Malformed):
        read(b"\0" + msgspec.msgpack.encode(operations))


@given(st.lists(st.sets(st.integers(0, 60), min_size=1), min_size=1, max_size=5), st.integers(8, 40))
def test_pieces_are_no_larger_than_asked_and_lose_nothing(cells: list[set[int]], most: int) -> None:
    def of(n: int, places: set[int]) -> Set:
        ids = [Id(place.to_bytes(16)) for place in sorted(places)]
        return Set("team", ids, f"f{n}", sorted(places), [None] * len(ids))

    whole = [of(n, places) for n, places in enumerate(cells)]
    pieces = list(in_pieces(whole, most))
    assert all(sum(len(o.ids) for o in piece) <= most for piece in pieces)
    told = [(o.field, id, value) for piece in pieces for o in piece for id, value in zip(o.ids, o.new, strict=True)]
    assert sorted(told) == sorted((o.field, id, v) for o in whole for id, v in zip(o.ids, o.new, strict=True))
    rows = [{id for o in piece for id in o.ids} for piece in pieces]
    assert sum(map(len, rows)) == len(set().union(*rows))


def test_a_bomb_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding, "PART_BYTES", 1 << 20)
    for frame in (
        zstandard.ZstdCompressor().compress(bytes(1 << 21)),
        zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1 << 21)),  # does not say its size
    ):
        with pytest.raises(Malformed):
            decode(b"\1" + frame)


def changeset(**changed: object) -> Changeset:
    given: dict[str, object] = {
        "writer": WriterId(b"w" * 16), "seq": 1, "clock": 7, "vector": {}, "user": "王工", "device": "电脑",
        "intent": "改", "undoes": 0, "count": 1, "parts": [b"\0"],
    }  # fmt: skip
    return Changeset(**(given | changed))  # type: ignore[arg-type]  # as declared


@pytest.mark.parametrize(
    "changed",
    [
        {"writer": WriterId(b"v" * 16)}, {"seq": 2}, {"clock": 8}, {"vector": {WriterId(b"v" * 16): 1}},
        {"user": "李工"}, {"device": "别的"}, {"intent": "删"}, {"undoes": 1}, {"count": 2},
        {"parts": [b"\1"]}, {"parts": [b"\0", b"\0"]},
    ],
)  # fmt: skip
def test_the_hash_covers_every_word_of_a_changeset(changed: dict[str, object]) -> None:
    assert changeset(**changed).hash(NO_HASH) != changeset().hash(NO_HASH)
    assert changeset().hash(b"\1" * 32) != changeset().hash(NO_HASH)
    assert changeset().hash(NO_HASH) == changeset().hash(NO_HASH)


def test_the_hash_does_not_hang_on_the_order_a_vector_was_filled_in() -> None:
    a, b = WriterId(b"a" * 16), WriterId(b"b" * 16)
    assert changeset(vector={a: 1, b: 2}).hash(NO_HASH) == changeset(vector={b: 2, a: 1}).hash(NO_HASH)
