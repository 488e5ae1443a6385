"""Relations that close a ring when two offices' work meets: which of them do not count, the same on every device.

Each relation is legal where it was drawn; together they may wait for each other. Taken in order of (clock, writer id),
one that closes a ring with those before it is left out, so that the schedule still computes; people are told.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from lanyan_desktop.core.schedule.cycles import find_cycles


def closing_edges(nodes: int, source: list[int], target: list[int], order: Sequence[int]) -> dict[int, list[int]]:
    """The edges left out, each with the edges it would close a ring with, in the order of the walk.

    `order` are the numbers of all edges, the first to count first.

    >>> closing_edges(3, [0, 1, 2], [1, 2, 0], [0, 1, 2])
    {2: [0, 1]}
    """
    inner = set(find_cycles(nodes, source, target).inner_edges)
    after: dict[int, list[int]] = defaultdict(list)
    closing: dict[int, list[int]] = {}
    for edge in order:
        if edge not in inner:
            continue
        way = _way(target[edge], source[edge], target, after)
        if way is None:
            after[source[edge]].append(edge)
        else:
            closing[edge] = way
    return closing


def _way(start: int, end: int, target: list[int], after: dict[int, list[int]]) -> list[int] | None:
    """The edges of a shortest way from one node to another; None if there is none."""
    by: dict[int, int] = {start: -1}  # node -> the edge it was reached by
    came: dict[int, int] = {}  # edge -> the node it starts at
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node == end:
            way = []
            while by[node] >= 0:
                way.append(by[node])
                node = came[by[node]]
            return way[::-1]
        for edge in after.get(node, ()):
            if target[edge] not in by:
                by[target[edge]], came[edge] = edge, node
                queue.append(target[edge])
    return None
