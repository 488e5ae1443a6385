"""Columns of values against a declaration: the answers of `Field.problem`, at the speed of an import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
