"""Writes a plan: activities by their outline number, relations as the sheet has them, changed fields only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.records.plan import LagUnit, RelationType
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Id, Instant, Value, day_at
from lanyan_desktop.services.imports.people import Teams
from lanyan_desktop.services.imports.ranking import ranks_of, ranks_where_they_were
from lanyan_desktop.services.imports.reading import Change, Outcome, update
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader, Sort, Where

_FIELDS = (
    "wbs", "name", "parent_id", "rank", "duration_min", "team_id", "responsible", "done",
    "actual_start", "actual_finish", "source_start", "source_finish", "note",
)  # fmt: skip
_RELATION = ("predecessor_id", "successor_id", "type", "lag_min", "lag_unit")
Known = dict[Id, dict[str, Value]]


@dataclass(slots=True)
class Task:
    """A row of the plan. `parent` is an index in the list of tasks, -1 at the top; `number` is what links call it."""

    row: int
    number: str
    wbs: str
    level: int
    team: str | None
    values: dict[str, Value]
    parent: int = -1
    has_own_wbs: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two tasks by their index; `lag` in minutes, or ‱ for 百分比."""

    before: int
    after: int
    type: RelationType
    lag: int
    unit: LagUnit


def write_plan(
    reader: Reader, edit: Edit, project_id: Id, tasks: Sequence[Task], links: Sequence[Link], *, has_predecessors: bool
) -> Outcome:
    """The plan into the project. Activities that the sheet does not name stay.

    Relations among those it names become those of the sheet.
    """
    outcome = Outcome()
    teams = Teams.load(reader, edit, project_id, outcome)
    known, by_key = _known(reader, project_id)
    ids = list(edit.new_ids(len(tasks)))
    for index, key in enumerate(_task_keys(tasks)):
        ids[index] = by_key.get(key, ids[index])
    parents = [task.parent for task in tasks]
    ranks = ranks_of(parents, ranks_where_they_were(parents, ids, known))
    rows = [_values(task, ids, rank, teams) for task, rank in zip(tasks, ranks, strict=True)]
    new = [index for index, id in enumerate(ids) if id not in known]
    _insert(edit, project_id, [ids[index] for index in new], [rows[index] for index in new])
    outcome.added += len(new)
    pairs = [
        (id, str(row["wbs"]), known[id], {name: value for name, value in row.items() if name != "note" or value})
        for id, row in zip(ids, rows, strict=True)
        if id in known
    ]
    update(edit, "activity", pairs, outcome)
    outcome.absent = len(known) - len(pairs)
    if has_predecessors:
        wanted = [(ids[link.before], ids[link.after], link.type, link.lag, link.unit) for link in links]
        write_links(reader, edit, project_id, set(ids), wanted=wanted, outcome=outcome)
    _start(reader, edit, project_id, tasks)
    return outcome


def _values(task: Task, ids: Sequence[Id], rank: str, teams: Teams) -> dict[str, Value]:
    parent = ids[task.parent] if task.parent >= 0 else None
    values = task.values | {"parent_id": parent, "rank": rank}
    return values | {"team_id": teams.need(task.team)} if task.team else values


def _known(reader: Reader, project_id: Id) -> tuple[Known, dict[tuple[Value, ...], Id]]:
    """The project's activities, and the keys by which an import finds them: outline number, and path of names."""
    names = ("id", *_FIELDS)
    where = [Where("project_id", "=", project_id)]
    found: Known = {}
    for row in reader.columns("activity", names, where=where, order=[Sort("rank")]):
        values = dict(zip(names, row, strict=True))
        if isinstance(values["id"], bytes):
            found[Id(values["id"])] = values
    by_key: dict[tuple[Value, ...], Id] = {}
    seen: Counter[tuple[Value, ...]] = Counter()
    for id, values in found.items():
        by_key.setdefault(("wbs", values["wbs"]), id)
        path = _path(found, values)
        seen[path] += 1
        by_key[(*path, seen[path])] = id
    return found, by_key


def _path(known: Known, values: dict[str, Value]) -> tuple[Value, ...]:
    names: list[Value] = [plain(str(values["name"]))]
    parent = values["parent_id"]
    while isinstance(parent, bytes) and Id(parent) in known and len(names) < 50:
        names.append(plain(str(known[Id(parent)]["name"])))
        parent = known[Id(parent)]["parent_id"]
    return ("path", *reversed(names))


def _task_keys(tasks: Sequence[Task]) -> list[tuple[Value, ...]]:
    seen: Counter[tuple[Value, ...]] = Counter()
    keys: list[tuple[Value, ...]] = []
    for task in tasks:
        names: list[Value] = []
        at = task
        while True:
            names.append(plain(str(at.values["name"])))
            if at.parent < 0:
                break
            at = tasks[at.parent]
        path: tuple[Value, ...] = ("path", *reversed(names))
        seen[path] += 1
        keys.append(("wbs", task.wbs) if task.has_own_wbs else (*path, seen[path]))
    return keys


def _insert(edit: Edit, project_id: Id, ids: Sequence[Id], rows: Sequence[dict[str, Value]]) -> None:
    if not ids:
        return
    defaults: dict[str, Value] = {"done": 0}
    columns: list[list[Value]] = [[project_id] * len(ids)]
    columns.extend([row.get(name, defaults.get(name)) for row in rows] for name in _FIELDS)
    edit.insert_many("activity", ("project_id", *_FIELDS), columns, ids=ids)


def write_links(
    reader: Reader,
    edit: Edit,
    project_id: Id,
    mine: AbstractSet[Id],
    *,
    wanted: Sequence[tuple[Value, ...]],
    outcome: Outcome,
) -> None:
    """Relations between activities of the sheet become those of the sheet; others stay."""
    rows = reader.columns("relation", ("id", *_RELATION), where=[Where("project_id", "=", project_id)])
    old = {row[1:]: row[0] for row in rows if row[1] in mine and row[2] in mine}
    new = [key for key in dict.fromkeys(wanted) if key not in old]
    kept = set(wanted)
    gone = [Id(id) for key, id in old.items() if key not in kept and isinstance(id, bytes)]
    if new:
        columns: list[list[Value]] = [[project_id] * len(new)]
        columns.extend([key[at] for key in new] for at in range(len(_RELATION)))
        edit.insert_many("relation", ("project_id", *_RELATION), columns)
    if gone:
        edit.delete("relation", gone)
    outcome.added += len(new)
    outcome.unchanged += len(kept) - len(new)
    if gone:
        outcome.changed += len(gone)
        outcome.changes.append(Change("relation", "逻辑关系", "删除", f"{len(gone)} 条", ""))


def _start(reader: Reader, edit: Edit, project_id: Id, tasks: Sequence[Task]) -> None:
    """A project that has no start yet starts with the sheet's first day."""
    project = reader.get(Project, project_id)
    starts = [start for task in tasks if isinstance(start := task.values.get("source_start"), int)]
    if project is not None and project.start_day is None and starts:
        edit.set("project", project_id, start_day=day_at(Instant(min(starts))))
