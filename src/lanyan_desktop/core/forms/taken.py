"""A sheet with its header found and its rows classified, and its cells as values, problems noted by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from lanyan_desktop.core.forms import numbers
from lanyan_desktop.core.forms.classify import OTHER_TABLE, Row, RowClass, classify
from lanyan_desktop.core.forms.declare import Form
from lanyan_desktop.core.forms.header import Header, match_header
from lanyan_desktop.core.forms.problem import Problem, Severity
from lanyan_desktop.core.forms.sheet import Cell, Place, Sheet
from lanyan_desktop.core.forms.words import is_blank, plain, text_of
from lanyan_desktop.core.records.text import Unreadable
from lanyan_desktop.core.values import Day, Fen, Instant, TenThousandth

T = TypeVar("T")
_EXACT_BELOW = 10**15
"""A cell keeps fifteen digits of a number: of an identity card's eighteen the last three are gone."""
_IN_TEN_THOUSANDS = re.compile(r"(单位|金额单位)[:(]?(人民币)?\(?万元|\(万元\)|单位:?万元")
_HEADED_UNIT = re.compile(r"[(/](万?)元[)/]")
_UNIT_ROWS = 6
_LEAST_SERIAL = 10_000


@dataclass(frozen=True, slots=True)
class Taken:
    """One sheet as it was taken: form, header, the class of every row; `times` is 10,000 where it counts in 万元."""

    sheet: Sheet
    form: Form
    header: Header
    rows: tuple[Row, ...]
    times: int = 1
    given: Mapping[str, int] = field(default_factory=dict)  # the mapping that was asked for

    def of(self, *kinds: RowClass) -> list[Row]:
        return [row for row in self.rows if row.kind in kinds]


def take(sheet: Sheet, form: Form, *, mapping: Mapping[str, int] | None = None, times: int = 0) -> Taken | None:
    """The sheet recognised as this form, None if its header is not found. `times` 0: read the unit off the sheet."""
    header = match_header(sheet, form, mapping=mapping)
    if header is None:
        return None
    rows = tuple(classify(sheet, form, header))
    return Taken(sheet, form, header, rows, times or money_times(sheet, header), dict(mapping or {}))


def money_times(sheet: Sheet, header: Header) -> int:
    """10,000 where title, unit row or a money heading say 万元, else 1; of headings, only what all of them may mean."""
    heads = range(header.first_row, header.last_row + 1)
    above = [row for row in range(min(_UNIT_ROWS, len(sheet.rows))) if row not in heads]
    texts = [plain(cell) for row in above for cell in sheet.rows[row] if isinstance(cell, str)]
    headings = [plain(cell) for row in heads for cell in sheet.rows[row] if isinstance(cell, str)]
    is_mixed = any((match := _HEADED_UNIT.search(f"{text}/")) and not match[1] for text in headings)
    texts += [] if is_mixed else headings
    return 10_000 if any(_IN_TEN_THOUSANDS.search(text) for text in texts) else 1


