"""Sets of works, or of events, as whole numbers: bit w for work w. What the making of arrows asks of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def close(before: Sequence[int]) -> list[int]:
    """All works before each one, from those that come right before it; works in any order.

    >>> close([0, 0b1, 0b10])
    [0, 1, 3]
    """
    closed: list[int | None] = [None] * len(before)
    for first in range(len(before)):
        stack = [first]
        while stack:
            work = stack[-1]
            waiting = [one for one in bits(before[work]) if closed[one] is None]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            found = before[work]
            for one in bits(before[work]):
                found |= closed[one] or 0
            closed[work] = found
    return [found or 0 for found in closed]


def bits(of: int) -> Iterator[int]:
    """The works in a set, in order.

    >>> list(bits(0b1010))
    [1, 3]
    """
    while of:
        low = of & -of
        yield low.bit_length() - 1
        of ^= low


def right_before(its: int, before: Sequence[int]) -> int:
    """Those of the works before one that come right before it.

    >>> right_before(0b11, [0, 0b1])
    2
    """
    covered = 0
    for work in bits(its):
        covered |= before[work]
    return its & ~covered


def best_crossing(out: dict[int, int]) -> tuple[list[int], int] | None:
    """The tails and the set of heads, each tied to each, whose joining in one event saves most dummies (None).

    `out`: by tail the set of heads its dummies lead to.

    >>> best_crossing({0: 0b11000, 1: 0b11000, 2: 0b11000})
    ([0, 1, 2], 24)
    """
    into: dict[int, list[int]] = {}
    for tail in sorted(out):
        for head in bits(out[tail]):
            into.setdefault(head, []).append(tail)
    shared = {
        out[a] & out[b] for tails in into.values() for at, a in enumerate(tails) for b in tails[at + 1 :]
    }  # by pairs with a head in common
    best, found = 0, None
    for heads in sorted(shared):
        wide = heads.bit_count()
        if wide < 2:
            continue
        tails = [tail for tail in into[(heads & -heads).bit_length() - 1] if out[tail] & heads == heads]
        gain = len(tails) * wide - len(tails) - wide
        if gain > best:
            best, found = gain, (tails, heads)
    return found
