from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.chart.plates import Box, Room

_EDGE = st.integers(-300, 300)
_SIZE = st.integers(1, 150)
_BOXES = st.builds(
    lambda x, y, width, height: (float(x), float(y), float(x + width), float(y + height)), _EDGE, _EDGE, _SIZE, _SIZE
)


def overlap(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])


@given(st.lists(st.lists(_BOXES, min_size=1, max_size=3), max_size=30))
def test_no_two_lie_on_each_other_and_none_is_left_out_that_had_room(wanted: list[list[Box]]) -> None:
    room, taken = Room(), list[Box]()
    for places in wanted:
        found = room.take(places)
        free = [place for place in places if not any(overlap(place, other) for other in taken)]
        assert found == (free[0] if free else None)
        if found is not None:
            taken.append(found)
    assert not any(overlap(one, other) for one, other in combinations(taken, 2))
