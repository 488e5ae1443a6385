"""动态成本 of a project by account and by contract, beside target and actual cost; all net of VAT.

A contract is on the accounts its parts name, the rest of it on none. A change on an income contract changes what comes
in; any other changes cost. Only what is approved counts as signed, what is still open is shown beside it as 待定.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lanyan_desktop.core.cost.analysis import DynamicCost
from lanyan_desktop.core.cost.dynamic import Basis, Bounds, Level, level_of, rest_of_target, uncontracted
from lanyan_desktop.core.cost.outline import Ints
from lanyan_desktop.core.records.cost import ChangeOrder, Contract, ContractPart, CostAlarm, CostEstimate
from lanyan_desktop.core.values import Day, Fen, Id, Value
from lanyan_desktop.services.cost.accounts import AccountTree, budget_by_account, load_tree
from lanyan_desktop.services.cost.budget import Budget
from lanyan_desktop.store.reader import Reader, Where

_OPEN = ("草稿", "已申报", "审批中")


@dataclass(frozen=True, slots=True)
class DynamicAccount:
    """An account with all below it. `id` is None for what lies on no account."""

    id: Id | None
    code: str
    name: str
    depth: int
    cost: DynamicCost
    actual_fen: Fen
    pending_fen: Fen  # changes not decided yet
    basis: Basis
    level: Level


@dataclass(frozen=True, slots=True)
class DynamicContract:
    """An expense contract: signed, its changes, booked net."""

    contract: Contract
    approved_fen: Fen
    pending_fen: Fen
    actual_fen: Fen

    @property
    def dynamic_fen(self) -> Fen:
        return Fen(self.contract.net_fen + self.approved_fen)


@dataclass(frozen=True, slots=True)
class Dynamic:
    """The whole project. Income: contracts net, and their approved and open changes."""

    accounts: tuple[DynamicAccount, ...]
    contracts: tuple[DynamicContract, ...]
    total: DynamicCost
    actual_fen: Fen
    pending_fen: Fen
    income_fen: Fen
    income_approved_fen: Fen
    income_pending_fen: Fen

    def account(self, code: str) -> DynamicAccount | None:
        return next((account for account in self.accounts if account.code == code), None)


def amount_of_change(change: ChangeOrder) -> Fen:
    """审定 where there is one, else 申报."""
    return change.claimed_fen if change.approved_fen is None else change.approved_fen


def load_dynamic(reader: Reader, project_id: Id, budget: Budget | None, *, until: Day | None = None) -> Dynamic:
    """Read contracts, changes, estimates and bookings of a project and say what it will cost.

    `until` counts only what was signed, raised and booked up to that day; what has no day always counts.
    """
    own = [Where("project_id", "=", project_id)]
    contracts = [one for one in reader.load(Contract, where=own) if _is_by(one.sign_day, until)]
    live = [one for one in contracts if one.state != "草稿"]
    income = {one.id for one in contracts if one.type == "收入"}
    changes = [one for one in reader.load(ChangeOrder, where=own) if _is_by(one.day, until)]
    entries = _load_entries(reader, project_id, until)
    tree = load_tree(reader, project_id)
    expense = [one for one in live if one.type != "收入"]
    costly = [one for one in changes if one.contract_id not in income]
    parts = _Parts(tree)
    parts.add("target", budget_by_account(tree, budget)[0])
    parts.add("signed", _signed(reader, tree, expense))
    parts.add("approved", _placed(tree, [(one.account_id, amount_of_change(one)) for one in costly if _is_done(one)]))
    parts.add("pending", _placed(tree, [(one.account_id, amount_of_change(one)) for one in costly if _is_open(one)]))
    parts.add("actual", _placed(tree, [(account, amount) for account, _, amount in entries]))
    parts.add("free", _placed(tree, [(account, amount) for account, contract, amount in entries if contract is None]))
    estimates = reader.load(CostEstimate, where=own)
    for name, type_ in (("estimated", "无合同费用"), ("to_come", "待发生")):
        parts.add(name, _placed(tree, [(one.account_id, one.amount_fen) for one in estimates if one.type == type_]))
    accounts, total = _accounts(parts, _load_bounds(reader, project_id), {one.account_id for one in estimates})
    theirs = [one for one in changes if one.contract_id in income]
    return Dynamic(
        accounts=tuple(accounts),
        contracts=tuple(_contract(one, costly, entries) for one in sorted(expense, key=lambda one: one.number)),
        total=total,
        actual_fen=Fen(int(parts.own["actual"].sum())),
        pending_fen=Fen(int(parts.own["pending"].sum())),
        income_fen=Fen(sum(one.net_fen for one in live if one.type == "收入")),
        income_approved_fen=Fen(sum(amount_of_change(one) for one in theirs if _is_done(one))),
        income_pending_fen=Fen(sum(amount_of_change(one) for one in theirs if _is_open(one))),
    )


def _is_by(day: Day | None, until: Day | None) -> bool:
    return day is None or until is None or day <= until


def _is_done(change: ChangeOrder) -> bool:
    return change.state == "已批准"


def _is_open(change: ChangeOrder) -> bool:
    return change.state in _OPEN


Entry = tuple[Value, Value, int]  # account, contract, amount


def _load_entries(reader: Reader, project_id: Id, until: Day | None) -> list[Entry]:
    where = [Where("project_id", "=", project_id)]
    if until is not None:
        where.append(Where("day", "<=", until))
    rows = reader.columns("cost_entry", ["account_id", "contract_id", "amount_fen"], where=where)
    return [(account, contract, amount) for account, contract, amount in rows if isinstance(amount, int)]


def _placed(tree: AccountTree, amounts: Sequence[tuple[Value, int]]) -> Ints:
    """Amounts by the row of their account."""
    found = np.zeros(len(tree.ids), dtype=np.int64)
    nowhere = tree.row_of[None]
    for account, amount in amounts:
        found[tree.row_of.get(Id(account), nowhere) if isinstance(account, bytes) else nowhere] += amount
    return found


def _signed(reader: Reader, tree: AccountTree, contracts: Sequence[Contract]) -> Ints:
    """The net prices on the accounts of their parts; what no part takes is on none."""
    left = {one.id: int(one.net_fen) for one in contracts}
    amounts: list[tuple[Value, int]] = []
    for part in reader.load(ContractPart, where=[Where("contract_id", "in", list(left))] if left else ()):
        if part.contract_id in left:
            amounts.append((part.account_id, part.net_fen))
            left[part.contract_id] -= part.net_fen
    return _placed(tree, [*amounts, *((None, rest) for rest in left.values())])


class _Parts:
    """What lies right on each account, by row, and with all below it, in table order."""

    def __init__(self, tree: AccountTree) -> None:
        self.tree = tree
        self.own: dict[str, Ints] = {}
        self.sums: dict[str, Ints] = {}

    def add(self, name: str, own: Ints) -> None:
        self.own[name] = own
        self.sums[name] = self.tree.outline.totals(self.tree.outline.placed(own))

    def at(self, name: str, place: int) -> Fen:
        return Fen(int(self.sums[name][place]))


def _accounts(
    parts: _Parts, bounds: Mapping[Id | None, Bounds], estimated: set[Id | None]
) -> tuple[list[DynamicAccount], DynamicCost]:
    """Every account with something on it or not, and the sum of the roots."""
    outline, tree = parts.tree.outline, parts.tree
    free = uncontracted_by_row(parts)
    parts.add("uncontracted", free)
    order, depths = outline.order.tolist(), outline.depth.tolist()
    known = _with_estimates(order, depths, [tree.ids[row] in estimated for row in range(len(tree.ids))])
    found, roots = [], []
    for place, row in enumerate(order):
        cost = DynamicCost(
            target_fen=parts.at("target", place),
            signed_fen=parts.at("signed", place),
            approved_changes_fen=parts.at("approved", place),
            uncontracted_fen=parts.at("uncontracted", place),
            to_come_fen=parts.at("to_come", place),
        )
        basis: Basis = "估算" if known[place] else "目标余额"
        if basis == "目标余额" and depths[place] == 0:
            cost = replace(cost, to_come_fen=rest_of_target(cost))
        if depths[place] == 0:
            roots.append(cost)
        actual, pending = parts.at("actual", place), parts.at("pending", place)
        if tree.ids[row] is None and not (cost.total_fen or cost.target_fen or actual or pending):
            continue
        limit = bounds.get(tree.ids[row], bounds[None])
        is_judged = depths[place] == 0 or cost.target_fen > 0
        level = level_of(cost, limit) if is_judged else ""
        code, name = tree.names[row]
        found.append(DynamicAccount(tree.ids[row], code, name, depths[place], cost, actual, pending, basis, level))
    return found, _sum_of(roots)


def uncontracted_by_row(parts: _Parts) -> Ints:
    """The greater of estimate and bookings without contract, account by account."""
    pairs = zip(parts.own["estimated"].tolist(), parts.own["free"].tolist(), strict=True)
    return np.array([uncontracted(estimated=Fen(one), booked=Fen(two)) for one, two in pairs], dtype=np.int64)


def _with_estimates(order: Sequence[int], depths: Sequence[int], has: Sequence[bool]) -> list[bool]:
    """Whether a branch, in table order, has an estimate anywhere in it."""
    known = [has[row] for row in order]
    for place in range(len(order) - 1, 0, -1):
        if known[place] and depths[place]:
            above = place - 1
            while depths[above] >= depths[place]:
                above -= 1
            known[above] = True
    return known


def _sum_of(costs: Sequence[DynamicCost]) -> DynamicCost:
    return DynamicCost(
        target_fen=Fen(sum(cost.target_fen for cost in costs)),
        signed_fen=Fen(sum(cost.signed_fen for cost in costs)),
        approved_changes_fen=Fen(sum(cost.approved_changes_fen for cost in costs)),
        uncontracted_fen=Fen(sum(cost.uncontracted_fen for cost in costs)),
        to_come_fen=Fen(sum(cost.to_come_fen for cost in costs)),
    )


def _contract(contract: Contract, changes: Sequence[ChangeOrder], entries: Sequence[Entry]) -> DynamicContract:
    own = [one for one in changes if one.contract_id == contract.id]
    return DynamicContract(
        contract,
        approved_fen=Fen(sum(amount_of_change(one) for one in own if _is_done(one))),
        pending_fen=Fen(sum(amount_of_change(one) for one in own if _is_open(one))),
        actual_fen=Fen(sum(amount for _, key, amount in entries if key == contract.id)),
    )


def _load_bounds(reader: Reader, project_id: Id) -> dict[Id | None, Bounds]:
    """By account; under None those that hold for all others."""
    found: dict[Id | None, Bounds] = {None: Bounds()}
    for one in reader.load(CostAlarm, where=[Where("project_id", "=", project_id)]):
        found[one.account_id] = Bounds(yellow=one.yellow, orange=one.orange, red=one.red)
    return found
