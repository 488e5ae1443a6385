"""What a view asks for, as SQL: conditions and orders over declared fields, nothing else gets in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.records import KINDS, Kind
from lanyan_desktop.core.values import Value

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "in", "contains", "null", "not null"]
MOST_VALUES = 30_000
"""Values one `in` takes; SQLite has 32,766 parameters for a statement."""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on one field. "=" None means "null"; "!=" lets nulls through unless it is given None."""

    field: str
    op: Operator
    value: Value | Sequence[Value] = None


@dataclass(frozen=True, slots=True)
class Sort:
    """An order by one field; nulls come first, ties are broken by id."""

    field: str
    descending: bool = False


def expression(kind: Kind, name: str, *, has_suspended: bool = False) -> str:
    """The SQL of a field: its column, or for the parent in a tree with suspended moves the parent that is shown.

    Raises:
        KeyError: the kind has no such field.
    """
    if name not in ("id", "_mark"):
        kind.field(name)
    if has_suspended and name == kind.tree:
        inner = f'FROM suspended s WHERE s.row="{kind.name}".id'
        return f'iif(EXISTS(SELECT 1 {inner}), (SELECT shown {inner}), "{name}")'
    return f'"{name}"'


def select(
    kind_name: str,
    what: Sequence[str],
    *,
    where: Sequence[Where] = (),
    order: Sequence[Sort] = (),
    has_suspended: bool = False,
) -> tuple[str, list[Value]]:
    """``SELECT what FROM kind`` of the rows in sight, with its parameters; `what` is SQL."""
    kind = KINDS[kind_name]
    terms, params = ["_mark & 1 = 0"], list[Value]()
    for condition in where:
        term, values = _term(expression(kind, condition.field, has_suspended=has_suspended), condition)
        terms.append(term)
        params += values
    sql = f'SELECT {", ".join(what)} FROM "{kind_name}" WHERE {" AND ".join(terms)}'
    if order:
        by = [
            f"{expression(kind, s.field, has_suspended=has_suspended)}{' DESC' if s.descending else ''}" for s in order
        ]
        sql += f" ORDER BY {', '.join([*by, 'id'])}"
    return sql, params


def _term(sql: str, where: Where) -> tuple[str, list[Value]]:
    op, value = where.op, where.value
    if op == "in":
        values = _several(value)
        return f"{sql} IN ({','.join('?' * len(values))})", values
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        raise TypeError(f"{where.field} {op}: one value, not several")
    if op == "null" or (op == "=" and value is None):
        return f"{sql} IS NULL", []
    if op == "not null":
        return f"{sql} IS NOT NULL", []
    if op == "!=":
        return f"{sql} IS NOT ?", [value]
    if op == "contains":
        return f"instr(lower({sql}), lower(?)) > 0", [value]
    return f"{sql} {op} ?", [value]


def _several(value: Value | Sequence[Value]) -> list[Value]:
    if value is None or isinstance(value, int | str | bytes):
        raise TypeError("in: a list of values")
    if len(value) > MOST_VALUES:
        raise ValueError(f"in: {len(value)} values; ask in pages of {MOST_VALUES}")
    return list(value)
