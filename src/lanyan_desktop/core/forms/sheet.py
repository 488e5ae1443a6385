"""A sheet as it was found: rows of plain cells, merged spans, and the cells that hold no usable value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds; "" when it is empty. Text is exactly as in the file, numbers are as Excel keeps them."""
Place = tuple[int, int]
"""Row and column of a cell, both from 0."""

_LARGEST_SPAN = 20_000  # a merge over whole columns says nothing about a table


@dataclass(frozen=True, slots=True)
class Span:
    """A merged range, rows and columns from 0, ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def area(self) -> int:
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Rows start at row 1 and column A and may be of unequal length; a missing cell is empty."""

    name: str
    rows: Sequence[Sequence[Cell]]
    spans: tuple[Span, ...] = ()
    errors: Mapping[Place, str] = field(default_factory=dict)  # "#REF!" by cell
    uncached: frozenset[Place] = frozenset()  # formulas whose result the file does not hold
    serial_shift: int = 0  # what bare serial numbers of days lack: 1,462 in a workbook that counts from 1904

    def cell(self, row: int, column: int) -> Cell:
        """The cell, "" beyond the rows."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        return self.rows[row][column]

    def origins(self) -> dict[Place, Place]:
        """For each cell covered by a merge: the cell that holds its value.

        Overlapping merges ("merged chaos") are allowed: the first one counts; merges of whole columns are ignored.

        >>> Sheet("a", [["x", ""]], (Span(0, 0, 0, 1),)).origins()
        {(0, 1): (0, 0)}
        """
        found: dict[Place, Place] = {}
        for span in self.spans:
            if span.first_row >= len(self.rows) or span.area > _LARGEST_SPAN:
                continue
            origin = (span.first_row, span.first_column)
            for row in range(span.first_row, min(span.last_row, len(self.rows) - 1) + 1):
                for column in range(span.first_column, span.last_column + 1):
                    if (row, column) != origin:
                        found.setdefault((row, column), origin)
        return found


def column_letters(column: int) -> str:
    """The letters of a column from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def column_number(letters: str) -> int:
    """The column from 0 of its letters.

    >>> column_number("A"), column_number("XFD")
    (0, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def place_name(row: int, column: int) -> str:
    """A cell as people name it.

    >>> place_name(11, 2)
    'C12'
    """
    return f"{column_letters(column)}{row + 1}"
