"""The frame of a user's own form: which of its rows are the table that is filled, and what each kind looks like."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.forms.classify import RowClass, rows_per_item
from lanyan_desktop.core.forms.sheet import Cell
from lanyan_desktop.core.forms.taken import Taken

_PAPER = {RowClass.NOTE, RowClass.SIGNATURE, RowClass.META, RowClass.CUMULATIVE, RowClass.SUBTOTAL}
_ROWS = {RowClass.ITEM, RowClass.CONTINUATION, RowClass.SECTION, RowClass.SUBTOTAL, RowClass.PAGE_SUBTOTAL}
_TALLEST = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A worker or a line to be filled in: for each of its rows the values by column from 0."""

    team: str
    rows: tuple[dict[int, Cell], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows from 0. `first` to `last` is the table; the others are one row each that shows how its kind looks, or -1."""

    first: int
    last: int
    height: int  # rows an entry takes
    items: tuple[int, ...]  # where entries begin
    section: int = -1
    subtotal: int = -1
    gap: int = -1  # the blank row between crews
    subtotals: tuple[int, ...] = ()
    unknown: int = -1  # a row within the table that fits nothing
    spare: int = 0  # entries that an empty form has room for


def find_frame(taken: Taken) -> Frame:
    """The table of a recognised form; of an empty form the rows between header and total."""
    items = tuple(row.index for row in taken.rows if row.kind is RowClass.ITEM)
    if not items:
        return _empty(taken)
    inside = [row for row in taken.rows if row.index > taken.header.last_row and row.kind in _ROWS]
    height = rows_per_item(taken.rows)
    first = min(row.index for row in inside)
    last = max(items[-1] + height - 1, *(row.index for row in inside))
    body = [row for row in taken.rows if first <= row.index <= last]

    def of(kind: RowClass) -> list[int]:
        return [row.index for row in body if row.kind is kind]

    sections, subtotals = of(RowClass.SECTION), of(RowClass.SUBTOTAL)
    gaps = [row for row in of(RowClass.BLANK) if row - 1 in subtotals]
    return Frame(
        first, last, height, items,
        section=next(iter(sections), -1), subtotal=next(iter(subtotals), -1), gap=next(iter(gaps), -1),
        subtotals=tuple(subtotals), unknown=next(iter(of(RowClass.UNKNOWN)), -1),
    )  # fmt: skip


def _empty(taken: Taken) -> Frame:
    first = taken.header.last_row + 1
    below = [row.index for row in taken.rows if row.index >= first and row.kind in _PAPER]
    last = max(min(below, default=first + 1) - 1, first)
    spans = [s for s in taken.sheet.spans if s.first_row == first and s.last_row - first < _TALLEST]
    at = taken.header.columns.get("name", taken.header.columns.get("content", -1))
    height = max((s.last_row - first + 1 for s in spans if s.first_column == at), default=1)
    if height == 1 and (part := taken.header.columns.get("part", -1)) >= 0:
        labels = [taken.sheet.cell(row, part) for row in range(first, min(last, first + _TALLEST) + 1)]
        height = next((n for n in range(1, len(labels)) if labels[n] == labels[0]), 1)
    room = (last - first + 1) // height
    return Frame(first, last, height, tuple(first + n * height for n in range(max(room, 1))), spare=room)
