"""Commands of 点工: what the slips of a month come to, and its wages."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import date
from decimal import Decimal

from lanyan_desktop.cli.result import Result
from lanyan_desktop.cli.table_commands import read_month
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.values import Fen
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services import ledgers, projects
from lanyan_desktop.services.labour import report
from lanyan_desktop.services.labour.arrears import load_arrears
from lanyan_desktop.services.labour.correcting import correct_number
from lanyan_desktop.services.labour.payroll import load_payroll
from lanyan_desktop.services.labour.roster import load_rule
from lanyan_desktop.services.labour.slips import By, load_slips
from lanyan_desktop.services.labour.tax import book_tax, load_tax, tax_json, tax_lines


def summary(options: Namespace) -> Result:
    month = _month(options.month)
    until = _month(options.to) if options.to else None
    with ledgers.using(options.ledger, read_only=True) as ledger:
        project = projects.need_project(ledger, code=options.project)
        slips = load_slips(ledger, project_id=project.id, month=month, rule=load_rule(project), until=until)
    by: By = "place" if options.by == "part" else options.by  # 部位 has two names in English
    return Result(report.slips_json(slips, by), report.slips_lines(slips, by))


def payroll(options: Namespace) -> Result:
    month = _month(options.month)
    with ledgers.using(options.ledger, read_only=True) as ledger:
        project = projects.need_project(ledger, code=options.project)
        found = load_payroll(ledger, project_id=project.id, month=month)
        owed = Fen(sum(load_arrears(ledger, project_id=project.id, until=month).values()))
    data = {**report.payroll_json(found), "arrears": fixed(owed, 2, grouped=False)}
    said = [f"到{month.title}为止已审定未发放 {fixed(owed, 2)} 元"] if owed else []
    return Result(data, [*report.payroll_lines(found), *said])


def tax(options: Namespace) -> Result:
    month = _month(options.month)
    with ledgers.using(options.ledger, read_only=not options.apply, user=options.user) as ledger:
        project = projects.need_project(ledger, code=options.project)
        if options.apply:
            book_tax(ledger, project_id=project.id, month=month)
        found = load_tax(ledger, project_id=project.id, month=month)
    return Result(tax_json(found, month), tax_lines(found, month))


def correct(options: Namespace) -> Result:
    month = _month(options.month)
    with ledgers.using(options.ledger, user=options.user) as ledger:
        project = projects.need_project(ledger, code=options.project)
        found = correct_number(
            ledger, project_id=project.id, month=month, number=options.worker, what=options.item,
            right_fen=options.to, why=options.why,
        )  # fmt: skip
    stood, right = (fixed(amount, 2) for amount in (found.stood_fen, found.right_fen))
    said = f"{options.item}由 {stood} 元更正为 {right} 元，记在{found.month.title}，{month.title}工资表没有动"
    words = said if found.items else f"{options.item}已是 {right} 元，没有更正"
    data = {
        "month": str(found.month), "items": found.items, "stood": fixed(found.stood_fen, 2, grouped=False),
        "right": fixed(found.right_fen, 2, grouped=False),
    }  # fmt: skip
    return Result(data, [words])


def yuan(text: str) -> Fen:
    """An amount as it is typed, in 元 with at most two decimals.

    Raises:
        ValueError: it is none.
    """
    if re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text.replace(",", "")) is None:
        raise ValueError(text)
    return Fen(int(Decimal(text.replace(",", "")) * 100))


def _month(text: str) -> Month:
    """The month that was asked for.

    Raises:
        LanyanError: month.unreadable.
    """
    found: date | None = read_month(text)
    if found is None:
        raise LanyanError("month.unreadable", text=text)
    return Month(found.year, found.month)
