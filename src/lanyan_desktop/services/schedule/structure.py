"""The outline of a plan: rows inserted, indented, outdented, moved, linked, deleted. One changeset each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from lanyan_desktop.core.rank import ranks_between
from lanyan_desktop.core.records.plan import RelationType
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.loading import LoadedPlan, load_plan
from lanyan_desktop.services.schedule.texts import refuse_rings
from lanyan_desktop.store.ledger import Edit, Ledger

NEW_NAME = "新任务"


def insert_activity(ledger: Ledger, *, project_id: Id, after: Id | None = None, name: str = NEW_NAME) -> Id:
    """A new work after a row, as its sibling; after a summary as its first; None: at the end of the plan."""
    loaded = load_plan(ledger, project_id)
    tree = _Tree(loaded)
    row = loaded.place.get(after) if after is not None else None
    with ledger.changeset(f"新增任务 {name}") as edit:
        if row is None:
            return insert_rows(edit, loaded, [name])[0]
        if loaded.network.is_summary[row]:
            return tree.insert(edit, row, before=0, name=name)
        parent = tree.parent(row)
        return tree.insert(edit, parent, before=tree.children(parent).index(row) + 1, name=name)


def insert_rows(edit: Edit, loaded: LoadedPlan, names: Sequence[str]) -> list[Id]:
    """Works at the end of the plan, at the top level, within a changeset."""
    tree = _Tree(loaded)
    ranks = ranks_between(tree.rank(tree.children(-1)[-1]) if tree.children(-1) else None, None, len(names))
    made = []
    for name, rank in zip(names, ranks, strict=True):
        wbs = tree.free_wbs(-1)
        made.append(edit.insert("activity", project_id=loaded.project.id, wbs=wbs, name=name, rank=rank))
    return made


def indent(ledger: Ledger, *, project_id: Id, ids: Sequence[Id]) -> None:
    """Put rows under the row before them at their level.

    Raises:
        LanyanError: activity.move when there is none.
    """
    loaded = load_plan(ledger, project_id)
    tree = _Tree(loaded)
    rows = tree.tops(ids)
    with ledger.changeset(f"缩进 {_named(loaded, rows)}") as edit:
        for row in rows:
            siblings = tree.children(tree.parent(row))
            at = siblings.index(row)
            if at == 0:
                raise LanyanError("activity.move")
            tree.put(edit, row, siblings[at - 1], len(tree.children(siblings[at - 1])))


def outdent(ledger: Ledger, *, project_id: Id, ids: Sequence[Id]) -> None:
    """Put rows behind the row they hang under, at its level.

    Raises:
        LanyanError: activity.move when they are at the top already.
    """
    loaded = load_plan(ledger, project_id)
    tree = _Tree(loaded)
    rows = tree.tops(ids)
    with ledger.changeset(f"升级 {_named(loaded, rows)}") as edit:
        for row in reversed(rows):
            parent = tree.parent(row)
            if parent < 0:
                raise LanyanError("activity.move")
            above = tree.parent(parent)
            tree.put(edit, row, above, tree.children(above).index(parent) + 1)


def move(ledger: Ledger, *, project_id: Id, ids: Sequence[Id], down: bool) -> None:
    """Move rows one place among their siblings.

    Raises:
        LanyanError: activity.move at the end of the road.
    """
    loaded = load_plan(ledger, project_id)
    tree = _Tree(loaded)
    rows = tree.tops(ids)
    with ledger.changeset(f"{'下移' if down else '上移'} {_named(loaded, rows)}") as edit:
        for row in reversed(rows) if down else rows:
            parent = tree.parent(row)
            at = tree.children(parent).index(row)
            if not 0 <= at + (1 if down else -1) < len(tree.children(parent)):
                raise LanyanError("activity.move")
            tree.put(edit, row, parent, at + (1 if down else -1))


def link(ledger: Ledger, *, project_id: Id, ids: Sequence[Id]) -> int:
    """Tie rows one after the other (完成-开始) in the order of the plan, those not tied yet. How many were made.

    Raises:
        LanyanError: relation.cycle.
    """
    loaded = load_plan(ledger, project_id)
    rows = sorted(loaded.place[row_id] for row_id in ids if row_id in loaded.place)
    known = set(zip(loaded.plan.links.source.tolist(), loaded.plan.links.target.tolist(), strict=True))
    pairs = [pair for pair in pairwise(rows) if pair not in known]
    refuse_rings(loaded, pairs)
    with ledger.changeset(f"链接 {_named(loaded, rows)}") as edit:
        for before, after in pairs:
            edit.insert(
                "relation",
                project_id=project_id,
                predecessor_id=loaded.ids[before],
                successor_id=loaded.ids[after],
            )
    return len(pairs)


def tie(ledger: Ledger, *, project_id: Id, before: Id, after: Id, kind: RelationType = "FS") -> Id:
    """Tie two rows by one relation; one there is already between them becomes this kind. The relation's id.

    Raises:
        LanyanError: activity.gone, relation.self, relation.cycle.
    """
    loaded = load_plan(ledger, project_id)
    if before not in loaded.place or after not in loaded.place:
        raise LanyanError("activity.gone")
    pair = loaded.place[before], loaded.place[after]
    if pair[0] == pair[1]:
        raise LanyanError("relation.self")
    refuse_rings(loaded, [pair])
    names = (str(loaded.columns["name"][row]) for row in pair)
    links = loaded.plan.links
    known: list[int] = np.flatnonzero((links.source == pair[0]) & (links.target == pair[1])).tolist()
    with ledger.changeset("链接「{}」到「{}」".format(*names)) as edit:
        if known:
            relation_id = loaded.relation_ids[int(known[0])]
            edit.set("relation", relation_id, type=kind)
            return relation_id
        return edit.insert("relation", project_id=project_id, predecessor_id=before, successor_id=after, type=kind)


def delete_activities(ledger: Ledger, *, project_id: Id, ids: Sequence[Id]) -> int:
    """Delete rows with what hangs under them and the relations that end there. How many rows went."""
    loaded = load_plan(ledger, project_id)
    tree = _Tree(loaded)
    doomed = [row for top in tree.tops(ids) for row in tree.branch(top)]
    gone = set(doomed)
    links = loaded.plan.links
    ends = zip(links.source.tolist(), links.target.tolist(), strict=True)
    cut = [loaded.relation_ids[at] for at, (a, b) in enumerate(ends) if a in gone or b in gone]
    with ledger.changeset(f"删除任务 {_named(loaded, doomed)}") as edit:
        if cut:
            edit.delete("relation", cut)
        if doomed:
            edit.delete("activity", [loaded.ids[row] for row in doomed])
    return len(doomed)


def _named(loaded: LoadedPlan, rows: Sequence[int]) -> str:
    if len(rows) == 1:
        return f"「{loaded.columns['name'][rows[0]]!s}」"
    return f"{len(rows)} 行"


class _Tree:
    """The outline while rows are moved about: children in order, ranks and WBS as they will be."""

    def __init__(self, loaded: LoadedPlan) -> None:
        self.loaded = loaded
        self._parent: list[int] = loaded.plan.parent.tolist()
        self._children: dict[int, list[int]] = {}
        for row, above in enumerate(self._parent):
            self._children.setdefault(above, []).append(row)
        self._rank = [str(rank) for rank in loaded.columns["rank"]]
        self._wbs = [str(wbs) for wbs in loaded.columns["wbs"]]
        self._taken = set(self._wbs)

    def parent(self, row: int) -> int:
        return self._parent[row]

    def children(self, row: int) -> list[int]:
        return self._children.setdefault(row, [])

    def rank(self, row: int) -> str:
        return self._rank[row]

    def branch(self, row: int) -> list[int]:
        return [row, *(below for child in self.children(row) for below in self.branch(child))]

    def tops(self, ids: Sequence[Id]) -> list[int]:
        """The rows of these ids in order, without those that hang under another of them."""
        rows = sorted({self.loaded.place[row_id] for row_id in ids if row_id in self.loaded.place})
        chosen = set(rows)
        if not rows:
            raise LanyanError("activity.gone")
        return [row for row in rows if not any(above in chosen for above in self._above(row))]

    def _above(self, row: int) -> list[int]:
        found = []
        while (row := self._parent[row]) >= 0:
            found.append(row)
        return found

    def free_wbs(self, parent: int) -> str:
        """The next WBS under a row that nobody has."""
        prefix = f"{self._wbs[parent]}." if parent >= 0 else ""
        number = len(self.children(parent)) + 1
        while f"{prefix}{number}" in self._taken:
            number += 1
        self._taken.add(f"{prefix}{number}")
        return f"{prefix}{number}"

    def insert(self, edit: Edit, parent: int, *, before: int, name: str) -> Id:
        values: dict[str, Value] = {
            "project_id": self.loaded.project.id,
            "wbs": self.free_wbs(parent),
            "name": name,
            "parent_id": self.loaded.ids[parent] if parent >= 0 else None,
        }
        rank = self._rank_at(edit, parent, before)
        return edit.insert("activity", **values, rank=rank)  # type: ignore[arg-type]  # no field is called id

    def put(self, edit: Edit, row: int, parent: int, place: int) -> None:
        """Move a row under a parent to a place among its children; WBS codes below it follow the new parent."""
        row_id, old = self.loaded.ids[row], self._parent[row]
        self.children(old).remove(row)
        rank = self._rank_at(edit, parent, place)
        code = self.free_wbs(parent) if parent != old else ""
        self.children(parent).insert(place, row)
        self._rank[row], self._parent[row] = rank, parent
        edit.set("activity", row_id, rank=rank)
        if parent != old:
            edit.set("activity", row_id, parent_id=self.loaded.ids[parent] if parent >= 0 else None)
            self._recode(edit, row, code)

    def _recode(self, edit: Edit, row: int, code: str) -> None:
        before = self._wbs[row]
        for below in self.branch(row):
            was = self._wbs[below]
            follows = below == row or was.startswith(before + ".")
            self._wbs[below] = code + was[len(before) :] if follows else was
            if follows:
                edit.set("activity", self.loaded.ids[below], wbs=self._wbs[below])

    def _rank_at(self, edit: Edit, parent: int, place: int) -> str:
        """A rank before the child at `place`; children with equal ranks (two offices at once) are spread first."""
        children = self.children(parent)
        low = self._rank[children[place - 1]] if place else None
        high = self._rank[children[place]] if place < len(children) else None
        if low is not None and high is not None and low >= high:
            for row, rank in zip(children, ranks_between(None, None, len(children)), strict=True):
                self._rank[row] = rank
                edit.set("activity", self.loaded.ids[row], rank=rank)
            return self._rank_at(edit, parent, place)
        return ranks_between(low, high, 1)[0]
