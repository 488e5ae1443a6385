"""Slips crossed with who bears them, what of the recoverable is still out, and whether day work grows too dear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.values import Fen, Id, Permyriad
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.commands import CONFIRMED, DRAFT, SETTLED
from lanyan_desktop.services.labour.slips import RECOVERABLE, By, Slip, Slips, key_of
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where

HIGH_SHARE = Permyriad(1_000)
"""From this share of the wages on, 点工 is shown as an alarm: a tenth of labour cost outside the plan."""


def pivot(slips: Slips, by: By) -> dict[str, dict[str, Fen]]:
    """Amounts by group and bearer (未填 where none): every line in one cell, rows and columns add up to the month.

    Groups as `Slips.grouped` calls them.
    """
    found: dict[str, dict[str, Fen]] = {}
    for slip in slips.slips:
        bearer = slip.record.bearer or "未填"
        for line in slip.lines:
            row = found.setdefault(key_of(by, slip, line), {})
            row[bearer] = Fen(row.get(bearer, 0) + line.amount_fen)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What one bearer owes for a month's slips, by how far it is followed."""

    bearer: str
    draft_fen: Fen
    waiting_fen: Fen  # confirmed, not settled: to be claimed
    settled_fen: Fen
    waiting: tuple[Id, ...]  # the slips that wait

    @property
    def amount_fen(self) -> Fen:
        return Fen(self.draft_fen + self.waiting_fen + self.settled_fen)


def recoveries(slips: Slips) -> list[Recovery]:
    """业主签证 and 分包扣款, each followed until it is settled."""
    return [_recovery(bearer, [slip for slip in slips.slips if slip.record.bearer == bearer]) for bearer in RECOVERABLE]


def _recovery(bearer: str, slips: Sequence[Slip]) -> Recovery:
    def amount(state: str) -> Fen:
        return Fen(sum(slip.amount_fen for slip in slips if slip.record.state == state))

    return Recovery(
        bearer=bearer,
        draft_fen=amount(DRAFT),
        waiting_fen=amount(CONFIRMED),
        settled_fen=amount(SETTLED),
        waiting=tuple(slip.id for slip in slips if slip.record.state == CONFIRMED),
    )


def is_high(share: Permyriad | None) -> bool:
    """Whether 点工 is an alarm.

    >>> is_high(Permyriad(655)), is_high(Permyriad(1_000)), is_high(None)
    (False, True, False)
    """
    return share is not None and share >= HIGH_SHARE


def settle_slips(ledger: Ledger, *, slip_ids: Sequence[Id]) -> int:
    """签证 granted, 扣款 made, or paid by the project: confirmed slips become 已结清 and are locked; how many.

    Raises:
        LanyanError: daywork.draft naming one that is not confirmed yet; nothing is settled then.
    """
    fields = ["id", "number", "state"]
    rows = ledger.columns("day_work", fields, where=[Where("id", "in", list(slip_ids))])
    for _, number, state in rows:
        if state == DRAFT:
            raise LanyanError("daywork.draft", number=number)
    due = [Id(key) for key, _, state in rows if state == CONFIRMED and isinstance(key, bytes)]
    if due:
        what = next(str(number) for key, number, _ in rows if key == due[0]) if len(due) == 1 else f"{len(due)} 张"
        with ledger.changeset(f"结清点工单 {what}") as edit:
            edit.set_many("day_work", "state", due, [SETTLED] * len(due))
    return len(due)
