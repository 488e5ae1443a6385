"""What the rows must be, from first principles and by nobody's code: heads are the sets no other set knew of.

Nothing here is shared with `core.changes.merge` but the words it answers in.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lanyan_desktop.core.changes.merge import Shown
from lanyan_desktop.core.changes.operations import GONE, Changeset, Insert
from lanyan_desktop.core.changes.waiting import Name
from lanyan_desktop.core.values import Id
from tests.simulation.desk import KIND, PARENT, read


def knew(later: Changeset, earlier: Changeset) -> bool:
    if later.writer == earlier.writer:
        return later.seq > earlier.seq
    return later.vector.get(earlier.writer, 0) >= earlier.seq


def rank(c: Changeset) -> tuple[int, bytes]:
    return c.clock, c.writer


def reference(history: list[Changeset], void: dict[Name, str]) -> list[Shown]:
    """All rows, of the changesets that are not void; one that sets a row of which it knew no insert is void itself."""
    all_made: dict[Id, list[Changeset]] = defaultdict(list)
    for c in history:
        for o in read(c).operations:
            for id in o.ids if isinstance(o, Insert) else ():
                all_made[id].append(c)

    def is_possible(c: Changeset, id: Id) -> bool:
        return any(x is c or knew(c, x) for x in all_made[id])

    works = [
        w
        for w in map(read, history)
        if (w.changeset.writer, w.changeset.seq) not in void
        and all(is_possible(w.changeset, id) for o in w.operations for id in o.ids)
    ]
    inserts: dict[Id, list[tuple[Changeset, Insert, int]]] = defaultdict(list)
    sets: dict[Id, dict[str, list[tuple[Changeset, Any, Any]]]] = defaultdict(lambda: defaultdict(list))
    for c, operations in works:
        for o in operations:
            for i, id in enumerate(o.ids):
                if isinstance(o, Insert):
                    inserts[id].append((c, o, i))
                else:
                    sets[id][o.field].append((c, o.new[i], o.old[i]))
    made = {id: _earliest(some) for id, some in inserts.items()}
    sets = {id: fields for id, fields in sets.items() if id in made}
    stand = {
        id: {
            field: sorted((s for s in some if not any(knew(t[0], s[0]) for t in some)), key=lambda s: rank(s[0]))[::-1]
            for field, some in fields.items()
        }
        for id, fields in sets.items()
    }
    up, before, order = {}, {}, {}
    for id, (c, o, i) in made.items():
        inserted = {name: column[i] for name, column in zip(o.fields, o.columns, strict=True)}
        first = stand.get(id, {}).get(PARENT) or [(c, inserted.get(PARENT), None)]
        up[id], before[id], order[id] = first[0][1], first[0][2], (*rank(first[0][0]), id)
    hangs = _hung(up, before, order)
    return [_shown(id, made[id], stand.get(id, {}), (hangs[id],) if id in hangs else None) for id in sorted(made)]


def _earliest(some: list[tuple[Changeset, Insert, int]]) -> tuple[Changeset, Insert, int]:
    """Of those that knew of no other."""
    blind = [x for x in some if not any(knew(x[0], y[0]) for y in some if y is not x)]
    return min(blind, key=lambda x: rank(x[0]))


def _hung(up: dict[Id, Any], before: dict[Id, Any], order: dict[Id, Any]) -> dict[Id, Id | None]:
    def path(tree: dict[Id, Any], id: Id) -> list[Id]:
        seen: list[Id] = []
        while (id := tree.get(id)) is not None and id not in seen:  # type: ignore[assignment]  # None ends it
            seen.append(id)
        return seen

    ring = [id for id in up if id in path(up, id)]
    tree = {id: parent for id, parent in up.items() if id not in ring}
    for id in sorted(ring, key=lambda id: order[id]):
        tree[id] = next((p for p in (up[id], before[id]) if p is not None and id not in [p, *path(tree, p)]), None)
    return {id: tree[id] for id in ring if tree[id] != up[id]}


def _shown(
    id: Id, made: tuple[Changeset, Insert, int], fields: dict[str, Any], hangs: tuple[Id | None] | None
) -> Shown:
    c, o, i = made
    deletes = [s[0] for s in fields.get(GONE, ()) if s[1] == 1]
    others = [s[0] for field, some in fields.items() for s in some if field != GONE or s[1] != 1]
    known = all(any(d is x or knew(d, x) for d in deletes) for x in others)
    mark = (4 if any(len(some) > 1 for some in fields.values()) else 0) | ((1 if known else 2) if deletes else 0)
    values = {name: column[i] for name, column in zip(o.fields, o.columns, strict=True)}
    heads = {field: [((s[0].writer, s[0].seq), s[1]) for s in some] for field, some in fields.items()}
    return Shown(KIND, id, (c.writer, c.seq), mark, values | {f: h[0][1] for f, h in heads.items()}, heads, hangs)
