"""变更签证 handed in, approved or refused: one step each; who did it and when stands in the record's history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.ledger import Ledger

Decision = Literal["已申报", "已批准", "已驳回"]
_WORDS: dict[Decision, str] = {"已申报": "申报", "已批准": "批准", "已驳回": "驳回"}


def decide_changes(ledger: Ledger, ids: Sequence[Id], decision: Decision) -> int:
    """Bring changes into a state; how many were in another. Approved without 审定金额 is approved as claimed.

    Raises:
        LanyanError: record.gone; cost.change_decided when one to be handed in is approved or refused already.
    """
    names = ["number", "state", "claimed_fen", "approved_fen", "claimed_days", "approved_days"]
    rows = ledger.page("change_order", list(ids), names)
    if len(rows) < len(set(ids)):
        raise LanyanError("record.gone", kind="变更签证", id=next(key for key in ids if key not in rows))
    moved = {key: row for key, row in rows.items() if row[1] != decision}
    decided = [str(row[0]) for row in moved.values() if row[1] in ("已批准", "已驳回")]
    if decision == "已申报" and decided:
        raise LanyanError("cost.change_decided", number="、".join(decided))
    if not moved:
        return 0
    numbers = "、".join(str(row[0]) for row in moved.values())
    with ledger.changeset(f"{_WORDS[decision]} {numbers}"[:100]) as edit:
        for key, (_, _, claimed, approved, claimed_days, approved_days) in moved.items():
            edit.set("change_order", key, state=decision)
            if decision == "已批准":
                edit.set(
                    "change_order", key, approved_fen=claimed if approved is None else approved,
                    approved_days=claimed_days if approved_days is None else approved_days,
                )  # fmt: skip
    return len(moved)
