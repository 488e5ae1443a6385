"""A contract's measurement and payment, period by period: 分包结算 of an expense contract, 进度款申请 of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.cost.payments import Advance
from lanyan_desktop.core.cost.statement import Line, Opening, Period, Terms, kept_back, statement
from lanyan_desktop.core.records.cost import Contract, Settlement
from lanyan_desktop.core.values import Fen, Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.reader import Reader, Sort, Where


@dataclass(frozen=True, slots=True)
class Statement:
    """The periods of a contract with what each comes to, and what does not hold (as sentences).

    累计 is nowhere typed: it is 期初 and all periods since.
    """

    contract: Contract
    terms: Terms
    periods: tuple[tuple[Settlement, Line], ...]

    @property
    def done_fen(self) -> Fen:
        """累计结算."""
        return self.periods[-1][1].to_date_fen if self.periods else self.contract.settled_fen

    @property
    def due_fen(self) -> Fen:
        """累计应付."""
        return self.periods[-1][1].due_to_date_fen if self.periods else self.contract.due_fen

    @property
    def paid_fen(self) -> Fen:
        """累计已付."""
        return self.periods[-1][1].paid_to_date_fen if self.periods else self.contract.paid_fen

    @property
    def owed_fen(self) -> Fen:
        """应付未付; below zero: 超付."""
        return Fen(self.due_fen - self.paid_fen)

    @property
    def recovery_start_fen(self) -> Fen | None:
        """起扣点, None without an advance."""
        return self.terms.advance.recovery_start_fen if self.terms.advance else None

    @property
    def retention_fen(self) -> Fen:
        """质保金 of what is done so far."""
        return kept_back(self.terms, self.done_fen)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must hold and does not: paid within due, done within the price."""
        found = []
        if self.owed_fen < 0:
            found.append("超付：累计已付大于累计应付")
        if self.done_fen > self.contract.gross_fen:
            found.append("累计完成大于合同金额：检查是否有未登记的变更")
        return tuple(found)


def terms_of(contract: Contract) -> Terms:
    """What a contract's record says of payment."""
    base = contract.gross_fen if contract.advance_base_fen is None else contract.advance_base_fen
    advance = Advance(price_fen=base, advance_fen=contract.advance_fen, material_share=contract.material_share)
    return Terms(
        price_fen=contract.gross_fen,
        progress_share=contract.progress_share,
        retention_share=contract.retention_share,
        advance=advance if contract.advance_fen else None,
    )


def load_statement(reader: Reader, *, contract_id: Id) -> Statement:
    """Read a contract's periods and compute its payments.

    Raises:
        LanyanError: record.gone when the contract has been deleted.
    """
    contract = reader.get(Contract, contract_id)
    if contract is None:
        raise LanyanError("record.gone", kind="合同", id=contract_id)
    return load_statements(reader, [contract])[contract_id]


def load_statements(reader: Reader, contracts: Sequence[Contract]) -> dict[Id, Statement]:
    """The statements of many contracts by their id, with one reading."""
    if not contracts:
        return {}
    where = [Where("contract_id", "in", [one.id for one in contracts])]
    periods: dict[Id, list[Settlement]] = {one.id: [] for one in contracts}
    for one in reader.load(Settlement, where=where, order=[Sort("day"), Sort("number")]):
        periods[one.contract_id].append(one)
    return {one.id: _statement(one, periods[one.id]) for one in contracts}


def _statement(contract: Contract, records: Sequence[Settlement]) -> Statement:
    terms = terms_of(contract)
    made = statement(
        terms,
        [Period(done_fen=one.done_fen, penalty_fen=one.penalty_fen, paid_fen=one.paid_fen) for one in records],
        opening=Opening(done_fen=contract.settled_fen, due_fen=contract.due_fen, paid_fen=contract.paid_fen),
    )
    return Statement(contract, terms, tuple(zip(records, made, strict=True)))
