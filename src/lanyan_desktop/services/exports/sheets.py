"""Printed sheets to a file: a workbook or a PDF by its ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lanyan_desktop.core.schedule.printed import SheetBook
from lanyan_desktop.exchange.excel.writing.sheets import write_sheets
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.done import Exported

SheetPrinter = Callable[[Path, SheetBook], int]
"""Writes sheets as PDF; how many pages they take."""


def write_book(
    path: Path, book: SheetBook, *, form: str, printer: SheetPrinter | None = None, step: Step = no_step
) -> Exported:
    """Write sheets, .xlsx or .pdf by the name of the file.

    Raises:
        LanyanError: export.ending for another ending, and for .pdf where nothing prints; those of the writers.
    """
    ending, pages = path.suffix.lower(), 0
    if ending == ".pdf" and printer is not None:
        pages = printer(path, book)
    elif ending == ".xlsx":
        write_sheets(path, book, step=step)
    else:
        raise LanyanError("export.ending", file=path.name)
    return Exported(form=form, title=book.name, path=path, rows=len(book), unit="行", pages=pages)
