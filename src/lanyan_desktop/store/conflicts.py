"""冲突: where two offices decided apart, told so that a person can decide; nothing is lost until then, or after.

Five things are told: a field with several values, a record deleted by one and edited by another, a move in a tree that
is not shown because it closes a ring, a relation that does, and a code that two gave out. What is found are `Case`s,
cheap to count; `told` puts them into words. The id of a conflict is a hash of what stands against what, so it is the
same on every device, and another one as soon as anybody has decided or changed something.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from lanyan_desktop.core.changes.operations import GONE
from lanyan_desktop.core.records import KINDS, Kind, Shape
from lanyan_desktop.core.records.text import masked, show
from lanyan_desktop.core.values import Id, Moment, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.ids import milliseconds_of
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.labels import load_labels
from lanyan_desktop.store.verdicts import position_of

What = Literal["field", "deleted", "move", "cycle", "code"]
_pack = msgspec.msgpack.Encoder().encode


class Deed(NamedTuple):
    """One set that a choice leads to."""

    kind: str
    id: Id
    field: str
    value: Value


class Option(NamedTuple):
    """A way out of a case: what it stands for, who made it, and what it does."""

    value: Value
    at: int  # the changeset it comes from
    deeds: tuple[Deed, ...]
    is_shown: bool
    words: str = ""  # instead of the value
    leads_to: str = ""


class Case(NamedTuple):
    """A conflict as it was found."""

    what: What
    kind: str
    row: Id
    field: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values, or ways out, that stand against each other."""

    text: str  # as people read it; private fields masked
    value: Value
    user: str
    device: str
    moment: Moment
    at: str  # the same as local time
    intent: str
    is_shown: bool  # what views show as long as nobody decides
    leads_to: str  # what choosing it does
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something to decide; `choices` are counted from 1, the one shown now comes first."""

    id: str
    what: What
    kind: str
    kind_title: str
    row: Id
    label: str
    field: str
    field_title: str
    project_id: Id | None
    choices: tuple[Choice, ...]


def id_of(book: Book, case: Case) -> str:
    """The same wherever the same things stand against each other."""
    ats = sorted(position_of(book, option.at) for option in case.options)
    raw = _pack([case.what, case.kind, case.row, case.field, ats])
    return hashlib.blake2b(raw, digest_size=8).hexdigest()


def chosen(case: Case | None, take: int) -> Option:
    """The choice of this number, from 1.

    Raises:
        LanyanError: conflict.gone, conflict.choice (take).
    """
    if case is None:
        raise LanyanError("conflict.gone")
    if not 1 <= take <= len(case.options):
        raise LanyanError("conflict.choice", take=take)
    return case.options[take - 1]


def told(db: sqlite3.Connection, book: Book, cases: Sequence[Case]) -> list[Conflict]:
    """The cases in words."""
    wanted: dict[str, set[Id]] = {}
    for case in cases:
        wanted.setdefault(case.kind, set()).add(case.row)
        refers = _refers(case)
        if refers:
            values = {Id(o.value) for o in case.options if isinstance(o.value, bytes)}
            wanted.setdefault(refers, set()).update(values)
    labels = {kind: load_labels(db, kind, ids) for kind, ids in wanted.items()}
    projects = {kind: projects_of(db, KINDS[kind], {c.row for c in cases if c.kind == kind}) for kind in wanted}
    return [
        Conflict(
            id_of(book, case),
            case.what,
            case.kind,
            KINDS[case.kind].title,
            case.row,
            labels[case.kind].get(case.row, ""),
            case.field,
            _title(case),
            projects[case.kind].get(case.row),
            tuple(_choice(db, case, option, labels.get(_refers(case), {})) for option in case.options),
        )
        for case in cases
    ]


def _refers(case: Case) -> str:
    if not KINDS[case.kind].has(case.field):
        return ""
    field = KINDS[case.kind].field(case.field)
    return field.about.refers if field.shape is Shape.REFERENCE else ""


def _title(case: Case) -> str:
    if case.field == GONE:
        return "删除"
    return KINDS[case.kind].field(case.field).title if case.field else KINDS[case.kind].title


def _choice(db: sqlite3.Connection, case: Case, option: Option, named: dict[Id, str]) -> Choice:
    sql = "SELECT c.clock, a.user, a.device, c.intent FROM changeset c JOIN author a ON a.n = c.author WHERE c.at=?"
    clock, user, device, intent = db.execute(sql, (option.at,)).fetchone()
    moment = Moment(milliseconds_of(clock))
    text = option.words or _text(case, option.value, named)
    leads_to = option.leads_to or f"“{_title(case)}”定为“{text}”"
    at = f"{datetime.fromtimestamp(moment / 1000):%Y-%m-%d %H:%M:%S}"
    return Choice(text, option.value, user, device, moment, at, intent, option.is_shown, leads_to, option.deeds)


def _text(case: Case, value: Value, named: dict[Id, str]) -> str:
    if value is None:
        return "（空）"
    field = KINDS[case.kind].field(case.field)
    if isinstance(value, bytes):
        return named.get(Id(value), value.hex())
    text = show(field, value)
    return masked(text) if field.about.private and text else text


def projects_of(db: sqlite3.Connection, kind: Kind, ids: set[Id]) -> dict[Id, Id | None]:
    """The project each of these records belongs to, by itself or by what it is a part of; None if to none."""
    if kind.name == "project":
        return {id: id for id in ids}
    if kind.has("project_id"):
        return _column(db, kind.name, "project_id", ids)
    owner = next((f for f in kind.fields if f.required and f.about.refers and f.about.inner), None)
    if owner is None:
        return {}
    up = _column(db, kind.name, owner.name, ids)
    above = projects_of(db, KINDS[owner.about.refers], {id for id in up.values() if id is not None})
    return {id: above.get(owner_id) if owner_id is not None else None for id, owner_id in up.items()}


def _column(db: sqlite3.Connection, kind: str, field: str, ids: set[Id]) -> dict[Id, Id | None]:
    sql = f'SELECT "{field}" FROM "{kind}" WHERE id=?'
    found = ((id, db.execute(sql, (id,)).fetchone()) for id in ids)
    return {id: row[0] for id, row in found if row is not None}
