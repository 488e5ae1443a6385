"""The 工资表 of a month as rows of a table: a worker each, his amounts by item, how far he is paid."""

from __future__ import annotations

from typing import get_args

from lanyan_desktop.core.labour.workdays import Work, workdays
from lanyan_desktop.core.records.labour import PayItemType
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.table.rows import Dress, Mark, Row, RowId
from lanyan_desktop.core.values import Fen, Value
from lanyan_desktop.services.labour.payroll import Payee, Payroll, below_least

ITEM_TYPES: tuple[PayItemType, ...] = get_args(PayItemType)
ITEM_NAMES: dict[str, PayItemType] = {f"item_{place}": name for place, name in enumerate(ITEM_TYPES)}
"""The column of each type of item; its cell says the sum of that type and takes a new one while the month is open."""
FIGURES = (
    "name", "team", "normal", "overtime", "days", "rate", "wage", "gross", "deduction", "net", "paid", "state",
)  # fmt: skip
NAMES = (*FIGURES, *ITEM_NAMES)
OPEN, DUE, PAID, SIGNED = "待审定", "未发", "已发", "已签字"


def state_of(payee: Payee) -> str:
    """Where a worker's wages of the month stand."""
    if payee.line is None:
        return OPEN
    if payee.line.is_signed:
        return SIGNED
    return PAID if payee.line.paid_fen >= payee.line.net_fen else DUE


def pay_rows(payroll: Payroll) -> dict[RowId, Row]:
    """The rows by worker, values in the order of `NAMES`. Those of an agreed month take no edits."""
    return {payee.worker.id: _row(payroll, payee) for payee in payroll.payees}


def _row(payroll: Payroll, payee: Payee) -> Row:
    worker, pay, line = payee.worker, payee.pay, payee.line
    values: list[Value] = [
        worker.name, worker.team, workdays(Work(normal_min=pay.work.normal_min), payroll.rule), pay.work.overtime_min,
        workdays(pay.work, payroll.rule), pay.rate_fen_per_day, pay.wage_fen, pay.gross_fen, pay.deduction_fen,
        pay.net_fen, line.paid_fen if line is not None else None, state_of(payee),
    ]  # fmt: skip
    values += [pay.items.get(name) for name in ITEM_TYPES]
    return Row(values, _dress(payroll, payee), is_fixed=line is not None)


def _dress(payroll: Payroll, payee: Payee) -> dict[str, Dress]:
    found: dict[str, Dress] = {}
    if short_fen := below_least(payroll, payee):
        words = f"正常出勤的工资比当地最低工资少 {fixed(short_fen, 2)} 元（加班费不算在内），请核对日工资"
        found["gross"] = Dress(mark=Mark("warning", words))
    if payee.pay.net_fen < 0:
        short = fixed(Fen(-payee.pay.net_fen), 2)
        found["net"] = Dress(mark=Mark("error", f"扣款和借支比应发多 {short} 元，不能发放；请减少本月借支，余下以后扣"))
    if not payee.pay.is_priced:
        found["rate"] = Dress(mark=Mark("error", "有出工但没有日工资，请在名册或工价中填上"))
    return found


def pay_totals(payroll: Payroll) -> dict[str, Value]:
    """The total row; 工日 are rounded once, from the minutes of all."""
    found: dict[str, Value] = {
        "normal": workdays(Work(normal_min=payroll.work.normal_min), payroll.rule),
        "overtime": payroll.work.overtime_min,
        "days": workdays(payroll.work, payroll.rule),
        "wage": sum(p.pay.wage_fen for p in payroll.payees),
        "gross": payroll.gross_fen,
        "deduction": payroll.deduction_fen,
        "net": payroll.net_fen,
        "paid": paid_fen(payroll) if payroll.sheet is not None else None,
    }
    for column, name in ITEM_NAMES.items():
        found[column] = sum(p.pay.items.get(name, 0) for p in payroll.payees) or None
    return found


def paid_fen(payroll: Payroll) -> Fen:
    """What of an agreed month has been paid."""
    return Fen(sum(payee.line.paid_fen for payee in payroll.payees if payee.line is not None))


def due_fen(payroll: Payroll) -> Fen:
    """欠付: what of an agreed month is still to be paid."""
    return Fen(payroll.net_fen - paid_fen(payroll)) if payroll.sheet is not None else Fen(0)


def count_signed(payroll: Payroll) -> int:
    """How many have signed for their wages."""
    return sum(bool(payee.line is not None and payee.line.is_signed) for payee in payroll.payees)
