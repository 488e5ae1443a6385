"""The plan as it is looked at: computed dates, floats and progress beside what the ledger holds, row by row.

Everything here is derived and can be dropped at any time; `load_view` makes it anew from the ledger.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from lanyan_desktop.core.chart.gantt import Bars
from lanyan_desktop.core.chart.timescale import Floats, chart_days
from lanyan_desktop.core.schedule.calendar import Ints, WorkCalendar, shown_days
from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from lanyan_desktop.core.schedule.network import Bools
from lanyan_desktop.core.schedule.outline import roll_up
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.schedule.progress import FrontLine, front_line, planned_share
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.values import Day, Id, Instant, day_of
from lanyan_desktop.services.schedule.baselines import TakenPlan, load_taken
from lanyan_desktop.services.schedule.checks import NO_CHECKS, Checks, load_checks
from lanyan_desktop.services.schedule.live import LivePlan, schedules_of, without_progress
from lanyan_desktop.services.schedule.loading import LoadedPlan, load_plan
from lanyan_desktop.services.schedule.reloading import reload_rows
from lanyan_desktop.services.schedule.texts import RelationTexts, numbers_of
from lanyan_desktop.store.reader import Reader, Where


@dataclass(frozen=True, eq=False, kw_only=True)
class PlanView:
    """A plan, computed. Columns are by row of the outline (preorder)."""

    loaded: LoadedPlan
    schedule: Schedule
    taken: TakenPlan  # the baseline it is compared with; empty when there is none
    teams: dict[Id, str]
    checks: Checks = NO_CHECKS  # what was recorded on check dates
    bare: Schedule | None = None  # the schedule without progress, where it is known already

    def __len__(self) -> int:
        return len(self.loaded)

    @property
    def calendar(self) -> WorkCalendar:
        return self.loaded.calendar

    @cached_property
    def numbers(self) -> Ints:
        """序号: works are counted through, summaries have none (0)."""
        return numbers_of(self.loaded)

    @cached_property
    def outline(self) -> Outline:
        """The rows as a table's tree."""
        return Outline(self.loaded.ids, self.loaded.levels)

    @cached_property
    def texts(self) -> RelationTexts:
        """Predecessors and successors by row."""
        return RelationTexts(self.loaded)

    def prepare(self) -> None:
        """Compute all that showing needs: for the thread that reads, so that the window's does not wait."""
        _ = self.behind, self.earlier_fronts, self.is_in_week, self.as_planned, self.bars, self.late
        _ = self.front, self.numbers, self.duration, self.outline, self.texts

    @cached_property
    def duration(self) -> Ints:
        """Working minutes; of a summary those between its start and finish."""
        count = self.calendar.count_at
        spans = count(self.schedule.finish) - count(self.schedule.start)
        return np.where(self.schedule.is_summary, spans, self.loaded.plan.duration)

    @cached_property
    def done(self) -> Ints:
        """‱; of a summary by the durations of its works."""
        plan, works = self.loaded.plan, ~self.schedule.is_summary
        if works.all():
            return plan.done
        weight = np.where(works, plan.duration, 0)
        total = roll_up(plan.parent, weight, "sum", levels=self.loaded.network.levels)
        made = roll_up(plan.parent, weight * np.where(works, plan.done, 0), "sum", levels=self.loaded.network.levels)
        share = (2 * made + total) // np.maximum(2 * total, 1)
        return np.where(works, plan.done, share)

    @cached_property
    def first_day(self) -> Ints:
        return self.schedule.start // 1440

    @cached_property
    def last_day(self) -> Ints:
        """The day the finish shows; a milestone that stands at a finish shows that day as its start too."""
        return np.where(
            self.is_milestone & (self.schedule.finish % 1440 == 0), self.first_day, shown_days(self.schedule.finish)
        )

    @cached_property
    def is_milestone(self) -> Bools:
        return np.asarray((self.loaded.plan.duration == 0) & ~self.schedule.is_summary, dtype=np.bool_)

    @cached_property
    def as_planned(self) -> Schedule:
        """The same plan without its progress: the floats there were before anything slipped."""
        if self.bare is not None:
            return self.bare
        return compute_schedule(without_progress(self.loaded.plan), self.loaded.network)

    @cached_property
    def late(self) -> Ints:
        """Working minutes that the finish lies behind the baseline's; NONE where there is no baseline."""
        known = self.taken.finish != NONE
        count = self.calendar.count_at
        late = np.full(len(self), NONE, dtype=np.int64)
        late[known] = count(self.schedule.finish[known]) - count(self.taken.finish[known])
        return late

    @cached_property
    def start_late(self) -> Ints:
        """Working minutes that the start lies behind the baseline's; NONE where there is no baseline."""
        known = self.taken.start != NONE
        count = self.calendar.count_at
        late = np.full(len(self), NONE, dtype=np.int64)
        late[known] = count(self.schedule.start[known]) - count(self.taken.start[known])
        return late

    @cached_property
    def behind(self) -> Ints:
        """Working minutes behind the data date by the front line; 0 where the line does not bend, negative ahead."""
        if self.front is None:
            return np.zeros(len(self), dtype=np.int64)
        return np.where(self.front.is_marked, self.front.late, 0)

    @cached_property
    def planned(self) -> Ints:
        """What should be done of each work at the data date by the baseline, ‱; NONE where it cannot be said."""
        data_date, known = self.loaded.plan.data_date, (self.taken.finish != NONE) & ~self.schedule.is_summary
        share = np.full(len(self), NONE, dtype=np.int64)
        if data_date is not None:
            count = self.calendar.count_at
            start, finish = count(self.taken.start[known]), count(self.taken.finish[known])
            share[known] = planned_share(start, finish, self.calendar.count(data_date))
        return share

    @cached_property
    def budget(self) -> Ints:
        """Target cost in 分; of a summary that of its works."""
        stored = [value if isinstance(value, int) else 0 for value in self.loaded.columns["budget_fen"]]
        own = np.where(self.schedule.is_summary, 0, np.array(stored, dtype=np.int64).reshape(len(self)))
        return roll_up(self.loaded.plan.parent, own, "sum", levels=self.loaded.network.levels)

    @cached_property
    def week(self) -> tuple[Day, Day]:
        """本周: Monday to Sunday of the first day to come after the data date; without one, of today."""
        data_date = self.loaded.plan.data_date
        day = data_date // 1440 if data_date is not None else day_of(date.today())
        monday = day - (day + 3) % 7  # 1970-01-01 was a Thursday
        return Day(monday), Day(monday + 6)

    @cached_property
    def is_in_week(self) -> Bools:
        """Works that are done, at least in part, this week."""
        return self.lies_in(*self.week)

    def lies_in(self, first: Day, last: Day) -> Bools:
        """Works with a day in common with these, inclusive."""
        return (self.first_day <= last) & (self.last_day >= first) & ~self.schedule.is_summary

    @cached_property
    def front(self) -> FrontLine | None:
        """The front line at the data date against the baseline; None without a data date."""
        data_date = self.loaded.plan.data_date
        if data_date is None or not len(self):
            return None
        count = self.calendar.count_at
        known = self.taken.finish != NONE
        start = count(np.where(known, self.taken.start, self.schedule.start))
        finish = count(np.where(known, self.taken.finish, self.schedule.finish))
        return front_line(
            start,
            finish,
            done=self.loaded.plan.done,
            is_finished=self.schedule.is_finished | self.schedule.is_summary,
            at=self.calendar.count(data_date),
        )

    @cached_property
    def earlier_fronts(self) -> list[tuple[float, Floats]]:
        """The front lines of earlier check dates, as chart days: the date's, and of each work recorded then."""
        known, count = self.taken.finish != NONE, self.calendar.count_at
        start = count(np.where(known, self.taken.start, self.schedule.start))
        finish = count(np.where(known, self.taken.finish, self.schedule.finish))
        return self.fronts_before(start, finish)

    def fronts_before(self, start: Ints, finish: Ints) -> list[tuple[float, Floats]]:
        """The front lines of checks before the data date, against these starts and finishes (counts) by row."""
        found = []
        for day in self.checks.days:
            end = (day + 1) * 1440
            if self.loaded.plan.data_date is not None and end >= self.loaded.plan.data_date:
                continue
            rows, done = self.checks.on(day, self.loaded.place)
            at = self.calendar.count(Instant(end))
            line = front_line(start[rows], finish[rows], done=done, is_finished=done >= 10_000, at=at)
            days = np.full(len(self), np.nan)
            marked = rows[line.is_marked]
            days[marked] = chart_days(
                self.calendar, self.calendar.finish_at(line.position[line.is_marked]), is_finish=True
            )
            found.append((end / 1440, days))
        return found

    @cached_property
    def bars(self) -> Bars:
        """What the Gantt draws of each row."""
        schedule, clock = self.schedule, self.calendar
        finish = chart_days(clock, schedule.finish, is_finish=True)
        slips = ~schedule.is_finished & (schedule.total_float > 0) & ~self.is_milestone & ~schedule.is_summary
        return Bars(
            start=chart_days(clock, schedule.start),
            finish=finish,
            base_start=self._days(self.taken.start, is_finish=False),
            base_finish=self._days(self.taken.finish, is_finish=True),
            tail=np.where(slips, chart_days(clock, schedule.late_finish, is_finish=True), np.nan),
            front=self._front_days(),
            done=self.done / 10_000,
            is_summary=schedule.is_summary,
            is_milestone=self.is_milestone,
            is_critical=schedule.is_critical,
            is_finished=schedule.is_finished,
        )

    @cached_property
    def data_day(self) -> float | None:
        """The check date as a chart day."""
        return None if (data_date := self.loaded.plan.data_date) is None else data_date / 1440

    def _days(self, instants: Ints, *, is_finish: bool) -> Floats:
        days = np.full(len(instants), np.nan)
        known = instants != NONE
        days[known] = chart_days(self.calendar, instants[known], is_finish=is_finish)
        return days

    def _front_days(self) -> Floats:
        days = np.full(len(self), np.nan)
        if self.front is not None:
            marked = self.front.is_marked
            days[marked] = chart_days(
                self.calendar, self.calendar.finish_at(self.front.position[marked]), is_finish=True
            )
            at_start = marked & (self.loaded.plan.done == 0)
            days[at_start] = chart_days(self.calendar, self.calendar.start_at(self.front.position[at_start]))
        return days


