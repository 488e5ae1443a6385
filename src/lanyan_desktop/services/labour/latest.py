"""Which month the labour clerk finds open: the last one that has anything in it."""

from __future__ import annotations

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import Attendance
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Day, Id
from lanyan_desktop.store.reader import Reader, Where
from lanyan_desktop.store.windows import Windows


def latest_month(reader: Reader, *, project_id: Id) -> Month | None:
    """The month of the last attendance or slip, else that of the data date; None where nothing tells."""
    of_project = [Where("project_id", "=", project_id)]
    days = [day for (day,) in reader.columns("day_work", ["day"], where=of_project) if isinstance(day, int)]
    last = Windows(reader, "attendance", where=of_project, descending=True)[0:1]
    if last and (record := reader.get(Attendance, last[0])) is not None:
        days.append(record.day)
    if days:
        return Month.of(Day(max(days)))
    project = reader.get(Project, project_id)
    return Month.of(project.data_day) if project is not None and project.data_day is not None else None
