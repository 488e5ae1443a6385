"""The log of a ledger: who writes, what was done, who had seen what. Appended to, never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import cast

import msgspec

from lanyan_desktop.core.changes.coding import Malformed
from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK, Order
from lanyan_desktop.core.changes.operations import NO_HASH, Changeset, Vector, WriterId
from lanyan_desktop.kit.ids import LATEST_MS, milliseconds_of

PARTS_BITS = 16
_unpack_vector = msgspec.msgpack.Decoder(dict[bytes, int]).decode
_pack = msgspec.msgpack.Encoder().encode


class Book:
    """The log tables of one connection, with the writers kept in memory; `load` again in every transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.load()

    def load(self) -> None:
        """Begin anew: another process may have written since."""
        self.load_writers()
        self.appended: list[int] = []  # arrival numbers of what this transaction wrote
        self._vectors: dict[int, Vector] = {}  # last vector of each writer that wrote in this transaction

    def load_writers(self) -> None:
        """Read how far each writer came; not inside a transaction that appends."""
        rows = self._db.execute("SELECT n, id, seq, hash FROM writer ORDER BY n").fetchall()
        self.number: dict[WriterId, int] = {WriterId(id): n for n, id, _, _ in rows}
        self.writer_id: list[WriterId] = [WriterId(b""), *(WriterId(row[1]) for row in rows)]
        self.seen = [0, *(row[2] for row in rows)]  # last sequence applied, by local number
        self._chain = [b"", *(row[3] for row in rows)]
        self._orders: dict[int, Order] = {}

    def add_writer(self, id: WriterId) -> int:
        """The local number of a writer, a new one if it was not known. Numbers start at 1 without gaps."""
        if id not in self.number:
            self.number[id] = len(self.writer_id)
            self._db.execute("INSERT INTO writer VALUES(?, ?, 0, ?)", (self.number[id], id, NO_HASH))
            self.writer_id.append(id)
            self.seen.append(0)
            self._chain.append(NO_HASH)
        return self.number[id]

    def seq_of(self, writer: WriterId) -> int:
        return self.seen[self.number[writer]] if writer in self.number else 0

    def vector(self) -> dict[WriterId, int]:
        """The last sequence applied here of every writer that has written."""
        return {writer: self.seen[n] for writer, n in self.number.items() if self.seen[n]}

    def next_n(self) -> int:
        return int(self._db.execute("SELECT ifnull(max(n), 0) + 1 FROM changeset").fetchone()[0])

    # ---- appending

    def append(self, c: Changeset) -> None:
        """Write the log line and its parts.

        The vector is kept only where it differs from the one of the writer's line before.
        """
        n, w = self.next_n(), self.number[c.writer]
        at, digest = w << SEQ_BITS | c.seq, c.hash(self._chain[w])
        before = self._vectors[w] if w in self._vectors else self.vector_of(at - 1) if c.seq > 1 else None
        vector = None if before == c.vector else _pack(dict(c.vector))
        self._db.execute(
            "INSERT INTO changeset VALUES(?,?,?,?,?,?,?,?,?)",
            (n, at, c.clock, vector, self._author(c.user, c.device), c.intent, c.undoes, c.count, digest),
        )
        self.put_parts(n, c.parts)
        self._vectors[w], self.seen[w], self._chain[w] = c.vector, c.seq, digest
        self.appended.append(n)

    def put_parts(self, n: int, parts: Sequence[bytes]) -> None:
        """Write the bodies of a line."""
        rows = ((n << PARTS_BITS | k, part) for k, part in enumerate(parts))
        self._db.executemany("INSERT OR REPLACE INTO part VALUES(?,?)", rows)

    def rewrite(self, at: int, c: Changeset) -> None:
        """Let a line say what its changeset says, where a snapshot said otherwise; see `rechain`."""
        values = (c.clock, _pack(dict(c.vector)), self._author(c.user, c.device), c.intent, c.undoes, c.count)
        sql = "UPDATE changeset SET clock=?, vector=?, author=?, intent=?, undoes=?, count=? WHERE at=?"
        self._db.execute(sql, (*values, at))
        self._orders.clear()

    def rechain(self) -> None:
        """Make the hashes of all lines again; none may lack its body."""
        for w in range(1, len(self.writer_id)):
            digest = NO_HASH
            sql = "SELECT n, at FROM changeset WHERE at BETWEEN ? AND ? ORDER BY at"
            for n, at in self._db.execute(sql, (w << SEQ_BITS, w << SEQ_BITS | SEQ_MASK)).fetchall():
                digest = self.changeset(n).hash(digest)
                self._db.execute("UPDATE changeset SET hash=?1 WHERE at=?2 AND hash<>?1", (digest, at))
            self._db.execute("UPDATE writer SET hash=? WHERE n=?", (digest, w))

    def _author(self, user: str, device: str) -> int:
        row = self._db.execute("SELECT n FROM author WHERE user=? AND device=?", (user, device)).fetchone()
        if row is not None:
            return int(row[0])
        return self._db.execute("INSERT INTO author(user, device) VALUES(?, ?)", (user, device)).lastrowid or 0

    def save_writers(self) -> None:
        """Write how far each writer came in this transaction."""
        rows = [(self.seen[w], self._chain[w], w) for w in self._vectors]
        self._db.executemany("UPDATE writer SET seq=?, hash=? WHERE n=?", rows)

    # ---- reading

    def vector_of(self, at: int) -> dict[WriterId, int]:
        """What the writer of this changeset had seen of the others."""
        row = self._db.execute(
            "SELECT vector FROM changeset WHERE at BETWEEN ? AND ? AND vector IS NOT NULL ORDER BY at DESC LIMIT 1",
            (at & ~SEQ_MASK, at),
        ).fetchone()
        return cast("dict[WriterId, int]", _unpack_vector(row[0]))

    def parts(self, n: int) -> list[bytes]:
        first = n << PARTS_BITS
        sql = "SELECT body FROM part WHERE id BETWEEN ? AND ? ORDER BY id"
        return [row[0] for row in self._db.execute(sql, (first, first | (1 << PARTS_BITS) - 1))]

    def changeset(self, n: int) -> Changeset:
        """The changeset that arrived as the nth, as it travels."""
        columns = "at, clock, user, device, intent, undoes, count"
        sql = f"SELECT {columns} FROM changeset c JOIN author a ON a.n = c.author WHERE c.n=?"
        at, clock, user, device, intent, undoes, count = self._db.execute(sql, (n,)).fetchone()
        writer, vector = self.writer_id[at >> SEQ_BITS], self.vector_of(at)
        return Changeset(writer, at & SEQ_MASK, clock, vector, user, device, intent, undoes, count, self.parts(n))

    def since(self, vector: Vector) -> Iterator[Changeset]:
        """What a holder of this vector does not have, in an order it can apply; lines without bodies are left out."""
        absent = self.absent()
        for n, at in self._db.execute("SELECT n, at FROM changeset ORDER BY n").fetchall():
            if at & SEQ_MASK > vector.get(self.writer_id[at >> SEQ_BITS], 0) and n not in absent:
                yield self.changeset(n)

    def line(self, at: int) -> tuple[int, dict[WriterId, int], str, str, str, int, int]:
        """Clock, vector, user, device, intent, undoes and count of a changeset."""
        columns = "clock, user, device, intent, undoes, count"
        sql = f"SELECT {columns} FROM changeset c JOIN author a ON a.n = c.author WHERE c.at=?"
        clock, user, device, intent, undoes, count = self._db.execute(sql, (at,)).fetchone()
        return clock, self.vector_of(at), user, device, intent, undoes, count

    def absent(self) -> set[int]:
        """The lines whose bodies are still to come; none in a file of an older program."""
        if self._db.execute("SELECT 1 FROM sqlite_schema WHERE name='absent'").fetchone() is None:
            return set()
        return {n for (n,) in self._db.execute("SELECT n FROM absent")}

    def differs(self, c: Changeset) -> bool:
        """True if the line of this number was made of something else; remembered then."""
        w = self.number[c.writer]
        at = w << SEQ_BITS | c.seq
        have, before = self.hash_of(at), NO_HASH if c.seq == 1 else self.hash_of(at - 1)
        if have is None or before is None:
            return False
        told = c.hash(before)
        if told == have:
            return False
        self._db.execute("INSERT OR IGNORE INTO forked VALUES(?, ?)", (at, told))
        return True

    def hash_of(self, at: int) -> bytes | None:
        """The chain hash of a line, None if it is not here."""
        row = self._db.execute("SELECT hash FROM changeset WHERE at=?", (at,)).fetchone()
        return None if row is None else bytes(row[0])

    # ---- void lines

    def make_void(self, at: int, reason: str) -> bool:
        """Note that the operations of a line do not count; False if that was known."""
        return self._db.execute("INSERT OR IGNORE INTO void(at, reason) VALUES(?, ?)", (at, reason)).rowcount > 0

    def is_void(self, at: int) -> bool:
        return self._db.execute("SELECT 1 FROM void WHERE at=?", (at,)).fetchone() is not None

    def void_reason(self, c: Changeset) -> str:
        """Why this changeset of the log is void; "" if it is not."""
        row = self._db.execute("SELECT reason FROM void WHERE at=?", (self.number[c.writer] << SEQ_BITS | c.seq,))
        return next((str(reason) for (reason,) in row), "")

    def void_ats(self) -> set[int]:
        return {at for (at,) in self._db.execute("SELECT at FROM void")}

    def n_of(self, at: int) -> int:
        return int(self._db.execute("SELECT n FROM changeset WHERE at=?", (at,)).fetchone()[0])

    def author_of(self, at: int) -> tuple[str, str]:
        """The user and the device of a changeset."""
        sql = "SELECT user, device FROM changeset c JOIN author a ON a.n = c.author WHERE at=?"
        row = self._db.execute(sql, (at,)).fetchone()
        if row is None:
            raise Malformed("heads of no changeset")
        return str(row[0]), str(row[1])

    def order(self, at: int) -> Order:
        """What decides between heads, the same on every replica."""
        if at not in self._orders:
            clock = self._db.execute("SELECT clock FROM changeset WHERE at=?", (at,)).fetchone()[0]
            self._orders[at] = clock, self.writer_id[at >> SEQ_BITS]
        return self._orders[at]

    def saw(self, later: int, earlier: int) -> bool:
        """True if the writer of `later` knew `earlier`, or made it before."""
        if later >> SEQ_BITS == earlier >> SEQ_BITS:
            return earlier <= later
        return self.vector_of(later).get(self.writer_id[earlier >> SEQ_BITS], 0) >= earlier & SEQ_MASK

    def last_clock(self) -> int:
        """The clock of the last line; 0 in an empty log."""
        row = self._db.execute("SELECT clock FROM changeset ORDER BY n DESC LIMIT 1").fetchone()
        return int(row[0]) if row else 0

    def clock_of(self, at: int) -> int:
        return int(self._db.execute("SELECT clock FROM changeset WHERE at=?", (at,)).fetchone()[0])

    def greatest_clock(self) -> int:
        """The greatest clock worth following: stamps of one writer rise, so its last line tells."""
        ends = (w << SEQ_BITS | seq for w, seq in enumerate(self.seen) if seq)
        clocks = (self._db.execute("SELECT clock FROM changeset WHERE at=?", (at,)).fetchone() for at in ends)
        return max((row[0] for row in clocks if row and milliseconds_of(row[0]) <= LATEST_MS), default=0)
