"""What lies behind one contract, as registers: its parts by account, its measurement and payment, its changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from lanyan_desktop.core.records.cost import Contract
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.values import Day, Id, Value, date_of, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.payments import load_statement
from lanyan_desktop.services.registers import RegisterSource, insert_row
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where

_NOBODY = Where("id", "null")  # an empty table
COMPUTED = ("to_date_fen", "recovered_fen", "due_fen", "owed_fen")
"""Of a period: 累计完成, 扣回预付款, 本期应付, 累计应付未付."""


class OfContract(RegisterSource):
    """The records of one kind that belong to a contract; `show` turns to another."""

    def __init__(self, reader: Reader, kind: str, *, project_id: Id, order: Sequence[Sort] = ()) -> None:
        own = [Where("project_id", "=", project_id)]
        super().__init__(reader, kind, where=[_NOBODY], order=order, refer_where={"account_id": own})
        self.contract_id: Id | None = None

    def show(self, contract_id: Id | None) -> None:
        """The records of this contract from now on; tell the table to read anew."""
        self.contract_id = contract_id
        self.where = (_NOBODY,) if contract_id is None else (Where("contract_id", "=", contract_id),)


class SettlementSource(OfContract):
    """The periods of a contract with what follows for each by the contract's terms."""

    def __init__(self, reader: Reader, *, project_id: Id) -> None:
        super().__init__(reader, "settlement", project_id=project_id, order=[Sort("day"), Sort("number")])
        self._computed = {name: _Column(self, name) for name in COMPUTED}

    def totals(self, query: Query, names: Sequence[str]) -> Mapping[str, Value]:
        found = dict(super().totals(query, names))
        wanted = [name for name in ("recovered_fen", "due_fen") if name in names]
        if self.contract_id is not None and wanted and not query.conditions:
            lines = [line for _, line in load_statement(self.reader, contract_id=self.contract_id).periods]
            found |= {name: sum(getattr(line, name) for line in lines) for name in wanted}
        return found


class _Column:
    """One computed column: what a statement says of its periods."""

    def __init__(self, source: SettlementSource, name: str) -> None:
        self._source, self._name = source, name

    def __call__(self, reader: Reader, ids: Sequence[Id]) -> Mapping[Id, Value]:
        contract_id = self._source.contract_id
        if contract_id is None or not ids:
            return {}
        periods = load_statement(reader, contract_id=contract_id).periods
        return {one.id: getattr(line, self._name) for one, line in periods}


def add_settlement(ledger: Ledger, *, contract_id: Id) -> Id:
    """A new period of a contract: the next number; to the end of the month after the last, else on the data date.

    Raises:
        LanyanError: record.gone; cost.no_day where neither an earlier period nor the project gives a day.
    """
    contract = ledger.get(Contract, contract_id)
    if contract is None:
        raise LanyanError("record.gone", kind="合同", id=contract_id)
    where = [Where("contract_id", "=", contract_id)]
    rows = ledger.columns("settlement", ["number", "day"], where=where, order=[Sort("day")])
    taken = {str(number) for number, _ in rows}
    number = next(text for n in range(len(rows) + 1, 2 * len(rows) + 2) if (text := f"第{n}期") not in taken)
    day = _month_after(rows[-1][1]) if rows else _data_day(ledger, contract.project_id)
    values: dict[str, Value] = {
        "project_id": contract.project_id, "contract_id": contract_id, "number": number, "day": day,
    }  # fmt: skip
    return insert_row(ledger, "settlement", values=values)


def _month_after(day: Value) -> Day:
    """The last day of the month after a day's."""
    assert isinstance(day, int)
    return _end_of(Day(_end_of(Day(day)) + 1))


def _end_of(day: Day) -> Day:
    return Day(day_of((date_of(day).replace(day=28) + timedelta(days=4)).replace(day=1)) - 1)


def _data_day(reader: Reader, project_id: Id) -> Day:
    project = reader.get(Project, project_id)
    day = (project.data_day or project.start_day) if project is not None else None
    if day is None:
        raise LanyanError("cost.no_day")
    return day


def add_part(ledger: Ledger, *, contract_id: Id) -> Id:
    """A new part of a contract, on the first account that has none yet and no accounts below it.

    Raises:
        LanyanError: record.gone; cost.no_account when every account has its part already, or there is none.
    """
    contract = ledger.get(Contract, contract_id)
    if contract is None:
        raise LanyanError("record.gone", kind="合同", id=contract_id)
    own = [Where("project_id", "=", contract.project_id)]
    rows = ledger.columns("cost_account", ["id", "parent_id"], where=own, order=[Sort("rank")])
    parents = {parent for _, parent in rows}
    parted = ledger.columns("contract_part", ["account_id"], where=[Where("contract_id", "=", contract_id)])
    taken = {account for (account,) in parted}
    free = next((key for key, _ in rows if key not in taken and key not in parents), None)
    if free is None:
        raise LanyanError("cost.no_account")
    return insert_row(ledger, "contract_part", values={"contract_id": contract_id, "account_id": free})
