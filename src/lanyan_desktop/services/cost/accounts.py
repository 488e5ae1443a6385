"""The cost accounts of a project: target, earned and actual cost of each, rolled up, and which is most over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lanyan_desktop.core.cost.earned import ratio
from lanyan_desktop.core.cost.loading import Floats, tied
from lanyan_desktop.core.cost.outline import Ints, Outline, outline_of, parent_rows
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.cost.budget import PARTS, Budget
from lanyan_desktop.store.reader import Reader, Sort, Where

UNASSIGNED = "未归科目"
_PART_NAMES = {"labour_fen": "人工", "material_fen": "材料", "machine_fen": "机械", "subcontract_fen": "专业分包"}


@dataclass(frozen=True, slots=True)
class Account:
    """One account with all below it, in 分. `id` is None for what is booked on no account."""

    id: Id | None
    code: str
    name: str
    depth: int
    target_fen: int
    earned_fen: int | None  # None where no line is loaded on activities
    actual_fen: int

    @property
    def is_compared(self) -> bool:
        """Whether actual cost can be held against earned cost: not on a sub-account without a target of its own.

        A root account without a target is compared: what is spent there was not planned at all.
        """
        return self.earned_fen is not None and (self.depth == 0 or self.target_fen != 0)

    @property
    def over_fen(self) -> int | None:
        """偏差 = actual − earned; above zero: over. None where the two are not compared."""
        return self.actual_fen - (self.earned_fen or 0) if self.is_compared else None

    @property
    def over_rate(self) -> Fraction | None:
        """偏差 ÷ earned."""
        over = self.over_fen
        return None if over is None else ratio(over, self.earned_fen or 0)


@dataclass(frozen=True, slots=True)
class AccountTree:
    """The accounts of a project, and last a row for what is booked on none; `outline` has their table order."""

    ids: Sequence[Id | None]
    names: Sequence[tuple[str, str]]
    outline: Outline
    row_of: Mapping[Id | None, int]


def load_accounts(reader: Reader, project_id: Id, budget: Budget | None) -> list[Account]:
    """Every account in table order; what lies on none comes last, and only if there is something."""
    tree = load_tree(reader, project_id)
    target, earned = budget_by_account(tree, budget)
    actual = actual_by_account(reader, project_id, tree)
    sums = [tree.outline.totals(tree.outline.placed(column)) for column in (target, earned, actual)]
    has_earned = budget is not None and budget.earned is not None
    found = []
    for place, row in enumerate(tree.outline.order.tolist()):
        values = [int(column[place]) for column in sums]
        if tree.ids[row] is None and not any(values):
            continue
        code, name = tree.names[row]
        depth = int(tree.outline.depth[place])
        found.append(Account(tree.ids[row], code, name, depth, values[0], values[1] if has_earned else None, values[2]))
    return found


def load_tree(reader: Reader, project_id: Id) -> AccountTree:
    """The accounts, and last a row for what is on none."""
    rows = reader.columns(
        "cost_account",
        ["id", "parent_id", "code", "name"],
        where=[Where("project_id", "=", project_id)],
        order=[Sort("rank")],
    )
    ids: list[Value] = [*(row[0] for row in rows), None]
    parents = [row[1] for row in rows]
    above = np.append(parent_rows(ids[:-1], parents), -1)
    named = [*((str(row[2]), str(row[3])) for row in rows), ("", UNASSIGNED)]
    keys = [Id(key) if isinstance(key, bytes) else None for key in ids]
    return AccountTree(keys, named, outline_of(above), {key: row for row, key in enumerate(keys)})


def budget_by_account(tree: AccountTree, budget: Budget | None) -> tuple[Ints, Ints]:
    """Target and earned cost booked right on each account."""
    count = len(tree.ids)
    if budget is None:
        return np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    lines, accounts, amounts = _pieces(tree, budget)
    target = np.zeros(count, dtype=np.int64)
    np.add.at(target, accounts, amounts)
    if budget.earned is None:
        return target, np.zeros(count, dtype=np.int64)
    whole = budget.sums["target_fen"].own[lines]
    share = np.divide(amounts, whole, where=whole != 0, out=np.zeros(len(lines)))
    exact: Floats = np.zeros(count)
    np.add.at(exact, accounts, budget.earned.own[lines] * share)
    return target, tied(exact, int(budget.earned.own.sum()))


def _pieces(tree: AccountTree, budget: Budget) -> tuple[Ints, Ints, Ints]:
    """Target cost as (line, account row, amount): 人材机分 on their own accounts, the rest on that of the line."""
    own = budget.sums["target_fen"].own
    rest = own.copy()
    lines, accounts, amounts = [], [], []
    for name in PARTS:
        part = budget.sums[name].own
        used = np.flatnonzero(part)
        rest[used] -= part[used]
        lines.append(used)
        accounts.append(np.full(len(used), _row_of_part(tree, name), dtype=np.int64))
        amounts.append(part[used])
    left = np.flatnonzero(rest)
    lines.append(left)
    nowhere = tree.row_of[None]
    rows = [tree.row_of.get(budget.account_ids[line], nowhere) for line in left.tolist()]
    accounts.append(np.array(rows, dtype=np.int64))
    amounts.append(rest[left])
    return np.concatenate(lines), np.concatenate(accounts), np.concatenate(amounts)


def budget_income(tree: AccountTree, budget: Budget | None) -> Ints:
    """The contract amount right on each account: of a line with a target in the proportions of that target's pieces."""
    found = np.zeros(len(tree.ids), dtype=np.int64)
    if budget is None:
        return found
    amounts = budget.sums["amount_fen"].own
    whole = budget.sums["target_fen"].own
    lines, accounts, pieces = _pieces(tree, budget)
    exact: Floats = np.zeros(len(tree.ids))
    np.add.at(
        exact,
        accounts,
        amounts[lines] * np.divide(pieces, whole[lines], where=whole[lines] != 0, out=np.zeros(len(lines))),
    )
    bare = np.flatnonzero((amounts != 0) & (whole == 0))
    rows = [tree.row_of.get(budget.account_ids[line], tree.row_of[None]) for line in bare.tolist()]
    np.add.at(exact, np.array(rows, dtype=np.int64), amounts[bare])
    return tied(exact, int(amounts.sum()))


