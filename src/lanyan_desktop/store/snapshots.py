"""Snapshots: a ledger as it stands, without the bodies of its history, so that joining takes a second.

A snapshot is the SQLite file itself, packed: rows, heads, marks, search index, and one line for each changeset (its
clock, author and vector are what a merge asks for). Of bodies only those are in it that a merge may open: void
changesets, and standing moves in trees. The rest of the history is filled in afterwards (`backfill`), each body held
against the hash in its line, and then the rows are held against a replay (`audit`): who made the snapshot is believed
until then and no longer. The file may come from anyone who is a member: what it could do by itself is refused.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
import zstandard

from lanyan_desktop.core.changes.coding import decode
from lanyan_desktop.core.changes.heads import Stored, heads_of
from lanyan_desktop.core.changes.operations import Set, WriterId
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.store.book import PARTS_BITS, Book
from lanyan_desktop.store.connection import connect, translated
from lanyan_desktop.store.fields import FieldNumbers
from lanyan_desktop.store.leftovers import remove_whole
from lanyan_desktop.store.schema import VERSION
from lanyan_desktop.store.soundness import faults, is_newer, look_at

_MAGIC = b"LYN1"
_LENGTH, _SIZE = 4, 8
_MOST_HEADER = 1 << 22
_PIECE = 1 << 20
_STEPS = 4
_ACTING = re.compile(r"\b(CHECK|GENERATED|REFERENCES|TRIGGER|VIEW|COLLATE)\b|\bAS\s*\(", re.IGNORECASE)
"""Words of a schema that would act by themselves; ours has none of them."""
_pack = msgspec.msgpack.Encoder().encode
_unpack_heads = msgspec.msgpack.Decoder(dict[int, Stored]).decode


class _Header(msgspec.Struct, frozen=True, array_like=True):
    version: int
    space: bytes
    ledger: bytes
    vector: dict[bytes, int]
    operations: int
    size: int  # of the file


_read_header = msgspec.msgpack.Decoder(_Header).decode


@dataclass(frozen=True, slots=True)
class SnapshotHeader:
    """What a snapshot says of itself."""

    space: bytes  # b"": of a ledger that is not shared
    ledger: bytes
    version: int
    vector: dict[WriterId, int]
    operations: int


# ---- writing


def write_snapshot(db: sqlite3.Connection, target: Path, step: Step = no_step) -> None:
    """Write a snapshot of what this connection reads; under its name only when whole."""
    work, part = (target.with_name(f"{target.name}.{os.getpid()}.{end}") for end in ("work", "part"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work.touch()
        with closing(connect(work, synchronous="OFF")) as copy:
            step(0, _STEPS)
            db.backup(copy)
            copy.execute("PRAGMA journal_mode=MEMORY")
            step(1, _STEPS)
            header = _thin(copy, work)
            step(2, _STEPS)
            copy.execute("VACUUM")
        step(3, _STEPS)
        with work.open("rb") as source, part.open("wb") as packed:
            told = _pack(msgspec.structs.replace(header, size=work.stat().st_size))
            start = _MAGIC + len(told).to_bytes(_LENGTH)
            packed.write(start + bytes(_SIZE) + told)
            _, size = zstandard.ZstdCompressor(level=3, write_checksum=True).copy_stream(source, packed)
            packed.seek(len(start))
            packed.write(size.to_bytes(_SIZE))  # a checksum that was cut off would not be missed
        part.replace(target)
    finally:
        remove_whole(work)
        part.unlink(missing_ok=True)


def _thin(copy: sqlite3.Connection, file: Path) -> _Header:
    """Take out what only this machine needs, and the bodies that no merge opens."""
    copy.execute("BEGIN")
    for table in ("mine", "parked", "blob"):
        copy.execute(f"DELETE FROM {table}")
    book = Book(copy)
    whole = {book.n_of(at) for at in book.void_ats()}
    kept = {*_parts_of_moves(copy, book)}
    ids = [id for (id,) in copy.execute("SELECT id FROM part")]
    copy.executemany(
        "DELETE FROM part WHERE id=?", ((id,) for id in ids if id not in kept and id >> PARTS_BITS not in whole)
    )
    copy.execute("INSERT OR IGNORE INTO absent SELECT n FROM changeset WHERE at NOT IN (SELECT at FROM void)")
    about = dict(copy.execute("SELECT key, value FROM about WHERE key IN ('space', 'ledger')").fetchall())
    (count,) = copy.execute("SELECT ifnull(sum(count), 0) FROM changeset").fetchone()
    copy.execute("COMMIT")
    vector: dict[bytes, int] = {bytes(w): seq for w, seq in book.vector().items()}
    return _Header(VERSION, about.get("space", b""), about["ledger"], vector, count, file.stat().st_size)


def _parts_of_moves(copy: sqlite3.Connection, book: Book) -> Iterator[int]:
    """The parts that say where rows hung before the moves that stand (`moves.settle_moves` asks)."""
    fields = FieldNumbers.load(copy)
    for kind in KINDS.values():
        if not kind.tree:
            continue
        f = fields.of[kind.name, kind.tree]
        cells = (
            _unpack_heads(h).get(f) for (h,) in copy.execute(f"SELECT _heads FROM \"{kind.name}\" WHERE _heads<>x''")
        )
        ats = {at for cell in cells if cell is not None for at, _ in heads_of(cell)}
        for at in ats:
            n = book.n_of(at)
            for k, body in enumerate(book.parts(n)):
                if any(isinstance(o, Set) and (o.kind, o.field) == (kind.name, kind.tree) for o in decode(body)):
                    yield n << PARTS_BITS | k


# ---- reading


def read_header(snapshot: Path) -> SnapshotHeader:
    """What a snapshot is of, without unpacking it.

    Raises:
        LanyanError: snapshot.damaged, snapshot.newer.
    """
    try:
        with snapshot.open("rb") as file:
            header = _header(file)
    except OSError as error:
        raise _damaged(snapshot, str(error)) from error
    if is_newer(header.version):
        raise LanyanError("snapshot.newer", file=snapshot.name)
    vector = {WriterId(w): seq for w, seq in header.vector.items()}
    return SnapshotHeader(header.space, header.ledger, header.version, vector, header.operations)


def _header(file: BinaryIO) -> _Header:
    name = Path(file.name)
    if file.read(len(_MAGIC)) != _MAGIC:
        raise _damaged(name, "no snapshot")
    length, size = int.from_bytes(file.read(_LENGTH)), int.from_bytes(file.read(_SIZE))
    try:
        header = _read_header(file.read(min(length, _MOST_HEADER)))
    except msgspec.DecodeError as error:
        raise _damaged(name, str(error)) from error
    if file.tell() + size != name.stat().st_size:
        raise _damaged(name, "cut short")
    return header


def adopt(snapshot: Path, ledger: Path) -> None:
    """Make a new ledger file of a snapshot; open it with `Ledger.open` as any other.

    Raises:
        LanyanError: snapshot.damaged, snapshot.newer, ledger.exists, ledger.cannot_open, disk.full, disk.error.
    """
    header = read_header(snapshot)
    part = ledger.with_name(f"{ledger.name}.{os.getpid()}.part")
    try:
        if ledger.exists():
            raise FileExistsError(ledger)
        _unpack(snapshot, part)
        with translated(part):
            _make_own(part, header)
        ledger.open("xb").close()  # nobody took the name meanwhile
        try:
            part.replace(ledger)
        except BaseException:
            ledger.unlink(missing_ok=True)
            raise
    except FileExistsError as error:
        raise LanyanError("ledger.exists", file=ledger.name, path=ledger) from error
    except OSError as error:
        raise LanyanError("ledger.cannot_open", file=ledger.name, path=ledger, detail=str(error)) from error
    except LanyanError as error:
        if error.code in ("ledger.damaged", "ledger.foreign"):
            raise _damaged(snapshot, str(error.params.get("detail", error.code))) from error
        raise
    finally:
        remove_whole(part)


def _unpack(snapshot: Path, part: Path) -> None:
    with snapshot.open("rb") as source, part.open("wb") as target:
        left = _header(source).size
        try:
            for piece in zstandard.ZstdDecompressor().read_to_iter(source, write_size=_PIECE):
                left -= len(piece)
                if left < 0:
                    raise _damaged(snapshot, "larger than it says")
                target.write(piece)
        except zstandard.ZstdError as error:
            raise _damaged(snapshot, str(error)) from error
    if left:
        raise _damaged(snapshot, "cut short")


def _make_own(part: Path, header: SnapshotHeader) -> None:
    """Look at what came, and let it be nobody's writer."""
    if look_at(part) != header.version:
        raise _damaged(part, "another version than it says")
    with closing(connect(part, synchronous="OFF")) as db:
        db.execute("PRAGMA journal_mode=DELETE")  # one file to put in place
        for (sql,) in db.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"):
            if _ACTING.search(str(sql)):
                raise _damaged(part, "a schema that acts")
        if fault := next(faults(db), None):
            raise _damaged(part, fault)
        about = dict(db.execute("SELECT key, value FROM about WHERE key IN ('space', 'ledger')").fetchall())
        told = (about.get("space", b""), about.get("ledger"), Book(db).vector())
        if told != (header.space, header.ledger, header.vector):
            raise _damaged(part, "not what its header says")
        for table in ("mine", "parked"):
            db.execute(f"DELETE FROM {table}")


def _damaged(file: Path, detail: str) -> LanyanError:
    return LanyanError("snapshot.damaged", file=file.name, detail=detail)
