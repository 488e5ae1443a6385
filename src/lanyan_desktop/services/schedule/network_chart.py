"""A plan as a time-scaled arrow diagram (双代号时标网络图): the layout, and the words at its arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.chart.network import NetworkLayout, layout_network
from lanyan_desktop.core.schedule.arrow_works import ArrowWorks, arrow_works
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.schedule.view import PlanView

Bands = Literal["none", "team", "section"]
"""Swim lanes: none, by team (工种、班组), by section (the top row of the outline: 流水段)."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NetworkChart:
    """The diagram of a plan."""

    view: PlanView
    layout: NetworkLayout
    titles: Sequence[str]  # of the swim lanes, by their number

    def name_of(self, work: int) -> str:
        """What stands above an arrow: the name, with a part's number; 间歇 for an interval."""
        works = self.layout.works
        if works.is_lag(work):
            return "间歇"
        name, part = str(self.view.loaded.columns["name"][works.row[work]]), works.part[work]
        return f"{name}（{part}）" if part else name

    def below_of(self, work: int) -> str:
        """What stands below: the duration in working days."""
        return self._days(self.layout.works.finish[work] - self.layout.works.start[work])

    def marks_of(self, work: int) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        """The six times: ES, LS, TF over EF, LF, FF in working days, counted from the start of the project."""
        schedule, row, clock = self.view.schedule, self.layout.works.row[work], self.view.calendar
        begin = self.layout.works.begin

        def day(column: str) -> str:
            return self._days(int(clock.count_at(getattr(schedule, column)[row : row + 1])[0]) - begin)

        total, free = (self._days(int(column[row])) for column in (schedule.total_float, schedule.free_float))
        return (day("early_start"), day("late_start"), total), (day("early_finish"), day("late_finish"), free)

    def left_out(self) -> list[tuple[str, str]]:
        """Relations that are not drawn because the dates contradict them, by the names of both works."""
        links, names = self.view.loaded.plan.links, self.view.loaded.columns["name"]
        return [
            (str(names[int(links.source[link])]), str(names[int(links.target[link])]))
            for link in self.layout.works.left_out
        ]

    def _days(self, minutes: int) -> str:
        return f"{minutes / self.view.loaded.day_min:.2f}".rstrip("0").rstrip(".")


def load_network_chart(
    view: PlanView,
    *,
    rows: Sequence[int] | None = None,
    by: Bands = "none",
    before: Mapping[tuple[int, int, int], int] | None = None,
) -> NetworkChart:
    """The diagram of a computed plan, or of these rows; `before` is `layout.kept` of the one shown until now."""
    loaded = view.loaded
    works = arrow_works(loaded.plan, loaded.network, view.schedule, rows=rows)
    keys, titles = _groups(view, works, by)
    layout = layout_network(works, view.calendar, group=keys, before=before)
    return NetworkChart(view=view, layout=layout, titles=titles)


def _groups(view: PlanView, works: ArrowWorks, by: Bands) -> tuple[list[int], list[str]]:
    """The swim lane of each work, numbered in the order of the outline, and their titles."""
    if by == "none":
        return [0] * len(works), [""]
    names = [_team(view, row) if by == "team" else _section(view, row) for row in range(len(view))]
    found = {name: at for at, name in enumerate(dict.fromkeys(names[row] for row in sorted(set(works.row))))}
    return [found[names[row]] for row in works.row], list(found)


def _team(view: PlanView, row: int) -> str:
    team = view.loaded.columns["team_id"][row]
    return view.teams.get(Id(team), "") if isinstance(team, bytes) else ""


def _section(view: PlanView, row: int) -> str:
    parent = view.loaded.plan.parent
    while parent[row] >= 0:
        row = int(parent[row])
    return str(view.loaded.columns["name"][row])
