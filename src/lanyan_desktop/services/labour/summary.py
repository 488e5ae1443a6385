"""The month by crew: what attendance comes to, beside what slips come to (`Slips.grouped`)."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.labour.workdays import Work
from lanyan_desktop.core.values import Fen
from lanyan_desktop.services.labour.month import MonthGrid


@dataclass(frozen=True, slots=True)
class CrewSum:
    """A crew's month: heads with any attendance among those on the list, work, wages of those with a rate."""

    team: str
    workers: int
    work: Work
    wage_fen: Fen


def crew_sums(grid: MonthGrid) -> list[CrewSum]:
    """Crews in the order of the grid; together they come to the month."""
    crews: dict[str, list[int]] = {}
    for row, line in enumerate(grid.workers):
        crews.setdefault(line.team, []).append(row)
    works = grid.works()
    return [
        CrewSum(
            team or "未分班组",
            len(rows),
            sum((works[row] for row in rows), Work()),
            Fen(sum(grid.wage(row, works[row]) or 0 for row in rows)),
        )
        for team, rows in crews.items()
    ]
