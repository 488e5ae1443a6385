"""The plan out, with its computed dates, in the columns that planners exchange."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast, get_args

from lanyan_desktop.core.records.plan import LagUnit, RelationType
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.schedule.exchanged_plan import compute_exchanged
from lanyan_desktop.core.schedule.relations import Predecessor, print_predecessors
from lanyan_desktop.core.values import Day, Minutes, Permyriad
from lanyan_desktop.exchange.excel.writing.plan import Plan, PlanRow, write_plan
from lanyan_desktop.exchange.msproject.writer import write_mspdi
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.services.schedule.exchange import plan_of
from lanyan_desktop.services.schedule.view import PlanView, load_view
from lanyan_desktop.store.reader import Reader

_TYPES = cast("tuple[RelationType, ...]", get_args(RelationType))
_UNITS = cast("tuple[LagUnit, ...]", get_args(LagUnit))


def export_plan(reader: Reader, path: Path, *, project: Project, step: Step = no_step) -> Exported:
    """Write the plan as it is computed now: MS Project's XML for a name in .xml, else a workbook.

    Raises:
        LanyanError: export.nothing for an empty plan, export.plan_format for a kind of file that is only read;
            those of the engine and of the writer.
    """
    view = load_view(reader, project.id)
    if not len(view):
        raise LanyanError("export.nothing", what="进度计划")
    if path.suffix.lower() == ".xml":
        return _export_xml(reader, path, project=project, view=view, step=step)
    if path.suffix.lower() in (".xer", ".gan", ".mpp"):
        raise LanyanError("export.plan_format", file=path.name)
    plan = Plan(project=project.name, rows=plan_rows(view), day_min=view.loaded.day_min)
    rows = write_plan(path, plan, step=step)
    return Exported(form="plan", title="进度计划", path=path, rows=rows, unit="行")


def _export_xml(reader: Reader, path: Path, *, project: Project, view: PlanView, step: Step) -> Exported:
    computed = compute_exchanged(plan_of(reader, project.id, loaded=view.loaded))
    rows = write_mspdi(path, computed, saved_at=datetime.now(), step=step)
    return Exported(form="plan", title="进度计划（Project XML）", path=path, rows=rows, unit="行")


def plan_rows(view: PlanView) -> list[PlanRow]:
    """The rows of the outline in their order; 标识号 counts them all, predecessors name rows by it."""
    columns, levels = view.loaded.columns, view.loaded.levels
    predecessors = _predecessors(view)
    summary, done = view.schedule.is_summary.tolist(), view.done.tolist()
    first, last, minutes = view.first_day.tolist(), view.last_day.tolist(), view.loaded.plan.duration.tolist()
    return [
        PlanRow(
            number=row + 1,
            wbs=str(columns["wbs"][row]),
            name=str(columns["name"][row]),
            level=levels[row],
            is_summary=summary[row],
            duration_min=None if summary[row] else Minutes(minutes[row]),
            start=Day(first[row]),
            finish=Day(last[row]),
            predecessors=predecessors.get(row, ""),
            team=view.teams.get(columns["team_id"][row]),  # type: ignore[call-overload]  # an id or None
            done=Permyriad(done[row]),
            responsible=cast("str | None", columns["responsible"][row]),
            note=cast("str | None", columns["note"][row]),
        )
        for row in range(len(view))
    ]


def _predecessors(view: PlanView) -> dict[int, str]:
    """前置任务 by row, relations in the order they were made."""
    links = view.loaded.plan.links
    columns = (links.source, links.target, links.type, links.lag, links.unit)
    entries: dict[int, list[Predecessor]] = {}
    for source, target, kind, lag, unit in zip(*(column.tolist() for column in columns), strict=True):
        entries.setdefault(target, []).append(Predecessor(str(source + 1), _TYPES[kind], lag, _UNITS[unit]))
    day_min = view.loaded.day_min
    return {row: print_predecessors(found, day_min=day_min) for row, found in entries.items()}
