"""Columns of values against a declaration: the answers of `Field.problem`, at the speed of an import."""

from __future__ import annotations

from collections.abc import Sequence

from lanyan_desktop.core.records import KINDS, Field
from lanyan_desktop.core.values import Value

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
    codes = dict.fromkeys(code for value in values if (code := field.problem(value)))
    return [(kind, name, code) for code in codes]


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
    some = [value for value in values if value is not None] if None in values else values
    if field.choices:
        return set(some) <= set(field.choices)
    if field.base is int:
        return _is_within(field, min(some), max(some))  # type: ignore[type-var]  # all are int, seen above
    lengths = set(map(len, some))  # type: ignore[arg-type]  # all are str or bytes, seen above
    if field.base is bytes:
        return lengths == {16}
    return not (field.required and 0 in lengths) and _is_within(field, min(lengths), max(lengths))


def _is_within(field: Field, least: Value, greatest: Value) -> bool:
    low, high = field.about.low, field.about.high
    return (low is None or least >= low) and (high is None or greatest <= high)  # type: ignore[operator]  # ints
