"""Cells ready to paint: what a source says of a row, printed once when its page is read.

`data()` and the painter then only look things up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records.declare import Shape
from lanyan_desktop.core.records.text import fixed, show
from lanyan_desktop.core.table.columns import Column, Look
from lanyan_desktop.core.table.rows import Dress, Mark, Row, RowId
from lanyan_desktop.core.values import Value
from lanyan_desktop.ui.components.chip import ChipKind

MINUS = "−"
MISSING = "—"
_PLAIN = Dress()
_KINDS: dict[str, ChipKind] = {"crit": "crit", "warn": "warn", "ok": "ok", "info": "info", "front": "front"}


class Cell:
    """One cell as it is painted.

    `fitted` is the text cut to `fitted_to` px, `advance` its width: kept between frames.
    """

    __slots__ = ("advance", "bar", "chip", "fitted", "fitted_to", "icon", "is_fixed", "mark", "text", "tone", "value")

    def __init__(self, value: Value, text: str, tone: str, dress: Dress) -> None:
        self.value = value
        self.text = text
        self.tone = tone
        self.bar = dress.bar
        self.icon = dress.icon
        self.mark: Mark | None = dress.mark
        self.is_fixed = dress.is_fixed
        self.chip: ChipKind | Literal[""] = ""
        self.fitted = ""
        self.fitted_to = -1
        self.advance = 0.0


class RowCells:
    """One row as it is painted."""

    __slots__ = ("cells", "is_fixed", "is_summary", "row_id")

    def __init__(self, cells: list[Cell], *, is_summary: bool, is_fixed: bool) -> None:
        self.row_id: RowId | None = None
        self.cells = cells
        self.is_summary = is_summary
        self.is_fixed = is_fixed


def printed_row(columns: Sequence[Column], row: Row, *, day_min: int) -> RowCells:
    """A row's cells, its texts printed by the declarations."""
    cells = [
        printed(column, value, row.dress.get(column.name, _PLAIN), day_min=day_min, row=row)
        for column, value in zip(columns, row.values, strict=True)
    ]
    return RowCells(cells, is_summary=row.is_summary, is_fixed=row.is_fixed or (row.is_summary and not row.takes_edits))


def printed(column: Column, value: Value, dress: Dress, *, day_min: int, row: Row) -> Cell:
    """A cell: its text by the declaration, its colour by what it means."""
    if dress.text is not None:
        text = dress.text
    elif value is None or column.shape is Shape.BYTES or isinstance(value, bytes):
        text = ""
    else:
        text = _signed(column, value, _shown(column, value, day_min))
    cell = Cell(value, text, dress.tone or row.tone, dress)
    if not text and value is None and dress.text is None:
        _say_missing(column, cell, is_summary=row.is_summary)
    elif isinstance(value, int):
        _weigh(column, cell, value)
    if column.look is Look.CODE and not cell.tone:
        cell.tone = "text3"
    if column.look is Look.CHIP and text:
        cell.chip = _KINDS.get(column.chips.get(text, ""), "mute")
    return cell


def _shown(column: Column, value: Value, day_min: int) -> str:
    if column.look is Look.DEVIATION and column.shape is Shape.SHARE and isinstance(value, int):
        return fixed(divide_half_up(value, 10), 1)  # +4.0%: a column of rates is read by its decimal points
    return show(column.field, value, day_min=day_min)


def _say_missing(column: Column, cell: Cell, *, is_summary: bool) -> None:
    """A missing number is said; a missing word is calmer left blank, and a section has no quantity to miss."""
    is_said = column.shape in (Shape.MONEY, Shape.SHARE) or (column.is_numeric and not is_summary)
    if is_said:
        cell.text, cell.tone = MISSING, "text3"


def _weigh(column: Column, cell: Cell, value: int) -> None:
    if column.look is Look.BAR and cell.bar is None:
        cell.bar = value
    if cell.tone:
        return
    if column.look is Look.DEVIATION:
        cell.tone = "crit" if value > 0 else "ok" if value < 0 else ""
    elif column.shape is Shape.MONEY and value < 0:
        cell.tone = "crit"


def _signed(column: Column, value: Value, text: str) -> str:
    if not isinstance(value, int):
        return text
    if column.is_numeric and value < 0:
        text = text.replace("-", MINUS, 1)
    if column.look is Look.DEVIATION and value > 0:
        text = f"+{text}"
    return f"{text}%" if column.shape is Shape.SHARE and not column.field.about.unit else text


def typed_text(column: Column, cell: Cell, *, day_min: int) -> str:
    """What an editor begins with, what is copied: the value without thousands separators, "" if missing."""
    if cell.value is None:
        return ""
    if column.shape in (Shape.REFERENCE, Shape.BYTES) or isinstance(cell.value, bytes):
        return cell.text
    return show(column.field, cell.value, day_min=day_min, grouped=False)
