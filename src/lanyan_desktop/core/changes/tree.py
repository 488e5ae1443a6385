"""Moves in a tree that close a cycle when two offices' work meets: who hangs where, without replaying history.

Each move is legal where it was made; together they may form a ring. Of the nodes on a ring, in (clock, writer id)
order, each takes its parent, else the parent it had before the move, else none, whichever closes no ring. The moves
that are not shown are *suspended* and listed for people to decide; they come back by themselves when the ring opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from lanyan_desktop.core.changes.heads import Order
from lanyan_desktop.core.values import Id

Parent = Callable[[Id], Id | None]


def nodes_on_rings(start: Iterable[Id], parent: Parent) -> set[Id]:
    """The nodes that lie on a ring reachable upwards from any of these.

    >>> up = {Id(b"a"): Id(b"b"), Id(b"b"): Id(b"a"), Id(b"c"): Id(b"a")}
    >>> sorted(nodes_on_rings([Id(b"c")], up.get))
    [b'a', b'b']
    """
    turn_of: dict[Id, int] = {}
    found: set[Id] = set()
    for turn, node in enumerate(start):
        path: list[Id] = []
        at: Id | None = node
        while at is not None and at not in turn_of:
            turn_of[at] = turn
            path.append(at)
            at = parent(at)
        if at is not None and turn_of[at] == turn:
            found.update(path[path.index(at) :])
    return found


def place(ring: Mapping[Id, Order], parent: Parent, before: Parent) -> dict[Id, Id | None]:
    """The parents to show for the nodes on rings that do not get their own.

    `ring` gives each node the order of its standing move; `before` the parent it had before that move.
    """
    placed: dict[Id, Id | None] = {}
    shown: dict[Id, Id | None] = {}

    def closes(node: Id, up: Id | None) -> bool:
        while up is not None and up != node:
            up = placed.get(up) if up in ring else parent(up)
        return up == node

    for node in sorted(ring, key=lambda n: (*ring[n], n)):
        wish = parent(node)
        placed[node] = next((p for p in (wish, before(node)) if p is not None and not closes(node, p)), None)
        if placed[node] != wish:
            shown[node] = placed[node]
    return shown
