"""The quick list of a site meeting (碰头会): what should be running at the check date, and reporting on it.

A row is a work of the plan; cells of the plan are written as everywhere (`editing`), what is told about a delay goes
to the check of that day. One commit is one changeset.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.declare import Shape
from lanyan_desktop.core.records.plan import ProgressCheck
from lanyan_desktop.core.schedule.calendar import shown_days
from lanyan_desktop.core.schedule.network import Bools
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.table.columns import Column, Look, column_of, computed
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.table.rows import CellEdit, Dress
from lanyan_desktop.core.values import Id, Value, date_of
from lanyan_desktop.services.schedule.checks import TOLD, Standing, load_checks, put_check
from lanyan_desktop.services.schedule.editing import CellDesk, refuse_beyond_calendars
from lanyan_desktop.services.schedule.effects import days_text, effect_text, lag_of
from lanyan_desktop.services.schedule.loading import load_plan
from lanyan_desktop.services.schedule.table import PlanSource
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.store.ledger import Ledger

AHEAD = 7
"""Days before and after the check date that still concern the meeting."""


def meeting_columns() -> list[Column]:
    """What is looked at and typed in a meeting."""
    work, check = KINDS["activity"], KINDS["progress_check"]
    return [
        computed("number", "序号", Shape.NUMBER, look=Look.CODE, width=44),
        column_of(work, "name", width=170, editable=False),
        column_of(work, "team_id", width=84, editable=False),
        computed("state", "状态", Shape.TEXT, width=104),
        computed("base_last", "计划完成", Shape.DAY, width=88),
        computed("planned", "应完成", Shape.SHARE, unit="%", width=70),
        column_of(work, "done", width=70),
        column_of(work, "remaining_min", width=84),
        column_of(work, "actual_start", width=88),
        column_of(work, "actual_finish", width=88),
        computed("behind", "滞后", Shape.MINUTES, unit="天", width=70),
        computed("effect", "影响", Shape.TEXT, width=212),
        column_of(check, "cause", width=80),
        column_of(check, "evidence", width=150),
        computed("papers", "附件", Shape.TEXT, width=110),
        column_of(check, "measure", width=150),
    ]


def due(view: PlanView) -> Bools:
    """Works the meeting talks about: due or begun and not finished, to begin or just finished within a week."""
    data_date, schedule = view.loaded.plan.data_date, view.schedule
    if data_date is None:
        return ~schedule.is_summary & ~schedule.is_finished
    day = data_date // 1440 - 1
    open_ = ~schedule.is_finished & (schedule.is_begun | (view.first_day <= day + AHEAD) | _is_due(view))
    just = schedule.is_finished & (view.last_day > day - AHEAD)
    return np.asarray((open_ | just) & ~schedule.is_summary, dtype=np.bool_)


def _is_due(view: PlanView) -> Bools:
    data_date = view.loaded.plan.data_date
    return np.asarray((view.taken.start != NONE) & (view.taken.start < (data_date or 0)), dtype=np.bool_)


def state_of(view: PlanView, row: int) -> str:
    """How a work stands, in a word."""
    schedule, data_date = view.schedule, view.loaded.plan.data_date
    if schedule.is_finished[row]:
        return "已完成"
    ends = int(view.taken.finish[row])
    if data_date is not None and ends != NONE and int(shown_days(np.array([ends]))[0]) < data_date // 1440:
        return "应完成未完成"
    if schedule.is_begun[row]:
        return "进行中"
    return "应开工未开工" if bool(_is_due(view)[row]) else "即将开工"


def standings(view: PlanView) -> list[Standing]:
    """Where all works of the meeting stand: what saving the check keeps."""
    return [
        Standing(view.loaded.ids[row], int(view.done[row]), int(view.behind[row]))
        for row in np.flatnonzero(due(view)).tolist()
    ]


class MeetingSource(PlanSource):
    """The rows of the quick list, in the order of the plan."""

    @cached_property
    def _values(self) -> Mapping[str, Callable[[int], Value]]:
        values = dict(super()._values)
        values |= {"state": lambda row: state_of(self.view, row), "effect": self._effect, "papers": self._papers}
        for name in TOLD:
            values[name] = lambda row, name=name: self._told(row, name)  # type: ignore[misc]  # bound by default
        return values

    def _effect(self, row: int) -> Value:
        lag = lag_of(self.view, row)
        return effect_text(lag, self.view.loaded.day_min) if lag is not None else None

    def _told(self, row: int, name: str) -> Value:
        check = self._check(row)
        return getattr(check, name) if check is not None else None

    def _papers(self, row: int) -> Value:
        check = self._check(row)
        return "、".join(self.view.checks.papers.get(check.id, ())) or None if check is not None else None

    def _check(self, row: int) -> ProgressCheck | None:
        """What was recorded of a row on the data date."""
        day = self.view.loaded.project.data_day
        return self.view.checks.records.get((day, self.view.loaded.ids[row])) if day is not None else None

    def ids(self, query: Query) -> list[Id]:
        rows = np.flatnonzero(self._found(query) & due(self.view)).tolist()
        for sort in reversed(query.sort):
            value = self._values[sort.name]
            rows.sort(key=lambda row: ((got := value(row)) is not None, got or 0), reverse=sort.descending)
        return [self.view.loaded.ids[row] for row in rows]

    def _dress(self, row: int, names: Sequence[str]) -> dict[str, Dress]:
        dress = super()._dress(row, names)
        state = state_of(self.view, row)
        day_min = self.view.loaded.day_min
        if behind := int(self.view.behind[row]):
            dress["behind"] = Dress(text=days_text(behind, day_min), tone="crit" if behind > 0 else "ok")
        if (planned := int(self.view.planned[row])) != NONE:
            dress["planned"] = Dress(text=f"{(planned + 50) // 100}%")
        dress["state"] = Dress(tone="crit" if state.startswith("应") else "ok" if state == "已完成" else "text2")
        lag = lag_of(self.view, row)
        if lag is not None and lag.effect.project > 0:
            dress["effect"] = Dress(tone="crit")
        return dress


def report_cells(ledger: Ledger, *, project_id: Id, edits: Sequence[CellEdit]) -> None:
    """Write what was reported at the data date: progress into the plan, and into the check of that day.

    Raises:
        LanyanError: as `editing.edit_cells`.
    """
    for cell in edits:
        refuse_beyond_calendars(cell)
    desk = CellDesk(load_plan(ledger, project_id))
    assert desk.loaded is not None
    day, known = desk.loaded.project.data_day, load_checks(ledger, project_id)
    works = list(dict.fromkeys(Id(cell.id) for cell in edits if isinstance(cell.id, bytes)))
    when = f" {date_of(day).isoformat()}" if day is not None else ""
    with ledger.changeset(f"登记进度{when} {len(works)} 项") as edit:
        for work in works:
            checked: dict[str, Value] = {}
            for cell in edits:
                if cell.id != work:
                    continue
                if cell.name in TOLD:
                    checked[cell.name] = cell.value
                    continue
                desk.write(edit, work, cell.name, cell.value)
                if cell.name == "done" and isinstance(cell.value, int):
                    checked["done"] = cell.value
            if checked and day is not None:
                put_check(edit, known, project_id=project_id, activity_id=work, day=day, **checked)
