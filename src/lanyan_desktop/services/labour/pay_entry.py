"""What is typed into the 工资表 while its month is open, and the signatures once it is paid."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import PayItemType, PayLine
from lanyan_desktop.core.values import Day, Fen, Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.paying import check_open
from lanyan_desktop.services.labour.payroll import load_payroll, load_sheet
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedItem:
    """What a worker's items of one type shall come to in the month; None: to nothing."""

    worker_id: Id
    type: PayItemType
    total_fen: Fen | None


def put_items(
    ledger: Ledger, *, project_id: Id, month: Month, typed: Sequence[TypedItem], day: Day | None = None
) -> int:
    """Book the differences to what there is, as one step; how many there were. Nothing booked before is changed.

    餐费 is told as it is shown: with what the days present come to.

    Raises:
        LanyanError: payroll.closed, payroll.amount (less than nothing), record.invalid.
    """
    check_open(ledger, project_id=project_id, month=month)
    payroll = load_payroll(ledger, project_id=project_id, month=month)
    now = {(payee.worker.id, name): amount for payee in payroll.payees for name, amount in payee.pay.items.items()}
    names = ledger.labels("worker", list({item.worker_id for item in typed}))
    booked = []
    for item in typed:
        if (item.total_fen or 0) < 0:
            raise LanyanError("payroll.amount", name=names.get(item.worker_id, ""), type=item.type)
        if difference := (item.total_fen or 0) - now.get((item.worker_id, item.type), 0):
            booked.append((item, Fen(difference)))
    if not booked:
        return 0
    first = booked[0][0]
    what = f"{names.get(first.worker_id, '')}{first.type}" if len(booked) == 1 else f"{len(booked)} 项"
    with ledger.changeset(f"{month.title}工资：{what}") as edit:
        for item, amount in booked:
            edit.insert(
                "pay_item", project_id=project_id, worker_id=item.worker_id, month_day=month.first_day,
                type=item.type, amount_fen=amount, day=day,
            )  # fmt: skip
    return len(booked)


def sign_lines(ledger: Ledger, *, project_id: Id, month: Month, line_ids: Collection[Id]) -> int:
    """These workers have signed for their wages; how many had not before.

    Raises:
        LanyanError: payroll.open; payroll.unpaid naming one who has not been paid: nobody signs for money to come.
    """
    sheet = load_sheet(ledger, project_id=project_id, month=month)
    if sheet is None:
        raise LanyanError("payroll.open", month=month.title)
    signing = []
    for line in ledger.load(PayLine, where=[Where("sheet_id", "=", sheet.id), Where("is_signed", "=", 0)]):
        if line.id not in line_ids:
            continue
        if line.paid_fen < line.net_fen:
            name = ledger.labels("worker", [line.worker_id]).get(line.worker_id, "")
            raise LanyanError("payroll.unpaid", name=name, month=month.title)
        signing.append(line.id)
    if signing:
        with ledger.changeset(f"{month.title}工资签字 {len(signing)} 人") as edit:
            edit.set_many("pay_line", "is_signed", signing, [1] * len(signing))
    return len(signing)
