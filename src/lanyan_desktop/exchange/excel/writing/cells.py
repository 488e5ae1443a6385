"""Values as the text of cells in sheet XML: exact decimals from integers, real dates, text that stays text.

A column of values is turned at once: texts are escaped joined together, which costs one pass in C instead of one call
for each cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CellValue = str | int | None
Cells = Callable[[Sequence[CellValue]], list[str]]
"""From a column of values to what follows ``<c r="A1"`` in the XML of each cell."""

_SEPARATOR = "\x1f"  # no XML text may hold it, so no cleaned text does
_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1e\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_RISKY = re.compile(f"(?:\\A|{_SEPARATOR})[=+\\-@\t\r＝＋－＠]")
_LONGEST = 32_767  # what a cell of Excel holds
_EXCEL_DAY_0 = 25_569  # 1970-01-01, as Excel counts days


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its leading "=", and the value it has: kept in the file for those who do not compute."""

    text: str
    value: int  # scaled as its slot says


def clean(text: str) -> str:
    r"""A text as XML may hold it: signs that XML forbids left out, line ends as LF, at most 32,767 signs, escaped.

    A text that merely looks like Excel's own escape (_x0041_) is escaped, so that it reads as typed.

    >>> clean("a<b\x0b & _x0041_\r\n")
    'a&lt;b &amp; _x005F_x0041_\n'
    """
    plain = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST]
    plain = _LOOKS_ESCAPED.sub("_x005F_", plain)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_risky(text: str) -> bool:
    """Whether a program might take this text for a formula: it is marked as text then, wherever it goes.

    >>> is_risky("=1+1"), is_risky("＝1"), is_risky("a=1")
    (True, True, False)
    """
    return _RISKY.match(text) is not None


def decimal_text(value: int, places: int) -> str:
    """A scaled integer as a decimal, exactly, without zeros at its end.

    >>> decimal_text(-136140282, 2), decimal_text(125500, 4), decimal_text(7, 0)
    ('-1361402.82', '12.55', '7')
    """
    if places == 0:
        return str(value)
    whole, part = divmod(abs(value), 10**places)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{part:0{places}d}".rstrip("0").rstrip(".") if part else f"{sign}{whole}"


def text_cells(style: int, quoted_style: int) -> Cells:
    """Text cells of a style; what begins like a formula takes the quoted one (Excel's leading ')."""
    before = f' s="{style}" t="inlineStr"><is><t xml:space="preserve">'
    quoted = f' s="{quoted_style}" t="inlineStr"><is><t xml:space="preserve">'
    empty = f' s="{style}"/>'

    def cells(values: Sequence[CellValue]) -> list[str]:
        texts = ["" if value is None else str(value) for value in values]
        joined = _SEPARATOR.join(texts)
        risky = _RISKY.search(joined) is not None
        heads = [quoted if _RISKY.match(text) else before for text in texts] if risky else None
        is_long = len(joined) > _LONGEST and max(map(len, texts)) > _LONGEST
        if is_long or joined.count(_SEPARATOR) >= len(texts) or _SPECIAL.search(joined):
            texts = [clean(text) for text in texts]
        if heads is None:
            return [f"{before}{text}</t></is></c>" if text else empty for text in texts]
        return [f"{head}{text}</t></is></c>" if text else empty for head, text in zip(heads, texts, strict=True)]

    return cells


def number_cells(style: int, places: int) -> Cells:
    """Number cells from scaled integers; None is an empty cell."""
    empty, scale = f' s="{style}"/>', 10**places
    before = f' s="{style}"><v>'

    def cells(values: Sequence[CellValue]) -> list[str]:
        if places == 0:
            return [empty if v is None else f"{before}{v}</v></c>" for v in values]
        if all(type(v) is int and v >= 0 for v in values):
            return [f"{before}{v // scale}.{v % scale:0{places}d}</v></c>" for v in values]
        return [empty if v is None else f"{before}{decimal_text(int(v), places)}</v></c>" for v in values]

    return cells


def day_cells(style: int) -> Cells:
    """Date cells from days since 1970."""
    before, empty = f' s="{style}"><v>', f' s="{style}"/>'

    def cells(values: Sequence[CellValue]) -> list[str]:
        return [empty if v is None else f"{before}{int(v) + _EXCEL_DAY_0}</v></c>" for v in values]

    return cells


def cached_value(value: CellValue, places: int) -> str:
    """The `<v>` of a formula whose value is known, nothing where it is not."""
    return "" if value is None else f"<v>{decimal_text(int(value), places)}</v>"


def formula_cell(style: int, formula: Formula, places: int) -> str:
    """One formula cell, as `Cells` give it."""
    return f' s="{style}"><f>{clean(formula.text)}</f>{cached_value(formula.value, places)}</c>'
