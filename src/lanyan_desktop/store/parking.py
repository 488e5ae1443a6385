"""Changesets that came before what they know of: kept on disk until that comes, and found by what they wait for.

Each waits for one thing at a time: the first that is not here. When that is applied it looks for the next, so that a
batch in any order is put in order in one pass.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from lanyan_desktop.core.changes.operations import Changeset, Position, WriterId, is_sound
from lanyan_desktop.store.book import Book

MOST_PARKED = 50_000
"""Beyond these, changesets that cannot be applied yet are passed over: whoever offered them will offer them again."""
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(tuple[bytes, int, int, dict[bytes, int], str, str, str, int, int, list[bytes]]).decode
Judged = tuple[Changeset, str]
"""A changeset, and why it is void ("": it is not)."""


class Parking:
    """What waits in this ledger; use it inside transactions, `load` at the start of each and `save` before its end."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._version = -1
        self._forget()

    def _forget(self) -> None:
        self._held: dict[Position, Judged] = {}
        self._wants: dict[Position, list[Position]] = defaultdict(list)
        self._stored: set[Position] = set()
        self.refused: list[str] = []
        self.forks: list[Position] = []

    def __len__(self) -> int:
        return len(self._held)

    def load(self, book: Book) -> None:
        """Read what waits if another process has written since."""
        self.refused, self.forks = [], []
        version = int(self._db.execute("PRAGMA data_version").fetchone()[0])
        if version == self._version:
            return
        self._forget()
        self._version = version
        for reason, body in self._db.execute("SELECT reason, body FROM parked ORDER BY writer, seq").fetchall():
            c = unpacked(body)
            self._stored.add((c.writer, c.seq))
            if c.seq > book.seq_of(c.writer):
                self._hold(c, reason, _missing(book, c) or (c.writer, c.seq - 1))

    def reset(self) -> None:
        """The transaction was rolled back: what is in memory is not what is on disk."""
        self._version = -1

    def save(self) -> None:
        """Write what waits now."""
        gone = [position for position in self._stored if position not in self._held]
        new = [position for position in self._held if position not in self._stored]
        self._db.executemany("DELETE FROM parked WHERE writer=? AND seq=?", gone)
        rows = ((w, seq, self._held[w, seq][1], packed(self._held[w, seq][0])) for w, seq in new)
        self._db.executemany("INSERT OR REPLACE INTO parked VALUES(?,?,?,?)", rows)
        self._stored = set(self._held)

    def in_order(self, book: Book, changesets: Iterable[Changeset], void: Mapping[Position, str]) -> Iterator[Judged]:
        """Those that can be applied now, each after what it knows of; the caller appends it to the book at once."""
        for c in changesets:
            position = c.writer, c.seq
            if not is_sound(c):
                self.refused.append(f"{c.writer.hex()} {c.seq}: header")
            elif c.seq <= book.seq_of(c.writer):
                self._compare(book, c)
            elif (need := _missing(book, c)) is not None:
                self._park(c, void.get(position, ""), need)
            else:
                yield c, void.get(position, "")
                yield from self._freed(book, position)

    def _park(self, c: Changeset, reason: str, need: Position) -> None:
        position = c.writer, c.seq
        if position in self._held:
            if self._held[position][0] != c:
                self.forks.append(position)
            elif self._held[position][1] != reason:
                self._held[position] = c, reason
                self._stored.discard(position)  # written again
        elif len(self._held) < MOST_PARKED:
            self._hold(c, reason, need)

    def _hold(self, c: Changeset, reason: str, need: Position) -> None:
        self._held[c.writer, c.seq] = c, reason
        self._wants[need].append((c.writer, c.seq))

    def _freed(self, book: Book, position: Position) -> Iterator[Judged]:
        applied = [position]
        while applied:
            for waiting in self._wants.pop(applied.pop(), ()):
                c, reason = self._held[waiting]
                need = _missing(book, c)
                if need is not None:
                    self._wants[need].append(waiting)
                    continue
                del self._held[waiting]
                yield c, reason
                applied.append(waiting)

    def _compare(self, book: Book, c: Changeset) -> None:
        """A number that was taken: the same content, or a writer that gave its number twice."""
        if book.differs(c):
            self.forks.append((c.writer, c.seq))


def _missing(book: Book, c: Changeset) -> Position | None:
    """The first thing this changeset waits for; None if it can be applied."""
    before = c.seq - 1
    if book.seq_of(c.writer) < before:
        return c.writer, before
    return next(((writer, seq) for writer, seq in c.vector.items() if book.seq_of(writer) < seq), None)


def packed(c: Changeset) -> bytes:
    """A changeset as bytes, for this file only."""
    return _pack([
        c.writer, c.seq, c.clock, dict(c.vector), c.user, c.device, c.intent, c.undoes, c.count, list(c.parts)
    ])  # fmt: skip


def unpacked(body: bytes) -> Changeset:
    writer, seq, clock, vector, user, device, intent, undoes, count, parts = _unpack(body)
    known = {WriterId(w): n for w, n in vector.items()}
    return Changeset(WriterId(writer), seq, clock, known, user, device, intent, undoes, count, parts)
