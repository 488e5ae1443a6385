"""The local numbers of fields: short names for the heads kept in a row; they never leave the file."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from lanyan_desktop.core.changes.operations import GONE
from lanyan_desktop.core.records import KINDS


@dataclass(frozen=True, slots=True)
class FieldNumbers:
    """Which number a field of a declared kind has in this file, and back."""

    of: dict[tuple[str, str], int]
    name: dict[int, str]
    gone: dict[str, int]

    @classmethod
    def load(cls, db: sqlite3.Connection) -> FieldNumbers:
        known = {kind.name: {GONE, *(field.name for field in kind.fields)} for kind in KINDS.values()}
        rows = [
            row for row in db.execute("SELECT f, kind, name FROM field ORDER BY f") if row[2] in known.get(row[1], ())
        ]
        of = {(kind, name): f for f, kind, name in rows}
        return cls(of, {f: name for f, _, name in rows}, {k: of[k, GONE] for k in known if (k, GONE) in of})
