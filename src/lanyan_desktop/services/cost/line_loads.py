"""Which activities carry out a budget line, by hand: one or several, by shares that together are the whole line."""

from __future__ import annotations

from collections.abc import Mapping

from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.values import Id, Permyriad
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where

_WHOLE = 10_000


def share_line(ledger: Ledger, *, line_id: Id, shares: Mapping[Id, Permyriad]) -> None:
    """Lay a line on activities by share (‱), in place of what it lay on, as one step; no shares: on none.

    Raises:
        LanyanError: cost.shares_over above 100 %, cost.shares_under below; cost.share_negative for one of 0 or less;
            record.gone when the line has been deleted.
    """
    if line_id not in ledger.page("budget_line", [line_id], ["id"]):
        raise LanyanError("record.gone", kind="清单项", id=line_id)
    if any(share <= 0 for share in shares.values()):
        raise LanyanError("cost.share_negative")
    total = sum(shares.values())
    if shares and total != _WHOLE:
        raise LanyanError("cost.shares_over" if total > _WHOLE else "cost.shares_under", total=fixed(total, 2))
    old = ledger.ids("line_load", where=[Where("line_id", "=", line_id)])
    with ledger.changeset("清单项分到工作") as edit:
        edit.delete("line_load", old)
        for activity_id, share in shares.items():
            edit.insert("line_load", line_id=line_id, activity_id=activity_id, weight=int(share))
