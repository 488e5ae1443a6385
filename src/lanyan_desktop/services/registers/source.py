"""A kind of the ledger as the source of a table: ids in order, rows by pages, sums and choices by SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace

from lanyan_desktop.core.records import KINDS, Field, Shape
from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.table.outline import Outline, preorder
from lanyan_desktop.core.table.query import Condition, Query
from lanyan_desktop.core.table.rows import Choice, Dress, Row, RowId, RowIds
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.registers.grouping import Groups
from lanyan_desktop.store.reader import Reader, Sort, Where
from lanyan_desktop.store.windows import Windows, has_more_than, window_order

Compute = Callable[[Reader, Sequence[Id]], Mapping[Id, Value]]
"""The values of a computed column for these rows; rows it leaves out have none."""
Decorate = Callable[[Id, Mapping[str, Value]], Mapping[str, Dress]]
"""What a row's cells show beyond their values, from the values the table asked for."""
MOST_LISTED = 20_000
"""Up to this many rows all ids are held; more are had by windows where an index serves."""
_MOST_COUNTED = 200_000
_MOST_CHOICES, _MOST_DISTINCT = 50, 1000
_NO_DRESS = Dress()


class RegisterSource:
    """The records of a kind that meet `where`, in `order` (a tree in its own).

    `computed` gives values for columns that are no fields; `refer_where` narrows what a reference may point to
    (``{"team_id": [Where("project_id", "=", project_id)]}``); `decorate` dresses cells. `is_summary` names rows shown
    as sections. `is_tree`: False lists a kind of trees flat.
    """

    def __init__(
        self,
        reader: Reader,
        kind: str,
        *,
        where: Sequence[Where] = (),
        order: Sequence[Sort] = (),
        computed: Mapping[str, Compute] | None = None,
        refer_where: Mapping[str, Sequence[Where]] | None = None,
        decorate: Decorate | None = None,
        is_summary: Callable[[Mapping[str, Value]], bool] | None = None,
        is_tree: bool = True,
    ) -> None:
        self.reader = reader
        self.kind = KINDS[kind]
        self.where = tuple(where)
        self.order = tuple(order) or self._own_order()
        self._computed = computed or {}
        self._refer_where = refer_where or {}
        self._decorate = decorate
        self._is_summary = is_summary
        self._is_tree = is_tree and bool(self.kind.tree)
        self._groups: Groups | None = None

    def _own_order(self) -> tuple[Sort, ...]:
        if self.kind.has("rank"):
            return (Sort("rank"),)
        return tuple(Sort(name) for name in self.kind.key if not self.kind.field(name).about.inner)

    # ---- rows -------------------------------------------------------------------------------------------

    def ids(self, query: Query) -> RowIds | Outline:
        self._groups = None
        if query.group and self.kind.has(query.group):
            return self._grouped(query)
        if self._is_tree and not query.sort:
            return self._outline(query)
        if self.has_windows(query):
            turned = bool(query.sort) and query.sort[0].descending
            windows = Windows(self.reader, self.kind.name, where=self.where, descending=turned)
            if len(windows) > MOST_LISTED:  # their order is then the index's own
                return windows
        return self._sorted(query)

    @property
    def is_large(self) -> bool:
        """Whether reading all ids takes longer than a person should wait at the window."""
        return has_more_than(self.reader, self.kind.name, MOST_LISTED, where=self.where)

    def has_windows(self, query: Query) -> bool:
        """Whether an index gives these rows in its own order, a window at a time."""
        order = window_order(self.kind, self.where)
        if order is None or query.conditions or query.group or self._is_tree:
            return False
        names = [sort.name for sort in query.sort]
        one_way = len({sort.descending for sort in query.sort}) <= 1
        return one_way and names == list(order[: len(names)])

    def on(self, reader: Reader) -> RegisterSource:
        """The same register, read by another connection."""
        other = copy(self)
        other.reader = reader
        return other

    def adopt(self, other: RegisterSource) -> None:
        """Take over what another connection found out about groups."""
        self._groups = other._groups

    def conditions(self, query: Query) -> list[Where]:
        """What the reader is asked for: the register's own conditions and the user's filters."""
        return [*self.where, *(self._as_where(c) for c in query.conditions if self.kind.has(c.name))]

    def _as_where(self, condition: Condition) -> Where:
        field = self.kind.field(condition.name)
        if field.shape is Shape.REFERENCE and condition.op == "contains":
            found = self._matching(field, str(condition.value), limit=None)
            return Where(condition.name, "in", [choice.value for choice in found])
        return Where(condition.name, condition.op, condition.value)

    def _sorted(self, query: Query) -> list[RowId]:
        """Ids in the order asked for. References sort by label, computed columns by value: both after reading."""
        where = self.conditions(query)
        stored = all(self.kind.has(s.name) and not self._is_reference(s.name) for s in query.sort)
        if stored:
            order = [Sort(s.name, s.descending) for s in query.sort] or self.order
            return list(self.reader.ids(self.kind.name, where=where, order=order))
        ids = self.reader.ids(self.kind.name, where=where, order=self.order)
        for sort in reversed(query.sort):
            keys = self._keys(sort.name, ids)
            ids.sort(key=lambda row_id: keys[row_id], reverse=sort.descending)
        return list(ids)

    def _keys(self, name: str, ids: Sequence[Id]) -> dict[Id, tuple[bool, Value]]:
        if name in self._computed:
            values = dict(self._computed[name](self.reader, ids))
        else:
            values = {row_id: row[0] for row_id, row in self.reader.page(self.kind.name, ids, [name]).items()}
            if self._is_reference(name):
                labels = self._labels(self.kind.field(name), values.values())
                values = {row_id: labels.get(value) for row_id, value in values.items()}
        return {row_id: (values.get(row_id) is not None, values.get(row_id)) for row_id in ids}

    def _is_reference(self, name: str) -> bool:
        return self.kind.has(name) and self.kind.field(name).shape is Shape.REFERENCE

    def _outline(self, query: Query) -> Outline:
        """The tree in preorder; a filter keeps what is above the rows it finds."""
        rows = self.reader.columns(self.kind.name, ["id", self.kind.tree], where=self.where, order=self.order)
        if query.conditions:
            found: set[Value] = set(self.reader.ids(self.kind.name, where=self.conditions(query)))
            above: dict[Value, Value] = {row[0]: row[1] for row in rows}
            for row_id in list(found):
                while (row_id := above.get(row_id)) is not None and row_id not in found:
                    found.add(row_id)
            rows = [row for row in rows if row[0] in found]
        order, levels = preorder([row[0] for row in rows], [row[1] for row in rows])
        return Outline([_id(rows[place][0]) for place in order], levels)

    def _grouped(self, query: Query) -> Outline:
        ids = self._sorted(replace(query, group=""))
        field = self.kind.field(query.group)
        sums = [f.name for f in self.kind.shown if f.shape is Shape.MONEY]
        records = [row_id for row_id in ids if isinstance(row_id, bytes)]
        rows = self.reader.page(self.kind.name, [Id(row_id) for row_id in records], [query.group, *sums])
        texts = self._texts(field, [row[0] for row in rows.values()])
        members = [(Id(row_id), rows[Id(row_id)]) for row_id in records if row_id in rows]
        self._groups = Groups(field, sums, members, texts)
        return self._groups.outline()

    def page(self, ids: Sequence[RowId], names: Sequence[str]) -> Mapping[RowId, Row]:
        records = [Id(row_id) for row_id in ids if isinstance(row_id, bytes)]
        made = self._records(records, names)
        if self._groups is not None:
            made |= self._groups.rows([row_id for row_id in ids if isinstance(row_id, str)], names)
        return made

    def _records(self, ids: Sequence[Id], names: Sequence[str]) -> dict[RowId, Row]:
        stored = [name for name in names if self.kind.has(name)]
        found = self.reader.page(self.kind.name, ids, stored)
        extra = {name: self._computed[name](self.reader, list(found)) for name in names if name in self._computed}
        labels = self._page_labels(stored, found)
        made: dict[RowId, Row] = {}
        for row_id, row in found.items():
            values = dict(zip(stored, row, strict=True))
            values |= {name: column.get(row_id) for name, column in extra.items()}
            dress = {
                name: Dress(text=label) for name in labels if (label := labels[name].get(values[name])) is not None
            }
            if self._decorate is not None:
                dress |= self._decorate(row_id, values)
            is_section = self._is_summary is not None and self._is_summary(values)
            made[row_id] = Row([values.get(name) for name in names], dress, is_summary=is_section)
        return made

    def _page_labels(self, names: Sequence[str], rows: Mapping[Id, Sequence[Value]]) -> dict[str, dict[Value, str]]:
        return {
            name: self._labels(self.kind.field(name), [row[place] for row in rows.values()])
            for place, name in enumerate(names)
            if self._is_reference(name)
        }

    def _labels(self, field: Field, values: Iterable[Value]) -> dict[Value, str]:
        wanted = {Id(value) for value in values if isinstance(value, bytes)}
        return dict[Value, str](self.reader.labels(field.about.refers, wanted).items()) if wanted else {}

    def _texts(self, field: Field, values: Sequence[Value]) -> dict[Value, str]:
        if field.shape is Shape.REFERENCE:
            return self._labels(field, values)
        return {value: show(field, value) for value in set(values)}

    # ---- sums and choices -------------------------------------------------------------------------------

    def totals(self, query: Query, names: Sequence[str]) -> Mapping[str, Value]:
        """Sums of the stored ones among these columns, over all rows the query finds that are no sections."""
        stored = [name for name in names if self.kind.has(name)]
        sums = self.reader.sums(self.kind.name, stored, where=self.conditions(query)) if stored else ()
        return dict(zip(stored, sums, strict=True))

    def choices(self, name: str, text: str = "") -> Sequence[Choice]:
        field = self.kind.field(name)
        if field.choices:
            return [Choice(choice, choice) for choice in field.choices if text in choice]
        return self._matching(field, text, limit=_MOST_CHOICES) if field.shape is Shape.REFERENCE else ()

    def _matching(self, field: Field, text: str, *, limit: int | None) -> list[Choice]:
        """Records a reference may point to whose label has the text in it."""
        kind = field.about.refers
        ids = self.reader.ids(kind, where=self._scope(field))
        wanted = text.strip().casefold()
        labels = self.reader.labels(kind, ids)
        found = [Choice(row_id, labels[row_id]) for row_id in ids if wanted in labels.get(row_id, "").casefold()]
        found.sort(key=lambda choice: (choice.text.casefold() != wanted, choice.text))
        return found[:limit]

    def _scope(self, field: Field) -> list[Where]:
        """Records of the same project, unless the owner says which."""
        if field.name in self._refer_where:
            return list(self._refer_where[field.name])
        if KINDS[field.about.refers].has("project_id"):
            return [where for where in self.where if where.field == "project_id"]
        return []

    def distinct(self, name: str, query: Query) -> Sequence[Choice]:
        """What stands in a column under the other columns' filters; nothing where there are too many rows."""
        if not self.kind.has(name) or has_more_than(self.reader, self.kind.name, _MOST_COUNTED, where=self.where):
            return ()
        others = query.with_filter(name, ())
        counts: dict[Value, int] = {}
        for (value,) in self.reader.columns(self.kind.name, [name], where=self.conditions(others)):
            counts[value] = counts.get(value, 0) + 1
        texts = self._texts(self.kind.field(name), list(counts))
        found = [Choice(value, texts.get(value, ""), count) for value, count in counts.items()]
        found.sort(key=lambda choice: (choice.value is None, choice.text))
        return found[:_MOST_DISTINCT]


def _id(value: Value) -> Id:
    assert isinstance(value, bytes)
    return Id(value)
