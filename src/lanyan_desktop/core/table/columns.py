"""Columns of a table: read off the declarations, or computed ones that only look like fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from enum import StrEnum
from typing import Literal

from lanyan_desktop.core.records.declare import F, Field, Kind, Shape
from lanyan_desktop.core.values import Value

Align = Literal["left", "right", "centre"]

NUMERIC = frozenset({Shape.MONEY, Shape.QUANTITY, Shape.WORKDAYS, Shape.SHARE, Shape.NUMBER, Shape.MINUTES})
"""Shapes that are sums and stand at the right."""
_WIDTH = {
    Shape.TEXT: 110,
    Shape.LINES: 200,
    Shape.CHOICE: 84,
    Shape.REFERENCE: 130,
    Shape.NUMBER: 64,
    Shape.MONEY: 108,
    Shape.QUANTITY: 84,
    Shape.WORKDAYS: 84,
    Shape.SHARE: 64,
    Shape.MINUTES: 72,
    Shape.DAY: 92,
    Shape.INSTANT: 92,
    Shape.MOMENT: 130,
    Shape.FLAG: 52,
}


class Look(StrEnum):
    """How a column's cells are drawn."""

    PLAIN = "plain"
    CODE = "code"  # small and quiet
    BAR = "bar"  # a share: bar of 44 px, then the number
    DEVIATION = "deviation"  # bar about an axis; sign always written; over is bad, saved is good
    CHIP = "chip"  # a word on a soft ground; its tone by Column.chips


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Make it with `column_of`, `columns_of` or `computed` rather than by hand."""

    field: Field
    editable: bool = False
    look: Look = Look.PLAIN
    width: int = 0  # px at 100 %; 0: by declaration, then by shape
    is_total: bool = False  # summed in the total row and in subtotals
    is_shown: bool = True  # else only offered by the column chooser
    is_frozen: bool = False  # stays at the left; frozen columns come first
    is_outline: bool = False  # carries the indent and triangle of a tree
    is_stored: bool = True  # a field of the ledger: SQL can sort and filter by it
    chips: Mapping[str, str] = made_by(default_factory=dict)  # text -> tone: crit warn ok info front mute

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def heading(self) -> str:
        return self.field.heading

    @property
    def shape(self) -> Shape:
        return self.field.shape

    @property
    def refers(self) -> str:
        """The kind that a reference points to, else ""."""
        return self.field.about.refers

    @property
    def is_numeric(self) -> bool:
        return self.shape in NUMERIC

    @property
    def align(self) -> Align:
        """Numbers right, flags in the middle, all else left."""
        if self.is_numeric:
            return "right"
        return "centre" if self.shape is Shape.FLAG else "left"

    @property
    def px(self) -> int:
        """The width to begin with, px at 100 %."""
        return self.width or self.field.about.width or _WIDTH.get(self.shape, 110)


def column_of(
    kind: Kind,
    name: str,
    *,
    editable: bool = True,
    look: Look = Look.PLAIN,
    width: int = 0,
    is_total: bool = False,
    is_shown: bool = True,
    is_frozen: bool = False,
    is_outline: bool = False,
    chips: Mapping[str, str] | None = None,
) -> Column:
    """The column of a declared field.

    Raises:
        KeyError: the kind has no such field.

    >>> from lanyan_desktop.core.records import KINDS
    >>> column_of(KINDS["budget_line"], "amount_fen").heading
    '合价(元)'
    """
    return Column(
        field=kind.field(name),
        editable=editable,
        look=look,
        width=width,
        is_total=is_total,
        is_shown=is_shown,
        is_frozen=is_frozen,
        is_outline=is_outline,
        chips=chips or {},
    )


def columns_of(
    kind: Kind, names: Iterable[str] = (), *, editable: bool = True, hidden: Iterable[str] = ()
) -> list[Column]:
    """The columns of these fields (none given: all that are shown), in order; money of theirs is totalled."""
    wanted = list(names) or [field.name for field in kind.shown]
    unseen = set(hidden)
    made = []
    for name in wanted:
        is_sum = kind.field(name).shape is Shape.MONEY
        made.append(column_of(kind, name, editable=editable, is_total=is_sum, is_shown=name not in unseen))
    return made


def computed(
    name: str,
    title: str,
    shape: Shape,
    *,
    unit: str = "",
    look: Look = Look.PLAIN,
    width: int = 0,
    is_total: bool = False,
    is_shown: bool = True,
    is_frozen: bool = False,
    is_outline: bool = False,
    chips: Mapping[str, str] | None = None,
) -> Column:
    """A read-only column whose values a service computes.

    >>> computed("early_start", "最早开始", Shape.DAY).editable
    False
    """
    base: type = str if shape in (Shape.TEXT, Shape.LINES, Shape.CHOICE) else int
    return Column(
        field=Field(name, base, shape, required=False, default=None, choices=(), about=F(title=title, unit=unit)),
        look=look,
        width=width,
        is_total=is_total,
        is_shown=is_shown,
        is_frozen=is_frozen,
        is_outline=is_outline,
        is_stored=False,
        chips=chips or {},
    )


def typed(column: Column, value: Value) -> Value:
    """The value when it is one the column can total, else None."""
    return value if column.is_numeric and isinstance(value, int) else None
