"""Writes attendance: teams and workers where they are new, one record a worker and day, changed fields only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Day, Id, Value, date_of
from lanyan_desktop.services.imports.people import Numbers, Teams, text_values
from lanyan_desktop.services.imports.reading import Outcome, update
from lanyan_desktop.services.labour.paying import check_open
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader, Where

WorkerKey = tuple[str, ...]
"""("number", 工号) or ("name", 姓名, 班组)."""
_FIELDS = ("team_id", "morning_min", "afternoon_min", "overtime_min", "reason")


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """What the sheets say of a worker."""

    number: str | None
    name: str | None
    team: str | None
    trade: str | None
    leave_day: Day | None = None
    note: str | None = None

    def with_more(self, other: WorkerSeen) -> WorkerSeen:
        """This, completed with what another row says."""
        return replace(
            self,
            name=self.name or other.name,
            team=other.team or self.team,
            trade=other.trade or self.trade,
            leave_day=self.leave_day if other.leave_day is None else other.leave_day,
            note=other.note or self.note,
        )


def write_attendance(
    reader: Reader,
    edit: Edit,
    project_id: Id,
    workers: Mapping[WorkerKey, WorkerSeen],
    entries: Mapping[tuple[WorkerKey, Day], Mark],
) -> Outcome:
    """Everything into the project's attendance; what the sheets do not speak of stays as it is.

    Raises:
        LanyanError: payroll.closed where the wages of a month of theirs are agreed.
    """
    for month in sorted({Month.of(day) for _, day in entries}):
        check_open(reader, project_id=project_id, month=month)
    outcome = Outcome()
    teams = Teams.load(reader, edit, project_id, outcome)
    wanted = {key for key, _ in entries}
    present = {key: worker for key, worker in workers.items() if key in wanted}
    ids = _write_workers(reader, edit, project_id, workers=present, teams=teams, outcome=outcome)
    known = _known(reader, project_id, [day for _, day in entries])
    pairs, new = [], []
    for (key, day), mark in entries.items():
        values = _values(mark, teams.need(workers[key].team))
        if (found := known.get((ids[key], day))) is None:
            new.append((ids[key], day, values))
        else:
            if values["team_id"] is None:
                values.pop("team_id")
            label = f"{workers[key].name or key[1]} {date_of(day).isoformat()}"
            pairs.append((found[0], label, found[1], values))
    _insert(edit, project_id, new)
    outcome.added += len(new)
    update(edit, "attendance", pairs, outcome)
    return outcome


def _values(mark: Mark, team_id: Id | None) -> dict[str, Value]:
    return {
        "team_id": team_id,
        "morning_min": mark.morning_min,
        "afternoon_min": mark.afternoon_min,
        "overtime_min": mark.overtime_min,
        "reason": mark.reason,
    }


def _insert(edit: Edit, project_id: Id, new: list[tuple[Id, Day, dict[str, Value]]]) -> None:
    if new:
        columns: list[list[Value]] = [[project_id] * len(new), [id for id, _, _ in new], [day for _, day, _ in new]]
        columns.extend([values[name] for _, _, values in new] for name in _FIELDS)
        columns.append(["导入"] * len(new))
        edit.insert_many("attendance", ("project_id", "worker_id", "day", *_FIELDS, "source"), columns)


def _known(reader: Reader, project_id: Id, days: list[Day]) -> dict[tuple[Value, Value], tuple[Id, dict[str, Value]]]:
    names = ("id", "worker_id", "day", *_FIELDS)
    where = [Where("project_id", "=", project_id), Where("day", ">=", min(days)), Where("day", "<=", max(days))]
    rows = [dict(zip(names, row, strict=True)) for row in reader.columns("attendance", names, where=where)]
    return {(row["worker_id"], row["day"]): (Id(row["id"]), row) for row in rows if isinstance(row["id"], bytes)}


def _write_workers(
    reader: Reader,
    edit: Edit,
    project_id: Id,
    *,
    workers: Mapping[WorkerKey, WorkerSeen],
    teams: Teams,
    outcome: Outcome,
) -> dict[WorkerKey, Id]:
    names = ("id", "number", "name", "team_id", "trade", "leave_day", "note")
    rows = [
        dict(zip(names, row, strict=True))
        for row in reader.columns("worker", names, where=[Where("project_id", "=", project_id)])
    ]
    numbers = Numbers.after([str(row["number"]) for row in rows])
    ids: dict[WorkerKey, Id] = {}
    pairs = []
    for key, seen in workers.items():
        values = text_values(name=seen.name, trade=seen.trade, note=seen.note if seen.leave_day is None else None)
        values |= {"team_id": team_id} if (team_id := teams.need(seen.team)) is not None else {}
        values |= {"leave_day": seen.leave_day} if seen.leave_day is not None else {}
        found = _find(rows, seen, teams)
        if found is not None and isinstance(found["id"], bytes):
            ids[key] = Id(found["id"])
            pairs.append((ids[key], str(found["name"]), found, values))
            continue
        number = seen.number or numbers.next()
        named = {"name": number} | values
        ids[key] = edit.insert("worker", id=None, project_id=project_id, number=number, **named)
        outcome.added += 1
    update(edit, "worker", pairs, outcome)
    return ids


def _find(rows: list[dict[str, Value]], seen: WorkerSeen, teams: Teams) -> dict[str, Value] | None:
    """The worker of this number; without a number the one of this name, of this team where several have it."""
    if seen.number:
        return next((row for row in rows if plain(str(row["number"])) == plain(seen.number)), None)
    same = [row for row in rows if plain(str(row["name"])) == plain(seen.name or "")]
    team_id = teams.ids.get(plain(seen.team)) if seen.team else None
    in_team = [row for row in same if team_id is not None and row["team_id"] == team_id]
    if in_team:
        return in_team[0]
    return same[0] if same and (len(same) == 1 or team_id is None) else None
