"""Applying changesets in causal order: those of other offices, and all of them again for a replay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from lanyan_desktop.core.changes.coding import Malformed, decode
from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK
from lanyan_desktop.core.changes.operations import Changeset, Insert, WriterId, is_sound
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.rows import Held, Rows
from lanyan_desktop.store.touched import Touched
from lanyan_desktop.store.validation import is_storable

FLUSH = 500_000
"""Sets folded before they are written: bounds memory."""


class Waiting:
    """Changesets that came before what they know of; tried again after each that is applied."""

    def __init__(self) -> None:
        self._parked: dict[tuple[WriterId, int], Changeset] = {}

    def __len__(self) -> int:
        return len(self._parked)

    def in_order(self, book: Book, changesets: Iterable[Changeset]) -> Iterator[Changeset]:
        """Those that can be applied now, each after what it knows of; the caller appends it to the book at once.

        Raises:
            Malformed: one lies about itself.
        """
        for c in changesets:
            if not is_sound(c):
                raise Malformed("header")
            if c.seq <= book.seq_of(c.writer):
                continue
            if not _is_due(book, c):
                self._parked[c.writer, c.seq] = c
                continue
            yield c
            yield from self._freed(book)

    def _freed(self, book: Book) -> Iterator[Changeset]:
        while due := next((c for c in self._parked.values() if _is_due(book, c)), None):
            del self._parked[due.writer, due.seq]
            yield due
        self._parked = {key: c for key, c in self._parked.items() if c.seq > book.seq_of(c.writer)}


def _is_due(book: Book, c: Changeset) -> bool:
    return c.seq == book.seq_of(c.writer) + 1 and all(book.seq_of(w) >= seq for w, seq in c.vector.items())


class Folding:
    """Feeds the operations of changesets to the rows: inserts at once, sets many at a time."""

    def __init__(self, rows: Rows, book: Book, touched: Touched) -> None:
        self._rows = rows
        self._book = book
        self._touched = touched
        self._held: list[Held] = []
        self._size = 0

    def take(self, c: Changeset) -> None:
        """Append a changeset that is due to the book, and apply it.

        Raises:
            Malformed: its parts are no operations.
        """
        book = self._book
        w = book.add_writer(c.writer)
        limit = self._limit(c)
        knows_all = all(know & SEQ_MASK >= seq for know, seq in zip(limit, book.seen, strict=True))
        book.append(c)  # before the rows: they may ask for its order or for an old parent
        self._feed(c, w, limit, knows_all=knows_all)

    def repeat(self, c: Changeset, kinds: Collection[str]) -> None:
        """Apply a changeset of the book again, as far as it speaks of these kinds."""
        self._feed(c, self._book.number[c.writer], self._limit(c), knows_all=False, kinds=kinds)

    def _limit(self, c: Changeset) -> list[int]:
        """By local writer number, the greatest `at` the writer of this changeset had seen."""
        limit = [n << SEQ_BITS | c.vector.get(writer, 0) for n, writer in enumerate(self._book.writer_id)]
        w = self._book.number[c.writer]
        limit[w] = (w << SEQ_BITS | c.seq) - 1
        return limit

    def _feed(
        self, c: Changeset, w: int, limit: list[int], *, knows_all: bool, kinds: Collection[str] | None = None
    ) -> None:
        at = w << SEQ_BITS | c.seq
        for part in c.parts:
            for o in decode(part):
                if kinds is not None and o.kind not in kinds:
                    continue
                if not is_storable(o):
                    raise Malformed(f"{o.kind}: values of another type")
                if isinstance(o, Insert):
                    self._rows.insert(o, at, self._touched)
                else:
                    self._held.append(Held(o, at, limit, knows_all))
                    self._size += len(o.ids)
                if self._size > FLUSH:
                    self.flush()

    def flush(self) -> None:
        """Write what is held."""
        self._rows.write(self._held, self._touched)
        self._rows.bulk.settle()
        self._held, self._size = [], 0
