"""A project's plan read from the ledger as columns, ready for the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.schedule.calendar import DayException, Ints, WorkCalendar
from lanyan_desktop.core.schedule.network import Bools, Network, build_network
from lanyan_desktop.core.schedule.plan import (
    CONSTRAINT_CODE,
    LAG_CALENDAR_CODE,
    LAG_CODE,
    NONE,
    PROGRESS_CODE,
    RELATION_CODE,
    Links,
    Plan,
    Rules,
    build_plan,
)
from lanyan_desktop.core.table.outline import preorder
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Id, Instant, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.calendars import Clocks, load_calendars
from lanyan_desktop.store.reader import Reader, Sort, Where

FIELDS = (
    "id", "parent_id", "rank", "wbs", "name", "duration_min", "calendar_id", "team_id", "responsible",
    "constraint_type", "constraint_at", "deadline_at", "is_manual", "manual_start", "manual_finish", "done",
    "actual_start", "actual_finish", "remaining_min", "levelled_start", "budget_fen", "source_uid", "source_start",
    "source_finish", "note",
)  # fmt: skip
_RELATION_FIELDS = ("id", "predecessor_id", "successor_id", "type", "lag_min", "lag_unit")
Column = Sequence[Value]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LoadedPlan:
    """A plan as the ledger has it: rows in the order of the outline, and the same as the engine's columns."""

    project: Project
    ids: list[Id]
    place: Mapping[Id, int]
    levels: list[int]
    columns: Mapping[str, Column]  # by field of the activity, in the order of `ids`
    relation_ids: list[Id]  # in the order of `plan.links`
    plan: Plan
    network: Network
    exceptions: tuple[DayException, ...]  # of the project's calendar

    @property
    def calendar(self) -> WorkCalendar:
        """The project's own."""
        return self.plan.calendars[0]

    @property
    def day_min(self) -> int:
        return self.calendar.day_min

    def __len__(self) -> int:
        return len(self.ids)

    def calendar_of(self, row: int) -> WorkCalendar:
        return self.plan.calendars[int(self.plan.calendar[row])]


def count_rows(reader: Reader, project_id: Id) -> int:
    """How many rows the plan has: whether to read it at once."""
    return reader.count("activity", where=[Where("project_id", "=", project_id)])


def load_plan(
    reader: Reader,
    project_id: Id,
    *,
    before: LoadedPlan | None = None,
    keeps_relations: bool = False,
    with_rows: bool = True,
) -> LoadedPlan:
    """Read a plan. `before` is an earlier reading: its network serves again where the relations are the same.

    `keeps_relations`: none was touched since, so they need not be read again (half of the time of a large plan).
    Without `with_rows` only project and calendars are read: what can be shown at once of a plan that takes longer.

    Raises:
        LanyanError: project.unknown; calendar.hours or calendar.empty for a calendar that cannot be read.
    """
    project = reader.get(Project, project_id)
    if project is None:
        raise LanyanError("project.unknown", code="", codes="")
    clocks = load_calendars(reader, project)
    mine = [Where("project_id", "=", project_id)]
    rows = reader.columns("activity", FIELDS, where=mine, order=[Sort("rank"), Sort("id")]) if with_rows else []
    table = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in FIELDS]
    order, levels = preorder(table[0], table[1])
    columns = {name: [values[at] for at in order] for name, values in zip(FIELDS, table, strict=True)}
    ids = [Id(value) for value in columns["id"] if isinstance(value, bytes)]
    place = {row_id: at for at, row_id in enumerate(ids)}
    if before is not None and keeps_relations and before.ids == ids:
        links, relation_ids = before.plan.links, before.relation_ids
    else:
        links, relation_ids = _load_links(reader, project_id, place)
    parent = np.array([_place(place, value) for value in columns["parent_id"]], dtype=np.int64)
    network = _network(links, parent, before)
    if network.cycles and (closing := reader.closing_relations()):
        links, relation_ids = _without(closing, links, relation_ids)
        network = _network(links, parent, before)
    plan = plan_of(project, columns, links, parent, clocks)
    return LoadedPlan(
        project=project,
        ids=ids,
        place=place,
        levels=levels,
        columns=columns,
        relation_ids=relation_ids,
        plan=plan,
        network=network,
        exceptions=clocks.exceptions,
    )


def _place(place: Mapping[Id, int], value: Value) -> int:
    return place.get(value, -1)  # type: ignore[call-overload, no-any-return]  # other values are no keys; NewTypes cost


def _load_links(reader: Reader, project_id: Id, place: Mapping[Id, int]) -> tuple[Links, list[Id]]:
    """Relations between rows that are there; deleting a work leaves none behind, a merge may."""
    rows = reader.columns("relation", _RELATION_FIELDS, where=[Where("project_id", "=", project_id)])
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in _RELATION_FIELDS]
    source, target = ([_place(place, value) for value in column] for column in columns[1:3])
    if min(source, default=0) < 0 or min(target, default=0) < 0:
        kept = [at for at, (a, b) in enumerate(zip(source, target, strict=True)) if a >= 0 and b >= 0]
        columns = [[column[at] for at in kept] for column in columns]
        source, target = [source[at] for at in kept], [target[at] for at in kept]
    ids, _, _, kind, lag, unit = columns
    links = Links(
        source=np.array(source, dtype=np.int64),
        target=np.array(target, dtype=np.int64),
        type=np.array([RELATION_CODE.get(str(name), 0) for name in kind], dtype=np.int64),
        lag=_ints(lag, 0),
        unit=np.array([LAG_CODE.get(str(name), 0) for name in unit], dtype=np.int64),
    )
    return links, [Id(value) for value in ids if isinstance(value, bytes)]


