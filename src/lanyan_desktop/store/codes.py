"""Codes given twice: two offices that did not know of each other gave one number to two records of a project.

Counting looks at each table once, whatever is in it: a budget of 100,000 lines may repeat 10,000 codes because its
workbook did. What a way out is called, and which number is free, is asked only when people look (`worded`).
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import msgspec

from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK, Order, heads_of
from lanyan_desktop.core.changes.operations import Vector
from lanyan_desktop.core.records import KINDS, Kind
from lanyan_desktop.core.values import Id
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.conflicts import Case, Deed, Option
from lanyan_desktop.store.rows import Rows
from lanyan_desktop.store.schema import HIDDEN, RIVALS
from lanyan_desktop.store.stored import unpack_heads

_CODES = ("code", "number")
_SCOPES = ("project_id", "version_id")
_UINT64 = b"\xcf"  # how MessagePack begins an `at`: none is less than 2**40
_pack = msgspec.msgpack.Encoder().encode


class _Given(NamedTuple):
    """A row and the changeset that gave it the code it shows."""

    at: int
    id: Id


class Codes:
    """Looks for codes given twice, on one connection and at one moment of the log."""

    def __init__(self, db: sqlite3.Connection, book: Book, rows: Rows) -> None:
        self._db = db
        self._book = book
        self._rows = rows
        self._vectors: dict[int, Vector] = {}
        self._pairs: dict[frozenset[int], dict[int, int]] = {}

    def find(self, kind: Kind) -> Iterator[Case]:
        """Rows of one project with one code that was given twice apart; who gave it twice himself meant it."""
        code = _code_field(kind)
        groups = self._repeated(kind, code) if code else {}
        for (_, value), given in sorted(groups.items()):
            pairs = self._earlier({one.at for one in given})
            first: dict[int, Id] = {}
            for at, id in given:
                first[at] = min(first.get(at, id), id)
            for later in sorted((one for one in given if one.at in pairs), key=self._place):
                earlier = _Given(pairs[later.at], first[pairs[later.at]])
                options = tuple(
                    Option(value, at, (Deed(kind.name, id, code, value),), is_shown=False)
                    for at, id in (later, earlier)
                )
                yield Case("code", kind.name, later.id, code, options)

    def _place(self, given: _Given) -> tuple[Order, Id]:
        return self._book.order(given.at), given.id

    def _repeated(self, kind: Kind, code: str) -> dict[tuple[bytes, str], list[_Given]]:
        """Rows by project (or version) and code, as far as two writers gave that code there."""
        f = self._rows.fields.of[kind.name, code]
        found: dict[tuple[bytes, str], list[_Given]] = defaultdict(list)
        for within, value, id, at, heads in _same_codes(self._db, kind, code, f):
            cell = unpack_heads(heads).get(f) if heads else None
            found[within, value].append(_Given(at if cell is None else heads_of(cell)[0][0], id))
        return {key: given for key, given in found.items() if len({at >> SEQ_BITS for at, _ in given}) > 1}

    def _earlier(self, ats: Collection[int]) -> dict[int, int]:
        """For each of these changesets the first of those before it that it did not know of, nor was known to.

        What a writer knows only grows: so of each other writer only its first unknown one need be asked.
        """
        key = frozenset(ats)
        if key not in self._pairs:
            by_writer: dict[int, list[int]] = defaultdict(list)
            for at in sorted(ats):
                by_writer[at >> SEQ_BITS].append(at)
            found = ((at, self._first_apart(at, by_writer)) for at in ats)
            self._pairs[key] = {at: earlier for at, earlier in found if earlier is not None}
        return self._pairs[key]

    def _first_apart(self, later: int, by_writer: dict[int, list[int]]) -> int | None:
        order = self._book.order
        unknown = (ats[i] for w, ats in by_writer.items() if (i := bisect_right(ats, self._known(later, w))) < len(ats))
        apart = (at for at in unknown if order(at) < order(later) and self._known(at, later >> SEQ_BITS) < later)
        return min(apart, key=order, default=None)

    def _known(self, at: int, writer: int) -> int:
        """The greatest `at` of a writer, by its local number, that the writer of this changeset knew of."""
        if at >> SEQ_BITS == writer:
            return at | SEQ_MASK  # nobody stands against himself
        if at not in self._vectors:
            self._vectors[at] = self._book.vector_of(at)
        return writer << SEQ_BITS | self._vectors[at].get(self._book.writer_id[writer], 0)

    # ---- words

    def worded(self, cases: Sequence[Case]) -> list[Case]:
        """The same cases, those of codes with what they lead to: a free number for one or the other record."""
        by_kind: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            if case.what == "code":
                by_kind[case.kind].append(case)
        words = {kind: self._options(KINDS[kind], mine) for kind, mine in by_kind.items()}
        return [
            case._replace(options=tuple(words[case.kind][option.deeds[0]] for option in case.options))
            if case.what == "code"
            else case
            for case in cases
        ]

    def _options(self, kind: Kind, cases: Sequence[Case]) -> dict[Deed, Option]:
        """By what they were found as."""
        code, options = cases[0].field, [option for case in cases for option in case.options]
        ids = {option.deeds[0].id for option in options}
        labels = self._rows.labels(kind.name, ids)
        within = self._rows.fetch(kind.name, _scope(kind), ids)
        sql = f'SELECT {_scope(kind)}, "{code}" FROM "{kind.name}" WHERE "{code}" GLOB ?'
        taken = set(self._db.execute(sql, ("*-[0-9]*",)))
        often = Counter(option.deeds[0].id for option in options)
        found: dict[Deed, Option] = {}
        for case in cases:
            is_pair = all(often[option.deeds[0].id] == 1 for option in case.options)
            free = ""
            for option in case.options:
                deed = option.deeds[0]
                if deed in found:
                    continue
                if not free or not is_pair:  # of many with one code several may be given another, each its own
                    free = _free(str(deed.value), within[deed.id][0], taken)
                    taken.add((within[deed.id][0], free))
                found[deed] = option._replace(
                    deeds=(deed._replace(value=free),),
                    words=f"{labels[deed.id]}：{deed.value!s}",
                    leads_to=f"给“{labels[deed.id]}”改号为“{free}”",
                )
        return found


def _code_field(kind: Kind) -> str:
    return next((name for name in _CODES if kind.has(name)), "")


def _scope(kind: Kind) -> str:
    """Within what a code is to be given once, as SQL."""
    return next((f"ifnull(\"{name}\", x'')" for name in _SCOPES if kind.has(name)), "x''")


def _same_codes(db: sqlite3.Connection, kind: Kind, code: str, f: int) -> Iterator[tuple[bytes, str, Id, int, bytes]]:
    """Scope, code, id, `_at` and heads of the rows that bear a code which one not by the main writer bears too.

    The main writer is the one of the row in the middle: who made more than half in one go made that one, and then only
    the few others are sought among all. Heads are searched for the field's number without unpacking them: what is
    found in vain costs time, nothing is missed.
    """
    middle = f'SELECT _at >> {SEQ_BITS} FROM "{kind.name}" WHERE n >= (SELECT max(n) / 2 FROM "{kind.name}") LIMIT 1'
    main = db.execute(middle).fetchone()
    if main is None:
        return
    seen = f"\"{code}\" <> '' AND _mark & {HIDDEN} = 0"
    by_others = (
        f'SELECT {_scope(kind)}, "{code}" FROM "{kind.name}" '
        f"WHERE (_at >> {SEQ_BITS} <> ? OR _mark & {RIVALS} OR instr(_heads, ?)) AND {seen}"
    )
    wanted = set(db.execute(by_others, (main[0], _pack(f) + _UINT64)))
    if not wanted:  # the usual case, and one pass only
        return
    sql = (
        f'SELECT {_scope(kind)}, "{code}", id, _at, _heads FROM "{kind.name}" '
        f'WHERE {seen} AND "{code}" IN (SELECT value FROM json_each(?))'
    )
    for row in db.execute(sql, (json.dumps(sorted({value for _, value in wanted})),)):
        if row[:2] in wanted:
            yield row


def _free(value: str, within: bytes, taken: Collection[tuple[bytes, str]]) -> str:
    """A number that is not taken yet: 合同-2 beside 合同."""
    n = 2
    while (within, f"{value}-{n}") in taken:
        n += 1
    return f"{value}-{n}"
