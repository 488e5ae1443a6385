"""The budget tree as the shared table reads it: structure and sums from memory, texts of shown rows from the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from lanyan_desktop.core.cost.outline import Ints, outline_of
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.table import outline as table_outline
from lanyan_desktop.core.table.query import Condition, Query, SortBy
from lanyan_desktop.core.table.rows import Choice, Dress, Row, RowId, RowIds, Tone
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.cost.budget import SUMS, Budget
from lanyan_desktop.services.registers import RegisterSource
from lanyan_desktop.store.reader import Reader, Sort, Where

COMPUTED = ("saved_fen", "saved_rate", "done_rate", "earned_fen")
_WHOLE = 10_000
MOST_AT_ONCE = 20_000
"""Up to this many rows are sorted and filtered while the window waits: under 40 ms."""
_LARGE_RATE = 400  # ‱ of the contract amount lost that make a line red rather than yellow


class BudgetSource:
    """Rows of one budget version. `budget` may be put in place later, and replaced, as it is read beside the window."""

    def __init__(self, reader: Reader, *, project_id: Id, budget: Budget | None = None) -> None:
        self.budget = budget
        self._reader = reader
        self._project_id = project_id
        self._register: RegisterSource | None = None
        self._widest = 1
        self._last: tuple[tuple[Condition, ...], Ints] | None = None  # a filter, and the places it finds
        self.take(budget)

    def take(self, budget: Budget | None) -> None:
        """Show this version from now on; tell the table with `reload`."""
        self.budget = budget
        self._last = None
        if budget is None:
            self._register = None
            return
        self._register = RegisterSource(
            self._reader,
            "budget_line",
            where=[Where("version_id", "=", budget.version_id)],
            refer_where={"account_id": [Where("project_id", "=", self._project_id)]},
        )
        roots = budget.tree.depth == 0
        self._widest = max(1, int(np.abs(budget.saved.totals[roots]).max(initial=0)))

    @property
    def is_large(self) -> bool:
        """Whether sorting and filtering take longer than a person should wait at the window."""
        return self.budget is not None and len(self.budget) > MOST_AT_ONCE

    def on(self, reader: Reader) -> BudgetSource:
        """The same rows, read by another connection."""
        other = copy(self)
        other._reader = reader
        other._register = self._register.on(reader) if self._register is not None else None
        return other

    def adopt(self, other: BudgetSource) -> None:
        """Take over what another connection found out about a filter."""
        if other.budget is self.budget:
            self._last = other._last

    # ---- rows

    def ids(self, query: Query) -> RowIds | table_outline.Outline:
        budget, register = self.budget, self._register
        if budget is None or register is None:
            return []
        self._last = None  # asked again for the rows: the ledger may hold others now
        order: Ints = np.arange(len(budget), dtype=np.int64)
        if query.sort:
            order = self._sorted(budget, query.sort)
        if query.conditions:
            order = order[self._found(budget, register, query)[order]]
        return table_outline.Outline(
            [budget.ids[place] for place in order.tolist()], budget.tree.depth[order].astype(np.int32)
        )

    def _found(self, budget: Budget, register: RegisterSource, query: Query) -> NDArray[np.bool_]:
        """The rows a filter finds, and all above them."""
        shown = np.zeros(len(budget), dtype=np.bool_)
        places = self._matching(budget, register, query)
        while len(places):
            shown[places] = True
            above = np.unique(budget.tree.parent[places])
            places = above[(above >= 0) & ~shown[above]]
        return shown

    def _matching(self, budget: Budget, register: RegisterSource, query: Query) -> Ints:
        """The places of the rows a filter finds; kept, as rows and totals ask for the same."""
        if self._last is None or self._last[0] != query.conditions:
            ids = self._reader.ids("budget_line", where=register.conditions(query))
            places = np.array([budget.place(line_id) for line_id in ids], dtype=np.int64)
            self._last = (query.conditions, places[places >= 0])
        return self._last[1]

    def _sorted(self, budget: Budget, sort: Sequence[SortBy]) -> Ints:
        """Places in preorder with siblings sorted; the tree stays a tree."""
        by_key = np.lexsort([self._keys(budget, one) for one in reversed(sort)])
        rank = np.empty(len(budget), dtype=np.int64)
        rank[by_key] = np.arange(len(budget))
        parent = budget.tree.parent[by_key]
        order: Ints = by_key[outline_of(np.where(parent >= 0, rank[parent], -1)).order]
        return order

    def _keys(self, budget: Budget, sort: SortBy) -> Ints:
        """A number for each place that sorts as the column does; rows without a value come first."""
        if sort.name in SUMS or sort.name in COMPUTED:
            keys = self._figures(budget, sort.name)
        else:
            where = [Where("version_id", "=", budget.version_id)]
            ids = self._reader.ids("budget_line", where=where, order=[Sort(sort.name), Sort("id")])
            keys = np.zeros(len(budget), dtype=np.int64)
            keys[[budget.place(line_id) for line_id in ids]] = np.arange(len(ids))
        return -keys if sort.descending else keys

    @staticmethod
    def _figures(budget: Budget, name: str) -> Ints:
        """A computed or summed column as numbers, the least of all where there is none."""
        if name == "done_rate":
            return np.where(np.isnan(budget.done), -1, np.nan_to_num(budget.done) * _WHOLE).astype(np.int64)
        column = {"saved_fen": budget.saved, "saved_rate": budget.saved, "earned_fen": budget.earned}.get(name)
        column = budget.sums.get(name, column)
        if column is None:
            return np.zeros(len(budget), dtype=np.int64)
        totals = column.totals
        if name == "saved_rate":
            totals = totals * _WHOLE // np.maximum(budget.counted.totals, 1)
        return np.where(column.given > 0, totals, -(2**62))

    def page(self, ids: Sequence[RowId], names: Sequence[str]) -> Mapping[RowId, Row]:
        budget, register = self.budget, self._register
        if budget is None or register is None:
            return {}
        found = register.page(ids, [name for name in names if name not in COMPUTED])
        stored = [name for name in names if name not in COMPUTED]
        made: dict[RowId, Row] = {}
        for row_id, row in found.items():
            place = budget.place(Id(row_id)) if isinstance(row_id, bytes) else -1
            if place >= 0:
                made[row_id] = self._row(budget, place, row, dict(zip(stored, row.values, strict=True)), names)
        return made

    def _row(self, budget: Budget, place: int, row: Row, stored: Mapping[str, Value], names: Sequence[str]) -> Row:
        is_section = bool(budget.is_section[place])
        values = [
            self._value(budget, place, name) if name in COMPUTED or (is_section and name in SUMS) else stored[name]
            for name in names
        ]
        dress = {**row.dress, **self._dress(budget, place, stored)}
        return Row(values, dress, is_summary=is_section)

    def _value(self, budget: Budget, place: int, name: str) -> Value:
        match name:
            case "saved_fen":
                return budget.saved.at(place)
            case "saved_rate":
                return self._rate(budget.saved.at(place), budget.counted.at(place))
            case "done_rate":
                done = budget.done[place]
                return (
                    None if np.isnan(done) else int(done * 100 + 1e-9) * 100
                )  # whole percent, never rounded up to all
            case "earned_fen":
                return None if budget.earned is None else budget.earned.at(place)
        return budget.sums[name].at(place)

    @staticmethod
    def _rate(part: int | None, whole: int | None) -> int | None:
        return divide_half_up(part * _WHOLE, whole) if part is not None and whole else None

    def _dress(self, budget: Budget, place: int, stored: Mapping[str, Value]) -> dict[str, Dress]:
        """Colours of what is saved or lost, and which amounts are not typed because they follow from a price."""
        saved, counted = budget.saved.at(place), budget.counted.at(place)
        tone = saving_tone(saved, counted)
        bar = None if saved is None else max(-_WHOLE, min(_WHOLE, saved * _WHOLE // self._widest))
        found = {"saved_fen": Dress(tone=tone, bar=bar), "saved_rate": Dress(tone=tone)}
        for amount, price in (("amount_fen", "unit_price"), ("target_fen", "target_unit_price")):
            if stored.get("quantity") is not None and stored.get(price) is not None:
                found[amount] = Dress(is_fixed=True)
        return found

    # ---- sums and choices

    def totals(self, query: Query, names: Sequence[str]) -> Mapping[str, Value]:
        """Sums over the version, or over the lines a filter finds."""
        budget, register = self.budget, self._register
        if budget is None or register is None:
            return {}
        if not query.conditions:
            rows = np.flatnonzero(budget.tree.parent < 0)
        else:
            found = self._matching(budget, register, query)
            rows = found[~budget.is_section[found]]
        return {name: self._total(budget, rows, name) for name in names}

    def _total(self, budget: Budget, rows: Ints, name: str) -> Value:
        match name:
            case "saved_fen":
                return int(budget.saved.totals[rows].sum())
            case "saved_rate":
                return self._rate(int(budget.saved.totals[rows].sum()), int(budget.counted.totals[rows].sum()))
            case "earned_fen":
                return None if budget.earned is None else int(budget.earned.totals[rows].sum())
            case "done_rate":
                return self._done_of(budget, rows)
        return int(budget.sums[name].totals[rows].sum()) if name in budget.sums else None

    @staticmethod
    def _done_of(budget: Budget, rows: Ints) -> Value:
        known = rows[~np.isnan(budget.done[rows])]
        weight = budget.sums["target_fen"].totals[known]
        whole = int(weight.sum())
        return int(float(weight @ budget.done[known]) / whole * 100 + 1e-9) * 100 if whole else None

    def choices(self, name: str, text: str = "") -> Sequence[Choice]:
        return self._register.choices(name, text) if self._register is not None else ()

    def distinct(self, name: str, query: Query) -> Sequence[Choice]:
        return self._register.distinct(name, query) if self._register is not None else ()


def saving_tone(saved: int | None, counted: int | None) -> Tone:
    """Saved is green; lost is yellow, red from 4 % of the contract amount or where nothing is paid for it."""
    if not saved:
        return "text2"
    if saved > 0:
        return "ok"
    return "crit" if not counted or -saved * _WHOLE >= _LARGE_RATE * counted else "warn"
