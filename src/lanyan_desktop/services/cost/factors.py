"""因素分析 by account: how much of actual − target is quantity (work done), how much is price and loss together.

Target cost → target cost of what is done (earned) → actual cost, put in one after another. Price and loss are not told
apart here: the ledger has no consumed quantities by account; `core.cost.factors.explain` does it where they are known.
"""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Fen, Id
from lanyan_desktop.services.cost.accounts import load_accounts
from lanyan_desktop.services.cost.budget import load_budget, main_version
from lanyan_desktop.services.cost.report import money
from lanyan_desktop.store.reader import Reader

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAccount:
    """An account with all below it; the two effects are its whole difference. `id` None: on no account."""

    id: Id | None
    code: str
    name: str
    depth: int
    target_fen: Fen
    actual_fen: Fen
    by_quantity_fen: Fen
    by_price_fen: Fen

    @property
    def difference_fen(self) -> Fen:
        return Fen(self.actual_fen - self.target_fen)


def load_factors(reader: Reader, *, project_id: Id) -> list[OfAccount]:
    """The accounts in table order; empty where no line is loaded on activities, so that nothing is earned."""
    version = main_version(reader, project_id)
    budget = load_budget(reader, version, project_id=project_id) if version is not None else None
    return [
        OfAccount(
            id=one.id,
            code=one.code,
            name=one.name,
            depth=one.depth,
            target_fen=Fen(one.target_fen),
            actual_fen=Fen(one.actual_fen),
            by_quantity_fen=Fen(one.earned_fen - one.target_fen),
            by_price_fen=Fen(one.actual_fen - one.earned_fen),
        )
        for one in load_accounts(reader, project_id, budget)
        if one.earned_fen is not None
    ]


def factors_json(reader: Reader, project: Project) -> Json:
    """`target`, `actual`, `difference`, `quantity`, `price` (with loss): of the whole, and of `accounts`."""
    found = load_factors(reader, project_id=project.id)
    roots = [one for one in found if one.depth == 0]
    return {
        "project": project.code,
        "name": project.name,
        "target": money(sum(one.target_fen for one in roots)),
        "actual": money(sum(one.actual_fen for one in roots)),
        "difference": money(sum(one.difference_fen for one in roots)),
        "quantity": money(sum(one.by_quantity_fen for one in roots)),
        "price": money(sum(one.by_price_fen for one in roots)),
        "accounts": [
            {
                "code": one.code,
                "name": one.name,
                "depth": one.depth,
                "target": money(one.target_fen),
                "actual": money(one.actual_fen),
                "difference": money(one.difference_fen),
                "quantity": money(one.by_quantity_fen),
                "price": money(one.by_price_fen),
            }
            for one in found
        ],
    }


def factors_lines(found: Json) -> list[str]:
    """The same as a table for the terminal."""
    accounts = found["accounts"]
    assert isinstance(accounts, list)
    names = ("target", "actual", "difference", "quantity", "price")
    rows = ["科目\t目标成本\t实际成本\t差额\t产量影响\t单价与损耗影响"]
    rows += [
        "\t".join([f"{'  ' * one['depth']}{one['code']} {one['name']}", *(str(one[name]) for name in names)])
        for one in accounts
    ]
    return [*rows, "\t".join(["合计", *(str(found[name]) for name in names)])]
