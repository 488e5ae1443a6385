"""What the fast reader does not tell about a sheet: how far it reaches, formulas without results, error cells.

The sheet's XML is read as bytes in pieces; only cells that matter are looked at one by one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lanyan_desktop.core.forms.sheet import Place, column_number
from lanyan_desktop.exchange.excel.guards import as_damaged, checked_pieces
from lanyan_desktop.kit.errors import LanyanError

_LONGEST_CELL = 8 << 20  # a cell holds at most 32,767 signs; more is no workbook
_MOST_NOTED = 200_000
_ELEMENT = r"<(?:\w+:)?{name}\b"
_AT = r"""[^>]*?\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']"""
_FORMULA = r"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
_ODD = re.compile(rb'<c(?! r="[A-Z][12]?\d{1,5}"|ol|on|ustom|ell|f)|:c\s')
"""A cell beyond column Z or row 299,999, or written as no known program writes it: look closer. One cheap search."""
_FAR_ROW = 300_000  # times 26 columns: what is read without looking closer
_COLUMN_OR_ROW = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})(\d{0,7})["']""")
_LAST_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d{1,7})"')


def _cell(tail: str) -> re.Pattern[bytes]:
    return re.compile((_ELEMENT.format(name="c") + tail).encode(), re.DOTALL)


_NAMELESS = _cell(r"(?=[\s/>])(?![^>]*\sr\s*=)")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])")
_VALUED = _cell(_AT + rf"[^>]*>\s*(?:{_FORMULA}\s*)?<(?:\w+:)?(?:v|is)\b")
_ERROR = _cell(rf"""(?={_AT})[^>]*?\st\s*=\s*["']e["'][^>]*>(?:\s*{_FORMULA})?\s*<(?:\w+:)?v>([^<]*)<""")
_UNCACHED = _cell(_AT + rf"[^>]*>\s*{_FORMULA}\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
_WIDE = 64


@dataclass(slots=True)
class Scan:
    """What a pass over a sheet's XML found. Rows and columns are counted from 1 here, places from 0."""

    last_row: int = 0  # exact beyond 299,999 or when the sheet is wide, else the last one written
    last_column: int = 26  # 26: not beyond Z
    has_nameless: bool = False  # cells without an address: they follow one another
    shared_texts: int = 0  # cells that refer to a shared text
    errors: dict[Place, str] = field(default_factory=dict)
    uncached: set[Place] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """The most cells the used range can have."""
        return self.last_row * self.last_column


def scan_sheet(path: Path, part: str) -> Scan:
    """One pass over a sheet's XML; a second one over the cells with values where the sheet seems very large.

    Raises:
        LanyanError: excel.damaged, excel.dtd; excel.bomb, also when a cell holds more than a cell can.
    """
    scan = Scan()
    is_far = False
    with as_damaged(path), zipfile.ZipFile(path) as archive:
        for window in _windows(path, archive, part):
            is_far = _look(window, scan) or is_far
        if scan.has_nameless:
            scan.last_column = max(scan.last_column, _widest(path, archive, part))
        elif is_far or scan.last_column > _WIDE:
            scan.last_row, scan.last_column = _extent(path, archive, part)
    return scan


def _windows(path: Path, archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML in pieces that end between cells.

    Raises:
        LanyanError: excel.damaged for XML in UTF-16, which no spreadsheet program writes and this pass cannot see into.
    """
    rest = b""
    for piece in checked_pieces(path, archive, part):
        window = rest + piece
        if b"\x00" in window[:200]:
            raise LanyanError("excel.damaged", file=path.name)
        cut = _between_cells(window)
        rest = window[cut:]
        if len(rest) > _LONGEST_CELL:
            raise LanyanError("excel.bomb", file=path.name)
        yield window[:cut]
    yield rest


def _between_cells(window: bytes) -> int:
    """Where the last cell or row of the window begins; 0 if it holds none."""
    cut = max(window.rfind(b"<c "), window.rfind(b"<row"))
    if cut <= 0:
        cut = max(window.rfind(b":c "), window.rfind(b":row"))
        cut = window.rfind(b"<", 0, cut) if cut > 0 else 0
    return max(cut, 0)


def _look(window: bytes, scan: Scan) -> bool:
    """Notes what the window holds; True if a row is numbered far down."""
    is_odd = _ODD.search(window) is not None
    scan.shared_texts += window.count(b't="s"') + (window.count(b"t='s'") if is_odd else 0)
    at = window.rfind(b"<row")
    if at >= 0 and (match := _LAST_ROW.match(window, at)):
        scan.last_row = max(scan.last_row, int(match[1]))
    else:
        scan.last_row += window.count(b"<row")
    if b't="e"' in window or (is_odd and b"'e'" in window):
        _note_errors(window, scan)
    if (b"<f" in window or (is_odd and b":f" in window)) and len(scan.uncached) < _MOST_NOTED:
        scan.uncached.update(_place(letters, row) for letters, row in _UNCACHED.findall(window))
    return is_odd and _reach(window, scan)


def _note_errors(window: bytes, scan: Scan) -> None:
    for letters, row, text in _ERROR.findall(window):
        if len(scan.errors) < _MOST_NOTED:
            scan.errors[_place(letters, row)] = text.decode("utf-8", "replace")


def _reach(window: bytes, scan: Scan) -> bool:
    """Notes the farthest column named in the window; True if a row is numbered far down."""
    named = _COLUMN_OR_ROW.findall(window)
    scan.has_nameless = scan.has_nameless or _NAMELESS.search(window) is not None
    scan.last_row = max([scan.last_row, *(int(row) for _, row in named if row)])
    for letters in {column for column, _ in named if column}:
        scan.last_column = max(scan.last_column, column_number(letters.decode()) + 1)
    return any(len(row) > 5 and int(row) >= _FAR_ROW for _, row in named)


def _place(letters: bytes, row: bytes) -> Place:
    return int(row) - 1, column_number(letters.decode())


def _extent(path: Path, archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """The last row and column that hold a value: rows that are only formatted do not count."""
    last_row = last_column = 0
    for window in _windows(path, archive, part):
        found = _VALUED.findall(window)
        if found:
            last_row = max(last_row, *(int(row) for _, row in found))
            last_column = max(last_column, *(column_number(letters.decode()) + 1 for letters in {c for c, _ in found}))
    return last_row, last_column


def _widest(path: Path, archive: zipfile.ZipFile, part: str) -> int:
    """The most cells any row has."""
    widest = width = 0
    for window in _windows(path, archive, part):
        for name in _ROW_OR_CELL.findall(window):
            width = 0 if name == b"row" else width + 1
            widest = max(widest, width)
    return widest
