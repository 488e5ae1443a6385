"""Operations as bytes: column-wise msgpack, zstandard where it pays.

A part is one byte (0 plain, 1 zstandard) and a msgpack array of operations. Insert: ``[0, kind, ids, fields,
columns]``; set: ``[1, kind, ids, field, new, old]``. Ids: ``[0, joined]``, or ``[1, first, n]`` for consecutive ones.
Column: ``[0, values]``, all alike ``[1, value]``, few distinct ``[2, distinct, width, indexes]``. Whatever is read is
checked: a part may come from another office's disk, so what it unfolds to is bounded and malformed bytes are refused.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from operator import sub
from typing import Any

import msgspec
import zstandard

from lanyan_desktop.core.changes.operations import Insert, Operation, Set
from lanyan_desktop.core.values import Id, Value

PART_ROWS = 50_000
"""Rows in one part: bounds the memory of writing, reading and applying it."""
PART_BYTES = 256 << 20
"""What one part may unfold to; a larger one is refused unread."""
_MOST_ROWS = 8 * PART_ROWS  # ids in one part: a run of them costs 18 bytes whatever it claims
_MOST_CELLS = 40 * _MOST_ROWS  # values in one part: a column that is all alike costs a few bytes too
_PLAIN, _ZSTANDARD = b"\0", b"\1"
_SMALL = 128  # below this compression gains nothing

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder().decode
_unpack_outside = msgspec.msgpack.Decoder(list[list[msgspec.Raw]]).decode
_unpack_text = msgspec.msgpack.Decoder(str).decode
# one compressor a call: the objects are not safe between threads, and making one costs 2 µs


class Malformed(ValueError):
    """Bytes that are no part of a changeset."""


def encode(operations: Iterable[Operation]) -> bytes:
    """One part.

    >>> list(decode(encode([Set("team", [Id(bytes(16))], "name", ["一班"], ["二班"])])))[0].new
    ['一班']
    """
    raw = _pack([_insert(o) if isinstance(o, Insert) else _set(o) for o in operations])
    if len(raw) > _SMALL:
        small = zstandard.ZstdCompressor(level=3).compress(raw)
        if len(small) < len(raw):
            return _ZSTANDARD + small
    return _PLAIN + raw


def decode(part: bytes) -> list[Operation]:
    """The operations of a part.

    Raises:
        Malformed: these bytes are none, or unfold to more than `PART_BYTES`.
    """
    try:
        return [_operation(x) for x in _modest(_unpack(_unfold(part)))]
    except Malformed:
        raise
    except (msgspec.DecodeError, zstandard.ZstdError, ValueError, TypeError, LookupError, OverflowError) as error:
        raise Malformed(str(error)) from error


def rows_in(part: bytes) -> list[tuple[str, list[Id]]]:
    """The kind and the ids of each operation: who is touched, without unpacking a value.

    Raises:
        Malformed: as `decode`.
    """
    try:
        return [(str(x[1]), _read_ids(x[2])) for x in _modest(_unpack(_unfold(part)))]
    except Malformed:
        raise
    except (msgspec.DecodeError, zstandard.ZstdError, ValueError, TypeError, LookupError, OverflowError) as error:
        raise Malformed(str(error)) from error


def names_in(part: bytes) -> list[tuple[str, str | None]]:
    """The kind and the field each operation is about, None for new rows; ids and values stay packed.

    Raises:
        Malformed: as `decode`.

    >>> names_in(encode([Set("team", [Id(bytes(16))], "name", ["一班"], ["二班"])]))
    [('team', 'name')]
    """
    try:
        return [_names(x) for x in _unpack_outside(_unfold(part))]
    except (msgspec.DecodeError, zstandard.ZstdError, TypeError, LookupError) as error:
        raise Malformed(str(error)) from error


def _modest(operations: Iterable[Any]) -> Iterator[Any]:
    """The operations of a part, unless what they claim together would fill the memory."""
    rows = cells = 0
    for x in operations:
        form, what = x[2][:2]
        count = x[2][2] if form == 1 else len(what) // 16
        rows += count
        cells += count * len(x[4])  # of an insert its columns
        if count < 0 or rows > _MOST_ROWS or cells > _MOST_CELLS:
            raise Malformed("too many rows")
        yield x


def _names(x: list[msgspec.Raw]) -> tuple[str, str | None]:
    tag = _unpack(x[0])
    if tag not in {0, 1}:
        raise Malformed("operation")
    return _unpack_text(x[1]), _unpack_text(x[3]) if tag == 1 else None


def _unfold(part: bytes) -> bytes:
    if part[:1] == _PLAIN:
        return part[1:]
    if part[:1] != _ZSTANDARD:
        raise Malformed("packing")
    if not 0 <= zstandard.frame_content_size(part[1:]) <= PART_BYTES:  # ours always name their size
        raise Malformed("too large")
    return zstandard.ZstdDecompressor().decompress(part[1:], max_output_size=PART_BYTES)


def _insert(o: Insert) -> list[Any]:
    return [0, o.kind, _ids(o.ids), list(o.fields), [_column(c) for c in o.columns]]


def _set(o: Set) -> list[Any]:
    return [1, o.kind, _ids(o.ids), o.field, _column(o.new), _column(o.old)]


def _ids(ids: Sequence[Id]) -> list[Any]:
    n, first = len(ids), int.from_bytes(ids[0])
    # the cheap look at both ends first: most lists are no run
    if n > 1 and int.from_bytes(ids[-1]) - first == n - 1:
        numbers = list(map(int.from_bytes, ids))
        if set(map(sub, numbers[1:], numbers)) == {1}:
            return [1, ids[0], n]
    return [0, b"".join(ids)]


def _column(values: Sequence[Value]) -> list[Any]:
    try:
        distinct = dict.fromkeys(values)
    except TypeError:  # unhashable: validation has let nothing of the kind through
        raise Malformed("value") from None
    if len(distinct) == 1:
        return [1, values[0]]
    if len(values) >= 16 and len(distinct) * 2 <= len(values):
        width = "B" if len(distinct) <= 1 << 8 else "H" if len(distinct) <= 1 << 16 else "I"
        place = {value: i for i, value in enumerate(distinct)}
        indexes = array(width, map(place.__getitem__, values))
        return [2, list(distinct), width, _little(indexes).tobytes()]
    return [0, list(values)]


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _operation(x: Any) -> Operation:
    ids = _read_ids(x[2])
    n = len(ids)
    match x:
        case [0, str(kind), _, list(fields), list(columns)]:
            if len(fields) != len(columns) or len(set(fields)) != len(fields) or not _are(fields, {str}):
                raise Malformed("fields")
            return Insert(kind, ids, fields, [_read_column(c, n) for c in columns])
        case [1, str(kind), _, str(field), new, old]:
            return Set(kind, ids, field, _read_column(new, n), _read_column(old, n))
    raise Malformed("operation")


def _are(values: Iterable[object], types: set[type]) -> bool:
    return set(map(type, values)) <= types


def _read_ids(x: Any) -> list[Id]:
    match x:
        case [0, bytes(joined)] if joined and len(joined) % 16 == 0:
            return [Id(joined[i : i + 16]) for i in range(0, len(joined), 16)]
        case [1, bytes(first), int(n)] if len(first) == 16 and n > 0:
            start = int.from_bytes(first)
            return [number.to_bytes(16) for number in range(start, start + n)]  # type: ignore[misc]  # Id(…) a million times costs 0.1 s
    raise Malformed("ids")


def _read_column(x: Any, n: int) -> Sequence[Value]:
    match x:
        case [0, list(values)] if len(values) == n:
            pass
        case [1, value]:
            values = [value]
        case [2, list(distinct), ("B" | "H" | "I") as width, bytes(places)]:
            values = distinct
            indexes = _little(array(width, places))
            if len(indexes) != n:
                raise Malformed("column")
            if not _are(values, {int, str, bytes, type(None)}):
                raise Malformed("value")
            return list(map(distinct.__getitem__, indexes))
        case _:
            raise Malformed("column")
    if not _are(values, {int, str, bytes, type(None)}):
        raise Malformed("value")
    return values if x[0] == 0 else values * n
