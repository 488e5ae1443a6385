"""Formulas of a sheet that is filled: what a simple one comes to, and where its references lie after rows moved.

Only what 考勤表, 点工汇总表 and 工资表 use is computed (+ - * /, SUM, ROUND, COUNTIF); anything else is `Unknown`, and
then a number is written instead of trusting it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from lanyan_desktop.core.forms.sheet import column_letters, column_number

ValueOf = Callable[[int, int], object]
"""What a cell holds, by row (from 1) and column (from 0): a number, a text, or None."""
_CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_TOKEN = re.compile(
    rf'\s*(?:(?P<number>\d+\.?\d*)|(?P<text>"(?:[^"]|"")*")|(?P<name>[A-Z]+)(?=\()'
    rf"|(?P<ref>{_CELL}(?::{_CELL})?)(?![\w(!])|(?P<sign>[-+*/(),]))"
)
_PLACE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
_REFERENCE = re.compile(rf"""("(?:[^"]|"")*")|((?:'(?:[^']|'')+'|[\w.]+)!)?(?<![\w$]){_CELL}(?::{_CELL})?(?![\w(!])""")


class Unknown(ValueError):
    """A formula that is not computed here."""


def evaluate(formula: str, value_of: ValueOf) -> Fraction:
    """What a formula comes to.

    Raises:
        Unknown: it uses what is not known here.

    >>> evaluate("=ROUND(A1*3/8,2)+SUM(A1:B1)", lambda row, column: [5, "x"][column])
    Fraction(172, 25)
    """
    parser = _Parser(formula.removeprefix("="), value_of)
    found = parser.sum()
    if parser.at != len(parser.text.rstrip()):
        raise Unknown(formula)
    return _number(found)


def _number(found: object) -> Fraction:
    if isinstance(found, Fraction):
        return found
    if found is None or found == "":
        return Fraction(0)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise Unknown(found)
    return Fraction(repr(found))


class _Parser:
    """Reads a formula from left to right."""

    def __init__(self, text: str, value_of: ValueOf) -> None:
        self.text, self.at, self.value_of = text, 0, value_of

    def _next(self) -> re.Match[str] | None:
        return _TOKEN.match(self.text, self.at)

    def _take(self, signs: str) -> str:
        match = self._next()
        if match is None or match["sign"] is None or match["sign"] not in signs:
            return ""
        self.at = match.end()
        return match["sign"]

    def sum(self) -> object:
        found = self._product()
        while sign := self._take("+-"):
            more = _number(self._product())
            found = _number(found) + (more if sign == "+" else -more)
        return found

    def _product(self) -> object:
        found = self._one()
        while sign := self._take("*/"):
            by = _number(self._one())
            if sign == "/" and not by:
                raise Unknown(self.text)
            found = _number(found) * (by if sign == "*" else 1 / by)
        return found

    def _one(self) -> object:
        if self._take("-"):
            return -_number(self._one())
        if self._take("("):
            found = self.sum()
            self._need(")")
            return found
        match = self._next()
        if match is None:
            raise Unknown(self.text)
        self.at = match.end()
        if match["number"]:
            return Fraction(match["number"])
        if match["text"]:
            return match["text"][1:-1]
        if match["ref"]:
            cells = self._cells(match["ref"])
            return cells if ":" in match["ref"] else cells[0]
        return self._call(match["name"] or "")

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise Unknown(self.text)

    def _cells(self, reference: str) -> list[object]:
        places = [(int(m[4]), column_number(m[2])) for m in _PLACE.finditer(reference)]
        (top, left), (bottom, right) = places[0], places[-1]
        if (bottom - top + 1) * (right - left + 1) > 500_000:
            raise Unknown(reference)
        return [self.value_of(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]

    def _call(self, name: str) -> Fraction:
        self._need("(")
        args = [self.sum()]
        while self._take(","):
            args.append(self.sum())
        self._need(")")
        if name == "SUM":
            flat = [cell for arg in args for cell in (arg if isinstance(arg, list) else [arg])]
            return sum((_number(cell) for cell in flat if not isinstance(cell, str)), Fraction(0))
        if name == "ROUND" and len(args) == 2:
            scale = 10 ** int(_number(args[1]))
            number = _number(args[0]) * scale
            return Fraction(int(abs(number) + Fraction(1, 2)) * (1 if number >= 0 else -1), scale)
        if name == "COUNTIF" and len(args) == 2 and isinstance(args[0], list) and isinstance(args[1], str):
            return Fraction(sum(cell == args[1] for cell in args[0]))
        raise Unknown(name)


@dataclass(frozen=True, slots=True)
class Moved:
    """The rows of a table (from 1) were made anew: `first` to `last` became `first` to `new_last`."""

    first: int
    last: int
    new_last: int

    def row(self, row: int) -> int:
        """Where a row below or above the table is now."""
        return row + self.new_last - self.last if row > self.last else row

    def formula(self, formula: str, *, sheet: str, is_own: bool) -> str:
        """The formula with its references to the table's sheet moved; a range over the table reaches over all of it.

        `is_own`: the formula stands on that sheet, where references need not name it.

        >>> Moved(5, 10, 12).formula("=SUM(K5:K10)+K11", sheet="工资", is_own=True)
        '=SUM(K5:K12)+K13'
        """

        def replaced(match: re.Match[str]) -> str:
            if match[1]:
                return match[0]
            prefix = match[2] or ""
            named = prefix[:-1].strip("'").replace("''", "'")
            if (named != sheet) if prefix else not is_own:
                return match[0]
            return prefix + self.area(match[0][len(prefix) :])

        return _REFERENCE.sub(replaced, formula)

    def area(self, area: str) -> str:
        """A cell or a range of cells where it is now.

        >>> Moved(5, 10, 12).area("$A$1:L20"), Moved(5, 10, 6).area("A4:A9")
        ('$A$1:L22', 'A4:A6')
        """
        cells = [(m[1], m[2], m[3], int(m[4])) for m in _PLACE.finditer(area)]
        rows = [self.row(cell[3]) for cell in cells]
        if len(cells) == 2 and rows[0] <= self.last and self.first <= cells[1][3] <= self.last:
            rows = [min(rows[0], self.first) if rows[0] >= self.first else rows[0], self.new_last]
        return ":".join(f"{a}{b}{c}{row}" for (a, b, c, _), row in zip(cells, rows, strict=True))


def cell_name(row: int, column: int) -> str:
    """A cell by its row from 1 and its column from 0."""
    return f"{column_letters(column)}{row}"
