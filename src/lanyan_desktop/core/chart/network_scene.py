"""The time-scaled arrow diagram as a scene: a layout and a time scale in; lines, waves, circles and labels out.

Coordinates are px from the left of the scale and the top of the first lane. Rows of segments are (x1, y1, x2, y2). The
painter draws in the order: bands, segments, waves, bridges, arrow heads, circles with numbers, labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lanyan_desktop.core.chart.network import NetworkLayout
from lanyan_desktop.core.chart.timescale import Floats, TimeScale
from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.network import Bools

LANE = 44.0
RADIUS = 9.0
STEP = 5.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class NetworkLabel:
    """Room for the words of an arrow: name above the line at `y`, duration below; a milestone's at its event."""

    left: float
    right: float
    y: float
    row: int  # activity
    work: int  # position among the works; -1 for a milestone
    is_lag: bool  # 间歇
    is_critical: bool


@dataclass(frozen=True, slots=True)
class SwimBand:
    """A swim lane from top to bottom, by its number."""

    top: float
    bottom: float
    group: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NetworkScene:
    """What is to be painted."""

    node: Floats  # centres (x, y)
    node_number: Ints
    node_is_critical: Bools
    solid: Floats
    solid_critical: Floats
    dashed: Floats  # dummies
    dashed_critical: Floats
    wave: Floats  # (x from, x to, y)
    tip: Floats  # arrow heads: (x, y, dx, dy), the way they point
    tip_is_critical: Bools
    bridge: Floats  # (x, y) where an upright leaps over a level line (过桥法)
    labels: Sequence[NetworkLabel]
    bands: Sequence[SwimBand]
    height: float


def build_network_scene(layout: NetworkLayout, scale: TimeScale, *, lane_height: float = LANE) -> NetworkScene:
    """The whole diagram at this scale; what lies outside of the view is not left out."""
    x, y = scale.x(layout.day), (layout.lane + 0.5) * lane_height
    pens = _Pens()
    for at in range(len(layout.tail)):
        _draw(layout, scale, pens, at, lane_height=lane_height)
    critical_events = np.zeros(len(x), dtype=np.bool_)
    critical_events[layout.tail[layout.is_critical]] = critical_events[layout.head[layout.is_critical]] = True
    return NetworkScene(
        node=np.column_stack([x, y]),
        node_number=layout.number,
        node_is_critical=critical_events,
        solid=_table(pens.lines[False, False], 4),
        solid_critical=_table(pens.lines[False, True], 4),
        dashed=_table(pens.lines[True, False], 4),
        dashed_critical=_table(pens.lines[True, True], 4),
        wave=_table(pens.waves, 3),
        tip=_table([tip[:4] for tip in pens.tips], 4),
        tip_is_critical=np.array([bool(tip[4]) for tip in pens.tips], dtype=np.bool_),
        bridge=_bridges(pens),
        labels=[*pens.labels, *_milestones(layout, x, y)],
        bands=_bands(layout, lane_height),
        height=layout.lanes * lane_height,
    )


class _Pens:
    """Lines as they are drawn, by dash and colour; whose each is, for the bridges."""

    def __init__(self) -> None:
        self.lines: dict[tuple[bool, bool], list[tuple[float, ...]]] = {
            (is_dummy, is_critical): [] for is_dummy in (False, True) for is_critical in (False, True)
        }
        self.waves: list[tuple[float, ...]] = []
        self.tips: list[tuple[float, float, float, float, float]] = []
        self.labels: list[NetworkLabel] = []
        self.upright: list[tuple[float, float, float, int, int]] = []  # x, y1, y2, tail, head
        self.level: list[tuple[float, float, float, int, int]] = []  # x1, x2, y, tail, head


def _table(rows: Sequence[Sequence[float]], width: int) -> Floats:
    return np.array(rows, dtype=np.float64).reshape(-1, width)


def route(layout: NetworkLayout, scale: TimeScale, at: int, *, lane_height: float = LANE) -> list[Point]:
    """The corners of an arrow from event to event."""
    tail, head = int(layout.tail[at]), int(layout.head[at])
    xs = scale.x(layout.day[[tail, head]]).tolist()
    own, rows = float(layout.arrow_lane[at] + 0.5) * lane_height, ((layout.lane[[tail, head]] + 0.5) * lane_height)
    first, last = rows.tolist()
    aside = [_aside(int(step), xs[1] - xs[0]) for step in (layout.tail_step[at], layout.head_step[at])]
    if layout.arrows.times[tail] == layout.arrows.times[head]:
        beside = xs[0] + (RADIUS + 2 + STEP * int(layout.tail_step[at]) if layout.tail_step[at] else 0)
        points = [(xs[0], first), (beside, first), (beside, last), (xs[1], last)]
    else:
        points = [(xs[0], first)]
        if first != own:
            points += [(xs[0] + aside[0], first), (xs[0] + aside[0], own)]
        if last != own:
            points += [(xs[1] - aside[1], own), (xs[1] - aside[1], last)]
        points.append((xs[1], last))
    return [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]


