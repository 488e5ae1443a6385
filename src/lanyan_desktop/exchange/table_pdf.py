"""Tables on A4 pages as PDF, without a window: text and rules only.

Used where there is no Qt to embed a font with. Chinese is set in the reader's own 宋体 (STSong-Light of the Adobe-GB1
collection, which Acrobat, WPS and browsers bring or replace; poppler needs its data package), so the file stays small.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from lanyan_desktop.core.cost.paper import Cell, Paper, PaperColumn, PaperRow, PaperTable
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.exchange.writing_file import as_user_error

_WIDTH, _HEIGHT = 842.0, 595.0  # A4 across, in points
_MARGIN, _ROW, _SIZE = 36.0, 16.0, 8.5
_TOP = _HEIGHT - 92  # of the first row under the header
_FONT = (
    """<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H
/DescendantFonts [4 0 R] >>""",
    """<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe)
/Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R /DW 1000 /W [1 [500] 2 95 500 814 939 500] >>""",
    """<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0
/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>""",
)
_ROWS = int((_TOP - _MARGIN - 30) // _ROW)


def write_pdf(path: Path, paper: Paper) -> int:
    """Write the report; how many pages it has.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable.
    """
    pages = [page for table in paper.tables for page in pages_of(table)]
    streams = [_page(paper, table, rows, number, len(pages)) for number, (table, rows) in enumerate(pages, 1)]
    with as_user_error(path):
        path.write_bytes(_document(streams))
    return len(pages)


def pages_of(table: PaperTable) -> list[tuple[PaperTable, Sequence[PaperRow]]]:
    """A table cut into what fits a page each; one page of a table without rows."""
    starts = range(0, max(len(table.rows), 1), _ROWS)
    return [(table, table.rows[start : start + _ROWS]) for start in starts]


def width_of(text: str, size: float) -> float:
    """Points a text takes: a whole square for Chinese, half of one for the rest.

    >>> width_of("成本AC", 10)
    30.0
    """
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text) * size


def _page(paper: Paper, table: PaperTable, rows: Sequence[PaperRow], number: int, count: int) -> str:
    parts = [_text(table.title, (_WIDTH - width_of(table.title, 15)) / 2, _HEIGHT - 46, 15)]
    parts.append(_text(f"工程名称：{paper.project}    {paper.period}", _MARGIN, _HEIGHT - 66, 9))
    parts.append(_text("单位：元", _WIDTH - _MARGIN - 36, _HEIGHT - 66, 9))
    places = places_of(table.columns)
    y = _TOP
    parts += _row(places, table.columns, [column.title for column in table.columns], y, is_header=True)
    for row in rows:
        y -= _ROW
        texts = [shown(column, cell) for column, cell in zip(table.columns, row.cells, strict=True)]
        texts[0] = "\u3000" * row.level + texts[0]
        parts += _row(places, table.columns, texts, y, is_header=row.is_sum)
    if rows and rows[-1] is table.rows[-1]:
        for note in table.notes:
            y -= _ROW
            parts.append(_text(note, _MARGIN, y + 4, _SIZE))
    parts.append(_text("制表：          审核：          审批：", _MARGIN, 22, 9))
    parts.append(_text(f"第 {number} 页 共 {count} 页", _WIDTH - _MARGIN - 80, 22, 9))
    return "\n".join(parts)


def shown(column: PaperColumn, cell: Cell) -> str:
    """A cell in words.

    >>> shown(PaperColumn("金额", 10, "money"), 123456), shown(PaperColumn("率", 8, "share"), -250)
    ('1,234.56', '-2.50%')
    """
    if cell is None or isinstance(cell, str):
        return cell or ""
    return f"{fixed(cell, 2)}%" if column.shape == "share" else fixed(cell, 2)


def places_of(columns: Sequence[PaperColumn]) -> list[tuple[float, float]]:
    """Left edge and width of each column, together as wide as the page."""
    scale = (_WIDTH - 2 * _MARGIN) / sum(column.width for column in columns)
    found, left = [], _MARGIN
    for column in columns:
        found.append((left, column.width * scale))
        left += column.width * scale
    return found


def _row(
    places: Sequence[tuple[float, float]], columns: Sequence[PaperColumn], texts: Sequence[str], y: float, *,
    is_header: bool,
) -> list[str]:  # fmt: skip
    parts = []
    for (left, width), column, text in zip(places, columns, texts, strict=True):
        if is_header:
            parts.append(f"0.93 0.95 0.96 rg {left:.2f} {y:.2f} {width:.2f} {_ROW:.2f} re f 0 g")
        parts.append(f"0.5 w {left:.2f} {y:.2f} {width:.2f} {_ROW:.2f} re S")
        long = width_of(text, 1)
        size = min(_SIZE, (width - 5) / long) if long else _SIZE
        is_right = column.shape != "text" and not (is_header and text == column.title)
        x = left + width - 3 - long * size if is_right else left + 3
        parts.append(_text(text, x, y + (_ROW - size) / 2 + 1, size))
    return parts


def _text(text: str, x: float, y: float, size: float) -> str:
    return f"BT /F {size:.2f} Tf {x:.2f} {y:.2f} Td <{text.encode('utf-16-be').hex()}> Tj ET" if text else ""


def _document(streams: Sequence[str]) -> bytes:
    """The file: catalogue, pages, the font, and each page with its contents."""
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(streams)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
        *_FONT,
    ]
    for number, stream in enumerate(streams):
        box = f"[0 0 {_WIDTH:.0f} {_HEIGHT:.0f}]"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    made, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    tail = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode("ascii")
