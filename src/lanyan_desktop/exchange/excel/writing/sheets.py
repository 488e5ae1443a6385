"""Printed sheets of text as a workbook: title, a line about it, the table, notes and who signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lanyan_desktop.core.forms.sheet import column_letters
from lanyan_desktop.core.schedule.printed import SheetBook, SheetColumn, SheetTable
from lanyan_desktop.exchange.excel.writing import paper
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, SheetWriter, Slot
from lanyan_desktop.exchange.excel.writing.cells import CellValue, Formula
from lanyan_desktop.exchange.excel.writing.looks import WORKDAYS, Look, Page, Setup
from lanyan_desktop.kit.jobs import Step, no_step

_TITLE = Band(slots=(Slot(look=paper.TITLE),), height=30)
_META = Band(slots=(Slot(look=paper.META),), height=18)
_SIGN = Band(slots=(Slot(look=paper.META),), height=28)
_WORKDAY_PLACES = 3
_ROOM = 2
"""Half-width signs that a cell's edges take."""


def write_sheets(path: Path, book: SheetBook, *, step: Step = no_step) -> int:
    """Write the workbook; gives how many rows its tables have.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable, export.rows.
    """
    heads = [paper.header_band(len(table.columns), height=_head_height(table)) for table in book.tables]
    bodies = [_Body(table) for table in book.tables]
    setups = [_setup(table) for table in book.tables]
    bands = [_TITLE, _META, _SIGN, *heads, *(band for body in bodies for band in body.looks())]
    with BookWriter(path, setups, bands, step=step) as writer:
        for table, head, body in zip(book.tables, heads, bodies, strict=True):
            with writer.sheet() as sheet:
                _write(sheet, book.project, table, head, body)
    return len(book)


@dataclass(slots=True)
class _Body:
    """The rows of a table: numbers where a column has them, text where one of its cells says something else."""

    table: SheetTable
    _bands: dict[tuple[bool, ...], Band] = field(default_factory=dict)

    def looks(self) -> list[Band]:
        """A band each of all looks that rows of this table may have."""
        count = len(self.table.columns)
        return [self._band((is_number,) * count, is_sum=is_sum) for is_number in (False, True) for is_sum in (0, 1)]

    def _band(self, are_numbers: tuple[bool, ...], *, is_sum: int = 0) -> Band:
        pairs = zip(self.table.columns, are_numbers, strict=True)
        return Band(slots=tuple(_slot(column, is_number, bool(is_sum)) for column, is_number in pairs), height=18)

    def add(self, sheet: SheetWriter, row: Sequence[str], *, height: float, first: int, is_sum: bool) -> None:
        """One row; with `is_sum` the numbers are sums of all rows from `first` on."""
        columns = self.table.columns
        scaled = [_scaled(text, column.places) for text, column in zip(row, columns, strict=True)]
        shape = (is_sum, *(value is not None for value in scaled))
        if shape not in self._bands:
            self._bands[shape] = self._band(shape[1:], is_sum=is_sum)
        values: list[CellValue | Formula] = [
            (text or None) if value is None else value for text, value in zip(row, scaled, strict=True)
        ]
        if is_sum and sheet.next_row > first:
            for at, value in enumerate(scaled):
                if value is not None:
                    letters = column_letters(at)
                    values[at] = Formula(f"SUM({letters}{first}:{letters}{sheet.next_row - 1})", value)
        sheet.add(self._bands[shape], values, height=height)


def _slot(column: SheetColumn, is_number: bool, is_sum: bool) -> Slot:  # two flags of one cell
    if not is_number or column.places is None:
        usual = paper.LEFT if column.is_left else paper.CENTER
        return Slot(look=paper.SUM_TEXT if is_sum else usual)
    return Slot(look=_number_look(column, is_sum=is_sum), shape="number", places=column.places)


def _number_look(column: SheetColumn, *, is_sum: bool) -> Look:
    if not column.places:
        return paper.SUM_TEXT if is_sum else paper.CENTER
    look = paper.SUM_PRICE if is_sum else paper.PRICE
    return replace(look, format=WORKDAYS) if column.places == _WORKDAY_PLACES else look


def _scaled(text: str, places: int | None) -> int | None:
    """A number as its column keeps it, None for what is text or blank."""
    if places is None or not text:
        return None
    try:
        exact = Decimal(text.replace(",", "")) * 10**places
    except InvalidOperation:
        return None
    return int(exact) if exact.is_finite() and exact == exact.to_integral_value() else None


def _setup(table: SheetTable) -> Setup:
    widths = tuple(column.width for column in table.columns)
    if not table.has_header:
        return Setup(name=table.name, widths=widths, page=Page(landscape=table.is_landscape))
    page = Page(landscape=table.is_landscape)
    return Setup(name=table.name, widths=widths, page=page, repeat=(1, 3), freeze="A4")


def _head_height(table: SheetTable) -> float:
    return paper.row_height(max(column.title.count("\n") + 1 for column in table.columns), least=24)


def _write(sheet: SheetWriter, project: str, table: SheetTable, head: Band, body: _Body) -> None:
    count = len(table.columns)
    paper.add_title(sheet, _TITLE, table.title, count)
    if table.has_header:
        paper.add_across(sheet, _META, f"工程名称：{project}　　{table.about}".rstrip(), count)
    if table.has_header:
        sheet.add(head, [column.title for column in table.columns])
    first = sheet.next_row
    for at, row in enumerate(table.rows, 1):
        lines = max(
            paper.lines_of(text, max(int(column.width) - _ROOM, 1))
            for text, column in zip(row, table.columns, strict=True)
        )
        is_sum = table.is_summed and at == len(table.rows)
        body.add(sheet, row, height=paper.row_height(lines, least=18), first=first, is_sum=is_sum)
    for note in table.notes:
        paper.add_across(sheet, _META, note, count)
    if table.signatures:
        paper.add_across(sheet, _SIGN, ("\u3000" * 10).join(table.signatures), count)
