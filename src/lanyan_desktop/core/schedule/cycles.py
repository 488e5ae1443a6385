"""Rings in a network: which activities wait for each other, named so that a planner can untie them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cycles:
    """One ring for each knot of nodes that wait for each other, and every edge inside of a knot."""

    rings: tuple[tuple[int, ...], ...]
    inner_edges: list[int]


def find_cycles(nodes: int, source: list[int], target: list[int]) -> Cycles:
    """The shortest ring through the first node of each knot (strongly connected part), in the order of the walk.

    >>> find_cycles(4, [0, 1, 2, 2], [1, 2, 0, 3])
    Cycles(rings=((0, 1, 2),), inner_edges=[0, 1, 2])
    """
    after: list[list[int]] = [[] for _ in range(nodes)]
    for a, b in zip(source, target, strict=True):
        after[a].append(b)
    knot_of = _knots(after)
    inner = [at for at, (a, b) in enumerate(zip(source, target, strict=True)) if knot_of[a] == knot_of[b]]
    first: dict[int, int] = {}
    for at in inner:
        knot = knot_of[source[at]]
        first[knot] = min(first.get(knot, nodes), source[at], target[at])
    rings = tuple(_ring(node, after, knot_of) for node in sorted(first.values()))
    return Cycles(rings, inner)


def _ring(start: int, after: list[list[int]], knot_of: list[int]) -> tuple[int, ...]:
    came_from = {start: -1}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in after[node]:
            if other == start:
                return _way(node, came_from)
            if knot_of[other] == knot_of[start] and other not in came_from:
                came_from[other] = node
                queue.append(other)
    raise AssertionError("a node of a knot lies on a ring")


def _way(node: int, came_from: dict[int, int]) -> tuple[int, ...]:
    way = []
    while node >= 0:
        way.append(node)
        node = came_from[node]
    return tuple(reversed(way))


def _knots(after: list[list[int]]) -> list[int]:
    """The knot of each node: Tarjan's algorithm with its own stack, for chains longer than Python's."""
    number, low, knot_of = [0] * len(after), [0] * len(after), [-1] * len(after)
    stack: list[int] = []
    counter = 0
    for root in range(len(after)):
        if number[root]:
            continue
        counter += 1
        number[root] = low[root] = counter
        stack.append(root)
        walk = [(root, iter(after[root]))]
        while walk:
            node, others = walk[-1]
            other = next(others, None)
            if other is None:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == number[node]:
                    _close(node, stack, knot_of)
            elif not number[other]:
                counter += 1
                number[other] = low[other] = counter
                stack.append(other)
                walk.append((other, iter(after[other])))
            elif knot_of[other] < 0:
                low[node] = min(low[node], number[other])
    return knot_of


def _close(root: int, stack: list[int], knot_of: list[int]) -> None:
    while True:
        node = stack.pop()
        knot_of[node] = root
        if node == root:
            return
