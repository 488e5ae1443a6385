"""个税累计预扣 of a month: worked out from the year's wages in this ledger, booked as items while the month is open."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.tax import withholding
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.values import Fen, Id
from lanyan_desktop.services.labour.month import load_month
from lanyan_desktop.services.labour.pay_entry import TypedItem, put_items
from lanyan_desktop.services.labour.payroll import Payroll, read_payroll
from lanyan_desktop.services.labour.roster import WorkerLine
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader


@dataclass(slots=True)
class TaxLine:
    """A worker's year up to the month. `due_fen`: what is to be withheld now; `booked_fen`: what is as 个税."""

    worker: WorkerLine
    months: int = 0  # from his first month of the year in this ledger, those without wages between counted too
    income_fen: Fen = Fen(0)
    insured_fen: Fen = Fen(0)  # 社保
    withheld_fen: Fen = Fen(0)  # in the months before
    due_fen: Fen = Fen(0)
    booked_fen: Fen = Fen(0)


def load_tax(reader: Reader, *, project_id: Id, month: Month) -> list[TaxLine]:
    """What is to be withheld of everyone who has wages in the month.

    专项附加扣除 is not in the ledger, and wages paid elsewhere are not known here: it is the most that is due.

    Raises:
        KeyError: there is no such project.
    """
    with reader.snapshot():
        year = [
            read_payroll(reader, load_month(reader, project_id=project_id, month=Month(month.year, number)))
            for number in range(1, month.month + 1)
        ]
    found = {payee.worker.id: TaxLine(payee.worker) for payee in year[-1].payees}
    for payroll in year:
        _add(found, payroll, is_last=payroll is year[-1])
    for line in found.values():
        line.due_fen = withholding(
            income_fen=line.income_fen, months=line.months, insured_fen=line.insured_fen, withheld_fen=line.withheld_fen
        )
    return list(found.values())


def _add(found: dict[Id, TaxLine], payroll: Payroll, *, is_last: bool) -> None:
    paid = {payee.worker.id: payee.pay for payee in payroll.payees}
    for key, line in found.items():
        pay = paid.get(key)
        line.months += 1 if line.months or pay is not None else 0
        if pay is None:
            continue
        line.income_fen = Fen(line.income_fen + pay.gross_fen)
        line.insured_fen = Fen(line.insured_fen + pay.sum_of(("社保",)))
        if is_last:
            line.booked_fen = pay.sum_of(("个税",))
        else:
            line.withheld_fen = Fen(line.withheld_fen + pay.sum_of(("个税",)))


def book_tax(ledger: Ledger, *, project_id: Id, month: Month) -> int:
    """Book what is due as 个税 of the open month, as one step; for how many it was not so already.

    Raises:
        LanyanError: payroll.closed.
    """
    lines = load_tax(ledger, project_id=project_id, month=month)
    typed = [TypedItem(worker_id=line.worker.id, type="个税", total_fen=line.due_fen) for line in lines]
    return put_items(ledger, project_id=project_id, month=month, typed=typed)


def tax_json(lines: list[TaxLine], month: Month) -> dict[str, object]:
    """For another program; money in 元 as a string."""

    def money(fen: int) -> str:
        return fixed(Fen(fen), 2, grouped=False)

    rows = [
        {
            "number": line.worker.number, "name": line.worker.name, "months": line.months,
            "income": money(line.income_fen), "insured": money(line.insured_fen),
            "withheld": money(line.withheld_fen), "due": money(line.due_fen), "booked": money(line.booked_fen),
        }
        for line in lines
    ]  # fmt: skip
    return {"month": str(month), "due": money(sum(line.due_fen for line in lines)), "lines": rows}


def tax_lines(lines: list[TaxLine], month: Month) -> list[str]:
    """The same as a table for the terminal: those of whom something is due."""
    rows = ["工号\t姓名\t月数\t累计收入\t累计社保\t已预扣\t本月应预扣\t已登记个税"]
    for line in lines:
        if line.due_fen or line.booked_fen:
            sums = (line.income_fen, line.insured_fen, line.withheld_fen, line.due_fen, line.booked_fen)
            said = [fixed(amount, 2) for amount in sums]
            rows.append("\t".join([line.worker.number, line.worker.name, str(line.months), *said]))
    total = fixed(Fen(sum(line.due_fen for line in lines)), 2)
    return [*rows, f"{month.title}应预扣个税 {total} 元（只按本账套的工资和社保计，没有计专项附加扣除）"]
