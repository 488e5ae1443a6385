"""A table source over rows in memory: for computed tables, small registers, pickers and tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lanyan_desktop.core.records.declare import Field
from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Query, SortBy, meets
from lanyan_desktop.core.table.rows import CellEdit, Choice, Row, RowId, RowIds
from lanyan_desktop.core.values import Value


class ListSource:
    """Rows that are all there, each with values for all `names`.

    `levels` makes it a tree in preorder (roots 0). `summed` names the columns totalled by adding up the rows that are
    no summaries; a service that rounds otherwise gives its own `totals`.

    >>> source = ListSource(["name", "qty"], {1: Row(["b", 2]), 2: Row(["a", 1])})
    >>> list(source.ids(Query(sort=(SortBy("name"),))))
    [2, 1]
    """

    def __init__(
        self,
        names: Sequence[str],
        rows: Mapping[RowId, Row],
        *,
        levels: Sequence[int] | None = None,
        totals: Mapping[str, Value] | None = None,
        choices: Mapping[str, Sequence[Choice]] | None = None,
    ) -> None:
        self.names = list(names)
        self._rows = dict(rows)
        self._levels = levels
        self._totals = totals
        self._choices = choices or {}

    def replace(
        self,
        rows: Mapping[RowId, Row],
        *,
        levels: Sequence[int] | None = None,
        totals: Mapping[str, Value] | None = None,
    ) -> None:
        """Other rows; tell the table with `TableView.reload()`."""
        self._rows, self._levels, self._totals = dict(rows), levels, totals

    def ids(self, query: Query) -> RowIds | Outline:
        ids = [row_id for row_id, row in self._rows.items() if self._meets(row, query)]
        if self._levels is not None and not query.sort and len(ids) == len(self._rows):
            return Outline(ids, self._levels)
        for sort in reversed(query.sort):
            ids.sort(key=self._key(sort), reverse=sort.descending)
        return ids

    def page(self, ids: Sequence[RowId], names: Sequence[str]) -> Mapping[RowId, Row]:
        places = [self.names.index(name) for name in names]
        found = ((row_id, self._rows[row_id]) for row_id in ids if row_id in self._rows)
        return {row_id: replace(row, values=[row.values[n] for n in places]) for row_id, row in found}

    def totals(self, query: Query, names: Sequence[str]) -> Mapping[str, Value]:
        if self._totals is not None and not query.conditions:
            return {name: self._totals.get(name) for name in names}
        rows = [row for row in self._rows.values() if not row.is_summary and self._meets(row, query)]
        return {name: _sum(rows, self.names.index(name)) for name in names}

    def choices(self, name: str, text: str = "") -> Sequence[Choice]:
        return [choice for choice in self._choices.get(name, ()) if text in choice.text][:50]

    def distinct(self, name: str, query: Query) -> Sequence[Choice]:
        counts: dict[Value, int] = {}
        texts: dict[Value, str] = {}
        place = self.names.index(name)
        others = query.with_filter(name, ())
        for row in self._rows.values():
            if not row.is_summary and self._meets(row, others):
                value = row.values[place]
                counts[value] = counts.get(value, 0) + 1
                texts[value] = _shown(row, name, value)
        return [Choice(value, texts[value], count) for value, count in counts.items()][:1000]

    def edit(self, edits: Sequence[CellEdit]) -> None:
        """Take edits over: a `commit` for tables that are not in the ledger."""
        for edit in edits:
            row = self._rows[edit.id]
            values = list(row.values)
            values[self.names.index(edit.name)] = edit.value
            self._rows[edit.id] = replace(row, values=values)

    def _meets(self, row: Row, query: Query) -> bool:
        return all(meets(row.values[self.names.index(c.name)], c) for c in query.conditions)

    def _key(self, sort: SortBy) -> Callable[[RowId], tuple[bool, Value]]:
        place = self.names.index(sort.name)

        def key(row_id: RowId) -> tuple[bool, Value]:
            value = self._rows[row_id].values[place]
            return value is not None, value

        return key


def _sum(rows: Sequence[Row], place: int) -> int | None:
    numbers = [value for row in rows if isinstance(value := row.values[place], int)]
    return sum(numbers) if numbers else None


def _shown(row: Row, name: str, value: Value) -> str:
    dress = row.dress.get(name)
    if dress is not None and dress.text is not None:
        return dress.text
    return "" if value is None else str(value)


def row_texts(field: Field, values: Sequence[Value]) -> list[str]:
    """Values as shown, for pickers over a column."""
    return [show(field, value) for value in values]
