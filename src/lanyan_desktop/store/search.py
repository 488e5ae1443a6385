"""Finding records by a few characters of any searched field, over all kinds at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.records import KINDS, Kind, Shape
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.labels import load_labels
from lanyan_desktop.store.search_index import KIND_SHIFT, folded, pairs, searched

_CANDIDATES = 1_000
"""Rows of a kind looked at: a single common character would otherwise bring a whole budget."""

_LONGEST = 60
"""Characters looked for: what was pasted by mistake is not."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, and where."""

    kind: str
    id: Id
    label: str
    field: str  # the field that holds what was looked for
    text: str  # its value
    project_id: Id | None  # None: of no project


def search(
    db: sqlite3.Connection, fields: FieldNumbers, text: str, *, limit: int, project_id: Id | None = None
) -> list[Hit]:
    """Records in sight that hold every word of the text; those that begin with it first, then in order of kinds.

    `project_id` leaves out what belongs to another project.
    """
    words = [word for part in text[:_LONGEST].split() if (word := folded(part))]
    if not words:
        return []
    scored: list[tuple[int, int, Hit]] = []
    for order, (name, kind) in enumerate(KINDS.items()):
        if searched(kind) and name in fields.gone:
            hits = _search_kind(db, kind, fields.gone[name], words, project_id)
            scored += [(score, order, hit) for score, hit in hits]
    best = sorted(scored, key=lambda s: s[:2])[:limit]
    return [hit for _, _, hit in _with_labels(db, best)]


def _query(words: Sequence[str]) -> str:
    terms = [f'"{word}"*' if len(word) == 1 else " AND ".join(f'"{p}"' for p in pairs(word)[:-1]) for word in words]
    return " AND ".join(terms)


def _search_kind(
    db: sqlite3.Connection, kind: Kind, number: int, words: Sequence[str], project_id: Id | None
) -> list[tuple[int, Hit]]:
    first = number << KIND_SHIFT
    names = searched(kind)
    columns = ", ".join(f'k."{name}"' for name in names)
    project = project_of(kind)
    # CROSS JOIN: the index first, then its rows
    rows = db.execute(
        f'SELECT k.id, {project}, {columns} FROM search s CROSS JOIN "{kind.name}" k ON k.n = s.rowid - ? '
        f"WHERE s.search MATCH ? AND s.rowid BETWEEN ? AND ? AND k._mark & 1 = 0 "
        f"AND (?5 IS NULL OR {project} IS NULL OR {project} = ?5) LIMIT {_CANDIDATES}",
        (first, _query(words), first, first | (1 << KIND_SHIFT) - 1, project_id),
    )
    found = ((_look(row[2:], words), row) for row in rows)
    return [
        (looked[0], Hit(kind.name, row[0], "", names[looked[1]], row[2 + looked[1]], row[1]))
        for looked, row in found
        if looked is not None
    ]


def _look(values: Sequence[Value], words: Sequence[str]) -> tuple[int, int] | None:
    """(0 equal, 1 begins with, 2 holds the first word; place of that field); None if a word is nowhere."""
    texts = [folded(value) if isinstance(value, str) else "" for value in values]
    if not all(any(word in text for text in texts) for word in words):
        return None
    first = words[0]
    return min(
        (0 if text == first else 1 if text.startswith(first) else 2, i) for i, text in enumerate(texts) if first in text
    )


def project_of(kind: Kind) -> str:
    """SQL for the project a row ``k`` of this kind belongs to, also through the record it is a part of."""
    if kind.name == "project":
        return "k.id"
    if kind.has("project_id"):
        return "k.project_id"
    for field in kind.fields:
        whole = KINDS.get(field.about.refers)
        if field.shape is Shape.REFERENCE and field.about.inner and whole is not None and whole.has("project_id"):
            return f'(SELECT project_id FROM "{whole.name}" w WHERE w.id = k."{field.name}")'
    return "NULL"


def _with_labels(db: sqlite3.Connection, scored: Sequence[tuple[int, int, Hit]]) -> list[tuple[int, int, Hit]]:
    ids: dict[str, list[Id]] = {}
    for _, _, hit in scored:
        ids.setdefault(hit.kind, []).append(hit.id)
    labels = {kind: load_labels(db, kind, wanted) for kind, wanted in ids.items()}
    return [
        (score, order, Hit(h.kind, h.id, labels[h.kind][h.id], h.field, h.text, h.project_id))
        for score, order, h in scored
    ]
