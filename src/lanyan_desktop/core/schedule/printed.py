"""Sheets that go out on paper: tables of text with a title, the same for a workbook and a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A heading, which may have several lines, and its width in half-width signs; long words stand left."""

    title: str
    width: float
    is_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """One form: a sheet of the workbook, one or more pages of the PDF. Blank lines in a text are room to write."""

    name: str
    title: str
    about: str  # the line above the table; "": none
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    signatures: Sequence[str] = ()
    has_header: bool = True
    is_landscape: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBook:
    """What is printed together."""

    project: str
    name: str
    tables: Sequence[SheetTable]

    def __len__(self) -> int:
        return sum(len(table.rows) for table in self.tables)
