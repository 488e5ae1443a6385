"""Ledgers as files: make, open for one command, prove whole, list, log, take back, copy, bring back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.core.records import KINDS, Field, Kind, Shape
from lanyan_desktop.core.records.text import masked, show
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.services.own_part import take_part
from lanyan_desktop.store.backup import restore_backup, save_backup, save_copy
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.reader import Reader, Sort, Where
from lanyan_desktop.store.soundness import look_at

_PAGE = 5_000


@contextmanager
def using(path: Path, *, user: str = "", read_only: bool = False) -> Iterator[Ledger]:
    """Open a ledger for one command and close it, whatever happens.

    Raises:
        LanyanError: the file is absent, damaged, no ledger, or in use elsewhere; the code says which.
    """
    ledger = Ledger.open(path, user=user, read_only=read_only)
    try:
        take_part(ledger)
        yield ledger
    finally:
        ledger.close()


@contextmanager
def trying(path: Path, *, user: str = "") -> Iterator[Ledger]:
    """A copy of a ledger to try a command on; it is thrown away, and the ledger keeps every byte.

    Opening a ledger to write counts in it who opened it, so a command that promises to write nothing cannot do that.

    Raises:
        LanyanError: the file is absent, damaged or no ledger; disk.error, disk.full where the copy has no room.
    """
    look_at(path)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = save_copy(path, Path(folder) / "copy.lanyan")
        here = Machine(Path(folder) / "machine", Machine.this().device)
        with closing(Ledger.open(copy, user=user, machine=here, keep_backups=False)) as ledger:
            yield ledger


def create(path: Path, *, user: str = "") -> None:
    """An empty ledger in a new file.

    Raises:
        LanyanError: the file exists already or its folder cannot be written.
    """
    Ledger.create(path, user=user).close()


def find_kind(word: str) -> Kind:
    """The kind of this name, in code (``budget_line``, ``budget-line``) or in Chinese (清单项).

    Raises:
        LanyanError: kind.unknown, naming those there are.
    """
    name = word.replace("-", "_").lower()
    found = KINDS.get(name) or next((kind for kind in KINDS.values() if kind.title == word), None)
    if found is None:
        raise LanyanError("kind.unknown", word=word, kinds="、".join(KINDS))
    return found


@dataclass(frozen=True, slots=True)
class Listing:
    """Some records as text, for a terminal or another program."""

    kind: Kind
    total: int  # how many there are, of which `records` may be the first
    records: list[dict[str, str | None]]  # by field name, "id" as hex; None where nothing is set


def list_records(reader: Reader, *, kind: Kind, project_id: Id | None = None, limit: int | None = None) -> Listing:
    """The records of a kind in their own order, values as people read them, references by what they name.

    Private fields (identity, bank and phone numbers) are masked.

    `project_id` keeps to one project where the kind has one; `limit` None means all.
    """
    where = [Where("project_id", "=", project_id)] if project_id is not None and kind.has("project_id") else []
    ids = reader.ids(kind.name, where=where, order=_own_order(kind))
    shown = ids if limit is None else ids[:limit]
    records: list[dict[str, str | None]] = []
    for start in range(0, len(shown), _PAGE):
        records += _as_text(reader, kind, shown[start : start + _PAGE])
    return Listing(kind, len(ids), records)


def _own_order(kind: Kind) -> list[Sort]:
    for names in (("rank",), ("day",), kind.label):
        if names and all(kind.has(name) for name in names):
            return [Sort(name) for name in names]
    return []


def _as_text(reader: Reader, kind: Kind, ids: Sequence[Id]) -> list[dict[str, str | None]]:
    rows = reader.page(kind.name, ids, [field.name for field in kind.fields])
    labels = {
        field.name: reader.labels(
            field.about.refers, {Id(value) for row in rows.values() if isinstance(value := row[i], bytes)}
        )
        for i, field in enumerate(kind.fields)
        if field.shape is Shape.REFERENCE
    }
    return [_record_text(kind, id, rows[id], labels) for id in ids if id in rows]


def _record_text(kind: Kind, id: Id, row: Sequence[Value], labels: dict[str, dict[Id, str]]) -> dict[str, str | None]:
    record: dict[str, str | None] = {"id": id.hex()}
    for field, value in zip(kind.fields, row, strict=True):
        record[field.name] = _text(field, value, labels.get(field.name))
    return record


def _text(field: Field, value: Value, labels: dict[Id, str] | None) -> str | None:
    if value is None:
        return None
    if labels is not None and isinstance(value, bytes):
        return labels.get(Id(value), value.hex())
    text = show(field, value, grouped=False)
    return masked(text) if field.about.private else text


def log_entries(reader: Reader, *, limit: int = 50) -> list[dict[str, str | int]]:
    """操作日志, newest first: `at` (local time), `user`, `device`, `intent`, `count` (how many values)."""
    return [
        {"at": e.at, "user": e.user, "device": e.device, "intent": e.intent, "count": e.count}
        for e in reader.log(limit=limit)
    ]


def undo(ledger: Ledger) -> str:
    """Take back the last own action that still stands; gives its intent.

    Raises:
        LanyanError: undo.none, or undo.blocked where a later change stands in the way.
    """
    intent = ledger.undo()
    if intent is None:
        raise LanyanError("undo.none")
    return intent


def redo(ledger: Ledger) -> str:
    """Do again what was taken back last; gives its intent.

    Raises:
        LanyanError: redo.none, or undo.blocked where a later change stands in the way.
    """
    intent = ledger.redo()
    if intent is None:
        raise LanyanError("redo.none")
    return intent


def check(path: Path) -> list[str]:
    """What is wrong with a ledger, a sentence each; empty if it is whole. Changes nothing.

    Raises:
        LanyanError: the file is absent, no ledger, or cannot be read at all.
    """
    return [sentence(finding) for finding in check_ledger(path)]


def backup(path: Path, *, folder: Path | None = None) -> Path:
    """A copy of a ledger as it is at this moment, in this folder or the program's own; gives its path.

    Raises:
        LanyanError: the ledger cannot be read, or the copy not written.
    """
    look_at(path)
    return save_backup(path, folder)


def restore(backup: Path, path: Path) -> Path | None:
    """Put a backup in the place of a ledger; gives the name under which what was there is kept.

    Raises:
        LanyanError: backup.unusable, ledger.in_use, disk.full, disk.error; nothing was changed then.
    """
    return restore_backup(backup, path)
