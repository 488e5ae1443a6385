"""A whole plan in the space of a strip: which pixels some bar covers. 100,000 bars in a few milliseconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.chart.timescale import Floats
from lanyan_desktop.core.schedule.network import Bools

NOTHING, PLAIN, CRITICAL = range(3)


def bird_view(
    start: Floats, finish: Floats, is_critical: Bools, *, first: float, last: float, width: int, height: int
) -> NDArray[np.uint8]:
    """A picture (height, width) of `NOTHING`, `PLAIN` and `CRITICAL`; critical bars lie on top.

    >>> picture = bird_view(np.array([0.0]), np.array([2.0]), np.array([True]), first=0, last=4, width=4, height=1)
    >>> picture.tolist()
    [[2, 2, 0, 0]]
    """
    picture = np.zeros((height, width), dtype=np.uint8)
    if not len(start) or width < 1 or height < 1:
        return picture
    per_day = width / max(last - first, 1e-9)
    row = np.arange(len(start)) * height // len(start)
    left = np.clip(((start - first) * per_day).astype(np.int64), 0, width - 1)
    right = np.clip(np.ceil((finish - first) * per_day).astype(np.int64), left + 1, width)
    for value, chosen in ((PLAIN, ~is_critical), (CRITICAL, is_critical)):
        begin = np.bincount((row * (width + 1) + left)[chosen], minlength=height * (width + 1))
        end = np.bincount((row * (width + 1) + right)[chosen], minlength=height * (width + 1))
        covered = np.cumsum(begin - end).reshape(height, width + 1)[:, :width] > 0
        picture[covered] = value
    return picture
