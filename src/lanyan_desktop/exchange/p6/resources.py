"""The resources that a P6 project uses, and where they are assigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanyan_desktop.core.records.plan import ResourceType
from lanyan_desktop.core.schedule.exchanged import ExchangedAssignment, ExchangedResource
from lanyan_desktop.exchange.p6.tables import Row
from lanyan_desktop.exchange.p6.values import parse_scaled

_TYPES: dict[str, ResourceType] = {"RT_Labor": "人工", "RT_Equip": "机械", "RT_Mat": "材料"}


def read_resources(resources: Sequence[Row], assigned: Sequence[Row], calendars: set[str]) -> list[ExchangedResource]:
    """Those that are assigned; `calendars` are the ones the plan keeps."""
    used = {row.get("rsrc_id", "") for row in assigned}
    return [
        ExchangedResource(
            uid=row.get("rsrc_id", ""),
            name=row.get("rsrc_name", "").strip() or row.get("rsrc_short_name", ""),
            type=_TYPES.get(row.get("rsrc_type", ""), "人工"),
            unit={"机械": "台", "材料": "批"}.get(_TYPES.get(row.get("rsrc_type", ""), "人工"), "人"),
            calendar=row.get("clndr_id", "") if row.get("clndr_id") in calendars else "",
        )
        for row in resources
        if row.get("rsrc_id") in used
    ]


def read_assignments(assigned: Sequence[Row], place: Mapping[str, int], *, file: str) -> list[ExchangedAssignment]:
    """Who works on what; `place` is the position of "T" + task id."""
    return [
        ExchangedAssignment(
            activity=place[f"T{row.get('task_id')}"],
            resource=row.get("rsrc_id", ""),
            units=min(max(parse_scaled(row.get("target_qty_per_hr"), 10_000, at=file), 0), 10**12),
            work_min=max(parse_scaled(row.get("target_qty"), 60, at=file), 0),
        )
        for row in assigned
        if f"T{row.get('task_id')}" in place and row.get("rsrc_id")
    ]


def drivers_of(resources: Sequence[Row], assigned: Sequence[Row], tasks: Sequence[Row]) -> dict[str, str]:
    """The calendar of the resource that drives each task."""
    of = {row.get("rsrc_id", ""): row.get("clndr_id", "") for row in resources}
    found: dict[str, str] = {}
    for row in assigned:
        found.setdefault(row.get("task_id", ""), of.get(row.get("rsrc_id", ""), ""))
    chosen = {task.get("task_id", ""): of.get(task.get("rsrc_id", ""), "") for task in tasks}
    return found | {task: calendar for task, calendar in chosen.items() if calendar}
