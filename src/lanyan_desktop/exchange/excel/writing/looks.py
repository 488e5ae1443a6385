"""How cells look on a printed form, how a page is set up: what openpyxl is asked to put into the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Across = Literal["left", "center", "right", "general"]
Edge = Literal["", "thin", "under"]

MONEY = "#,##0.00"
WHOLE = "0"
DATE = "yyyy-mm-dd"
TEXT = "@"
PLAIN = "General"  # a quantity without zeros at its end; "0.##" would leave a bare point behind whole numbers
WORKDAYS = "#,##0.000"
PERCENT = "0%"
PERCENT_2 = "0.00%"
FONT = "宋体"  # what forms are printed in; every Excel and WPS has it, elsewhere its serif stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The style of a cell. Sizes in points; `fill` is RRGGBB; `edge` "under" is a line below only."""

    size: float = 9
    bold: bool = False
    across: Across = "left"
    wrap: bool = False
    shrink: bool = False
    edge: Edge = ""
    format: str = "General"
    fill: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A4 on paper; margins in inches. `fit` scales to one page's width (and then Excel ignores own page breaks)."""

    landscape: bool = False
    fit: bool = True
    left: float = 0.4
    right: float = 0.4
    top: float = 0.6
    bottom: float = 0.6
    footer: str = "第 &P 页 共 &N 页"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """A list to choose from in the cells of a column (from 0) between two rows (from 1)."""

    column: int
    first_row: int
    last_row: int
    choices: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A sheet before its rows: its name, widths in characters, page, titles repeated on each page, what is frozen."""

    name: str
    widths: Sequence[float]
    page: Page = field(default_factory=Page)
    repeat: tuple[int, int] | None = None  # rows from 1, printed on top of every page
    freeze: str = ""  # the cell below and right of what stays: "C5"
    choices: Sequence[Choices] = ()
    text_columns: Sequence[int] = ()  # digits kept as text on purpose: no warning triangles
    filter_row: int = 0  # the header row that gets filter buttons
