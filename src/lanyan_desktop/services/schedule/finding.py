"""What a plan says at a glance: required and forecast finish, days over, share done and due, counts, critical path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints, shown_day
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.schedule.progress import project_delay, value_due
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Instant
from lanyan_desktop.services.schedule.view import PlanView


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The header of the 进度 tab. Days are working days of the project's calendar; None where it cannot be said."""

    required_days: int | None
    required_day: Day | None
    forecast_days: int
    forecast_day: Day
    over_days: int | None  # forecast − required; negative is early
    done: int  # ‱ of the plan's weight: target cost where there is any, else duration
    planned: int | None  # ‱ that should be done at the data date by the baseline
    is_by_cost: bool
    works: int
    finished: int
    begun: int
    milestones: int
    critical: int  # not finished
    late: int  # not finished, behind the baseline
    critical_path: tuple[str, ...]  # sections it runs through, in order
    delay_days: int | None  # what the front line does to the finish


def find(view: PlanView) -> Finding:
    """Sum up a plan."""
    schedule, loaded = view.schedule, view.loaded
    works = ~schedule.is_summary
    required = loaded.project.required_finish_day
    over = None if required is None else _days(view, Instant((required + 1) * MINUTES_PER_DAY), schedule.project_finish)
    done, planned, is_by_cost = _shares(view)
    unfinished = works & ~schedule.is_finished
    return Finding(
        required_days=None if required is None else _days(view, schedule.project_start, Instant((required + 1) * 1440)),
        required_day=required,
        forecast_days=_days(view, schedule.project_start, schedule.project_finish),
        forecast_day=shown_day(schedule.project_finish),
        over_days=over,
        done=done,
        planned=planned,
        is_by_cost=is_by_cost,
        works=int(works.sum()),
        finished=int((works & schedule.is_finished).sum()),
        begun=int((works & schedule.is_begun & ~schedule.is_finished).sum()),
        milestones=int(view.is_milestone.sum()),
        critical=int((unfinished & schedule.is_critical).sum()),
        late=int((unfinished & (view.late > 0)).sum()),
        critical_path=critical_sections(view),
        delay_days=_front_delay(view),
    )


def critical_sections(view: PlanView) -> tuple[str, ...]:
    """The sections (top rows) that unfinished critical works lie in, by where the path enters them."""
    levels, names = view.loaded.levels, view.loaded.columns["name"]
    section, sections = -1, dict[int, int]()
    starts = view.schedule.start.tolist()
    critical = (view.schedule.is_critical & ~view.schedule.is_summary).tolist()
    for row, level in enumerate(levels):
        section = row if level == 0 else section
        if critical[row]:
            sections[section] = min(sections.get(section, starts[row]), starts[row])
    ordered = sorted(sections, key=lambda row: (sections[row], row))
    return tuple(str(names[row]) for row in ordered)


def _days(view: PlanView, start: Instant, finish: Instant) -> int:
    """Whole working days, a begun one counted."""
    minutes, day = view.calendar.between(start, finish), view.loaded.day_min
    return -(-minutes // day) if minutes >= 0 else -(minutes // -day) if minutes % day == 0 else minutes // day


def weights_of(view: PlanView) -> tuple[Ints, bool]:
    """What each work counts in the progress of the whole, summaries nothing: 分 of target cost if there is any (True),
    else working minutes of its duration.
    """
    works = ~view.schedule.is_summary
    budget = np.array(
        [value if isinstance(value, int) else 0 for value in view.loaded.columns["budget_fen"]], dtype=np.int64
    )
    is_by_cost = bool(budget[works].sum())
    return np.where(works, budget if is_by_cost else view.loaded.plan.duration, 0), is_by_cost


def _shares(view: PlanView) -> tuple[int, int | None, bool]:
    """Done and due in ‱, weighted by target cost if there is one."""
    plan, works = view.loaded.plan, ~view.schedule.is_summary
    weight, is_by_cost = weights_of(view)
    total = int(weight.sum())
    if not total:
        return 0, None, is_by_cost
    done = int((weight * plan.done).sum()) * 2 // total
    known = works & (view.taken.finish != NONE)
    if plan.data_date is None or not known.any():
        return (done + 1) // 2, None, is_by_cost
    count = view.calendar.count_at
    due = value_due(
        weight[known],
        count(view.taken.start[known]),
        count(view.taken.finish[known]),
        view.calendar.count(plan.data_date),
    )
    return (done + 1) // 2, (due * 20_000 // total + 1) // 2, is_by_cost


def _front_delay(view: PlanView) -> int | None:
    if view.front is None or view.taken.id is None:
        return None
    marked = view.front.is_marked
    delay = project_delay(view.front.late[marked], view.as_planned.total_float[marked])
    return delay // view.loaded.day_min