def _row_of_part(tree: AccountTree, part: str) -> int:
    """The root account that is called like a part of the price: 人工费, 材料费 …"""
    for row, (_, name) in enumerate(tree.names):
        if name.startswith(_PART_NAMES[part]):
            return row
    return tree.row_of[None]


def actual_by_account(reader: Reader, project_id: Id, tree: AccountTree) -> Ints:
    """Actual cost booked right on each account, up to the data date and after it: every booking."""
    rows = reader.columns("cost_entry", ["account_id", "amount_fen"], where=[Where("project_id", "=", project_id)])
    nowhere = tree.row_of[None]
    actual = np.zeros(len(tree.ids), dtype=np.int64)
    places = [tree.row_of.get(Id(key) if isinstance(key, bytes) else None, nowhere) for key, _ in rows]
    np.add.at(actual, np.array(places, dtype=np.int64), np.array([amount for _, amount in rows], dtype=np.int64))
    return actual


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands out among the root accounts: the one most over, and its part of all that is over."""

    account: Account
    share: Fraction


def worst_account(accounts: Sequence[Account]) -> Finding | None:
    """The root account most over its earned cost; None if none is over."""
    roots = [account for account in accounts if account.depth == 0 and (account.over_fen or 0) > 0]
    if not roots:
        return None
    worst = max(roots, key=lambda account: account.over_fen or 0)
    return Finding(worst, Fraction(worst.over_fen or 0, sum(account.over_fen or 0 for account in roots)))
