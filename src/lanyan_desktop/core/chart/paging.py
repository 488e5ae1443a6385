"""How a plan falls onto sheets of paper: which rows and which days each page shows, and how much it is made smaller.

Lengths are px of 96 to the inch, the unit screens lay out in; paper is given in mm (GB/T 14689 sheet sizes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.chart.gantt import ROW

Paper = Literal["A4", "A3", "A2", "A1"]
PAPER_MM: dict[Paper, tuple[int, int]] = {"A4": (210, 297), "A3": (297, 420), "A2": (420, 594), "A1": (594, 841)}
Fit = Literal["page", "width", "tiles"]
"""All on one page; the whole time axis on each page, the rows over several; as on screen, on as many as it takes."""
MARGIN_MM, BINDING_MM = 10, 20
HEADER, TITLE, FOOT = 48, 46, 78
LEAST_CHART = 360.0
"""Px of chart beside the table below which bars say nothing."""
_PX_PER_MM = 96 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the user chose for a print."""

    paper: Paper = "A3"
    is_landscape: bool = True
    fit: Fit = "width"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the sheet in px."""
        short, long = (side * _PX_PER_MM for side in PAPER_MM[self.paper])
        return (long, short) if self.is_landscape else (short, long)

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """x, y, width, height inside the margins; the left one leaves room for binding."""
        width, height = self.size
        left, edge = BINDING_MM * _PX_PER_MM, MARGIN_MM * _PX_PER_MM
        return left, edge, width - left - edge, height - 2 * edge


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One sheet: rows first to last (exclusive), the chart from a day on. `across` and `down` count from 0."""

    first: int
    last: int
    left: float
    across: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """All sheets of a print; what is on them is drawn `shrink` times its size on screen."""

    pages: tuple[Page, ...]
    shrink: float
    px_per_day: float
    chart_width: float  # px before shrinking

    def __len__(self) -> int:
        return len(self.pages)


def paginate(
    setup: Setup, *, rows: int, first_day: float, last_day: float, table_width: float, px_per_day: float
) -> Pages:
    """Lay a table of `rows` beside its chart onto sheets; title and foot stand on each, and so do columns and scale.

    `px_per_day` is the scale of the screen, which `tiles` keeps.

    >>> made = paginate(Setup(paper="A4"), rows=100, first_day=0, last_day=400, table_width=500, px_per_day=4)
    >>> [(page.first, page.last) for page in made.pages]
    [(0, 22), (22, 44), (44, 66), (66, 88), (88, 100)]
    """
    _, _, width, height = setup.frame
    room = height - TITLE - FOOT
    days = max(last_day - first_day, 1.0)
    shrink = min(1.0, width / (table_width + LEAST_CHART))
    if setup.fit == "page":
        shrink = min(shrink, room / (HEADER + max(rows, 1) * ROW))
    chart = width / shrink - table_width
    per_page = max(int((room / shrink - HEADER + 1e-6) // ROW), 1)
    scale = px_per_day if setup.fit == "tiles" else (chart - 24) / days
    per_across = chart / scale
    across = max(-(-int(days * 100) // int(per_across * 100)), 1) if setup.fit == "tiles" else 1
    begin = first_day if setup.fit == "tiles" else first_day - 8 / scale
    pages = tuple(
        Page(
            first=top,
            last=min(top + per_page, rows),
            left=begin + column * per_across,
            across=column,
            down=top // per_page,
        )
        for top in range(0, max(rows, 1), per_page)
        for column in range(across)
    )
    return Pages(pages=pages, shrink=shrink, px_per_day=scale, chart_width=chart)
