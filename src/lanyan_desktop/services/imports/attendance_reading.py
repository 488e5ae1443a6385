"""What attendance sheets gave: who was seen, who worked when, what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from lanyan_desktop.core.forms.problem import Problem, Tie
from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.values import Day, Fen, Id
from lanyan_desktop.services.imports.attendance_writing import WorkerKey, WorkerSeen, write_attendance
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader


@dataclass(slots=True)
class AttendanceReading:
    """Workers seen and their days, of one or several sheets."""

    workers: dict[WorkerKey, WorkerSeen]
    entries: dict[tuple[WorkerKey, Day], Mark]
    problems: list[Problem]
    ties: list[Tie] = field(default_factory=list)
    total: Fen | None = None

    @property
    def records(self) -> int:
        return len(self.entries)

    @property
    def normal_min(self) -> int:
        return sum(mark.normal_min for mark in self.entries.values())

    @property
    def overtime_min(self) -> int:
        return sum(mark.overtime_min for mark in self.entries.values())

    def write(self, reader: Reader, edit: Edit, project_id: Id) -> Outcome:
        return write_attendance(reader, edit, project_id, self.workers, self.entries)
