"""Proving a ledger whole: SQLite's own check, the hash chain, references, and rows equal to a replay of the log."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from lanyan_desktop.core.changes.coding import Malformed
from lanyan_desktop.core.changes.operations import Insert
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.store.book import PARTS_BITS, Book
from lanyan_desktop.store.caches import Caches
from lanyan_desktop.store.connection import connect, connect_to_read, translate, translated
from lanyan_desktop.store.digest import VOID, digests
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.history import missing_history
from lanyan_desktop.store.opening import is_current, updated_copy
from lanyan_desktop.store.replay import play
from lanyan_desktop.store.soundness import chain_faults, faults, look_at
from lanyan_desktop.store.stored import readable

_MOST_OF_SQLITE = 20
_STAGES = 7
Stage = Callable[[sqlite3.Connection], Iterator[LanyanError]]


def check_ledger(path: Path, *, step: Step = no_step) -> list[LanyanError]:
    """Everything that is wrong with a ledger, as errors with their codes; empty if it is whole. Changes nothing.

    Codes: check.file, check.chain, check.part, check.blob, check.reference, check.rows, check.sums,
        check.search.

    Raises:
        LanyanError: ledger.missing, ledger.cannot_open, ledger.foreign, ledger.damaged where it cannot even be read.
    """
    path = Path(path)
    look_at(path)
    found: list[LanyanError] = []
    with translated(path), tempfile.TemporaryDirectory(prefix="lanyan-check-") as folder, ExitStack() as stack:
        db = stack.enter_context(closing(connect_to_read(path)))
        db.execute("BEGIN")  # one moment of it, whoever writes meanwhile
        for i, stage in enumerate((_file, chain_faults, _parts, _blobs, _references, _replay, _derived)):
            step(i, _STAGES)
            if stage is _references and not is_current(db):  # its tables are of an older program
                updated_copy(path, Path(folder) / "now.lanyan")
                db = stack.enter_context(closing(connect_to_read(Path(folder) / "now.lanyan")))
            found += _findings(stage, db, path)
            if found and stage in (_file, chain_faults, _parts, _replay):
                break  # what follows would only tell the same again, or fail on it
    step(_STAGES, _STAGES)
    return found


def _findings(stage: Stage, db: sqlite3.Connection, path: Path) -> list[LanyanError]:
    """What a stage finds. Where the content is so wrong that the stage falls over it, that is the finding."""
    found: list[LanyanError] = []
    try:
        for finding in stage(db):
            found.append(finding)  # noqa: PERF402  # those before the fall are kept
    except sqlite3.Error as error:
        told = translate(error, path)
        if told is not None and told.code != "ledger.damaged":
            raise told from error  # the disk, not the file
        found.append(LanyanError("check.file", detail=str(error)))
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        found.append(LanyanError("check.file", detail=f"{type(error).__name__}: {error}"))
    return found


def _file(db: sqlite3.Connection) -> Iterator[LanyanError]:
    for (text,) in db.execute(f"PRAGMA integrity_check({_MOST_OF_SQLITE})"):
        if text != "ok":
            yield LanyanError("check.file", detail=text)


def _parts(db: sqlite3.Connection) -> Iterator[LanyanError]:
    """Nothing is missing, nothing has been put in that would act by itself, no body belongs to no line."""
    for fault in faults(db):
        yield LanyanError("check.file", detail=fault)
    sql = f"SELECT count(*) FROM part WHERE id >> {PARTS_BITS} NOT IN (SELECT n FROM changeset)"
    if count := db.execute(sql).fetchone()[0]:
        yield LanyanError("check.part", detail=f"{count} parts of no changeset")


def _blobs(db: sqlite3.Connection) -> Iterator[LanyanError]:
    """The bytes of papers are those their hash was made of."""
    for name, content in db.execute("SELECT hash, bytes FROM blob"):
        if hashlib.blake2b(content, digest_size=32).hexdigest() != name:
            yield LanyanError("check.blob", hash=name)


def _references(db: sqlite3.Connection) -> Iterator[LanyanError]:
    """References of rows in sight to rows that are not here at all; to deleted ones they may point, and to those that
    only void changesets made.
    """
    void = _made_by_void(db)
    for kind in KINDS.values():
        for field in kind.fields:
            if not field.about.refers:
                continue
            found = db.execute(
                f'SELECT "{field.name}", count(*) FROM "{kind.name}" k WHERE k._mark & 1 = 0 AND k."{field.name}" '
                f'IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{field.about.refers}" r WHERE r.id = k."{field.name}") '
                "GROUP BY 1"
            )
            count = sum(n for id, n in found if id not in void)
            if count:
                yield LanyanError("check.reference", kind=kind.title, field=field.title, count=count)


def _made_by_void(db: sqlite3.Connection) -> set[Id]:
    book = Book(db)
    parts = (part for at in book.void_ats() for part in book.parts(book.n_of(at)))
    return {id for part in parts for o in readable(part) if isinstance(o, Insert) for id in o.ids}


def _derived(db: sqlite3.Connection) -> Iterator[LanyanError]:
    """What is kept for speed says what the rows say."""
    caches = Caches(db, FieldNumbers.load(db))
    if not caches.are_sums_right():
        yield LanyanError("check.sums")
    if not caches.is_search_right():
        yield LanyanError("check.search")


def _replay(db: sqlite3.Connection) -> Iterator[LanyanError]:
    """The rows made again from the log alone are the rows; while history is missing that cannot be asked."""
    if missing_history(db):
        return
    with tempfile.TemporaryDirectory(prefix="lanyan-check-") as folder:
        file = Path(folder) / "replay.lanyan"
        file.touch()
        with closing(connect(file, synchronous="OFF")) as again:
            try:
                play(Book(db), again)
            except (Malformed, sqlite3.IntegrityError) as error:
                yield LanyanError("check.part", detail=str(error))
                return
            now, then = digests(db), digests(again)
    for kind in now:
        if now[kind] != then[kind]:
            yield LanyanError("check.rows", kind="作废的改动" if kind == VOID else KINDS[kind].title)
