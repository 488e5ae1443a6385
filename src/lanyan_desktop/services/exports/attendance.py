"""A month of attendance out, as the sheet that the crew signs."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.workdays import workdays_text
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.exchange.excel.writing.attendance import AttendanceMonth, WorkerMonth, write_attendance
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.services.labour.month import load_month
from lanyan_desktop.store.reader import Reader


def export_attendance(reader: Reader, path: Path, *, project: Project, month: Month, step: Step = no_step) -> Exported:
    """Write the sheet of a month: every worker on site in it, also those with nothing marked yet.

    Raises:
        LanyanError: export.nothing when there are no workers; those of the writer.
    """
    grid = load_month(reader, project_id=project.id, month=month)
    if not grid.workers:
        raise LanyanError("export.nothing", what=f"{month.title}考勤")
    rows = [
        (line.team, WorkerMonth(number=line.number, name=line.name, trade=line.trade, marks=grid.marks(row)))
        for row, line in enumerate(grid.workers)
    ]
    teams = [(team, [worker for _, worker in group]) for team, group in groupby(rows, key=lambda pair: pair[0])]
    sheet = AttendanceMonth(project=project.name, first_day=month.first_date, teams=teams, rule=grid.rule)
    work = write_attendance(path, sheet, step=step)
    return Exported(
        form="attendance", title=f"{month.title}考勤表", path=path, rows=len(rows), unit="人",
        workdays=workdays_text(work, grid.rule),
    )  # fmt: skip
