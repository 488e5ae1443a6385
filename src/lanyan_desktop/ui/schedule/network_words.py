"""Where the words of the arrow diagram go: names, six-time boxes and marks of the front line, none on another.

The first to come has the room: names of works, their days and the events, milestones, the boxes of what is selected,
marks of the front line (those that move the finish first, then by lateness), then the other six-time boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lanyan_desktop.core.chart.network_scene import RADIUS, NetworkLabel, NetworkScene, Point
from lanyan_desktop.core.chart.plates import Box, Room
from lanyan_desktop.services.schedule.arrow_plan import ArrowPlan
from lanyan_desktop.ui.theme import metrics
from lanyan_desktop.ui.tokens import LABEL

TIMES = (114.0, 33.0)
"""Width and height of a six-time box: it ends above the name of the work in the lane below."""
_NAME_TOP, _NAME_BOTTOM, _DAYS_TOP, _DAYS_BOTTOM = -19.0, -3.0, 2.0, 18.0
_BELOW, _ABOVE, _PLATE = 19.0, -36.0, 17.0
_NARROWEST = 24.0
Mark = tuple[float, float, int]


@dataclass(frozen=True, slots=True)
class Words:
    """What is written where. A mark of the front line: its plate, its words, whether the finish moves."""

    names: list[tuple[NetworkLabel, Box]] = field(default_factory=list)
    days: list[tuple[NetworkLabel, Box]] = field(default_factory=list)
    milestones: list[tuple[NetworkLabel, Box]] = field(default_factory=list)
    times: list[tuple[NetworkLabel, Box]] = field(default_factory=list)
    marks: list[tuple[Box, str, bool]] = field(default_factory=list)
    dates: list[tuple[Box, str]] = field(default_factory=list)

    def boxes(self) -> list[Box]:
        """All rooms that are written in."""
        placed = [*self.names, *self.days, *self.milestones, *self.times]
        return [*(box for _, box in placed), *(mark[0] for mark in self.marks), *(date[0] for date in self.dates)]


def lay_words(
    plan: ArrowPlan,
    scene: NetworkScene,
    labels: Sequence[NetworkLabel],
    *,
    marks: Sequence[Mark],
    selected: frozenset[int],
    has_all_times: bool,
    dates: Sequence[tuple[Point, str]] = (),
) -> Words:
    """`labels`, `marks`: those in view. `dates`: of earlier check dates, each at its point, the latest last."""
    words, room = Words(), Room()
    works = [label for label in labels if label.work >= 0]
    _lay_names(plan, works, words)
    for box in words.boxes():
        room.fill(box)
    _fill_events(scene, labels, room)
    _lay_milestones(plan, [label for label in labels if label.work < 0], words, room)
    timed = [label for label in works if not label.is_lag]
    _lay_times([label for label in timed if label.row in selected], words, room)
    _lay_dates(dates, words, room)
    _lay_marks(plan, marks, words, room)
    if has_all_times:
        _lay_times([label for label in timed if label.row not in selected], words, room)
    return words


def _lay_names(plan: ArrowPlan, labels: Sequence[NetworkLabel], words: Words) -> None:
    """Names and days lie within the level line of their arrow: no two of these can meet."""
    form = metrics(LABEL)
    for label in labels:
        left, right = label.left + RADIUS, label.right - RADIUS
        if right - left > _NARROWEST:
            words.names.append((label, (left, label.y + _NAME_TOP, right, label.y + _NAME_BOTTOM)))
        if form.horizontalAdvance(plan.days_of(label.work)) <= right - left:
            words.days.append((label, (left, label.y + _DAYS_TOP, right, label.y + _DAYS_BOTTOM)))


def _fill_events(scene: NetworkScene, labels: Sequence[NetworkLabel], room: Room) -> None:
    if not labels:
        return
    near = scene.node
    low, high = min(label.y for label in labels), max(label.y for label in labels)
    left, right = min(label.left for label in labels), max(label.right for label in labels)
    seen = (low <= near[:, 1]) & (near[:, 1] <= high) & (left <= near[:, 0]) & (near[:, 0] <= right)
    for x, y in near[seen].tolist():
        room.fill((x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS))


def _lay_milestones(plan: ArrowPlan, labels: Sequence[NetworkLabel], words: Words, room: Room) -> None:
    form = metrics(LABEL)
    for label in labels:
        wide = form.horizontalAdvance(name_of(plan, label)) + 4.0
        x, y = label.left, label.y
        tops = (y + _BELOW, y + _ABOVE, y + RADIUS + 1)
        places = [(left, top, left + wide, top + 16) for top in tops for left in (x - wide / 2, x - wide, x)]
        box = room.take(places)
        if box is not None:
            words.milestones.append((label, box))


def _lay_times(labels: Sequence[NetworkLabel], words: Words, room: Room) -> None:
    width, height = TIMES
    for label in sorted(labels, key=lambda label: not label.is_critical):
        top = label.y + _BELOW
        lefts = ((label.left + label.right - width) / 2, label.left + RADIUS, label.right - RADIUS - width)
        box = room.take([(left, top, left + width, top + height) for left in lefts])
        if box is not None:
            words.times.append((label, box))


def _lay_dates(dates: Sequence[tuple[Point, str]], words: Words, room: Room) -> None:
    for (x, y), text in reversed(dates):
        wide = metrics(LABEL).horizontalAdvance(text) + 4.0
        box = room.take([(x - wide - 2, y + 2, x - 2, y + 16), (x + 2, y + 2, x + wide + 2, y + 16)])
        if box is not None:
            words.dates.append((box, text))


def _lay_marks(plan: ArrowPlan, marks: Sequence[Mark], words: Words, room: Room) -> None:
    said = [(x, y, row, *plan.mark_of(row)) for x, y, row in marks]
    behind = plan.view.behind
    for x, y, _, text, is_serious in sorted(said, key=lambda one: (not one[4], -int(behind[one[2]]), one[1], one[0])):
        if not text:
            continue
        wide = metrics(LABEL, 600).horizontalAdvance(text) + 12.0
        tops = (y + _BELOW, y + _ABOVE)
        places = [(left, top, left + wide, top + _PLATE) for top in tops for left in (x - wide - 4, x + 4)]
        box = room.take(places)
        if box is not None:
            words.marks.append((box, text, is_serious))


def name_of(plan: ArrowPlan, label: NetworkLabel) -> str:
    """The name of a milestone."""
    return str(plan.view.loaded.columns["name"][label.row])
