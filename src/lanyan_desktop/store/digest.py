"""A digest of the rows that is equal where the ledgers are: on every replica, and on a replay of the log."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from typing import Any, cast

import msgspec

from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK, Stored, heads_of
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.fields import FieldNumbers

VOID = "void"
_PAGE = 10_000
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(dict[int, Stored]).decode


def digest_of_kind(db: sqlite3.Connection, book: Book, fields: FieldNumbers, kind: str) -> str:
    """Rows in order of id with their marks, origin and heads by writer id, and suspended moves; no local number.

    Fields that this program does not declare are left out.
    """
    h = hashlib.blake2b(digest_size=16)
    columns = "".join(f', "{name}"' for name in sorted(field.name for field in KINDS[kind].fields))
    cursor = db.execute(f'SELECT _heads, _at, id, _gone, _mark{columns} FROM "{kind}" ORDER BY id')
    while rows := cursor.fetchmany(_PAGE):
        for heads, at, *row in rows:
            h.update(_pack([*row, book.writer_id[at >> SEQ_BITS], at & SEQ_MASK]))
            if heads:
                h.update(_pack(_by_writer(book, fields, _unpack(heads))))
    for row in db.execute("SELECT row, shown FROM suspended WHERE kind=? ORDER BY row", (kind,)):
        h.update(_pack(row))
    return h.hexdigest()


def digests(db: sqlite3.Connection) -> dict[str, str]:
    """The digest of every kind, and of what is void under `VOID`."""
    book, fields = Book(db), FieldNumbers.load(db)
    told = {kind: digest_of_kind(db, book, fields, kind) for kind in KINDS}
    void = sorted((book.writer_id[at >> SEQ_BITS], at & SEQ_MASK) for at in book.void_ats())
    return {**told, VOID: hashlib.blake2b(_pack(void), digest_size=16).hexdigest()}


def _by_writer(book: Book, fields: FieldNumbers, heads: Mapping[int, Stored]) -> list[Any]:
    return sorted(
        [
            fields.name[f],
            [[book.writer_id[at >> SEQ_BITS], at & SEQ_MASK, _value(value)] for at, value in heads_of(cell)],
        ]
        for f, cell in heads.items()
        if f in fields.name
    )


def _value(value: object) -> Any:
    """The value of a losing head; the shown one is in its row already."""
    return cast(Any, value) if value is None or isinstance(value, int | str | bytes) else None
