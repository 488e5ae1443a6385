"""三算对比 and 成本分析月报 as a workbook: one sheet a table, titled, signed and set up for A4 across."""

from __future__ import annotations

from pathlib import Path

from lanyan_desktop.core.cost.paper import Paper, PaperColumn, PaperTable
from lanyan_desktop.exchange.excel.writing import paper as forms
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, SheetWriter, Slot
from lanyan_desktop.exchange.excel.writing.cells import CellValue
from lanyan_desktop.exchange.excel.writing.looks import PERCENT_2, Look, Page, Setup
from lanyan_desktop.kit.jobs import Step, no_step

_TITLE = Band(slots=(Slot(look=forms.TITLE),), height=30)
_SIGN = Band(slots=(Slot(look=forms.META),), height=26)
_SIGNATURES = ("\u3000" * 10).join(("制表：", "审核：", "审批：", "日期："))
_SHARE = Look(size=9, across="right", edge="thin", format=PERCENT_2)
_SUM_SHARE = Look(size=9, bold=True, across="right", edge="thin", format=PERCENT_2, fill="EEF1F5")


def write_cost(path: Path, paper: Paper, *, step: Step = no_step) -> None:
    """Write the workbook.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable, export.rows.
    """
    sheets = [_Sheet(paper, table) for table in paper.tables]
    bands = [band for sheet in sheets for band in sheet.bands]
    with BookWriter(path, [sheet.setup for sheet in sheets], bands, step=step) as book:
        for one in sheets:
            with book.sheet() as sheet:
                one.write(sheet)


def _slot(column: PaperColumn, *, is_sum: bool) -> Slot:
    if column.shape == "money":
        return forms.money_slot(forms.SUM_PRICE if is_sum else forms.PRICE)
    if column.shape == "share":
        return Slot(look=_SUM_SHARE if is_sum else _SHARE, shape="number", places=4)
    return Slot(look=forms.SUM_LEFT if is_sum else forms.LEFT)


class _Sheet:
    """One table with its bands."""

    def __init__(self, paper: Paper, table: PaperTable) -> None:
        self.paper, self.table = paper, table
        count = len(table.columns)
        self.header = forms.header_band(count, height=26)
        self.meta = forms.styled([forms.META] * (count - 1) + [forms.META_RIGHT], height=18)
        self.body = Band(slots=tuple(_slot(column, is_sum=False) for column in table.columns), height=18)
        self.sum = Band(slots=tuple(_slot(column, is_sum=True) for column in table.columns), height=20)
        self.bands = [_TITLE, _SIGN, self.header, self.meta, self.body, self.sum]
        self.setup = Setup(
            name=table.name,
            widths=[column.width for column in table.columns],
            page=Page(landscape=True),
            repeat=(1, 3),
            freeze="A4",
        )

    def write(self, sheet: SheetWriter) -> None:
        count = len(self.table.columns)
        forms.add_title(sheet, _TITLE, self.table.title, count)
        about = f"工程名称：{self.paper.project}        {self.paper.period}"
        row = sheet.add(self.meta, [about, *[None] * (count - 2), "单位：元"])
        if count > 2:
            sheet.merge(row, 0, row, count - 2)
        sheet.add(self.header, [column.title for column in self.table.columns])
        for line in self.table.rows:
            cells: list[CellValue] = list(line.cells)
            if line.level and isinstance(cells[0], str):
                cells[0] = "\u3000" * line.level + cells[0]
            sheet.add(self.sum if line.is_sum else self.body, cells)
        for note in self.table.notes:
            forms.add_across(sheet, _SIGN, note, count)
        forms.add_across(sheet, _SIGN, _SIGNATURES, count)
