"""Paints the scene of a Gantt (`core.chart`): colours, pens and words; the same on screen and for print.

Nothing is laid out here. Many small things of one colour go to Qt in one call; measured, that and not the number of
pixels decides how long a frame takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QStaticText

from lanyan_desktop.core.chart.gantt import BASE_DIAMOND, DIAMOND, Label, Scene, summary_ends
from lanyan_desktop.core.chart.links import LinkScene
from lanyan_desktop.core.chart.timescale import Floats, Shade, Tiers
from lanyan_desktop.core.schedule.network import Bools
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.tokens import LABEL, RADIUS_BAR

HALF = 24
HEADER = 2 * HALF
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


def paint_shades(painter: QPainter, shades: Sequence[Shade], height: float, *, y: float = 0.0) -> None:
    """Days without work; a named stop is hatched."""
    for shade in shades:
        box = QRectF(shade.start, y, shade.end - shade.start, height)
        painter.fillRect(box, token("holiday" if shade.name else "nonwork"))
        if shade.name:
            _hatch(painter, box)


def _hatch(painter: QPainter, box: QRectF) -> None:
    painter.save()
    painter.setClipRect(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(token("hatch"), 1))
    first = int((box.left() - box.height()) // 9) * 9
    lines = [QLineF(x, box.bottom(), x + box.height(), box.top()) for x in range(first, int(box.right()) + 1, 9)]
    painter.drawLines(lines)
    painter.restore()


def paint_shade_names(painter: QPainter, shades: Sequence[Shade], y: float) -> None:
    """The name of a stop on a small plate, where it finds room."""
    form = metrics(LABEL, 500)
    painter.setFont(font(LABEL, 500))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shade in shades:
        width = form.horizontalAdvance(shade.name) + 12
        if not shade.name or width > shade.end - shade.start:
            continue
        plate = QRectF((shade.start + shade.end - width) / 2, y, width, 17)
        painter.setPen(QPen(token("line2"), 1))
        painter.setBrush(token("surface"))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(token("text2"))
        painter.drawText(plate, _CENTRE, shade.name)


def paint_header(painter: QPainter, tiers: Tiers, width: float) -> None:
    """The time scale, 24 + 24 px."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(QRectF(0, 0, width, HEADER), token("header"))
    painter.fillRect(QRectF(0, HALF - 1, width, 1), token("line"))
    painter.fillRect(QRectF(0, HEADER - 1, width, 1), token("line2"))
    painter.setFont(font(LABEL))
    painter.setPen(token("text3"))
    for tick in tiers.lower:
        painter.fillRect(QRectF(round(tick.start), HALF, 1, HALF - 1), token("line"))
        if tick.text and tick.end > 0:
            painter.drawText(QRectF(tick.start + 1, HALF, tick.end - tick.start - 1, HALF - 1), _CENTRE, tick.text)
    painter.setFont(font(12, 500))
    painter.setPen(token("text"))
    for tick in tiers.upper:
        painter.fillRect(QRectF(round(tick.start), 0, 1, HEADER - 1), token("line2"))
        left = max(tick.start, 0) + 7
        if tick.text:
            painter.drawText(QRectF(left, 0, tick.end - left + 7, HALF - 1), _LEFT, tick.text)


