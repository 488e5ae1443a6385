"""表-08 分部分项工程和单价措施项目清单与计价表, page by printed page as GB 50500-2013 prints it.

Each page has its own title, header, 本页小计 and the 合计 so far, as the forms from the pricing programs do: it prints
like them, and the importer reads it back as it reads them. Amounts and sums are formulas with their values beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lanyan_desktop.core.money import amount_of
from lanyan_desktop.core.values import Fen, TenThousandth
from lanyan_desktop.exchange.excel.writing import paper
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, SheetWriter, Slot
from lanyan_desktop.exchange.excel.writing.cells import CellValue, Formula
from lanyan_desktop.exchange.excel.writing.looks import Look, Page, Setup
from lanyan_desktop.kit.jobs import Step, no_step

TITLE_2013 = "分部分项工程和单价措施项目清单与计价表"
TITLE_OTHER = "分部分项工程项目清单计价表"
NOTE_2013 = "注：为计取规费等的使用，可在表中增设其中：“定额人工费”。"
COLUMNS = 9
_WIDTHS = (4, 10.3, 9.2, 19.8, 4.2, 7.2, 7.6, 9.4, 6.4)  # fit A4 also where Calibri is replaced by a wider face
_NAME_SIGNS, _FEATURE_SIGNS = 11, 24  # half-width signs of 8 pt that fit the columns of 项目名称 and 项目特征描述
_ROOM_PT = 572.0  # for section and item rows on an A4 page, title to note taken off
_LEAST_PT = 19.85
_MOST_PAGES = 1000  # Excel takes 1,026 page breaks a sheet; longer lists run on under repeated titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A section (only its name) or an item of the list, as the ledger has it."""

    name: str
    is_section: bool = False
    serial: str | None = None
    code: str | None = None
    feature: str | None = None
    unit: str | None = None
    quantity: TenThousandth | None = None
    unit_price: TenThousandth | None = None
    amount_fen: Fen | None = None
    provisional_fen: Fen | None = None

    @property
    def is_product(self) -> bool:
        """Whether 合价 is 工程量 × 综合单价, and may be written as that formula."""
        known = self.quantity is not None and self.unit_price is not None and self.amount_fen is not None
        return (
            known
            and amount_of(self.quantity or TenThousandth(0), self.unit_price or TenThousandth(0)) == self.amount_fen
        )

    @property
    def height(self) -> float:
        if self.is_section:
            return _LEAST_PT
        lines = max(paper.lines_of(self.name, _NAME_SIGNS), paper.lines_of(self.feature or "", _FEATURE_SIGNS))
        return paper.row_height(lines, least=_LEAST_PT, line=11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A version of a budget as it is printed; `is_2013`: by GB 50500-2013, with its table number and note."""

    project: str
    section: str = ""
    lines: Sequence[Line]
    is_2013: bool = True

    @property
    def title(self) -> str:
        return TITLE_2013 if self.is_2013 else TITLE_OTHER


_BODY = {name: replace(look, size=8) for name, look in vars(paper).items() if isinstance(look, Look)}
_TITLE = Band(slots=(Slot(look=paper.TITLE),) * COLUMNS, height=29.2)
_META = Band(slots=(Slot(look=paper.META),) * 7 + (Slot(look=paper.META_RIGHT),) * 2, height=26.2)
_HEADER = paper.header_band(COLUMNS, height=15.6)
_SECTION = paper.styled([_BODY["LEFT"]] * COLUMNS, height=_LEAST_PT)
_PRICE = paper.quantity_slot(replace(_BODY["PRICE"], format="#,##0.00##"))


def _item(formula: str) -> Band:
    center, left = Slot(look=_BODY["CENTER"]), Slot(look=_BODY["LEFT"])
    amount = paper.money_slot(_BODY["PRICE"], formula=formula)
    provisional = paper.money_slot(_BODY["PRICE"])
    code, quantity = Slot(look=_BODY["CODE"]), paper.quantity_slot(_BODY["NUMBER"])
    return Band(slots=(center, code, left, left, center, quantity, _PRICE, amount, provisional))


_ITEM, _PRODUCT = _item(""), _item("ROUND(F{r}*G{r},2)")
_SUM_PRICE = paper.money_slot(_BODY["SUM_PRICE"])
_SUM = Band(slots=(Slot(look=_BODY["SUM_TEXT"]),) * 7 + (_SUM_PRICE, _SUM_PRICE), height=_LEAST_PT)
_NOTE = Band(slots=_META.slots, height=_LEAST_PT)
_BANDS = (_TITLE, _META, _HEADER, _SECTION, _ITEM, _PRODUCT, _SUM, _NOTE)


def write_budget(path: Path, budget: Budget, *, step: Step = no_step) -> int:
    """Write the form; gives how many pages it has, 1 where they are not numbered.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable, export.rows.
    """
    heights = [line.height for line in budget.lines]
    pages = paginate(heights, _ROOM_PT)
    is_long = len(pages) > _MOST_PAGES
    if is_long:
        pages = [(0, len(heights))]
    page = Page(fit=False, left=0.3, right=0.3, top=0.75, bottom=0.4, footer="")
    name = f"{budget.title}(表-08)" if budget.is_2013 else budget.title
    setup = Setup(name=name, widths=_WIDTHS, page=page, repeat=(1, 5) if is_long else None, text_columns=(0, 1))
    with BookWriter(path, [setup], _BANDS, step=step) as book, book.sheet() as sheet:
        writer = _Pages(sheet, budget, len(pages))
        for number, (start, end) in enumerate(pages, 1):
            writer.page(number, budget.lines[start:end], heights[start:end])
    return len(pages)


def paginate(heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    """Ranges of rows that fit a page each, at least one row a page; one empty page when there are no rows.

    >>> paginate([30, 30, 30, 100, 10], 70)
    [(0, 2), (2, 3), (3, 4), (4, 5)]
    """
    pages, start, used = [], 0, 0.0
    for row, height in enumerate(heights):
        if row > start and used + height > room:
            pages.append((start, row))
            start, used = row, 0.0
        used += height
    return [*pages, (start, len(heights))]


class _Pages:
    """The pages one after the other; keeps where the last 合计 stands, the next adds to it."""

    def __init__(self, sheet: SheetWriter, budget: Budget, pages: int) -> None:
        self.sheet, self.budget, self.pages = sheet, budget, pages
        self.total_row = 0
        self.totals = [0, 0]

    def page(self, number: int, lines: Sequence[Line], heights: Sequence[float]) -> None:
        self._head(number)
        first = self.sheet.next_row
        for line, height in zip(lines, heights, strict=True):
            self._line(line, height)
        self._sums(first, lines)
        self._foot()
        if number < self.pages:
            self.sheet.skip()
            self.sheet.break_page()

    def _head(self, number: int) -> None:
        sheet = self.sheet
        paper.add_title(sheet, _TITLE, self.budget.title, COLUMNS)
        meta: list[CellValue] = [None] * COLUMNS
        meta[0], meta[4] = f"工程名称：{self.budget.project}", f"标段：{self.budget.section}"
        meta[7] = f"第{number}页 共{self.pages}页"
        row = sheet.add(_META, meta)
        for first, last in ((0, 3), (4, 6), (7, 8)):
            sheet.merge(row, first, row, last)
        top = sheet.add(_HEADER, ["序号", "项目编码", "项目名称", "项目特征描述", "计量\n单位", "工程量", "金额（元）"])
        sheet.add(_HEADER, [*[None] * 6, "综合\n单价", "合价", "其中"])
        sheet.add(_HEADER, [*[None] * 8, "暂估价"])
        for column in range(6):
            sheet.merge(top, column, top + 2, column)
        sheet.merge(top, 6, top, 8)
        sheet.merge(top + 1, 6, top + 2, 6)
        sheet.merge(top + 1, 7, top + 2, 7)

    def _line(self, line: Line, height: float) -> None:
        if line.is_section:
            row = self.sheet.add(_SECTION, [None, None, line.name], height=height)
            self.sheet.merge(row, 2, row, 3)
            return
        price: list[CellValue] = [line.quantity, line.unit_price, line.amount_fen, line.provisional_fen]
        text: list[CellValue] = [line.serial, line.code, line.name, line.feature, line.unit]
        self.sheet.add(_PRODUCT if line.is_product else _ITEM, text + price, height=height)

    def _sums(self, first: int, lines: Sequence[Line]) -> None:
        last = self.sheet.next_row - 1
        page = (sum(line.amount_fen or 0 for line in lines), sum(line.provisional_fen or 0 for line in lines))
        self.totals = [self.totals[0] + page[0], self.totals[1] + page[1]]
        of_page: list[CellValue | Formula] = [
            Formula(f"SUM({letter}{first}:{letter}{last})", value) if last >= first else value
            for letter, value in zip("HI", page, strict=True)
        ]
        row = self.sheet.add(_SUM, ["本页小计", *[None] * 6, *of_page])
        so_far = [self._so_far(letter, row, value) for letter, value in zip("HI", self.totals, strict=True)]
        self.total_row = self.sheet.add(_SUM, ["合    计", *[None] * 6, *so_far])
        for each in (row, self.total_row):
            self.sheet.merge(each, 0, each, 6)

    def _so_far(self, letter: str, row: int, value: int) -> Formula:
        before = f"{letter}{self.total_row}," if self.total_row else ""
        return Formula(f"SUM({before}{letter}{row})", value)

    def _foot(self) -> None:
        if self.budget.is_2013:
            row = self.sheet.add(_NOTE, [NOTE_2013, *[None] * 6, "表－08"])
            self.sheet.merge(row, 0, row, 6)
            self.sheet.merge(row, 7, row, 8)
