"""The network of a plan: what must come before what, numbered so that one walk forwards and one back suffice.

It depends on relations and the outline alone, so it is kept while dates and durations change. Summaries are no work:
a relation tied to one is passed on to what hangs under it through a hub, a node of no duration that the caller
never sees.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.cycles import find_cycles
from lanyan_desktop.core.schedule.outline import levels_of
from lanyan_desktop.core.schedule.plan import FF, FS, SF, SS, Links

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Network:
    """Nodes (activities, then hubs) in topological order, and the edges between their places in it."""

    order: Ints  # node at each place
    place: Ints  # place of each node
    hub_of: Ints  # the summary a hub belongs to, for nodes from `count` on
    source: Ints  # place; edges are sorted by it
    target: Ints  # place
    type: Ints
    link: Ints  # position of the edge's relation in `Links`; -1 for an edge made here
    is_summary: Bools  # by activity
    levels: Ints  # by activity: how deep it stands in the outline
    cycles: tuple[tuple[int, ...], ...]  # members in the order of the ring; its relations are left out

    @property
    def count(self) -> int:
        """How many activities there are, hubs not counted."""
        return len(self.is_summary)


def build_network(links: Links, parent: Ints) -> Network:
    """Number the activities; rings are taken out, told, and the rest goes on.

    >>> import numpy as np
    >>> from lanyan_desktop.core.schedule.plan import build_links
    >>> build_network(build_links([(1, 0, 0, 0, 0)]), np.array([-1, -1])).order.tolist()
    [1, 0]
    """
    count = len(parent)
    is_summary = np.zeros(count, dtype=np.bool_)
    is_summary[parent[parent >= 0]] = True
    source, target, kind, link, hub_of = _with_hubs(links, parent, is_summary)
    nodes = count + len(hub_of)
    order, cycles = _number(nodes, source, target), ()
    kept = np.ones(len(source), dtype=np.bool_)
    rings: tuple[tuple[int, ...], ...] = cycles
    if len(order) < nodes:
        found = find_cycles(nodes, source.tolist(), target.tolist())
        kept[found.inner_edges] = False
        rings = tuple(tuple(dict.fromkeys(_member(node, count, hub_of) for node in ring)) for ring in found.rings)
        order = _number(nodes, source[kept], target[kept])
    place = np.empty(nodes, dtype=np.int64)
    place[order] = np.arange(nodes)
    sorted_by_place = np.flatnonzero(kept)
    sorted_by_place = sorted_by_place[np.argsort(place[source[sorted_by_place]], kind="stable")]
    return Network(
        order=order,
        place=place,
        hub_of=hub_of,
        source=place[source[sorted_by_place]],
        target=place[target[sorted_by_place]],
        type=kind[sorted_by_place],
        link=link[sorted_by_place],
        is_summary=is_summary,
        levels=levels_of(parent),
        cycles=rings,
    )


def _member(node: int, count: int, hub_of: Ints) -> int:
    return node if node < count else int(hub_of[node - count])


def _number(nodes: int, source: Ints, target: Ints) -> Ints:
    """Nodes so that every edge leads forwards, those of a ring and behind it left out; as listed where that serves."""
    if not len(source) or bool((source < target).all()):
        return np.arange(nodes, dtype=np.int64)
    by_source = np.argsort(source, kind="stable")
    after = target[by_source].tolist()
    head = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=nodes))]).tolist()
    waiting = np.bincount(target, minlength=nodes).tolist()
    order = [node for node in range(nodes) if not waiting[node]]
    for node in order:  # grows while it is walked
        for other in after[head[node] : head[node + 1]]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    return np.array(order, dtype=np.int64)


def _with_hubs(links: Links, parent: Ints, is_summary: Bools) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Edges between works and hubs: source, target, type, link, and the summary of each hub.

    A relation into a summary holds for the start of all its works; one out of it waits for the finish of all. What
    hangs on the *start* of a summary is tied to its first work in the outline. Relations between a summary and what
    hangs under it say nothing and are left out.
    """
    source, target, kind, link = links.source, links.target, links.type, np.arange(len(links), dtype=np.int64)
    if not len(links) or not (is_summary[source] | is_summary[target]).any():
        return source, target, kind, link, np.empty(0, dtype=np.int64)
    hubs = _Hubs(parent.tolist(), is_summary.tolist())
    rows = [
        (hubs.leaving(s, k), hubs.entering(t), k if not hubs.is_summary[t] else _to_start(k), at)
        for at, (s, t, k) in enumerate(zip(source.tolist(), target.tolist(), kind.tolist(), strict=True))
        if not hubs.is_within(s, t) and not hubs.is_within(t, s)
    ]
    table = np.array(rows + hubs.edges, dtype=np.int64).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3], np.array(hubs.hub_of, dtype=np.int64)


def _to_start(kind: int) -> int:
    return {FF: FS, SF: SS}.get(kind, kind)


class _Hubs:
    """Makes the hubs of linked summaries, once each."""

    def __init__(self, parent: list[int], is_summary: list[bool]) -> None:
        self.is_summary = is_summary
        self.parent = parent
        self.hub_of: list[int] = []
        self.edges: list[tuple[int, int, int, int]] = []
        self._made: dict[tuple[int, bool], int] = {}
        self._children: dict[int, list[int]] = {}
        for node, above in enumerate(parent):
            self._children.setdefault(above, []).append(node)

    def is_within(self, node: int, summary: int) -> bool:
        while node >= 0 and node != summary:
            node = self.parent[node]
        return node >= 0

    def leaving(self, node: int, kind: int) -> int:
        if not self.is_summary[node]:
            return node
        if kind in (SS, SF):
            return self.works(node)[0]
        return self._hub(node, is_entry=False)

    def entering(self, node: int) -> int:
        return self._hub(node, is_entry=True) if self.is_summary[node] else node

    def works(self, summary: int) -> list[int]:
        found, queue = [], deque([summary])
        while queue:
            node = queue.popleft()
            if self.is_summary[node]:
                queue.extendleft(reversed(self._children[node]))
            else:
                found.append(node)
        return found

    def _hub(self, summary: int, *, is_entry: bool) -> int:
        key = (summary, is_entry)
        if key not in self._made:
            hub = self._made[key] = len(self.parent) + len(self.hub_of)
            self.hub_of.append(summary)
            for work in self.works(summary):
                self.edges.append((hub, work, SS, -1) if is_entry else (work, hub, FS, -1))
        return self._made[key]