def load_view(
    reader: Reader,
    project_id: Id,
    *,
    baseline_id: Id | None = None,
    before: PlanView | None = None,
    keeps_relations: bool = False,
    with_rows: bool = True,
    live: LivePlan | None = None,
    touched: Collection[Id] | None = None,
) -> PlanView:
    """Read and compute a project's plan; `baseline_id` None compares with the latest baseline.

    `before`, `keeps_relations` and `with_rows` save work as in `load_plan`; `live` is kept by who reads a plan again
    and again: after an edit only a part is computed. `touched`: since `before` only these works
    were, and nothing else of it.

    Raises:
        LanyanError: as `load_plan`; calendar.range when dates run out of the calendar.
    """
    if before is not None and touched is not None and (part := reload_rows(reader, before.loaded, touched)) is not None:
        schedule, bare = schedules_of(part, live)
        made = replace(before, loaded=part, schedule=schedule, bare=bare)
        made.__dict__["outline"] = before.outline  # the same tree: not made anew
        return made
    earlier = before.loaded if before is not None else None
    loaded = load_plan(reader, project_id, before=earlier, keeps_relations=keeps_relations, with_rows=with_rows)
    teams = {
        Id(row[0]): str(row[1])
        for row in reader.columns("team", ["id", "name"], where=[Where("project_id", "=", project_id)])
        if isinstance(row[0], bytes)
    }
    schedule, bare = schedules_of(loaded, live)
    return PlanView(
        loaded=loaded,
        schedule=schedule,
        bare=bare,
        taken=load_taken(reader, project_id, loaded, baseline_id=baseline_id),
        teams=teams,
        checks=load_checks(reader, project_id),
    )
