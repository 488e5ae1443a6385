"""Predecessors as planners type them: ``3FS+2d,5SS``. One grammar for the table, the sheets and the terminal.

`ID[FS|SS|FF|SF][±N[ ]unit]`, separated by , ， ; ； or 、. Types also as FTS STS FTF STF, or in words
(完成-开始); units d 天 日 个工作日 days, w 周, h 小时, min 分钟, % of the predecessor's duration, and with an e before
(ed, eh, ew) or 日历天 elapsed time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from lanyan_desktop.core.records.plan import LagUnit, RelationType
from lanyan_desktop.core.values import MINUTES_PER_DAY
from lanyan_desktop.kit.errors import LanyanError


@dataclass(frozen=True, slots=True)
class Predecessor:
    """One entry of the text: which row, how it is tied, and the lag (negative is lead).

    `lag` is in minutes (working or elapsed, by `unit`), or in ‱ of the predecessor's duration for 百分比.
    """

    number: str
    type: RelationType = "FS"
    lag: int = 0
    unit: LagUnit = "工作时间"


_TYPES = {"FTS": "FS", "STS": "SS", "FTF": "FF", "STF": "SF"} | {t: t for t in ("FS", "SS", "FF", "SF")}
_ENDS = {"完成": "F", "结束": "F", "开始": "S"}
_ENTRY = re.compile(
    r"(?P<number>\w+?(?:\.\w+?)*)"
    r"(?:(?P<type>FTS|STS|FTF|STF|FS|SS|FF|SF)|\(?(?P<a>完成|结束|开始)[-—–~到至]?(?P<b>完成|结束|开始)\)?)?"
    r"(?:(?P<sign>[+-])(?P<size>\d+(?:\.\d+)?)(?P<unit>[A-Z%\u4e00-\u9fff]*)\??)?"
)
_DAYS = {"", "D", "DAY", "DAYS", "天", "日", "个工作日", "工作日", "工日", "个工日"}
_WORKING = {"H": 60, "小时": 60, "时": 60, "个小时": 60, "HOUR": 60, "HOURS": 60, "M": 1, "MIN": 1, "分钟": 1, "分": 1}
_ELAPSED = {"ED": 1440, "EDAY": 1440, "EDAYS": 1440, "日历天": 1440, "日历日": 1440, "个日历天": 1440}
_ELAPSED |= {"EH": 60, "EW": 7 * 1440, "EM": 1, "EMIN": 1}


def parse_predecessors(text: str, *, day_min: int = 480) -> list[Predecessor]:
    """The entries of a cell, in order; a row named twice is kept twice (SS and FF at once is common).

    >>> parse_predecessors("3FS+2 个工作日，5SS、8")[0]
    Predecessor(number='3', type='FS', lag=960, unit='工作时间')

    Raises:
        LanyanError: relation.text with the entry that is not understood.
    """
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").upper()
    return [_entry(part, day_min) for part in re.split(r"[,;、\n]", plain) if part.strip()]


def print_predecessors(entries: Sequence[Predecessor], *, day_min: int = 480) -> str:
    """The entries as text, as short as `parse_predecessors` reads them back the same.

    >>> print_predecessors([Predecessor("3", "FS", 960), Predecessor("5", "SS"), Predecessor("8")])
    '3FS+2d, 5SS, 8'
    """
    return ", ".join(_print(entry, day_min) for entry in entries)


def _entry(part: str, day_min: int) -> Predecessor:
    match = _ENTRY.fullmatch(part.replace(" ", ""))
    if match is None:
        raise LanyanError("relation.text", text=part.strip())
    lag, unit = _lag(match, part, day_min)
    kind = _ENDS[match["a"]] + _ENDS[match["b"]] if match["a"] else _TYPES[match["type"] or "FS"]
    return Predecessor(match["number"], cast("RelationType", kind), lag, unit)


def _lag(match: re.Match[str], part: str, day_min: int) -> tuple[int, LagUnit]:
    if match["sign"] is None:
        return 0, "工作时间"
    size, name = Decimal(match["sign"] + match["size"]), match["unit"]
    if name == "%":
        return _whole(size * 100), "百分比"
    if name in _ELAPSED:
        return _whole(size * _ELAPSED[name]), "日历时间"
    if name in _DAYS:
        return _whole(size * day_min), "工作时间"
    if name in ("W", "周"):
        return _whole(size * day_min * 7), "工作时间"
    if name in _WORKING:
        return _whole(size * _WORKING[name]), "工作时间"
    raise LanyanError("relation.text", text=part.strip())


def _print(entry: Predecessor, day_min: int) -> str:
    is_plain = entry.lag == 0 and entry.unit == "工作时间"
    if is_plain:
        return entry.number if entry.type == "FS" else entry.number + entry.type
    sign = "-" if entry.lag < 0 else "+"
    return f"{entry.number}{entry.type}{sign}{_print_lag(abs(entry.lag), entry.unit, day_min)}"


def _print_lag(size: int, unit: LagUnit, day_min: int) -> str:
    if unit == "百分比":
        return f"{_exact(size, 100)}%"
    day, prefix = (MINUTES_PER_DAY, "e") if unit == "日历时间" else (day_min, "")
    if size * 4 % day == 0:
        return f"{_exact(size, day)}{prefix}d"
    return f"{size // 60}{prefix}h" if size % 60 == 0 else f"{size}{prefix}min"


def _exact(size: int, unit: int) -> str:
    text = f"{Decimal(size) / unit:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))
