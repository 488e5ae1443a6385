"""Why an account stands as it does: the contracts, changes, estimates and bookings on it, the largest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.records.cost import ChangeOrder, Contract, ContractPart, CostEntry, CostEstimate
from lanyan_desktop.core.values import Day, Fen, Id
from lanyan_desktop.services.cost.dynamic import amount_of_change
from lanyan_desktop.store.reader import Reader, Sort, Where

Part = Literal["已签合同", "已批变更", "待定变更", "估算", "实际成本"]
_ORDER: tuple[Part, ...] = ("已批变更", "已签合同", "估算", "待定变更", "实际成本")
_OPEN = ("草稿", "已申报", "审批中")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A record that makes up an account's cost."""

    part: Part
    kind: str  # of the record it leads to
    id: Id
    day: Day | None
    text: str
    amount_fen: Fen


def causes_of(reader: Reader, *, project_id: Id, account_ids: Sequence[Id | None]) -> list[Cause]:
    """What lies on these accounts (None: on no account), changes first, each part by amount.

    A contract without parts lies on no account; of one with parts only its share is told.
    """
    wanted = set(account_ids)
    found = [*_contracts(reader, project_id, wanted), *_changes(reader, project_id, wanted)]
    own = [Where("project_id", "=", project_id)]
    found += [
        Cause(
            part="估算", kind="cost_estimate", id=one.id, day=None, text=f"{one.type} {one.content}",
            amount_fen=one.amount_fen,
        )
        for one in reader.load(CostEstimate, where=own)
        if one.account_id in wanted
    ]  # fmt: skip
    found += [
        Cause(part="实际成本", kind="cost_entry", id=one.id, day=one.day, text=one.content, amount_fen=one.amount_fen)
        for one in reader.load(CostEntry, where=own, order=[Sort("day")])
        if one.account_id in wanted
    ]
    return sorted(found, key=lambda one: (_ORDER.index(one.part), -abs(one.amount_fen)))


def _contracts(reader: Reader, project_id: Id, wanted: set[Id | None]) -> list[Cause]:
    own = [Where("project_id", "=", project_id), Where("type", "!=", "收入"), Where("state", "!=", "草稿")]
    contracts = {one.id: one for one in reader.load(Contract, where=own)}
    if not contracts:
        return []
    parts = reader.load(ContractPart, where=[Where("contract_id", "in", list(contracts))])
    amounts = dict.fromkeys(contracts, 0)
    rest = {key: int(one.net_fen) for key, one in contracts.items()}
    for part in parts:
        rest[part.contract_id] -= part.net_fen
        if part.account_id in wanted:
            amounts[part.contract_id] += part.net_fen
    if None in wanted:
        amounts = {key: amount + rest[key] for key, amount in amounts.items()}
    return [
        Cause(
            part="已签合同", kind="contract", id=key, day=contracts[key].sign_day,
            text=f"{contracts[key].number} {contracts[key].name}", amount_fen=Fen(amount),
        )
        for key, amount in amounts.items()
        if amount
    ]  # fmt: skip


def _changes(reader: Reader, project_id: Id, wanted: set[Id | None]) -> list[Cause]:
    own = [Where("project_id", "=", project_id)]
    income = set(reader.ids("contract", where=[*own, Where("type", "=", "收入")]))
    found = []
    for one in reader.load(ChangeOrder, where=own):
        if one.account_id not in wanted or one.contract_id in income or one.state == "已驳回":
            continue
        part: Part = "待定变更" if one.state in _OPEN else "已批变更"
        found.append(
            Cause(
                part=part, kind="change_order", id=one.id, day=one.day, text=f"{one.number} {one.content}",
                amount_fen=amount_of_change(one),
            )
        )  # fmt: skip
    return found
