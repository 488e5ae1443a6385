"""A closed month put right: what stood is taken back and what is right is booked, both in a later month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from lanyan_desktop.core.records.labour import PayItemType
from lanyan_desktop.core.values import Fen

Corrected = Literal["计时工资", "计件", "奖金", "罚款", "餐费", "水电", "社保", "个税", "其他扣款", "借支"]
"""What of an agreed line can be put right. 补发 of a later month is how 计时工资 is."""
CORRECTED: tuple[Corrected, ...] = get_args(Corrected)


@dataclass(frozen=True, slots=True)
class Reversal:
    """An item of the later month; the first of two is below zero where something stood."""

    type: PayItemType
    amount_fen: Fen
    note: str


def reversals(what: Corrected, *, stood_fen: Fen, right_fen: Fen, month: str, why: str) -> list[Reversal]:
    """The items that turn what stood into what is right; none where it is the same.

    >>> [(one.type, one.amount_fen) for one in reversals("计时工资", stood_fen=Fen(500), right_fen=Fen(700),
    ...                                                  month="2025年11月", why="漏记一天")]
    [('补发', -500), ('补发', 700)]
    """
    if stood_fen == right_fen:
        return []
    kind: PayItemType = "补发" if what == "计时工资" else what
    note = f"{month}{what}" + (f"：{why}" if why else "")
    made = [Reversal(kind, Fen(-stood_fen), f"冲回{note}"), Reversal(kind, right_fen, f"更正{note}")]
    return [one for one in made if one.amount_fen]
