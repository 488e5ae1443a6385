"""What all printed forms share: looks of title, meta, header, body and totals; how high a row of text is."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from lanyan_desktop.exchange.excel.writing.book import Band, SheetWriter, Slot
from lanyan_desktop.exchange.excel.writing.looks import DATE, MONEY, TEXT, Look

TITLE = Look(size=16, bold=True, across="center")
META = Look(size=9)
META_RIGHT = Look(size=9, across="right")
HEADER = Look(size=9, across="center", wrap=True, edge="thin", fill="F6F8FA")
LEFT = Look(size=9, wrap=True, edge="thin")
CENTER = Look(size=9, across="center", wrap=True, edge="thin")
CODE = Look(size=9, across="center", wrap=True, edge="thin", format=TEXT)
NUMBER = Look(size=9, across="right", edge="thin", shrink=True)
PRICE = Look(size=9, across="right", edge="thin", format=MONEY, shrink=True)
DAY = Look(size=9, across="center", edge="thin", format=DATE)
SUM_TEXT = Look(size=9, bold=True, across="center", edge="thin", fill="EEF1F5")
SUM_LEFT = Look(size=9, bold=True, edge="thin", fill="EEF1F5")
SUM_PRICE = Look(size=9, bold=True, across="right", edge="thin", format=MONEY, fill="EEF1F5", shrink=True)

_LINE_PT = 11.2  # a line of 9 pt text with the room that fonts other than 宋体 take
_PADDING_PT = 5.0
_HIGHEST_PT = 409.0  # Excel's highest row


def money_slot(look: Look = PRICE, *, formula: str = "") -> Slot:
    """A cell of 元 that takes 分."""
    return Slot(look=look, shape="number", places=2, formula=formula)


def quantity_slot(look: Look = NUMBER) -> Slot:
    """A cell that takes ten-thousandths."""
    return Slot(look=look, shape="number", places=4)


@lru_cache(maxsize=20_000)
def lines_of(text: str, width: int) -> int:
    r"""How many lines a text takes in a column of so many half-width signs.

    >>> lines_of("1.名称:配电箱\n2.规格", 10), lines_of("", 10)
    (3, 1)
    """
    return sum(max(1, math.ceil(_width(line) / width)) for line in text.split("\n"))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def row_height(lines: int, *, least: float = 0, line: float = _LINE_PT) -> float:
    """Points for so many lines.

    >>> row_height(1, least=19.85), row_height(3)
    (19.85, 38.6)
    """
    return min(_HIGHEST_PT, max(least, round(lines * line + _PADDING_PT, 2)))


def add_title(sheet: SheetWriter, title: Band, text: str, columns: int) -> int:
    """The title over all columns; its row."""
    row = sheet.add(title, [text])
    sheet.merge(row, 0, row, columns - 1)
    return row


def add_across(sheet: SheetWriter, band: Band, text: str, columns: int, *, height: float | None = None) -> int:
    """A text over all columns: notes and signatures; its row."""
    row = sheet.add(band, [text], height=height)
    sheet.merge(row, 0, row, columns - 1)
    return row


def header_band(columns: int, *, height: float) -> Band:
    return Band(slots=(Slot(look=HEADER),) * columns, height=height)


def styled(looks: Sequence[Look], *, height: float = 0) -> Band:
    """A row of text cells with these looks."""
    return Band(slots=tuple(Slot(look=look) for look in looks), height=height)