def paint_links(painter: QPainter, links: LinkScene, hot: Bools) -> None:
    """Relations: grey, critical ones red, those of the selected rows twice as thick."""
    painter.setPen(Qt.PenStyle.NoPen)
    for critical in (False, True):
        painter.setBrush(token("critBar" if critical else "link"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        mine = links.is_critical if critical else ~links.is_critical
        boxes = [QRect(*box) for box in links.boxes(mine & ~hot).tolist()]
        boxes += [QRect(*box) for box in links.boxes(mine & hot, width=2).tolist()]
        if not boxes:
            continue
        painter.drawRects(boxes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tip in links.arrows(mine).tolist():
            painter.drawPolygon(QPolygonF([QPointF(x + 0.5, y + 0.5) for x, y in tip]))


def paint_bars(painter: QPainter, scene: Scene) -> None:
    """Summaries, baselines, bars with their progress, tails, milestones."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(token("summ"))
    _rects(painter, scene.summary)
    for corners in summary_ends(scene.summary):
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.setBrush(token("base"))
    _rounded(painter, scene.base, 1)
    painter.setBrush(token("baseDone"))
    _rects(painter, scene.base_done)
    for boxes, edge, fill in ((scene.bar, "barEdge", "bar"), (scene.bar_critical, "critEdge", "critFill")):
        painter.setPen(QPen(token(edge), 1))
        painter.setBrush(token(fill))
        for x, y, width, height in boxes.tolist():
            painter.drawRoundedRect(QRectF(x + 0.5, y + 0.5, max(width - 1, 1), height - 1), RADIUS_BAR, RADIUS_BAR)
    painter.setPen(Qt.PenStyle.NoPen)
    for boxes, fill in ((scene.done, "barDone"), (scene.done_critical, "critBar")):
        painter.setBrush(token(fill))
        _rounded(painter, boxes, RADIUS_BAR)
    _tails(painter, scene.tail)
    _diamonds(painter, scene)


def _rects(painter: QPainter, boxes: Floats) -> None:
    if len(boxes):
        painter.drawRects([QRectF(*box) for box in boxes.tolist()])


def _rounded(painter: QPainter, boxes: Floats, radius: float) -> None:
    for x, y, width, height in boxes.tolist():
        painter.drawRoundedRect(QRectF(x, y, width, height), radius, radius)


def _tails(painter: QPainter, tails: Floats) -> None:
    if not len(tails):
        return
    painter.setPen(QPen(token("tail"), 1.5))
    lines = [QLineF(x, y, end, y) for x, end, y in tails.tolist()]
    lines += [QLineF(end, y - 3.5, end, y + 3.5) for _, end, y in tails.tolist()]
    painter.drawLines(lines)


def _diamonds(painter: QPainter, scene: Scene) -> None:
    painter.setPen(QPen(token("base"), 1.2))
    painter.setBrush(token("surface"))
    _diamond(painter, scene.base_milestone, BASE_DIAMOND)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(token("summ"))
    _diamond(painter, scene.milestone, DIAMOND)
    painter.setBrush(token("critBar"))
    _diamond(painter, scene.milestone_critical, DIAMOND)


def _diamond(painter: QPainter, centres: Floats, half: float) -> None:
    for x, y in centres.tolist():
        corners = [QPointF(x - half, y), QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half)]
        painter.drawPolygon(QPolygonF(corners))


@lru_cache(maxsize=4096)
def _static(text: str, weight: int) -> QStaticText:
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(font=font(LABEL, weight))
    return made


def paint_labels(painter: QPainter, labels: Sequence[Label], grounds: dict[int, str], weights: Sequence[int]) -> None:
    """Words on plates of their row's colour; the warning behind them in crit. `weights` by row in view."""
    form, bold = metrics(LABEL), metrics(LABEL, 500)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    for label in labels:
        plate = token(grounds.get(label.row, "surface"), 235)
        painter.fillRect(QRectF(label.x - 1, label.y + 3, label.width + 2, 15), plate)
    for label in labels:
        weight = weights[label.row]
        top = label.y + 10.5 - form.height() / 2
        painter.setPen(token("text2"))
        painter.setFont(font(LABEL, weight))
        painter.drawStaticText(QPointF(label.x, top), _static(label.text, weight))
        if label.warning:
            x = label.x + label.width - bold.horizontalAdvance(label.warning)
            painter.setPen(token("crit"))
            painter.setFont(font(LABEL, 500))
            painter.drawStaticText(QPointF(x, top), _static(label.warning, 500))


def paint_front(
    painter: QPainter, corners: Sequence[tuple[float, float]], dots: Sequence[tuple[float, float, str]]
) -> None:
    """The front line with its dots and how late each is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(token("front"), 2))
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in corners]))
    form = metrics(LABEL, 600)
    painter.setFont(font(LABEL, 600))
    for x, y, text in dots:
        painter.setPen(QPen(token("front"), 1.5))
        painter.setBrush(token("surface"))
        painter.drawEllipse(QPointF(x, y), 3, 3)
        if text:
            width = form.horizontalAdvance(text)
            plate = QRectF(x - width - 12, y - 10, width + 6, 13)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(token("surface", 225))
            painter.drawRoundedRect(plate, 2, 2)
            painter.setPen(token("front"))
            painter.drawText(plate, _CENTRE, text)


def paint_earlier_front(painter: QPainter, corners: Sequence[tuple[float, float]], text: str, scrolled: float) -> None:
    """The front line of an earlier check: thin, its date at the top of the view."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(token("front", 120), 1.2))
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.setFont(font(LABEL))
    painter.setPen(token("front"))
    painter.drawText(QRectF(corners[0][0] - 40, scrolled % 24 + 2, 36, 14), Qt.AlignmentFlag.AlignRight, text)


def paint_date(painter: QPainter, x: float, top: float, bottom: float) -> None:
    """The data date: a dashed line through the chart."""
    pen = QPen(token("front"), 1, Qt.PenStyle.DashLine)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(pen)
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))


def paint_flag(painter: QPainter, x: float, text: str, bottom: float) -> None:
    """The filled flag of the data date in the scale."""
    form = metrics(LABEL, 600)
    width = form.horizontalAdvance(text) + 12
    box = QRectF(x - width / 2, bottom - 20, width, 17)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    # a darker violet in dark mode: white words on the token itself would be too faint
    fill = token("front") if token("front").lightness() < 130 else token("front").darker(165)
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 3, 3)
    painter.drawPolygon(QPolygonF([QPointF(x - 4, bottom - 4), QPointF(x + 4, bottom - 4), QPointF(x, bottom)]))
    painter.setPen(Qt.GlobalColor.white)
    painter.setFont(font(LABEL, 600))
    painter.drawText(box, _CENTRE, text)
