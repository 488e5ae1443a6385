"""The streaming writer: rows go into the sheet's XML as they come, nothing is kept but where merges and pages end.

A `Band` is a kind of row: which look and shape each of its cells has. Rows come one at a time (`add`) or as a block of
columns (`add_block`), which is how a hundred thousand of them are quick.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

from lanyan_desktop.core.forms.sheet import column_letters
from lanyan_desktop.exchange.excel.writing.cells import (
    Cells,
    CellValue,
    Formula,
    cached_value,
    clean,
    day_cells,
    formula_cell,
    number_cells,
    text_cells,
)
from lanyan_desktop.exchange.excel.writing.looks import Look, Setup
from lanyan_desktop.exchange.excel.writing.template import Template, make_template
from lanyan_desktop.exchange.writing_file import as_user_error, give_usual_rights
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

Shape = Literal["text", "number", "day"]
LAST_ROW = 1_048_576
_FLUSH = 200_000  # characters gathered before they are compressed
_AFTER_MERGES = ("<conditionalFormatting", "<dataValidations", "<hyperlinks", "<printOptions", "<pageMargins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A cell of a band. `places`: decimals of the integer it takes. `formula`: one for all rows, {r} their number."""

    look: Look
    shape: Shape = "text"
    places: int = 0
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """A kind of row: its cells from column A, its height in points (0: the program's own). Known by identity: quick."""

    slots: tuple[Slot, ...]
    height: float = 0


def band(look: Look, count: int, *, height: float = 0) -> Band:
    """A row of text cells that all look alike."""
    return Band(slots=(Slot(look=look),) * count, height=height)


class BookWriter:
    """A workbook being written: sheets in order, each finished before the next begins.

    The file appears at its path only when all is written; what stood there before is kept until then.

    Raises:
        LanyanError: export.folder, export.locked, export.full when the file cannot be written; export.rows when a
            sheet would be longer than Excel allows.
    """

    def __init__(self, path: Path, setups: Sequence[Setup], bands: Sequence[Band], *, step: Step = no_step) -> None:
        self.path = path
        self._setups = list(setups)
        self._template = make_template(setups, [slot.look for one in bands for slot in one.slots])
        self._step = step
        self._next = 0
        self._temporary: Path | None = None
        self._package: zipfile.ZipFile | None = None

    def __enter__(self) -> Self:
        with as_user_error(self.path):
            handle, name = tempfile.mkstemp(prefix=".lanyan-", suffix=".xlsx", dir=self.path.parent)
            os.close(handle)
            self._temporary = Path(name)
            self._package = zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
            for part, content in self._template.parts.items():
                self._package.writestr(part, content)
        return self

    @contextmanager
    def sheet(self) -> Iterator[SheetWriter]:
        """The next sheet of the workbook, to be filled."""
        assert self._package is not None, "use the writer in a with statement"
        name, head, tail = self._template.sheets[self._next]
        setup = self._setups[self._next]
        self._next += 1
        with as_user_error(self.path), self._package.open(name, "w") as stream:
            stream.write(f"{head}<sheetData>".encode())
            writer = SheetWriter(stream, self._template, setup, self._step)
            yield writer
            writer.flush()
            stream.write(f"</sheetData>{writer.tail(tail)}".encode())

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        assert self._package is not None
        assert self._temporary is not None
        try:
            with as_user_error(self.path):
                self._package.close()
                if kind is None:
                    give_usual_rights(self._temporary)
                    self._temporary.replace(self.path)
        finally:
            self._temporary.unlink(missing_ok=True)


