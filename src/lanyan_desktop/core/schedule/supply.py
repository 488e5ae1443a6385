"""How much of each resource is free when: a step function over time that works are booked into.

Times are counts of one axis (working minutes of a calendar, or instants); from the last step on it stays as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Need = tuple[tuple[int, int], ...]
"""What a work needs: (resource, units), resources by position."""


class Supply:
    """Free units of every resource from each step to the next; `book` takes, `first_room` looks.

    >>> supply = Supply([2])
    >>> supply.book(0, 10, ((0, 2),))
    >>> supply.first_room(3, 5, ((0, 1),))
    10
    """

    def __init__(self, capacity: Sequence[int], times: Sequence[int] = (), free: Sequence[Sequence[int]] = ()) -> None:
        """`times` with `free` (by resource, one more value than times): where the capacity changes."""
        self.times: list[int] = [-(2**62), *times]
        self.free: list[list[int]] = [list(row) for row in free] or [[units] for units in capacity]

    def copy(self) -> Supply:
        twin = Supply(())
        twin.times, twin.free = self.times[:], [row[:] for row in self.free]
        return twin

    def turned(self, end: int) -> Supply:
        """The same seen backwards from `end`: what is free at t is free at end − t."""
        twin = Supply(())
        twin.times = [-(2**62), *(end - time for time in reversed(self.times[1:]))]
        twin.free = [row[::-1] for row in self.free]
        return twin

    def first_room(self, start: int, length: int, need: Need, *, latest: int = 2**61) -> int | None:
        """The first time from `start` on at which all that is needed is free for so long; None when after `latest`.

        None also where there is never enough.
        """
        if not need or not length:
            return start if start <= latest else None
        times, count = self.times, len(self.times)
        rows = [(self.free[resource], units) for resource, units in need]
        at = bisect_right(times, start) - 1
        end = start + length
        while at < count and times[at] < end:
            for row, units in rows:
                if row[at] < units:
                    if at + 1 >= count:
                        return None
                    start = times[at + 1]
                    if start > latest:
                        return None
                    end = start + length
                    break
            at += 1
        return start

    def book(self, start: int, end: int, need: Need) -> None:
        """Take what is needed from `start` up to `end`; more than there is leaves less than none."""
        if not need or start >= end:
            return
        first, last = self._step(start), self._step(end)
        for resource, units in need:
            row = self.free[resource]
            for at in range(first, last):
                row[at] -= units

    def _step(self, time: int) -> int:
        """The step that begins at a time; made where there was none."""
        at = bisect_left(self.times, time)
        if at == len(self.times) or self.times[at] != time:
            self.times.insert(at, time)
            for row in self.free:
                row.insert(at, row[at - 1])
        return at
