"""What closes a month of wages and follows it until everyone has his money: agree, pay, sign, take back.

An agreed month is closed: its figures stay as agreed, and what was wrong is put right by an item in a later month
(保障农民工工资支付条例 art. 15: the written wage ledger is kept three years).
"""

from __future__ import annotations

from collections.abc import Collection

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import PayItemType, PaySheet
from lanyan_desktop.core.values import Day, Fen, Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.payroll import Payee, load_payroll, load_sheet, unpriced
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Where

AGREED, PAID = "已审定", "已发放"


def agree_payroll(ledger: Ledger, *, project_id: Id, month: Month) -> Id:
    """Close a month: its wages become a sheet that nothing changes any more.

    Raises:
        LanyanError: payroll.agreed (it is closed already), payroll.empty, payroll.unpriced, payroll.negative: naming
            the worker whose line cannot be paid.
    """
    payroll = load_payroll(ledger, project_id=project_id, month=month)
    if payroll.sheet is not None:
        raise LanyanError("payroll.agreed", month=month.title)
    if not payroll.payees:
        raise LanyanError("payroll.empty", month=month.title)
    for payee in unpriced(payroll):
        raise LanyanError("payroll.unpriced", name=payee.worker.name, month=month.title)
    for payee in payroll.payees:
        if payee.pay.net_fen < 0:
            raise LanyanError("payroll.negative", name=payee.worker.name, month=month.title)
    with ledger.changeset(f"审定{month.title}工资表") as edit:
        sheet_id = edit.insert("pay_sheet", project_id=project_id, month_day=month.first_day)
        names = ("sheet_id", *_LINE)
        rows = [(sheet_id, *_values(payee)) for payee in payroll.payees]
        edit.insert_many("pay_line", names, [list(column) for column in zip(*rows, strict=True)])
    return sheet_id


_LINE = (
    "worker_id", "team_id", "trade", "normal_min", "overtime_min", "rate_fen_per_day", "wage_fen", "extra_fen",
    "gross_fen", "meal_fen", "deduction_fen", "advance_fen", "net_fen",
)  # fmt: skip


def _values(payee: Payee) -> tuple[int | bytes | str | None, ...]:
    worker, pay = payee.worker, payee.pay
    return (
        worker.id, worker.team_id, worker.trade, pay.work.normal_min, pay.work.overtime_min, pay.rate_fen_per_day,
        pay.wage_fen, pay.extra_fen, pay.gross_fen, pay.meal_fen, pay.deduction_fen, pay.advance_fen, pay.net_fen,
    )  # fmt: skip


def reopen_payroll(ledger: Ledger, *, project_id: Id, month: Month) -> None:
    """Take back an agreed sheet of which nothing has been paid or signed.

    Raises:
        LanyanError: payroll.open (there is none), payroll.paid.
    """
    sheet = _need(ledger, project_id, month)
    of_sheet = [Where("sheet_id", "=", sheet.id)]
    touched = ledger.columns("pay_line", ["id", "paid_fen", "is_signed"], where=of_sheet)
    if sheet.state == PAID or any(paid or signed for _, paid, signed in touched):
        raise LanyanError("payroll.paid", month=month.title)
    with ledger.changeset(f"撤回{month.title}工资表") as edit:
        edit.delete("pay_line", [Id(row[0]) for row in touched if isinstance(row[0], bytes)])
        edit.delete("pay_sheet", [sheet.id])


def pay_lines(ledger: Ledger, *, project_id: Id, month: Month, line_ids: Collection[Id], day: Day) -> Fen:
    """These lines were paid in full on a day; how much that was. The last one makes the whole sheet 已发放.

    Raises:
        LanyanError: payroll.open.
    """
    sheet = _need(ledger, project_id, month)
    fields = ["id", "net_fen", "paid_fen"]
    wanted = set(line_ids)
    open_lines: list[tuple[Id, int, int]] = []
    for key, net, paid in ledger.columns("pay_line", fields, where=[Where("sheet_id", "=", sheet.id)]):
        if isinstance(key, bytes) and isinstance(net, int) and isinstance(paid, int) and paid < net:
            open_lines.append((Id(key), net, paid))
    due = [line for line in open_lines if line[0] in wanted]
    if not due:
        return Fen(0)
    with ledger.changeset(f"发放{month.title}工资 {len(due)} 人") as edit:
        edit.set_many("pay_line", "paid_fen", [line[0] for line in due], [line[1] for line in due])
        edit.set_many("pay_line", "pay_day", [line[0] for line in due], [day] * len(due))
        if len(due) == len(open_lines):
            edit.set("pay_sheet", sheet.id, state=PAID, pay_day=day)
    return Fen(sum(net - paid for _, net, paid in due))


def add_item(
    ledger: Ledger,
    *,
    project_id: Id,
    worker_id: Id,
    month: Month,
    type: PayItemType,  # noqa: A002  # the field's own name
    amount_fen: Fen,
    day: Day | None = None,
    note: str | None = None,
) -> Id:
    """One more amount in a worker's month: an advance, a bonus, a fine.

    Raises:
        LanyanError: payroll.closed; record.invalid.
    """
    check_open(ledger, project_id=project_id, month=month)
    name = ledger.labels("worker", [worker_id]).get(worker_id, "")
    with ledger.changeset(f"{month.title}工资：{name}{type}") as edit:
        return edit.insert(
            "pay_item",
            project_id=project_id,
            worker_id=worker_id,
            month_day=month.first_day,
            type=type,
            amount_fen=amount_fen,
            day=day,
            note=note,
        )


def check_open(reader: Reader, *, project_id: Id, month: Month) -> None:
    """Refuse what would change a month whose wages are agreed.

    Raises:
        LanyanError: payroll.closed.
    """
    if load_sheet(reader, project_id=project_id, month=month) is not None:
        raise LanyanError("payroll.closed", month=month.title)


def _need(reader: Reader, project_id: Id, month: Month) -> PaySheet:
    sheet = load_sheet(reader, project_id=project_id, month=month)
    if sheet is None:
        raise LanyanError("payroll.open", month=month.title)
    return sheet
