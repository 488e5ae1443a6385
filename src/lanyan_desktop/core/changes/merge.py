"""The merge as a pure thing: changesets in, rows out, in memory; no SQL, no files, no clock of its own.

What the store does on tables, this does on dicts, with the same `fold`, `is_hidden`, `nodes_on_rings` and `place`: the
simulator runs it a thousand histories a second, and the store is held against it. Whatever order changesets arrive in,
as long as each comes after what it knows of, the picture is the same: it is a function of the set of changesets, and of
which of them are void.

A *void* changeset takes its number, so that what follows it is not held up, and changes no row: one beyond the role of
its writer, of a revoked device, or impossible in itself: one that sets a row of which it knew no insert. Whether that
insert is void is not asked: a set of a row that only void changesets made is *inert*, and counts as soon as another
one makes the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lanyan_desktop.core.changes.heads import (
    SEQ_BITS,
    SEQ_MASK,
    Head,
    Heads,
    Order,
    first_insert,
    fold,
    heads_of,
    is_hidden,
)
from lanyan_desktop.core.changes.operations import GONE, Changeset, Insert, Operation, Set, Vector, WriterId
from lanyan_desktop.core.changes.tree import nodes_on_rings, place
from lanyan_desktop.core.changes.waiting import Name, Waiting, Work
from lanyan_desktop.core.values import Id, Value

HIDDEN, KEPT, RIVALS = 1, 2, 4
"""Marks of a row: deleted; deleted but shown, for an edit its delete did not know; with values that contend."""
IMPOSSIBLE = "malformed"


class Shown(NamedTuple):
    """A row as it is seen, in words that are the same on every replica."""

    kind: str
    id: Id
    made: Name
    mark: int
    values: dict[str, Value]  # `_gone` among them once it was set
    heads: dict[str, list[tuple[Name, Value]]]  # of fields set since the insert, the shown value first
    hangs: tuple[Id | None] | None  # where a suspended move leaves it; None: at its own parent


_Made = dict[str, Value]
"""What an insert gave a row."""


@dataclass(slots=True)
class MadeRow:
    """A row as its inserts gave it."""

    at: int  # of the insert that counts
    values: _Made  # as inserted
    others: dict[int, _Made] | None = None  # all inserts by `at`, where there are several: two released the same


class InertSet(NamedTuple):
    """A set of a row that is not here."""

    field: int
    value: Value
    at: int
    limit: list[int]


class Merged:
    """Rows of all kinds, and what is known of the changesets that made them.

    `trees` names the parent field of the kinds that hang in a tree.
    """

    def __init__(self, trees: Mapping[str, str] | None = None) -> None:
        self.trees = trees or {}
        self.void: dict[Name, str] = {}
        self.clock = 0
        """The greatest taken, of void changesets too: an own one must be later, for it names them all."""
        self._rows: dict[str, dict[Id, MadeRow]] = {}
        self._heads: dict[str, dict[Id, Heads]] = {}
        self._fields: dict[str, int] = {}
        self._writers: list[WriterId] = []
        self._number: dict[WriterId, int] = {}
        self._seen: list[int] = []
        self._clocks: dict[int, int] = {}  # by `at`
        self._vectors: dict[int, Vector] = {}  # by `at`
        self._before: dict[tuple[int, Id], Value] = {}  # the parent a move took a row away from
        self._void_made: dict[tuple[str, Id], list[int]] = {}  # inserts of void changesets
        self._inert: dict[tuple[str, Id], list[InertSet]] = {}

    # ---- taking changesets in

    def vector(self) -> dict[WriterId, int]:
        """The last changeset taken of each writer."""
        return dict(zip(self._writers, self._seen, strict=True))

    def seq_of(self, writer: WriterId) -> int:
        """How far a writer came; 0 if it is not known."""
        n = self._number.get(writer)
        return 0 if n is None else self._seen[n]

    def take(self, work: Work, *, void: str = "") -> None:
        """Apply a changeset that is due; with a reason for being void, only count it."""
        c = work.changeset
        w = self._add_writer(c.writer)
        limit = self._limit(c)
        knows_all = all(know & SEQ_MASK >= seq for know, seq in zip(limit, self._seen, strict=True))
        at = w << SEQ_BITS | c.seq
        self._seen[w], self.clock = c.seq, max(self.clock, c.clock)
        reason = void or ("" if self._is_possible(work.operations, limit) else IMPOSSIBLE)
        if reason:
            self._pass_over(work, at, reason)
            return
        self._clocks[at], self._vectors[at] = c.clock, c.vector
        for o in work.operations:
            if isinstance(o, Insert):
                self._insert(o, at)
            else:
                self._set(o, at, limit, knows_all=knows_all)

    def _limit(self, c: Changeset) -> list[int]:
        """By local writer number, the greatest `at` the writer of this changeset had seen."""
        limit = [n << SEQ_BITS | c.vector.get(writer, 0) for n, writer in enumerate(self._writers)]
        w = self._number[c.writer]
        limit[w] = w << SEQ_BITS | c.seq - 1
        return limit

    def _pass_over(self, work: Work, at: int, reason: str) -> None:
        self.void[work.changeset.writer, work.changeset.seq] = reason
        for o in work.operations:
            if isinstance(o, Insert):
                for id in o.ids:
                    self._void_made.setdefault((o.kind, id), []).append(at)

    def _set(self, o: Set, at: int, limit: list[int], *, knows_all: bool) -> None:
        if o.field == self.trees.get(o.kind):
            self._before.update(zip([(at, id) for id in o.ids], o.old, strict=True))
        f = self._fields.setdefault(o.field, len(self._fields))
        heads = self._heads.get(o.kind, {})
        fold(heads, f, o.ids, o.new, at=at, limit=limit, knows_all=knows_all)
        if self._void_made:
            for id, value in zip(o.ids, o.new, strict=True):
                if id not in heads:
                    self._inert.setdefault((o.kind, id), []).append(InertSet(f, value, at, limit))

    def _add_writer(self, writer: WriterId) -> int:
        n = self._number.get(writer)
        if n is None:
            n = self._number[writer] = len(self._writers)
            self._writers.append(writer)
            self._seen.append(0)
        return n

    def _is_possible(self, operations: Sequence[Operation], limit: list[int]) -> bool:
        """True if the changeset knew, or holds itself, an insert of each row that it sets."""
        made: set[tuple[str, Id]] = set()
        for o in operations:
            if isinstance(o, Insert):
                made.update((o.kind, id) for id in o.ids)
                continue
            here = self._rows.get(o.kind, {})
            for id in o.ids:
                row = here.get(id)
                if row is not None and row.at <= limit[row.at >> SEQ_BITS]:
                    continue
                ats = [*self._void_made.get((o.kind, id), ()), *(row.others or () if row is not None else ())]
                if (o.kind, id) not in made and not any(at <= limit[at >> SEQ_BITS] for at in ats):
                    return False
        return True

    def _insert(self, o: Insert, at: int) -> None:
        rows, heads = self._rows.setdefault(o.kind, {}), self._heads.setdefault(o.kind, {})
        for i, id in enumerate(o.ids):
            values = {name: column[i] for name, column in zip(o.fields, o.columns, strict=True)}
            row = rows.get(id)
            if row is not None:
                self._insert_again(row, at, values)
                continue
            rows[id], heads[id] = MadeRow(at, values), {}
            for inert in self._inert.pop((o.kind, id), ()):
                fold(heads, inert.field, [id], [inert.value], at=inert.at, limit=inert.limit, knows_all=False)

    def _insert_again(self, row: MadeRow, at: int, values: _Made) -> None:
        """Others made it too: the earliest gives it its first values."""
        row.others = (row.others or {row.at: row.values}) | {at: values}
        row.at = first_insert(list(row.others), saw=self.saw, order=self.order)
        row.values = row.others[row.at]

    # ---- what stands

    def kinds(self) -> list[str]:
        return sorted(self._rows)

    def ids(self, kind: str) -> list[Id]:
        """All rows of a kind, deleted ones too."""
        return list(self._rows.get(kind, ()))

    def heads(self, kind: str, id: Id, field: str) -> list[Head]:
        """The values that stand in a field, the shown one first; the insert's where it was never set."""
        f = self._fields.get(field)
        cell = None if f is None else self._heads[kind][id].get(f)
        if cell is None:
            row = self._rows[kind][id]
            return [(row.at, row.values.get(field))]
        return self._ranked(heads_of(cell))

    def _ranked(self, heads: list[Head]) -> list[Head]:
        return sorted(heads, key=lambda head: self.order(head[0]), reverse=True) if len(heads) > 1 else heads

    def order(self, at: int) -> Order:
        """What decides between values that contend."""
        return self._clocks[at], self._writers[at >> SEQ_BITS]

    def saw(self, later: int, earlier: int) -> bool:
        """True if the writer of one changeset knew of the other."""
        w, seq = earlier >> SEQ_BITS, earlier & SEQ_MASK
        if later >> SEQ_BITS == w:
            return later >= earlier
        return self._vectors[later].get(self._writers[w], 0) >= seq

    def _reach(self, at: int, n: int) -> int:
        """The greatest `at` of the n-th writer that a changeset had seen."""
        own = at >> SEQ_BITS == n
        return at - 1 if own else n << SEQ_BITS | self._vectors[at].get(self._writers[n], 0)

    def mark(self, kind: str, id: Id) -> int:
        """Hidden, kept in sight, rivals: bits."""
        gone = self._fields.get(GONE)
        deletes, others, mark = list[int](), list[int](), 0
        for f, cell in self._heads[kind][id].items():
            heads = heads_of(cell)
            if len(heads) > 1:
                mark = RIVALS
            for at, value in heads:
                (deletes if f == gone and value == 1 else others).append(at)
        if deletes:
            mark |= HIDDEN if is_hidden(deletes, others, self.saw) else KEPT
        return mark

    def suspended(self, kind: str) -> dict[Id, Id | None]:
        """The rows whose move closes a ring, and where they hang instead."""
        field = self.trees.get(kind)
        if field is None:
            return {}
        ups = {id: self.heads(kind, id, field)[0] for id in self._rows.get(kind, ())}

        def parent(id: Id) -> Id | None:
            return _id(ups[id][1]) if id in ups else None

        ring = nodes_on_rings(sorted(ups), parent)
        return place(
            {id: self.order(ups[id][0]) for id in ring}, parent, lambda id: _id(self._before.get((ups[id][0], id)))
        )

    def name(self, at: int) -> Name:
        """A changeset by the name it has everywhere."""
        return self._writers[at >> SEQ_BITS], at & SEQ_MASK

    def picture(self) -> list[Shown]:
        """All rows in order of id, with no local number: equal where the same changesets were taken."""
        field_of = {f: name for name, f in self._fields.items()}
        found = []
        for kind in self.kinds():
            hangs = self.suspended(kind)
            for id in sorted(self._rows[kind]):
                row = self._rows[kind][id]
                heads = {
                    field_of[f]: [(self.name(at), value) for at, value in self._ranked(heads_of(cell))]
                    for f, cell in self._heads[kind][id].items()
                }
                values = row.values | {field: told[0][1] for field, told in heads.items()}
                off = (hangs[id],) if id in hangs else None
                found.append(Shown(kind, id, self.name(row.at), self.mark(kind, id), values, heads, off))
        return found


def merge(
    works: Iterable[Work], *, trees: Mapping[str, str] | None = None, void: Mapping[Name, str] | None = None
) -> Merged:
    """The state that these changesets give, in whatever order they come; those that lack a cause are left out."""
    made, waiting = Merged(trees), Waiting()
    reasons = void or {}
    for work in waiting.in_order(made.seq_of, works):
        made.take(work, void=reasons.get((work.changeset.writer, work.changeset.seq), ""))
    return made


def _id(value: Value) -> Id | None:
    return Id(value) if isinstance(value, bytes) else None
