"""What a table asks of its source: which rows, in which order, grouped by what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lanyan_desktop.core.values import Value

Op = Literal["=", "!=", "<", "<=", ">", ">=", "in", "contains", "null", "not null"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One column's filter; several on one column all hold."""

    name: str
    op: Op
    value: Value | tuple[Value, ...] = None


@dataclass(frozen=True, slots=True)
class SortBy:
    """Order by a column."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Rows that meet all conditions, in order; `group` names a column to group by, with subtotals."""

    conditions: tuple[Condition, ...] = ()
    sort: tuple[SortBy, ...] = ()
    group: str = ""

    def with_filter(self, name: str, conditions: Sequence[Condition]) -> Query:
        """The same with this column's filter replaced; no conditions: lifted.

        >>> Query((Condition("unit", "=", "t"),)).with_filter("unit", []).conditions
        ()
        """
        kept = tuple(c for c in self.conditions if c.name != name)
        return replace(self, conditions=(*kept, *conditions))

    def filter_of(self, name: str) -> tuple[Condition, ...]:
        """The conditions on a column."""
        return tuple(c for c in self.conditions if c.name == name)

    def sorted_by(self, name: str, *, descending: bool = False, is_added: bool = False) -> Query:
        """The same, sorted by this column; `is_added` keeps the order so far above it."""
        kept = tuple(s for s in self.sort if s.name != name) if is_added else ()
        return replace(self, sort=(*kept, SortBy(name, descending)))


def meets(value: Value, condition: Condition) -> bool:
    """Whether a value meets a condition, as SQL would have it: nothing compares with None.

    >>> meets("钢筋C20", Condition("name", "contains", "c20")), meets(None, Condition("q", "<", 5))
    (True, False)
    """
    wanted = condition.value
    match condition.op:
        case "null":
            return value is None or value == ""
        case "not null":
            return value is not None and value != ""
        case "in":
            return isinstance(wanted, tuple) and value in wanted
        case "=":
            return value == wanted
        case "!=":
            return value != wanted
        case "contains":
            return isinstance(value, str) and str(wanted).casefold() in value.casefold()
    return isinstance(value, int) and isinstance(wanted, int) and _compare(value, condition.op, wanted)


def _compare(value: int, op: str, wanted: int) -> bool:
    match op:
        case "<":
            return value < wanted
        case "<=":
            return value <= wanted
        case ">":
            return value > wanted
        case _:
            return value >= wanted
