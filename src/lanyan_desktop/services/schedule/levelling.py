"""Levelling a project's plan: what would move and why, written as one step when it is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lanyan_desktop.core.records.plan import Assignment, Resource, ResourcePeriod
from lanyan_desktop.core.schedule.calendar import LAST_DAY
from lanyan_desktop.core.schedule.level_plan import Levelled, level_plan
from lanyan_desktop.core.schedule.levelling import Task, improve, level
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.schedule.resources import Availability, Needs, Overload, build_needs, overloads
from lanyan_desktop.core.schedule.supply import Supply
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Id
from lanyan_desktop.exchange.psplib import PsplibProject, read_psplib
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.schedule.calendars import Clocks, load_calendars
from lanyan_desktop.services.schedule.loading import LoadedPlan, load_plan
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Where

WHOLE = 10_000
"""One unit of a resource, in ten-thousandths."""
_MOST_RUNS = 1_500
"""Stretches of days off that are looked at: some 28 years of Sundays."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Staffing:
    """The resources of a project and what needs them, by position."""

    resources: Sequence[Resource]
    availability: Sequence[Availability]
    needs: Needs


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LevelPreview:
    """What levelling would do; nothing is written yet."""

    loaded: LoadedPlan
    staffing: Staffing
    levelled: Levelled
    left_over: Sequence[Overload]  # what float alone did not resolve

    def name_of(self, row: int) -> str:
        return str(self.loaded.columns["name"][row])

    def reason_of(self, number: int) -> str:
        """Why the n-th moved work moved, in words: what it waits for."""
        move = self.levelled.moved[number]
        rivals = "、".join(f"「{self.name_of(row)}」" for row in move.rivals[:3])
        if move.resource < 0:
            return f"紧前工作{rivals}后移" if rivals else "紧前工作后移"
        resource = self.staffing.resources[move.resource].name
        return f"等{resource}（{rivals}占用）" if rivals else f"等{resource}到位"


def load_staffing(reader: Reader, loaded: LoadedPlan) -> Staffing:
    """Resources with their calendars of availability, and who needs them.

    A work without assignments whose team is a resource needs one unit of it.
    """
    mine = [Where("project_id", "=", loaded.project.id)]
    resources = sorted(reader.load(Resource, where=mine), key=lambda one: one.id)
    place = {one.id: at for at, one in enumerate(resources)}
    rows = [
        (loaded.place[one.activity_id], place[one.resource_id], int(one.units))
        for one in reader.load(Assignment, where=mine)
        if one.activity_id in loaded.place and one.resource_id in place
    ]
    rows += _by_team(loaded, resources, {row for row, _, _ in rows})
    clocks = load_calendars(reader, loaded.project)
    return Staffing(
        resources=resources,
        availability=[_availability(reader, one, _days_off(loaded, clocks, one)) for one in resources],
        needs=build_needs(rows),
    )


def _by_team(loaded: LoadedPlan, resources: Sequence[Resource], assigned: set[int]) -> list[tuple[int, int, int]]:
    of_team: Mapping[object, int] = {one.team_id: at for at, one in enumerate(resources) if one.team_id}
    summaries = loaded.network.is_summary.tolist()
    return [
        (row, of_team[team], WHOLE)
        for row, team in enumerate(loaded.columns["team_id"])
        if team in of_team and row not in assigned and not summaries[row]
    ]


Period = tuple[Day, Day, int]


def _availability(reader: Reader, resource: Resource, days_off: Sequence[Period]) -> Availability:
    periods = reader.load(ResourcePeriod, where=[Where("resource_id", "=", resource.id)])
    periods.sort(key=lambda one: one.id)  # later entries win
    stated = [(one.first_day, one.last_day, int(one.capacity)) for one in periods]
    return Availability(int(resource.capacity), (*days_off, *stated))


def _days_off(loaded: LoadedPlan, clocks: Clocks, resource: Resource) -> list[Period]:
    """Days the resource's own calendar is off while the project works, as far as levelling can reach."""
    place = clocks.place.get(resource.calendar_id) if resource.calendar_id is not None else None
    if place is None:
        return []
    first = loaded.plan.start // MINUTES_PER_DAY
    span = int(loaded.plan.duration.sum()) // max(loaded.day_min, 1)
    days = np.arange(first, min(first + 2 * span + 366, LAST_DAY), dtype=np.int64)
    off = days[loaded.calendar.works_on(days) & ~clocks.calendars[place].works_on(days)]
    runs = np.split(off, np.flatnonzero(np.diff(off) > 1) + 1) if len(off) else []
    return [(Day(int(run[0])), Day(int(run[-1])), 0) for run in runs[:_MOST_RUNS]]


