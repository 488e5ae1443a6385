"""What the user puts right in a preview: the class of a row, the value of a cell. The file itself stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lanyan_desktop.core.forms.classify import Row, RowClass
from lanyan_desktop.core.forms.problem import Problem, Tie
from lanyan_desktop.core.forms.sheet import Cell, Sheet
from lanyan_desktop.core.forms.taken import Taken
from lanyan_desktop.core.forms.words import text_of
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.kit.jobs import no_step
from lanyan_desktop.services.imports.previewing import Preview, read

_LEADING_NUMBER = re.compile(r"\s*([+-]?\d[\d,]*\.?\d*)")
SheetRow = tuple[str, int]
SheetCell = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Repairs:
    """What was put right, by sheet and place from 0."""

    classes: Mapping[SheetRow, RowClass] = field(default_factory=dict)
    cells: Mapping[SheetCell, Cell] = field(default_factory=dict)

    def with_class(self, sheet: str, row: int, kind: RowClass) -> Repairs:
        return replace(self, classes={**self.classes, (sheet, row): kind})

    def with_cell(self, sheet: str, row: int, column: int, value: Cell) -> Repairs:
        return replace(self, cells={**self.cells, (sheet, row, column): value})

    def without_last(self) -> Repairs:
        """The same without what was put right last; classes after cells."""
        if self.classes:
            return replace(self, classes=dict(list(self.classes.items())[:-1]))
        return replace(self, cells=dict(list(self.cells.items())[:-1]))

    def __bool__(self) -> bool:
        return bool(self.classes or self.cells)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to put a problem right, in two words, and what it does."""

    words: str
    repairs: Repairs


def repaired(preview: Preview, repairs: Repairs) -> Preview:
    """The preview read again, in the same way, with what was put right; `preview` is the one of the file as it is."""
    sheets = tuple(_mended(taken, repairs) for taken in preview.sheets)
    settings = replace(preview.settings, step=no_step)  # the job that counted the first reading has ended
    return replace(preview, sheets=sheets, reading=read(preview.form, sheets, settings, preview.stated))


def _mended(taken: Taken, repairs: Repairs) -> Taken:
    name = taken.sheet.name
    cells = {(row, column): value for (sheet, row, column), value in repairs.cells.items() if sheet == name}
    classes = {row: kind for (sheet, row), kind in repairs.classes.items() if sheet == name}
    rows = tuple(_as(taken, row, classes[row.index]) if row.index in classes else row for row in taken.rows)
    return replace(taken, sheet=_patched(taken.sheet, cells), rows=rows)


def _patched(sheet: Sheet, cells: Mapping[tuple[int, int], Cell]) -> Sheet:
    if not cells:
        return sheet
    rows = list(sheet.rows)
    for (row, column), value in cells.items():
        line = list(rows[row])
        line += [""] * (column + 1 - len(line))
        line[column] = value
        rows[row] = line
    errors = {place: text for place, text in sheet.errors.items() if place not in cells}
    return replace(sheet, rows=rows, errors=errors, uncached=sheet.uncached - cells.keys())


def _as(taken: Taken, row: Row, kind: RowClass) -> Row:
    """The row as another class; a section is named by its text and stands at the top."""
    if kind is not RowClass.SECTION:
        return Row(row.index, kind, row.label)
    texts = [text_of(cell).strip() for cell in taken.sheet.rows[row.index] if isinstance(cell, str)]
    at = taken.header.columns.get(taken.form.section, -1)
    own = text_of(taken.sheet.cell(row.index, at)).strip() if at >= 0 else ""
    return Row(row.index, kind, own or next((text for text in texts if text), ""), 1)


def suggest(preview: Preview, problem: Problem) -> Suggestion | None:
    """What would put a problem right, None where only a person can know."""
    if problem.row < 0:
        return None
    if problem.code == "row.unknown":
        words = "当清单项" if preview.form.name == "budget" else "当明细行"
        return Suggestion(words, Repairs().with_class(problem.sheet, problem.row, RowClass.ITEM))
    if problem.code == "cell.number" and problem.column >= 0:
        found = _LEADING_NUMBER.match(str(problem.params.get("text", "")))
        if found is not None:
            number = found[1].replace(",", "")
            return Suggestion(f"取 {number}", Repairs().with_cell(problem.sheet, problem.row, problem.column, number))
    return None


def suggest_for_tie(tie: Tie) -> Suggestion | None:
    """The computed sum in place of the stated one, for the sum of one row; sums of many rows are left to people."""
    if tie.holds or tie.label not in ("合价", "目标成本"):
        return None
    amount = fixed(tie.computed, 2, grouped=False)
    return Suggestion("用算出的", Repairs().with_cell(tie.sheet, tie.row, tie.column, amount))


def joined(first: Repairs, second: Repairs) -> Repairs:
    """Both; where they differ the second counts."""
    return Repairs({**first.classes, **second.classes}, {**first.cells, **second.cells})