@dataclass(slots=True)
class Cells:
    """The values of a taken sheet's cells by the form's column names; what cannot be read is noted in `problems`."""

    taken: Taken
    month: date | None = None
    problems: list[Problem] = field(default_factory=list)
    recomputed: dict[int, list[int]] = field(default_factory=dict)  # column -> rows of formulas without a result
    refused: set[int] = field(default_factory=set)  # rows that have an error: they are listed and not written
    _origins: dict[Place, Place] = field(default_factory=dict)
    _is_quiet: bool = False

    def __post_init__(self) -> None:
        self._origins = self.taken.sheet.origins()

    def column(self, name: str) -> int:
        return self.taken.header.columns.get(name, -1)

    def note(self, code: str, row: int, column: int = -1, /, *, severity: Severity = "error", **params: object) -> None:
        if self._is_quiet:
            return
        self.problems.append(Problem(code, self.taken.sheet.name, row, column, severity, params))
        if severity == "error" and row >= 0:
            self.refused.add(row)

    def note_unknown(self, row: Row) -> None:
        code = "table.other" if row.label == OTHER_TABLE else "row.unknown"
        self.note(code, row.index, severity="warning")

    def raw(self, row: int, name: str) -> Cell:
        """The cell, "" if there is none; of a column that fills, the value of the merge it lies in."""
        column = self.column(name)
        if column < 0:
            return ""
        cell = self.taken.sheet.cell(row, column)
        if cell == "" and self.taken.form.column(name).fills and (row, column) in self._origins:
            return self.taken.sheet.cell(*self._origins[row, column])
        return cell

    def text(self, row: int, name: str) -> str | None:
        """The text of a cell, blanks around it cut; None when there is none."""
        self.heed(row, self.column(name))
        cell = self.raw(row, name)
        text = text_of(cell).strip()
        if isinstance(cell, (int, float)) and abs(cell) >= _EXACT_BELOW:
            self.note("cell.digits", row, self.column(name), text=f"{cell:.0f}"[:15] + "…")
            return None
        return text or None

    def number(self, row: int, name: str, *, scale: int, is_share: bool = False) -> int | None:
        """The number in 1/scale; columns that add up are added; money counts in its heading's unit or the sheet's."""
        is_money = name.endswith("_fen") or "price" in name
        found = None
        for column in (self.column(name), *self.taken.header.added.get(name, ())):
            more = self._one(row, column, scale * (self._times(column) if is_money else 1), is_share)
            found = more if found is None else found + (more or 0)
        return found

    def _times(self, column: int) -> int:
        paths = self.taken.header.paths
        match = _HEADED_UNIT.search(f"{paths[column]}/") if 0 <= column < len(paths) else None
        return self.taken.times if match is None else 10_000 if match[1] else 1

    def _one(self, row: int, column: int, scale: int, is_share: bool) -> int | None:
        if column < 0 or not self.heed(row, column):
            return None
        cell = self.taken.sheet.cell(row, column)
        if is_share and isinstance(cell, (int, float)) and cell > 1:
            return self._read(row, column, lambda: numbers.number(cell, scale=scale))
        return self._read(row, column, lambda: numbers.number(cell, scale=scale, is_share=is_share))

    def heed(self, row: int, column: int) -> bool:
        """False for cells that hold no value: an error, or a formula nobody computed; noted."""
        place = (row, column)
        if place in self.taken.sheet.errors:
            self.note("cell.error", row, column, text=self.taken.sheet.errors[place])
            return False
        if place in self.taken.sheet.uncached:
            self.recomputed.setdefault(column, []).append(row)
            return False
        return True

    def _read(self, row: int, column: int, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Unreadable as error:
            self.note(f"cell.{error.code}", row, column, text=error.text[:60])
            return None

    def money(self, row: int, name: str) -> Fen | None:
        found = self.number(row, name, scale=100)
        return None if found is None else Fen(found)

    def quantity(self, row: int, name: str) -> TenThousandth | None:
        found = self.number(row, name, scale=10_000)
        return None if found is None else TenThousandth(found)

    def exact(self, row: int, name: str) -> int | None:
        """As `number` in hundred-millionths, nothing noted: for ties, which count with all the decimals there are."""
        self._is_quiet = True
        try:
            return self.number(row, name, scale=numbers.EXACT)
        finally:
            self._is_quiet = False

    def minutes(self, row: int, name: str, *, unit_min: int = 60) -> int | None:
        column, cell = self.column(name), self.raw(row, name)
        if not self.heed(row, column):
            return None
        return self._read(row, column, lambda: numbers.minutes(cell, unit_min=unit_min))

    def day(self, row: int, name: str) -> Day | None:
        column, cell = self.column(name), self.raw(row, name)
        if not self.heed(row, column):
            return None
        return self._read(row, column, lambda: numbers.day(self._dated(cell), month=self.month))

    def _dated(self, cell: Cell) -> Cell:
        """A bare serial number, counted as Excel for Windows does."""
        if isinstance(cell, bool) or not isinstance(cell, (int, float)) or cell < _LEAST_SERIAL:
            return cell
        return cell + self.taken.sheet.serial_shift

    def instant(self, row: int, name: str) -> Instant | None:
        column, cell = self.column(name), self.raw(row, name)
        if not self.heed(row, column):
            return None
        return self._read(row, column, lambda: numbers.instant(self._dated(cell), month=self.month))

    def note_formulas(self, done: Mapping[str, str]) -> None:
        """One line a column of formulas whose results the file does not hold.

        `done` says, by column name, how the program computed them itself; of others the cells count as blank.
        """
        names = {column: name for name, column in self.taken.header.columns.items()}
        for column, rows in sorted(self.recomputed.items()):
            said = done.get(names.get(column, ""))
            severity: Severity = "info" if said else "warning"
            words = {"count": len(set(rows)), "done": said or "这些格按空白处理"}
            self.note("formula.uncached", min(rows), column, severity=severity, **words)

    def is_filled(self, row: int, name: str) -> bool:
        return not is_blank(self.raw(row, name))
