"""An import from file to ledger in one go, as the terminal does it: find or make the project, look, write."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services import projects
from lanyan_desktop.services.imports.committing import Committed, commit
from lanyan_desktop.services.imports.previewing import Preview, preview
from lanyan_desktop.store.ledger import Ledger

_PROJECT_NAME = re.compile(r"\s*(?:工程名称|项目名称|单位工程)\s*[:：]\s*(\S.*?)\s*")


def import_file(
    ledger: Ledger,
    path: Path,
    *,
    form: str,
    sheet: str | None = None,
    code: str | None = None,
    month: date | None = None,
    unit: str = "",
    dry_run: bool = False,
    step: Step = no_step,
) -> Committed:
    """Take a form into the project of this number, or the only one, or, in an empty ledger, a new one.

    A new project is named by the sheet's 工程名称, else by the file. With `dry_run` nothing stays written.

    Raises:
        LanyanError: as `preview`, `commit` and `projects.find_project`.
    """
    project = projects.find_project(ledger, code=code)
    project_id = project.id if project is not None else None
    seen = preview(
        path, form=form, sheet=sheet, month=month, unit=unit, reader=ledger, project_id=project_id, step=step
    )
    return commit(ledger, seen, project_id=project_id, new_project=project_name(seen), dry_run=dry_run)


def project_name(seen: Preview) -> str:
    """What the sheet calls its project, else the file's name."""
    for taken in seen.sheets:
        for row in taken.of(RowClass.META, RowClass.TITLE):
            for cell in taken.sheet.rows[row.index]:
                if isinstance(cell, str) and (match := _PROJECT_NAME.fullmatch(cell)):
                    return match[1][:200]
    return seen.path.stem[:200]
