"""A form by its name, as a command or the window asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.attendance import export_attendance
from lanyan_desktop.services.exports.budget import export_budget
from lanyan_desktop.services.exports.daywork import export_daywork
from lanyan_desktop.services.exports.done import Exported, as_json, lines
from lanyan_desktop.services.exports.own import export_own
from lanyan_desktop.services.exports.payroll import export_payroll
from lanyan_desktop.services.exports.plan import export_plan
from lanyan_desktop.services.labour.latest import latest_month
from lanyan_desktop.store.reader import Reader

__all__ = ["Exported", "as_json", "export_form", "lines", "suggested_name"]

_MONTHLY: dict[str, Callable[..., Exported]] = {
    "attendance": export_attendance,
    "daywork": export_daywork,
    "payroll": export_payroll,
}
_WHOLE: dict[str, Callable[..., Exported]] = {"budget": export_budget, "plan": export_plan}
_NAMES = {
    "budget": "清单计价表",
    "plan": "进度计划",
    "attendance": "考勤表",
    "daywork": "点工汇总表",
    "payroll": "工资发放表",
}


def export_form(
    reader: Reader,
    path: Path,
    *,
    form: str,
    project_id: Id,
    month: date | Month | None = None,
    template: Path | None = None,
    step: Step = no_step,
) -> Exported:
    """Write a form (budget, attendance, daywork, payroll, plan); without a month: the last that has anything.

    `template`: the user's own workbook of the form, of which a copy is filled (attendance, daywork, payroll).

    Raises:
        LanyanError: export.template* where the template cannot be filled.
        LanyanError: export.nothing when there is nothing to write; export.locked, export.folder, export.full,
            export.unwritable, export.rows from the writer.
    """
    project = reader.get(Project, project_id)
    if project is None:
        raise LanyanError("project.none")
    if template is not None:
        if form not in _MONTHLY:
            raise LanyanError("export.template_form")
        when = _month(reader, project_id, month)
        return export_own(reader, path, form=form, project=project, month=when, template=template, step=step)
    if form in _WHOLE:
        return _WHOLE[form](reader, path, project=project, step=step)
    return _MONTHLY[form](reader, path, project=project, month=_month(reader, project_id, month), step=step)


def _month(reader: Reader, project_id: Id, month: date | Month | None) -> Month:
    if isinstance(month, date):
        return Month(month.year, month.month)
    found = month or latest_month(reader, project_id=project_id)
    if found is None:
        raise LanyanError("export.nothing", what="考勤和点工")
    return found


def suggested_name(reader: Reader, *, form: str, project_id: Id, month: Month | None = None) -> str:
    """A file name to begin with: 翠湖花园3#住宅楼 考勤表 2025-11.xlsx."""
    (label,) = reader.labels("project", [project_id]).values() or ("",)
    when = f" {month or latest_month(reader, project_id=project_id) or ''}" if form in _MONTHLY else ""
    clean = "".join("_" if sign in '\\/:*?"<>|' else sign for sign in f"{label} {_NAMES[form]}{when}")
    return f"{clean.strip()}.xlsx"
