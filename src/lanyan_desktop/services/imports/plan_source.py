"""Any file with a plan as an exchanged plan: of another program, or a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from lanyan_desktop.core.schedule.exchanged import (
    ExchangedActivity,
    ExchangedCalendar,
    ExchangedLink,
    ExchangedPlan,
    Notice,
    StoredDates,
)
from lanyan_desktop.core.values import Instant
from lanyan_desktop.exchange.plan_files import read_plan_file
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.imports.plan import PlanReading
from lanyan_desktop.services.imports.previewing import preview


def read_file(path: Path, *, code: str | None = None, step: Step = no_step) -> ExchangedPlan:
    """The plan in a file of another program or in a sheet.

    Raises:
        LanyanError: plan_file.*, excel.*.
    """
    if path.suffix.lower() in (".xlsx", ".xls", ".ods", ".xlsm"):
        return _of_sheet(path, step=step)
    return read_plan_file(path, code=code, step=step)


def _of_sheet(path: Path, *, step: Step) -> ExchangedPlan:
    seen = preview(path, form="plan", step=step)
    reading = seen.reading
    if not isinstance(reading, PlanReading) or not reading.tasks:
        raise LanyanError("plan_file.no_activities", file=path.name)
    parents = {task.parent for task in reading.tasks}
    activities = []
    for at, task in enumerate(reading.tasks):
        value = task.values.get
        minutes = int(value("duration_min") or 0)
        activities.append(
            ExchangedActivity(
                uid=str(value("wbs") or at + 1),
                name=str(value("name") or ""),
                wbs=str(value("wbs") or ""),
                parent=task.parent,
                nature="summary" if at in parents else "work" if minutes else "milestone",
                duration_min=minutes,
                done=int(value("done") or 0),
                actual_start=cast("Instant | None", value("actual_start")),
                actual_finish=cast("Instant | None", value("actual_finish")),
                stored=StoredDates(
                    start=cast("Instant | None", value("source_start")),
                    finish=cast("Instant | None", value("source_finish")),
                ),
            )
        )
    week = ("08:00-12:00,13:00-17:00",) * 7
    return ExchangedPlan(
        format="XLSX",
        name=path.stem,
        calendar="1",
        calendars=[ExchangedCalendar(uid="1", name="七天制", week=week)],
        activities=activities,
        links=[
            ExchangedLink(before=k.before, after=k.after, type=k.type, lag=k.lag, unit=k.unit) for k in reading.links
        ],
        notices=[
            Notice("sheet.problem", str(p.cell), {"text": p.code}) for p in reading.problems if p.severity != "info"
        ],
    )
