"""Finding what stands against what: fields and deletions from the heads kept in rows, the rest from what they show."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from lanyan_desktop.core.changes.heads import Head
from lanyan_desktop.core.changes.operations import GONE
from lanyan_desktop.core.records import KINDS, Kind
from lanyan_desktop.core.schedule.closing import closing_edges
from lanyan_desktop.core.values import Id
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.codes import Codes
from lanyan_desktop.store.conflicts import Case, Deed, Option
from lanyan_desktop.store.rows import Rows
from lanyan_desktop.store.schema import HIDDEN, KEPT, RIVALS

_MOST_OPTIONS = 6


class Finder:
    """Looks for cases on one connection."""

    def __init__(self, db: sqlite3.Connection, book: Book, rows: Rows) -> None:
        self._db = db
        self._book = book
        self._rows = rows
        self.codes = Codes(db, book, rows)

    def find(self) -> list[Case]:
        """All of them: by kind, then by row, the same on every device."""
        if len(self._book.vector()) < 2:  # one writer cannot disagree with itself
            return []
        found = [case for kind in KINDS.values() for case in self._of_kind(kind)]
        return [*found, *self._cycles()]

    def _of_kind(self, kind: Kind) -> Iterator[Case]:
        marked = self._db.execute(
            f'SELECT id, _mark, _at FROM "{kind.name}" WHERE _mark AND _mark & {RIVALS | KEPT} '
            f"AND _mark & {HIDDEN} = 0 ORDER BY +id"  # by the index of marks, not by that of ids
        ).fetchall()
        heads = self._rows.heads(kind.name, [id for id, _, _ in marked])
        for id, mark, _ in marked:
            if mark & KEPT:
                yield self._kept(kind, id, heads[id])
            for name in sorted(name for name, values in heads[id].items() if len(values) > 1 and name != GONE):
                if len({value for _, value in heads[id][name]}) > 1:
                    yield _rival(kind, id, name, heads[id][name])
        if kind.tree:
            yield from self._moves(kind)
        yield from self.codes.find(kind)

    def _kept(self, kind: Kind, id: Id, heads: dict[str, list[Head]]) -> Case:
        """Deleted by one, edited by others who did not know."""
        order, saw = self._book.order, self._book.saw
        deletes = [at for at, value in heads[GONE] if value == 1]
        others = [
            (at, name)
            for name, hs in heads.items()
            for at, value in hs
            if not (name == GONE and value == 1) and not any(saw(delete, at) for delete in deletes)
        ]
        last = max((at for at, _ in others), key=order)
        titles = dict.fromkeys(kind.field(name).title for _, name in others if name != GONE)
        what = f"保留（新修改：{'、'.join(titles)}）" if titles else "保留"
        keep = Option(
            0, last, (Deed(kind.name, id, GONE, 0),), is_shown=True, words=what,
            leads_to="这条记录留下，包括新的修改；删除作废",
        )  # fmt: skip  # one way out, one line
        drop = Option(
            1, max(deletes, key=order), (Deed(kind.name, id, GONE, 1),), is_shown=False, words="删除",
            leads_to="这条记录删除，新的修改只留在操作日志里",
        )  # fmt: skip  # as above
        return Case("deleted", kind.name, id, GONE, (keep, drop))

    # ---- trees

    def _moves(self, kind: Kind) -> Iterator[Case]:
        shown = dict(
            self._db.execute("SELECT row, shown FROM suspended WHERE kind=? ORDER BY row", (kind.name,)).fetchall()
        )
        for row, up in shown.items():
            wish = self._parent(kind, row)
            below = wish
            while below is not None and (above := shown.get(below, self._parent(kind, below))) != row:
                below = above
            if wish is None or below is None:
                continue
            made, other = self._made_at(kind, row, kind.tree), self._made_at(kind, below, kind.tree)
            stay = Option(
                up, other, (Deed(kind.name, row, kind.tree, up),), is_shown=True,
                leads_to="留在现在显示的位置，没有生效的移动作废",
            )  # fmt: skip  # one way out, one line
            go = Option(
                wish, made, (Deed(kind.name, below, kind.tree, up),), is_shown=False,
                leads_to="按这次移动放到它下面；挡住它的那一条换到原来的位置",
            )  # fmt: skip  # as above
            yield Case("move", kind.name, row, kind.tree, (stay, go))

    def _parent(self, kind: Kind, id: Id) -> Id | None:
        row = self._db.execute(f'SELECT "{kind.tree}" FROM "{kind.name}" WHERE id=?', (id,)).fetchone()
        return None if row is None else row[0]

    def _made_at(self, kind: Kind, id: Id, field: str) -> int:
        """The changeset that gave a row the shown value of a field."""
        heads = self._rows.heads(kind.name, [id])[id].get(field)
        if heads:
            return heads[0][0]
        return int(self._db.execute(f'SELECT _at FROM "{kind.name}" WHERE id=?', (id,)).fetchone()[0])

    # ---- relations

    def _cycles(self) -> Iterator[Case]:
        rows, closing = self._rings()
        labels = self._rows.labels("activity", {id for row in rows for id in row[1:]}) if closing else {}
        for edge, way in closing.items():
            options = tuple(
                Option(
                    None, self._drawn_at(rows[e][0]), (Deed("relation", rows[e][0], GONE, 1),), is_shown=e == edge,
                    words=(words := f"{labels.get(rows[e][1], '')} → {labels.get(rows[e][2], '')}"),
                    leads_to=f"删除逻辑关系“{words}”",
                )
                for e in [edge, *way][:_MOST_OPTIONS]
            )  # fmt: skip  # one way out, one line
            yield Case("cycle", "relation", rows[edge][0], "", options)

    def closing_relations(self) -> set[Id]:
        """Relations that close a ring with others their writers did not know of, and so count for nothing.

        Who closes a ring by himself is not met here: that is no matter of two who did not know of each other.
        """
        rows, closing = self._rings()
        return {
            rows[edge][0]
            for edge, way in closing.items()
            if any(self._apart(self._drawn_at(rows[edge][0]), self._drawn_at(rows[e][0])) for e in way)
        }

    def _rings(self) -> tuple[list[tuple[Id, Id, Id]], dict[int, list[int]]]:
        """Relations in sight (id, predecessor, successor), and those of them that close a ring with earlier ones."""
        rows: list[tuple[Id, Id, Id]] = self._db.execute(
            "SELECT r.id, r.predecessor_id, r.successor_id FROM relation r "
            "JOIN activity a ON a.id = r.predecessor_id AND a._mark & 1 = 0 "
            "JOIN activity b ON b.id = r.successor_id AND b._mark & 1 = 0 WHERE r._mark & 1 = 0 ORDER BY r.id"
        ).fetchall()
        number: dict[Id, int] = {}
        source, target = ([number.setdefault(row[i], len(number)) for row in rows] for i in (1, 2))
        if not closing_edges(len(number), source, target, range(len(rows))):
            return rows, {}  # the usual case: whose relation came first need not be asked

        def order(edge: int) -> tuple[int, bytes, Id]:
            return *self._book.order(self._drawn_at(rows[edge][0])), rows[edge][0]

        return rows, closing_edges(len(number), source, target, sorted(range(len(rows)), key=order))

    def _drawn_at(self, id: Id) -> int:
        """The changeset that last said between what a relation runs."""
        made = [self._made_at(KINDS["relation"], id, name) for name in ("predecessor_id", "successor_id")]
        return max(made, key=self._book.order)

    def _apart(self, one: int, other: int) -> bool:
        return not self._book.saw(one, other) and not self._book.saw(other, one)


def _rival(kind: Kind, id: Id, name: str, heads: list[Head]) -> Case:
    options = [
        Option(value, at, (Deed(kind.name, id, name, value),), is_shown=i == 0) for i, (at, value) in enumerate(heads)
    ]
    return Case("field", kind.name, id, name, tuple(options))
