"""Teams and workers that a sheet names: found again by number or name, made where they are new."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader, Where

_NUMBER = re.compile(r"([A-Za-z]*)(\d+)")


@dataclass(slots=True)
class Teams:
    """The teams of a project by name; `need` makes one that is not there."""

    edit: Edit
    project_id: Id
    outcome: Outcome
    ids: dict[str, Id] = field(default_factory=dict)

    @classmethod
    def load(cls, reader: Reader, edit: Edit, project_id: Id, outcome: Outcome) -> Teams:
        rows = reader.columns("team", ["id", "name"], where=[Where("project_id", "=", project_id)])
        return cls(edit, project_id, outcome, {plain(str(name)): Id(id) for id, name in rows if isinstance(id, bytes)})

    def need(self, name: str | None) -> Id | None:
        if not name:
            return None
        key = plain(name)
        if key not in self.ids:
            self.ids[key] = self.edit.insert("team", project_id=self.project_id, name=name[:60])
            self.outcome.added += 1
        return self.ids[key]


@dataclass(slots=True)
class Numbers:
    """Worker numbers for people who came without one: the way the project counts, on from the greatest.

    >>> numbers = Numbers.after(["W001", "W040", "x"])
    >>> numbers.next(), numbers.next(), Numbers.after([]).next()
    ('W041', 'W042', 'W001')
    """

    prefix: str
    width: int
    last: int

    @classmethod
    def after(cls, known: list[str]) -> Numbers:
        matches = [match for number in known if (match := _NUMBER.fullmatch(number)) and len(match[2]) < 12]
        prefix = Counter(match[1] for match in matches).most_common(1)[0][0] if matches else "W"
        same = [match[2] for match in matches if match[1] == prefix]
        return cls(prefix, max(map(len, same), default=3), max(map(int, same), default=0))

    def next(self) -> str:
        self.last += 1
        return f"{self.prefix}{self.last:0{self.width}}"


def text_values(**values: str | None) -> dict[str, Value]:
    """The values that are there: a blank in a sheet does not wipe out what is known of a person."""
    return {name: value for name, value in values.items() if value}
