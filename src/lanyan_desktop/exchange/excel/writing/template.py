"""The empty workbook that openpyxl makes: styles, widths, page set-up, names; and where its sheets are cut open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lanyan_desktop.core.forms.sheet import column_letters
from lanyan_desktop.exchange.excel.writing.looks import FONT, Look, Page, Setup

_LINE = "FF7F7F7F"


@dataclass(frozen=True, slots=True)
class Template:
    """Parts of the package by name; sheets come as (before the rows, after them); style numbers by look.

    `styles[look, quoted]`: the quoted one carries Excel's text mark (the leading ').
    """

    parts: dict[str, bytes]
    sheets: list[tuple[str, str, str]]  # part name, XML up to the rows, XML after them
    styles: dict[tuple[Look, bool], int]


def make_template(setups: Sequence[Setup], looks: Iterable[Look]) -> Template:
    """A workbook with these sheets, without rows, that knows these looks."""
    import openpyxl  # here: 40 ms that only an export should pay

    book = openpyxl.Workbook()
    styles = _register(book, looks)
    book.remove(book.active)
    for setup in setups:
        _set_up(book.create_sheet(setup.name), setup)
    book.properties.creator = "蓝燕"
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(setups) + 1)]
    cut = [(name, *_cut(parts.pop(name).decode())) for name in names]
    return Template(parts, cut, styles)


def _cut(xml: str) -> tuple[str, str]:
    """The sheet's XML before and after its rows; the dimension goes, it would be a lie."""
    start = xml.index("<sheetData")
    end = xml.index(">", start) + 1
    head = xml[:start]
    if "<dimension" in head:
        at = head.index("<dimension")
        head = head[:at] + head[head.index(">", at) + 1 :]
    return head, xml[end:].removeprefix("</sheetData>")


def _register(book: Any, looks: Iterable[Look]) -> dict[tuple[Look, bool], int]:
    """Give each look its number, by cells of a sheet that is taken out again: openpyxl keeps their styles."""
    sheet = book.active
    styles: dict[tuple[Look, bool], int] = {}
    for look in dict.fromkeys(looks):
        for quoted in (False, True):
            cell = sheet.cell(1, len(styles) + 1)  # one each: openpyxl keeps the style itself, not a copy
            _apply(cell, look)
            cell.quotePrefix = quoted
            styles[look, quoted] = int(cell.style_id)
    return styles


def _apply(cell: Any, look: Look) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side(style="thin", color=_LINE)
    cell.font = Font(name=FONT, size=look.size, bold=look.bold)
    cell.alignment = Alignment(
        horizontal=look.across, vertical="center", wrap_text=look.wrap, shrink_to_fit=look.shrink, indent=look.indent
    )
    sides = {"thin": Border(left=line, right=line, top=line, bottom=line), "under": Border(bottom=line)}
    cell.border = sides.get(look.edge, Border())
    cell.number_format = look.format
    cell.fill = PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()


def _set_up(sheet: Any, setup: Setup) -> None:
    for column, width in enumerate(setup.widths):
        sheet.column_dimensions[column_letters(column)].width = width
    sheet.sheet_view.showGridLines = False
    if setup.freeze:
        sheet.freeze_panes = setup.freeze
    if setup.repeat:
        sheet.print_title_rows = f"{setup.repeat[0]}:{setup.repeat[1]}"
    if setup.filter_row:
        last = column_letters(len(setup.widths) - 1)
        sheet.auto_filter.ref = f"A{setup.filter_row}:{last}{setup.filter_row}"
    _set_page(sheet, setup.page)
    _set_choices(sheet, setup)


def _set_page(sheet: Any, page: Page) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape" if page.landscape else "portrait"
    if page.fit:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom = page.left, page.right, page.top, page.bottom
    margins.header = margins.footer = 0.25
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = page.footer or None


def _set_choices(sheet: Any, setup: Setup) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    for wanted in setup.choices:
        listed = DataValidation(type="list", formula1='"' + ",".join(wanted.choices) + '"', allow_blank=True)
        listed.showErrorMessage = False  # a hint, not a wall: what people type is judged on import
        letters = column_letters(wanted.column)
        listed.add(f"{letters}{wanted.first_row}:{letters}{max(wanted.first_row, wanted.last_row)}")
        sheet.add_data_validation(listed)
