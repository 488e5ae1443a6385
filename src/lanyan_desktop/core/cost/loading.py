"""Cost loading: budget lines on the activities that carry them out, and what was earned brought back to the lines.

A line is done by one or several activities, in proportion to weights; an activity's budget belongs to its lines in
proportion to the target cost they put on it. Shares are of a float kind on the way, but every result ties to the 分:
what rounding leaves over goes to the largest remainders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.cost.outline import Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Loading:
    """Pairs of a line and an activity (rows of their tables) with a weight; only proportions within a line count."""

    line: Ints
    activity: Ints
    weight: Ints

    def target_of_pairs(self, target: Ints) -> Floats:
        """The part of its line's target cost that each pair carries."""
        whole = np.bincount(self.line, weights=self.weight, minlength=len(target))
        share = np.divide(self.weight, whole[self.line], where=whole[self.line] > 0, out=np.zeros(len(self.line)))
        parts: Floats = target[self.line] * share
        return parts

    def done_of_lines(self, target: Ints, done: Ints) -> Floats:
        """How much of each line is done, 0 to 1: its activities' ‱ weighted; nan for a line on no activity."""
        parts = self.target_of_pairs(np.ones(len(target), dtype=np.int64))
        reached = np.bincount(self.line, weights=parts * done[self.activity] / 10_000, minlength=len(target))
        loaded = np.bincount(self.line, weights=self.weight, minlength=len(target)) > 0
        return np.where(loaded, reached, np.nan)

    def to_lines(self, target: Ints, amount: Ints) -> Ints:
        """Amounts of activities (earned value, 分) brought to the lines they carry out; the sum stays the same.

        What activities without lines have is left out.
        """
        parts = self.target_of_pairs(target)
        whole = np.bincount(self.activity, weights=parts, minlength=len(amount))
        share = np.divide(parts, whole[self.activity], where=whole[self.activity] > 0, out=np.zeros(len(parts)))
        exact = np.bincount(self.line, weights=amount[self.activity] * share, minlength=len(target)).astype(np.float64)
        return tied(exact, int(amount[whole > 0].sum()))


def tied(exact: Floats, total: int) -> Ints:
    """Whole numbers nearest to the given ones that sum to the total: the largest remainders take what is left.

    >>> tied(np.array([1.4, 1.4, 1.2]), 4).tolist()
    [2, 1, 1]
    """
    down = np.floor(exact)
    parts: Ints = down.astype(np.int64)
    left = total - int(parts.sum())
    if left and len(parts):
        by_remainder = np.argsort(down - exact, kind="stable")
        each, more = divmod(left, len(parts))
        parts += each
        parts[by_remainder[:more]] += 1
    return parts
