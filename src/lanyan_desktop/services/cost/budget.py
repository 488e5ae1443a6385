"""A budget version held as columns: its tree, its sums, how much of it is done. 100,000 lines in one numpy table.

Texts are not held: a table reads those of the rows it shows. What is held follows single edits in microseconds
(`Budget.update`); when rows come, go or move, it is loaded anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.cost.loading import Floats, Loading, tied
from lanyan_desktop.core.cost.outline import Ints, Outline, outline_of, parent_rows
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.reader import Reader, Sort, Where

SUMS = ("amount_fen", "provisional_fen", "target_fen", "labour_fen", "material_fen", "machine_fen", "subcontract_fen")
"""Money of a line that sections and the total row sum up."""
PARTS = ("labour_fen", "material_fen", "machine_fen", "subcontract_fen")
_READ = ("id", "parent_id", "type", "account_id", *SUMS)
_ACCOUNT = _READ.index("account_id")


@dataclass(slots=True)
class Sum:
    """One money column: own values of leaves and sums of branches, in table order; where a value is given at all."""

    own: Ints
    totals: Ints
    given: Ints  # how many leaves of the branch have a value: 0 shows as missing, not as 0.00

    @classmethod
    def of(cls, tree: Outline, own: Ints, given: Ints) -> Sum:
        return cls(own, tree.totals(own), tree.totals(given))

    def at(self, place: int) -> int | None:
        """The sum over a branch, None if nothing in it has a value."""
        return int(self.totals[place]) if self.given[place] else None

    def put(self, tree: Outline, place: int, value: int | None) -> None:
        """A leaf's new value."""
        tree.apply(self.totals, place, (value or 0) - int(self.own[place]))
        self.own[place] = value or 0
        had = int(self.given[place])
        tree.apply(self.given, place, (value is not None) - had)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Which activities do which lines, with how much of each activity is done (‱) and its budget."""

    loading: Loading
    done: Ints
    budget: Ints
    activity_ids: tuple[Value, ...] = ()


@dataclass(slots=True)
class Budget:
    """The lines of a version in table order (preorder), with everything that is summed over them."""

    version_id: Id
    ids: list[Id]
    tree: Outline
    is_section: NDArray[np.bool_]  # a 分部, or any row that has others under it
    account_ids: list[Id | None]
    sums: dict[str, Sum]
    saved: Sum  # 降低额 = contract amount − target cost, of lines that have a target
    counted: Sum  # the contract amount of those lines: what 降低率 is a share of
    loaded: Loaded | None  # None where no line is loaded on activities
    done: Floats  # 0 to 1 in table order, nan where not known
    earned: Sum | None  # EV by line; None without loading
    _places: dict[Id, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def place(self, line_id: Id) -> int:
        """Where a line stands, -1 if it is not of this version."""
        if not self._places:
            self._places = {key: place for place, key in enumerate(self.ids)}
        return self._places.get(line_id, -1)

    def total(self, name: str) -> int:
        """The sum over the whole version."""
        return int(self.sums[name].own.sum())

    def children(self, place: int) -> list[int]:
        """The places right under one (-1: the roots)."""
        found: list[int] = np.flatnonzero(self.tree.parent == place).tolist()
        return found

    def update(self, reader: Reader, ids: Collection[Id]) -> set[Id] | None:
        """Take over edited lines; the rows that show something else now: the lines, the sections above them, and all
        where a target weighs in what was earned. None when the tree may have another shape: load it anew.
        """
        rows = {row[0]: row for row in reader.columns("budget_line", _READ, where=[Where("id", "in", list(ids))])}
        places = [self.place(line_id) for line_id in ids]
        if len(rows) < len(ids) or any(place < 0 or bool(self.is_section[place]) for place in places):
            return None
        if any(self._has_moved(place, rows[line_id]) for line_id, place in zip(ids, places, strict=True)):
            return None
        target = self.sums["target_fen"].own[places].tolist()
        for line_id, place in zip(ids, places, strict=True):
            self._take(place, rows[line_id])
        now = self.sums["target_fen"].own[places].tolist()
        moved = [place for place, was, is_ in zip(places, target, now, strict=True) if was != is_]
        if self.loaded is not None and np.isin(moved, self.loaded.loading.line).any():
            self.done, self.earned = _progress(self.tree, self.sums["target_fen"], self.loaded)
            return set(self.ids)
        return {self.ids[place] for line in places for place in self._upwards(line)}

    def _has_moved(self, place: int, row: Sequence[Value]) -> bool:
        parent = int(self.tree.parent[place])
        return row[1] != (self.ids[parent] if parent >= 0 else None) or row[2] == "分部"

    def _upwards(self, place: int) -> list[int]:
        """A place and those above it."""
        found = []
        while place >= 0:
            found.append(place)
            place = int(self.tree.parent[place])
        return found

    def _take(self, place: int, row: Sequence[Value]) -> None:
        values = dict(zip(_READ, row, strict=True))
        for name, column in self.sums.items():
            column.put(self.tree, place, _number(values[name]))
        self.account_ids[place] = _id(values["account_id"])
        target, amount = _number(values["target_fen"]), _number(values["amount_fen"])
        self.saved.put(self.tree, place, None if target is None else (amount or 0) - target)
        self.counted.put(self.tree, place, None if target is None else amount or 0)


def load_versions(reader: Reader, project_id: Id) -> list[tuple[Id, str, str]]:
    """Id, name and type of the project's budget versions, the oldest first."""
    rows = reader.columns(
        "budget_version", ["id", "name", "type"], where=[Where("project_id", "=", project_id)], order=[Sort("id")]
    )
    return [(Id(key), str(name), str(type_)) for key, name, type_ in rows if isinstance(key, bytes)]


