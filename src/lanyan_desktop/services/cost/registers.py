"""Contracts and bookings of actual cost as registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from lanyan_desktop.core.records.cost import Contract
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.cost.payments import Statement, load_statements
from lanyan_desktop.services.registers import RegisterSource
from lanyan_desktop.store.reader import Reader, Sort, Where

Side = Literal["支出", "收入"]
_TO_DATE: Mapping[str, Callable[[Statement], Value]] = {
    "settled_to_date_fen": lambda one: one.done_fen,
    "due_to_date_fen": lambda one: one.due_fen,
    "paid_to_date_fen": lambda one: one.paid_fen,
    "owed_fen": lambda one: one.owed_fen,
}
TO_DATE = tuple(_TO_DATE)
"""累计结算, 累计应付, 累计已付, 应付未付 of a contract: 期初 and the periods since."""


class ContractSource(RegisterSource):
    """The contracts of a project on one side: money out or money in; `TO_DATE` are its computed columns."""

    def __init__(self, reader: Reader, *, project_id: Id, side: Side) -> None:
        super().__init__(
            reader,
            "contract",
            where=[Where("project_id", "=", project_id), Where("type", "=" if side == "收入" else "!=", "收入")],
            order=[Sort("number")],
            computed={name: _ToDate(name) for name in TO_DATE},
        )

    def totals(self, query: Query, names: Sequence[str]) -> Mapping[str, Value]:
        found = dict(super().totals(query, names))
        wanted = [name for name in TO_DATE if name in names]
        if wanted:
            made = load_statements(self.reader, self.reader.load(Contract, where=self.conditions(query)))
            for name in wanted:
                values = [_TO_DATE[name](one) for one in made.values()]
                found[name] = sum(value for value in values if isinstance(value, int))
        return found


class _ToDate:
    """One computed column of the contracts."""

    def __init__(self, name: str) -> None:
        self._of = _TO_DATE[name]

    def __call__(self, reader: Reader, ids: Sequence[Id]) -> Mapping[Id, Value]:
        contracts = reader.load(Contract, where=[Where("id", "in", list(ids))]) if ids else []
        return {key: self._of(one) for key, one in load_statements(reader, contracts).items()}


def change_source(reader: Reader, *, project_id: Id) -> RegisterSource:
    """The changes and site instructions of a project, the newest first."""
    own = [Where("project_id", "=", project_id)]
    return RegisterSource(reader, "change_order", where=own, order=[Sort("day", descending=True), Sort("number")])


def estimate_source(reader: Reader, *, project_id: Id) -> RegisterSource:
    """What is estimated beyond contracts."""
    return RegisterSource(reader, "cost_estimate", where=[Where("project_id", "=", project_id)], order=[Sort("id")])


def alarm_source(reader: Reader, *, project_id: Id) -> RegisterSource:
    """From when accounts turn yellow, orange, red."""
    return RegisterSource(reader, "cost_alarm", where=[Where("project_id", "=", project_id)], order=[Sort("id")])


def entry_source(reader: Reader, *, project_id: Id) -> RegisterSource:
    """The bookings of a project, the newest first; what they refer to lies in the same project."""
    own = [Where("project_id", "=", project_id)]
    return RegisterSource(reader, "cost_entry", where=own, order=[Sort("day", descending=True), Sort("id")])
