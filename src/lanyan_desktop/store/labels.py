"""What names a record to people: its label fields, else those an import finds it again by, else its references."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from lanyan_desktop.core.records import KINDS, Field, Kind, Shape
from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.values import Id, Value

_CHUNK = 500


def load_labels(db: sqlite3.Connection, kind_name: str, ids: Collection[Id]) -> dict[Id, str]:
    """The label of each of these records that is here, deleted or not.

    An attendance reads "张三 2025-11-03": it has no label of its own, so its key says who and when.
    """
    kind = KINDS[kind_name]
    fields = _naming_fields(kind)
    if not fields:
        return dict.fromkeys(ids, kind.title)
    rows = _fetch(db, kind, fields, list(ids))
    referred = [_labels_of_column(db, field, [row[i] for row in rows.values()]) for i, field in enumerate(fields)]
    return {id: _text(fields, row, referred) or kind.title for id, row in rows.items()}


def _naming_fields(kind: Kind) -> list[Field]:
    if kind.label:
        return [kind.field(name) for name in kind.label]
    keyed = [field for name in kind.key if not (field := kind.field(name)).about.inner]
    return keyed or [field for field in kind.fields if field.shape is Shape.REFERENCE and not field.about.inner][:2]


def _fetch(db: sqlite3.Connection, kind: Kind, fields: Sequence[Field], ids: list[Id]) -> dict[Id, tuple[Value, ...]]:
    columns = ", ".join(f'"{field.name}"' for field in fields)
    found: dict[Id, tuple[Value, ...]] = {}
    for i in range(0, len(ids), _CHUNK):
        some = ids[i : i + _CHUNK]
        sql = f'SELECT id, {columns} FROM "{kind.name}" WHERE id IN ({",".join("?" * len(some))})'
        found |= {row[0]: row[1:] for row in db.execute(sql, some)}
    return found


def _labels_of_column(db: sqlite3.Connection, field: Field, values: Sequence[Value]) -> dict[Id, str]:
    if field.shape is not Shape.REFERENCE:
        return {}
    return load_labels(db, field.about.refers, {Id(value) for value in values if isinstance(value, bytes)})


def _text(fields: Sequence[Field], row: Sequence[Value], referred: Sequence[dict[Id, str]]) -> str:
    texts = [
        labels.get(Id(value), "") if isinstance(value, bytes) else show(field, value, grouped=False)
        for field, value, labels in zip(fields, row, referred, strict=True)
    ]
    return " ".join(text for text in texts if text)
