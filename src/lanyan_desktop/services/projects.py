"""Which project (工程) a command or a tab works on, and how a new one begins."""

from __future__ import annotations

from lanyan_desktop.core.records.plan import Calendar
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.ledger import Edit, Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where


def load_projects(reader: Reader) -> list[Project]:
    """Every project of the ledger, by its number."""
    return reader.load(Project, order=[Sort("code")])


def find_project(reader: Reader, *, code: str | None = None) -> Project | None:
    """The project of this number, or the only one when no number is given; None in an empty ledger.

    Raises:
        LanyanError: project.unknown (no such number), project.which (several, and no number given).
    """
    projects = load_projects(reader)
    if code is None:
        if len(projects) > 1:
            raise LanyanError("project.which", codes="、".join(p.code for p in projects))
        return projects[0] if projects else None
    found = next((p for p in projects if code in (p.code, p.name)), None)
    if found is None:
        raise LanyanError("project.unknown", code=code, codes="、".join(p.code for p in projects) or "无")
    return found


def need_project(reader: Reader, *, code: str | None = None) -> Project:
    """The project of this number, or the only one.

    Raises:
        LanyanError: as `find_project`, and project.none in an empty ledger.
    """
    found = find_project(reader, code=code)
    if found is None:
        raise LanyanError("project.none")
    return found


def create_project(ledger: Ledger, *, name: str, code: str | None = None) -> Id:
    """A new project with its own 七天制 calendar, as one changeset.

    Raises:
        LanyanError: project.repeated when the number is taken, record.invalid when name or number is not allowed.
    """
    with ledger.changeset(f"新建工程 {name}") as edit:
        return insert_project(ledger, edit, name=name, code=code)


def insert_project(reader: Reader, edit: Edit, *, name: str, code: str | None = None) -> Id:
    """As `create_project`, within a changeset that does more."""
    taken = {number for (number,) in reader.columns("project", ["code"])}
    number = code or next(f"P{n:03}" for n in range(1, len(taken) + 2) if f"P{n:03}" not in taken)
    if number in taken:
        raise LanyanError("project.repeated", code=number)
    calendar_id = edit.insert("calendar", name="七天制")
    project_id = edit.insert("project", code=number, name=name, calendar_id=calendar_id)
    edit.set("calendar", calendar_id, project_id=project_id)
    return project_id


def load_calendar(reader: Reader, *, project: Project) -> Calendar | None:
    """The calendar of the project, None when it has none of its own."""
    if project.calendar_id is not None:
        return reader.get(Calendar, project.calendar_id)
    own = reader.load(Calendar, where=[Where("project_id", "=", project.id)])
    return own[0] if own else None
