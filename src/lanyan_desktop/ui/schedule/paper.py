"""Sheets of paper: frame, title, legend, title block with signatures around a drawing; onto PDF, printer, PNG or SVG.

Text stays text: a PDF of it can be searched and copied from. Paper is white whatever the screen is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)
from PySide6.QtSvg import QSvgGenerator

from lanyan_desktop.core.chart.paging import FOOT, PAPER_MM, TITLE, Setup
from lanyan_desktop.exchange.pdf_words import mend_words
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled, Step, no_step
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.glyph_signs import sign_of_glyph
from lanyan_desktop.ui.theme import font, metrics, theme, token
from lanyan_desktop.ui.tokens import LIGHT

_DPI = 96
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BLOCK, _LEGEND = 44, 24
_SIZES, _WEIGHTS = (9, 10, 11, 12, 13, 18), (400, 500, 600)
PICTURE_SCALE = 2
"""Dots of a picture to one of the screen."""
Swatch = Callable[[QPainter, QRectF], None]


class Drawing(Protocol):
    """What goes onto sheets. `lay` says onto how many; `paint` fills the space between title and foot."""

    name: str  # 施工进度横道图

    def lay(self, setup: Setup) -> int: ...

    def paint(self, painter: QPainter, page: int, width: float, height: float, /) -> None: ...

    def legend(self) -> Sequence[tuple[str, Swatch]]: ...

    def title_of(self, page: int, /) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """What stands around a drawing."""

    project: str
    title: str = ""  # "": the drawing's name
    remark: str = ""  # 数据日期 2025-11-30 · 要求工期 417 天
    drawn: str = ""  # 编制
    checked: str = ""  # 审核
    approved: str = ""  # 审批
    date: str = ""


@contextmanager
def on_paper() -> Iterator[None]:
    """The light colours, and letters as they are typed, for as long as something is painted for paper.

    Fonts with Chinese swap digits beside Latin letters for other shapes (46FS+28d); a PDF knows no name for those, and
    they would be missing from what is copied or searched.
    """
    kept = dict(theme().colours)
    theme().colours.update((name, QColor(value)) for name, value in LIGHT.items())
    faces = [font(px, weight) for px in _SIZES for weight in _WEIGHTS]  # the shared ones that painters ask for
    for face in faces:
        face.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
    try:
        yield
    finally:
        theme().colours.update(kept)
        for face in faces:
            face.setStyleStrategy(QFont.StyleStrategy.PreferDefault)


def paint_sheet(painter: QPainter, drawing: Drawing, setup: Setup, block: TitleBlock, *, page: int, count: int) -> None:
    """One sheet, in px of 96 to the inch from the corner of the paper. `drawing` has been laid for this setup."""
    x, y, width, height = setup.frame
    with on_paper():
        painter.save()
        painter.translate(x, y)
        title = block.title or drawing.title_of(page)
        _paint_title(painter, title, block, width)
        body = QRectF(0, TITLE, width, height - TITLE - FOOT)
        painter.save()
        painter.translate(0, TITLE)
        painter.setClipRect(QRectF(0, 0, width, body.height()))
        drawing.paint(painter, page, width, body.height())
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(token("text"), 1))
        painter.drawRect(body)
        _paint_legend(painter, drawing, QRectF(0, height - FOOT + 4, width, _LEGEND))
        _paint_block(painter, title, block, QRectF(0, height - _BLOCK, width, _BLOCK), page=page, count=count)
        painter.restore()


def _paint_title(painter: QPainter, title: str, block: TitleBlock, width: float) -> None:
    painter.setPen(token("text"))
    painter.setFont(font(18, 600))
    painter.drawText(QRectF(0, 0, width, 28), _CENTRE, title)
    painter.setFont(font(12))
    painter.setPen(token("text2"))
    painter.drawText(QRectF(0, 24, width, 20), _LEFT, tr("工程名称：%1", block.project))
    painter.drawText(QRectF(0, 24, width, 20), _RIGHT, block.remark)


def _paint_legend(painter: QPainter, drawing: Drawing, box: QRectF) -> None:
    x, form = box.left(), metrics(11)
    for text, swatch in drawing.legend():
        painter.save()
        swatch(painter, QRectF(x, box.top() + 6, 24, 11))
        painter.restore()
        painter.setPen(token("text2"))
        painter.setFont(font(11))
        painter.drawText(QRectF(x + 29, box.top(), 200, box.height()), _LEFT, text)
        x += 29 + form.horizontalAdvance(text) + 18


def _paint_block(painter: QPainter, title: str, block: TitleBlock, box: QRectF, *, page: int, count: int) -> None:
    """图签: name, who made, checked and approved it with room to sign, date, page."""
    cells = [
        (tr("图名"), title, 3.0), (tr("编制"), block.drawn, 1.6),
        (tr("审核"), block.checked, 1.6),        (tr("审批"), block.approved, 1.6), (tr("日期"), block.date, 1.5),
        (tr("页次"), tr("第 %1 页 共 %2 页", page + 1, count), 1.7),
    ]  # fmt: skip
    unit, x = box.width() / sum(share for _, _, share in cells), box.left()
    for heading, text, share in cells:
        cell = QRectF(x, box.top(), unit * share, box.height())
        painter.setPen(QPen(token("text"), 1))
        painter.drawRect(cell)
        painter.setPen(token("text3"))
        painter.setFont(font(11))
        painter.drawText(cell.adjusted(6, 2, -4, -24), _LEFT, heading)
        painter.setPen(token("text"))
        painter.setFont(font(12))
        painter.drawText(cell.adjusted(6, 18, -4, -2), _LEFT, metrics(12).elidedText(text, _ELIDE, cell.width() - 10))
        x += unit * share


_ELIDE = Qt.TextElideMode.ElideRight


def page_layout(setup: Setup) -> QPageLayout:
    """The paper of a setup without margins: the sheet draws its own."""
    short, long = PAPER_MM[setup.paper]
    way = QPageLayout.Orientation.Landscape if setup.is_landscape else QPageLayout.Orientation.Portrait
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, setup.paper)
    return QPageLayout(size, way, QMarginsF(0, 0, 0, 0))


def write_pdf(path: Path, drawing: Drawing, setup: Setup, block: TitleBlock, *, step: Step = no_step) -> int:
    """A PDF file; how many pages it has.

    Raises:
        LanyanError: export.unwritable.
        Cancelled: by `step`, told before each page; then no half file is left.
    """
    writer = QPdfWriter(str(path))
    writer.setResolution(_DPI * 4)  # whole dots are a quarter of a px: thin lines stay where they are
    writer.setTitle(block.title or drawing.name)
    writer.setCreator("蓝燕 Desktop")
    try:
        count = paint_pages(writer, drawing, setup, block, path, step=step)
    except Cancelled:
        del writer  # it holds the file open
        path.unlink(missing_ok=True)
        raise
    mend_words(path, sign_of_glyph())
    return count


def paint_pages(
    device: QPagedPaintDevice,
    drawing: Drawing,
    setup: Setup,
    block: TitleBlock,
    path: Path | None,
    *,
    step: Step = no_step,
) -> int:
    """All sheets onto a PDF or a printer.

    Raises:
        LanyanError: export.unwritable with the path, when the device does not take them.
        Cancelled: by `step`, told before each page.
    """
    device.setPageLayout(page_layout(setup))
    count = drawing.lay(setup)
    painter = QPainter()
    if not painter.begin(device):
        raise LanyanError("export.unwritable", file=path.name if path else tr("打印机"))
    try:
        dots = device.logicalDpiX() / _DPI
        for page in range(count):
            step(page, count)
            if page:
                device.newPage()
            painter.save()
            painter.scale(dots, dots)
            paint_sheet(painter, drawing, setup, block, page=page, count=count)
            painter.restore()
    finally:
        painter.end()
    return count


def picture(
    drawing: Drawing, setup: Setup, block: TitleBlock, *, page: int = 0, scale: float = PICTURE_SCALE
) -> QImage:
    """One sheet as a picture."""
    width, height = setup.size
    image = QImage(QSize(round(width * scale), round(height * scale)), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    count = drawing.lay(setup)
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        paint_sheet(painter, drawing, setup, block, page=page, count=count)
    return image


def write_png(path: Path, drawing: Drawing, setup: Setup, block: TitleBlock, *, step: Step = no_step) -> list[Path]:
    """A picture a sheet; the second is called name-2.png.

    Raises:
        LanyanError: export.unwritable.
    """
    made = _names(path, drawing.lay(setup))
    for page, name in enumerate(made):
        step(page, len(made))
        if not picture(drawing, setup, block, page=page).save(str(name)):
            raise LanyanError("export.unwritable", file=name.name)
    return made


def write_svg(path: Path, drawing: Drawing, setup: Setup, block: TitleBlock, *, step: Step = no_step) -> list[Path]:
    """A drawing a sheet that scales without loss.

    Raises:
        LanyanError: export.unwritable.
    """
    width, height = setup.size
    count = drawing.lay(setup)
    made = _names(path, count)
    for page, name in enumerate(made):
        step(page, len(made))
        device = QSvgGenerator()
        device.setFileName(str(name))
        device.setSize(QSize(round(width), round(height)))
        device.setViewBox(QRectF(0, 0, width, height))
        device.setTitle(block.title or drawing.name)
        painter = QPainter()
        if not painter.begin(device):
            raise LanyanError("export.unwritable", file=name.name)
        try:
            paint_sheet(painter, drawing, setup, block, page=page, count=count)
        finally:
            painter.end()
    return made


def _names(path: Path, count: int) -> list[Path]:
    return [path if page == 0 else path.with_stem(f"{path.stem}-{page + 1}") for page in range(count)]
