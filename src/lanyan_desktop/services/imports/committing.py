"""Writes a preview into the ledger: records and the import batch in one changeset, one undo step."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from lanyan_desktop.core.values import Id, Moment
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.imports.mapping import mapping_text
from lanyan_desktop.services.imports.previewing import Preview
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.services.projects import find_project, insert_project
from lanyan_desktop.store.ledger import Edit, Ledger


@dataclass(frozen=True, slots=True)
class Committed:
    """A preview that was written; `intent` is its line in the log, "" where nothing changed or only tried."""

    preview: Preview
    outcome: Outcome
    intent: str
    batch_ids: Sequence[Id] = ()


class _TriedOut(Exception):
    """Ends a changeset that was only to be tried."""


def commit(
    ledger: Ledger, preview: Preview, *, project_id: Id | None = None, new_project: str = "", dry_run: bool = False
) -> Committed:
    """Write what the preview shows. With `dry_run` all is done and taken back: the outcome says what would change.

    Without a `project_id`, for a ledger that has no project, one named `new_project` is made in the same changeset: one
    undo takes both back.

    Raises:
        LanyanError: import.nothing when there is no row that can be written, import.month when all it lacks is the
            month; record.invalid; what the ledger raises.
    """
    if preview.reading.records == 0:
        if dry_run:
            return Committed(preview, Outcome(), "")
        _refuse(preview)
    intent = f"导入{preview.form.title} {preview.path.name}：{preview.items:,} 行"
    outcome, batches = Outcome(), list[Id]()
    try:
        with ledger.changeset(intent) as edit:
            if project_id is None:
                project_id = _project(ledger, edit, name=new_project or preview.path.stem[:200])
            outcome = preview.reading.write(ledger, edit, project_id)
            if outcome.added or outcome.changed:
                batches = _batches(edit, preview, project_id, outcome)
            if dry_run:
                raise _TriedOut
    except _TriedOut:
        return Committed(preview, outcome, "")
    return Committed(preview, outcome, intent if batches else "", tuple(batches))


def _project(ledger: Ledger, edit: Edit, *, name: str) -> Id:
    """The project another process made since the sheet was looked at (asked within the transaction), else a new one."""
    made = find_project(ledger)
    return made.id if made is not None else insert_project(ledger, edit, name=name)


def _refuse(preview: Preview) -> NoReturn:
    if any(problem.code in ("month.unknown", "cell.month") for problem in preview.problems):
        raise LanyanError("import.month", file=preview.path.name)
    raise LanyanError("import.nothing", file=preview.path.name, problems=len(preview.problems))


def _batches(edit: Edit, preview: Preview, project_id: Id, outcome: Outcome) -> list[Id]:
    """A batch for each sheet; the counts are of the whole import and stand with the first."""
    made = []
    for index, taken in enumerate(preview.sheets):
        taken_away = {name: -1 for name, at in taken.given.items() if at < 0}
        made.append(
            edit.insert(
                "import_batch",
                project_id=project_id,
                form=preview.form.name,
                file_name=preview.path.name[:260],
                file_hash=preview.file_hash,
                sheet=taken.sheet.name[:260],
                signature=taken.header.signature,
                mapping=mapping_text({**taken.header.columns, **taken_away}),
                added=outcome.added if index == 0 else 0,
                changed=outcome.changed if index == 0 else 0,
                at=Moment(time.time_ns() // 1_000_000),
            )
        )
    return made
