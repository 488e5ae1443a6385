"""Progress checks (进度检查): what was found on a check date, kept with cause and evidence; reported cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lanyan_desktop.core.records.files import Attachment
from lanyan_desktop.core.records.plan import ProgressCheck
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.values import Day, Id, Value, date_of
from lanyan_desktop.services.attachments import attach_file
from lanyan_desktop.store.ledger import Edit, Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where

TOLD = ("cause", "evidence", "measure")
"""What people say about a check, beside its figures."""


@dataclass(frozen=True, slots=True)
class Checks:
    """All checks of a project, the last word of each work and day."""

    records: Mapping[tuple[Day, Id], ProgressCheck] = field(default_factory=dict)
    papers: Mapping[Id, Sequence[str]] = field(default_factory=dict)  # names of the files attached, by check

    @property
    def days(self) -> list[Day]:
        """Check dates, the earliest first."""
        return sorted({day for day, _ in self.records})

    def on(self, day: Day, place: Mapping[Id, int]) -> tuple[Ints, Ints]:
        """Rows recorded on a day, and how far each was (‱)."""
        found = sorted(
            (place[work], int(check.done)) for (at, work), check in self.records.items() if at == day and work in place
        )
        table = np.array(found, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]


NO_CHECKS = Checks()


def load_checks(reader: Reader, project_id: Id) -> Checks:
    """All checks of a project."""
    records = reader.load(ProgressCheck, where=[Where("project_id", "=", project_id)])
    records.sort(key=lambda record: record.id)  # later ones win
    return Checks({(record.day, record.activity_id): record for record in records}, _papers(reader, records))


def _papers(reader: Reader, checks: Sequence[ProgressCheck]) -> dict[Id, list[str]]:
    mine = {check.id for check in checks}
    if not mine:
        return {}
    found: dict[Id, list[str]] = {}
    for paper in reader.load(Attachment, where=[Where("owner_kind", "=", "progress_check")], order=[Sort("name")]):
        if paper.owner_id in mine:
            found.setdefault(paper.owner_id, []).append(paper.name)
    return found


def put_check(edit: Edit, known: Checks, *, project_id: Id, activity_id: Id, day: Day, **values: Value) -> None:
    """Record, or correct what is recorded of this work and day."""
    record = known.records.get((day, activity_id))
    if record is None:
        fields: dict[str, Value] = {"project_id": project_id, "activity_id": activity_id, "day": day, **values}
        edit.insert("progress_check", **fields)  # type: ignore[arg-type]  # no field is called id
    else:
        edit.set("progress_check", record.id, **values)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a check finds of one work."""

    activity_id: Id
    done: int  # ‱
    late_min: int


def set_data_day(ledger: Ledger, *, project_id: Id, day: Day, left: Sequence[Standing] = ()) -> None:
    """Look at the plan from another date: nothing that is not done lies before it.

    `left` says where works stand on the date that is left: it is kept with what was told of them that day, so that a
    claim made later knows how late they were.
    """
    project, known = ledger.get(Project, project_id), load_checks(ledger, project_id)
    before = project.data_day if project is not None else None
    with ledger.changeset(f"数据日期改为 {date_of(day).isoformat()}") as edit:
        if before is not None and before != day:
            _keep(edit, known, before, left)
        edit.set("project", project_id, data_day=day)


def _keep(edit: Edit, known: Checks, day: Day, found: Sequence[Standing]) -> None:
    """Bring what is recorded of these works on a day to where they stand."""
    for one in found:
        record = known.records.get((day, one.activity_id))
        if record is not None and (record.done, record.late_min) != (one.done, one.late_min):
            edit.set("progress_check", record.id, done=one.done, late_min=one.late_min)


def attach_evidence(ledger: Ledger, *, project_id: Id, activity_id: Id, day: Day, path: Path) -> Id:
    """Keep a copy of a file with the check of a work on a day, which is made if there is none yet.

    Raises:
        LanyanError: attachment.unreadable; blob.too_large.
    """
    known = load_checks(ledger, project_id)
    if (day, activity_id) not in known.records:
        with ledger.changeset(f"进度检查 {date_of(day).isoformat()} 1 项") as edit:
            put_check(edit, known, project_id=project_id, activity_id=activity_id, day=day)
        known = load_checks(ledger, project_id)
    check = known.records[day, activity_id]
    return attach_file(ledger, owner_kind="progress_check", owner_id=check.id, path=path)


def record_check(ledger: Ledger, *, project_id: Id, day: Day, found: Sequence[Standing]) -> int:
    """Keep where these works stand on the check date; causes told before stay. How many were kept."""
    known = load_checks(ledger, project_id)
    with ledger.changeset(f"进度检查 {date_of(day).isoformat()} {len(found)} 项") as edit:
        for one in found:
            put_check(
                edit, known, project_id=project_id, activity_id=one.activity_id, day=day,
                done=one.done, late_min=one.late_min,
            )  # fmt: skip
    return len(found)
