"""Sheets that go out on paper: tables of text with a title, the same for a workbook and a PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A heading, which may have several lines, and its width in half-width signs; long words stand left.

    `places`: a column of numbers with so many decimals, which a workbook holds as numbers; None: text.
    """

    title: str
    width: float
    is_left: bool = False
    places: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """One form: a sheet of the workbook, one or more pages of the PDF. Blank lines in a text are room to write."""

    name: str
    title: str
    about: str  # the line above the table, behind the project's name
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    signatures: Sequence[str] = ()
    has_header: bool = True
    is_landscape: bool = True
    is_summed: bool = False  # the last row is 合计: sums of the rows above it


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBook:
    """What is printed together."""

    project: str
    name: str
    tables: Sequence[SheetTable]

    def __len__(self) -> int:
        return sum(len(table.rows) for table in self.tables)


def break_lines(text: str, width: float, advance: Callable[[str], float]) -> list[str]:
    r"""A text in lines no wider than `width` where that can be: words and numbers whole, Chinese between any two signs.

    `advance` is how wide a text is. A word wider than a line is cut.

    >>> break_lines("自 2025-11-30 起\nB", 12, lambda text: sum(2 if sign > "ÿ" else 1 for sign in text))
    ['自', '2025-11-30', '起', 'B']
    """
    return [line for part in text.split("\n") for line in _broken(part, width, advance)]


def _broken(text: str, width: float, advance: Callable[[str], float]) -> list[str]:
    lines, line = [], ""
    for word in re.findall(r"[!-~]+| |[^ -~]", text):
        if advance(line + word) <= width:
            line += word
            continue
        if line.strip():
            lines.append(line.rstrip())
            line = ""
        for sign in "" if word == " " else word:
            if line and advance(line + sign) > width:
                lines.append(line)
                line = ""
            line += sign
    return [*lines, line]