class SheetWriter:
    """Rows into one sheet. Rows count from 1, columns from 0."""

    def __init__(self, stream: IO[bytes], template: Template, setup: Setup, step: Step) -> None:
        self.next_row = 1
        self._stream = stream
        self._styles = template.styles
        self._setup = setup
        self._step = step
        self._compiled: dict[Band, _Pattern] = {}
        self._waiting: list[str] = []
        self._size = 0
        self._merges: list[str] = []
        self._breaks: list[int] = []

    def add(self, band: Band, values: Sequence[CellValue | Formula] = (), *, height: float | None = None) -> int:
        """Write one row and give its number; cells beyond `values` are empty but styled."""
        row = self.next_row
        padded = [*values, *[None] * (len(band.slots) - len(values))]
        self._write(self._pattern(band).row(row, padded, band.height if height is None else height), 1)
        return row

    def add_block(
        self, band: Band, columns: Sequence[Sequence[CellValue]], *, heights: Sequence[float] | None = None
    ) -> int:
        """Write rows given as columns of equal length; the number of the first. A formula column holds its values."""
        first, count = self.next_row, len(columns[0])
        self._write(self._pattern(band).rows(first, columns, heights or [band.height] * count), count)
        return first

    def skip(self, rows: int = 1) -> None:
        """Leave rows blank."""
        self.next_row += rows

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Join a range into one cell; its ends are included."""
        self._merges.append(f"{column_letters(first_column)}{first_row}:{column_letters(last_column)}{last_row}")

    def break_page(self) -> None:
        """Begin a new page after the last row written (or skipped)."""
        self._breaks.append(self.next_row - 1)

    def _pattern(self, band: Band) -> _Pattern:
        if band not in self._compiled:
            self._compiled[band] = _Pattern(band, self._styles)
        return self._compiled[band]

    def _write(self, xml: str, rows: int) -> None:
        self.next_row += rows
        if self.next_row > LAST_ROW + 1:
            raise LanyanError("export.rows", rows=LAST_ROW)
        self._waiting.append(xml)
        self._size += len(xml)
        if self._size > _FLUSH:
            self.flush()

    def flush(self) -> None:
        self._step(self.next_row - 1, 0)
        self._stream.write("".join(self._waiting).encode())
        self._waiting.clear()
        self._size = 0

    def tail(self, template: str) -> str:
        """What follows the rows: the template's own, with merges, breaks and marks where the schema wants them."""
        merges = ""
        if self._merges:
            inner = "".join(f'<mergeCell ref="{ref}"/>' for ref in self._merges)
            merges = f'<mergeCells count="{len(self._merges)}">{inner}</mergeCells>'
        at = min(place for mark in _AFTER_MERGES if (place := template.find(mark)) >= 0)
        body = template[:at] + merges + template[at:]
        end = body.rindex("</worksheet>")
        return body[:end] + self._page_breaks() + self._no_warnings() + body[end:]

    def _page_breaks(self) -> str:
        if not self._breaks:
            return ""
        inner = "".join(f'<brk id="{row}" max="16383" man="1"/>' for row in self._breaks)
        return f'<rowBreaks count="{len(self._breaks)}" manualBreakCount="{len(self._breaks)}">{inner}</rowBreaks>'

    def _no_warnings(self) -> str:
        if not self._setup.text_columns or self.next_row == 1:
            return ""
        letters = [column_letters(column) for column in self._setup.text_columns]
        ranges = " ".join(f"{letter}1:{letter}{self.next_row - 1}" for letter in letters)
        return f'<ignoredErrors><ignoredError sqref="{ranges}" numberStoredAsText="1"/></ignoredErrors>'


class _Pattern:
    """A band made ready: a % pattern of a row's XML and, for each column, what turns its values into cells."""

    def __init__(self, band: Band, styles: dict[tuple[Look, bool], int]) -> None:
        self.slots = band.slots
        self.style = [styles[slot.look, False] for slot in band.slots]
        self.cells = [_cells(slot, styles) for slot in band.slots]
        self.counts = [1 + slot.formula.count("{r}") for slot in band.slots]  # how often the row number stands there
        inner = [self._cell(column, slot) for column, slot in enumerate(band.slots)]
        self.text = f'<row r="%d"%s>{"".join(inner)}</row>'

    def _cell(self, column: int, slot: Slot) -> str:
        start = f'<c r="{column_letters(column)}%d"'
        if not slot.formula:
            return f"{start}%s"
        formula = clean(slot.formula).replace("%", "%%").replace("{r}", "%d")
        return f'{start} s="{self.style[column]}"><f>{formula}</f>%s</c>'

    def rows(self, first: int, columns: Sequence[Sequence[CellValue]], heights: Sequence[float]) -> str:
        numbers = range(first, first + len(columns[0]))
        made: list[Sequence[object]] = [numbers, _height_attributes(heights)]
        for count, cells, values in zip(self.counts, self.cells, columns, strict=True):
            made += [numbers] * count
            made.append(cells(values))
        text = self.text
        return "".join([text % arguments for arguments in zip(*made, strict=True)])

    def row(self, number: int, values: Sequence[CellValue | Formula], height: float) -> str:
        made: list[object] = [number, *_height_attributes([height])]
        for column, (count, value) in enumerate(zip(self.counts, values, strict=True)):
            made += [number] * count
            if isinstance(value, Formula):
                made.append(formula_cell(self.style[column], value, self.slots[column].places))
            else:
                made += self.cells[column]([value])
        return self.text % tuple(made)


def _cells(slot: Slot, styles: dict[tuple[Look, bool], int]) -> Cells:
    if slot.formula:
        return lambda values: [cached_value(value, slot.places) for value in values]
    style = styles[slot.look, False]
    if slot.shape == "text":
        return text_cells(style, styles[slot.look, True])
    return day_cells(style) if slot.shape == "day" else number_cells(style, slot.places)


def _height_attributes(heights: Sequence[float]) -> list[str]:
    return [f' ht="{height:g}" customHeight="1"' if height else "" for height in heights]
