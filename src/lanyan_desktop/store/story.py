"""操作日志: who did what and when, and from what to what, in the words of the declarations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lanyan_desktop.core.changes.coding import Malformed, decode
from lanyan_desktop.core.changes.operations import GONE, Insert, Operation
from lanyan_desktop.core.records import KINDS, Field, Shape
from lanyan_desktop.core.records.text import masked, show
from lanyan_desktop.core.values import Id, Moment, Value
from lanyan_desktop.kit.ids import milliseconds_of
from lanyan_desktop.store.book import PARTS_BITS
from lanyan_desktop.store.labels import load_labels
from lanyan_desktop.store.verdicts import is_ahead

INSERTED, DELETED, RESTORED = "新增", "删除", "恢复"
_LINE = """SELECT c.n, c.clock, a.user, a.device, c.intent, c.count, c.undoes <> 0,
  (SELECT reason FROM void WHERE void.at = c.at) FROM changeset c JOIN author a ON a.n = c.author"""
_ID_START = 12
"""Bytes of an id looked for in an unpacked part: a run of ids names its first only, and the rest of a run differs in
its last bytes alone."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One changeset, as the log lists it."""

    n: int  # arrival order in this file: for `before`, and for `changes`
    moment: Moment
    at: str  # the same as local time: 2025-11-30 08:15:30
    user: str
    device: str
    intent: str
    count: int  # rows inserted and fields set
    is_undo: bool  # an undo or a redo
    is_clock_wrong: bool = False  # 电脑时间不对: its moment lies in the future
    void: str = ""  # why what it says does not count: it is in the log, not in the rows


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record, from what to what, by whom."""

    entry: LogEntry
    kind: str
    id: Id
    record: str  # its label now
    field: str  # its name; "" for a new record, "_gone" for a deleted or restored one
    title: str  # 新增, 删除, 恢复, or the field's title
    old: str
    new: str


def load_log(db: sqlite3.Connection, *, limit: int, before: int | None = None) -> list[LogEntry]:
    """The newest changesets, newest first; `before` goes on where a page ended, by its last `n`."""
    rows = db.execute(f"{_LINE} WHERE ?1 IS NULL OR c.n < ?1 ORDER BY c.n DESC LIMIT ?2", (before, limit))
    return [_entry(row) for row in rows]


def load_changes(db: sqlite3.Connection, n: int, *, limit: int) -> list[Change]:
    """What changeset n did, at most `limit` fields of it."""
    entry = _entry(db.execute(f"{_LINE} WHERE c.n=?", (n,)).fetchone())
    sql = "SELECT body FROM part WHERE id BETWEEN ? AND ? ORDER BY id"
    raw: list[_Raw] = []
    for (body,) in db.execute(sql, (n << PARTS_BITS, (n + 1 << PARTS_BITS) - 1)):
        for o in decode(body):
            raw += [_Raw(entry, o.kind, *cell) for cell in _cells(o, range(min(len(o.ids), limit - len(raw))))]
        if len(raw) >= limit:
            break
    return _told(db, raw)


def load_history(db: sqlite3.Connection, kind: str, id: Id) -> list[Change]:
    """All that happened to one record, newest first."""
    sql = "SELECT id >> ?1, body FROM part WHERE substr(body, 1, 1) = x'01' OR instr(body, ?2) ORDER BY id DESC"
    raw: list[_Raw] = []
    for n, body in db.execute(sql, (PARTS_BITS, id[:_ID_START])):
        for o in decode(body):
            if o.kind == kind and id in o.ids:
                entry = _entry(db.execute(f"{_LINE} WHERE c.n=?", (n,)).fetchone())
                raw += [_Raw(entry, kind, *cell) for cell in _cells(o, [list(o.ids).index(id)])]
    return _told(db, raw)


@dataclass(frozen=True, slots=True)
class _Raw:
    entry: LogEntry
    kind: str
    id: Id
    field: str
    old: Value
    new: Value


def _entry(row: tuple[int, int, str, str, str, int, int, str | None] | None) -> LogEntry:
    if row is None:
        raise Malformed("a part without its changeset or author")
    n, clock, user, device, intent, count, is_undo, void = row
    moment = Moment(milliseconds_of(clock))
    at = datetime.fromtimestamp(moment / 1000)
    return LogEntry(
        n, moment, f"{at:%Y-%m-%d %H:%M:%S}", user, device, intent, count, bool(is_undo), is_ahead(clock), void or ""
    )


def _cells(o: Operation, places: Iterable[int]) -> Iterator[tuple[Id, str, Value, Value]]:
    """(row, field, old, new); a new record is one cell, whatever it holds."""
    for i in places:
        if isinstance(o, Insert):
            yield o.ids[i], "", None, None
        else:
            yield o.ids[i], o.field, o.old[i], o.new[i]


def _told(db: sqlite3.Connection, raw: list[_Raw]) -> list[Change]:
    """Values as people read them: references by what they name, private fields masked; unknown kinds left out."""
    raw = [r for r in raw if r.kind in KINDS and (r.field in ("", GONE) or KINDS[r.kind].has(r.field))]
    wanted: dict[str, set[Id]] = {}
    for r in raw:
        wanted.setdefault(r.kind, set()).add(r.id)
        field = _field(r)
        if field is not None and field.shape is Shape.REFERENCE:
            wanted.setdefault(field.about.refers, set()).update(Id(v) for v in (r.old, r.new) if isinstance(v, bytes))
    labels = {kind: load_labels(db, kind, ids) for kind, ids in wanted.items()}
    return [_change(r, labels) for r in raw]


def _field(r: _Raw) -> Field | None:
    return None if r.field in ("", GONE) else KINDS[r.kind].field(r.field)


def _change(r: _Raw, labels: dict[str, dict[Id, str]]) -> Change:
    record = labels[r.kind].get(r.id, "")
    field = _field(r)
    if field is None:
        title = INSERTED if r.field == "" else DELETED if r.new else RESTORED
        return Change(r.entry, r.kind, r.id, record, r.field, title, "", "")
    named = labels.get(field.about.refers, {})
    old, new = (_text(field, value, named) for value in (r.old, r.new))
    return Change(r.entry, r.kind, r.id, record, r.field, field.title, old, new)


def _text(field: Field, value: Value, named: dict[Id, str]) -> str:
    if isinstance(value, bytes):
        return named.get(Id(value), value.hex())
    text = show(field, value)
    return masked(text) if field.about.private and text else text
