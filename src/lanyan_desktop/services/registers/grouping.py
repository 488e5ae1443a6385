"""Rows grouped by a column, with subtotals: an outline of two levels whose heads are no records."""

from __future__ import annotations

from collections.abc import Sequence

from lanyan_desktop.core.records import Field
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.rows import Dress, Row, RowId
from lanyan_desktop.core.values import Id, Value

_BLANK = "（空白）"


class Groups:
    """Groups in the order their first row comes; rows keep their order within.

    `rows` give each record's group value, then the values of the `sums` columns.
    """

    def __init__(
        self, field: Field, sums: Sequence[str], rows: Sequence[tuple[Id, Sequence[Value]]], texts: dict[Value, str]
    ) -> None:
        self._field = field
        self._members: dict[Value, list[Id]] = {}
        self._sums: dict[Value, dict[str, int]] = {}
        self._texts = texts
        for row_id, values in rows:
            self._members.setdefault(values[0], []).append(row_id)
            totals = self._sums.setdefault(values[0], dict.fromkeys(sums, 0))
            for name, value in zip(sums, values[1:], strict=True):
                totals[name] += value if isinstance(value, int) else 0
        self._heads: dict[RowId, Value] = {f"group:{n}": value for n, value in enumerate(self._members)}

    def outline(self) -> Outline:
        ids: list[RowId] = []
        levels: list[int] = []
        for head, value in self._heads.items():
            members = self._members[value]
            ids += [head, *members]
            levels += [0, *([1] * len(members))]
        return Outline(ids, levels)

    def rows(self, heads: Sequence[RowId], names: Sequence[str]) -> dict[RowId, Row]:
        """The head rows: the group's word and its subtotals; the word stands in the first column that has no sum."""
        return {head: self._row(self._heads[head], names) for head in heads if head in self._heads}

    def _row(self, value: Value, names: Sequence[str]) -> Row:
        sums = self._sums[value]
        word = f"{self._texts.get(value) or _BLANK} · {len(self._members[value])} 行"
        place = next((name for name in names if name not in sums), "")
        values = [sums.get(name) for name in names]
        blank = {name: Dress(text="") for name in names if name not in sums}
        return Row(values, blank | {place: Dress(text=word)}, is_summary=True)
