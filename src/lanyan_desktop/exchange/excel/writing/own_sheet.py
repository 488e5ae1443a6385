"""Rows of an open sheet taken off and copied back elsewhere: values, looks, heights, merges; ranges stretched."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from typing import Any

from lanyan_desktop.core.forms.formula import Moved
from lanyan_desktop.core.forms.sheet import Cell


class Rows:
    """The rows `first` to `last` (from 1) as they were, and the merges that begin in them."""

    def __init__(self, sheet: Any, first: int, last: int) -> None:
        self.sheet, self.first, self.last = sheet, first, last
        self._values: dict[int, dict[int, Cell]] = {}
        self._looks: dict[int, dict[int, Any]] = {}
        self._heights: dict[int, float | None] = {}
        self.merges: list[tuple[int, int, int, int]] = []  # top, left, bottom, right, from 1

    def values(self, row: int) -> dict[int, Cell]:
        """What a row held, by column from 0."""
        return self._values.get(row, {})

    def take_off(self) -> None:
        """Remember the rows and clear them."""
        for found in list(self.sheet.merged_cells.ranges):
            if found.min_row >= self.first:
                self.merges.append((found.min_row, found.min_col, found.max_row, found.max_col))
                self.sheet.unmerge_cells(str(found))
        for row in range(self.first, self.last + 1):
            cells = [cell for cell in self.sheet[row] if cell.value is not None or cell.has_style]
            self._values[row] = {cell.column - 1: cell.value for cell in cells if cell.value is not None}
            self._looks[row] = {cell.column - 1: copy(cell._style) for cell in cells}  # openpyxl has no other way
            self._heights[row] = self.sheet.row_dimensions[row].height
            self.sheet.row_dimensions[row].height = None
        self.sheet.delete_rows(self.first, self.last - self.first + 1)

    def copy(self, source: int, row: int, values: Mapping[int, Cell]) -> None:
        """A row that looks like `source` with these values."""
        self.sheet.row_dimensions[row].height = self._heights.get(source)
        for column, look in self._looks.get(source, {}).items():
            self.sheet.cell(row, column + 1)._style = copy(look)
        for column, value in values.items():
            cell = self.sheet.cell(row, column + 1)
            is_day = isinstance(value, date) and not isinstance(value, datetime)
            cell.value = value if not is_day or cell.is_date or _is_dated(cell) else str(value)

    def copy_merges(self, source: int, count: int, row: int) -> None:
        """The merges that lie within `count` rows from `source`, from `row` on."""
        for top, left, bottom, right in self.merges:
            if source <= top and bottom < source + count:
                self.merge(row + top - source, left - 1, row + bottom - source, right - 1)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge cells, columns from 0, unless it is one cell."""
        if (top, left) != (bottom, right):
            looks = {
                (row, column): copy(self.sheet.cell(row, column)._style)
                for row in range(top, bottom + 1) for column in range(left + 1, right + 2)
            }  # fmt: skip
            self.sheet.merge_cells(start_row=top, start_column=left + 1, end_row=bottom, end_column=right + 1)
            for (row, column), look in looks.items():
                self.sheet.cell(row, column)._style = look


def _is_dated(cell: Any) -> bool:
    from openpyxl.styles.numbers import is_date_format

    return bool(is_date_format(cell.number_format))


def stretch_areas(book: Any, sheet: Any, moved: Moved) -> None:
    """Print area, filter, choices, marked cells, names and other sheets' formulas follow the rows."""
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.cell_range import MultiCellRange

    def ranges(area: object) -> str:
        return " ".join(moved.area(part) for part in str(area).split())

    if sheet.print_area:
        parts = str(sheet.print_area).replace("$", "").split(",")
        sheet.print_area = ",".join(moved.area(part.rpartition("!")[2]) for part in parts)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = moved.area(sheet.auto_filter.ref)
    for choices in sheet.data_validations.dataValidation:
        choices.sqref = MultiCellRange(ranges(choices.sqref))
    marked = sheet.conditional_formatting
    sheet.conditional_formatting = ConditionalFormattingList()
    for found in marked:
        for rule in found.rules:
            sheet.conditional_formatting.add(ranges(found.sqref), rule)
    for other in book.worksheets:
        if other is not sheet:
            _follow(other, sheet.title, moved)
    for name in book.defined_names.values():
        name.value = moved.formula(name.value, sheet=sheet.title, is_own=False)


def _follow(other: Any, title: str, moved: Moved) -> None:
    for row in other.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("=") and title in cell.value:
                cell.value = moved.formula(cell.value, sheet=title, is_own=False)
