"""Reads a workbook into sheets of plain cells: python-calamine for the values, our own scan for what it leaves out.

calamine builds a sheet as a dense block in memory, so how far a sheet reaches is known before it is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from lanyan_desktop.core.forms.sheet import Cell, Sheet, Span, place_name
from lanyan_desktop.exchange.excel.guards import FileKind, check_parts, kind_of_file
from lanyan_desktop.exchange.excel.ods import check_repeats
from lanyan_desktop.exchange.excel.package import serial_shift, shared_text_sizes, sheet_parts
from lanyan_desktop.exchange.excel.scan import Scan, scan_sheet
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

T = TypeVar("T")
MOST_CELLS = 8_000_000
"""The largest used range that is read: 200,000 rows of 40 columns; about 400 MB while it is read."""
_MOST_TEXT = 1 << 30
_LARGEST_TEXT = 256 << 10  # Excel allows 32,767 signs in a cell


@dataclass(slots=True)
class Book:
    """An open workbook. Sheets are read when they are asked for and not kept."""

    path: Path
    kind: FileKind
    names: tuple[str, ...]  # worksheets in workbook order, hidden ones included
    file_hash: str
    _workbook: CalamineWorkbook
    _parts: dict[str, str]
    _serial_shift: int = 0
    _texts: list[int] | None = field(default=None)

    def sheet(self, name: str) -> Sheet:
        """The cells of one sheet.

        Raises:
            LanyanError: excel.no_sheet, excel.too_many_cells, excel.bomb, excel.damaged.
        """
        if name not in self.names:
            raise LanyanError("excel.no_sheet", file=self.path.name, sheet=name, sheets="、".join(self.names))
        scan = self._scan(name)
        found = _foreign(self.path, lambda: self._workbook.get_sheet_by_name(name))
        if found.total_height * found.total_width > MOST_CELLS:
            raise self._too_many(name, found.total_height, found.total_width)
        rows = _foreign(self.path, lambda: found.to_python(skip_empty_area=False))
        spans = _foreign(self.path, lambda: _spans(found))
        return Sheet(name, _trimmed(rows), spans, scan.errors, frozenset(scan.uncached), self._serial_shift)

    def _scan(self, name: str) -> Scan:
        part = self._parts.get(name)
        if part is None:
            return Scan()
        scan = scan_sheet(self.path, part)
        if scan.cells > MOST_CELLS:
            raise self._too_many(name, scan.last_row, scan.last_column)
        self._check_texts(scan.shared_texts)
        return scan

    def _too_many(self, name: str, last_row: int, last_column: int) -> LanyanError:
        cell = place_name(max(last_row, 1) - 1, max(last_column, 1) - 1)
        return LanyanError("excel.too_many_cells", file=self.path.name, sheet=name, cell=cell, limit=f"{MOST_CELLS:,}")

    def _check_texts(self, references: int) -> None:
        """One long text that a million cells refer to is a bomb too: each cell gets a copy."""
        if references == 0:
            return
        if self._texts is None:
            self._texts = shared_text_sizes(self.path)
        longest = max(self._texts, default=0)
        average = sum(self._texts) // max(len(self._texts), 1)
        if longest > _LARGEST_TEXT or average * references > _MOST_TEXT:
            raise LanyanError("excel.bomb", file=self.path.name)


def open_book(path: Path, *, step: Step = no_step) -> Book:
    """Open a workbook (xlsx, xls, ods) after looking it over.

    Raises:
        LanyanError: excel.missing, excel.empty, excel.password, excel.not_excel, excel.damaged, excel.bomb, excel.dtd,
            excel.too_large.
    """
    kind = kind_of_file(path)
    if kind != "xls":
        check_parts(path, step=step)
    if kind == "ods":
        check_repeats(path, most=MOST_CELLS)
    workbook = _foreign(path, lambda: CalamineWorkbook.from_path(path))
    names = tuple(sheet.name for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet)
    parts = sheet_parts(path) if kind == "xlsx" else {}
    return Book(path, kind, names, _hash(path), workbook, parts, serial_shift(path) if kind == "xlsx" else 0)


def _foreign(path: Path, call: Callable[[], T]) -> T:
    """What calamine gives, its errors as ours."""
    try:
        return call()
    except PasswordError as error:
        raise LanyanError("excel.password", file=path.name) from error
    except (CalamineError, OSError, ValueError, UnicodeError) as error:
        raise LanyanError("excel.damaged", file=path.name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's, where the Rust side stopped; it has no public name
            raise
        raise LanyanError("excel.damaged", file=path.name) from error


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=32)).hexdigest()


def _trimmed(rows: list[list[Cell]]) -> Sequence[Sequence[Cell]]:
    """Without the blank rows at the end, which formatted sheets have by the thousand."""
    last = len(rows)
    while last and not any(cell != "" for cell in rows[last - 1]):
        last -= 1
    return rows[:last] if last < len(rows) else rows


def _spans(sheet: CalamineSheet) -> tuple[Span, ...]:
    return tuple(Span(*first, *last) for first, last in sheet.merged_cell_ranges or ())
