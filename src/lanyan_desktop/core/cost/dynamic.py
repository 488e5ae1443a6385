"""Dynamic cost (动态成本) of accounts: what an account will cost as known today, and how loudly to say it is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.cost.analysis import DynamicCost
from lanyan_desktop.core.values import Fen, Permyriad

Basis = Literal["估算", "目标余额"]
"""Where 待发生 comes from: what someone estimated, or what the target still has left."""
Level = Literal["", "黄", "橙", "红"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """From what share over target an account is yellow, orange, red, in ‱."""

    yellow: Permyriad = Permyriad(100)
    orange: Permyriad = Permyriad(300)
    red: Permyriad = Permyriad(500)


def level_of(cost: DynamicCost, bounds: Bounds) -> Level:
    """The alarm of an account; cost without any target is red, an account within its target has none.

    >>> level_of(DynamicCost(target_fen=Fen(1000), signed_fen=Fen(1030)), Bounds())
    '橙'
    """
    over = -cost.saving_fen
    if over <= 0:
        return ""
    if cost.target_fen <= 0 or over * 10_000 >= bounds.red * cost.target_fen:
        return "红"
    if over * 10_000 >= bounds.orange * cost.target_fen:
        return "橙"
    return "黄" if over * 10_000 >= bounds.yellow * cost.target_fen else ""


def uncontracted(*, estimated: Fen, booked: Fen) -> Fen:
    """无合同费用: what was estimated for all of it, or what is booked without a contract once that is more.

    >>> uncontracted(estimated=Fen(500), booked=Fen(620)), uncontracted(estimated=Fen(500), booked=Fen(100))
    (620, 500)
    """
    return max(estimated, booked)


def rest_of_target(cost: DynamicCost) -> Fen:
    """What the target has left for 待发生 where nobody estimated it; nothing once the target is used up.

    >>> rest_of_target(DynamicCost(target_fen=Fen(1000), signed_fen=Fen(720), approved_changes_fen=Fen(35)))
    245
    """
    return Fen(max(0, cost.saving_fen))