def main_version(reader: Reader, project_id: Id) -> Id | None:
    """The version a project is measured by: the newest with target cost, else the newest; None: no budget."""
    versions = [key for key, _, _ in load_versions(reader, project_id)]
    targets = (k for k in reversed(versions) if reader.sums("budget_line", ["target_fen"], where=_of(k))[0])
    return next(targets, versions[-1] if versions else None)


def load_budget(reader: Reader, version_id: Id, *, project_id: Id) -> Budget:
    """Read a version. 100,000 lines take about a second: call it beside the window's thread."""
    rows = reader.columns("budget_line", _READ, where=_of(version_id), order=[Sort("rank")])
    columns: Sequence[Sequence[Value]] = list(zip(*rows, strict=True)) or [()] * len(_READ)
    ids = [Id(key) for key in columns[0] if isinstance(key, bytes)]
    tree = outline_of(parent_rows(ids, [_id(parent) for parent in columns[1]]))
    order = tree.order.tolist()
    raw = {name: _numbers(columns[_READ.index(name)]) for name in SUMS}
    sums = {name: _sum(tree, values, given) for name, (values, given) in raw.items()}
    amount, (target, has_target) = raw["amount_fen"][0], raw["target_fen"]
    is_section = ~tree.is_leaf | np.array([columns[2][row] == "分部" for row in order], dtype=np.bool_)
    placed = [ids[row] for row in order]
    loaded = _load_loading(reader, placed, project_id)
    done, earned = _progress(tree, sums["target_fen"], loaded)
    return Budget(
        version_id=version_id,
        ids=placed,
        tree=tree,
        is_section=is_section,
        account_ids=[_id(columns[_ACCOUNT][row]) for row in order],
        sums=sums,
        saved=_sum(tree, np.where(has_target, amount - target, 0), has_target),
        counted=_sum(tree, np.where(has_target, amount, 0), has_target),
        loaded=loaded,
        done=done,
        earned=earned,
    )


def _of(version_id: Id) -> list[Where]:
    return [Where("version_id", "=", version_id)]


def _sum(tree: Outline, values: Ints, given: NDArray[np.bool_]) -> Sum:
    return Sum.of(tree, tree.own(values), tree.own(given.astype(np.int64)))


def _numbers(column: Sequence[Value]) -> tuple[Ints, NDArray[np.bool_]]:
    """Values with 0 for missing ones, and where they are given."""
    given = np.array([value is not None for value in column], dtype=np.bool_)
    return np.array([value or 0 for value in column], dtype=np.int64), given


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _id(value: Value) -> Id | None:
    return Id(value) if isinstance(value, bytes) else None


def _load_loading(reader: Reader, ids: Sequence[Id], project_id: Id) -> Loaded | None:
    """The loading of these lines on the activities of the project."""
    activities = reader.columns("activity", ["id", "done", "budget_fen"], where=[Where("project_id", "=", project_id)])
    pairs = reader.columns("line_load", ["line_id", "activity_id", "weight"]) if activities else []
    if not pairs:
        return None
    line_of: dict[Value, int] = {key: place for place, key in enumerate(ids)}
    activity_of = {row[0]: place for place, row in enumerate(activities)}
    line = np.array([line_of.get(row[0], -1) for row in pairs], dtype=np.int64)
    activity = np.array([activity_of.get(row[1], -1) for row in pairs], dtype=np.int64)
    own = (line >= 0) & (activity >= 0)
    if not own.any():
        return None
    weight = np.array([row[2] for row in pairs], dtype=np.int64)
    done, budget = (np.array([row[n] or 0 for row in activities], dtype=np.int64) for n in (1, 2))
    keys = tuple(row[0] for row in activities)
    return Loaded(Loading(line[own], activity[own], weight[own]), done, budget, keys)


def _progress(tree: Outline, target: Sum, loaded: Loaded | None) -> tuple[Floats, Sum | None]:
    """How much of every row is done, and what every line has earned."""
    if loaded is None:
        return np.full(len(tree), np.nan), None
    loading, budget = loaded.loading, loaded.budget
    part = loading.done_of_lines(target.own, loaded.done)
    known = ~np.isnan(part)
    earned = tied(budget * loaded.done / 10_000, (2 * int(budget @ loaded.done) + 10_000) // 20_000)
    lines = Sum.of(tree, loading.to_lines(target.own, earned), known.astype(np.int64))
    return _rolled(tree, np.where(known, target.own, 0), np.where(known, part, 0.0), known, part), lines


def _rolled(tree: Outline, weight: Ints, part: Floats, known: NDArray[np.bool_], own: Floats) -> Floats:
    """Done of sections: their lines' by target cost; lines keep their own."""
    whole = tree.totals(weight)
    reached = tree.totals(np.rint(weight * part).astype(np.int64))
    rolled = np.divide(reached, whole, where=whole > 0, out=np.full(len(tree), np.nan))
    return np.where(tree.is_leaf & known, own, np.where(tree.is_leaf, np.nan, rolled))
