"""What a command does inside `ledger.changeset`: inserts are written at once, sets when the block ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from lanyan_desktop.core.changes.coding import PART_ROWS, encode
from lanyan_desktop.core.changes.operations import GONE, Insert, Set, in_pieces
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.ids import new_ids
from lanyan_desktop.store.rows import Rows
from lanyan_desktop.store.schema import HIDDEN, KEPT, RIVALS
from lanyan_desktop.store.touched import Touched
from lanyan_desktop.store.validation import column_problems

_WHOLE = PART_ROWS // 10
"""Rows inserted at once that are a part of their own."""


Mask = Callable[[str, str | None], bool]
"""(kind, field; None for a new record, "_gone" to delete or restore): whether the own role may do it."""


class Edit:
    """Collects one changeset. Reads inside the block see its inserts, not yet its sets.

    Values are checked by their declarations (bounds, types, choices); whether they make sense together is for the
    caller to decide before. What the own role may not do is refused (role.forbidden) wherever it is tried.
    """

    def __init__(self, rows: Rows, at: int, mask: Mask | None = None) -> None:
        self.at = at
        self._mask = mask
        self.undoes = 0
        self.count = 0
        self.touched: Touched = {}
        self._rows = rows
        self._parts: list[bytes] = []
        self._small: dict[tuple[str, tuple[str, ...]], tuple[list[Id], list[list[Value]]]] = {}  # by kind and fields
        self._small_rows = 0
        self._is_finished = False
        self._sets: dict[tuple[str, str], dict[Id, tuple[Value, Value]]] = defaultdict(dict)  # id -> new, old

    # ---- inserting

    def new_ids(self, count: int) -> list[Id]:
        """Ids for `insert_many`, where rows refer to each other."""
        return new_ids(count)  # type: ignore[return-value]  # Id(…) around a million values costs 0.1 s

    def insert(self, kind: str, *, id: Id | None = None, **values: Value) -> Id:
        """One new record; fields not given take their declared default.

        Raises:
            LanyanError: record.invalid.
        """
        fields = tuple(values)
        columns = [[value] for value in values.values()]
        return self._insert(kind, fields, columns, [id or Id(new_ids()[0])])[0]

    def insert_many(
        self, kind: str, fields: Sequence[str], columns: Sequence[Sequence[Value]], *, ids: Sequence[Id] | None = None
    ) -> list[Id]:
        """New records as columns, each as long as the others: for an import, call it with 50,000 rows at a time.

        `ids` come from `new_ids` where rows refer to each other.

        Raises:
            LanyanError: record.invalid, with at most 100 problems.
        """
        count = len(columns[0]) if columns else 0
        if any(len(column) != count for column in columns) or len(columns) != len(fields):
            raise ValueError(f"{kind}: columns of different lengths")
        given = list(ids) if ids is not None else self.new_ids(count)
        if len(given) != count:
            raise ValueError(f"{kind}: {len(given)} ids for {count} rows")
        for i in range(0, count, PART_ROWS):
            j = i + PART_ROWS
            self._insert(kind, fields, [column[i:j] for column in columns], given[i:j])
        return given

    def _insert(
        self, kind: str, fields: Sequence[str], columns: Sequence[Sequence[Value]], ids: Sequence[Id]
    ) -> Sequence[Id]:
        """Check and write rows, completed with the defaults: what is stored must not hang on a later declaration."""
        problems = [
            p for name, column in zip(fields, columns, strict=True) for p in column_problems(kind, name, column)
        ]
        given = set(fields)
        left = [field for field in KINDS[kind].fields if field.name not in given]
        problems += [(kind, field.name, "required") for field in left if field.required and field.default is None]
        if problems:
            raise LanyanError("record.invalid", problems=problems[:100])
        filled = [field for field in left if field.default is not None]
        whole = Insert(
            kind, ids, [*fields, *(f.name for f in filled)], [*columns, *([f.default] * len(ids) for f in filled)]
        )
        self._must_be_open()
        self._must_be_allowed(kind, None)
        self._rows.insert(whole, self.at, self.touched)
        self.count += len(ids)
        self._gather(whole)
        return ids

    def _gather(self, o: Insert) -> None:
        """Keep for the log what was inserted; small pieces are joined, or a loop would make a part of each row."""
        if len(o.ids) >= _WHOLE:
            self._parts.append(encode([o]))
            return
        key = o.kind, tuple(o.fields)
        if key not in self._small:
            self._small[key] = [], [[] for _ in o.columns]
        ids, columns = self._small[key]
        ids.extend(o.ids)
        for column, values in zip(columns, o.columns, strict=True):
            column.extend(values)
        self._small_rows += len(o.ids)
        if self._small_rows >= PART_ROWS:
            self._close_small()

    def _close_small(self) -> None:
        for (kind, fields), (ids, columns) in self._small.items():
            self._parts.append(encode([Insert(kind, ids, fields, columns)]))
        self._small.clear()
        self._small_rows = 0

    def _must_be_open(self) -> None:
        if self._is_finished:
            raise RuntimeError("an edit after its changeset: nothing would log it")

    def _must_be_allowed(self, kind: str, field: str | None) -> None:
        if self._mask is None or self._mask(kind, field):
            return
        what = "新增" if field is None else "删除" if field == GONE else KINDS[kind].field(field).title
        raise LanyanError("role.forbidden", kind=KINDS[kind].title, field=what)

    # ---- setting

    def set(self, kind: str, id: Id, **values: Value) -> None:
        """New values of some fields of one record; a value equal to the old one is no change.

        Raises:
            LanyanError: record.invalid; record.gone when it has been deleted meanwhile, or never was.
        """
        problems = [p for name, value in values.items() for p in column_problems(kind, name, [value])]
        if problems:
            raise LanyanError("record.invalid", problems=problems)
        for name, value in values.items():
            self._set(kind, name, [id], [value])

    def set_many(self, kind: str, field: str, ids: Sequence[Id], values: Sequence[Value]) -> None:
        """New values of one field, one for each record.

        Raises:
            LanyanError: as `set`.
        """
        if problems := column_problems(kind, field, values):
            raise LanyanError("record.invalid", problems=problems[:100])
        self._set(kind, field, ids, values)

    def delete(self, kind: str, ids: Sequence[Id]) -> None:
        """Take records out of sight; undo and the log still know them."""
        self._set(kind, GONE, ids, [1] * len(ids))

    def restore(self, kind: str, ids: Sequence[Id]) -> None:
        """Bring deleted records back."""
        self._set(kind, GONE, ids, [0] * len(ids))

    def choose(self, kind: str, field: str, id: Id, value: Value) -> None:
        """Let one of the values that stand be the one; "_gone" too. It was kept once, so it is not checked again.

        Raises:
            LanyanError: record.gone, role.forbidden.
        """
        self._set(kind, field, [id], [value])

    def _set(self, kind: str, field: str, ids: Sequence[Id], values: Sequence[Value]) -> None:
        self._must_be_open()
        self._must_be_allowed(kind, field)
        now = self._rows.fetch(kind, f'"{field}", _mark', ids)
        cell = self._sets[kind, field]
        for id, value in zip(ids, values, strict=True):
            shown, mark = self._shown(kind, field, id, now)
            old = cell[id][1] if id in cell else shown
            if value != old or (mark and self._is_choice(kind, field, id, mark)):
                cell[id] = (value, old)
            else:
                cell.pop(id, None)

    def _shown(self, kind: str, field: str, id: Id, now: dict[Id, tuple[Any, ...]]) -> tuple[Value, int]:
        row = now.get(id)
        if row is None or (row[1] & HIDDEN and field != GONE):  # a set would bring the row back
            raise LanyanError("record.gone", kind=KINDS[kind].title, id=id)
        return row[0], row[1]

    def _is_choice(self, kind: str, field: str, id: Id, mark: int) -> bool:
        """True where setting the shown value again means something: a word that settles who was right."""
        if field == GONE and mark & KEPT:
            return True
        return bool(mark & RIVALS) and len(self._rows.heads(kind, [id])[id].get(field, ())) > 1

    # ---- ending

    def exchange(self, kind: str, field: str, cells: Iterable[tuple[Id, Value, Value]]) -> None:
        """Sets whose new and old values are known: for undo.

        Raises:
            LanyanError: role.forbidden.
        """
        self._must_be_allowed(kind, field)
        self._sets[kind, field].update((id, (new, old)) for id, new, old in cells)

    def finish(self) -> tuple[list[bytes], list[Set]]:
        """The parts of the changeset, and the sets still to be written."""
        self._must_be_open()
        self._is_finished = True
        self._close_small()
        sets = [
            Set(kind, ids, field, [cell[id][0] for id in ids], [cell[id][1] for id in ids])
            for (kind, field), cell in self._sets.items()
            if (ids := sorted(cell))
        ]
        self._parts += [encode(some) for some in in_pieces(sets, PART_ROWS) if some]
        self.count += sum(len(o.ids) for o in sets)
        return self._parts, sets
