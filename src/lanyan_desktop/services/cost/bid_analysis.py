"""表-09 综合单价分析: how each unit price of a bid is built up, its printed pages joined by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.cost.pricing import UnitPrice
from lanyan_desktop.core.forms.sheet import Cell, Sheet
from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.records.text import Unreadable, scaled
from lanyan_desktop.core.values import TenThousandth


@dataclass(frozen=True, slots=True)
class Analysis:
    """The build-up of an item's price (表-09), its pages joined by code."""

    code: str
    pages: int
    price: UnitPrice
    stated: TenThousandth


def read_analyses(sheet: Sheet) -> list[Analysis]:
    """The price build-ups of 表-09; an item that runs over several pages is one."""
    found: dict[str, Analysis] = {}
    code, parts, unpriced = "", [0, 0, 0, 0], 0
    for row in sheet.rows:
        texts = [plain(str(cell)) for cell in row]
        if texts[0] == "项目编码":
            code, parts, unpriced = str(row[1]).strip(), [0, 0, 0, 0], 0
            if code in found:
                one = found[code]
                found[code] = Analysis(code, one.pages + 1, one.price, one.stated)
        elif "小计" in texts[:4] and code:
            parts = [_price(cell) for cell in row[-4:]]
        elif "未计价材料费" in texts[:4] and code:
            unpriced = next((value for cell in row[4:] if (value := _price(cell))), 0)
        elif texts[0] == "清单项目综合单价" and code:
            stated = next((value for cell in row[1:] if (value := _price(cell))), 0)
            pages = found[code].pages if code in found else 1
            found[code] = Analysis(code, pages, _unit_price(parts, unpriced), TenThousandth(stated))
    return list(found.values())


def _unit_price(parts: Sequence[int], unpriced: int) -> UnitPrice:
    labour, material, machine, overhead = (TenThousandth(part) for part in parts)
    return UnitPrice(
        labour=labour, material=material, machine=machine, overhead_profit=overhead,
        unpriced_material=TenThousandth(unpriced),
    )  # fmt: skip


def _price(cell: Cell) -> int:
    try:
        return scaled(str(cell), 10_000) if str(cell).strip() else 0
    except Unreadable:
        return 0
