"""工期顺延: delays told at the checks, laid into the plan as it was meant, and what that does to the finish.

The days are computed by the engine with and without the delays (time impact): each delay lengthens its own work by
what it lost itself (what it only inherited from works before it is not counted again), and the network says what comes
of it. Delays that run beside each other or within a float therefore never add up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lanyan_desktop.core.records.plan import DelayCause, ProgressCheck
from lanyan_desktop.core.schedule.calendar import Ints, shown_days
from lanyan_desktop.core.schedule.cpm import Schedule
from lanyan_desktop.core.schedule.incremental import LiveSchedule
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.values import Day
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.schedule.view import PlanView

USUAL_CAUSES: frozenset[DelayCause] = frozenset({"天气", "业主", "设计"})
"""Causes the builder does not answer for; 材料 is one more where the owner supplies it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """What one cause took from one work, in working minutes. Days are those of the checks that told it, inclusive."""

    row: int
    cause: DelayCause | None  # None: nobody told why, so the builder answers for it
    first: Day
    last: Day
    own: int  # lost by the work itself; 0: all of it came from works before
    evidence: str = ""
    papers: Sequence[str] = ()  # names of attached files
    is_claimed: bool = False
    alone_days: int = 0  # calendar days the finish moves by this delay alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The finish without and with the claimed delays, as days shown; `days` calendar days between them."""

    delays: Sequence[Delay]
    planned_finish: Day
    claimed_finish: Day
    full_finish: Day  # with all delays, the builder's own too

    @property
    def days(self) -> int:
        return self.claimed_finish - self.planned_finish

    @property
    def claimed(self) -> list[Delay]:
        return [delay for delay in self.delays if delay.is_claimed]


def make_claim(view: PlanView, *, causes: Collection[DelayCause] = USUAL_CAUSES, step: Step = no_step) -> Claim:
    """What can be claimed by what the checks told until the data date; delays of other causes are shown beside it.

    Raises:
        Cancelled: by `step`.
    """
    net = _Network(view)
    lost: list[Delay] = []
    told = _told(view)
    order = sorted(told, key=lambda row: (int(view.as_planned.start[row]), row))
    for at, row in enumerate(order):
        step(at, 2 * len(order))
        mine = _own(told[row], net.shift_of(row))
        net.lose(mine)
        lost += mine
    kept = [replace(delay, is_claimed=delay.own > 0 and delay.cause in causes) for delay in lost]
    before = net.finish([])
    for at, delay in enumerate(kept):
        step(len(kept) + at, 2 * len(kept))
        if delay.is_claimed:
            kept[at] = replace(delay, alone_days=net.finish([delay]) - before)
    return Claim(
        delays=kept,
        planned_finish=before,
        claimed_finish=net.finish([delay for delay in kept if delay.is_claimed]),
        full_finish=net.finish(kept),
    )


def summary_of(claim: Claim) -> str:
    """What a claim comes to, in a sentence."""
    if not claim.claimed:
        return "没有登记过这些原因的延误。"
    works = len({delay.row for delay in claim.claimed})
    own = claim.full_finish - claim.planned_finish - claim.days
    told = f"{works} 项工作受延误，可申请顺延 {claim.days} 天"
    return f"{told}；计入其余原因的延误，完工还要再晚 {own} 天。" if own > 0 else f"{told}。"


class _Network:
    """The plan as it was meant, without progress, to be computed with delays laid in."""

    def __init__(self, view: PlanView) -> None:
        none = np.full(len(view), NONE, dtype=np.int64)
        self._view = view
        self._plan = replace(view.loaded.plan, data_date=None, actual_start=none, actual_finish=none, remaining=none)
        self._duration = self._plan.duration.copy()  # with all that was lost so far
        self._live = LiveSchedule(self._plan, view.loaded.network)  # one delay more touches only what it can reach
        self._computed = self._plan.duration

    def lose(self, delays: Sequence[Delay]) -> None:
        """Lay in what one work lost."""
        for delay in delays:
            if delay.own:
                self._duration[delay.row] += self._longer(delay)

    def shift_of(self, row: int) -> int:
        """How much later a work starts by what was lost so far, in working minutes of the project."""
        count, found = self._view.calendar.count_at, self._compute(self._duration)
        return int(count(found.start[[row]])[0] - count(self._view.as_planned.start[[row]])[0])

    def finish(self, delays: Sequence[Delay]) -> Day:
        """The day the project finishes with these delays."""
        duration = self._plan.duration.copy()
        for delay in delays:
            duration[delay.row] += self._longer(delay)
        found = self._compute(duration)
        return Day(int(shown_days(np.array([found.project_finish], dtype=np.int64))[0]))

    def _compute(self, duration: Ints) -> Schedule:
        rows = np.flatnonzero(duration != self._computed)
        if not len(rows):
            return self._live.schedule
        self._computed = duration.copy()
        return self._live.update(replace(self._plan, duration=self._computed), rows)

    def _longer(self, delay: Delay) -> int:
        """Working minutes of the project as those of the work's own calendar, counted from its planned finish."""
        own, project = self._view.loaded.calendar_of(delay.row), self._view.calendar
        end = self._view.as_planned.finish[[delay.row]]
        later = project.finish_at(project.count_at(end) + delay.own)
        return max(int(own.count_at(later)[0] - own.count_at(end)[0]), 0)


def _told(view: PlanView) -> dict[int, list[Delay]]:
    """What each work lost from check to check; `own` still holds what it inherited."""
    day = view.loaded.project.data_day
    found: dict[int, list[Delay]] = {}
    most: dict[int, int] = {}
    for at, row, late, check in _checks(view):
        if day is not None and at > day:
            continue
        more, most[row] = max(late - most.get(row, 0), 0), max(late, most.get(row, 0))
        cause = check.cause if check is not None else None
        if more <= 0 and cause is None:
            continue
        evidence = (check.evidence or "") if check is not None else ""
        names = view.checks.papers.get(check.id, ()) if check is not None else ()
        mine = found.setdefault(row, [])
        if mine and mine[-1].cause == cause:
            last = mine[-1]
            words = "；".join(dict.fromkeys(word for word in (last.evidence, evidence) if word))
            mine[-1] = replace(last, last=at, own=last.own + more, evidence=words, papers=(*last.papers, *names))
        else:
            mine.append(Delay(row=row, cause=cause, first=at, last=at, own=more, evidence=evidence, papers=names))
    return {row: delays for row, delays in found.items() if any(delay.own for delay in delays)}


def _checks(view: PlanView) -> Iterator[tuple[Day, int, int, ProgressCheck | None]]:
    """Check day, row, working minutes late and what was recorded, oldest first; at the data date as it is now."""
    day, place = view.loaded.project.data_day, view.loaded.place
    rows: dict[tuple[Day, int], tuple[int, ProgressCheck | None]] = {}
    for (at, work), check in view.checks.records.items():
        if work in place and not view.schedule.is_summary[place[work]]:
            rows[at, place[work]] = check.late_min, check
    if day is not None:
        for row in np.flatnonzero(view.behind > 0).tolist():
            rows[day, row] = int(view.behind[row]), rows.get((day, row), (0, None))[1]
    for at, row in sorted(rows):
        yield at, row, *rows[at, row]


def _own(delays: Sequence[Delay], inherited: int) -> list[Delay]:
    """The delays of one work without what it inherited, which is taken off the earliest."""
    found = []
    for delay in delays:
        off = min(delay.own, max(inherited, 0))
        inherited -= off
        found.append(replace(delay, own=delay.own - off))
    return found
