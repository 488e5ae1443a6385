"""A cost report before it is a sheet or a page: tables of text and money with titles, the same for Excel and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Cell = str | int | None
"""Text, or money in 分 in a money column; None is left blank."""


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A heading, its width in half-width signs, and whether its integers are money or ten-thousandths of a share."""

    title: str
    width: float
    shape: Literal["text", "money", "share"] = "text"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """Cells in column order; `level` indents the first text, `is_sum` is set off as a total."""

    cells: Sequence[Cell]
    level: int = 0
    is_sum: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable:
    """One form: a sheet of the workbook, a page (or pages) of the PDF."""

    name: str
    title: str
    columns: Sequence[PaperColumn]
    rows: Sequence[PaperRow]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A report: whose, of when, its tables."""

    project: str
    period: str
    tables: Sequence[PaperTable]
