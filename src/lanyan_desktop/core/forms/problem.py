"""What is odd about a cell or a row, and sums that tie or differ: reported with their place, never raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lanyan_desktop.core.forms.sheet import place_name
from lanyan_desktop.core.values import Fen

Severity = Literal["error", "warning", "info"]
"""error: the row is not written; warning: it is, look at it; info: what the program did by itself."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A code with its place; row and column from 0, -1 for the sheet as a whole; `params` fill the sentence."""

    code: str
    sheet: str
    row: int = -1
    column: int = -1
    severity: Severity = "error"
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def cell(self) -> str:
        """The cell as people name it; only the row's number where it is about a row; "" for the sheet."""
        if self.row < 0:
            return ""
        return place_name(self.row, self.column) if self.column >= 0 else str(self.row + 1)


@dataclass(frozen=True, slots=True)
class Tie:
    """A sum the paper states and the sum of its rows. `label` says which: 本页小计, 合计, 合价."""

    label: str
    sheet: str
    row: int
    column: int
    stated: Fen
    computed: Fen

    @property
    def difference(self) -> Fen:
        """Stated less computed."""
        return Fen(self.stated - self.computed)

    @property
    def holds(self) -> bool:
        """True within 0.05 元, the tolerance of the trade: official workbooks disagree with themselves by 0.02."""
        return abs(self.difference) <= 5

    @property
    def cell(self) -> str:
        return place_name(self.row, self.column)
