"""周报 and 周计划 out: the week that ends on the data date, planned against done; the weeks after it, day by day."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.schedule.progress import planned_share
from lanyan_desktop.core.values import Day, Id, Permyriad
from lanyan_desktop.exchange.excel.writing.week import PlanRow, ReportRow, WeekSheets, write_week
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.services.schedule.effects import days_text, effect_text, lag_of, story_of
from lanyan_desktop.services.schedule.view import PlanView, load_view
from lanyan_desktop.store.reader import Reader

WEEK = 7


def export_week(reader: Reader, path: Path, *, project_id: Id, weeks: int = 1, step: Step = no_step) -> Exported:
    """Write the sheets of a week; `weeks` ahead are planned (4: a month).

    Raises:
        LanyanError: export.nothing for an empty plan, export.no_data_date without a data date; those of the writer.
    """
    view = load_view(reader, project_id)
    if not len(view):
        raise LanyanError("export.nothing", what="进度计划")
    rows = write_week(path, week_sheets(view, weeks=weeks), step=step)
    return Exported(form="week", title="周报与周计划", path=path, rows=rows, unit="行")


def week_sheets(view: PlanView, *, weeks: int = 1) -> WeekSheets:
    """What the sheets say.

    Raises:
        LanyanError: export.no_data_date.
    """
    data_day = view.loaded.project.data_day
    if data_day is None:
        raise LanyanError("export.no_data_date")
    week = Day(data_day - WEEK + 1), data_day
    ahead = Day(data_day + 1), Day(data_day + WEEK * weeks)
    started_late = (view.behind > 0) & ~view.schedule.is_finished
    reported = np.flatnonzero(view.lies_in(*week) | started_late).tolist()
    return WeekSheets(
        project=view.loaded.project.name,
        story=story_of(view),
        week=week,
        ahead=ahead,
        report=[_report_row(view, row, data_day) for row in reported],
        plan=plan_rows(view, ahead),
    )


def plan_rows(view: PlanView, span: tuple[Day, Day]) -> list[PlanRow]:
    """Open works with a day between these, inclusive."""
    to_come = np.flatnonzero(view.lies_in(*span) & ~view.schedule.is_finished).tolist()
    return [_plan_row(view, row, span) for row in to_come]


def _team(view: PlanView, row: int) -> str:
    team = view.loaded.columns["team_id"][row]
    return view.teams.get(Id(team), "") if isinstance(team, bytes) else ""


def _report_row(view: PlanView, row: int, day: Day) -> ReportRow:
    known = view.taken.start[row] != NONE
    lag, day_min = lag_of(view, row), view.loaded.day_min
    check = view.checks.records.get((day, view.loaded.ids[row]))
    planned, is_done = int(view.planned[row]), bool(view.schedule.is_finished[row])
    has_begun = is_done or bool(view.schedule.is_begun[row])
    return ReportRow(
        number=view.texts.name_of(row),
        name=str(view.loaded.columns["name"][row]),
        team=_team(view, row),
        start=Day(int(view.taken.start[row]) // 1440) if known else Day(int(view.first_day[row])),
        finish=Day((int(view.taken.finish[row]) - 1) // 1440) if known else Day(int(view.last_day[row])),
        began=Day(int(view.first_day[row])) if has_begun else None,
        ended=Day(int(view.last_day[row])) if is_done else None,
        planned=Permyriad(planned) if planned != NONE else None,
        done=Permyriad(int(view.done[row])),
        late_days=days_text(lag.late, day_min) if lag is not None else "",
        effect=effect_text(lag, day_min) if lag is not None else "",
        cause=(check.cause or "") if check is not None else "",
        measure=(check.measure or "") if check is not None else "",
    )


def _plan_row(view: PlanView, row: int, ahead: tuple[Day, Day]) -> PlanRow:
    first, last = ahead
    clock = view.loaded.calendar_of(row)
    days = np.arange(first, last + 1)
    works = clock.works_on(days) & (days >= view.first_day[row]) & (days <= view.last_day[row])
    count = clock.count_at
    span = count(view.schedule.start[[row]]), count(view.schedule.finish[[row]])
    target = int(planned_share(*span, int(count(np.array([(last + 1) * 1440]))[0]))[0])
    return PlanRow(
        number=view.texts.name_of(row),
        name=str(view.loaded.columns["name"][row]),
        team=_team(view, row),
        days=days_text(int(view.duration[row]), view.loaded.day_min),
        start=Day(int(view.first_day[row])),
        finish=Day(int(view.last_day[row])),
        target=Permyriad(max(target, int(view.done[row]))),
        works_on=works.tolist(),
    )
