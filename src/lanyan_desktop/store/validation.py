"""Columns of values against a declaration: the answers of `Field.problem`, at the speed of an import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lanyan_desktop.core.changes.operations import GONE, Insert, Operation
from lanyan_desktop.core.records import KINDS, Field
from lanyan_desktop.core.values import Value

LARGEST = 2**53
"""The greatest number kept, either side of zero: exact also as a double, so that a sheet shows what the ledger holds,
and a thousand of them still add up within SQLite's 64 bits."""
Problem = tuple[str, str, str]
"""(kind, field, code)."""


def column_problems(kind: str, name: str, values: Sequence[Value]) -> list[Problem]:
    """What is wrong with the values of a field, each different problem once; empty if nothing.

    Raises:
        KeyError: no such kind or field: a bug of the caller.
    """
    field = KINDS[kind].field(name)
    if _is_plainly_sound(field, values):
        return []
    codes = dict.fromkeys(code for value in values if (code := field.problem(value) or _unkept(value)))
    return [(kind, name, code) for code in codes]


def is_storable(o: Operation) -> bool:
    """True if a received operation can be kept as it is: each value of its field's type, within 64 bits.

    Bounds and choices are not asked: another version may have others, and a merge must not fail on that. But a value
    of another type would be turned into the column's by SQLite, and replicas that turn it at other times would differ.
    """
    if isinstance(o, Insert):
        pairs = zip(o.fields, o.columns, strict=True)
        return GONE not in o.fields and all(_fits(o.kind, name, column) for name, column in pairs)
    return _fits(o.kind, o.field, o.new) and _fits(o.kind, o.field, o.old)


def _fits(kind: str, name: str, values: Sequence[Value]) -> bool:
    if kind not in KINDS or not (name == GONE or KINDS[kind].has(name)):
        return True  # not known here: kept for an upgrade
    types = set(map(type, values))
    if name == GONE:
        return types == {int} and set(values) <= {0, 1}
    if not types <= {KINDS[kind].field(name).base, type(None)}:
        return False
    numbers = [value for value in values if isinstance(value, int)]
    return not numbers or (min(numbers) >= -(2**63) and max(numbers) < 2**63)


def _unkept(value: Value) -> str:
    """What is right by its declaration and still cannot be kept."""
    if isinstance(value, int):
        return "high" if value > LARGEST else "low" if value < -LARGEST else ""
    return "type" if isinstance(value, str) and not _is_text(value) else ""


def _is_text(value: str) -> bool:
    """False for half a surrogate pair, which broken sheets hold and UTF-8 has no bytes for."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_plainly_sound(field: Field, values: Sequence[Value]) -> bool:
    """True if sets, least and greatest already show that nothing is wrong; False says nothing."""
    types = set(map(type, values))
    if field.required and type(None) in types:
        return False
    types.discard(type(None))
    if types - {field.base}:
        return False
    if not types:
        return True
    # one type is left, so the columns below are what their base says; mypy cannot follow
    some: Any = [value for value in values if value is not None] if None in values else values
    if field.choices:
        return set(some) <= set(field.choices)
    if field.base is int:
        return _is_within(field, min(some), max(some)) and min(some) >= -LARGEST and max(some) <= LARGEST
    lengths = set(map(len, some))
    if field.base is bytes:
        return lengths == {16}
    return (
        not (field.required and 0 in lengths)
        and _is_within(field, min(lengths), max(lengths))
        and _is_text("".join(some))
    )


def _is_within(field: Field, least: int, greatest: int) -> bool:
    low, high = field.about.low, field.about.high
    return (low is None or least >= low) and (high is None or greatest <= high)
