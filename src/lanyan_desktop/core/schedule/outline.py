"""The outline (WBS) as one column of parents, in preorder: levels, last descendants, roll-up to summaries."""

from __future__ import annotations

from typing import Literal

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints

_UNSET = {"least": np.iinfo(np.int64).max, "greatest": np.iinfo(np.int64).min, "sum": 0}
_INTO: dict[str, np.ufunc] = {"least": np.minimum, "greatest": np.maximum, "sum": np.add}


def levels_of(parent: Ints) -> Ints:
    """How deep each row stands: 0 at the top.

    >>> levels_of(np.array([-1, 0, 1, 0])).tolist()
    [0, 1, 2, 1]
    """
    levels = [0] * len(parent)
    for row, above in enumerate(parent.tolist()):
        if above >= 0:
            levels[row] = levels[above] + 1
    return np.array(levels, dtype=np.int64)


def behind_of(levels: Ints) -> Ints:
    """The first row after all that hangs under each row.

    >>> behind_of(np.array([0, 1, 2, 1])).tolist()
    [4, 3, 3, 4]
    """
    behind, open_rows = [len(levels)] * len(levels), list[int]()
    depths = levels.tolist()
    for row, level in enumerate(depths):
        while open_rows and depths[open_rows[-1]] >= level:
            behind[open_rows.pop()] = row
        open_rows.append(row)
    return np.array(behind, dtype=np.int64)


def roll_up(
    parent: Ints, column: Ints, how: Literal["least", "greatest", "sum"], *, levels: Ints | None = None
) -> Ints:
    """The column with each summary's value taken from the works under it; rows without children keep theirs.

    `levels` as `levels_of` gives them, for callers that roll up many columns.

    >>> roll_up(np.array([-1, 0, 0]), np.array([9, 3, 4]), "least").tolist()
    [3, 3, 4]
    """
    rolled = column.copy()
    rolled[parent[parent >= 0]] = _UNSET[how]
    levels = levels_of(parent) if levels is None else levels
    for level in range(int(levels.max(initial=0)), 0, -1):
        rows = np.flatnonzero(levels == level)
        _INTO[how].at(rolled, parent[rows], rolled[rows])
    return rolled
