"""Applying changesets in causal order: those of other offices, and all of them again for a replay.

What a changeset says is believed only as far as it can be true; one that cannot is void, here as everywhere: the
decision hangs on its own words and on what it knew of, never on what else has arrived (`Rows.write`, `Scrutiny`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from lanyan_desktop.core.changes.coding import Malformed, decode, names_in, rows_in
from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK
from lanyan_desktop.core.changes.operations import Changeset, Insert, Operation, Set
from lanyan_desktop.core.changes.scrutiny import Scrutiny
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.rows import Rows
from lanyan_desktop.store.stored import Held
from lanyan_desktop.store.touched import Touched
from lanyan_desktop.store.validation import is_storable
from lanyan_desktop.store.verdicts import MALFORMED

FLUSH = 500_000
"""Sets folded before they are written: bounds memory."""
_LOOKED_AT_WHOLE = 1 << 20
"""Bytes of parts up to which a changeset of no more than `FLUSH` operations is looked at whole before any of it is
written."""


class Folding:
    """Feeds the operations of changesets to the rows: inserts at once, sets many at a time.

    `finish` at the end. `void` are those found malformed; `stale` the kinds whose rows hold something of them, and must
    be made again by the caller.
    """

    def __init__(self, rows: Rows, book: Book, touched: Touched) -> None:
        self._rows = rows
        self._book = book
        self._touched = touched
        self._held: list[Held] = []
        self._size = 0
        self._written: set[int] = set()  # changesets that rows may hold something of already
        self.void: list[int] = []
        self.stale: set[str] = set()

    def take(self, c: Changeset, *, void: str = "") -> None:
        """Append a changeset that is due to the book, and apply it unless it is void."""
        book = self._book
        w = book.add_writer(c.writer)
        limit = self._limit(c)
        knows_all = all(know & SEQ_MASK >= seq for know, seq in zip(limit, book.seen, strict=True))
        book.append(c)  # before the rows: they may ask for its order or for an old parent
        if void:
            self._make_void(w << SEQ_BITS | c.seq, void)
        else:
            self._feed(c, w, limit, knows_all=knows_all)

    def repeat(self, c: Changeset, kinds: Collection[str], *, sets: bool) -> None:
        """Apply the inserts, or the sets, of a changeset of the book again, as far as it speaks of these kinds."""
        w = self._book.number[c.writer]
        if _speaks(c, kinds, sets=sets) and not self._book.is_void(w << SEQ_BITS | c.seq):
            self._feed(c, w, self._limit(c), knows_all=False, only=(kinds, Set if sets else Insert))

    def _limit(self, c: Changeset) -> list[int]:
        """By local writer number, the greatest `at` the writer of this changeset had seen."""
        limit = [n << SEQ_BITS | c.vector.get(writer, 0) for n, writer in enumerate(self._book.writer_id)]
        w = self._book.number[c.writer]
        limit[w] = (w << SEQ_BITS | c.seq) - 1
        return limit

    def _feed(
        self,
        c: Changeset,
        w: int,
        limit: list[int],
        *,
        knows_all: bool,
        only: tuple[Collection[str], type[Operation]] | None = None,
    ) -> None:
        at = w << SEQ_BITS | c.seq
        operations: Iterable[Operation] = _looked_at(c)
        try:
            if sum(map(len, c.parts)) <= _LOOKED_AT_WHOLE and c.count <= FLUSH:
                operations = list(operations)
            for o in operations:
                if only is not None and (o.kind not in only[0] or not isinstance(o, only[1])):
                    continue
                if isinstance(o, Insert):
                    self._written.add(at)
                    self._rows.insert(o, at, self._touched)
                else:
                    self._held.append(Held(o, at, limit, knows_all))
                    self._size += len(o.ids)
                if self._size > FLUSH:
                    self._written.add(at)
                    self._flush()
        except Malformed:
            self._held = [h for h in self._held if h.at != at]
            self._make_void(at, MALFORMED)

    def _make_void(self, at: int, reason: str) -> None:
        if not self._book.make_void(at, reason):
            return
        self.void.append(at)
        if at in self._written:
            for part in self._book.parts(self._book.n_of(at)):
                try:
                    self.stale |= {kind for kind, _ in rows_in(part)}
                except Malformed:  # nothing of this part was applied
                    continue

    def _flush(self) -> None:
        for at in self._rows.write(self._held, self._touched):
            self._make_void(at, MALFORMED)
        self._rows.bulk.settle()
        self._held, self._size = [], 0

    def finish(self) -> None:
        """Write what is held."""
        self._flush()
        self.stale |= self._rows.stale


def _speaks(c: Changeset, kinds: Collection[str], *, sets: bool) -> bool:
    """True if the changeset inserts, or sets, rows of these kinds: asked without unpacking a value."""
    try:
        return any(kind in kinds and (field is not None) == sets for part in c.parts for kind, field in names_in(part))
    except Malformed:
        return True


def _looked_at(c: Changeset) -> Iterator[Operation]:
    """The operations of a changeset, each looked at before it is given.

    Raises:
        Malformed: they are none, or cannot be what they say.
    """
    scrutiny = Scrutiny(c.count)
    for part in c.parts:
        for o in decode(part):
            scrutiny.look(o)
            if not is_storable(o):
                raise Malformed(f"{o.kind}: values of another type")
            yield o
    scrutiny.finish()