def _aside(step: int, length: float) -> float:
    return min(RADIUS + 2 + STEP * step, max(length, 0) / 3) if step else 0.0


def _draw(layout: NetworkLayout, scale: TimeScale, pens: _Pens, at: int, *, lane_height: float) -> None:
    points = route(layout, scale, at, lane_height=lane_height)
    is_dummy, is_critical = bool(layout.is_dummy[at]), bool(layout.is_critical[at])
    lines = pens.lines[is_dummy, is_critical]
    done = float(scale.x(layout.solid_day[at : at + 1])[0])
    has_length = layout.arrows.times[int(layout.tail[at])] < layout.arrows.times[int(layout.head[at])]
    ends = (int(layout.tail[at]), int(layout.head[at]))
    longest = (0.0, 0.0, 0.0)
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 == x2:
            lines.append((x1, y1, x2, y2))
            pens.upright.append((x1, y1, y2, *ends))
            continue
        pens.level.append((min(x1, x2), max(x1, x2), y1, *ends))
        cut = min(max(done, x1), x2) if has_length else x2
        if cut > x1 or not has_length:
            lines.append((x1, y1, cut, y1))
        if x2 > cut and has_length:
            pens.waves.append((cut, x2, y1))
        longest = max(longest, (cut - x1, x1, y1))
    pens.tips.append(_tip(points, is_critical))
    if not is_dummy:
        works, (width, left, level) = layout.works, longest
        pens.labels.append(NetworkLabel(left, left + width, level, works.row[at], at, works.is_lag(at), is_critical))


def _tip(points: list[Point], is_critical: bool) -> tuple[float, float, float, float, float]:
    """The head of the arrow, at the rim of its event's circle."""
    (x1, y1), (x2, y2) = points[-2:]
    dx, dy = float(np.sign(x2 - x1)), float(np.sign(y2 - y1))
    return x2 - RADIUS * dx, y2 - RADIUS * dy, dx, dy, float(is_critical)


def _bridges(pens: _Pens) -> Floats:
    """Where uprights cross level lines of arrows that do not meet there."""
    if not pens.upright or not pens.level:
        return np.empty((0, 2))
    up, flat = np.array(pens.upright), np.array(pens.level)
    x, low, high = up[:, 0, None], np.minimum(up[:, 1], up[:, 2])[:, None], np.maximum(up[:, 1], up[:, 2])[:, None]
    over = (flat[:, 0] < x) & (x < flat[:, 1]) & (low < flat[:, 2]) & (flat[:, 2] < high)
    lines, levels = np.nonzero(over)
    return np.asarray(np.unique(np.column_stack([up[lines, 0], flat[levels, 2]]), axis=0), dtype=np.float64)


def _milestones(layout: NetworkLayout, x: Floats, y: Floats) -> list[NetworkLabel]:
    return [
        NetworkLabel(float(x[event]), float(x[event]), float(y[event]), row, -1, is_lag=False, is_critical=False)
        for row, event in zip(layout.works.milestones, layout.arrows.marks, strict=True)
    ]


def _bands(layout: NetworkLayout, lane_height: float) -> list[SwimBand]:
    groups = layout.lane_group.tolist()
    edges = [0, *(at for at in range(1, len(groups)) if groups[at] != groups[at - 1]), len(groups)]
    return [SwimBand(a * lane_height, b * lane_height, groups[a]) for a, b in pairwise(edges) if b > a]


def network_front(
    layout: NetworkLayout, scale: TimeScale, at: float, position: Floats, *, lane_height: float = LANE
) -> tuple[list[Point], list[tuple[float, float, int]]]:
    """The front line (前锋线) through the diagram: its corners, and its marks as (x, y, activity).

    `at` is the check date and `position` by activity where its progress stands, as chart days; nan: it is passed.
    """
    marks = []
    works = layout.works
    for work, row in enumerate(works.row):
        place = float(position[row])
        first, last = float(layout.start_day[work]), float(layout.solid_day[work])
        if works.is_lag(work) or np.isnan(place) or not first <= place <= last:
            continue
        level = (float(layout.arrow_lane[work]) + 0.5) * lane_height
        marks.append((scale.x_at(place), level, row))
    marks.sort(key=lambda mark: (mark[1], mark[0]))
    rest = scale.x_at(at)
    corners = [(rest, 0.0), *((x, y) for x, y, _ in marks), (rest, layout.lanes * lane_height)]
    return corners, marks