def preview_levelling(
    ledger: Reader | Ledger, *, project_id: Id, within_float: bool = False, passes: int = 100, step: Step = no_step
) -> LevelPreview:
    """Level the plan without writing anything.

    Raises:
        LanyanError: level.no_resources; level.impossible with the work's `name` and the `resource` it lacks.
        Cancelled: by `step`.
    """
    loaded = load_plan(ledger, project_id)
    staffing = load_staffing(ledger, loaded)
    if not len(staffing.needs):
        raise LanyanError("level.no_resources")
    priorities = {
        row[0]: row[1]
        for row in ledger.columns("activity", ["id", "priority"], where=[Where("project_id", "=", project_id)])
    }
    rank = np.array([_whole(priorities.get(row_id)) for row_id in loaded.ids], dtype=np.int64)
    try:
        levelled = level_plan(
            loaded.plan,
            loaded.network,
            staffing.needs,
            staffing.availability,
            priority=rank,
            within_float=within_float,
            passes=passes,
            step=step,
        )
    except LanyanError as error:
        if error.code != "level.impossible":
            raise
        name = str(loaded.columns["name"][int(str(error.params["work"]))])
        raise LanyanError("level.impossible", name=name) from error
    after = levelled.after
    left = overloads(staffing.needs, staffing.availability, start=after.start, finish=after.finish)
    return LevelPreview(loaded=loaded, staffing=staffing, levelled=levelled, left_over=left)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 500


def apply_levelling(ledger: Ledger, preview: LevelPreview) -> int:
    """Write what a preview found, as one step; gives how many works are held back now."""
    loaded, held = preview.loaded, preview.levelled.not_before
    before = loaded.columns["levelled_start"]
    wanted = [None if value == NONE else value for value in held.tolist()]
    changed = [row for row, value in enumerate(wanted) if value != before[row]]
    if changed:
        with ledger.changeset(f"资源调平 移动 {len(preview.levelled.moved)} 项工作") as edit:
            for row in changed:
                edit.set("activity", loaded.ids[row], levelled_start=wanted[row])
    return sum(value is not None for value in wanted)


def clear_levelling(ledger: Ledger, *, project_id: Id) -> int:
    """Take levelling back: every work starts as early as relations let; gives how many were held back."""
    loaded = load_plan(ledger, project_id)
    held = [row for row, value in enumerate(loaded.columns["levelled_start"]) if value is not None]
    if held:
        with ledger.changeset("清除资源调平") as edit:
            for row in held:
                edit.set("activity", loaded.ids[row], levelled_start=None)
    return len(held)


def psplib_task(project: PsplibProject) -> Task:
    """A PSPLIB project as a task to level, one period one count."""
    order = _in_order(project)
    place = {job: at for at, job in enumerate(order)}
    before: list[list[tuple[int, int]]] = [[] for _ in order]
    for job, successors in enumerate(project.successors):
        for other in successors:
            before[place[other]].append((place[job], project.durations[job]))
    return Task(
        length=[project.durations[job] for job in order],
        before=before,
        need=[tuple((r, units) for r, units in enumerate(project.requests[job]) if units) for job in order],
        supply=Supply(project.capacity),
        floor=[0] * len(order),
    )


def _in_order(project: PsplibProject) -> list[int]:
    """Jobs before their successors.

    Raises:
        LanyanError: psplib.cycle.
    """
    waiting = [0] * len(project.numbers)
    for successors in project.successors:
        for other in successors:
            waiting[other] += 1
    order = [job for job, number in enumerate(waiting) if not number]
    for job in order:  # grows while it is walked
        for other in project.successors[job]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    if len(order) < len(waiting):
        raise LanyanError("psplib.cycle")
    return order


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelledProject:
    """A levelled PSPLIB project, in periods; `starts` by job, in the order of `numbers`."""

    numbers: Sequence[int]
    starts: Sequence[int]
    makespan: int
    cpm_length: int


def level_psplib(path: Path, *, passes: int = 100, step: Step = no_step) -> LevelledProject:
    """Level a PSPLIB file.

    Raises:
        LanyanError: psplib.unreadable, psplib.cycle, level.impossible.
    """
    project = read_psplib(path)
    task = psplib_task(project)
    order = _in_order(project)
    try:
        starts = improve(task, level(task), passes=passes, step=step)
    except LanyanError as error:
        job = project.numbers[order[int(str(error.params["work"]))]]
        raise LanyanError("level.impossible", name=str(job)) from error
    by_job = {job: starts[at] for at, job in enumerate(order)}
    return LevelledProject(
        numbers=project.numbers,
        starts=[by_job[job] for job in range(len(order))],
        makespan=task.end_of(starts),
        cpm_length=task.end_of(task.early),
    )
