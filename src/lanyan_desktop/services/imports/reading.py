"""What every form's reading has in common: its drafts count rows, tie sums, and write themselves into a changeset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from lanyan_desktop.core.forms.classify import Row
from lanyan_desktop.core.forms.problem import Problem, Tie
from lanyan_desktop.core.forms.taken import Taken
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.declare import Field
from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.records.wording import problem_sentence
from lanyan_desktop.core.values import Fen, Id, Value
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader

_ROWS_A_STEP = 500
MOST_CHANGES = 1_000
"""Changes that are listed one by one; beyond it they are only counted."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the project says about reading its sheets. `unit` is what the user chose, "" to read it off the sheet."""

    workday_min: int = 480
    calendar_day_min: int = 480
    month: date | None = None
    unit: str = ""
    version: str = ""
    step: Step = field(default=no_step, compare=False)

    def rows(self, taken: Taken) -> Iterator[Row]:
        """The rows of a sheet, progress reported as they are taken; stops when the user asked to."""
        for done, row in enumerate(taken.rows):
            if done % _ROWS_A_STEP == 0:
                self.step(done, len(taken.rows))
            yield row


@dataclass(frozen=True, slots=True)
class Change:
    """One field that an import changes: of which record, from what to what, as text."""

    kind: str
    record: str
    field: str
    old: str
    new: str


@dataclass(slots=True)
class Outcome:
    """What writing did, in records."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: int = 0  # in the ledger, not in the sheet: kept
    changes: list[Change] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.absent += other.absent
        self.changes.extend(other.changes[: MOST_CHANGES - len(self.changes)])


class Reading(Protocol):
    """The drafts of one form."""

    @property
    def problems(self) -> Sequence[Problem]: ...
    @property
    def ties(self) -> Sequence[Tie]: ...
    @property
    def total(self) -> Fen | None: ...
    @property
    def records(self) -> int: ...
    def write(self, reader: Reader, edit: Edit, project_id: Id) -> Outcome: ...


def invalid(kind: str, values: dict[str, Value]) -> list[tuple[Field, str]]:
    """What is wrong with the values of a record, by its declaration."""
    found = []
    for name, value in values.items():
        declared = KINDS[kind].field(name)
        if code := declared.problem(value):
            found.append((declared, code))
    return found


def sentences(found: Sequence[tuple[Field, str]]) -> str:
    return "、".join(problem_sentence(declared, code) for declared, code in found)


def shown(kind: str, name: str, value: Value) -> str:
    """A value as the list of changes shows it."""
    return show(KINDS[kind].field(name), value) if value is not None else ""


def update(
    edit: Edit, kind: str, pairs: Sequence[tuple[Id, str, dict[str, Value], dict[str, Value]]], outcome: Outcome
) -> None:
    """Set what differs; pairs are (id, what it is called, old values, new values)."""
    for id, label, old, new in pairs:
        differing = {name: value for name, value in new.items() if old.get(name) != value}
        if not differing:
            outcome.unchanged += 1
            continue
        outcome.changed += 1
        edit.set(kind, id, **differing)
        for name, value in differing.items():
            title = KINDS[kind].field(name)
            if not title.about.inner and len(outcome.changes) < MOST_CHANGES:
                line = (shown(kind, name, old.get(name)), shown(kind, name, value))
                outcome.changes.append(Change(kind, label, title.title, *line))