def _without(closing: set[Id], links: Links, ids: list[Id]) -> tuple[Links, list[Id]]:
    """The relations without those that close a ring since two offices' work met: the rest of the ring still counts."""
    kept = [at for at, id in enumerate(ids) if id not in closing]
    some = Links(
        source=links.source[kept],
        target=links.target[kept],
        type=links.type[kept],
        lag=links.lag[kept],
        unit=links.unit[kept],
    )
    return some, [ids[at] for at in kept]


def _network(links: Links, parent: Ints, before: LoadedPlan | None) -> Network:
    if before is not None and len(before.plan) == len(parent) and len(before.plan.links) == len(links):
        old = before.plan.links
        pairs = ((old.source, links.source), (old.target, links.target), (old.type, links.type))
        if all(np.array_equal(a, b) for a, b in (*pairs, (before.plan.parent, parent))):
            return before.network
    return build_network(links, parent)


def plan_of(project: Project, columns: Mapping[str, Column], links: Links, parent: Ints, clocks: Clocks) -> Plan:
    """These columns of works as the engine takes them."""
    calendars = clocks.calendars
    whole = calendars[0].is_whole
    manual = _ints(columns["is_manual"], 0) == 1
    manual_start = _first_known(_ints(columns["manual_start"]), _ints(columns["source_start"]))
    manual_finish = _evening(_first_known(_ints(columns["manual_finish"]), _ints(columns["source_finish"])), whole)
    constraint = np.array([CONSTRAINT_CODE.get(str(name), 0) for name in columns["constraint_type"]], dtype=np.int64)
    limit = _ints(columns["constraint_at"])
    ends = np.isin(constraint, (4, 5, 7))  # limits on the finish: a bare date means its evening
    start = _start_of(project, columns, calendars[0])
    return build_plan(
        _ints(columns["duration_min"], 0),
        links,
        calendars=calendars,
        start=start,
        data_date=None if project.data_day is None else Instant((project.data_day + 1) * MINUTES_PER_DAY),
        parent=parent,
        calendar=list(map(clocks.place_of, columns["calendar_id"], columns["team_id"])),
        constraint=constraint,
        constraint_at=np.where(ends, _evening(limit, whole), limit),
        deadline_at=_evening(_ints(columns["deadline_at"]), whole),
        manual_start=np.where(manual, manual_start, NONE),
        manual_finish=np.where(manual, manual_finish, NONE),
        done=_ints(columns["done"], 0),
        actual_start=_ints(columns["actual_start"]),
        actual_finish=_evening(
            _ints(columns["actual_finish"]), whole, milestone=_ints(columns["duration_min"], 0) == 0
        ),
        remaining=_ints(columns["remaining_min"]),
        not_before=_ints(columns["levelled_start"]),
        rules=rules_of(project, calendars[0]),
    )


def rules_of(project: Project, calendar: WorkCalendar) -> Rules:
    """How the project wants its plan computed; 倒排 needs a 要求完工."""
    finish = None
    if project.is_backward and project.required_finish_day is not None:
        finish = calendar.last_finish(Instant((project.required_finish_day + 1) * MINUTES_PER_DAY))
    return Rules(
        lag_calendar=LAG_CALENDAR_CODE.get(project.lag_calendar, 0),
        progress=PROGRESS_CODE.get(project.progress_rule, 0),
        finish=finish,
        critical_float=project.critical_float_min,
    )


def _start_of(project: Project, columns: Mapping[str, Column], calendar: WorkCalendar) -> Instant:
    """开工日期, else the earliest date brought along or reported, else the data date, else the day of its making."""
    if project.start_day is not None:
        return calendar.next_start(Instant(project.start_day * MINUTES_PER_DAY))
    known = [
        v for name in ("source_start", "actual_start", "manual_start") for v in columns[name] if isinstance(v, int)
    ]
    if known:
        return calendar.next_start(Instant(min(known)))
    day = project.data_day if project.data_day is not None else _made_on(project.id)
    return calendar.next_start(Instant(day * MINUTES_PER_DAY))


def _made_on(id: Id) -> Day:
    """The day in the UUIDv7 of a record: the same on every machine, so the plan's dates are too."""
    return Day(int.from_bytes(id[:6]) // 86_400_000)


def _evening(instants: Ints, is_whole: bool, milestone: Bools | None = None) -> Ints:
    """A finish given as a bare date (midnight at its start) means the end of that day."""
    if is_whole:
        return instants
    bare = (instants != NONE) & (instants % MINUTES_PER_DAY == 0)
    if milestone is not None:
        bare &= ~milestone
    return np.where(bare, instants + MINUTES_PER_DAY, instants)


def _ints(column: Column, empty: int = NONE) -> Ints:
    return np.array([empty if value is None else value for value in column], dtype=np.int64)


def _first_known(a: Ints, b: Ints) -> Ints:
    return np.where(a != NONE, a, b)
