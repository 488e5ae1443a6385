"""Room for words on a full drawing: each takes the first of its places that is free, or is left out. Pure geometry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in px."""
_CELL = 64.0


class Room:
    """What is taken so far. Boxes that touch do not overlap.

    >>> room = Room([(0, 0, 10, 10)])
    >>> room.take([(5, 5, 15, 15), (10, 0, 20, 10)])
    (10, 0, 20, 10)
    >>> room.take([(12, 2, 18, 8)]) is None
    True
    """

    def __init__(self, taken: Iterable[Box] = ()) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}
        for box in taken:
            self.fill(box)

    def fill(self, box: Box) -> None:
        """Nothing that comes later lies on this box."""
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append(box)

    def is_free(self, box: Box) -> bool:
        return not any(_overlap(box, other) for cell in _cells(box) for other in self._cells.get(cell, ()))

    def take(self, places: Sequence[Box]) -> Box | None:
        """The first free one of these places, taken from now on; None: there is no room for it."""
        found = next((box for box in places if self.is_free(box)), None)
        if found is not None:
            self.fill(found)
        return found


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _cells(box: Box) -> list[tuple[int, int]]:
    left, top, right, bottom = (int(edge // _CELL) for edge in box)
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
