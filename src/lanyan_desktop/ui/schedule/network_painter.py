"""Paints the scene of an arrow diagram: bands, arrows, waves, bridges, events, words, six-time boxes, front line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from lanyan_desktop.core.chart.network_scene import (
    RADIUS,
    NetworkLabel,
    NetworkScene,
    Point,
    build_network_scene,
    network_front,
)
from lanyan_desktop.core.chart.plates import Box
from lanyan_desktop.core.chart.timescale import Floats, TimeScale
from lanyan_desktop.services.schedule.arrow_plan import ArrowPlan
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.network_words import Mark, Words, lay_words, name_of
from lanyan_desktop.ui.schedule.painter import paint_earlier_front
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.tokens import LABEL

LANE = 72.0
_CENTRE = Qt.AlignmentFlag.AlignCenter
_PERIOD, _SWING = 16.0, 2.5
_BRIDGE = 4.0
_EARLIER = 4
"""So many earlier front lines: more would hide the arrows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is shown beside the diagram itself."""

    selected: frozenset[int] = frozenset()  # activities
    has_front: bool = True
    has_all_times: bool = False  # a six-time box at every work, not at the selected ones alone


def paint_network(
    painter: QPainter, plan: ArrowPlan, scale: TimeScale, look: Look, *, top: float, bottom: float
) -> None:
    """The diagram from the painter's origin down; only what lies between `top` and `bottom` is drawn."""
    scene = build_network_scene(plan.layout, scale, lane_height=LANE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_bands(painter, plan, scene, scale.width)
    _paint_arrows(painter, scene, scale.width)
    labels = [
        one
        for one in scene.labels
        if top - LANE < one.y < bottom + LANE and one.right > -200 and one.left < scale.width
    ]
    has_front = look.has_front and plan.view.data_day is not None
    fronts = _earlier_fronts(plan, scale) if has_front else []
    front = _front(plan, scale) if has_front else None
    words = lay_words(
        plan,
        scene,
        labels,
        marks=[mark for mark in front[1] if _is_near(mark, scale.width, top, bottom)] if front is not None else [],
        selected=look.selected,
        has_all_times=look.has_all_times,
        dates=[((corners[0][0], top), text) for corners, text in fronts],
    )
    _paint_words(painter, plan, words, look)
    _paint_events(painter, scene, scale.width)
    for corners, _ in fronts:
        paint_earlier_front(painter, corners, "", 0)
    if front is not None:
        _paint_front(painter, *front)
    _paint_plates(painter, words)
    for label, box in words.times:
        _paint_times(painter, plan, label, box)


def _is_near(mark: Mark, width: float, top: float, bottom: float) -> bool:
    return -300 < mark[0] < width + 300 and top - LANE < mark[1] < bottom + LANE


def _paint_bands(painter: QPainter, plan: ArrowPlan, scene: NetworkScene, width: float) -> None:
    layout = plan.layout
    critical = layout.arrow_lane[layout.is_critical & ~layout.is_dummy]
    if len(critical):
        lane = int(np.bincount(critical).argmax())
        painter.fillRect(QRectF(0, lane * LANE + 8, width, LANE - 16), token("critSoft", 130))
    for band in scene.bands[1:]:
        painter.fillRect(QRectF(0, band.top, width, 1), token("line2"))


def paint_group_names(painter: QPainter, plan: ArrowPlan) -> None:
    """The name of each swim lane at the left, over the drawing."""
    if not plan.groups:
        return
    groups = plan.layout.lane_group.tolist()
    seen: set[int] = set()
    painter.setFont(font(LABEL, 600))
    for lane, group in enumerate(groups):
        if group in seen or not 0 <= group < len(plan.groups):
            continue
        seen.add(group)
        text = plan.groups[group]
        plate = QRectF(6, lane * LANE + 5, metrics(LABEL, 600).horizontalAdvance(text) + 12, 17)
        painter.setPen(QPen(token("line2"), 1))
        painter.setBrush(token("header"))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(token("text2"))
        painter.drawText(plate, _CENTRE, text)


def _seen(rows: Floats, width: float) -> list[list[float]]:
    """Segments that touch the view, cut to it: painters take no line of a million px well."""
    if not len(rows):
        return []
    low, high = np.minimum(rows[:, 0], rows[:, 2]), np.maximum(rows[:, 0], rows[:, 2])
    kept = rows[(high > -20) & (low < width + 20)].copy()
    kept[:, [0, 2]] = np.clip(kept[:, [0, 2]], -40, width + 40)
    return list(kept.tolist())


def _paint_arrows(painter: QPainter, scene: NetworkScene, width: float) -> None:
    pens = (
        (scene.dashed, QPen(token("link"), 1.2, Qt.PenStyle.CustomDashLine)),
        (scene.dashed_critical, QPen(token("critBar"), 1.8, Qt.PenStyle.CustomDashLine)),
        (scene.solid, QPen(token("barDone"), 1.5)),
        (scene.solid_critical, QPen(token("critBar"), 2.6)),
    )
    for rows, pen in pens:
        if pen.style() == Qt.PenStyle.CustomDashLine:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLines([QLineF(*row) for row in _seen(rows, width)])
    painter.setPen(QPen(token("link"), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for x, end, y in scene.wave.tolist():
        if end > -20 and x < width + 20:
            painter.drawPath(_wave(max(x, -40 + x % _PERIOD), min(end, width + 40), y))
    for x, y in scene.bridge.tolist():
        if -10 < x < width + 10:
            painter.setPen(QPen(token("surface"), 4))
            painter.drawLine(QPointF(x, y - _BRIDGE), QPointF(x, y + _BRIDGE))
            painter.setPen(QPen(token("link"), 1.2))
            painter.drawArc(QRectF(x - _BRIDGE, y - _BRIDGE, 2 * _BRIDGE, 2 * _BRIDGE), -90 * 16, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    for (x, y, dx, dy), critical in zip(scene.tip.tolist(), scene.tip_is_critical.tolist(), strict=True):
        painter.setBrush(token("critBar" if critical else "barDone"))
        back, side = (x - 7 * dx, y - 7 * dy), (3 * dy, 3 * dx)
        corners = ((x, y), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _wave(x: float, end: float, y: float) -> QPainterPath:
    path = QPainterPath(QPointF(x, y))
    up = -1.0
    while x < end - 0.5:
        step = min(_PERIOD / 2, end - x)
        path.quadTo(QPointF(x + step / 2, y + up * 2 * _SWING), QPointF(x + step, y))
        x, up = x + step, -up
    return path


def _paint_words(painter: QPainter, plan: ArrowPlan, words: Words, look: Look) -> None:
    form = metrics(LABEL)
    for label, box in words.names:
        painter.setPen(token("crit" if label.is_critical else "text"))
        painter.setFont(font(LABEL, 600 if label.row in look.selected and not label.is_lag else 400))
        text = form.elidedText(plan.title_of(label.work), Qt.TextElideMode.ElideRight, round(box[2] - box[0]))
        painter.drawText(_rect(box), _CENTRE, text)
    painter.setFont(font(LABEL))
    painter.setPen(token("text2"))
    for label, box in words.days:
        painter.drawText(_rect(box), _CENTRE, plan.days_of(label.work))
    for label, box in words.milestones:
        painter.setPen(token("crit" if label.is_critical else "text"))
        painter.drawText(_rect(box), _CENTRE, name_of(plan, label))


def _rect(box: Box) -> QRectF:
    return QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1])


def _paint_events(painter: QPainter, scene: NetworkScene, width: float) -> None:
    small, usual = font(9, 600), font(10, 600)
    rows = zip(scene.node.tolist(), scene.node_number.tolist(), scene.node_is_critical.tolist(), strict=True)
    for (x, y), number, critical in rows:
        if not -20 < x < width + 20:
            continue
        painter.setPen(QPen(token("critBar" if critical else "text2"), 1.6 if critical else 1.3))
        painter.setBrush(token("surface"))
        painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)
        painter.setPen(token("crit" if critical else "text"))
        painter.setFont(small if number > 99 else usual)
        painter.drawText(QRectF(x - 12, y - 9, 24, 18), _CENTRE, str(number))


def _earlier_fronts(plan: ArrowPlan, scale: TimeScale) -> list[tuple[list[Point], str]]:
    """The corners of the last few earlier front lines, each with its date."""
    lines = []
    for day, position in plan.earlier_fronts[-_EARLIER:]:
        corners, _ = network_front(plan.layout, scale, day, position, lane_height=LANE)
        lines.append((_drawable(corners), str(np.datetime64(int(day) - 1, "D"))[5:]))
    return lines


def _front(plan: ArrowPlan, scale: TimeScale) -> tuple[list[Point], list[Mark]]:
    day = plan.view.data_day
    assert day is not None  # asked for with a data date only
    corners, marks = network_front(plan.layout, scale, day, plan.front_days, lane_height=LANE)
    return _drawable(corners), marks


def _drawable(corners: Sequence[Point]) -> list[Point]:
    return [(min(max(x, -1e4), 1e4), y) for x, y in corners]


def _paint_front(painter: QPainter, corners: Sequence[Point], marks: Sequence[Mark]) -> None:
    painter.setPen(QPen(token("front"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))
    painter.setPen(QPen(token("front"), 1.5))
    painter.setBrush(token("surface"))
    for x, y, _ in marks:
        painter.drawEllipse(QPointF(x, y), 3, 3)


def _paint_plates(painter: QPainter, words: Words) -> None:
    """The words of the front line, on plates; the dates of earlier ones."""
    painter.setFont(font(LABEL))
    painter.setPen(token("front"))
    for box, text in words.dates:
        painter.drawText(_rect(box), _CENTRE, text)
    painter.setFont(font(LABEL, 600))
    for box, text, is_serious in words.marks:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(token("critSoft" if is_serious else "frontSoft"))
        painter.drawRoundedRect(_rect(box), 3, 3)
        painter.setPen(token("crit" if is_serious else "front"))
        painter.drawText(_rect(box), _CENTRE, text)


def _paint_times(painter: QPainter, plan: ArrowPlan, label: NetworkLabel, place: Box) -> None:
    box = _rect(place)
    width, height = box.width(), box.height()
    painter.setPen(QPen(token("critEdge" if label.is_critical else "barEdge"), 1.2))
    painter.setBrush(token("surface"))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(font(LABEL))
    for line, values in enumerate(plan.six_times(label.row)):
        for at, text in enumerate(values):
            cell = QRectF(box.left() + at * width / 3, box.top() + line * height / 2, width / 3, height / 2)
            painter.setPen(token("text"))
            painter.drawText(cell, _CENTRE, text)
            if at:
                painter.fillRect(QRectF(cell.left(), cell.top() + 3, 1, cell.height() - 6), token("line2"))
    painter.fillRect(QRectF(box.left() + 3, box.center().y(), width - 6, 1), token("line2"))


def legend_words() -> tuple[str, str, str, str]:
    return tr("工作"), tr("关键工作"), tr("虚工作"), tr("自由时差（波形线）")
