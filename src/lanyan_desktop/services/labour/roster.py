"""Who works on a project in a month, crew by crew, and by which rules a 工日 is counted there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lanyan_desktop.core.labour.checks import Stay
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.workdays import DayRule
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Day, Fen, Id
from lanyan_desktop.store.reader import Reader, Sort, Where

_FIELDS = ("id", "number", "name", "team_id", "trade", "rate_fen_per_day", "enter_day", "leave_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLine:
    """A worker as the month shows him."""

    id: Id
    number: str
    name: str
    team_id: Id | None
    team: str
    trade: str | None
    rate_fen_per_day: Fen | None
    enter_day: Day | None
    leave_day: Day | None

    @property
    def stay(self) -> Stay:
        return Stay(enter_day=self.enter_day, leave_day=self.leave_day)

    def is_here(self, first_day: Day, last_day: Day) -> bool:
        """Whether he was on site on any of these days, as far as is known."""
        too_late = self.enter_day is not None and self.enter_day > last_day
        too_early = self.leave_day is not None and self.leave_day < first_day
        return not (too_late or too_early)


def load_rule(project: Project) -> DayRule:
    """How minutes make 工日 on this project."""
    return DayRule(workday_min=project.workday_min, overtime_day_min=project.overtime_day_min)


def load_teams(reader: Reader, project_id: Id) -> dict[Id, str]:
    """The crews of a project by id, in the order they were made."""
    rows = reader.columns("team", ["id", "name"], where=[Where("project_id", "=", project_id)], order=[Sort("id")])
    return {Id(key): str(name) for key, name in rows if isinstance(key, bytes)}


def load_roster(reader: Reader, *, project_id: Id, month: Month, marked: Collection[Id]) -> list[WorkerLine]:
    """Who was on site in the month or is marked in it; crews in the order of their first number, then by number.

    `marked`: workers that have attendance in the month; one who was deleted since is shown by name all the same.
    """
    teams = load_teams(reader, project_id)
    rows = reader.columns("worker", _FIELDS, where=[Where("project_id", "=", project_id)], order=[Sort("number")])
    lines = [_line(dict(zip(_FIELDS, row, strict=True)), teams) for row in rows]
    wanted = set(marked)
    found = [line for line in lines if line.id in wanted or line.is_here(month.first_day, month.last_day)]
    gone = wanted - {line.id for line in lines}
    labels = reader.labels("worker", gone) if gone else {}
    found += [_gone(key, labels.get(key, "未知工人")) for key in sorted(gone)]
    first: dict[str, int] = {}
    for place, line in enumerate(found):
        first.setdefault(line.team, place)
    return sorted(found, key=lambda line: first[line.team])


def _line(values: dict[str, object], teams: dict[Id, str]) -> WorkerLine:
    team_id = values["team_id"]
    known = Id(team_id) if isinstance(team_id, bytes) else None
    return WorkerLine(**(values | {"team": teams.get(known, "") if known else ""}))  # type: ignore[arg-type]  # as declared


def _gone(key: Id, label: str) -> WorkerLine:
    return WorkerLine(
        id=key, number="", name=f"{label}(已删除)", team_id=None, team="", trade=None, rate_fen_per_day=None,
        enter_day=None, leave_day=None,
    )  # fmt: skip
