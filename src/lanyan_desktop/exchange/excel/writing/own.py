"""The user's own workbook filled: its sheet keeps looks, widths, merges, formulas and print set-up; others stay.

A formula stays only where it comes to the figure of the ledger; where it does not, the figure is written.
"""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.forms.formula import Moved, Unknown, cell_name, evaluate
from lanyan_desktop.core.forms.frame import Entry, Frame
from lanyan_desktop.core.forms.sheet import Cell, column_letters
from lanyan_desktop.core.forms.taken import Taken
from lanyan_desktop.exchange.excel.writing.own_sheet import Rows, stretch_areas
from lanyan_desktop.exchange.writing_file import as_user_error, give_usual_rights
from lanyan_desktop.kit.errors import LanyanError

_DRAWN = re.compile(r"xl/(drawings/drawing|charts/|media/|vbaProject)")
_CHAIN = re.compile(r"=(?:SUM\()?[A-Z]{1,3}\d+(?:[+,][A-Z]{1,3}\d+)*\)?")
_ROW_IN_CHAIN = re.compile(r"\d+")
_CLOSE = Fraction(1, 10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What goes into the form. `sums`: columns whose figures add up; `heads`: cells above the table, by place."""

    taken: Taken
    frame: Frame
    entries: Sequence[Entry]
    sums: frozenset[int]
    heads: dict[tuple[int, int], Cell] = field(default_factory=dict)


def fill_own(template: Path, out: Path, filling: Filling) -> None:
    """Write a copy of the template with the table filled.

    Raises:
        LanyanError: export.template_drawn where it has pictures, charts or macros, which would be lost; export.locked,
            export.folder, export.full, export.unwritable.
    """
    import openpyxl  # here: slow to load

    with zipfile.ZipFile(template) as package:
        if any(_DRAWN.match(name) for name in package.namelist()):
            raise LanyanError("export.template_drawn", file=template.name)
    book = openpyxl.load_workbook(template, rich_text=True)
    sheet = book[filling.taken.sheet.name]
    for (row, column), value in filling.heads.items():
        sheet.cell(row + 1, column + 1).value = value
    moved = _Filler(sheet, filling).fill()
    stretch_areas(book, sheet, moved)
    book.calculation.fullCalcOnLoad = True
    _save(book, out)


def _save(book: Any, out: Path) -> None:
    with as_user_error(out):
        number, name = tempfile.mkstemp(prefix=".lanyan-", suffix=".xlsx", dir=out.parent)
        os.close(number)
        try:
            book.save(name)
            give_usual_rights(Path(name))
            Path(name).replace(out)
        finally:
            Path(name).unlink(missing_ok=True)


class _Filler:
    """Makes the table of one sheet anew and puts what was below it under it."""

    def __init__(self, sheet: Any, filling: Filling) -> None:
        self.sheet, self.filling, self.frame = sheet, filling, filling.frame
        frame = filling.frame
        self.old = Rows(sheet, frame.first + 1, max(sheet.max_row, frame.last + 1))
        self.next_row = frame.first + 1
        self.subtotals: list[int] = []
        self.checks: list[tuple[int, int, Cell]] = []  # cells that must come to a figure

    def fill(self) -> Moved:
        frame, entries = self.frame, list(self.filling.entries)
        self.old.take_off()
        written = 0
        groups = [(team, list(found)) for team, found in groupby(entries, key=lambda entry: entry.team)]
        if frame.section < 0 and frame.subtotal < 0 and not self._merged_columns():
            groups = [("", entries)]
        for at, (team, found) in enumerate(groups):
            self._group(team, found, is_last=at == len(groups) - 1)
            written += len(found)
        for _ in range(frame.spare - written):
            self._place(Entry("", ({},) * frame.height), frame.items[0])
        moved = Moved(frame.first + 1, frame.last + 1, self.next_row - 1)
        self._tail(moved)
        self._verify()
        return moved

    # ---- the table

    def _group(self, team: str, entries: Sequence[Entry], *, is_last: bool) -> None:
        frame = self.frame
        if frame.section >= 0:
            self.old.copy(frame.section + 1, self.next_row, self._titled(frame.section, team))
            self.old.copy_merges(frame.section + 1, 1, self.next_row)
            self.next_row += 1
        first = self.next_row
        for at, entry in enumerate(entries):
            self._place(entry, self._pattern(at, len(entries)))
        for column in self._merged_columns():
            self.old.merge(first, column, self.next_row - 1, column)
        if frame.subtotal >= 0:
            self._subtotal(team, first, entries)
        if frame.gap >= 0 and not is_last:
            self.old.copy(frame.gap + 1, self.next_row, {})
            self.next_row += 1

    def _pattern(self, at: int, count: int) -> int:
        """The row of the form an entry looks like: the first, the last, or one in the middle."""
        items = self.frame.items
        middle = items[min(1, len(items) - 1)]
        return items[0] if at == 0 else items[-1] if at == count - 1 and len(items) > 2 else middle

    def _merged_columns(self) -> list[int]:
        """Columns in which a merge reaches over several entries: one for each crew."""
        frame = self.frame
        found = [
            left - 1 for top, left, bottom, right in self.old.merges
            if left == right and frame.first < top <= frame.last + 1 and bottom - top + 1 > frame.height
        ]  # fmt: skip
        return sorted(set(found))

    def _titled(self, row: int, team: str) -> dict[int, Cell]:
        for column, value in self.old.values(row + 1).items():
            if isinstance(value, str) and value.strip():
                is_bracketed = re.match(r"\s*([【\[(〔]).*([】\])〕])\s*$", value)
                return {column: f"{is_bracketed[1]}{team}{is_bracketed[2]}" if is_bracketed else team}
        return {}

    def _place(self, entry: Entry, pattern: int) -> None:
        for at, values in enumerate(entry.rows):
            self.old.copy(pattern + 1 + at, self.next_row + at, values)
        for at, values in enumerate(entry.rows):  # formulas look at the rows of the whole entry
            for column in self._formula_columns(at):
                self._formula(self.next_row + at, at, column, values.get(column))
        self.old.copy_merges(pattern + 1, self.frame.height, self.next_row)
        self.next_row += self.frame.height

    def _formula_columns(self, at: int) -> list[int]:
        found = {
            column for item in self.frame.items for column, value in self.old.values(item + 1 + at).items()
            if isinstance(value, str) and value.startswith("=")
        }  # fmt: skip
        return sorted(found)

    def _formula(self, row: int, at: int, column: int, value: Cell | None) -> None:
        """The first of the column's formulas that comes to the value; the value itself where none does."""
        from openpyxl.formula.translate import Translator

        seen: set[str] = set()
        for item in self.frame.items:
            formula = self.old.values(item + 1 + at).get(column)
            if not isinstance(formula, str) or not formula.startswith("="):
                continue
            name = cell_name(item + 1 + at, column)
            made = str(Translator(formula, origin=name).translate_formula(cell_name(row, column)))
            if made in seen:
                continue
            seen.add(made)
            if value is None or self._comes_to(made, value):
                self.sheet.cell(row, column + 1).value = made
                return

    def _comes_to(self, formula: str, value: object) -> bool:
        try:
            return abs(evaluate(formula, self._value) - Fraction(str(value))) < _CLOSE
        except (Unknown, ValueError, ZeroDivisionError, RecursionError):
            return False

    def _value(self, row: int, column: int) -> object:
        """What a cell of the sheet as it now is comes to."""
        value = self.sheet.cell(row, column + 1).value
        if isinstance(value, str) and value.startswith("="):
            return evaluate(value, self._value)
        return value

    def _subtotal(self, team: str, first: int, entries: Sequence[Entry]) -> None:
        row, source = self.next_row, self.frame.subtotal + 1
        values: dict[int, Cell] = {}
        for column, old in self.old.values(source).items():
            if isinstance(old, str) and "小计" in old:
                values[column] = f"{team}小计" if old.strip() != "小计" and team else old
            elif column in self.filling.sums:
                letter = column_letters(column)
                values[column] = f"=SUM({letter}{first}:{letter}{row - 1})"
        self.old.copy(source, row, values)
        for column in values.keys() & self.filling.sums:
            self.checks.append((row, column, _sum(entries, column)))
        self.old.copy_merges(source, 1, row)
        self.subtotals.append(row)
        self.next_row += 1

    # ---- below the table

    def _tail(self, moved: Moved) -> None:
        name = self.filling.taken.sheet.name
        totals = {row.index + 1 for row in self.filling.taken.rows if row.kind is RowClass.CUMULATIVE}
        for row in range(moved.last + 1, self.old.last + 1):
            values = dict(self.old.values(row))
            for column, value in values.items():
                if isinstance(value, str) and value.startswith("="):
                    values[column] = self._chained(value, column) or moved.formula(value, sheet=name, is_own=True)
                if row in totals and column in self.filling.sums and not (isinstance(value, str) and value[:1] != "="):
                    self.checks.append((moved.row(row), column, _sum(self.filling.entries, column)))
            self.old.copy(row, moved.row(row), values)
        self.old.copy_merges(moved.last + 1, self.old.last - moved.last, moved.new_last + 1)

    def _chained(self, formula: str, column: int) -> str:
        """A sum of 小计, one by one, over those there are now."""
        if not self.subtotals or not _CHAIN.fullmatch(formula):
            return ""
        rows = {int(row) - 1 for row in _ROW_IN_CHAIN.findall(formula)}
        letter = column_letters(column)
        return "=" + "+".join(f"{letter}{row}" for row in self.subtotals) if rows <= {*self.frame.subtotals} else ""

    def _verify(self) -> None:
        for row, column, value in self.checks:
            cell = self.sheet.cell(row, column + 1)
            if not (isinstance(cell.value, str) and self._comes_to(cell.value, value)):
                cell.value = value


def _sum(entries: Iterable[Entry], column: int) -> float:
    """What a column comes to, added in decimals."""
    found = [row[column] for entry in entries for row in entry.rows if column in row]
    return float(sum((Decimal(str(value)) for value in found), Decimal(0)))
