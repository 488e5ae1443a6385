"""Payroll corrections by reversing: a closed month is never edited, the next open one takes the difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from lanyan_desktop.core.labour.correction import Corrected, reversals
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Fen, Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.payroll import load_payroll, load_sheet
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Where


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction booked, and in which month."""

    month: Month
    stood_fen: Fen
    right_fen: Fen
    items: int


def next_open(reader: Reader, *, project_id: Id, month: Month) -> Month:
    """The first month after this one whose wages are not agreed."""
    found = month.next
    while load_sheet(reader, project_id=project_id, month=found) is not None:
        found = found.next
    return found


def standing(reader: Reader, *, project_id: Id, month: Month, worker_id: Id, what: Corrected) -> Fen:
    """What counts for a worker in a closed month: as agreed, with the corrections booked since.

    Raises:
        LanyanError: payroll.open where the month is not agreed; payroll.nobody where he is not in it.
    """
    payroll = load_payroll(reader, project_id=project_id, month=month)
    if payroll.sheet is None:
        raise LanyanError("payroll.open", month=month.title)
    payee = next((payee for payee in payroll.payees if payee.worker.id == worker_id), None)
    if payee is None:
        raise LanyanError("payroll.nobody", month=month.title)
    agreed = payee.pay.wage_fen if what == "计时工资" else payee.pay.items.get(what, Fen(0))
    where = [
        Where("project_id", "=", project_id),
        Where("worker_id", "=", worker_id),
        Where("for_month_day", "=", month.first_day),
        Where("type", "=", "补发" if what == "计时工资" else what),
    ]
    since = sum(cast("int", amount) for (amount,) in reader.columns("pay_item", ["amount_fen"], where=where))
    return Fen(agreed + since)


def correct_payroll(
    ledger: Ledger, *, project_id: Id, month: Month, worker_id: Id, what: Corrected, right_fen: Fen, why: str = ""
) -> Correction:
    """Book in the next open month what turns a worker's agreed figure into the right one, as one step.

    Raises:
        LanyanError: payroll.open, payroll.nobody; payroll.amount where the right figure is below zero.
    """
    name = ledger.labels("worker", [worker_id]).get(worker_id, "")
    if right_fen < 0:
        raise LanyanError("payroll.amount", name=name, type=what)
    stood = standing(ledger, project_id=project_id, month=month, worker_id=worker_id, what=what)
    target = next_open(ledger, project_id=project_id, month=month)
    items = reversals(what, stood_fen=stood, right_fen=right_fen, month=month.title, why=why)
    if items:
        with ledger.changeset(f"更正{month.title}工资：{name}{what}") as edit:
            for item in items:
                edit.insert(
                    "pay_item", project_id=project_id, worker_id=worker_id, month_day=target.first_day, type=item.type,
                    amount_fen=item.amount_fen, for_month_day=month.first_day, note=item.note,
                )  # fmt: skip
    return Correction(target, stood, right_fen, len(items))


def correct_number(
    ledger: Ledger, *, project_id: Id, month: Month, number: str, what: Corrected, right_fen: Fen, why: str = ""
) -> Correction:
    """`correct_payroll` of the worker with this 工号.

    Raises:
        LanyanError: those of `correct_payroll`; payroll.nobody where nobody has the number.
    """
    where = [Where("project_id", "=", project_id), Where("number", "=", number)]
    found = [row[0] for row in ledger.columns("worker", ["id"], where=where)]
    if not found:
        raise LanyanError("payroll.nobody", month=month.title)
    worker_id = cast("Id", found[0])
    return correct_payroll(
        ledger, project_id=project_id, month=month, worker_id=worker_id, what=what, right_fen=right_fen, why=why
    )
