"""The state of a merge without its history, and how merging goes on from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lanyan_desktop.core.changes.heads import SEQ_BITS, Heads
from lanyan_desktop.core.changes.merge import InertSet, MadeRow, Merged, Shown
from lanyan_desktop.core.changes.operations import Vector, WriterId
from lanyan_desktop.core.changes.waiting import Name
from lanyan_desktop.core.values import Id, Value


class Snapshot(NamedTuple):
    """The rows at a moment with what merging goes on from: of changesets only those that still stand somewhere."""

    vector: dict[WriterId, int]
    clock: int  # the greatest of all changesets behind it, not only of those that still stand
    rows: list[Shown]
    inserts: dict[tuple[str, Id], dict[Name, dict[str, Value]]]
    changes: dict[Name, tuple[int, Vector]]  # clock and vector
    before: dict[tuple[Name, Id], Value]
    void: dict[Name, str]
    void_made: dict[tuple[str, Id], list[Name]]
    inert: list[tuple[str, Id, str, Value, Name]]  # kind, row, field, value, changeset


def merged_from(snapshot: Snapshot, trees: Mapping[str, str] | None = None) -> Merged:
    """A state that takes what follows a snapshot; it numbers writers its own way."""
    made = Merged(trees)
    made.void, made.clock = dict(snapshot.void), snapshot.clock
    for writer in sorted(snapshot.vector):
        made._seen[made._add_writer(writer)] = snapshot.vector[writer]

    def at_of(name: Name) -> int:
        return made._number[name[0]] << SEQ_BITS | name[1]

    for name, (clock, vector) in snapshot.changes.items():
        made._clocks[at_of(name)], made._vectors[at_of(name)] = clock, vector
    made._before = {(at_of(name), id): value for (name, id), value in snapshot.before.items()}
    made._void_made = {row: [at_of(name) for name in names] for row, names in snapshot.void_made.items()}
    for row in snapshot.rows:
        inserts = {at_of(name): dict(values) for name, values in snapshot.inserts[row.kind, row.id].items()}
        at = at_of(row.made)
        made._rows.setdefault(row.kind, {})[row.id] = MadeRow(at, inserts[at], inserts if len(inserts) > 1 else None)
        heads: Heads = {}
        for field, told in row.heads.items():
            some = [(at_of(name), value) for name, value in told]
            heads[made._fields.setdefault(field, len(made._fields))] = some if len(some) > 1 else some[0]
        made._heads.setdefault(row.kind, {})[row.id] = heads
    for kind, id, field, value, name in snapshot.inert:
        f = made._fields.setdefault(field, len(made._fields))
        limit = [made._reach(at_of(name), n) for n in range(len(made._writers))]
        made._inert.setdefault((kind, id), []).append(InertSet(f, value, at_of(name), limit))
    return made


def snapshot_of(merged: Merged) -> Snapshot:
    """All that merging needs later on, and no history."""
    rows, names = merged.picture(), list(merged._fields)
    inserts = {
        (kind, id): {merged.name(at): values for at, values in (row.others or {row.at: row.values}).items()}
        for kind, some in merged._rows.items()
        for id, row in some.items()
    }
    inert = [
        (kind, id, names[x.field], x.value, merged.name(x.at))
        for (kind, id), some in merged._inert.items()
        for x in some
    ]
    standing = {name for row in rows for heads in row.heads.values() for name, _ in heads}
    standing |= {name for made in inserts.values() for name in made} | {x[4] for x in inert}
    named = {at: name for at in merged._clocks if (name := merged.name(at)) in standing}
    return Snapshot(
        vector=merged.vector(),
        clock=merged.clock,
        rows=rows,
        inserts=inserts,
        changes={name: (merged._clocks[at], merged._vectors[at]) for at, name in named.items()},
        before={(named[at], id): value for (at, id), value in merged._before.items() if at in named},
        void=dict(merged.void),
        void_made={row: [merged.name(at) for at in ats] for row, ats in merged._void_made.items()},
        inert=inert,
    )
