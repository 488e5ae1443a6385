"""Writes a plan of another program: calendars, activities, relations, resources and baselines, changed fields only."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence

from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.records.plan import Assignment, Baseline, Resource
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.schedule.exchanged import ExchangedActivity
from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan
from lanyan_desktop.core.values import Id, Moment, Value, day_at
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.imports.people import Teams
from lanyan_desktop.services.imports.plan_file_calendars import write_calendars
from lanyan_desktop.services.imports.plan_file_target import PlanTarget
from lanyan_desktop.services.imports.plan_tree import fill_wbs
from lanyan_desktop.services.imports.plan_writing import write_links
from lanyan_desktop.services.imports.ranking import ranks_of, ranks_where_they_were
from lanyan_desktop.services.imports.reading import Outcome, update
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader, Sort

_FIELDS = (
    "wbs", "name", "parent_id", "rank", "duration_min", "calendar_id", "team_id", "responsible", "constraint_type",
    "constraint_at", "deadline_at", "is_manual", "manual_start", "manual_finish", "done", "actual_start",
    "actual_finish", "remaining_min", "priority", "levelled_start", "source_uid", "source_start", "source_finish",
    "note",
)  # fmt: skip
_PARTS = 5
"""Steps that are told while it is written, and at which it can be stopped."""
_MOST_DIGITS = 10**15
Known = dict[Id, dict[str, Value]]


def write_plan_file(
    reader: Reader, edit: Edit, project_id: Id, computed: ComputedPlan, *, step: Step = no_step
) -> Outcome:
    """The plan into the project. Activities are found again by their uid in the file, else by their WBS.

    Activities that the file does not name stay; relations among those it names become those of the file.
    """
    to = PlanTarget(reader, edit, project_id, computed, Outcome())
    step(0, _PARTS)
    known = _known(to)
    calendars = write_calendars(to)
    usual = calendars.get(computed.source.calendar)
    if not known:
        _set_project(to, usual)
    project = reader.get(Project, project_id)
    if not known or (project is not None and project.calendar_id == usual):
        usual = None  # it is the project's own
    resources = _write_resources(to, calendars)
    step(1, _PARTS)
    ids = _write_activities(to, known, calendars, usual)
    step(2, _PARTS)
    wanted: list[tuple[Value, ...]] = [
        (ids[link.before], ids[link.after], link.type, link.lag, link.unit) for link in computed.links
    ]
    write_links(reader, edit, project_id, set(ids), wanted=wanted, outcome=to.outcome)
    step(3, _PARTS)
    _write_assignments(to, ids, resources)
    step(4, _PARTS)
    _write_baselines(to, ids)
    step(_PARTS, _PARTS)
    return to.outcome


def _known(to: PlanTarget) -> Known:
    names = ("id", *_FIELDS)
    rows = to.reader.columns("activity", names, where=to.mine, order=[Sort("rank")])
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return {Id(values["id"]): values for values in found if isinstance(values["id"], bytes)}


def _set_project(to: PlanTarget, calendar: Id | None) -> None:
    """A project without a plan takes its start, its rules and P6's data date from the file."""
    computed = to.computed
    source, project = computed.source, to.reader.get(Project, to.project_id)
    values: dict[str, Value] = {
        "lag_calendar": source.lag_calendar,
        "progress_rule": source.progress_rule,
        "critical_float_min": source.critical_float_min,
    }
    if calendar is not None:
        values["calendar_id"] = calendar
    if project is None or project.start_day is None:
        values["start_day"] = day_at(computed.plan.start)
    if computed.plan.data_date is not None:
        values["data_day"] = day_at(computed.plan.data_date) - 1  # the evening before is the morning of
    if source.is_backward and source.finish is not None:
        values |= {"is_backward": 1, "required_finish_day": day_at(source.finish)}
    to.edit.set("project", to.project_id, **values)


def _write_activities(to: PlanTarget, known: Known, calendars: Mapping[str, Id], usual: Id | None) -> list[Id]:
    """`usual` is the calendar of activities that name none; None: the project's."""
    rows = to.computed.source.activities
    by_uid = {values["source_uid"]: id for id, values in known.items() if values["source_uid"]}
    by_wbs = {values["wbs"]: id for id, values in known.items() if not values["source_uid"]}
    parents = [row.parent for row in rows]
    wbs = _numbers(rows, parents)
    ids = list(to.edit.new_ids(len(rows)))
    taken: set[Id] = set()
    for at, row in enumerate(rows):
        found = by_uid.get(row.uid) or by_wbs.get(wbs[at])
        if found is not None and found not in taken:
            ids[at] = found
            taken.add(found)
    ranks = ranks_of(parents, ranks_where_they_were(parents, ids, known))
    team_of = _teams(to)
    made: list[dict[str, Value]] = []
    for at, row in enumerate(rows):
        values = _values(row)
        values["wbs"], values["rank"] = wbs[at], ranks[at]
        values["parent_id"] = ids[row.parent] if row.parent >= 0 else None
        values["calendar_id"] = calendars.get(row.calendar) if row.calendar else usual
        values["team_id"] = team_of.get(at)
        made.append(values)
    new = [at for at, id in enumerate(ids) if id not in known]
    if new:
        columns: list[list[Value]] = [[to.project_id] * len(new)]
        columns += [[made[at][name] for at in new] for name in _FIELDS]
        to.edit.insert_many("activity", ("project_id", *_FIELDS), columns, ids=[ids[at] for at in new])
    to.outcome.added += len(new)
    pairs = [(id, str(wbs[at]), known[id], made[at]) for at, id in enumerate(ids) if id in known]
    update(to.edit, "activity", pairs, to.outcome)
    to.outcome.absent = len(known) - len(pairs)
    return ids


