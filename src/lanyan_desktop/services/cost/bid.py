"""A bid's total assembled from its sheets (表-04 = 08 + 11 + 12 + 13), each sum held against what another one states.

Sheets are known by their titles and headings, not by their names. Differences are listed, never smoothed: official
printouts disagree with themselves by 0.02.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lanyan_desktop.core.cost.pricing import BidTotal
from lanyan_desktop.core.forms.declared import BUDGET
from lanyan_desktop.core.forms.sheet import Cell, Sheet
from lanyan_desktop.core.forms.taken import take
from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.records.text import Unreadable, scaled
from lanyan_desktop.core.values import Fen, Permyriad
from lanyan_desktop.exchange.excel.reader import Book, open_book
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.cost.bid_analysis import Analysis, read_analyses
from lanyan_desktop.services.imports.budget import BudgetReading, read_budget
from lanyan_desktop.services.imports.reading import Settings

_TITLES = {
    "summary": ("投标报价汇总表", "招标控制价汇总表", "最高投标限价汇总表", "造价汇总表"),
    "items": ("分部分项工程和单价措施项目清单与计价表", "分部分项工程项目清单计价表"),
    "analysis": ("综合单价分析表",),
    "measures": ("总价措施项目清单与计价表", "措施项目清单计价表"),
    "others": ("其他项目清单与计价汇总表", "其他项目清单计价表"),
    "fees": ("规费、税金项目计价表", "规费税金项目计价表", "增值税计价表"),
}
_UNIT_MEASURES = "措施项目"


@dataclass(frozen=True, slots=True)
class Item:
    """A priced line of a total-price sheet."""

    serial: str
    code: str
    name: str
    amount_fen: Fen


@dataclass(frozen=True, slots=True)
class Check:
    """勾稽: a sum as one sheet states it and as another gives it."""

    name: str
    stated_fen: Fen
    found_fen: Fen

    @property
    def difference_fen(self) -> Fen:
        return Fen(self.stated_fen - self.found_fen)


@dataclass(frozen=True, slots=True)
class Bid:
    """All that the sheets say of the price."""

    items_fen: Fen  # 分部分项
    unit_measures_fen: Fen  # 单价措施
    measures: tuple[Item, ...]  # 总价措施
    others: tuple[Item, ...]
    fees_fen: Fen
    tax_rate: Permyriad
    lines: int
    analyses: tuple[Analysis, ...]
    checks: tuple[Check, ...]

    @property
    def total(self) -> BidTotal:
        return BidTotal(
            items_fen=self.items_fen,
            measures_fen=Fen(self.unit_measures_fen + sum(one.amount_fen for one in self.measures)),
            others_fen=Fen(sum(one.amount_fen for one in self.others)),
            fees_fen=self.fees_fen,
            tax_rate=self.tax_rate,
        )

    @property
    def differences(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.difference_fen)


def read_bid(path: Path, *, step: Step = no_step) -> Bid:
    """Read the sheets of a bid.

    Raises:
        LanyanError: those of opening a workbook; cost.no_bid when items, 其他项目 or 规费 are missing.
    """
    book = open_book(path, step=step)
    sheets = _find(book)
    for name, what in (("items", "分部分项清单"), ("others", "其他项目"), ("fees", "规费税金")):
        if name not in sheets:
            raise LanyanError("cost.no_bid", file=path.name, what=what)
    taken = take(sheets["items"], BUDGET)
    if taken is None:
        raise LanyanError("cost.no_bid", file=path.name, what="分部分项清单")
    reading = read_budget(taken, Settings(step=step))
    measures = [one for one in _rows(sheets["measures"]) if one.code] if "measures" in sheets else []
    others = [one for one in _rows(sheets["others"]) if one.serial.isdecimal()]
    fees = _rows(sheets["fees"])
    unit_measures = _under(reading, _UNIT_MEASURES)
    bid = Bid(
        items_fen=Fen(reading.total - unit_measures),
        unit_measures_fen=unit_measures,
        measures=tuple(measures),
        others=tuple(others),
        fees_fen=_named(fees, "规费"),
        tax_rate=_rate(sheets["fees"]),
        lines=sum(not line.level for line in reading.lines),
        analyses=tuple(read_analyses(sheets["analysis"])) if "analysis" in sheets else (),
        checks=(),
    )
    return replace(bid, checks=_checks(bid, reading, sheets, fees))


def _find(book: Book) -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    for name in book.names:
        sheet = book.sheet(name)
        title = next((plain(cell) for row in sheet.rows[:3] for cell in row if isinstance(cell, str) and cell), "")
        for kind, titles in _TITLES.items():
            if kind not in found and any(plain(one) in title for one in titles):
                found[kind] = sheet
                break
    return found


def _rows(sheet: Sheet) -> list[Item]:
    """The rows that have an amount, by the headings of the sheet; repeated headings and sums are no rows."""
    columns: dict[str, int] = {}
    found = []
    for row in sheet.rows:
        texts = [plain(str(cell)) for cell in row]
        if "序号" in texts:
            columns = _columns(texts)
            continue
        if not columns or any(text.startswith(("合计", "投标报价合计")) for text in texts[:2]):
            continue
        amount = _money(row[columns["amount"]])
        if amount is not None and texts[columns["name"]]:
            code = texts[columns["code"]] if "code" in columns else ""
            found.append(Item(texts[columns["serial"]].removesuffix(".0"), code, texts[columns["name"]], amount))
    return found


def _columns(texts: Sequence[str]) -> dict[str, int]:
    """Where serial, code, name, first amount (never 调整后 or 结算) and 暂估价 stand."""
    found = {"serial": texts.index("序号")}
    for column, text in enumerate(texts):
        if "编码" in text:
            found["code"] = column
        elif ("名称" in text or "内容" in text) and "name" not in found:
            found["name"] = column
        elif "金额" in text and not text.startswith(("调整", "结算")) and "amount" not in found:
            found["amount"] = column
        elif "暂估价" in text:
            found["provisional"] = column
    return found if {"name", "amount"} <= found.keys() else {}


def _money(cell: Cell) -> Fen | None:
    try:
        return Fen(scaled(str(cell), 100)) if str(cell).strip() else None
    except Unreadable:
        return None


def _named(rows: Sequence[Item], name: str) -> Fen:
    """The amount of the first row of this name without 其中; 0 if there is none."""
    return next((one.amount_fen for one in rows if one.name.removeprefix("其中:").removeprefix("其中") == name), Fen(0))


def _rate(sheet: Sheet) -> Permyriad:
    """The rate in the row of 税金: the last number before its amount; 9 % if the sheet gives none."""
    for row in sheet.rows:
        texts = [plain(str(cell)) for cell in row]
        if any(text in ("税金", "增值税") for text in texts[:3]):
            numbers = [number for cell in row[2:] if (number := _money(cell)) is not None]
            if len(numbers) >= 2:
                return Permyriad(numbers[-2])
    return Permyriad(900)


def _under(reading: BudgetReading, section: str) -> Fen:
    """The sum of a section of the bill, those of the same name together."""
    return Fen(
        sum(
            amount
            for line in reading.lines
            if not line.level and isinstance(amount := line.values.get("amount_fen"), int)
            and line.parent >= 0 and plain(str(reading.lines[line.parent].values["name"])) == section
        )
    )  # fmt: skip


def _checks(bid: Bid, reading: BudgetReading, sheets: dict[str, Sheet], fees: Sequence[Item]) -> tuple[Check, ...]:
    total = bid.total
    found = [Check("表-13 税金", _named(fees, "税金"), total.tax_fen)]
    if "summary" in sheets:
        stated = _rows(sheets["summary"])
        pairs = {
            "分部分项工程": bid.items_fen, "措施项目": total.measures_fen, "其他项目": total.others_fen,
            "规费": bid.fees_fen, "税金": total.tax_fen,
        }  # fmt: skip
        tops = [one for one in stated if one.serial.isdecimal()]
        found += [Check(f"表-04 {name}", _named(tops, name), amount) for name, amount in pairs.items()]
        found.append(Check("表-04 合计", _grand(sheets["summary"]), total.total_fen))
        provisional = Fen(
            sum(
                v
                for line in reading.lines
                if not line.level and isinstance(v := line.values.get("provisional_fen"), int)
            )
        )
        found.append(Check("表-04 暂估价", _provisional(sheets["summary"]), provisional))
    prices = {str(line.values.get("code")): line.values.get("unit_price") for line in reading.lines if not line.level}
    wrong = sum(1 for one in bid.analyses if prices.get(one.code) != one.stated)
    if bid.analyses:
        found.append(Check("表-09 单价与表-08 不同的项数", Fen(0), Fen(wrong)))
    return tuple(found)


def _grand(sheet: Sheet) -> Fen:
    for row in reversed(sheet.rows):
        if any("合计" in plain(str(cell)) for cell in row[:3]):
            numbers = [number for cell in row[2:] if (number := _money(cell)) is not None]
            if numbers:
                return numbers[0]
    return Fen(0)


def _provisional(sheet: Sheet) -> Fen:
    """其中暂估价 of the row 1 分部分项工程."""
    columns: dict[str, int] = {}
    for row in sheet.rows:
        texts = [plain(str(cell)) for cell in row]
        if "序号" in texts:
            columns = _columns(texts)
        elif columns and texts[columns["name"]] == "分部分项工程" and "provisional" in columns:
            return _money(row[columns["provisional"]]) or Fen(0)
    return Fen(0)
