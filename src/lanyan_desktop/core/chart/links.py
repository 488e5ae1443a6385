"""Relations on the Gantt as right-angled lines that cross no bar: out of the middle of a bar, along the gutter, in.

Laid out for all links in view at once: each case of the geometry (LOOK.md) fills its part of one array of corners.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.chart.gantt import DIAMOND, LEAST_BAR, MIDDLE, ROW, Bars
from lanyan_desktop.core.chart.timescale import Floats, TimeScale
from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.network import Bools
from lanyan_desktop.core.schedule.plan import FF, FS, SF, SS

CORNERS = 6
DOWN, UP, RIGHT, LEFT = range(4)
_MARGIN = 60.0
MOST_PASSING = 60
"""Lines whose both ends are out of sight tell something while they are few; beyond that they only hide the bars."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RowLinks:
    """Relations between rows of the chart (rows as they stand, hidden ones left out)."""

    source: Ints
    target: Ints
    type: Ints
    is_critical: Bools
    upper: Ints  # the less of both rows
    lower: Ints
    link: Ints  # position of the relation in the plan

    def in_rows(self, first: int, last: int) -> Ints:
        """Which of them touch rows first to last (inclusive) or pass by."""
        return np.flatnonzero((self.upper <= last) & (self.lower >= first))


