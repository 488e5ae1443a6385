"""速记: a worker's month in one line, `2-13,17-29,30.1,19+1`.

Days 2 to 13 and 17 to 29 full, the 30th in the morning only (.1 morning, .2 afternoon), the 19th with one hour more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.values import Minutes

Part = Literal["", "1", "2"]
_PIECE = re.compile(r"(\d{1,2})(?:\.([12]))?(?:-(\d{1,2}))?(?:\+(\d{1,2}(?:\.\d+)?))?")
_MOST_OVERTIME = 960
_SEPARATORS = re.compile(r"[,;、/\s]+")


@dataclass(frozen=True, slots=True)
class Worked:
    """How one day was worked: the whole of it ("" ), the morning ("1") or the afternoon ("2"), and minutes more."""

    part: Part = ""
    overtime_min: Minutes = Minutes(0)

    def mark(self, workday_min: int = 480) -> Mark:
        """The same in minutes of a day that has so many."""
        morning = workday_min // 2
        return Mark(
            morning_min=Minutes(0 if self.part == "2" else morning),
            afternoon_min=Minutes(0 if self.part == "1" else workday_min - morning),
            overtime_min=self.overtime_min,
        )


class UnreadableShorthand(ValueError):
    """Text that is no 速记; `code`: piece (not understood), day (not in the month), twice (a day said twice)."""

    def __init__(self, code: str, piece: str) -> None:
        super().__init__(code, piece)
        self.code = code
        self.piece = piece


def parse_shorthand(text: str, *, days: int = 31) -> dict[int, Worked]:
    """The days of the month that were worked, in order; `days` is how many the month has.

    A range and a later `+` on a day in it belong together: `17-29,19+1` is the 19th with one hour more.

    Raises:
        UnreadableShorthand: a piece is not understood, names a day the month has not, or one already named.

    >>> month = parse_shorthand("2-4,3+1,30.1", days=30)
    >>> sorted(month), month[3].overtime_min, month[30].part
    ([2, 3, 4, 30], 60, '1')
    """
    plain = unicodedata.normalize("NFKC", text).replace("~", "-").replace("—", "-").replace("–", "-")
    found: dict[int, Worked] = {}
    for piece in filter(None, _SEPARATORS.split(plain)):
        for day, worked in _days_of(piece, days):
            found[day] = _joined(found.get(day), worked, piece)
    return dict(sorted(found.items()))


def _days_of(piece: str, days: int) -> list[tuple[int, Worked]]:
    match = _PIECE.fullmatch(piece)
    if match is None or (match[2] and match[3]):
        raise UnreadableShorthand("piece", piece)
    first, last = int(match[1]), int(match[3] or match[1])
    if not 1 <= first <= last <= days:
        raise UnreadableShorthand("day", piece)
    exact = Fraction(match[4] or 0) * 60
    overtime = round(exact)  # 20 minutes are written 0.3333
    if abs(exact - overtime) > Fraction(1, 100) or overtime > _MOST_OVERTIME:
        raise UnreadableShorthand("piece", piece)
    part: Part = "1" if match[2] == "1" else "2" if match[2] == "2" else ""
    return [(day, Worked(part, Minutes(overtime))) for day in range(first, last + 1)]


def _joined(before: Worked | None, now: Worked, piece: str) -> Worked:
    """A bare `19+1` adds overtime to a day a range has named; anything else may name a day only once."""
    if before is None:
        return now
    if before.overtime_min == 0 and now.overtime_min and now.part in ("", before.part):
        return Worked(before.part, now.overtime_min)
    raise UnreadableShorthand("twice", piece)


def print_shorthand(month: Mapping[int, Worked]) -> str:
    """The shortest way to write these days; `parse_shorthand` reads the same back.

    >>> print_shorthand({1: Worked(), 2: Worked(), 3: Worked(overtime_min=90), 4: Worked("1")})
    '1-2,3+1.5,4.1'
    """
    pieces: list[str] = []
    run: list[int] = []
    for day in [*sorted(month), None]:
        if run and (day is None or day != run[-1] + 1 or month[day] != month[run[-1]] or month[day].part):
            pieces.append(_piece(run, month[run[-1]]))
            run = []
        if day is not None:
            run.append(day)
    return ",".join(pieces)


def _piece(run: list[int], worked: Worked) -> str:
    days = f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0])
    part = f".{worked.part}" if worked.part else ""
    hours = f"{worked.overtime_min / 60:.4f}".rstrip("0").rstrip(".")
    extra = f"+{hours}" if worked.overtime_min else ""
    return days + part + extra
