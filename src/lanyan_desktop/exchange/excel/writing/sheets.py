"""Printed sheets of text as a workbook: title, a line about it, the table, notes and who signs."""

from __future__ import annotations

from pathlib import Path

from lanyan_desktop.core.schedule.printed import SheetBook, SheetTable
from lanyan_desktop.exchange.excel.writing import paper
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, SheetWriter, Slot
from lanyan_desktop.exchange.excel.writing.looks import Page, Setup
from lanyan_desktop.kit.jobs import Step, no_step

_TITLE = Band(slots=(Slot(look=paper.TITLE),), height=30)
_META = Band(slots=(Slot(look=paper.META),), height=18)
_SIGN = Band(slots=(Slot(look=paper.META),), height=28)
_ROOM = 2
"""Half-width signs that a cell's edges take."""


def write_sheets(path: Path, book: SheetBook, *, step: Step = no_step) -> int:
    """Write the workbook; gives how many rows its tables have.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable, export.rows.
    """
    heads = [paper.header_band(len(table.columns), height=_head_height(table)) for table in book.tables]
    bodies = [
        Band(slots=tuple(Slot(look=paper.LEFT if one.is_left else paper.CENTER) for one in table.columns), height=18)
        for table in book.tables
    ]
    setups = [_setup(table) for table in book.tables]
    with BookWriter(path, setups, [_TITLE, _META, _SIGN, *heads, *bodies], step=step) as writer:
        for table, head, body in zip(book.tables, heads, bodies, strict=True):
            with writer.sheet() as sheet:
                _write(sheet, book.project, table, head, body)
    return len(book)


def _setup(table: SheetTable) -> Setup:
    widths = tuple(column.width for column in table.columns)
    if not table.has_header:
        return Setup(name=table.name, widths=widths, page=Page(landscape=table.is_landscape))
    page = Page(landscape=table.is_landscape)
    return Setup(name=table.name, widths=widths, page=page, repeat=(1, 3), freeze="A4")


def _head_height(table: SheetTable) -> float:
    return paper.row_height(max(column.title.count("\n") + 1 for column in table.columns), least=24)


def _write(sheet: SheetWriter, project: str, table: SheetTable, head: Band, body: Band) -> None:
    count = len(table.columns)
    paper.add_title(sheet, _TITLE, table.title, count)
    if table.has_header:
        paper.add_across(sheet, _META, f"工程名称：{project}　　{table.about}".rstrip(), count)
    if table.has_header:
        sheet.add(head, [column.title for column in table.columns])
    for row in table.rows:
        lines = max(
            paper.lines_of(text, max(int(column.width) - _ROOM, 1))
            for text, column in zip(row, table.columns, strict=True)
        )
        sheet.add(body, [text or None for text in row], height=paper.row_height(lines, least=18))
    for note in table.notes:
        paper.add_across(sheet, _META, note, count)
    if table.signatures:
        paper.add_across(sheet, _SIGN, ("\u3000" * 10).join(table.signatures), count)
