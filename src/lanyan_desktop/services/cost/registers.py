"""Contracts and bookings of actual cost as registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.registers import RegisterSource
from lanyan_desktop.store.reader import Reader, Sort, Where

Side = Literal["支出", "收入"]


class ContractSource(RegisterSource):
    """The contracts of a project on one side: money out or money in. 应付未付 = due − paid; below zero: prepaid."""

    def __init__(self, reader: Reader, *, project_id: Id, side: Side) -> None:
        super().__init__(
            reader,
            "contract",
            where=[Where("project_id", "=", project_id), Where("type", "=" if side == "收入" else "!=", "收入")],
            order=[Sort("number")],
            computed={"owed_fen": _owed},
        )

    def totals(self, query: Query, names: Sequence[str]) -> Mapping[str, Value]:
        found = dict(super().totals(query, names))
        if "owed_fen" in names:
            due, paid = self.reader.sums("contract", ["due_fen", "paid_fen"], where=self.conditions(query))
            found["owed_fen"] = due - paid
        return found


def _owed(reader: Reader, ids: Sequence[Id]) -> dict[Id, Value]:
    rows = reader.page("contract", ids, ["due_fen", "paid_fen"])
    return {key: due - paid for key, (due, paid) in rows.items() if isinstance(due, int) and isinstance(paid, int)}


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