def _numbers(rows: Sequence[ExchangedActivity], parents: list[int]) -> list[str]:
    """The WBS of the file where every row has one of its own, else numbers by the outline."""
    given = [row.wbs.strip()[:40] for row in rows]
    times = Counter(given)
    return list(fill_wbs(parents, [wbs if wbs and times[wbs] == 1 else "" for wbs in given]))


def _values(row: ExchangedActivity) -> dict[str, Value]:
    is_fixed = row.is_manual or not row.is_active
    start = row.manual_start if row.is_manual else row.stored.start
    finish = row.manual_finish if row.is_manual else row.stored.finish
    is_fixed = is_fixed and row.nature != "summary" and start is not None
    note = "；".join(([] if row.is_active else ["来源程序里已停用"]) + ([row.note] if row.note else []))
    return {
        "name": row.name.strip()[:200] or "（未命名）",
        "duration_min": 0 if row.nature == "summary" else row.duration_min,
        "responsible": row.responsible[:60] if row.responsible else None,
        "constraint_type": row.constraint,
        "constraint_at": row.constraint_at,
        "deadline_at": row.deadline_at,
        "is_manual": 1 if is_fixed else 0,
        "manual_start": start if is_fixed else None,
        "manual_finish": finish if is_fixed else None,
        "done": row.done,
        "actual_start": row.actual_start,
        "actual_finish": row.actual_finish,
        "remaining_min": row.remaining_min,
        "priority": row.priority,
        "levelled_start": row.resumes_at or row.levelled_start,
        "source_uid": row.uid[:60],
        "source_start": row.stored.start,
        "source_finish": row.stored.finish,
        "note": note[:2000] or None,
    }


def _teams(to: PlanTarget) -> dict[int, Id]:
    """The first crew of each activity is its team."""
    teams = Teams.load(to.reader, to.edit, to.project_id, to.outcome)
    crews = {resource.uid: resource.name for resource in to.computed.source.resources if resource.type == "人工"}
    found: dict[int, Id] = {}
    for one in to.computed.source.assignments:
        if one.activity not in found and one.resource in crews and (team := teams.need(crews[one.resource].strip())):
            found[one.activity] = team
    return found


def _write_resources(to: PlanTarget, calendars: Mapping[str, Id]) -> dict[str, Id]:
    """The resources by the file's uid, found again by name; those that are there stay as they are."""
    records = to.reader.load(Resource, where=to.mine)
    known = {plain(record.name): record.id for record in records}
    found: dict[str, Id] = {}
    for resource in to.computed.source.resources:
        name = resource.name.strip()[:100] or "资源"
        if plain(name) not in known:
            known[plain(name)] = to.edit.insert(
                "resource",
                project_id=to.project_id,
                name=name,
                type=resource.type,
                unit=resource.unit[:20],
                capacity=min(resource.capacity, _MOST_DIGITS),
                calendar_id=calendars.get(resource.calendar),
            )
            to.outcome.added += 1
        found[resource.uid] = known[plain(name)]
    return found


def _write_assignments(to: PlanTarget, ids: Sequence[Id], resources: Mapping[str, Id]) -> None:
    """Assignments of the activities of the file become those of the file."""
    mine = set(ids)
    old = {
        (one.activity_id, one.resource_id, one.units, one.work_min): one.id
        for one in to.reader.load(Assignment, where=to.mine)
        if one.activity_id in mine
    }
    want = list(
        dict.fromkeys(
            (ids[one.activity], resources[one.resource], min(one.units, _MOST_DIGITS), one.work_min)
            for one in to.computed.source.assignments
            if one.resource in resources
        )
    )
    kept = set(want)
    to.edit.delete("assignment", [id for key, id in old.items() if key not in kept])
    new = [key for key in want if key not in old]
    if new:
        columns: list[list[Value]] = [[to.project_id] * len(new)]
        columns += [[key[at] for key in new] for at in range(4)]
        to.edit.insert_many("assignment", ("project_id", "activity_id", "resource_id", "units", "work_min"), columns)
        to.outcome.added += len(new)


def _write_baselines(to: PlanTarget, ids: Sequence[Id]) -> None:
    """Each baseline of the file once; one of the same name that is there stays as it was taken."""
    there = {record.name for record in to.reader.load(Baseline, where=to.mine)}
    rows = to.computed.source.activities
    now = time.time_ns() // 1_000_000
    for number in sorted({one.number for row in rows for one in row.baselines}):
        name = f"来源基准{number or ''}"
        if name in there:
            continue
        held = [
            (ids[at], one)
            for at, row in enumerate(rows)
            for one in row.baselines
            if one.number == number and row.nature != "summary"
        ]
        if not held:
            continue
        baseline = to.edit.insert("baseline", project_id=to.project_id, name=name, taken_at=Moment(now - number))
        columns: list[list[Value]] = [
            [baseline] * len(held),
            [id for id, _ in held],
            [one.start for _, one in held],
            [one.finish for _, one in held],
            [one.duration_min for _, one in held],
            [one.cost_fen for _, one in held],
        ]
        names = ("baseline_id", "activity_id", "start", "finish", "duration_min", "budget_fen")
        to.edit.insert_many("baseline_activity", names, columns)
        to.outcome.added += 1 + len(held)
