"""The plan as an arrow diagram (双代号时标网络图): drawn as planned, the front line says how far each work has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from lanyan_desktop.core.chart.network import NetworkLayout, layout_network
from lanyan_desktop.core.chart.timescale import Floats, chart_days
from lanyan_desktop.core.schedule.arrow_works import arrow_works
from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.cpm import Schedule
from lanyan_desktop.core.schedule.progress import FrontLine, effect_of, front_line
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.schedule.effects import days_text
from lanyan_desktop.services.schedule.view import PlanView

MOST_WORKS = 600
"""More works than this nobody reads on one diagram, and laying them out would take the window's time."""
Kept = Mapping[tuple[int, int, int], int]


@dataclass(frozen=True, eq=False, kw_only=True)
class ArrowPlan:
    """A diagram of some rows of a plan, with what its marks say."""

    view: PlanView
    schedule: Schedule
    layout: NetworkLayout
    groups: tuple[str, ...]  # titles of the swim lanes; empty without

    @cached_property
    def front(self) -> FrontLine | None:
        """Against the dates that are drawn; None without a data date."""
        data_date = self.view.loaded.plan.data_date
        if data_date is None:
            return None
        count = self.view.calendar.count_at
        done = self.view.schedule.is_finished | self.schedule.is_summary
        return front_line(
            count(self.schedule.start), count(self.schedule.finish),
            done=self.view.loaded.plan.done, is_finished=done, at=self.view.calendar.count(data_date),
        )  # fmt: skip

    @cached_property
    def front_days(self) -> Floats:
        """Where the line bends, by row, as chart days; nan where it does not."""
        days = np.full(len(self.view), np.nan)
        if self.front is not None:
            marked = self.front.is_marked
            clock = self.view.calendar
            days[marked] = chart_days(clock, clock.start_at(self.front.position[marked]))
        return days

    @cached_property
    def earlier_fronts(self) -> list[tuple[float, Floats]]:
        """The lines of earlier check dates as chart days: the date's, and of each work recorded then."""
        count = self.view.calendar.count_at
        return self.view.fronts_before(count(self.schedule.start), count(self.schedule.finish))

    def mark_of(self, row: int) -> tuple[str, bool]:
        """What stands beside a mark, and whether the finish moves: −15天 → 总工期 +15."""
        if self.front is None:
            return "", False
        late, day_min = int(self.front.late[row]), self.view.loaded.day_min
        if abs(late) * 2 < day_min:
            return "", False
        if late < 0:
            return f"+{days_text(-late, day_min)}天", False
        total, free = int(self.schedule.total_float[row]), int(self.schedule.free_float[row])
        effect = effect_of(late, total_float=total, free_float=free)
        words = f"−{days_text(late, day_min)}天"
        if effect.project > 0:
            return f"{words} → 总工期 +{days_text(effect.project, day_min)}", True
        return f"{words} → 占时差 {days_text(late, day_min)}/{days_text(total, day_min)}", False

    def six_times(self, row: int) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        """ES | LS | TF over EF | LF | FF, in working days from the start of the project."""
        count, day_min = self.view.calendar.count_at, self.view.loaded.day_min
        begin = self.view.calendar.count(self.schedule.project_start)
        one: Ints = np.array([row])

        def day(column: Ints) -> str:
            return days_text(int(count(column[one])[0]) - begin, day_min)

        made = self.schedule
        return (
            (day(made.early_start), day(made.late_start), days_text(int(made.total_float[row]), day_min)),
            (day(made.early_finish), day(made.late_finish), days_text(int(made.free_float[row]), day_min)),
        )

    def title_of(self, work: int) -> str:
        """The name above an arrow; of an interval 间歇."""
        works = self.layout.works
        name = str(self.view.loaded.columns["name"][works.row[work]])
        if works.is_lag(work):
            return "间歇"
        return f"{name} {_PARTS[min(works.part[work], len(_PARTS)) - 1]}" if works.part[work] else name

    def days_of(self, work: int) -> str:
        works = self.layout.works
        return days_text(works.finish[work] - works.start[work], self.view.loaded.day_min)

    @property
    def dummies(self) -> int:
        return len(self.layout.arrows.dummies)


_PARTS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"


LaneBy = Literal["", "team", "section"]
"""What has a swim lane of its own: nothing, each team (工种), each top section of the outline (流水段, 分部)."""


def arrow_plan(view: PlanView, rows: Sequence[int], *, by: LaneBy = "", before: Kept | None = None) -> ArrowPlan:
    """Lay out the works among these rows; `by` gives them swim lanes. `before`: the last layout's `kept`."""
    schedule = view.as_planned if view.loaded.plan.data_date is not None else view.schedule
    wanted = [row for row in rows if not view.schedule.is_summary[row]]
    works = arrow_works(view.loaded.plan, view.loaded.network, schedule, rows=wanted)
    group, titles = _lanes(view, works.row, by) if by else (None, ())
    critical = [_is_critical(view, schedule, row, link) for row, link in zip(works.row, works.link, strict=True)]
    layout = layout_network(works, view.calendar, group=group, before=before, critical=critical)
    return ArrowPlan(view=view, schedule=schedule, layout=layout, groups=titles)


def _is_critical(view: PlanView, schedule: Schedule, row: int, link: int) -> bool:
    """A work as the engine has it; an interval when it drives one critical work from another."""
    if link < 0:
        return bool(schedule.is_critical[row])
    links = view.loaded.plan.links
    ends = schedule.is_critical[links.source[link]] and schedule.is_critical[links.target[link]]
    return bool(ends and schedule.is_driving[link])


def _lanes(view: PlanView, rows: Sequence[int], by: LaneBy) -> tuple[list[int], tuple[str, ...]]:
    """The swim lane of each work, lanes in the order their first work comes."""
    words = [_team(view, row) if by == "team" else _section(view, row) for row in rows]
    order = {word: at for at, word in enumerate(dict.fromkeys(words))}
    return [order[word] for word in words], tuple(order)


def _team(view: PlanView, row: int) -> str:
    team = view.loaded.columns["team_id"][row]
    return view.teams.get(Id(team), "未分班组") if isinstance(team, bytes) else "未分班组"


def _section(view: PlanView, row: int) -> str:
    """The name of what stands highest above a work; of one that stands alone nothing."""
    parent, top = view.loaded.plan.parent, row
    while parent[top] >= 0:
        top = int(parent[top])
    return str(view.loaded.columns["name"][top]) if top != row else "未分部"
