"""A cost report as PDF with its fonts inside: what the program prints when it has Qt at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter

from lanyan_desktop.core.cost.paper import Paper, PaperColumn, PaperRow, PaperTable
from lanyan_desktop.exchange.table_pdf import pages_of, places_of, shown
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.ui.tokens import FAMILIES

_UNIT = 10  # dots a point
_ROW, _TOP, _SIZE = 16.0, 76.0, 8.5
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


def write_report(path: Path, paper: Paper) -> int:
    """Write the report; how many pages it has. A Qt application must be there.

    Raises:
        LanyanError: export.folder, export.unwritable.
    """
    if not path.parent.is_dir():
        raise LanyanError("export.folder", folder=str(path.parent))
    writer = QPdfWriter(str(path))
    writer.setResolution(72 * _UNIT)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0))
    )
    writer.setTitle(f"{paper.project} {paper.period}")
    writer.setCreator("蓝燕 Desktop")
    painter = QPainter()
    if not painter.begin(writer):
        raise LanyanError("export.unwritable", file=path.name, reason="没有写的权限，或正被别的程序打开")
    pages = [page for table in paper.tables for page in pages_of(table)]
    for number, (table, rows) in enumerate(pages, 1):
        if number > 1:
            writer.newPage()
        _Page(painter, paper, table).paint(rows, f"第 {number} 页 共 {len(pages)} 页")
    painter.end()
    return len(pages)


class _Page:
    """One page; lengths are points."""

    def __init__(self, painter: QPainter, paper: Paper, table: PaperTable) -> None:
        self.painter, self.paper, self.table = painter, paper, table
        self.places = places_of(table.columns)
        self.left = self.places[0][0]
        self.width = sum(width for _, width in self.places)

    def paint(self, rows: Sequence[PaperRow], number: str) -> None:
        self._text(self.table.title, (self.left, 30, self.width, 24), _CENTER, 15)
        about = f"工程名称：{self.paper.project}    {self.paper.period}"
        self._text(about, (self.left, 58, self.width, 14), _LEFT, 9)
        self._text("单位：元", (self.left, 58, self.width, 14), _RIGHT, 9)
        self._row([column.title for column in self.table.columns], _TOP, is_head=True)
        top = _TOP
        for row in rows:
            top += _ROW
            cells = zip(self.table.columns, row.cells, strict=True)
            texts = [shown(column, cell) for column, cell in cells]
            texts[0] = "\u3000" * row.level + texts[0]
            self._row(texts, top, is_sum=row.is_sum)
        for note in self.table.notes if rows and rows[-1] is self.table.rows[-1] else ():
            top += _ROW
            self._text(note, (self.left, top, self.width, _ROW), _LEFT, _SIZE)
        self._text("制表：          审核：          审批：", (self.left, 560, self.width, 16), _LEFT, 9)
        self._text(number, (self.left, 560, self.width, 16), _RIGHT, 9)

    def _row(self, texts: Sequence[str], top: float, *, is_head: bool = False, is_sum: bool = False) -> None:
        for (left, width), column, text in zip(self.places, self.table.columns, texts, strict=True):
            box = QRectF(left * _UNIT, top * _UNIT, width * _UNIT, _ROW * _UNIT)
            if is_head or is_sum:
                self.painter.fillRect(box, QColor("#EEF1F5"))
            self.painter.setPen(QColor("#222222"))
            self.painter.drawRect(box)
            self._text(text, (left + 3, top, width - 6, _ROW), _across(column, is_head=is_head), _SIZE)

    def _text(self, text: str, box: tuple[float, float, float, float], across: Qt.AlignmentFlag, size: float) -> None:
        """A text in a box (left, top, width, height), smaller where it would not fit."""
        left, top, width, height = box
        face = QFont()
        face.setFamilies(list(FAMILIES))
        face.setPixelSize(round(size * _UNIT))
        long = QFontMetricsF(face).horizontalAdvance(text)
        if long > width * _UNIT:
            face.setPixelSize(max(1, int(size * _UNIT * width * _UNIT / long)))
        self.painter.setFont(face)
        self.painter.setPen(QColor("#000000"))
        self.painter.drawText(QRectF(left * _UNIT, top * _UNIT, width * _UNIT, height * _UNIT), across, text)


def _across(column: PaperColumn, *, is_head: bool) -> Qt.AlignmentFlag:
    if is_head:
        return _CENTER
    return _LEFT if column.shape == "text" else _RIGHT
