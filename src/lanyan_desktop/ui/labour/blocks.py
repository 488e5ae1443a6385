"""Blocks of texts between the month grid, the clipboard and a fill. Pure: places in, places and texts out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lanyan_desktop.services.labour.month import Place
from lanyan_desktop.ui.labour.selection import Block

Typed = tuple[Place, str]
"""A place in the month (worker, day) and what is typed there."""


def places_of(rows: Sequence[int], block: Block) -> list[list[Place]]:
    """The places of a block; `rows` says which worker stands in each shown row."""
    first, last, left, right = block
    return [[(rows[row], column) for column in range(left, right + 1)] for row in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Laid:
    """A pasted block: what goes where, which block it covers, how many filled cells found no place."""

    cells: list[Typed]
    block: Block
    lost: int


def laid(texts: Sequence[Sequence[str]], *, at: Block, rows: Sequence[int], days: int) -> Laid:
    """A block of the clipboard from the first selected cell on; a single cell fills all that is selected.

    >>> laid([["√", "△"]], at=(0, 0, 29, 29), rows=[7], days=30)
    Laid(cells=[((7, 29), '√')], block=(0, 0, 29, 29), lost=1)
    """
    if len(texts) == 1 and len(texts[0]) == 1:
        return Laid([(place, texts[0][0]) for line in places_of(rows, at) for place in line], at, 0)
    first, _, left, _ = at
    cells: list[Typed] = []
    lost = 0
    for row, line in enumerate(texts, first):
        for column, text in enumerate(line, left):
            if row < len(rows) and column < days:
                cells.append(((rows[row], column), text))
            else:
                lost += bool(text.strip())
    last = min(first + len(texts), len(rows)) - 1
    right = min(left + max(map(len, texts)), days) - 1
    return Laid(cells, (first, last, left, right), lost)


def filled(text_at: Callable[[Place], str], *, source: Block, target: Block, rows: Sequence[int]) -> list[Typed]:
    """A block repeated over a larger one; its own cells are left alone."""
    texts = [[text_at(place) for place in line] for line in places_of(rows, source)]
    first, last, left, right = source
    found: list[Typed] = []
    for row in range(target[0], target[1] + 1):
        for column in range(target[2], target[3] + 1):
            if not (first <= row <= last and left <= column <= right):
                text = texts[(row - first) % len(texts)][(column - left) % len(texts[0])]
                found.append(((rows[row], column), text))
    return found


def reach(block: Block, row: int, column: int) -> Block:
    """A block drawn out to a cell by its handle, along the longer way.

    >>> reach((2, 3, 5, 5), 6, 6), reach((2, 3, 5, 5), 2, 9)
    ((2, 6, 5, 5), (2, 3, 5, 9))
    """
    first, last, left, right = block
    down, across = max(row - last, first - row, 0), max(column - right, left - column, 0)
    if down >= across:
        return min(first, row), max(last, row), left, right
    return first, last, min(left, column), max(right, column)
