"""What the status line says of selected cells: how many, their sum, their average."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records.declare import Field, Shape
from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.table.columns import NUMERIC
from lanyan_desktop.core.values import Value


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of selected cells. Sum and average only when all numbers are of one shape and unit; else None."""

    cells: int  # that hold something
    numbers: int = 0
    total: int | None = None  # in the unit the values are stored in
    average: int | None = None  # rounded half up
    field: Field | None = None  # whose shape and unit they have

    def text(self, *, day_min: int = 480) -> str:
        """As the status line says it: "计数 3　求和 1,200.00　平均 400.00"."""
        parts = [f"计数 {self.cells:,}"]
        if self.field is not None and self.total is not None and self.numbers > 1:
            parts.append(f"求和 {show(self.field, self.total, day_min=day_min)}")
            if self.average is not None:
                parts.append(f"平均 {show(self.field, self.average, day_min=day_min)}")
        return "　".join(parts)


def figures(cells: Iterable[tuple[Field, Value]]) -> Figures:
    """The figures of cells given with their fields.

    >>> from lanyan_desktop.core.records import KINDS
    >>> amount = KINDS["budget_line"].field("amount_fen")
    >>> figures([(amount, 100), (amount, 201), (amount, None)]).text()
    '计数 2　求和 3.01　平均 1.51'
    """
    filled = numbers = total = 0
    units: dict[tuple[Shape, str], Field] = {}
    for field, value in cells:
        if value is None or value == "":
            continue
        filled += 1
        if field.shape in NUMERIC and isinstance(value, int):
            numbers += 1
            total += value
            units[field.shape, field.about.unit] = field
    if len(units) != 1:
        return Figures(filled, numbers)
    (field,) = units.values()
    return Figures(filled, numbers, total, divide_half_up(total, numbers), field)
