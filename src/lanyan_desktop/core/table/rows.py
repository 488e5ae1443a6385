"""Rows as a source hands them to a table, and edits as a table hands them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.values import Id, Value

RowId = bytes | int | str
"""What names a row for as long as it lives: the record's id, or anything of a computed table's own."""

Tone = Literal["", "text2", "text3", "accent", "crit", "warn", "ok", "front"]
"""A colour by meaning; "" as the column has it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that needs a look, and why in one sentence."""

    kind: Literal["error", "warning", "changed"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dress:
    """What one cell shows beyond its value. Services decide it; the table only paints."""

    text: str | None = None  # instead of the printed value: the label of a reference
    tone: Tone = ""
    bar: int | None = None  # ‱ of the full bar; of one side, signed, in a deviation column
    icon: str = ""  # name of an icon before the text
    mark: Mark | None = None
    is_fixed: bool = False  # not to be edited in this row


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a value for each name that was asked for, in that order."""

    values: Sequence[Value]
    dress: Mapping[str, Dress] = field(default_factory=dict)  # by column name, only where needed
    is_summary: bool = False  # bold on its own ground; not edited
    is_fixed: bool = False  # not edited
    takes_edits: bool = False  # a summary that is edited all the same (its name), cell by cell as dressed
    tone: Tone = ""  # of the whole row's text


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell's new value, to be written."""

    id: RowId
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a cell may be set to: of a reference, the record's id and its label."""

    value: Value
    text: str
    count: int = 0  # in how many rows; 0: not counted


class RowIds(Protocol):
    """Row ids in order. A plain list will do; large sources give one that fetches what is asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: slice, /) -> Sequence[RowId]: ...


@runtime_checkable
class CanFind(Protocol):
    """Row ids that know where one stands, -1 if it is not among them."""

    def find(self, row_id: Id, /) -> int: ...


class TableSource(Protocol):
    """What a table needs to show rows. Called on the window's thread: keep each call under 16 ms."""

    def ids(self, query: Query) -> RowIds | Outline:
        """The rows a query finds, in order; a tree as its outline."""
        ...

    def page(self, ids: Sequence[RowId], names: Sequence[str]) -> Mapping[RowId, Row]:
        """These rows; ids that are gone are left out."""
        ...


class Later(Protocol):
    """Asks a large source off the window's thread. Each gives False if it would rather be asked at once."""

    def rows(self, query: Query, done: Callable[[RowIds | Outline], None]) -> bool: ...

    def totals(self, query: Query, names: Sequence[str], done: Callable[[Mapping[str, Value]], None]) -> bool: ...


@runtime_checkable
class HasTotals(Protocol):
    """A source that can sum columns over all rows a query finds."""

    def totals(self, query: Query, names: Sequence[str]) -> Mapping[str, Value]: ...


@runtime_checkable
class HasChoices(Protocol):
    """A source that knows what a column may be set to, and what stands in it."""

    def choices(self, name: str, text: str = "") -> Sequence[Choice]:
        """What a reference may point to; at most 50 that match the text."""
        ...

    def distinct(self, name: str, query: Query) -> Sequence[Choice]:
        """What stands in a column, with counts, for its filter; at most 1,000."""
        ...
