"""Predecessors and successors as text by 序号, and back: what a cell of the plan says and takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast, get_args

import numpy as np

from lanyan_desktop.core.records.plan import LagUnit, RelationType
from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.network import build_network
from lanyan_desktop.core.schedule.plan import build_links
from lanyan_desktop.core.schedule.relations import Predecessor, parse_predecessors, print_predecessors
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.loading import LoadedPlan

_TYPES = cast("tuple[RelationType, ...]", get_args(RelationType))
_UNITS = cast("tuple[LagUnit, ...]", get_args(LagUnit))


def numbers_of(loaded: LoadedPlan) -> Ints:
    """序号: works are counted through, summaries have none (0)."""
    works = ~loaded.network.is_summary
    return np.where(works, np.cumsum(works), 0)


class RelationTexts:
    """The relations of a plan as text, looked up by row."""

    def __init__(self, loaded: LoadedPlan) -> None:
        links = loaded.plan.links
        self._links = links
        self._day_min = loaded.day_min
        self._numbers = numbers_of(loaded)
        self._wbs = loaded.columns["wbs"]
        self._by_target = _Lookup(links.target, len(loaded))
        self._by_source = _Lookup(links.source, len(loaded))

    def predecessors(self, row: int) -> str:
        """As `3FS+2d, 5SS`."""
        return self._text(self._by_target.of(row), self._links.source)

    def successors(self, row: int) -> str:
        return self._text(self._by_source.of(row), self._links.target)

    def links_into(self, row: int) -> list[int]:
        """Places of the relations that end at a row."""
        return self._by_target.of(row)

    def name_of(self, row: int) -> str:
        """序号, or the WBS of a summary."""
        return str(int(self._numbers[row]) or self._wbs[row])

    def _text(self, places: Sequence[int], other: Ints) -> str:
        links = self._links
        entries = [
            Predecessor(
                self.name_of(int(other[at])),
                _TYPES[int(links.type[at])],
                int(links.lag[at]),
                _UNITS[int(links.unit[at])],
            )
            for at in places
        ]
        return print_predecessors(entries, day_min=self._day_min)


class _Lookup:
    """Places of links by one of their ends."""

    def __init__(self, ends: Ints, count: int) -> None:
        self._order = np.argsort(ends, kind="stable")
        self._head = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=count))])

    def of(self, row: int) -> list[int]:
        found: list[int] = self._order[self._head[row] : self._head[row + 1]].tolist()
        return found


def read_predecessors(loaded: LoadedPlan, row: int, text: str) -> list[tuple[int, Predecessor]]:
    """The rows a typed text names, with how they are tied; rings it would close are refused.

    Raises:
        LanyanError: relation.text, relation.unknown, relation.self, relation.cycle.
    """
    rows = _rows_by_name(loaded)
    found = []
    for entry in parse_predecessors(text, day_min=loaded.day_min):
        before = rows.get(entry.number)
        if before is None:
            raise LanyanError("relation.unknown", number=entry.number)
        if before == row:
            raise LanyanError("relation.self")
        found.append((before, entry))
    refuse_rings(loaded, [(before, row) for before, _ in found], instead_of=row)
    return found


def _rows_by_name(loaded: LoadedPlan) -> dict[str, int]:
    """Rows by 序号; by WBS where no 序号 is meant."""
    rows = {str(wbs).upper(): row for row, wbs in enumerate(loaded.columns["wbs"])}
    return rows | {str(number): row for row, number in enumerate(numbers_of(loaded).tolist()) if number}


def refuse_rings(loaded: LoadedPlan, pairs: Sequence[tuple[int, int]], *, instead_of: int = -1) -> None:
    """Refuse relations (before, after) that would close a ring; `instead_of`: those into this row go first.

    Raises:
        LanyanError: relation.cycle with the names on the ring.
    """
    if not pairs:
        return
    old = loaded.plan.links
    kept = np.flatnonzero(old.target != instead_of)
    rows = list(zip(old.source[kept].tolist(), old.target[kept].tolist(), old.type[kept].tolist(), strict=True))
    table = [(before, after, kind, 0, 0) for before, after, kind in rows]
    rings = build_network(build_links([*table, *((a, b, 0, 0, 0) for a, b in pairs)]), loaded.plan.parent).cycles
    known = {frozenset(ring) for ring in loaded.network.cycles}
    fresh = [ring for ring in rings if frozenset(ring) not in known]
    if fresh:
        names = [str(loaded.columns["name"][at]) for at in (*fresh[0], fresh[0][0])]
        raise LanyanError("relation.cycle", names=" → ".join(names))