def row_links(source: Ints, target: Ints, kind: Ints, *, is_critical: Bools, row_of: Ints) -> RowLinks:
    """Relations of a plan between the rows its activities are shown at; -1 in `row_of` is not shown."""
    a, b = row_of[source], row_of[target]
    shown = np.flatnonzero((a >= 0) & (b >= 0))
    a, b = a[shown], b[shown]
    return RowLinks(
        source=a,
        target=b,
        type=kind[shown],
        is_critical=is_critical[shown],
        upper=np.minimum(a, b),
        lower=np.maximum(a, b),
        link=shown,
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LinkScene:
    """Links in view: corners (links, 6, 2), the last ones repeated where fewer do; where the arrow points."""

    corners: Floats
    heading: Ints  # DOWN, UP, RIGHT, LEFT
    is_critical: Bools
    index: Ints  # which of the `RowLinks`
    width: float  # of the view
    height: float

    def boxes(self, chosen: Bools, *, width: int = 1) -> Ints:
        """The lines of these links as filled rectangles, `width` px thick: crisp, and quicker than pens.

        Those that lie outside of the view are left out.
        """
        corners = self.corners[chosen]
        low = np.minimum(corners[:, :-1], corners[:, 1:]) - width // 2
        high = np.maximum(corners[:, :-1], corners[:, 1:]) - width // 2 + width
        boxes = np.concatenate([low, high - low], axis=2).reshape(-1, 4)
        x, y, w, h = boxes.T
        drawn = ((w > width) | (h > width)) & (x < self.width) & (y < self.height) & (x + w > 0) & (y + h > 0)
        whole: Ints = boxes[drawn].astype(np.int64)
        return whole

    def arrows(self, chosen: Bools) -> Floats:
        """The heads in view, 7 × 5, as triangles (links, 3, 2)."""
        tip = self.corners[chosen, -1]
        x, y = tip.T
        seen = (x > -8) & (x < self.width + 8) & (y > -8) & (y < self.height + 8)
        heads: Floats = tip[seen, None, :] + _HEADS[self.heading[chosen][seen]]
        return heads


_HEADS = np.array(
    [
        [(-3.5, -4), (3.5, -4), (0, 1)],
        [(-3.5, 4), (3.5, 4), (0, -1)],
        [(-4, -3.5), (-4, 3.5), (1, 0)],
        [(4, -3.5), (4, 3.5), (-1, 0)],
    ],
    dtype=np.float64,
)


def build_links(
    links: RowLinks, bars: Bars, scale: TimeScale, *, first: int, last: int, row_height: int = ROW
) -> LinkScene:
    """The links that pass rows first to last, y = 0 at the top of row `first`.

    `bars` are all rows of the chart; only ends in question are looked at.
    """
    index = links.in_rows(first, last)
    a, b, kind = links.source[index], links.target[index], links.type[index]
    start, finish = _ends(bars, scale, a)
    start_to, finish_to = _ends(bars, scale, b)
    left = np.minimum(np.minimum(start, start_to), np.minimum(finish, finish_to))
    right = np.maximum(np.maximum(start, start_to), np.maximum(finish, finish_to))
    in_view = (right >= -20) & (left <= scale.width + 20)
    passing = in_view & ((a < first) | (a > last)) & ((b < first) | (b > last))
    if passing.sum() > MOST_PASSING:
        in_view &= ~passing
    seen = np.flatnonzero(in_view)
    index, a, b, kind = index[seen], a[seen], b[seen], kind[seen]
    ends = _Ends(
        start[seen], finish[seen], start_to[seen], finish_to[seen],
        from_y=(a - first) * float(row_height) + MIDDLE, to_y=(b - first) * float(row_height) + MIDDLE,
        to_middle=bars.is_milestone[b] & ~bars.is_summary[b], row_height=row_height,
    )  # fmt: skip
    corners, heading = ends.lay(kind)
    height = (last - first + 1) * row_height
    corners[:, :, 0] = np.clip(corners[:, :, 0], -_MARGIN, scale.width + _MARGIN)
    corners[:, :, 1] = np.clip(corners[:, :, 1], -_MARGIN, height + _MARGIN)
    return LinkScene(
        corners=np.round(corners),
        heading=heading,
        is_critical=links.is_critical[index],
        index=index,
        width=scale.width,
        height=float(height),
    )


def _ends(bars: Bars, scale: TimeScale, rows: Ints) -> tuple[Floats, Floats]:
    start, finish = scale.x(bars.start[rows]), scale.x(bars.finish[rows])
    half = np.where(bars.is_milestone[rows] & ~bars.is_summary[rows], DIAMOND, 0.0)
    return np.where(half > 0, finish, start) - half, np.maximum(finish + half, start + LEAST_BAR)


class _Ends:
    """The ends of the links in px, and the ways between them."""

    def __init__(
        self, start: Floats, finish: Floats, start_to: Floats, finish_to: Floats, *,
        from_y: Floats, to_y: Floats, to_middle: Bools, row_height: int,
    ) -> None:  # fmt: skip
        self.start, self.finish, self.start_to, self.finish_to = start, finish, start_to, finish_to
        self.from_y, self.to_y, self.to_middle = from_y, to_y, to_middle
        self.is_down = to_y > from_y
        self.gutter = np.where(self.is_down, from_y + row_height - MIDDLE - 1, from_y - MIDDLE)

    def lay(self, kind: Ints) -> tuple[Floats, Ints]:
        into = np.where(self.to_middle, (self.start_to + self.finish_to) / 2, self.start_to + 3)
        straight = (kind == FS) & ((into >= self.finish + 2) | (np.abs(into - self.finish) < 4))
        into = np.maximum(into, self.finish + 3)
        near = straight & (into - self.finish <= 9)
        above = self.to_y - np.where(self.is_down, 7.0, -7.0)
        corners = np.zeros((len(kind), CORNERS, 2))
        heading = np.where(straight, np.where(self.is_down, DOWN, UP), RIGHT)
        out = self.finish + 5
        self._put(corners, near, [(self.finish, self.from_y), (into, self.from_y), (into, above)])
        far = [(self.finish, self.from_y), (out, self.from_y), (out, self.gutter), (into, self.gutter), (into, above)]
        self._put(corners, straight & ~near, far)
        self._put(corners, (kind == FS) & ~straight, self._lead(self.finish + 6, self.start_to - 8, self.start_to - 1))
        outside: Floats = np.minimum(self.start, self.start_to) - 7.0
        self._put(corners, kind == SS, self._around(self.start, outside, self.start_to - 1))
        beyond: Floats = np.maximum(self.finish, self.finish_to) + 7.0
        self._put(corners, kind == FF, self._around(self.finish, beyond, self.finish_to + 1))
        self._put(
            corners, kind == SF, self._lead(self.start - 7, self.finish_to + 8, self.finish_to + 1, from_start=True)
        )
        return corners, np.where((kind == FF) | (kind == SF), LEFT, heading)

    def _lead(
        self, out: Floats, before: Floats, into: Floats, *, from_start: bool = False
    ) -> list[tuple[Floats, Floats]]:
        """Back through the gutter to outside of the successor's end, then into it."""
        begin = self.start if from_start else self.finish
        return [
            (begin, self.from_y), (out, self.from_y), (out, self.gutter),
            (before, self.gutter), (before, self.to_y), (into, self.to_y),
        ]  # fmt: skip

    def _around(self, begin: Floats, outside: Floats, into: Floats) -> list[tuple[Floats, Floats]]:
        return [(begin, self.from_y), (outside, self.from_y), (outside, self.to_y), (into, self.to_y)]

    @staticmethod
    def _put(corners: Floats, chosen: Bools, way: list[tuple[Floats, Floats]]) -> None:
        for at in range(CORNERS):
            x, y = way[min(at, len(way) - 1)]
            corners[chosen, at, 0] = x[chosen]
            corners[chosen, at, 1] = y[chosen]
