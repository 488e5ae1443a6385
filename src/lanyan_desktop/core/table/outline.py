"""A tree as flat arrays in preorder: what a table of 100,000 nodes folds and unfolds at once.

A node's children follow it directly, one level deeper; its subtree is the run up to `ends[node]`. What is visible is a
mask computed from the folded nodes in one pass of numpy, so no node is an object.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
K = TypeVar("K", bound=Hashable)


class Outline:
    """Nodes in preorder with their levels (roots 0), and which are folded.

    >>> tree = Outline(["a", "b", "c", "d"], [0, 1, 2, 0])
    >>> tree.fold(0); [tree.ids[n] for n in tree.visible]
    ['a', 'd']
    """

    def __init__(self, ids: Sequence[bytes | int | str], levels: Sequence[int] | Ints) -> None:
        self.ids = ids
        self.levels: Ints = np.asarray(levels, np.int32)
        self.ends = subtree_ends(self.levels)
        self.is_folded: Bools = np.zeros(len(ids), np.bool_)
        self.visible: Ints = np.arange(len(ids), dtype=np.int32)
        self._place: dict[bytes | int | str, int] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def has_children(self, node: int) -> bool:
        return int(self.ends[node]) > node + 1

    def place(self, row_id: bytes | int | str) -> int:
        """The node of an id, -1 if it is not here."""
        if not self._place and len(self.ids):
            self._place = {key: node for node, key in enumerate(self.ids)}
        return self._place.get(row_id, -1)

    def row_of(self, node: int) -> int:
        """The visible row of a node, -1 while it is folded away."""
        row = int(np.searchsorted(self.visible, node))
        return row if row < len(self.visible) and self.visible[row] == node else -1

    def parent(self, node: int) -> int:
        """The node above, -1 for a root."""
        level = self.levels[node]
        above = np.flatnonzero(self.levels[:node] < level)
        return int(above[-1]) if level and len(above) else -1

    def ancestors(self, node: int) -> list[int]:
        """The nodes above, nearest first."""
        found = []
        while (node := self.parent(node)) >= 0:
            found.append(node)
        return found

    def fold(self, node: int) -> None:
        """Hide what is under a node."""
        self.take(self.folded_with(node, is_folded=True))

    def unfold(self, node: int) -> None:
        """Show a node's children; what was folded among them stays folded."""
        self.take(self.folded_with(node, is_folded=False))

    def fold_from(self, level: int) -> None:
        """Show nodes down to this level, fold all deeper ones; a large level unfolds everything."""
        self.take(self.levels >= level)

    def fold_only(self, ids: Iterable[bytes | int | str]) -> None:
        """Fold exactly these: the state of another reading of the same tree."""
        is_folded = np.zeros(len(self.ids), np.bool_)
        for row_id in ids:
            if (node := self.place(row_id)) >= 0:
                is_folded[node] = True
        self.take(is_folded)

    def folded_with(self, node: int, *, is_folded: bool) -> Bools:
        """Which nodes are folded once this one is or is not."""
        then = self.is_folded.copy()
        then[node] = is_folded
        return then

    def take(self, is_folded: Bools) -> None:
        """Fold exactly these."""
        self.is_folded = is_folded
        self.visible = self.visible_when(is_folded)

    def folded_ids(self) -> set[bytes | int | str]:
        return {self.ids[node] for node in np.flatnonzero(self.is_folded)}

    def visible_when(self, is_folded: Bools) -> Ints:
        """The nodes to be seen when these are folded.

        Hidden is what lies in the subtree of a folded node: +1 where one begins, −1 where it ends.
        """
        folded = np.flatnonzero(is_folded)
        depth = np.zeros(len(self.ids) + 1, np.int32)
        np.add.at(depth, folded + 1, 1)
        np.subtract.at(depth, np.maximum(self.ends[folded], folded + 1), 1)
        hidden = np.cumsum(depth[:-1])
        return np.flatnonzero(hidden == 0).astype(np.int32)


def subtree_ends(levels: Ints) -> Ints:
    """For each node in preorder, the node after its subtree.

    >>> subtree_ends(np.array([0, 1, 2, 1, 0], np.int32)).tolist()
    [4, 3, 3, 4, 5]
    """
    ends = np.full(len(levels), len(levels), np.int32)
    open_nodes: list[int] = []
    shallow = levels.tolist()
    for node, level in enumerate(shallow):
        while open_nodes and shallow[open_nodes[-1]] >= level:
            ends[open_nodes.pop()] = node
        open_nodes.append(node)
    return ends


def preorder(ids: Sequence[K], parents: Sequence[K | None]) -> tuple[list[int], list[int]]:
    """Places in preorder and their levels, siblings in the order given.

    A parent that is not among the ids makes a root, as does a node of a cycle that nothing else leads to: no row is
    ever lost from sight.

    >>> preorder(["a", "b", "c"], [None, "c", None])
    ([0, 2, 1], [0, 0, 1])
    """
    place = {key: n for n, key in enumerate(ids)}
    above = np.fromiter((place.get(parent, -1) if parent is not None else -1 for parent in parents), np.int32, len(ids))
    above[above == np.arange(len(ids))] = -1
    _open_cycles(above)
    levels = _levels(above)
    sizes = np.ones(len(ids), np.int32)
    by_level = [np.flatnonzero(levels == level) for level in range(int(levels.max(initial=-1)) + 1)]
    for nodes in reversed(by_level[1:]):
        np.add.at(sizes, above[nodes], sizes[nodes])
    at = np.zeros(len(ids), np.int32)
    for level, nodes in enumerate(by_level):
        _place(nodes, above, sizes, at, is_top=level == 0)
    order = np.empty(len(ids), np.int32)
    order[at] = np.arange(len(ids), dtype=np.int32)
    return order.tolist(), levels[order].tolist()


def _place(nodes: NDArray[np.intp], above: Ints, sizes: Ints, at: Ints, *, is_top: bool) -> None:
    """Where the nodes of one level come: behind their parent and the subtrees of the siblings before them."""
    if is_top:
        at[nodes] = np.cumsum(sizes[nodes]) - sizes[nodes]
        return
    nodes = nodes[np.argsort(above[nodes], kind="stable")]
    parents = above[nodes]
    before = np.cumsum(sizes[nodes]) - sizes[nodes]
    first = np.searchsorted(parents, parents)
    at[nodes] = at[parents] + 1 + before - before[first]


def _levels(above: Ints) -> Ints:
    """How many nodes are above each, by doubling steps: as many passes as the depth has binary digits."""
    levels: Ints = (above >= 0).astype(np.int32)
    jump = above.copy()
    while (going := np.flatnonzero(jump >= 0)).size:
        levels[going] += levels[jump[going]]
        jump[going] = jump[jump[going]]
    return levels


def _open_cycles(above: Ints) -> None:
    """Make a root of one node of each cycle, the first in order."""
    reached = above < 0
    known = np.flatnonzero(reached)
    while known.size:
        known = np.flatnonzero(~reached & reached[above])
        reached[known] = True
    for node in np.flatnonzero(~reached).tolist():
        path, here = [], node
        while not reached[here]:
            reached[here] = True
            path.append(here)
            here = int(above[here])
        if here in path:
            above[min(path[path.index(here) :])] = -1
