"""The Gantt as a scene: visible rows and a time scale in, rectangles, lines and labels out. LOOK.md has the sizes.

Pure arrays, no screen: the painter of the window, of a PDF and of a print colour the same scene. Coordinates are px
from the top left of the first row in view; a row is 24 px unless told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.chart.timescale import Floats, TimeScale
from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.network import Bools

ROW = 24
BAR_TOP, BAR_HEIGHT, MIDDLE = 4, 11, 9.5
BASE_TOP, BASE_HEIGHT = 17, 3
DIAMOND, BASE_DIAMOND = 7, 5
FRONT_Y = 18.5
LEAST_BAR = 2.0
"""A bar is never thinner, however far one zooms out."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Bars:
    """What the rows of a plan say to the chart, one element a row. Times are chart days, nan for none."""

    start: Floats
    finish: Floats
    base_start: Floats
    base_finish: Floats
    tail: Floats  # how far it may slip without moving the finish of the project
    front: Floats  # where the front line bends to
    done: Floats  # 0 to 1
    is_summary: Bools
    is_milestone: Bools
    is_critical: Bools
    is_finished: Bools

    def __len__(self) -> int:
        return len(self.start)

    def at(self, rows: Ints) -> Bars:
        """These rows only, in this order."""
        return Bars(**{name: getattr(self, name)[rows] for name in Bars.__slots__})


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a bar: their left and the top of their row, a plate under them, a second part that warns."""

    x: float
    y: float
    text: str
    warning: str
    width: float
    row: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scene:
    """What is to be painted, in z order from bars to labels. Rectangles are rows of (x, y, width, height)."""

    base: Floats
    base_done: Floats
    bar: Floats
    bar_critical: Floats
    done: Floats
    done_critical: Floats
    summary: Floats
    tail: Floats  # (x from, x to, y): a line with a tick at its end
    milestone: Floats  # centres (x, y)
    milestone_critical: Floats
    base_milestone: Floats


Words = Callable[[int], tuple[str, str]]
"""Row in view -> its label and the warning behind it."""


def build_scene(
    bars: Bars, scale: TimeScale, *, data_day: float | None = None, row_height: int = ROW, with_base: bool = True
) -> Scene:
    """The scene of these rows, the first at y = 0. What lies left or right of the view is left out."""
    y = np.arange(len(bars), dtype=np.float64) * row_height
    start, finish = scale.x(bars.start), scale.x(bars.finish)
    width = np.maximum(finish - start, LEAST_BAR)
    in_view = (finish > -DIAMOND) & (start < scale.width + DIAMOND)
    is_bar = in_view & ~bars.is_summary & ~bars.is_milestone
    is_diamond = in_view & bars.is_milestone & ~bars.is_summary
    boxes = _boxes(start, y + BAR_TOP, width, BAR_HEIGHT, scale.width)
    progress = _boxes(start, y + BAR_TOP, _done_width(bars, scale, width, data_day), BAR_HEIGHT, scale.width)
    begun = is_bar & (bars.done > 0)
    centres = np.column_stack([finish, y + MIDDLE + 0.5])
    critical = bars.is_critical
    return Scene(
        **_base(bars, scale, y, is_on=with_base),
        bar=boxes[is_bar & ~critical],
        bar_critical=boxes[is_bar & critical],
        done=progress[begun & ~critical],
        done_critical=progress[begun & critical],
        summary=_boxes(start, y + 7, width, 4, scale.width)[in_view & bars.is_summary],
        tail=_tails(bars, scale, finish, y),
        milestone=centres[is_diamond & ~critical],
        milestone_critical=centres[is_diamond & critical],
    )


def _boxes(x: Floats, y: Floats, width: Floats, height: float, view: float) -> Floats:
    """Rectangles cut a little outside of the view: a bar of a million px would overflow painters."""
    left = np.clip(x, -40, view + 40)
    right = np.clip(x + width, -40, view + 40)
    return np.column_stack([left, y, right - left, np.full(len(x), float(height))])


def _done_width(bars: Bars, scale: TimeScale, width: Floats, data_day: float | None) -> Floats:
    """Progress reaches to the data date, as what is left is drawn behind it; of finished work, to the end."""
    if data_day is None:
        return width * bars.done
    to_date = np.clip(scale.x_at(data_day) - scale.x(bars.start), LEAST_BAR, width)
    return np.where(bars.is_finished | (bars.done >= 1), width, to_date)


def _base(bars: Bars, scale: TimeScale, y: Floats, *, is_on: bool) -> dict[str, Floats]:
    if not is_on:
        return {"base": np.empty((0, 4)), "base_done": np.empty((0, 4)), "base_milestone": np.empty((0, 2))}
    start, finish = scale.x(bars.base_start), scale.x(bars.base_finish)
    known = ~np.isnan(start) & (np.nan_to_num(finish) > -DIAMOND) & (np.nan_to_num(start) < scale.width + DIAMOND)
    line = known & ~bars.is_summary & ~bars.is_milestone
    start, finish = np.nan_to_num(start), np.nan_to_num(finish)
    top = y + BASE_TOP
    reached = np.clip(np.nan_to_num(scale.x(bars.front)) - start, 0, finish - start)
    marked = line & ~np.isnan(bars.front)
    centres = np.column_stack([finish, y + MIDDLE + 0.5])
    return {
        "base": _boxes(start, top, np.maximum(finish - start, LEAST_BAR), BASE_HEIGHT, scale.width)[line],
        "base_done": _boxes(start, top, reached, BASE_HEIGHT, scale.width)[marked],
        "base_milestone": centres[known & bars.is_milestone & ~bars.is_summary],
    }


def _tails(bars: Bars, scale: TimeScale, finish: Floats, y: Floats) -> Floats:
    end = np.nan_to_num(scale.x(bars.tail), nan=-1e9)
    has_tail = (end > finish + 1) & (end > 0) & (finish < scale.width) & ~bars.is_summary
    lines = np.column_stack([np.maximum(finish + 1, -20), np.minimum(end, scale.width + 20), y + MIDDLE])
    return lines[has_tail]


def place_labels(
    bars: Bars, scale: TimeScale, words: Words, width_of: Callable[[str], float], *, row_height: int = ROW
) -> list[Label]:
    """The words beside the bars: 7 px behind bar or tail, left of the bar where they would leave the view, or none."""
    start, finish = scale.x(bars.start), scale.x(bars.finish)
    after = np.where(bars.is_milestone & ~bars.is_summary, finish + DIAMOND, np.maximum(finish, start + LEAST_BAR))
    end = np.fmax(after, scale.x(bars.tail))
    near = ((end < scale.width - 30) | (start < scale.width - 60)) & (finish > 0)  # no words without their bar
    made = []
    for row in np.flatnonzero(near).tolist():
        text, warning = words(row)
        if not text and not warning:
            continue
        gap = 6.0 if text and warning else 0.0
        width = width_of(text) + gap + (width_of(warning) if warning else 0.0)
        x = _label_x(float(start[row]), float(end[row]), width, scale.width)
        if x is not None:
            made.append(Label(x, float(row * row_height), text, warning, width, row))
    return made


def _label_x(start: float, end: float, width: float, view: float) -> float | None:
    if end > 0 and end + 7 + width + 10 <= view:
        return end + 7
    left = start - width - 15
    return left if left > 2 else None


def front_points(
    bars: Bars, scale: TimeScale, at: float, *, row_height: int = ROW, y: float = 0.0
) -> tuple[list[tuple[float, float]], list[tuple[float, float, int]]]:
    """The front line through these rows: its corners, and the marked ones as (x, y, row).

    Rows without a mark are passed at the check date.
    """
    rest = scale.x_at(at)
    xs = np.where(np.isnan(bars.front), rest, scale.x(np.nan_to_num(bars.front)))
    corners, dots = [(rest, y)], []
    for row, x in enumerate(np.clip(xs, -1e5, 1e5).tolist()):
        level = y + row * row_height + FRONT_Y
        corners.append((x, level))
        if not np.isnan(bars.front[row]):
            dots.append((x, level, row))
    corners.append((rest, y + len(bars) * row_height))
    return corners, dots


def summary_ends(summary: Floats) -> list[Sequence[tuple[float, float]]]:
    """The two triangles (7 × 10) that hang at the ends of each summary bar."""
    made: list[Sequence[tuple[float, float]]] = []
    for x, y, width, _ in summary.tolist():
        made.append(((x, y), (x + 7, y), (x, y + 10)))
        made.append(((x + width, y), (x + width - 7, y), (x + width, y + 10)))
    return made
