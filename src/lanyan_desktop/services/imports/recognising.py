"""Which form a workbook is, when nobody has said: the one whose header fits a sheet of it best."""

from __future__ import annotations

from pathlib import Path

from lanyan_desktop.core.forms.declared import FORMS
from lanyan_desktop.core.forms.header import match_header
from lanyan_desktop.core.forms.sheet import Sheet
from lanyan_desktop.exchange.excel.reader import open_book
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

_LOOKED_AT = 8  # sheets: a workbook has its own form on one of the first
_ROWS = 40


def recognise(path: Path, *, step: Step = no_step) -> str:
    """The name of the form that fits best.

    Raises:
        LanyanError: excel.* where the file cannot be read; import.no_form where no form fits.
    """
    book = open_book(path, step=step)
    best, score = "", 0
    for name in book.names[:_LOOKED_AT]:
        whole = book.sheet(name)
        top = Sheet(whole.name, whole.rows[:_ROWS], whole.spans, whole.errors, whole.uncached)
        for form in FORMS.values():
            found = match_header(top, form)
            if found is not None and found.score > score:
                best, score = form.name, found.score
    if not best:
        titles = "、".join(form.title for form in FORMS.values())
        raise LanyanError("import.no_form", file=path.name, forms=titles)
    return best


def sheet_names(path: Path) -> tuple[str, ...]:
    """The worksheets of a workbook, in its order.

    Raises:
        LanyanError: excel.* where the file cannot be read.
    """
    return open_book(path).names
