"""How a text is compared: without blanks, full-width forms and line breaks, whoever typed it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from lanyan_desktop.core.forms.sheet import Cell

_BLANKS = re.compile(r"[\s\u200b\u200e\ufeff]+")
_DASHES = str.maketrans(dict.fromkeys("－—–―‐−─", "-"))
_BRACKETS = str.maketrans({"[": "(", "]": ")", "【": "(", "】": ")", "〔": "(", "〕": ")", "{": "(", "}": ")"})
_UNIT_IN_BRACKETS = re.compile(r"\([^()]*\)$")


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    r"""The text as it is compared with patterns and aliases.

    >>> plain("合    计"), plain("计量\n单位"), plain("表－08"), plain("金额（元）")
    ('合计', '计量单位', '表-08', '金额(元)')
    """
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_BRACKETS)
    return _BLANKS.sub("", folded).casefold()


def without_unit(heading: str) -> str:
    """A plain heading without the unit in brackets at its end.

    >>> without_unit("单价(元/工日)"), without_unit("(元)")
    ('单价', '(元)')
    """
    return _UNIT_IN_BRACKETS.sub("", heading) or heading


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without ".0", dates as 2025-03-10, text exactly as it is.

    >>> text_of(308.0), text_of(0.5), text_of("  a"), text_of(date(2025, 3, 1)), text_of(True)
    ('308', '0.5', '  a', '2025-03-01', 'TRUE')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d") if cell.time() == time() else cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(cell)


def is_blank(cell: Cell) -> bool:
    r"""True for an empty cell and for one of blanks only.

    >>> is_blank(" \u3000"), is_blank(0)
    (True, False)
    """
    return isinstance(cell, str) and (not cell or not cell.strip())
