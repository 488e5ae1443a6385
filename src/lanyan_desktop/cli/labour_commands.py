"""Commands of 点工: what the slips of a month come to, and its wages."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from lanyan_desktop.cli.result import Result
from lanyan_desktop.cli.table_commands import read_month
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services import ledgers, projects
from lanyan_desktop.services.labour import report
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
    return Result(report.payroll_json(found), report.payroll_lines(found))


def tax(options: Namespace) -> Result:
    month = _month(options.month)
    with ledgers.using(options.ledger, read_only=not options.apply, user=options.user) as ledger:
        project = projects.need_project(ledger, code=options.project)
        if options.apply:
            book_tax(ledger, project_id=project.id, month=month)
        found = load_tax(ledger, project_id=project.id, month=month)
    return Result(tax_json(found, month), tax_lines(found, month))


def _month(text: str) -> Month:
    """The month that was asked for.

    Raises:
        LanyanError: month.unreadable.
    """
    found: date | None = read_month(text)
    if found is None:
        raise LanyanError("month.unreadable", text=text)
    return Month(found.year, found.month)
