"""The figures over the 点工 tab: what a month of attendance and slips comes to."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.labour.workdays import Work
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen, Permyriad
from lanyan_desktop.services.labour.month import MonthGrid
from lanyan_desktop.services.labour.slips import Slips


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A month at a glance. `unrated`: workers with work but without a 日工资, who are not in `gross_fen`."""

    workers: int
    work: Work
    gross_fen: Fen
    unrated: int
    meal_fen: Fen
    slips: int
    slip_min: int
    slip_fen: Fen
    recoverable_fen: Fen

    @property
    def share(self) -> Permyriad | None:
        """点工占人工费: slips over wages due, None while there are no wages."""
        return Permyriad(divide_half_up(self.slip_fen * 10_000, self.gross_fen)) if self.gross_fen else None


def month_figures(grid: MonthGrid, slips: Slips) -> Figures:
    """The figures of a month that is loaded."""
    works = grid.works()
    idle = Work()
    return Figures(
        workers=len(grid.workers),
        work=grid.total(),
        gross_fen=grid.wages(),
        unrated=sum(x.rate_fen_per_day is None and w != idle for x, w in zip(grid.workers, works, strict=True)),
        meal_fen=Fen(grid.days_present() * grid.project.meal_fen_per_day),
        slips=len(slips.slips),
        slip_min=slips.normal_min,
        slip_fen=slips.amount_fen,
        recoverable_fen=slips.recoverable_fen,
    )
